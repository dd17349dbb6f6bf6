// SPDX-License-Identifier: Apache-2.0
#ifndef _GNU_SOURCE
#define _GNU_SOURCE // dladdr
#endif
#include "CPlatform.h"
#include <dlfcn.h>
#include <stddef.h>
#ifdef __APPLE__
#include <malloc/malloc.h>
#else
#include <malloc.h>
#endif

const char *latebind_image_of(const void *address) {
    Dl_info info;
    return dladdr(address, &info) ? info.dli_fname : NULL;
}

const char *latebind_own_image(void) {
    static const char here = 0;
    return latebind_image_of(&here);
}

size_t latebind_allocated_size(void *block) {
#ifdef __APPLE__
    return malloc_size(block);
#else
    return malloc_usable_size(block);
#endif
}
