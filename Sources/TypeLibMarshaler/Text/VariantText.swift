// SPDX-License-Identifier: Apache-2.0
//
// Automation's own values as text: WireBString, WireVariant, WireSafeArray, WireRecord and WireInterface say how they lie.

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibrary

extension WireTextReader {
    /// FLAGGED_WORD_BLOB
    mutating func bstr() throws(WireFailure) -> WireText {
        try reader.align(4)
        let header = try reader.take(12)
        let bytes = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        let words = Int(UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
        if bytes == WireBString.null { return .plain("null") }
        let text = UnsafeRawBufferPointer(start: try reader.take(2 * words), count: 2 * words)
        return .plain(TextOf.characters(text, width: 2, isBigEndian: false))
    }

    /// MInterfacePointer: the OBJREF's own interface is told. [MS-DCOM] 2.2.18
    mutating func interface() throws(WireFailure) -> WireText {
        let bytes = try WireInterface.bytes(&reader).bytes
        // "MEOW". What is marshaled in another way has no name.
        guard bytes.count >= 24, let base = bytes.baseAddress, bytes.starts(with: [0x4D, 0x45, 0x4F, 0x57]) else {
            return .plain("object")
        }
        var inner = try NDRReader(base, count: bytes.count, from: 8, label: 0x10, route: InterfaceRoute(nil))
        let iid = try inner.getGUID()
        return .plain(InterfaceTypes.find(iid)?.name ?? WireTextReader.names[iid] ?? "\(iid)")
    }

    /// Interfaces that have no type here.
    private static let names: [GUID: String] = [
        WellKnownInterface.unknown: "IUnknown", IID_ITypeInfo: "ITypeInfo", IID_ITypeLib: "ITypeLib",
    ]

    /// _wireVARIANT
    mutating func variant() throws(WireFailure) -> WireText {
        try reader.enter()
        defer { reader.depth -= 1 }
        try reader.align(8)
        let start = reader.position
        let header = try reader.take(20)
        let size = 8 * Int(UInt32(littleEndian: header.loadUnaligned(as: UInt32.self)))
        let type = VarType(rawValue: UInt16(littleEndian: header.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
        if type.isByRef, type.base != .record || type.isArray {
            guard try reader.get(UInt32.self) != 0 else { throw WireFailure(.variantReference, at: start + 20) }
        }
        let text: WireText
        if type.isArray {
            text = try reader.get(UInt32.self) == 0 ? .plain("null") : try safeArray(type.base)
        } else {
            switch type.base {
            case .empty: text = .plain("empty")
            case .null: text = .plain("null")
            case .bstr: text = try reader.get(UInt32.self) == 0 ? .plain("null") : try bstr()
            case .dispatch, .unknown: text = try reader.get(UInt32.self) == 0 ? .plain("null") : try interface()
            case .variant: text = try reader.get(UInt32.self) == 0 ? .plain("null") : try variant()
            case .record: text = try record()
            case .decimal:
                try reader.align(8)
                text = .plain(TextOf.decimal(UnsafeRawBufferPointer(start: try reader.take(16), count: 16)))
            case .error:
                let code = try reader.get(UInt32.self)
                // What stands for an argument that is left out.
                text = .plain(HResult(code) == .DISP_E_PARAMNOTFOUND ? "missing" : "error " + CallText.told(HResult(code)))
            default:
                guard let width = type.base.wireWidth else {
                    // Its size lets the rest be told.
                    guard size >= 20, start + size - reader.position >= 0 else { throw WireFailure(.variantType, at: start) }
                    _ = try reader.take(start + size - reader.position)
                    return .plain("a VARIANT of type 0x" + hexadecimal(UInt64(type.rawValue), digits: 4))
                }
                text = .plain(TextOf.number(try bits(width), type.base))
            }
        }
        return type.isByRef ? .list(open: "&", [text], close: "") : text
    }

    /// What a SAFEARRAY's pointer points at: a pointer once more, and the array.
    mutating func safeArray(_ declared: VarType) throws(WireFailure) -> WireText {
        guard try reader.get(UInt32.self) != 0 else { return .plain("null") }
        let start = reader.position
        let dimensions = Int(try reader.get(UInt32.self))
        _ = try reader.get(UInt16.self)
        let features = try reader.get(UInt16.self)
        _ = try reader.get(UInt32.self)
        let locks = try reader.get(UInt32.self)
        guard dimensions > 0, dimensions <= 64, let form = WireSafeArray.Form(rawValue: try reader.get(UInt32.self)) else {
            throw WireFailure(.arrayType, at: start)
        }
        let sent = Int(try reader.get(UInt32.self))
        let pointer = try reader.get(UInt32.self)
        if form == .interfaces { _ = try reader.getGUID() }
        let bounds = try reader.take(8 * dimensions)
        var sizes: [Int] = []
        var count = 1
        for index in (0..<dimensions).reversed() {
            let size = Int(UInt32(littleEndian: bounds.loadUnaligned(fromByteOffset: 8 * index, as: UInt32.self)))
            sizes.append(size)
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { throw WireFailure(.arrayDimensions, at: start) }
            count = product
        }
        if pointer != 0 || sent > 0 { _ = try reader.getCount(elementSize: form.wireSize) }
        let stated = features & WireTextReader.hasVarType != 0 ? VarType(rawValue: UInt16(locks >> 16)) : declared
        let text = try elements(form, count, sent, stated)
        guard dimensions > 1 else { return text }
        return .list(open: sizes.map { "\($0)" }.joined(separator: "×") + " ", [text], close: "")
    }

    /// FADF_HAVEVARTYPE. [MS-OAUT] 2.2.9
    private static let hasVarType: UInt16 = 0x80

    private mutating func elements(
        _ form: WireSafeArray.Form, _ count: Int, _ sent: Int, _ type: VarType
    ) throws(WireFailure) -> WireText {
        let isDecimal = form == .hypers && type == .decimal
        guard form == .records || sent == (isDecimal ? 2 * count : count) else {
            throw WireFailure(.arrayElements, at: reader.position)
        }
        switch form {
        case .records: return try record(count)
        case .bytes where type != .i1:
            return .plain(TextOf.bytes(UnsafeRawBufferPointer(start: try reader.take(count), count: count)))
        case .bytes, .words, .longs, .hypers:
            if isDecimal {
                try reader.align(8)
                return try list(count, minimum: 16) { (text) throws(WireFailure) in
                    .plain(TextOf.decimal(UnsafeRawBufferPointer(start: try text.reader.take(16), count: 16)))
                }
            }
            let width = form.wireSize
            // Where nobody states the type the size is all that is known.
            let element = type.wireWidth == width ? type : [1: VarType.i1, 2: .i2, 8: .i8][width] ?? .i4
            return try list(count, minimum: width) { (text) throws(WireFailure) in
                .plain(TextOf.number(try text.bits(width), element))
            }
        case .strings, .variants, .unknowns, .dispatches, .interfaces:
            guard count <= reader.remaining / 4 else { throw WireFailure(.endOfMessage, at: reader.position) }
            if count == 0 { return .plain("[]") }
            try reader.align(4)
            let pointers = try reader.take(4 * count)
            var index = 0
            return try list(count, minimum: 0) { (text) throws(WireFailure) in
                defer { index += 1 }
                guard pointers.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self) != 0 else { return .plain("null") }
                switch form {
                case .strings: return try text.bstr()
                case .variants: return try text.variant()
                default: return try text.interface()
                }
            }
        }
    }

    /// BRECORD: one record, or the `count` of an array.
    private mutating func record(_ count: Int? = nil) throws(WireFailure) -> WireText {
        guard let header = try WireRecord.readHeader(&reader) else { return .plain("null") }
        let described = TextType(header.type)
        guard header.hasData else { return .plain(count == nil ? header.type.name : "[]") }
        // The records are a buffer of their own, aligned from its start.
        let saved = (reader.origin, deferred)
        reader.origin = reader.position - 4
        deferred = []
        defer { (reader.origin, deferred) = saved }
        let node = header.plan.node
        guard let count else {
            let text = try scalars(node, described)
            try readDeferred()
            return .list(open: header.type.name, [text], close: "")
        }
        let text = try list(count, minimum: max(1, node.pointee.wireMinimum)) { (text) throws(WireFailure) in
            try text.scalars(node, described)
        }
        try readDeferred()
        return .list(open: header.type.name, [text], close: "")
    }
}

extension VarType {
    /// Bytes of a number of this type.
    fileprivate var wireWidth: Int? {
        switch self {
        case .i1, .ui1: 1
        case .i2, .ui2, .bool: 2
        case .i4, .ui4, .int, .uint, .r4, .error, .hresult: 4
        case .i8, .ui8, .r8, .cy, .date: 8
        default: nil
        }
    }
}
