// SPDX-License-Identifier: Apache-2.0
//
// IIpcClientServer::Send, during which the server calls back: the event Received. Two calls, one within the other.
#include "ipc.h"
#include "mechanisms.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace latebind_event {

using latebind::com_ptr;

static void check(HRESULT status, const char *what)
{
    if (SUCCEEDED(status)) return;
    std::fprintf(stderr, "%s: 0x%08X\n", what, static_cast<unsigned>(status));
    std::exit(1);
}

// Listens to the events; one, as long as the process.
class Sink final : public IDispatch {
public:
    std::string received;

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **result) override
    {
        bool known = IsEqualGUID(iid, IID_IUnknown) || IsEqualGUID(iid, IID_IDispatch) || IsEqualGUID(iid, DIID_IIpcClientServerEvents);
        *result = known ? this : nullptr;
        return known ? S_OK : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
    ULONG STDMETHODCALLTYPE Release() override { return 1; }
    HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT *count) override { return *count = 0, S_OK; }
    HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo **) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR *, UINT, LCID, DISPID *) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Invoke(
        DISPID member, REFIID, LCID, WORD, DISPPARAMS *parameters, VARIANT *, EXCEPINFO *, UINT *) override
    {
        if (member != 1) return DISP_E_MEMBERNOTFOUND;
        if (parameters->cArgs != 1 || V_VT(parameters->rgvarg) != VT_BSTR) return DISP_E_TYPEMISMATCH;
        BSTR data = V_BSTR(parameters->rgvarg);
        received.assign(reinterpret_cast<const char *>(data), SysStringByteLen(data));
        return S_OK;
    }
};

static Sink sink;
static com_ptr<IIpcClientServer> server;
static com_ptr<IConnectionPoint> point;
static DWORD cookie;

void open()
{
    check(server.create(CLSID_IpcClientServer, CLSCTX_LOCAL_SERVER), "CoCreateInstance");
    auto container = server.as<IConnectionPointContainer>();
    check(container->FindConnectionPoint(DIID_IIpcClientServerEvents, point.put()), "FindConnectionPoint");
    check(point->Advise(&sink, &cookie), "Advise");
}

void exchange(char *message, size_t size)
{
    auto data = latebind::bstr::attach(SysAllocStringByteLen(message, static_cast<UINT>(size)));
    check(server->Send(data.get()), "Send");
    // Everybody has received it when Send returns.
    if (sink.received.size() != size) fail("size");
    std::memcpy(message, sink.received.data(), size);
}

void close()
{
    check(point->Unadvise(cookie), "Unadvise");
    point.reset();
    server.reset();
}

}  // namespace latebind_event
