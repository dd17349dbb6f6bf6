// SPDX-License-Identifier: Apache-2.0
//
// A call that no type information describes: DispCallFunc. The caller says what each argument is; nothing is coerced.

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import CFFI
import TypeLibrary

/// The target, the types and the arguments of a DispCallFunc.
public struct DirectCall {
    /// The object; nil for a function.
    public var instance: UnsafeMutableRawPointer?
    /// The byte offset of the slot in the object's vtable, or the address of the function.
    public var offset: UInt
    public var resultType: VarType
    public var types: [VarType]
    /// One VARIANT for each type: by value it holds the argument, VT_BYREF and VT_ARRAY pass the pointer in it, VT_VARIANT
    /// passes it whole. VT_RECORD passes the fields in place, as the type information of its IRecordInfo describes them.
    public var arguments: [VariantPointer]

    public init(
        instance: UnsafeMutableRawPointer?, offset: UInt, resultType: VarType, types: [VarType],
        arguments: [VariantPointer]
    ) {
        self.instance = instance
        self.offset = offset
        self.resultType = resultType
        self.types = types
        self.arguments = arguments
    }

    /// Makes the call.
    /// - Parameter result: gets what the function returns, as a VARIANT of `resultType`. For VT_RECORD it is one when the call is
    ///   made: its IRecordInfo says which record is returned, its memory, if it has any, is cleared and filled.
    /// - Returns: E_INVALIDARG for a null function or a record without description or memory, DISP_E_BADVARTYPE for a type that
    ///   cannot be passed, TYPE_E_SIZETOOBIG for more than 128 KiB of arguments. What the function itself returns is the result, an HRESULT (VT_ERROR) too.
    public func run(into result: VariantPointer) -> HResult {
        guard types.count == arguments.count, let function = function else { return .E_INVALIDARG }
        do {
            var records = DirectRecords()
            let record = resultType == .record ? try records.layout(of: result, hasMemory: false) : nil
            let resultSize = try record?.size ?? DirectCall.size(ofResult: resultType)
            var passed: [FFIType] = instance == nil ? [] : [.pointer]
            for (type, argument) in zip(types, arguments) {
                passed.append(try type == .record ? .of(records.layout(of: argument, hasMemory: true)) : DirectCall.type(type))
            }
            guard passed.reduce(0, { $0 + max(8, $1.pointer.pointee.size) }) <= CallInterface.mostBytes else {
                return .TYPE_E_SIZETOOBIG
            }
            let interface = try CallInterface(
                result: try record.map { record throws(TypeLibraryError) in try .of(record) } ?? DirectCall.type(resultType),
                arguments: passed)
            // libffi reads each argument at an address, and writes at least a register of result.
            return withUnsafeTemporaryAllocation(byteCount: max(16, resultSize), alignment: 16) { returned in
                guard let place = returned.baseAddress else { return .E_OUTOFMEMORY }
                place.initializeMemory(as: UInt8.self, repeating: 0, count: returned.count)
                call(function, interface, place)
                if resultType == .record { return DirectRecords.store(place, resultSize, into: result) }
                store(place, resultSize, into: result)
                return .S_OK
            }
        } catch let error as TypeLibraryError {
            return error.hresult
        } catch {
            return .E_UNEXPECTED
        }
    }

    private var function: UnsafeRawPointer? {
        guard let instance else { return UnsafeRawPointer(bitPattern: offset) }
        guard offset % UInt(MemoryLayout<UnsafeRawPointer>.stride) == 0, let offset = Int(exactly: offset) else { return nil }
        let vtable = instance.load(as: UnsafeRawPointer.self)
        return (vtable + offset).load(as: UnsafeRawPointer?.self)
    }

    private func call(_ function: UnsafeRawPointer, _ interface: CallInterface, _ returned: UnsafeMutableRawPointer) {
        withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: types.count + 1) { places in
            withUnsafeTemporaryAllocation(of: DECIMAL.self, capacity: max(1, types.count)) { decimals in
                var this = instance
                withUnsafeMutablePointer(to: &this) { this in
                    places[0] = UnsafeMutableRawPointer(this)
                    let first = instance == nil ? 0 : 1
                    for (index, type) in types.enumerated() {
                        let argument = UnsafeMutableRawPointer(arguments[index])
                        switch type {
                        case .variant:
                            places[first + index] = argument
                        case .record:
                            places[first + index] = arguments[index].pointee.pvRecord
                        case .decimal:
                            // In a VARIANT the reserved word of a DECIMAL is the VARIANT's type.
                            decimals.initializeElement(at: index, to: arguments[index].pointee.decVal)
                            decimals[index].wReserved = 0
                            places[first + index] = decimals.baseAddress.map { UnsafeMutableRawPointer($0 + index) }
                        default:
                            places[first + index] = argument + MemoryLayout<VARIANT>.offsetOfValue
                        }
                    }
                    latebind_ffi_call(interface.cif, function, returned, places.baseAddress)
                }
            }
        }
    }

    private func store(_ place: UnsafeMutableRawPointer, _ size: Int, into result: VariantPointer) {
        switch resultType {
        case .variant:
            result.initialize(to: place.load(as: VARIANT.self))
        case .decimal:
            result.initialize(to: VARIANT())
            result.pointee.decVal = place.load(as: DECIMAL.self)
            result.pointee.vt = resultType.rawValue
        default:
            result.initialize(to: VARIANT())
            (UnsafeMutableRawPointer(result) + MemoryLayout<VARIANT>.offsetOfValue).copyMemory(from: place, byteCount: size)
            result.pointee.vt = resultType.rawValue
        }
    }

    // MARK: Types

    private static func type(_ type: VarType) throws(TypeLibraryError) -> FFIType {
        if type.isByRef || type.isArray { return .pointer }
        switch type {
        case .empty, .void: return .void
        case .variant: return try .of(NativeType(.variant, type, size: 24, alignment: 8))
        case .decimal: return try .of(NativeType(.decimal, type, size: 16, alignment: 8))
        case .bstr, .dispatch, .unknown, .ptr, .safearray, .carray, .lpstr, .lpwstr: return .pointer
        case .i1: return FFIType(pointer: latebind_ffi_sint8())
        case .ui1: return FFIType(pointer: latebind_ffi_uint8())
        case .i2, .bool: return FFIType(pointer: latebind_ffi_sint16())
        case .ui2: return FFIType(pointer: latebind_ffi_uint16())
        case .i4, .int, .error, .hresult: return FFIType(pointer: latebind_ffi_sint32())
        case .ui4, .uint: return FFIType(pointer: latebind_ffi_uint32())
        case .i8, .cy, .intPtr: return FFIType(pointer: latebind_ffi_sint64())
        case .ui8, .uintPtr: return FFIType(pointer: latebind_ffi_uint64())
        case .r4: return FFIType(pointer: latebind_ffi_float())
        case .r8, .date: return FFIType(pointer: latebind_ffi_double())
        default: throw TypeLibraryError(.DISP_E_BADVARTYPE, "\(type.documentedName) cannot be passed")
        }
    }

    /// Bytes of the result in its VARIANT.
    private static func size(ofResult type: VarType) throws(TypeLibraryError) -> Int {
        if type.isByRef || type.isArray { return 8 }
        switch type {
        case .empty, .void: return 0
        case .variant: return MemoryLayout<VARIANT>.size
        default: return SafeArrayMemory.elementSize(of: type) ?? 8
        }
    }
}

extension MemoryLayout where T == VARIANT {
    /// Where a VARIANT's value lies, whatever its type is; a DECIMAL excepted.
    fileprivate static var offsetOfValue: Int { 8 }
}

/// The records of one call: how they are passed by value is what their type information says.
private struct DirectRecords {
    private var resolver = TypeResolver()

    /// The record that a VARIANT holds or, for a result, names.
    /// - Throws: E_INVALIDARG for no VT_RECORD, or one without what it needs; DISP_E_BADVARTYPE if its IRecordInfo has no type
    ///   information of this library, or one of another size.
    mutating func layout(of variant: VariantPointer, hasMemory: Bool) throws(TypeLibraryError) -> NativeType {
        // What a result's memory is made for must own it.
        let type = hasMemory ? variant.pointee.vt & ~VarType.byRefFlag : variant.pointee.vt
        guard type == VarType.record.rawValue, let info = variant.pointee.pRecInfo, !hasMemory || variant.pointee.pvRecord != nil
        else { throw TypeLibraryError(.E_INVALIDARG, "a VT_RECORD needs an IRecordInfo and memory") }
        let functions = info.pointee.lpVtbl.pointee
        var described: UnsafeMutablePointer<ITypeInfo>?
        guard functions.GetTypeInfo(info, &described) >= 0, let described else { throw DirectRecords.unknown }
        defer { comRelease(described) }
        guard let type = (ComObject.object(from: described) as? TypeInfoObject)?.typeInfo else { throw DirectRecords.unknown }
        let native = try resolver.resolve(.userDefined(.local(type.index)), in: type.library).type
        var size: UInt32 = 0
        guard native.kind == .record, native.hasVariantForm, functions.GetSize(info, &size) >= 0, Int(size) == native.size
        else { throw DirectRecords.unknown }
        return native
    }

    private static var unknown: TypeLibraryError {
        TypeLibraryError(.DISP_E_BADVARTYPE, "the record has no type information that says how it is passed")
    }

    /// Moves a returned record into a VT_RECORD, whose memory it replaces.
    static func store(_ place: UnsafeRawPointer, _ size: Int, into result: VariantPointer) -> HResult {
        guard let info = result.pointee.pRecInfo else { return .E_INVALIDARG }
        let functions = info.pointee.lpVtbl.pointee
        var memory = result.pointee.pvRecord
        if let memory {
            _ = functions.RecordClear(info, memory)
        } else {
            memory = functions.RecordCreate(info)
        }
        guard let memory else {
            // Nobody gets what was returned.
            _ = functions.RecordClear(info, UnsafeMutableRawPointer(mutating: place))
            return .E_OUTOFMEMORY
        }
        memory.copyMemory(from: place, byteCount: size)
        result.pointee.pvRecord = memory
        return .S_OK
    }
}
