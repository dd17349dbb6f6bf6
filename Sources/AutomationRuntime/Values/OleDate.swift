// SPDX-License-Identifier: Apache-2.0

/// A DATE taken apart: the proleptic Gregorian day and the second of the day. [MS-OAUT] 2.2.25
///
/// A DATE counts days from 30 December 1899. Its fraction is the time of day and is never negative: -1.25 is six o'clock
/// on 29 December 1899, a quarter after -1.
public struct OleDate: Hashable, Sendable {
    /// 100 to 9999.
    public var year: Int
    public var month: Int
    public var day: Int
    /// 0 to 86,399.
    public var second: Int

    /// Just below 1 January 100, whose DATEs run from -657434 down to -657434.999….
    static let beforeFirstDay = -657_435.0
    /// The day after 31 December 9999.
    static let endDay = 2_958_466.0

    /// Whether a DATE can have this value.
    public static func isValid(_ date: Double) -> Bool { date > beforeFirstDay && date < endDay }

    /// - Returns: nil if there is no such day.
    public init?(year: Int, month: Int, day: Int, second: Int = 0) {
        guard (100...9999).contains(year), (1...12).contains(month), day >= 1, (0..<86_400).contains(second),
            day <= OleDate.days(inMonth: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.second = second
    }

    /// Rounded to the second; nil if the DATE is out of range.
    public init?(_ date: Double) {
        // The whole part of a negative DATE counts back, its fraction still forward.
        guard OleDate.isValid(date) else { return nil }
        var whole = Int(date.rounded(.towardZero))
        var second = Int(((date - date.rounded(.towardZero)).magnitude * 86_400).rounded(.toNearestOrAwayFromZero))
        if second == 86_400 {
            second = 0
            whole += 1
        }
        (year, month, day) = OleDate.civil(fromDays: whole)
        self.second = second
        guard (100...9999).contains(year) else { return nil }
    }

    /// The DATE.
    public var date: Double {
        let days = OleDate.days(year: year, month: month, day: day)
        let fraction = Double(second) / 86_400
        return days < 0 ? Double(days) - fraction : Double(days) + fraction
    }

    public var hour: Int { second / 3600 }
    public var minute: Int { second / 60 % 60 }

    /// 0 is Sunday.
    public var weekday: Int { ((OleDate.days(year: year, month: month, day: day) + 6) % 7 + 7) % 7 }

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
