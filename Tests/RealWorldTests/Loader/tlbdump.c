// SPDX-License-Identifier: Apache-2.0
/*
 * tlbdump - dump everything reachable through ITypeLib/ITypeInfo as JSON.
 *
 *   tlbdump.exe LIBRARY            one JSON document on stdout
 *   tlbdump.exe LIBRARY OUT.json   the same, into a file
 *   tlbdump.exe @LIST              LIST has one "LIBRARY<TAB>OUT.json" per line
 *
 * Exit status 0, or 1 if a library does not load (then a JSON object with the
 * member "loadError" is written).  The output is described in SCHEMA.md.
 *
 * Build: x86_64-w64-mingw32-gcc -O1 -o tlbdump.exe tlbdump.c -loleaut32 -lole32 -luuid
 */
#define __USE_MINGW_ANSI_STDIO 1
#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <ole2.h>
#include <oleauto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <io.h>

static FILE *out;
static ITypeLib *g_lib;
static TLIBATTR *g_libattr;

/* ---------- JSON writer ---------- */
static int depth, need_comma[128], inl[128];

static void nl(void)
{
    if (inl[depth]) return;
    fputc('\n', out);
    for (int i = 0; i < depth; i++) fputc(' ', out);
}
static void sep(void)
{
    if (need_comma[depth]) fputs(inl[depth] ? ", " : ",", out);
    need_comma[depth] = 1;
    if (depth) nl();
}
static void str_utf8(const WCHAR *s, int n)
{
    fputc('"', out);
    for (int i = 0; i < n; i++)
    {
        unsigned c = s[i];
        if (c == '"' || c == '\\') { fputc('\\', out); fputc(c, out); }
        else if (c == '\n') fputs("\\n", out);
        else if (c == '\r') fputs("\\r", out);
        else if (c == '\t') fputs("\\t", out);
        else if (c < 0x20 || c == 0x7f) fprintf(out, "\\u%04x", c);
        else if (c < 0x80) fputc(c, out);
        else if (c < 0x800) { fputc(0xc0 | c >> 6, out); fputc(0x80 | (c & 63), out); }
        else if (c >= 0xd800 && c < 0xdc00 && i + 1 < n && s[i+1] >= 0xdc00 && s[i+1] < 0xe000)
        {
            c = 0x10000 + ((c & 0x3ff) << 10) + (s[++i] & 0x3ff);
            fputc(0xf0 | c >> 18, out); fputc(0x80 | ((c >> 12) & 63), out);
            fputc(0x80 | ((c >> 6) & 63), out); fputc(0x80 | (c & 63), out);
        }
        else if (c >= 0xd800 && c < 0xe000) fprintf(out, "\\u%04x", c);
        else { fputc(0xe0 | c >> 12, out); fputc(0x80 | ((c >> 6) & 63), out); fputc(0x80 | (c & 63), out); }
    }
    fputc('"', out);
}
static void key(const char *k) { sep(); if (k) fprintf(out, "\"%s\": ", k); }
static void begin(const char *k, char c, int isinline)
{
    key(k); fputc(c, out);
    int in = inl[depth];
    depth++; need_comma[depth] = 0; inl[depth] = in || isinline;
}
static void end(char c)
{
    int any = need_comma[depth], in = inl[depth];
    depth--;
    if (any && !in) { int save = inl[depth]; inl[depth] = 0; nl(); inl[depth] = save; }
    fputc(c, out);
}
static void obj(const char *k)  { begin(k, '{', 0); }
static void iobj(const char *k) { begin(k, '{', 1); }
static void arr(const char *k)  { begin(k, '[', 0); }
static void iarr(const char *k) { begin(k, '[', 1); }
static void eobj(void) { end('}'); }
static void earr(void) { end(']'); }
static void num(const char *k, long long v) { key(k); fprintf(out, "%lld", v); }
static void unum(const char *k, unsigned long long v) { key(k); fprintf(out, "%llu", v); }
static void txt(const char *k, const char *s) { key(k); if (s) fprintf(out, "\"%s\"", s); else fputs("null", out); }
static void nul(const char *k) { key(k); fputs("null", out); }
static void hex(const char *k, unsigned v) { key(k); fprintf(out, "\"0x%08x\"", v); }
static void bstr(const char *k, BSTR s)
{
    key(k);
    if (!s) fputs("null", out);
    else str_utf8(s, SysStringLen(s));
}
static void guid_text(const GUID *g, char *b)
{
    sprintf(b, "{%08lX-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}", (unsigned long)g->Data1, g->Data2, g->Data3,
            g->Data4[0], g->Data4[1], g->Data4[2], g->Data4[3], g->Data4[4], g->Data4[5], g->Data4[6], g->Data4[7]);
}
static void guid(const char *k, const GUID *g) { char b[48]; guid_text(g, b); txt(k, b); }

/* ---------- names ---------- */
static const char *kind_name(int k)
{
    static const char *n[] = { "enum", "record", "module", "interface", "dispatch", "coclass", "alias", "union" };
    static char b[16];
    if (k >= 0 && k < 8) return n[k];
    sprintf(b, "%d", k); return b;
}
static const char *vt_name(VARTYPE vt)
{
    static char b[16];
    switch (vt)
    {
#define V(n, s) case n: return s;
    V(VT_EMPTY,"empty") V(VT_NULL,"null") V(VT_I2,"i2") V(VT_I4,"i4") V(VT_R4,"r4") V(VT_R8,"r8") V(VT_CY,"cy")
    V(VT_DATE,"date") V(VT_BSTR,"bstr") V(VT_DISPATCH,"dispatch") V(VT_ERROR,"error") V(VT_BOOL,"bool")
    V(VT_VARIANT,"variant") V(VT_UNKNOWN,"unknown") V(VT_DECIMAL,"decimal") V(VT_I1,"i1") V(VT_UI1,"ui1")
    V(VT_UI2,"ui2") V(VT_UI4,"ui4") V(VT_I8,"i8") V(VT_UI8,"ui8") V(VT_INT,"int") V(VT_UINT,"uint") V(VT_VOID,"void")
    V(VT_HRESULT,"hresult") V(VT_PTR,"ptr") V(VT_SAFEARRAY,"safearray") V(VT_CARRAY,"carray")
    V(VT_USERDEFINED,"userdefined") V(VT_LPSTR,"lpstr") V(VT_LPWSTR,"lpwstr") V(VT_RECORD,"record")
    V(VT_INT_PTR,"int_ptr") V(VT_UINT_PTR,"uint_ptr") V(VT_FILETIME,"filetime") V(VT_BLOB,"blob") V(VT_STREAM,"stream")
    V(VT_STORAGE,"storage") V(VT_CLSID,"clsid") V(VT_CF,"cf")
#undef V
    default: sprintf(b, "0x%04x", vt); return b;
    }
}

/* ---------- VARIANT ---------- */
static void variant(const char *k, const VARIANT *v)
{
    if (!v) { nul(k); return; }
    iobj(k);
    txt("vt", vt_name(V_VT(v)));
    switch (V_VT(v))
    {
    case VT_EMPTY: case VT_NULL: break;
    case VT_I1: num("value", V_I1(v)); break;
    case VT_UI1: num("value", V_UI1(v)); break;
    case VT_I2: case VT_BOOL: num("value", V_I2(v)); break;
    case VT_UI2: num("value", V_UI2(v)); break;
    case VT_I4: case VT_INT: num("value", V_I4(v)); break;
    case VT_UI4: case VT_UINT: unum("value", V_UI4(v)); break;
    case VT_I8: num("value", V_I8(v)); break;
    case VT_UI8: unum("value", V_UI8(v)); break;
    case VT_CY: num("value", V_CY(v).int64); break;
    case VT_ERROR: case VT_HRESULT: hex("value", (unsigned)V_ERROR(v)); break;
    case VT_R4: { unsigned u; memcpy(&u, &V_R4(v), 4); key("bits"); fprintf(out, "\"0x%08x\"", u); break; }
    case VT_R8: case VT_DATE: { unsigned long long u; memcpy(&u, &V_R8(v), 8); key("bits"); fprintf(out, "\"0x%016llx\"", u); break; }
    case VT_BSTR: bstr("value", V_BSTR(v)); break;
    case VT_DECIMAL:
        num("scale", V_DECIMAL(v).scale); num("sign", V_DECIMAL(v).sign);
        unum("hi32", V_DECIMAL(v).Hi32); unum("lo64", V_DECIMAL(v).Lo64); break;
    case VT_DISPATCH: case VT_UNKNOWN: txt("value", V_UNKNOWN(v) ? "object" : NULL); break;
    default: unum("raw", V_UI4(v)); break;   /* e.g. VT_VARIANT, VT_VOID: widl stores the number in place */
    }
    eobj();
}

/* ---------- references ---------- */
static void describe_type(ITypeInfo *ti)
{
    TYPEATTR *a; ITypeLib *lib; TLIBATTR *la; UINT idx; BSTR name = NULL; HRESULT hr;
    if (SUCCEEDED(ITypeInfo_GetDocumentation(ti, MEMBERID_NIL, &name, NULL, NULL, NULL))) bstr("name", name); else nul("name");
    SysFreeString(name);
    if (SUCCEEDED(ITypeInfo_GetTypeAttr(ti, &a)))
    {
        txt("kind", kind_name(a->typekind)); guid("guid", &a->guid);
        ITypeInfo_ReleaseTypeAttr(ti, a);
    }
    hr = ITypeInfo_GetContainingTypeLib(ti, &lib, &idx);
    if (FAILED(hr)) { hex("libError", hr); return; }
    if (SUCCEEDED(ITypeLib_GetLibAttr(lib, &la)))
    {
        if (lib == g_lib || (IsEqualGUID(&la->guid, &g_libattr->guid) && la->wMajorVerNum == g_libattr->wMajorVerNum &&
                             la->wMinorVerNum == g_libattr->wMinorVerNum)) nul("lib");
        else
        {
            iobj("lib");
            guid("guid", &la->guid); num("major", la->wMajorVerNum); num("minor", la->wMinorVerNum);
            eobj();
        }
        ITypeLib_ReleaseTLibAttr(lib, la);
    }
    unum("index", idx);
    ITypeLib_Release(lib);
}
static void reference(const char *k, ITypeInfo *ti, HREFTYPE href)
{
    ITypeInfo *t; HRESULT hr;
    iobj(k);
    hr = ITypeInfo_GetRefTypeInfo(ti, href, &t);
    if (FAILED(hr)) hex("error", hr);
    else { describe_type(t); ITypeInfo_Release(t); }
    eobj();
}
static void typedesc(const char *k, ITypeInfo *ti, const TYPEDESC *t)
{
    iobj(k);
    txt("vt", vt_name(t->vt));
    switch (t->vt)
    {
    case VT_PTR: case VT_SAFEARRAY:
        if (t->lptdesc) typedesc("to", ti, t->lptdesc); else nul("to");
        break;
    case VT_CARRAY:
        iarr("bounds");
        for (int i = 0; i < t->lpadesc->cDims; i++)
        {
            iobj(NULL); unum("count", t->lpadesc->rgbounds[i].cElements); num("lower", t->lpadesc->rgbounds[i].lLbound); eobj();
        }
        earr();
        typedesc("to", ti, &t->lpadesc->tdescElem);
        break;
    case VT_USERDEFINED: reference("ref", ti, t->hreftype); break;
    }
    eobj();
}

/* ---------- custom data ---------- */
static int cmp_cust(const void *a, const void *b)
{
    char x[48], y[48];
    guid_text(&((const CUSTDATAITEM *)a)->guid, x); guid_text(&((const CUSTDATAITEM *)b)->guid, y);
    return strcmp(x, y);
}
static void custdata(HRESULT hr, CUSTDATA *cd)
{
    if (FAILED(hr)) { iobj("custom"); hex("error", hr); eobj(); return; }
    if (cd->cCustData) arr("custom"); else iarr("custom");
    if (cd->cCustData) qsort(cd->prgCustData, cd->cCustData, sizeof(CUSTDATAITEM), cmp_cust);
    for (DWORD i = 0; i < cd->cCustData; i++)
    {
        iobj(NULL); guid("guid", &cd->prgCustData[i].guid); variant("value", &cd->prgCustData[i].varValue); eobj();
    }
    earr();
    ClearCustData(cd);
}

/* name, doc, help...  MEMBERID_NIL = the type itself */
static void doc_type(ITypeInfo *ti, ITypeInfo2 *ti2, MEMBERID id)
{
    BSTR n = NULL, d = NULL, f = NULL; DWORD ctx = 0; HRESULT hr;
    hr = ITypeInfo_GetDocumentation(ti, id, &n, &d, &ctx, &f);
    if (FAILED(hr)) hex("docError", hr);
    else
    {
        bstr("name", n); bstr("doc", d); unum("helpContext", ctx); bstr("helpFile", f);
        SysFreeString(n); SysFreeString(d); SysFreeString(f);
    }
    if (!ti2) return;
    n = f = NULL; ctx = 0;
    /* Wine 8.0: the help string of a type comes back as its name, and members
     * inherited by a dispinterface are not found; hence the members of this
     * call that are dumped, and only if it succeeds */
    hr = ITypeInfo2_GetDocumentation2(ti2, id, 0, &n, &ctx, &f);
    if (SUCCEEDED(hr)) { unum("helpStringContext", ctx); bstr("helpStringDll", f); SysFreeString(n); SysFreeString(f); }
}
static void names(ITypeInfo *ti, MEMBERID id)
{
    BSTR b[300]; UINT n = 0; HRESULT hr;
    hr = ITypeInfo_GetNames(ti, id, b, 300, &n);
    if (FAILED(hr)) { iobj("names"); hex("error", hr); eobj(); return; }
    iarr("names");
    for (UINT i = 0; i < n; i++) { bstr(NULL, b[i]); SysFreeString(b[i]); }
    earr();
}

static void func(ITypeInfo *ti, ITypeInfo2 *ti2, UINT i, int typekind)
{
    FUNCDESC *f; HRESULT hr; UINT idx; CUSTDATA cd;
    static const char *kinds[] = { "virtual", "purevirtual", "nonvirtual", "static", "dispatch" };
    obj(NULL);
    unum("index", i);
    hr = ITypeInfo_GetFuncDesc(ti, i, &f);
    if (FAILED(hr)) { hex("error", hr); eobj(); return; }
    num("memid", f->memid);
    doc_type(ti, ti2, f->memid);
    names(ti, f->memid);
    if (f->funckind >= 0 && f->funckind < 5) txt("funckind", kinds[f->funckind]); else num("funckind", f->funckind);
    num("invkind", f->invkind);
    num("callconv", f->callconv);
    num("cParams", f->cParams); num("cParamsOpt", f->cParamsOpt);
    num("oVft", f->oVft); num("cScodes", f->cScodes);
    num("flags", f->wFuncFlags);
    typedesc("ret", ti, &f->elemdescFunc.tdesc);
    num("retFlags", f->elemdescFunc.paramdesc.wParamFlags);
    if (f->cParams > 0) arr("params"); else iarr("params");
    for (int p = 0; p < f->cParams; p++)
    {
        ELEMDESC *e = &f->lprgelemdescParam[p];
        obj(NULL); inl[depth] = 1;
        typedesc("type", ti, &e->tdesc);
        num("flags", e->paramdesc.wParamFlags);
        if (e->paramdesc.wParamFlags & PARAMFLAG_FHASDEFAULT)
        {
            if (e->paramdesc.pparamdescex) variant("default", &e->paramdesc.pparamdescex->varDefaultValue);
            else nul("default");
        }
        if (ti2)
        {
            memset(&cd, 0, sizeof(cd));
            hr = ITypeInfo2_GetAllParamCustData(ti2, i, p, &cd);
            if (FAILED(hr) || cd.cCustData) custdata(hr, &cd); else ClearCustData(&cd);
        }
        eobj();
    }
    earr();
    if (ti2)
    {
        if (typekind != TKIND_DISPATCH)   /* Wine 8.0 counts without the inherited functions there */
        {
            hr = ITypeInfo2_GetFuncIndexOfMemId(ti2, f->memid, f->invkind, &idx);
            if (FAILED(hr)) hex("funcIndexOfMemIdError", hr); else unum("funcIndexOfMemId", idx);
        }
        memset(&cd, 0, sizeof(cd));
        hr = ITypeInfo2_GetAllFuncCustData(ti2, i, &cd);
        custdata(hr, &cd);
    }
    if (typekind == TKIND_MODULE)
    {
        BSTR dll = NULL, entry = NULL; WORD ord = 0;
        hr = ITypeInfo_GetDllEntry(ti, f->memid, f->invkind, &dll, &entry, &ord);
        iobj("dllEntry");
        if (FAILED(hr)) hex("error", hr);
        else { bstr("dll", dll); bstr("name", entry); num("ordinal", ord); SysFreeString(dll); SysFreeString(entry); }
        eobj();
    }
    ITypeInfo_ReleaseFuncDesc(ti, f);
    eobj();
}

static void var(ITypeInfo *ti, ITypeInfo2 *ti2, UINT i)
{
    VARDESC *v; HRESULT hr; CUSTDATA cd; UINT idx;
    static const char *kinds[] = { "perinstance", "static", "const", "dispatch" };
    obj(NULL);
    unum("index", i);
    hr = ITypeInfo_GetVarDesc(ti, i, &v);
    if (FAILED(hr)) { hex("error", hr); eobj(); return; }
    num("memid", v->memid);
    doc_type(ti, ti2, v->memid);
    names(ti, v->memid);
    if (v->varkind >= 0 && v->varkind < 4) txt("varkind", kinds[v->varkind]); else num("varkind", v->varkind);
    num("flags", v->wVarFlags);
    typedesc("type", ti, &v->elemdescVar.tdesc);
    num("elemFlags", v->elemdescVar.paramdesc.wParamFlags);
    if (v->varkind == VAR_CONST) variant("value", v->lpvarValue);
    else unum("oInst", v->oInst);
    if (v->lpstrSchema) { key("schema"); str_utf8(v->lpstrSchema, lstrlenW(v->lpstrSchema)); }
    if (ti2)
    {
        hr = ITypeInfo2_GetVarIndexOfMemId(ti2, v->memid, &idx);
        if (FAILED(hr)) hex("varIndexOfMemIdError", hr); else unum("varIndexOfMemId", idx);
        memset(&cd, 0, sizeof(cd));
        hr = ITypeInfo2_GetAllVarCustData(ti2, i, &cd);
        custdata(hr, &cd);
    }
    ITypeInfo_ReleaseVarDesc(ti, v);
    eobj();
}

static void type(const char *k, ITypeInfo *ti, int is_dual_partner)
{
    TYPEATTR *a; ITypeInfo2 *ti2 = NULL; HRESULT hr; CUSTDATA cd; FUNCDESC *fd; VARDESC *vd; HREFTYPE href; UINT i;
    obj(k);
    ITypeInfo_QueryInterface(ti, &IID_ITypeInfo2, (void **)&ti2);
    doc_type(ti, ti2, MEMBERID_NIL);
    hr = ITypeInfo_GetTypeAttr(ti, &a);
    if (FAILED(hr)) { hex("attrError", hr); eobj(); goto done; }
    guid("guid", &a->guid);
    txt("kind", kind_name(a->typekind));
    num("flags", a->wTypeFlags);
    num("major", a->wMajorVerNum); num("minor", a->wMinorVerNum);
    unum("lcid", a->lcid);
    num("memidConstructor", a->memidConstructor); num("memidDestructor", a->memidDestructor);
    unum("cbSizeInstance", a->cbSizeInstance); num("cbAlignment", a->cbAlignment); num("cbSizeVft", a->cbSizeVft);
    num("cFuncs", a->cFuncs); num("cVars", a->cVars); num("cImplTypes", a->cImplTypes);
    num("idlFlags", a->idldescType.wIDLFlags);
    if (a->lpstrSchema) { key("schema"); str_utf8(a->lpstrSchema, lstrlenW(a->lpstrSchema)); }
    if (a->typekind == TKIND_ALIAS) typedesc("alias", ti, &a->tdescAlias);
    if (ti2)
    {
        TYPEKIND tk; ULONG tf;
        if (FAILED(ITypeInfo2_GetTypeKind(ti2, &tk)) || tk != a->typekind) txt("inconsistentKind", "ITypeInfo2::GetTypeKind");
        if (SUCCEEDED(ITypeInfo2_GetTypeFlags(ti2, &tf)) && tf != a->wTypeFlags) unum("flags2", tf);
        memset(&cd, 0, sizeof(cd));
        hr = ITypeInfo2_GetAllCustData(ti2, &cd);
        custdata(hr, &cd);
    }
    if (a->cImplTypes) arr("impl"); else iarr("impl");
    for (i = 0; i < a->cImplTypes; i++)
    {
        INT fl = 0;
        iobj(NULL);
        hr = ITypeInfo_GetImplTypeFlags(ti, i, &fl);
        if (FAILED(hr)) hex("flagsError", hr); else num("flags", fl);
        hr = ITypeInfo_GetRefTypeOfImplType(ti, i, &href);
        if (FAILED(hr)) hex("error", hr); else reference("ref", ti, href);
        if (ti2 && a->typekind != TKIND_DISPATCH)   /* Wine 8.0 crashes on a dispinterface */
        {
            memset(&cd, 0, sizeof(cd));
            hr = ITypeInfo2_GetAllImplTypeCustData(ti2, i, &cd);
            custdata(hr, &cd);
        }
        eobj();
    }
    earr();
    if (a->cFuncs) arr("funcs"); else iarr("funcs");
    for (i = 0; i < a->cFuncs; i++) func(ti, ti2, i, a->typekind);
    earr();
    hr = ITypeInfo_GetFuncDesc(ti, a->cFuncs, &fd);
    if (SUCCEEDED(hr)) ITypeInfo_ReleaseFuncDesc(ti, fd);
    hex("funcPastEnd", hr);
    if (a->cVars) arr("vars"); else iarr("vars");
    for (i = 0; i < a->cVars; i++) var(ti, ti2, i);
    earr();
    hr = ITypeInfo_GetVarDesc(ti, a->cVars, &vd);
    if (SUCCEEDED(hr)) ITypeInfo_ReleaseVarDesc(ti, vd);
    hex("varPastEnd", hr);
    /* the other half of a dual interface */
    hr = ITypeInfo_GetRefTypeOfImplType(ti, -1, &href);
    if (FAILED(hr)) hex("partner", hr);
    else if (is_dual_partner) reference("partner", ti, href);
    else
    {
        ITypeInfo *p;
        hr = ITypeInfo_GetRefTypeInfo(ti, href, &p);
        if (FAILED(hr)) hex("partner", hr);
        else { type("partner", p, 1); ITypeInfo_Release(p); }
    }
    ITypeInfo_ReleaseTypeAttr(ti, a);
    eobj();
done:
    if (ti2) ITypeInfo2_Release(ti2);
}

static int dump(const WCHAR *path)
{
    HRESULT hr; BSTR n = NULL, d = NULL, f = NULL; DWORD ctx = 0; ITypeLib2 *lib2 = NULL; CUSTDATA cd; UINT i, count;
    WCHAR full[MAX_PATH * 4];
    GetFullPathNameW(path, MAX_PATH * 4, full, NULL);
    depth = 0; need_comma[0] = 0; inl[0] = 0;
    hr = LoadTypeLibEx(full, REGKIND_NONE, &g_lib);
    obj(NULL);
    txt("format", "tlbdump-1");
    if (FAILED(hr)) { hex("loadError", hr); eobj(); fputc('\n', out); return 1; }
    hr = ITypeLib_GetLibAttr(g_lib, &g_libattr);
    if (FAILED(hr)) { hex("attrError", hr); eobj(); fputc('\n', out); return 1; }
    obj("library");
    hr = ITypeLib_GetDocumentation(g_lib, -1, &n, &d, &ctx, &f);
    if (FAILED(hr)) hex("docError", hr);
    else { bstr("name", n); bstr("doc", d); unum("helpContext", ctx); bstr("helpFile", f); SysFreeString(n); SysFreeString(d); SysFreeString(f); }
    guid("guid", &g_libattr->guid);
    unum("lcid", g_libattr->lcid); num("syskind", g_libattr->syskind);
    num("major", g_libattr->wMajorVerNum); num("minor", g_libattr->wMinorVerNum); num("flags", g_libattr->wLibFlags);
    ITypeLib_QueryInterface(g_lib, &IID_ITypeLib2, (void **)&lib2);
    if (lib2)
    {
        n = f = NULL; ctx = 0;
        hr = ITypeLib2_GetDocumentation2(lib2, -1, 0, &n, &ctx, &f);
        if (FAILED(hr)) hex("doc2Error", hr);
        else { bstr("helpStringDll", f); SysFreeString(n); SysFreeString(f); }   /* Wine: context = helpContext, a stub */
        /* ITypeLib2::GetLibStatistics and ITypeInfo::GetMops are stubs in Wine: not dumped */
        memset(&cd, 0, sizeof(cd));
        hr = ITypeLib2_GetAllCustData(lib2, &cd);
        custdata(hr, &cd);
    }
    count = ITypeLib_GetTypeInfoCount(g_lib);
    unum("typeCount", count);
    eobj();
    if (count) arr("types"); else iarr("types");
    for (i = 0; i < count; i++)
    {
        ITypeInfo *ti; TYPEKIND tk;
        obj(NULL);
        unum("index", i);
        hr = ITypeLib_GetTypeInfoType(g_lib, i, &tk);
        if (FAILED(hr)) hex("typeInfoTypeError", hr); else txt("typeInfoType", kind_name(tk));
        n = d = f = NULL; ctx = 0;
        hr = ITypeLib_GetDocumentation(g_lib, i, &n, &d, &ctx, &f);
        if (FAILED(hr)) hex("libDocError", hr);
        else { iarr("libDoc"); bstr(NULL, n); bstr(NULL, d); unum(NULL, ctx); bstr(NULL, f); earr(); SysFreeString(n); SysFreeString(d); SysFreeString(f); }
        hr = ITypeLib_GetTypeInfo(g_lib, i, &ti);
        if (FAILED(hr)) hex("typeInfoError", hr);
        else { type("type", ti, 0); ITypeInfo_Release(ti); }
        eobj();
    }
    earr();
    eobj();
    fputc('\n', out);
    ITypeLib_ReleaseTLibAttr(g_lib, g_libattr);
    if (lib2) ITypeLib2_Release(lib2);
    ITypeLib_Release(g_lib);
    return 0;
}

int main(int argc, char **argv)
{
    WCHAR w[1024]; int rc = 0;
    if (argc < 2) { fprintf(stderr, "usage: tlbdump LIBRARY [OUT.json] | @LIST\n"); return 2; }
    CoInitialize(NULL);
    if (argv[1][0] == '@')
    {
        char line[4096]; FILE *l = fopen(argv[1] + 1, "r");
        if (!l) return 2;
        while (fgets(line, sizeof line, l))
        {
            char *t = strchr(line, '\t');
            line[strcspn(line, "\r\n")] = 0;
            if (!t) continue;
            *t++ = 0;
            MultiByteToWideChar(CP_ACP, 0, line, -1, w, 1024);
            if (!(out = fopen(t, "wb"))) { fprintf(stderr, "cannot write %s\n", t); rc = 1; continue; }
            if (dump(w)) { fprintf(stderr, "load failed: %s\n", line); rc = 1; }
            fclose(out);
        }
        fclose(l);
    }
    else
    {
        MultiByteToWideChar(CP_ACP, 0, argv[1], -1, w, 1024);
        if (argc > 2) { if (!(out = fopen(argv[2], "wb"))) return 2; }
        else { out = stdout; _setmode(_fileno(stdout), _O_BINARY); }
        static char buf[1 << 16];
        setvbuf(out, buf, _IOFBF, sizeof buf);
        rc = dump(w);
        fflush(out);
    }
    CoUninitialize();
    return rc;
}
