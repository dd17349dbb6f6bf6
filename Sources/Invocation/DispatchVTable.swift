// SPDX-License-Identifier: Apache-2.0
//
// The functions that every DynamicObject shares: IDispatch over its type information, and ISupportErrorInfo.

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibrary

let supportErrorInfoIID = IID_ISupportErrorInfo

/// The object and the interface behind an interface pointer of a `DynamicObject`.
private func unwrap(_ this: UnsafeMutableRawPointer?) -> (DynamicObject, Int)? {
    guard let header = this?.assumingMemoryBound(to: ComInterfaceHeader.self),
        let object = header.pointee.object as? DynamicObject
    else { return nil }
    return (object, header.pointee.interfaceIndex)
}

private let slotGetTypeInfoCount:
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt32>?) -> Int32 = { this, count in
        guard let count else { return HResult.E_POINTER.rawValue }
        count.pointee = unwrap(this) == nil ? 0 : 1
        return 0
    }

private let slotGetTypeInfo:
    @convention(c) (UnsafeMutableRawPointer?, UInt32, UInt32, UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> Int32 = {
        this, index, _, result in
        guard let result else { return HResult.E_POINTER.rawValue }
        result.pointee = nil
        guard index == 0 else { return HResult.DISP_E_BADINDEX.rawValue }
        guard let (object, interface) = unwrap(this), let type = object.dispatchType(interface) else {
            return HResult.E_UNEXPECTED.rawValue
        }
        result.pointee = TypeInfoObject.object(for: type, invoker: TypeLibraryInvoker()).retainedInterface(typeInfoIID)
        return result.pointee == nil ? HResult.E_UNEXPECTED.rawValue : 0
    }

private let typeInfoIID = IID_ITypeInfo

private let slotGetIDsOfNames:
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafePointer<GUID>?, UnsafeMutablePointer<UnsafeMutablePointer<UInt16>?>?, UInt32, UInt32,
        UnsafeMutablePointer<Int32>?
    ) -> Int32 = { this, riid, names, count, _, ids in
        guard let names, let ids, count > 0 else { return HResult.E_INVALIDARG.rawValue }
        if let riid, riid.pointee != .zero { return HResult.DISP_E_UNKNOWNINTERFACE.rawValue }
        guard let this else { return HResult.E_POINTER.rawValue }
        // Only a DynamicObject has this function in its vtable; the caller's reference keeps it for the call.
        let header = this.assumingMemoryBound(to: ComInterfaceHeader.self)
        return Unmanaged<DynamicObject>.fromOpaque(header.pointee.owner)._withUnsafeGuaranteedRef { object in
            guard let table = object.dispatchTable(header.pointee.interfaceIndex) else { return HResult.E_UNEXPECTED.rawValue }
            return TypeInfoObject.idsOfNames(table.members, names, count, ids).rawValue
        }
    }

private let slotInvoke:
    @convention(c) (
        UnsafeMutableRawPointer?, Int32, UnsafePointer<GUID>?, UInt32, UInt16, UnsafeMutablePointer<DISPPARAMS>?,
        UnsafeMutablePointer<VARIANT>?, UnsafeMutablePointer<EXCEPINFO>?, UnsafeMutablePointer<UInt32>?
    ) -> Int32 = { this, memberID, riid, lcid, flags, parameters, result, exception, argumentError in
        if let riid, riid.pointee != .zero { return HResult.DISP_E_UNKNOWNINTERFACE.rawValue }
        guard let this else { return HResult.E_POINTER.rawValue }
        // Only a DynamicObject has this function in its vtable; the caller's reference keeps it for the call.
        let header = this.assumingMemoryBound(to: ComInterfaceHeader.self).pointee
        return Unmanaged<DynamicObject>.fromOpaque(header.owner)._withUnsafeGuaranteedRef { object in
            guard let table = object.dispatchTable(header.interfaceIndex) else { return HResult.E_UNEXPECTED.rawValue }
            return object.invoke(
                table, this, header.interfaceIndex, memberID, lcid, InvokeKind(rawValue: flags), parameters, result,
                exception, argumentError
            ).rawValue
        }
    }

private let slotUnimplemented: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { _ in HResult.E_NOTIMPL.rawValue }

private let interfaceSupportsErrorInfo:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<GUID>?) -> Int32 = { this, iid in
        guard let iid, let (object, _) = unwrap(this) else { return HResult.E_POINTER.rawValue }
        return object.interfacePointer(for: iid.pointee) == nil ? HResult.S_FALSE.rawValue : 0
    }

/// Written once, before any object exists that uses it.
nonisolated(unsafe) let supportErrorInfoVTable: UnsafeRawPointer = {
    let table = UnsafeMutablePointer<UnsafeRawPointer>.allocate(capacity: 4)
    (table[0], table[1], table[2]) = ComObject.unknownSlots
    table[3] = unsafeBitCast(interfaceSupportsErrorInfo, to: UnsafeRawPointer.self)
    return UnsafeRawPointer(table)
}()

extension DynamicObject {
    /// Slots 3 to 6 of a vtable that derives from IDispatch.
    static var dispatchSlots: (UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer) {
        (
            unsafeBitCast(slotGetTypeInfoCount, to: UnsafeRawPointer.self), unsafeBitCast(slotGetTypeInfo, to: UnsafeRawPointer.self),
            unsafeBitCast(slotGetIDsOfNames, to: UnsafeRawPointer.self), unsafeBitCast(slotInvoke, to: UnsafeRawPointer.self)
        )
    }

    /// What stands in a slot that the type library describes no function for.
    static var unimplementedSlot: UnsafeRawPointer { unsafeBitCast(slotUnimplemented, to: UnsafeRawPointer.self) }

    /// IDispatch::Invoke: a dual interface calls through its own vtable; a dispinterface asks its handler.
    fileprivate func invoke(
        _ table: DispatchTable, _ this: UnsafeMutableRawPointer, _ interface: Int, _ memberID: Int32, _ lcid: UInt32,
        _ kinds: InvokeKind, _ parameters: UnsafeMutablePointer<DISPPARAMS>?, _ result: UnsafeMutablePointer<VARIANT>?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ argumentError: UnsafeMutablePointer<UInt32>?
    ) -> HResult {
        guard parameters != nil, let arguments = DispatchArguments(parameters) else { return .E_INVALIDARG }
        result?.initialize(to: VARIANT())
        do {
            guard let index = table.invocableIndex(memberID, kinds) else {
                return try invokeProperty(
                    table, this, interface, memberID, lcid, kinds, arguments, result, exception, argumentError)
            }
            let known = table.withPlan(at: index) { plan -> HResult? in
                plan.vtableSlot < 0
                    ? nil
                    : plan.invoke(
                        this, kinds, arguments, lcid: lcid, result: result, exception: exception,
                        argumentError: argumentError)
            }
            if let known, let status = known { return status }
            let plan = try table.plan(at: index)
            if plan.vtableSlot >= 0 {
                return plan.invoke(
                    this, kinds, arguments, lcid: lcid, result: result, exception: exception, argumentError: argumentError)
            }
            return plan.invoke(
                this, kinds, arguments, lcid: lcid, result: result, exception: exception, argumentError: argumentError
            ) { _, matched, result in
                invokeHandler(plan, function: index, interface: interface, matched: matched, lcid: lcid, result: result)
            }
        } catch {
            return error.hresult
        }
    }

    /// A variable of a dispinterface: its handler sees functions past the last real one, get and put in turn.
    private func invokeProperty(
        _ table: DispatchTable, _ this: UnsafeMutableRawPointer, _ interface: Int, _ memberID: Int32,
        _ lcid: UInt32, _ kinds: InvokeKind, _ arguments: DispatchArguments, _ result: UnsafeMutablePointer<VARIANT>?,
        _ exception: UnsafeMutablePointer<EXCEPINFO>?, _ argumentError: UnsafeMutablePointer<UInt32>?
    ) throws(TypeLibraryError) -> HResult {
        let members = table.members
        guard let variable = members[memberID]?.variable, !DispatchTable.isRestricted(members.variables[variable]) else {
            return .DISP_E_MEMBERNOTFOUND
        }
        let put = !kinds.isDisjoint(with: [.propertyPut, .propertyPutRef])
        guard put || kinds.contains(.propertyGet) else { return .DISP_E_MEMBERNOTFOUND }
        if put && members.variables[variable].flags.contains(.readOnly) { return .DISP_E_MEMBERNOTFOUND }
        let plan = try table.plan(ofVariable: variable, put: put)
        let function = table.functionIndex(ofVariable: variable, put: put)
        return plan.invoke(
            this, kinds, arguments, lcid: lcid, result: result, exception: exception, argumentError: argumentError
        ) { _, matched, result in
            invokeHandler(plan, function: function, interface: interface, matched: matched, lcid: lcid, result: result)
        }
    }
}
