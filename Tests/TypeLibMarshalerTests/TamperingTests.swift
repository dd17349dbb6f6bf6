// SPDX-License-Identifier: Apache-2.0
//
// Messages that are not what they should be: cut off anywhere, changed anywhere, made at random. Nothing traps, nothing leaks, and
// the work is bounded; a call fails, or it succeeds with values that are well formed.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CWireObject
import CallMatrix
import Synchronization
import TestSupport
import Testing
import TypeLibMarshaler
import TypeLibrary
import WireHarness

@Suite(.noLeaks) struct TamperingTests {
    /// The sizes of a call's request and response.
    private static func sizes(_ subject: WireSubject, _ proxy: ComReference, _ which: UInt32) -> (request: Int, response: Int) {
        var found = (0, 0)
        let messages = subject.loopback.record { _ = wire_object_exercise(proxy.pointer, which) }
        if let message = messages.first { found = (message.request.count, message.response.count) }
        return found
    }

    @Test(arguments: [true, false]) func messagesMayEndAnywhere(_ isRequest: Bool) throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        var failed = 0
        for which in 0..<wire_object_exercises() {
            let sizes = TamperingTests.sizes(subject, proxy, which)
            for length in 0..<(isRequest ? sizes.request : sizes.response) {
                subject.loopback.tamper { request, bytes, _ in if request == isRequest { bytes.removeLast(max(0, bytes.count - length)) } }
                if wire_object_exercise(proxy.pointer, which) == HResult.RPC_X_BAD_STUB_DATA.rawValue { failed += 1 }
                subject.loopback.tamper(nil)
            }
        }
        ErrorInfo.clear()
        subject.loopback.dropWaitingInterfaces()
        #expect(failed > (isRequest ? 900 : 500))
    }

    @Test(arguments: [true, false]) func everyByteMayBeAnother(_ isRequest: Bool) throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        for which in 0..<wire_object_exercises() {
            let sizes = TamperingTests.sizes(subject, proxy, which)
            for position in 0..<(isRequest ? sizes.request : sizes.response) {
                let mask: UInt8 = [0x01, 0x80, 0xFF][(position + Int(which)) % 3]
                subject.loopback.tamper { request, bytes, _ in
                    if request == isRequest, position < bytes.count { bytes[position] ^= mask }
                }
                _ = wire_object_exercise(proxy.pointer, which)
            }
            subject.loopback.tamper(nil)
        }
        ErrorInfo.clear()
        subject.loopback.dropWaitingInterfaces()
        #expect(WireSubject.check(proxy) == nil)
    }

    /// Many bytes changed at once, longer and shorter, in either byte order.
    @Test(arguments: [true, false], 1...2) func messagesMayBeAnything(_ isRequest: Bool, _ seed: Int) throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        let random = Mutex(SplitMix(state: UInt64(seed)))
        subject.loopback.tamper { request, bytes, label in
            guard request == isRequest else { return }
            random.withLock { random in
                for _ in 0..<Int(random.next() % 6) where !bytes.isEmpty {
                    let position = Int(random.next() % UInt64(bytes.count))
                    switch random.next() % 5 {
                    case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
                    case 1: bytes[position] = 0xFF
                    case 2: bytes[position] = 0
                    case 3: bytes.remove(at: position)
                    default: bytes.insert(UInt8(truncatingIfNeeded: random.next() % 4), at: position)
                    }
                }
                if random.next() % 16 == 0 { label = UInt32(truncatingIfNeeded: random.next() % 0x40) }
            }
        }
        for _ in 0..<20 { for which in 0..<wire_object_exercises() { _ = wire_object_exercise(proxy.pointer, which) } }
        subject.loopback.tamper(nil)
        ErrorInfo.clear()
        subject.loopback.dropWaitingInterfaces()
        #expect(WireSubject.check(proxy) == nil)
    }

    /// The same for VARIANTs, SAFEARRAYs, records and IDispatch::Invoke: every call of the matrix.
    @Test(arguments: [true, false], 1...1) func automationMessagesMayBeAnything(_ isRequest: Bool, _ seed: Int) throws {
        let matrix = try CallMatrix()
        InterfaceTypes.add(matrix.library)
        defer { InterfaceTypes.remove(matrix.library) }
        let loopback = Loopback(try matrix.makeObject().reference(WellKnownIID.dispatch))
        defer { withExtendedLifetime(loopback) {} }
        let proxy = try loopback.proxy
        // The first calls ask for names; what follows is tampered with.
        let random = Mutex(SplitMix(state: UInt64(seed) &* 77))
        loopback.tamper { request, bytes, _ in
            guard request == isRequest else { return }
            // An object that is kept under a name that nobody knows keeps itself alive: that is no fault of the message.
            if isRequest, hasInterface(bytes) { return }
            random.withLock { random in
                guard !bytes.isEmpty, random.next() % 3 != 0 else { return }
                for _ in 0...Int(random.next() % 3) {
                    let position = Int(random.next() % UInt64(bytes.count))
                    bytes[position] = [0, 1, 0xFF, 0x40, UInt8(truncatingIfNeeded: random.next())][Int(random.next() % 5)]
                }
                if random.next() % 8 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
            }
        }
        let report = try matrix.run(on: proxy, [.byDispID])
        loopback.tamper(nil)
        loopback.dropWaitingInterfaces()
        ErrorInfo.clear()
        #expect(!report.failures.isEmpty)
        #expect(try matrix.run(on: proxy, [.throughVTable]).failures.isEmpty)
    }
}

/// Whether the loopback's form of an interface pointer is among the bytes.
private func hasInterface(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 4 else { return false }
    return (0...bytes.count - 4).contains { bytes[$0] == 0x4C && bytes[$0 + 1] == 0x4F && bytes[$0 + 2] == 0x4F && bytes[$0 + 3] == 0x50 }
}

/// A small generator with a seed.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
