// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import TestSupport
import Testing
import TypeLibrary

/// The interfaces that every language's objects have, called by a C program: Signatures/interfaces.c.
@Suite(.noLeaks) struct InterfaceTests {
    @Test func cEnumeratesValues() throws {
        let program = try CProgram(source: "interfaces.c")
        let other = try EnumVariantObject([Variant]()).reference(WellKnownIID.unknown)
        let list = EnumVariantObject([1, "two", 3.5, Variant(other)] as [Variant])
        let result = try program.run("run_enumerator", list.reference(IID_IEnumVARIANT))
        #expect(result.checks == 26)
        #expect(result.failures.isEmpty, "\(result.failures)")
    }

    @Test func cAsksWhichInterfacesTellTheirErrors() throws {
        let matrix = try CallMatrix()
        let program = try CProgram(source: "interfaces.c")
        let type = try matrix.library.typeInfo(named: "ISignatures")
        let result = try program.run("run_support", matrix.makeObject().reference(type.guid))
        #expect(result.checks == 7)
        #expect(result.failures.isEmpty, "\(result.failures)")
    }
}
