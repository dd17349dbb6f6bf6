// SPDX-License-Identifier: Apache-2.0
//
// Calls without libffi, for signatures whose arguments are integers, pointers and floating-point numbers: a "register image".
//
// Both calling conventions (System V x86-64, AAPCS64) hand integers and floating-point numbers over in two independent sequences
// of registers. A C function whose parameters fill both sequences therefore loads any such signature's arguments, and a
// function that has these parameters receives them; registers that a signature does not use carry whatever is in the image, which
// the callee ignores. On System V x86-64 what finds no register follows on the stack, word by word, which is how a large
// structure by value is passed too: a structure behind the register parameters is the stack's part of the image.
//
// This is C because Swift can neither call nor be a function of a shape that is known only at run time.
#ifndef LATEBIND_REGISTERS_H
#define LATEBIND_REGISTERS_H

#include <stdint.h>

#if defined(__x86_64__) && !defined(_WIN32)
#define LATEBIND_IMAGE_INTEGERS 6
#define LATEBIND_IMAGE_FLOATS 8
/// How many words of arguments on the stack an image may have; 0 where the stack's part has another layout.
#define LATEBIND_IMAGE_STACK 32
#elif defined(__aarch64__)
#define LATEBIND_IMAGE_INTEGERS 8
#define LATEBIND_IMAGE_FLOATS 8
#define LATEBIND_IMAGE_STACK 0
#else
#define LATEBIND_IMAGE_INTEGERS 0
#define LATEBIND_IMAGE_FLOATS 0
#define LATEBIND_IMAGE_STACK 0
#endif

/// How many slots of a vtable `latebind_slot` has a function for.
#define LATEBIND_SLOTS 256

/// Calls with a result in the integer register, or none. `floats` says whether a floating-point register carries an argument,
/// `stack` how many words follow the registers of the image.
uint64_t latebind_image_call(const void *function, const uint64_t *image, int floats, uint32_t stack);
/// The same with a result in the floating-point register: its bits.
uint64_t latebind_image_call_double(const void *function, const uint64_t *image, uint32_t stack);
uint64_t latebind_image_call_float(const void *function, const uint64_t *image, uint32_t stack);

/// Answers a call of a vtable slot that `latebind_slot` made.
/// `context` is what the vtable says of the slot, `image` the registers as they came, `stack` the words on the stack.
typedef uint64_t (*latebind_slot_entry)(const void *context, void *self, uint64_t *image, uint64_t *stack);

/// What the word in front of a vtable's first slot points at.
typedef struct latebind_slots {
    latebind_slot_entry entry;
    /// One for each slot.
    const void **contexts;
} latebind_slots;

/// The function for a slot, below LATEBIND_SLOTS; NULL where there are no images. It finds its context through its object's vtable,
/// so it needs no memory that is made executable at run time.
const void *latebind_slot(uint32_t slot);

#endif
