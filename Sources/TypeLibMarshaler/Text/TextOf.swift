// SPDX-License-Identifier: Apache-2.0

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
            HResult(UInt32(truncatingIfNeeded: bits)).name ?? "0x" + hexadecimal(bits & 0xFFFF_FFFF, digits: 8)
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

    /// A DATE: days since 1899-12-30; of a day before that, the time counts forward all the same. [MS-OAUT] 2.2.25
    private static func date(_ value: Double) -> String {
        // The years 100 to 9999.
        guard value > -657_435, value < 2_958_466 else { return "date \(value)" }
        let day = value.rounded(.towardZero)
        let seconds = Int(((value - day).magnitude * 86400).rounded())
        let (year, month, dayOfMonth) = civil(Int(day) + seconds / 86400)
        let rest = seconds % 86400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text = String("000\(year)".suffix(4)) + "-" + two(month) + "-" + two(dayOfMonth)
        return rest == 0 ? text : text + "T" + two(rest / 3600) + ":" + two(rest / 60 % 60) + ":" + two(rest % 60)
    }

    /// The Gregorian date of a day since 1899-12-30.
    private static func civil(_ day: Int) -> (Int, Int, Int) {
        // Counted from a 1st of March, so that a leap day is a year's last.
        let shifted = day + 693_899
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let index = (5 * dayOfYear + 2) / 153
        let month = index < 10 ? index + 3 : index - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * index + 2) / 5 + 1)
    }

    /// A DECIMAL as it lies in memory: scale and sign at 2 and 3, the high 32 bits at 4, the low 64 at 8.
    static func decimal(_ bytes: UnsafeRawBufferPointer) -> String {
        guard bytes.count >= 16 else { return "?" }
        let scale = Int(bytes[2])
        var high = UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        var low = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        var digits: [UInt8] = []
        repeat {
            // Long division of 96 bits by 10.
            let (quotientHigh, remainderHigh) = high.quotientAndRemainder(dividingBy: 10)
            let (quotientLow, digit) = UInt64(10).dividingFullWidth((remainderHigh, low))
            (high, low) = (quotientHigh, quotientLow)
            digits.append(UInt8(ascii: "0") + UInt8(digit))
        } while high != 0 || low != 0
        while digits.count <= scale { digits.append(UInt8(ascii: "0")) }
        digits.reverse()
        if scale > 0 { digits.insert(UInt8(ascii: "."), at: digits.count - scale) }
        return (bytes[3] & 0x80 != 0 ? "-" : "") + String(decoding: digits, as: UTF8.self)
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
