// SPDX-License-Identifier: Apache-2.0
//
// A local server: server CLSID [options]
//
//   --single, --separate, --suspended   how the class is registered (multiple use, at once)
//   --fail     writes to stderr and exits with status 3, before it registers
//   --hang     never registers
//   --stdin    takes commands, answers each with a line, and lives until "quit" or the end of its input
//
// Without --stdin it ends with its last object. It keeps the FIFO that TEST_ALIVE names open for as long as it lives and writes its
// process id there.
#define COBJMACROS
#include "counter_object.h"
#include <fcntl.h>

static sem_t done;
static void finish(void) { sem_post(&done); }

static void answer(HRESULT status)
{
    printf("0x%08X\n", (unsigned)status);
    fflush(stdout);
}

static void obey(const CLSID *clsid)
{
    char line[256];
    DWORD active = 0;
    ICounter *object = NULL;

    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (!strcmp(line, "quit")) break;
        if (!strcmp(line, "suspend")) answer(CoSuspendClassObjects());
        else if (!strcmp(line, "resume")) answer(CoResumeClassObjects());
        else if (!strcmp(line, "strong") || !strcmp(line, "weak")) {
            DWORD flags = strcmp(line, "weak") ? ACTIVEOBJECT_STRONG : ACTIVEOBJECT_WEAK;
            if (!object) object = make_counter();
            answer(RegisterActiveObject((IUnknown *)object, clsid, flags, &active));
        } else if (!strcmp(line, "revoke")) answer(RevokeActiveObject(active, NULL));
        else if (!strcmp(line, "forget")) {
            if (object) object->lpVtbl->Release(object);
            object = NULL;
            answer(S_OK);
        } else answer(E_INVALIDARG);
    }
    if (object) object->lpVtbl->Release(object);
}

int main(int argc, char **argv)
{
    DWORD flags = REGCLS_MULTIPLEUSE, cookie;
    int takes_commands = 0, registers = 1;
    const char *alive = getenv("TEST_ALIVE");
    CLSID clsid;
    HRESULT status;

    if (alive) {
        int fifo = open(alive, O_WRONLY);
        dprintf(fifo, "%d\n", (int)getpid());
    }
    if (argc < 2) return 2;
    clsid = clsid_from(argv[1]);
    for (int i = 2; i < argc; i++) {
        if (!strcmp(argv[i], "--single")) flags = (flags & ~3u) | REGCLS_SINGLEUSE;
        if (!strcmp(argv[i], "--separate")) flags = (flags & ~3u) | REGCLS_MULTI_SEPARATE;
        if (!strcmp(argv[i], "--suspended")) flags |= REGCLS_SUSPENDED;
        if (!strcmp(argv[i], "--stdin")) takes_commands = 1;
        if (!strcmp(argv[i], "--fail")) {
            fprintf(stderr, "no licence for %s\n", getenv("TEST_PRODUCT") ? getenv("TEST_PRODUCT") : "anything");
            return 3;
        }
        if (!strcmp(argv[i], "--hang")) registers = 0;
    }
    sem_init(&done, 0, 0);
    if (!takes_commands) last_object_gone = finish;
    if (!registers) {
        fprintf(stderr, "thinking\n");
        sem_wait(&done);
    }
    status = know_the_proxy();
    if (SUCCEEDED(status))
        status = CoRegisterClassObject(&clsid, (IUnknown *)&counter_class, CLSCTX_LOCAL_SERVER, flags, &cookie);
    if (takes_commands) answer(status);
    if (FAILED(status)) {
        fprintf(stderr, "CoRegisterClassObject: 0x%08X\n", (unsigned)status);
        return 1;
    }
    if (takes_commands) obey(&clsid);
    else sem_wait(&done);
    CoRevokeClassObject(cookie);
    return 0;
}
