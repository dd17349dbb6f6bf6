// SPDX-License-Identifier: Apache-2.0
//
// The second program: C, with a loop around poll. It is in a single-threaded apartment: calls to its objects come on this one thread,
// when the loop gives them time, so that nothing in here needs a lock.
#define INITGUID
#include "test.h"

#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_t main_thread;

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

static void must(HRESULT status, const char *what)
{
    if (SUCCEEDED(status)) return;
    fprintf(stderr, "right: %s: 0x%08X\n", what, (unsigned)status);
    exit(1);
}

// ---- The classes -------------------------------------------------------------------------------------------------

typedef struct test {
    const ITestVtbl *lpVtbl;
    LONG references;
    int is_total;
    LONG total;
} test;

static HRESULT test_query(ITest *this, REFIID iid, void **result)
{
    *result = NULL;
    if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_ITest)) return E_NOINTERFACE;
    *result = this;
    this->lpVtbl->AddRef(this);
    return S_OK;
}
static ULONG test_add_ref(ITest *this)
{
    return (ULONG)__atomic_add_fetch(&((test *)this)->references, 1, __ATOMIC_RELAXED);
}
static ULONG test_release(ITest *this)
{
    LONG left = __atomic_sub_fetch(&((test *)this)->references, 1, __ATOMIC_ACQ_REL);
    if (left == 0) free(this);
    return (ULONG)left;
}
static HRESULT test_add(ITest *this, LONG a, LONG b, LONG *sum)
{
    test *object = (test *)this;
    say("right:   Add(%d, %d), on %s thread", a, b, pthread_equal(pthread_self(), main_thread) ? "its own" : "another");
    *sum = object->is_total ? (object->total += a + b) : a + b;
    return S_OK;
}
static HRESULT test_add_at(ITest *this, ITest *other, LONG a, LONG b, LONG *sum)
{
    (void)this;
    return other ? other->lpVtbl->Add(other, a, b, sum) : E_POINTER;
}
static const ITestVtbl test_vtable = {test_query, test_add_ref, test_release, test_add, test_add_at};

// The singleton: its class object gives this one to whoever asks.
static test the_total = {&test_vtable, 1, 1, 0};

// ---- The class objects -------------------------------------------------------------------------------------------

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
static HRESULT class_lock(IClassFactory *this, WINBOOL lock)
{
    (void)this;
    (void)lock;
    return S_OK;
}
static HRESULT right_create(IClassFactory *this, IUnknown *outer, REFIID iid, void **result)
{
    test *made;
    HRESULT status;

    (void)this;
    *result = NULL;
    if (outer) return CLASS_E_NOAGGREGATION;
    made = calloc(1, sizeof *made);
    if (!made) return E_OUTOFMEMORY;
    made->lpVtbl = &test_vtable;
    made->references = 1;
    status = test_query((ITest *)made, iid, result);
    test_release((ITest *)made);
    return status;
}
static HRESULT total_create(IClassFactory *this, IUnknown *outer, REFIID iid, void **result)
{
    (void)this;
    *result = NULL;
    return outer ? CLASS_E_NOAGGREGATION : test_query((ITest *)&the_total, iid, result);
}
static const IClassFactoryVtbl right_vtable = {class_query, class_count, class_count, right_create, class_lock};
static const IClassFactoryVtbl total_vtable = {class_query, class_count, class_count, total_create, class_lock};
static IClassFactory right_class = {(IClassFactoryVtbl *)&right_vtable}, total_class = {(IClassFactoryVtbl *)&total_vtable};

// ---- The program -------------------------------------------------------------------------------------------------

// Uses the objects of the other program.
static void call(void)
{
    ITest *left, *total;
    LONG sum;

    must(CoCreateInstance(&CLSID_Left, NULL, CLSCTX_LOCAL_SERVER, &IID_ITest, (void **)&left), "Left");
    must(left->lpVtbl->Add(left, 4, 5, &sum), "Add");
    say("right: left.Add(4, 5) = %d", sum);

    // The other program adds to the total of this one, while this call is out.
    total = (ITest *)&the_total;
    must(left->lpVtbl->AddAt(left, total, 1000, 0, &sum), "AddAt");
    say("right: left.AddAt(the total of right, 1000, 0) = %d", sum);
    left->lpVtbl->Release(left);
}

static void load_interfaces(const char *path)
{
    OLECHAR wide[1024] = {0};
    ITypeLib *library;

    for (size_t index = 0; path[index] && index < 1023; index++) wide[index] = (OLECHAR)path[index];
    must(LoadTypeLibEx(wide, REGKIND_NONE, &library), path);
    library->lpVtbl->Release(library);
}

int main(int count, char **arguments)
{
    DWORD right_cookie, total_cookie;
    struct pollfd input = {.fd = 0, .events = POLLIN};
    char line[64];

    if (count < 2) return 2;
    main_thread = pthread_self();
    must(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), "CoInitializeEx");
    // The marshaler, in code.
    load_interfaces(arguments[1]);
    must(CoRegisterPSClsid(&IID_ITest, &CLSID_PSOAInterface), "CoRegisterPSClsid");
    // The class objects, in code: both become visible at once.
    must(CoRegisterClassObject(&CLSID_Right, (IUnknown *)&right_class, CLSCTX_LOCAL_SERVER,
                               REGCLS_MULTIPLEUSE | REGCLS_SUSPENDED, &right_cookie), "CoRegisterClassObject");
    must(CoRegisterClassObject(&CLSID_Total, (IUnknown *)&total_class, CLSCTX_LOCAL_SERVER,
                               REGCLS_MULTIPLEUSE | REGCLS_SUSPENDED, &total_cookie), "CoRegisterClassObject");
    must(CoResumeClassObjects(), "CoResumeClassObjects");

    // The loop of this program: its own input, and the calls of others in between.
    say("right: ready");
    for (;;) {
        LatebindPumpApartment(5);
        if (poll(&input, 1, 0) <= 0) continue;
        if (!fgets(line, sizeof line, stdin) || !strcmp(line, "quit\n")) break;
        if (!strcmp(line, "call\n")) call();
        say("right: done");
    }
    CoRevokeClassObject(right_cookie);
    CoRevokeClassObject(total_cookie);
    CoUninitialize();
    return 0;
}
