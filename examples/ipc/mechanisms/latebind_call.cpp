// SPDX-License-Identifier: Apache-2.0
//
// IIpcClientServer::Echo; the server is Sources/server.swift.
#define INITGUID
#include "ipc.h"
#include "mechanisms.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace latebind_call {

static latebind::com_ptr<IIpcClientServer> server;

static void check(HRESULT status, const char *what)
{
    if (SUCCEEDED(status)) return;
    std::fprintf(stderr, "%s: 0x%08X\n", what, static_cast<unsigned>(status));
    std::exit(1);
}

void open()
{
    CLSID clsid;
    check(CLSIDFromProgID(OLESTR("IpcTest.IpcClientServer"), &clsid), "CLSIDFromProgID");
    check(server.create(clsid, CLSCTX_LOCAL_SERVER), "CoCreateInstance");
}

void exchange(char *message, size_t size)
{
    SAFEARRAY *data = SafeArrayCreateVector(VT_UI1, 0, static_cast<ULONG>(size)), *answer = nullptr;
    if (!data) fail("SafeArrayCreateVector");
    std::memcpy(data->pvData, message, size);
    check(server->Echo(data, &answer), "Echo");
    if (answer->rgsabound[0].cElements != size) fail("size");
    std::memcpy(message, answer->pvData, size);
    SafeArrayDestroy(data);
    SafeArrayDestroy(answer);
}

void close() { server.reset(); }

}  // namespace latebind_call
