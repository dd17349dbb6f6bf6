// SPDX-License-Identifier: Apache-2.0
//
// A factory of proxies and stubs that passes everything on to the type-library marshaler and tells what passes. The pieces know one
// another by COM's interfaces alone, so any of them can be wrapped.
#ifndef TELLING_H
#define TELLING_H

#include "sum.h"

namespace telling {

using namespace example;

inline std::string hex(const void *bytes, size_t count)
{
    std::string text;
    char two[4];
    for (size_t index = 0; index < count; index++) {
        std::snprintf(two, sizeof two, "%02x ", static_cast<const unsigned char *>(bytes)[index]);
        text += two;
    }
    if (count) text.pop_back();
    return text;
}

// IUnknown of an object with one interface that counts for itself.
#define TELLING_UNKNOWN(Interface, iid)                                                                   \
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID wanted, void **result) override                       \
    {                                                                                                     \
        bool known = IsEqualGUID(wanted, IID_IUnknown) || IsEqualGUID(wanted, iid);                       \
        *result = known ? static_cast<Interface *>(this) : nullptr;                                       \
        if (known) AddRef();                                                                              \
        return known ? S_OK : E_NOINTERFACE;                                                              \
    }                                                                                                     \
    ULONG STDMETHODCALLTYPE AddRef() override { return static_cast<ULONG>(++references_); }               \
    ULONG STDMETHODCALLTYPE Release() override                                                            \
    {                                                                                                     \
        LONG left = --references_;                                                                        \
        if (left == 0) delete this;                                                                       \
        return static_cast<ULONG>(left);                                                                  \
    }                                                                                                     \
    std::atomic<LONG> references_{1};

// The channel, at either end.
class Channel final : public IRpcChannelBuffer {
public:
    Channel(IRpcChannelBuffer *real, bool at_client) : real_(real), at_client_(at_client) {}
    TELLING_UNKNOWN(IRpcChannelBuffer, IID_IRpcChannelBuffer)

    HRESULT STDMETHODCALLTYPE GetBuffer(RPCOLEMESSAGE *message, REFIID iid) override
    {
        ULONG asked = message->cbBuffer;
        HRESULT status = real_->GetBuffer(message, iid);
        if (at_client_) say("client  channel          GetBuffer: room for %u bytes of arguments, method %u", asked, message->iMethod);
        else say("server  channel          GetBuffer: room for %u bytes of results", asked);
        return status;
    }
    HRESULT STDMETHODCALLTYPE SendReceive(RPCOLEMESSAGE *message, ULONG *code) override
    {
        say("client  channel          SendReceive: %s", hex(message->Buffer, message->cbBuffer).c_str());
        HRESULT status = real_->SendReceive(message, code);
        if (SUCCEEDED(status)) say("client  channel          received:    %s", hex(message->Buffer, message->cbBuffer).c_str());
        else say("client  channel          failed: 0x%08X", static_cast<unsigned>(status));
        return status;
    }
    HRESULT STDMETHODCALLTYPE FreeBuffer(RPCOLEMESSAGE *message) override
    {
        say("client  channel          FreeBuffer");
        return real_->FreeBuffer(message);
    }
    HRESULT STDMETHODCALLTYPE GetDestCtx(DWORD *context, void **extra) override { return real_->GetDestCtx(context, extra); }
    HRESULT STDMETHODCALLTYPE IsConnected() override { return real_->IsConnected(); }

private:
    com_ptr<IRpcChannelBuffer> real_;
    bool at_client_;
};

// The interface proxy's ISum, which belongs to the proxy manager: its IUnknown is the manager's.
class ProxySum final : public ISum {
public:
    void set(IUnknown *outer, ISum *real)
    {
        outer_ = outer;
        real_ = real;
    }
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **result) override { return outer_->QueryInterface(iid, result); }
    ULONG STDMETHODCALLTYPE AddRef() override { return outer_->AddRef(); }
    ULONG STDMETHODCALLTYPE Release() override { return outer_->Release(); }
    HRESULT STDMETHODCALLTYPE Sum(LONG a, LONG b, LONG *result) override
    {
        say("client  interface proxy  ISum::Sum(%d, %d): marshals the arguments", a, b);
        HRESULT status = real_->Sum(a, b, result);
        say("client  interface proxy  unmarshals: result %d, HRESULT 0x%08X", *result, static_cast<unsigned>(status));
        return status;
    }

private:
    IUnknown *outer_ = nullptr;  // it lives longer: it owns the proxy
    ISum *real_ = nullptr;
};

// The interface proxy.
class Proxy final : public IRpcProxyBuffer {
public:
    Proxy(IUnknown *outer, IRpcProxyBuffer *real, ISum *sum) : real_(com_ptr<IRpcProxyBuffer>::attach(real)) { sum_.set(outer, sum); }
    ISum *sum() { return &sum_; }
    TELLING_UNKNOWN(IRpcProxyBuffer, IID_IRpcProxyBuffer)

    HRESULT STDMETHODCALLTYPE Connect(IRpcChannelBuffer *channel) override
    {
        say("client  proxy manager    connects the interface proxy to a channel");
        auto wrapped = com_ptr<IRpcChannelBuffer>::attach(new Channel(channel, true));
        return real_->Connect(wrapped.get());
    }
    void STDMETHODCALLTYPE Disconnect() override
    {
        say("client  proxy manager    disconnects the interface proxy");
        real_->Disconnect();
    }

private:
    com_ptr<IRpcProxyBuffer> real_;
    ProxySum sum_;
};

// The interface stub.
class Stub final : public IRpcStubBuffer {
public:
    explicit Stub(IRpcStubBuffer *real) : real_(com_ptr<IRpcStubBuffer>::attach(real)) {}
    TELLING_UNKNOWN(IRpcStubBuffer, IID_IRpcStubBuffer)

    HRESULT STDMETHODCALLTYPE Connect(IUnknown *object) override { return real_->Connect(object); }
    void STDMETHODCALLTYPE Disconnect() override
    {
        say("server  stub manager     disconnects the interface stub from the object");
        real_->Disconnect();
    }
    HRESULT STDMETHODCALLTYPE Invoke(RPCOLEMESSAGE *message, IRpcChannelBuffer *channel) override
    {
        say("server  stub manager     passes the call on to the interface stub that its IPID names");
        say("server  interface stub   Invoke: method %u, %s", message->iMethod, hex(message->Buffer, message->cbBuffer).c_str());
        auto wrapped = com_ptr<IRpcChannelBuffer>::attach(new Channel(channel, false));
        HRESULT status = real_->Invoke(message, wrapped.get());
        say("server  interface stub   marshals:    %s", hex(message->Buffer, message->cbBuffer).c_str());
        return status;
    }
    IRpcStubBuffer *STDMETHODCALLTYPE IsIIDSupported(REFIID iid) override
    {
        if (!IsEqualGUID(iid, IID_ISum)) return nullptr;
        AddRef();
        return this;
    }
    ULONG STDMETHODCALLTYPE CountRefs() override { return real_->CountRefs(); }
    HRESULT STDMETHODCALLTYPE DebugServerQueryInterface(void **result) override { return real_->DebugServerQueryInterface(result); }
    void STDMETHODCALLTYPE DebugServerRelease(void *object) override { real_->DebugServerRelease(object); }

private:
    com_ptr<IRpcStubBuffer> real_;
};

// The factory; one, as long as its process.
class Factory final : public IPSFactoryBuffer {
public:
    Factory()
    {
        must(CoGetClassObject(CLSID_PSOAInterface, CLSCTX_INPROC_SERVER, nullptr, IID_IPSFactoryBuffer,
                              reinterpret_cast<void **>(&real_)), "the type-library marshaler");
    }
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **result) override
    {
        bool known = IsEqualGUID(iid, IID_IUnknown) || IsEqualGUID(iid, IID_IPSFactoryBuffer);
        *result = known ? this : nullptr;
        return known ? S_OK : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
    ULONG STDMETHODCALLTYPE Release() override { return 1; }

    HRESULT STDMETHODCALLTYPE CreateProxy(IUnknown *outer, REFIID iid, IRpcProxyBuffer **proxy, void **sum) override
    {
        say("client  proxy manager    asks the factory for an interface proxy of ISum, which it aggregates");
        IRpcProxyBuffer *real;
        void *real_sum;
        HRESULT status = real_->CreateProxy(outer, iid, &real, &real_sum);
        if (FAILED(status)) return status;
        // The reference to `outer` that comes with the interface goes to whoever gets this one.
        auto made = new Proxy(outer, real, static_cast<ISum *>(real_sum));
        *proxy = made;
        *sum = made->sum();
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE CreateStub(REFIID iid, IUnknown *object, IRpcStubBuffer **stub) override
    {
        say("server  stub manager     asks the factory for an interface stub of ISum, connected to the object");
        IRpcStubBuffer *real;
        HRESULT status = real_->CreateStub(iid, object, &real);
        if (FAILED(status)) return status;
        *stub = new Stub(real);
        return S_OK;
    }

private:
    IPSFactoryBuffer *real_ = nullptr;
};

}  // namespace telling

#endif
