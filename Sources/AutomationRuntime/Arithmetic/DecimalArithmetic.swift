// SPDX-License-Identifier: Apache-2.0
//
// DECIMAL arithmetic: exact in 256 bits, then rounded once to what 96 bits and 28 places hold, a tie to the even digit.

import AutomationTypes

extension DecimalNumber {
    /// 10^0 to 10^28.
    static let powersOfTen: [UInt128] = {
        var powers: [UInt128] = [1]
        for _ in 0..<maximumScale { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()

    /// `magnitude / 10^scale`, rounded to what a DECIMAL holds; nil if it is too large.
    private init?(_ magnitude: WideMagnitude, scale: Int, isNegative: Bool) {
        var (value, scale) = (magnitude, scale)
        var (digit, sticky) = (0 as UInt128, false)
        while !value.fits || scale > DecimalNumber.maximumScale {
            guard scale > 0 else { return nil }
            sticky = sticky || digit != 0
            digit = value.divideByTen()
            scale -= 1
        }
        var result = value.low
        if digit > 5 || (digit == 5 && (sticky || result & 1 == 1)) {
            result += 1
            if result == DecimalNumber.limit {
                // 2^96 is 79228162514264337593543950336: without its last digit it is rounded up.
                guard scale > 0 else { return nil }
                result = result / 10 + 1
                scale -= 1
            }
        }
        // There is one zero.
        self.init(magnitude: result, scale: scale, isNegative: isNegative && result != 0)
    }

    private static func sum(_ a: DecimalNumber, _ b: DecimalNumber, negatingSecond: Bool) -> DecimalNumber? {
        let scale = max(a.scale, b.scale)
        let secondIsNegative = b.isNegative != negatingSecond
        let left = WideMagnitude(product: a.magnitude, powersOfTen[scale - a.scale])
        let right = WideMagnitude(product: b.magnitude, powersOfTen[scale - b.scale])
        if a.isNegative == secondIsNegative { return DecimalNumber(left + right, scale: scale, isNegative: a.isNegative) }
        return left < right
            ? DecimalNumber(right - left, scale: scale, isNegative: secondIsNegative)
            : DecimalNumber(left - right, scale: scale, isNegative: a.isNegative)
    }

    private static func checked(_ value: DecimalNumber?, _ operation: StaticString) throws(COMError) -> DecimalNumber {
        guard let value else { throw COMError(.DISP_E_OVERFLOW, "the \(operation) of two DECIMALs needs more than 96 bits") }
        return value
    }

    /// The sum, with as many places as the operand that has more of them, fewer if 96 bits do not suffice.
    /// - Throws: DISP_E_OVERFLOW
    public static func + (a: DecimalNumber, b: DecimalNumber) throws(COMError) -> DecimalNumber {
        try checked(sum(a, b, negatingSecond: false), "sum")
    }

    /// The difference, with as many places as the operand that has more of them, fewer if 96 bits do not suffice.
    /// - Throws: DISP_E_OVERFLOW
    public static func - (a: DecimalNumber, b: DecimalNumber) throws(COMError) -> DecimalNumber {
        try checked(sum(a, b, negatingSecond: true), "difference")
    }

    /// The product, with the places of both operands, fewer if 96 bits or 28 places do not suffice.
    /// - Throws: DISP_E_OVERFLOW
    public static func * (a: DecimalNumber, b: DecimalNumber) throws(COMError) -> DecimalNumber {
        try checked(product(a, b), "product")
    }

    private static func product(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber? {
        DecimalNumber(
            WideMagnitude(product: a.magnitude, b.magnitude), scale: a.scale + b.scale,
            isNegative: a.isNegative != b.isNegative)
    }

    /// The quotient, with as many places as it takes to be exact, or as 96 bits and 28 places hold.
    /// - Throws: DISP_E_DIVBYZERO, DISP_E_OVERFLOW
    public static func / (a: DecimalNumber, b: DecimalNumber) throws(COMError) -> DecimalNumber {
        guard b.magnitude != 0 else { throw COMError(.DISP_E_DIVBYZERO, "a DECIMAL divided by zero") }
        return try checked(quotient(a, b), "quotient")
    }

    private static func quotient(_ a: DecimalNumber, _ b: DecimalNumber) -> DecimalNumber? {
        var scale = a.scale - b.scale
        var (value, rest) = a.magnitude.quotientAndRemainder(dividingBy: b.magnitude)
        let isNegative = a.isNegative != b.isNegative
        // One digit more at a time: the rest has 96 bits, ten times it fits 128.
        while scale < 0 || (rest != 0 && scale < maximumScale) {
            let (digit, next) = rest == 0 ? (0, 0) : (rest * 10).quotientAndRemainder(dividingBy: b.magnitude)
            let longer = value * 10 + digit
            if longer >= limit {
                guard scale >= 0 else { return nil }
                break
            }
            value = longer
            rest = next
            scale += 1
        }
        let twice = rest * 2
        if twice > b.magnitude || (twice == b.magnitude && value & 1 == 1) {
            return DecimalNumber(WideMagnitude(value + 1), scale: scale, isNegative: isNegative)
        }
        return DecimalNumber(magnitude: value, scale: scale, isNegative: isNegative && value != 0)
    }

    /// The number with the other sign; of zero, zero.
    public static prefix func - (value: DecimalNumber) -> DecimalNumber {
        DecimalNumber(
            magnitude: value.magnitude, scale: value.scale, isNegative: !value.isNegative && value.magnitude != 0)
    }

    /// The number without its sign.
    public var absolute: DecimalNumber { DecimalNumber(magnitude: magnitude, scale: scale, isNegative: false) }

    /// The number without its places: -2.5 becomes -2. VarDecFix.
    public var truncated: DecimalNumber {
        let whole = magnitude / DecimalNumber.powersOfTen[scale]
        return DecimalNumber(magnitude: whole, scale: 0, isNegative: isNegative && whole != 0)
    }

    /// The largest integer that is not greater: -2.5 becomes -3. VarDecInt.
    public var floor: DecimalNumber {
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: DecimalNumber.powersOfTen[scale])
        // Only a number with places has a rest, and that is far from the largest.
        return DecimalNumber(
            magnitude: isNegative && rest != 0 ? whole + 1 : whole, scale: 0, isNegative: isNegative && magnitude != 0)
    }

    /// The number with at most so many places, a tie rounded to the even digit. VarDecRound.
    /// - Throws: E_INVALIDARG for a negative number of places.
    public func rounded(places: Int) throws(COMError) -> DecimalNumber {
        guard places >= 0 else { throw COMError(.E_INVALIDARG, "a number is rounded to 0 or more places") }
        guard scale > places else {
            return DecimalNumber(magnitude: magnitude, scale: scale, isNegative: isNegative && magnitude != 0)
        }
        let divisor = DecimalNumber.powersOfTen[scale - places]
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: divisor)
        let isUp = rest > divisor / 2 || (rest == divisor / 2 && whole & 1 == 1)
        let result = isUp ? whole + 1 : whole
        return DecimalNumber(magnitude: result, scale: places, isNegative: isNegative && result != 0)
    }
}

extension DecimalNumber: Comparable {
    public static func < (a: DecimalNumber, b: DecimalNumber) -> Bool { a.order(to: b) < 0 }

    /// -1 if this number is less than the other, 0 if both are the same number, 1 if it is greater.
    func order(to other: DecimalNumber) -> Int {
        let (isBelow, otherIsBelow) = (isNegative && magnitude != 0, other.isNegative && other.magnitude != 0)
        if isBelow != otherIsBelow { return isBelow ? -1 : 1 }
        let common = max(scale, other.scale)
        let left = WideMagnitude(product: magnitude, DecimalNumber.powersOfTen[common - scale])
        let right = WideMagnitude(product: other.magnitude, DecimalNumber.powersOfTen[common - other.scale])
        if left < right { return isBelow ? 1 : -1 }
        return right < left ? (isBelow ? -1 : 1) : 0
    }

    /// How the number is ordered to a Double, which stands for its 15 significant digits; nil for NaN.
    public func compare(to other: Double) -> ValueOrder? {
        if other.isNaN { return nil }
        // What a DECIMAL cannot hold is beyond all of them.
        guard let decimal = DecimalNumber(other) else { return other > 0 ? .less : .greater }
        return ValueOrder(order(to: decimal))
    }
}
