// SPDX-License-Identifier: Apache-2.0
//
// IDispatchEx: objects that get members at run time. Documented in the Windows SDK as dispex.
#ifndef LATEBIND_DISPEX_H
#define LATEBIND_DISPEX_H

#include <latebind/oaidl.h>

typedef struct IDispatchEx IDispatchEx;
typedef struct IServiceProvider IServiceProvider;
typedef IServiceProvider *LPSERVICEPROVIDER;

DEFINE_GUID(IID_IServiceProvider, 0x6D5140C1, 0x7436, 0x11CE, 0x80, 0x34, 0x00, 0xAA, 0x00, 0x60, 0x09, 0xFA);

#define INTERFACE IServiceProvider
DECLARE_INTERFACE_(IServiceProvider, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(QueryService)(THIS_ REFGUID guidService, REFIID riid, void **ppvObject) PURE;
};
#undef INTERFACE

// GetDispID and DeleteMemberByName: how a name is looked for, and whether it is made.
#define fdexNameCaseSensitive       0x00000001
#define fdexNameEnsure              0x00000002
#define fdexNameImplicit            0x00000004
#define fdexNameCaseInsensitive     0x00000008
#define fdexNameInternal            0x00000010
#define fdexNameNoDynamicProperties 0x00000020

// GetMemberProperties: what can be done with a member.
#define fdexPropCanGet              0x00000001
#define fdexPropCannotGet           0x00000002
#define fdexPropCanPut              0x00000004
#define fdexPropCannotPut           0x00000008
#define fdexPropCanPutRef           0x00000010
#define fdexPropCannotPutRef        0x00000020
#define fdexPropNoSideEffects       0x00000040
#define fdexPropDynamicType         0x00000080
#define fdexPropCanCall             0x00000100
#define fdexPropCannotCall          0x00000200
#define fdexPropCanConstruct        0x00000400
#define fdexPropCannotConstruct     0x00000800
#define fdexPropCanSourceEvents     0x00001000
#define fdexPropCannotSourceEvents  0x00002000

// GetNextDispID: which members are enumerated.
#define fdexEnumDefault             0x00000001
#define fdexEnumAll                 0x00000002

// InvokeEx: wFlags for `new`; GetNextDispID: the id before the first.
#define DISPATCH_CONSTRUCT          0x4000
#define DISPID_STARTENUM            (-1)

DEFINE_GUID(IID_IDispatchEx, 0xA6EF9860, 0xC720, 0x11D0, 0x93, 0x37, 0x00, 0xA0, 0xC9, 0x0D, 0xCA, 0xA9);

#define INTERFACE IDispatchEx
DECLARE_INTERFACE_(IDispatchEx, IDispatch)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    LATEBIND_INHERIT(IDispatch_METHODS)
    STDMETHOD(GetDispID)(THIS_ BSTR bstrName, DWORD grfdex, DISPID *pid) PURE;
    STDMETHOD(InvokeEx)(THIS_ DISPID id, LCID lcid, WORD wFlags, DISPPARAMS *pdp, VARIANT *pvarRes, EXCEPINFO *pei, IServiceProvider *pspCaller) PURE;
    STDMETHOD(DeleteMemberByName)(THIS_ BSTR bstrName, DWORD grfdex) PURE;
    STDMETHOD(DeleteMemberByDispID)(THIS_ DISPID id) PURE;
    STDMETHOD(GetMemberProperties)(THIS_ DISPID id, DWORD grfdexFetch, DWORD *pgrfdex) PURE;
    STDMETHOD(GetMemberName)(THIS_ DISPID id, BSTR *pbstrName) PURE;
    STDMETHOD(GetNextDispID)(THIS_ DWORD grfdex, DISPID id, DISPID *pid) PURE;
    STDMETHOD(GetNameSpaceParent)(THIS_ IUnknown **ppunk) PURE;
};
#undef INTERFACE

#endif
