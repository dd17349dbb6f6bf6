// SPDX-License-Identifier: Apache-2.0
//
// An interface pointer handed from one process to another as bytes: calls there and back, references, the end of either process. The
// program starts itself as the server. Proxy and stub are hand-written ones.
#define COBJMACROS
#include <latebind/automation.h>
#include <pthread.h>
#include <signal.h>

#include "check.h"
#include "counter_base.h"
#include "partner.h"

typedef struct counter {
    counter_base base;
    LONG total;
} counter;

static pthread_mutex_t live_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t live_changed = PTHREAD_COND_INITIALIZER;

static void tell_live(void)
{
    pthread_mutex_lock(&live_mutex);
    pthread_cond_broadcast(&live_changed);
    pthread_mutex_unlock(&live_mutex);
}

static HRESULT counter_add(ICounter *this, LONG amount, LONG *total)
{
    if (amount == 666) kill(getpid(), SIGKILL);
    if (amount < 0) return E_INVALIDARG;
    *total = ((counter *)this)->total += amount;
    return S_OK;
}
static const ICounterVtbl counter_vtable = {counter_query, counter_add_ref, counter_release, counter_add, counter_add_at};

static ICounter *make_counter(void) { return new_counter(sizeof(counter), &counter_vtable); }

// ---- A channel hook: a number goes with each call, and comes back with its results, one greater ------------------

static const GUID counting = {0x1D2A3B4E, 0x1111, 0x4222, {0x83, 0x33, 0x44, 0x44, 0x55, 0x55, 0x66, 0x66}};
static LONG number_sent, number_received, number_returned;

static HRESULT hook_query(IChannelHook *this, REFIID iid, void **result)
{
    (void)iid;
    *result = this;
    return S_OK;
}
static ULONG hook_count(IChannelHook *this)
{
    (void)this;
    return 1;
}
static void hook_client_size(IChannelHook *this, REFGUID id, REFIID iid, ULONG *size)
{
    (void)this;
    (void)iid;
    *size = IsEqualGUID(id, &counting) ? sizeof number_sent : 0;
}
static void hook_client_fill(IChannelHook *this, REFGUID id, REFIID iid, ULONG *size, void *data)
{
    (void)this;
    (void)id;
    (void)iid;
    number_sent++;
    memcpy(data, &number_sent, sizeof number_sent);
    *size = sizeof number_sent;
}
static void hook_client_notify(IChannelHook *this, REFGUID id, REFIID iid, ULONG size, void *data, DWORD format, HRESULT fault)
{
    (void)this;
    (void)id;
    (void)iid;
    (void)format;
    if (SUCCEEDED(fault) && size == sizeof number_returned) memcpy(&number_returned, data, size);
}
static void hook_server_notify(IChannelHook *this, REFGUID id, REFIID iid, ULONG size, void *data, DWORD format)
{
    (void)this;
    (void)id;
    (void)iid;
    (void)format;
    if (size == sizeof number_received) memcpy(&number_received, data, size);
}
static void hook_server_size(IChannelHook *this, REFGUID id, REFIID iid, HRESULT fault, ULONG *size)
{
    (void)fault;
    hook_client_size(this, id, iid, size);
}
static void hook_server_fill(IChannelHook *this, REFGUID id, REFIID iid, ULONG *size, void *data, HRESULT fault)
{
    LONG answer = number_received + 1;
    (void)this;
    (void)id;
    (void)iid;
    (void)fault;
    memcpy(data, &answer, sizeof answer);
    *size = sizeof answer;
}
static const IChannelHookVtbl hook_vtable = {hook_query,         hook_count,         hook_count,       hook_client_size, hook_client_fill,
                                             hook_client_notify, hook_server_notify, hook_server_size, hook_server_fill};
static IChannelHook hook = {&hook_vtable};

static void enter(void)
{
    DWORD cookie;

    CHECK_HR(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    CHECK_HR(CoRegisterClassObject(&CLSID_CounterProxy, (IUnknown *)&counter_factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE,
                                   &cookie), S_OK);
    CHECK_HR(CoRegisterPSClsid(&IID_ICounter, &CLSID_CounterProxy), S_OK);
    CHECK_HR(CoRegisterChannelHook(&counting, &hook), S_OK);
    CHECK_HR(CoRegisterChannelHook(&counting, NULL), E_INVALIDARG);
}

// The server: writes the OBJREF of a counter, and lives until its input ends.
static int serve(void)
{
    ICounter *object = make_counter();
    char byte;

    counter_freed = tell_live;
    enter();
    partner_give(object);
    // A byte asks how many objects live; one that is not 0, when none does any more.
    while (read(0, &byte, 1) == 1) {
        pthread_mutex_lock(&live_mutex);
        while (byte && __atomic_load_n(&live, __ATOMIC_ACQUIRE)) pthread_cond_wait(&live_changed, &live_mutex);
        byte = (char)__atomic_load_n(&live, __ATOMIC_ACQUIRE);
        pthread_mutex_unlock(&live_mutex);
        partner_transfer(1, &byte, 1, 1);
    }
    return 0;
}

static int objects_at(partner s, int when_none)
{
    char byte = (char)when_none;
    partner_transfer(s.in, &byte, 1, 1);
    partner_transfer(s.out, &byte, 1, 0);
    return byte;
}

static void stop(partner s)
{
    int status;
    close(s.in);
    close(s.out);
    CHECK(waitpid(s.pid, &status, 0) == s.pid);
}

int main(int count, char **arguments)
{
    partner s;
    ICounter *proxy, *mine;
    IUnknown *one, *other;
    LONG total = 0;

    if (count > 1) return serve();
    enter();
    s = partner_start(arguments[0]);
    proxy = partner_object(s);
    if (!proxy) return finish();
    CHECK_HR(proxy->lpVtbl->Add(proxy, 5, &total), S_OK);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 7, &total), S_OK);
    CHECK(total == 12);
    CHECK(number_sent >= 2 && number_returned == number_sent + 1);
    CHECK_HR(proxy->lpVtbl->Add(proxy, -1, &total), E_INVALIDARG);
    CHECK_HR(proxy->lpVtbl->QueryInterface(proxy, &IID_IUnknown, (void **)&one), S_OK);
    CHECK_HR(one->lpVtbl->QueryInterface(one, &IID_ICounter, (void **)&other), S_OK);
    CHECK((void *)other == (void *)proxy);
    other->lpVtbl->Release(other);
    CHECK_HR(one->lpVtbl->QueryInterface(one, &IID_IStream, (void **)&other), E_NOINTERFACE);
    one->lpVtbl->Release(one);

    // Called back while the call is out.
    mine = make_counter();
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, mine, 3, &total), S_OK);
    CHECK(total == 3);
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, proxy, 1, &total), S_OK);
    CHECK(total == 13);

    // The last release reaches the server's object.
    CHECK(objects_at(s, 0) == 1);
    CHECK(proxy->lpVtbl->Release(proxy) == 0);
    CHECK(objects_at(s, 1) == 0);
    stop(s);
    CHECK(CoDisconnectObject((IUnknown *)mine, 0) == S_OK);
    CHECK(mine->lpVtbl->Release(mine) == 0);

    // A server that dies in a call, and one that has died.
    s = partner_start(arguments[0]);
    proxy = partner_object(s);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 666, &total), RPC_E_SERVER_DIED);
    CHECK(!CoIsHandlerConnected((IUnknown *)proxy));
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_DISCONNECTED);
    CHECK(proxy->lpVtbl->Release(proxy) == 0);
    stop(s);
    CoUninitialize();
    return finish();
}
