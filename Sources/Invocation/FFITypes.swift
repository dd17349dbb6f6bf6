// SPDX-License-Identifier: Apache-2.0
//
// libffi's descriptions of native types. Descriptions of structures are made once per shape and live as long as the process:
// their number is bounded by the records of the libraries in use, and prepared call interfaces point at them.

import CFFI
import Synchronization
import TypeLibrary

/// A pointer into libffi's or our own descriptions, which nobody writes to after they are made.
struct FFIType: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<ffi_type>

    static let void = FFIType(pointer: latebind_ffi_void())
    static let pointer = FFIType(pointer: latebind_ffi_pointer())

    /// Three and two 64-bit words: a VARIANT and a DECIMAL by value are passed as such structures on every platform here.
    private static let variant = structure(of: [latebind_ffi_uint64(), latebind_ffi_uint64(), latebind_ffi_uint64()])
    private static let decimal = structure(of: [latebind_ffi_uint64(), latebind_ffi_uint64()])

    /// The description of a value passed in place.
    /// - Throws: E_NOTIMPL for a union by value, which libffi cannot describe.
    static func of(_ type: NativeType) throws(TypeLibraryError) -> FFIType {
        switch type.kind {
        case .void: return .void
        case .int8: return FFIType(pointer: latebind_ffi_sint8())
        case .uint8: return FFIType(pointer: latebind_ffi_uint8())
        case .int16: return FFIType(pointer: latebind_ffi_sint16())
        case .uint16: return FFIType(pointer: latebind_ffi_uint16())
        case .int32: return FFIType(pointer: latebind_ffi_sint32())
        case .uint32: return FFIType(pointer: latebind_ffi_uint32())
        case .int64: return FFIType(pointer: latebind_ffi_sint64())
        case .uint64: return FFIType(pointer: latebind_ffi_uint64())
        case .float: return FFIType(pointer: latebind_ffi_float())
        case .double: return FFIType(pointer: latebind_ffi_double())
        case .bstr, .interface, .safeArray, .opaque, .array: return .pointer
        case .variant: return variant
        case .decimal: return decimal
        case .record:
            guard let layout = type.layout else { return .pointer }
            return try record(layout)
        }
    }

    /// A record's fields in order; nested records and fixed arrays as nested structures.
    private static func record(_ layout: RecordLayout) throws(TypeLibraryError) -> FFIType {
        if layout.isUnion {
            throw TypeLibraryError(.E_NOTIMPL, "union \(layout.name) is passed by value; pass a pointer to it")
        }
        var elements: [UnsafeMutablePointer<ffi_type>] = []
        for field in layout.fields {
            let element = field.indirections > 0 ? FFIType.pointer : try of(field.type)
            if field.count == 1 {
                elements.append(element.pointer)
            } else {
                guard field.count <= 4096 else {
                    throw TypeLibraryError(
                        .TYPE_E_SIZETOOBIG, "\(layout.name).\(field.name) is too large to be passed by value")
                }
                let array = Array(repeating: element.pointer, count: field.count)
                elements.append(structure(of: array).pointer)
            }
        }
        guard !elements.isEmpty else {
            throw TypeLibraryError(.DISP_E_BADVARTYPE, "\(layout.name) has no fields and cannot be passed by value")
        }
        return structure(of: elements)
    }

    private static let structures = Mutex<[[UInt]: FFIType]>([:])

    private static func structure(of elements: [UnsafeMutablePointer<ffi_type>]) -> FFIType {
        structures.withLock { known in
            let key = elements.map { UInt(bitPattern: $0) }
            if let made = known[key] { return made }
            let list = UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>.allocate(capacity: elements.count + 1)
            for (index, element) in elements.enumerated() { list[index] = element }
            list[elements.count] = nil
            let type = UnsafeMutablePointer<ffi_type>.allocate(capacity: 1)
            type.initialize(to: ffi_type(size: 0, alignment: 0, type: UInt16(FFI_TYPE_STRUCT), elements: list))
            // libffi computes size and alignment on first use; here, so that no two threads do it at once later.
            _ = ffi_get_struct_offsets(latebind_ffi_default_abi(), type, nil)
            let made = FFIType(pointer: type)
            known[key] = made
            return made
        }
    }
}
