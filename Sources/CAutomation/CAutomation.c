// SPDX-License-Identifier: Apache-2.0
//
// The compiler's proof that the headers keep the documented 64-bit layout: a build for a platform that would change it
// stops here. Tests/CAutomationTests compares every field with an independent reference.
#include <latebind/automation.h>

#define SIZE(type, size) _Static_assert(sizeof(type) == (size), "sizeof(" #type ") must be " #size)
#define OFFSET(type, field, offset) \
    _Static_assert(offsetof(type, field) == (offset), "offsetof(" #type ", " #field ") must be " #offset)
#define SLOT(iface, method, slot) OFFSET(iface##Vtbl, method, (slot) * sizeof(void *))

_Static_assert(sizeof(void *) == 8, "Latebind needs a 64-bit platform");
SIZE(LONG, 4);
SIZE(HRESULT, 4);
SIZE(OLECHAR, 2);
SIZE(VARIANT_BOOL, 2);
SIZE(TYPEKIND, 4);
SIZE(CALLCONV, 4);

SIZE(GUID, 16);
SIZE(CY, 8);
SIZE(DECIMAL, 16);
OFFSET(DECIMAL, Hi32, 4);
OFFSET(DECIMAL, Lo64, 8);
SIZE(VARIANT, 24);
OFFSET(VARIANT, vt, 0);
OFFSET(VARIANT, lVal, 8);
OFFSET(VARIANT, pRecInfo, 16);
OFFSET(VARIANT, decVal, 0);
SIZE(SAFEARRAYBOUND, 8);
SIZE(SAFEARRAY, 32);
OFFSET(SAFEARRAY, pvData, 16);
OFFSET(SAFEARRAY, rgsabound, 24);
SIZE(DISPPARAMS, 24);
SIZE(EXCEPINFO, 64);
OFFSET(EXCEPINFO, scode, 56);

SIZE(TYPEDESC, 16);
SIZE(ARRAYDESC, 32);
SIZE(PARAMDESC, 16);
SIZE(PARAMDESCEX, 32);
SIZE(IDLDESC, 16);
SIZE(ELEMDESC, 32);
SIZE(TYPEATTR, 96);
OFFSET(TYPEATTR, typekind, 44);
OFFSET(TYPEATTR, tdescAlias, 64);
SIZE(FUNCDESC, 88);
OFFSET(FUNCDESC, oVft, 40);
OFFSET(FUNCDESC, elemdescFunc, 48);
SIZE(VARDESC, 64);
OFFSET(VARDESC, elemdescVar, 24);
SIZE(TLIBATTR, 32);
SIZE(CUSTDATAITEM, 40);
SIZE(CUSTDATA, 16);
SIZE(STATSTG, 80);
SIZE(CONNECTDATA, 16);

SLOT(IUnknown, Release, 2);
SLOT(IDispatch, Invoke, 6);
SLOT(ITypeInfo, ReleaseVarDesc, 21);
SLOT(ITypeInfo2, GetAllImplTypeCustData, 36);
SLOT(ITypeLib, ReleaseTLibAttr, 12);
SLOT(ITypeLib2, GetAllCustData, 16);
