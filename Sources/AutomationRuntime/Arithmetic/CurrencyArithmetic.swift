// SPDX-License-Identifier: Apache-2.0
//
// CY arithmetic: exact in 128 bits, then rounded once to four places, a tie to the even digit.

import AutomationTypes

extension Currency {
    private static func checked(_ result: (Int64, Bool), _ operation: StaticString) throws(COMError) -> Currency {
        guard !result.1 else { throw overflow(operation) }
        return Currency(scaled: result.0)
    }

    private static func overflow(_ operation: StaticString) -> COMError {
        COMError(.DISP_E_OVERFLOW, "the \(operation) is out of a CY's range")
    }

    /// - Throws: DISP_E_OVERFLOW
    public static func + (a: Currency, b: Currency) throws(COMError) -> Currency {
        let (sum, overflow) = a.scaled.addingReportingOverflow(b.scaled)
        return try checked((sum, overflow), "sum")
    }

    /// - Throws: DISP_E_OVERFLOW
    public static func - (a: Currency, b: Currency) throws(COMError) -> Currency {
        let (difference, overflow) = a.scaled.subtractingReportingOverflow(b.scaled)
        return try checked((difference, overflow), "difference")
    }

    /// The product, rounded to four places, a tie to the even digit.
    /// - Throws: DISP_E_OVERFLOW
    public static func * (a: Currency, b: Currency) throws(COMError) -> Currency {
        // 126 bits hold the product of two numbers of 63 bits.
        let product = Int128(a.scaled) * Int128(b.scaled)
        guard let scaled = Int64(exactly: rounded(product, by: 10_000)) else { throw overflow("product") }
        return Currency(scaled: scaled)
    }

    /// - Throws: DISP_E_OVERFLOW
    public static func * (a: Currency, b: Int64) throws(COMError) -> Currency {
        let (product, overflow) = a.scaled.multipliedReportingOverflow(by: b)
        return try checked((product, overflow), "product")
    }

    /// - Throws: DISP_E_OVERFLOW for the lowest amount, whose opposite is out of range.
    public static prefix func - (value: Currency) throws(COMError) -> Currency {
        let (difference, overflow) = (0 as Int64).subtractingReportingOverflow(value.scaled)
        return try checked((difference, overflow), "opposite")
    }

    /// The amount without its sign.
    /// - Throws: DISP_E_OVERFLOW for the lowest amount.
    public func absolute() throws(COMError) -> Currency { scaled < 0 ? try -self : self }

    /// The amount without its places: -2.5 becomes -2. VarCyFix.
    public var truncated: Currency { Currency(scaled: scaled - scaled % 10_000) }

    /// The largest whole amount that is not greater: -2.5 becomes -3. VarCyInt.
    /// - Throws: DISP_E_OVERFLOW below -922337203685477.
    public func floor() throws(COMError) -> Currency {
        let rest = scaled % 10_000
        guard rest < 0 else { return truncated }
        let (result, overflow) = (scaled - rest).subtractingReportingOverflow(10_000)
        return try Currency.checked((result, overflow), "integer below the amount")
    }

    /// The amount with at most so many places, a tie rounded to the even digit. VarCyRound.
    /// - Throws: E_INVALIDARG for a negative number of places, DISP_E_OVERFLOW
    public func rounded(places: Int) throws(COMError) -> Currency {
        guard places >= 0 else { throw COMError(.E_INVALIDARG, "an amount is rounded to 0 or more places") }
        guard places < 4 else { return self }
        let unit: Int128 = places == 0 ? 10_000 : places == 1 ? 1000 : places == 2 ? 100 : 10
        guard let scaled = Int64(exactly: Currency.rounded(Int128(scaled), by: unit) * unit) else {
            throw Currency.overflow("rounded amount")
        }
        return Currency(scaled: scaled)
    }

    private static func rounded(_ value: Int128, by divisor: Int128) -> Int128 {
        let (whole, rest) = value.quotientAndRemainder(dividingBy: divisor)
        let twice = rest.magnitude * 2
        let isAway = twice > divisor.magnitude || (twice == divisor.magnitude && whole & 1 != 0)
        return isAway ? (value < 0 ? whole - 1 : whole + 1) : whole
    }

    /// How the amount is ordered to a Double, which stands for the nearest amount; nil for NaN.
    public func compare(to other: Double) -> ValueOrder? {
        if other.isNaN { return nil }
        // What a CY cannot hold is beyond all of them.
        guard let amount = Currency(other) else { return other > 0 ? .less : .greater }
        return ValueOrder(scaled < amount.scaled ? -1 : scaled == amount.scaled ? 0 : 1)
    }
}
