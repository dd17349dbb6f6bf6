// SPDX-License-Identifier: Apache-2.0
//
// Standard marshaling: proxies, stubs, the channel between them and their factories. Documented in the Windows SDK as objidlbase.
#ifndef LATEBIND_MARSHAL_H
#define LATEBIND_MARSHAL_H

#include <latebind/objidl.h>

typedef struct IRpcChannelBuffer IRpcChannelBuffer;
typedef IRpcChannelBuffer *LPRPCCHANNELBUFFER;
typedef struct IRpcChannelBuffer2 IRpcChannelBuffer2;
typedef struct IRpcProxyBuffer IRpcProxyBuffer;
typedef IRpcProxyBuffer *LPRPCPROXYBUFFER;
typedef struct IRpcStubBuffer IRpcStubBuffer;
typedef IRpcStubBuffer *LPRPCSTUBBUFFER;
typedef struct IPSFactoryBuffer IPSFactoryBuffer;
typedef IPSFactoryBuffer *LPPSFACTORYBUFFER;
typedef struct IChannelHook IChannelHook;
typedef IChannelHook *LPCHANNELHOOK;
typedef struct IGlobalInterfaceTable IGlobalInterfaceTable;
typedef struct IStdMarshalInfo IStdMarshalInfo;
typedef IStdMarshalInfo *LPSTDMARSHALINFO;
typedef struct IExternalConnection IExternalConnection;
typedef IExternalConnection *LPEXTERNALCONNECTION;
typedef struct IMultiQI IMultiQI;

// ---- Apartments --------------------------------------------------------------------------------------------------

typedef enum _APTTYPE {
    APTTYPE_CURRENT = -1,
    APTTYPE_STA = 0,
    APTTYPE_MTA = 1,
    APTTYPE_NA = 2,
    APTTYPE_MAINSTA = 3
} APTTYPE;

typedef enum _APTTYPEQUALIFIER {
    APTTYPEQUALIFIER_NONE = 0,
    APTTYPEQUALIFIER_IMPLICIT_MTA = 1,  // the thread has entered no apartment and is counted to the multi-threaded one
    APTTYPEQUALIFIER_NA_ON_MTA = 2,
    APTTYPEQUALIFIER_NA_ON_STA = 3,
    APTTYPEQUALIFIER_NA_ON_IMPLICIT_MTA = 4,
    APTTYPEQUALIFIER_NA_ON_MAINSTA = 5,
    APTTYPEQUALIFIER_APPLICATION_STA = 6
} APTTYPEQUALIFIER;

// ---- The message and the channel ---------------------------------------------------------------------------------

// The data representation label of a buffer: the four bytes of a PDU header, the first one lowest. [C706] 14.1
typedef ULONG RPCOLEDATAREP;

// One call. Buffer belongs to the channel: GetBuffer gives it, SendReceive replaces it, FreeBuffer takes it back. 80 bytes.
typedef struct tagRPCOLEMESSAGE {
    void *reserved1;                    // 0: the channel's own
    RPCOLEDATAREP dataRepresentation;   // 8
    void *Buffer;                       // 16: the arguments or the results, aligned to 8
    ULONG cbBuffer;                     // 24
    ULONG iMethod;                      // 28: the slot in the vtable
    void *reserved2[5];                 // 32: the channel's own
    ULONG rpcFlags;                     // 72
} RPCOLEMESSAGE, *PRPCOLEMESSAGE;

DEFINE_GUID(IID_IRpcChannelBuffer, 0xD5F56B60, 0x593B, 0x101A, 0xB5, 0x69, 0x08, 0x00, 0x2B, 0x2D, 0xBF, 0x7A);

#define IRpcChannelBuffer_METHODS                                                               \
    STDMETHOD(GetBuffer)(THIS_ RPCOLEMESSAGE *pMessage, REFIID riid) PURE;                      \
    STDMETHOD(SendReceive)(THIS_ RPCOLEMESSAGE *pMessage, ULONG *pStatus) PURE;                 \
    STDMETHOD(FreeBuffer)(THIS_ RPCOLEMESSAGE *pMessage) PURE;                                  \
    STDMETHOD(GetDestCtx)(THIS_ DWORD *pdwDestContext, void **ppvDestContext) PURE;             \
    STDMETHOD(IsConnected)(THIS) PURE;

#define INTERFACE IRpcChannelBuffer
DECLARE_INTERFACE_(IRpcChannelBuffer, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    IRpcChannelBuffer_METHODS
};
#undef INTERFACE

DEFINE_GUID(IID_IRpcChannelBuffer2, 0x594F31D0, 0x7F19, 0x11D0, 0xB1, 0x94, 0x00, 0xA0, 0xC9, 0x0D, 0xC8, 0xBF);

#define INTERFACE IRpcChannelBuffer2
DECLARE_INTERFACE_(IRpcChannelBuffer2, IRpcChannelBuffer)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    LATEBIND_INHERIT(IRpcChannelBuffer_METHODS)
    STDMETHOD(GetProtocolVersion)(THIS_ DWORD *pdwVersion) PURE;
};
#undef INTERFACE

// ---- Proxies and stubs -------------------------------------------------------------------------------------------

DEFINE_GUID(IID_IRpcProxyBuffer, 0xD5F56A34, 0x593B, 0x101A, 0xB5, 0x69, 0x08, 0x00, 0x2B, 0x2D, 0xBF, 0x7A);

// The inner unknown of an interface proxy, which the proxy manager aggregates.
#define INTERFACE IRpcProxyBuffer
DECLARE_INTERFACE_(IRpcProxyBuffer, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(Connect)(THIS_ IRpcChannelBuffer *pRpcChannelBuffer) PURE;
    STDMETHOD_(void, Disconnect)(THIS) PURE;
};
#undef INTERFACE

DEFINE_GUID(IID_IRpcStubBuffer, 0xD5F56AFC, 0x593B, 0x101A, 0xB5, 0x69, 0x08, 0x00, 0x2B, 0x2D, 0xBF, 0x7A);

#define INTERFACE IRpcStubBuffer
DECLARE_INTERFACE_(IRpcStubBuffer, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(Connect)(THIS_ IUnknown *pUnkServer) PURE;
    STDMETHOD_(void, Disconnect)(THIS) PURE;
    STDMETHOD(Invoke)(THIS_ RPCOLEMESSAGE *_prpcmsg, IRpcChannelBuffer *_pRpcChannelBuffer) PURE;
    STDMETHOD_(IRpcStubBuffer *, IsIIDSupported)(THIS_ REFIID riid) PURE;
    STDMETHOD_(ULONG, CountRefs)(THIS) PURE;
    STDMETHOD(DebugServerQueryInterface)(THIS_ void **ppv) PURE;
    STDMETHOD_(void, DebugServerRelease)(THIS_ void *pv) PURE;
};
#undef INTERFACE

DEFINE_GUID(IID_IPSFactoryBuffer, 0xD5F569D0, 0x593B, 0x101A, 0xB5, 0x69, 0x08, 0x00, 0x2B, 0x2D, 0xBF, 0x7A);

#define INTERFACE IPSFactoryBuffer
DECLARE_INTERFACE_(IPSFactoryBuffer, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(CreateProxy)(THIS_ IUnknown *pUnkOuter, REFIID riid, IRpcProxyBuffer **ppProxy, void **ppv) PURE;
    STDMETHOD(CreateStub)(THIS_ REFIID riid, IUnknown *pUnkServer, IRpcStubBuffer **ppStub) PURE;
};
#undef INTERFACE

// ---- Beside a call -----------------------------------------------------------------------------------------------

DEFINE_GUID(IID_IChannelHook, 0x1008C4A0, 0x7613, 0x11CF, 0x9A, 0xF1, 0x00, 0x20, 0xAF, 0x6E, 0x72, 0xF4);

// Sends data of its own with every call (an ORPC_EXTENT): [MS-DCOM] 2.2.21.
#define INTERFACE IChannelHook
DECLARE_INTERFACE_(IChannelHook, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD_(void, ClientGetSize)(THIS_ REFGUID uExtent, REFIID riid, ULONG *pDataSize) PURE;
    STDMETHOD_(void, ClientFillBuffer)(THIS_ REFGUID uExtent, REFIID riid, ULONG *pDataSize, void *pDataBuffer) PURE;
    STDMETHOD_(void, ClientNotify)(THIS_ REFGUID uExtent, REFIID riid, ULONG cbDataSize, void *pDataBuffer, DWORD lDataRep,
                                   HRESULT hrFault) PURE;
    STDMETHOD_(void, ServerNotify)(THIS_ REFGUID uExtent, REFIID riid, ULONG cbDataSize, void *pDataBuffer,
                                   DWORD lDataRep) PURE;
    STDMETHOD_(void, ServerGetSize)(THIS_ REFGUID uExtent, REFIID riid, HRESULT hrFault, ULONG *pDataSize) PURE;
    STDMETHOD_(void, ServerFillBuffer)(THIS_ REFGUID uExtent, REFIID riid, ULONG *pDataSize, void *pDataBuffer,
                                       HRESULT hrFault) PURE;
};
#undef INTERFACE

// ---- What objects and clients of marshaling may ask for ----------------------------------------------------------

DEFINE_OLEGUID(IID_IGlobalInterfaceTable, 0x00000146, 0, 0);
DEFINE_OLEGUID(CLSID_StdGlobalInterfaceTable, 0x00000323, 0, 0);

// One for the process: CoCreateInstance(CLSID_StdGlobalInterfaceTable) gives it.
#define INTERFACE IGlobalInterfaceTable
DECLARE_INTERFACE_(IGlobalInterfaceTable, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(RegisterInterfaceInGlobal)(THIS_ IUnknown *pUnk, REFIID riid, DWORD *pdwCookie) PURE;
    STDMETHOD(RevokeInterfaceFromGlobal)(THIS_ DWORD dwCookie) PURE;
    STDMETHOD(GetInterfaceFromGlobal)(THIS_ DWORD dwCookie, REFIID riid, void **ppv) PURE;
};
#undef INTERFACE

DEFINE_OLEGUID(IID_IStdMarshalInfo, 0x00000018, 0, 0);

// An object that has this is marshaled with a handler: OBJREF_HANDLER.
#define INTERFACE IStdMarshalInfo
DECLARE_INTERFACE_(IStdMarshalInfo, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(GetClassForHandler)(THIS_ DWORD dwDestContext, void *pvDestContext, CLSID *pClsid) PURE;
};
#undef INTERFACE

typedef enum tagEXTCONN {
    EXTCONN_STRONG = 1,
    EXTCONN_WEAK = 2,
    EXTCONN_CALLABLE = 4
} EXTCONN;

DEFINE_OLEGUID(IID_IExternalConnection, 0x00000019, 0, 0);

// An object that has this is told when it gets its first strong connection from outside, and when the last one goes.
#define INTERFACE IExternalConnection
DECLARE_INTERFACE_(IExternalConnection, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD_(DWORD, AddConnection)(THIS_ DWORD extconn, DWORD reserved) PURE;
    STDMETHOD_(DWORD, ReleaseConnection)(THIS_ DWORD extconn, DWORD reserved, WINBOOL fLastReleaseCloses) PURE;
};
#undef INTERFACE

// One interface that IMultiQI::QueryMultipleInterfaces and CoCreateInstanceEx are asked for. 24 bytes.
typedef struct tagMULTI_QI {
    const IID *pIID;                    // 0
    IUnknown *pItf;                     // 8: null before, and the caller's afterwards
    HRESULT hr;                         // 16
} MULTI_QI;

DEFINE_OLEGUID(IID_IMultiQI, 0x00000020, 0, 0);

// Every proxy has this: several interfaces in one round trip.
#define INTERFACE IMultiQI
DECLARE_INTERFACE_(IMultiQI, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(QueryMultipleInterfaces)(THIS_ ULONG cMQIs, MULTI_QI *pMQIs) PURE;
};
#undef INTERFACE

// The standard marshaler, and the one that gives the object itself inside its process.
DEFINE_OLEGUID(CLSID_StdMarshal, 0x00000017, 0, 0);
DEFINE_OLEGUID(CLSID_InProcFreeMarshaler, 0x0000033A, 0, 0);

#endif
