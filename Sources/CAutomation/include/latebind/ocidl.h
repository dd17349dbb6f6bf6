// SPDX-License-Identifier: Apache-2.0
//
// Class information and connection points (events). Documented in the Windows SDK as ocidl.
#ifndef LATEBIND_OCIDL_H
#define LATEBIND_OCIDL_H

#include <latebind/oaidl.h>

typedef struct IProvideClassInfo IProvideClassInfo;
typedef IProvideClassInfo *LPPROVIDECLASSINFO;
typedef struct IProvideClassInfo2 IProvideClassInfo2;
typedef IProvideClassInfo2 *LPPROVIDECLASSINFO2;
typedef struct IConnectionPointContainer IConnectionPointContainer;
typedef IConnectionPointContainer *LPCONNECTIONPOINTCONTAINER;
typedef struct IConnectionPoint IConnectionPoint;
typedef IConnectionPoint *LPCONNECTIONPOINT;
typedef struct IEnumConnections IEnumConnections;
typedef IEnumConnections *LPENUMCONNECTIONS;
typedef struct IEnumConnectionPoints IEnumConnectionPoints;
typedef IEnumConnectionPoints *LPENUMCONNECTIONPOINTS;
typedef struct IPropertyNotifySink IPropertyNotifySink;
typedef IPropertyNotifySink *LPPROPERTYNOTIFYSINK;

// ---- Class information -------------------------------------------------------------------------------------------

DEFINE_GUID(IID_IProvideClassInfo, 0xB196B283, 0xBAB4, 0x101A, 0xB6, 0x9C, 0x00, 0xAA, 0x00, 0x34, 0x1D, 0x07);

#define IProvideClassInfo_METHODS                                                               \
    STDMETHOD(GetClassInfo)(THIS_ ITypeInfo **ppTI) PURE;

// The coclass of an object.
#define INTERFACE IProvideClassInfo
DECLARE_INTERFACE_(IProvideClassInfo, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    IProvideClassInfo_METHODS
};
#undef INTERFACE

// The kinds of GUID that GetGUID gives.
typedef enum tagGUIDKIND {
    GUIDKIND_DEFAULT_SOURCE_DISP_IID = 1   // the default outgoing dispinterface
} GUIDKIND;

DEFINE_GUID(IID_IProvideClassInfo2, 0xA6BC3AC0, 0xDBAA, 0x11CE, 0x9D, 0xE3, 0x00, 0xAA, 0x00, 0x4B, 0xB8, 0x51);

#define INTERFACE IProvideClassInfo2
DECLARE_INTERFACE_(IProvideClassInfo2, IProvideClassInfo)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    LATEBIND_INHERIT(IProvideClassInfo_METHODS)
    STDMETHOD(GetGUID)(THIS_ DWORD dwGuidKind, GUID *pGUID) PURE;
};
#undef INTERFACE

// ---- Connection points -------------------------------------------------------------------------------------------

// One sink. 16 bytes.
typedef struct tagCONNECTDATA {
    IUnknown *pUnk;                     // 0
    DWORD dwCookie;                     // 8
} CONNECTDATA, *LPCONNECTDATA;

DEFINE_GUID(IID_IConnectionPointContainer, 0xB196B284, 0xBAB4, 0x101A, 0xB6, 0x9C, 0x00, 0xAA, 0x00, 0x34, 0x1D, 0x07);

#define INTERFACE IConnectionPointContainer
DECLARE_INTERFACE_(IConnectionPointContainer, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(EnumConnectionPoints)(THIS_ IEnumConnectionPoints **ppEnum) PURE;
    STDMETHOD(FindConnectionPoint)(THIS_ REFIID riid, IConnectionPoint **ppCP) PURE;
};
#undef INTERFACE

DEFINE_GUID(IID_IConnectionPoint, 0xB196B286, 0xBAB4, 0x101A, 0xB6, 0x9C, 0x00, 0xAA, 0x00, 0x34, 0x1D, 0x07);

#define INTERFACE IConnectionPoint
DECLARE_INTERFACE_(IConnectionPoint, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(GetConnectionInterface)(THIS_ IID *pIID) PURE;
    STDMETHOD(GetConnectionPointContainer)(THIS_ IConnectionPointContainer **ppCPC) PURE;
    STDMETHOD(Advise)(THIS_ IUnknown *pUnkSink, DWORD *pdwCookie) PURE;
    STDMETHOD(Unadvise)(THIS_ DWORD dwCookie) PURE;
    STDMETHOD(EnumConnections)(THIS_ IEnumConnections **ppEnum) PURE;
};
#undef INTERFACE

DEFINE_GUID(IID_IEnumConnections, 0xB196B287, 0xBAB4, 0x101A, 0xB6, 0x9C, 0x00, 0xAA, 0x00, 0x34, 0x1D, 0x07);

#define INTERFACE IEnumConnections
DECLARE_INTERFACE_(IEnumConnections, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(Next)(THIS_ ULONG cConnections, CONNECTDATA *rgcd, ULONG *pcFetched) PURE;
    STDMETHOD(Skip)(THIS_ ULONG cConnections) PURE;
    STDMETHOD(Reset)(THIS) PURE;
    STDMETHOD(Clone)(THIS_ IEnumConnections **ppEnum) PURE;
};
#undef INTERFACE

DEFINE_GUID(IID_IEnumConnectionPoints, 0xB196B285, 0xBAB4, 0x101A, 0xB6, 0x9C, 0x00, 0xAA, 0x00, 0x34, 0x1D, 0x07);

#define INTERFACE IEnumConnectionPoints
DECLARE_INTERFACE_(IEnumConnectionPoints, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(Next)(THIS_ ULONG cConnections, IConnectionPoint **ppCP, ULONG *pcFetched) PURE;
    STDMETHOD(Skip)(THIS_ ULONG cConnections) PURE;
    STDMETHOD(Reset)(THIS) PURE;
    STDMETHOD(Clone)(THIS_ IEnumConnectionPoints **ppEnum) PURE;
};
#undef INTERFACE

DEFINE_GUID(IID_IPropertyNotifySink, 0x9BFBBC02, 0xEFF1, 0x101A, 0x84, 0xED, 0x00, 0xAA, 0x00, 0x34, 0x1D, 0x07);

// A sink for [bindable] properties.
#define INTERFACE IPropertyNotifySink
DECLARE_INTERFACE_(IPropertyNotifySink, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(OnChanged)(THIS_ DISPID dispID) PURE;
    STDMETHOD(OnRequestEdit)(THIS_ DISPID dispID) PURE;
};
#undef INTERFACE

#endif
