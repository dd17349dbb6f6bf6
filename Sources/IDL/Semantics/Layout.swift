// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// Sizes and alignments as the Microsoft compilers lay types out, for one pointer size.
struct Layout {
    struct Extent: Equatable {
        var size: UInt64
        var alignment: UInt64
    }

    let systemKind: SystemKind
    private var pointer: UInt64 { UInt64(systemKind.pointerSize) }

    init(_ systemKind: SystemKind) { self.systemKind = systemKind }

    func extent(of type: BoundType) -> Extent {
        switch type {
        case .basic(let basic): return extent(of: basic)
        case .automation(let varType): return extent(of: varType)
        case .pointer, .safeArray, .function: return Extent(size: pointer, alignment: pointer)
        case .unknown: return Extent(size: 0, alignment: 1)
        case .array(let element, let count):
            let one = extent(of: element)
            let (size, overflow) = one.size.multipliedReportingOverflow(by: UInt64(count ?? 0))
            return Extent(size: overflow ? .max : size, alignment: one.alignment)
        case .symbol(let symbol):
            if let known = AutomationNames.types[symbol.name] { return extent(of: known) }
            switch symbol.kind {
            case .alias: return symbol.alias.map(extent) ?? Extent(size: 0, alignment: 1)
            case .enumeration: return Extent(size: 4, alignment: 4)
            case .record, .union: return symbol.layout
            case .interface, .dispinterface, .coclass, .module: return Extent(size: pointer, alignment: pointer)
            }
        }
    }

    func extent(of type: VarType) -> Extent {
        switch type {
        case .void: Extent(size: 0, alignment: 1)
        case .i1, .ui1: Extent(size: 1, alignment: 1)
        case .i2, .ui2, .bool: Extent(size: 2, alignment: 2)
        case .i4, .ui4, .int, .uint, .r4, .error, .hresult: Extent(size: 4, alignment: 4)
        case .i8, .ui8, .r8, .cy, .date: Extent(size: 8, alignment: 8)
        case .decimal: Extent(size: 16, alignment: 8)
        case .variant: Extent(size: 8 + 2 * pointer, alignment: 8)
        default: Extent(size: pointer, alignment: pointer)
        }
    }

    private func extent(of basic: BasicType) -> Extent { extent(of: varType(of: basic)) }

    /// The VARTYPE of a basic type, or VT_EMPTY for one that has none.
    func varType(of basic: BasicType) -> VarType {
        switch basic {
        case .void: .void
        case .byte, .unsignedChar, .uint8: .ui1
        case .boolean, .char, .int8: .i1
        // MIDL writes wchar_t as short, as MkTypLib did.
        case .wideChar, .int16: .i2
        case .uint16: .ui2
        case .int: .int
        case .uint: .uint
        case .int32, .errorStatus: .i4
        case .uint32: .ui4
        case .int64: .i8
        case .uint64: .ui8
        case .intPointer: pointer == 8 ? .i8 : .i4
        case .uintPointer: pointer == 8 ? .ui8 : .ui4
        case .float: .r4
        case .double: .r8
        case .handle: .empty
        }
    }

    /// Sets the offsets of the fields, and tells the extent of the whole.
    /// - Parameter packing: what `#pragma pack` allows, or nil.
    func layOut(_ fields: inout [BoundField], isUnion: Bool, packing: Int?) -> Extent {
        var end: UInt64 = 0
        var alignment: UInt64 = 1
        for index in fields.indices {
            var extent = extent(of: fields[index].type)
            if let packing, packing > 0 { extent.alignment = min(extent.alignment, UInt64(packing)) }
            alignment = max(alignment, extent.alignment)
            let offset = isUnion ? 0 : roundUp(end, to: extent.alignment)
            fields[index].offset = UInt32(truncatingIfNeeded: offset)
            let (next, overflow) = offset.addingReportingOverflow(extent.size)
            end = max(end, overflow ? Binder.Limit.typeSize + 1 : next)
            end = min(end, Binder.Limit.typeSize + 1)
        }
        return Extent(size: roundUp(end, to: alignment), alignment: alignment)
    }

    private func roundUp(_ value: UInt64, to alignment: UInt64) -> UInt64 { (value + alignment - 1) / alignment * alignment }
}
