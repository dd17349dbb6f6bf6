// SPDX-License-Identifier: Apache-2.0
#ifndef SUM_H
#define SUM_H

#include "component.h"

DEFINE_GUID(IID_ISum, 0x8e1f4c21, 0x7d35, 0x4b0a, 0x8c, 0x39, 0x51, 0xd2, 0xa7, 0xb3, 0xf4, 0x00);
DEFINE_GUID(CLSID_Sum, 0x8e1f4c22, 0x7d35, 0x4b0a, 0x8c, 0x39, 0x51, 0xd2, 0xa7, 0xb3, 0xf4, 0x00);
// The factory of proxies and stubs of this example, and the one that it passes everything on to.
DEFINE_GUID(CLSID_Telling, 0x8e1f4c23, 0x7d35, 0x4b0a, 0x8c, 0x39, 0x51, 0xd2, 0xa7, 0xb3, 0xf4, 0x00);
DEFINE_GUID(CLSID_PSOAInterface, 0x00020424, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46);

struct ISum : IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Sum(LONG a, LONG b, LONG *result) = 0;
};
LATEBIND_IID_OF(ISum, IID_ISum)

#endif
