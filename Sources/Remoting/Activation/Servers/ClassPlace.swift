// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The right to listen for a class in a runtime folder. One process has it at a time, from before it takes the class's socket until it
/// stops serving, or ends in whatever way: it is a locked file, which the system unlocks then. Others wait for it, and take the place.
final class ClassPlace: Sendable {
    private let lock: FileLock

    private init(_ lock: consuming FileLock) { self.lock = lock }

    /// - Returns: nil if another process has it.
    static func take(_ path: String) throws(COMError) -> ClassPlace? {
        let lock = try FileLock(path: path)
        while flock(lock.descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return nil }
            guard errno == EINTR else { throw COMError(.E_FAIL, "\(path): \(String(cString: strerror(errno)))") }
        }
        return ClassPlace(lock)
    }

    /// Returns when it is this process's: when the one that has it lets go of it.
    /// - Returns: nil if it cannot be waited for.
    static func wait(for path: String) -> ClassPlace? {
        guard let lock = try? FileLock(path: path) else { return nil }
        while flock(lock.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { return nil }
        }
        return ClassPlace(lock)
    }
}
