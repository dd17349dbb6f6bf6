// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import TestSupport
import Testing
import TypeLibMarshaler

@testable import Remoting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The trace of a process that serves the whole call matrix: its lines, and what Wireshark makes of its packets.
@Suite(.serialized, .noLeaks) struct TraceTests {
    @Test func theCallMatrixIsTracedAndDissected() throws {
        let matrix = try CallMatrix()
        InterfaceTypes.add(matrix.library)
        defer { InterfaceTypes.remove(matrix.library) }
        let world = try World()
        let lines = world.folder.path + "/calls"
        let capture = world.folder.path + "/packets"
        do {
            let server = try MatrixServer(environment: ["LATEBIND_TRACE": "text:\(lines),pcap:\(capture)"])
            let object = try server.object()
            let report = try matrix.run(on: object)
            // The same by IDispatch's own IID, which Wireshark knows.
            let dispatch = try DispatchReference(object)
            for number in 0..<20 as Range<Int32> {
                #expect(try dispatch.call("EchoI4", Variant(number)) == Variant(number))
                #expect(try dispatch.call("EchoBSTR", Variant("number \(number)")) == Variant("number \(number)"))
            }
            #expect(report.failures.isEmpty, "\(report.failures.joined(separator: "\n"))")
            server.stop()
        }
        // Every line has the process, the end, the method, the result and the time.
        let text = try readFile(lines).split(separator: "\n")
        #expect(text.count > 300)
        for line in text { #expect(line.contains(" serve ") && line.hasSuffix(" µs"), "\(line)") }
        let told = text.filter { !$0.contains("bytes)") }
        #expect(told.count > text.count / 2, "\(text.prefix(20))")
        for line in [
            "ISignatures.GetIDsOfNames(\"NineDoubles\")", "ISignatures.Invoke(call 42: 1, 2, 3, 4, 5, 6, 7, 8, 9, -1000) S_OK",
            "ISignatures.TenShorts(", "IDispatch.GetIDsOfNames(\"EchoI4\")", ": 19) S_OK", ": \"number 19\") S_OK",
        ] {
            #expect(told.contains { $0.contains(line) }, "\(line) in \(told.prefix(5)), \(told.suffix(5))")
        }
        // Wireshark.
        func dissect(_ arguments: [String]) throws -> [String] {
            try runProgram(["tshark", "-n", "-r", capture] + arguments).split(separator: "\n").map(String.init)
                .filter { !$0.hasPrefix("Running as user") }
        }
        #expect(try dissect(["-Y", "_ws.malformed"]).prefix(20) == [])
        let members = try dissect(["-Y", "dispatch.id && dispatch.arg", "-T", "fields", "-e", "dispatch.id"])
        #expect(members.count >= 40, "\(members.count) calls of Invoke with arguments")
        let names = try dissect(["-Y", "dispatch.name", "-T", "fields", "-e", "dispatch.name"])
        #expect(names.contains { $0.hasSuffix("EchoBSTR") }, "\(names.prefix(3))")
    }
}
