// SPDX-License-Identifier: Apache-2.0
//
// The C++ side: interfaces as classes, latebind::com_ptr and latebind::bstr, a class object registered in code, an object
// with a C++ vtable behind the standard IDispatch.
#include "calculator.h"
#include "check.h"

#include <latebind/com_ptr.h>

#include <atomic>
#include <cstring>

LATEBIND_IID_OF(ICalculator, IID_ICalculator)

using latebind::bstr;
using latebind::com_ptr;

namespace {

int live_objects;

DEFINE_GUID(CLSID_Calculator, 0x6b1f2a30, 0x5a3c, 0x4c57, 0x9a, 0x51, 0x0c, 0x6f, 0x4f, 0x0f, 0x6a, 0x03);

class Calculator final : public ICalculator {
    std::atomic<ULONG> references{1};
    CY memory{};

public:
    com_ptr<IUnknown> dispatch;     // the inner IUnknown of the standard IDispatch

    Calculator() { live_objects++; }
    ~Calculator() { live_objects--; }

    STDMETHODIMP QueryInterface(REFIID riid, void **object) override
    {
        *object = nullptr;
        if (riid == IID_IDispatch)
            return dispatch->QueryInterface(riid, object);
        if (riid != IID_IUnknown && riid != IID_ICalculator)
            return E_NOINTERFACE;
        AddRef();
        *object = this;
        return S_OK;
    }
    STDMETHODIMP_(ULONG) AddRef() override { return ++references; }
    STDMETHODIMP_(ULONG) Release() override
    {
        ULONG left = --references;
        if (left == 0) {
            references = 1;
            delete this;
        }
        return left;
    }
    STDMETHODIMP Divide(LONG dividend, LONG divisor, DOUBLE *quotient) override
    {
        if (divisor == 0)
            return DISP_E_DIVBYZERO;
        *quotient = static_cast<DOUBLE>(dividend) / divisor;
        return S_OK;
    }
    STDMETHODIMP Join(BSTR first, BSTR second, BSTR separator, BSTR *joined) override
    {
        bstr a, b, c;
        *a.put() = SysAllocStringLen(first, SysStringLen(first));
        *b.put() = SysAllocStringLen(separator, SysStringLen(separator));
        *c.put() = SysAllocStringLen(second, SysStringLen(second));
        *joined = bstr(a.str() + b.str() + c.str()).detach();
        return S_OK;
    }
    STDMETHODIMP Sum(SAFEARRAY *, VARIANT *) override { return E_NOTIMPL; }
    STDMETHODIMP get_Memory(CY *value) override
    {
        *value = memory;
        return S_OK;
    }
    STDMETHODIMP put_Memory(CY value) override
    {
        memory = value;
        return S_OK;
    }
};

class Factory final : public IClassFactory {
    ITypeInfo *type;

public:
    explicit Factory(ITypeInfo *type) : type(type) {}

    STDMETHODIMP QueryInterface(REFIID riid, void **object) override
    {
        *object = riid == IID_IUnknown || riid == IID_IClassFactory ? this : nullptr;
        return *object ? S_OK : E_NOINTERFACE;
    }
    STDMETHODIMP_(ULONG) AddRef() override { return 2; }
    STDMETHODIMP_(ULONG) Release() override { return 1; }
    STDMETHODIMP CreateInstance(IUnknown *outer, REFIID riid, void **object) override
    {
        *object = nullptr;
        if (outer)
            return CLASS_E_NOAGGREGATION;
        auto made = com_ptr<ICalculator>::attach(new Calculator);
        auto calculator = static_cast<Calculator *>(made.get());
        HRESULT hr = CreateStdDispatch(calculator, calculator, type, calculator->dispatch.put());
        return FAILED(hr) ? hr : made->QueryInterface(riid, object);
    }
    STDMETHODIMP LockServer(WINBOOL) override { return S_OK; }
};

void smartPointers(ITypeInfo *type)
{
    com_ptr<ITypeInfo> first(type), second = first, third;
    CHECK(first == second && third == nullptr && first.get() == type);
    third = std::move(second);
    CHECK(!second && third == first);
    CHECK(third.as<ITypeInfo2>() && !third.as<IStream>());
    com_ptr<IStream> none;
    CHECK_HR(third.as(none), E_NOINTERFACE);
    CHECK_HR(none.as(third), E_POINTER);
    CHECK(!third);

    bstr text(OLESTR("text")), copy = text;
    CHECK(copy.get() != text.get() && copy.str() == text.str() && copy.length() == 4);
    copy = bstr();
    CHECK(copy.length() == 0 && copy.str().empty());
}

void scripted(ITypeInfo *type)
{
    Factory factory(type);
    DWORD cookie = 0;
    CHECK_HR(CoRegisterClassObject(CLSID_Calculator, &factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie), S_OK);

    com_ptr<IDispatch> object;
    CHECK_HR(object.create(CLSID_Calculator), S_OK);
    CHECK(live_objects == 1);
    OLECHAR name[] = OLESTR("Join");
    LPOLESTR names[] = {name};
    DISPID id = DISPID_UNKNOWN;
    CHECK_HR(object->GetIDsOfNames(IID_NULL, names, 1, LOCALE_USER_DEFAULT, &id), S_OK);
    VARIANT arguments[2], result;
    bstr a(OLESTR("a")), b(OLESTR("b"));
    V_VT(&arguments[1]) = V_VT(&arguments[0]) = VT_BSTR;
    V_BSTR(&arguments[1]) = a.get();
    V_BSTR(&arguments[0]) = b.get();
    DISPPARAMS parameters = {arguments, nullptr, 2, 0};
    VariantInit(&result);
    CHECK_HR(object->Invoke(id, IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, nullptr, nullptr), S_OK);
    CHECK(V_VT(&result) == VT_BSTR && bstr::attach(V_BSTR(&result)).str() == bstr(OLESTR("a, b")).str());

    // The same object behind every interface.
    com_ptr<IUnknown> identity = object.as<IUnknown>();
    CHECK(identity == object.as<ICalculator>().as<IUnknown>());

    MULTI_QI queries[] = {{&IID_ICalculator, nullptr, 0}, {&IID_IStream, nullptr, 0}};
    CHECK_HR(CoCreateInstanceEx(CLSID_Calculator, nullptr, CLSCTX_ALL, nullptr, 2, queries), CO_S_NOTALLINTERFACES);
    CHECK(queries[0].pItf && queries[0].hr == S_OK && !queries[1].pItf && queries[1].hr == E_NOINTERFACE);
    if (queries[0].pItf)
        queries[0].pItf->Release();

    identity = nullptr;
    object = nullptr;
    CHECK(live_objects == 0);
    CHECK_HR(CoRevokeClassObject(cookie), S_OK);
    CHECK_HR(object.create(CLSID_Calculator), REGDB_E_CLASSNOTREG);
}

}  // namespace

int main(int, char **argv)
{
    std::basic_string<OLECHAR> path(argv[1], argv[1] + std::strlen(argv[1]));
    com_ptr<ITypeLib> library;
    com_ptr<ITypeInfo> type;
    CHECK_HR(LoadTypeLib(path.c_str(), library.put()), S_OK);
    if (!library)
        return finish();
    CHECK_HR(library->GetTypeInfoOfGuid(IID_ICalculator, type.put()), S_OK);
    smartPointers(type.get());
    scripted(type.get());
    return finish();
}
