// SPDX-License-Identifier: Apache-2.0
//
// Dates as text: what VarBstrFromDate writes and VarDateFromStr reads, in the forms of a locale.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

enum DateText {
    /// The text that VarBstrFromDate gives: the date unless the DATE's day is 0, the time unless it is midnight.
    static func format(_ date: Double, locale: LocaleData, _ calendar: DateCalendar = .gregorian) -> String? {
        guard let parts = OleDate(date, calendar: calendar) else { return nil }
        let hasDate = date.magnitude >= 1
        let hasTime = !hasDate || date != date.rounded(.towardZero)
        var text = ""
        if locale === LocaleData.english {
            // The locale of most calls, without its pictures.
            if hasDate { text = "\(parts.month)/\(parts.day)/\(parts.year)" }
            if hasTime {
                if hasDate { text += " " }
                text += "\((parts.hour + 11) % 12 + 1):" + pad(parts.minute, 2) + ":" + pad(parts.second % 60, 2)
                text += parts.hour < 12 ? " AM" : " PM"
            }
            return text
        }
        if hasDate { text = locale.text(of: parts, picture: locale.values.shortDate) }
        if hasTime { text += (hasDate ? " " : "") + locale.text(of: parts, picture: locale.values.time) }
        return text
    }

    static func pad(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// What a word means in a date.
    enum Word: Equatable, Sendable {
        case month(Int)
        case weekday
        /// True for the afternoon.
        case half(Bool)
    }

    // MARK: Reading

    private enum Token: Equatable {
        case number(value: Int, digits: Int)
        case month(Int)
        case weekday
        /// True for PM.
        case half(Bool)
        /// One of `: . / - ,`.
        case separator(UInt16)
    }

    /// Reads a date, a time or both, in the locale's order of day, month and year; nil if the text is not one.
    static func parse(
        _ text: UnsafeBufferPointer<UInt16>, locale: LocaleData = .english, _ calendar: DateCalendar = .gregorian
    ) -> Double? {
        guard let tokens = tokenize(text, locale.dateWords(in: calendar)), !tokens.isEmpty else { return nil }
        let point = locale.values.dateSeparator == "." ? UInt16(ascii: ".") : 0
        var seconds: Int?
        var dateNumbers: [(value: Int, digits: Int)] = []
        var month: Int?
        /// How many numbers stood before the month's name.
        var numbersBeforeMonth = 0
        var position = 0

        while position < tokens.count {
            switch tokens[position] {
            case .number(let value, let digits):
                if let (time, next) = clock(tokens, at: position, dateSeparator: point) {
                    guard seconds == nil else { return nil }
                    seconds = time
                    position = next
                    continue
                }
                guard dateNumbers.count < 3 else { return nil }
                dateNumbers.append((value, digits))
            case .month(let number):
                guard month == nil else { return nil }
                month = number
                numbersBeforeMonth = dateNumbers.count
            case .weekday:
                break
            case .half:
                return nil
            case .separator(let unit):
                // Between the parts of a date; a comma also after a weekday.
                guard position > 0, unit != UInt16(ascii: ":"), unit != UInt16(ascii: ".") || unit == point else { return nil }
                // "2. Januar", "2.1."
                if position + 1 == tokens.count {
                    guard unit == point, case .number = tokens[position - 1] else { return nil }
                    break
                }
                switch (tokens[position - 1], tokens[position + 1]) {
                case (.number, .number), (.number, .month), (.month, .number): break
                case (.weekday, _): guard unit == UInt16(ascii: ",") else { return nil }
                default: return nil
                }
            }
            position += 1
        }

        guard let day = day(dateNumbers, month, numbersBeforeMonth, locale.dateOrder, calendar) else {
            guard dateNumbers.isEmpty, month == nil, let seconds else { return nil }
            return Double(seconds) / 86_400
        }
        var result = day
        result.second = seconds ?? 0
        return result.date
    }

    /// The day that the numbers of a date mean.
    private static func day(
        _ numbers: [(value: Int, digits: Int)], _ month: Int?, _ numbersBeforeMonth: Int, _ order: LocaleData.DateOrder,
        _ calendar: DateCalendar
    ) -> OleDate? {
        func made(_ year: Int, _ month: Int, _ day: Int) -> OleDate? {
            OleDate(year: year, month: month, day: day, calendar: calendar)
        }
        func longestMonth(_ month: Int) -> Int { calendar == .hijri ? 30 : OleDate.days(inMonth: month, of: 2000) }
        func year(_ number: (value: Int, digits: Int)) -> Int {
            if calendar == .hijri { return number.digits > 2 ? number.value : DateCalendar.fullHijriYear(number.value) }
            return number.value >= 100 || number.digits == 3 ? number.value : number.value < 50 ? 2000 + number.value : 1900 + number.value
        }
        if let month {
            switch numbers.count {
            case 1:
                // "Jan 2" is a day, "Jan 2003" a month.
                let number = numbers[0]
                if number.value >= 1, number.value <= longestMonth(month), number.digits <= 2 {
                    return made(thisYear(calendar), month, number.value)
                }
                return made(year(number), month, 1)
            case 2:
                if numbersBeforeMonth < 2, numbers[0].digits <= 2, numbers[0].value <= 31 {
                    return made(year(numbers[1]), month, numbers[0].value)
                }
                return made(year(numbers[0]), month, numbers[1].value)
            default: return nil
            }
        }
        switch numbers.count {
        case 2:
            let dayIsFirst = order == .dayMonthYear
            let (first, second) = dayIsFirst ? (numbers[1], numbers[0]) : (numbers[0], numbers[1])
            if let date = made(thisYear(calendar), first.value, second.value) { return date }
            if let date = made(thisYear(calendar), second.value, first.value) { return date }
            if second.digits > 2 || second.value > 31 { return made(year(second), first.value, 1) }
            return made(year(first), second.value, 1)
        case 3:
            // Month, day, year; then day, month, year; a first number that can only be a year comes first.
            if numbers[0].digits > 2 || numbers[0].value > 31 || order == .yearMonthDay && numbers[2].digits <= 2 {
                return made(year(numbers[0]), numbers[1].value, numbers[2].value)
                    ?? made(year(numbers[0]), numbers[2].value, numbers[1].value)
            }
            let last = year(numbers[2])
            let (first, second) = order == .dayMonthYear ? (numbers[1].value, numbers[0].value) : (numbers[0].value, numbers[1].value)
            return made(last, first, second) ?? made(last, second, first)
        default: return nil
        }
    }

    /// A time that begins at a number: `h:mm`, `h:mm:ss`, `h.mm`, with AM or PM or not, or `h PM`.
    private static func clock(_ tokens: [Token], at start: Int, dateSeparator: UInt16) -> (seconds: Int, next: Int)? {
        guard case .number(var hour, _) = tokens[start] else { return nil }
        var position = start + 1
        var parts: [Int] = []
        while parts.count < 2, position + 1 < tokens.count, case .separator(let unit) = tokens[position],
            unit == UInt16(ascii: ":") || (unit == UInt16(ascii: ".") && unit != dateSeparator),
            case .number(let value, 1...2) = tokens[position + 1]
        {
            parts.append(value)
            position += 2
        }
        var isAfternoon: Bool?
        if position < tokens.count, case .half(let afternoon) = tokens[position] {
            isAfternoon = afternoon
            position += 1
        }
        guard !parts.isEmpty || isAfternoon != nil else { return nil }
        guard hour < 24, parts.allSatisfy({ $0 < 60 }) else { return nil }
        if let isAfternoon, hour <= 12 { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        let minute = parts.first ?? 0
        let second = parts.count > 1 ? parts[1] : 0
        return (hour * 3600 + minute * 60 + second, position)
    }

    private static func tokenize(
        _ text: UnsafeBufferPointer<UInt16>, _ words: [(text: [UInt16], meaning: Word)]
    ) -> [Token]? {
        var tokens: [Token] = []
        var position = 0
        while position < text.count {
            let unit = text[position]
            if NumberText.isSpace(unit) {
                position += 1
            } else if unit >= 0x30, unit <= 0x39 {
                var (value, digits) = (0, 0)
                while position < text.count, text[position] >= 0x30, text[position] <= 0x39 {
                    guard digits < 5 else { return nil }
                    value = value * 10 + Int(text[position] - 0x30)
                    digits += 1
                    position += 1
                }
                tokens.append(.number(value: value, digits: digits))
            } else if isLetter(unit) {
                guard let (word, length) = word(text, position, words) else { return nil }
                switch word {
                case .month(let number): tokens.append(.month(number))
                case .weekday: tokens.append(.weekday)
                case .half(let afternoon): tokens.append(.half(afternoon))
                }
                position += length
            } else {
                guard separators.contains(unit) else { return nil }
                tokens.append(.separator(unit))
                position += 1
            }
        }
        return tokens
    }

    private static let separators: Set<UInt16> = Set(":./-,".utf16)
    /// The longest word of the locale that stands at a position and is not the beginning of a longer one.
    private static func word(
        _ text: UnsafeBufferPointer<UInt16>, _ position: Int, _ words: [(text: [UInt16], meaning: Word)]
    ) -> (Word, length: Int)? {
        candidates: for (name, meaning) in words where position + name.count <= text.count {
            for index in name.indices where lowered(text[position + index]) != name[index] { continue candidates }
            let end = position + name.count
            if end < text.count, isLetter(text[end]), let last = name.last, isLetter(last) { continue }
            return (meaning, name.count)
        }
        return nil
    }

    private static func lowered(_ unit: UInt16) -> UInt16 {
        if unit < 0x80 { return unit >= 0x41 && unit <= 0x5A ? unit + 0x20 : unit }
        guard let scalar = Unicode.Scalar(unit) else { return unit }
        let lower = scalar.properties.lowercaseMapping.utf16
        return lower.count == 1 ? lower.first ?? unit : unit
    }

    private static func isLetter(_ unit: UInt16) -> Bool {
        (unit >= 0x41 && unit <= 0x5A) || (unit >= 0x61 && unit <= 0x7A) || (unit >= 0xC0 && unit != 0xD7 && unit != 0xF7)
    }

    /// The year of now, in UTC: that of a date without one.
    private static func thisYear(_ calendar: DateCalendar) -> Int {
        let today = Int(time(nil)) / 86_400 + 25_569
        return calendar == .hijri ? HijriCalendar.civil(fromDays: today).year : OleDate.civil(fromDays: today).year
    }
}
