// SPDX-License-Identifier: Apache-2.0
//
// The class of these tests: a counter that tells which process and which thread it lives in. The server and the component have it.
#ifndef COUNTER_OBJECT_H
#define COUNTER_OBJECT_H

#include "counter_base.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/syscall.h>

// What Add is asked for instead of a sum.
enum { ASK_PROCESS = -1, ASK_THREAD = -2, ASK_CREATOR = -3 };

typedef struct counter {
    counter_base base;
    LONG total, creator;
} counter;

// Called when the last object has gone, as CoReleaseServerProcess says.
static void (*last_object_gone)(void);

static void object_gone(void)
{
    if (last_object_gone && CoReleaseServerProcess() == 0) last_object_gone();
}

static HRESULT counter_add(ICounter *this, LONG amount, LONG *total)
{
    counter *object = (counter *)this;

    switch (amount) {
    case ASK_PROCESS: *total = getpid(); break;
    case ASK_THREAD: *total = (LONG)syscall(SYS_gettid); break;
    case ASK_CREATOR: *total = object->creator; break;
    default: *total = __atomic_add_fetch(&object->total, amount, __ATOMIC_RELAXED);
    }
    return S_OK;
}
static const ICounterVtbl counter_vtable = {counter_query, counter_add_ref, counter_release, counter_add, counter_add_at};

static ICounter *make_counter(void)
{
    counter *object = new_counter(sizeof *object, &counter_vtable);
    object->creator = (LONG)syscall(SYS_gettid);
    __atomic_store_n(&counter_freed, object_gone, __ATOMIC_RELAXED);
    if (last_object_gone) CoAddRefServerProcess();
    return (ICounter *)object;
}

// ---- Its class object, which lives as long as its process --------------------------------------------------------

static HRESULT class_query(IClassFactory *this, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IClassFactory)) return E_NOINTERFACE;
    *result = this;
    return S_OK;
}
static ULONG class_count(IClassFactory *this)
{
    (void)this;
    return 1;
}
static HRESULT class_create(IClassFactory *this, IUnknown *outer, REFIID iid, void **result)
{
    ICounter *object;
    HRESULT status;

    (void)this;
    *result = NULL;
    if (outer) return CLASS_E_NOAGGREGATION;
    object = make_counter();
    status = object->lpVtbl->QueryInterface(object, iid, result);
    object->lpVtbl->Release(object);
    return status;
}
static HRESULT class_lock(IClassFactory *this, WINBOOL lock)
{
    (void)this;
    (void)lock;
    return S_OK;
}
static const IClassFactoryVtbl class_vtable = {class_query, class_count, class_count, class_create, class_lock};
__attribute__((unused)) static IClassFactory counter_class = {(IClassFactoryVtbl *)&class_vtable};

// ---- For every program -------------------------------------------------------------------------------------------

// Makes the hand-written proxy and stub known.
__attribute__((unused)) static HRESULT know_the_proxy(void)
{
    DWORD cookie;
    HRESULT status = CoRegisterClassObject(
        &CLSID_CounterProxy, (IUnknown *)&counter_factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &cookie);
    if (FAILED(status)) return status;
    return CoRegisterPSClsid(&IID_ICounter, &CLSID_CounterProxy);
}

__attribute__((unused)) static CLSID clsid_from(const char *text)
{
    OLECHAR wide[64] = {0};
    CLSID clsid = {0};
    for (int i = 0; text[i] && i < 63; i++) wide[i] = (OLECHAR)text[i];
    CLSIDFromString(wide, &clsid);
    return clsid;
}

#endif
