// SPDX-License-Identifier: Apache-2.0
//
// VarDec…, VarCy… and VarR8…: thin over DecimalNumber and Currency.

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions

private let invalidArgument = HResult.E_INVALIDARG.rawValue

// MARK: DECIMAL

private func calculate(
    _ left: LPDECIMAL?, _ right: LPDECIMAL?, _ result: LPDECIMAL?,
    _ function: (DecimalNumber, DecimalNumber) throws(COMError) -> DecimalNumber
) -> HRESULT {
    guard let left, let right, let result, let a = DecimalNumber(left.pointee), let b = DecimalNumber(right.pointee) else {
        return invalidArgument
    }
    do throws(COMError) {
        result.pointee = try function(a, b).raw
        return 0
    } catch {
        return error.hresult.rawValue
    }
}

private func calculate(
    _ value: LPDECIMAL?, _ result: LPDECIMAL?, _ function: (DecimalNumber) throws(COMError) -> DecimalNumber
) -> HRESULT {
    calculate(value, value, result) { (value, _) throws(COMError) in try function(value) }
}

@c @implementation
public func VarDecAdd(_ left: LPDECIMAL?, _ right: LPDECIMAL?, _ result: LPDECIMAL?) -> HRESULT {
    calculate(left, right, result) { (a, b) throws(COMError) in try a + b }
}
@c @implementation
public func VarDecSub(_ left: LPDECIMAL?, _ right: LPDECIMAL?, _ result: LPDECIMAL?) -> HRESULT {
    calculate(left, right, result) { (a, b) throws(COMError) in try a - b }
}
@c @implementation
public func VarDecMul(_ left: LPDECIMAL?, _ right: LPDECIMAL?, _ result: LPDECIMAL?) -> HRESULT {
    calculate(left, right, result) { (a, b) throws(COMError) in try a * b }
}
@c @implementation
public func VarDecDiv(_ left: LPDECIMAL?, _ right: LPDECIMAL?, _ result: LPDECIMAL?) -> HRESULT {
    calculate(left, right, result) { (a, b) throws(COMError) in try a / b }
}
@c @implementation
public func VarDecAbs(_ value: LPDECIMAL?, _ result: LPDECIMAL?) -> HRESULT { calculate(value, result) { $0.absolute } }
@c @implementation
public func VarDecNeg(_ value: LPDECIMAL?, _ result: LPDECIMAL?) -> HRESULT { calculate(value, result) { -$0 } }
@c @implementation
public func VarDecFix(_ value: LPDECIMAL?, _ result: LPDECIMAL?) -> HRESULT { calculate(value, result) { $0.truncated } }
@c @implementation
public func VarDecInt(_ value: LPDECIMAL?, _ result: LPDECIMAL?) -> HRESULT { calculate(value, result) { $0.floor } }
@c @implementation
public func VarDecRound(_ value: LPDECIMAL?, _ places: Int32, _ result: LPDECIMAL?) -> HRESULT {
    calculate(value, result) { (value) throws(COMError) in try value.rounded(places: Int(places)) }
}
@c @implementation
public func VarDecCmp(_ left: LPDECIMAL?, _ right: LPDECIMAL?) -> HRESULT {
    guard let left, let right, let a = DecimalNumber(left.pointee), let b = DecimalNumber(right.pointee) else {
        return invalidArgument
    }
    return (a < b ? ValueOrder.less : a == b ? .equal : .greater).rawValue
}
@c @implementation
public func VarDecCmpR8(_ left: LPDECIMAL?, _ right: DOUBLE) -> HRESULT {
    guard let left, let order = DecimalNumber(left.pointee)?.compare(to: right) else { return invalidArgument }
    return order.rawValue
}

// MARK: CY

private func calculate(_ result: Out<CY>, _ function: () throws(COMError) -> Currency) -> HRESULT {
    guard let result else { return invalidArgument }
    do throws(COMError) {
        result.pointee = CY(int64: try function().scaled)
        return 0
    } catch {
        return error.hresult.rawValue
    }
}

extension CY {
    fileprivate var amount: Currency { Currency(scaled: int64) }
}

@c @implementation
public func VarCyAdd(_ left: CY, _ right: CY, _ result: Out<CY>) -> HRESULT {
    calculate(result) { () throws(COMError) in try left.amount + right.amount }
}
@c @implementation
public func VarCySub(_ left: CY, _ right: CY, _ result: Out<CY>) -> HRESULT {
    calculate(result) { () throws(COMError) in try left.amount - right.amount }
}
@c @implementation
public func VarCyMul(_ left: CY, _ right: CY, _ result: Out<CY>) -> HRESULT {
    calculate(result) { () throws(COMError) in try left.amount * right.amount }
}
@c @implementation
public func VarCyMulI4(_ left: CY, _ right: LONG, _ result: Out<CY>) -> HRESULT {
    calculate(result) { () throws(COMError) in try left.amount * Int64(right) }
}
@c @implementation
public func VarCyMulI8(_ left: CY, _ right: LONG64, _ result: Out<CY>) -> HRESULT {
    calculate(result) { () throws(COMError) in try left.amount * Int64(right) }
}
@c @implementation
public func VarCyAbs(_ value: CY, _ result: Out<CY>) -> HRESULT {
    calculate(result) { () throws(COMError) in try value.amount.absolute() }
}
@c @implementation
public func VarCyNeg(_ value: CY, _ result: Out<CY>) -> HRESULT {
    calculate(result) { () throws(COMError) in try -value.amount }
}
@c @implementation
public func VarCyFix(_ value: CY, _ result: Out<CY>) -> HRESULT { calculate(result) { value.amount.truncated } }
@c @implementation
public func VarCyInt(_ value: CY, _ result: Out<CY>) -> HRESULT {
    calculate(result) { () throws(COMError) in try value.amount.floor() }
}
@c @implementation
public func VarCyRound(_ value: CY, _ places: Int32, _ result: Out<CY>) -> HRESULT {
    calculate(result) { () throws(COMError) in try value.amount.rounded(places: Int(places)) }
}
@c @implementation
public func VarCyCmp(_ left: CY, _ right: CY) -> HRESULT {
    (left.int64 < right.int64 ? ValueOrder.less : left.int64 == right.int64 ? .equal : .greater).rawValue
}
@c @implementation
public func VarCyCmpR8(_ left: CY, _ right: DOUBLE) -> HRESULT {
    left.amount.compare(to: right)?.rawValue ?? invalidArgument
}

// MARK: Real numbers

@c @implementation
public func VarR4CmpR8(_ left: FLOAT, _ right: DOUBLE) -> HRESULT {
    let left = DOUBLE(left)
    return (left < right ? ValueOrder.less : left == right ? .equal : .greater).rawValue
}
@c @implementation
public func VarR8Pow(_ base: DOUBLE, _ exponent: DOUBLE, _ result: Out<DOUBLE>) -> HRESULT {
    guard let result else { return invalidArgument }
    return VariantOps.power(base, exponent, &result.pointee).rawValue
}
@c @implementation
public func VarR8Round(_ value: DOUBLE, _ places: Int32, _ result: Out<DOUBLE>) -> HRESULT {
    guard let result, places >= 0 else { return invalidArgument }
    result.pointee = VariantOps.rounded(value, places: Int(places))
    return 0
}
