// SPDX-License-Identifier: Apache-2.0
//
// A client that does what it is told, line by line, and answers each with a line: an HRESULT, then what there is to say.
#define COBJMACROS
#include "counter_object.h"

static ICounter *held[4096];
static int count;

static void put_text(const OLECHAR *text)
{
    for (; *text; text++) {
        if (*text == '\n') printf("\\n");
        else putchar(*text < 128 ? (char)*text : '?');
    }
}

// "0x80040154 what the error object says"
static void fail(HRESULT status)
{
    IErrorInfo *info;
    BSTR text;

    printf("0x%08X ", (unsigned)status);
    if (GetErrorInfo(0, &info) == S_OK) {
        if (SUCCEEDED(info->lpVtbl->GetDescription(info, &text)) && text) {
            put_text(text);
            SysFreeString(text);
        }
        info->lpVtbl->Release(info);
    }
    printf("\n");
}

static void ask(ICounter *object, LONG what)
{
    LONG value = 0;
    HRESULT status = object->lpVtbl->Add(object, what, &value);
    if (FAILED(status)) fail(status);
    else printf("0x%08X %d\n", (unsigned)status, (int)value);
}

static void create(const CLSID *clsid, DWORD context)
{
    ICounter *object;
    HRESULT status = CoCreateInstance(clsid, NULL, context, &IID_ICounter, (void **)&object);
    if (FAILED(status)) return fail(status);
    held[count++] = object;
    ask(object, ASK_PROCESS);
}

static void get_active(const CLSID *clsid)
{
    IUnknown *unknown;
    HRESULT status = GetActiveObject(clsid, NULL, &unknown);
    if (FAILED(status)) return fail(status);
    status = unknown->lpVtbl->QueryInterface(unknown, &IID_ICounter, (void **)&held[count]);
    unknown->lpVtbl->Release(unknown);
    if (FAILED(status)) return fail(status);
    ask(held[count++], ASK_PROCESS);
}

static void get_class(const CLSID *clsid, DWORD context)
{
    IClassFactory *factory;
    HRESULT status = CoGetClassObject(clsid, context, NULL, &IID_IClassFactory, (void **)&factory);
    if (FAILED(status)) return fail(status);
    status = factory->lpVtbl->CreateInstance(factory, NULL, &IID_ICounter, (void **)&held[count]);
    factory->lpVtbl->Release(factory);
    if (FAILED(status)) return fail(status);
    ask(held[count++], ASK_PROCESS);
}

static void aggregate(const CLSID *clsid, DWORD context)
{
    void *object;
    HRESULT status = CoCreateInstance(clsid, (IUnknown *)make_counter(), context, &IID_IUnknown, &object);
    fail(status);
}

static void multiple(const CLSID *clsid, DWORD context)
{
    MULTI_QI queries[3] = {{&IID_ICounter, NULL, 0}, {&IID_IPersist, NULL, 0}, {&IID_IUnknown, NULL, 0}};
    HRESULT status = CoCreateInstanceEx(clsid, NULL, context, NULL, 3, queries);
    printf("0x%08X", (unsigned)status);
    for (int i = 0; i < 3; i++) {
        printf(" 0x%08X", (unsigned)queries[i].hr);
        if (queries[i].pItf) queries[i].pItf->lpVtbl->Release(queries[i].pItf);
    }
    printf("\n");
}

// ---- Many at once ------------------------------------------------------------------------------------------------

typedef struct job {
    CLSID clsid;
    DWORD context;
    pthread_barrier_t *start;
    HRESULT status;
    ICounter *object;
    LONG process;
} job;

static void *run_job(void *argument)
{
    job *job = argument;
    pthread_barrier_wait(job->start);
    job->status = CoCreateInstance(&job->clsid, NULL, job->context, &IID_ICounter, (void **)&job->object);
    if (SUCCEEDED(job->status)) job->status = job->object->lpVtbl->Add(job->object, ASK_PROCESS, &job->process);
    return NULL;
}

// "0x00000000 PID PID …", the processes of all objects; the first failure if there is one.
static void create_at_once(int number, const CLSID *clsid, DWORD context)
{
    pthread_t threads[64];
    job jobs[64];
    pthread_barrier_t start;
    HRESULT status = S_OK;

    pthread_barrier_init(&start, NULL, (unsigned)number);
    for (int i = 0; i < number; i++) {
        jobs[i] = (job){.clsid = *clsid, .context = context, .start = &start};
        pthread_create(&threads[i], NULL, run_job, &jobs[i]);
    }
    for (int i = 0; i < number; i++) {
        pthread_join(threads[i], NULL);
        if (FAILED(jobs[i].status)) status = jobs[i].status;
        if (jobs[i].object) held[count++] = jobs[i].object;
    }
    pthread_barrier_destroy(&start);
    printf("0x%08X", (unsigned)status);
    for (int i = 0; i < number; i++) printf(" %d", (int)jobs[i].process);
    printf("\n");
}

// Makes an object, calls it and lets it go, again and again, while its server ends each time. "0x00000000 SERVERS"
static void cycle(int times, const CLSID *clsid, DWORD context)
{
    LONG last = 0, process;
    int servers = 0;

    for (int i = 0; i < times; i++) {
        ICounter *object;
        HRESULT status = CoCreateInstance(clsid, NULL, context, &IID_ICounter, (void **)&object);
        if (FAILED(status)) return fail(status);
        status = object->lpVtbl->Add(object, ASK_PROCESS, &process);
        object->lpVtbl->Release(object);
        if (FAILED(status)) return fail(status);
        if (process != last) servers++;
        last = process;
    }
    printf("0x00000000 %d\n", servers);
}

int main(int argc, char **argv)
{
    char line[512];

    if (argc > 1 && !strcmp(argv[1], "sta")) CoInitialize(NULL);
    know_the_proxy();
    while (fgets(line, sizeof line, stdin)) {
        char command[64] = "", text[64] = "";
        int context = 0, number = 0;
        CLSID clsid;

        line[strcspn(line, "\n")] = 0;
        sscanf(line, "%63s %63s %d %d", command, text, &context, &number);
        clsid = clsid_from(text);
        if (!strcmp(command, "create")) create(&clsid, (DWORD)context);
        else if (!strcmp(command, "class")) get_class(&clsid, (DWORD)context);
        else if (!strcmp(command, "aggregate")) aggregate(&clsid, (DWORD)context);
        else if (!strcmp(command, "multiple")) multiple(&clsid, (DWORD)context);
        else if (!strcmp(command, "at-once")) create_at_once(number, &clsid, (DWORD)context);
        else if (!strcmp(command, "cycle")) cycle(number, &clsid, (DWORD)context);
        else if (!strcmp(command, "active")) get_active(&clsid);
        else if (!strcmp(command, "call") && count > 0) ask(held[count - 1], ASK_PROCESS);
        else if (!strcmp(command, "thread") && count > 0) ask(held[count - 1], ASK_THREAD);
        else if (!strcmp(command, "creator") && count > 0) ask(held[count - 1], ASK_CREATOR);
        else if (!strcmp(command, "own-thread")) printf("0x00000000 %d\n", (int)syscall(SYS_gettid));
        else if (!strcmp(command, "release")) {
            while (count > 0) {
                count--;
                held[count]->lpVtbl->Release(held[count]);
            }
            printf("0x00000000\n");
        } else printf("0x80070057\n");
        fflush(stdout);
    }
    while (count > 0) {
        count--;
        held[count]->lpVtbl->Release(held[count]);
    }
    return 0;
}
