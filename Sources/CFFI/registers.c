// SPDX-License-Identifier: Apache-2.0
#include "latebind_registers.h"

#include <stddef.h>
#include <string.h>

#if LATEBIND_IMAGE_INTEGERS > 0

#if LATEBIND_IMAGE_INTEGERS == 6
#define INTEGER_TYPES uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t
#define INTEGERS(i) i[0], i[1], i[2], i[3], i[4], i[5]
#define INTEGER_PARAMETERS uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f
#define INTEGER_NAMES a, b, c, d, e, f
#else
#define INTEGER_TYPES uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t
#define INTEGERS(i) i[0], i[1], i[2], i[3], i[4], i[5], i[6], i[7]
#define INTEGER_PARAMETERS \
    uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g, uint64_t h
#define INTEGER_NAMES a, b, c, d, e, f, g, h
#endif
#define FLOAT_TYPES double, double, double, double, double, double, double, double
#define FLOATS(f) f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]

// A stack part is larger than 16 bytes: a structure of that size is passed in memory whatever is in it.
typedef struct { uint64_t words[4]; } stack4;
typedef struct { uint64_t words[12]; } stack12;
typedef struct { uint64_t words[LATEBIND_IMAGE_STACK ? LATEBIND_IMAGE_STACK : 1]; } stack_all;

// The floating-point half of an image, moved as the bits that it is: a float lies in the low half of its word.
static inline void load_floats(double *floats, const uint64_t *image) {
    memcpy(floats, image + LATEBIND_IMAGE_INTEGERS, LATEBIND_IMAGE_FLOATS * sizeof(double));
}

#define CALL(result_type) \
    double floats[LATEBIND_IMAGE_FLOATS]; \
    load_floats(floats, image); \
    if (stack == 0) \
        return ((result_type(*)(INTEGER_TYPES, FLOAT_TYPES))function)(INTEGERS(image), FLOATS(floats)); \
    const uint64_t *words = image + LATEBIND_IMAGE_INTEGERS + LATEBIND_IMAGE_FLOATS; \
    if (stack <= 4) { \
        stack4 part; \
        memcpy(&part, words, sizeof part); \
        return ((result_type(*)(INTEGER_TYPES, FLOAT_TYPES, stack4))function)(INTEGERS(image), FLOATS(floats), part); \
    } \
    if (stack <= 12) { \
        stack12 part; \
        memcpy(&part, words, sizeof part); \
        return ((result_type(*)(INTEGER_TYPES, FLOAT_TYPES, stack12))function)(INTEGERS(image), FLOATS(floats), part); \
    } \
    stack_all part; \
    memcpy(&part, words, sizeof part); \
    return ((result_type(*)(INTEGER_TYPES, FLOAT_TYPES, stack_all))function)(INTEGERS(image), FLOATS(floats), part);

static uint64_t call_all(const void *function, const uint64_t *image, uint32_t stack) { CALL(uint64_t) }
static double call_double(const void *function, const uint64_t *image, uint32_t stack) { CALL(double) }
static float call_float(const void *function, const uint64_t *image, uint32_t stack) { CALL(float) }

uint64_t latebind_image_call(const void *function, const uint64_t *image, int floats, uint32_t stack) {
    if (!floats && stack == 0) return ((uint64_t(*)(INTEGER_TYPES))function)(INTEGERS(image));
    return call_all(function, image, stack);
}

uint64_t latebind_image_call_double(const void *function, const uint64_t *image, uint32_t stack) {
    double result = call_double(function, image, stack);
    uint64_t bits;
    memcpy(&bits, &result, sizeof bits);
    return bits;
}

uint64_t latebind_image_call_float(const void *function, const uint64_t *image, uint32_t stack) {
    float result = call_float(function, image, stack);
    uint32_t bits;
    memcpy(&bits, &result, sizeof bits);
    return bits;
}

// E_POINTER, sign-extended as a register holds it.
#define NULL_SELF ((uint64_t)(int64_t)(int32_t)0x80004003)

// Each slot function differs from the next in its number alone.
static inline __attribute__((always_inline)) uint64_t enter(
    uint32_t slot, uint64_t *image, const double *floats, uint64_t *stack) {
    void *self = (void *)(uintptr_t)image[0];
    if (!self) return NULL_SELF;
    memcpy(image + LATEBIND_IMAGE_INTEGERS, floats, LATEBIND_IMAGE_FLOATS * sizeof(double));
    const latebind_slots *slots = (*(const latebind_slots ***)self)[-1];
    return slots->entry(slots->contexts[slot], self, image, stack);
}

#if LATEBIND_IMAGE_STACK
#define STACK_PARAMETER , stack_all part
#define STACK_WORDS part.words
#else
#define STACK_PARAMETER
#define STACK_WORDS NULL
#endif

// The part is where the caller put it, not a copy that AddressSanitizer would make of 256 bytes of the caller's frame.
#define SLOT(n) \
    static __attribute__((no_sanitize_address)) uint64_t slot_##n( \
        INTEGER_PARAMETERS, double p, double q, double r, double s, double t, double u, double v, double w STACK_PARAMETER) { \
        uint64_t image[LATEBIND_IMAGE_INTEGERS + LATEBIND_IMAGE_FLOATS] = {INTEGER_NAMES}; \
        double floats[LATEBIND_IMAGE_FLOATS] = {p, q, r, s, t, u, v, w}; \
        return enter(n, image, floats, STACK_WORDS); \
    }
#define NAME(n) (const void *)slot_##n,

#define EACH8(X, h) X(0##h##0) X(0##h##1) X(0##h##2) X(0##h##3) X(0##h##4) X(0##h##5) X(0##h##6) X(0##h##7)
#define EACH64(X, h) \
    EACH8(X, h##0) EACH8(X, h##1) EACH8(X, h##2) EACH8(X, h##3) EACH8(X, h##4) EACH8(X, h##5) EACH8(X, h##6) EACH8(X, h##7)
// The numbers are octal, 0000 to 0377.
#define EACH(X) EACH64(X, 0) EACH64(X, 1) EACH64(X, 2) EACH64(X, 3)

EACH(SLOT)

static const void *const slot_functions[LATEBIND_SLOTS] = {EACH(NAME)};

const void *latebind_slot(uint32_t slot) { return slot < LATEBIND_SLOTS ? slot_functions[slot] : NULL; }

#else

uint64_t latebind_image_call(const void *function, const uint64_t *image, int floats, uint32_t stack) {
    (void)function, (void)image, (void)floats, (void)stack;
    return 0;
}
uint64_t latebind_image_call_double(const void *function, const uint64_t *image, uint32_t stack) {
    return latebind_image_call(function, image, 1, stack);
}
uint64_t latebind_image_call_float(const void *function, const uint64_t *image, uint32_t stack) {
    return latebind_image_call(function, image, 1, stack);
}
const void *latebind_slot(uint32_t slot) { (void)slot; return NULL; }

#endif
