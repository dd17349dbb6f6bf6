// SPDX-License-Identifier: Apache-2.0
//
// The programs of this folder are compiled against the headers and liblatebind alone, and run on their own.

import AutomationTypes
import IDL
import MSFTFormat
import TestSupport
import TypeLibrary

enum Building {
    static let include = siblingOfThisFile("../../Sources/CAutomation/include")
    static let cxxInclude = siblingOfThisFile("../../bindings/c/include")

    /// Where the build of these tests put libLatebind: beside the test's own executable.
    static let libraryFolder: String = {
        let program = CommandLine.arguments[0]
        return String(program[..<(program.lastIndex(of: "/") ?? program.endIndex)])
    }()

    static let library = libraryFolder + "/libLatebind.so"

    /// Compiles a shared object of this folder, without a warning.
    static func compileSharedObject(_ source: String, to path: String) throws {
        try compile(source, standard: "c11", to: path, options: ["-shared", "-fPIC"])
    }

    /// Compiles a program of this folder, without a warning.
    static func compile(_ source: String, standard: String, to program: String, options: [String] = []) throws {
        let messages = try runProgram((source.hasSuffix(".c") ? CCompiler.c : CCompiler.cxx) + [
            "-std=" + standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror",
            "-I", include, "-I", cxxInclude, siblingOfThisFile("Programs/" + source), library,
            "-Wl,-rpath," + libraryFolder, "-ldl", "-o", program,
        ] + options)
        guard messages.isEmpty else { throw Failure("\(source): \(messages)") }
    }

    /// Compiles a program and runs it, with the scratch folder as the user's.
    /// - Returns: what it printed.
    static func output(
        of source: String, standard: String, in scratch: ScratchDirectory, arguments: [String] = []
    ) throws -> String {
        let program = scratch.path + "/program"
        try compile(source, standard: standard, to: program)
        return try runProgram(["env", "XDG_DATA_HOME=" + scratch.path, program] + arguments)
    }

    /// Compiles calculator.idl, and puts stdole2.tlb beside it.
    /// - Returns: the path of the type library.
    static func calculatorLibrary(in scratch: ScratchDirectory) throws -> String {
        try typeLibrary("calculator", in: scratch)
    }

    /// Compiles an IDL file of this folder, and puts stdole2.tlb beside it.
    /// - Returns: the path of the type library.
    static func typeLibrary(_ name: String, in scratch: ScratchDirectory) throws -> String {
        let text = try readFile(siblingOfThisFile("Programs/\(name).idl"))
        let result = IDLCompiler(files: InMemoryFiles()).compile(text: text, path: name + ".idl")
        guard let definition = result.library, !result.hasErrors else {
            throw Failure(result.diagnostics.map { "\($0)" }.joined(separator: "\n"))
        }
        // A library that is imported is looked for beside the one that imports it.
        if let stdole2 = StandardLibraries.stdole2 {
            try writeFile(scratch.path + "/stdole2.tlb", try MSFTWriter.bytes(of: stdole2.definition()))
        }
        let path = scratch.path + "/" + name + ".tlb"
        try writeFile(path, try MSFTWriter.bytes(of: definition))
        return path
    }
}
