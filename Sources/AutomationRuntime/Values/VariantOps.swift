// SPDX-License-Identifier: Apache-2.0
//
// What one may do with a VARIANT's memory: clear and copy. Conversions are in VariantConversion.swift.

public import AutomationTypes
public import CAutomation

public typealias VariantPointer = UnsafeMutablePointer<VARIANT>

/// Operations on VARIANTs in memory. [MS-OAUT] 2.2.29
///
/// A VARIANT owns its BSTR, interface reference, SAFEARRAY or record. With VT_BYREF it owns nothing: the pointer is
/// somebody else's. Sources are taken as mutable pointers because COM's prototypes are; they are not changed.
public enum VariantOps {
    /// Whether a VARIANT may have this type: DISP_E_BADVARTYPE if not.
    @inline(__always)
    static func validate(_ type: VarType) -> HResult {
        guard type.rawValue & (VarType.vectorFlag | 0x8000) == 0 else { return .DISP_E_BADVARTYPE }
        let base = type.base
        guard base.rawValue < VarType.void.rawValue || base == .record || base == .clsid, base.rawValue != 15 else {
            return .DISP_E_BADVARTYPE
        }
        if type.isByRef || type.isArray, base.rawValue <= VarType.null.rawValue { return .DISP_E_BADVARTYPE }
        return .S_OK
    }

    /// Makes a VARIANT empty without looking at what is there: VariantInit.
    @inline(__always)
    public static func initialize(_ variant: VariantPointer) { variant.initialize(to: VARIANT()) }

    /// Releases what the VARIANT owns and makes it VT_EMPTY: VariantClear.
    /// - Returns: DISP_E_BADVARTYPE for an invalid type, DISP_E_ARRAYISLOCKED for a locked array; then nothing changes.
    @discardableResult
    public static func clear(_ variant: VariantPointer) -> HResult {
        let type = VarType(rawValue: variant.pointee.vt)
        let valid = validate(type)
        guard valid.isSuccess else { return valid }
        if !type.isByRef {
            if type.isArray {
                let status = SafeArrayMemory.destroy(variant.pointee.parray)
                guard status >= 0 else { return HResult(rawValue: status) }
            } else {
                switch type {
                case .bstr:
                    BString.free(variant.pointee.bstrVal)
                case .unknown, .dispatch:
                    let pointer = variant.pointee.byref
                    variant.initialize(to: VARIANT())
                    if let pointer { comRelease(pointer) }
                    return .S_OK
                case .record:
                    if let info = variant.pointee.pRecInfo {
                        if let record = variant.pointee.pvRecord {
                            _ = info.pointee.lpVtbl.pointee.RecordDestroy(info, record)
                        }
                        comRelease(info)
                    }
                default: break
                }
            }
        }
        variant.initialize(to: VARIANT())
        return .S_OK
    }

    /// Makes `target` a copy of `source` that owns its own string, reference, array or record: VariantCopy. What `target`
    /// held is released. VT_BYREF copies the pointer.
    public static func copy(_ target: VariantPointer, _ source: VariantPointer) -> HResult {
        guard target != source else { return validate(VarType(rawValue: source.pointee.vt)) }
        var made = VARIANT()
        let copied = duplicate(source, into: &made)
        guard copied.isSuccess else { return copied }
        return replace(target, &made)
    }

    /// Puts `value`, which is consumed, where `target` is. If what is there cannot be released, `value` is.
    static func replace(_ target: VariantPointer, _ value: VariantPointer) -> HResult {
        let cleared = clear(target)
        guard cleared.isSuccess else {
            clear(value)
            return cleared
        }
        target.initialize(to: value.pointee)
        value.initialize(to: VARIANT())
        return .S_OK
    }

    /// A copy in memory that holds nothing.
    /// - Parameter depth: how many arrays the source is in.
    static func duplicate(_ source: UnsafePointer<VARIANT>, into target: VariantPointer, depth: Int = 0) -> HResult {
        let type = VarType(rawValue: source.pointee.vt)
        let valid = validate(type)
        guard valid.isSuccess else { return valid }
        // VT_CLSID has its place in property sets; nobody knows how to copy it here.
        guard type.base != .clsid else { return .DISP_E_BADVARTYPE }
        target.initialize(to: source.pointee)
        guard !type.isByRef else { return .S_OK }
        do throws(COMError) {
            if type.isArray {
                target.pointee.vt = 0
                target.pointee.parray = try SafeArrayMemory.copy(source.pointee.parray, depth: depth)
                target.pointee.vt = type.rawValue
                return .S_OK
            }
            switch type {
            case .bstr:
                target.pointee.vt = 0
                target.pointee.bstrVal = try BString.copy(source.pointee.bstrVal)
                target.pointee.vt = type.rawValue
            case .unknown, .dispatch:
                if let pointer = source.pointee.byref { comAddRef(pointer) }
            case .record:
                guard let info = source.pointee.pRecInfo, let record = source.pointee.pvRecord else { break }
                target.pointee.vt = 0
                var made: UnsafeMutableRawPointer?
                let status = info.pointee.lpVtbl.pointee.RecordCreateCopy(info, record, &made)
                guard status >= 0 else { return HResult(rawValue: status) }
                comAddRef(info)
                target.pointee.pvRecord = made
                target.pointee.vt = type.rawValue
            default: break
            }
            return .S_OK
        } catch {
            return error.hresult
        }
    }

    /// Like `copy`, but a VT_BYREF source gives the value that it points at: VariantCopyInd.
    ///
    /// VT_BYREF|VT_VARIANT may point at a VARIANT that is itself by reference, but not at another VT_BYREF|VT_VARIANT.
    public static func copyIndirect(_ target: VariantPointer, _ source: VariantPointer) -> HResult {
        guard VarType(rawValue: source.pointee.vt).isByRef else { return copy(target, source) }
        let valid = validate(VarType(rawValue: source.pointee.vt))
        guard valid.isSuccess else { return valid }
        var shallow = VARIANT()
        let found = dereference(source, into: &shallow)
        guard found.isSuccess else { return found }
        var made = VARIANT()
        let copied = duplicate(&shallow, into: &made)
        guard copied.isSuccess else { return copied }
        return replace(target, &made)
    }

    /// The value that a VARIANT means, with its reference followed, in `target`, which owns nothing of it.
    /// - Returns: E_INVALIDARG for a null reference or references behind references.
    static func dereference(_ source: UnsafePointer<VARIANT>, into target: VariantPointer) -> HResult {
        var source = source
        var type = VarType(rawValue: source.pointee.vt)
        if type == VarType.variant.byRef {
            guard let inner = source.pointee.pvarVal else { return .E_INVALIDARG }
            source = UnsafePointer(inner)
            type = VarType(rawValue: source.pointee.vt)
            guard type != VarType.variant.byRef else { return .E_INVALIDARG }
            let valid = validate(type)
            guard valid.isSuccess else { return valid }
        }
        target.initialize(to: source.pointee)
        guard type.isByRef else { return .S_OK }
        guard type.base != .record || type.isArray else {
            target.pointee.vt = VarType.record.rawValue
            return .S_OK
        }
        guard let address = source.pointee.byref else { return .E_INVALIDARG }
        target.initialize(to: VARIANT())
        return load(type.dereferenced, from: address, into: target)
    }

    /// Reads a value of `type` at `address` bit by bit into a VARIANT, which owns nothing of it.
    public static func load(_ type: VarType, from address: UnsafeMutableRawPointer, into target: VariantPointer) -> HResult {
        if type.isArray {
            target.pointee.parray = address.load(as: SafeArrayPointer?.self)
        } else if type == .decimal {
            target.pointee.decVal = address.loadUnaligned(as: DECIMAL.self)
        } else {
            switch SafeArrayMemory.elementSize(of: type) {
            case 1: target.pointee.bVal = address.load(as: UInt8.self)
            case 2: target.pointee.iVal = address.loadUnaligned(as: Int16.self)
            case 4: target.pointee.lVal = address.loadUnaligned(as: Int32.self)
            case 8: target.pointee.llVal = address.loadUnaligned(as: Int64.self)
            default: return .DISP_E_BADVARTYPE
            }
        }
        target.pointee.vt = type.rawValue
        return .S_OK
    }

    /// Writes the value of a VARIANT bit by bit to memory of its type; ownership goes with the bits.
    public static func store(_ source: UnsafePointer<VARIANT>, to address: UnsafeMutableRawPointer) -> HResult {
        let type = VarType(rawValue: source.pointee.vt)
        if type.isArray {
            address.storeBytes(of: source.pointee.parray, as: SafeArrayPointer?.self)
        } else if type == .variant {
            return .DISP_E_BADVARTYPE
        } else if type == .decimal {
            var value = source.pointee.decVal
            value.wReserved = 0
            address.storeBytes(of: value, as: DECIMAL.self)
        } else {
            switch SafeArrayMemory.elementSize(of: type) {
            case 1: address.storeBytes(of: source.pointee.bVal, as: UInt8.self)
            case 2: address.storeBytes(of: source.pointee.iVal, as: Int16.self)
            case 4: address.storeBytes(of: source.pointee.lVal, as: Int32.self)
            case 8: address.storeBytes(of: source.pointee.llVal, as: Int64.self)
            default: return .DISP_E_BADVARTYPE
            }
        }
        return .S_OK
    }
}
