// SPDX-License-Identifier: Apache-2.0
//
// The bytes of calls, request and response, as files: Goldens/NAME.txt. LATEBIND_REWRITE_GOLDENS=1 writes them. What is in them was
// confirmed by readers that nobody here wrote: goldens_test.py (impacket), and the wire forms of values in CLatebindTests.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CWireObject
import CallMatrix
import TestSupport
import Testing
import TypeLibMarshaler
import TypeLibrary
import WireHarness

@Suite(.noLeaks) struct GoldenTests {
    private static let names = [
        "SumArray", "FillArray", "DoubleArray", "MakeArray", "MakeStrings", "Middle", "CountText", "MakeText", "Narrow",
        "ReplaceText", "Optional", "Chain", "EchoOuter", "ChangeOuter", "ByValue", "EchoTagged", "ChangeTagged", "Total", "Fixed",
        "Seasons", "QueryByID", "SwapObject", "Three", "Join", "Recall", "FailWithResults",
    ]

    @Test func everyCallOfTheCObjectHasItsBytes() throws {
        for (which, name) in GoldenTests.names.enumerated() {
            let subject = try WireSubject()
            let proxy = try subject.loopback.proxy(subject.iid)
            let messages = subject.loopback.record { _ = wire_object_exercise(proxy.pointer, UInt32(which)) }
            try GoldenTests.compare("IWire." + name, messages)
        }
        #expect(GoldenTests.names.count == Int(wire_object_exercises()))
    }

    @Test func everyKindOfInvokeHasItsBytes() throws {
        let matrix = try CallMatrix()
        InterfaceTypes.add(matrix.library)
        defer { InterfaceTypes.remove(matrix.library) }
        let object = try matrix.makeObject().reference(WellKnownIID.dispatch)
        let calls: [(String, (DispatchReference) throws -> Void)] = [
            ("names", { _ = try $0.dispIDs(of: ["Optional", "d", "a"]) }),
            ("unknown-name", { _ = try? $0.dispID(of: "Frobnicate") }),
            ("integer", { _ = try $0.invoke(5, .method, [Variant(Int32(-5))]) }),
            ("string", { _ = try $0.invoke(18, .method, ["Hello"]) }),
            ("null-and-empty-string", { _ = try $0.invoke(19, .method, [.null]); _ = try $0.invoke(18, .method, [""]) }),
            ("double", { _ = try $0.invoke(12, .method, [2.5]) }),
            ("decimal", { _ = try $0.invoke(17, .method, [try Variant("-1.25").coerced(to: .decimal)]) }),
            ("currency", { _ = try $0.invoke(14, .method, [try Variant(3).coerced(to: .cy)]) }),
            ("array", { _ = try $0.invoke(25, .method, [try Variant(SafeArray(numbers: [Int32(1), -2, 3]))]) }),
            ("variants", { _ = try $0.invoke(26, .method, [try Variant([1, "two", 3.5, .null])]) }),
            ("object", { _ = try $0.invoke(21, .method, [Variant(nil as ComReference?)]) }),
            ("put", { try $0.put("Number", value: 12) }),
            ("get", { _ = try $0.get("Number") }),
            ("failure", { _ = try? $0.invoke(70, .method, [Variant(HResult(0x8004_0123)), "because"]) }),
            ("type-mismatch", { _ = try? $0.invoke(5, .method, ["no number"]) }),
        ]
        for (name, call) in calls {
            let loopback = Loopback(object)
            defer { withExtendedLifetime(loopback) {} }
            let dispatch = try DispatchReference(loopback.proxy)
            let messages = try loopback.record { try call(dispatch) }
            try GoldenTests.compare("IDispatch." + name, messages)
        }
    }

    /// An argument by reference travels in rgVarRef and comes back in it.
    @Test func aReferenceHasItsBytes() throws {
        let matrix = try CallMatrix()
        InterfaceTypes.add(matrix.library)
        defer { InterfaceTypes.remove(matrix.library) }
        let loopback = Loopback(try matrix.makeObject().reference(WellKnownIID.dispatch))
        defer { withExtendedLifetime(loopback) {} }
        var number: Int32 = 21
        let messages = try loopback.record {
            let proxy = try loopback.proxy(WellKnownIID.dispatch)
            let status = withUnsafeMutablePointer(to: &number) { number in
                var argument = VARIANT()
                argument.vt = VarType.i4.byRef.rawValue
                argument.plVal = number
                return withUnsafeMutablePointer(to: &argument) { argument in
                    var parameters = DISPPARAMS()
                    parameters.rgvarg = argument
                    parameters.cArgs = 1
                    var null = GUID.zero
                    return proxy.withPointer(as: IDispatch.self) { object in
                        object.pointee.lpVtbl.pointee.Invoke(object, 30, &null, 0, 1, &parameters, nil, nil, nil)
                    }
                }
            }
            #expect(status == 0)
        }
        #expect(number == 42)
        try GoldenTests.compare("IDispatch.reference", messages)
    }

    /// Readers that were written elsewhere make the same of the bytes.
    @Test func impacketReadsTheBytes() throws {
        try runProgram(["/usr/bin/python3", siblingOfThisFile("goldens_test.py"), siblingOfThisFile("Goldens")])
    }

    // MARK: Files

    private static func compare(_ name: String, _ messages: [Loopback.Message]) throws {
        let path = siblingOfThisFile("Goldens/" + name + ".txt")
        var text = ""
        for message in messages {
            text += "slot \(message.slot)\n" + dump("request", message.request)
            text += message.status < 0 ? "fault \(HResult(rawValue: message.status))\n" : dump("response", message.response)
        }
        if environmentVariable("LATEBIND_REWRITE_GOLDENS") == "1" { try writeFile(path, text) }
        #expect(try readFile(path) == text, "\(name)")
    }

    private static func dump(_ what: String, _ bytes: [UInt8]) -> String {
        var text = what + "\n"
        for start in stride(from: 0, to: bytes.count, by: 16) {
            let line = bytes[start..<min(start + 16, bytes.count)]
            var words = ""
            for (index, byte) in line.enumerated() {
                if index > 0, index % 4 == 0 { words += " " }
                words += hexadecimal(UInt64(byte), digits: 2).lowercased()
            }
            text += "    " + words + "\n"
        }
        return text
    }
}
