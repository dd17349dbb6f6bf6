// SPDX-License-Identifier: Apache-2.0
//
// An observer in C: what it is told of calls to another process and another apartment, and of those that are served; what it sends along
// with a call; what there is some of. The program starts itself as the other process.
#define COBJMACROS
#include <latebind/automation.h>
#include <pthread.h>

#include "apartment.h"
#include "check.h"
#include "counter_base.h"
#include "partner.h"

// What came with the call that this thread serves: the method tells it.
static _Thread_local LONG received = -1;

static HRESULT counter_add(ICounter *this, LONG amount, LONG *total)
{
    (void)this;
    if (amount < 0) return E_INVALIDARG;
    *total = received;
    return S_OK;
}
static const ICounterVtbl counter_vtable = {counter_query, counter_add_ref, counter_release, counter_add, counter_add_at};

static ICounter *make_counter(void) { return new_counter(sizeof(counter_base), &counter_vtable); }

// ---- The observer ------------------------------------------------------------------------------------------------

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
typedef struct sights {
    int begun, ended, served, failed, changes;
    ULONG sent, received;
    LatebindCall last_out, last_in;
} sights;
static sights all; // guarded by the mutex
// Set by the main thread, looked at by those that serve.
static LONG to_send = -1; // -1: nothing
static int context_mark, forgets_the_body;

// What has been seen by now.
static sights look(void)
{
    sights copy;
    pthread_mutex_lock(&mutex);
    copy = all;
    pthread_mutex_unlock(&mutex);
    return copy;
}
static void forget(void)
{
    pthread_mutex_lock(&mutex);
    memset(&all, 0, sizeof all);
    pthread_mutex_unlock(&mutex);
}

static void call_begins(void *context, LatebindCall *call)
{
    CHECK(context == &context_mark && call->state == NULL && !call->isIncoming);
    CHECK(call->extension == NULL && call->extensionBytes == 0);
    pthread_mutex_lock(&mutex);
    all.begun++;
    pthread_mutex_unlock(&mutex);
    if (__atomic_load_n(&to_send, __ATOMIC_ACQUIRE) >= 0) {
        LONG *number = malloc(sizeof *number);
        *number = __atomic_load_n(&to_send, __ATOMIC_ACQUIRE);
        call->extension = call->state = number;
        call->extensionBytes = sizeof *number;
    }
}
static void call_ended(void *context, LatebindCall *call)
{
    CHECK(context == &context_mark);
    pthread_mutex_lock(&mutex);
    all.ended++;
    if (call->isFailure) all.failed++;
    all.last_out = *call;
    pthread_mutex_unlock(&mutex);
    free(call->state);
}
static void call_served(void *context, LatebindCall *call, void (*body)(void *), void *argument)
{
    LONG before = received;

    CHECK(context == &context_mark && call->isIncoming);
    if (call->extensionBytes == sizeof received) memcpy(&received, call->extension, sizeof received);
    if (!__atomic_load_n(&forgets_the_body, __ATOMIC_ACQUIRE)) {
        body(argument);
        // Once more does nothing.
        body(argument);
    }
    received = before;
    pthread_mutex_lock(&mutex);
    all.served++;
    all.last_in = *call;
    pthread_mutex_unlock(&mutex);
}
static void live_changed(void *context, ULONG kind)
{
    CHECK(context == &context_mark && kind <= LATEBIND_LIVE_SERVER_CONNECTIONS);
    pthread_mutex_lock(&mutex);
    all.changes++;
    pthread_mutex_unlock(&mutex);
}
static void bytes_moved(void *context, WINBOOL is_sent, ULONG count)
{
    CHECK(context == &context_mark && count > 0);
    pthread_mutex_lock(&mutex);
    if (is_sent)
        all.sent += count;
    else
        all.received += count;
    pthread_mutex_unlock(&mutex);
}
static const LatebindObserver observer = {&context_mark, call_begins, call_ended, call_served, live_changed, bytes_moved};

static void enter(void)
{
    DWORD cookie;

    CHECK_HR(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    CHECK_HR(CoRegisterClassObject(&CLSID_CounterProxy, (IUnknown *)&counter_factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE,
                                   &cookie), S_OK);
    CHECK_HR(CoRegisterPSClsid(&IID_ICounter, &CLSID_CounterProxy), S_OK);
}

// ---- Tests -------------------------------------------------------------------------------------------------------

static void every_call_is_told(ICounter *proxy, partner p)
{
    LatebindCall first;
    sights seen;
    char text[64];
    LONG total;

    forget();
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), S_OK);
    CHECK(total == -1);
    CHECK(look().begun == 1 && look().ended == 1 && look().failed == 0 && look().served == 0);
    CHECK(look().sent > 60 && look().received > 30);
    first = look().last_out;
    CHECK(IsEqualIID(&first.iid, &IID_ICounter) && first.method == 3 && first.transport == LATEBIND_TRANSPORT_UNIX);
    CHECK(first.process == p.pid);
    // The arguments: the amount. The results: the total and the HRESULT.
    CHECK(first.argumentBytes == 4 && first.resultBytes == 8 && first.result == S_OK && !first.isFailure);
    // A method's failure is the call's.
    CHECK_HR(proxy->lpVtbl->Add(proxy, -1, &total), E_INVALIDARG);
    seen = look();
    CHECK(seen.ended == 2 && seen.failed == 1 && seen.last_out.result == E_INVALIDARG && seen.last_out.isFailure);
    CHECK(!IsEqualGUID(&seen.last_out.causality, &first.causality));
    CHECK(IsEqualGUID(&seen.last_out.object, &first.object));

    // Names: no type library knows this interface, but everybody knows the HRESULT.
    CHECK(LatebindDescribeCall(&first, LATEBIND_CALL_INTERFACE, text, sizeof text) == 0 && text[0] == 0);
    CHECK(LatebindDescribeCall(&first, LATEBIND_CALL_METHOD, text, sizeof text) == 0);
    CHECK(LatebindDescribeCall(&seen.last_out, LATEBIND_CALL_RESULT, text, sizeof text) == 12 && !strcmp(text, "E_INVALIDARG"));
    CHECK(LatebindDescribeCall(&seen.last_out, LATEBIND_CALL_RESULT, text, 6) == 5 && !strcmp(text, "E_INV"));
    CHECK(LatebindDescribeCall(&seen.last_out, LATEBIND_CALL_RESULT, text, 0) == 0);
    CHECK(LatebindDescribeCall(NULL, LATEBIND_CALL_RESULT, text, sizeof text) == 0);
    CHECK(LatebindDescribeCall(&seen.last_out, 99, text, sizeof text) == 0);
    // What has a type library, or needs none.
    first.iid = IID_IDispatch;
    first.method = 6;
    CHECK(LatebindDescribeCall(&first, LATEBIND_CALL_INTERFACE, text, sizeof text) == 9 && !strcmp(text, "IDispatch"));
    CHECK(LatebindDescribeCall(&first, LATEBIND_CALL_METHOD, text, sizeof text) == 6 && !strcmp(text, "Invoke"));
}

static void what_is_sent_along_arrives(ICounter *proxy)
{
    LONG total;

    __atomic_store_n(&to_send, 77, __ATOMIC_RELEASE);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), S_OK);
    CHECK(total == 77);
    __atomic_store_n(&to_send, -1, __ATOMIC_RELEASE);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), S_OK);
    CHECK(total == -1);
}

// A call back belongs to the chain of the call that it is made in, and is told as one that is served.
static void callbacks_are_served(ICounter *proxy, partner p)
{
    ICounter *mine = make_counter();
    sights seen;
    LONG total;

    forget();
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, mine, 1, &total), S_OK);
    seen = look();
    CHECK(seen.begun == 1 && seen.ended == 1 && seen.served == 1);
    CHECK(seen.last_in.isIncoming && seen.last_in.method == 3 && seen.last_in.process == p.pid);
    CHECK(IsEqualGUID(&seen.last_in.causality, &seen.last_out.causality));
    CHECK(seen.last_in.argumentBytes == 4 && seen.last_in.resultBytes == 8 && !seen.last_in.isFailure);
    // An observer that forgets to serve a call does not lose it.
    __atomic_store_n(&forgets_the_body, 1, __ATOMIC_RELEASE);
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, mine, 1, &total), S_OK);
    __atomic_store_n(&forgets_the_body, 0, __ATOMIC_RELEASE);
    CHECK(look().served == 2);
    CHECK_HR(CoDisconnectObject((IUnknown *)mine, 0), S_OK);
    mine->lpVtbl->Release(mine);
}

static void calls_to_another_apartment_are_told_at_both_ends(void)
{
    apartment a;
    LONG proxies = LatebindLiveCount(LATEBIND_LIVE_PROXIES), stubs = LatebindLiveCount(LATEBIND_LIVE_STUBS);
    ICounter *proxy;
    sights seen;
    LONG total;

    apartment_start(&a, make_counter);
    forget();
    CHECK_HR(CoGetInterfaceAndReleaseStream(a.stream, &IID_ICounter, (void **)&proxy), S_OK);
    CHECK(LatebindLiveCount(LATEBIND_LIVE_PROXIES) == proxies + 1);
    CHECK(LatebindLiveCount(LATEBIND_LIVE_STUBS) == stubs + 1);
    CHECK(look().changes > 0);
    __atomic_store_n(&to_send, 5, __ATOMIC_RELEASE);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), S_OK);
    __atomic_store_n(&to_send, -1, __ATOMIC_RELEASE);
    CHECK(total == 5);
    seen = look();
    CHECK(seen.begun == 1 && seen.ended == 1 && seen.served == 1 && seen.sent == 0 && seen.received == 0);
    CHECK(seen.last_out.transport == LATEBIND_TRANSPORT_APARTMENT && seen.last_out.process == 0);
    CHECK(seen.last_in.transport == LATEBIND_TRANSPORT_APARTMENT);
    CHECK(IsEqualGUID(&seen.last_in.causality, &seen.last_out.causality));
    CHECK(seen.last_out.resultBytes == 8 && seen.last_in.resultBytes == 8);
    proxy->lpVtbl->Release(proxy);
    apartment_stop(&a);
    CHECK(LatebindLiveCount(LATEBIND_LIVE_PROXIES) == proxies);
    CHECK(LatebindLiveCount(LATEBIND_LIVE_STUBS) == stubs);
}

int main(int count, char **arguments)
{
    partner p;
    ICounter *proxy;
    LONG total;

    enter();
    CHECK_HR(LatebindSetObserver(&observer), S_OK);
    if (count > 1) {
        partner_serve(make_counter());
        CoUninitialize();
        return failures;
    }
    CHECK(LatebindLiveCount(LATEBIND_LIVE_PROXIES) == 0 && LatebindLiveCount(99) == -1);
    // First, while there is no other process and no socket.
    calls_to_another_apartment_are_told_at_both_ends();
    p = partner_start(arguments[0]);
    proxy = partner_object(p);
    CHECK(LatebindLiveCount(LATEBIND_LIVE_PROXIES) == 1);
    CHECK(LatebindLiveCount(LATEBIND_LIVE_CLIENT_CONNECTIONS) == 1);
    CHECK(LatebindLiveCount(LATEBIND_LIVE_SERVER_CONNECTIONS) == 0);
    every_call_is_told(proxy, p);
    what_is_sent_along_arrives(proxy);
    callbacks_are_served(proxy, p);
    CHECK(LatebindLiveCount(LATEBIND_LIVE_SERVER_CONNECTIONS) >= 1);
    // A call that does not arrive.
    partner_stop(p);
    forget();
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_DISCONNECTED);
    CHECK(look().failed == 1 && look().last_out.result == RPC_E_DISCONNECTED && look().last_out.resultBytes == 0);
    // Without an observer nobody is told.
    CHECK_HR(LatebindSetObserver(NULL), S_OK);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_DISCONNECTED);
    CHECK(look().ended == 1);
    proxy->lpVtbl->Release(proxy);
    CHECK(LatebindLiveCount(LATEBIND_LIVE_PROXIES) == 0);
    CoUninitialize();
    return finish();
}
