// SPDX-License-Identifier: Apache-2.0
#ifndef _GNU_SOURCE
#define _GNU_SOURCE // pthread_getattr_np
#endif
#include "CPlatformThread.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

// Most messages fit; a block of this size is what threads keep.
#if defined(__SANITIZE_ADDRESS__)
#define SEES_FREED_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEES_FREED_MEMORY 1
#endif
#endif
#ifdef SEES_FREED_MEMORY
// AddressSanitizer sees the use of a block that was given back only if it was freed.
enum { KEPT = 0 };
#else
enum { KEPT = 8 };
#endif
enum { SMALL = 4096 - (int)sizeof(latebind_block) };

static _Thread_local latebind_thread_state state;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_size_t taken;

static void release_blocks(void *unused) {
    (void)unused;
    while (state.free_blocks) {
        latebind_block *block = state.free_blocks;
        state.free_blocks = block->next;
        free(block);
    }
    state.free_count = KEPT; // a later destructor's calls keep nothing
}

static void make_key(void) { pthread_key_create(&key, release_blocks); }

latebind_thread_state *latebind_current_thread(void) { return &state; }

static void find_stack(void) {
    state.stack_low = state.stack_high = 1; // known to be unknown
#ifdef __APPLE__
    uintptr_t high = (uintptr_t)pthread_get_stackaddr_np(pthread_self());
    state.stack_low = high - pthread_get_stacksize_np(pthread_self());
    state.stack_high = high;
#else
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes)) return;
    void *address;
    size_t size;
    if (!pthread_attr_getstack(&attributes, &address, &size)) {
        state.stack_low = (uintptr_t)address;
        state.stack_high = (uintptr_t)address + size;
    }
    pthread_attr_destroy(&attributes);
#endif
}

size_t latebind_stack_left(void) {
    if (!state.stack_high) find_stack();
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    return here > state.stack_low && here <= state.stack_high ? here - state.stack_low : SIZE_MAX;
}

latebind_block *latebind_block_take(size_t capacity) {
    latebind_block *block;
    if (capacity <= SMALL) {
        block = state.free_blocks;
        if (block) {
            state.free_blocks = block->next;
            state.free_count--;
        } else {
            block = malloc(sizeof *block + SMALL);
            if (!block) return NULL;
            block->capacity = SMALL;
        }
    } else {
        if (capacity > SIZE_MAX - sizeof *block) return NULL;
        block = malloc(sizeof *block + capacity);
        if (!block) return NULL;
        block->capacity = capacity;
    }
    block->next = NULL;
    block->used = 0;
    atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
    return block;
}

void latebind_block_give(latebind_block *block) {
    if (!block) return;
    atomic_fetch_sub_explicit(&taken, 1, memory_order_relaxed);
    if (block->capacity != SMALL || state.free_count >= KEPT) {
        free(block);
        return;
    }
    if (!state.free_count) {
        pthread_once(&once, make_key);
        pthread_setspecific(key, &state);
    }
    block->next = state.free_blocks;
    state.free_blocks = block;
    state.free_count++;
}

size_t latebind_blocks_taken(void) { return atomic_load_explicit(&taken, memory_order_relaxed); }

struct start {
    void (*body)(void *);
    void *argument;
};

static void *run(void *pointer) {
    struct start start = *(struct start *)pointer;
    free(pointer);
    start.body(start.argument);
    return NULL;
}

int latebind_start_thread(size_t stack, void (*body)(void *), void *argument) {
    struct start *start = malloc(sizeof *start);
    if (!start) return 12; // ENOMEM
    *start = (struct start){body, argument};
    pthread_attr_t attributes;
    int status = pthread_attr_init(&attributes);
    if (status) {
        free(start);
        return status;
    }
    pthread_attr_setstacksize(&attributes, stack);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    status = pthread_create(&thread, &attributes, run, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (status) free(start);
    return status;
}
