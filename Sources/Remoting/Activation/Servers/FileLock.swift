// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file of the runtime folder that one process, or one thread of it, has locked: flock(2). The system unlocks it when the process
/// ends. Lock files are not removed: whoever waits for one must wait for the same.
struct FileLock: ~Copyable {
    let descriptor: Int32
    private let path: String

    /// Opens the file without locking it.
    init(path: String) throws(COMError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw COMError(.E_ACCESSDENIED, "\(path): \(String(cString: strerror(errno)))") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Runs `body` while the file at `path` is locked. For work that ends at once.
    static func holding<Result>(_ path: String, _ body: () throws(COMError) -> Result) throws(COMError) -> Result {
        let lock = try FileLock(path: path)
        while flock(lock.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw COMError(.E_FAIL, "\(path): \(String(cString: strerror(errno)))") }
        }
        return try body()
    }

    /// Locks the file, if need be after somebody else.
    /// - Returns: whether it had to wait.
    /// - Throws: CO_E_SERVER_EXEC_FAILURE at the deadline.
    func lock(until deadline: Deadline) throws(COMError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return false }
        guard errno == EWOULDBLOCK || errno == EINTR else {
            throw COMError(.E_FAIL, "\(path): \(String(cString: strerror(errno)))")
        }
        // flock(2) has no timeout: a thread waits for it. It has a descriptor of its own for the same open file, so that one who gave
        // up leaves nothing locked.
        let waiter = Waiter(descriptor: dup(descriptor))
        guard waiter.descriptor >= 0, Thread.start(stack: ServerThreads.stack, { waiter.run() }) else {
            throw COMError(.E_OUTOFMEMORY, "\(path): no thread or descriptor is left to wait for a lock")
        }
        guard waiter.wait(until: deadline) else {
            throw COMError(.CO_E_SERVER_EXEC_FAILURE, "\(path): another process has been starting the server all the time")
        }
        return true
    }

    private final class Waiter: @unchecked Sendable {
        // Unchecked: what changes is guarded by `condition`.
        let descriptor: Int32
        private let condition = Condition()
        private var isLocked = false
        private var isAbandoned = false

        init(descriptor: Int32) { self.descriptor = descriptor }

        func run() {
            while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
            condition.withLock {
                isLocked = true
                if isAbandoned { _ = flock(descriptor, LOCK_UN) }
                condition.broadcast()
            }
            // A duplicate: the lock stays with the other descriptor of the open file.
            close(descriptor)
        }

        func wait(until deadline: Deadline) -> Bool {
            condition.withLock {
                while !isLocked {
                    if condition.wait(until: deadline), !isLocked {
                        isAbandoned = true
                        return false
                    }
                }
                return true
            }
        }
    }
}
