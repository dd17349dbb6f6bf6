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
        // Every argument of every call could be read.
        let unread = text.filter { $0.contains("bytes)") || $0.contains("… (") }
        #expect(unread.isEmpty, "\(unread.count) of \(text.count): \(unread.prefix(5))")
        for line in [
            #" ISignatures.GetIDsOfNames("NineDoubles") = 41 S_OK "#,
            " ISignatures.Invoke(TenShorts(1, 2, 3, 4, 5, 6, 7, 8, 9, -1000)) = -955 S_OK ",
            " ISignatures.TenShorts(a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: -1000) = -955 S_OK ",
            #" IDispatch.GetIDsOfNames("EchoI4") = 5 S_OK "#, " IDispatch.Invoke(EchoI4(19)) = 19 S_OK ",
            #" IDispatch.Invoke(EchoBSTR("number 19")) = "number 19" S_OK "#,
        ] {
            #expect(text.contains { $0.contains(line) }, "\(line) in \(text.prefix(5)), \(text.suffix(5))")
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
