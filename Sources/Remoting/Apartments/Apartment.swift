// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import Synchronization

/// An apartment: the threads that may call an object directly. All threads share the multi-threaded one, unless they enter a
/// single-threaded apartment of their own, which serves the calls of others when it pumps. [MS-DCOM] has one OXID for each.
public final class Apartment: Sendable {
    /// The apartment of every thread that has not entered another.
    public static let multiThreaded = Apartment(number: 1, queue: nil, isMain: false)

    /// The lowest 16 bits of the OXID.
    let number: UInt16
    /// The waiting calls of a single-threaded apartment.
    let queue: CallQueue?
    /// Whether it is the first single-threaded apartment of the process.
    public let isMain: Bool
    /// The IPID of the apartment's IRemUnknown.
    let remoteUnknown = Random.guid()
    let proxies = ProxyTable()
    private let filter = Mutex<ComReference?>(nil)

    private struct Numbers: Sendable {
        var open: [UInt16: Apartment] = [:]
        var last: UInt16 = 1
        var hadOne = false
    }
    private static let numbers = Mutex(Numbers())

    private init(number: UInt16, queue: CallQueue?, isMain: Bool) {
        self.number = number
        self.queue = queue
        self.isMain = isMain
    }

    public var isSingleThreaded: Bool { queue != nil }

    /// The exporter's name for the apartment.
    public var oxid: UInt64 { Exporter.process << 16 | UInt64(number) }

    /// The apartment of the thread that asks.
    public static var current: Apartment { ThreadState.current.apartment }

    /// Whether an IPID is that of some apartment's IRemUnknown.
    static func hasRemoteUnknown(_ ipid: GUID) -> Bool {
        ipid == multiThreaded.remoteUnknown || numbers.withLock { $0.open.values.contains { $0.remoteUnknown == ipid } }
    }

    /// The apartment with this number; nil if there is none (any more).
    static func numbered(_ number: UInt16) -> Apartment? {
        number == multiThreaded.number ? multiThreaded : numbers.withLock { $0.open[number] }
    }

    /// A new apartment for the thread that asks; nil if there are 65,000 already.
    static func makeSingleThreaded() -> Apartment? {
        numbers.withLock { numbers in
            guard numbers.open.count < 65_000 else { return nil }
            // A number is not used again before all others have been: a late call must not find another apartment.
            repeat { numbers.last = numbers.last == .max ? 2 : numbers.last + 1 } while numbers.open[numbers.last] != nil
            let made = Apartment(number: numbers.last, queue: CallQueue(), isMain: !numbers.hadOne)
            numbers.hadOne = true
            numbers.open[made.number] = made
            return made
        }
    }

    /// Ends a single-threaded apartment, on its thread: its objects can no longer be called, its proxies no longer call.
    func close() {
        guard let queue else { return }
        ClassRegistry.shared.revokeAll(of: self)
        queue.close()
        Exporter.shared.disconnectAll(of: self)
        proxies.disconnectAll()
        Apartment.numbers.withLock { _ = $0.open.removeValue(forKey: number) }
        // Its Release is foreign code.
        let last = filter.withLock { filter -> ComReference? in
            defer { filter = nil }
            return filter
        }
        withExtendedLifetime(last) {}
    }

    // MARK: The thread's own

    /// CoInitializeEx: the thread enters the multi-threaded apartment, or a single-threaded one of its own.
    /// - Returns: S_OK, S_FALSE if the thread was in it already, RPC_E_CHANGED_MODE if it is in one of the other kind.
    public static func enter(isSingleThreaded: Bool) -> HResult {
        ThreadState.current.enter(isSingleThreaded: isSingleThreaded)
    }

    /// CoUninitialize: undoes one `enter`. The last one closes a single-threaded apartment: its objects can no longer be called.
    public static func leave() { ThreadState.current.leave() }

    /// Whether the thread has entered an apartment; if not it is counted to the multi-threaded one.
    public static var hasEntered: Bool { ThreadState.current.entered != nil }

    /// LatebindPumpApartment: serves the calls that wait for the thread's single-threaded apartment.
    /// - Parameter milliseconds: how long to wait for a first one; nil for ever.
    /// - Returns: how many were served; 0 at once in the multi-threaded apartment.
    public static func pump(milliseconds: UInt32?) -> Int {
        guard let queue = ThreadState.current.entered?.queue else { return 0 }
        return queue.serve(waitingUntil: milliseconds.map { Deadline(after: UInt64($0)) })
    }

    // MARK: Calls into the apartment

    /// Runs a call in the apartment and waits for its end; a thread of a single-threaded apartment serves its own calls meanwhile.
    /// - Parameters:
    ///   - method: what a message filter is told.
    ///   - body: makes the call; its HRESULT is the result.
    /// - Returns: RPC_E_DISCONNECTED if the apartment is closed; RPC_E_CALL_REJECTED or RPC_E_SERVERCALL_RETRYLATER as its message
    ///   filter decides.
    func perform(causality: GUID, method: CalledMethod, _ body: () -> HResult) -> HResult {
        let thread = ThreadState.current
        let here = thread.apartment
        if here === self {
            return thread.serve(self, causality: causality, body)
        }
        guard let queue else {
            // A thread of no single-threaded apartment is as good as any for the multi-threaded one.
            guard let own = here.queue else { return thread.serve(self, causality: causality, body) }
            return QueuedCall.run(causality, method, caller: own.condition, body) { call in
                guard WorkerThreads.run({ call.serve(in: self) }) else { return false }
                own.serve(until: call)
                return true
            }
        }
        let condition = here.queue?.condition ?? thread.condition
        return QueuedCall.run(causality, method, caller: condition, body) { call in
            guard queue.post(call) else { return false }
            if let own = here.queue {
                own.serve(until: call)
            } else {
                condition.withLock { while !call.isDone { condition.wait() } }
            }
            return true
        }
    }

    // MARK: The message filter

    /// CoRegisterMessageFilter.
    /// - Returns: the filter that was there before.
    public func setMessageFilter(_ new: ComReference?) -> ComReference? {
        filter.withLock { filter in
            defer { filter = new }
            return filter
        }
    }

    var messageFilter: ComReference? { filter.withLock { $0 } }
}

/// The method that is called, as INTERFACEINFO names it.
struct CalledMethod {
    /// The object's interface; not owned. It outlives the call.
    var interface: UnsafeMutableRawPointer?
    var iid: GUID
    var slot: UInt16
}
