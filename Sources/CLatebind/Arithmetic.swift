// SPDX-License-Identifier: Apache-2.0
//
// Var… functions of VARIANTs: thin over VariantOps.

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions

/// A failing function leaves VT_EMPTY, so that its caller may clear the result, unless that is one of the operands.
private func calculate(
    _ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?,
    _ function: (VariantPointer, VariantPointer, VariantPointer) -> HResult
) -> HRESULT {
    guard let left, let right, let result else { return HResult.E_INVALIDARG.rawValue }
    let status = function(left, right, result)
    if !status.isSuccess, result != left, result != right { VariantOps.initialize(result) }
    return status.rawValue
}

private func calculate(
    _ value: LPVARIANT?, _ result: LPVARIANT?, _ function: (VariantPointer, VariantPointer) -> HResult
) -> HRESULT {
    guard let value, let result else { return HResult.E_INVALIDARG.rawValue }
    let status = function(value, result)
    if !status.isSuccess, result != value { VariantOps.initialize(result) }
    return status.rawValue
}

@c @implementation
public func VarAdd(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.add($0, $1, into: $2) }
}
@c @implementation
public func VarSub(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.subtract($0, $1, into: $2) }
}
@c @implementation
public func VarMul(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.multiply($0, $1, into: $2) }
}
@c @implementation
public func VarDiv(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.divide($0, $1, into: $2) }
}
@c @implementation
public func VarIdiv(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.divideIntegers($0, $1, into: $2) }
}
@c @implementation
public func VarMod(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.remainder($0, $1, into: $2) }
}
@c @implementation
public func VarPow(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.power($0, $1, into: $2) }
}
@c @implementation
public func VarAnd(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.and($0, $1, into: $2) }
}
@c @implementation
public func VarOr(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.or($0, $1, into: $2) }
}
@c @implementation
public func VarXor(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.xor($0, $1, into: $2) }
}
@c @implementation
public func VarEqv(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.equivalence($0, $1, into: $2) }
}
@c @implementation
public func VarImp(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.implication($0, $1, into: $2) }
}
@c @implementation
public func VarCat(_ left: LPVARIANT?, _ right: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(left, right, result) { VariantOps.joinTexts($0, $1, into: $2) }
}

// MARK: Of one operand

@c @implementation
public func VarAbs(_ value: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(value, result) { VariantOps.absolute($0, into: $1) }
}
@c @implementation
public func VarNeg(_ value: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(value, result) { VariantOps.negate($0, into: $1) }
}
@c @implementation
public func VarNot(_ value: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(value, result) { VariantOps.not($0, into: $1) }
}
@c @implementation
public func VarFix(_ value: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(value, result) { VariantOps.truncate($0, into: $1) }
}
@c @implementation
public func VarInt(_ value: LPVARIANT?, _ result: LPVARIANT?) -> HRESULT {
    calculate(value, result) { VariantOps.floor($0, into: $1) }
}
@c @implementation
public func VarRound(_ value: LPVARIANT?, _ places: Int32, _ result: LPVARIANT?) -> HRESULT {
    calculate(value, result) { VariantOps.round($0, places: Int(places), into: $1) }
}

// MARK: Comparison

@c @implementation
public func VarCmp(_ left: LPVARIANT?, _ right: LPVARIANT?, _ locale: LCID, _ flags: ULONG) -> HRESULT {
    guard let left, let right else { return HResult.E_INVALIDARG.rawValue }
    do {
        return try VariantOps.compare(left, right, locale: locale, flags: TextComparisonFlags(rawValue: flags)).rawValue
    } catch {
        return error.hresult.rawValue
    }
}
@c @implementation
public func VarBstrCmp(_ left: BSTR?, _ right: BSTR?, _ locale: LCID, _ flags: ULONG) -> HRESULT {
    VariantOps.compare(left, right, locale: locale, flags: TextComparisonFlags(rawValue: flags)).rawValue
}
@c @implementation
public func VarBstrCat(_ left: BSTR?, _ right: BSTR?, _ result: Out<BSTR?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = VariantOps.concatenation(left, right)
    return result.pointee == nil ? HResult.E_OUTOFMEMORY.rawValue : 0
}
