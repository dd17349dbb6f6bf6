// SPDX-License-Identifier: Apache-2.0
//
// Entering and leaving COM: counted for each thread.

import AutomationTypes
public import CAutomation.Functions

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@c @implementation
public func CoInitialize(_ reserved: LPVOID?) -> HRESULT { CoInitializeEx(reserved, COINIT_APARTMENTTHREADED.rawValue) }

@c @implementation
public func CoInitializeEx(_ reserved: LPVOID?, _ flags: DWORD) -> HRESULT {
    let known = COINIT_APARTMENTTHREADED.rawValue | COINIT_DISABLE_OLE1DDE.rawValue | COINIT_SPEED_OVER_MEMORY.rawValue
    guard reserved == nil, flags & ~known == 0 else { return HResult.E_INVALIDARG.rawValue }
    return ThreadInitialization.enter(isSingleThreaded: flags & COINIT_APARTMENTTHREADED.rawValue != 0).rawValue
}

@c @implementation
public func CoUninitialize() { ThreadInitialization.leave() }

/// How often a thread has entered, and which kind of apartment: in the thread's own slot, the kind in the lowest bit.
private enum ThreadInitialization {
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    static func enter(isSingleThreaded: Bool) -> HResult {
        guard let key else { return .E_OUTOFMEMORY }
        let kind: UInt = isSingleThreaded ? 1 : 0
        let word = UInt(bitPattern: pthread_getspecific(key))
        guard word >> 1 == 0 || word & 1 == kind else { return .RPC_E_CHANGED_MODE }
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: ((word >> 1) + 1) << 1 | kind))
        return word >> 1 == 0 ? .S_OK : .S_FALSE
    }

    static func leave() {
        guard let key else { return }
        let word = UInt(bitPattern: pthread_getspecific(key))
        guard word >> 1 != 0 else { return }
        let left = (word >> 1) - 1
        pthread_setspecific(key, left == 0 ? nil : UnsafeRawPointer(bitPattern: left << 1 | word & 1))
    }
}
