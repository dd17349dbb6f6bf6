// SPDX-License-Identifier: Apache-2.0
//
// A component in plain C, without type information: what the late-bound side of the Python bridge is tested with.
//
//     Value           property 1
//     Add(n)          method 2: adds to Value and returns it
//     Item(n)         property 0 with a parameter: n times Value; assigned, it sets Value to the quotient
//     Call(object)    method 3: calls DISPID 10 of the object on a thread of its own, and returns what that returned
//     Fail(hresult)   method 4: fails with that HRESULT, or with an EXCEPINFO for 0
//     FailLater(n)    method 5: fails with an EXCEPINFO that is filled in when somebody asks for it; for 0 with another HRESULT
//     Fills           property 6: how often somebody asked
#include <latebind/automation.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const IDispatchVtbl *lpVtbl;
    ULONG count;
    LONG value;
} Counter;

static HRESULT QueryInterface(IDispatch *this, REFIID iid, void **result) {
    if (memcmp(iid, &IID_IUnknown, sizeof *iid) && memcmp(iid, &IID_IDispatch, sizeof *iid)) {
        *result = NULL;
        return E_NOINTERFACE;
    }
    *result = this;
    this->lpVtbl->AddRef(this);
    return S_OK;
}

static ULONG AddRef(IDispatch *this) { return ++((Counter *)this)->count; }

static ULONG Release(IDispatch *this) {
    ULONG count = --((Counter *)this)->count;
    if (!count) free(this);
    return count;
}

static HRESULT GetTypeInfoCount(IDispatch *this, UINT *count) {
    (void)this;
    *count = 0;
    return S_OK;
}

static HRESULT GetTypeInfo(IDispatch *this, UINT index, LCID lcid, ITypeInfo **result) {
    (void)this, (void)index, (void)lcid;
    *result = NULL;
    return E_NOTIMPL;
}

static int equal(const OLECHAR *name, const char *other) {
    for (; *name && *other; name++, other++) {
        if ((*name | 0x20) != (*other | 0x20)) return 0;
    }
    return *name == 0 && *other == 0;
}

static HRESULT GetIDsOfNames(IDispatch *this, REFIID iid, LPOLESTR *names, UINT count, LCID lcid, DISPID *ids) {
    (void)this, (void)iid, (void)lcid;
    static const char *const members[] = {"Item", "Value", "Add", "Call", "Fail", "FailLater", "Fills"};
    for (UINT i = 0; i < count; i++) ids[i] = DISPID_UNKNOWN;
    for (DISPID id = 0; id < 7; id++) {
        if (!equal(names[0], members[id])) continue;
        ids[0] = id;
        return count == 1 ? S_OK : DISP_E_UNKNOWNNAME;
    }
    return DISP_E_UNKNOWNNAME;
}

typedef struct {
    IDispatch *object;
    VARIANT result;
    HRESULT status;
} Callback;

static void *run(void *context) {
    Callback *callback = context;
    DISPPARAMS none = {0};
    GUID null = {0};
    callback->status = callback->object->lpVtbl->Invoke(
        callback->object, 10, &null, 0, DISPATCH_METHOD, &none, &callback->result, NULL, NULL);
    return NULL;
}

static LONG fills;

static HRESULT fill(EXCEPINFO *exception) {
    OLECHAR text[] = OLESTR("filled in late 0"), source[] = OLESTR("Counter");
    text[15] = (OLECHAR)('0' + ++fills);
    exception->bstrDescription = SysAllocString(text);
    exception->bstrSource = SysAllocString(source);
    exception->scode = E_ACCESSDENIED;
    return S_OK;
}

static HRESULT invoke(Counter *self, DISPID id, WORD flags, DISPPARAMS *parameters, VARIANT *result, EXCEPINFO *exception) {
    VARIANTARG *arguments = parameters->rgvarg;
    UINT count = parameters->cArgs;
    int put = flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF);
    for (UINT i = 0; i < count; i++) {
        if (arguments[i].vt != (id == 3 ? VT_DISPATCH : id == 4 ? VT_ERROR : VT_I4)) return DISP_E_TYPEMISMATCH;
    }
    VARIANT answer = {0};
    answer.vt = VT_I4;
    switch (id) {
    case 1:
        if (count != (put ? 1 : 0)) return DISP_E_BADPARAMCOUNT;
        if (flags == DISPATCH_METHOD) return DISP_E_MEMBERNOTFOUND;
        if (put) self->value = arguments[0].lVal;
        answer.lVal = self->value;
        break;
    case 2:
        if (!(flags & DISPATCH_METHOD)) return DISP_E_MEMBERNOTFOUND;
        if (count != 1) return DISP_E_BADPARAMCOUNT;
        answer.lVal = self->value += arguments[0].lVal;
        break;
    case 0:
        if (count != (put ? 2 : 1)) return DISP_E_BADPARAMCOUNT;
        if (put) self->value = arguments[0].lVal / arguments[1].lVal;
        answer.lVal = self->value * arguments[0].lVal;
        break;
    case 3: {
        if (!(flags & DISPATCH_METHOD)) return DISP_E_MEMBERNOTFOUND;
        if (count != 1) return DISP_E_BADPARAMCOUNT;
        Callback callback = {.object = arguments[0].pdispVal};
        pthread_t thread;
        if (pthread_create(&thread, NULL, run, &callback)) return E_FAIL;
        pthread_join(thread, NULL);
        if (callback.status < 0) return callback.status;
        answer = callback.result;
        break;
    }
    case 4:
        if (!(flags & DISPATCH_METHOD)) return DISP_E_MEMBERNOTFOUND;
        if (count != 1) return DISP_E_BADPARAMCOUNT;
        if (arguments[0].scode) return arguments[0].scode;
        memset(exception, 0, sizeof *exception);
        exception->wCode = 1004;
        exception->dwHelpContext = 12;
        return DISP_E_EXCEPTION;
    case 5:
        if (!(flags & DISPATCH_METHOD)) return DISP_E_MEMBERNOTFOUND;
        if (count != 1) return DISP_E_BADPARAMCOUNT;
        if (exception) {
            memset(exception, 0, sizeof *exception);
            exception->pfnDeferredFillIn = fill;
        }
        return arguments[0].lVal ? DISP_E_EXCEPTION : E_OUTOFMEMORY;
    case 6:
        if (flags == DISPATCH_METHOD) return DISP_E_MEMBERNOTFOUND;
        if (count) return DISP_E_BADPARAMCOUNT;
        answer.lVal = fills;
        break;
    default:
        return DISP_E_MEMBERNOTFOUND;
    }
    if (result) *result = answer;
    return S_OK;
}

static HRESULT Invoke(IDispatch *this, DISPID id, REFIID iid, LCID lcid, WORD flags, DISPPARAMS *parameters, VARIANT *result,
                      EXCEPINFO *exception, UINT *argument) {
    (void)iid, (void)lcid;
    HRESULT status = invoke((Counter *)this, id, flags, parameters, result, exception);
    if (status == DISP_E_TYPEMISMATCH && argument) *argument = 0;
    return status;
}

static const IDispatchVtbl dispatch = {
    .QueryInterface = QueryInterface, .AddRef = AddRef, .Release = Release, .GetTypeInfoCount = GetTypeInfoCount,
    .GetTypeInfo = GetTypeInfo, .GetIDsOfNames = GetIDsOfNames, .Invoke = Invoke,
};

// ---- The class object: one for the process, its count does not matter --------------------------------------------------

static HRESULT FactoryQueryInterface(IClassFactory *this, REFIID iid, void **result) {
    (void)iid;
    *result = this;
    return S_OK;
}
static ULONG FactoryCount(IClassFactory *this) {
    (void)this;
    return 1;
}
static HRESULT CreateInstance(IClassFactory *this, IUnknown *outer, REFIID iid, void **result) {
    (void)this, (void)outer;
    Counter *made = calloc(1, sizeof *made);
    if (!made) return E_OUTOFMEMORY;
    made->lpVtbl = &dispatch;
    made->count = 1;
    HRESULT status = QueryInterface((IDispatch *)made, iid, result);
    Release((IDispatch *)made);
    return status;
}
static HRESULT LockServer(IClassFactory *this, BOOL lock) {
    (void)this, (void)lock;
    return S_OK;
}
static const IClassFactoryVtbl factory = {
    .QueryInterface = FactoryQueryInterface, .AddRef = FactoryCount, .Release = FactoryCount,
    .CreateInstance = CreateInstance, .LockServer = LockServer,
};

HRESULT DllGetClassObject(REFCLSID clsid, REFIID iid, void **result) {
    (void)clsid, (void)iid;
    static IClassFactory object = {.lpVtbl = (IClassFactoryVtbl *)&factory};
    *result = &object;
    return S_OK;
}
