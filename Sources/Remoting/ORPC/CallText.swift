// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibMarshaler
import TypeLibrary

/// A call as text for the trace, from its marshaled arguments and results: `ICalc.Add(a: 2, b: 3) = 5`.
///
/// It reads what the marshaler wrote and makes nothing of it: no interface is unmarshaled, no reference moves. Numbers, strings,
/// VARIANTs and interface pointers are told; behind a value of another kind the rest of the call is told as "…".
enum CallText {
    /// The longest string that is told, in UTF-16 units.
    private static let longestText = 80

    static func describe(_ call: CallTrace.Subject, _ results: UnsafeRawBufferPointer?, _ dataRepresentation: UInt32) -> String? {
        if call.iid == IID_IDispatch { return dispatch(call, "IDispatch") }
        guard let type = InterfaceTypes.find(call.iid), let functions = try? type.vtableFunctions(),
            let info = functions.first(where: { $0.slot == Int(call.method) })
        else { return nil }
        // IDispatch's own methods, inherited by a dual interface.
        if info.isInherited, (try? info.library.typeInfo(at: info.typeIndex))?.guid == IID_IDispatch {
            return dispatch(call, type.name)
        }
        let function = info.declared
        let name = type.name + "." + (function.name ?? "\(call.method)")
        var arguments = reader(call.stub, call.dataRepresentation)
        let given = values(&arguments, function.parameters.filter { $0.flags.contains(.in) || !$0.flags.contains(.out) }, info.library)
        var text = name + "(" + given + ")"
        if let results {
            var reader = reader(results, dataRepresentation)
            let told = values(&reader, function.parameters.filter { $0.flags.contains(.out) }, info.library)
            if !told.isEmpty { text += " = " + told }
        }
        return text
    }

    private static func reader(_ bytes: UnsafeRawBufferPointer, _ dataRepresentation: UInt32) -> WireReader {
        WireReader(bytes, isBigEndian: dataRepresentation & 0xF0 == 0, "a traced call")
    }

    // MARK: Values by their types

    private struct Untold: Error {}

    private static func values(_ reader: inout WireReader, _ parameters: [Parameter], _ library: TypeLibrary) -> String {
        var told: [String] = []
        for parameter in parameters {
            let name = parameter.flags.contains(.retval) ? "" : (parameter.name ?? "").isEmpty ? "" : (parameter.name ?? "") + ": "
            guard let value = try? value(&reader, parameter.type, library, isParameter: true) else {
                told.append(name + "…")
                break
            }
            told.append(name + value)
        }
        return told.joined(separator: ", ")
    }

    private static func value(
        _ reader: inout WireReader, _ type: TypeDescription, _ library: TypeLibrary, isParameter: Bool, depth: Int = 0
    ) throws -> String {
        guard depth < 8 else { throw Untold() }
        switch type {
        case .basic(let type): return try basic(&reader, type)
        case .pointer(let target?):
            if case .userDefined(let reference) = target, let kind = try? library.resolve(reference).kind,
                kind == .interface || kind == .dispatch
            {
                return try interface(&reader)
            }
            // A parameter's own pointer is a reference: nothing stands for it.
            guard isParameter else { throw Untold() }
            return try value(&reader, target, library, isParameter: false, depth: depth + 1)
        case .userDefined(let reference):
            let resolved = try library.resolve(reference)
            switch resolved.kind {
            case .enum: return "\(Int32(bitPattern: try reader.uint32()))"
            case .alias:
                guard let target = resolved.definition.alias else { throw Untold() }
                return try value(&reader, target, resolved.library, isParameter: isParameter, depth: depth + 1)
            default: throw Untold()
            }
        case .pointer(nil), .safeArray, .cArray: throw Untold()
        }
    }

    private static func basic(_ reader: inout WireReader, _ type: VarType) throws -> String {
        switch type {
        case .i1: return "\(Int8(bitPattern: try reader.uint8()))"
        case .ui1: return "\(try reader.uint8())"
        case .i2: return "\(Int16(bitPattern: try reader.uint16()))"
        case .ui2: return "\(try reader.uint16())"
        case .bool: return try reader.uint16() == 0 ? "false" : "true"
        case .i4, .int: return "\(Int32(bitPattern: try reader.uint32()))"
        case .ui4, .uint: return "\(try reader.uint32())"
        case .error, .hresult: return "\(HResult(try reader.uint32()))"
        case .i8: return "\(Int64(bitPattern: try reader.uint64()))"
        case .ui8: return "\(try reader.uint64())"
        case .cy:
            let value = Int64(bitPattern: try reader.uint64())
            return "\(value / 10000).\(String("0000\(abs(value % 10000))".suffix(4)))"
        case .r4: return "\(Float(bitPattern: try reader.uint32()))"
        case .r8: return "\(Double(bitPattern: try reader.uint64()))"
        case .date: return "date \(Double(bitPattern: try reader.uint64()))"
        case .bstr:
            _ = try reader.uint32()
            return try string(&reader)
        case .variant:
            _ = try reader.uint32()
            return try variant(&reader)
        case .dispatch, .unknown: return try interface(&reader)
        default: throw Untold()
        }
    }

    /// FLAGGED_WORD_BLOB. [MS-OAUT] 2.2.23.1
    private static func string(_ reader: inout WireReader) throws -> String {
        let words = Int(try reader.uint32())
        let bytes = try reader.uint32()
        _ = try reader.uint32()
        let raw = try reader.raw(2 * words)
        guard bytes != 0xFFFF_FFFF else { return "null" }
        return quoted(raw, words)
    }

    private static func quoted(_ raw: UnsafeRawBufferPointer, _ words: Int) -> String {
        var units: [UInt16] = []
        for index in 0..<min(words, longestText) {
            units.append(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)))
        }
        if units.last == 0 { units.removeLast() }
        var text = "\""
        for scalar in String(decoding: units, as: UTF16.self).unicodeScalars {
            switch scalar {
            case "\n": text += "\\n"
            case "\"", "\\": text += "\\" + String(scalar)
            default: text += scalar.value < 32 ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
            }
        }
        return text + (words > longestText ? "…\"" : "\"")
    }

    /// A pointer to an MInterfacePointer: the object reference's own interface is told.
    private static func interface(_ reader: inout WireReader) throws -> String {
        guard try reader.uint32() != 0 else { return "null" }
        let reference = try reader.interfacePointer()
        guard reference.count >= 24 else { throw Untold() }
        let iid = reference.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 8, as: GUID.self) }
        return InterfaceTypes.find(iid)?.name ?? "\(iid)"
    }

    /// wireVARIANT: its length stands before it, so that one which is not told can be passed over. [MS-OAUT] 2.2.29.2
    private static func variant(_ reader: inout WireReader) throws -> String {
        try reader.align(8)
        let start = reader.offset
        let units = Int(try reader.uint32())
        _ = try reader.uint32()
        let type = VarType(rawValue: try reader.uint16())
        try reader.skip(6)
        _ = try reader.uint32()
        var text: String
        switch type {
        case .empty: text = "empty"
        case .null: text = "null"
        default: text = (try? basic(&reader, type)) ?? "VARIANT of type \(type.rawValue)"
        }
        if type.rawValue & ~VarType.typeMask != 0 { text = "VARIANT of type 0x\(String(type.rawValue, radix: 16))" }
        let end = start + 8 * units
        if reader.offset < end { try reader.skip(end - reader.offset) }
        return text
    }

    // MARK: IDispatch, whose wire form differs from its vtable

    private static func dispatch(_ call: CallTrace.Subject, _ interface: String) -> String? {
        var reader = reader(call.stub, call.dataRepresentation)
        switch call.method {
        case 3: return interface + ".GetTypeInfoCount()"
        case 4: return interface + ".GetTypeInfo()"
        case 5: return interface + ".GetIDsOfNames(" + ((try? names(&reader)) ?? "…") + ")"
        case 6: return interface + ".Invoke(" + ((try? invoke(&reader)) ?? "…") + ")"
        default: return nil
        }
    }

    private static func names(_ reader: inout WireReader) throws -> String {
        _ = try reader.guid()
        let count = Int(try reader.uint32())
        guard count <= 64 else { throw Untold() }
        for _ in 0..<count { _ = try reader.uint32() }
        var names: [String] = []
        for _ in 0..<count {
            _ = try reader.uint32()
            _ = try reader.uint32()
            let length = Int(try reader.uint32())
            names.append(quoted(try reader.raw(2 * length), length))
            try reader.align(4)
        }
        return names.joined(separator: ", ")
    }

    private static func invoke(_ reader: inout WireReader) throws -> String {
        let member = Int32(bitPattern: try reader.uint32())
        _ = try reader.guid()
        _ = try reader.uint32()
        let flags = try reader.uint32()
        let hasArguments = try reader.uint32() != 0
        _ = try reader.uint32()
        let count = Int(try reader.uint32())
        _ = try reader.uint32()
        let kind = flags & 12 != 0 ? "put" : flags & 1 != 0 ? "call" : "get"
        var told: [String] = []
        if hasArguments, count <= 64 {
            _ = try reader.uint32()
            for _ in 0..<count { _ = try reader.uint32() }
            for _ in 0..<count {
                guard let value = try? variant(&reader) else {
                    told.append("…")
                    break
                }
                told.append(value)
            }
        }
        // DISPPARAMS has them last to first.
        return "\(kind) \(member): " + told.reversed().joined(separator: ", ")
    }
}
