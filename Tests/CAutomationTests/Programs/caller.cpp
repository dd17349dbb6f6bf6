// SPDX-License-Identifier: Apache-2.0
//
// The C++ half of object.c: the same interface, called and implemented with virtual methods.
#include <latebind/automation.h>

#include <cstdio>

struct Answers {
    ULONG add, release;
    HRESULT found, missing;
    DISPID id;
    LONG result;
};

extern "C" IDispatch *c_object(void);
extern "C" void c_call(IDispatch *object, Answers *answers);

namespace {

class Object final : public IDispatch {
    ULONG references = 1;

public:
    STDMETHODIMP QueryInterface(REFIID riid, void **object) override
    {
        if (riid == IID_IUnknown || riid == IID_IDispatch) {
            AddRef();
            *object = static_cast<IDispatch *>(this);
            return S_OK;
        }
        *object = nullptr;
        return E_NOINTERFACE;
    }
    STDMETHODIMP_(ULONG) AddRef() override { return ++references; }
    STDMETHODIMP_(ULONG) Release() override { return --references; }
    STDMETHODIMP GetTypeInfoCount(UINT *count) override
    {
        *count = 0;
        return S_OK;
    }
    STDMETHODIMP GetTypeInfo(UINT, LCID, ITypeInfo **info) override
    {
        *info = nullptr;
        return DISP_E_BADINDEX;
    }
    STDMETHODIMP GetIDsOfNames(REFIID, LPOLESTR *names, UINT count, LCID, DISPID *ids) override
    {
        ids[0] = count == 1 && names[0][0] == u'N' ? 7 : DISPID_UNKNOWN;
        return ids[0] == 7 ? S_OK : DISP_E_UNKNOWNNAME;
    }
    STDMETHODIMP Invoke(DISPID member, REFIID riid, LCID, WORD flags, DISPPARAMS *arguments, VARIANT *result,
                        EXCEPINFO *, UINT *) override
    {
        if (member != 7 || flags != DISPATCH_METHOD || riid != IID_NULL)
            return DISP_E_MEMBERNOTFOUND;
        result->vt = VT_I4;
        result->lVal = arguments->rgvarg[0].lVal + 1;
        return S_OK;
    }
};

void cxxCall(IDispatch *object, Answers &answers)
{
    OLECHAR name[] = OLESTR("Next");
    LPOLESTR names[] = {name};
    void *found = nullptr, *missing = &found;
    VARIANT argument, result;
    DISPPARAMS arguments = {&argument, nullptr, 1, 0};

    answers.add = object->AddRef();
    answers.release = object->Release();
    answers.found = object->QueryInterface(IID_IDispatch, &found);
    if (found == object)
        static_cast<IUnknown *>(object)->Release();
    answers.missing = object->QueryInterface(IID_ITypeLib, &missing);
    object->GetIDsOfNames(IID_NULL, names, 1, LOCALE_NEUTRAL, &answers.id);
    argument.vt = VT_I4;
    argument.lVal = 41;
    result.vt = VT_EMPTY;
    object->Invoke(answers.id, IID_NULL, LOCALE_NEUTRAL, DISPATCH_METHOD, &arguments, &result, nullptr, nullptr);
    answers.result = missing == nullptr && result.vt == VT_I4 ? result.lVal : -1;
}

const char *name(HRESULT result)
{
    return result == S_OK ? "S_OK" : result == E_NOINTERFACE ? "E_NOINTERFACE" : "another";
}

void print(const char *title, const Answers &answers)
{
    std::printf("%s: refs %u %u, query %s %s, id %d, invoke %d\n", title, answers.add, answers.release,
                name(answers.found), name(answers.missing), answers.id, answers.result);
}

}  // namespace

int main()
{
    Answers answers = {};
    cxxCall(c_object(), answers);
    print("C object, C++ caller", answers);

    Object object;
    answers = {};
    c_call(&object, &answers);
    print("C++ object, C caller", answers);
}
