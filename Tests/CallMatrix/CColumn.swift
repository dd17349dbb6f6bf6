// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import TypeLibrary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The tables called by a C program that is written from them (CSource.swift), compiled once for each process that runs it.
struct CColumn: Sendable {
    /// `int run_matrix(ISignatures *, IDirections *, const struct services *)`
    private typealias Run = @convention(c) (UnsafeMutableRawPointer, UnsafeMutableRawPointer, UnsafeRawPointer) -> Int32
    private let run: Run

    private static let compiled = Result { try CColumn(CompiledLibraries.compile(siblingOfThisFile("Tables/signatures.idl"))) }

    /// - Throws: what the C compiler says.
    static func program() throws -> CColumn { try compiled.get() }

    private init(_ library: TypeLibrary) throws {
        let folder = try ScratchDirectory()
        try writeFile(folder.path + "/matrix.c", try CSource.program(of: library))
        try runProgram([
            "cc", "-std=c11", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-I",
            repositoryFile("Sources/CAutomation/include"), "-I", siblingOfThisFile("C"), "-o", folder.path + "/matrix.so",
            folder.path + "/matrix.c",
        ])
        // It stays loaded when its file is gone.
        guard let handle = dlopen(folder.path + "/matrix.so", RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(handle, "run_matrix")
        else { throw Failure(String(cString: dlerror())) }
        run = unsafeBitCast(symbol, to: Run.self)
    }

    /// `struct services` of matrix.h.
    private struct Services {
        var alloc: @convention(c) (UnsafePointer<UInt16>?, UInt32) -> BSTR? = { text, length in
            BString.allocate(UnsafeBufferPointer(start: text, count: Int(length)))
        }
        var length: @convention(c) (BSTR?) -> UInt32 = { UInt32(BString.length($0)) }
        var clear: @convention(c) (UnsafeMutablePointer<VARIANT>) -> Int32 = { VariantOps.clear($0).rawValue }
        var vector: @convention(c) (UInt16, UInt32) -> UnsafeMutablePointer<SAFEARRAY>? = { type, count in
            try? SafeArrayMemory.create(VarType(rawValue: type), bounds: [ArrayBound(count: count)])
        }
        var point: UnsafeMutableRawPointer
        var context: UnsafeMutableRawPointer
        var failed: @convention(c) (UnsafeMutableRawPointer, UnsafePointer<CChar>) -> Void = { context, text in
            context.assumingMemoryBound(to: [String].self).pointee.append(String(cString: text))
        }
    }

    /// Makes every call of both tables.
    func run(signatures: ComReference, directions: ComReference, _ library: TypeLibrary, _ report: inout CallMatrix.Report) throws {
        let point = try RecordInfoObject(library.typeInfo(named: "Point")).reference(IID_IRecordInfo)
        var failures: [String] = []
        let calls = withUnsafeMutablePointer(to: &failures) { failures in
            var services = Services(point: point.pointer, context: UnsafeMutableRawPointer(failures))
            return withUnsafePointer(to: &services) { run(signatures.pointer, directions.pointer, $0) }
        }
        report.calls += Int(calls)
        report.failures += failures
    }
}
