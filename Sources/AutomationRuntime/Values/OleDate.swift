// SPDX-License-Identifier: Apache-2.0

/// A DATE taken apart: the day, proleptic Gregorian unless another calendar is asked for, and the second of the day. [MS-OAUT] 2.2.25
///
/// A DATE counts days from 30 December 1899. Its fraction is the time of day and is never negative: -1.25 is six o'clock
/// on 29 December 1899, a quarter after -1.
public struct OleDate: Hashable, Sendable {
    /// 100 to 9999; from 1 in the Hijri calendar.
    public var year: Int
    public var month: Int
    public var day: Int
    /// 0 to 86,399.
    public var second: Int
    public let calendar: DateCalendar

    /// Just below 1 January 100, whose DATEs run from -657434 down to -657434.999….
    static let beforeFirstDay = -657_435.0
    /// The day after 31 December 9999.
    static let endDay = 2_958_466.0

    /// Whether a DATE can have this value.
    public static func isValid(_ date: Double) -> Bool { date > beforeFirstDay && date < endDay }

    /// - Returns: nil if there is no such day.
    public init?(year: Int, month: Int, day: Int, second: Int = 0, calendar: DateCalendar = .gregorian) {
        let years = calendar == .gregorian ? 100...9999 : HijriCalendar.years
        guard years.contains(year), (1...12).contains(month), day >= 1, (0..<86_400).contains(second),
            day <= OleDate.days(inMonth: month, of: year, calendar)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.second = second
        self.calendar = calendar
        // The last year of the other calendar ends within the last Gregorian one.
        guard calendar == .gregorian || Double(dayNumber) < OleDate.endDay else { return nil }
    }

    /// Rounded to the second; nil if the DATE is out of range, or lies before the calendar's first day.
    public init?(_ date: Double, calendar: DateCalendar = .gregorian) {
        // The whole part of a negative DATE counts back, its fraction still forward.
        guard OleDate.isValid(date) else { return nil }
        var whole = Int(date.rounded(.towardZero))
        var second = Int(((date - date.rounded(.towardZero)).magnitude * 86_400).rounded(.toNearestOrAwayFromZero))
        if second == 86_400 {
            second = 0
            whole += 1
        }
        if calendar == .hijri, whole < HijriCalendar.firstDay { return nil }
        (year, month, day) = calendar == .gregorian ? OleDate.civil(fromDays: whole) : HijriCalendar.civil(fromDays: whole)
        self.second = second
        self.calendar = calendar
        guard calendar == .hijri ? Double(whole) < OleDate.endDay : (100...9999).contains(year) else { return nil }
    }

    /// The DATE.
    public var date: Double {
        let days = dayNumber
        let fraction = Double(second) / 86_400
        return days < 0 ? Double(days) - fraction : Double(days) + fraction
    }

    public var hour: Int { second / 3600 }
    public var minute: Int { second / 60 % 60 }

    /// 0 is Sunday.
    public var weekday: Int { ((dayNumber + 6) % 7 + 7) % 7 }

    /// Days from 30 December 1899.
    var dayNumber: Int { OleDate.days(year: year, month: month, day: day, calendar) }

    static func days(year: Int, month: Int, day: Int, _ calendar: DateCalendar) -> Int {
        calendar == .gregorian ? days(year: year, month: month, day: day) : HijriCalendar.days(year: year, month: month, day: day)
    }

    static func days(inMonth month: Int, of year: Int, _ calendar: DateCalendar) -> Int {
        calendar == .gregorian ? days(inMonth: month, of: year) : HijriCalendar.days(inMonth: month, of: year)
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 30 December 1899. Years begin in March here, so that the leap day is the last of a year.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 693_899
    }

    static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 693_899
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
