// SPDX-License-Identifier: Apache-2.0
//
// The class as an in-process component.
#define COBJMACROS
#include "counter_object.h"

__attribute__((visibility("default"))) HRESULT DllGetClassObject(REFCLSID clsid, REFIID iid, void **result)
{
    (void)clsid;
    if (IsEqualIID(iid, &IID_IPSFactoryBuffer)) {
        *result = &counter_factory;
        return S_OK;
    }
    return class_query(&counter_class, iid, result);
}

// A host that has never heard of the interface learns it with the component.
__attribute__((constructor)) static void know(void) { know_the_proxy(); }
