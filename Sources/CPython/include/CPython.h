// SPDX-License-Identifier: Apache-2.0
//
// CPython for Swift: what the C API offers only as macros or as shared mutable globals is reached through functions here.
#ifndef LATEBIND_CPYTHON_H
#define LATEBIND_CPYTHON_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#endif
