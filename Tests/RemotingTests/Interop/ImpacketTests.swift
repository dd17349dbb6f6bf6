// SPDX-License-Identifier: Apache-2.0

import CallMatrix
import TestSupport
import Testing

/// impacket's DCOM client, which nobody here wrote, before servers with real classes, over loopback TCP. What it is served is then
/// dissected by Wireshark, which nobody here wrote either.
@Suite struct ImpacketTests {
    private func run(_ script: String, _ arguments: [String]) throws -> String {
        try runProgram(["/usr/bin/python3", siblingOfThisFile(script)] + arguments)
    }

    /// A component in C++ that `latebind serve` serves: activation in every way, IDispatch, the dual interface's vtable, the class
    /// object, references and their end, with which the server ends.
    @Test func aComponentThatLatebindServes() throws {
        let stage = try InteropStage()
        try stage.makeCounter()
        let server = try ChildProcess(
            [InteropStage.buildFolder + "/latebind", "serve", "--announce", "--class", "Counters.Counter", "--tcp", "127.0.0.1:0"],
            environment: stage.environment)
        let clsid = "7C5E2A12-3B9D-4F60-8A41-6D0F9B2C1E00"
        let words = try server.readLine().split(separator: " ").map(String.init)
        try #require(words.count == 4 && words[..<3] == ["ready", "{\(clsid)}", "tcp"], "\(words)")
        let output = try run(
            "impacket_counter.py",
            [words[3], clsid, "7C5E2A11-3B9D-4F60-8A41-6D0F9B2C1E00", repositoryFile("examples/cpp-component/counters.idl")])
        #expect(output.hasSuffix("as it should be\n"), "\(output)")
        // With the last reference the server has ended in order, and its sockets are gone.
        #expect(server.stop() == 0)
        #expect(try entries(of: stage.runtime).filter { $0.hasPrefix("class-") || $0.hasPrefix("oxid-") } == [])

        let capture = Capture(stage.capture)
        try capture.expectSound()
        // What impacket asked for and what it got, as Wireshark names it.
        let packets = try capture.packets(fields: [
            "isystemactivator.properties.instninfo.clsid", "isystemactivator.properties.scmresp.rmtunknid", "remact.interfaces", "dispatch.name",
            "dispatch.description", "dispatch.scode",
        ])
        func all(_ field: String) -> [String] { packets.flatMap { $0[field] } }
        #expect(all("isystemactivator.properties.instninfo.clsid").contains(clsid.lowercased()))
        #expect(all("isystemactivator.properties.scmresp.rmtunknid").count == 2)
        #expect(all("remact.interfaces") == ["1"])
        for member in ["Add", "Subtract"] { #expect(all("dispatch.name").contains { $0.hasSuffix(member) }) }
        let failures = packets.filter { $0["dispatch.description"] == ["a counter does not stand below zero"] }
        #expect(failures.count == 1 && failures[0].has("dispatch.scode", 0x8007_0057))
    }

    /// The class of the call matrix: every call of the tables that impacket can say.
    @Test func everyCallOfTheMatrix() throws {
        let stage = try InteropStage()
        let server = try ChildProcess(
            [InteropStage.buildFolder + "/CallMatrixServer", "serve"], environment: stage.environment)
        let port = try server.readLine()
        let clsid = String("\(CallMatrix.clsid)".dropFirst().dropLast())
        let output = try run("impacket_matrix.py", [port, clsid, repositoryFile("Tests/CallMatrix/Tables")])
        let made = output.split(separator: "\n").last.map { $0.split(separator: " ").compactMap { Int($0) } } ?? []
        // Of the tables' lines, what impacket can say; the tables grow.
        #expect(made.count == 2 && made[0] >= 144 && made[1] >= 142, "\(output)")
        #expect(server.stop() == 0)
        // Wireshark 4.0 does not know DECIMAL, and stops ("dissector bug") at a CURRENCY of more than 32 bits.
        try Capture(stage.capture).expectSound(unknown: [6, 14])
    }
}
