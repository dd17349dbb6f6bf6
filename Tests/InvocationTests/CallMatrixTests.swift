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

/// Every row of the call matrix by name, by DISPID and through the vtable; and what a table of calls cannot say.
@Suite(.noLeaks) struct CallMatrixTests {
    /// How a call is made.
    enum Way: CaseIterable {
        case byName
        case byDispID
        case throughVTable
    }

    /// The object under test and its type.
    struct Subject {
        let type: TypeInfo
        let object: ComReference

        init() throws {
            let library = try CallMatrix().library
            type = try library.typeInfo(named: "ISignatures")
            object = try SignatureObject.objectClass(library).makeObject(SignatureObject()).reference(type.guid)
        }

        /// - Throws: COMError
        func call(_ way: Way, _ name: String, _ arguments: [Variant], _ kind: InvokeKind = .method) throws -> Variant {
            let members = try type.members()
            let memberID = try #require(members.memberID(named: name))
            switch way {
            case .byName:
                let dispatch = try DispatchReference(object)
                return try dispatch.invoke(dispatch.dispID(of: name), kind, arguments)
            case .byDispID:
                return try DispatchReference(object).invoke(memberID, kind, arguments)
            case .throughVTable:
                let table = try DispatchTable.of(type)
                return try vtableCall(table.plan(at: #require(table.functionIndex(memberID, kind))), arguments)
            }
        }

        /// The plan's own call, as Python and Swift make it.
        private func vtableCall(_ plan: CallPlan, _ arguments: [Variant]) throws -> Variant {
            var variants = try arguments.map { try $0.makeRaw() }
            defer { for index in variants.indices { VariantOps.clear(&variants[index]) } }
            var result = VARIANT()
            let outcome = variants.withUnsafeMutableBufferPointer { variants in
                var pointers = [UnsafeMutablePointer<VARIANT>?](repeating: nil, count: plan.parameters.count + 1)
                for (position, index) in plan.positional.enumerated() where position < variants.count {
                    pointers[index] = variants.baseAddress.map { $0 + position }
                }
                return plan.call(object.pointer, arguments: pointers, lcid: 0, result: &result)
            }
            guard outcome.status.isSuccess else {
                VariantOps.clear(&result)
                if outcome.isMethodFailure { throw ErrorInfo.take(for: outcome.status) }
                throw COMError(outcome.status, argumentIndex: outcome.parameter)
            }
            return Variant(adopting: result)
        }
    }

    @Test func everyRowHasTheSameResult() throws {
        let matrix = try CallMatrix()
        let report = try matrix.run(on: matrix.makeObject().reference(WellKnownIID.unknown))
        #expect(report.failures.isEmpty, "\(report.failures.joined(separator: "\n"))")
        #expect(report.calls > 1000)
    }

    @Test(arguments: Way.allCases) func propertiesKeepWhatTheyAreGiven(_ way: Way) throws {
        let subject = try Subject()
        _ = try subject.call(.throughVTable, "Number", [31], .propertyPut)
        #expect(try subject.call(way, "Number", [], .propertyGet) == 31)
        _ = try subject.call(.throughVTable, "Slot", ["key", 2.5], .propertyPut)
        #expect(try subject.call(way, "Slot", ["key"], .propertyGet) == 2.5)
        _ = try subject.call(.throughVTable, "Slot", ["key", .empty], .propertyPut)
    }

    @Test func propertiesArePutByDispatch() throws {
        let subject = try Subject()
        let dispatch = try DispatchReference(subject.object)
        try dispatch.put("Number", value: 12)
        #expect(try dispatch.get("Number") == 12)
        try dispatch.put("Slot", "a", value: "b")
        #expect(try dispatch.get("Slot", "a") == "b")
        try dispatch.put("Slot", "a", value: .empty)
    }

    @Test(arguments: Way.allCases) func aFailureCarriesItsDescription(_ way: Way) throws {
        let subject = try Subject()
        let failure = #expect(throws: COMError.self) {
            try subject.call(way, "Fail", [Variant(HResult(0x8004_0123)), "because"])
        }
        #expect(failure?.hresult == HResult(0x8004_0123))
        #expect(failure?.message == "because")
        #expect(failure?.source == "ISignatures")
    }

    @Test func anArgumentThatCannotBeCoercedIsTold() throws {
        let dispatch = try DispatchReference(Subject().object)
        // The third of ten: index 7 of rgvarg, which begins with the last.
        let failure = #expect(throws: COMError.self) {
            try dispatch.call("TenShorts", 1, 2, "three", 4, 5, 6, 7, 8, 9, 10)
        }
        #expect(failure?.hresult == .DISP_E_TYPEMISMATCH)
        #expect(failure?.argumentIndex == 7)
        let overflow = #expect(throws: COMError.self) { try dispatch.call("TenShorts", 1, 70000, 3, 4, 5, 6, 7, 8, 9, 10) }
        #expect(overflow?.hresult == .DISP_E_OVERFLOW)
        #expect(overflow?.argumentIndex == 8)
    }

    @Test func wrongCountsAndNamesAreTold() throws {
        let dispatch = try DispatchReference(Subject().object)
        #expect(failure { try dispatch.call("EchoI4") } == .DISP_E_BADPARAMCOUNT)
        #expect(failure { try dispatch.call("EchoI4", 1, 2) } == .DISP_E_BADPARAMCOUNT)
        #expect(failure { try dispatch.call("Frobnicate") } == .DISP_E_UNKNOWNNAME)
        #expect(failure { try dispatch.invoke(999, .method, []) } == .DISP_E_MEMBERNOTFOUND)
        // A method is not a property.
        #expect(failure { try dispatch.get("EchoI4", 1) } == .DISP_E_MEMBERNOTFOUND)
        #expect(failure { try dispatch.call("EchoI4", .missing) } == .DISP_E_PARAMNOTOPTIONAL)
    }

    @Test func anLcidParameterGetsTheCallersLocale() throws {
        let dispatch = try DispatchReference(Subject().object)
        let memberID = try dispatch.dispID(of: "Localized")
        #expect(try dispatch.invoke(memberID, .method, [40], locale: 0x407) == Variant(Int32(40 + 0x407)))
    }

    @Test func namedArgumentsStandInAnyOrder() throws {
        let dispatch = try DispatchReference(Subject().object)
        let ids = try dispatch.dispIDs(of: ["Optional", "d", "a"])
        let result = try dispatch.invoke(ids[0], .method, named: [(ids[1], "last"), (ids[2], 9)])
        #expect(result == "9 missing 7 last")
        // The same parameter twice, and one that the member does not have.
        #expect(failure { try dispatch.invoke(ids[0], .method, [1], named: [(ids[2], 9)]) } == .E_INVALIDARG)
        #expect(failure { try dispatch.invoke(ids[0], .method, named: [(77, 9)]) } == .DISP_E_PARAMNOTFOUND)
    }

    @Test func varargTakesTheRest() throws {
        let dispatch = try DispatchReference(Subject().object)
        #expect(try dispatch.call("Sum", 1, 2.5, "3") == 6.5)
        #expect(try dispatch.call("Sum") == 0.0)
    }
}

/// The HRESULT with which `body` fails; nil if it does not.
private func failure(_ body: () throws -> Variant) -> HResult? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? COMError)?.hresult
    }
}
