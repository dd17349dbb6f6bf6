// SPDX-License-Identifier: Apache-2.0
//
// Formatting for Swift and for the C functions: a value as text in a format.

import AutomationTypes
import CAutomation

/// Formatting of VARIANTs: VarFormat and its like.
public enum VariantFormat {
    /// A value by a format, a named one ("Currency", "Long Date", …) or one of one's own ("#,##0.00;(#,##0.00)", "d mmmm yyyy").
    ///
    /// - Parameters:
    ///   - firstDay: 0 the locale's, 1 Sunday to 7 Saturday.
    ///   - firstWeek: 0 the locale's, 1 the week of 1 January, 2 the first of four days, 3 the first of seven.
    ///   - substitutes: whether a value that the format is not for is given as it is.
    /// - Returns: nil for VT_NULL, unless the format has a fourth section.
    /// - Throws: E_INVALIDARG, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public static func text(
        of value: VariantPointer, format: UnsafeBufferPointer<UInt16>, firstDay: Int = 0, firstWeek: Int = 0,
        substitutes: Bool = true, locale: UInt32 = defaultLocale, calendar: DateCalendar = .gregorian
    ) throws(COMError) -> [UInt16]? {
        let pattern = try FormatPattern(format, firstDay: firstDay, firstWeek: firstWeek)
        var formatter = Formatter(pattern, format, locale: locale, calendar: calendar)
        return try formatter.text(of: value, substitutes: substitutes)
    }

    /// A value as a date or time: 0 general, 1 long date, 2 short date, 3 long time, 4 short time.
    /// - Throws: E_INVALIDARG, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public static func dateText(
        of value: VariantPointer, named: Int, substitutes: Bool = true, locale: UInt32 = defaultLocale,
        calendar: DateCalendar = .gregorian
    ) throws(COMError) -> [UInt16]? {
        guard FormatPattern.dateTimes.indices.contains(named) else {
            throw COMError(.E_INVALIDARG, "there is no date format \(named)")
        }
        var formatter = Formatter(
            FormatPattern.dateTimes[named], UnsafeBufferPointer(start: nil, count: 0), locale: locale, calendar: calendar)
        return try formatter.text(of: value, substitutes: substitutes)
    }

    /// What a number is shown as.
    public enum NumberStyle: Sendable {
        case number
        /// A hundred times the number, and a percent sign.
        case percent
        /// With the locale's symbol.
        case currency
    }

    /// - Throws: E_INVALIDARG for more than 9 places, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public static func numberText(
        of value: VariantPointer, _ style: NumberStyle, _ settings: NumberSettings, locale: UInt32 = defaultLocale
    ) throws(COMError) -> String {
        if let places = settings.places, !(0...9).contains(places) {
            throw COMError(.E_INVALIDARG, "a number is shown with 0 to 9 places")
        }
        var shallow = VARIANT()
        try COMError.check(VariantOps.dereference(value, into: &shallow).rawValue)
        var number = VARIANT()
        let data = LocaleData.of(locale)
        switch VarType(rawValue: shallow.vt) {
        case .empty: return try FormattedNumber().shown(style, settings, data)
        case .bool where style != .percent, .i1, .i2, .i4, .i8, .ui1, .ui2, .ui4, .ui8, .int, .uint, .r4, .r8, .cy, .decimal:
            number = shallow
        case .bstr where style == .currency:
            try COMError.check(VariantOps.changeType(&number, &shallow, .cy, locale: locale).rawValue)
        case .null: throw COMError(.DISP_E_TYPEMISMATCH)
        default: try COMError.check(VariantOps.changeType(&number, &shallow, .r8, locale: locale).rawValue)
        }
        return try FormattedNumber(&number, locale: locale).shown(style, settings, data)
    }

    // MARK: Tokens

    /// The bytes of a format, for `text(of:tokens:…)`.
    /// - Returns: how many bytes they are.
    /// - Throws: DISP_E_BUFFERTOOSMALL, E_INVALIDARG
    public static func writeTokens(
        of format: UnsafeBufferPointer<UInt16>, to buffer: UnsafeMutableRawBufferPointer, firstDay: Int, firstWeek: Int
    ) throws(COMError) -> Int {
        let pattern = try FormatPattern(format, firstDay: firstDay, firstWeek: firstWeek)
        try pattern.write(to: buffer)
        return pattern.byteCount
    }

    /// A value by the bytes that `writeTokens` made of a format.
    /// - Throws: E_INVALIDARG if they are no tokens or those of another format, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public static func text(
        of value: VariantPointer, tokens: UnsafeRawPointer, format: UnsafeBufferPointer<UInt16>, substitutes: Bool = true,
        locale: UInt32 = defaultLocale, calendar: DateCalendar = .gregorian
    ) throws(COMError) -> [UInt16]? {
        var formatter = Formatter(try FormatPattern(tokens: tokens), format, locale: locale, calendar: calendar)
        return try formatter.text(of: value, substitutes: substitutes)
    }

    // MARK: Names

    /// - Parameter month: 1 to 12.
    /// - Throws: E_INVALIDARG
    public static func monthName(
        _ month: Int, abbreviated: Bool, locale: UInt32 = defaultLocale, calendar: DateCalendar = .gregorian
    ) throws(COMError) -> String {
        guard (1...12).contains(month) else { throw COMError(.E_INVALIDARG, "a month is 1 to 12") }
        let names = LocaleData.of(locale).months(in: calendar)
        return abbreviated ? names.short[month - 1] : names.long[month - 1]
    }

    /// - Parameters:
    ///   - weekday: 1 to 7, counted from `firstDay`.
    ///   - firstDay: 0 the locale's, 1 Sunday to 7 Saturday.
    /// - Throws: E_INVALIDARG
    public static func weekdayName(
        _ weekday: Int, abbreviated: Bool, firstDay: Int, locale: UInt32 = defaultLocale
    ) throws(COMError) -> String {
        guard (1...7).contains(weekday), (0...7).contains(firstDay) else {
            throw COMError(.E_INVALIDARG, "a day of the week is 1 to 7, the first one 0 to 7")
        }
        let values = LocaleData.of(locale).values
        let first = firstDay == 0 ? values.firstWeekday : firstDay - 1
        let index = (first + weekday - 1) % 7
        return abbreviated ? values.shortWeekdays[index] : values.weekdays[index]
    }

    /// The months' names beside a day, where a locale has others for that; nil for the other locales.
    public static func genitiveMonthNames(locale: UInt32) -> [String]? { LocaleData.of(locale).values.genitiveMonths }
}

extension FormattedNumber {
    fileprivate func shown(
        _ style: VariantFormat.NumberStyle, _ settings: NumberSettings, _ locale: LocaleData
    ) throws(COMError) -> String {
        switch style {
        case .number: number(settings, locale)
        case .percent: percent(settings, locale)
        case .currency: currency(settings, locale)
        }
    }
}

extension Variant {
    /// The value by a format: VarFormat. A value that the format is not for is given as it is; VT_NULL is the empty text, unless
    /// the format has a fourth section.
    /// - Throws: E_INVALIDARG for a format that is not valid
    public func formatted(
        _ format: String, firstDay: Int = 0, firstWeek: Int = 0, locale: UInt32 = defaultLocale
    ) throws(COMError) -> String {
        let units = Array(format.utf16)
        var raw = unownedRaw
        defer { withExtendedLifetime(self) {} }
        let made = try units.withUnsafeBufferPointer { (units) throws(COMError) in
            try VariantFormat.text(of: &raw, format: units, firstDay: firstDay, firstWeek: firstWeek, locale: locale)
        }
        return String(decoding: made ?? [], as: UTF16.self)
    }
}
