// SPDX-License-Identifier: Apache-2.0
//
// A program that checks something prints each check that fails, and how many there were.
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <string.h>

// Any thread may check something.
static int checks, failures;
#define CHECK_COUNT(counter) ((void)__atomic_add_fetch(&(counter), 1, __ATOMIC_RELAXED))

#define CHECK(condition)                                                \
    do {                                                                \
        CHECK_COUNT(checks);                                            \
        if (!(condition)) {                                             \
            CHECK_COUNT(failures);                                      \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);      \
        }                                                               \
    } while (0)

// Compares HRESULTs, and prints the one that came.
#define CHECK_HR(call, expected)                                                                        \
    do {                                                                                                \
        HRESULT hr_ = (call);                                                                           \
        CHECK_COUNT(checks);                                                                            \
        if (hr_ != (expected)) {                                                                        \
            CHECK_COUNT(failures);                                                                      \
            printf("%s:%d: %s gave %08x, not " #expected "\n", __FILE__, __LINE__, #call, (unsigned)hr_); \
        }                                                                                               \
    } while (0)

static int finish(void)
{
    printf("%d checks, %d failures\n", checks, failures);
    return 0;   // the reader looks at the line above
}

#endif
