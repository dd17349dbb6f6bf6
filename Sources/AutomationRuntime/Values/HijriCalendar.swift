// SPDX-License-Identifier: Apache-2.0

/// The calendar in which a date is told.
public enum DateCalendar: Sendable {
    case gregorian
    /// VAR_CALENDAR_HIJRI
    case hijri

    /// A Hijri year of two digits: 1352 to 1451, as Gregorian ones are 1950 to 2049.
    public static func fullHijriYear(_ year: Int) -> Int { year < 52 ? 1400 + year : 1300 + year }
}

/// The tabular Islamic calendar as Windows computes it (the "Kuwaiti algorithm", .NET's HijriCalendar without an adjustment): months of
/// 30 and 29 days by turns, in a cycle of 30 years 11 whose last month has 30 days, from 18 July 622 (Gregorian). ICU knows it as
/// islamic-tbla.
enum HijriCalendar {
    static let years = 1...9666

    /// 1 Muharram of the year 1: the first day that has a date.
    static let firstDay = OleDate.days(year: 622, month: 7, day: 18)

    static func isLeap(_ year: Int) -> Bool { (11 * year + 14) % 30 < 11 }

    static func days(inMonth month: Int, of year: Int) -> Int {
        month == 12 && isLeap(year) || month % 2 == 1 ? 30 : 29
    }

    /// Days from 30 December 1899.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let before = year - 1
        return firstDay + 354 * before + (11 * before + 14) / 30 + 29 * (month - 1) + month / 2 + day - 1
    }

    /// - Parameter days: `firstDay` or later.
    static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let passed = days - firstDay
        // 10,631 days in 30 years.
        let year = (30 * passed + 10_646) / 10_631
        let dayOfYear = days - self.days(year: year, month: 1, day: 1)
        // The twelfth month may have a day more than the pattern.
        let month = min(12, 2 * dayOfYear / 59 + 1)
        return (year, month, days - self.days(year: year, month: month, day: 1) + 1)
    }

    static let months = [
        "Muharram", "Safar", "Rabiʻ I", "Rabiʻ II", "Jumada I", "Jumada II", "Rajab", "Shaʻban", "Ramadan", "Shawwal",
        "Dhuʻl-Qiʻdah", "Dhuʻl-Hijjah",
    ]
    static let shortMonths = [
        "Muh.", "Saf.", "Rab. I", "Rab. II", "Jum. I", "Jum. II", "Raj.", "Sha.", "Ram.", "Shaw.", "Dhuʻl-Q.", "Dhuʻl-H.",
    ]
}
