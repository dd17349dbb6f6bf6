// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// Constants, default arguments and the values of custom data.
///
/// A value is one 32-bit word. If its highest bit is set it holds the value: bits 26–30 the VARTYPE, bits 0–25 the
/// number. Else it is an offset in this table:
///
///     00 u16 VARTYPE
///     02 the value: four bytes (VT_I1 … VT_UI4, VT_R4, VT_INT, VT_UINT, VT_BOOL, VT_ERROR, VT_HRESULT), eight bytes
///        (VT_R8, VT_CY, VT_DATE, VT_I8, VT_UI8), the fourteen bytes of a DECIMAL after its reserved word (VT_DECIMAL),
///        or for VT_BSTR u32 length (0xFFFFFFFF: a null BSTR) and the text in the code page
///
/// and 0x57 up to a multiple of four. Source: Wine `typelib.c` MSFT_ReadValue, `write_msft.c` write_value.
enum ValueTable {
    private static let inlineMask: UInt32 = 0x3FF_FFFF
    private static let nullLength = UInt32.max

    /// - Parameter word: the word that holds the value or says where it is.
    static func read(
        _ word: Int32, in segment: ByteView, budget: inout DecodingBudget
    ) throws(TypeLibraryError) -> ConstantValue {
        if word < 0 {
            let bits = UInt32(bitPattern: word)
            let type = VarType(rawValue: UInt16(truncatingIfNeeded: (bits >> 26) & 0x1F))
            return value(of: type, bits & inlineMask)
        }
        let offset = Int(word)
        let type = VarType(rawValue: try segment.u16(at: offset))
        let data = offset + 2
        switch type {
        case .empty: return .empty
        case .null: return .null
        case .r8: return .r8(Double(bitPattern: try segment.u64(at: data)))
        case .date: return .date(Double(bitPattern: try segment.u64(at: data)))
        case .cy, .i8: return .integer(type, Int64(bitPattern: try segment.u64(at: data)))
        case .ui8: return .ui8(try segment.u64(at: data))
        case .bstr:
            let length = try segment.u32(at: data)
            if length == nullLength { return .bstr(nil) }
            try budget.spend(Int(length), at: segment.start + offset)
            return .bstr(try segment.text(at: data + 4, count: Int(length)))
        case .decimal:
            return .decimal(
                DecimalBits(
                    scale: try segment.u8(at: data), sign: try segment.u8(at: data + 1),
                    hi32: try segment.u32(at: data + 2), lo64: try segment.u64(at: data + 6)))
        default:
            return value(of: type, try segment.u32(at: data))
        }
    }

    /// The value whose VARIANT begins with these four bytes.
    private static func value(of type: VarType, _ bits: UInt32) -> ConstantValue {
        switch type {
        case .empty: .empty
        case .null: .null
        case .i1: .integer(type, Int64(Int8(truncatingIfNeeded: bits)))
        case .ui1: .integer(type, Int64(UInt8(truncatingIfNeeded: bits)))
        case .i2, .bool: .integer(type, Int64(Int16(truncatingIfNeeded: bits)))
        case .ui2: .integer(type, Int64(UInt16(truncatingIfNeeded: bits)))
        case .i4, .int, .error, .hresult, .cy, .i8: .integer(type, Int64(Int32(bitPattern: bits)))
        case .ui4, .uint: .integer(type, Int64(bits))
        case .ui8: .ui8(UInt64(bits))
        case .r4: .r4(Float(bitPattern: bits))
        case .r8: .r8(Double(bitPattern: UInt64(bits)))
        case .date: .date(Double(bitPattern: UInt64(bits)))
        case .decimal: .decimal(DecimalBits(scale: 0, sign: 0, hi32: 0, lo64: UInt64(bits)))
        case .bstr: .bstr(nil)
        case .dispatch, .unknown: .nullObject(type)
        default: .raw(type, bits)
        }
    }

    struct Builder {
        private(set) var segment = ByteWriter()
        let codePage: CodePage
        private var known: [ConstantValue: Int32] = [:]

        init(codePage: CodePage) { self.codePage = codePage }

        /// The word that stands for the value.
        /// - Throws: E_INVALIDARG for text outside the code page.
        mutating func word(for value: ConstantValue) throws(TypeLibraryError) -> Int32 {
            switch value {
            case .empty: return Builder.inline(.empty, 0)
            case .null: return Builder.inline(.null, 0)
            case .nullObject(let type): return Builder.inline(type, 0)
            case .integer(let type, let number) where type != .cy && type != .i8:
                let bits = Builder.bits(of: number, as: type)
                if bits <= ValueTable.inlineMask { return Builder.inline(type, bits) }
            case .raw(let type, let bits) where type.rawValue < 32 && bits <= ValueTable.inlineMask:
                return Builder.inline(type, bits)
            default: break
            }
            if let word = known[value] { return word }
            let word = segment.offset
            try append(value)
            segment.pad()
            known[value] = word
            return word
        }

        private static func inline(_ type: VarType, _ bits: UInt32) -> Int32 {
            Int32(bitPattern: 0x8000_0000 | UInt32(type.rawValue & 0x1F) << 26 | bits)
        }

        /// The four bytes of a number of up to 32 bits; shorter types are not sign-extended.
        private static func bits(of number: Int64, as type: VarType) -> UInt32 {
            switch type {
            case .i1, .ui1: UInt32(UInt8(truncatingIfNeeded: number))
            case .i2, .ui2, .bool: UInt32(UInt16(truncatingIfNeeded: number))
            default: UInt32(truncatingIfNeeded: number)
            }
        }

        private mutating func append(_ value: ConstantValue) throws(TypeLibraryError) {
            segment.append(value.varType.rawValue)
            switch value {
            case .integer(let type, let number):
                if type == .cy || type == .i8 {
                    segment.append(number)
                } else {
                    segment.append(Builder.bits(of: number, as: type))
                }
            case .ui8(let number): segment.append(number)
            case .r4(let number): segment.append(number.bitPattern)
            case .r8(let number), .date(let number): segment.append(number.bitPattern)
            case .bstr(nil): segment.append(ValueTable.nullLength)
            case .bstr(let text?):
                let bytes = try codePage.encode(text)
                segment.append(UInt32(truncatingIfNeeded: bytes.count))
                segment.append(bytes: bytes)
            case .decimal(let decimal):
                segment.append(decimal.scale)
                segment.append(decimal.sign)
                segment.append(decimal.hi32)
                segment.append(decimal.lo64)
            case .raw(_, let bits): segment.append(bits)
            case .empty, .null, .nullObject: segment.append(UInt32(0))
            }
        }
    }
}
