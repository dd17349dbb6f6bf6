// SPDX-License-Identifier: Apache-2.0
//
// IIpcClientServer of ipc.idl as C++ sees it.
#ifndef IPC_H
#define IPC_H

#include <latebind/automation.h>
#include <latebind/com_ptr.h>

static const IID IID_IIpcClientServer = {0xd4a1c7e1, 0x52b9, 0x4f38, {0x8d, 0x60, 0x7e, 0x9b, 0x0c, 0x2f, 0x6a, 0x00}};
static const IID DIID_IIpcClientServerEvents = {0xd4a1c7e2, 0x52b9, 0x4f38, {0x8d, 0x60, 0x7e, 0x9b, 0x0c, 0x2f, 0x6a, 0x00}};
static const CLSID CLSID_IpcClientServer = {0xd4a1c7e3, 0x52b9, 0x4f38, {0x8d, 0x60, 0x7e, 0x9b, 0x0c, 0x2f, 0x6a, 0x00}};

struct IIpcClientServer : IDispatch {
    virtual HRESULT STDMETHODCALLTYPE Send(BSTR data) = 0;
    virtual HRESULT STDMETHODCALLTYPE Echo(SAFEARRAY *data, SAFEARRAY **answer) = 0;
};
LATEBIND_IID_OF(IIpcClientServer, IID_IIpcClientServer)

#endif
