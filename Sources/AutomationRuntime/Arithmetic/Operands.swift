// SPDX-License-Identifier: Apache-2.0
//
// What the functions of two VARIANTs have in common: objects stand for their default property's value, references are not
// followed, and a result replaces whatever bits were there.

import AutomationTypes
import CAutomation

/// What an operand is to the arithmetic functions, lowest first in the order in which types give way to each other.
enum OperandKind: UInt8, Comparable {
    case empty, ui1, i2, i4, i8, text, r4, r8, cy, date, decimal, null
    /// VT_I1, VT_UI2, VT_UI4, VT_UI8, VT_INT and VT_UINT, which only division, powers and the bitwise functions take.
    case other
    /// VT_ERROR, VT_VARIANT and VT_UNKNOWN: types of a VARIANT that are no numbers; VT_DISPATCH never comes this far.
    case error, variant, unknown
    /// What no VARIANT may have here, arrays and references included.
    case invalid

    @inline(__always)
    init(_ type: UInt16) {
        self = switch type {
        case 0: .empty
        case 1: .null
        case 2, 11: .i2
        case 3: .i4
        case 4: .r4
        case 5: .r8
        case 6: .cy
        case 7: .date
        case 8: .text
        case 10: .error
        case 12: .variant
        case 13: .unknown
        case 14: .decimal
        case 16, 18, 19, 21, 22, 23: .other
        case 17: .ui1
        case 20: .i8
        default: .invalid
        }
    }

    static func < (a: OperandKind, b: OperandKind) -> Bool { a.rawValue < b.rawValue }

    /// Whether the type is a number's, or text or nothing, which stand for one.
    var isNumber: Bool { self <= .decimal || self == .other }
}

extension VariantOps {
    typealias BinaryFunction = (VariantPointer, VariantPointer, VariantPointer) -> HResult

    /// Calls `body` with the operands, objects replaced by their values.
    @inline(__always)
    static func withOperands(
        _ left: VariantPointer, _ right: VariantPointer, _ result: VariantPointer, _ body: BinaryFunction
    ) -> HResult {
        let dispatch = VarType.dispatch.rawValue
        if left.pointee.vt != dispatch, right.pointee.vt != dispatch { return body(left, right, result) }
        return withValues(left, right, result, body)
    }

    private static func withValues(
        _ left: VariantPointer, _ right: VariantPointer, _ result: VariantPointer, _ body: BinaryFunction
    ) -> HResult {
        withValue(left) { left in withValue(right) { right in body(left, right, result) } }
    }

    /// Calls `body` with an operand that is no object, or with the value of one.
    static func withValue(_ operand: VariantPointer, _ body: (VariantPointer) -> HResult) -> HResult {
        guard operand.pointee.vt == VarType.dispatch.rawValue else { return body(operand) }
        var value = VARIANT()
        defer { clear(&value) }
        let status = defaultValue(of: operand.pointee.pdispVal, into: &value)
        guard status.isSuccess else { return status }
        var shallow = VARIANT()
        let followed = dereference(&value, into: &shallow)
        guard followed.isSuccess else { return followed }
        // An object whose value is an object is none that one can calculate with.
        guard shallow.vt != VarType.dispatch.rawValue else { return .DISP_E_TYPEMISMATCH }
        return body(&shallow)
    }

    // MARK: Operands as numbers

    /// The value of VT_EMPTY, VT_UI1, VT_I2, VT_BOOL, VT_I4 or VT_I8.
    @inline(__always)
    static func integer(_ operand: VariantPointer) -> Int64 {
        switch operand.pointee.vt {
        case 2, 11: Int64(operand.pointee.iVal)
        case 3: Int64(operand.pointee.lVal)
        case 17: Int64(operand.pointee.bVal)
        case 20: operand.pointee.llVal
        default: 0
        }
    }

    /// The value as a Double. Text is read in the default locale.
    @inline(__always)
    static func real(_ operand: VariantPointer, _ status: inout HResult) -> Double {
        switch operand.pointee.vt {
        case 5, 7: return operand.pointee.dblVal
        case 4: return Double(operand.pointee.fltVal)
        case 0, 2, 3, 11, 17, 20: return Double(integer(operand))
        default: return converted(operand, to: .r8, &status).dblVal
        }
    }

    /// The value as another type; nothing that needs to be released, so no type of text, object or array.
    static func converted(_ operand: VariantPointer, to type: VarType, _ status: inout HResult) -> VARIANT {
        var made = VARIANT()
        let converted = changeType(&made, operand, type)
        // What was wrong first is what is wrong.
        if !converted.isSuccess, status.isSuccess { status = converted }
        return made
    }

    // MARK: Results

    @inline(__always)
    static func putInteger(_ value: Int64, as kind: OperandKind, in result: VariantPointer) {
        var made = VARIANT()
        made.llVal = value
        made.vt = switch kind {
        case .ui1: VarType.ui1.rawValue
        case .i4: VarType.i4.rawValue
        case .i8: VarType.i8.rawValue
        default: VarType.i2.rawValue
        }
        // The union begins at one address and numbers are little-endian: the low bytes are the value in every width. What
        // lies above them is cleared, so that a VARIANT is comparable bit by bit.
        switch kind {
        case .ui1: made.llVal = value & 0xFF
        case .i4: made.llVal = value & 0xFFFF_FFFF
        case .i8: break
        default: made.llVal = value & 0xFFFF
        }
        result.initialize(to: made)
    }

    @inline(__always)
    static func put(_ value: Double, as type: VarType, in result: VariantPointer) {
        var made = VARIANT()
        made.dblVal = value
        made.vt = type.rawValue
        result.initialize(to: made)
    }

    static func put(_ value: Float, in result: VariantPointer) {
        var made = VARIANT()
        made.fltVal = value
        made.vt = VarType.r4.rawValue
        result.initialize(to: made)
    }

    static func put(_ value: Currency, in result: VariantPointer) {
        var made = VARIANT()
        made.cyVal.int64 = value.scaled
        made.vt = VarType.cy.rawValue
        result.initialize(to: made)
    }

    static func put(_ value: DecimalNumber, in result: VariantPointer) {
        var made = VARIANT()
        made.decVal = value.raw
        made.vt = VarType.decimal.rawValue
        result.initialize(to: made)
    }

    static func putNull(in result: VariantPointer) -> HResult {
        var made = VARIANT()
        made.vt = VarType.null.rawValue
        result.initialize(to: made)
        return .S_OK
    }
}
