// SPDX-License-Identifier: Apache-2.0
//
// The one place where a VARIANT becomes a native argument and a native value becomes a VARIANT. ITypeInfo::Invoke, the
// implementing side of a vtable, Python and the marshaler all come through here, so their coercions are the same.
//
// Ownership: an argument that is only read borrows what the VARIANT holds. What had to be made for it (a coerced BSTR, a queried
// interface) lies in the parameter's scratch VARIANT, which the call's frame clears.

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibrary

extension UnsafePointer where Pointee == VARIANT {
    /// Where the value lies: after the type for every type but DECIMAL, which lies over the whole.
    @inline(__always)
    var payload: UnsafeRawPointer { UnsafeRawPointer(self) + (pointee.vt == VarType.decimal.rawValue ? 0 : 8) }
}

extension UnsafeMutablePointer where Pointee == VARIANT {
    @inline(__always)
    var data: UnsafeMutableRawPointer { UnsafeMutableRawPointer(self) + 8 }
}

extension NativeType {
    /// Reads the value that a VARIANT passes for this type into native memory.
    ///
    /// - Parameters:
    ///   - source: any VARIANT: by value, VT_BYREF, or VT_BYREF|VT_VARIANT.
    ///   - destination: `size` bytes, aligned. It borrows from `source` and `scratch`.
    ///   - scratch: VT_EMPTY on entry; owns afterwards what had to be made for the conversion.
    /// - Returns: DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW … if the value cannot be coerced.
    func load(
        from source: UnsafePointer<VARIANT>, into destination: UnsafeMutableRawPointer,
        scratch: UnsafeMutablePointer<VARIANT>, lcid: UInt32
    ) -> HResult {
        let found = source.pointee.vt
        // The exact type: the frequent case.
        if found == varType.rawValue && kind != .interface && kind != .record && kind != .variant {
            destination.copyMemory(from: source.payload, byteCount: size)
            if kind == .decimal { destination.storeBytes(of: 0, as: UInt16.self) }
            return .S_OK
        }
        switch kind {
        case .variant:
            return loadVariant(from: source, into: destination)
        case .interface:
            return loadInterface(from: source, into: destination, scratch: scratch, lcid: lcid)
        case .safeArray:
            return loadArray(from: source, into: destination)
        case .opaque:
            return loadOpaque(from: source, into: destination)
        case .record:
            return loadRecord(from: source, into: destination)
        case .array, .void:
            return .DISP_E_TYPEMISMATCH
        default:
            break
        }
        if found == varType.byRef.rawValue {
            guard let target = source.payload.load(as: UnsafeRawPointer?.self) else { return .E_INVALIDARG }
            destination.copyMemory(from: target, byteCount: size)
            return .S_OK
        }
        if let inner = source.referencedVariant {
            return load(from: inner, into: destination, scratch: scratch, lcid: lcid)
        }
        let status = VariantOps.changeType(scratch, UnsafeMutablePointer(mutating: source), varType, locale: lcid)
        guard status.isSuccess else { return status }
        destination.copyMemory(from: UnsafePointer(scratch).payload, byteCount: size)
        if kind == .decimal { destination.storeBytes(of: 0, as: UInt16.self) }
        return .S_OK
    }

    /// A VARIANT parameter takes any VARIANT as it is; a reference to a VARIANT means the VARIANT.
    private func loadVariant(from source: UnsafePointer<VARIANT>, into destination: UnsafeMutableRawPointer) -> HResult {
        let value = source.referencedVariant ?? source
        destination.copyMemory(from: value, byteCount: 24)
        return .S_OK
    }

    /// The declared interface of an object; null for a null object. [MS-OAUT] 3.1.4.4 and ITypeInfo::Invoke's rule that an object is
    /// asked for the interface that the parameter declares.
    private func loadInterface(
        from source: UnsafePointer<VARIANT>, into destination: UnsafeMutableRawPointer,
        scratch: UnsafeMutablePointer<VARIANT>, lcid: UInt32
    ) -> HResult {
        let found = VarType(rawValue: source.pointee.vt)
        let pointer: UnsafeMutableRawPointer?
        switch found {
        case .dispatch, .unknown:
            pointer = source.payload.load(as: UnsafeMutableRawPointer?.self)
        case VarType.dispatch.byRef, VarType.unknown.byRef:
            guard let place = source.payload.load(as: UnsafeRawPointer?.self) else { return .E_INVALIDARG }
            pointer = place.load(as: UnsafeMutableRawPointer?.self)
        default:
            guard let inner = source.referencedVariant else { return .DISP_E_TYPEMISMATCH }
            return loadInterface(from: inner, into: destination, scratch: scratch, lcid: lcid)
        }
        guard let pointer else {
            destination.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
            return .S_OK
        }
        // Every interface is an IUnknown, and a VT_DISPATCH is an IDispatch: those need no question.
        if iid == WellKnownIID.unknown || (iid == WellKnownIID.dispatch && found.dereferenced == .dispatch) {
            destination.storeBytes(of: pointer, as: UnsafeMutableRawPointer?.self)
            return .S_OK
        }
        guard let asked = comQueryInterface(pointer, iid) else { return .DISP_E_TYPEMISMATCH }
        scratch.pointee.vt = VarType.unknown.rawValue
        scratch.data.storeBytes(of: asked, as: UnsafeMutableRawPointer?.self)
        destination.storeBytes(of: asked, as: UnsafeMutableRawPointer?.self)
        return .S_OK
    }

    private func loadArray(from source: UnsafePointer<VARIANT>, into destination: UnsafeMutableRawPointer) -> HResult {
        let found = VarType(rawValue: source.pointee.vt)
        if let inner = source.referencedVariant { return loadArray(from: inner, into: destination) }
        // SAFEARRAY(INT) and SAFEARRAY(LONG) are one type; an array without a declared element type takes any.
        let matches = found.dereferenced.canonicalElement == varType.canonicalElement || varType == VarType.empty.array
        guard found.isArray, matches else { return .DISP_E_TYPEMISMATCH }
        if found.isByRef {
            guard let place = source.payload.load(as: UnsafeRawPointer?.self) else { return .E_INVALIDARG }
            destination.copyMemory(from: place, byteCount: 8)
        } else {
            destination.copyMemory(from: source.payload, byteCount: 8)
        }
        return .S_OK
    }

    /// A pointer that has no Automation form: the target of any by-reference VARIANT, or an address as an integer.
    private func loadOpaque(from source: UnsafePointer<VARIANT>, into destination: UnsafeMutableRawPointer) -> HResult {
        let found = VarType(rawValue: source.pointee.vt)
        switch found {
        case _ where found.isByRef, .i8, .ui8, .intPtr, .uintPtr, .unknown, .dispatch:
            destination.copyMemory(from: source.payload, byteCount: 8)
            return .S_OK
        case .empty, .null:
            destination.storeBytes(of: 0, as: UInt.self)
            return .S_OK
        default:
            return .DISP_E_TYPEMISMATCH
        }
    }

    /// VT_RECORD: the fields are copied bit by bit and stay owned by the VARIANT.
    private func loadRecord(from source: UnsafePointer<VARIANT>, into destination: UnsafeMutableRawPointer) -> HResult {
        if let inner = source.referencedVariant { return loadRecord(from: inner, into: destination) }
        guard let layout, VarType(rawValue: source.pointee.vt).dereferenced == .record else { return .DISP_E_TYPEMISMATCH }
        guard let fields = source.pointee.pvRecord, source.pointee.pRecInfo != nil else { return .E_INVALIDARG }
        // A record of another library is refused: its GUID or its size differ.
        guard matchesRecord(source) else { return .DISP_E_TYPEMISMATCH }
        destination.copyMemory(from: fields, byteCount: layout.size)
        return .S_OK
    }

    /// Moves the value of a VARIANT that has this very type into native memory.
    func load(moving source: UnsafeMutablePointer<VARIANT>, into destination: UnsafeMutableRawPointer) {
        if kind == .variant {
            destination.copyMemory(from: source, byteCount: 24)
        } else {
            let payload = UnsafePointer(source).payload
            switch size {
            case 8: destination.storeBytes(of: payload.loadUnaligned(as: UInt64.self), as: UInt64.self)
            case 4: destination.storeBytes(of: payload.loadUnaligned(as: UInt32.self), as: UInt32.self)
            default: destination.copyMemory(from: payload, byteCount: size)
            }
            if kind == .decimal { destination.storeBytes(of: 0, as: UInt16.self) }
        }
        source.initialize(to: VARIANT())
    }

    /// Moves a native value into a VARIANT, which owns it afterwards.
    ///
    /// - Parameters:
    ///   - source: the value; what it owns passes to `destination`.
    ///   - destination: VT_EMPTY or uninitialised memory.
    func store(from source: UnsafeRawPointer, into destination: UnsafeMutablePointer<VARIANT>) {
        switch kind {
        case .variant:
            UnsafeMutableRawPointer(destination).copyMemory(from: source, byteCount: 24)
        case .decimal:
            UnsafeMutableRawPointer(destination).copyMemory(from: source, byteCount: 16)
            UnsafeMutableRawPointer(destination).storeBytes(of: 0, toByteOffset: 16, as: UInt64.self)
            destination.pointee.vt = VarType.decimal.rawValue
        case .record:
            moveRecord(from: source, into: destination)
        case .void, .array:
            destination.initialize(to: VARIANT())
        case .opaque:
            destination.initialize(to: VARIANT())
            destination.pointee.vt = VarType.ui8.rawValue
            destination.data.copyMemory(from: source, byteCount: 8)
        default:
            destination.initialize(to: VARIANT())
            destination.pointee.vt = varType.rawValue
            let data = destination.data
            switch size {
            case 8: data.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
            case 4: data.storeBytes(of: UInt64(source.loadUnaligned(as: UInt32.self)), as: UInt64.self)
            case 2: data.storeBytes(of: UInt64(source.loadUnaligned(as: UInt16.self)), as: UInt64.self)
            default: data.storeBytes(of: UInt64(source.loadUnaligned(as: UInt8.self)), as: UInt64.self)
            }
        }
    }
}

extension VarType {
    /// VT_INT and VT_UINT as the VT_I4 and VT_UI4 that they are here; VT_HRESULT as VT_ERROR; modifiers kept.
    var canonicalElement: VarType {
        let modifiers = rawValue & ~VarType.typeMask
        switch base {
        case .int: return VarType(rawValue: VarType.i4.rawValue | modifiers)
        case .uint: return VarType(rawValue: VarType.ui4.rawValue | modifiers)
        case .hresult: return VarType(rawValue: VarType.error.rawValue | modifiers)
        default: return self
        }
    }
}

extension UnsafePointer where Pointee == VARIANT {
    /// The VARIANT that a VT_BYREF|VT_VARIANT refers to. A reference to a reference to a VARIANT is not valid: [MS-OAUT] 2.2.29.2.
    var referencedVariant: UnsafePointer<VARIANT>? {
        guard pointee.vt == VarType.variant.byRef.rawValue, let inner = pointee.pvarVal else { return nil }
        return inner.pointee.vt == VarType.variant.byRef.rawValue ? nil : UnsafePointer(inner)
    }

    /// Whether the VARIANT stands for an argument that was left out.
    var isMissing: Bool {
        pointee.vt == VarType.error.rawValue && pointee.scode == HResult.DISP_E_PARAMNOTFOUND.rawValue
    }
}
