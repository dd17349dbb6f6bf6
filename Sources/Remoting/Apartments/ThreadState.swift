// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What COM knows of a thread: its apartment, and the chain of calls that it is in.
///
/// Each thread has its own and nobody else's thread reads it.
final class ThreadState {
    /// The apartment that the thread has entered, and how often.
    var entered: Apartment?
    var entries = 0
    /// The apartment whose call the thread serves just now, if it is no thread of that apartment: a thread of a connection.
    var served: Apartment?
    /// The chain of calls that the thread serves or has out: what a call made now continues. [MS-DCOM] 2.2.13.3, cid
    var causality: GUID? {
        get { ORPCCall.causality }
        set { ORPCCall.causality = newValue }
    }
    /// The process whose call the thread serves; nil for calls of this process.
    var caller: RPCPeer?
    /// The chains of the calls that the thread has out, the innermost last, and when each began.
    var callsOut: [(causality: GUID, since: UInt64)] = []
    /// What the thread waits at if it is in no single-threaded apartment.
    let condition = Condition()

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        #if canImport(Darwin)
        pthread_key_create(&key) { ThreadState.threadEnds($0) }
        #else
        pthread_key_create(&key) { if let pointer = $0 { ThreadState.threadEnds(pointer) } }
        #endif
        return key
    }()

    /// The state of the thread that asks.
    @inline(__always)
    static var current: ThreadState {
        if let known = pthread_getspecific(key) { return Unmanaged<ThreadState>.fromOpaque(known).takeUnretainedValue() }
        return make()
    }

    private static func make() -> ThreadState {
        let made = ThreadState()
        pthread_setspecific(key, Unmanaged.passRetained(made).toOpaque())
        return made
    }

    /// A thread that ends without CoUninitialize leaves its apartment all the same.
    private static func threadEnds(_ pointer: UnsafeMutableRawPointer) {
        // What is released now may ask for the thread's state once more.
        pthread_setspecific(key, pointer)
        let state = Unmanaged<ThreadState>.fromOpaque(pointer)
        state._withUnsafeGuaranteedRef { state in
            guard let apartment = state.entered else { return }
            apartment.close()
            state.entered = nil
            state.entries = 0
        }
        pthread_setspecific(key, nil)
        state.release()
    }

    /// The apartment that the thread is in: every thread that has entered none is in the multi-threaded one.
    @inline(__always)
    var apartment: Apartment { served ?? entered ?? .multiThreaded }

    // MARK: CoInitializeEx, CoUninitialize

    /// Enters an apartment.
    /// - Returns: S_OK, S_FALSE if the thread was in it already, RPC_E_CHANGED_MODE if it is in one of the other kind.
    func enter(isSingleThreaded: Bool) -> HResult {
        if let entered {
            guard entered.isSingleThreaded == isSingleThreaded else { return .RPC_E_CHANGED_MODE }
            entries += 1
            return .S_FALSE
        }
        guard isSingleThreaded else {
            entered = .multiThreaded
            entries = 1
            return .S_OK
        }
        guard let made = Apartment.makeSingleThreaded() else { return .E_OUTOFMEMORY }
        entered = made
        entries = 1
        return .S_OK
    }

    /// Undoes one `enter`; the last one closes a single-threaded apartment.
    func leave() {
        guard entries > 0 else { return }
        entries -= 1
        guard entries == 0, let apartment = entered else { return }
        // Objects and proxies of the apartment go while the thread is still in it.
        apartment.close()
        entered = nil
    }

    // MARK: Serving and calling

    /// Runs `body` as a call into an apartment that the thread serves.
    @inline(__always)
    func serve<Result>(_ apartment: Apartment, causality: GUID, _ body: () -> Result) -> Result {
        let before = (served, self.causality)
        served = apartment
        self.causality = causality
        defer { (served, self.causality) = before }
        return body()
    }

    /// Runs `body` as a call that goes out: it continues the chain that the thread is in, or begins one.
    @inline(__always)
    func callOut<Result, Failure: Error>(_ body: (_ causality: GUID) throws(Failure) -> Result) throws(Failure) -> Result {
        let before = causality
        let chain = before ?? ORPCCall.newCausality()
        causality = chain
        // Only a single-threaded apartment asks which calls it has out.
        guard apartment.isSingleThreaded else {
            defer { causality = before }
            return try body(chain)
        }
        callsOut.append((chain, Deadline.now))
        defer {
            callsOut.removeLast()
            causality = before
        }
        return try body(chain)
    }
}
