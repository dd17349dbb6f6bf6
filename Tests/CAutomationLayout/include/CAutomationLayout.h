// SPDX-License-Identifier: Apache-2.0
//
// What the C compiler makes of the headers, as a table that a test can compare with layout.tsv.
#ifndef CAUTOMATIONLAYOUT_H
#define CAUTOMATIONLAYOUT_H

#include <stddef.h>
#include <stdint.h>

// group is a type, with a name of "sizeof", "alignof", a field (value: offset) or a method (value: its vtable slot);
// or "constant"; or "guid", where the value is that of guid.
typedef struct LayoutEntry {
    const char *group;
    const char *name;
    int64_t value;
    const uint8_t *guid;        // 16 bytes in memory order, or null
} LayoutEntry;

const LayoutEntry *layout_entries(size_t *count);

#endif
