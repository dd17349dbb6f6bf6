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
            if let known = symbol.automationName { return extent(of: known) }
            switch symbol.kind {
            case .alias: return symbol.alias.map(extent) ?? Extent(size: 0, alignment: 1)
            case .enumeration: return Extent(size: 4, alignment: 4)
            case .record, .union: return symbol.layout
            case .interface, .dispinterface, .coclass, .module: return Extent(size: pointer, alignment: pointer)
            }
        }
    }

    func extent(of type: VarType) -> Extent {
        if type == .void { return Extent(size: 0, alignment: 1) }
        guard let known = TypeLayout(of: type, pointerSize: systemKind.pointerSize) else {
            return Extent(size: pointer, alignment: pointer)
        }
        return Extent(size: UInt64(known.size), alignment: UInt64(known.alignment))
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
