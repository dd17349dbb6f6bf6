// SPDX-License-Identifier: Apache-2.0
//
// What a thread keeps for the calls that it makes and serves. In C because Swift has no thread-local variables: a
// pthread_getspecific at every call costs more than the rest of the buffer's management.
#ifndef LATEBIND_CPLATFORM_THREAD_H
#define LATEBIND_CPLATFORM_THREAD_H

#include <stddef.h>
#include <stdint.h>

/// A block for one message: this header, then `capacity` bytes.
typedef struct latebind_block {
    struct latebind_block *next; // in the list of free blocks
    size_t capacity;             // bytes after the header
    size_t used;                 // for the owner of the block
    size_t unused;               // keeps the bytes after it aligned to 16
} latebind_block;

typedef struct latebind_thread_state {
    latebind_block *free_blocks;
    uint32_t free_count;
    uint32_t has_causality;   // whether a call is being served or made
    uint8_t causality[16];    // the causality id of that call
    uintptr_t stack_low;      // the bounds of the stack, once asked for
    uintptr_t stack_high;
} latebind_thread_state;

/// The calling thread's state; it lives as long as the thread.
latebind_thread_state *latebind_current_thread(void);

/// How many bytes of the calling thread's stack are left; SIZE_MAX if the system does not tell (a coroutine's own stack).
size_t latebind_stack_left(void);

/// A block of at least `capacity` bytes, from the thread's free ones or malloc; NULL without memory.
latebind_block *latebind_block_take(size_t capacity);

/// Gives a block back, on any thread. NULL is ignored.
void latebind_block_give(latebind_block *block);

/// How many blocks are taken in the whole process: a number for tests.
size_t latebind_blocks_taken(void);

/// Starts a thread that nobody joins and no signal reaches, with a stack of `stack` bytes. 0, or an error number.
int latebind_start_thread(size_t stack, void (*body)(void *argument), void *argument);

#endif
