// SPDX-License-Identifier: Apache-2.0
//
// The implementing side's conversions: native arguments seen as VARIANTs, and a handler's results turned into what the caller's
// type declares.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CFFI

extension ArgumentPlan {
    /// Shows a native argument as a VARIANT that borrows it.
    /// - Parameter place: where libffi has the argument.
    /// - Returns: E_POINTER for a null [out] or [retval] pointer, DISP_E_BADVARTYPE for a union, which no VARIANT can hold.
    func borrowNative(_ place: UnsafeMutableRawPointer, into cell: UnsafeMutablePointer<VARIANT>) -> HResult {
        guard isPointer else {
            if flags.contains(.plain), size >= 4 {
                // What `store` does, for what is passed most; the cell is zeros.
                cell.pointee.vt = variantType
                if size == 8 {
                    cell.data.storeBytes(of: place.load(as: UInt64.self), as: UInt64.self)
                } else {
                    cell.data.storeBytes(of: UInt64(place.load(as: UInt32.self)), as: UInt64.self)
                }
                return .S_OK
            }
            return show(place, in: cell)
        }
        guard let target = place.load(as: UnsafeMutableRawPointer?.self) else {
            if isOut || isRetval { return .E_POINTER }
            cell.pointee.vt = VarType.error.rawValue
            cell.pointee.scode = HResult.DISP_E_PARAMNOTFOUND.rawValue
            return .S_OK
        }
        if isIn && !isRetval { return show(target, in: cell) }
        // [out] only: whatever lies there is not a value.
        switch size {
        case 8: target.storeBytes(of: 0, as: UInt64.self)
        case 4: target.storeBytes(of: 0, as: UInt32.self)
        default: target.initializeMemory(as: UInt8.self, repeating: 0, count: type.size)
        }
        return .S_OK
    }

    private func show(_ place: UnsafeMutableRawPointer, in cell: UnsafeMutablePointer<VARIANT>) -> HResult {
        if type.kind == .record { return type.borrowRecord(at: place, into: cell) }
        type.store(from: place, into: cell)
        return .S_OK
    }
}

extension ParameterPlan {
    /// A value of its own for a dispinterface's handler, coerced to the declared type.
    func coerce(_ argument: UnsafeMutablePointer<VARIANT>?, into cell: UnsafeMutablePointer<VARIANT>, lcid: UInt32) -> HResult {
        if isLCID {
            cell.pointee.vt = VarType.ui4.rawValue
            cell.pointee.ulVal = lcid
            return .S_OK
        }
        if isRetval || (isOut && !isIn) { return .S_OK }
        guard let argument, !UnsafePointer(argument).isMissing else {
            if let value = defaultValue {
                return value.withRaw { VariantOps.copy(cell, UnsafeMutablePointer(mutating: $0)) }
            }
            guard isOptional || type.kind == .variant else { return .DISP_E_PARAMNOTOPTIONAL }
            cell.pointee.vt = VarType.error.rawValue
            cell.pointee.scode = HResult.DISP_E_PARAMNOTFOUND.rawValue
            return .S_OK
        }
        return type.coerceResult(argument, into: cell, lcid: lcid)
    }
}

extension NativeType {
    /// A copy of `source` that has this type.
    func coerceResult(
        _ source: UnsafeMutablePointer<VARIANT>, into target: UnsafeMutablePointer<VARIANT>, lcid: UInt32
    ) -> HResult {
        switch kind {
        case .variant, .record, .opaque, .array, .void:
            return VariantOps.copyIndirect(target, source)
        case .interface, .safeArray:
            var native: UInt = 0
            var scratch = VARIANT()
            defer { VariantOps.clear(&scratch) }
            let status = load(from: UnsafePointer(source), into: &native, scratch: &scratch, lcid: lcid)
            guard status.isSuccess else { return status }
            var borrowed = VARIANT()
            store(from: &native, into: &borrowed)
            return VariantOps.copy(target, &borrowed)
        default:
            if VarType(rawValue: source.pointee.vt) == varType { return VariantOps.copy(target, source) }
            return VariantOps.changeType(target, source, varType, locale: lcid)
        }
    }

    /// Moves a handler's value to native memory, coerced to this type.
    /// - Parameters:
    ///   - value: owned; VT_EMPTY afterwards if it was moved, else cleared by its owner.
    ///   - replacing: whether `target` holds a value that must be dropped first.
    func moveOut(_ value: UnsafeMutablePointer<VARIANT>, to target: UnsafeMutableRawPointer, replacing: Bool) -> HResult {
        if value.pointee.vt == varType.rawValue, size == 4 || size == 8, kind != .interface, kind != .record,
            !replacing || !isOwning
        {
            load(moving: value, into: target)
            return .S_OK
        }
        var coerced = VARIANT()
        if kind == .variant || (VarType(rawValue: value.pointee.vt) == varType && kind != .interface) {
            coerced = value.pointee
            value.initialize(to: VARIANT())
        } else if kind == .interface, value.pointee.vt == VarType.empty.rawValue || value.pointee.vt == VarType.null.rawValue {
            // Nothing: a null object.
            coerced.vt = varType.rawValue
        } else {
            let status = coerceResult(value, into: &coerced, lcid: 0)
            guard status.isSuccess else {
                VariantOps.clear(&coerced)
                return status
            }
        }
        if replacing { drop(target) }
        if kind == .record {
            // The fields of a record are copied by its own IRecordInfo.
            defer { VariantOps.clear(&coerced) }
            guard let layout, let info = coerced.pRecInfo, let fields = coerced.pvRecord else { return .DISP_E_TYPEMISMATCH }
            var guid = GUID.zero
            guard info.pointee.lpVtbl.pointee.GetGuid(info, &guid) >= 0, guid == layout.guid else {
                return .DISP_E_TYPEMISMATCH
            }
            return HResult(rawValue: info.pointee.lpVtbl.pointee.RecordCopy(info, fields, target))
        }
        load(moving: &coerced, into: target)
        return .S_OK
    }
}

extension CallPlan {
    /// The native result of a call that failed before or in its handler.
    func storeFailure(_ status: HResult, into returned: UnsafeMutableRawPointer) {
        if returnsHResult {
            returned.storeBytes(of: Int(status.rawValue), as: Int.self)
        } else if result.kind != .void {
            returned.initializeMemory(as: UInt8.self, repeating: 0, count: max(MemoryLayout<ffi_arg>.size, result.size))
        }
    }
}

extension VariantOps {
    /// Stores an [out] value where a by-reference argument points, coerced to what is declared there. A by-value argument gets
    /// nothing.
    static func storeByRef(_ value: VariantPointer, into argument: VariantPointer, lcid: UInt32) -> HResult {
        let found = VarType(rawValue: argument.pointee.vt)
        guard found.isByRef, let target = argument.pointee.byref else { return .S_OK }
        if found == VarType.variant.byRef {
            let variant = target.assumingMemoryBound(to: VARIANT.self)
            clear(variant)
            variant.initialize(to: value.pointee)
            value.initialize(to: VARIANT())
            return .S_OK
        }
        var coerced = VARIANT()
        if VarType(rawValue: value.pointee.vt) == found.dereferenced {
            coerced = value.pointee
            value.initialize(to: VARIANT())
        } else {
            let status = changeType(&coerced, value, found.dereferenced, locale: lcid)
            guard status.isSuccess else { return status }
        }
        // What the variable held is released first.
        var old = VARIANT()
        if load(found.dereferenced, from: target, into: &old).isSuccess { clear(&old) }
        return store(&coerced, to: target)
    }
}
