// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import Synchronization

/// A reference that calls use while another thread may take it away: the channel of a proxy, the object of a stub. Whoever takes it
/// away returns at once; the reference is released when the last call has left.
struct Gate: ~Copyable {
    // Bit 0: closed. Bit 1: the reference waits to be released. From bit 2: the calls inside.
    private let state = Atomic<UInt>(Gate.closed)
    private var target: UnsafeMutableRawPointer?

    private static let closed: UInt = 1
    private static let pending: UInt = 2
    private static let one: UInt = 4

    init() { target = nil }

    /// Opens the gate to an interface pointer, to which it adds a reference.
    /// - Returns: false if the gate is open, or calls are inside that entered before it was closed.
    mutating func open(_ pointer: UnsafeMutableRawPointer) -> Bool {
        guard state.load(ordering: .acquiring) == Gate.closed else { return false }
        comAddRef(pointer)
        target = pointer
        if state.compareExchange(expected: Gate.closed, desired: 0, ordering: .acquiringAndReleasing).exchanged { return true }
        comRelease(pointer)
        return false
    }

    /// Enters: the pointer stays valid until `leave`. nil, and nothing to leave, if the gate is closed.
    @inline(__always)
    func enter() -> UnsafeMutableRawPointer? {
        let before = state.wrappingAdd(Gate.one, ordering: .acquiring).oldValue
        if before & Gate.closed == 0 { return target }
        leave()
        return nil
    }

    @inline(__always)
    func leave() {
        let after = state.wrappingSubtract(Gate.one, ordering: .acquiringAndReleasing).newValue
        if after & ~Gate.closed == Gate.pending { releaseTarget() }
    }

    /// Closes the gate. Once is enough.
    func close() {
        var known = state.load(ordering: .relaxed)
        while known & Gate.closed == 0 {
            let (exchanged, found) = state.compareExchange(
                expected: known, desired: known | Gate.closed | Gate.pending, ordering: .acquiringAndReleasing)
            if exchanged {
                if known < Gate.one { releaseTarget() }
                return
            }
            known = found
        }
    }

    private func releaseTarget() {
        // Of those who see that nobody is inside, one takes the reference.
        let before = state.bitwiseAnd(~Gate.pending, ordering: .acquiringAndReleasing).oldValue
        if before & Gate.pending != 0, let target { comRelease(target) }
    }

    var isOpen: Bool { state.load(ordering: .relaxed) & Gate.closed == 0 }
}
