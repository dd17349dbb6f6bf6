// SPDX-License-Identifier: Apache-2.0
//
// ThreadSanitizer and Swift's Mutex on Linux: the fast path of a lock is inlined into code that the sanitizer sees, the slow path
// (somebody else holds it) runs in libswiftSynchronization, which it does not, so that it reports races where there are none.
// Preloaded by sanitize.sh, these stand before the slow paths and tell it what is acquired and released.
//
// Source: swift/stdlib/public/Synchronization/Mutex/LinuxImpl.swift.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFTCALL __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"

// Absent in a process without the sanitizer.
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

typedef SWIFTCALL void (*lock_function)(uint32_t, SELF);
typedef SWIFTCALL void (*unlock_function)(SELF);
typedef SWIFTCALL bool (*try_lock_function)(SELF);

SWIFTCALL void lock_slow(uint32_t state, SELF self) __asm__(LOCK);
SWIFTCALL void unlock_slow(SELF self) __asm__(UNLOCK);
SWIFTCALL bool try_lock_slow(SELF self) __asm__(TRY_LOCK);

SWIFTCALL void lock_slow(uint32_t state, SELF self) {
    static _Atomic(lock_function) next;
    lock_function function = next;
    if (!function) next = function = (lock_function)dlsym(RTLD_NEXT, LOCK);
    function(state, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFTCALL void unlock_slow(SELF self) {
    static _Atomic(unlock_function) next;
    unlock_function function = next;
    if (!function) next = function = (unlock_function)dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(self);
    function(self);
}

SWIFTCALL bool try_lock_slow(SELF self) {
    static _Atomic(try_lock_function) next;
    try_lock_function function = next;
    if (!function) next = function = (try_lock_function)dlsym(RTLD_NEXT, TRY_LOCK);
    bool locked = function(self);
    if (locked && __tsan_acquire) __tsan_acquire(self);
    return locked;
}
