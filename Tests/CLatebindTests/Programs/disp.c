// SPDX-License-Identifier: Apache-2.0
//
// What a C program makes scriptable with a table instead of a type library: CreateDispTypeInfo, CreateStdDispatch, DispGetIDsOfNames,
// DispInvoke, DispGetParam, with right and wrong input; and a thread's error information. The same program runs against liblatebind
// and, for the expected output, against an independent oleaut32: printing.h says how. One line for each question.
#define COBJMACROS
#include "printing.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>
#ifdef _WIN32
#define LOCAL(text) ((OLECHAR *)L##text)
#else
#include <pthread.h>
#define LOCAL(text) ((OLECHAR *)OLESTR(text))
#endif

static jmp_buf trap;
#ifdef _WIN32
static LONG CALLBACK on_trap(EXCEPTION_POINTERS *information)
{
    if (information->ExceptionRecord->ExceptionCode == EXCEPTION_ACCESS_VIOLATION)
        longjmp(trap, 1);
    return EXCEPTION_CONTINUE_SEARCH;
}
#endif

// One question: its function, what is asked, and the answer that follows.
static void ask(const char *function, const char *what) { printf("%s\t%s\t", function, what); }
static void status(HRESULT hr) { printf("%08x", (unsigned)hr); }
static void end(void) { printf("\n"); }

// ---- An object with a vtable of its own: no IUnknown, no type library ------------------------------------------------

typedef struct Thing Thing;
struct Thing {
    const struct ThingVtbl *lpVtbl;
    LONG level;
};
struct ThingVtbl {
    LONG(STDMETHODCALLTYPE *add)(Thing *, LONG, LONG);
    LONG(STDMETHODCALLTYPE *get_level)(Thing *);
    void(STDMETHODCALLTYPE *put_level)(Thing *, LONG);
    BSTR(STDMETHODCALLTYPE *twice)(Thing *, BSTR);
    DOUBLE(STDMETHODCALLTYPE *half)(Thing *, DOUBLE);
    void(STDMETHODCALLTYPE *bump)(Thing *, LONG *);
    SHORT(STDMETHODCALLTYPE *nothing)(Thing *);
};
static LONG STDMETHODCALLTYPE thing_add(Thing *this, LONG a, LONG b) { (void)this; return a + b; }
static LONG STDMETHODCALLTYPE thing_get_level(Thing *this) { return this->level; }
static void STDMETHODCALLTYPE thing_put_level(Thing *this, LONG level) { this->level = level; }
static BSTR STDMETHODCALLTYPE thing_twice(Thing *this, BSTR text)
{
    UINT length = SysStringLen(text);
    BSTR made = SysAllocStringLen(NULL, 2 * length);
    (void)this;
    memcpy(made, text, length * sizeof(OLECHAR));
    memcpy(made + length, text, length * sizeof(OLECHAR));
    return made;
}
static DOUBLE STDMETHODCALLTYPE thing_half(Thing *this, DOUBLE value) { (void)this; return value / 2; }
static void STDMETHODCALLTYPE thing_bump(Thing *this, LONG *value) { (void)this; ++*value; }
static SHORT STDMETHODCALLTYPE thing_nothing(Thing *this) { (void)this; return 3; }
static const struct ThingVtbl thing_vtable = {thing_add, thing_get_level, thing_put_level, thing_twice, thing_half, thing_bump, thing_nothing};
static Thing thing = {&thing_vtable, 5};

static PARAMDATA add_parameters[2], level_parameters[1], text_parameters[1], half_parameters[1], bump_parameters[1];
static METHODDATA methods[7];
static INTERFACEDATA interface_data = {methods, 7};

static void set_parameter(PARAMDATA *parameter, OLECHAR *name, VARTYPE type) { parameter->szName = name; parameter->vt = type; }
static void set_method(METHODDATA *method, OLECHAR *name, PARAMDATA *parameters, UINT count, DISPID id, UINT slot, WORD flags, VARTYPE result)
{
    method->szName = name;
    method->ppdata = parameters;
    method->dispid = id;
    method->iMeth = slot;
    method->cc = CC_STDCALL;
    method->cArgs = count;
    method->wFlags = flags;
    method->vtReturn = result;
}

static void describe(void)
{
    set_parameter(&add_parameters[0], LOCAL("first"), VT_I4);
    set_parameter(&add_parameters[1], LOCAL("second"), VT_I4);
    set_parameter(&level_parameters[0], LOCAL("level"), VT_I4);
    set_parameter(&text_parameters[0], LOCAL("text"), VT_BSTR);
    set_parameter(&half_parameters[0], LOCAL("value"), VT_R8);
    set_parameter(&bump_parameters[0], LOCAL("value"), VT_BYREF | VT_I4);
    set_method(&methods[0], LOCAL("Add"), add_parameters, 2, 1, 0, DISPATCH_METHOD, VT_I4);
    set_method(&methods[1], LOCAL("Level"), NULL, 0, 2, 1, DISPATCH_PROPERTYGET, VT_I4);
    set_method(&methods[2], LOCAL("Level"), level_parameters, 1, 2, 2, DISPATCH_PROPERTYPUT, VT_EMPTY);
    set_method(&methods[3], LOCAL("Twice"), text_parameters, 1, 3, 3, DISPATCH_METHOD, VT_BSTR);
    set_method(&methods[4], LOCAL("Half"), half_parameters, 1, 4, 4, DISPATCH_METHOD, VT_R8);
    set_method(&methods[5], LOCAL("Bump"), bump_parameters, 1, 5, 5, DISPATCH_METHOD, VT_EMPTY);
    set_method(&methods[6], LOCAL("Nothing"), NULL, 0, 0, 6, DISPATCH_METHOD, VT_I2);
}

// ---- Values ---------------------------------------------------------------------------------------------------------

static VARIANT number(LONG value) { VARIANT v; VariantInit(&v); V_VT(&v) = VT_I4; V_I4(&v) = value; return v; }
static VARIANT real(DOUBLE value) { VARIANT v; VariantInit(&v); V_VT(&v) = VT_R8; V_R8(&v) = value; return v; }
static VARIANT text(OLECHAR *value) { VARIANT v; VariantInit(&v); V_VT(&v) = VT_BSTR; V_BSTR(&v) = SysAllocString(value); return v; }
static VARIANT of_type(VARTYPE type) { VARIANT v; VariantInit(&v); memset(&v, 0, sizeof v); V_VT(&v) = type; return v; }
static VARIANT missing(void) { VARIANT v = of_type(VT_ERROR); V_ERROR(&v) = DISP_E_PARAMNOTFOUND; return v; }

// ---- Type information -------------------------------------------------------------------------------------------------

static void functions(ITypeInfo *type)
{
    UINT i;
    HRESULT hr;
    for (i = 0; i < 9; i++) {
        FUNCDESC *function;
        char what[32];
        snprintf(what, sizeof what, "%u", i);
        ask("GetFuncDesc", what);
        hr = ITypeInfo_GetFuncDesc(type, i, &function);
        status(hr);
        if (hr == S_OK) {
            INT parameter;
            printf(" id %d kind %d invoke %d parameters %d optional %d returns %u:", (int)function->memid, function->funckind,
                function->invkind, function->cParams, function->cParamsOpt, function->elemdescFunc.tdesc.vt);
            for (parameter = 0; parameter < function->cParams; parameter++) {
                TYPEDESC *described = &function->lprgelemdescParam[parameter].tdesc;
                printf(" %u", described->vt);
                if (described->vt == VT_PTR && described->lptdesc)
                    printf("->%u", described->lptdesc->vt);
            }
            ITypeInfo_ReleaseFuncDesc(type, function);
        }
        end();
    }
}

static void names(ITypeInfo *type)
{
    static OLECHAR *const asked[] = {LOCAL("Add"), LOCAL("add"), LOCAL("LEVEL"), LOCAL("Nothing"), LOCAL("first"), LOCAL("Absent"), LOCAL("")};
    static const char *const shown[] = {"Add", "add", "LEVEL", "Nothing", "first", "Absent", "empty"};
    OLECHAR *several[3];
    DISPID ids[3];
    UINT i;
    HRESULT hr;
    for (i = 0; i < sizeof asked / sizeof *asked; i++) {
        several[0] = asked[i];
        ids[0] = 99;
        ask("DispGetIDsOfNames", shown[i]);
        hr = DispGetIDsOfNames(type, several, 1, ids);
        status(hr);
        printf(" %d", (int)ids[0]);
        end();
    }
    several[0] = LOCAL("Add"), several[1] = LOCAL("SECOND"), several[2] = LOCAL("first");
    ask("DispGetIDsOfNames", "a method and its parameters");
    hr = DispGetIDsOfNames(type, several, 3, ids);
    status(hr);
    printf(" %d %d %d", (int)ids[0], (int)ids[1], (int)ids[2]);
    end();
    several[1] = LOCAL("third");
    ids[0] = ids[1] = ids[2] = 99;
    ask("DispGetIDsOfNames", "a parameter that is none");
    hr = DispGetIDsOfNames(type, several, 3, ids);
    status(hr);
    printf(" %d", (int)ids[1]);
    end();
}

// ---- DispInvoke -------------------------------------------------------------------------------------------------------

static void invoke(const char *what, ITypeInfo *type, DISPID id, WORD flags, UINT count, VARIANT *arguments, UINT named, DISPID *names)
{
    DISPPARAMS parameters;
    VARIANT result = of_type(VT_EMPTY);
    UINT bad = 99, i;
    HRESULT hr;
    parameters.rgvarg = arguments;
    parameters.rgdispidNamedArgs = names;
    parameters.cArgs = count;
    parameters.cNamedArgs = named;
    ask("DispInvoke", what);
    if (setjmp(trap)) {
        printf("trap");
    } else {
        hr = DispInvoke(&thing, type, id, flags, &parameters, &result, NULL, &bad);
        status(hr);
        printf(" ");
        print_variant(&result);
        if (hr == DISP_E_TYPEMISMATCH || hr == DISP_E_OVERFLOW || hr == DISP_E_PARAMNOTFOUND)
            printf(" argument %u", bad);
        VariantClear(&result);
    }
    end();
    for (i = 0; i < count; i++)
        VariantClear(&arguments[i]);
}

static void invocations(ITypeInfo *type)
{
    VARIANT a[4];
    LONG variable = 41;
    DISPID put = DISPID_PROPERTYPUT, both[] = {0, 1}, second[] = {1}, unknown[] = {7}, same[] = {1, 1};

    a[0] = number(2), a[1] = number(40);
    invoke("by position", type, 1, DISPATCH_METHOD, 2, a, 0, NULL);
    a[0] = text(LOCAL("2")), a[1] = real(40.5);
    invoke("coerced", type, 1, DISPATCH_METHOD, 2, a, 0, NULL);
    a[0] = number(2), a[1] = number(40);
    invoke("by name", type, 1, DISPATCH_METHOD, 2, a, 2, both);
    a[0] = number(2), a[1] = number(40);
    invoke("one by name", type, 1, DISPATCH_METHOD, 2, a, 1, second);
    a[0] = number(2), a[1] = number(40);
    invoke("a name that is none", type, 1, DISPATCH_METHOD, 2, a, 1, unknown);
    a[0] = number(2), a[1] = text(LOCAL("forty"));
    invoke("first is no number", type, 1, DISPATCH_METHOD, 2, a, 0, NULL);
    a[0] = text(LOCAL("two")), a[1] = number(40);
    invoke("second is no number", type, 1, DISPATCH_METHOD, 2, a, 0, NULL);
    a[0] = number(2), a[1] = real(1e10);
    invoke("first is too large", type, 1, DISPATCH_METHOD, 2, a, 0, NULL);
    a[0] = number(2);
    invoke("too few", type, 1, DISPATCH_METHOD, 1, a, 0, NULL);
    invoke("none", type, 1, DISPATCH_METHOD, 0, NULL, 0, NULL);
    a[0] = number(1), a[1] = number(2), a[2] = number(3);
    invoke("too many", type, 1, DISPATCH_METHOD, 3, a, 0, NULL);
    a[0] = missing(), a[1] = number(2);
    invoke("missing", type, 1, DISPATCH_METHOD, 2, a, 0, NULL);
    a[0] = of_type(VT_EMPTY), a[1] = number(2);
    invoke("empty", type, 1, DISPATCH_METHOD, 2, a, 0, NULL);
    a[0] = of_type(VT_NULL), a[1] = number(2);
    invoke("null", type, 1, DISPATCH_METHOD, 2, a, 0, NULL);
    a[0] = number(2), a[1] = number(40), a[2] = number(5);
    invoke("a name twice", type, 1, DISPATCH_METHOD, 2, a, 2, same);
    a[0] = number(1);
    invoke("property read with an argument", type, 2, DISPATCH_PROPERTYGET, 1, a, 0, NULL);
    invoke("property read", type, 2, DISPATCH_PROPERTYGET, 0, NULL, 0, NULL);
    invoke("property read or called", type, 2, DISPATCH_PROPERTYGET | DISPATCH_METHOD, 0, NULL, 0, NULL);
    a[0] = number(9);
    invoke("property put", type, 2, DISPATCH_PROPERTYPUT, 1, a, 1, &put);
    invoke("property read again", type, 2, DISPATCH_PROPERTYGET, 0, NULL, 0, NULL);
    a[0] = text(LOCAL("nine"));
    invoke("property put with no number", type, 2, DISPATCH_PROPERTYPUT, 1, a, 1, &put);
    a[0] = number(9);
    invoke("property put by reference", type, 2, DISPATCH_PROPERTYPUTREF, 1, a, 1, &put);
    invoke("property called", type, 2, DISPATCH_METHOD, 0, NULL, 0, NULL);
    invoke("method read", type, 0, DISPATCH_PROPERTYGET, 0, NULL, 0, NULL);
    invoke("the default member", type, DISPID_VALUE, DISPATCH_METHOD, 0, NULL, 0, NULL);
    a[0] = text(LOCAL("ab"));
    invoke("text", type, 3, DISPATCH_METHOD, 1, a, 0, NULL);
    a[0] = number(12);
    invoke("text of a number", type, 3, DISPATCH_METHOD, 1, a, 0, NULL);
    a[0] = text(LOCAL("2.5"));
    invoke("half of a text", type, 4, DISPATCH_METHOD, 1, a, 0, NULL);
    a[0] = of_type(VT_BYREF | VT_I4);
    V_I4REF(&a[0]) = &variable;
    invoke("by reference", type, 5, DISPATCH_METHOD, 1, a, 0, NULL);
    ask("DispInvoke", "by reference leaves");
    printf("%d", (int)variable);
    end();
    invoke("a member that is none", type, 77, DISPATCH_METHOD, 0, NULL, 0, NULL);
    invoke("negative member", type, -77, DISPATCH_METHOD, 0, NULL, 0, NULL);
}

// ---- CreateStdDispatch ----------------------------------------------------------------------------------------------------

static void standard_dispatch(ITypeInfo *type)
{
    IUnknown *unknown = NULL;
    IDispatch *dispatch = NULL;
    ITypeInfo *found = NULL;
    OLECHAR *name = LOCAL("add");
    VARIANT arguments[2], result = of_type(VT_EMPTY);
    DISPPARAMS parameters = {arguments, NULL, 2, 0};
    UINT count = 99;
    DISPID id = 99;
    arguments[0] = number(3), arguments[1] = number(4);

    ask("CreateStdDispatch", "no instance");
    status(CreateStdDispatch(NULL, NULL, type, &unknown));
    end();
    ask("CreateStdDispatch", "no type");
    status(CreateStdDispatch(NULL, &thing, NULL, &unknown));
    end();
    ask("CreateStdDispatch", "alone");
    status(CreateStdDispatch(NULL, &thing, type, &unknown));
    end();
    if (!unknown)
        return;
    ask("CreateStdDispatch", "IDispatch");
    status(IUnknown_QueryInterface(unknown, &IID_IDispatch, (void **)&dispatch));
    end();
    ask("IDispatch", "GetTypeInfoCount");
    status(IDispatch_GetTypeInfoCount(dispatch, &count));
    printf(" %u", count);
    end();
    ask("IDispatch", "GetTypeInfo");
    status(IDispatch_GetTypeInfo(dispatch, 0, 0, &found));
    printf(" %d", found == type);
    if (found)
        ITypeInfo_Release(found);
    end();
    found = NULL;
    ask("IDispatch", "GetTypeInfo 1");
    status(IDispatch_GetTypeInfo(dispatch, 1, 0, &found));
    printf(" %d", found != NULL);
    end();
    ask("IDispatch", "GetIDsOfNames");
    status(IDispatch_GetIDsOfNames(dispatch, &IID_NULL, &name, 1, 0, &id));
    printf(" %d", (int)id);
    end();
    name = LOCAL("Absent");
    ask("IDispatch", "GetIDsOfNames of none");
    status(IDispatch_GetIDsOfNames(dispatch, &IID_NULL, &name, 1, 0, &id));
    printf(" %d", (int)id);
    end();
    ask("IDispatch", "Invoke");
    status(IDispatch_Invoke(dispatch, 1, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL));
    printf(" ");
    print_variant(&result);
    end();
    ask("IDispatch", "Invoke of none");
    status(IDispatch_Invoke(dispatch, 78, &IID_NULL, 0, DISPATCH_METHOD, &parameters, &result, NULL, NULL));
    end();
    IDispatch_Release(dispatch);
    ask("CreateStdDispatch", "released");
    printf("%u", (unsigned)IUnknown_Release(unknown));
    end();
}

// ---- DispGetParam -----------------------------------------------------------------------------------------------------------

static void parameters(void)
{
    static const VARTYPE types[] = {VT_EMPTY, VT_NULL, VT_I2, VT_I4, VT_R8, VT_BSTR, VT_BOOL, VT_UI1, VT_DISPATCH, VT_VARIANT, VT_ARRAY | VT_I4,
        VT_BYREF | VT_I4, 0xFFFF};
    VARIANT list[5], value[2];
    DISPID names[] = {7, 5}, put = DISPID_PROPERTYPUT;
    DISPPARAMS given = {list, names, 5, 2}, wrong = {NULL, NULL, 1, 0}, none = {NULL, NULL, 0, 0}, nameless = {list, NULL, 5, 2},
               both = {value, &put, 2, 1};
    UINT position, t;
    // By name: 7 is "seven", 5 is 5.5; by position: 0 is a BSTR, 1 is 300, 2 is VT_NULL; 3 and 4 are neither.
    list[0] = text(LOCAL("seven")), list[1] = real(5.5), list[2] = of_type(VT_NULL), list[3] = number(300), list[4] = text(LOCAL("12"));
    value[0] = number(77), value[1] = number(1);
    for (position = 0; position < 9; position++)
        for (t = position == 3 || position == 4 ? sizeof types / sizeof *types - 1 : 0; t < sizeof types / sizeof *types; t++) {
            char what[64];
            VARIANT result = of_type(VT_EMPTY);
            UINT bad = 99;
            HRESULT hr;
            snprintf(what, sizeof what, "%u as %u", position, types[t]);
            ask("DispGetParam", what);
            if (setjmp(trap)) {
                printf("trap");
            } else {
                hr = DispGetParam(&given, position, types[t], &result, &bad);
                status(hr);
                printf(" ");
                if (hr == S_OK)
                    print_variant(&result);
                else
                    printf("argument %u", bad);
                VariantClear(&result);
            }
            end();
        }
    {
        const struct { const char *what; DISPPARAMS *given; UINT position; int nowhere; } cases[] = {
            {"the value of a put", &both, (UINT)DISPID_PROPERTYPUT, 0}, {"the key of a put", &both, 0, 0}, {"past a put", &both, 2, 0},
            {"no parameters", &none, 0, 0}, {"no parameters and no result", &none, 0, 1}, {"a count and no list", &wrong, 0, 0},
            {"names counted and not there", &nameless, 0, 0}, {"names asked for and not there", &nameless, 5, 0}, {"null", NULL, 0, 0},
            {"no result", &given, 0, 1}};
        unsigned i;
        for (i = 0; i < sizeof cases / sizeof *cases; i++) {
            VARIANT result = of_type(VT_EMPTY);
            UINT bad = 99;
            ask("DispGetParam", cases[i].what);
            if (setjmp(trap))
                printf("trap");
            else {
                HRESULT hr = DispGetParam(cases[i].given, cases[i].position, VT_I4, cases[i].nowhere ? NULL : &result, &bad);
                status(hr);
                printf(" %u argument %u", V_VT(&result), bad);
            }
            end();
        }
    }
    for (t = 0; t < 5; t++)
        VariantClear(&list[t]);
}

// ---- Error information ------------------------------------------------------------------------------------------------------

static void show_error(const char *what)
{
    IErrorInfo *info = (IErrorInfo *)1;
    BSTR texts[3] = {NULL, NULL, NULL};
    DWORD context = 99;
    GUID guid;
    HRESULT hr = GetErrorInfo(0, &info);
    int i;
    ask("GetErrorInfo", what);
    status(hr);
    printf(" %d", info != NULL);
    if (hr == S_OK) {
        memset(&guid, 0, sizeof guid);
        printf(" %08x", (unsigned)IErrorInfo_GetGUID(info, &guid));
        printf(" %08x", (unsigned)guid.Data1);
        printf(" %08x", (unsigned)IErrorInfo_GetSource(info, &texts[0]));
        printf(" %08x", (unsigned)IErrorInfo_GetDescription(info, &texts[1]));
        printf(" %08x", (unsigned)IErrorInfo_GetHelpFile(info, &texts[2]));
        printf(" %08x", (unsigned)IErrorInfo_GetHelpContext(info, &context));
        for (i = 0; i < 3; i++) {
            printf(" ");
            if (texts[i])
                print_text(texts[i], SysStringLen(texts[i]));
            else
                printf("null");
            SysFreeString(texts[i]);
        }
        printf(" %u", (unsigned)context);
        IErrorInfo_Release(info);
    }
    end();
}

static void set_error(OLECHAR *description, DWORD context)
{
    ICreateErrorInfo *made = NULL;
    IErrorInfo *info = NULL;
    if (CreateErrorInfo(&made) != S_OK)
        return;
    ICreateErrorInfo_SetDescription(made, description);
    ICreateErrorInfo_SetHelpContext(made, context);
    ICreateErrorInfo_QueryInterface(made, &IID_IErrorInfo, (void **)&info);
    SetErrorInfo(0, info);
    IErrorInfo_Release(info);
    ICreateErrorInfo_Release(made);
}

#ifdef _WIN32
static DWORD WINAPI other_thread(void *context)
#else
static void *other_thread(void *context)
#endif
{
    (void)context;
    show_error("on another thread");
    set_error(LOCAL("the other's"), 2);
    show_error("on another thread, its own");
    // Left with the thread: its end gives it back.
    set_error(LOCAL("left"), 3);
    return 0;
}

static void error_information(void)
{
    ICreateErrorInfo *made = NULL;
    IErrorInfo *info = NULL, *again = NULL;
    IUnknown *unknown = NULL;
    ask("SetErrorInfo", "reserved");
    status(SetErrorInfo(1, NULL));
    end();
    ask("GetErrorInfo", "reserved");
    status(GetErrorInfo(1, &info));
    end();
    ask("GetErrorInfo", "null");
    if (setjmp(trap))
        printf("trap");
    else
        status(GetErrorInfo(0, NULL));
    end();
    show_error("none");
    ask("CreateErrorInfo", "null");
    if (setjmp(trap))
        printf("trap");
    else
        status(CreateErrorInfo(NULL));
    end();
    ask("CreateErrorInfo", "made");
    status(CreateErrorInfo(&made));
    end();
    ask("ICreateErrorInfo", "identity");
    status(ICreateErrorInfo_QueryInterface(made, &IID_IErrorInfo, (void **)&info));
    printf(" %08x", (unsigned)IErrorInfo_QueryInterface(info, &IID_IUnknown, (void **)&unknown));
    IUnknown_Release(unknown);
    printf(" %08x", (unsigned)IErrorInfo_QueryInterface(info, &IID_IDispatch, (void **)&again));
    printf(" %d", again != NULL);
    end();
    ask("SetErrorInfo", "with nothing in it");
    status(SetErrorInfo(0, info));
    end();
    show_error("with nothing in it");
    show_error("taken already");
    ask("ICreateErrorInfo", "filled");
    status(ICreateErrorInfo_SetGUID(made, &IID_IDispatch));
    printf(" %08x", (unsigned)ICreateErrorInfo_SetSource(made, LOCAL("source")));
    printf(" %08x", (unsigned)ICreateErrorInfo_SetDescription(made, LOCAL("description")));
    printf(" %08x", (unsigned)ICreateErrorInfo_SetHelpFile(made, LOCAL("help.chm")));
    printf(" %08x", (unsigned)ICreateErrorInfo_SetHelpContext(made, 0xFFFFFFFF));
    end();
    SetErrorInfo(0, info);
    show_error("filled");
    ask("ICreateErrorInfo", "texts may be null");
    status(ICreateErrorInfo_SetSource(made, NULL));
    printf(" %08x", (unsigned)ICreateErrorInfo_SetDescription(made, NULL));
    printf(" %08x", (unsigned)ICreateErrorInfo_SetHelpFile(made, NULL));
    end();
    SetErrorInfo(0, info);
    show_error("texts are null again");
    set_error(LOCAL("old"), 1);
    set_error(LOCAL("new"), 4);
    show_error("the last one");
    set_error(LOCAL("forgotten"), 1);
    SetErrorInfo(0, NULL);
    show_error("cleared");
    set_error(LOCAL("mine"), 1);
    {
#ifdef _WIN32
        HANDLE thread = CreateThread(NULL, 0, other_thread, NULL, 0, NULL);
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
#else
        pthread_t thread;
        pthread_create(&thread, NULL, other_thread, NULL);
        pthread_join(thread, NULL);
#endif
    }
    show_error("after another thread");
    IErrorInfo_Release(info);
    ask("ICreateErrorInfo", "released");
    printf("%u", (unsigned)ICreateErrorInfo_Release(made));
    end();
}

// The one makes a class of the interface, whose calls go nowhere; the other gives the interface itself.
static ITypeInfo *interface_of(ITypeInfo *type)
{
    ITypeInfo *found = type;
    HREFTYPE reference;
    if (ITypeInfo_GetRefTypeOfImplType(type, 0, &reference) != S_OK || ITypeInfo_GetRefTypeInfo(type, reference, &found) != S_OK)
        ITypeInfo_AddRef(type);
    return found;
}

int main(void)
{
    ITypeInfo *type = NULL, *calls;
#ifdef _WIN32
    AddVectoredExceptionHandler(1, on_trap);
    OleInitialize(NULL);
#endif
    describe();
    printf("=question\tanswer\n");
    ask("CreateDispTypeInfo", "made");
    status(CreateDispTypeInfo(&interface_data, 0x0409, &type));
    end();
    if (!type)
        return 1;
    calls = interface_of(type);
    names(type);
    functions(calls);
    invocations(calls);
    standard_dispatch(calls);
    ITypeInfo_Release(calls);
    parameters();
    error_information();
    ITypeInfo_Release(type);
    return 0;
}
