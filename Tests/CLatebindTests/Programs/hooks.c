// SPDX-License-Identifier: Apache-2.0
//
// Channel hooks: what a hook sends with a call arrives at its twin in the other process, or before the call in the other apartment, on
// the thread of the object; what that answers comes back with the results. The program starts itself as the other process.
#define COBJMACROS
#include <latebind/automation.h>
#include <pthread.h>

#include "apartment.h"
#include "check.h"
#include "counter_base.h"
#include "partner.h"

// What the hook kept for the thread that serves the call: the method tells it.
static _Thread_local LONG received = -1;
static _Thread_local ULONG received_size;

static HRESULT counter_add(ICounter *this, LONG amount, LONG *total)
{
    (void)this;
    if (amount < 0) return E_INVALIDARG;
    *total = received;
    return S_OK;
}
static const ICounterVtbl counter_vtable = {counter_query, counter_add_ref, counter_release, counter_add, counter_add_at};

static ICounter *make_counter(void) { return new_counter(sizeof(counter_base), &counter_vtable); }

// ---- Two hooks: one sends a number, which comes back ten times as large; one sends nothing -------------------------

static const GUID with_number = {0x1D2A3B50, 0x1111, 0x4222, {0x83, 0x33, 0x44, 0x44, 0x55, 0x55, 0x66, 0x66}};
static const GUID without_data = {0x1D2A3B51, 0x1111, 0x4222, {0x83, 0x33, 0x44, 0x44, 0x55, 0x55, 0x66, 0x66}};

static LONG to_send = -1;   // -1: nothing
static ULONG length = 4;    // of what is sent: the number, and bytes that follow from it
static LONG returned = -1, fault = -1;
static int sizes, fills, client_notices, server_notices, empty_notices;

static HRESULT hook_query(IChannelHook *this, REFIID iid, void **result)
{
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IChannelHook)) {
        *result = NULL;
        return E_NOINTERFACE;
    }
    *result = this;
    return S_OK;
}
static ULONG hook_count(IChannelHook *this)
{
    (void)this;
    return 1;
}

static void fill(void *data, LONG number, ULONG size)
{
    memcpy(data, &number, 4);
    for (ULONG index = 4; index < size; index++) ((unsigned char *)data)[index] = (unsigned char)(number + index);
}
// The number, if the bytes behind it are right.
static LONG take(const void *data, ULONG size)
{
    LONG number = -1;
    if (size < 4) return -2;
    memcpy(&number, data, 4);
    for (ULONG index = 4; index < size; index++)
        if (((const unsigned char *)data)[index] != (unsigned char)(number + index)) return -3;
    return number;
}

static void client_size(IChannelHook *this, REFGUID id, REFIID iid, ULONG *size)
{
    (void)this;
    CHECK(IsEqualIID(iid, &IID_ICounter));
    sizes++;
    *size = IsEqualGUID(id, &with_number) && to_send >= 0 ? length : 0;
}
static void client_fill(IChannelHook *this, REFGUID id, REFIID iid, ULONG *size, void *data)
{
    (void)this;
    CHECK(IsEqualGUID(id, &with_number) && IsEqualIID(iid, &IID_ICounter) && *size == length);
    fills++;
    fill(data, to_send, length);
}
static void client_notify(IChannelHook *this, REFGUID id, REFIID iid, ULONG size, void *data, DWORD format, HRESULT status)
{
    (void)this;
    CHECK(IsEqualIID(iid, &IID_ICounter) && (format & 0xF0) == 0x10);
    if (!IsEqualGUID(id, &with_number)) {
        CHECK(size == 0 && data == NULL);
        return;
    }
    client_notices++;
    fault = status;
    returned = size ? take(data, size) : -1;
}
static void server_notify(IChannelHook *this, REFGUID id, REFIID iid, ULONG size, void *data, DWORD format)
{
    (void)this;
    CHECK(IsEqualIID(iid, &IID_ICounter) && (format & 0xF0) == 0x10);
    if (!IsEqualGUID(id, &with_number)) {
        CHECK(size == 0 && data == NULL);
        empty_notices++;
        return;
    }
    server_notices++;
    received = size ? take(data, size) : -1;
    received_size = size;
}
static void server_size(IChannelHook *this, REFGUID id, REFIID iid, HRESULT status, ULONG *size)
{
    (void)this;
    CHECK(IsEqualIID(iid, &IID_ICounter) && status == S_OK);
    *size = IsEqualGUID(id, &with_number) && received >= 0 ? received_size : 0;
}
static void server_fill(IChannelHook *this, REFGUID id, REFIID iid, ULONG *size, void *data, HRESULT status)
{
    (void)this;
    (void)iid;
    CHECK(IsEqualGUID(id, &with_number) && *size == received_size && status == S_OK);
    fill(data, 10 * received, *size);
    received = -1;
}
static const IChannelHookVtbl hook_vtable = {hook_query,    hook_count,    hook_count,  client_size, client_fill,
                                             client_notify, server_notify, server_size, server_fill};
static IChannelHook number_hook = {&hook_vtable}, silent_hook = {&hook_vtable};

static void enter(void)
{
    DWORD cookie;

    CHECK_HR(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    CHECK_HR(CoRegisterClassObject(&CLSID_CounterProxy, (IUnknown *)&counter_factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE,
                                   &cookie), S_OK);
    CHECK_HR(CoRegisterPSClsid(&IID_ICounter, &CLSID_CounterProxy), S_OK);
    CHECK_HR(CoRegisterChannelHook(&with_number, &number_hook), S_OK);
    CHECK_HR(CoRegisterChannelHook(&without_data, &silent_hook), S_OK);
    CHECK_HR(CoRegisterChannelHook(NULL, &number_hook), E_INVALIDARG);
}

// ---- Tests -------------------------------------------------------------------------------------------------------

static void data_go_there_and_back(ICounter *proxy)
{
    static const ULONG lengths[] = {4, 5, 7, 8, 9, 100, 5000, 70000};
    LONG total;

    // Each length takes another way into the message: padding, and fragments.
    for (size_t index = 0; index < sizeof lengths / sizeof *lengths; index++) {
        to_send = 7 + (LONG)index;
        length = lengths[index];
        sizes = fills = client_notices = 0;
        CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), S_OK);
        CHECK(total == to_send);
        CHECK(returned == 10 * to_send && fault == S_OK);
        CHECK(sizes == 2 && fills == 1 && client_notices == 1);
    }
    length = 4;
    // Nothing is sent: each hook is told so.
    to_send = -1;
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), S_OK);
    CHECK(total == -1 && returned == -1 && fault == S_OK);
    // A method's failure is none of the channel.
    to_send = 3;
    CHECK_HR(proxy->lpVtbl->Add(proxy, -1, &total), E_INVALIDARG);
    CHECK(returned == 30 && fault == S_OK);
}

// The called end's hook answers for a call back from the other process.
static void callbacks_have_them_too(ICounter *proxy)
{
    ICounter *mine = make_counter();
    LONG total;

    to_send = 5;
    server_notices = empty_notices = 0;
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, mine, 1, &total), S_OK);
    // The partner sends nothing with its own calls.
    CHECK(total == -1 && returned == 50);
    CHECK(server_notices == 1 && empty_notices == 1);
    CHECK_HR(CoDisconnectObject((IUnknown *)mine, 0), S_OK);
    // What the partner let go of before is released by this thread, when it serves its apartment.
    while (__atomic_load_n(&((counter_base *)mine)->references, __ATOMIC_ACQUIRE) > 1) LatebindPumpApartment(10);
    CHECK(mine->lpVtbl->Release(mine) == 0);
}

// A call that does not arrive: the client's end is told why.
static void a_dead_object_is_a_fault(ICounter *proxy)
{
    LONG total;

    to_send = 9;
    fault = S_OK;
    returned = 1;
    // The hook of the other end is not asked for an object that it does not have.
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_DISCONNECTED);
    CHECK(fault == (LONG)RPC_E_DISCONNECTED && returned == -1);
}

static void calls_to_another_apartment_have_them(void)
{
    apartment a;
    ICounter *proxy;
    LONG total;

    apartment_start(&a, make_counter);
    CHECK_HR(CoGetInterfaceAndReleaseStream(a.stream, &IID_ICounter, (void **)&proxy), S_OK);
    to_send = 12;
    returned = -1;
    sizes = fills = client_notices = server_notices = 0;
    // The object's thread has what the hook kept for it; this one has not.
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), S_OK);
    CHECK(total == 12 && received == -1 && returned == 120);
    CHECK(sizes == 2 && fills == 1 && client_notices == 1 && server_notices == 1);
    apartment_stop(&a);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_DISCONNECTED);
    CHECK(fault == (LONG)RPC_E_DISCONNECTED && returned == -1);
    proxy->lpVtbl->Release(proxy);
}

int main(int count, char **arguments)
{
    partner p;
    ICounter *proxy;

    enter();
    if (count > 1) {
        partner_serve(make_counter());
        for (int round = 0; round < 1000 && __atomic_load_n(&live, __ATOMIC_ACQUIRE); round++) LatebindPumpApartment(10);
        CoUninitialize();
        return failures || live;
    }
    p = partner_start(arguments[0]);
    proxy = partner_object(p);
    data_go_there_and_back(proxy);
    callbacks_have_them_too(proxy);
    partner_stop(p);
    a_dead_object_is_a_fault(proxy);
    proxy->lpVtbl->Release(proxy);
    calls_to_another_apartment_have_them();
    CHECK(live == 0);
    CoUninitialize();
    return finish();
}
