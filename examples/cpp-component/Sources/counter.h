// SPDX-License-Identifier: Apache-2.0
//
// ICounter of counters.idl as C++ sees it: an abstract class whose virtual functions are the interface's vtable, slot by slot.
#ifndef COUNTER_H
#define COUNTER_H

#include <latebind/automation.h>
#include <latebind/com_ptr.h>

DEFINE_GUID(LIBID_Counters, 0x7c5e2a10, 0x3b9d, 0x4f60, 0x8a, 0x41, 0x6d, 0x0f, 0x9b, 0x2c, 0x1e, 0x00);
DEFINE_GUID(IID_ICounter, 0x7c5e2a11, 0x3b9d, 0x4f60, 0x8a, 0x41, 0x6d, 0x0f, 0x9b, 0x2c, 0x1e, 0x00);
DEFINE_GUID(CLSID_Counter, 0x7c5e2a12, 0x3b9d, 0x4f60, 0x8a, 0x41, 0x6d, 0x0f, 0x9b, 0x2c, 0x1e, 0x00);

struct ICounter : IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_Value(LONG *value) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_Value(LONG value) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *name) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_Name(BSTR name) = 0;
    virtual HRESULT STDMETHODCALLTYPE Add(LONG step, LONG *value) = 0;
    virtual HRESULT STDMETHODCALLTYPE History(SAFEARRAY **values) = 0;
};
LATEBIND_IID_OF(ICounter, IID_ICounter)

#endif
