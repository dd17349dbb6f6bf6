// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibrary

/// The plans of an interface by slot: what its proxies' vtable and its stubs share, kept with its type.
final class MarshalTable: @unchecked Sendable {
    // Unchecked: written in init, read afterwards.

    /// What is known of one slot.
    enum Slot {
        /// No function stands there.
        case none
        case plan(MarshalPlan)
        /// A function whose local form is not what travels.
        case form(MarshalPlan, CallForm)
        /// Why the function cannot travel.
        case failure(COMError)
    }

    let iid: GUID
    let name: String
    let slots: [Slot]
    let derivesFromDispatch: Bool

    static func of(_ typeInfo: TypeInfo) throws(TypeLibraryError) -> MarshalTable {
        let type = typeInfo.vtableHalf()
        return try type.attachment(MarshalTable.self) { () throws(TypeLibraryError) in try MarshalTable(type) }
    }

    private init(_ type: TypeInfo) throws(TypeLibraryError) {
        iid = type.guid
        name = type.name
        guard type.kind == .interface || type.kind == .dispatch else {
            throw TypeLibraryError(
                .TYPE_E_WRONGTYPEKIND, "\(type.name) is not an interface; only interfaces can be marshaled", file: type.library.path)
        }
        // A dispinterface has IDispatch's vtable and nothing more.
        let functions = type.kind == .interface ? try type.vtableFunctions() : []
        var isDispatch = type.kind == .dispatch
        var made: [Slot] = []
        var standards: [ObjectIdentifier: MarshalTable] = [:]
        func set(_ slot: Int, _ value: Slot) {
            while made.count <= slot { made.append(.none) }
            made[slot] = value
        }
        for function in functions where function.slot >= 3 {
            let declaring = try function.library.header(at: function.typeIndex).guid
            if declaring == WellKnownIID.dispatch { isDispatch = true }
            // What a standard interface's functions look like on the wire is known here, whatever another library says.
            if let standard = StandardInterfaces.find(declaring), standard !== type {
                let key = ObjectIdentifier(standard)
                if standards[key] == nil { standards[key] = try MarshalTable.of(standard) }
                if let slots = standards[key]?.slots, function.slot < slots.count { set(function.slot, slots[function.slot]) }
                continue
            }
            set(function.slot, MarshalTable.slot(function, type))
        }
        if isDispatch, type.guid != WellKnownIID.dispatch, let dispatch = StandardInterfaces.find(WellKnownIID.dispatch) {
            let slots = try MarshalTable.of(dispatch).slots
            for slot in 3..<min(7, slots.count) { set(slot, slots[slot]) }
        }
        slots = made
        derivesFromDispatch = isDispatch
    }

    private static func slot(_ function: FunctionInfo, _ type: TypeInfo) -> Slot {
        do throws(TypeLibraryError) {
            let plan = try MarshalPlan(function, of: type.name)
            if let form = StandardInterfaces.form(of: type, function.slot) { return .form(plan, form) }
            return .plan(plan)
        } catch {
            var failure = COMError(error)
            failure.hresult = error.hresult == .E_NOTIMPL || error.hresult == .DISP_E_BADVARTYPE ? .E_NOTIMPL : error.hresult
            failure.message = "\(type.name).\(function.function.name ?? "") cannot be marshaled: \(error.message)"
            return .failure(failure)
        }
    }
}
