/* SPDX-License-Identifier: Apache-2.0
 *
 * ITest of test.idl for C and C++: its functions are the interface's vtable, slot by slot. */
#ifndef TEST_H
#define TEST_H

#include <latebind/automation.h>

DEFINE_GUID(IID_ITest, 0x5b0d7a31, 0x6c41, 0x4e57, 0x9b, 0x7d, 0x2f, 0x4f, 0x6f, 0x0a, 0x1e, 0x00);
DEFINE_GUID(CLSID_Left, 0x5b0d7a32, 0x6c41, 0x4e57, 0x9b, 0x7d, 0x2f, 0x4f, 0x6f, 0x0a, 0x1e, 0x00);
DEFINE_GUID(CLSID_Right, 0x5b0d7a33, 0x6c41, 0x4e57, 0x9b, 0x7d, 0x2f, 0x4f, 0x6f, 0x0a, 0x1e, 0x00);
DEFINE_GUID(CLSID_Total, 0x5b0d7a34, 0x6c41, 0x4e57, 0x9b, 0x7d, 0x2f, 0x4f, 0x6f, 0x0a, 0x1e, 0x00);
/* The type-library marshaler, under the CLSID by which it is known everywhere. */
DEFINE_GUID(CLSID_PSOAInterface, 0x00020424, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46);

#ifdef __cplusplus
struct ITest : IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Add(LONG a, LONG b, LONG *sum) = 0;
    virtual HRESULT STDMETHODCALLTYPE AddAt(ITest *other, LONG a, LONG b, LONG *sum) = 0;
};
#else
typedef struct ITest ITest;
typedef struct ITestVtbl {
    HRESULT (*QueryInterface)(ITest *, REFIID, void **);
    ULONG (*AddRef)(ITest *);
    ULONG (*Release)(ITest *);
    HRESULT (*Add)(ITest *, LONG a, LONG b, LONG *sum);
    HRESULT (*AddAt)(ITest *, ITest *other, LONG a, LONG b, LONG *sum);
} ITestVtbl;
struct ITest { const ITestVtbl *lpVtbl; };
#endif

#endif
