// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer's driver for a program with a main of its own. https://llvm.org/docs/LibFuzzer.html

#ifndef LATEBIND_CFUZZER_H
#define LATEBIND_CFUZZER_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

// LeakSanitizer takes no note of what is allocated between the two. sanitizer/lsan_interface.h
void __lsan_disable(void);
void __lsan_enable(void);

#endif
