// SPDX-License-Identifier: Apache-2.0
//
// VarFormat and VarFormatFromTokens: a value by a format.

import AutomationTypes
import CAutomation

/// A value's text by a format, in a locale.
struct Formatter {
    let pattern: FormatPattern
    /// The text that literals of the pattern stand in.
    let format: UnsafeBufferPointer<UInt16>
    let locale: UInt32
    private let calendar: DateCalendar
    private let data: LocaleData
    private var output: [UInt16] = []

    init(
        _ pattern: FormatPattern, _ format: UnsafeBufferPointer<UInt16>, locale: UInt32, calendar: DateCalendar = .gregorian
    ) {
        self.pattern = pattern
        self.format = format
        self.locale = locale
        self.calendar = calendar
        data = LocaleData.of(locale)
    }

    /// The text of a VARIANT; nil for VT_NULL, unless the format has a section for it.
    /// - Parameter substitutes: a value that cannot be what the format is for is given as it is.
    /// - Throws: DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW, E_INVALIDARG
    mutating func text(of value: VariantPointer, substitutes: Bool = true) throws(COMError) -> [UInt16]? {
        var shallow = VARIANT()
        try COMError.check(VariantOps.dereference(value, into: &shallow).rawValue)
        let type = VarType(rawValue: shallow.vt)
        if type == .null, !(pattern.kind == .number && pattern.hasSection(3)) { return nil }
        do throws(COMError) {
            switch pattern.kind {
            case .general: return try plainText(&shallow)
            case .currency: return try currency(&shallow)
            case .number: try number(&shallow)
            case .date: try date(&shallow)
            case .text: try characters(&shallow)
            case .unknown:
                switch type {
                case .date: try date(&shallow)
                case _ where shallow.vt & ~VarType.typeMask == 0: try number(&shallow)
                default: throw COMError(.DISP_E_TYPEMISMATCH)
                }
            }
        } catch {
            guard substitutes, error.hresult == .DISP_E_TYPEMISMATCH || error.hresult == .DISP_E_OVERFLOW else { throw error }
            return try plainText(&shallow)
        }
        return output
    }

    private func plainText(_ value: VariantPointer) throws(COMError) -> [UInt16] {
        var made = VARIANT()
        defer { VariantOps.clear(&made) }
        try COMError.check(VariantOps.changeType(&made, value, .bstr, flags: conversion, locale: locale).rawValue)
        return Array(BString.units(of: made.bstrVal))
    }

    private var conversion: ConversionFlags { calendar == .hijri ? .hijriCalendar : [] }

    // MARK: Output

    private mutating func write(_ text: String) { output.append(contentsOf: text.utf16) }

    private mutating func write(_ number: Int, width: Int = 1) { write(DateText.pad(number, width)) }

    /// A token that every kind of format has; false for another.
    private mutating func writeLiteral(_ token: FormatPattern.Token) throws(COMError) -> Bool {
        switch token.code {
        case .literal:
            let (start, count) = (Int(token.first), Int(token.second))
            guard start + count <= format.count else {
                throw COMError(.E_INVALIDARG, "the tokens are of another format text")
            }
            output.append(contentsOf: format[start..<start + count])
        case .unit: output.append(token.first)
        default: return false
        }
        return true
    }

    // MARK: Numbers

    private mutating func number(_ value: VariantPointer) throws(COMError) {
        let type = VarType(rawValue: value.pointee.vt)
        let isNothing = type == .empty || type == .null
        var digits = FormattedNumber()
        if !isNothing {
            guard type != .date else { throw COMError(.DISP_E_TYPEMISMATCH) }
            digits = try FormattedNumber(value, locale: locale)
        }
        let index = isNothing && pattern.hasSection(3) ? 3 : digits.isNegative ? 1 : digits.isZero ? 2 : 0
        let section = pattern.section(index)
        // A section for negative numbers shows what it says; without one they get a sign.
        var needsSign = digits.isNegative && !pattern.hasSection(1)
        let isTrue = !digits.isZero
        if section.flags.contains(.percent) { digits.shift(by: 2) }
        var exponent = 0
        if section.flags.contains(.exponent) {
            exponent = digits.normalize(whole: Int(section.whole), places: Int(section.places))
        } else {
            digits.round(places: Int(section.places))
        }
        let whole = digits.whole
        let places = digits.places
        let positions = max(Int(section.whole), whole.count)
        // The first placeholder also shows the digits for which there is none.
        var position = 0
        var nextPosition = positions - Int(section.whole)
        var placesDone = 0
        var pendingZeros = 0
        var isOn = false
        var afterPoint = false
        for token in section.tokens {
            if try writeLiteral(token) { continue }
            switch token.code {
            case .zeroDigits, .anyDigits:
                let isZero = token.code == .zeroDigits
                if afterPoint {
                    for _ in 0..<token.first {
                        if placesDone < places.count {
                            output.append(UInt16(places[placesDone]) + 0x30)
                        } else {
                            pendingZeros += 1
                        }
                        placesDone += 1
                    }
                    if isZero {
                        for _ in 0..<pendingZeros { output.append(0x30) }
                        pendingZeros = 0
                    }
                    continue
                }
                if needsSign {
                    write("-")
                    needsSign = false
                }
                nextPosition = min(nextPosition + Int(token.first), positions)
                while position < nextPosition {
                    let digit = position - (positions - whole.count)
                    if digit >= 0 {
                        output.append(UInt16(whole[digit]) + 0x30)
                        isOn = true
                    } else if isZero || isOn {
                        output.append(0x30)
                        isOn = true
                    }
                    position += 1
                    if isOn, section.flags.contains(.grouped), separates(positions - position) { write(data.groupSeparator) }
                }
            case .decimalPoint:
                if needsSign {
                    write("-")
                    needsSign = false
                }
                write(data.decimalSeparator)
                afterPoint = true
            case .exponentPlus, .exponentMinus, .smallExponentPlus, .smallExponentMinus:
                let isSmall = token.code == .smallExponentPlus || token.code == .smallExponentMinus
                write(isSmall ? "e" : "E")
                if exponent < 0 {
                    write("-")
                } else if token.code == .exponentPlus || token.code == .smallExponentPlus {
                    write("+")
                }
                write(abs(exponent), width: Int(token.first))
            case .trueFalse: write(isTrue ? "True" : "False")
            case .yesNo: write(isTrue ? "Yes" : "No")
            case .onOff: write(isTrue ? "On" : "Off")
            default: throw COMError(.E_INVALIDARG, "a token of another kind of format")
            }
        }
    }

    /// Whether a group separator stands before so many digits.
    private func separates(_ remaining: Int) -> Bool {
        FormattedNumber.separates(remaining, data.values.grouping)
    }

    private func currency(_ value: VariantPointer) throws(COMError) -> [UInt16] {
        guard value.pointee.vt != VarType.date.rawValue else { throw COMError(.DISP_E_TYPEMISMATCH) }
        let number = value.pointee.vt == 0 ? FormattedNumber() : try FormattedNumber(value, locale: locale)
        return Array(number.currency(NumberSettings(), data).utf16)
    }

    // MARK: Dates

    private mutating func date(_ value: VariantPointer) throws(COMError) {
        var number = 0.0
        var index = 0
        switch VarType(rawValue: value.pointee.vt) {
        case .empty, .null: index = 1
        case .date: number = value.pointee.date
        default:
            var made = VARIANT()
            var status = VariantOps.changeType(&made, value, .date, flags: conversion, locale: locale)
            if status == .DISP_E_TYPEMISMATCH, value.pointee.vt == VarType.bstr.rawValue {
                // The text of a number is a date here.
                var real = VARIANT()
                status = VariantOps.changeType(&real, value, .r8, locale: defaultLocale)
                if status.isSuccess { status = VariantOps.changeType(&made, &real, .date, locale: locale) }
            }
            try COMError.check(status.rawValue)
            number = made.date
        }
        guard let date = OleDate(number, calendar: calendar) else { throw COMError(.DISP_E_TYPEMISMATCH) }
        let values = data.values
        let months = data.months(in: calendar)
        let section = pattern.section(index)
        for token in section.tokens {
            if try writeLiteral(token) { continue }
            switch token.code {
            case .dateSeparator: write(values.dateSeparator)
            case .timeSeparator: write(values.timeSeparator)
            case .generalDate: write(DateText.format(number, locale: data, calendar) ?? "")
            case .shortDate: write(data.text(of: date, picture: values.shortDate))
            case .mediumDate: write(data.text(of: date, picture: "dd-MMM-yy"))
            case .longDate: write(data.text(of: date, picture: values.longDate))
            case .longTime: write(data.text(of: date, picture: values.time))
            case .day: write(date.day)
            case .day2: write(date.day, width: 2)
            case .weekdayShort: write(values.shortWeekdays[date.weekday])
            case .weekdayLong: write(values.weekdays[date.weekday])
            case .weekday: write(date.dayOfWeek(first: firstDay(token)))
            case .week:
                let firstWeek = token.second == 0 ? values.firstWeek : Int(token.second)
                write(date.week(firstDay: firstDay(token), firstWeek: firstWeek))
            case .month: write(date.month)
            case .month2: write(date.month, width: 2)
            case .monthShort: write(months.short[date.month - 1])
            case .monthLong: write(months.long[date.month - 1])
            case .quarter: write((date.month + 2) / 3)
            case .dayOfYear: write(date.dayOfYear)
            case .year2: write(date.year % 100, width: 2)
            case .year4: write(date.year)
            case .hour: write(date.hour)
            case .hour2: write(date.hour, width: 2)
            case .hour12: write((date.hour + 11) % 12 + 1)
            case .hour12of2: write((date.hour + 11) % 12 + 1, width: 2)
            case .minute: write(date.minute)
            case .minute2: write(date.minute, width: 2)
            case .second: write(date.second % 60)
            case .second2: write(date.second % 60, width: 2)
            case .half: write(date.hour < 12 ? values.forenoon : values.afternoon)
            case .halfUpper: write(date.hour < 12 ? "AM" : "PM")
            case .halfLower: write(date.hour < 12 ? "am" : "pm")
            case .halfLetterUpper: write(date.hour < 12 ? "A" : "P")
            case .halfLetterLower: write(date.hour < 12 ? "a" : "p")
            default: throw COMError(.E_INVALIDARG, "a token of another kind of format")
            }
        }
    }

    /// 0 is Sunday.
    private func firstDay(_ token: FormatPattern.Token) -> Int {
        token.first == 0 ? data.values.firstWeekday : (Int(token.first) - 1) % 7
    }

    // MARK: Text

    private mutating func characters(_ value: VariantPointer) throws(COMError) {
        let isNothing = value.pointee.vt <= VarType.null.rawValue
        let source = isNothing ? [] : try plainText(value)
        let section = pattern.section(source.isEmpty ? 1 : 0)
        let isUpper = section.flags.contains(.upperCase) && !section.flags.contains(.lowerCase)
        let text = String(decoding: source, as: UTF16.self)
        // Letters of one case, lower case unless the format says otherwise.
        let cased = Array((isUpper ? text.uppercased() : text.lowercased()).utf16)
        let units = cased.count == source.count ? cased : source
        var blanks = Int(section.whole) - units.count
        var position = 0
        for token in section.tokens {
            if try writeLiteral(token) { continue }
            guard token.code == .spacedCharacters || token.code == .characters else {
                throw COMError(.E_INVALIDARG, "a token of another kind of format")
            }
            var count = Int(token.first)
            if token.code == .spacedCharacters, blanks > 0 {
                let leading = min(count, blanks)
                for _ in 0..<leading { output.append(0x20) }
                count -= leading
                blanks -= leading
            }
            while count > 0, position < units.count {
                output.append(units[position])
                position += 1
                count -= 1
            }
            if token.code == .spacedCharacters { for _ in 0..<count { output.append(0x20) } }
        }
        output.append(contentsOf: units[position...])
    }
}

extension OleDate {
    /// 1 for the first day of the week.
    func dayOfWeek(first: Int) -> Int { (weekday - first + 7) % 7 + 1 }

    /// 1 is the first day of the year.
    public var dayOfYear: Int {
        dayNumber - OleDate.days(year: year, month: 1, day: 1, calendar) + 1
    }

    /// The number of the week in its year.
    /// - Parameters:
    ///   - firstDay: 0 is Sunday.
    ///   - firstWeek: 1 the week of 1 January, 2 the first with four days in the year, 3 the first with seven.
    func week(firstDay: Int, firstWeek: Int) -> Int {
        func start(of year: Int) -> Int {
            let newYear = OleDate.days(year: year, month: 1, day: 1, calendar)
            let weekday = ((newYear + 6) % 7 + 7) % 7
            /// Days of the year before that are in the week of 1 January.
            let before = (weekday - firstDay + 7) % 7
            let needed = firstWeek == 2 ? 4 : firstWeek == 3 ? 7 : 1
            return 7 - before >= needed ? newYear - before : newYear - before + 7
        }
        let today = dayNumber
        var first = start(of: year)
        if today < first {
            first = start(of: year - 1)
        } else if firstWeek != 1, today >= start(of: year + 1) {
            first = start(of: year + 1)
        }
        return (today - first) / 7 + 1
    }
}
