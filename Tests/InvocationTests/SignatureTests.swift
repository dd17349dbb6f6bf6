// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import Invocation
import Latebind
import TestSupport
import Testing
import TypeLibrary

/// A vtable made from type information, called by code that the C compiler typed.
@Suite(.noLeaks) struct SignatureTests {
    let library: TypeLibrary
    let program: CProgram

    init() throws {
        library = try CallMatrix().library
        program = try CProgram(source: "caller.c")
    }

    /// Null pointers and what IDispatch has no form for; the calls with values are a column of the call matrix.
    @Test func cCallsADualInterface() throws {
        let type = try library.typeInfo(named: "ISignatures")
        let object = try SignatureObject.objectClass(library).makeObject(SignatureObject())
        let result = try program.run("run_signatures", object.reference(type.guid))
        #expect(result.checks == 9)
        #expect(result.failures.isEmpty)
        // The C program's table and the type library's have the same slots.
        #expect(try type.vtableHalf().vtableFunctions().count == program.call("signature_slots"))
    }

    @Test func cCallsFunctionsThatReturnNoHResult() throws {
        let object = try PlainObject.objectClass(library).makeObject(PlainObject())
        let result = try program.run("run_plain", object.reference(library.typeInfo(named: "IPlain").guid))
        #expect(result.checks == 5)
        #expect(result.failures.isEmpty)
    }

    @Test func aMemberThatIsNotImplementedAnswersENotImpl() throws {
        let partial = try ObjectClass<PlainObject>(implementing: library.typeInfo(named: "ISignatures"), members: [])
        let object = try DispatchReference(partial.makeObject(PlainObject()).reference(WellKnownIID.dispatch))
        let failure = #expect(throws: COMError.self) { try object.call("EchoI4", 1) }
        #expect(failure?.hresult == .E_NOTIMPL)
        #expect(failure?.message == "ISignatures.EchoI4 is not implemented")
    }

    @Test func aMemberThatTheInterfaceDoesNotHaveIsRefused() throws {
        let failure = #expect(throws: COMError.self) {
            try ObjectClass<PlainObject>(
                implementing: library.typeInfo(named: "IPlain"), members: [.method("Subtract") { _, _ in nil }])
        }
        #expect(failure?.hresult == .TYPE_E_ELEMENTNOTFOUND)
        #expect(failure?.message?.contains("IPlain has no method named Subtract") == true)
    }

    @Test func onlyInterfacesCanBeImplemented() throws {
        let failure = #expect(throws: COMError.self) {
            try ObjectClass<PlainObject>(implementing: library.typeInfo(named: "Colour"), members: [])
        }
        #expect(failure?.hresult == .TYPE_E_WRONGTYPEKIND)
    }

    @Test func aResultThatCannotBeConvertedLeavesNoOutParameterBehind() throws {
        let confused = try ObjectClass<PlainObject>(
            implementing: library.typeInfo(named: "ISignatures"),
            members: [
                .method("GiveSeveral") { _, call in
                    call.setOut(0, 1)
                    call.setOut(1, "two")
                    return "not a number"
                }
            ])
        let object = try confused.makeObject(PlainObject()).reference(confused.typeInfo.guid)
        let table = try DispatchTable.of(confused.typeInfo)
        let memberID = try #require(table.members.memberID(named: "GiveSeveral"))
        let plan = try table.plan(at: #require(table.functionIndex(memberID, .method)))

        var (first, second): (Int32, BSTR?) = (7, nil)
        var result = VARIANT()
        let outcome = withUnsafeMutablePointer(to: &first) { first in
            withUnsafeMutablePointer(to: &second) { second in
                var variants = [VARIANT(), VARIANT()]
                (variants[0].vt, variants[0].byref) = (VarType.i4.byRef.rawValue, UnsafeMutableRawPointer(first))
                (variants[1].vt, variants[1].byref) = (VarType.bstr.byRef.rawValue, UnsafeMutableRawPointer(second))
                return variants.withUnsafeMutableBufferPointer { variants in
                    let pointers = [variants.baseAddress, variants.baseAddress.map { $0 + 1 }, nil]
                    return plan.call(object.pointer, arguments: pointers, lcid: 0, result: &result)
                }
            }
        }
        #expect(outcome.status == .DISP_E_TYPEMISMATCH)
        #expect(second == nil)
        #expect(result.vt == VarType.empty.rawValue)
        let reason = ErrorInfo.take()
        #expect(reason?.message == "GiveSeveral: the value for result cannot be converted to VT_R8")
    }
}
