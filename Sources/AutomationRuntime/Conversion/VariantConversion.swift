// SPDX-License-Identifier: Apache-2.0
//
// VariantChangeType: the rules for every pair of types. Numbers go through `Scalar`, texts through NumberText and DateText.

public import AutomationTypes
import CAutomation
import TypeLibrary

/// How VariantOps.changeType converts. The numbers are those of VariantChangeType's wFlags.
public struct ConversionFlags: OptionSet, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// An object is not replaced by its default property's value.
    public static let noValueProperty = ConversionFlags(rawValue: 0x1)
    /// VT_BOOL becomes "True" or "False", not a number.
    public static let alphaBool = ConversionFlags(rawValue: 0x2)
    public static let noUserOverride = ConversionFlags(rawValue: 0x4)
    /// Dates in texts are of the Hijri calendar.
    public static let hijriCalendar = ConversionFlags(rawValue: 0x8)
    /// VT_BOOL becomes the locale's words: the same as `alphaBool` in the locales known here.
    public static let localBool = ConversionFlags(rawValue: 0x10)
}

extension ConversionFlags {
    var calendar: DateCalendar { contains(.hijriCalendar) ? .hijri : .gregorian }
}

/// The locale of conversions where the caller names none: en-US. The process's own locale is never asked.
public let defaultLocale: UInt32 = 0x0409

extension VariantOps {
    /// Converts `source` to `type` and puts the result in `target`, whose old value is released: VariantChangeTypeEx.
    /// `target` may be `source`. A VT_BYREF source means what it points at.
    /// - Returns: DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW, DISP_E_BADVARTYPE, E_OUTOFMEMORY or what an object's default
    ///   property answers; then `target` is as it was.
    public static func changeType(
        _ target: VariantPointer, _ source: VariantPointer, _ type: VarType, flags: ConversionFlags = [],
        locale: UInt32 = defaultLocale
    ) -> HResult {
        let sourceType = VarType(rawValue: source.pointee.vt)
        if sourceType == type, target == source { return validate(type) }
        let valid = validate(sourceType)
        guard valid.isSuccess else { return valid }
        guard validate(type).isSuccess || type.rawValue <= 1, type != .clsid else { return .DISP_E_BADVARTYPE }
        if type.isByRef { return sourceType == type ? copy(target, source) : .DISP_E_TYPEMISMATCH }
        var made = VARIANT()
        var converted: HResult
        if sourceType.isByRef {
            var shallow = VARIANT()
            converted = dereference(source, into: &shallow)
            if converted.isSuccess { converted = convert(&shallow, to: type, into: &made, flags, locale, depth: 0) }
        } else {
            converted = convert(source, to: type, into: &made, flags, locale, depth: 0)
        }
        guard converted.isSuccess else { return converted }
        return replace(target, &made)
    }

    /// Converts a VARIANT that is not by reference; `target` holds nothing before, and on failure nothing after.
    private static func convert(
        _ source: VariantPointer, to type: VarType, into target: VariantPointer, _ flags: ConversionFlags,
        _ locale: UInt32, depth: Int
    ) -> HResult {
        let sourceType = VarType(rawValue: source.pointee.vt)
        if sourceType == type { return duplicate(source, into: target) }
        if sourceType.isArray || type.isArray { return convertArray(source, to: type, into: target) }
        // Types whose values mean nothing to the others.
        if sourceType == .null || sourceType == .error || type == .error || type == .variant || type == .record
            || sourceType == .record || sourceType == .variant
        {
            return .DISP_E_TYPEMISMATCH
        }
        if type == .empty || type == .null {
            target.pointee.vt = type.rawValue
            return .S_OK
        }
        if type == .dispatch || type == .unknown {
            guard sourceType == .dispatch || sourceType == .unknown else { return .DISP_E_TYPEMISMATCH }
            var found: UnsafeMutableRawPointer?
            if let pointer = source.pointee.byref {
                let status = comQueryInterface(pointer, type == .dispatch ? WellKnown.dispatch : WellKnown.unknown, into: &found)
                guard status >= 0 else { return .DISP_E_TYPEMISMATCH }
            }
            target.pointee.byref = found
            target.pointee.vt = type.rawValue
            return .S_OK
        }
        switch sourceType {
        case .unknown: return .DISP_E_TYPEMISMATCH
        case .dispatch: return convertObject(source, to: type, into: target, flags, locale, depth: depth)
        case .bstr: return convertText(
            BString.units(of: source.pointee.bstrVal), to: type, into: target, LocaleData.of(locale), flags.calendar)
        default: break
        }
        if type == .bstr { return format(source, into: target, flags, locale) }
        guard let scalar = Scalar(source) else { return .DISP_E_BADVARTYPE }
        return scalar.store(as: type, in: target)
    }

    // MARK: Objects, arrays

    /// An object stands for its default property's value: IDispatch::Invoke of DISPID_VALUE.
    private static func convertObject(
        _ source: VariantPointer, to type: VarType, into target: VariantPointer, _ flags: ConversionFlags,
        _ locale: UInt32, depth: Int
    ) -> HResult {
        guard !flags.contains(.noValueProperty) else { return .DISP_E_TYPEMISMATCH }
        guard source.pointee.pdispVal != nil else { return .DISP_E_BADVARTYPE }
        // An object whose default property is an object again, and so on, ends here.
        guard depth < 16 else { return .DISP_E_TYPEMISMATCH }
        var value = VARIANT()
        defer { clear(&value) }
        let status = defaultValue(of: source.pointee.pdispVal, into: &value, locale: locale)
        guard status.isSuccess else { return status }
        var shallow = VARIANT()
        let followed = dereference(&value, into: &shallow)
        guard followed.isSuccess else { return followed }
        return convert(&shallow, to: type, into: target, flags, locale, depth: depth + 1)
    }

    /// The value of an object's default property: IDispatch::Invoke of DISPID_VALUE.
    /// - Returns: DISP_E_TYPEMISMATCH if there is no object or it has no such value.
    static func defaultValue(
        of object: UnsafeMutablePointer<IDispatch>?, into value: VariantPointer, locale: UInt32 = defaultLocale
    ) -> HResult {
        guard let object else { return .DISP_E_TYPEMISMATCH }
        var parameters = DISPPARAMS()
        var none = GUID.zero
        let status = object.pointee.lpVtbl.pointee.Invoke(
            object, DispID.value, &none, locale, InvokeKind.propertyGet.rawValue, &parameters, value, nil, nil)
        return status >= 0 ? .S_OK : .DISP_E_TYPEMISMATCH
    }

    /// Arrays become only what they are, except that text and an array of bytes change into each other.
    private static func convertArray(_ source: VariantPointer, to type: VarType, into target: VariantPointer) -> HResult {
        let sourceType = VarType(rawValue: source.pointee.vt)
        if sourceType == VarType.ui1.array, type == .bstr {
            guard let array = source.pointee.parray, array.pointee.cDims == 1, array.pointee.cbElements == 1 else {
                return .DISP_E_TYPEMISMATCH
            }
            let bytes = UnsafeRawBufferPointer(start: array.pointee.pvData, count: SafeArrayMemory.elementCount(array))
            guard let text = BString.allocate(bytes: bytes) else { return .E_OUTOFMEMORY }
            target.pointee.bstrVal = text
            target.pointee.vt = VarType.bstr.rawValue
            return .S_OK
        }
        if sourceType == .bstr, type == VarType.ui1.array {
            let bytes = BString.bytes(of: source.pointee.bstrVal)
            do throws(COMError) {
                let array = try SafeArrayMemory.create(.ui1, bounds: [ArrayBound(count: UInt32(bytes.count))])
                if let start = bytes.baseAddress, let data = array.pointee.pvData {
                    data.copyMemory(from: start, byteCount: bytes.count)
                }
                target.pointee.parray = array
                target.pointee.vt = type.rawValue
                return .S_OK
            } catch {
                return error.hresult
            }
        }
        return .DISP_E_TYPEMISMATCH
    }

    // MARK: Text

    private static func convertText(
        _ text: UnsafeBufferPointer<UInt16>, to type: VarType, into target: VariantPointer, _ locale: LocaleData,
        _ calendar: DateCalendar
    ) -> HResult {
        if type == .date {
            guard let date = DateText.parse(text, locale: locale, calendar) else { return .DISP_E_TYPEMISMATCH }
            target.pointee.date = date
            target.pointee.vt = type.rawValue
            return .S_OK
        }
        if type == .bool, let value = boolean(text) {
            target.pointee.boolVal = value ? -1 : 0
            target.pointee.vt = type.rawValue
            return .S_OK
        }
        guard let number = NumberText(text, locale: locale) else { return .DISP_E_TYPEMISMATCH }
        return number.store(as: type, in: target)
    }

    /// "True" and "False", also between number signs, in any case.
    private static func boolean(_ text: UnsafeBufferPointer<UInt16>) -> Bool? {
        func matches(_ word: StaticString) -> Bool {
            guard text.count == word.utf8CodeUnitCount else { return false }
            return text.indices.allSatisfy { index in
                let unit = text[index]
                let folded = unit >= 0x41 && unit <= 0x5A ? unit + 0x20 : unit
                return folded == UInt16(word.utf8Start[index])
            }
        }
        if matches("true") || matches("#true#") { return true }
        if matches("false") || matches("#false#") { return false }
        return nil
    }

    private static func format(
        _ source: VariantPointer, into target: VariantPointer, _ flags: ConversionFlags, _ locale: UInt32
    ) -> HResult {
        let locale = LocaleData.of(locale)
        var text: String
        /// Whether the text may have a decimal point.
        var hasPlaces = true
        switch VarType(rawValue: source.pointee.vt) {
        case .empty: text = ""
        case .bool:
            let words = !flags.isDisjoint(with: [.alphaBool, .localBool])
            text = words ? (source.pointee.boolVal != 0 ? "True" : "False") : String(source.pointee.boolVal)
        case .r4: text = NumberText.format(Double(source.pointee.fltVal), digits: 7)
        case .r8: text = NumberText.format(source.pointee.dblVal, digits: 15)
        case .date:
            guard let formatted = DateText.format(source.pointee.date, locale: locale, flags.calendar) else { return .E_INVALIDARG }
            text = formatted
            hasPlaces = false
        case .cy: text = Currency(scaled: source.pointee.cyVal.int64).description
        case .decimal:
            guard let value = DecimalNumber(source.pointee.decVal) else { return .E_INVALIDARG }
            text = value.description
        default:
            hasPlaces = false
            switch Scalar(source) {
            case .integer(let value, _): text = String(value)
            case .unsigned(let value, _): text = String(value)
            default: return .DISP_E_BADVARTYPE
            }
        }
        if hasPlaces, locale.decimalSeparator != ".", let point = text.firstIndex(of: ".") {
            text.replaceSubrange(point...point, with: locale.decimalSeparator)
        }
        guard let made = BString.allocate(text) else { return .E_OUTOFMEMORY }
        target.pointee.bstrVal = made
        target.pointee.vt = VarType.bstr.rawValue
        return .S_OK
    }
}
