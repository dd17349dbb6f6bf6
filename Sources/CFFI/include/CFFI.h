// SPDX-License-Identifier: Apache-2.0
//
// libffi for Swift. The `ffi_type_*` descriptors are global variables, which Swift 6 rejects as shared mutable state though
// libffi never writes to the basic ones; here they are reached through functions.
#ifndef LATEBIND_CFFI_H
#define LATEBIND_CFFI_H

#include <ffi.h>
#include <stdint.h>

#include "latebind_registers.h"

static inline ffi_type *latebind_ffi_void(void) { return &ffi_type_void; }
static inline ffi_type *latebind_ffi_uint8(void) { return &ffi_type_uint8; }
static inline ffi_type *latebind_ffi_sint8(void) { return &ffi_type_sint8; }
static inline ffi_type *latebind_ffi_uint16(void) { return &ffi_type_uint16; }
static inline ffi_type *latebind_ffi_sint16(void) { return &ffi_type_sint16; }
static inline ffi_type *latebind_ffi_uint32(void) { return &ffi_type_uint32; }
static inline ffi_type *latebind_ffi_sint32(void) { return &ffi_type_sint32; }
static inline ffi_type *latebind_ffi_uint64(void) { return &ffi_type_uint64; }
static inline ffi_type *latebind_ffi_sint64(void) { return &ffi_type_sint64; }
static inline ffi_type *latebind_ffi_float(void) { return &ffi_type_float; }
static inline ffi_type *latebind_ffi_double(void) { return &ffi_type_double; }
static inline ffi_type *latebind_ffi_pointer(void) { return &ffi_type_pointer; }

static inline ffi_abi latebind_ffi_default_abi(void) { return FFI_DEFAULT_ABI; }
static inline size_t latebind_ffi_closure_size(void) { return sizeof(ffi_closure); }

/// Calls `function`; a `void (*)(void)` in Swift would need an unsafe cast at every call.
static inline void latebind_ffi_call(ffi_cif *cif, const void *function, void *result, void **arguments) {
    ffi_call(cif, (void (*)(void))(uintptr_t)function, result, arguments);
}

#endif
