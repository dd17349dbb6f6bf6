// SPDX-License-Identifier: Apache-2.0
//
// DATE from and to SYSTEMTIME, UDATE and the date and time words of DOS.

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions

@c @implementation
public func SystemTimeToVariantTime(_ time: LPSYSTEMTIME?, _ result: Out<DOUBLE>) -> INT {
    guard let time, let result else { return 0 }
    let fields = time.pointee
    guard fields.wMonth <= 12, fields.wDay <= 31, Int16(bitPattern: fields.wYear) >= 0, let date = date(of: fields)
    else { return 0 }
    result.pointee = date
    return 1
}

@c @implementation
public func VariantTimeToSystemTime(_ date: DOUBLE, _ result: LPSYSTEMTIME?) -> INT {
    guard let result, let parts = OleDate(date) else { return 0 }
    result.pointee = parts.systemTime
    return 1
}

@c @implementation
public func VarDateFromUdate(_ udate: Out<UDATE>, _ flags: ULONG, _ result: Out<DATE>) -> HRESULT {
    VarDateFromUdateEx(udate, defaultLocale, flags, result)
}

@c @implementation
public func VarDateFromUdateEx(_ udate: Out<UDATE>, _ locale: LCID, _ flags: ULONG, _ result: Out<DATE>) -> HRESULT {
    guard let udate, let result else { return HResult.E_INVALIDARG.rawValue }
    if flags & VAR_VALIDDATE != 0, !udate.pointee.st.isInRange(of: calendar(flags)) { return HResult.E_INVALIDARG.rawValue }
    guard let date = date(of: udate.pointee.st, calendar(flags)) else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = date.part(flags)
    return 0
}

@c @implementation
public func VarUdateFromDate(_ date: DATE, _ flags: ULONG, _ result: Out<UDATE>) -> HRESULT {
    guard let result, OleDate.isValid(date), let parts = OleDate(date.part(flags), calendar: calendar(flags)) else {
        return HResult.E_INVALIDARG.rawValue
    }
    result.pointee.st = parts.systemTime
    result.pointee.wDayOfYear = USHORT(parts.dayOfYear)
    return 0
}

// MARK: DOS

@c @implementation
public func DosDateTimeToVariantTime(_ date: USHORT, _ time: USHORT, _ result: Out<DOUBLE>) -> INT {
    guard let result else { return 0 }
    let (hour, minute, second) = (Int(time >> 11), Int(time >> 5 & 0x3F), Int(time & 0x1F) * 2)
    guard hour < 24, minute < 60, second < 60,
        let parts = OleDate(
            year: 1980 + Int(date >> 9), month: Int(date >> 5 & 0xF), day: Int(date & 0x1F),
            second: hour * 3600 + minute * 60 + second)
    else { return 0 }
    result.pointee = parts.date
    return 1
}

@c @implementation
public func VariantTimeToDosDateTime(_ date: DOUBLE, _ dosDate: Out<USHORT>, _ dosTime: Out<USHORT>) -> INT {
    guard let dosDate, let dosTime, let parts = OleDate(date), (1980...2099).contains(parts.year) else { return 0 }
    dosDate.pointee = USHORT(parts.year - 1980) << 9 | USHORT(parts.month) << 5 | USHORT(parts.day)
    dosTime.pointee = USHORT(parts.hour) << 11 | USHORT(parts.minute) << 5 | USHORT(parts.second % 60 / 2)
    return 1
}

// MARK: Fields

extension OleDate {
    fileprivate var systemTime: SYSTEMTIME {
        SYSTEMTIME(
            wYear: WORD(year), wMonth: WORD(month), wDayOfWeek: WORD(weekday), wDay: WORD(day), wHour: WORD(hour),
            wMinute: WORD(minute), wSecond: WORD(second % 60), wMilliseconds: 0)
    }
}

extension SYSTEMTIME {
    /// Whether every field is in the calendar's range, as it stands: VAR_VALIDDATE.
    fileprivate func isInRange(of calendar: DateCalendar) -> Bool {
        wHour < 24 && wMinute < 60 && wSecond < 60 && wMilliseconds < 1000
            && OleDate(year: Int(wYear), month: Int(wMonth), day: Int(wDay), calendar: calendar) != nil
    }
}

extension DATE {
    /// What the flags leave of a date: its time of day, or its day.
    func part(_ flags: ULONG) -> DATE {
        let day = rounded(.towardZero)
        if flags & VAR_TIMEVALUEONLY != 0 { return (self - day).magnitude }
        return flags & VAR_DATEVALUEONLY != 0 ? day : self
    }
}

/// The DATE of fields that need not be in range: the 13th month is the first of the next year, day 0 the last of the month
/// before, years 0 to 29 are 2000 to 2029 and 30 to 99 are 1930 to 1999, those of the Hijri calendar 1352 to 1451. Milliseconds do
/// not count.
private func date(of fields: SYSTEMTIME, _ calendar: DateCalendar = .gregorian) -> DATE? {
    func signed(_ field: WORD) -> Int { Int(Int16(bitPattern: field)) }
    var year = signed(fields.wYear)
    switch year {
    case 0...99 where calendar == .hijri: year = DateCalendar.fullHijriYear(year)
    case 0...29: year += 2000
    case 30...99: year += 1900
    default: break
    }
    let months = signed(fields.wMonth) - 1
    year += floorDivision(months, 12).quotient
    guard let first = OleDate(year: year, month: floorDivision(months, 12).remainder + 1, day: 1, calendar: calendar)
    else { return nil }
    let seconds = floorDivision(signed(fields.wHour) * 3600 + signed(fields.wMinute) * 60 + signed(fields.wSecond), 86_400)
    let day = first.date + Double(signed(fields.wDay) - 1 + seconds.quotient)
    guard OleDate.isValid(day), var parts = OleDate(day) else { return nil }
    parts.second = seconds.remainder
    return parts.date
}

private func floorDivision(_ value: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
