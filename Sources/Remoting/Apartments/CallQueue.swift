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

/// A call that waits to be served by another thread. It lives as long as its caller waits.
final class QueuedCall: @unchecked Sendable {
    // Unchecked: `isDone` is guarded by the caller's condition; the rest is written before the call is posted, or by the thread that
    // serves it before it is done.
    let causality: GUID
    let method: CalledMethod
    private let caller: Condition
    /// The caller's: let go before he is told that the call is done.
    private var body: (() -> HResult)?
    private(set) var isDone = false
    private var result = HResult.RPC_E_DISCONNECTED
    private var errorInfo: UnsafeMutableRawPointer?

    private init(_ causality: GUID, _ method: CalledMethod, caller: Condition, _ body: @escaping () -> HResult) {
        self.causality = causality
        self.method = method
        self.caller = caller
        self.body = body
    }

    /// - Parameter wait: posts the call and returns when it is done; false if nobody will serve it.
    static func run(
        _ causality: GUID, _ method: CalledMethod, caller: Condition, _ body: () -> HResult, wait: (QueuedCall) -> Bool
    ) -> HResult {
        withoutActuallyEscaping(body) { body in
            let call = QueuedCall(causality, method, caller: caller, body)
            guard wait(call) else {
                call.body = nil
                return .RPC_E_DISCONNECTED
            }
            if let info = call.errorInfo {
                ErrorInfo.setRaw(info)
                comRelease(info)
            }
            return call.result
        }
    }

    /// Makes the call, on a thread of the apartment.
    func serve(in apartment: Apartment) {
        let state = ThreadState.current
        // IRemUnknown's calls are the system's own: no filter is asked.
        if method.slot > 2, let rejected = apartment.messageFilter.flatMap({ MessageFilter($0).handleIncoming(self, state) }) {
            return finish(rejected)
        }
        finish(state.serve(apartment, causality: causality) { body?() ?? .RPC_E_DISCONNECTED })
    }

    /// Ends the call with a result. What the thread's error object says goes to the caller's thread.
    func finish(_ status: HResult) {
        body = nil
        result = status
        errorInfo = ErrorInfo.takeRaw()
        caller.withLock {
            isDone = true
            caller.broadcast()
        }
    }
}

/// The calls that wait for the thread of a single-threaded apartment.
final class CallQueue: @unchecked Sendable {
    // Unchecked: everything that changes is guarded by `condition`.
    /// What the apartment's thread waits at: for a call to serve, and for the end of a call of its own.
    let condition = Condition()
    private var waiting: [QueuedCall] = []
    /// Jobs without a caller who waits: those of a Swift executor.
    private var jobs: [@Sendable () -> Void] = []
    private var isClosed = false
    private var isStopped = false
    /// A pipe that has a byte in it while something waits; made when somebody first has to poll.
    private var pipe: (read: Int32, write: Int32)?

    deinit {
        if let pipe {
            Descriptors.close(pipe.read)
            Descriptors.close(pipe.write)
        }
    }

    /// - Returns: false if the apartment is closed.
    func post(_ call: QueuedCall) -> Bool {
        condition.withLock {
            guard !isClosed else { return false }
            waiting.append(call)
            wake()
            return true
        }
    }

    /// - Returns: false if the apartment is closed.
    func post(job: @escaping @Sendable () -> Void) -> Bool {
        condition.withLock {
            guard !isClosed else { return false }
            jobs.append(job)
            wake()
            return true
        }
    }

    private func wake() {
        condition.broadcast()
        if let pipe {
            var byte: UInt8 = 0
            // A full pipe wakes as well.
            _ = write(pipe.write, &byte, 1)
        }
    }

    /// Whether no call waits; with the lock held.
    var isIdle: Bool { waiting.isEmpty }

    private enum Item {
        case call(QueuedCall)
        case job(@Sendable () -> Void)
    }

    /// With the lock held.
    private func next() -> Item? {
        if !waiting.isEmpty { return .call(waiting.removeFirst()) }
        return jobs.isEmpty ? nil : .job(jobs.removeFirst())
    }

    private func serve(_ item: Item) {
        switch item {
        case .call(let call): call.serve(in: ThreadState.current.entered ?? .multiThreaded)
        case .job(let job): job()
        }
    }

    /// Serves what waits, after waiting at most until the deadline for a first one. On the apartment's thread.
    /// - Returns: how many were served.
    func serve(waitingUntil deadline: Deadline?) -> Int {
        var count = 0
        while true {
            let item = condition.withLock { () -> Item? in
                while count == 0, waiting.isEmpty, jobs.isEmpty, !isClosed {
                    guard let deadline else {
                        condition.wait()
                        continue
                    }
                    if deadline.nanosecondsLeft == 0 || condition.wait(until: deadline) { break }
                }
                return next()
            }
            guard let item else { return count }
            serve(item)
            count += 1
        }
    }

    /// Serves calls until a call of the apartment's own is done. Jobs wait for their turn: a Swift actor is not re-entered.
    func serve(until call: QueuedCall) {
        while true {
            let other = condition.withLock { () -> QueuedCall? in
                while !call.isDone, waiting.isEmpty { condition.wait() }
                return call.isDone ? nil : waiting.removeFirst()
            }
            guard let other else { return }
            serve(.call(other))
        }
    }

    /// Serves the calls that wait, without waiting for any, and not the jobs.
    func serveCalls() {
        while let call = condition.withLock({ waiting.isEmpty ? nil : waiting.removeFirst() }) { serve(.call(call)) }
    }

    /// Serves what comes until `stop`.
    func serveUntilStopped() {
        while true {
            let item = condition.withLock { () -> Item? in
                while waiting.isEmpty, jobs.isEmpty, !isStopped { condition.wait() }
                return next()
            }
            guard let item else { return }
            serve(item)
        }
    }

    /// Ends `serveUntilStopped` when nothing waits.
    func stop() {
        condition.withLock {
            isStopped = true
            wake()
        }
    }

    /// No more calls: those that wait end with RPC_E_DISCONNECTED; jobs are run, since somebody awaits them.
    func close() {
        let (calls, jobs) = condition.withLock {
            isClosed = true
            defer {
                waiting = []
                self.jobs = []
            }
            return (waiting, self.jobs)
        }
        for call in calls { call.finish(.RPC_E_DISCONNECTED) }
        for job in jobs { job() }
    }

    // MARK: Waiting with poll

    /// A descriptor that can be read while calls wait; -1 if the system has none to give.
    var wakeDescriptor: Int32 {
        condition.withLock {
            if let pipe { return pipe.read }
            var ends: [Int32] = [-1, -1]
            guard Descriptors.makePipe(&ends) else { return -1 }
            pipe = (ends[0], ends[1])
            if !waiting.isEmpty { wake() }
            return ends[0]
        }
    }

    /// Takes the bytes out of the pipe and serves what waits.
    func serveWoken() {
        let descriptor = condition.withLock { pipe?.read ?? -1 }
        var bytes = (UInt64(0), UInt64(0))
        if descriptor >= 0 { while read(descriptor, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {} }
        serveCalls()
    }
}
