// SPDX-License-Identifier: Apache-2.0
//
// A second process of the same program: `program serve` writes the OBJREF of an object, and lives until its input ends.
#ifndef PARTNER_H
#define PARTNER_H

#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counter_proxy.h"

typedef struct partner {
    pid_t pid;
    int in, out;
} partner;

static void partner_transfer(int descriptor, void *bytes, size_t count, int is_write)
{
    for (size_t done = 0; done < count;) {
        ssize_t moved = is_write ? write(descriptor, (char *)bytes + done, count - done)
                                 : read(descriptor, (char *)bytes + done, count - done);
        if (moved <= 0) exit(3);
        done += (size_t)moved;
    }
}

static partner partner_start(const char *program)
{
    partner p;
    int in[2], out[2];

    if (pipe(in) || pipe(out)) exit(6);
    p.pid = fork();
    if (p.pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        close(out[0]);
        execl(program, program, "serve", (char *)NULL);
        _exit(7);
    }
    close(in[0]);
    close(out[1]);
    p.in = in[1];
    p.out = out[0];
    return p;
}

// A proxy of the partner's object.
static ICounter *partner_object(partner p)
{
    DWORD size;
    char bytes[4096];
    IStream *stream;
    ICounter *proxy = NULL;
    LARGE_INTEGER zero = {.QuadPart = 0};

    partner_transfer(p.out, &size, sizeof size, 0);
    if (size <= 60 || size > sizeof bytes) exit(8);
    partner_transfer(p.out, bytes, size, 0);
    if (memcmp(bytes, "MEOW", 4)) exit(8);
    if (FAILED(CreateStreamOnHGlobal(NULL, TRUE, &stream))) exit(9);
    stream->lpVtbl->Write(stream, bytes, size, NULL);
    stream->lpVtbl->Seek(stream, zero, STREAM_SEEK_SET, NULL);
    if (FAILED(CoUnmarshalInterface(stream, &IID_ICounter, (void **)&proxy))) exit(10);
    stream->lpVtbl->Release(stream);
    return proxy;
}

__attribute__((unused)) static void partner_stop(partner p)
{
    int status;
    close(p.in);
    close(p.out);
    if (waitpid(p.pid, &status, 0) != p.pid || !WIFEXITED(status) || WEXITSTATUS(status)) exit(11);
}

// Gives an object of this process to the one that started it.
static void partner_give(ICounter *object)
{
    IStream *stream;
    HGLOBAL memory;
    ULARGE_INTEGER end;
    LARGE_INTEGER zero = {.QuadPart = 0};
    DWORD size;

    if (FAILED(CreateStreamOnHGlobal(NULL, TRUE, &stream))) exit(4);
    if (FAILED(CoMarshalInterface(stream, &IID_ICounter, (IUnknown *)object, MSHCTX_LOCAL, NULL, MSHLFLAGS_NORMAL))) exit(5);
    object->lpVtbl->Release(object);
    stream->lpVtbl->Seek(stream, zero, STREAM_SEEK_CUR, &end);
    GetHGlobalFromStream(stream, &memory);
    size = (DWORD)end.QuadPart;
    partner_transfer(1, &size, sizeof size, 1);
    partner_transfer(1, memory, size, 1);
    stream->lpVtbl->Release(stream);
}

// What a partner does: gives its object away, and serves its apartment until its input ends.
__attribute__((unused)) static void partner_serve(ICounter *object)
{
    struct pollfd input = {.fd = 0, .events = POLLIN};

    partner_give(object);
    while (poll(&input, 1, 0) == 0) LatebindPumpApartment(10);
}

#endif
