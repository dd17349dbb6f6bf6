// SPDX-License-Identifier: Apache-2.0
//
// The classic way to listen: a sink with a hand-written IDispatch, connected to DEvents of signatures.idl.
#define COBJMACROS
#define INITGUID
#include <latebind/basetyps.h>
#include <latebind/oaidl.h>
#include <latebind/ocidl.h>
#include <latebind/winerror.h>
#include <latebind/cobjmacros.h>
#include <stddef.h>
#include <string.h>

// What the test gives: `Services` in CProgram.swift.
struct Services {
    BSTR (*alloc)(const OLECHAR *, UINT);
    UINT (*length)(BSTR);
    void (*free)(BSTR);
    void (*clear)(VARIANT *);
    void (*destroy)(SAFEARRAY *);
    SAFEARRAY *(*longs)(LONG, LONG);
    void (*failed)(const char *);
};
static struct Services services;
static int checks;
#define CHECK(condition) (checks++, (condition) ? (void)0 : services.failed(#condition))

DEFINE_GUID(DIID_DEvents, 0x3f0a6b14, 0x52c1, 0x4d5e, 0x9b, 0x1a, 0x0c, 0x7d, 0x2e, 0x4f, 0x6a, 0x80);

typedef struct Sink {
    IDispatch dispatch;
    LONG references;
    int changes;
    int index_is_right;
} Sink;

static HRESULT WINAPI query(IDispatch *self, REFIID iid, void **result) {
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IDispatch) || IsEqualGUID(iid, &DIID_DEvents)) {
        *result = self;
        ((Sink *)self)->references++;
        return S_OK;
    }
    *result = NULL;
    return E_NOINTERFACE;
}
static ULONG WINAPI add_ref(IDispatch *self) { return (ULONG)++((Sink *)self)->references; }
static ULONG WINAPI release(IDispatch *self) { return (ULONG)--((Sink *)self)->references; }
static HRESULT WINAPI type_info_count(IDispatch *self, UINT *count) { (void)self; *count = 0; return S_OK; }
static HRESULT WINAPI type_info(IDispatch *self, UINT index, LCID locale, ITypeInfo **result) {
    (void)self, (void)index, (void)locale;
    *result = NULL;
    return E_NOTIMPL;
}
static HRESULT WINAPI names(IDispatch *self, REFIID iid, LPOLESTR *list, UINT count, LCID locale, DISPID *ids) {
    (void)self, (void)iid, (void)list, (void)count, (void)locale, (void)ids;
    return E_NOTIMPL;
}
static HRESULT WINAPI invoke(IDispatch *self, DISPID member, REFIID iid, LCID locale, WORD flags, DISPPARAMS *parameters,
    VARIANT *result, EXCEPINFO *exception, UINT *argument) {
    Sink *sink = (Sink *)self;
    (void)iid, (void)locale, (void)flags, (void)exception, (void)argument;
    if (member == 10 && parameters->cArgs == 2) {
        sink->changes++;
        sink->index_is_right = V_VT(&parameters->rgvarg[1]) == VT_I4 && V_I4(&parameters->rgvarg[1]) == 7
            && V_VT(&parameters->rgvarg[0]) == VT_BSTR && services.length(V_BSTR(&parameters->rgvarg[0])) == 5;
        return S_OK;
    }
    if (member == 11 && parameters->cArgs == 2 && V_VT(&parameters->rgvarg[0]) == (VT_BYREF | VT_VARIANT)) {
        static const OLECHAR cancelled[] = {'c', 'a', 'n', 'c', 'e', 'l', 'l', 'e', 'd'};
        VARIANT *cancel = V_VARIANTREF(&parameters->rgvarg[0]);
        services.clear(cancel);
        V_VT(cancel) = VT_BSTR;
        V_BSTR(cancel) = services.alloc(cancelled, 9);
        V_VT(result) = VT_I4;
        V_I4(result) = 42 + V_I4(&parameters->rgvarg[1]);
        return S_OK;
    }
    return DISP_E_MEMBERNOTFOUND;
}

static IDispatchVtbl vtable = {query, add_ref, release, type_info_count, type_info, names, invoke};
static Sink sink = {{&vtable}, 0, 0, 0};
static DWORD cookie;

static IConnectionPoint *find(IUnknown *source) {
    IConnectionPointContainer *container = NULL;
    IConnectionPoint *point = NULL;
    if (FAILED(IUnknown_QueryInterface(source, &IID_IConnectionPointContainer, (void **)&container))) return NULL;
    if (FAILED(IConnectionPointContainer_FindConnectionPoint(container, &DIID_DEvents, &point))) point = NULL;
    IConnectionPointContainer_Release(container);
    return point;
}

int connect_sink(IUnknown *source, const struct Services *given) {
    services = *given;
    checks = 0;
    IConnectionPoint *point = find(source);
    CHECK(point != NULL);
    if (!point) return checks;
    CHECK(IConnectionPoint_Advise(point, (IUnknown *)&sink.dispatch, &cookie) == S_OK);
    IConnectionPoint_Release(point);
    return checks;
}

int disconnect_sink(IUnknown *source, const struct Services *given) {
    services = *given;
    checks = 0;
    CHECK(sink.changes == 1);
    CHECK(sink.index_is_right);
    IConnectionPoint *point = find(source);
    if (!point) return checks;
    CHECK(IConnectionPoint_Unadvise(point, cookie) == S_OK);
    CHECK(sink.references == 0);
    IConnectionPoint_Release(point);
    return checks;
}
