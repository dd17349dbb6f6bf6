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
    /// - Throws: DISP_E_BADVARTYPE for a record without fields, TYPE_E_SIZETOOBIG for one that is too large.
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
        if layout.isUnion { return try union(layout) }
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

    // MARK: Unions

    /// What of a value lies in one unit of a union: a unit is as large as the union's alignment, so no field crosses one.
    private enum Unit { case nothing, float, integer }

    /// libffi knows no unions. A structure stands for it that is classified alike: System V x86-64 (3.2.3) passes each eight bytes
    /// by what lies in them, with integers before floating-point numbers; AAPCS64 (6.4.2) asks whether all of it is floating-point
    /// numbers of one type, up to four. A union's fields, at whatever depth, are looked at unit by unit.
    private static func union(_ layout: RecordLayout) throws(TypeLibraryError) -> FFIType {
        guard layout.size > 0, layout.size <= 4096 else {
            throw TypeLibraryError(
                layout.size == 0 ? .DISP_E_BADVARTYPE : .TYPE_E_SIZETOOBIG,
                "union \(layout.name) has \(layout.size) bytes and cannot be passed by value")
        }
        var floats: Set<Int> = []
        var units = [Unit](repeating: .nothing, count: layout.size / layout.alignment)
        var hasIntegers = false
        try forEachLeaf(of: layout, at: 0) { offset, size, isFloat in
            if isFloat { floats.insert(size) } else { hasIntegers = true }
            let unit = offset / layout.alignment
            if unit < units.count, units[unit] != .integer { units[unit] = isFloat ? .float : .integer }
        }
        // Floating-point numbers of one type alone: what both conventions take as such.
        if !hasIntegers, floats.count == 1, let size = floats.first {
            let element: UnsafeMutablePointer<ffi_type> = size == 4 ? latebind_ffi_float() : latebind_ffi_double()
            return structure(of: Array(repeating: element, count: layout.size / size))
        }
        #if arch(x86_64)
        let mixed = units
        #else
        let mixed = units.map { _ in Unit.integer }
        #endif
        return structure(
            of: mixed.map { unit -> UnsafeMutablePointer<ffi_type> in
                switch (unit, layout.alignment) {
                case (.float, 4): latebind_ffi_float()
                case (.float, _): latebind_ffi_double()
                case (_, 1): latebind_ffi_uint8()
                case (_, 2): latebind_ffi_uint16()
                case (_, 4): latebind_ffi_uint32()
                default: latebind_ffi_uint64()
                }
            })
    }

    /// Every number, pointer and word of a record, its nested records' included.
    static func forEachLeaf(
        of layout: RecordLayout, at start: Int, _ body: (_ offset: Int, _ size: Int, _ isFloat: Bool) -> Void
    ) throws(TypeLibraryError) {
        for field in layout.fields {
            guard field.count <= 4096 else {
                throw TypeLibraryError(.TYPE_E_SIZETOOBIG, "\(layout.name).\(field.name) is too large to be passed by value")
            }
            for index in 0..<field.count {
                let size = field.indirections > 0 ? 8 : field.type.size
                let offset = start + field.offset + index * size
                switch field.type.kind {
                case _ where field.indirections > 0: body(offset, 8, false)
                case .float, .double: body(offset, size, true)
                case .record:
                    if let nested = field.type.layout { try forEachLeaf(of: nested, at: offset, body) }
                case .variant, .decimal: for word in 0..<size / 8 { body(offset + 8 * word, 8, false) }
                default: body(offset, size, false)
                }
            }
        }
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
