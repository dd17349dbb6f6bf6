// SPDX-License-Identifier: Apache-2.0
//
// Latebind's own: who watches the calls that a process makes to other apartments and processes, and those that it serves.
// LatebindSetObserver (objbase.h) sets the observer of the process; docs/observability.md has one for swift-metrics and
// swift-distributed-tracing.
#ifndef LATEBIND_OBSERVER_H
#define LATEBIND_OBSERVER_H

#include <latebind/unknwn.h>

// How a call travels.
#define LATEBIND_TRANSPORT_UNIX 0      // to or from another process of this machine, over a Unix-domain socket
#define LATEBIND_TRANSPORT_TCP 1       // over loopback TCP
#define LATEBIND_TRANSPORT_APARTMENT 2 // to or from another apartment of this process

// What there are some of at a time.
#define LATEBIND_LIVE_PROXIES 0            // objects of other apartments and processes that are held here
#define LATEBIND_LIVE_STUBS 1              // interfaces of objects of this process that others can call
#define LATEBIND_LIVE_CLIENT_CONNECTIONS 2 // made to other processes
#define LATEBIND_LIVE_SERVER_CONNECTIONS 3 // accepted from other processes

// What LatebindDescribeCall can tell of a call.
#define LATEBIND_CALL_INTERFACE 0 // the interface's name
#define LATEBIND_CALL_METHOD 1    // the method's name
#define LATEBIND_CALL_MEMBER 2    // of IDispatch::Invoke: the name of the member that is invoked
#define LATEBIND_CALL_RESULT 3    // the name of a result that is a failure

// One call, at one of its ends. It is the library's, and valid as long as the call.
typedef struct LatebindCall {
    GUID iid;
    GUID object;             // the object's interface: its IPID
    GUID causality;          // the chain of calls that it belongs to, the same at both ends. [MS-DCOM] 2.2.6
    ULONG method;            // the slot in the vtable
    WINBOOL isIncoming;      // served here; else made here
    ULONG transport;         // LATEBIND_TRANSPORT_...
    int process;             // the other process's id; 0 if it is not known, or this one
    LONG member;             // of IDispatch::Invoke: the DISPID
    ULONG argumentBytes;     // the arguments as they are marshaled
    ULONG resultBytes;       // when it has ended: the results
    HRESULT result;          // when it has ended: why it was not made, or else what the method returned
    WINBOOL isFailure;       // when it has ended: whether that is a failure
    const void *extension;   // what travels with the call: of a call out set by callBegins, of an incoming one what came
    ULONG extensionBytes;    // at most LATEBIND_EXTENSION_MAX
    void *state;             // the observer's own; null when the call begins
} LatebindCall;

#define LATEBIND_EXTENSION_MAX 8192

// Functions that are called on the thread of the call, by many threads at once; without a lock held. Each may be null.
typedef struct LatebindObserver {
    void *context;
    // A call is about to be made. What `extension` is set to stays valid until callEnded; it is sent in an ORPC_EXTENT with the id
    // {9A3D5C1E-7B42-4F0A-8E6D-2C5B1F704A93}, which a peer that does not know it ignores.
    void (*callBegins)(void *context, LatebindCall *call);
    void (*callEnded)(void *context, LatebindCall *call);
    // A call is served: calls `body(argument)`, once, on this thread. When that returns the call has ended. It is not asked for a
    // call that a message filter turns down, nor for those of IRemUnknown.
    void (*callServed)(void *context, LatebindCall *call, void (*body)(void *argument), void *argument);
    // There is one more, or one less: LatebindLiveCount tells how many.
    void (*liveChanged)(void *context, ULONG kind);
    // A PDU was written, or read, whole: so many bytes.
    void (*bytesMoved)(void *context, WINBOOL isSent, ULONG count);
} LatebindObserver;

#endif
