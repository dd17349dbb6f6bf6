// SPDX-License-Identifier: Apache-2.0
//
// A client in plain C with the classic idioms, by the headers and liblatebind alone: it creates an object (which Python implements),
// loads a type library, makes a SAFEARRAY of VARIANTs, invokes by name with named arguments, and sinks an event.
// run() returns how many checks ran; what failed stands in `failure`.
#include <latebind/automation.h>
#include <string.h>

static const char *failure;
static int checks;

const char *first_failure(void) { return failure; }

static void check(int truth, const char *text) {
    checks++;
    if (!truth && !failure) failure = text;
}
#define CHECK(condition) check(!!(condition), #condition)

static const IID DIID_DEvents = {0x3f0a6b14, 0x52c1, 0x4d5e, {0x9b, 0x1a, 0x0c, 0x7d, 0x2e, 0x4f, 0x6a, 0x80}};
static const IID IID_ISignatures = {0x3f0a6b12, 0x52c1, 0x4d5e, {0x9b, 0x1a, 0x0c, 0x7d, 0x2e, 0x4f, 0x6a, 0x80}};

// ---- The sink: IDispatch by hand

typedef struct {
    const IDispatchVtbl *lpVtbl;
    LONG references;
    int events;
    LONG index;
    OLECHAR first;
} Sink;

static HRESULT QueryInterface(IDispatch *this, REFIID iid, void **result) {
    if (memcmp(iid, &IID_IUnknown, sizeof *iid) && memcmp(iid, &IID_IDispatch, sizeof *iid)
        && memcmp(iid, &DIID_DEvents, sizeof *iid)) {
        *result = NULL;
        return E_NOINTERFACE;
    }
    *result = this;
    this->lpVtbl->AddRef(this);
    return S_OK;
}
static ULONG AddRef(IDispatch *this) { return (ULONG)++((Sink *)this)->references; }
static ULONG Release(IDispatch *this) { return (ULONG)--((Sink *)this)->references; }
static HRESULT GetTypeInfoCount(IDispatch *this, UINT *count) { (void)this; *count = 0; return S_OK; }
static HRESULT GetTypeInfo(IDispatch *this, UINT index, LCID locale, ITypeInfo **result) {
    (void)this, (void)index, (void)locale;
    *result = NULL;
    return DISP_E_BADINDEX;
}
static HRESULT GetIDsOfNames(IDispatch *this, REFIID iid, LPOLESTR *names, UINT count, LCID locale, DISPID *ids) {
    (void)this, (void)iid, (void)names, (void)count, (void)locale, (void)ids;
    return DISP_E_UNKNOWNNAME;
}
static HRESULT Invoke(
    IDispatch *this, DISPID member, REFIID iid, LCID locale, WORD flags, DISPPARAMS *parameters, VARIANT *result,
    EXCEPINFO *exception, UINT *argument) {
    Sink *sink = (Sink *)this;
    (void)iid, (void)locale, (void)flags, (void)result, (void)exception, (void)argument;
    if (member != 10) return DISP_E_MEMBERNOTFOUND;
    // The standard way to read an argument, whatever it was passed as.
    VARIANT index, text;
    VariantInit(&index);
    VariantInit(&text);
    if (FAILED(DispGetParam(parameters, 0, VT_I4, &index, NULL)) || FAILED(DispGetParam(parameters, 1, VT_BSTR, &text, NULL)))
        return DISP_E_TYPEMISMATCH;
    sink->events++;
    sink->index = V_I4(&index);
    sink->first = SysStringLen(V_BSTR(&text)) ? V_BSTR(&text)[0] : 0;
    VariantClear(&text);
    return S_OK;
}
static const IDispatchVtbl vtable = {
    QueryInterface, AddRef, Release, GetTypeInfoCount, GetTypeInfo, GetIDsOfNames, Invoke};

// ---- The client

static void load_type_library(const char *path) {
    OLECHAR wide[1024];
    size_t length = strlen(path);
    if (length >= 1024) length = 1023;
    for (size_t i = 0; i < length; i++) wide[i] = (unsigned char)path[i];
    wide[length] = 0;
    ITypeLib *library = NULL;
    CHECK(LoadTypeLib(wide, &library) == S_OK);
    if (!library) return;
    ITypeInfo *type = NULL;
    CHECK(library->lpVtbl->GetTypeInfoOfGuid(library, &IID_ISignatures, &type) == S_OK);
    if (type) {
        TYPEATTR *attributes = NULL;
        CHECK(type->lpVtbl->GetTypeAttr(type, &attributes) == S_OK);
        if (attributes) {
            CHECK(attributes->typekind == TKIND_DISPATCH && attributes->wTypeFlags & TYPEFLAG_FDUAL);
            type->lpVtbl->ReleaseTypeAttr(type, attributes);
        }
        type->lpVtbl->Release(type);
    }
    library->lpVtbl->Release(library);
}

static void pass_an_array(IDispatch *object) {
    OLECHAR name[] = OLESTR("EchoVariants");
    LPOLESTR names = name;
    DISPID id;
    CHECK(object->lpVtbl->GetIDsOfNames(object, &IID_NULL, &names, 1, LOCALE_USER_DEFAULT, &id) == S_OK);
    SAFEARRAYBOUND bound = {3, 0};
    SAFEARRAY *array = SafeArrayCreate(VT_VARIANT, 1, &bound);
    CHECK(array != NULL);
    for (LONG i = 0; i < 3; i++) {
        VARIANT element;
        VariantInit(&element);
        if (i == 1) {
            V_VT(&element) = VT_BSTR;
            V_BSTR(&element) = SysAllocString(OLESTR("two"));
        } else {
            V_VT(&element) = VT_I4;
            V_I4(&element) = i + 1;
        }
        CHECK(SafeArrayPutElement(array, &i, &element) == S_OK);
        VariantClear(&element);
    }
    VARIANT argument, result;
    VariantInit(&argument);
    VariantInit(&result);
    V_VT(&argument) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(&argument) = array;
    DISPPARAMS parameters = {&argument, NULL, 1, 0};
    CHECK(object->lpVtbl->Invoke(object, id, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL) == S_OK);
    CHECK(V_VT(&result) == (VT_ARRAY | VT_VARIANT));
    LONG upper = 0;
    CHECK(V_VT(&result) != (VT_ARRAY | VT_VARIANT) || (SafeArrayGetUBound(V_ARRAY(&result), 1, &upper) == S_OK && upper == 2));
    VariantClear(&result);
    VariantClear(&argument);
}

static void invoke_with_names(IDispatch *object) {
    OLECHAR optional[] = OLESTR("Optional"), c[] = OLESTR("c"), a[] = OLESTR("a");
    LPOLESTR names[] = {optional, c, a};
    DISPID ids[3];
    CHECK(object->lpVtbl->GetIDsOfNames(object, &IID_NULL, names, 3, LOCALE_USER_DEFAULT, ids) == S_OK);
    VARIANT arguments[2], result;
    V_VT(&arguments[0]) = VT_I4, V_I4(&arguments[0]) = 30;
    V_VT(&arguments[1]) = VT_I4, V_I4(&arguments[1]) = 1;
    VariantInit(&result);
    DISPPARAMS parameters = {arguments, ids + 1, 2, 2};
    CHECK(object->lpVtbl->Invoke(object, ids[0], &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL) == S_OK);
    CHECK(V_VT(&result) == VT_BSTR && SysStringLen(V_BSTR(&result)) == 12
        && !memcmp(V_BSTR(&result), OLESTR("a=1 c=30 d=s"), 24));
    VariantClear(&result);
}

static void sink_an_event(IDispatch *object) {
    Sink sink = {&vtable, 1, 0, 0, 0};
    IConnectionPointContainer *container = NULL;
    IConnectionPoint *point = NULL;
    DWORD cookie = 0;
    CHECK(object->lpVtbl->QueryInterface(object, &IID_IConnectionPointContainer, (void **)&container) == S_OK);
    if (!container) return;
    CHECK(container->lpVtbl->FindConnectionPoint(container, &DIID_DEvents, &point) == S_OK);
    container->lpVtbl->Release(container);
    if (!point) return;
    CHECK(point->lpVtbl->Advise(point, (IUnknown *)&sink, &cookie) == S_OK && cookie != 0);
    // Putting the property makes the object fire.
    VARIANT value;
    V_VT(&value) = VT_I4, V_I4(&value) = 7;
    DISPID put = DISPID_PROPERTYPUT;
    DISPPARAMS parameters = {&value, &put, 1, 1};
    CHECK(object->lpVtbl->Invoke(object, 60, &IID_NULL, 0, DISPATCH_PROPERTYPUT, &parameters, NULL, NULL, NULL) == S_OK);
    CHECK(sink.events == 1 && sink.index == 7 && sink.first == 's');
    CHECK(point->lpVtbl->Unadvise(point, cookie) == S_OK);
    CHECK(object->lpVtbl->Invoke(object, 60, &IID_NULL, 0, DISPATCH_PROPERTYPUT, &parameters, NULL, NULL, NULL) == S_OK);
    CHECK(sink.events == 1 && sink.references == 1);
    point->lpVtbl->Release(point);
}

int run(const char *library) {
    failure = NULL;
    checks = 0;
    CHECK(SUCCEEDED(CoInitializeEx(NULL, COINIT_MULTITHREADED)));
    CLSID clsid;
    IDispatch *object = NULL;
    CHECK(CLSIDFromProgID(OLESTR("Test.Matrix"), &clsid) == S_OK);
    CHECK(CoCreateInstance(&clsid, NULL, CLSCTX_INPROC_SERVER, &IID_IDispatch, (void **)&object) == S_OK);
    load_type_library(library);
    if (object) {
        pass_an_array(object);
        invoke_with_names(object);
        sink_an_event(object);
        object->lpVtbl->Release(object);
    }
    CoUninitialize();
    return checks;
}
