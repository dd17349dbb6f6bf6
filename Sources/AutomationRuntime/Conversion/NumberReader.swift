// SPDX-License-Identifier: Apache-2.0
//
// The one reader of numbers as text: VarParseNumFromStr, and with all that it accepts every conversion from text.

import AutomationTypes
import CAutomation

/// What may occur in a number's text, and what did. The numbers are those of NUMPRS_….
public struct NumberParts: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let leadingWhite = NumberParts(rawValue: 0x0001)
    public static let trailingWhite = NumberParts(rawValue: 0x0002)
    public static let leadingPlus = NumberParts(rawValue: 0x0004)
    public static let trailingPlus = NumberParts(rawValue: 0x0008)
    public static let leadingMinus = NumberParts(rawValue: 0x0010)
    public static let trailingMinus = NumberParts(rawValue: 0x0020)
    /// `&H` and `&O`.
    public static let hexOrOctal = NumberParts(rawValue: 0x0040)
    public static let parentheses = NumberParts(rawValue: 0x0080)
    public static let decimal = NumberParts(rawValue: 0x0100)
    public static let thousands = NumberParts(rawValue: 0x0200)
    public static let currency = NumberParts(rawValue: 0x0400)
    public static let exponent = NumberParts(rawValue: 0x0800)
    /// What is left over is an error.
    public static let useAll = NumberParts(rawValue: 0x1000)
    public static let standard = NumberParts(rawValue: 0x1FFF)
    /// Of a result only: the number is negative.
    public static let negative = NumberParts(rawValue: 0x1_0000)
    /// Of a result only: digits that are not zero did not fit.
    public static let inexact = NumberParts(rawValue: 0x2_0000)
}

/// What takes the digits of a number, the most significant first.
protocol DigitSink {
    mutating func append(_ digit: UInt8, isFraction: Bool)
    /// A digit of so many bits.
    mutating func append(_ digit: UInt8, shift: Int)
}

enum NumberReader {
    struct Result {
        var seen: NumberParts = []
        /// Units that belong to the number.
        var used = 0
        /// 4 or 3 for a number of bits.
        var baseShift = 0
        /// Of an exponent that is written.
        var exponent = 0
    }

    /// nil if the text is no number.
    static func read<Sink: DigitSink>(
        _ text: UnsafeBufferPointer<UInt16>, accepting accepted: NumberParts, _ locale: LocaleData, into sink: inout Sink
    ) -> Result? {
        var result = Result()
        var position = 0
        var (hasSign, hasCurrency, inParentheses) = (false, false, false)
        let signs = locale.signs

        func peek() -> UInt16 { position < text.count ? text[position] : 0 }
        func isDigit(_ unit: UInt16) -> Bool { unit >= 0x30 && unit <= 0x39 }
        func matches(_ sign: [UInt16]) -> Bool {
            guard !sign.isEmpty, position + sign.count <= text.count else { return false }
            for index in sign.indices where text[position + index] != sign[index] { return false }
            return true
        }

        // What may stand before the digits, in any order.
        prefix: while position < text.count {
            let unit = peek()
            if NumberText.isSpace(unit), accepted.contains(.leadingWhite) {
                result.seen.insert(.leadingWhite)
                position += 1
            } else if unit == UInt16(ascii: "+"), accepted.contains(.leadingPlus), !hasSign, !inParentheses {
                result.seen.insert(.leadingPlus)
                hasSign = true
                position += 1
            } else if unit == UInt16(ascii: "-"), accepted.contains(.leadingMinus), !hasSign, !inParentheses {
                result.seen.formUnion([.leadingMinus, .negative])
                hasSign = true
                position += 1
            } else if unit == UInt16(ascii: "("), accepted.contains(.parentheses), !hasSign, !inParentheses {
                result.seen.formUnion([.parentheses, .negative])
                inParentheses = true
                position += 1
            } else if accepted.contains(.currency), !hasCurrency, matches(signs.currency) {
                result.seen.insert(.currency)
                hasCurrency = true
                position += signs.currency.count
            } else {
                break prefix
            }
        }

        if peek() == UInt16(ascii: "&"), accepted.contains(.hexOrOctal), !hasSign, !hasCurrency, !inParentheses {
            guard readBits(text, &position, &result, into: &sink) else { return nil }
        } else {
            var digits = 0
            while position < text.count {
                if isDigit(peek()) {
                    sink.append(UInt8(peek() - 0x30), isFraction: false)
                    digits += 1
                    position += 1
                } else if digits > 0, accepted.contains(.thousands), let length = signs.group(text, position) {
                    result.seen.insert(.thousands)
                    position += length
                } else {
                    break
                }
            }
            if accepted.contains(.decimal), matches(signs.decimal) {
                let start = position
                position += signs.decimal.count
                while isDigit(peek()) {
                    sink.append(UInt8(peek() - 0x30), isFraction: true)
                    digits += 1
                    position += 1
                }
                if digits > 0 { result.seen.insert(.decimal) } else { position = start }
            }
            guard digits > 0 else { return nil }
            if accepted.contains(.exponent), peek() | 0x20 == UInt16(ascii: "e") {
                position += 1
                let isNegative = peek() == UInt16(ascii: "-")
                if isNegative || peek() == UInt16(ascii: "+") { position += 1 }
                guard isDigit(peek()) else { return nil }
                var exponent = 0
                while isDigit(peek()) {
                    exponent = min(exponent * 10 + Int(peek() - 0x30), 100_000)
                    position += 1
                }
                result.seen.insert(.exponent)
                result.exponent = isNegative ? -exponent : exponent
            }
        }

        // What may stand after them.
        suffix: while position < text.count {
            let unit = peek()
            if NumberText.isSpace(unit), accepted.contains(.trailingWhite) {
                result.seen.insert(.trailingWhite)
                position += 1
            } else if unit == UInt16(ascii: "+"), accepted.contains(.trailingPlus), !hasSign, !inParentheses {
                result.seen.insert(.trailingPlus)
                hasSign = true
                position += 1
            } else if unit == UInt16(ascii: "-"), accepted.contains(.trailingMinus), !hasSign, !inParentheses {
                result.seen.formUnion([.trailingMinus, .negative])
                hasSign = true
                position += 1
            } else if unit == UInt16(ascii: ")"), inParentheses {
                inParentheses = false
                hasSign = true
                position += 1
            } else if accepted.contains(.currency), !hasCurrency, matches(signs.currency) {
                result.seen.insert(.currency)
                hasCurrency = true
                position += signs.currency.count
            } else {
                break suffix
            }
        }
        guard !inParentheses, position == text.count || !accepted.contains(.useAll) else { return nil }
        result.used = position
        return result
    }

    private static func readBits<Sink: DigitSink>(
        _ text: UnsafeBufferPointer<UInt16>, _ position: inout Int, _ result: inout Result, into sink: inout Sink
    ) -> Bool {
        guard position + 1 < text.count else { return false }
        switch text[position + 1] | 0x20 {
        case UInt16(ascii: "h"): result.baseShift = 4
        case UInt16(ascii: "o"): result.baseShift = 3
        default: return false
        }
        result.seen.insert(.hexOrOctal)
        position += 2
        let start = position
        while position < text.count {
            let unit = text[position]
            let digit: UInt16
            switch unit {
            case 0x30...0x39: digit = unit - 0x30
            case 0x41...0x46: digit = unit - 0x41 + 10
            case 0x61...0x66: digit = unit - 0x61 + 10
            default: return position > start
            }
            guard digit < 1 << UInt16(result.baseShift) else { return position > start }
            sink.append(UInt8(digit), shift: result.baseShift)
            position += 1
        }
        return position > start
    }
}

/// The signs of a locale's numbers, as units.
struct NumberSigns: Sendable {
    var decimal: [UInt16]
    var group: [UInt16]
    var currency: [UInt16]

    /// How many units of a group separator stand at a position. For one that does not break, a plain space serves as well.
    func group(_ text: UnsafeBufferPointer<UInt16>, _ position: Int) -> Int? {
        if group == [0xA0] {
            let unit = text[position]
            guard unit == 0xA0 || unit == 0x20 || unit == 0x202F, position + 1 < text.count, text[position + 1] >= 0x30,
                text[position + 1] <= 0x39
            else { return nil }
            return 1
        }
        guard !group.isEmpty, position + group.count <= text.count else { return nil }
        for index in group.indices where text[position + index] != group[index] { return nil }
        return group.count
    }
}

// MARK: - VarParseNumFromStr and VarNumFromParseNum

/// A number's digits, and what else its text tells: NUMPARSE.
public struct NumberDigits: Sendable {
    /// The most significant first, without zeros at either end; one zero for zero.
    public var digits: [UInt8]
    public var seen: NumberParts
    /// Units of the text that belong to the number.
    public var used: Int
    /// Bits of a digit: 4 for `&H`, 3 for `&O`, 0 for a decimal number.
    public var baseShift: Int
    /// The power of ten that the digits are multiplied by.
    public var powerOfTen: Int

    public init(digits: [UInt8], seen: NumberParts = [], used: Int = 0, baseShift: Int = 0, powerOfTen: Int = 0) {
        self.digits = digits
        self.seen = seen
        self.used = used
        self.baseShift = baseShift
        self.powerOfTen = powerOfTen
    }

    private struct Sink: DigitSink {
        var digits: [UInt8] = []
        var room: Int
        var powerOfTen = 0
        var isInexact = false
        var overflows = false

        mutating func append(_ digit: UInt8, isFraction: Bool) {
            if digits.isEmpty, digit == 0 {
                if isFraction { powerOfTen -= 1 }
            } else if digits.count < room {
                digits.append(digit)
                if isFraction { powerOfTen -= 1 }
            } else {
                if digit != 0 { isInexact = true }
                if !isFraction { powerOfTen += 1 }
            }
        }

        mutating func append(_ digit: UInt8, shift: Int) {
            if digits.isEmpty, digit == 0 { return }
            if digits.count < room { digits.append(digit) } else { overflows = true }
        }
    }

    /// Takes a text apart: VarParseNumFromStr.
    /// - Parameter room: how many digits are wanted; further ones are dropped.
    /// - Throws: DISP_E_TYPEMISMATCH if the text is no number, DISP_E_OVERFLOW if a number of bits has more digits than room.
    public init(
        _ text: UnsafeBufferPointer<UInt16>, accepting accepted: NumberParts, locale: UInt32, room: Int
    ) throws(COMError) {
        var sink = Sink(room: max(room, 0))
        guard let read = NumberReader.read(text, accepting: accepted, LocaleData.of(locale), into: &sink) else {
            throw COMError(.DISP_E_TYPEMISMATCH)
        }
        guard !sink.overflows else { throw COMError(.DISP_E_OVERFLOW) }
        if read.baseShift == 0 {
            while sink.digits.count > 1 || sink.digits.first == 0, sink.digits.last == 0 {
                sink.digits.removeLast()
                sink.powerOfTen += 1
            }
            sink.powerOfTen += read.exponent
        }
        digits = sink.digits.isEmpty ? [0] : sink.digits
        seen = sink.isInexact ? read.seen.union(.inexact) : read.seen
        used = read.used
        baseShift = read.baseShift
        powerOfTen = sink.powerOfTen
    }

    /// The first type that holds the number, in the order VT_I1, VT_UI1, VT_I2, VT_UI2, VT_I4, VT_UI4, VT_I8, VT_UI8 for an
    /// integer, then VT_R4, VT_R8, VT_CY, VT_DECIMAL: VarNumFromParseNum.
    /// - Parameter types: VTBIT_…: the bit of each type that may be.
    /// - Throws: DISP_E_OVERFLOW if none of them holds it.
    public func value(types: UInt32) throws(COMError) -> Variant {
        func allows(_ type: VarType) -> Bool { types & 1 << UInt32(type.rawValue) != 0 }
        var made = VARIANT()
        func store(_ number: NumberText, _ type: VarType) -> Bool {
            number.store(as: type, in: &made).isSuccess
        }
        let reals: [VarType] = [.r4, .r8, .cy, .decimal]
        if baseShift != 0 {
            var bits: UInt64 = 0
            for digit in digits {
                guard bits >> UInt64(64 - baseShift) == 0 else { throw COMError(.DISP_E_OVERFLOW) }
                bits = bits << UInt64(baseShift) | UInt64(digit)
            }
            // Bits: a VT_I2 holds &HFFFF, which is -1.
            for (type, width) in [(VarType.i1, 8), (.ui1, 8), (.i2, 16), (.ui2, 16), (.i4, 32), (.ui4, 32), (.i8, 64), (.ui8, 64)]
            where allows(type) && (width == 64 || bits >> UInt64(width) == 0) {
                if store(.bits(bits), type) { return Variant(adopting: made) }
            }
            for type in [VarType.decimal, .r4, .r8, .cy] where allows(type) && store(.bits(bits), type) {
                return Variant(adopting: made)
            }
            throw COMError(.DISP_E_OVERFLOW)
        }
        var parsed = ParsedNumber()
        for digit in digits {
            guard parsed.mantissa < UInt128.max / 100 else {
                if digit != 0 { parsed.hasMore = true }
                parsed.exponent += 1
                continue
            }
            parsed.mantissa = parsed.mantissa * 10 + UInt128(digit)
        }
        parsed.exponent += max(-100_000, min(powerOfTen, 100_000))
        parsed.isNegative = seen.contains(.negative) && parsed.mantissa != 0
        let number = NumberText.decimal(parsed)
        let integers: [VarType] =
            parsed.isNegative ? [.i1, .i2, .i4, .i8] : [.i1, .ui1, .i2, .ui2, .i4, .ui4, .i8, .ui8]
        // A number with places is an integer only if nothing else is wanted.
        let isWhole = parsed.exponent >= 0 || parsed.mantissa == 0
        if isWhole || !reals.contains(where: allows) {
            for type in integers where allows(type) && store(number, type) { return Variant(adopting: made) }
        }
        for type in reals where allows(type) && store(number, type) { return Variant(adopting: made) }
        throw COMError(.DISP_E_OVERFLOW)
    }
}
