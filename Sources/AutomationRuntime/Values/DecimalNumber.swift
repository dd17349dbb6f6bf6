// SPDX-License-Identifier: Apache-2.0

public import CAutomation

/// A DECIMAL: an integer of 96 bits and a sign, divided by a power of ten from 0 to 28. [MS-OAUT] 2.2.26
public struct DecimalNumber: Sendable {
    /// Below 2^96.
    public private(set) var magnitude: UInt128
    /// 0 to 28.
    public private(set) var scale: Int
    public private(set) var isNegative: Bool

    static let limit = UInt128(1) << 96
    static let maximumScale = 28

    init(magnitude: UInt128, scale: Int, isNegative: Bool) {
        self.magnitude = magnitude
        self.scale = scale
        self.isNegative = isNegative
    }

    /// nil if the scale exceeds 28 or the sign byte is not one of the two.
    public init?(_ raw: DECIMAL) {
        guard raw.scale <= DecimalNumber.maximumScale, raw.sign & ~UInt8(DECIMAL_NEG) == 0 else { return nil }
        magnitude = UInt128(raw.Hi32) << 64 | UInt128(raw.Lo64)
        scale = Int(raw.scale)
        isNegative = raw.sign != 0
    }

    public init(_ value: Int64) { self.init(magnitude: UInt128(value.magnitude), scale: 0, isNegative: value < 0) }
    public init(_ value: UInt64) { self.init(magnitude: UInt128(value), scale: 0, isNegative: false) }

    /// An integer exactly, another number with 15 significant digits; nil if it is out of range or not a number.
    public init?(_ value: Double) { self.init(value, digits: 15) }

    /// An integer exactly, another number with 7 significant digits; nil if it is out of range or not a number.
    public init?(_ value: Float) { self.init(Double(value), digits: 7) }

    private init?(_ value: Double, digits: Int) {
        guard value.magnitude < 0x1p96 else { return nil }
        if value == value.rounded(.towardZero) {
            self.init(magnitude: UInt128(value.magnitude), scale: 0, isNegative: value < 0)
            return
        }
        let parts = SignificantDigits(value, count: digits)
        self.init(
            ParsedNumber(
                isNegative: value < 0, mantissa: UInt128(parts.digits), exponent: parts.exponent - (digits - 1)))
        removeTrailingZeros()
        if magnitude == 0 { isNegative = false }
    }

    /// The nearest number that 96 bits and 28 places can hold, a tie to the even one; nil if it is out of range.
    init?(_ parsed: ParsedNumber) {
        // As many places as the text has, at most 28, fewer if the digits need more than 96 bits.
        var places = min(max(-parsed.exponent, 0), DecimalNumber.maximumScale)
        while true {
            if let magnitude = parsed.scaledMagnitude(places: places, ties: .even), magnitude < DecimalNumber.limit {
                self.init(magnitude: magnitude, scale: places, isNegative: parsed.isNegative)
                return
            }
            guard places > 0 else { return nil }
            places -= 1
        }
    }

    public var raw: DECIMAL {
        var raw = DECIMAL()
        raw.scale = UInt8(scale)
        raw.sign = isNegative ? UInt8(DECIMAL_NEG) : 0
        raw.Hi32 = UInt32(truncatingIfNeeded: magnitude >> 64)
        raw.Lo64 = UInt64(truncatingIfNeeded: magnitude)
        return raw
    }

    /// The nearest Double.
    public var double: Double {
        if magnitude == 0 { return 0 }
        return ParsedNumber(isNegative: isNegative, mantissa: magnitude, exponent: -scale).double
    }

    /// The absolute value times `10^places`, rounded to an integer; nil if it needs more than 128 bits.
    func scaledMagnitude(places: Int, ties: Ties) -> UInt128? {
        ParsedNumber(isNegative: isNegative, mantissa: magnitude, exponent: -scale)
            .scaledMagnitude(places: places, ties: ties)
    }

    mutating func removeTrailingZeros() {
        while scale > 0, magnitude % 10 == 0 {
            magnitude /= 10
            scale -= 1
        }
    }
}

extension DecimalNumber: Hashable {
    /// Whether both are the same number: 1.0 equals 1.00, and -0 equals 0.
    public static func == (a: DecimalNumber, b: DecimalNumber) -> Bool {
        let (x, y) = (a.reduced, b.reduced)
        return x.magnitude == y.magnitude && x.scale == y.scale && x.isNegative == y.isNegative
    }

    public func hash(into hasher: inout Hasher) {
        let value = reduced
        hasher.combine(value.magnitude)
        hasher.combine(value.scale)
        hasher.combine(value.isNegative)
    }

    private var reduced: DecimalNumber {
        if magnitude == 0 { return DecimalNumber(magnitude: 0, scale: 0, isNegative: false) }
        var copy = self
        copy.removeTrailingZeros()
        return copy
    }
}

extension DecimalNumber: CustomStringConvertible {
    /// `-1234.5`: every significant digit, no trailing zeros after the point, no grouping.
    public var description: String {
        var value = self
        value.removeTrailingZeros()
        var digits = String(value.magnitude)
        if value.scale > 0 {
            if digits.utf8.count <= value.scale {
                digits = String(repeating: "0", count: value.scale + 1 - digits.utf8.count) + digits
            }
            let point = digits.index(digits.endIndex, offsetBy: -value.scale)
            digits.insert(".", at: point)
        }
        return value.isNegative && value.magnitude != 0 ? "-" + digits : digits
    }
}
