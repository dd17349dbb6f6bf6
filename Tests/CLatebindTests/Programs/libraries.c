// SPDX-License-Identifier: Apache-2.0
//
// What only this implementation of ICreateTypeLib2 and ITypeInfo2 does, or what concerns the whole library:
//
//     libraries FOLDER     makes FOLDER/modules.tlb beside FOLDER/modules.so
#define COBJMACROS
#include <latebind/automation.h>
#include "check.h"

#include <stdlib.h>

#define S(text) ((OLECHAR *)OLESTR(text))

static OLECHAR path[512];

static const OLECHAR *in_folder(const char *folder, const char *name)
{
    OLECHAR *at = path;
    while ((*at = (unsigned char)*folder++)) at++;
    *at++ = '/';
    while ((*at++ = (unsigned char)*name++)) {}
    return path;
}

static int is(BSTR text, const OLECHAR *expected)
{
    UINT i = 0;
    if (!text) return 0;
    while (expected[i] && text[i] == expected[i]) i++;
    i = !expected[i] && SysStringLen(text) == i;
    SysFreeString(text);
    return (int)i;
}

static TYPEDESC simple(VARTYPE vt) { TYPEDESC d; memset(&d, 0, sizeof d); d.vt = vt; return d; }

static HRESULT add_function(ICreateTypeInfo *type, FUNCKIND kind, MEMBERID id, OLECHAR *name)
{
    FUNCDESC f;
    HRESULT hr;
    memset(&f, 0, sizeof f);
    f.memid = id;
    f.funckind = kind;
    f.invkind = INVOKE_FUNC;
    f.callconv = CC_CDECL;
    f.elemdescFunc.tdesc.vt = VT_HRESULT;
    hr = ICreateTypeInfo_AddFuncDesc(type, 0, &f);
    return FAILED(hr) ? hr : ICreateTypeInfo_SetFuncAndParamNames(type, 0, &name, 1);
}

static HRESULT add_variable(ICreateTypeInfo *type, VARKIND kind, OLECHAR *name, TYPEDESC description)
{
    VARDESC v;
    HRESULT hr;
    memset(&v, 0, sizeof v);
    v.memid = MEMBERID_NIL;
    v.varkind = kind;
    v.elemdescVar.tdesc = description;
    hr = ICreateTypeInfo_AddVarDesc(type, 0, &v);
    return FAILED(hr) ? hr : ICreateTypeInfo_SetVarName(type, 0, name);
}

static HREFTYPE reference(ICreateTypeInfo *from, ICreateTypeInfo *to)
{
    ITypeInfo *info;
    HREFTYPE made = 0;
    CHECK_HR(ICreateTypeInfo_QueryInterface(to, &IID_ITypeInfo, (void **)&info), S_OK);
    CHECK_HR(ICreateTypeInfo_AddRefTypeInfo(from, info, &made), S_OK);
    ITypeInfo_Release(info);
    return made;
}

// ---- A module's code, and help strings from a DLL -----------------------------------------------------------------

static void modules(const char *folder)
{
    ICreateTypeLib2 *made;
    ICreateTypeInfo *type;
    ICreateTypeInfo2 *type2;
    ITypeLib *library;
    ITypeLib2 *library2;
    ITypeInfo *info;
    ITypeInfo2 *info2;
    VARDESC *variable;
    PVOID address;
    BSTR text, dll;
    DWORD context;
    ULONG names, characters;

    CHECK_HR(CreateTypeLib2(SYS_WIN64, in_folder(folder, "modules.tlb"), &made), S_OK);
    CHECK_HR(ICreateTypeLib2_SetName(made, S("Modules")), S_OK);
    CHECK_HR(ICreateTypeLib2_SetDocString(made, S("the library's own")), S_OK);
    CHECK_HR(ICreateTypeLib2_SetHelpStringDll(made, S("C:\\windows\\MODULES.DLL")), S_OK);
    CHECK_HR(ICreateTypeLib2_SetHelpStringContext(made, 1), S_OK);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(made, S("Tools"), TKIND_MODULE, &type), S_OK);
    CHECK_HR(add_function(type, FUNC_STATIC, 3, S("Missing")), S_OK);
    CHECK_HR(ICreateTypeInfo_DefineFuncAsDllEntry(type, 0, S("modules.dll"), S("missing")), S_OK);
    CHECK_HR(add_function(type, FUNC_STATIC, 2, S("Numbered")), S_OK);
    CHECK_HR(ICreateTypeInfo_DefineFuncAsDllEntry(type, 0, S("modules.dll"), (OLECHAR *)(size_t)5), S_OK);
    CHECK_HR(add_function(type, FUNC_STATIC, 1, S("Twice")), S_OK);
    CHECK_HR(ICreateTypeInfo_DefineFuncAsDllEntry(type, 0, S("modules.dll"), S("twice")), S_OK);
    CHECK_HR(ICreateTypeInfo_DefineFuncAsDllEntry(type, 0, S("other.dll"), S("twice")), E_INVALIDARG);
    CHECK_HR(ICreateTypeInfo_DefineFuncAsDllEntry(type, 9, S("modules.dll"), S("twice")), TYPE_E_ELEMENTNOTFOUND);
    CHECK_HR(add_variable(type, VAR_STATIC, S("answer"), simple(VT_I4)), S_OK);
    CHECK_HR(ICreateTypeInfo_SetDocString(type, S("the type's own")), S_OK);
    CHECK_HR(ICreateTypeInfo_QueryInterface(type, &IID_ICreateTypeInfo2, (void **)&type2), S_OK);
    CHECK_HR(ICreateTypeInfo2_SetHelpStringContext(type2, 2), S_OK);
    CHECK_HR(ICreateTypeInfo_SetFuncDocString(type, 0, S("the function's own")), S_OK);
    CHECK_HR(ICreateTypeInfo2_SetFuncHelpStringContext(type2, 0, 99), S_OK);
    ICreateTypeInfo2_Release(type2);
    ICreateTypeInfo_Release(type);
    CHECK_HR(ICreateTypeLib2_SaveAllChanges(made), S_OK);
    CHECK(ICreateTypeLib2_Release(made) == 0);

    CHECK_HR(LoadTypeLib(in_folder(folder, "modules.tlb"), &library), S_OK);
    CHECK_HR(ITypeLib_QueryInterface(library, &IID_ITypeLib2, (void **)&library2), S_OK);
    CHECK_HR(ITypeLib2_GetDocumentation2(library2, -1, 0x407, &text, &context, &dll), S_OK);
    CHECK(is(text, OLESTR("eine Bibliothek")) && context == 1 && is(dll, OLESTR("C:\\windows\\MODULES.DLL")));
    CHECK_HR(ITypeLib2_GetDocumentation2(library2, 0, 0x409, &text, &context, NULL), S_OK);
    CHECK(is(text, OLESTR("a type")) && context == 2);
    CHECK_HR(ITypeLib2_GetLibStatistics(library2, &names, &characters), S_OK);
    CHECK(names == 6 && characters == 7 + 5 + 5 + 8 + 7 + 6);
    CHECK_HR(ITypeLib2_GetLibStatistics(library2, NULL, &characters), E_INVALIDARG);
    ITypeLib2_Release(library2);

    CHECK_HR(ITypeLib_GetTypeInfo(library, 0, &info), S_OK);
    CHECK_HR(ITypeInfo_QueryInterface(info, &IID_ITypeInfo2, (void **)&info2), S_OK);
    // The DLL fails for this context: the library's own string serves.
    CHECK_HR(ITypeInfo2_GetDocumentation2(info2, 1, 0x409, &text, &context, NULL), S_OK);
    CHECK(is(text, OLESTR("the function's own")) && context == 99);
    CHECK_HR(ITypeInfo2_GetDocumentation2(info2, 1000, 0x409, &text, NULL, NULL), TYPE_E_ELEMENTNOTFOUND);
    ITypeInfo2_Release(info2);

    CHECK_HR(ITypeInfo_AddressOfMember(info, 1, INVOKE_FUNC, &address), S_OK);
    {
        double (*twice)(double);
        memcpy(&twice, &address, sizeof twice);
        CHECK(twice(2.5) == 5);
    }
    CHECK_HR(ITypeInfo_AddressOfMember(info, 2, INVOKE_FUNC, &address), TYPE_E_DLLFUNCTIONNOTFOUND);
    CHECK_HR(ITypeInfo_AddressOfMember(info, 3, INVOKE_FUNC, &address), TYPE_E_DLLFUNCTIONNOTFOUND);
    CHECK(!address);
    CHECK_HR(ITypeInfo_AddressOfMember(info, 77, INVOKE_FUNC, &address), TYPE_E_ELEMENTNOTFOUND);
    CHECK_HR(ITypeInfo_AddressOfMember(info, 1, INVOKE_FUNC, NULL), E_INVALIDARG);
    CHECK_HR(ITypeInfo_GetVarDesc(info, 0, &variable), S_OK);
    CHECK_HR(ITypeInfo_AddressOfMember(info, variable->memid, INVOKE_PROPERTYGET, &address), S_OK);
    CHECK(*(LONG *)address == 42);
    ITypeInfo_ReleaseVarDesc(info, variable);
    CHECK_HR(ITypeInfo_CreateInstance(info, NULL, &IID_IUnknown, &address), TYPE_E_WRONGTYPEKIND);
    ITypeInfo_Release(info);
    CHECK(ITypeLib_Release(library) == 0);
}

// ---- A coclass makes objects -------------------------------------------------------------------------------------

static const GUID class_id = {0x2b1d5a10, 0x6f3c, 0x4e57, {0x9a, 0x01, 0x5c, 0x2e, 0x77, 0x10, 0x41, 0x01}};
static int created;

static HRESULT factory_query(IClassFactory *This, REFIID riid, void **object)
{
    *object = IsEqualIID(riid, &IID_IUnknown) || IsEqualIID(riid, &IID_IClassFactory) ? This : NULL;
    return *object ? S_OK : E_NOINTERFACE;
}
static ULONG factory_count(IClassFactory *This) { (void)This; return 1; }
static HRESULT factory_create(IClassFactory *This, IUnknown *outer, REFIID riid, void **object)
{
    (void)This;
    created++;
    if (outer) { *object = NULL; return CLASS_E_NOAGGREGATION; }
    return CreateErrorInfo((ICreateErrorInfo **)object), IsEqualIID(riid, &IID_ICreateErrorInfo) ? S_OK : E_NOINTERFACE;
}
static HRESULT factory_lock(IClassFactory *This, WINBOOL lock) { (void)This; (void)lock; return S_OK; }
static IClassFactoryVtbl factory_vtable = {factory_query, factory_count, factory_count, factory_create, factory_lock};
static IClassFactory factory = {&factory_vtable};

static void coclasses(const char *folder)
{
    ICreateTypeLib *made;
    ICreateTypeInfo *type;
    ITypeInfo *info;
    IUnknown *object;
    DWORD cookie;

    CHECK_HR(CreateTypeLib(SYS_WIN32, in_folder(folder, "classes.tlb"), &made), S_OK);
    CHECK_HR(ICreateTypeLib_CreateTypeInfo(made, S("Thing"), TKIND_COCLASS, &type), S_OK);
    CHECK_HR(ICreateTypeInfo_SetGuid(type, &class_id), S_OK);
    CHECK_HR(ICreateTypeInfo_QueryInterface(type, &IID_ITypeInfo, (void **)&info), S_OK);
    CHECK_HR(ITypeInfo_CreateInstance(info, NULL, &IID_ICreateErrorInfo, (void **)&object), REGDB_E_CLASSNOTREG);
    CHECK_HR(CoRegisterClassObject(&class_id, (IUnknown *)&factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie), S_OK);
    CHECK_HR(ITypeInfo_CreateInstance(info, NULL, &IID_ICreateErrorInfo, (void **)&object), S_OK);
    CHECK(created == 1);
    IUnknown_Release(object);
    CHECK_HR(ITypeInfo_CreateInstance(info, (IUnknown *)&factory, &IID_IUnknown, (void **)&object), CLASS_E_NOAGGREGATION);
    CHECK_HR(CoRevokeClassObject(cookie), S_OK);
    ITypeInfo_Release(info);
    ICreateTypeInfo_Release(type);
    CHECK(ICreateTypeLib_Release(made) == 0);
}

// ---- What is wrong with a library as a whole ----------------------------------------------------------------------

static void whole_library(const char *folder)
{
    ICreateTypeLib2 *made;
    ICreateTypeInfo *first, *second, *third;
    ICreateTypeInfo2 *first2;
    ITypeLib *library, *same;
    ITypeInfo *info, *target;
    ISupportErrorInfo *support;
    IErrorInfo *error;
    TYPEDESC type;
    TYPEATTR *attributes;
    BSTR text;
    UINT index;
    VARDESC *variable;

    CHECK_HR(CreateTypeLib2(SYS_WIN64, in_folder(folder, "no-such-folder/x.tlb"), &made), S_OK);
    CHECK_HR(ICreateTypeLib2_QueryInterface(made, &IID_ITypeLib, (void **)&library), S_OK);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(made, S("First"), TKIND_RECORD, &first), S_OK);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(made, S("Second"), TKIND_RECORD, &second), S_OK);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(made, S("Third"), TKIND_ALIAS, &third), S_OK);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(made, S("a name with spaces"), TKIND_ALIAS, &third), E_INVALIDARG);

    // An error says more, and the object says that it does.
    CHECK_HR(ICreateTypeLib2_QueryInterface(made, &IID_ISupportErrorInfo, (void **)&support), S_OK);
    CHECK_HR(ISupportErrorInfo_InterfaceSupportsErrorInfo(support, &IID_ICreateTypeLib2), S_OK);
    CHECK_HR(ISupportErrorInfo_InterfaceSupportsErrorInfo(support, &IID_ITypeLib2), S_FALSE);
    ISupportErrorInfo_Release(support);
    CHECK_HR(GetErrorInfo(0, &error), S_OK);
    CHECK_HR(IErrorInfo_GetDescription(error, &text), S_OK);
    CHECK(SysStringLen(text) > 20);
    SysFreeString(text);
    IErrorInfo_Release(error);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(made, S("Third"), TKIND_ALIAS, &third), TYPE_E_NAMECONFLICT);
    CHECK_HR(ITypeLib_GetTypeInfo(library, 2, &info), S_OK);
    CHECK_HR(ITypeInfo_QueryInterface(info, &IID_ICreateTypeInfo, (void **)&third), S_OK);
    ITypeInfo_Release(info);

    // A record that contains itself; an alias that stands for nothing.
    type = simple(VT_USERDEFINED);
    type.hreftype = reference(first, second);
    CHECK_HR(add_variable(first, VAR_PERINSTANCE, S("inner"), type), S_OK);
    type.hreftype = reference(second, first);
    CHECK_HR(add_variable(second, VAR_PERINSTANCE, S("outer"), type), S_OK);
    CHECK_HR(ICreateTypeInfo_LayOut(first), TYPE_E_CIRCULARTYPE);
    CHECK_HR(ICreateTypeInfo_LayOut(third), TYPE_E_UNDEFINEDTYPE);
    type.hreftype = 12345;
    CHECK_HR(add_variable(second, VAR_PERINSTANCE, S("unknown"), type), E_INVALIDARG);
    CHECK_HR(ICreateTypeLib2_SaveAllChanges(made), TYPE_E_UNDEFINEDTYPE);

    // A type that goes: what refers to it dangles, what stands behind it moves up.
    type = simple(VT_USERDEFINED);
    type.hreftype = reference(third, second);
    CHECK_HR(ICreateTypeInfo_SetTypeDescAlias(third, &type), S_OK);
    CHECK_HR(ICreateTypeInfo_QueryInterface(first, &IID_ICreateTypeInfo2, (void **)&first2), S_OK);
    CHECK_HR(ICreateTypeInfo2_DeleteVarDesc(first2, 3), TYPE_E_ELEMENTNOTFOUND);
    CHECK_HR(ICreateTypeInfo2_DeleteVarDesc(first2, 0), S_OK);
    CHECK_HR(ICreateTypeInfo2_DeleteVarDescByMemId(first2, 0x40000000), TYPE_E_ELEMENTNOTFOUND);
    CHECK_HR(ICreateTypeInfo2_DeleteFuncDesc(first2, 0), TYPE_E_ELEMENTNOTFOUND);
    CHECK_HR(ICreateTypeInfo2_DeleteImplType(first2, 0), TYPE_E_ELEMENTNOTFOUND);
    CHECK_HR(ICreateTypeLib2_DeleteTypeInfo(made, S("FIRST")), S_OK);
    CHECK_HR(ICreateTypeLib2_DeleteTypeInfo(made, S("first")), TYPE_E_ELEMENTNOTFOUND);
    CHECK(ITypeLib_GetTypeInfoCount(library) == 2);
    CHECK_HR(ICreateTypeInfo2_SetHelpContext(first2, 1), TYPE_E_ELEMENTNOTFOUND);
    ICreateTypeInfo2_Release(first2);
    CHECK_HR(ICreateTypeInfo_QueryInterface(third, &IID_ITypeInfo, (void **)&info), S_OK);
    CHECK_HR(ITypeInfo_GetContainingTypeLib(info, &same, &index), S_OK);
    CHECK(same == library && index == 1);
    ITypeLib_Release(same);
    CHECK_HR(ITypeInfo_GetTypeAttr(info, &attributes), S_OK);
    CHECK_HR(ITypeInfo_GetRefTypeInfo(info, attributes->tdescAlias.hreftype, &target), S_OK);
    CHECK_HR(ITypeInfo_GetDocumentation(target, MEMBERID_NIL, &text, NULL, NULL, NULL), S_OK);
    CHECK(is(text, OLESTR("Second")));
    ITypeInfo_Release(target);
    ITypeInfo_ReleaseTypeAttr(info, attributes);
    ITypeInfo_Release(info);
    CHECK_HR(ICreateTypeInfo_QueryInterface(second, &IID_ITypeInfo, (void **)&info), S_OK);
    CHECK_HR(ITypeInfo_GetVarDesc(info, 0, &variable), S_OK);
    CHECK_HR(ITypeInfo_GetRefTypeInfo(info, variable->elemdescVar.tdesc.hreftype, &target), E_FAIL);
    ITypeInfo_ReleaseVarDesc(info, variable);
    ITypeInfo_Release(info);
    CHECK_HR(ICreateTypeLib2_SaveAllChanges(made), TYPE_E_UNDEFINEDTYPE);
    CHECK_HR(ICreateTypeLib2_DeleteTypeInfo(made, S("Second")), S_OK);
    type = simple(VT_I4);
    CHECK_HR(ICreateTypeInfo_SetTypeDescAlias(third, &type), S_OK);
    // Nothing is wrong with the library any more; its folder does not exist.
    CHECK_HR(ICreateTypeLib2_SaveAllChanges(made), TYPE_E_IOERROR);

    ICreateTypeInfo_Release(first);
    ICreateTypeInfo_Release(second);
    ICreateTypeInfo_Release(third);
    ITypeLib_Release(library);
    CHECK(ICreateTypeLib2_Release(made) == 0);
}

// ---- Two libraries in the making that refer to each other ---------------------------------------------------------

static void two_libraries(const char *folder)
{
    ICreateTypeLib2 *a, *b;
    ICreateTypeInfo *ia, *ib;
    ITypeInfo *info, *base;
    HREFTYPE href;
    FUNCDESC *function;

    CHECK_HR(CreateTypeLib2(SYS_WIN64, in_folder(folder, "first.tlb"), &a), S_OK);
    CHECK_HR(CreateTypeLib2(SYS_WIN64, in_folder(folder, "second.tlb"), &b), S_OK);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(a, S("IBase"), TKIND_INTERFACE, &ia), S_OK);
    CHECK_HR(add_function(ia, FUNC_PUREVIRTUAL, MEMBERID_NIL, S("One")), S_OK);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(b, S("IDerived"), TKIND_INTERFACE, &ib), S_OK);
    CHECK_HR(ICreateTypeInfo_AddImplType(ib, 0, reference(ib, ia)), S_OK);
    CHECK_HR(add_function(ib, FUNC_PUREVIRTUAL, MEMBERID_NIL, S("Two")), S_OK);
    CHECK_HR(ICreateTypeInfo_QueryInterface(ib, &IID_ITypeInfo, (void **)&info), S_OK);
    CHECK_HR(ITypeInfo_GetFuncDesc(info, 0, &function), S_OK);
    CHECK(function->oVft == sizeof(void *) && function->memid == 0x60010000);
    ITypeInfo_ReleaseFuncDesc(info, function);
    CHECK_HR(ITypeInfo_GetRefTypeOfImplType(info, 0, &href), S_OK);
    CHECK_HR(ITypeInfo_GetRefTypeInfo(info, href, &base), S_OK);
    ITypeInfo_Release(base);
    // A circle of bases through both libraries.
    CHECK_HR(ICreateTypeInfo_AddImplType(ia, 0, reference(ia, ib)), S_OK);
    CHECK_HR(ICreateTypeInfo_LayOut(ia), TYPE_E_CIRCULARTYPE);
    ITypeInfo_Release(info);
    ICreateTypeInfo_Release(ia);
    ICreateTypeInfo_Release(ib);
    CHECK(ICreateTypeLib2_Release(a) == 0);
    CHECK(ICreateTypeLib2_Release(b) == 0);
}

// ---- A library that is found because it is registered --------------------------------------------------------------

static const GUID far_id = {0x2b1d5a10, 0x6f3c, 0x4e57, {0x9a, 0x01, 0x5c, 0x2e, 0x77, 0x10, 0x41, 0x02}};
static const GUID far_type = {0x2b1d5a10, 0x6f3c, 0x4e57, {0x9a, 0x01, 0x5c, 0x2e, 0x77, 0x10, 0x41, 0x03}};

static void registered(const char *folder)
{
    ICreateTypeLib2 *far, *near;
    ICreateTypeInfo *type;
    ITypeLib *library, *near_library;
    ITypeInfo *info, *base;
    HREFTYPE href;
    BSTR text;

    CHECK_HR(CreateTypeLib2(SYS_WIN64, in_folder(folder, "elsewhere/far.tlb"), &far), S_OK);
    CHECK_HR(ICreateTypeLib2_SetGuid(far, &far_id), S_OK);
    CHECK_HR(ICreateTypeLib2_SetVersion(far, 3, 1), S_OK);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(far, S("IFar"), TKIND_INTERFACE, &type), S_OK);
    CHECK_HR(ICreateTypeInfo_SetGuid(type, &far_type), S_OK);
    CHECK_HR(add_function(type, FUNC_PUREVIRTUAL, MEMBERID_NIL, S("One")), S_OK);
    ICreateTypeInfo_Release(type);
    CHECK_HR(ICreateTypeLib2_SaveAllChanges(far), S_OK);
    CHECK(ICreateTypeLib2_Release(far) == 0);

    CHECK_HR(LoadTypeLib(in_folder(folder, "elsewhere/far.tlb"), &library), S_OK);
    CHECK_HR(ITypeLib_GetTypeInfo(library, 0, &info), S_OK);
    CHECK_HR(CreateTypeLib2(SYS_WIN64, in_folder(folder, "near.tlb"), &near), S_OK);
    CHECK_HR(ICreateTypeLib2_CreateTypeInfo(near, S("INear"), TKIND_INTERFACE, &type), S_OK);
    CHECK_HR(ICreateTypeInfo_AddRefTypeInfo(type, info, &href), S_OK);
    CHECK_HR(ICreateTypeInfo_AddImplType(type, 0, href), S_OK);
    ICreateTypeInfo_Release(type);
    ITypeInfo_Release(info);
    CHECK_HR(ICreateTypeLib2_SaveAllChanges(near), S_OK);
    CHECK(ICreateTypeLib2_Release(near) == 0);

    CHECK_HR(LoadTypeLib(in_folder(folder, "near.tlb"), &near_library), S_OK);
    CHECK_HR(ITypeLib_GetTypeInfo(near_library, 0, &info), S_OK);
    CHECK_HR(ITypeInfo_GetRefTypeOfImplType(info, 0, &href), S_OK);
    CHECK_HR(ITypeInfo_GetRefTypeInfo(info, href, &base), TYPE_E_CANTLOADLIBRARY);
    CHECK_HR(RegisterTypeLib(library, in_folder(folder, "elsewhere/far.tlb"), NULL), S_OK);
    CHECK_HR(ITypeInfo_GetRefTypeInfo(info, href, &base), S_OK);
    CHECK_HR(ITypeInfo_GetDocumentation(base, MEMBERID_NIL, &text, NULL, NULL, NULL), S_OK);
    CHECK(is(text, OLESTR("IFar")));
    ITypeInfo_Release(base);
    ITypeInfo_Release(info);
    ITypeLib_Release(near_library);
    ITypeLib_Release(library);
    CHECK_HR(LoadTypeLib(OLESTR("stdole2.tlb"), &library), S_OK);
    CHECK_HR(ITypeLib_GetTypeInfoOfGuid(library, &IID_IDispatch, &info), S_OK);
    ITypeInfo_Release(info);
    ITypeLib_Release(library);
}

int main(int count, char **arguments)
{
    if (count < 2) return 2;
    modules(arguments[1]);
    coclasses(arguments[1]);
    whole_library(arguments[1]);
    two_libraries(arguments[1]);
    registered(arguments[1]);
    return finish();
}
