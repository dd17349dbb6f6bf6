// SPDX-License-Identifier: Apache-2.0
//
// VarAbs, VarNeg, VarFix, VarInt, VarRound: functions of one VARIANT. VT_EMPTY and VT_BOOL become VT_I2, text becomes VT_R8.

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
    /// The value without its sign: VarAbs.
    ///
    /// - Parameter result: gets the value, whatever was there before; it may be `value`.
    /// - Returns: DISP_E_OVERFLOW for the lowest integer of a type, DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE; then `result` is as
    ///   it was.
    public static func absolute(_ value: VariantPointer, into result: VariantPointer) -> HResult {
        withValue(value) { value in
            var made = value.pointee
            switch VarType(rawValue: value.pointee.vt) {
            case .i1:
                guard value.pointee.bVal != 0x80 else { return .DISP_E_OVERFLOW }
                made.bVal = UInt8(Int8(bitPattern: value.pointee.bVal).magnitude)
            case .i2, .bool:
                guard let magnitude = Int16(exactly: value.pointee.iVal.magnitude) else { return .DISP_E_OVERFLOW }
                made.iVal = magnitude
                made.vt = VarType.i2.rawValue
            case .i4, .int:
                guard let magnitude = Int32(exactly: value.pointee.lVal.magnitude) else { return .DISP_E_OVERFLOW }
                made.lVal = magnitude
            case .i8:
                guard let magnitude = Int64(exactly: value.pointee.llVal.magnitude) else { return .DISP_E_OVERFLOW }
                made.llVal = magnitude
            case .r4: made.fltVal = value.pointee.fltVal.magnitude
            case .r8, .date: made.dblVal = value.pointee.dblVal.magnitude
            case .cy:
                guard let magnitude = Int64(exactly: value.pointee.cyVal.int64.magnitude) else { return .DISP_E_OVERFLOW }
                made.cyVal.int64 = magnitude
            case .decimal:
                guard let number = DecimalNumber(value.pointee.decVal) else { return .E_INVALIDARG }
                put(number.absolute, in: result)
                return .S_OK
            case .bstr: return ofText(value, into: result) { $0.magnitude }
            case .ui1, .ui2, .ui4, .ui8, .uint, .null: break
            case .empty: made.vt = VarType.i2.rawValue
            case let type where type.isArray && !type.isByRef: return .DISP_E_TYPEMISMATCH
            case .unknown, .dispatch, .record, .error: return .DISP_E_TYPEMISMATCH
            default: return .DISP_E_BADVARTYPE
            }
            result.initialize(to: made)
            return .S_OK
        }
    }

    /// The value with the other sign: VarNeg. The lowest VT_I2 becomes a VT_I4, the lowest VT_I4 and VT_I8 a VT_R8.
    /// - Returns: DISP_E_OVERFLOW, DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE; then `result` is as it was.
    public static func negate(_ value: VariantPointer, into result: VariantPointer) -> HResult {
        withValue(value) { value in
            switch VarType(rawValue: value.pointee.vt) {
            case .empty: putInteger(0, as: .i2, in: result)
            case .null: return putNull(in: result)
            case .ui1: putInteger(-Int64(value.pointee.bVal), as: .i2, in: result)
            case .i2, .bool:
                let number = -Int64(value.pointee.iVal)
                putInteger(number, as: number > Int16.max ? .i4 : .i2, in: result)
            case .i4:
                let number = -Int64(value.pointee.lVal)
                if number > Int32.max { put(Double(number), as: .r8, in: result) } else { putInteger(number, as: .i4, in: result) }
            case .i8:
                let (number, overflow) = (0 as Int64).subtractingReportingOverflow(value.pointee.llVal)
                if overflow { put(0x1p63, as: .r8, in: result) } else { putInteger(number, as: .i8, in: result) }
            case .r4: put(-value.pointee.fltVal, in: result)
            case .r8: put(-value.pointee.dblVal, as: .r8, in: result)
            case .date: put(-value.pointee.dblVal, as: .date, in: result)
            case .cy:
                return giving { () throws(COMError) in put(try -Currency(scaled: value.pointee.cyVal.int64), in: result) }
            case .decimal:
                guard let number = DecimalNumber(value.pointee.decVal) else { return .E_INVALIDARG }
                put(-number, in: result)
            case .bstr: return ofText(value, into: result) { -$0 }
            case let type: return refusal(of: type)
            }
            return .S_OK
        }
    }

    /// The value without its places: -2.5 becomes -2. VarFix.
    /// - Returns: DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE; then `result` is as it was.
    public static func truncate(_ value: VariantPointer, into result: VariantPointer) -> HResult {
        withValue(value) { value in
            // + 0: the zero of a number between -1 and 0 has no sign.
            toWhole(value, into: result, real: { trunc($0) + 0 }, currency: { $0.truncated }, decimal: \.truncated)
        }
    }

    /// The largest integer that is not greater: -2.5 becomes -3. VarInt.
    /// - Returns: DISP_E_OVERFLOW, DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE; then `result` is as it was.
    public static func floor(_ value: VariantPointer, into result: VariantPointer) -> HResult {
        withValue(value) { value in
            toWhole(
                value, into: result, real: { $0.rounded(.down) },
                currency: { (amount) throws(COMError) in try amount.floor() }, decimal: \.floor)
        }
    }

    private static func toWhole(
        _ value: VariantPointer, into result: VariantPointer, real: (Double) -> Double,
        currency: (Currency) throws(COMError) -> Currency, decimal: KeyPath<DecimalNumber, DecimalNumber>
    ) -> HResult {
        switch VarType(rawValue: value.pointee.vt) {
        case .empty: putInteger(0, as: .i2, in: result)
        case .null: return putNull(in: result)
        case .ui1, .i2, .i4, .i8: result.initialize(to: value.pointee)
        case .bool: putInteger(Int64(value.pointee.boolVal), as: .i2, in: result)
        case .r4: put(Float(real(Double(value.pointee.fltVal))), in: result)
        case .r8: put(real(value.pointee.dblVal), as: .r8, in: result)
        case .date: put(real(value.pointee.dblVal), as: .date, in: result)
        case .cy:
            return giving { () throws(COMError) in
                put(try currency(Currency(scaled: value.pointee.cyVal.int64)), in: result)
            }
        case .decimal:
            guard let number = DecimalNumber(value.pointee.decVal) else { return .E_INVALIDARG }
            put(number[keyPath: decimal], in: result)
        case .bstr: return ofText(value, into: result, real)
        case let type: return refusal(of: type)
        }
        return .S_OK
    }

    /// The value with at most so many places, a tie rounded to the even digit: VarRound. Integers stay as they are.
    /// - Returns: E_INVALIDARG for a negative number of places, DISP_E_TYPEMISMATCH for a text that is no number,
    ///   DISP_E_BADVARTYPE; then `result` is as it was.
    public static func round(_ value: VariantPointer, places: Int, into result: VariantPointer) -> HResult {
        withValue(value) { value in
            switch VarType(rawValue: value.pointee.vt) {
            case .empty: putInteger(0, as: .i2, in: result)
            case .null: return putNull(in: result)
            case .ui1, .i2, .i4: result.initialize(to: value.pointee)
            case .bool: putInteger(Int64(value.pointee.boolVal), as: .i2, in: result)
            case .r4:
                guard places >= 0 else { return .E_INVALIDARG }
                put(Float(rounded(Double(value.pointee.fltVal), places: places)), in: result)
            case .r8:
                guard places >= 0 else { return .E_INVALIDARG }
                put(rounded(value.pointee.dblVal, places: places), as: .r8, in: result)
            case .date:
                guard places >= 0 else { return .E_INVALIDARG }
                put(rounded(value.pointee.dblVal, places: places), as: .date, in: result)
            case .cy:
                return giving { () throws(COMError) in
                    put(try Currency(scaled: value.pointee.cyVal.int64).rounded(places: places), in: result)
                }
            case .decimal:
                guard let number = DecimalNumber(value.pointee.decVal) else { return .E_INVALIDARG }
                return giving { () throws(COMError) in put(try number.rounded(places: places), in: result) }
            case .bstr:
                guard places >= 0 else { return .E_INVALIDARG }
                return ofText(value, into: result) { rounded($0, places: places) }
            default: return .DISP_E_BADVARTYPE
            }
            return .S_OK
        }
    }

    /// A number with at most so many places: VarR8Round. It is multiplied by the power of ten, rounded, a tie to the even
    /// integer, and divided again; a number too large for that has no places.
    public static func rounded(_ value: Double, places: Int) -> Double {
        let scale = pow(10, Double(places))
        let scaled = value * scale
        guard scaled.isFinite, scaled.magnitude < 0x1p52 else { return value }
        return scaled.rounded(.toNearestOrEven) / scale + 0
    }

    private static func ofText(
        _ value: VariantPointer, into result: VariantPointer, _ function: (Double) -> Double
    ) -> HResult {
        var status = HResult.S_OK
        let number = real(value, &status)
        if status.isSuccess { put(function(number), as: .r8, in: result) }
        return status
    }

    private static func refusal(of type: VarType) -> HResult {
        type == .clsid || !validate(type).isSuccess ? .DISP_E_BADVARTYPE : .DISP_E_TYPEMISMATCH
    }
}
