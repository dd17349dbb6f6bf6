// SPDX-License-Identifier: Apache-2.0
//
// IUnknown and IClassFactory. [MS-DCOM] 3.1.1.5.8, [MS-OAUT] 1.3
#ifndef LATEBIND_UNKNWN_H
#define LATEBIND_UNKNWN_H

#include <latebind/wtypes.h>

typedef struct IUnknown IUnknown;
typedef IUnknown *LPUNKNOWN;
typedef struct IClassFactory IClassFactory;
typedef IClassFactory *LPCLASSFACTORY;

DEFINE_OLEGUID(IID_IUnknown, 0x00000000, 0, 0);

// Identity and lifetime; the first three slots of every interface.
#define IUnknown_METHODS                                                    \
    STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **ppvObject) PURE;    \
    STDMETHOD_(ULONG, AddRef)(THIS) PURE;                                   \
    STDMETHOD_(ULONG, Release)(THIS) PURE;

#define INTERFACE IUnknown
DECLARE_INTERFACE(IUnknown)
{
    IUnknown_METHODS
};
#undef INTERFACE

DEFINE_OLEGUID(IID_IClassFactory, 0x00000001, 0, 0);

// A class object: makes the instances of one class.
#define INTERFACE IClassFactory
DECLARE_INTERFACE_(IClassFactory, IUnknown)
{
    LATEBIND_INHERIT(IUnknown_METHODS)
    STDMETHOD(CreateInstance)(THIS_ IUnknown *pUnkOuter, REFIID riid, void **ppvObject) PURE;
    STDMETHOD(LockServer)(THIS_ WINBOOL fLock) PURE;
};
#undef INTERFACE

#endif
