// SPDX-License-Identifier: Apache-2.0
//
// COM beyond IUnknown: memory, streams, persistence, marshaling, calls. Documented in the Windows SDK as objidl.
#ifndef LATEBIND_OBJIDL_H
#define LATEBIND_OBJIDL_H

#include <latebind/unknwn.h>

typedef struct ISequentialStream ISequentialStream;
typedef ISequentialStream *LPSEQUENTIALSTREAM;
typedef struct IStream IStream;
typedef IStream *LPSTREAM;
typedef struct IMalloc IMalloc;
typedef IMalloc *LPMALLOC;
typedef struct IPersist IPersist;
typedef IPersist *LPPERSIST;
typedef struct IPersistStream IPersistStream;
typedef IPersistStream *LPPERSISTSTREAM;
typedef struct IMarshal IMarshal;
typedef IMarshal *LPMARSHAL;
typedef struct IEnumUnknown IEnumUnknown;
typedef IEnumUnknown *LPENUMUNKNOWN;
typedef struct IMessageFilter IMessageFilter;
typedef IMessageFilter *LPMESSAGEFILTER;

// ---- Streams -----------------------------------------------------------------------------------------------------

typedef enum tagSTREAM_SEEK {
    STREAM_SEEK_SET = 0,
    STREAM_SEEK_CUR = 1,
    STREAM_SEEK_END = 2
} STREAM_SEEK;

typedef enum tagSTATFLAG {
    STATFLAG_DEFAULT = 0,
    STATFLAG_NONAME = 1,                // leave pwcsName null
    STATFLAG_NOOPEN = 2
} STATFLAG;

typedef enum tagSTGTY {
    STGTY_STORAGE = 1,
    STGTY_STREAM = 2,
    STGTY_LOCKBYTES = 3,
    STGTY_PROPERTY = 4
} STGTY;

typedef enum tagSTGC {
    STGC_DEFAULT = 0,
    STGC_OVERWRITE = 1,
    STGC_ONLYIFCURRENT = 2,
    STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE = 4,
    STGC_CONSOLIDATE = 8
} STGC;

typedef enum tagLOCKTYPE {
    LOCK_WRITE = 1,
    LOCK_EXCLUSIVE = 2,
    LOCK_ONLYONCE = 4
} LOCKTYPE;

#define STGM_READ 0x00000000
#define STGM_WRITE 0x00000001
#define STGM_READWRITE 0x00000002
#define STGM_SHARE_EXCLUSIVE 0x00000010
#define STGM_SHARE_DENY_WRITE 0x00000020
#define STGM_SHARE_DENY_READ 0x00000030
#define STGM_SHARE_DENY_NONE 0x00000040
#define STGM_CREATE 0x00001000

// 80 bytes.
typedef struct tagSTATSTG {
    LPOLESTR pwcsName;                  // 0: the caller frees it with CoTaskMemFree
    DWORD type;                         // 8: STGTY
    ULARGE_INTEGER cbSize;              // 16
    FILETIME mtime;                     // 24
    FILETIME ctime;                     // 32
    FILETIME atime;                     // 40
    DWORD grfMode;                      // 48
    DWORD grfLocksSupported;            // 52
    CLSID clsid;                        // 56
    DWORD grfStateBits;                 // 72
    DWORD reserved;                     // 76
} STATSTG;

DEFINE_GUID(IID_ISequentialStream, 0x0C733A30, 0x2A1C, 0x11CE, 0xAD, 0xE5, 0x00, 0xAA, 0x00, 0x44, 0x77, 0x3D);

#define ISequentialStream_METHODS                                                               \
    STDMETHOD(Read)(THIS_ void *pv, ULONG cb, ULONG *pcbRead) PURE;                             \
    STDMETHOD(Write)(THIS_ const void *pv, ULONG cb, ULONG *pcbWritten) PURE;

#define INTERFACE ISequentialStream
DECLARE_INTERFACE_(ISequentialStream, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    ISequentialStream_METHODS
};
#undef INTERFACE

DEFINE_OLEGUID(IID_IStream, 0x0000000C, 0, 0);

#define INTERFACE IStream
DECLARE_INTERFACE_(IStream, ISequentialStream)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    LATEBIND_INHERIT(ISequentialStream_METHODS)
    STDMETHOD(Seek)(THIS_ LARGE_INTEGER dlibMove, DWORD dwOrigin, ULARGE_INTEGER *plibNewPosition) PURE;
    STDMETHOD(SetSize)(THIS_ ULARGE_INTEGER libNewSize) PURE;
    STDMETHOD(CopyTo)(THIS_ IStream *pstm, ULARGE_INTEGER cb, ULARGE_INTEGER *pcbRead,
                      ULARGE_INTEGER *pcbWritten) PURE;
    STDMETHOD(Commit)(THIS_ DWORD grfCommitFlags) PURE;
    STDMETHOD(Revert)(THIS) PURE;
    STDMETHOD(LockRegion)(THIS_ ULARGE_INTEGER libOffset, ULARGE_INTEGER cb, DWORD dwLockType) PURE;
    STDMETHOD(UnlockRegion)(THIS_ ULARGE_INTEGER libOffset, ULARGE_INTEGER cb, DWORD dwLockType) PURE;
    STDMETHOD(Stat)(THIS_ STATSTG *pstatstg, DWORD grfStatFlag) PURE;
    STDMETHOD(Clone)(THIS_ IStream **ppstm) PURE;
};
#undef INTERFACE

// ---- Memory ------------------------------------------------------------------------------------------------------

DEFINE_OLEGUID(IID_IMalloc, 0x00000002, 0, 0);

// The allocator behind CoTaskMemAlloc: what one module allocates, another may free.
#define INTERFACE IMalloc
DECLARE_INTERFACE_(IMalloc, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD_(void *, Alloc)(THIS_ SIZE_T cb) PURE;
    STDMETHOD_(void *, Realloc)(THIS_ void *pv, SIZE_T cb) PURE;
    STDMETHOD_(void, Free)(THIS_ void *pv) PURE;
    STDMETHOD_(SIZE_T, GetSize)(THIS_ void *pv) PURE;
    STDMETHOD_(INT, DidAlloc)(THIS_ void *pv) PURE;
    STDMETHOD_(void, HeapMinimize)(THIS) PURE;
};
#undef INTERFACE

// ---- Persistence -------------------------------------------------------------------------------------------------

DEFINE_OLEGUID(IID_IPersist, 0x0000010C, 0, 0);

#define IPersist_METHODS                                                                        \
    STDMETHOD(GetClassID)(THIS_ CLSID *pClassID) PURE;

#define INTERFACE IPersist
DECLARE_INTERFACE_(IPersist, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    IPersist_METHODS
};
#undef INTERFACE

DEFINE_OLEGUID(IID_IPersistStream, 0x00000109, 0, 0);

#define INTERFACE IPersistStream
DECLARE_INTERFACE_(IPersistStream, IPersist)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    LATEBIND_INHERIT(IPersist_METHODS)
    STDMETHOD(IsDirty)(THIS) PURE;
    STDMETHOD(Load)(THIS_ IStream *pStm) PURE;
    STDMETHOD(Save)(THIS_ IStream *pStm, WINBOOL fClearDirty) PURE;
    STDMETHOD(GetSizeMax)(THIS_ ULARGE_INTEGER *pcbSize) PURE;
};
#undef INTERFACE

// ---- Marshaling --------------------------------------------------------------------------------------------------

DEFINE_OLEGUID(IID_IMarshal, 0x00000003, 0, 0);

// An object that has this marshals itself; the contexts are MSHCTX, the flags MSHLFLAGS.
#define INTERFACE IMarshal
DECLARE_INTERFACE_(IMarshal, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(GetUnmarshalClass)(THIS_ REFIID riid, void *pv, DWORD dwDestContext, void *pvDestContext, DWORD mshlflags,
                                 CLSID *pCid) PURE;
    STDMETHOD(GetMarshalSizeMax)(THIS_ REFIID riid, void *pv, DWORD dwDestContext, void *pvDestContext, DWORD mshlflags,
                                 DWORD *pSize) PURE;
    STDMETHOD(MarshalInterface)(THIS_ IStream *pStm, REFIID riid, void *pv, DWORD dwDestContext, void *pvDestContext,
                                DWORD mshlflags) PURE;
    STDMETHOD(UnmarshalInterface)(THIS_ IStream *pStm, REFIID riid, void **ppv) PURE;
    STDMETHOD(ReleaseMarshalData)(THIS_ IStream *pStm) PURE;
    STDMETHOD(DisconnectObject)(THIS_ DWORD dwReserved) PURE;
};
#undef INTERFACE

// ---- Enumeration -------------------------------------------------------------------------------------------------

DEFINE_OLEGUID(IID_IEnumUnknown, 0x00000100, 0, 0);

#define INTERFACE IEnumUnknown
DECLARE_INTERFACE_(IEnumUnknown, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(Next)(THIS_ ULONG celt, IUnknown **rgelt, ULONG *pceltFetched) PURE;
    STDMETHOD(Skip)(THIS_ ULONG celt) PURE;
    STDMETHOD(Reset)(THIS) PURE;
    STDMETHOD(Clone)(THIS_ IEnumUnknown **ppenum) PURE;
};
#undef INTERFACE

// ---- Calls into and out of a single-threaded apartment -----------------------------------------------------------

typedef enum tagCALLTYPE {
    CALLTYPE_TOPLEVEL = 1,
    CALLTYPE_NESTED = 2,
    CALLTYPE_ASYNC = 3,
    CALLTYPE_TOPLEVEL_CALLPENDING = 4,
    CALLTYPE_ASYNC_CALLPENDING = 5
} CALLTYPE;

typedef enum tagSERVERCALL {
    SERVERCALL_ISHANDLED = 0,
    SERVERCALL_REJECTED = 1,
    SERVERCALL_RETRYLATER = 2
} SERVERCALL;

typedef enum tagPENDINGTYPE {
    PENDINGTYPE_TOPLEVEL = 1,
    PENDINGTYPE_NESTED = 2
} PENDINGTYPE;

typedef enum tagPENDINGMSG {
    PENDINGMSG_CANCELCALL = 0,
    PENDINGMSG_WAITNOPROCESS = 1,
    PENDINGMSG_WAITDEFPROCESS = 2
} PENDINGMSG;

typedef HANDLE HTASK;

// The method that is being called. 32 bytes.
typedef struct tagINTERFACEINFO {
    IUnknown *pUnk;                     // 0
    IID iid;                            // 8
    WORD wMethod;                       // 24: the vtable slot
} INTERFACEINFO, *LPINTERFACEINFO;

DEFINE_OLEGUID(IID_IMessageFilter, 0x00000016, 0, 0);

#define INTERFACE IMessageFilter
DECLARE_INTERFACE_(IMessageFilter, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD_(DWORD, HandleInComingCall)(THIS_ DWORD dwCallType, HTASK htaskCaller, DWORD dwTickCount,
                                          LPINTERFACEINFO lpInterfaceInfo) PURE;
    STDMETHOD_(DWORD, RetryRejectedCall)(THIS_ HTASK htaskCallee, DWORD dwTickCount, DWORD dwRejectType) PURE;
    STDMETHOD_(DWORD, MessagePending)(THIS_ HTASK htaskCallee, DWORD dwTickCount, DWORD dwPendingType) PURE;
};
#undef INTERFACE

#endif
