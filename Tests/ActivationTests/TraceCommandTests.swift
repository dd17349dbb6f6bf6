// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// `latebind trace`: what it tells of a program, and of the server that the program starts.
@Suite struct TraceCommandTests {
    private let stage: Stage
    private let command = Programs.buildFolder + "/latebind"

    init() throws {
        stage = try Stage()
        let programs = siblingOfThisFile("Programs/")
        let library = stage.manifests + "/ledger.tlb"
        try runProgram([command, "compile", programs + "ledger.idl", "-I", repositoryFile("typelibs/stdole2"), "-o", library])
        stage.environment["TEST_LIBRARY"] = library
        stage.environment["LATEBIND_TYPELIB_PATH"] = repositoryFile("typelibs/stdole2")
        try stage.describe(
            """
            "typeLibrary": "ledger.tlb",
            "localServer": { "command": ["\(command)", "run", "\(programs)ledger_server.py"], "startTimeout": 120 }
            """, clsid: "{2B7C51D3-8E0F-4A66-9D1B-5F3C0A9E7100}", progID: "Test.Ledger")
    }

    /// Runs the client under `latebind trace`, and waits for the end of its server.
    /// - Returns: what it wrote, and what it wrote to standard error.
    private func trace(_ options: [String]) throws -> (output: String, errors: String) {
        let errors = stage.scratch.path + "/errors"
        let variables = stage.environment.map { "\($0.key)=\($0.value)" }
        let arguments = [command, "trace"] + options + ["--", command, "run", siblingOfThisFile("Programs/ledger_client.py")]
        let output = try runProgram(
            ["env", "-i"] + variables + ["sh", "-c", "exec \"$@\" 2>'\(errors)'", "sh"] + arguments)
        try stage.waitForServersToEnd()
        return (output, try readFile(errors))
    }

    /// A line without the process and the time.
    private func calls(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            line.drop { $0 != " " }.dropFirst().split(separator: " ", omittingEmptySubsequences: false).dropLast(2).joined(separator: " ")
        }
    }

    @Test func everyCallIsToldAtBothEnds() throws {
        let file = stage.scratch.path + "/calls"
        let capture = stage.scratch.path + "/packets"
        let (output, errors) = try trace(["--output", file, "--pcap", capture])
        #expect(errors == "")
        #expect(output.hasPrefix("(Decimal('9.4999'), 2)\nsaw a \"lamp\"\nand oil\nsaw sold\ndone, closed\n"), "\(output)")
        let text = try readFile(file)
        for line in text.split(separator: "\n") {
            #expect(line.hasSuffix(" µs") && (line.contains(" call  ") || line.contains(" serve ")), "\(line)")
        }
        let told = calls(text)
        // What was given, what came back, at both ends.
        for call in TraceCommandTests.expected {
            for end in ["call  ", "serve "] { #expect(told.contains(end + call), "\(end)\(call) in\n\(text)") }
        }
        // Two processes, and each has called the other.
        let processes = Set(text.split(separator: "\n").map { $0.prefix { $0 != " " } })
        #expect(processes.count == 2)
        // Everything could be read.
        #expect(!told.contains { $0.contains("bytes)") || $0.contains(" at ") }, "\(text)")

        // Wireshark reads all of it, down to the arguments of Invoke.
        func dissect(_ arguments: [String]) throws -> [String] {
            try runProgram(["tshark", "-n", "-r", capture] + arguments).split(separator: "\n").map(String.init)
                .filter { !$0.hasPrefix("Running as user") }
        }
        #expect(try dissect(["-Y", "_ws.malformed"]) == [])
        #expect(try dissect(["-Y", "dcerpc"]).count > 40)
        #expect(try dissect(["-Y", "dispatch.id && dispatch.arg"]).count >= 4)
    }

    /// Through the vtable, to the client's own object, by name.
    private static let expected = [
        #"ILedger.Owner := "Ada" S_OK"#, #"ILedger.Owner = "Ada" S_OK"#,
        #"ILedger.Enter(day: 2024-02-29T12:30:00, text: "a \"lamp\"\nand oil", amount: 12.5000, Kind: Expense) = 1 S_OK"#,
        #"ILedger.Enter(day: 2024-03-01, text: "sold", amount: -3.0001, Kind: Income) = 2 S_OK"#,
        "ILedger.Total(numbers: [1, 2]) = count: 2, 9.4999 S_OK",
        #"ILedger.Keep(value: [1, "two", null, 3.5, [true, <01 02>]]) = [1, "two", null, 3.5, [true, <01 02>]] S_OK"#,
        "ILedger.Keep(value: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 100 in all])"
            + " = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 100 in all] S_OK",
        #"DWatcher.Invoke(Saw("sold")) S_OK"#, "ILedger.Review(watcher: IDispatch) = 2 S_OK",
        #"ILedger.Close(reason: "done") = reason: "done, closed" S_OK"#,
        #"ILedger.Close(reason: "stolen") = reason: "stolen" E_ACCESSDENIED"#,
        #"IDispatch.Invoke(Owner := "Grace") S_OK"#, #"IDispatch.Invoke(Owner) = "Grace" S_OK"#,
        #"IDispatch.Invoke(Enter(2024-03-02, "late", 1, 1)) = 3 S_OK"#,
        #"IDispatch.Invoke(Close("stolen")) DISP_E_EXCEPTION (E_ACCESSDENIED "the ledger stays open")"#,
    ]

    /// Without --output the lines go to standard error, the server's too, beside what the program writes there itself.
    @Test func standardErrorHasTheServersLinesToo() throws {
        let (_, errors) = try trace([])
        let told = calls(errors)
        for call in TraceCommandTests.expected.prefix(3) {
            for end in ["call  ", "serve "] { #expect(told.contains(end + call), "\(end)\(call) in\n\(errors)") }
        }
    }
}
