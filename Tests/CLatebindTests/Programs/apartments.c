// SPDX-License-Identifier: Apache-2.0
//
// Calls between apartments in C: objects of single-threaded apartments called from other threads, called back while they call,
// filtered, disconnected. The proxy and stub are hand-written ones (counter_proxy.h).
#define COBJMACROS
#include <latebind/automation.h>
#include <pthread.h>
#include <stdlib.h>

#include "check.h"
#include "counter_proxy.h"

// ---- An object that knows its thread -----------------------------------------------------------------------------

typedef struct counter {
    const ICounterVtbl *lpVtbl;
    const IMarshalVtbl *marshal_table; // null, or the object aggregates the free-threaded marshaler
    IUnknown *free_threaded;
    LONG references, total;
    pthread_t home, last;
} counter;

static LONG live;

static HRESULT counter_query(ICounter *this, REFIID iid, void **result)
{
    counter *object = (counter *)this;

    *result = NULL;
    if (IsEqualIID(iid, &IID_IMarshal) && object->free_threaded)
        return object->free_threaded->lpVtbl->QueryInterface(object->free_threaded, iid, result);
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_ICounter)) return E_NOINTERFACE;
    *result = this;
    this->lpVtbl->AddRef(this);
    return S_OK;
}
static ULONG counter_add_ref(ICounter *this)
{
    return (ULONG)__atomic_add_fetch(&((counter *)this)->references, 1, __ATOMIC_RELAXED);
}
static ULONG counter_release(ICounter *this)
{
    counter *object = (counter *)this;
    LONG left = __atomic_sub_fetch(&object->references, 1, __ATOMIC_ACQ_REL);
    if (left == 0) {
        if (object->free_threaded) object->free_threaded->lpVtbl->Release(object->free_threaded);
        free(object);
        __atomic_sub_fetch(&live, 1, __ATOMIC_RELAXED);
    }
    return (ULONG)left;
}
static HRESULT counter_add(ICounter *this, LONG amount, LONG *total)
{
    counter *object = (counter *)this;
    object->last = pthread_self();
    if (amount < 0) return E_INVALIDARG;
    object->total += amount;
    *total = object->total;
    return S_OK;
}
static HRESULT counter_add_at(ICounter *this, ICounter *other, LONG amount, LONG *total)
{
    ((counter *)this)->last = pthread_self();
    return other->lpVtbl->Add(other, amount, total);
}
static const ICounterVtbl counter_vtable = {counter_query, counter_add_ref, counter_release, counter_add, counter_add_at};

static ICounter *make_counter(void)
{
    counter *object = calloc(1, sizeof *object);
    object->lpVtbl = &counter_vtable;
    object->references = 1;
    object->home = pthread_self();
    __atomic_add_fetch(&live, 1, __ATOMIC_RELAXED);
    return (ICounter *)object;
}

// ---- A single-threaded apartment ---------------------------------------------------------------------------------

typedef struct apartment {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    IStream *stream;   // holds the object for the main thread
    ICounter *object;  // owned by the apartment's thread
    ICounter *partner; // unmarshaled from `incoming`, if that is set
    IStream *incoming;
    IMessageFilter *filter;
    int ready, stop, served;
    HRESULT partner_status;
    LONG partner_total;
} apartment;

static void *run_apartment(void *argument)
{
    apartment *a = argument;

    CHECK_HR(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    if (a->filter) CHECK_HR(CoRegisterMessageFilter(a->filter, NULL), S_OK);
    a->object = make_counter();
    CHECK_HR(CoMarshalInterThreadInterfaceInStream(&IID_ICounter, (IUnknown *)a->object, &a->stream), S_OK);
    if (a->incoming)
        CHECK_HR(CoGetInterfaceAndReleaseStream(a->incoming, &IID_ICounter, (void **)&a->partner), S_OK);
    pthread_mutex_lock(&a->mutex);
    a->ready = 1;
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->mutex);
    // A call to the partner, which calls back here while it is out.
    if (a->partner) {
        a->partner_status = a->partner->lpVtbl->AddAt(a->partner, a->object, 7, &a->partner_total);
        a->partner->lpVtbl->Release(a->partner);
    }
    for (;;) {
        int stop;
        a->served += LatebindPumpApartment(20);
        pthread_mutex_lock(&a->mutex);
        stop = a->stop;
        pthread_mutex_unlock(&a->mutex);
        if (stop) break;
    }
    a->object->lpVtbl->Release(a->object);
    CoUninitialize();
    return NULL;
}

static void start(apartment *a)
{
    pthread_mutex_init(&a->mutex, NULL);
    pthread_cond_init(&a->changed, NULL);
    pthread_create(&a->thread, NULL, run_apartment, a);
    pthread_mutex_lock(&a->mutex);
    while (!a->ready) pthread_cond_wait(&a->changed, &a->mutex);
    pthread_mutex_unlock(&a->mutex);
}

static void stop(apartment *a)
{
    pthread_mutex_lock(&a->mutex);
    a->stop = 1;
    pthread_mutex_unlock(&a->mutex);
    pthread_join(a->thread, NULL);
}

static ICounter *unmarshal(IStream *stream)
{
    ICounter *result = NULL;
    CHECK_HR(CoGetInterfaceAndReleaseStream(stream, &IID_ICounter, (void **)&result), S_OK);
    return result;
}

// ---- Tests -------------------------------------------------------------------------------------------------------

static void calls_arrive_on_the_objects_thread(void)
{
    apartment a = {0};
    ICounter *proxy, *again;
    IUnknown *one, *other;
    IMultiQI *multi;
    LONG total = 0;
    APTTYPE type;
    APTTYPEQUALIFIER qualifier;

    start(&a);
    CHECK_HR(CoGetApartmentType(&type, &qualifier), S_OK);
    CHECK(type == APTTYPE_MTA && qualifier == APTTYPEQUALIFIER_NONE);
    proxy = unmarshal(a.stream);
    CHECK(proxy && proxy != a.object);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 5, &total), S_OK);
    CHECK(total == 5 && pthread_equal(((counter *)a.object)->last, a.thread));
    CHECK_HR(proxy->lpVtbl->Add(proxy, -1, &total), E_INVALIDARG);
    CHECK(CoIsHandlerConnected((IUnknown *)proxy));

    // Identity: QueryInterface for IUnknown gives one pointer, whichever interface is asked.
    CHECK_HR(proxy->lpVtbl->QueryInterface(proxy, &IID_IUnknown, (void **)&one), S_OK);
    CHECK_HR(proxy->lpVtbl->QueryInterface(proxy, &IID_ICounter, (void **)&again), S_OK);
    CHECK_HR(again->lpVtbl->QueryInterface(again, &IID_IUnknown, (void **)&other), S_OK);
    CHECK(again == proxy && one == other);
    CHECK_HR(proxy->lpVtbl->QueryInterface(proxy, &IID_IDispatch, (void **)&other), E_NOINTERFACE);
    CHECK_HR(one->lpVtbl->QueryInterface(one, &IID_IMultiQI, (void **)&multi), S_OK);
    {
        MULTI_QI queries[] = {{&IID_ICounter, NULL, 0}, {&IID_IStream, NULL, 0}};
        CHECK_HR(multi->lpVtbl->QueryMultipleInterfaces(multi, 2, queries), S_FALSE);
        CHECK((void *)queries[0].pItf == proxy && queries[1].pItf == NULL && queries[1].hr == E_NOINTERFACE);
        queries[0].pItf->lpVtbl->Release(queries[0].pItf);
    }
    multi->lpVtbl->Release(multi);
    one->lpVtbl->Release(one);
    one->lpVtbl->Release(one);
    again->lpVtbl->Release(again);
    CHECK(proxy->lpVtbl->Release(proxy) == 0);
    stop(&a);
    CHECK(live == 0);
}

static void a_call_out_is_called_back(void)
{
    apartment a = {0};
    ICounter *mine = make_counter();

    // The apartment calls this thread's object, which calls back into the apartment while that waits.
    CHECK_HR(CoMarshalInterThreadInterfaceInStream(&IID_ICounter, (IUnknown *)mine, &a.incoming), S_OK);
    start(&a);
    CHECK_HR(CoReleaseMarshalData(a.stream), S_OK);
    a.stream->lpVtbl->Release(a.stream);
    stop(&a);
    CHECK_HR(a.partner_status, S_OK);
    CHECK(a.partner_total == 7);
    CHECK(mine->lpVtbl->Release(mine) == 0);
    CHECK(live == 0);
}

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
static int filter_asked, filter_retried, filter_rejections;
static DWORD filter_incoming(IMessageFilter *this, DWORD type, HTASK caller, DWORD ticks, LPINTERFACEINFO info)
{
    (void)this;
    (void)caller;
    (void)ticks;
    CHECK(type == CALLTYPE_TOPLEVEL && info && IsEqualIID(&info->iid, &IID_ICounter) && info->wMethod == 3);
    filter_asked++;
    return filter_rejections-- > 0 ? SERVERCALL_RETRYLATER : SERVERCALL_ISHANDLED;
}
static DWORD filter_retry(IMessageFilter *this, HTASK callee, DWORD ticks, DWORD type)
{
    (void)this;
    (void)callee;
    (void)ticks;
    CHECK(type == SERVERCALL_RETRYLATER);
    return ++filter_retried < 3 ? 1 : (DWORD)-1;
}
static DWORD filter_pending(IMessageFilter *this, HTASK callee, DWORD ticks, DWORD type)
{
    (void)this;
    (void)callee;
    (void)ticks;
    (void)type;
    return PENDINGMSG_WAITDEFPROCESS;
}
static const IMessageFilterVtbl filter_vtable = {filter_query, filter_count, filter_count, filter_incoming, filter_retry,
                                                 filter_pending};
static IMessageFilter filter = {&filter_vtable};

static void *filtered_caller(void *argument)
{
    IStream *stream = argument;
    ICounter *proxy;
    LONG total = 0;

    CHECK_HR(CoInitialize(NULL), S_OK);
    CHECK_HR(CoRegisterMessageFilter(&filter, NULL), S_OK);
    proxy = unmarshal(stream);
    // Two refusals, and the caller's filter tries again; the third time it gives up.
    filter_rejections = 2;
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), S_OK);
    CHECK(filter_retried == 2 && filter_asked == 3);
    filter_rejections = 9;
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_SERVERCALL_RETRYLATER);
    filter_rejections = 0;
    proxy->lpVtbl->Release(proxy);
    CoUninitialize();
    return NULL;
}

static void message_filters_decide(void)
{
    apartment a = {0};
    ICounter *proxy;
    IStream *stream;
    pthread_t caller;
    LONG total = 0;

    a.filter = &filter;
    start(&a);
    proxy = unmarshal(a.stream);
    CHECK_HR(CoRegisterMessageFilter(&filter, NULL), CO_E_NOT_SUPPORTED);
    filter_rejections = 1;
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_SERVERCALL_RETRYLATER);
    filter_asked = 0;
    CHECK_HR(CoMarshalInterThreadInterfaceInStream(&IID_ICounter, (IUnknown *)proxy, &stream), S_OK);
    pthread_create(&caller, NULL, filtered_caller, stream);
    pthread_join(caller, NULL);
    proxy->lpVtbl->Release(proxy);
    stop(&a);
    CHECK(live == 0);
}

static void tables_and_flags(void)
{
    apartment a = {0};
    IGlobalInterfaceTable *table = NULL;
    ICounter *proxy, *again, *mine = make_counter();
    IStream *stream;
    LARGE_INTEGER zero = {.QuadPart = 0};
    DWORD cookie = 0, own = 0;
    LONG total;
    ULONG size;

    start(&a);
    CHECK_HR(CoCreateInstance(&CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER, &IID_IGlobalInterfaceTable,
                              (void **)&table), S_OK);
    if (!table) return;
    proxy = unmarshal(a.stream);
    CHECK_HR(table->lpVtbl->RegisterInterfaceInGlobal(table, (IUnknown *)proxy, &IID_ICounter, &cookie), S_OK);
    CHECK_HR(table->lpVtbl->RegisterInterfaceInGlobal(table, (IUnknown *)mine, &IID_ICounter, &own), S_OK);
    CHECK(cookie && own && cookie != own);
    proxy->lpVtbl->Release(proxy);
    CHECK_HR(table->lpVtbl->GetInterfaceFromGlobal(table, cookie, &IID_ICounter, (void **)&again), S_OK);
    CHECK_HR(again->lpVtbl->Add(again, 2, &total), S_OK);
    again->lpVtbl->Release(again);
    // In the apartment where it was made an object comes out as itself.
    CHECK_HR(table->lpVtbl->GetInterfaceFromGlobal(table, own, &IID_ICounter, (void **)&again), S_OK);
    CHECK(again == mine);
    again->lpVtbl->Release(again);
    CHECK_HR(table->lpVtbl->RevokeInterfaceFromGlobal(table, cookie), S_OK);
    CHECK_HR(table->lpVtbl->RevokeInterfaceFromGlobal(table, own), S_OK);
    CHECK_HR(table->lpVtbl->RevokeInterfaceFromGlobal(table, own), E_INVALIDARG);
    table->lpVtbl->Release(table);

    // A table reference is unmarshaled as often as one likes; a normal one once.
    CHECK_HR(CreateStreamOnHGlobal(NULL, TRUE, &stream), S_OK);
    CHECK_HR(CoGetMarshalSizeMax(&size, &IID_ICounter, (IUnknown *)mine, MSHCTX_INPROC, NULL, MSHLFLAGS_TABLESTRONG), S_OK);
    CHECK(size >= 64 && size < 1000);
    CHECK_HR(CoMarshalInterface(stream, &IID_ICounter, (IUnknown *)mine, MSHCTX_INPROC, NULL, MSHLFLAGS_TABLESTRONG), S_OK);
    for (int round = 0; round < 3; round++) {
        stream->lpVtbl->Seek(stream, zero, STREAM_SEEK_SET, NULL);
        CHECK_HR(CoUnmarshalInterface(stream, &IID_ICounter, (void **)&again), S_OK);
        CHECK(again == mine);
        again->lpVtbl->Release(again);
    }
    stream->lpVtbl->Seek(stream, zero, STREAM_SEEK_SET, NULL);
    CHECK_HR(CoReleaseMarshalData(stream), S_OK);
    stream->lpVtbl->Seek(stream, zero, STREAM_SEEK_SET, NULL);
    CHECK_HR(CoUnmarshalInterface(stream, &IID_ICounter, (void **)&again), CO_E_OBJNOTREG);
    stream->lpVtbl->Release(stream);
    CHECK_HR(CoMarshalInterface(NULL, &IID_ICounter, (IUnknown *)mine, MSHCTX_INPROC, NULL, 0), E_INVALIDARG);

    {
        IMarshal *marshal = NULL;
        CLSID clsid;
        CHECK_HR(CoGetStandardMarshal(&IID_ICounter, (IUnknown *)mine, MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL, &marshal), S_OK);
        CHECK_HR(marshal->lpVtbl->GetUnmarshalClass(marshal, &IID_ICounter, mine, MSHCTX_INPROC, NULL, 0, &clsid), S_OK);
        CHECK(IsEqualCLSID(&clsid, &CLSID_StdMarshal));
        marshal->lpVtbl->Release(marshal);
    }

    // A lock keeps what nobody refers to.
    CHECK_HR(CoLockObjectExternal((IUnknown *)mine, TRUE, TRUE), S_OK);
    CHECK(mine->lpVtbl->Release(mine) > 0);
    CHECK(live == 2);
    CHECK_HR(CoLockObjectExternal((IUnknown *)mine, FALSE, TRUE), S_OK);
    CHECK(live == 1);
    stop(&a);
    CHECK(live == 0);
}

static void *wrong_thread(void *argument)
{
    ICounter *proxy = argument;
    LONG total;

    CHECK_HR(CoInitialize(NULL), S_OK);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_WRONG_THREAD);
    CoUninitialize();
    return NULL;
}

static void ends(void)
{
    apartment a = {0}, b = {0};
    ICounter *proxy;
    pthread_t thread;
    LONG total;

    start(&a);
    proxy = unmarshal(a.stream);
    pthread_create(&thread, NULL, wrong_thread, proxy);
    pthread_join(thread, NULL);
    // The apartment ends; its object can no longer be called.
    stop(&a);
    CHECK(live == 0);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_DISCONNECTED);
    CHECK(!CoIsHandlerConnected((IUnknown *)proxy));
    CHECK(proxy->lpVtbl->Release(proxy) == 0);

    // CoDisconnectObject at the proxy's side.
    start(&b);
    proxy = unmarshal(b.stream);
    CHECK_HR(CoDisconnectObject((IUnknown *)proxy, 0), S_OK);
    CHECK_HR(proxy->lpVtbl->Add(proxy, 1, &total), RPC_E_DISCONNECTED);
    CHECK(proxy->lpVtbl->Release(proxy) == 0);
    stop(&b);
    CHECK(live == 0);
}

static void *use_directly(void *argument)
{
    IStream *stream = argument;
    ICounter *object;
    LONG total;

    CHECK_HR(CoInitialize(NULL), S_OK);
    object = unmarshal(stream);
    CHECK_HR(object->lpVtbl->Add(object, 1, &total), S_OK);
    CHECK(pthread_equal(((counter *)object)->last, pthread_self()));
    object->lpVtbl->Release(object);
    CoUninitialize();
    return NULL;
}

static void free_threaded_objects_are_called_directly(void)
{
    ICounter *object = make_counter();
    pthread_t thread;
    IStream *stream;

    CHECK_HR(CoCreateFreeThreadedMarshaler((IUnknown *)object, &((counter *)object)->free_threaded), S_OK);
    CHECK_HR(CoMarshalInterThreadInterfaceInStream(&IID_ICounter, (IUnknown *)object, &stream), S_OK);
    pthread_create(&thread, NULL, use_directly, stream);
    pthread_join(thread, NULL);
    CHECK(object->lpVtbl->Release(object) == 0);
    CHECK(live == 0);
}

int main(void)
{
    CLSID clsid;
    DWORD cookie;

    CHECK_HR(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    CHECK_HR(CoGetPSClsid(&IID_ICounter, &clsid), REGDB_E_IIDNOTREG);
    CHECK_HR(CoRegisterClassObject(&CLSID_CounterProxy, (IUnknown *)&counter_factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE,
                                   &cookie), S_OK);
    CHECK_HR(CoRegisterPSClsid(&IID_ICounter, &CLSID_CounterProxy), S_OK);
    CHECK_HR(CoGetPSClsid(&IID_ICounter, &clsid), S_OK);
    CHECK(IsEqualCLSID(&clsid, &CLSID_CounterProxy));
    calls_arrive_on_the_objects_thread();
    a_call_out_is_called_back();
    message_filters_decide();
    tables_and_flags();
    ends();
    free_threaded_objects_are_called_directly();
    CHECK_HR(CoRevokeClassObject(cookie), S_OK);
    CoUninitialize();
    return finish();
}
