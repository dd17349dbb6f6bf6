// SPDX-License-Identifier: Apache-2.0
//
// The class, its class factory and DllGetClassObject. IDispatch comes from the type library: DispInvoke makes the late-bound
// calls, so the class has its methods once, as C++ functions.
#define INITGUID
#include "counter.h"

#include <atomic>
#include <climits>
#include <dlfcn.h>
#include <mutex>
#include <new>
#include <string>
#include <vector>

using latebind::com_ptr;

namespace {

std::atomic<LONG> live_objects{0};

// The type library that lies beside this shared object.
HRESULT counter_type(com_ptr<ITypeInfo> &result)
{
    static std::mutex mutex;
    static com_ptr<ITypeInfo> known;
    std::lock_guard<std::mutex> guard(mutex);
    if (!known) {
        Dl_info image;
        if (!dladdr(reinterpret_cast<const void *>(&counter_type), &image)) return TYPE_E_CANTLOADLIBRARY;
        std::string path = image.dli_fname;
        path = path.substr(0, path.rfind('/') + 1) + "counters.tlb";
        // A path of ASCII characters is its own UTF-16.
        com_ptr<ITypeLib> library;
        HRESULT status = LoadTypeLib(std::basic_string<OLECHAR>(path.begin(), path.end()).c_str(), library.put());
        if (FAILED(status)) return status;
        status = library->GetTypeInfoOfGuid(IID_ICounter, known.put());
        if (FAILED(status)) return status;
    }
    result = known;
    return S_OK;
}

// What a failing method leaves for whoever asks why.
HRESULT fail(HRESULT status, const OLECHAR *description)
{
    com_ptr<ICreateErrorInfo> info;
    if (SUCCEEDED(CreateErrorInfo(info.put()))) {
        info->SetGUID(IID_ICounter);
        info->SetSource(const_cast<OLECHAR *>(OLESTR("Counters.Counter")));
        info->SetDescription(const_cast<OLECHAR *>(description));
        SetErrorInfo(0, info.as<IErrorInfo>().get());
    }
    return status;
}

class Counter final : public ICounter, public ISupportErrorInfo {
public:
    Counter() { ++live_objects; }

    // IUnknown, shared by both bases
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **result) override
    {
        if (!result) return E_POINTER;
        if (IsEqualGUID(iid, IID_IUnknown) || IsEqualGUID(iid, IID_IDispatch) || IsEqualGUID(iid, IID_ICounter))
            *result = static_cast<ICounter *>(this);
        else if (IsEqualGUID(iid, IID_ISupportErrorInfo))
            *result = static_cast<ISupportErrorInfo *>(this);
        else
            return *result = nullptr, E_NOINTERFACE;
        AddRef();
        return S_OK;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return static_cast<ULONG>(++references_); }
    ULONG STDMETHODCALLTYPE Release() override
    {
        LONG left = --references_;
        if (left == 0) delete this;
        return static_cast<ULONG>(left);
    }

    // IDispatch
    HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT *count) override { return count ? *count = 1, S_OK : E_POINTER; }
    HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT index, LCID, ITypeInfo **result) override
    {
        if (!result) return E_POINTER;
        *result = nullptr;
        if (index != 0) return DISP_E_BADINDEX;
        com_ptr<ITypeInfo> type;
        HRESULT status = counter_type(type);
        *result = type.detach();
        return status;
    }
    HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR *names, UINT count, LCID, DISPID *ids) override
    {
        com_ptr<ITypeInfo> type;
        HRESULT status = counter_type(type);
        return FAILED(status) ? status : DispGetIDsOfNames(type.get(), names, count, ids);
    }
    HRESULT STDMETHODCALLTYPE Invoke(
        DISPID member, REFIID, LCID, WORD flags, DISPPARAMS *parameters, VARIANT *result, EXCEPINFO *exception,
        UINT *argument) override
    {
        com_ptr<ITypeInfo> type;
        HRESULT status = counter_type(type);
        if (FAILED(status)) return status;
        return DispInvoke(static_cast<ICounter *>(this), type.get(), member, flags, parameters, result, exception, argument);
    }

    // ICounter
    HRESULT STDMETHODCALLTYPE get_Value(LONG *value) override
    {
        if (!value) return E_POINTER;
        std::lock_guard<std::mutex> guard(mutex_);
        *value = history_.back();
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE put_Value(LONG value) override
    {
        if (value < 0) return fail(E_INVALIDARG, OLESTR("a counter does not stand below zero"));
        std::lock_guard<std::mutex> guard(mutex_);
        history_.push_back(value);
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE get_Name(BSTR *name) override
    {
        if (!name) return E_POINTER;
        std::lock_guard<std::mutex> guard(mutex_);
        *name = SysAllocStringLen(name_.get(), name_.length());
        return *name ? S_OK : E_OUTOFMEMORY;
    }
    HRESULT STDMETHODCALLTYPE put_Name(BSTR name) override
    {
        std::lock_guard<std::mutex> guard(mutex_);
        name_ = latebind::bstr::attach(SysAllocStringLen(name, SysStringLen(name)));
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Add(LONG step, LONG *value) override
    {
        if (!value) return E_POINTER;
        std::lock_guard<std::mutex> guard(mutex_);
        LONGLONG sum = static_cast<LONGLONG>(history_.back()) + step;
        if (sum < 0 || sum > LONG_MAX_32) return fail(DISP_E_OVERFLOW, OLESTR("the counter is at its end"));
        history_.push_back(*value = static_cast<LONG>(sum));
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE History(SAFEARRAY **values) override
    {
        if (!values) return E_POINTER;
        std::lock_guard<std::mutex> guard(mutex_);
        *values = SafeArrayCreateVector(VT_I4, 0, static_cast<ULONG>(history_.size()));
        if (!*values) return E_OUTOFMEMORY;
        for (LONG index = 0; index < static_cast<LONG>(history_.size()); index++)
            SafeArrayPutElement(*values, &index, &history_[static_cast<size_t>(index)]);
        return S_OK;
    }

    // ISupportErrorInfo
    HRESULT STDMETHODCALLTYPE InterfaceSupportsErrorInfo(REFIID iid) override
    {
        return IsEqualGUID(iid, IID_ICounter) ? S_OK : S_FALSE;
    }

private:
    ~Counter() { --live_objects; }

    static constexpr LONGLONG LONG_MAX_32 = 0x7FFFFFFF;
    std::atomic<LONG> references_{1};
    std::mutex mutex_;
    std::vector<LONG> history_{0};
    latebind::bstr name_;
};

class Factory final : public IClassFactory {
public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **result) override
    {
        if (!result) return E_POINTER;
        bool known = IsEqualGUID(iid, IID_IUnknown) || IsEqualGUID(iid, IID_IClassFactory);
        *result = known ? this : nullptr;
        return known ? S_OK : E_NOINTERFACE;
    }
    // One factory, as long as the process.
    ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
    ULONG STDMETHODCALLTYPE Release() override { return 1; }

    HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown *outer, REFIID iid, void **result) override
    {
        if (!result) return E_POINTER;
        *result = nullptr;
        if (outer) return CLASS_E_NOAGGREGATION;
        auto made = com_ptr<ICounter>::attach(new (std::nothrow) Counter);
        return made ? made->QueryInterface(iid, result) : E_OUTOFMEMORY;
    }
    HRESULT STDMETHODCALLTYPE LockServer(BOOL) override { return S_OK; }
};

}  // namespace

extern "C" __attribute__((visibility("default"))) HRESULT DllGetClassObject(REFCLSID clsid, REFIID iid, void **result)
{
    static Factory factory;
    if (!result) return E_POINTER;
    *result = nullptr;
    return IsEqualGUID(clsid, CLSID_Counter) ? factory.QueryInterface(iid, result) : CLASS_E_CLASSNOTAVAILABLE;
}

extern "C" __attribute__((visibility("default"))) HRESULT DllCanUnloadNow(void) { return live_objects == 0 ? S_OK : S_FALSE; }
