// SPDX-License-Identifier: Apache-2.0
//
// The life of a server process: how many reasons it has to go on, and the moment when it takes no more work.

public import AutomationRuntime
import AutomationTypes
import Synchronization

extension ClassRegistry {
    /// CoAddRefServerProcess.
    /// - Returns: how many references the process has now.
    @discardableResult
    public func addServerReference() -> UInt32 {
        state.withLock { state in
            state.serverReferences += 1
            return state.serverReferences
        }
    }

    /// CoReleaseServerProcess. With the last reference the class objects are suspended, at one moment for all: a client that asks
    /// later is told so and starts another server.
    /// - Returns: how many references are left; at 0 the process is to end.
    @discardableResult
    public func releaseServerReference() -> UInt32 {
        let (left, isLast) = state.withLock { state -> (UInt32, Bool) in
            guard state.serverReferences > 0 else { return (0, false) }
            state.serverReferences -= 1
            if state.serverReferences == 0 { state.isSuspended = true }
            return (state.serverReferences, state.serverReferences == 0)
        }
        if isLast {
            endpoints?.closeUnserved()
            ServerIdleness.shared.changed()
        }
        return left
    }

    /// CoSuspendClassObjects: other processes that ask for a class of this one are sent on.
    public func suspendClassObjects() {
        state.withLock { $0.isSuspended = true }
        endpoints?.closeUnserved()
    }

    /// CoResumeClassObjects: those that were registered as suspended, and those that were suspended later, are served.
    /// - Throws: what keeps the process from listening.
    public func resumeClassObjects() throws(COMError) {
        let classes = state.withLock { state -> [GUID] in
            state.isSuspended = false
            for cookie in state.registered.keys { state.registered[cookie]?.isSuspended = false }
            return state.localServerClasses
        }
        try endpoints?.update(classes)
    }

    /// Suspends the class objects if nobody outside has anything of this process: at one moment.
    func suspendIfIdle() -> Bool {
        state.withLock { state in
            guard state.serverReferences == 0, !Exporter.shared.hasExternalReferences else { return false }
            state.isSuspended = true
            return true
        }
    }
}

/// Tells those that wait for it when this process may have become idle.
final class ServerIdleness: Sendable {
    static let shared = ServerIdleness()

    private let listeners = Mutex<[UInt64: @Sendable () -> Void]>([:])
    private let last = Mutex<UInt64>(0)

    private init() {}

    /// - Parameter call: called on any thread; it must not block.
    func listen(_ call: @escaping @Sendable () -> Void) -> UInt64 {
        let number = last.withLock { last in
            last += 1
            return last
        }
        listeners.withLock { $0[number] = call }
        return number
    }

    func remove(_ number: UInt64) { listeners.withLock { _ = $0.removeValue(forKey: number) } }

    /// Somebody gave back the last reference of some kind.
    func changed() {
        for call in listeners.withLock({ Array($0.values) }) { call() }
    }
}
