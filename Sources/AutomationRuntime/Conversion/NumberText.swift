// SPDX-License-Identifier: Apache-2.0
//
// Numbers as text: what VarBstrFromR8 writes and VarParseNumFromStr reads, with the signs of a locale.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where a number halfway between two others goes.
enum Ties {
    /// To the even neighbour: banker's rounding, the rule of the Var…From… functions.
    case even
    /// To the neighbour farther from zero.
    case away
}

/// A decimal number of any size: `±mantissa × 10^exponent`.
struct ParsedNumber {
    var isNegative = false
    var mantissa: UInt128 = 0
    var exponent = 0
    /// Whether digits beyond the mantissa's were dropped that were not all zero.
    var hasMore = false

    /// The absolute value times `10^places`, rounded to an integer; nil if it needs more than 128 bits.
    func scaledMagnitude(places: Int, ties: Ties) -> UInt128? {
        var value = mantissa
        var shift = exponent + places
        if value == 0 { return 0 }
        while shift > 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
            shift -= 1
        }
        guard shift < 0 else { return value }
        guard shift >= -38 else { return 0 }
        var divisor: UInt128 = 1
        for _ in 0..<(-shift) { divisor *= 10 }
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        let half = divisor / 2
        let up =
            remainder > half
            || (remainder == half && (hasMore || ties == .away || quotient & 1 == 1))
        return up ? quotient + 1 : quotient
    }

    /// The nearest Double; infinite if the number is out of range.
    var double: Double {
        if mantissa < (1 << 53), !hasMore, exponent >= -22, exponent <= 22 {
            let value = Double(UInt64(mantissa))
            let scaled =
                exponent < 0 ? value / ParsedNumber.powersOfTen[-exponent] : value * ParsedNumber.powersOfTen[exponent]
            return isNegative ? -scaled : scaled
        }
        let text = String(mantissa) + (hasMore ? "1e" + String(exponent - 1) : "e" + String(exponent))
        let value = Double(text) ?? .infinity
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}

/// What a text means as a number.
enum NumberText {
    case decimal(ParsedNumber)
    /// `&H…` or `&O…`: bits, at most 64.
    case bits(UInt64)
}

extension NumberText {
    /// Reads the whole text: white space, one sign before or after or parentheses, the currency's symbol, digits with group
    /// separators, a decimal separator, an exponent. This is what VarParseNumFromStr accepts with NUMPRS_STD.
    init?(_ text: UnsafeBufferPointer<UInt16>, locale: LocaleData = .english) {
        var sink = MantissaSink()
        guard let read = NumberReader.read(text, accepting: .standard, locale, into: &sink) else { return nil }
        if read.baseShift != 0 {
            guard !sink.overflows else { return nil }
            self = .bits(UInt64(truncatingIfNeeded: sink.number.mantissa))
        } else {
            sink.number.exponent += read.exponent
            sink.number.isNegative = read.seen.contains(.negative)
            self = .decimal(sink.number)
        }
    }

    /// Digits as one integer.
    private struct MantissaSink: DigitSink {
        var number = ParsedNumber()
        /// Whether a number of bits has more than 64.
        var overflows = false

        mutating func append(_ digit: UInt8, isFraction: Bool) {
            let (product, overflow) = number.mantissa.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
            if !overflow, !carry, !number.hasMore, number.mantissa < NumberText.mantissaLimit {
                number.mantissa = sum
                if isFraction { number.exponent -= 1 }
            } else {
                if digit != 0 { number.hasMore = true }
                if !isFraction { number.exponent += 1 }
            }
        }

        mutating func append(_ digit: UInt8, shift: Int) {
            if number.mantissa >> UInt128(64 - shift) != 0 { overflows = true }
            number.mantissa = (number.mantissa << UInt128(shift) | UInt128(digit)) & UInt128(UInt64.max)
        }
    }

    /// Digits that a mantissa takes before it would come near 128 bits.
    private static let mantissaLimit: UInt128 = {
        var limit: UInt128 = 1
        for _ in 0..<36 { limit *= 10 }
        return limit
    }()

    static func isSpace(_ unit: UInt16) -> Bool { unit == 0x20 || (unit >= 9 && unit <= 13) || unit == 0xA0 }
}

extension UInt16 {
    init(ascii: Unicode.Scalar) { self = UInt16(truncatingIfNeeded: ascii.value) }
}

// MARK: - Formatting

/// The first significant decimal digits of a finite number, correctly rounded: `digits × 10^(exponent - count + 1)`.
struct SignificantDigits {
    var digits: UInt64 = 0
    var exponent = 0
    var count: Int

    /// - Parameter count: 1 to 18.
    init(_ value: Double, count: Int) {
        self.count = count
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 48) { buffer in
            let length = withVaList([Int32(count - 1), value.magnitude]) {
                vsnprintf(buffer.baseAddress, buffer.count, "%.*e", $0)
            }
            // d.dddde±xx; the point is the process locale's and is passed over, whatever it is.
            var index = 0
            while index < Int(length), buffer[index] != CChar(UInt8(ascii: "e")) {
                let byte = UInt8(bitPattern: buffer[index])
                if byte >= 0x30, byte <= 0x39 { digits = digits * 10 + UInt64(byte - 0x30) }
                index += 1
            }
            index += 1
            let negative = index < Int(length) && buffer[index] == CChar(UInt8(ascii: "-"))
            while index < Int(length) {
                let byte = UInt8(bitPattern: buffer[index])
                if byte >= 0x30, byte <= 0x39 { exponent = exponent * 10 + Int(byte - 0x30) }
                index += 1
            }
            if negative { exponent = -exponent }
        }
    }
}

extension NumberText {
    /// The text that VarBstrFromR8 gives (15 digits) or VarBstrFromR4 (7): C's %G, with a point in every locale.
    static func format(_ value: Double, digits count: Int) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-INF" : "INF" }
        if value == 0 { return "0" }
        let parts = SignificantDigits(value, count: count)
        var text = String(parts.digits)
        let sign = value < 0 ? "-" : ""
        func trimmed(_ text: String) -> String {
            var text = text
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
            return text
        }
        if parts.exponent < -4 || parts.exponent >= count {
            text.insert(".", at: text.index(after: text.startIndex))
            let magnitude = String(abs(parts.exponent))
            return sign + trimmed(text) + (parts.exponent < 0 ? "E-" : "E+")
                + (magnitude.utf8.count < 2 ? "0" + magnitude : magnitude)
        }
        if parts.exponent < 0 {
            text = "0." + String(repeating: "0", count: -parts.exponent - 1) + text
        } else if parts.exponent + 1 < count {
            text.insert(".", at: text.index(text.startIndex, offsetBy: parts.exponent + 1))
        } else {
            return sign + text
        }
        return sign + trimmed(text)
    }
}
