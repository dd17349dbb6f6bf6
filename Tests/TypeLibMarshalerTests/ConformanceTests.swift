// SPDX-License-Identifier: Apache-2.0
//
// Numbers of elements that are lies: more than the message has, more than there is memory for, other than size_is says. They are refused
// where they stand, before anything is allocated for them: the error names the rule and the place, which is not that of memory.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CWireObject
import TestSupport
import Testing
import TypeLibMarshaler
import TypeLibrary
import WireHarness

@Suite(.noLeaks) struct ConformanceTests {
    /// A message of numbers of four bytes, and what comes of it.
    private struct Lie {
        let target: String
        let slot: Int
        let words: [UInt32]
        var tail: [UInt8] = []
        let status: HResult
        /// What the error says; nil where the call reaches the object.
        let says: String?

        var bytes: [UInt8] {
            var bytes = NDRBytes()
            for word in words { bytes.long(word) }
            return bytes.bytes + tail
        }
    }

    private static let user: UInt32 = 0x7265_7355
    private static let bad = HResult.RPC_X_BAD_STUB_DATA
    private static let ends = "the message ends within a value"
    private static let other = "an array has another number of elements than its size_is says"
    private static let absent = "an array transmits elements that it does not have"

    private static let requests: [Lie] = [
        // SumArray([in] long count, [in, size_is(count)] long *values, [out] long *sum)
        Lie(target: "IWire", slot: 3, words: [4, 4, 1, 2, 3, 4], status: .S_OK, says: nil),
        Lie(target: "IWire", slot: 3, words: [4, 0xFFFF_FFFF, 1, 2, 3, 4], status: bad, says: "more than 2^31 elements (offset 4)"),
        Lie(target: "IWire", slot: 3, words: [4, 0x7FFF_FFFF, 1, 2, 3, 4], status: bad, says: "\(ends) (offset 4)"),
        Lie(target: "IWire", slot: 3, words: [5, 5, 1, 2, 3, 4], status: bad, says: "\(ends) (offset 4)"),
        Lie(target: "IWire", slot: 3, words: [4, 3, 1, 2, 3, 4], status: bad, says: "\(other) (offset 4)"),
        Lie(target: "IWire", slot: 3, words: [0x7FFF_FFFF, 4, 1, 2, 3, 4], status: bad, says: "\(other) (offset 4)"),
        Lie(target: "IWire", slot: 3, words: [0xFFFF_FFFF, 4, 1, 2, 3, 4], status: bad, says: "\(other) (offset 4)"),
        // FillArray([in] unsigned long capacity, [out, size_is(capacity), …] short *values, …): the stub makes it all.
        Lie(target: "IWire", slot: 4, words: [0xFFFF_FFFF], status: bad, says: "more than 2^31 elements"),
        Lie(target: "IWire", slot: 4, words: [0x7FFF_FFFF], status: bad, says: "bytes of memory"),
        Lie(target: "IWire", slot: 7, words: [0x0100_0000], status: bad, says: "bytes of memory"),
        // Middle([in] unsigned long size, first, length, [in, size_is, first_is, length_is] unsigned char *values, …)
        Lie(target: "IWire", slot: 8, words: [6, 2, 3, 6, 2, 3], tail: [1, 2, 3], status: .S_OK, says: nil),
        Lie(target: "IWire", slot: 8, words: [6, 2, 3, 0xFFFF_FFFF, 2, 3], tail: [1, 2, 3], status: bad, says: "2^31 elements (offset 12)"),
        // The whole of it is memory, although three bytes are sent.
        Lie(target: "IWire", slot: 8, words: [0x7FFF_FFFF, 2, 3, 0x7FFF_FFFF, 2, 3], tail: [1, 2, 3], status: bad, says: "bytes of memory"),
        Lie(target: "IWire", slot: 8, words: [6, 4, 3, 6, 4, 3], tail: [1, 2, 3], status: bad, says: "\(absent) (offset 16)"),
        Lie(target: "IWire", slot: 8, words: [6, 0xFFFF_FFFF, 3, 6, 0xFFFF_FFFF, 3], tail: [1, 2, 3], status: bad, says: "\(absent) (offset 16)"),
        Lie(target: "IWire", slot: 8, words: [6, 2, 0xFFFF_FFFF, 6, 2, 0xFFFF_FFFF], tail: [1, 2, 3], status: bad, says: "2^31 elements (offset 20)"),
        Lie(target: "IWire", slot: 8, words: [6, 2, 4, 6, 2, 4], tail: [1, 2, 3], status: bad, says: "\(ends) (offset 20)"),
        Lie(target: "IWire", slot: 8, words: [6, 1, 3, 6, 2, 3], tail: [1, 2, 3], status: bad, says: "\(absent) (offset 16)"),
        Lie(target: "IWire", slot: 8, words: [7, 2, 3, 6, 2, 3], tail: [1, 2, 3], status: bad, says: "\(other) (offset 12)"),
        // CountText([in, string] wchar_t *text, …)
        Lie(target: "IWire", slot: 9, words: [2, 0, 2], tail: [65, 0, 0, 0], status: .S_OK, says: nil),
        Lie(target: "IWire", slot: 9, words: [0xFFFF_FFFF, 0, 2], tail: [65, 0, 0, 0], status: bad, says: "2^31 elements (offset 0)"),
        Lie(target: "IWire", slot: 9, words: [0x7FFF_FFFF, 0, 2], tail: [65, 0, 0, 0], status: bad, says: "bytes of memory"),
        Lie(target: "IWire", slot: 9, words: [2, 0, 3], tail: [65, 0, 65, 0, 0, 0], status: bad, says: "\(absent) (offset 4)"),
        Lie(target: "IWire", slot: 9, words: [3, 1, 2], tail: [65, 0, 0, 0], status: bad, says: "\(absent) (offset 4)"),
        Lie(target: "IWire", slot: 9, words: [2, 0, 2], tail: [65, 0, 65, 0], status: bad, says: "a string does not end with a zero"),
        Lie(target: "IWire", slot: 9, words: [2, 0, 0], status: bad, says: "a string does not end with a zero"),
        // Join([in] BSTR a, [in] BSTR b): FLAGGED_WORD_BLOB
        Lie(target: "IPlain", slot: 6, words: [user, 1, 2, 1], tail: [65, 0], status: bad, says: ends),
        Lie(target: "IPlain", slot: 6, words: [user, 0x7FFF_FFFF, 0xFFFF_FFFE, 0x7FFF_FFFF], status: bad, says: ends),
        Lie(target: "IPlain", slot: 6, words: [user, 1, 0x7FFF_FFFF, 1], tail: [65, 0], status: bad, says: "lengths in bytes and in words"),
        Lie(target: "IPlain", slot: 6, words: [user, 2, 2, 1], tail: [65, 0], status: bad, says: "(offset 4)"),
        Lie(target: "IPlain", slot: 6, words: [user, 1, 0xFFFF_FFFF, 1], tail: [65, 0], status: bad, says: "lengths in bytes and in words"),
        // Strings([in] SAFEARRAY(BSTR) list, …)
        Lie(target: "IAutomationWire", slot: 9, words: array(dimensions: 1, count: 0, bounds: [0, 0], said: 0), status: .S_OK, says: nil),
        Lie(target: "IAutomationWire", slot: 9, words: array(dimensions: 65, count: 1, bounds: [1, 0], said: 1), status: bad, says: "dimensions"),
        Lie(target: "IAutomationWire", slot: 9, words: array(dimensions: 0, count: 1, bounds: [1, 0], said: 1), status: bad, says: "dimensions"),
        Lie(target: "IAutomationWire", slot: 9, words: array(dimensions: 3, count: 1, bounds: [0x10000, 0, 0x10000, 0, 0x10000, 0], said: 1), status: bad, says: "dimensions"),
        Lie(target: "IAutomationWire", slot: 9, words: array(dimensions: 1, count: 2, bounds: [1, 0], said: 2), status: bad, says: "than its dimensions say"),
        Lie(target: "IAutomationWire", slot: 9, words: array(dimensions: 1, count: 0x1000_0000, bounds: [0x1000_0000, 0], said: 0x1000_0000), status: bad, says: ends),
        Lie(target: "IAutomationWire", slot: 9, words: array(dimensions: 1, count: 1, bounds: [1, 0], said: 2), status: bad, says: ends),
        Lie(target: "IAutomationWire", slot: 9, words: array(dimensions: 1, count: 1, bounds: [1, 0], said: 0), status: bad, says: other),
        // Interfaces: Three([in] long a, [in] BSTR b, [in] IUnknown *c, …)
        Lie(target: "IWire", slot: 25, words: [7, 0, 0x20000, 0xFFFF_FFFF, 0xFFFF_FFFF], status: bad, says: "2^31 elements"),
        Lie(target: "IWire", slot: 25, words: [7, 0, 0x20000, 0x7FFF_FFFF, 0x7FFF_FFFF], status: bad, says: ends),
        Lie(target: "IWire", slot: 25, words: [7, 0, 0x20000, 4, 0, 0], status: bad, says: "lengths do not fit together"),
        // Next([in] ULONG celt, …), Read(…, [in] ULONG cb, …)
        Lie(target: "IEnumVARIANT", slot: 3, words: [0xFFFF_FFFF], status: bad, says: "2^31 elements"),
        Lie(target: "IEnumVARIANT", slot: 3, words: [0x0080_0000], status: bad, says: "bytes of memory"),
        Lie(target: "IStream", slot: 3, words: [0xFFFF_FFFF], status: bad, says: "2^31 elements"),
        Lie(target: "IStream", slot: 3, words: [0x7FFF_FFFF], status: bad, says: "bytes of memory"),
        // GetIDsOfNames: its IDL has a range.
        Lie(target: "IDispatch", slot: 5, words: [0, 0, 0, 0, 0xFFFF_FFFF, 0xFFFF_FFFF, 0], status: bad, says: "2^31 elements"),
        Lie(target: "IDispatch", slot: 5, words: [0, 0, 0, 0, 0, 16385, 0], status: bad, says: "outside its range"),
        // RemoteInvoke: DISPPARAMS, then rgVarRefIdx and rgVarRef.
        Lie(target: "IDispatch", slot: 6, words: [1, 0, 0, 0, 0, 0, 1, 0x20000, 0, 0x7FFF_FFFF, 0, 0x7FFF_FFFF], status: bad, says: ends),
        Lie(target: "IDispatch", slot: 6, words: [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0x7FFF_FFFF, 0, 0], status: bad, says: other),
    ]

    /// The words of a SAFEARRAY of BSTRs behind its two pointers.
    private static func array(dimensions: UInt32, count: UInt32, bounds: [UInt32], said: UInt32) -> [UInt32] {
        [user, 0x20000, dimensions, dimensions | 0x0180 << 16, 4, 8 << 16, 8, count, 0x20004] + bounds + [said]
    }

    @Test func numbersInRequestsAreNotBelieved() throws {
        let requests = try HostileRequests()
        for lie in ConformanceTests.requests {
            ErrorInfo.clear()
            let answer = try requests.answer(requests.input(lie.target, slot: lie.slot, lie.bytes))
            let message = ErrorInfo.take()?.message ?? ""
            #expect(answer?.status == lie.status, "\(lie.target) \(lie.slot) \(lie.words): \(message)")
            if let says = lie.says { #expect(message.contains(says), "\(lie.target) \(lie.slot) \(lie.words): \(message)") }
        }
        ErrorInfo.clear()
    }

    /// What IWire's calls answer. FillArray's response: the array with its conformance, offset and length; the count; the result.
    private static let responses: [(call: UInt32, words: [UInt32], tail: [UInt8], status: HResult, says: String)] = [
        (1, [5, 0, 1, 7, 1, 0], [], .S_OK, ""),
        (1, [0xFFFF_FFFF, 0, 1, 7, 1, 0], [], bad, "2^31 elements (offset 0)"),
        (1, [0x7FFF_FFFF, 0, 1, 7, 1, 0], [], bad, "\(other) (offset 0)"),
        (1, [4, 0, 1, 7, 1, 0], [], bad, "\(other) (offset 0)"),
        (1, [5, 4, 2, 7, 2, 0], [], bad, "\(absent) (offset 4)"),
        (1, [5, 0, 0x7FFF_FFFF, 7, 1, 0], [], bad, "\(ends) (offset 8)"),
        (1, [5, 0, 1, 7, 2, 0], [], bad, "\(absent) (offset 4)"),
        // MakeArray([out] unsigned long *count, [out, size_is(, *count)] long **values)
        (3, [2, 0x20000, 2, 1, 2, 0], [], .S_OK, ""),
        (3, [2, 0x20000, 0x7FFF_FFFF, 1, 2, 0], [], bad, "\(ends) (offset 8)"),
        (3, [0x7FFF_FFFF, 0x20000, 2, 1, 2, 0], [], bad, "\(other) (offset 8)"),
        // More than there are, of which one is sent: what the caller asked for is known, and nothing is made.
        (1, [0x0100_0000, 0, 1, 7, 1, 0], [], bad, "\(other) (offset 0)"),
        // MakeText([in] long number, [out, string] wchar_t **text)
        (7, [0x20000, 0x7FFF_FFFF, 0, 2], [65, 0, 0, 0, 0, 0, 0, 0], bad, "bytes of memory"),
        (7, [0x20000, 2, 0, 2], [65, 0, 65, 0, 0, 0, 0, 0], bad, "a string does not end with a zero"),
    ]

    @Test func numbersInResponsesAreNotBelieved() throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        for lie in ConformanceTests.responses {
            var bytes = NDRBytes()
            for word in lie.words { bytes.long(word) }
            subject.loopback.answer(Loopback.Answer(bytes: bytes.bytes + lie.tail))
            ErrorInfo.clear()
            let status = HResult(rawValue: wire_object_exercise(proxy.pointer, lie.call))
            let message = ErrorInfo.take()?.message ?? ""
            #expect(status == lie.status && message.contains(lie.says), "\(lie.call) \(lie.words): \(status) \(message)")
        }
        ErrorInfo.clear()
    }

    /// IEnumVARIANT::Next answers with an array of millions, of which none is sent: what the caller asked for is known.
    @Test func elementsThatAreNotSentAreNotMade() throws {
        let loopback = Loopback(try EnumVariantObject([1] as [Variant]).reference(IID_IEnumVARIANT))
        let proxy = try loopback.proxy(IID_IEnumVARIANT)
        for (count, status, says) in [
            (4, HResult.S_OK, ""), (5, .RPC_X_BAD_STUB_DATA, ConformanceTests.other), (0x7F_FFFF, .RPC_X_BAD_STUB_DATA, ConformanceTests.other),
        ] as [(UInt32, HResult, String)] {
            var bytes = NDRBytes()
            for word in [count, 0, 0, 0, 0] { bytes.long(word) }
            loopback.answer(Loopback.Answer(bytes: bytes.bytes))
            proxy.withPointer(as: IEnumVARIANT.self) { enumerator in
                var values = [VARIANT](repeating: VARIANT(), count: 4)
                var fetched: UInt32 = 0
                let result = HResult(rawValue: enumerator.pointee.lpVtbl.pointee.Next(enumerator, 4, &values, &fetched))
                #expect(result == status, "\(count)")
            }
            let message = ErrorInfo.take()?.message ?? ""
            #expect(message.contains(says), "\(count): \(message)")
        }
        ErrorInfo.clear()
    }
}
