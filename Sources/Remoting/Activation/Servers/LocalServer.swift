// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A process that serves classes to others, from its first class to its end.
///
///     let server = LocalServer()
///     try server.register(clsid, progID: "Example.Clock") { _ in clocks.makeObject(Clock()) }
///     try server.start()
///     server.run()                // until no client has anything of it any more
///
/// The classes belong to the apartment of the thread that registers them. Clients are served on threads of their own in the
/// multi-threaded apartment; in a single-threaded one `run` serves them.
public final class LocalServer: Sendable {
    /// Why `run` returned.
    public enum End: Hashable, Sendable {
        /// The last client gave back the last reference.
        case idle
        /// No client came in time.
        case unused
        /// `stop` was called.
        case stopped
    }

    private struct Registration: Sendable {
        var apartment: Apartment
        var cookie: UInt32
        var clsid: GUID
    }
    private struct State: Sendable {
        var registrations: [Registration] = []
        var isStopped = false
        var mayBeIdle = false
        var started = Deadline(after: 0)
        /// The single-threaded apartment whose thread is in `run`.
        var queue: CallQueue?
    }
    private let registry: ClassRegistry
    private let state = Mutex(State())
    private let condition = Condition()
    private let listener = Mutex<UInt64?>(nil)

    public init() { registry = .shared }

    deinit { if let number = listener.withLock({ $0 }) { ServerIdleness.shared.remove(number) } }

    /// The classes that were registered.
    public var classes: [GUID] { state.withLock { $0.registrations.map(\.clsid) } }

    /// Lets programs that are not Latebind's call over loopback TCP as well: every process of every user of this machine can then.
    /// - Parameter port: 0 for one that is free.
    /// - Returns: the port.
    public static func listen(port: UInt16) throws(COMError) -> UInt16 { try ActivationTransport.listen(port: port) }

    // MARK: Classes

    /// Registers a class; other processes see it after `start`.
    /// - Parameters:
    ///   - use: whether one class object serves one client process (`single`) or all.
    ///   - make: makes an instance.
    /// - Throws: what keeps the process from listening.
    public func register(
        _ clsid: GUID, progID: String? = nil, use: ClassUse.Kind = .multiple, _ make: @escaping ClassObject.Make
    ) throws(COMError) {
        try register(clsid, progID: progID, use: use, classObject: ClassObject(make).reference(IID_IUnknown))
    }

    /// Registers a class whose class object somebody else made.
    public func register(
        _ clsid: GUID, progID: String? = nil, use: ClassUse.Kind = .multiple, classObject: ComReference
    ) throws(COMError) {
        let cookie = try registry.register(
            clsid, progID: progID, classObject: classObject, context: .localServer, use: ClassUse(use, isSuspended: true))
        state.withLock { $0.registrations.append(Registration(apartment: .current, cookie: cookie, clsid: clsid)) }
    }

    /// Registers a class of an in-process component, in an apartment that its manifest allows: what a surrogate does.
    /// - Throws: REGDB_E_CLASSNOTREG for a class that no manifest gives an inProcessServer; CO_E_DLLNOTFOUND …
    public func registerComponent(_ clsid: GUID) throws(COMError) {
        guard let described = try registry.manifestClass(clsid), let path = described.inProcessServer else {
            throw COMError(.REGDB_E_CLASSNOTREG, "no manifest names an inProcessServer of class \(clsid); " + registry.searched)
        }
        let server = try InProcessServer.at(path)
        let apartment: Apartment =
            switch described.threadingModel {
            case .both, .free: .multiThreaded
            case .apartment: try HostApartment.apartment()
            }
        try CrossApartment.run(in: apartment) { () throws(COMError) in
            try register(clsid, progID: described.progID, classObject: server.classObject(clsid))
        }
    }

    // MARK: The server's life

    /// Begins to serve all classes at once, and tells whoever started the process: CoResumeClassObjects.
    /// - Throws: what keeps the process from listening.
    public func start() throws(COMError) {
        listener.withLock { number in
            if number == nil { number = ServerIdleness.shared.listen { [weak self] in self?.mayBeIdle() } }
        }
        state.withLock { $0.started = Deadline(after: 0) }
        try registry.resumeClassObjects()
    }

    private func mayBeIdle() {
        state.withLock { $0.mayBeIdle = true }
        wake()
    }

    /// Ends `run`; from any thread.
    public func stop() {
        state.withLock { $0.isStopped = true }
        wake()
    }

    private func wake() {
        condition.withLock { condition.broadcast() }
        _ = state.withLock { $0.queue }?.post(job: {})
    }

    /// Serves until the end: then the process listens no more, has no classes, and has answered its calls (after a second it waits for
    /// none any more).
    /// - Parameters:
    ///   - endsWhenIdle: whether it ends when no other process has a reference to an object or a class object of this one any more,
    ///     and CoAddRefServerProcess's count is 0. At that moment it is certain that no client was promised anything.
    ///   - firstClient: milliseconds from `start` on that it waits for a first client; nil: for ever.
    ///   - timeout: milliseconds after which it returns in any case; nil: none.
    /// - Returns: nil when the timeout has passed: to be called again.
    @discardableResult
    public func run(endsWhenIdle: Bool = true, firstClient: UInt32? = 60_000, timeout: UInt32? = nil) -> End? {
        let started = state.withLock { $0.started }
        let firstDeadline = endsWhenIdle ? firstClient.map { started.later(by: UInt64($0)) } : nil
        let lastDeadline = timeout.map { Deadline(after: UInt64($0)) }
        let queue = Apartment.current.queue
        state.withLock { $0.queue = queue }
        defer { state.withLock { $0.queue = nil } }
        while true {
            if let end = end(endsWhenIdle, firstDeadline) {
                revoke()
                ExporterEndpoint.finishCalls()
                return end
            }
            if let lastDeadline, lastDeadline.nanosecondsLeft == 0 { return nil }
            wait(queue, firstDeadline, lastDeadline)
        }
    }

    private func end(_ endsWhenIdle: Bool, _ firstDeadline: Deadline?) -> End? {
        let (isStopped, mayBeIdle) = state.withLock { state in
            defer { state.mayBeIdle = false }
            return (state.isStopped, state.mayBeIdle)
        }
        let wasUsed = Exporter.shared.hasHadClients
        if isStopped {
            registry.suspendClassObjects()
            return .stopped
        }
        guard endsWhenIdle else { return nil }
        if wasUsed, mayBeIdle, ClassEndpoints.shared.stopIfIdle() { return .idle }
        if !wasUsed, let firstDeadline, firstDeadline.nanosecondsLeft == 0, ClassEndpoints.shared.stopIfIdle() { return .unused }
        return nil
    }

    private func wait(_ queue: CallQueue?, _ firstDeadline: Deadline?, _ lastDeadline: Deadline?) {
        var deadline = lastDeadline
        if !Exporter.shared.hasHadClients, let firstDeadline, firstDeadline.nanosecondsLeft > 0 {
            deadline = deadline.map { $0.nanoseconds < firstDeadline.nanoseconds ? $0 : firstDeadline } ?? firstDeadline
        }
        if let queue {
            _ = queue.serve(waitingUntil: deadline)
            return
        }
        condition.withLock {
            while !state.withLock({ $0.isStopped || $0.mayBeIdle }) {
                guard let deadline else {
                    condition.wait()
                    continue
                }
                if condition.wait(until: deadline) { return }
            }
        }
    }

    /// Takes the classes back.
    public func revoke() {
        let registrations = state.withLock { state in
            defer { state.registrations = [] }
            return state.registrations
        }
        for registration in registrations {
            _ = try? CrossApartment.run(in: registration.apartment) { _ = registry.revoke(registration.cookie) }
        }
    }

    /// Lets SIGTERM, SIGINT and SIGHUP end `run` instead of the process. To be called before the process has other threads: they take over what this one
    /// blocks.
    /// - Returns: false if no thread is left to wait for them.
    @discardableResult
    public func stopOnSignals() -> Bool {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
        let signals = set
        var blocked = signals
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        return Thread.start(stack: ServerThreads.stack) { [weak self] in
            var waited = signals
            var signal: Int32 = 0
            while sigwait(&waited, &signal) == EINTR {}
            self?.stop()
        }
    }
}

extension Deadline {
    fileprivate func later(by milliseconds: UInt64) -> Deadline { Deadline(nanoseconds: nanoseconds &+ milliseconds &* 1_000_000) }
}
