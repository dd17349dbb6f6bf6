// SPDX-License-Identifier: Apache-2.0
//
// A hand-written proxy and stub for ICounter, as a port of existing code brings them: CoRegisterPSClsid makes them known, and they work
// beside the type-library marshaler. The wire form is NDR's for these methods.
#ifndef COUNTER_PROXY_H
#define COUNTER_PROXY_H

#include <latebind/automation.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef struct ICounter ICounter;
typedef struct ICounterVtbl {
    HRESULT (*QueryInterface)(ICounter *, REFIID, void **);
    ULONG (*AddRef)(ICounter *);
    ULONG (*Release)(ICounter *);
    // *total = what was added so far and `amount`.
    HRESULT (*Add)(ICounter *, LONG amount, LONG *total);
    // Calls other->Add(amount): a call back, if `other` is the caller's.
    HRESULT (*AddAt)(ICounter *, ICounter *other, LONG amount, LONG *total);
} ICounterVtbl;
struct ICounter { const ICounterVtbl *lpVtbl; };

static const IID IID_ICounter = {0x1D2A3B4C, 0x1111, 0x4222, {0x83, 0x33, 0x44, 0x44, 0x55, 0x55, 0x66, 0x66}};
static const CLSID CLSID_CounterProxy = {0x1D2A3B4D, 0x1111, 0x4222, {0x83, 0x33, 0x44, 0x44, 0x55, 0x55, 0x66, 0x66}};

// ---- Proxy -------------------------------------------------------------------------------------------------------

typedef struct counter_proxy {
    const ICounterVtbl *interface;     // the aggregated interface
    const IRpcProxyBufferVtbl *buffer; // the inner unknown
    IUnknown *outer;
    IRpcChannelBuffer *channel;
    LONG references;
} counter_proxy;

#define PROXY_OF_INTERFACE(this) ((counter_proxy *)(this))
#define PROXY_OF_BUFFER(this) ((counter_proxy *)((char *)(this) - offsetof(counter_proxy, buffer)))

static HRESULT proxy_query(ICounter *this, REFIID iid, void **result)
{
    IUnknown *outer = PROXY_OF_INTERFACE(this)->outer;
    return outer->lpVtbl->QueryInterface(outer, iid, result);
}
static ULONG proxy_add_ref(ICounter *this)
{
    IUnknown *outer = PROXY_OF_INTERFACE(this)->outer;
    return outer->lpVtbl->AddRef(outer);
}
static ULONG proxy_release(ICounter *this)
{
    IUnknown *outer = PROXY_OF_INTERFACE(this)->outer;
    return outer->lpVtbl->Release(outer);
}

// Sends `size` bytes as method `slot` and takes total and HRESULT out of the answer.
static HRESULT proxy_call(counter_proxy *proxy, ULONG slot, const void *request, ULONG size, LONG *total)
{
    RPCOLEMESSAGE message;
    IRpcChannelBuffer *channel = proxy->channel;
    HRESULT status;
    LONG answer[2];

    if (!channel) return RPC_E_DISCONNECTED;
    // What a proxy leaves in the words that are the channel's own is nothing to go by.
    memset(&message, 0xA5, sizeof message);
    message.rpcFlags = 0;
    message.iMethod = slot;
    message.cbBuffer = size;
    message.dataRepresentation = 0x10;
    status = channel->lpVtbl->GetBuffer(channel, &message, &IID_ICounter);
    if (FAILED(status)) return status;
    memcpy(message.Buffer, request, size);
    status = channel->lpVtbl->SendReceive(channel, &message, NULL);
    if (FAILED(status)) return status;
    if (message.cbBuffer < sizeof answer) {
        status = RPC_E_CLIENT_CANTUNMARSHAL_DATA;
    } else {
        memcpy(answer, message.Buffer, sizeof answer);
        if (total) *total = answer[0];
        status = answer[1];
    }
    channel->lpVtbl->FreeBuffer(channel, &message);
    return status;
}

static HRESULT proxy_add(ICounter *this, LONG amount, LONG *total)
{
    return proxy_call(PROXY_OF_INTERFACE(this), 3, &amount, sizeof amount, total);
}

static HRESULT proxy_add_at(ICounter *this, ICounter *other, LONG amount, LONG *total)
{
    counter_proxy *proxy = PROXY_OF_INTERFACE(this);
    IStream *stream;
    HGLOBAL memory;
    ULARGE_INTEGER end;
    LARGE_INTEGER zero = {.QuadPart = 0};
    DWORD context = 0;
    void *extra = NULL;
    char *request;
    ULONG size;
    HRESULT status;

    if (!proxy->channel) return RPC_E_DISCONNECTED;
    proxy->channel->lpVtbl->GetDestCtx(proxy->channel, &context, &extra);
    status = CreateStreamOnHGlobal(NULL, TRUE, &stream);
    if (FAILED(status)) return status;
    status = CoMarshalInterface(stream, &IID_ICounter, (IUnknown *)other, context, extra, MSHLFLAGS_NORMAL);
    if (SUCCEEDED(status)) {
        stream->lpVtbl->Seek(stream, zero, STREAM_SEEK_CUR, &end);
        GetHGlobalFromStream(stream, &memory);
        size = (ULONG)end.QuadPart;
        request = malloc(size + 8);
        memcpy(request, &amount, sizeof amount);
        memcpy(request + 4, &size, sizeof size);
        memcpy(request + 8, memory, size);
        status = proxy_call(proxy, 4, request, size + 8, total);
        free(request);
    }
    stream->lpVtbl->Release(stream);
    return status;
}

static const ICounterVtbl proxy_vtable = {proxy_query, proxy_add_ref, proxy_release, proxy_add, proxy_add_at};

static HRESULT buffer_query(IRpcProxyBuffer *this, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IRpcProxyBuffer)) return E_NOINTERFACE;
    *result = this;
    this->lpVtbl->AddRef(this);
    return S_OK;
}
static ULONG buffer_add_ref(IRpcProxyBuffer *this)
{
    return (ULONG)__atomic_add_fetch(&PROXY_OF_BUFFER(this)->references, 1, __ATOMIC_RELAXED);
}
static void buffer_disconnect(IRpcProxyBuffer *this)
{
    IRpcChannelBuffer *channel = PROXY_OF_BUFFER(this)->channel;
    PROXY_OF_BUFFER(this)->channel = NULL;
    if (channel) channel->lpVtbl->Release(channel);
}
static ULONG buffer_release(IRpcProxyBuffer *this)
{
    LONG left = __atomic_sub_fetch(&PROXY_OF_BUFFER(this)->references, 1, __ATOMIC_ACQ_REL);
    if (left == 0) {
        buffer_disconnect(this);
        free(PROXY_OF_BUFFER(this));
    }
    return (ULONG)left;
}
static HRESULT buffer_connect(IRpcProxyBuffer *this, IRpcChannelBuffer *channel)
{
    buffer_disconnect(this);
    channel->lpVtbl->AddRef(channel);
    PROXY_OF_BUFFER(this)->channel = channel;
    return S_OK;
}
static const IRpcProxyBufferVtbl buffer_vtable = {buffer_query, buffer_add_ref, buffer_release, buffer_connect,
                                                  buffer_disconnect};

// ---- Stub --------------------------------------------------------------------------------------------------------

typedef struct counter_stub {
    const IRpcStubBufferVtbl *lpVtbl;
    ICounter *object;
    LONG references;
} counter_stub;

static HRESULT stub_query(IRpcStubBuffer *this, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IRpcStubBuffer)) return E_NOINTERFACE;
    *result = this;
    this->lpVtbl->AddRef(this);
    return S_OK;
}
static ULONG stub_add_ref(IRpcStubBuffer *this)
{
    return (ULONG)__atomic_add_fetch(&((counter_stub *)this)->references, 1, __ATOMIC_RELAXED);
}
static void stub_disconnect(IRpcStubBuffer *this)
{
    ICounter *object = ((counter_stub *)this)->object;
    ((counter_stub *)this)->object = NULL;
    if (object) object->lpVtbl->Release(object);
}
static ULONG stub_release(IRpcStubBuffer *this)
{
    LONG left = __atomic_sub_fetch(&((counter_stub *)this)->references, 1, __ATOMIC_ACQ_REL);
    if (left == 0) {
        stub_disconnect(this);
        free(this);
    }
    return (ULONG)left;
}
static HRESULT stub_connect(IRpcStubBuffer *this, IUnknown *object)
{
    return object->lpVtbl->QueryInterface(object, &IID_ICounter, (void **)&((counter_stub *)this)->object);
}

static HRESULT stub_invoke(IRpcStubBuffer *this, RPCOLEMESSAGE *message, IRpcChannelBuffer *channel)
{
    counter_stub *stub = (counter_stub *)this;
    const char *request = message->Buffer;
    ICounter *object = stub->object, *other;
    LONG amount, answer[2] = {0, E_UNEXPECTED};
    ULONG size;
    HRESULT status;

    if (!object) return RPC_E_DISCONNECTED;
    if (message->cbBuffer < 4) return RPC_E_SERVER_CANTUNMARSHAL_DATA;
    memcpy(&amount, request, sizeof amount);
    if (message->iMethod == 3) {
        answer[1] = object->lpVtbl->Add(object, amount, &answer[0]);
    } else if (message->iMethod == 4) {
        IStream *stream;
        LARGE_INTEGER zero = {.QuadPart = 0};

        if (message->cbBuffer < 8) return RPC_E_SERVER_CANTUNMARSHAL_DATA;
        memcpy(&size, request + 4, sizeof size);
        if (size > message->cbBuffer - 8) return RPC_E_SERVER_CANTUNMARSHAL_DATA;
        status = CreateStreamOnHGlobal(NULL, TRUE, &stream);
        if (FAILED(status)) return status;
        stream->lpVtbl->Write(stream, request + 8, size, NULL);
        stream->lpVtbl->Seek(stream, zero, STREAM_SEEK_SET, NULL);
        status = CoUnmarshalInterface(stream, &IID_ICounter, (void **)&other);
        stream->lpVtbl->Release(stream);
        if (FAILED(status)) return status;
        answer[1] = object->lpVtbl->AddAt(object, other, amount, &answer[0]);
        other->lpVtbl->Release(other);
    } else {
        return RPC_E_INVALIDMETHOD;
    }
    message->cbBuffer = sizeof answer;
    status = channel->lpVtbl->GetBuffer(channel, message, &IID_ICounter);
    if (FAILED(status)) return status;
    memcpy(message->Buffer, answer, sizeof answer);
    return S_OK;
}

static IRpcStubBuffer *stub_supports(IRpcStubBuffer *this, REFIID iid)
{
    if (!IsEqualIID(iid, &IID_ICounter)) return NULL;
    this->lpVtbl->AddRef(this);
    return this;
}
static ULONG stub_count(IRpcStubBuffer *this) { return ((counter_stub *)this)->object ? 1 : 0; }
static HRESULT stub_debug_query(IRpcStubBuffer *this, void **result)
{
    (void)this;
    *result = NULL;
    return E_NOTIMPL;
}
static void stub_debug_release(IRpcStubBuffer *this, void *pointer)
{
    (void)this;
    (void)pointer;
}
static const IRpcStubBufferVtbl stub_vtable = {stub_query,    stub_add_ref, stub_release,     stub_connect,      stub_disconnect,
                                               stub_invoke,   stub_supports, stub_count,      stub_debug_query,  stub_debug_release};

// ---- Factory -----------------------------------------------------------------------------------------------------

static HRESULT factory_query(IPSFactoryBuffer *this, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IPSFactoryBuffer)) return E_NOINTERFACE;
    *result = this;
    return S_OK;
}
static ULONG factory_count(IPSFactoryBuffer *this)
{
    (void)this;
    return 1;
}
static HRESULT factory_proxy(IPSFactoryBuffer *this, IUnknown *outer, REFIID iid, IRpcProxyBuffer **buffer, void **interface)
{
    counter_proxy *proxy;

    (void)this;
    if (!IsEqualIID(iid, &IID_ICounter)) return E_NOINTERFACE;
    proxy = calloc(1, sizeof *proxy);
    proxy->interface = &proxy_vtable;
    proxy->buffer = &buffer_vtable;
    proxy->outer = outer;
    proxy->references = 1;
    *buffer = (IRpcProxyBuffer *)&proxy->buffer;
    *interface = proxy;
    outer->lpVtbl->AddRef(outer);
    return S_OK;
}
static HRESULT factory_stub(IPSFactoryBuffer *this, REFIID iid, IUnknown *object, IRpcStubBuffer **result)
{
    counter_stub *stub;
    HRESULT status;

    (void)this;
    if (!IsEqualIID(iid, &IID_ICounter)) return E_NOINTERFACE;
    stub = calloc(1, sizeof *stub);
    stub->lpVtbl = &stub_vtable;
    stub->references = 1;
    status = stub_connect((IRpcStubBuffer *)stub, object);
    if (FAILED(status)) {
        free(stub);
        return status;
    }
    *result = (IRpcStubBuffer *)stub;
    return S_OK;
}
static const IPSFactoryBufferVtbl factory_vtable = {factory_query, factory_count, factory_count, factory_proxy, factory_stub};
static IPSFactoryBuffer counter_factory = {&factory_vtable};

#endif
