// SPDX-License-Identifier: Apache-2.0
//
// The version of the headers alone: pkg-config gives the target CPython their folder, and it includes the rest. (Python.h as
// a module of its own would declare the C library's types a second time.)
#include <patchlevel.h>
