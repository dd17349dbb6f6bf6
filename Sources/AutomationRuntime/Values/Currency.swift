// SPDX-License-Identifier: Apache-2.0

/// A CY: a number with four decimal places, ±922,337,203,685,477.5807, exact. [MS-OAUT] 2.2.24
public struct Currency: Hashable, Comparable, Sendable {
    /// The value times 10,000.
    public var scaled: Int64

    public init(scaled: Int64) { self.scaled = scaled }

    /// A whole amount; nil if it is out of range.
    public init?(_ value: Int64) {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10_000)
        guard !overflow else { return nil }
        scaled = product
    }

    /// The nearest amount, a tie to the even one; nil if it is out of range.
    public init?(_ value: Double) {
        // The product and what its rounding lost, so that a tie is a tie of the exact product.
        let product = value * 10_000
        guard product.magnitude < 9.3e18 else { return nil }
        let lost = (-product).addingProduct(value, 10_000)
        var whole = product.rounded(.toNearestOrEven)
        var correction = 0.0
        if product.magnitude < 0x1p52 {
            let rest = product - whole
            if rest == 0.5, lost > 0 { whole += 1 }
            if rest == -0.5, lost < 0 { whole -= 1 }
        } else {
            correction = lost.rounded(.toNearestOrEven)
        }
        guard let rounded = Int64(exactly: Int128(whole) + Int128(correction)) else { return nil }
        scaled = rounded
    }

    /// The nearest amount, a tie to the even one; nil if it is out of range.
    public init?(_ value: DecimalNumber) {
        guard let magnitude = value.scaledMagnitude(places: 4, ties: .even),
            let scaled = Int64(magnitude: magnitude, isNegative: value.isNegative)
        else { return nil }
        self.scaled = scaled
    }

    public static func < (a: Currency, b: Currency) -> Bool { a.scaled < b.scaled }

    public var double: Double { Double(scaled) / 10_000 }

    public var decimal: DecimalNumber {
        DecimalNumber(magnitude: UInt128(scaled.magnitude), scale: 4, isNegative: scaled < 0)
    }
}

extension Currency: CustomStringConvertible {
    /// `1234.5`: no trailing zeros, no grouping.
    public var description: String { decimal.description }
}

extension Int64 {
    init?(magnitude: UInt128, isNegative: Bool) {
        if isNegative {
            guard magnitude <= UInt128(Int64.min.magnitude) else { return nil }
            self = Int64(truncatingIfNeeded: 0 &- magnitude)
        } else {
            guard let value = Int64(exactly: magnitude) else { return nil }
            self = value
        }
    }
}
