// SPDX-License-Identifier: Apache-2.0
//
// VarAdd, VarSub, VarMul, VarDiv, VarIdiv, VarMod, VarPow: the documented result for every pair of types, which is what
// Basic's operators do. A result that its type cannot hold gets the next larger one: VT_UI1 VT_I2, that VT_I4, that VT_R8;
// VT_I8, VT_R4 and VT_DATE VT_R8. VT_R8, VT_CY and VT_DECIMAL overflow.

public import AutomationTypes
import CAutomation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension VariantOps {
    enum Operation {
        case add, subtract, multiply
    }

    /// The sum of two values, or the text of two texts one after the other: VarAdd.
    ///
    /// - Parameter result: gets the value, whatever was there before; it may be one of the operands.
    /// - Returns: DISP_E_BADVARTYPE for a type that the function does not take, DISP_E_TYPEMISMATCH for a text that is no
    ///   number, DISP_E_OVERFLOW; then `result` is as it was.
    public static func add(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        // Two numbers of the commonest types, without a look at the tables.
        if left.pointee.vt == VarType.i4.rawValue, right.pointee.vt == VarType.i4.rawValue {
            let (sum, overflow) = left.pointee.lVal.addingReportingOverflow(right.pointee.lVal)
            if !overflow {
                putInteger(Int64(sum), as: .i4, in: result)
                return .S_OK
            }
        }
        if isNullAndObject(left, right) { return putNull(in: result) }
        return withOperands(left, right, result) { sum($0, $1, into: $2, .add) }
    }

    /// The difference of two values: VarSub. Two dates give the days between them.
    /// - Returns: as `add`.
    public static func subtract(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        if left.pointee.vt == VarType.i4.rawValue, right.pointee.vt == VarType.i4.rawValue {
            let (difference, overflow) = left.pointee.lVal.subtractingReportingOverflow(right.pointee.lVal)
            if !overflow {
                putInteger(Int64(difference), as: .i4, in: result)
                return .S_OK
            }
        }
        if isNullAndObject(left, right) { return putNull(in: result) }
        return withOperands(left, right, result) { sum($0, $1, into: $2, .subtract) }
    }

    /// VT_NULL and an object make VT_NULL: the object is not asked.
    private static func isNullAndObject(_ left: VariantPointer, _ right: VariantPointer) -> Bool {
        let (dispatch, null) = (VarType.dispatch.rawValue, VarType.null.rawValue)
        return (left.pointee.vt == dispatch && right.pointee.vt == null)
            || (left.pointee.vt == null && right.pointee.vt == dispatch)
    }

    private static func sum(
        _ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer, _ operation: Operation
    ) -> HResult {
        let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
        let (high, low) = a > b ? (a, b) : (b, a)
        switch high {
        case .other, .variant, .unknown, .invalid: return .DISP_E_BADVARTYPE
        case .error:
            guard operation == .subtract, low != .other else { return .DISP_E_BADVARTYPE }
            return .DISP_E_TYPEMISMATCH
        case .null: return putNull(in: result)
        case .empty: return calculate(operation, .i2, left, right, into: result)
        case .text:
            // Text and text is put together, text and nothing too; all else is calculated.
            if operation == .add, low == .empty || low == .text { return concatenate(left, right, into: result) }
            return calculate(operation, .r8, left, right, into: result)
        case .r4:
            let exact = low != .i4 && low != .i8 && low != .text
            return calculate(operation, exact ? .r4 : .r8, left, right, into: result)
        case .date:
            let isSpan = operation == .subtract && low == .date
            return calculate(operation, isSpan ? .r8 : .date, left, right, into: result)
        default: return calculate(operation, high, left, right, into: result)
        }
    }

    /// The product of two values: VarMul.
    /// - Returns: as `add`.
    public static func multiply(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        withOperands(left, right, result) { left, right, result in
            let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
            let (high, low) = a > b ? (a, b) : (b, a)
            switch high {
            case .other, .error, .variant, .unknown, .invalid: return .DISP_E_BADVARTYPE
            case .null: return putNull(in: result)
            case .empty: return calculate(.multiply, .i2, left, right, into: result)
            case .decimal: return calculate(.multiply, .decimal, left, right, into: result)
            case .date, .text, .r8: return calculate(.multiply, .r8, left, right, into: result)
            case .cy:
                // A CY gives way to every real number, unlike in a sum.
                let isExact = low <= .i8 || low == .cy
                return calculate(.multiply, isExact ? .cy : .r8, left, right, into: result)
            case .r4:
                let isExact = low != .i4 && low != .i8 && low != .text
                return calculate(.multiply, isExact ? .r4 : .r8, left, right, into: result)
            default: return calculate(.multiply, high, left, right, into: result)
            }
        }
    }

    private static func calculate(
        _ operation: Operation, _ kind: OperandKind, _ left: VariantPointer, _ right: VariantPointer,
        into result: VariantPointer
    ) -> HResult {
        var status = HResult.S_OK
        switch kind {
        case .cy:
            let a = Currency(scaled: converted(left, to: .cy, &status).cyVal.int64)
            let b = Currency(scaled: converted(right, to: .cy, &status).cyVal.int64)
            guard status.isSuccess else { return status }
            return giving { () throws(COMError) in
                switch operation {
                case .add: put(try a + b, in: result)
                case .subtract: put(try a - b, in: result)
                case .multiply: put(try a * b, in: result)
                }
            }
        case .decimal:
            let (x, y) = (converted(left, to: .decimal, &status), converted(right, to: .decimal, &status))
            guard status.isSuccess else { return status }
            guard let a = DecimalNumber(x.decVal), let b = DecimalNumber(y.decVal) else { return .E_INVALIDARG }
            return giving { () throws(COMError) in
                switch operation {
                case .add: put(try a + b, in: result)
                case .subtract: put(try a - b, in: result)
                case .multiply: put(try a * b, in: result)
                }
            }
        case .r4, .r8, .date:
            let (a, b) = (real(left, &status), real(right, &status))
            guard status.isSuccess else { return status }
            let value = switch operation {
            case .add: a + b
            case .subtract: a - b
            case .multiply: a * b
            }
            guard value.isFinite || !a.isFinite || !b.isFinite else { return .DISP_E_OVERFLOW }
            if kind == .r4, !Float(value).isInfinite || value.isInfinite {
                put(Float(value), in: result)
            } else if kind == .date, OleDate.isValid(value) {
                put(value, as: .date, in: result)
            } else {
                put(value, as: .r8, in: result)
            }
            return .S_OK
        default:
            let (a, b) = (integer(left), integer(right))
            let (value, overflow) = switch operation {
            case .add: a.addingReportingOverflow(b)
            case .subtract: a.subtractingReportingOverflow(b)
            case .multiply: a.multipliedReportingOverflow(by: b)
            }
            if overflow {
                let (x, y) = (Double(a), Double(b))
                put(operation == .add ? x + y : operation == .subtract ? x - y : x * y, as: .r8, in: result)
                return .S_OK
            }
            switch kind {
            case .i8: putInteger(value, as: .i8, in: result)
            case .ui1 where UInt8(exactly: value) != nil: putInteger(value, as: .ui1, in: result)
            case .ui1 where Int16(exactly: value) != nil, .i2 where Int16(exactly: value) != nil:
                putInteger(value, as: .i2, in: result)
            case _ where Int32(exactly: value) != nil: putInteger(value, as: .i4, in: result)
            default: put(Double(value), as: .r8, in: result)
            }
            return .S_OK
        }
    }

    /// The HRESULT of what may throw.
    static func giving(_ body: () throws(COMError) -> Void) -> HResult {
        do throws(COMError) {
            try body()
            return .S_OK
        } catch {
            return error.hresult
        }
    }

    // MARK: Division

    /// The quotient of two values, a VT_R8, a VT_R4 of a VT_R4 and a small number, or a DECIMAL: VarDiv.
    /// - Returns: DISP_E_DIVBYZERO, DISP_E_OVERFLOW for zero divided by zero, and as `add`.
    public static func divide(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        withOperands(left, right, result) { left, right, result in
            let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
            guard a != .invalid, b != .invalid else { return .DISP_E_BADVARTYPE }
            if a == .null || b == .null { return putNull(in: result) }
            guard a.isNumber, b.isNumber else { return .DISP_E_TYPEMISMATCH }
            var status = HResult.S_OK
            if a == .decimal || b == .decimal {
                let (x, y) = (converted(left, to: .decimal, &status), converted(right, to: .decimal, &status))
                guard status.isSuccess else { return status }
                guard let a = DecimalNumber(x.decVal), let b = DecimalNumber(y.decVal) else { return .E_INVALIDARG }
                return giving { () throws(COMError) in put(try a / b, in: result) }
            }
            let (x, y) = (real(left, &status), real(right, &status))
            guard status.isSuccess else { return status }
            guard y != 0 else { return x == 0 ? .DISP_E_OVERFLOW : .DISP_E_DIVBYZERO }
            let value = x / y
            guard value.isFinite || !x.isFinite || !y.isFinite else { return .DISP_E_OVERFLOW }
            let (high, low) = a > b ? (a, b) : (b, a)
            if high == .r4, low == .r4 || low == .ui1 || low == .i2 || low == .empty, !Float(value).isInfinite || value.isInfinite {
                put(Float(value), in: result)
            } else {
                put(value, as: .r8, in: result)
            }
            return .S_OK
        }
    }

    /// The whole quotient, rounded towards zero: VarIdiv. The operands are rounded to integers first.
    /// - Returns: DISP_E_DIVBYZERO, and as `add`.
    public static func divideIntegers(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        withOperands(left, right, result) { left, right, result in
            let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
            guard a != .invalid, b != .invalid else { return .DISP_E_BADVARTYPE }
            if a == .null || b == .null { return putNull(in: result) }
            if isLongAndInt(left, right) { return .DISP_E_BADVARTYPE }
            guard a.isNumber || b.isNumber else { return .DISP_E_BADVARTYPE }
            guard a.isNumber, b.isNumber else { return .DISP_E_TYPEMISMATCH }
            let kind: OperandKind
            if a == .i8 || b == .i8 {
                kind = .i8
            } else if a > .i2 || b > .i2 {
                kind = .i4
            } else {
                kind = a == .ui1 && b == .ui1 ? .ui1 : .i2
            }
            var status = HResult.S_OK
            let (x, y) = (whole(left, kind, &status), whole(right, kind, &status))
            guard status.isSuccess else { return status }
            guard y != 0 else { return .DISP_E_DIVBYZERO }
            let (quotient, overflow) = x.dividedReportingOverflow(by: y)
            return store(quotient, overflow, as: kind, in: result)
        }
    }

    /// The rest of the whole division, with the sign of the left operand: VarMod. The operands are rounded to integers first.
    /// - Returns: DISP_E_DIVBYZERO, and as `add`.
    public static func remainder(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        withOperands(left, right, result) { left, right, result in
            let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
            guard a != .invalid, b != .invalid else { return .DISP_E_BADVARTYPE }
            guard a.isNumber || a == .null, b.isNumber || b == .null else { return .DISP_E_TYPEMISMATCH }
            if a == .null || b == .null { return putNull(in: result) }
            if isLongAndInt(left, right) { return .DISP_E_TYPEMISMATCH }
            let kind: OperandKind
            if a == .i8 || b == .i8 {
                kind = .i8
            } else if a == .empty || b == .empty || a > .i2 || b > .i2 {
                kind = .i4
            } else {
                kind = a == .ui1 && b == .ui1 ? .ui1 : .i2
            }
            var status = HResult.S_OK
            let (x, y) = (whole(left, .i8, &status), whole(right, .i8, &status))
            guard status.isSuccess else { return status }
            guard y != 0 else { return .DISP_E_DIVBYZERO }
            // The lowest number divided by -1 leaves nothing, though the quotient does not fit.
            return store(y == -1 ? 0 : x % y, false, as: kind, in: result)
        }
    }

    /// VT_I8 and VT_INT, which no function of integers takes together.
    static func isLongAndInt(_ left: VariantPointer, _ right: VariantPointer) -> Bool {
        let (long, int) = (VarType.i8.rawValue, VarType.int.rawValue)
        return (left.pointee.vt == long && right.pointee.vt == int) || (left.pointee.vt == int && right.pointee.vt == long)
    }

    /// The operand rounded to an integer of a kind's range.
    static func whole(_ operand: VariantPointer, _ kind: OperandKind, _ status: inout HResult) -> Int64 {
        switch kind {
        case .i8:
            // A VT_UI8 is converted by value: VariantChangeType would keep its bits.
            if operand.pointee.vt == VarType.ui8.rawValue {
                if operand.pointee.llVal < 0, status.isSuccess { status = .DISP_E_OVERFLOW }
                return operand.pointee.llVal
            }
            return converted(operand, to: .i8, &status).llVal
        case .i4: return Int64(converted(operand, to: .i4, &status).lVal)
        default: return integer(operand)
        }
    }

    /// Puts an integer where its kind holds it.
    private static func store(_ value: Int64, _ overflow: Bool, as kind: OperandKind, in result: VariantPointer) -> HResult {
        let fits = switch kind {
        case .ui1: UInt8(exactly: value) != nil
        case .i2: Int16(exactly: value) != nil
        case .i4: Int32(exactly: value) != nil
        default: true
        }
        guard fits, !overflow else { return .DISP_E_OVERFLOW }
        putInteger(value, as: kind, in: result)
        return .S_OK
    }

    // MARK: Powers

    /// The left operand to the power of the right one, a VT_R8: VarPow.
    /// - Returns: DISP_E_OVERFLOW, E_INVALIDARG for a root of a negative number, and as `add`.
    public static func power(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        withOperands(left, right, result) { left, right, result in
            let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
            guard a != .invalid, b != .invalid else { return .DISP_E_BADVARTYPE }
            if a == .null || b == .null { return putNull(in: result) }
            guard a.isNumber, b.isNumber else { return .DISP_E_BADVARTYPE }
            var status = HResult.S_OK
            let (x, y) = (real(left, &status), real(right, &status))
            guard status.isSuccess else { return status }
            var value = 0.0
            status = power(x, y, &value)
            if status.isSuccess { put(value, as: .r8, in: result) }
            return status
        }
    }

    /// `base` to the power of `exponent`: VarR8Pow.
    /// - Returns: DISP_E_OVERFLOW, E_INVALIDARG for a root of a negative number.
    public static func power(_ base: Double, _ exponent: Double, _ result: inout Double) -> HResult {
        let value = pow(base, exponent)
        if value.isNaN, !base.isNaN, !exponent.isNaN { return .E_INVALIDARG }
        if value.isInfinite, base.isFinite, exponent.isFinite { return .DISP_E_OVERFLOW }
        result = value
        return .S_OK
    }
}
