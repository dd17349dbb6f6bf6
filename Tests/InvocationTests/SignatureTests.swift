// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Latebind
import Testing
import TypeLibrary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A vtable made from type information, called by code that the C compiler typed.
@Suite struct SignatureTests {
    @Test func cCallsEverySlotOfASynthesisedVTable() throws {
        let library = try TypeLibraries.open("/tmp/signatures.tlb")
        let object = try SignatureObject.objectClass(library).makeObject(SignatureObject())
        let pointer = try object.reference(library.typeInfo(named: "ISignatures").guid)
        let program = try CProgram(source: "caller.c")
        let checks = try program.run("run_signatures", pointer)
        #expect(checks >= 85)
        #expect(CProgram.failures.isEmpty, "\(CProgram.failures)")
    }
}
