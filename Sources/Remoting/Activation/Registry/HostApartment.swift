// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// The single-threaded apartment of in-process components that cannot live in the multi-threaded one. One thread of the process
/// serves it, from the first such component on.
enum HostApartment {
    private final class State: @unchecked Sendable {
        // Unchecked: everything is guarded by `condition`.
        let condition = Condition()
        var apartment: Apartment?
        var isStarting = false
        var failure: COMError?
    }
    private static let state = State()

    /// - Throws: E_OUTOFMEMORY if the process can have no further thread or apartment.
    static func apartment() throws(COMError) -> Apartment {
        let isFirst = state.condition.withLock {
            guard state.apartment == nil, !state.isStarting else { return false }
            state.isStarting = true
            state.failure = nil
            return true
        }
        if isFirst, !Thread.start(stack: ServerThreads.stack, { serve() }) { fail() }
        return try state.condition.withLock { () throws(COMError) in
            while true {
                if let apartment = state.apartment { return apartment }
                if let failure = state.failure { throw failure }
                state.condition.wait()
            }
        }
    }

    private static func fail() {
        state.condition.withLock {
            state.isStarting = false
            state.failure = COMError(.E_OUTOFMEMORY, "the process can have no further thread for an apartment")
            state.condition.broadcast()
        }
    }

    private static func serve() {
        let thread = ThreadState.current
        guard thread.enter(isSingleThreaded: true).isSuccess, let apartment = thread.entered, let queue = apartment.queue else {
            return fail()
        }
        state.condition.withLock {
            state.isStarting = false
            state.apartment = apartment
            state.condition.broadcast()
        }
        while true { _ = queue.serve(waitingUntil: nil) }
    }
}
