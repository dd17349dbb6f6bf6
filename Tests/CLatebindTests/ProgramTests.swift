// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Programs in C and C++ that use the headers and liblatebind and nothing else. Each prints the checks that fail.
@Suite struct ProgramTests {
    @Test(arguments: ["c11", "c17"])
    func valuesArraysAndStreamsServeACProgram(standard: String) throws {
        let scratch = try ScratchDirectory()
        let output = try Building.output(of: "values.c", standard: standard, in: scratch)
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    /// Threads, apartments, hand-written proxies and stubs.
    @Test func apartmentsServeACProgram() throws {
        let scratch = try ScratchDirectory()
        let output = try Building.output(of: "apartments.c", standard: "gnu11", in: scratch)
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    /// An OBJREF through a pipe; the program is the server too.
    @Test func anInterfaceIsHandedToAnotherProcess() throws {
        let scratch = try ScratchDirectory()
        let output = try Building.output(of: "processes.c", standard: "gnu11", in: scratch)
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    /// Single-threaded apartments of two processes that call each other: callbacks at any depth, message filters.
    @Test func apartmentsOfTwoProcessesServeWhileTheyWait() throws {
        let scratch = try ScratchDirectory()
        let output = try Building.output(of: "waiting.c", standard: "gnu11", in: scratch)
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    @Test func whatChannelHooksSendArrives() throws {
        let scratch = try ScratchDirectory()
        let output = try Building.output(of: "hooks.c", standard: "gnu11", in: scratch)
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    @Test func anObserverInCIsToldOfCalls() throws {
        let scratch = try ScratchDirectory()
        let output = try Building.output(of: "observer.c", standard: "gnu11", in: scratch)
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    @Test func anObjectWithAHandWrittenVTableIsInvokedByName() throws {
        let scratch = try ScratchDirectory()
        let library = try Building.calculatorLibrary(in: scratch)
        let output = try Building.output(of: "dispatch.c", standard: "c11", in: scratch, arguments: [library])
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    @Test func recordsAndObjectsWithAValueServeACProgram() throws {
        let scratch = try ScratchDirectory()
        let libraries = try [
            Building.typeLibrary("records", in: scratch), Building.calculatorLibrary(in: scratch),
        ]
        let output = try Building.output(of: "records.c", standard: "c11", in: scratch, arguments: libraries)
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    /// Functions that belong to no object, by ITypeInfo::Invoke.
    @Test func theFunctionsOfAModuleAreInvoked() throws {
        let scratch = try ScratchDirectory()
        try Building.compileSharedObject("tools.c", to: scratch.path + "/libtools.so")
        let library = try Building.typeLibrary("tools", in: scratch)
        let output = try Building.output(of: "module_calls.c", standard: "c11", in: scratch, arguments: [library])
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    /// DispCallFunc with structures of every size that goes into registers, and some that do not.
    @Test func structuresAreArgumentsAndResults() throws {
        let scratch = try ScratchDirectory()
        let library = try Building.typeLibrary("shapes", in: scratch)
        let output = try Building.output(of: "direct_calls.c", standard: "c11", in: scratch, arguments: [library])
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    /// Values that contain themselves, sizes that no memory has, types that are none.
    @Test func hostileValuesAreRefused() throws {
        let scratch = try ScratchDirectory()
        let output = try Building.output(of: "hostile.c", standard: "gnu11", in: scratch)
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    /// Arrays of every element type and VARIANTs of every type and modifier, against what an independent oleaut32 answered to the
    /// same program.
    @Test func arraysAndVariantsAnswerAsTheTableSays() throws {
        try expectTable("arrays", cells: 3001)
    }

    /// Type information from a table, standard dispatch, parameters by position and name, a thread's error information: likewise.
    @Test func dispatchAndErrorInformationAnswerAsTheTableSays() throws {
        try expectTable("disp", cells: 180)
    }

    /// The answers of a program are those of its table, but for the differences that are listed with their reasons.
    private func expectTable(_ name: String, cells: Int) throws {
        let scratch = try ScratchDirectory()
        let folder = siblingOfThisFile(name + "/")
        let answers = Table(try Building.output(of: name + ".c", standard: "c11", in: scratch))
        let table = Table(try readFile(folder + name + ".tsv"))
        var differences = Differences(try readFile(folder + "differences.tsv"))
        try #require(answers.headings == table.headings && answers.cells.count == table.cells.count)
        var found: [String] = []
        for (answer, cell) in zip(answers.cells, table.cells) where answer.value != cell.value {
            try #require(answer.key == cell.key)
            if !differences.allow(cell.key, cell.value, answer.value) {
                found.append((cell.key + [cell.value, answer.value]).joined(separator: "\t"))
            }
        }
        #expect(table.cells.count >= cells)
        #expect(found.isEmpty, "\(found.count) cells differ:\n\(found.joined(separator: "\n"))")
        #expect(differences.unused.isEmpty, "listed in differences.tsv, but needed by no cell: \(differences.unused)")
    }

    @Test(arguments: ["c++11", "c++17", "c++20"])
    func smartPointersServeACxxProgram(standard: String) throws {
        let scratch = try ScratchDirectory()
        let library = try Building.calculatorLibrary(in: scratch)
        let output = try Building.output(of: "pointers.cpp", standard: standard, in: scratch, arguments: [library])
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }
}
