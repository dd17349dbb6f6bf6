// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// Single values as people write them.
enum TextOf {
    /// A number of a type, from its bits.
    static func number(_ bits: UInt64, _ type: VarType) -> String {
        switch type {
        case .i1: "\(Int8(truncatingIfNeeded: bits))"
        case .i2: "\(Int16(truncatingIfNeeded: bits))"
        case .i4, .int, .intPtr: "\(Int32(truncatingIfNeeded: bits))"
        case .i8: "\(Int64(bitPattern: bits))"
        case .bool: bits == 0 ? "false" : "true"
        case .error, .hresult:
            CallText.told(HResult(UInt32(truncatingIfNeeded: bits)))
        case .r4: "\(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))"
        case .r8: "\(Double(bitPattern: bits))"
        case .date: date(Double(bitPattern: bits))
        case .cy: currency(Int64(bitPattern: bits))
        default: "\(bits)"
        }
    }

    private static func currency(_ value: Int64) -> String {
        let magnitude = value.magnitude
        let fraction = String("000\(magnitude % 10000)".suffix(4))
        return (value < 0 ? "-" : "") + "\(magnitude / 10000).\(fraction)"
    }

    private static func date(_ value: Double) -> String {
        guard let date = OleDate(value) else { return "date \(value)" }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text = String("000\(date.year)".suffix(4)) + "-" + two(date.month) + "-" + two(date.day)
        return date.second == 0 ? text : text + "T" + two(date.hour) + ":" + two(date.minute) + ":" + two(date.second % 60)
    }

    /// A DECIMAL as it lies in memory: scale and sign at 2 and 3, the high 32 bits at 4, the low 64 at 8.
    static func decimal(_ bytes: UnsafeRawBufferPointer) -> String {
        guard bytes.count >= 16 else { return "?" }
        let scale = Int(bytes[2])
        let high = UInt128(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        let low = UInt128(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        var digits = String(high << 64 | low)
        if digits.utf8.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits }
        if scale > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale)) }
        return (bytes[3] & 0x80 != 0 ? "-" : "") + digits
    }

    /// Text between quotes.
    static func characters(_ bytes: UnsafeRawBufferPointer, width: Int, isBigEndian: Bool) -> String {
        "\"" + unquoted(bytes, width: width, isBigEndian: isBigEndian) + "\""
    }

    /// Text without a zero at its end, cut off after so many units, with nothing in it that would write over the line.
    static func unquoted(_ bytes: UnsafeRawBufferPointer, width: Int, isBigEndian: Bool) -> String {
        var count = bytes.count / max(1, width)
        func unit(_ index: Int) -> UInt16 {
            if width == 1 { return UInt16(bytes[index]) }
            let unit = bytes.loadUnaligned(fromByteOffset: width * index, as: UInt16.self)
            return isBigEndian ? UInt16(bigEndian: unit) : UInt16(littleEndian: unit)
        }
        if count > 0, unit(count - 1) == 0 { count -= 1 }
        return escaped((0..<min(count, WireTextReader.mostUnits)).map(unit), isCut: count > WireTextReader.mostUnits)
    }

    private static func escaped(_ units: [UInt16], isCut: Bool) -> String {
        var text = ""
        for scalar in String(decoding: units, as: UTF16.self).unicodeScalars {
            switch scalar {
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\"", "\\": text += "\\" + String(scalar)
            // Among them those that turn the direction of a line.
            case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
                || scalar.properties.generalCategory == .lineSeparator || scalar.properties.generalCategory == .paragraphSeparator:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text += String(scalar)
            }
        }
        return text + (isCut ? "…" : "")
    }

    /// Bytes as hexadecimal digits.
    static func bytes(_ bytes: UnsafeRawBufferPointer) -> String {
        let told = bytes.prefix(WireTextReader.mostElements).map { hexadecimal(UInt64($0), digits: 2) }.joined(separator: " ")
        return bytes.count > WireTextReader.mostElements ? "<\(told) … \(bytes.count) bytes>" : "<\(told)>"
    }
}
