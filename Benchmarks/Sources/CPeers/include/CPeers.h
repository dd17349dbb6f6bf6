// SPDX-License-Identifier: Apache-2.0
//
// What is measured against: a C object with a hand-written vtable, and libffi by itself.
#ifndef LATEBIND_CPEERS_H
#define LATEBIND_CPEERS_H

#include <stdint.h>

/// A C object whose vtable is ICalc's. IDispatch's slots answer E_NOTIMPL. It lives as long as the process.
void *peers_calc_object(void *(*copy)(void *));

/// ICalc::Add through a vtable, `count` times; the sum of the results.
int64_t peers_call_add(void *object, int64_t count);

/// ICalc::Echo of a BSTR through a vtable, `count` times; each result is given to `free_text`. The first failure, or 0.
int32_t peers_call_echo(void *object, void *text, void (*free_text)(void *), int64_t count);

/// IExchange's methods through a vtable, `count` times; each array is given to `free_array`. The first failure, or 0.
int32_t peers_call_null(void *object, int64_t count);
int32_t peers_call_take(void *object, void *array, int64_t count);
int32_t peers_call_give(void *object, int32_t size, int32_t (*free_array)(void *), int64_t count);
/// One new object in each of `count` places.
int32_t peers_call_make(void *object, void **made, int64_t count);

/// The library's own functions as C calls them, `count` times: VarAdd of two VT_I4, VariantChangeType of a BSTR to VT_R8,
/// SafeArrayCreate of 16 VT_I4 and SafeArrayDestroy. The first failure, or 0.
int32_t peers_var_add(int64_t count);
int32_t peers_change_type(int64_t count);
int32_t peers_array(int64_t count);

/// libffi's own cost: ffi_call of the same function, with everything prepared.
int64_t peers_ffi_call(int64_t count);

/// libffi's own cost: a closure of the same signature that adds.
int64_t peers_ffi_closure(int64_t count);

#endif
