// SPDX-License-Identifier: Apache-2.0
//
// The calls of RuntimeBenchmarks by Wine's oleaut32: a Windows program that run.sh builds with mingw-w64 and runs under wine64.
// bench.exe CALC.TLB prints one line for each figure, name TAB nanoseconds, the fastest of many runs.
#define COBJMACROS
#include <windows.h>
#include <oleauto.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct { const void *const *vtable; } object;

static const GUID calc_iid = {0x9a3b6c11, 0x1111, 0x4222, {0x83, 0x33, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}};

static HRESULT WINAPI query(void *self, REFIID iid, void **result) {
    int has = IsEqualGUID(iid, &calc_iid) || IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IDispatch);
    *result = has ? self : NULL;
    return has ? S_OK : E_NOINTERFACE;
}
static ULONG WINAPI count(void *self) { (void)self; return 1; }
static HRESULT WINAPI unimplemented(void) { return E_NOTIMPL; }
static HRESULT WINAPI add(void *self, LONG a, LONG b, LONG *result) { (void)self; *result = a + b; return S_OK; }
static HRESULT WINAPI echo(void *self, BSTR text, BSTR *result) {
    (void)self;
    *result = SysAllocStringLen(text, SysStringLen(text));
    return S_OK;
}
static const void *const vtable[] = {query, count, count, unimplemented, unimplemented, unimplemented, unimplemented, add, echo};
static object calc = {vtable};

static ITypeInfo *type;
static LARGE_INTEGER frequency;

static void invoke_add(int turns) {
    VARIANTARG arguments[2];
    DISPPARAMS parameters = {arguments, NULL, 2, 0};
    for (int i = 0; i < turns; i++) {
        V_VT(&arguments[0]) = VT_I4, V_I4(&arguments[0]) = 2;
        V_VT(&arguments[1]) = VT_I4, V_I4(&arguments[1]) = i;
        VARIANT result;
        VariantInit(&result);
        ITypeInfo_Invoke(type, &calc, 1, DISPATCH_METHOD, &parameters, &result, NULL, NULL);
        if (V_I4(&result) != i + 2) exit(2);
    }
}

static void invoke_echo(int turns) {
    VARIANTARG argument;
    V_VT(&argument) = VT_BSTR, V_BSTR(&argument) = SysAllocString(L"hello world");
    DISPPARAMS parameters = {&argument, NULL, 1, 0};
    for (int i = 0; i < turns; i++) {
        VARIANT result;
        VariantInit(&result);
        ITypeInfo_Invoke(type, &calc, 2, DISPATCH_METHOD, &parameters, &result, NULL, NULL);
        VariantClear(&result);
    }
    VariantClear(&argument);
}

static void names(int turns) {
    for (int i = 0; i < turns; i++) {
        LPOLESTR name = (LPOLESTR)L"Echo";
        DISPID id = 0;
        ITypeInfo_GetIDsOfNames(type, &name, 1, &id);
        if (id != 2) exit(2);
    }
}

/* A call into another apartment: the object lives in a thread that pumps, and is called through oleaut32's proxy. */
typedef struct { HRESULT (WINAPI *const *vtable)(void *, LONG, LONG, LONG *); } calc_interface;
static calc_interface *proxy;
static IStream *marshaled;
static HANDLE is_ready;

static DWORD WINAPI apartment(void *unused) {
    MSG message;
    (void)unused;
    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    CoMarshalInterThreadInterfaceInStream(&calc_iid, (IUnknown *)&calc, &marshaled);
    SetEvent(is_ready);
    while (GetMessageW(&message, NULL, 0, 0) > 0) DispatchMessageW(&message);
    return 0;
}

static void cross(int turns) {
    for (int i = 0; i < turns; i++) {
        LONG result = 0;
        if (FAILED(proxy->vtable[7](proxy, i, 2, &result)) || result != i + 2) exit(2);
    }
}

static void measure_runs(const char *name, void (*body)(int), int runs) {
    enum { TURNS = 2000 };
    double fastest = 0;
    body(TURNS);
    for (int run = 0; run < runs; run++) {
        LARGE_INTEGER begin, end;
        QueryPerformanceCounter(&begin);
        body(TURNS);
        QueryPerformanceCounter(&end);
        double time = (double)(end.QuadPart - begin.QuadPart) / frequency.QuadPart / TURNS * 1e9;
        if (run == 0 || time < fastest) fastest = time;
    }
    printf("%s\t%.1f\n", name, fastest);
}

static void var_add(int turns) {
    VARIANT left, right;
    V_VT(&left) = V_VT(&right) = VT_I4;
    V_I4(&right) = 2;
    for (int i = 0; i < turns; i++) {
        VARIANT result;
        VariantInit(&result);
        V_I4(&left) = i & 0xFFFF;
        if (FAILED(VarAdd(&left, &right, &result)) || V_I4(&result) != (i & 0xFFFF) + 2) exit(2);
    }
}

static void change_type(int turns) {
    VARIANT source;
    V_VT(&source) = VT_BSTR, V_BSTR(&source) = SysAllocString(L"-1234.5e3");
    for (int i = 0; i < turns; i++) {
        VARIANT result;
        VariantInit(&result);
        if (FAILED(VariantChangeType(&result, &source, 0, VT_R8)) || V_R8(&result) != -1234500) exit(2);
    }
    VariantClear(&source);
}

static void array(int turns) {
    for (int i = 0; i < turns; i++) {
        SAFEARRAYBOUND bound = {16, 0};
        SAFEARRAY *made = SafeArrayCreate(VT_I4, 1, &bound);
        if (!made || FAILED(SafeArrayDestroy(made))) exit(2);
    }
}

static void measure(const char *name, void (*body)(int)) { measure_runs(name, body, 500); }

int main(int argument_count, char **arguments) {
    WCHAR path[MAX_PATH];
    ITypeLib *library;
    if (argument_count != 2 || !MultiByteToWideChar(CP_ACP, 0, arguments[1], -1, path, MAX_PATH)) return 1;
    QueryPerformanceFrequency(&frequency);
    if (FAILED(LoadTypeLibEx(path, REGKIND_REGISTER, &library))) return 1;
    if (FAILED(ITypeLib_GetTypeInfoOfGuid(library, &calc_iid, &type))) return 1;
    measure("add", invoke_add);
    measure("echo", invoke_echo);
    measure("names", names);
    measure("var_add", var_add);
    measure("change_type", change_type);
    measure("array", array);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    is_ready = CreateEventW(NULL, FALSE, FALSE, NULL);
    CreateThread(NULL, 0, apartment, NULL, 0, NULL);
    WaitForSingleObject(is_ready, INFINITE);
    if (SUCCEEDED(CoGetInterfaceAndReleaseStream(marshaled, &calc_iid, (void **)&proxy))) measure_runs("apartment", cross, 20);
    fflush(stdout);
    return 0;
}
