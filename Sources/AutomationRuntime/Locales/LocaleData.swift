// SPDX-License-Identifier: Apache-2.0
//
// What conversions and formats need to know of a locale. The invariant locale and en-US stand here; the others come from ICU
// (ICULocales.swift), which is not loaded before one of them is asked for. The process's own locale is never asked.

import Synchronization

/// The words, signs and patterns of a locale. Immutable.
final class LocaleData: Sendable {
    enum DateOrder: Sendable {
        case monthDayYear, dayMonthYear, yearMonthDay
    }

    var decimalSeparator: String { values.decimalSeparator }
    var groupSeparator: String { values.groupSeparator }

    struct Values: Sendable {
        var decimalSeparator = "."
        var groupSeparator = ","
        /// Digits in the group beside the separator, and in the others.
        var grouping = (first: 3, others: 3)
        var currencySymbol = "$"
        /// LOCALE_ICURRENCY: 0 `$1`, 1 `1$`, 2 `$ 1`, 3 `1 $`.
        var positiveCurrency = 0
        /// LOCALE_INEGCURR: 0 `($1)`, 1 `-$1`, … 8 `-1 $`, ….
        var negativeCurrency = 0
        var currencyPlaces = 2
        var dateSeparator = "/"
        var timeSeparator = ":"
        var forenoon = "AM"
        var afternoon = "PM"
        /// Windows date pictures: d dd ddd dddd M MM MMM MMMM yy yyyy 'text'; h hh H HH m mm s ss tt.
        var shortDate = "M/d/yyyy"
        var longDate = "dddd, MMMM d, yyyy"
        var time = "h:mm:ss tt"
        var months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
            "December",
        ]
        var shortMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var hijriMonths = HijriCalendar.months
        var shortHijriMonths = HijriCalendar.shortMonths
        /// The months' names beside a day, where they are others.
        var genitiveMonths: [String]?
        /// Sunday first.
        var weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        var shortWeekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        /// 0 is Sunday.
        var firstWeekday = 0
        /// 1 the week of 1 January, 2 the first of four days, 3 the first of seven.
        var firstWeek = 1
    }

    let values: Values
    let dateOrder: DateOrder
    let signs: NumberSigns
    /// What text may stand for in a date, lower case, longer texts first.
    let dateWords: [(text: [UInt16], meaning: DateText.Word)]

    init(_ values: Values) {
        self.values = values
        signs = NumberSigns(
            decimal: Array(values.decimalSeparator.utf16), group: Array(values.groupSeparator.utf16),
            currency: Array(values.currencySymbol.utf16))
        let letters = values.shortDate.filter { "dMy".contains($0) }
        dateOrder = letters.hasPrefix("y") ? .yearMonthDay : letters.hasPrefix("d") ? .dayMonthYear : .monthDayYear
        var words: [(text: [UInt16], meaning: DateText.Word)] = []
        func add(_ names: [String], _ meaning: (Int) -> DateText.Word) {
            for (index, name) in names.enumerated() where !name.isEmpty {
                words.append((Array(name.lowercased().utf16), meaning(index)))
                // "Jan." without its point as well.
                if name.hasSuffix(".") { words.append((Array(name.lowercased().dropLast().utf16), meaning(index))) }
            }
        }
        for names in [values.months, values.shortMonths, values.genitiveMonths ?? []] { add(names) { .month($0 + 1) } }
        for names in [values.weekdays, values.shortWeekdays] { add(names) { _ in .weekday } }
        add([values.forenoon, "am", "a"]) { _ in .half(false) }
        add([values.afternoon, "pm", "p"]) { _ in .half(true) }
        dateWords = words.sorted { $0.text.count > $1.text.count }
    }

    /// The months' names of a calendar.
    func months(in calendar: DateCalendar) -> (long: [String], short: [String]) {
        switch calendar {
        case .gregorian: (values.months, values.shortMonths)
        case .hijri: (values.hijriMonths, values.shortHijriMonths)
        }
    }

    /// `dateWords` with the months of a calendar.
    func dateWords(in calendar: DateCalendar) -> [(text: [UInt16], meaning: DateText.Word)] {
        guard calendar == .hijri else { return dateWords }
        // Asked for too seldom to be kept.
        var others = values
        (others.months, others.shortMonths, others.genitiveMonths) = (values.hijriMonths, values.shortHijriMonths, nil)
        return LocaleData(others).dateWords
    }

    // MARK: Which locale

    /// en-US. Also what the user's and the system's default locale mean.
    static let english = LocaleData(Values())

    /// LOCALE_INVARIANT.
    static let invariant: LocaleData = {
        var values = Values()
        values.currencySymbol = "\u{A4}"
        values.shortDate = "MM/dd/yyyy"
        values.longDate = "dddd, dd MMMM yyyy"
        values.time = "HH:mm:ss"
        return LocaleData(values)
    }()

    private static let others = Mutex<[UInt32: LocaleData]>([:])

    /// The locale of an LCID: what is known of it, en-US for one that is not known or if ICU is not there.
    static func of(_ lcid: UInt32) -> LocaleData {
        // The sort order and the flags above 16 bits are no part of the language.
        switch lcid & 0xFFFF {
        case 0, 0x400, 0x409, 0x800, 0x1000: return english
        case 0x7F, 0x1007F: return invariant
        case let language:
            if let known = others.withLock({ $0[language] }) { return known }
            // Made outside of the lock, twice if two threads come at once: ICU is foreign code.
            let made = ICULocales.shared?.values(for: language).map { LocaleData($0) } ?? english
            return others.withLock { known in
                known[language] = known[language] ?? made
                return made
            }
        }
    }

    // MARK: Pictures

    /// A date by a picture.
    func text(of date: OleDate, picture: String) -> String {
        var text = ""
        var units = Array(picture.unicodeScalars)[...]
        let months = months(in: date.calendar)
        // A month beside the number of its day has its genitive name.
        let genitive = date.calendar == .gregorian && LocaleData.hasDayNumber(picture) ? values.genitiveMonths : nil
        while let scalar = units.first {
            let run = units.prefix { $0 == scalar }.count
            switch scalar {
            case "'":
                units = units.dropFirst()
                while let inner = units.first {
                    units = units.dropFirst()
                    if inner == "'" { break }
                    text.unicodeScalars.append(inner)
                }
                continue
            case "d":
                switch run {
                case 1: text += String(date.day)
                case 2: text += DateText.pad(date.day, 2)
                case 3: text += values.shortWeekdays[date.weekday]
                default: text += values.weekdays[date.weekday]
                }
            case "M":
                switch run {
                case 1: text += String(date.month)
                case 2: text += DateText.pad(date.month, 2)
                case 3: text += months.short[date.month - 1]
                default: text += (genitive ?? months.long)[date.month - 1]
                }
            case "y": text += run <= 2 ? DateText.pad(date.year % 100, run) : DateText.pad(date.year, 4)
            case "h": text += DateText.pad((date.hour + 11) % 12 + 1, min(run, 2))
            case "H": text += DateText.pad(date.hour, min(run, 2))
            case "m": text += DateText.pad(date.minute, min(run, 2))
            case "s": text += DateText.pad(date.second % 60, min(run, 2))
            case "t":
                let half = date.hour < 12 ? values.forenoon : values.afternoon
                text += run == 1 ? String(half.prefix(1)) : half
            default:
                for _ in 0..<run { text.unicodeScalars.append(scalar) }
            }
            units = units.dropFirst(run)
        }
        return text
    }

    private static func hasDayNumber(_ picture: String) -> Bool {
        var run = 0
        for character in picture + " " {
            if character == "d" {
                run += 1
            } else {
                if run == 1 || run == 2 { return true }
                run = 0
            }
        }
        return false
    }
}
