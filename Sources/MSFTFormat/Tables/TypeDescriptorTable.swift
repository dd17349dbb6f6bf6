// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// TYPEDESCs. A type is one 32-bit word: with the highest bit set, bits 0–11 are the VARTYPE (and bits 16–30 the one
/// that a VARIANT would have); else it is the offset of an entry of this table:
///
///     00 u16 VARTYPE: VT_PTR, VT_SAFEARRAY, VT_CARRAY or VT_USERDEFINED
///     02 u16 "mix": the VARTYPE of the whole, 0x7FFF for a user-defined type, 0x7FFE if no VARTYPE says it
///     04 i32 VT_PTR, VT_SAFEARRAY: the target, a word as above. VT_CARRAY: offset of the array descriptor.
///            VT_USERDEFINED: the reference
///
/// An array descriptor (a segment of its own):
///
///     00 i32 element type, a word as above
///     04 u16 dimensions, u16 bytes of the bounds
///     08 per dimension u32 count, i32 lower bound
///
/// Source: Wine `write_msft.c` encode_type, `typelib.c` ITypeLib2_Constructor_MSFT.
enum TypeDescriptorTable {
    private static let entrySize = 8
    private static let boundSize = 8
    /// How deep pointers and arrays may nest; the deepest that compilers produce is below ten.
    static let deepest = 64
    static let mostDimensions = 256

    static func read(
        _ word: Int32, in tables: SegmentDirectory, imports: ImportTables, budget: inout DecodingBudget, depth: Int = 0
    ) throws(TypeLibraryError) -> TypeDescription {
        if word < 0 {
            let type = VarType(rawValue: UInt16(truncatingIfNeeded: word)).base
            switch type {
            case .ptr: return .pointer(nil)
            case .safearray: return .safeArray(nil)
            case .userdefined: return .userDefined(.invalid(0))
            case .carray:
                throw TypeLibraryError(.TYPE_E_INVDATAREAD, "VT_CARRAY needs an array descriptor, and there is none")
            default: return .basic(type)
            }
        }
        let segment = tables[.typeDescriptors]
        let offset = Int(word)
        guard depth < deepest else {
            throw segment.invalid("pointers and arrays nest more than \(deepest) deep, or in a circle", at: offset)
        }
        try budget.spend(DecodingBudget.Cost.typeDescriptor, at: segment.start + offset)
        let type = VarType(rawValue: try segment.u16(at: offset)).base
        let value = try segment.i32(at: offset + 4)
        switch type {
        case .ptr: return .pointer(try read(value, in: tables, imports: imports, budget: &budget, depth: depth + 1))
        case .safearray:
            return .safeArray(try read(value, in: tables, imports: imports, budget: &budget, depth: depth + 1))
        case .userdefined: return .userDefined(try imports.reference(value, in: tables))
        case .carray:
            return try readArray(value, in: tables, imports: imports, budget: &budget, depth: depth + 1)
        default: return .basic(type)
        }
    }

    private static func readArray(
        _ offset: Int32, in tables: SegmentDirectory, imports: ImportTables, budget: inout DecodingBudget, depth: Int
    ) throws(TypeLibraryError) -> TypeDescription {
        var cursor = tables[.arrayDescriptors].cursor(at: Int(offset))
        let element = try cursor.i32()
        let dimensions = Int(try cursor.u16())
        _ = try cursor.u16()
        guard dimensions <= mostDimensions else {
            throw cursor.view.invalid(
                "an array of \(dimensions) dimensions: at most \(mostDimensions) are read", at: Int(offset))
        }
        try budget.spend(dimensions * DecodingBudget.Cost.bound, at: cursor.view.start + Int(offset))
        var bounds: [ArrayBound] = []
        bounds.reserveCapacity(dimensions)
        for _ in 0..<dimensions { bounds.append(ArrayBound(count: try cursor.u32(), lower: try cursor.i32())) }
        return .cArray(
            try read(element, in: tables, imports: imports, budget: &budget, depth: depth), bounds: bounds)
    }

    struct Builder {
        private(set) var segment = ByteWriter()
        private(set) var arrays = ByteWriter()
        private var known: [TypeDescription: Int32] = [:]

        /// The word that stands for the type.
        /// - Throws: E_INVALIDARG if the type nests too deep or has too many dimensions.
        mutating func word(
            for type: TypeDescription, imports: inout ImportTables.Builder, guids: inout GUIDTable.Builder,
            depth: Int = 0
        ) throws(TypeLibraryError) -> Int32 {
            if case .basic(let type) = type { return Builder.word(for: type) }
            if let word = known[type] { return word }
            guard depth < TypeDescriptorTable.deepest else {
                throw TypeLibraryError(.E_INVALIDARG, "pointers and arrays nest more than \(deepest) deep")
            }
            let mix: UInt16
            let value: Int32
            switch type {
            case .basic(let type): return Builder.word(for: type)
            case .pointer(nil): return Builder.word(for: .ptr)
            case .safeArray(nil): return Builder.word(for: .safearray)
            case .userDefined(.invalid(0)): return Builder.word(for: .userdefined)
            case .pointer(let target?):
                value = try word(for: target, imports: &imports, guids: &guids, depth: depth + 1)
                mix = self.mix(of: value, modifier: VarType.byRefFlag)
            case .safeArray(let element?):
                value = try word(for: element, imports: &imports, guids: &guids, depth: depth + 1)
                mix = self.mix(of: value, modifier: VarType.arrayFlag)
            case .cArray(let element, let bounds):
                let element = try word(for: element, imports: &imports, guids: &guids, depth: depth + 1)
                value = try append(element, bounds)
                mix = 0x7FFE
            case .userDefined(let reference):
                value = try imports.word(for: reference, guids: &guids)
                mix = 0x7FFF
            }
            let offset = segment.offset
            segment.append(type.varType.rawValue)
            segment.append(mix)
            segment.append(value)
            known[type] = offset
            return offset
        }

        /// The word of a type that a VARTYPE alone names, with the VARTYPE that a VARIANT has for it in bits 16–30.
        private static func word(for type: VarType) -> Int32 {
            let variant: UInt32 =
                switch type {
                case .int: UInt32(VarType.i4.rawValue)
                case .uint: UInt32(VarType.ui4.rawValue)
                case .void: 0
                case .lpstr, .lpwstr: 0x7FFE
                default: UInt32(type.rawValue & VarType.typeMask)
                }
            return Int32(bitPattern: 0x8000_0000 | variant << 16 | UInt32(type.rawValue & VarType.typeMask))
        }

        private func mix(of target: Int32, modifier: UInt16) -> UInt16 {
            if target < 0 { return UInt16(truncatingIfNeeded: target >> 16) & 0x3FFF | modifier }
            return UInt16(truncatingIfNeeded: segment.u32(at: Int(target)) >> 16) == 0x7FFF ? 0x7FFF : 0x7FFE
        }

        private mutating func append(_ element: Int32, _ bounds: [ArrayBound]) throws(TypeLibraryError) -> Int32 {
            guard bounds.count <= TypeDescriptorTable.mostDimensions else {
                throw TypeLibraryError(.E_INVALIDARG, "an array has at most \(mostDimensions) dimensions")
            }
            let offset = arrays.offset
            arrays.append(element)
            arrays.append(UInt16(truncatingIfNeeded: bounds.count))
            arrays.append(UInt16(truncatingIfNeeded: bounds.count * TypeDescriptorTable.boundSize))
            for bound in bounds {
                arrays.append(bound.count)
                arrays.append(bound.lower)
            }
            return offset
        }
    }
}
