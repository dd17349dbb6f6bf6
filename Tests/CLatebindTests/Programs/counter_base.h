// SPDX-License-Identifier: Apache-2.0
//
// What the counters of these programs have in common: who they are, and how many hold them.
#ifndef COUNTER_BASE_H
#define COUNTER_BASE_H

#include "counter_proxy.h"

// A program's own structure begins with one.
typedef struct counter_base {
    const ICounterVtbl *lpVtbl;
    LONG references;
} counter_base;

static LONG live;                   // how many there are
static void (*counter_freed)(void); // called when there is one less

static HRESULT counter_query(ICounter *this, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_ICounter)) return E_NOINTERFACE;
    *result = this;
    this->lpVtbl->AddRef(this);
    return S_OK;
}
static ULONG counter_add_ref(ICounter *this)
{
    return (ULONG)__atomic_add_fetch(&((counter_base *)this)->references, 1, __ATOMIC_RELAXED);
}
static ULONG counter_release(ICounter *this)
{
    LONG left = __atomic_sub_fetch(&((counter_base *)this)->references, 1, __ATOMIC_ACQ_REL);
    if (left == 0) {
        free(this);
        __atomic_sub_fetch(&live, 1, __ATOMIC_RELEASE);
        void (*freed)(void) = __atomic_load_n(&counter_freed, __ATOMIC_RELAXED);
        if (freed) freed();
    }
    return (ULONG)left;
}
__attribute__((unused)) static HRESULT counter_add_at(ICounter *this, ICounter *other, LONG amount, LONG *total)
{
    (void)this;
    return other->lpVtbl->Add(other, amount, total);
}

// A new one with one reference: `size` bytes, zeros behind the base.
static void *new_counter(size_t size, const ICounterVtbl *vtable)
{
    counter_base *object = calloc(1, size);
    object->lpVtbl = vtable;
    object->references = 1;
    __atomic_add_fetch(&live, 1, __ATOMIC_RELAXED);
    return object;
}

#endif
