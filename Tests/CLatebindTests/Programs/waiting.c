// SPDX-License-Identifier: Apache-2.0
//
// Single-threaded apartments of two processes: while the thread of one waits for an answer it serves what the other one calls back, to
// any depth, always on its own thread; and the message filters of both decide. The program starts itself as the other process.
#define COBJMACROS
#include <latebind/automation.h>
#include <pthread.h>

#include "check.h"
#include "counter_base.h"
#include "partner.h"

// What Add is asked for beside adding: from here on, so many of the next calls are turned down.
#define RETRY_LATER 10000
#define REJECT 20000

typedef struct counter {
    counter_base base;
    LONG total;
    pthread_t home;
    IStream *elsewhere; // if it is set, Add is a call of the object in it, from a thread of its own
} counter;

static int deepest, depth, strangers; // calls within calls; calls on another thread than the object's
static DWORD turn_down_with;
static int turn_down, turned_down;
static DWORD last_type, last_rejection, retry_answer;
static int asked, retries, retries_allowed, gives_up_on_rejection, pending;

typedef struct top_level {
    IStream *stream;
    HRESULT status;
    LONG total;
} top_level;

// A call that belongs to no other: made by a thread that serves none.
static void *call_from_outside(void *argument)
{
    top_level *call = argument;
    ICounter *proxy;

    CHECK_HR(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    CHECK_HR(CoGetInterfaceAndReleaseStream(call->stream, &IID_ICounter, (void **)&proxy), S_OK);
    call->status = proxy->lpVtbl->Add(proxy, 100, &call->total);
    proxy->lpVtbl->Release(proxy);
    CoUninitialize();
    return NULL;
}

static HRESULT counter_add(ICounter *this, LONG amount, LONG *total)
{
    counter *object = (counter *)this;

    if (object->elsewhere) {
        top_level call = {.stream = object->elsewhere};
        pthread_t thread;
        object->elsewhere = NULL;
        pthread_create(&thread, NULL, call_from_outside, &call);
        pthread_join(thread, NULL);
        *total = call.total;
        return call.status;
    }
    if (!pthread_equal(object->home, pthread_self())) strangers++;
    if (amount >= RETRY_LATER) {
        turn_down_with = amount >= REJECT ? SERVERCALL_REJECTED : SERVERCALL_RETRYLATER;
        turn_down = amount % 10000;
        amount = 0;
    }
    *total = object->total += amount;
    return S_OK;
}

// other->AddAt(this, amount - 1), until the amount is 0: how many calls that were.
static HRESULT counter_call_each_other(ICounter *this, ICounter *other, LONG amount, LONG *total)
{
    HRESULT status = S_OK;

    if (!pthread_equal(((counter *)this)->home, pthread_self())) strangers++;
    if (amount < 0) {
        retries = 0;
        return other->lpVtbl->Add(other, 1, total);
    }
    *total = 0;
    if (++depth > deepest) deepest = depth;
    if (amount > 0) {
        status = other->lpVtbl->AddAt(other, this, amount - 1, total);
        ++*total;
    }
    depth--;
    return status;
}
static const ICounterVtbl counter_vtable = {counter_query, counter_add_ref, counter_release, counter_add, counter_call_each_other};

static ICounter *make_counter(void)
{
    counter *object = new_counter(sizeof *object, &counter_vtable);
    object->home = pthread_self();
    return (ICounter *)object;
}

// ---- The message filter ------------------------------------------------------------------------------------------

static HRESULT filter_query(IMessageFilter *this, REFIID iid, void **result)
{
    (void)iid;
    *result = this;
    return S_OK;
}
static ULONG filter_count(IMessageFilter *this)
{
    (void)this;
    return 1;
}
static DWORD filter_incoming(IMessageFilter *this, DWORD type, HTASK caller, DWORD ticks, LPINTERFACEINFO info)
{
    (void)this;
    (void)caller;
    (void)ticks;
    CHECK(info && IsEqualIID(&info->iid, &IID_ICounter) && info->wMethod >= 3);
    asked++;
    last_type = type;
    if (turn_down == 0) return SERVERCALL_ISHANDLED;
    turn_down--;
    turned_down++;
    return turn_down_with;
}
static DWORD filter_retry(IMessageFilter *this, HTASK callee, DWORD ticks, DWORD type)
{
    (void)this;
    (void)callee;
    (void)ticks;
    last_rejection = type;
    if (type == SERVERCALL_REJECTED && gives_up_on_rejection) return (DWORD)-1;
    return ++retries <= retries_allowed ? retry_answer : (DWORD)-1;
}
static DWORD filter_pending(IMessageFilter *this, HTASK callee, DWORD ticks, DWORD type)
{
    (void)this;
    (void)callee;
    (void)ticks;
    (void)type;
    pending++;
    return PENDINGMSG_CANCELCALL;
}
static const IMessageFilterVtbl filter_vtable = {filter_query, filter_count, filter_count, filter_incoming, filter_retry,
                                                 filter_pending};
static IMessageFilter filter = {&filter_vtable};

static void allow(int count, DWORD answer)
{
    retries = 0;
    retries_allowed = count;
    retry_answer = answer;
}

static void enter(void)
{
    DWORD cookie;

    CHECK_HR(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    CHECK_HR(CoRegisterClassObject(&CLSID_CounterProxy, (IUnknown *)&counter_factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE,
                                   &cookie), S_OK);
    CHECK_HR(CoRegisterPSClsid(&IID_ICounter, &CLSID_CounterProxy), S_OK);
}

// ---- Tests -------------------------------------------------------------------------------------------------------

static void calls_back_are_served_at_any_depth(ICounter *proxy, ICounter *mine)
{
    static const LONG depths[] = {0, 1, 2, 10, 41};
    LONG total;

    for (size_t index = 0; index < sizeof depths / sizeof *depths; index++) {
        deepest = 0;
        CHECK_HR(proxy->lpVtbl->AddAt(proxy, mine, depths[index], &total), S_OK);
        CHECK(total == depths[index]);
        // Every second call is one of this process's object, within those before it.
        CHECK(deepest == (depths[index] + 1) / 2 && depth == 0);
    }
    CHECK(strangers == 0);
}

static void the_callees_filter_decides(ICounter *proxy)
{
    LONG total;

    // A caller without a filter is told.
    CHECK_HR(proxy->lpVtbl->Add(proxy, RETRY_LATER + 1, &total), S_OK);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_SERVERCALL_RETRYLATER);
    CHECK_HR(proxy->lpVtbl->Add(proxy, REJECT + 1, &total), S_OK);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_CALL_REJECTED);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), S_OK);
}

static void the_callers_filter_decides(ICounter *proxy)
{
    LONG total, before;

    CHECK_HR(CoRegisterMessageFilter(&filter, NULL), S_OK);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 0, &before), S_OK);
    // Three refusals, and each time once more: below 100 at once, from 100 on after so many milliseconds.
    CHECK_HR(proxy->lpVtbl->Add(proxy, RETRY_LATER + 3, &total), S_OK);
    allow(9, 99);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 5, &total), S_OK);
    CHECK(total == before + 5 && retries == 3 && last_rejection == SERVERCALL_RETRYLATER);
    CHECK_HR(proxy->lpVtbl->Add(proxy, REJECT + 1, &total), S_OK);
    allow(9, 100);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 5, &total), S_OK);
    CHECK(total == before + 10 && retries == 1 && last_rejection == SERVERCALL_REJECTED);
    // It gives up.
    CHECK_HR(proxy->lpVtbl->Add(proxy, RETRY_LATER + 3, &total), S_OK);
    allow(2, 0);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 5, &total), RPC_E_SERVERCALL_RETRYLATER);
    CHECK(retries == 3);
    CHECK_HR(proxy->lpVtbl->Add(proxy, REJECT + 1, &total), S_OK);
    allow(0, 0);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 5, &total), RPC_E_CALL_REJECTED);
    CHECK(retries == 1 && last_rejection == SERVERCALL_REJECTED);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 5, &total), S_OK);
    CHECK(total == before + 15);
}

// A callback is a nested call; this apartment's filter may turn it down, and the other one's try again.
static void a_callback_may_be_turned_down(ICounter *proxy, ICounter *mine)
{
    LONG total;

    asked = 0;
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, mine, -1, &total), S_OK);
    CHECK(asked == 1 && last_type == CALLTYPE_NESTED);
    turn_down_with = SERVERCALL_REJECTED;
    turn_down = 1;
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, mine, -1, &total), RPC_E_CALL_REJECTED);
    turn_down_with = SERVERCALL_RETRYLATER;
    turn_down = 2;
    turned_down = 0;
    // The partner's filter tries twice more.
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, mine, -1, &total), S_OK);
    CHECK(turned_down == 2);
    turn_down = 3;
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, mine, -1, &total), RPC_E_SERVERCALL_RETRYLATER);
    CHECK(turn_down == 0);
}

typedef struct elsewhere {
    IStream *mine;   // the object that is to be called
    IStream *object; // who calls it
} elsewhere;

static void *make_in_the_multithreaded_apartment(void *argument)
{
    elsewhere *made = argument;
    ICounter *object;

    CHECK_HR(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    object = make_counter();
    ((counter *)object)->elsewhere = made->mine;
    CHECK_HR(CoMarshalInterThreadInterfaceInStream(&IID_ICounter, (IUnknown *)object, &made->object), S_OK);
    object->lpVtbl->Release(object);
    CoUninitialize();
    return NULL;
}

// A call that has nothing to do with the one that is out: served as well, and told apart.
static void a_call_from_elsewhere_is_served_too(ICounter *proxy, ICounter *mine)
{
    elsewhere made;
    ICounter *other;
    pthread_t thread;
    LONG total, before;

    CHECK_HR(CoMarshalInterThreadInterfaceInStream(&IID_ICounter, (IUnknown *)mine, &made.mine), S_OK);
    pthread_create(&thread, NULL, make_in_the_multithreaded_apartment, &made);
    pthread_join(thread, NULL);
    CHECK_HR(CoGetInterfaceAndReleaseStream(made.object, &IID_ICounter, (void **)&other), S_OK);
    CHECK_HR(mine->lpVtbl->Add(mine, 0, &before), S_OK);
    asked = 0;
    CHECK_HR(proxy->lpVtbl->AddAt(proxy, other, -1, &total), S_OK);
    CHECK(total == before + 100);
    CHECK(asked == 1 && last_type == CALLTYPE_TOPLEVEL_CALLPENDING);
    other->lpVtbl->Release(other);
}

int main(int count, char **arguments)
{
    partner p;
    ICounter *proxy, *mine;

    enter();
    if (count > 1) {
        allow(2, 0);
        gives_up_on_rejection = 1;
        CHECK_HR(CoRegisterMessageFilter(&filter, NULL), S_OK);
        partner_serve(make_counter());
        for (int round = 0; round < 1000 && __atomic_load_n(&live, __ATOMIC_ACQUIRE); round++) LatebindPumpApartment(10);
        CoUninitialize();
        return failures || strangers || live;
    }
    p = partner_start(arguments[0]);
    proxy = partner_object(p);
    mine = make_counter();
    calls_back_are_served_at_any_depth(proxy, mine);
    the_callees_filter_decides(proxy);
    the_callers_filter_decides(proxy);
    a_callback_may_be_turned_down(proxy, mine);
    a_call_from_elsewhere_is_served_too(proxy, mine);
    CHECK_HR(CoRegisterMessageFilter(NULL, NULL), S_OK);
    // There are no window messages here that could wait while a call is out.
    CHECK(pending == 0 && strangers == 0);
    CHECK(proxy->lpVtbl->Release(proxy) == 0);
    CHECK_HR(CoDisconnectObject((IUnknown *)mine, 0), S_OK);
    // What the partner let go of before is released by this thread, when it serves its apartment.
    while (__atomic_load_n(&((counter_base *)mine)->references, __ATOMIC_ACQUIRE) > 1) LatebindPumpApartment(10);
    CHECK(mine->lpVtbl->Release(mine) == 0);
    partner_stop(p);
    // Its references are given back when its end is seen, by a thread of a connection.
    for (int round = 0; round < 1000 && __atomic_load_n(&live, __ATOMIC_ACQUIRE); round++) LatebindPumpApartment(10);
    CHECK(live == 0);
    CoUninitialize();
    return finish();
}
