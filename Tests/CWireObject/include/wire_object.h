// SPDX-License-Identifier: Apache-2.0
//
// IWire of wire.idl in C: an object, and a program of calls that finds out whether another one behaves as it does.
#ifndef WIRE_OBJECT_H
#define WIRE_OBJECT_H

#include <latebind/automation.h>
#include <latebind/objidl.h>

/// A new object with one reference.
IUnknown *wire_object_create(void);

/// How many objects there are.
int wire_object_count(void);

/// Calls every function of an IWire. NULL, or what was not as it should be.
const char *wire_object_check(void *object);

/// Calls one function, whatever comes of it, and frees what it gives: for answers that were tampered with.
HRESULT wire_object_exercise(void *object, unsigned which);
/// How many functions `wire_object_exercise` knows.
unsigned wire_object_exercises(void);

#endif
