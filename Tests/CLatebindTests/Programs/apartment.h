// SPDX-License-Identifier: Apache-2.0
//
// A single-threaded apartment with an object of its own, on a thread that pumps.
#ifndef APARTMENT_H
#define APARTMENT_H

#include <pthread.h>

#include "check.h"
#include "counter_proxy.h"

typedef struct apartment {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    ICounter *(*make)(void);
    IStream *stream; // the object, for another apartment
    int stop;
} apartment;

static void *apartment_run(void *argument)
{
    apartment *a = argument;
    ICounter *object;
    int stop = 0;

    CHECK_HR(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    object = a->make();
    pthread_mutex_lock(&a->mutex);
    CHECK_HR(CoMarshalInterThreadInterfaceInStream(&IID_ICounter, (IUnknown *)object, &a->stream), S_OK);
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->mutex);
    while (!stop) {
        LatebindPumpApartment(10);
        pthread_mutex_lock(&a->mutex);
        stop = a->stop;
        pthread_mutex_unlock(&a->mutex);
    }
    object->lpVtbl->Release(object);
    CoUninitialize();
    return NULL;
}

// Returns when the object is there.
static void apartment_start(apartment *a, ICounter *(*make)(void))
{
    *a = (apartment){.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .make = make};
    pthread_create(&a->thread, NULL, apartment_run, a);
    pthread_mutex_lock(&a->mutex);
    while (!a->stream) pthread_cond_wait(&a->changed, &a->mutex);
    pthread_mutex_unlock(&a->mutex);
}

// Returns when the apartment has ended.
static void apartment_stop(apartment *a)
{
    pthread_mutex_lock(&a->mutex);
    a->stop = 1;
    pthread_mutex_unlock(&a->mutex);
    pthread_join(a->thread, NULL);
}

#endif
