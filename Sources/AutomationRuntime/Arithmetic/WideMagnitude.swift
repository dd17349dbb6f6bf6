// SPDX-License-Identifier: Apache-2.0

/// An integer of 256 bits without a sign: what a sum or a product of two DECIMALs needs before it is rounded back to 96 bits.
struct WideMagnitude {
    var high: UInt128
    var low: UInt128

    init(_ value: UInt128) {
        high = 0
        low = value
    }

    /// The product of two numbers, exact.
    init(product a: UInt128, _ b: UInt128) {
        if a >> 64 == 0, b >> 64 == 0 {
            high = 0
            low = a &* b
        } else {
            (high, low) = a.multipliedFullWidth(by: b)
        }
    }

    static func < (a: WideMagnitude, b: WideMagnitude) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }

    /// The sum; the caller knows that it fits.
    static func + (a: WideMagnitude, b: WideMagnitude) -> WideMagnitude {
        var sum = a
        let (low, carry) = a.low.addingReportingOverflow(b.low)
        sum.low = low
        sum.high = a.high &+ b.high &+ (carry ? 1 : 0)
        return sum
    }

    /// The difference; the caller knows that it is not negative.
    static func - (a: WideMagnitude, b: WideMagnitude) -> WideMagnitude {
        var difference = a
        let (low, borrow) = a.low.subtractingReportingOverflow(b.low)
        difference.low = low
        difference.high = a.high &- b.high &- (borrow ? 1 : 0)
        return difference
    }

    /// Whether the number fits a DECIMAL.
    var fits: Bool { high == 0 && low < DecimalNumber.limit }

    /// Divides by 10.
    /// - Returns: the remainder.
    mutating func divideByTen() -> UInt128 {
        let (upper, rest) = high.quotientAndRemainder(dividingBy: 10)
        high = upper
        if rest == 0 {
            let (lower, remainder) = low.quotientAndRemainder(dividingBy: 10)
            low = lower
            return remainder
        }
        let (lower, remainder) = (10 as UInt128).dividingFullWidth((rest, low))
        low = lower
        return remainder
    }
}
