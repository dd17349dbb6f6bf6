// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The command `latebind` as a shell sees it: exit statuses, and what is written where.
@Suite struct CommandTests {
    private let scratch: ScratchDirectory
    private let program: String

    init() throws {
        scratch = try ScratchDirectory()
        // Beside the tests' own executable.
        let tests = CommandLine.arguments[0]
        program = String(tests[..<(tests.lastIndex(of: "/") ?? tests.endIndex)]) + "/latebind"
    }

    private func run(_ arguments: String...) throws -> (status: Int, output: String) {
        let quoted = ([program] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let output = try runProgram(["sh", "-c", "cd '\(scratch.path)' && \(quoted) 2>&1; echo \"status $?\""])
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let status = lines.last?.split(separator: " ").last.flatMap { Int($0) }
        return (try #require(status), lines.dropLast().joined(separator: "\n"))
    }

    private func library(_ version: String, _ members: String) -> String {
        """
        [uuid(c6b5d3a1-7a35-4a4e-8d0e-3f1f6f0c7b01), version(\(version))]
        library Counters
        {
            importlib("stdole2.tlb");
            [object, uuid(c6b5d3a1-7a35-4a4e-8d0e-3f1f6f0c7b02), dual, oleautomation, helpstring("counts")]
            interface ICounter : IDispatch
            {
                \(members)
            }
        }
        """
    }

    private func compile(_ name: String, _ text: String) throws {
        try writeFile("\(scratch.path)/\(name).idl", text)
        let result = try run(
            "compile", name + ".idl", "-I", repositoryFile("typelibs/stdole2"), "-o", name + ".tlb")
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func diffEndsWithOneForABrokenContractAndZeroForAnAddition() throws {
        let next = "[id(1), helpstring(\"next\")] HRESULT Next([out, retval] long *value);"
        try compile("old", library("1.0", next))
        try compile("changed", library("1.0", next.replacing("long", with: "short")))
        try compile(
            "added",
            library("1.1", next).replacing(
                "    [object", with: "    [uuid(c6b5d3a1-7a35-4a4e-8d0e-3f1f6f0c7b03)] enum Kind { Small, Large };\n    [object"))
        let breaking = try run("diff", "old.tlb", "changed.tlb")
        #expect(breaking.status == 1)
        #expect(breaking.output.contains("ICounter") && breaking.output.contains("Next"))
        #expect(try run("diff", "old.tlb", "added.tlb").status == 0)
        #expect(try run("diff", "old.tlb", "old.tlb").status == 0)
        // A file that is not there is another failure than a broken contract.
        #expect(try run("diff", "old.tlb", "none.tlb").status != 0)
    }

    @Test func lintNamesTheRuleAndCanBeToldToPassOverIt() throws {
        try compile("old", library("1.0", "[id(1), helpstring(\"x\")] HRESULT Next([in] void **value);"))
        let found = try run("lint", "old.tlb")
        #expect(found.output.contains("void-pointer") || found.output.contains("interface-pointer"), "\(found.output)")
        #expect(try run("lint", "--list-rules").output.contains("parameter-count"))
    }

    @Test func anErrorOfTheCompilerEndsWithOneAndWritesNothing() throws {
        try writeFile(scratch.path + "/bad.idl", "library Bad { interface }")
        let result = try run("compile", "bad.idl", "-o", "bad.tlb")
        #expect(result.status == 1)
        #expect(result.output.contains("bad.idl:1:"))
        #expect(!isReadable(scratch.path + "/bad.tlb"))
    }

    @Test func everyFormatOfDumpShowsTheType() throws {
        try compile("old", library("1.0", "[id(1)] HRESULT Next([out, retval] long *value);"))
        for format in ["text", "idl", "json", "tree"] {
            let result = try run("dump", "--format", format, "old.tlb")
            #expect(result.status == 0 && result.output.contains("ICounter"), "\(format): \(result.output.prefix(200))")
        }
        #expect(try run("dump", "none.tlb").status == 1)
    }
}

extension String {
    fileprivate func replacing(_ text: String, with other: String) -> String {
        guard let place = firstRange(of: text) else { return self }
        return self[..<place.lowerBound] + other + self[place.upperBound...]
    }

    private func firstRange(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
