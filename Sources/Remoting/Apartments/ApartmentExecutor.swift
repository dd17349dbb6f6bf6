// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A single-threaded apartment with a thread of its own, as a serial executor: an actor that runs on it can use the objects of its
/// apartment directly, and those objects are called there by everybody else.
///
///     actor Spreadsheet {
///         let apartment: ApartmentExecutor
///         init() throws { apartment = try ApartmentExecutor() }
///         nonisolated var unownedExecutor: UnownedSerialExecutor { apartment.asUnownedSerialExecutor() }
///     }
///
/// While the actor's code waits in a call to another apartment, calls that come in are served (as COM's rules for single-threaded
/// apartments have it), but no other job of the actor runs.
public final class ApartmentExecutor: SerialExecutor, Sendable {
    private final class Start: @unchecked Sendable {
        // Unchecked: guarded by `condition`.
        let condition = Condition()
        var isReady = false
        var hasEnded = false
        var apartment: Apartment?
    }
    private let start: Start

    /// The apartment of the executor's thread.
    public let apartment: Apartment
    private let queue: CallQueue

    /// Starts the thread.
    /// - Throws: `ApartmentError.noThread` if the system has no thread to give.
    public init() throws {
        let start = Start()
        let isStarted = Thread.start(stack: 4 << 20) {
            let thread = ThreadState.current
            _ = thread.enter(isSingleThreaded: true)
            let made = thread.entered
            start.condition.withLock {
                start.apartment = made
                start.isReady = true
                start.condition.broadcast()
            }
            guard let queue = made?.queue else { return }
            // Until the executor goes.
            queue.serveUntilStopped()
            thread.leave()
            start.condition.withLock {
                start.hasEnded = true
                start.condition.broadcast()
            }
        }
        guard isStarted else { throw ApartmentError.noThread }
        let made = start.condition.withLock {
            while !start.isReady { start.condition.wait() }
            return start.apartment
        }
        guard let apartment = made, let queue = apartment.queue else { throw ApartmentError.noThread }
        self.apartment = apartment
        self.queue = queue
        self.start = start
    }

    deinit { queue.stop() }

    /// Ends the apartment when all jobs that wait have run, and waits for its end: its objects can then no longer be called. Not to be
    /// called on the apartment's own thread.
    public func shutDown() {
        queue.stop()
        start.condition.withLock { while !start.hasEnded { start.condition.wait() } }
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        let isQueued = queue.post { unowned.runSynchronously(on: executor) }
        // A job outlives no executor; if its apartment was closed all the same, it runs here rather than never.
        if !isQueued { unowned.runSynchronously(on: executor) }
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Runs `body` on the apartment's thread.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isQueued = queue.post { continuation.resume(with: Result { try body() }) }
            if !isQueued { continuation.resume(throwing: ApartmentError.closed) }
        }
    }
}

/// Why an apartment cannot be used.
public enum ApartmentError: Error, Sendable {
    /// The system has no thread to give.
    case noThread
    /// The apartment's thread has left it.
    case closed
}
