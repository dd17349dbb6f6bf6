// SPDX-License-Identifier: Apache-2.0
//
// Makes a type library with ICreateTypeLib2 and ICreateTypeInfo2, prints what each call returned, and what is in the file:
//
//     creation win64|win32 FILE    makes FILE, prints every HRESULT
//     creation dump FILE           what LoadTypeLib finds in it
//     creation rules               every rule broken once
//
// It is compiled against this project's headers, and with mingw-w64 for an independent oleaut32: creation/make.sh.
#define COBJMACROS
#define CINTERFACE
#ifdef _WIN32
#define INITGUID
#include <windows.h>
#include <oleauto.h>
#else
#include <latebind/automation.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRY(call)                                               \
    do {                                                        \
        HRESULT hr_ = (call);                                   \
        printf("%s = %08x\n", #call, (unsigned)hr_);            \
    } while (0)
// What the reference crashes on or has not implemented: there the documented answer is printed.
#ifdef _WIN32
#define OURS(call, documented) printf("%s = %08x\n", #call, (unsigned)(documented))
#else
#define OURS(call, documented) TRY_AS(#call, call)
#define TRY_AS(text, call) printf("%s = %08x\n", text, (unsigned)(call))
#endif
#define S(text) ((OLECHAR *)OLESTR(text))

static GUID guid(int number)
{
    GUID made = {0x2b1d5a10, 0x6f3c, 0x4e57, {0x9a, 0x01, 0x5c, 0x2e, 0x77, 0x10, 0x40, 0}};
    made.Data4[7] = (unsigned char)number;
    return made;
}

static GUID named_guid;
static const GUID *g(int number) { named_guid = guid(number); return &named_guid; }

static void widen(const char *text, OLECHAR *wide) { while ((*wide++ = (unsigned char)*text++)) {} }

// ---- Shorthand for descriptions ----------------------------------------------------------------------------------

static VARIANT long_value(LONG value) { VARIANT v; VariantInit(&v); V_VT(&v) = VT_I4; V_I4(&v) = value; return v; }
static VARIANT double_value(double value) { VARIANT v; VariantInit(&v); V_VT(&v) = VT_R8; V_R8(&v) = value; return v; }
static VARIANT text_value(const OLECHAR *text)
{
    VARIANT v;
    VariantInit(&v);
    V_VT(&v) = VT_BSTR;
    V_BSTR(&v) = SysAllocString(text);
    return v;
}

static HRESULT field(ICreateTypeInfo *type, UINT index, const OLECHAR *name, TYPEDESC description)
{
    VARDESC variable;
    HRESULT hr;
    memset(&variable, 0, sizeof variable);
    variable.memid = MEMBERID_NIL;
    variable.varkind = VAR_PERINSTANCE;
    variable.elemdescVar.tdesc = description;
    hr = ICreateTypeInfo_AddVarDesc(type, index, &variable);
    return FAILED(hr) ? hr : ICreateTypeInfo_SetVarName(type, index, (OLECHAR *)name);
}

static HRESULT constant(ICreateTypeInfo *type, UINT index, const OLECHAR *name, VARTYPE vt, VARIANT value)
{
    VARDESC variable;
    HRESULT hr;
    memset(&variable, 0, sizeof variable);
    variable.memid = MEMBERID_NIL;
    variable.varkind = VAR_CONST;
    variable.lpvarValue = &value;
    variable.elemdescVar.tdesc.vt = vt;
    hr = ICreateTypeInfo_AddVarDesc(type, index, &variable);
    VariantClear(&value);
    return FAILED(hr) ? hr : ICreateTypeInfo_SetVarName(type, index, (OLECHAR *)name);
}

static TYPEDESC simple(VARTYPE vt) { TYPEDESC d; memset(&d, 0, sizeof d); d.vt = vt; return d; }
static TYPEDESC user(HREFTYPE type) { TYPEDESC d = simple(VT_USERDEFINED); d.hreftype = type; return d; }
static TYPEDESC pointer(TYPEDESC *to) { TYPEDESC d = simple(VT_PTR); d.lptdesc = to; return d; }

static HRESULT function(
    ICreateTypeInfo *type, UINT index, MEMBERID id, FUNCKIND kind, INVOKEKIND invoke, TYPEDESC result, ELEMDESC *parameters,
    SHORT count, SHORT optional, WORD flags)
{
    FUNCDESC f;
    memset(&f, 0, sizeof f);
    f.memid = id;
    f.funckind = kind;
    f.invkind = invoke;
    f.callconv = CC_STDCALL;
    f.cParams = count;
    f.cParamsOpt = optional;
    f.lprgelemdescParam = parameters;
    f.elemdescFunc.tdesc = result;
    f.wFuncFlags = flags;
    return ICreateTypeInfo_AddFuncDesc(type, index, &f);
}

static ELEMDESC parameter(TYPEDESC type, USHORT flags)
{
    ELEMDESC p;
    memset(&p, 0, sizeof p);
    p.tdesc = type;
    p.paramdesc.wParamFlags = flags;
    return p;
}

static HREFTYPE reference(ICreateTypeInfo *from, ICreateTypeInfo *to)
{
    ITypeInfo *info;
    HREFTYPE made = 0xdead;
    if (FAILED(ICreateTypeInfo_QueryInterface(to, &IID_ITypeInfo, (void **)&info)))
        return 0xdead;
    if (FAILED(ICreateTypeInfo_AddRefTypeInfo(from, info, &made)))
        printf("AddRefTypeInfo failed\n");
    ITypeInfo_Release(info);
    return made;
}

static ITypeInfo *standard(const GUID *iid)
{
    ITypeLib *stdole;
    ITypeInfo *info = NULL;
    if (FAILED(LoadTypeLib(OLESTR("stdole2.tlb"), &stdole))) {
        printf("no stdole2.tlb\n");
        exit(0);
    }
    ITypeLib_GetTypeInfoOfGuid(stdole, iid, &info);
    ITypeLib_Release(stdole);
    return info;
}

// ---- Making the library ------------------------------------------------------------------------------------------

static void make(SYSKIND system, const char *path)
{
    OLECHAR file[512];
    ICreateTypeLib2 *library;
    ICreateTypeInfo *colour, *point, *number, *length, *shape, *tools, *ishape, *events, *plain, *coclass;
    ICreateTypeInfo2 *second;
    ITypeInfo *dispatch = standard(&IID_IDispatch), *unknown = standard(&IID_IUnknown);
    HREFTYPE base, t;
    ELEMDESC p[4];
    PARAMDESCEX initial;
    TYPEDESC target, target2, cells;
    OLECHAR *names[5];
    VARIANT value;
    struct { TYPEDESC element; USHORT dims; SAFEARRAYBOUND bounds[2]; } matrix;

    widen(path, file);
    TRY(CreateTypeLib2(system, file, &library));

    TRY(ICreateTypeLib2_SetName(library, S("Shapes")));
    TRY(ICreateTypeLib2_SetGuid(library, g(0)));
    TRY(ICreateTypeLib2_SetVersion(library, 2, 5));
    TRY(ICreateTypeLib2_SetDocString(library, S("Shapes, made by a program")));
    TRY(ICreateTypeLib2_SetHelpFileName(library, S("shapes.hlp")));
    TRY(ICreateTypeLib2_SetHelpContext(library, 7));
    TRY(ICreateTypeLib2_SetLcid(library, 9));
    TRY(ICreateTypeLib2_SetLibFlags(library, LIBFLAG_FRESTRICTED));
    value = text_value(OLESTR("on the library"));
    TRY(ICreateTypeLib2_SetCustData(library, g(0xf0), &value));
    VariantClear(&value);

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Colour"), TKIND_ENUM, &colour));
    TRY(ICreateTypeInfo_SetGuid(colour, g(1)));
    TRY(constant(colour, 0, OLESTR("Red"), VT_INT, long_value(0)));
    TRY(constant(colour, 1, OLESTR("Blue"), VT_INT, long_value(-2)));
    TRY(constant(colour, 1, OLESTR("Green"), VT_INT, long_value(0x12345678)));
    TRY(ICreateTypeInfo_SetVarDocString(colour, 0, S("the colour red")));
    TRY(ICreateTypeInfo_SetVarHelpContext(colour, 0, 31));
    TRY(ICreateTypeInfo_LayOut(colour));

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Point"), TKIND_RECORD, &point));
    TRY(ICreateTypeInfo_SetGuid(point, g(2)));
    TRY(field(point, 0, OLESTR("X"), simple(VT_I2)));
    TRY(field(point, 1, OLESTR("Y"), simple(VT_R8)));
    TRY(field(point, 2, OLESTR("Text"), simple(VT_BSTR)));
    memset(&matrix, 0, sizeof matrix);
    matrix.element.vt = VT_I4;
    matrix.dims = 2;
    matrix.bounds[0].cElements = 2;
    matrix.bounds[1].cElements = 3;
    cells = simple(VT_CARRAY);
    cells.lpadesc = (ARRAYDESC *)&matrix;
    TRY(field(point, 3, OLESTR("Cells"), cells));
    TRY(ICreateTypeInfo_LayOut(point));

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Number"), TKIND_UNION, &number));
    TRY(field(number, 0, OLESTR("Whole"), simple(VT_I4)));
    TRY(field(number, 1, OLESTR("Real"), simple(VT_R8)));
    TRY(ICreateTypeInfo_LayOut(number));

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Length"), TKIND_ALIAS, &length));
    target = simple(VT_R8);
    TRY(ICreateTypeInfo_SetTypeDescAlias(length, &target));
    TRY(ICreateTypeInfo_LayOut(length));

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Shape"), TKIND_RECORD, &shape));
    TRY(ICreateTypeInfo_SetGuid(shape, g(3)));
    TRY(field(shape, 0, OLESTR("Center"), user(reference(shape, point))));
    TRY(field(shape, 1, OLESTR("Paint"), user(reference(shape, colour))));
    target = user(reference(shape, point));
    TRY(field(shape, 2, OLESTR("Outline"), pointer(&target)));
    TRY(ICreateTypeInfo_LayOut(shape));

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Tools"), TKIND_MODULE, &tools));
    TRY(ICreateTypeInfo_SetGuid(tools, g(4)));
    p[0] = parameter(simple(VT_R8), PARAMFLAG_FIN);
    TRY(function(tools, 0, 0x60000000, FUNC_STATIC, INVOKE_FUNC, simple(VT_R8), p, 1, 0, 0));
    names[0] = S("Twice");
    names[1] = S("value");
    TRY(ICreateTypeInfo_SetFuncAndParamNames(tools, 0, names, 2));
    OURS(ICreateTypeInfo_DefineFuncAsDllEntry(tools, 0, S("tools.dll"), S("twice")), S_OK);
    TRY(function(tools, 1, 0x60000001, FUNC_STATIC, INVOKE_FUNC, simple(VT_VOID), NULL, 0, 0, 0));
    names[0] = S("Reset");
    TRY(ICreateTypeInfo_SetFuncAndParamNames(tools, 1, names, 1));
    OURS(ICreateTypeInfo_DefineFuncAsDllEntry(tools, 1, S("tools.dll"), (OLECHAR *)(size_t)17), S_OK);
    TRY(constant(tools, 0, OLESTR("Greeting"), VT_BSTR, text_value(OLESTR("hello"))));
    TRY(constant(tools, 1, OLESTR("Half"), VT_R8, double_value(0.5)));
    TRY(ICreateTypeInfo_LayOut(tools));

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("IPlain"), TKIND_INTERFACE, &plain));
    TRY(ICreateTypeInfo_SetGuid(plain, g(5)));
    TRY(ICreateTypeInfo_AddRefTypeInfo(plain, unknown, &base));
    TRY(ICreateTypeInfo_AddImplType(plain, 0, base));
    target = user(reference(plain, shape));
    p[0] = parameter(pointer(&target), PARAMFLAG_FIN);
    TRY(function(plain, 0, 0x60010000, FUNC_PUREVIRTUAL, INVOKE_FUNC, simple(VT_HRESULT), p, 1, 0, 0));
    names[0] = S("Draw");
    names[1] = S("shape");
    TRY(ICreateTypeInfo_SetFuncAndParamNames(plain, 0, names, 2));
    TRY(ICreateTypeInfo_SetFuncHelpContext(plain, 0, 99));
    TRY(ICreateTypeInfo_LayOut(plain));

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("IShape"), TKIND_INTERFACE, &ishape));
    TRY(ICreateTypeInfo_SetGuid(ishape, g(6)));
    TRY(ICreateTypeInfo_SetTypeFlags(ishape, TYPEFLAG_FDUAL | TYPEFLAG_FOLEAUTOMATION));
    TRY(ICreateTypeInfo_SetDocString(ishape, S("A shape")));
    TRY(ICreateTypeInfo_SetVersion(ishape, 1, 2));
    TRY(ICreateTypeInfo_AddRefTypeInfo(ishape, dispatch, &base));
    TRY(ICreateTypeInfo_AddImplType(ishape, 0, base));
    target = simple(VT_BSTR);
    p[0] = parameter(pointer(&target), PARAMFLAG_FOUT | PARAMFLAG_FRETVAL);
    TRY(function(ishape, 0, 1, FUNC_PUREVIRTUAL, INVOKE_PROPERTYGET, simple(VT_HRESULT), p, 1, 0, 0));
    names[0] = S("Name");
    names[1] = S("result");
    TRY(ICreateTypeInfo_SetFuncAndParamNames(ishape, 0, names, 2));
    p[0] = parameter(simple(VT_BSTR), PARAMFLAG_FIN);
    TRY(function(ishape, 1, 1, FUNC_PUREVIRTUAL, INVOKE_PROPERTYPUT, simple(VT_HRESULT), p, 1, 0, FUNCFLAG_FBINDABLE));
    TRY(ICreateTypeInfo_SetFuncAndParamNames(ishape, 1, names, 1));
    p[0] = parameter(simple(VT_R8), PARAMFLAG_FIN);
    p[1] = parameter(simple(VT_I4), PARAMFLAG_FIN | PARAMFLAG_FOPT | PARAMFLAG_FHASDEFAULT);
    initial.cBytes = sizeof initial;
    initial.varDefaultValue = long_value(4711);
    p[1].paramdesc.pparamdescex = &initial;
    target2 = user(reference(ishape, ishape));
    target = pointer(&target2);
    p[2] = parameter(pointer(&target), PARAMFLAG_FOUT | PARAMFLAG_FRETVAL);
    TRY(function(ishape, 2, 2, FUNC_PUREVIRTUAL, INVOKE_FUNC, simple(VT_HRESULT), p, 3, 0, 0));
    names[0] = S("Move");
    names[1] = S("by");
    names[2] = S("times");
    names[3] = S("moved");
    TRY(ICreateTypeInfo_SetFuncAndParamNames(ishape, 2, names, 4));
    TRY(ICreateTypeInfo_SetFuncDocString(ishape, 2, S("moves it")));
    TRY(ICreateTypeInfo_SetFuncHelpContext(ishape, 2, 12));
    TRY(ICreateTypeInfo_QueryInterface(ishape, &IID_ICreateTypeInfo2, (void **)&second));
    value = long_value(11);
    TRY(ICreateTypeInfo2_SetCustData(second, g(0xf1), &value));
    value = text_value(OLESTR("on a function"));
    OURS(ICreateTypeInfo2_SetFuncCustData(second, 2, g(0xf2), &value), S_OK);
    VariantClear(&value);
    value = double_value(2.5);
    OURS(ICreateTypeInfo2_SetParamCustData(second, 2, 1, g(0xf3), &value), S_OK);
    OURS(ICreateTypeInfo2_SetParamCustData(second, 2, 3, g(0xf3), &value), TYPE_E_ELEMENTNOTFOUND);
    OURS(ICreateTypeInfo2_SetFuncHelpStringContext(second, 2, 41), S_OK);
    OURS(ICreateTypeInfo2_SetHelpStringContext(second, 40), S_OK);
    ICreateTypeInfo2_Release(second);
    TRY(ICreateTypeInfo_LayOut(ishape));

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("DShapeEvents"), TKIND_DISPATCH, &events));
    TRY(ICreateTypeInfo_SetGuid(events, g(7)));
    TRY(ICreateTypeInfo_AddRefTypeInfo(events, dispatch, &base));
    TRY(ICreateTypeInfo_AddImplType(events, 0, base));
    p[0] = parameter(simple(VT_I4), PARAMFLAG_FIN);
    TRY(function(events, 0, 10, FUNC_DISPATCH, INVOKE_FUNC, simple(VT_VOID), p, 1, 0, 0));
    names[0] = S("Moved");
    names[1] = S("times");
    TRY(ICreateTypeInfo_SetFuncAndParamNames(events, 0, names, 2));
    TRY(ICreateTypeInfo_LayOut(events));

    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("ShapeClass"), TKIND_COCLASS, &coclass));
    TRY(ICreateTypeInfo_SetGuid(coclass, g(8)));
    TRY(ICreateTypeInfo_SetTypeFlags(coclass, TYPEFLAG_FCANCREATE));
    t = reference(coclass, ishape);
    TRY(ICreateTypeInfo_AddImplType(coclass, 0, t));
    TRY(ICreateTypeInfo_SetImplTypeFlags(coclass, 0, IMPLTYPEFLAG_FDEFAULT));
    t = reference(coclass, events);
    TRY(ICreateTypeInfo_AddImplType(coclass, 1, t));
    TRY(ICreateTypeInfo_SetImplTypeFlags(coclass, 1, IMPLTYPEFLAG_FDEFAULT | IMPLTYPEFLAG_FSOURCE));
    TRY(ICreateTypeInfo_QueryInterface(coclass, &IID_ICreateTypeInfo2, (void **)&second));
    value = long_value(-5);
    OURS(ICreateTypeInfo2_SetImplTypeCustData(second, 1, g(0xf4), &value), S_OK);
    ICreateTypeInfo2_Release(second);
    TRY(ICreateTypeInfo_QueryInterface(colour, &IID_ICreateTypeInfo2, (void **)&second));
    OURS(ICreateTypeInfo2_SetVarCustData(second, 1, g(0xf5), &value), S_OK);
    OURS(ICreateTypeInfo2_SetVarHelpStringContext(second, 1, 42), S_OK);
    ICreateTypeInfo2_Release(second);
    TRY(ICreateTypeInfo_LayOut(coclass));

    TRY(ICreateTypeLib2_SaveAllChanges(library));
    ICreateTypeInfo_Release(colour); ICreateTypeInfo_Release(point); ICreateTypeInfo_Release(number);
    ICreateTypeInfo_Release(length); ICreateTypeInfo_Release(shape); ICreateTypeInfo_Release(tools);
    ICreateTypeInfo_Release(plain); ICreateTypeInfo_Release(ishape); ICreateTypeInfo_Release(events);
    ICreateTypeInfo_Release(coclass);
    ITypeInfo_Release(dispatch);
    ITypeInfo_Release(unknown);
    printf("references left: %u\n", (unsigned)ICreateTypeLib2_Release(library));
}

// ---- Showing a library -------------------------------------------------------------------------------------------

static void put(BSTR text)
{
    UINT i;
    if (!text) { printf("-"); return; }
    printf("\"");
    for (i = 0; i < SysStringLen(text); i++)
        printf(text[i] < 127 ? "%c" : "\\%04x", text[i]);
    printf("\"");
    SysFreeString(text);
}

static void put_guid(const GUID *id)
{
    printf("%08x-%04x-%04x-%02x..%02x", (unsigned)id->Data1, id->Data2, id->Data3, id->Data4[0], id->Data4[7]);
}

static void put_value(VARIANT *v)
{
    switch (V_VT(v)) {
    case VT_BSTR: printf("BSTR "); put(SysAllocString(V_BSTR(v))); break;
    case VT_R8: printf("R8 %g", V_R8(v)); break;
    default: printf("%u:%d", V_VT(v), (int)V_I4(v));
    }
}

static void put_type(ITypeInfo *info, const TYPEDESC *type)
{
    USHORT i;
    printf("%u", type->vt);
    if (type->vt == VT_PTR || type->vt == VT_SAFEARRAY) {
        printf("(");
        put_type(info, type->lptdesc);
        printf(")");
    } else if (type->vt == VT_CARRAY) {
        for (i = 0; i < type->lpadesc->cDims; i++)
            printf("[%d+%u]", (int)type->lpadesc->rgbounds[i].lLbound, (unsigned)type->lpadesc->rgbounds[i].cElements);
        put_type(info, &type->lpadesc->tdescElem);
    } else if (type->vt == VT_USERDEFINED) {
        ITypeInfo *other;
        BSTR name = NULL;
        if (SUCCEEDED(ITypeInfo_GetRefTypeInfo(info, type->hreftype, &other))) {
            ITypeInfo_GetDocumentation(other, MEMBERID_NIL, &name, NULL, NULL, NULL);
            ITypeInfo_Release(other);
        }
        put(name);
    }
}

static void put_documentation(ITypeInfo *info, MEMBERID id)
{
    BSTR name = NULL, text = NULL;
    DWORD context = 0;
    HRESULT hr = ITypeInfo_GetDocumentation(info, id, &name, &text, &context, NULL);
    if (FAILED(hr)) { printf("documentation %08x", (unsigned)hr); return; }
    put(name);
    printf(" ");
    put(text);
    printf(" %u", (unsigned)context);
}

static void put_custom(CUSTDATA data)
{
    DWORD i;
    for (i = 0; i < data.cCustData; i++) {
        printf("    custom ");
        put_guid(&data.prgCustData[i].guid);
        printf(" ");
        put_value(&data.prgCustData[i].varValue);
        printf("\n");
    }
    ClearCustData(&data);
}

static void dump_type(ITypeInfo *info)
{
    TYPEATTR *a;
    ITypeInfo2 *second;
    CUSTDATA custom;
    UINT i, j, count;
    INT flags;
    HREFTYPE t;
    if (FAILED(ITypeInfo_GetTypeAttr(info, &a))) return;
    printf("type %u ", a->typekind);
    put_documentation(info, MEMBERID_NIL);
    printf("\n    ");
    put_guid(&a->guid);
    printf(" size %u align %u vft %u flags %x version %u.%u", (unsigned)a->cbSizeInstance, a->cbAlignment, a->cbSizeVft,
           a->wTypeFlags, a->wMajorVerNum, a->wMinorVerNum);
    if (a->typekind == TKIND_ALIAS) { printf(" alias "); put_type(info, &a->tdescAlias); }
    printf("\n");
    ITypeInfo_QueryInterface(info, &IID_ITypeInfo2, (void **)&second);
    memset(&custom, 0, sizeof custom);
    if (SUCCEEDED(ITypeInfo2_GetAllCustData(second, &custom))) put_custom(custom);
    for (i = 0; i < a->cImplTypes; i++) {
        TYPEDESC base = simple(VT_USERDEFINED);
        ITypeInfo_GetRefTypeOfImplType(info, i, &t);
        ITypeInfo_GetImplTypeFlags(info, i, &flags);
        base.hreftype = t;
        printf("  implements ");
        put_type(info, &base);
        printf(" flags %x\n", (unsigned)flags);
        memset(&custom, 0, sizeof custom);
        // The reference crashes on the base of an interface, which has none.
        if (a->typekind == TKIND_COCLASS && SUCCEEDED(ITypeInfo2_GetAllImplTypeCustData(second, i, &custom)))
            put_custom(custom);
    }
    for (i = 0; i < a->cFuncs; i++) {
        FUNCDESC *f;
        BSTR names[8] = {0}, dll = NULL, entry = NULL;
        WORD ordinal = 0;
        if (FAILED(ITypeInfo_GetFuncDesc(info, i, &f))) continue;
        printf("  function %08x ", (unsigned)f->memid);
        put_documentation(info, f->memid);
        printf(" kind %d invoke %d call %d oVft %d flags %x opt %d returns ", f->funckind, f->invkind, f->callconv, f->oVft,
               f->wFuncFlags, f->cParamsOpt);
        put_type(info, &f->elemdescFunc.tdesc);
        printf("\n    names");
        count = 0;
        ITypeInfo_GetNames(info, f->memid, names, 8, &count);
        for (j = 0; j < count; j++) { printf(" "); put(names[j]); }
        printf("\n");
        for (j = 0; (SHORT)j < f->cParams; j++) {
            ELEMDESC *e = &f->lprgelemdescParam[j];
            printf("    parameter ");
            put_type(info, &e->tdesc);
            printf(" flags %x", e->paramdesc.wParamFlags);
            if (e->paramdesc.wParamFlags & PARAMFLAG_FHASDEFAULT) {
                printf(" default ");
                put_value(&e->paramdesc.pparamdescex->varDefaultValue);
            }
            printf("\n");
            memset(&custom, 0, sizeof custom);
            if (SUCCEEDED(ITypeInfo2_GetAllParamCustData(second, i, j, &custom))) put_custom(custom);
        }
        if (a->typekind == TKIND_MODULE
            && SUCCEEDED(ITypeInfo_GetDllEntry(info, f->memid, f->invkind, &dll, &entry, &ordinal))) {
            printf("    entry ");
            put(dll);
            printf(" ");
            put(entry);
            if (!entry) printf(" ordinal %u", ordinal);
            printf("\n");
        }
        memset(&custom, 0, sizeof custom);
        if (SUCCEEDED(ITypeInfo2_GetAllFuncCustData(second, i, &custom))) put_custom(custom);
        ITypeInfo_ReleaseFuncDesc(info, f);
    }
    for (i = 0; i < a->cVars; i++) {
        VARDESC *v;
        if (FAILED(ITypeInfo_GetVarDesc(info, i, &v))) continue;
        printf("  variable %08x ", (unsigned)v->memid);
        put_documentation(info, v->memid);
        printf(" kind %d flags %x type ", v->varkind, v->wVarFlags);
        put_type(info, &v->elemdescVar.tdesc);
        if (v->varkind == VAR_CONST) { printf(" value "); put_value(v->lpvarValue); }
        else printf(" at %u", (unsigned)v->oInst);
        printf("\n");
        memset(&custom, 0, sizeof custom);
        if (SUCCEEDED(ITypeInfo2_GetAllVarCustData(second, i, &custom))) put_custom(custom);
        ITypeInfo_ReleaseVarDesc(info, v);
    }
    if (a->typekind == TKIND_DISPATCH && SUCCEEDED(ITypeInfo_GetRefTypeOfImplType(info, (UINT)-1, &t))) {
        ITypeInfo *partner;
        if (SUCCEEDED(ITypeInfo_GetRefTypeInfo(info, t, &partner))) {
            printf("partner ");
            dump_type(partner);
            ITypeInfo_Release(partner);
        }
    }
    ITypeInfo2_Release(second);
    ITypeInfo_ReleaseTypeAttr(info, a);
}

static void dump(const char *path)
{
    OLECHAR file[512];
    ITypeLib *library;
    ITypeLib2 *second;
    TLIBATTR *a;
    CUSTDATA custom;
    BSTR name, text, help;
    DWORD context;
    UINT i;
    HRESULT hr;
    widen(path, file);
    hr = LoadTypeLib(file, &library);
    if (FAILED(hr)) { printf("LoadTypeLib = %08x\n", (unsigned)hr); return; }
    ITypeLib_GetLibAttr(library, &a);
    ITypeLib_GetDocumentation(library, -1, &name, &text, &context, &help);
    printf("library ");
    put(name); printf(" "); put(text); printf(" %u ", (unsigned)context); put(help);
    printf("\n    ");
    put_guid(&a->guid);
    printf(" version %u.%u lcid %x flags %x system %d\n", a->wMajorVerNum, a->wMinorVerNum, (unsigned)a->lcid, a->wLibFlags,
           a->syskind);
    ITypeLib_ReleaseTLibAttr(library, a);
    ITypeLib_QueryInterface(library, &IID_ITypeLib2, (void **)&second);
    memset(&custom, 0, sizeof custom);
    if (SUCCEEDED(ITypeLib2_GetAllCustData(second, &custom))) put_custom(custom);
    ITypeLib2_Release(second);
    for (i = 0; i < ITypeLib_GetTypeInfoCount(library); i++) {
        ITypeInfo *info;
        if (FAILED(ITypeLib_GetTypeInfo(library, i, &info))) continue;
        dump_type(info);
        ITypeInfo_Release(info);
    }
    ITypeLib_Release(library);
}

// ---- Every rule broken once --------------------------------------------------------------------------------------

static void rules(void)
{
    ICreateTypeLib2 *library;
    ICreateTypeInfo *colour, *record, *alias, *tools, *plain, *dual, *events, *coclass, *other = NULL;
    ICreateTypeInfo2 *second;
    ITypeInfo *unknown = standard(&IID_IUnknown), *info;
    ITypeInfo2 *info2;
    ITypeLib *read;
    HREFTYPE base, t;
    ELEMDESC p[3];
    TYPEDESC target;
    FUNCDESC *f;
    VARDESC v;
    TYPEATTR *a;
    UINT index;
    MEMBERID id;
    OLECHAR *names[3];
    VARIANT value;
    BSTR text;

    TRY(CreateTypeLib2(SYS_WIN64, NULL, &library));
    OURS(CreateTypeLib2(SYS_MAC, OLESTR("rules.tlb"), &library), E_INVALIDARG);
    OURS(CreateTypeLib(SYS_WIN32, OLESTR("rules.tlb"), NULL), E_INVALIDARG);
    TRY(CreateTypeLib2(SYS_WIN64, OLESTR("rules.tlb"), &library));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, NULL, TKIND_ENUM, &colour));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Colour"), TKIND_ENUM, NULL));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Colour"), TKIND_ENUM, &colour));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Colour"), TKIND_RECORD, &other));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("COLOUR"), TKIND_RECORD, &other));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Record"), TKIND_RECORD, &record));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Alias"), TKIND_ALIAS, &alias));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Tools"), TKIND_MODULE, &tools));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("IPlain"), TKIND_INTERFACE, &plain));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("IDual"), TKIND_INTERFACE, &dual));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("DEvents"), TKIND_DISPATCH, &events));
    TRY(ICreateTypeLib2_CreateTypeInfo(library, S("Class"), TKIND_COCLASS, &coclass));

    TRY(ICreateTypeLib2_SetName(library, NULL));
    TRY(ICreateTypeInfo_AddRefTypeInfo(plain, NULL, &base));
    TRY(ICreateTypeInfo_AddRefTypeInfo(plain, unknown, NULL));
    TRY(ICreateTypeInfo_AddRefTypeInfo(plain, unknown, &base));
    TRY(ICreateTypeInfo_AddImplType(plain, 1, base));
    TRY(ICreateTypeInfo_AddImplType(plain, 0, base));
    TRY(ICreateTypeInfo_AddImplType(plain, 0, base));
    TRY(ICreateTypeInfo_SetImplTypeFlags(plain, 0, IMPLTYPEFLAG_FDEFAULT));
    TRY(ICreateTypeInfo_AddImplType(coclass, 0, base));
    TRY(ICreateTypeInfo_AddImplType(coclass, 0, base));
    TRY(ICreateTypeInfo_AddImplType(coclass, 1, base));
    TRY(ICreateTypeInfo_SetImplTypeFlags(coclass, 0, IMPLTYPEFLAG_FDEFAULT));
    TRY(ICreateTypeInfo_SetImplTypeFlags(coclass, 2, IMPLTYPEFLAG_FDEFAULT));

    TRY(ICreateTypeInfo_AddFuncDesc(plain, 0, NULL));
    TRY(function(plain, 1, 1, FUNC_PUREVIRTUAL, INVOKE_FUNC, simple(VT_HRESULT), NULL, 0, 0, 0));
    TRY(function(plain, 0, 1, FUNC_DISPATCH, INVOKE_FUNC, simple(VT_HRESULT), NULL, 0, 0, 0));
    TRY(function(plain, 0, 1, FUNC_STATIC, INVOKE_FUNC, simple(VT_HRESULT), NULL, 0, 0, 0));
    TRY(function(events, 0, 1, FUNC_PUREVIRTUAL, INVOKE_FUNC, simple(VT_HRESULT), NULL, 0, 0, 0));
    TRY(function(tools, 0, 1, FUNC_DISPATCH, INVOKE_FUNC, simple(VT_HRESULT), NULL, 0, 0, 0));
    TRY(function(plain, 0, 1, FUNC_PUREVIRTUAL, INVOKE_PROPERTYPUT, simple(VT_HRESULT), NULL, 0, 0, 0));
    TRY(function(plain, 0, 1, FUNC_PUREVIRTUAL, INVOKE_PROPERTYPUTREF, simple(VT_HRESULT), NULL, 0, 0, 0));
    TRY(function(plain, 0, 1, FUNC_PUREVIRTUAL, INVOKE_FUNC, simple(VT_HRESULT), NULL, 0, 0, 0));
    p[0] = parameter(simple(VT_I4), PARAMFLAG_FIN);
    p[1] = parameter(simple(VT_I4), PARAMFLAG_FIN);
    TRY(function(plain, 1, MEMBERID_NIL, FUNC_PUREVIRTUAL, INVOKE_FUNC, simple(VT_HRESULT), p, 2, 0, 0));

    names[0] = S("Do"); names[1] = S("first"); names[2] = S("second");
    TRY(ICreateTypeInfo_SetFuncAndParamNames(plain, 0, NULL, 1));
    TRY(ICreateTypeInfo_SetFuncAndParamNames(plain, 0, names, 0));
    TRY(ICreateTypeInfo_SetFuncAndParamNames(plain, 9, names, 1));
    TRY(ICreateTypeInfo_SetFuncAndParamNames(plain, 0, names, 2));
    TRY(ICreateTypeInfo_SetFuncAndParamNames(plain, 0, names, 1));
    TRY(ICreateTypeInfo_SetFuncAndParamNames(plain, 1, names, 3));
    names[0] = S("Other");
    TRY(ICreateTypeInfo_SetFuncAndParamNames(plain, 1, names, 3));
    TRY(ICreateTypeInfo_SetFuncDocString(plain, 0, NULL));
    TRY(ICreateTypeInfo_SetFuncDocString(plain, 7, S("text")));
    TRY(ICreateTypeInfo_SetFuncHelpContext(plain, 7, 1));
    TRY(ICreateTypeInfo_SetDocString(plain, NULL));

    OURS(ICreateTypeInfo_AddVarDesc(record, 0, NULL), E_INVALIDARG);
    TRY(field(record, 1, OLESTR("X"), simple(VT_I4)));
    TRY(field(record, 0, OLESTR("X"), simple(VT_I4)));
    TRY(field(record, 1, OLESTR("Y"), simple(VT_I4)));
    TRY(ICreateTypeInfo_SetVarName(record, 0, NULL));
    TRY(ICreateTypeInfo_SetVarName(record, 5, S("Z")));
    TRY(ICreateTypeInfo_SetVarDocString(record, 5, S("Z")));
    TRY(ICreateTypeInfo_SetVarDocString(record, 0, NULL));
    TRY(ICreateTypeInfo_SetVarHelpContext(record, 5, 1));
    memset(&v, 0, sizeof v);
    v.memid = MEMBERID_NIL;
    v.varkind = VAR_CONST;
    v.elemdescVar.tdesc.vt = VT_I4;
    TRY(ICreateTypeInfo_SetTypeDescAlias(plain, &target));
    TRY(ICreateTypeInfo_SetTypeDescAlias(alias, NULL));
    target = simple(VT_I1);
    TRY(ICreateTypeInfo_SetTypeDescAlias(alias, &target));

    // What is being made can be read at any time.
    TRY(ICreateTypeLib2_QueryInterface(library, &IID_ITypeLib, (void **)&read));
    printf("types %u\n", ITypeLib_GetTypeInfoCount(read));
    TRY(ITypeLib_GetTypeInfo(read, 4, &info));
    TRY(ITypeInfo_QueryInterface(info, &IID_ICreateTypeInfo, (void **)&other));
    printf("one object %d\n", other == plain);
    ICreateTypeInfo_Release(other);
    TRY(ITypeInfo_GetFuncDesc(info, 1, &f));
    printf("memid %08x oVft %d parameters %d\n", (unsigned)f->memid, f->oVft, f->cParams);
    ITypeInfo_ReleaseFuncDesc(info, f);
    TRY(ITypeInfo_GetFuncDesc(info, 2, &f));
    TRY(ITypeInfo_GetTypeAttr(info, &a));
    printf("kind %d functions %u vft %u flags %x\n", a->typekind, a->cFuncs, a->cbSizeVft, a->wTypeFlags);
    ITypeInfo_ReleaseTypeAttr(info, a);
    TRY(ITypeInfo_GetDocumentation(info, 1, &text, NULL, NULL, NULL));
    put(text);
    printf("\n");
    names[0] = S("other");
    TRY(ITypeInfo_GetIDsOfNames(info, names, 1, &id));
    printf("id %08x\n", (unsigned)id);
    TRY(ITypeInfo_GetContainingTypeLib(info, NULL, NULL));
    ITypeInfo_Release(info);

    TRY(ICreateTypeInfo_SetTypeFlags(dual, TYPEFLAG_FDUAL));
    ITypeInfo_Release(unknown);
    unknown = standard(&IID_IDispatch);
    TRY(ICreateTypeInfo_AddRefTypeInfo(dual, unknown, &base));
    TRY(ICreateTypeInfo_AddImplType(dual, 0, base));
    TRY(ICreateTypeInfo_QueryInterface(dual, &IID_ITypeInfo, (void **)&info));
    TRY(ITypeInfo_GetTypeAttr(info, &a));
    printf("kind %d functions %u vft %u flags %x\n", a->typekind, a->cFuncs, a->cbSizeVft, a->wTypeFlags);
    ITypeInfo_ReleaseTypeAttr(info, a);
    TRY(ITypeInfo_GetRefTypeOfImplType(info, (UINT)-1, &t));
    printf("partner %d\n", (int)t);
    ITypeInfo_Release(info);

    // Custom data.
    TRY(ICreateTypeInfo_QueryInterface(plain, &IID_ICreateTypeInfo2, (void **)&second));
    VariantInit(&value);
    TRY(ICreateTypeInfo2_SetCustData(second, NULL, NULL));
    TRY(ICreateTypeInfo2_SetCustData(second, g(1), NULL));
    TRY(ICreateTypeInfo2_SetCustData(second, g(1), &value));
    value = long_value(1);
    TRY(ICreateTypeInfo2_SetCustData(second, g(1), &value));
    value = long_value(2);
    TRY(ICreateTypeInfo2_SetCustData(second, g(1), &value));
    TRY(ICreateTypeInfo2_QueryInterface(second, &IID_ITypeInfo2, (void **)&info2));
    TRY(ITypeInfo2_GetCustData(info2, g(1), &value));
    put_value(&value);
    printf("\n");
    TRY(ITypeInfo2_GetCustData(info2, g(2), &value));
    put_value(&value);
    printf("\n");
    TRY(ITypeInfo2_GetFuncIndexOfMemId(info2, 1, INVOKE_FUNC, &index));
    printf("index %u\n", index);
    TRY(ITypeInfo2_GetFuncIndexOfMemId(info2, 77, INVOKE_FUNC, &index));
    ITypeInfo2_Release(info2);
    TRY(ICreateTypeInfo2_SetName(second, NULL));
    TRY(ICreateTypeInfo2_SetName(second, S("IRenamed")));
    ICreateTypeInfo2_Release(second);

    ITypeInfo_Release(unknown);
    ITypeLib_Release(read);
    ICreateTypeInfo_Release(colour); ICreateTypeInfo_Release(record); ICreateTypeInfo_Release(alias);
    ICreateTypeInfo_Release(tools); ICreateTypeInfo_Release(plain); ICreateTypeInfo_Release(dual);
    ICreateTypeInfo_Release(events); ICreateTypeInfo_Release(coclass);
    printf("references left: %u\n", (unsigned)ICreateTypeLib2_Release(library));
}

int main(int count, char **arguments)
{
    if (count < 2) return 2;
    if (!strcmp(arguments[1], "rules")) rules();
    else if (count < 3) return 2;
    else if (!strcmp(arguments[1], "dump")) dump(arguments[2]);
    else make(!strcmp(arguments[1], "win32") ? SYS_WIN32 : SYS_WIN64, arguments[2]);
    return 0;
}
