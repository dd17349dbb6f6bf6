// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// ICreateTypeLib2 and ICreateTypeInfo2, used by C programs. An independent oleaut32 has answered the same calls, and read the
/// files that they make here (creation/make.sh).
@Suite struct CreationTests {
    private static let data = siblingOfThisFile("creation")

    private func run(_ arguments: String...) throws -> [Substring] {
        let scratch = try ScratchDirectory()
        let output = try Building.output(of: "creation.c", standard: "c11", in: scratch, arguments: arguments)
        return output.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private func lines(_ name: String) throws -> [Substring] {
        try readFile(Self.data + "/" + name).split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func everyBrokenRuleIsAnsweredAsByTheReference() throws {
        #expect(try run("rules") == lines("rules.txt"))
    }

    /// Bytes and answers; then what is in the file, for the reference and for this library.
    @Test(arguments: ["64", "32"])
    func theReferenceReadsWhatTheCallsMade(bits: String) throws {
        let scratch = try ScratchDirectory()
        let file = scratch.path + "/shapes.tlb"
        #expect(try run("win" + bits, file) == lines("win\(bits).txt"))
        #expect(try readBytes(file) == readBytes("\(Self.data)/shapes\(bits).tlb"), "make the data of creation/ anew")

        let theirs = try lines("shapes\(bits).txt")
        let ours = try run("dump", file)
        #expect(ours.count == theirs.count)
        let differences = zip(theirs, ours).filter { $0 != $1 }.flatMap { [$0, $1] }
        #expect(try differences == lines("differences\(bits).txt").filter { !$0.isEmpty && !$0.hasPrefix("#") })
    }

    @Test func helpStringsModulesAndWholeLibraries() throws {
        let scratch = try ScratchDirectory()
        try Building.compileSharedObject("modules.c", to: scratch.path + "/MODULES.so")
        try runProgram(["mkdir", scratch.path + "/elsewhere"])
        try runProgram(["cp", scratch.path + "/MODULES.so", scratch.path + "/modules.so"])
        let output = try Building.output(of: "libraries.c", standard: "c11", in: scratch, arguments: [scratch.path])
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }
}
