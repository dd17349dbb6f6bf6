// SPDX-License-Identifier: Apache-2.0
//
// What the platform's C library offers but Swift's overlay of it does not show.
#ifndef LATEBIND_CPLATFORM_H
#define LATEBIND_CPLATFORM_H

#include <stddef.h>

/// The file that `address` (a function or a constant) was loaded from, as the dynamic loader knows it; NULL if it does not.
/// The text belongs to the loader and lives as long as the file is loaded.
const char *latebind_image_of(const void *address);

/// The file that this code itself was loaded from.
const char *latebind_own_image(void);

/// The bytes that a block of malloc's has, at least as many as were asked for.
size_t latebind_allocated_size(void *block);

#endif
