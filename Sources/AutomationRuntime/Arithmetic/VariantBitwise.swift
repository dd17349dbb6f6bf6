// SPDX-License-Identifier: Apache-2.0
//
// VarAnd, VarOr, VarXor, VarEqv, VarImp, VarNot: on truth values and on the bits of integers. VT_NULL means a value that is
// not known: the result is known only where it is the same for every value.

public import AutomationTypes
import CAutomation

/// What bits a bitwise function works on.
private enum BitKind {
    case ui1, bool, i2, i4, i8

    var varType: VarType {
        switch self {
        case .ui1: .ui1
        case .bool: .bool
        case .i2: .i2
        case .i4: .i4
        case .i8: .i8
        }
    }
}

extension VariantOps {
    /// Both values' bits: VarAnd. VT_NULL and zero are zero.
    /// - Returns: DISP_E_BADVARTYPE for a type that the function does not take, DISP_E_TYPEMISMATCH for a text that is neither
    ///   a number nor a truth value, DISP_E_OVERFLOW for a number that VT_I4 cannot hold; then `result` is as it was.
    public static func and(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        bitwise(left, right, into: result, longAndInt: .DISP_E_BADVARTYPE, withNull: { $0 == 0 ? $0 : nil }) { $0 & $1 }
    }

    /// Either value's bits: VarOr. VT_NULL or a value that is not zero is that value.
    /// - Returns: as `and`.
    public static func or(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        bitwise(left, right, into: result, longAndInt: .DISP_E_TYPEMISMATCH, withNull: { $0 != 0 ? $0 : nil }) { $0 | $1 }
    }

    /// The bits in which the values differ: VarXor.
    /// - Returns: as `and`.
    public static func xor(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        exclusive(left, right, into: result) { $0 ^ $1 }
    }

    /// The bits in which the values agree: VarEqv.
    /// - Returns: as `and`.
    public static func equivalence(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        exclusive(left, right, into: result) { ~($0 ^ $1) }
    }

    /// Where the left value's bits are set, the right one's; else ones: VarImp.
    /// - Returns: as `and`.
    public static func implication(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        withOperands(left, right, result) { left, right, result in
            let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
            guard a != .invalid, b != .invalid else { return .DISP_E_BADVARTYPE }
            guard a.isNumber || a == .null, b.isNumber || b == .null else { return .DISP_E_TYPEMISMATCH }
            if a == .i8, right.pointee.vt == VarType.int.rawValue { return .DISP_E_BADVARTYPE }
            if a == .null {
                // What is not known implies what is true.
                return withNull(right, into: result) { $0 != 0 ? $0 : nil }
            }
            if b == .null {
                // What is false implies all.
                return withNull(left, into: result) { bits in ~bits != 0 ? ~bits : nil }
            }
            let kind = bitKind(left, right)
            var status = HResult.S_OK
            let (x, y) = (bits(left, kind, &status), bits(right, kind, &status))
            guard status.isSuccess else { return status }
            put(~x | y, as: kind, in: result)
            return .S_OK
        }
    }

    /// The value's bits turned over: VarNot. What is no integer and no truth value becomes a VT_I4 first.
    /// - Returns: as `and`.
    public static func not(_ value: VariantPointer, into result: VariantPointer) -> HResult {
        withValue(value) { value in
            let kind: BitKind
            switch OperandKind(value.pointee.vt) {
            case .null: return putNull(in: result)
            case .invalid: return validate(VarType(rawValue: value.pointee.vt)).isSuccess ? .DISP_E_TYPEMISMATCH : .DISP_E_BADVARTYPE
            case .error, .variant, .unknown: return .DISP_E_TYPEMISMATCH
            case .empty: kind = .i2
            case .ui1: kind = .ui1
            case .i2: kind = value.pointee.vt == VarType.bool.rawValue ? .bool : .i2
            case .i8: kind = .i8
            case .text: kind = isNumber(value) ? .i4 : .bool
            default: kind = .i4
            }
            var status = HResult.S_OK
            let bits = bits(value, kind, &status)
            guard status.isSuccess else { return status }
            put(~bits, as: kind, in: result)
            return .S_OK
        }
    }

    // MARK: Operands

    private static func bitwise(
        _ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer, longAndInt: HResult,
        withNull: (Int64) -> Int64?, _ operation: (Int64, Int64) -> Int64
    ) -> HResult {
        withOperands(left, right, result) { left, right, result in
            let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
            guard a != .invalid, b != .invalid else { return .DISP_E_BADVARTYPE }
            guard a.isNumber || a == .null, b.isNumber || b == .null else {
                return a.isNumber || a == .null || b.isNumber || b == .null ? .DISP_E_TYPEMISMATCH : .DISP_E_BADVARTYPE
            }
            if a == .null { return b == .null ? putNull(in: result) : self.withNull(right, into: result, withNull) }
            if b == .null { return self.withNull(left, into: result, withNull) }
            if isLongAndInt(left, right) { return longAndInt }
            let kind = bitKind(left, right)
            var status = HResult.S_OK
            let (x, y) = (bits(left, kind, &status), bits(right, kind, &status))
            guard status.isSuccess else { return status }
            put(operation(x, y), as: kind, in: result)
            return .S_OK
        }
    }

    /// VarXor and VarEqv have another way with text: each becomes a VT_I4 or a VT_BOOL before the types are compared.
    private static func exclusive(
        _ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer, _ operation: (Int64, Int64) -> Int64
    ) -> HResult {
        let null = VarType.null.rawValue
        let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
        let dispatch = VarType.dispatch.rawValue
        guard a.isNumber || a == .null || left.pointee.vt == dispatch, b.isNumber || b == .null || right.pointee.vt == dispatch
        else { return .DISP_E_BADVARTYPE }
        if left.pointee.vt == null || right.pointee.vt == null { return putNull(in: result) }
        return withOperands(left, right, result) { left, right, result in
            if OperandKind(left.pointee.vt) == .null || OperandKind(right.pointee.vt) == .null { return putNull(in: result) }
            guard OperandKind(left.pointee.vt).isNumber, OperandKind(right.pointee.vt).isNumber else { return .DISP_E_BADVARTYPE }
            if isLongAndInt(left, right) { return .DISP_E_TYPEMISMATCH }
            let (x, y) = (exclusiveType(left), exclusiveType(right))
            let kind: BitKind =
                x == .i8 || y == .i8 ? .i8
                : x == .bool && y == .bool ? .bool
                : x == .ui1 && y == .ui1 ? .ui1
                : isSmall(x) && isSmall(y) ? .i2 : .i4
            var status = HResult.S_OK
            let (p, q) = (bits(left, kind, &status), bits(right, kind, &status))
            guard status.isSuccess else { return status }
            put(operation(p, q), as: kind, in: result)
            return .S_OK
        }
    }

    private static func exclusiveType(_ operand: VariantPointer) -> VarType {
        let type = VarType(rawValue: operand.pointee.vt)
        return type == .bstr ? (isNumber(operand) ? .i4 : .bool) : type
    }

    private static func isSmall(_ type: VarType) -> Bool {
        type == .empty || type == .ui1 || type == .i2 || type == .bool
    }

    /// A value beside VT_NULL: `known` says what comes of its bits, nil if that is not known.
    private static func withNull(
        _ value: VariantPointer, into result: VariantPointer, _ known: (Int64) -> Int64?
    ) -> HResult {
        let kind: BitKind
        switch OperandKind(value.pointee.vt) {
        case .null: return putNull(in: result)
        case .empty: kind = .i2
        case .text: kind = .bool
        case .ui1: kind = .ui1
        case .i2: kind = value.pointee.vt == VarType.bool.rawValue ? .bool : .i2
        case .i8: kind = .i8
        default: kind = .i4
        }
        var status = HResult.S_OK
        let bits = bits(value, kind, &status)
        guard status.isSuccess else { return status }
        guard let made = known(bits) else { return putNull(in: result) }
        put(made, as: kind, in: result)
        return .S_OK
    }

    /// The bits that two operands have in common.
    private static func bitKind(_ left: VariantPointer, _ right: VariantPointer) -> BitKind {
        let (a, b) = (VarType(rawValue: left.pointee.vt), VarType(rawValue: right.pointee.vt))
        if a == .i8 || b == .i8 { return .i8 }
        func isWide(_ type: VarType) -> Bool { !isSmall(type) && type != .bstr }
        if isWide(a) || isWide(b) { return .i4 }
        if a == .ui1, b == .ui1 { return .ui1 }
        func isNumber(_ type: VarType) -> Bool { isSmall(type) && type != .bool }
        return isNumber(a) || isNumber(b) ? .i2 : .bool
    }

    private static func isNumber(_ text: VariantPointer) -> Bool {
        NumberText(BString.units(of: text.pointee.bstrVal)) != nil
    }

    /// The operand as a number of these bits, with its sign. Text is a number or a truth value.
    private static func bits(_ operand: VariantPointer, _ kind: BitKind, _ status: inout HResult) -> Int64 {
        let type = VarType(rawValue: operand.pointee.vt)
        switch kind {
        case .i4 where type == .i4 || type == .ui4 || type == .int || type == .uint:
            // The bits of an unsigned number serve as well.
            return Int64(operand.pointee.lVal)
        case .i8 where type == .i8 || type == .ui8: return operand.pointee.llVal
        default: break
        }
        var made = VARIANT()
        if type == .bstr, !isNumber(operand) {
            made = converted(operand, to: .bool, &status)
            guard status.isSuccess else { return 0 }
            return Int64(made.boolVal)
        }
        made = converted(operand, to: kind.varType, &status)
        switch kind {
        case .ui1: return Int64(made.bVal)
        case .bool, .i2: return Int64(made.iVal)
        case .i4: return Int64(made.lVal)
        case .i8: return made.llVal
        }
    }

    private static func put(_ bits: Int64, as kind: BitKind, in result: VariantPointer) {
        switch kind {
        case .ui1: putInteger(bits, as: .ui1, in: result)
        case .i2: putInteger(bits, as: .i2, in: result)
        case .i4: putInteger(bits, as: .i4, in: result)
        case .i8: putInteger(bits, as: .i8, in: result)
        case .bool:
            putInteger(bits, as: .i2, in: result)
            result.pointee.vt = VarType.bool.rawValue
        }
    }
}
