// SPDX-License-Identifier: Apache-2.0
//
// IMessageFilter: a single-threaded apartment decides on the calls that come in, and on those of its own that were turned down.
// There is no window and so no message queue here: MessagePending is never asked.

import AutomationRuntime
import AutomationTypes
import CAutomation

struct MessageFilter {
    private let reference: ComReference

    init(_ reference: ComReference) { self.reference = reference }

    /// What becomes of a call that comes in.
    /// - Returns: nil to serve it; RPC_E_CALL_REJECTED or RPC_E_SERVERCALL_RETRYLATER for its caller.
    func handleIncoming(_ call: QueuedCall, _ thread: ThreadState) -> HResult? {
        let kind: CALLTYPE
        if thread.callsOut.isEmpty {
            kind = CALLTYPE_TOPLEVEL
        } else if thread.callsOut.contains(where: { $0.causality == call.causality }) {
            kind = CALLTYPE_NESTED
        } else {
            kind = CALLTYPE_TOPLEVEL_CALLPENDING
        }
        let elapsed = thread.callsOut.last.map { (Deadline.now &- $0.since) / 1_000_000 } ?? 0
        var info = INTERFACEINFO(
            pUnk: call.method.interface?.assumingMemoryBound(to: IUnknown.self), iid: call.method.iid, wMethod: call.method.slot)
        let answer = reference.withPointer(as: IMessageFilter.self) { filter in
            filter.pointee.lpVtbl.pointee.HandleInComingCall(
                filter, kind.rawValue, nil, UInt32(truncatingIfNeeded: elapsed), &info)
        }
        switch answer {
        case SERVERCALL_REJECTED.rawValue: return .RPC_E_CALL_REJECTED
        case SERVERCALL_RETRYLATER.rawValue: return .RPC_E_SERVERCALL_RETRYLATER
        default: return nil
        }
    }

    /// Whether a call that was turned down is to be made once more: RetryRejectedCall.
    /// - Parameters:
    ///   - status: RPC_E_CALL_REJECTED or RPC_E_SERVERCALL_RETRYLATER.
    ///   - elapsed: milliseconds since the call was first made.
    /// - Returns: after how many milliseconds; nil to give up.
    func retry(_ status: HResult, elapsed: UInt32) -> UInt32? {
        let kind = status == .RPC_E_CALL_REJECTED ? SERVERCALL_REJECTED : SERVERCALL_RETRYLATER
        let answer = reference.withPointer(as: IMessageFilter.self) { filter in
            filter.pointee.lpVtbl.pointee.RetryRejectedCall(filter, nil, elapsed, kind.rawValue)
        }
        if answer == UInt32.max { return nil }
        // Below 100 means at once.
        return answer < 100 ? 0 : answer
    }
}

/// Calls that the callee's message filter turned down.
enum RejectedCalls {
    /// Makes a call, and again as long as it is turned down and the caller's message filter says so. A caller without a filter gets
    /// the refusal.
    static func retrying(_ call: () -> HResult) -> HResult {
        let first = call()
        guard first == .RPC_E_CALL_REJECTED || first == .RPC_E_SERVERCALL_RETRYLATER else { return first }
        return retry(after: first, call)
    }

    private static func retry(after first: HResult, _ call: () -> HResult) -> HResult {
        let began = Deadline.now
        var status = first
        let apartment = Apartment.current
        while status == .RPC_E_CALL_REJECTED || status == .RPC_E_SERVERCALL_RETRYLATER {
            guard let queue = apartment.queue, let filter = apartment.messageFilter,
                let pause = MessageFilter(filter).retry(
                    status, elapsed: UInt32(truncatingIfNeeded: (Deadline.now &- began) / 1_000_000))
            else { return status }
            // The apartment serves its calls while it waits.
            let deadline = Deadline(after: UInt64(pause))
            while deadline.nanosecondsLeft > 0 { queue.serveCalls(until: deadline) }
            status = call()
        }
        return status
    }
}

extension CallQueue {
    /// Serves calls until the deadline.
    fileprivate func serveCalls(until deadline: Deadline) {
        condition.withLock { if isIdle { _ = condition.wait(until: deadline) } }
        serveCalls()
    }
}
