// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import FaultSupport
import Remoting
import TestSupport
import Testing
import TypeLibMarshaler

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The table of calls that objects are held to in their own apartment, on proxies of other apartments and processes: the same results,
/// the same errors.
@Suite(.serialized, .noLeaks) struct MatrixTests {
    private let matrix: CallMatrix

    init() throws { matrix = try CallMatrix() }

    /// What a library's plans hold (default values) goes with the library.
    private func withLibrary(_ body: () async throws -> Void) async throws {
        InterfaceTypes.add(matrix.library)
        defer { InterfaceTypes.remove(matrix.library) }
        try await body()
    }

    private func expectAll(_ object: ComReference, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let report = try matrix.run(on: object)
        #expect(report.calls > 300, sourceLocation: sourceLocation)
        #expect(report.failures.isEmpty, "\(report.failures.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }

    @Test func ofASingleThreadedApartment() async throws {
        try await withLibrary {
            let apartment = try ApartmentExecutor()
            defer { apartment.shutDown() }
            let matrix = self.matrix
            let bytes = try await apartment.run { () -> [UInt8] in
                let object = try matrix.makeObject()
                return try Marshaling.marshaled(object.reference(IID_IUnknown), IID_IUnknown, context: MSHCTX_INPROC.rawValue)
            }
            try expectAll(try Marshaling.unmarshaled(bytes, IID_IUnknown, context: MSHCTX_INPROC.rawValue))
        }
    }

    /// From a single-threaded apartment into the multi-threaded one.
    @Test func fromASingleThreadedApartment() async throws {
        try await withLibrary {
            let apartment = try ApartmentExecutor()
            defer { apartment.shutDown() }
            let matrix = self.matrix
            let object = try matrix.makeObject()
            let bytes = try Marshaling.marshaled(object.reference(IID_IUnknown), IID_IUnknown, context: MSHCTX_INPROC.rawValue)
            let report = try await apartment.run { () -> CallMatrix.Report in
                try matrix.run(on: Marshaling.unmarshaled(bytes, IID_IUnknown, context: MSHCTX_INPROC.rawValue))
            }
            #expect(report.calls > 300)
            #expect(report.failures.isEmpty, "\(report.failures.joined(separator: "\n"))")
        }
    }

    @Test func ofAnotherProcess() async throws {
        let live = LiveObjects.snapshot()
        try await withLibrary {
            let server = try MatrixServer()
            defer { server.stop() }
            try expectAll(try server.object())
        }
        // What the server held of this process is given back on another thread, when its end is noticed.
        for _ in 0..<1_000_000 where LiveObjects.snapshot() != live { sched_yield() }
    }
}
