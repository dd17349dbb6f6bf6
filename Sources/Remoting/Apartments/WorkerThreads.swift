// SPDX-License-Identifier: Apache-2.0

/// Threads of the multi-threaded apartment that serve the calls of single-threaded ones. One is made when none is idle; an idle one
/// ends after a while.
enum WorkerThreads {
    private final class Pool: @unchecked Sendable {
        // Unchecked: everything is guarded by `condition`.
        let condition = Condition()
        var work: [@Sendable () -> Void] = []
        var idle = 0
    }
    private static let pool = Pool()
    private static let patience: UInt64 = 10_000

    /// Has a thread run `body`.
    /// - Returns: false if there is neither an idle thread nor a new one.
    static func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        let isTaken = pool.condition.withLock {
            guard pool.idle > pool.work.count else { return false }
            pool.work.append(body)
            pool.condition.broadcast()
            return true
        }
        return isTaken || Thread.start(stack: 1 << 20) { serve(body) }
    }

    private static func serve(_ first: @Sendable () -> Void) {
        first()
        while let next = take() { next() }
    }

    private static func take() -> (@Sendable () -> Void)? {
        let deadline = Deadline(after: patience)
        return pool.condition.withLock {
            pool.idle += 1
            defer { pool.idle -= 1 }
            while pool.work.isEmpty {
                if pool.condition.wait(until: deadline), pool.work.isEmpty { return nil }
            }
            return pool.work.removeFirst()
        }
    }
}
