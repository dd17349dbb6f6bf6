// SPDX-License-Identifier: Apache-2.0
//
// The functions of COM itself that liblatebind exports: memory, streams, identifiers, class objects, marshaling.
// Documented in the Windows SDK as objbase and combaseapi.
#ifndef LATEBIND_OBJBASE_H
#define LATEBIND_OBJBASE_H

#include <latebind/marshal.h>
#include <latebind/observer.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- Entering COM ------------------------------------------------------------------------------------------------

// A thread enters an apartment, and leaves it when it has called CoUninitialize as often as this succeeded.
// S_FALSE: it was in already. RPC_E_CHANGED_MODE: it is in an apartment of the other kind.
HRESULT CoInitialize(LPVOID pvReserved);
HRESULT CoInitializeEx(LPVOID pvReserved, DWORD dwCoInit);
void CoUninitialize(void);
HRESULT CoGetApartmentType(APTTYPE *pAptType, APTTYPEQUALIFIER *pAptQualifier);

// Serves the calls that wait for the calling thread's single-threaded apartment, after waiting at most timeoutMs milliseconds
// (0xFFFFFFFF: for ever) for a first one, and returns how many it served. A thread with a loop of its own calls it there: what a
// Windows program does by dispatching messages.
int LatebindPumpApartment(unsigned timeoutMs);

// ---- Watching calls ----------------------------------------------------------------------------------------------

// The observer of the process: the structure is copied. Null ends it; calls that it has seen begin it sees end.
HRESULT LatebindSetObserver(const LatebindObserver *pObserver);
// How many there are of LATEBIND_LIVE_...; -1 for what is not known.
LONG LatebindLiveCount(ULONG kind);
// A name (LATEBIND_CALL_...) as UTF-8 with a zero behind it, cut off where the buffer ends. Returns its length without the zero, 0 if
// nobody knows the name: no type library that is loaded has it.
ULONG LatebindDescribeCall(const LatebindCall *pCall, ULONG what, char *buffer, ULONG size);

// ---- Memory ------------------------------------------------------------------------------------------------------
// Blocks that one component allocates and another frees. Here they are malloc's.

LPVOID CoTaskMemAlloc(SIZE_T cb);
LPVOID CoTaskMemRealloc(LPVOID pv, SIZE_T cb);
void CoTaskMemFree(LPVOID pv);
HRESULT CoGetMalloc(DWORD dwMemContext, LPMALLOC *ppMalloc);

// ---- Streams in memory -------------------------------------------------------------------------------------------
// An HGLOBAL is the address of a block of CoTaskMemAlloc's; its size is what IMalloc::GetSize says. The stream makes its
// own where hGlobal is null. As a stream grows its block may move: GetHGlobalFromStream tells where it is now.

HRESULT CreateStreamOnHGlobal(HGLOBAL hGlobal, WINBOOL fDeleteOnRelease, LPSTREAM *ppstm);
HRESULT GetHGlobalFromStream(LPSTREAM pstm, HGLOBAL *phglobal);

// ---- Identifiers -------------------------------------------------------------------------------------------------
// The text of a GUID is its registry form, {00020400-0000-0000-C000-000000000046}: 39 characters with the final zero.

HRESULT CoCreateGuid(GUID *pguid);
INT StringFromGUID2(REFGUID rguid, LPOLESTR lpsz, INT cchMax);
HRESULT StringFromCLSID(REFCLSID rclsid, LPOLESTR *lplpsz);
HRESULT StringFromIID(REFIID rclsid, LPOLESTR *lplpsz);
HRESULT CLSIDFromString(LPCOLESTR lpsz, LPCLSID pclsid);
HRESULT IIDFromString(LPCOLESTR lpsz, LPIID lpiid);
HRESULT CLSIDFromProgID(LPCOLESTR lpszProgID, LPCLSID lpclsid);
HRESULT ProgIDFromCLSID(REFCLSID clsid, LPOLESTR *lplpszProgID);

// ---- Class objects -----------------------------------------------------------------------------------------------
// Classes are those of the manifests on LATEBIND_PATH and those that CoRegisterClassObject made known: in this process first
// (CLSCTX_INPROC_SERVER), then in another one (CLSCTX_LOCAL_SERVER), which is started if none serves the class.

// A class object belongs to the apartment that registered it: only that one revokes it (RPC_E_WRONG_THREAD), and it does so
// by itself when it ends. Registered for CLSCTX_LOCAL_SERVER, the class is served to other processes of the user.

typedef struct _COSERVERINFO COSERVERINFO;

HRESULT CoGetClassObject(REFCLSID rclsid, DWORD dwClsContext, LPVOID pvReserved, REFIID riid, LPVOID *ppv);
HRESULT CoCreateInstance(REFCLSID rclsid, LPUNKNOWN pUnkOuter, DWORD dwClsContext, REFIID riid, LPVOID *ppv);
HRESULT CoCreateInstanceEx(REFCLSID Clsid, IUnknown *punkOuter, DWORD dwClsCtx, COSERVERINFO *pServerInfo, DWORD dwCount,
                           MULTI_QI *pResults);
HRESULT CoRegisterClassObject(REFCLSID rclsid, LPUNKNOWN pUnk, DWORD dwClsContext, DWORD flags, DWORD *lpdwRegister);
HRESULT CoRevokeClassObject(DWORD dwRegister);
HRESULT CoSuspendClassObjects(void);
HRESULT CoResumeClassObjects(void);
// Counts the reasons that a server process has to go on. With the last one its class objects are suspended.
ULONG CoAddRefServerProcess(void);
ULONG CoReleaseServerProcess(void);
void CoFreeUnusedLibraries(void);

// ---- Marshaling --------------------------------------------------------------------------------------------------
// An interface pointer as bytes (an OBJREF), and a proxy made of them in another apartment or process. dwDestContext is a MSHCTX,
// mshlflags are MSHLFLAGS.

HRESULT CoMarshalHresult(LPSTREAM pstm, HRESULT hresult);
HRESULT CoUnmarshalHresult(LPSTREAM pstm, HRESULT *phresult);
HRESULT CoMarshalInterface(LPSTREAM pStm, REFIID riid, LPUNKNOWN pUnk, DWORD dwDestContext, LPVOID pvDestContext,
                           DWORD mshlflags);
HRESULT CoUnmarshalInterface(LPSTREAM pStm, REFIID riid, LPVOID *ppv);
HRESULT CoReleaseMarshalData(LPSTREAM pStm);
HRESULT CoGetMarshalSizeMax(ULONG *pulSize, REFIID riid, LPUNKNOWN pUnk, DWORD dwDestContext, LPVOID pvDestContext,
                            DWORD mshlflags);
HRESULT CoGetStandardMarshal(REFIID riid, LPUNKNOWN pUnk, DWORD dwDestContext, LPVOID pvDestContext, DWORD mshlflags,
                             LPMARSHAL *ppMarshal);
HRESULT CoMarshalInterThreadInterfaceInStream(REFIID riid, LPUNKNOWN pUnk, LPSTREAM *ppStm);
HRESULT CoGetInterfaceAndReleaseStream(LPSTREAM pStm, REFIID iid, LPVOID *ppv);
HRESULT CoCreateFreeThreadedMarshaler(LPUNKNOWN punkOuter, LPUNKNOWN *ppunkMarshal);
HRESULT CoDisconnectObject(LPUNKNOWN pUnk, DWORD dwReserved);
HRESULT CoLockObjectExternal(LPUNKNOWN pUnk, WINBOOL fLock, WINBOOL fLastUnlockReleases);
WINBOOL CoIsHandlerConnected(LPUNKNOWN pUnk);

// From now on the hook is asked with every call that goes to another process, and told of every one that comes from there.
HRESULT CoRegisterChannelHook(REFGUID ExtensionUuid, IChannelHook *pChannelHook);
HRESULT CoGetPSClsid(REFIID riid, CLSID *pClsid);
HRESULT CoRegisterPSClsid(REFIID riid, REFCLSID rclsid);
HRESULT CoRegisterMessageFilter(LPMESSAGEFILTER lpMessageFilter, LPMESSAGEFILTER *lplpMessageFilter);

#ifdef __cplusplus
}
#endif

#endif
