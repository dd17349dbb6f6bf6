// SPDX-License-Identifier: Apache-2.0
//
// VarCmp, VarBstrCmp, VarCat: the order of two values, and texts put together.

public import AutomationTypes
public import CAutomation

/// How two values are ordered. The numbers are those of VARCMP_….
public enum ValueOrder: Int32, Sendable {
    case less = 0
    case equal = 1
    case greater = 2
    /// One of the values is VT_NULL.
    case null = 3

    init(_ order: Int) { self = order < 0 ? .less : order == 0 ? .equal : .greater }

    fileprivate var reversed: ValueOrder {
        switch self {
        case .less: .greater
        case .greater: .less
        default: self
        }
    }
}

extension VariantOps {
    /// How two BSTRs are ordered: VarBstrCmp. NULL is the empty text. Locale 0 without flags compares unit by unit.
    public static func compare(
        _ left: BSTR?, _ right: BSTR?, locale: UInt32, flags: TextComparisonFlags
    ) -> ValueOrder {
        let (a, b) = (BString.units(of: left), BString.units(of: right))
        if locale == 0, flags.isEmpty { return ValueOrder(TextComparison.ordinal(a, b)) }
        // The empty text comes before any other, whatever is not to count.
        if a.isEmpty || b.isEmpty { return ValueOrder(a.isEmpty ? (b.isEmpty ? 0 : -1) : 1) }
        return ValueOrder(TextComparison.compare(a, b, flags, locale: locale))
    }

    /// VT_HARDTYPE: set beside the type of a VARIANT to compare, it says that the value was declared with that type.
    static let hardTypeFlag: UInt16 = 0x8000

    /// How two values are ordered: VarCmp. Numbers are compared as numbers, whatever their types; text is greater than every
    /// number, unless VT_HARDTYPE says which of the two has its type for certain: then the other one is converted.
    /// - Throws: DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE
    public static func compare(
        _ left: VariantPointer, _ right: VariantPointer, locale: UInt32 = defaultLocale, flags: TextComparisonFlags = []
    ) throws(COMError) -> ValueOrder {
        let (leftType, rightType) = (left.pointee.vt & ~hardTypeFlag, right.pointee.vt & ~hardTypeFlag)
        // VT_INT is taken on the left only.
        guard leftType <= VarType.int.rawValue, rightType <= VarType.i8.rawValue else { throw COMError(.DISP_E_BADVARTYPE) }
        guard isComparable(leftType), isComparable(rightType) else { throw COMError(.DISP_E_TYPEMISMATCH) }
        let (error, null, text) = (VarType.error.rawValue, VarType.null.rawValue, VarType.bstr.rawValue)
        if leftType == error || rightType == error {
            guard leftType == rightType else { throw COMError(.DISP_E_TYPEMISMATCH) }
            return .equal
        }
        if leftType == null || rightType == null { return .null }
        if leftType == text, rightType == text {
            return compare(left.pointee.bstrVal, right.pointee.bstrVal, locale: locale, flags: flags)
        }
        var (a, b) = (left.pointee, right.pointee)
        a.vt = leftType
        b.vt = rightType
        if leftType == text || rightType == text {
            let isSwapped = rightType == text
            let hard = (left.pointee.vt & hardTypeFlag != 0, right.pointee.vt & hardTypeFlag != 0)
            let known = isSwapped
                ? try compareText(&b, &a, textIsHard: hard.1, otherIsHard: hard.0, locale, flags)?.reversed
                : try compareText(&a, &b, textIsHard: hard.0, otherIsHard: hard.1, locale, flags)
            if let known { return known }
        }
        return try compareNumbers(&a, &b)
    }

    private static func isComparable(_ type: UInt16) -> Bool {
        switch OperandKind(type) {
        case .variant, .unknown, .invalid: false
        case .other: type == VarType.int.rawValue
        default: true
        }
    }

    /// Text beside another type; nil if both are to be compared as numbers.
    private static func compareText(
        _ text: VariantPointer, _ other: VariantPointer, textIsHard: Bool, otherIsHard: Bool, _ locale: UInt32,
        _ flags: TextComparisonFlags
    ) throws(COMError) -> ValueOrder? {
        let isEmpty = BString.length(text.pointee.bstrVal) == 0
        if other.pointee.vt == VarType.empty.rawValue { return isEmpty ? .equal : .greater }
        switch (textIsHard, otherIsHard) {
        case (false, false): return .greater
        case (true, false):
            // A String and a Variant: the other becomes text.
            var made = VARIANT()
            defer { clear(&made) }
            try COMError.check(changeType(&made, other, .bstr, locale: locale).rawValue)
            return compare(text.pointee.bstrVal, made.bstrVal, locale: locale, flags: flags)
        default:
            guard !isEmpty else { return .greater }
            var status = HResult.S_OK
            let number = converted(text, to: .r8, &status).dblVal
            guard status.isSuccess else { return .greater }
            return textIsHard ? (number >= 0 ? .greater : .less) : nil
        }
    }

    private static func compareNumbers(_ left: VariantPointer, _ right: VariantPointer) throws(COMError) -> ValueOrder {
        let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
        func either(_ kind: OperandKind) -> Bool { a == kind || b == kind }
        var status = HResult.S_OK
        if either(.decimal) || (either(.cy) && !either(.text) && !either(.r4) && !either(.r8) && !either(.date)) {
            // A number that no DECIMAL holds is compared as a VT_R8. A CY is a DECIMAL with four places.
            let (x, y) = (converted(left, to: .decimal, &status), converted(right, to: .decimal, &status))
            if status.isSuccess {
                guard let a = DecimalNumber(x.decVal), let b = DecimalNumber(y.decVal) else { throw COMError(.E_INVALIDARG) }
                return ValueOrder(a.order(to: b))
            }
            guard status == .DISP_E_OVERFLOW else { throw COMError(status) }
            status = .S_OK
        } else if a <= .i8 || left.pointee.vt == VarType.int.rawValue, b <= .i8 {
            let x = left.pointee.vt == VarType.int.rawValue ? Int64(left.pointee.lVal) : integer(left)
            let y = integer(right)
            return x < y ? .less : x == y ? .equal : .greater
        }
        let (x, y) = (real(left, &status), real(right, &status))
        guard status.isSuccess else { throw COMError(status) }
        // Beside a VT_R4 the other is only as exact as that.
        if either(.r4), !either(.text) {
            let (x, y) = (Float(x), Float(y))
            return x < y ? .less : x == y ? .equal : .greater
        }
        return x < y ? .less : x == y ? .equal : .greater
    }

    // MARK: Texts put together

    /// The text of one value after that of the other: VarCat. VT_BOOL is "True" or "False", VT_NULL is nothing; two VT_NULLs
    /// make VT_NULL.
    ///
    /// - Parameter result: gets the value, whatever was there before; it may be one of the operands.
    /// - Returns: DISP_E_TYPEMISMATCH, DISP_E_BADVARTYPE, E_OUTOFMEMORY; then `result` is as it was.
    public static func joinTexts(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        withOperands(left, right, result) { left, right, result in
            let (a, b) = (OperandKind(left.pointee.vt), OperandKind(right.pointee.vt))
            if a == .null, b == .null { return putNull(in: result) }
            guard a.isNumber || a == .null, b.isNumber || b == .null else {
                if a == .invalid || b == .invalid { return .DISP_E_BADVARTYPE }
                if a == .error || b == .error || a == .variant { return .DISP_E_TYPEMISMATCH }
                return b == .variant && a != .unknown ? .DISP_E_TYPEMISMATCH : .DISP_E_BADVARTYPE
            }
            return concatenate(left, right, into: result)
        }
    }

    /// Two values as text, one after the other.
    static func concatenate(_ left: VariantPointer, _ right: VariantPointer, into result: VariantPointer) -> HResult {
        withText(left) { a in
            withText(right) { b in
                guard let made = concatenation(a, b) else { return .E_OUTOFMEMORY }
                var value = VARIANT()
                value.bstrVal = made
                value.vt = VarType.bstr.rawValue
                result.initialize(to: value)
                return .S_OK
            }
        }
    }

    /// Two texts one after the other, bytes and zeros as they are: VarBstrCat. nil if there is no memory for so much.
    public static func concatenation(_ left: BSTR?, _ right: BSTR?) -> BSTR? {
        let (a, b) = (BString.bytes(of: left), BString.bytes(of: right))
        guard let made = BString.allocate(byteCount: a.count + b.count) else { return nil }
        let memory = UnsafeMutableRawPointer(made)
        if let source = a.baseAddress { memory.copyMemory(from: source, byteCount: a.count) }
        if let source = b.baseAddress { (memory + a.count).copyMemory(from: source, byteCount: b.count) }
        return made
    }

    private static func withText(_ value: VariantPointer, _ body: (BSTR?) -> HResult) -> HResult {
        switch VarType(rawValue: value.pointee.vt) {
        case .bstr: return body(value.pointee.bstrVal)
        case .null, .empty: return body(nil)
        default:
            var made = VARIANT()
            let status = changeType(&made, value, .bstr, flags: .alphaBool)
            guard status.isSuccess else { return status }
            defer { clear(&made) }
            return body(made.bstrVal)
        }
    }
}
