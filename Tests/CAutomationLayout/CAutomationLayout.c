// SPDX-License-Identifier: Apache-2.0
#include "CAutomationLayout.h"

#include <latebind/automation.h>

#define TYPE(type) \
    {#type, "sizeof", sizeof(type), NULL}, {#type, "alignof", _Alignof(type), NULL},
#define FIELD(type, field) {#type, #field, offsetof(type, field), NULL},
#define SLOT(iface, method) {#iface, #method, offsetof(iface##Vtbl, method) / sizeof(void *), NULL},
#define CONSTANT(constant) {"constant", #constant, (int64_t)(constant), NULL},
#define GUID_(constant) {"guid", #constant, 0, (const uint8_t *)&constant},

static const LayoutEntry entries[] = {
#include "layout_fields.h"
};

const LayoutEntry *layout_entries(size_t *count)
{
    *count = sizeof(entries) / sizeof(entries[0]);
    return entries;
}
