// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic with Variants, as scripts do it. Methods and not operators: `1 + 2` is to stay a sum of integers where a Variant is
// expected.

import AutomationTypes
import CAutomation

extension Variant {
    private func combined(
        with other: Variant, _ operation: String, _ function: (VariantPointer, VariantPointer, VariantPointer) -> HResult
    ) throws(COMError) -> Variant {
        var made = VARIANT()
        // The operands are copied bit by bit and stay owned by the values; the functions do not change them.
        var (left, right) = (unownedRaw, other.unownedRaw)
        let status = function(&left, &right, &made)
        withExtendedLifetime((self, other)) {}
        guard status.isSuccess else {
            throw COMError(status, "\(varType.documentedName) \(operation) \(other.varType.documentedName)")
        }
        return Variant(adopting: made)
    }

    private func changed(
        _ operation: String, _ function: (VariantPointer, VariantPointer) -> HResult
    ) throws(COMError) -> Variant {
        var made = VARIANT()
        var operand = unownedRaw
        let status = function(&operand, &made)
        withExtendedLifetime(self) {}
        guard status.isSuccess else { throw COMError(status, "\(operation) of \(varType.documentedName)") }
        return Variant(adopting: made)
    }

    /// The sum, or two texts one after the other: VarAdd. An integer that does not fit its type gets a larger one.
    /// - Throws: DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public func adding(_ other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "plus") { VariantOps.add($0, $1, into: $2) }
    }

    /// The difference; of two dates, the days between them: VarSub.
    /// - Throws: DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public func subtracting(_ other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "minus") { VariantOps.subtract($0, $1, into: $2) }
    }

    /// The product: VarMul.
    /// - Throws: DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public func multiplied(by other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "times") { VariantOps.multiply($0, $1, into: $2) }
    }

    /// The quotient, a real number or a DECIMAL: VarDiv.
    /// - Throws: DISP_E_DIVBYZERO, DISP_E_OVERFLOW, DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH
    public func divided(by other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "divided by") { VariantOps.divide($0, $1, into: $2) }
    }

    /// The whole quotient of both values as integers, rounded towards zero: VarIdiv.
    /// - Throws: DISP_E_DIVBYZERO, DISP_E_OVERFLOW, DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH
    public func integerQuotient(dividingBy other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "divided by") { VariantOps.divideIntegers($0, $1, into: $2) }
    }

    /// The rest of the whole division, with the sign of this value: VarMod.
    /// - Throws: DISP_E_DIVBYZERO, DISP_E_OVERFLOW, DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH
    public func remainder(dividingBy other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "divided by") { VariantOps.remainder($0, $1, into: $2) }
    }

    /// This value to the power of the other: VarPow.
    /// - Throws: DISP_E_OVERFLOW, E_INVALIDARG, DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH
    public func raised(to other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "to the power of") { VariantOps.power($0, $1, into: $2) }
    }

    /// Both values' bits, or whether both are true: VarAnd.
    /// - Throws: DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public func and(_ other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "and") { VariantOps.and($0, $1, into: $2) }
    }

    /// Either value's bits, or whether one is true: VarOr.
    /// - Throws: DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public func or(_ other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "or") { VariantOps.or($0, $1, into: $2) }
    }

    /// The bits in which the values differ: VarXor.
    /// - Throws: DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public func xor(_ other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "xor") { VariantOps.xor($0, $1, into: $2) }
    }

    /// The bits in which the values agree: VarEqv.
    /// - Throws: DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public func equivalence(_ other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "eqv") { VariantOps.equivalence($0, $1, into: $2) }
    }

    /// Whether this value implies the other, bit by bit: VarImp.
    /// - Throws: DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public func implies(_ other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "imp") { VariantOps.implication($0, $1, into: $2) }
    }

    /// Both values as text, one after the other: VarCat.
    /// - Throws: DISP_E_BADVARTYPE, DISP_E_TYPEMISMATCH, E_OUTOFMEMORY
    public func joined(with other: Variant) throws(COMError) -> Variant {
        try combined(with: other, "joined with") { VariantOps.joinTexts($0, $1, into: $2) }
    }

    /// The value with the other sign: VarNeg.
    /// - Throws: DISP_E_OVERFLOW, DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE
    public func negated() throws(COMError) -> Variant { try changed("negation") { VariantOps.negate($0, into: $1) } }

    /// The value without its sign: VarAbs.
    /// - Throws: DISP_E_OVERFLOW, DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE
    public func absolute() throws(COMError) -> Variant {
        try changed("absolute value") { VariantOps.absolute($0, into: $1) }
    }

    /// The value's bits turned over, or the other truth value: VarNot.
    /// - Throws: DISP_E_OVERFLOW, DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE
    public func inverted() throws(COMError) -> Variant { try changed("inversion") { VariantOps.not($0, into: $1) } }

    /// The value without its places: -2.5 becomes -2. VarFix.
    /// - Throws: DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE
    public func truncated() throws(COMError) -> Variant { try changed("truncation") { VariantOps.truncate($0, into: $1) } }

    /// The largest integer that is not greater: -2.5 becomes -3. VarInt.
    /// - Throws: DISP_E_OVERFLOW, DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE
    public func floor() throws(COMError) -> Variant { try changed("integer part") { VariantOps.floor($0, into: $1) } }

    /// The value with at most so many places, a tie rounded to the even digit: VarRound.
    /// - Throws: E_INVALIDARG, DISP_E_OVERFLOW, DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE
    public func rounded(places: Int) throws(COMError) -> Variant {
        try changed("rounding") { VariantOps.round($0, places: places, into: $1) }
    }

    /// How this value is ordered to another: VarCmp. Numbers are compared as numbers, text is greater than every number.
    /// - Throws: DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE
    public func compare(
        to other: Variant, locale: UInt32 = defaultLocale, flags: TextComparisonFlags = []
    ) throws(COMError) -> ValueOrder {
        var (left, right) = (unownedRaw, other.unownedRaw)
        defer { withExtendedLifetime((self, other)) {} }
        return try VariantOps.compare(&left, &right, locale: locale, flags: flags)
    }
}
