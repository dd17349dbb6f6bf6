// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CAutomation

/// A VARIANT's number on its way from one type to another, exact.
enum Scalar {
    /// With the type that it came from, VT_INT as VT_I4.
    case integer(Int64, VarType)
    case unsigned(UInt64, VarType)
    /// VT_BOOL: becomes an unsigned number bit by bit, where an integer would overflow.
    case boolean(Int16)
    case single(Float)
    case real(Double)
    case currency(Currency)
    case decimal(DecimalNumber)

    /// nil if the VARIANT does not hold a number. VT_EMPTY is 0.
    init?(_ source: UnsafePointer<VARIANT>) {
        switch VarType(rawValue: source.pointee.vt) {
        case .empty: self = .integer(0, .empty)
        case .i1: self = .integer(Int64(Int8(bitPattern: source.pointee.bVal)), .i1)
        case .i2: self = .integer(Int64(source.pointee.iVal), .i2)
        case .i4, .int: self = .integer(Int64(source.pointee.lVal), .i4)
        case .i8: self = .integer(source.pointee.llVal, .i8)
        case .ui1: self = .unsigned(UInt64(source.pointee.bVal), .ui1)
        case .ui2: self = .unsigned(UInt64(source.pointee.uiVal), .ui2)
        case .ui4, .uint: self = .unsigned(UInt64(source.pointee.ulVal), .ui4)
        case .ui8: self = .unsigned(source.pointee.ullVal, .ui8)
        case .bool: self = .boolean(source.pointee.boolVal)
        case .r4: self = .single(source.pointee.fltVal)
        case .r8, .date: self = .real(source.pointee.dblVal)
        case .cy: self = .currency(Currency(scaled: source.pointee.cyVal.int64))
        case .decimal:
            guard let value = DecimalNumber(source.pointee.decVal) else { return nil }
            self = .decimal(value)
        default: return nil
        }
    }

    /// Writes the number as a VARIANT of `type`.
    /// - Returns: DISP_E_OVERFLOW if it is out of the type's range, DISP_E_TYPEMISMATCH if that is no number's type.
    func store(as type: VarType, in target: VariantPointer) -> HResult {
        var result = VARIANT()
        if let bits = bits(forSiblingOf: type) {
            result.llVal = bits
            result.vt = type.rawValue
            target.initialize(to: result)
            return .S_OK
        }
        switch type {
        case .i1:
            guard let value = whole(Int8.self) else { return .DISP_E_OVERFLOW }
            result.bVal = UInt8(bitPattern: value)
        case .i2:
            guard let value = whole(Int16.self) else { return .DISP_E_OVERFLOW }
            result.iVal = value
        case .i4, .int:
            guard let value = whole(Int32.self) else { return .DISP_E_OVERFLOW }
            result.lVal = value
        case .i8:
            guard let value = whole(Int64.self) else { return .DISP_E_OVERFLOW }
            result.llVal = value
        case .ui1:
            guard let value = whole(UInt8.self) else { return .DISP_E_OVERFLOW }
            result.bVal = value
        case .ui2:
            guard let value = whole(UInt16.self) else { return .DISP_E_OVERFLOW }
            result.uiVal = value
        case .ui4, .uint:
            guard let value = whole(UInt32.self) else { return .DISP_E_OVERFLOW }
            result.ulVal = value
        case .ui8:
            guard let value = whole(UInt64.self) else { return .DISP_E_OVERFLOW }
            result.ullVal = value
        case .bool:
            result.boolVal = isZero ? 0 : -1
        case .r4:
            guard let value = single else { return .DISP_E_OVERFLOW }
            result.fltVal = value
        case .r8:
            result.dblVal = real
        case .date:
            // R4, CY and DECIMAL are not held to the calendar: their functions convert without looking.
            switch self {
            case .single, .currency, .decimal: break
            default: guard OleDate.isValid(real) else { return .DISP_E_OVERFLOW }
            }
            result.date = real
        case .cy:
            guard let value = currency else { return .DISP_E_OVERFLOW }
            result.cyVal.int64 = value.scaled
        case .decimal:
            guard let value = decimal else { return .DISP_E_OVERFLOW }
            result.decVal = value.raw
        default: return .DISP_E_TYPEMISMATCH
        }
        result.vt = type.rawValue
        target.initialize(to: result)
        return .S_OK
    }

    /// The bits for `type` if it is the signed or unsigned sibling of the source's type: those convert bit by bit.
    private func bits(forSiblingOf type: VarType) -> Int64? {
        switch (self, type) {
        case (.integer(let value, .i1), .ui1), (.integer(let value, .i2), .ui2): value
        case (.integer(let value, .i4), .ui4), (.integer(let value, .i4), .uint), (.integer(let value, .i8), .ui8): value
        case (.unsigned(let value, .ui1), .i1), (.unsigned(let value, .ui2), .i2): Int64(bitPattern: value)
        case (.unsigned(let value, .ui4), .i4), (.unsigned(let value, .ui4), .int), (.unsigned(let value, .ui8), .i8):
            Int64(bitPattern: value)
        default: nil
        }
    }

    /// The nearest integer, a tie to the even one; nil if it is out of the type's range.
    private func whole<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
        switch self {
        case .integer(let value, _): return Integer(exactly: value)
        case .unsigned(let value, _): return Integer(exactly: value)
        case .boolean(let value): return Integer(truncatingIfNeeded: value)
        case .single(let value): return Integer(exactly: Double(value).rounded(.toNearestOrEven))
        case .real(let value): return Integer(exactly: value.rounded(.toNearestOrEven))
        case .currency(let value): return Scalar.decimal(value.decimal).whole(type)
        case .decimal(let value):
            guard let magnitude = value.scaledMagnitude(places: 0, ties: .even) else { return nil }
            return Scalar.whole(magnitude, isNegative: value.isNegative)
        }
    }

    static func whole<Integer: FixedWidthInteger>(_ magnitude: UInt128, isNegative: Bool) -> Integer? {
        guard magnitude < 1 << 64 else { return nil }
        let value = Int128(magnitude)
        return Integer(exactly: isNegative ? -value : value)
    }

    private var isZero: Bool {
        switch self {
        case .integer(let value, _): value == 0
        case .unsigned(let value, _): value == 0
        case .boolean(let value): value == 0
        case .single(let value): value == 0
        case .real(let value): value == 0
        case .currency(let value): value.scaled == 0
        case .decimal(let value): value.magnitude == 0
        }
    }

    private var real: Double {
        switch self {
        case .integer(let value, _): Double(value)
        case .unsigned(let value, _): Double(value)
        case .boolean(let value): Double(value)
        case .single(let value): Double(value)
        case .real(let value): value
        case .currency(let value): value.double
        case .decimal(let value): value.double
        }
    }

    /// nil for a finite number that is too large for a Float.
    private var single: Float? {
        if case .single(let value) = self { return value }
        let value = Float(real)
        return value.isInfinite && !real.isInfinite ? nil : value
    }

    private var currency: Currency? {
        switch self {
        case .integer(let value, _): Currency(value)
        case .unsigned(let value, _): Int64(exactly: value).flatMap { Currency($0) }
        case .boolean(let value): Currency(Int64(value))
        case .single(let value): Currency(Double(value))
        case .real(let value): Currency(value)
        case .currency(let value): value
        case .decimal(let value): Currency(value)
        }
    }

    private var decimal: DecimalNumber? {
        switch self {
        case .integer(let value, _): DecimalNumber(value)
        case .unsigned(let value, _): DecimalNumber(value)
        case .boolean(let value): DecimalNumber(Int64(value))
        case .single(let value): DecimalNumber(value)
        case .real(let value): DecimalNumber(value)
        case .currency(let value): value.decimal
        case .decimal(let value): value
        }
    }
}

extension NumberText {
    /// Writes the number as a VARIANT of `type`, rounded from the text itself and not from a Double on the way.
    func store(as type: VarType, in target: VariantPointer) -> HResult {
        switch self {
        case .bits(let bits):
            // &HFFFF names the bits of a VT_I2, &HFFFFFFFF those of a VT_I4: -1.
            let width = 8 * (SafeArrayMemory.elementSize(of: type) ?? 0)
            switch type {
            case .i1, .i2, .i4, .int, .i8:
                guard width == 64 || bits >> UInt64(width) == 0 else { return .DISP_E_OVERFLOW }
                let signed = Int64(bitPattern: bits << UInt64(64 - width)) >> Int64(64 - width)
                return Scalar.integer(signed, .empty).store(as: type, in: target)
            default:
                return Scalar.unsigned(bits, .empty).store(as: type, in: target)
            }
        case .decimal(let number):
            switch type {
            case .r4, .r8, .bool:
                let value = number.double
                guard value.isFinite else { return .DISP_E_OVERFLOW }
                return Scalar.real(value).store(as: type, in: target)
            case .cy:
                // Text rounds its digits half up here, unlike every other way to a CY.
                guard let magnitude = number.scaledMagnitude(places: 4, ties: .away),
                    let scaled = Int64(magnitude: magnitude, isNegative: number.isNegative)
                else { return .DISP_E_OVERFLOW }
                return Scalar.currency(Currency(scaled: scaled)).store(as: type, in: target)
            case .decimal:
                guard var value = DecimalNumber(number) else { return .DISP_E_OVERFLOW }
                if value.magnitude == 0 { value = DecimalNumber(Int64(0)) }
                return Scalar.decimal(value).store(as: type, in: target)
            default:
                guard SafeArrayMemory.elementSize(of: type) != nil else { return .DISP_E_TYPEMISMATCH }
                guard let magnitude = number.scaledMagnitude(places: 0, ties: .even), magnitude < 1 << 64 else {
                    return .DISP_E_OVERFLOW
                }
                guard number.isNegative, magnitude != 0 else {
                    return Scalar.unsigned(UInt64(magnitude), .empty).store(as: type, in: target)
                }
                guard let value = Int64(magnitude: magnitude, isNegative: true) else { return .DISP_E_OVERFLOW }
                return Scalar.integer(value, .empty).store(as: type, in: target)
            }
        }
    }
}
