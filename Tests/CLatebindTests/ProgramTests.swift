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

    @Test func anObjectWithAHandWrittenVTableIsInvokedByName() throws {
        let scratch = try ScratchDirectory()
        let library = try Building.calculatorLibrary(in: scratch)
        let output = try Building.output(of: "dispatch.c", standard: "c11", in: scratch, arguments: [library])
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    @Test(arguments: ["c++11", "c++17", "c++20"])
    func smartPointersServeACxxProgram(standard: String) throws {
        let scratch = try ScratchDirectory()
        let library = try Building.calculatorLibrary(in: scratch)
        let output = try Building.output(of: "pointers.cpp", standard: standard, in: scratch, arguments: [library])
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }
}
