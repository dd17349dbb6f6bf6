// SPDX-License-Identifier: Apache-2.0
//
// VarFormat and its like, month and weekday names: thin over VariantFormat. The locale is en-US where a function has none.

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Synchronization

private let invalidArgument = HResult.E_INVALIDARG.rawValue

/// Gives the caller a text that is made, or the reason why not. No text is a null BSTR.
private func give(_ result: Out<BSTR?>, _ make: () throws(COMError) -> [UInt16]?) -> HRESULT {
    guard let result else { return invalidArgument }
    result.pointee = nil
    do throws(COMError) {
        guard let units = try make() else { return 0 }
        result.pointee = units.withUnsafeBufferPointer { BString.allocate($0) }
        return result.pointee == nil ? HResult.E_OUTOFMEMORY.rawValue : 0
    } catch {
        return error.hresult.rawValue
    }
}

private func give(_ result: Out<BSTR?>, text make: () throws(COMError) -> String) -> HRESULT {
    give(result) { () throws(COMError) in Array(try make().utf16) }
}

/// The calendar that VAR_… flags ask for.
func calendar(_ flags: ULONG) -> DateCalendar { flags & VAR_CALENDAR_HIJRI != 0 ? .hijri : .gregorian }

private func substitutes(_ flags: ULONG) -> Bool { flags & VAR_FORMAT_NOSUBSTITUTE == 0 }

@c @implementation
public func VarFormat(
    _ value: LPVARIANT?, _ format: LPOLESTR?, _ firstDay: Int32, _ firstWeek: Int32, _ flags: ULONG, _ result: Out<BSTR?>
) -> HRESULT {
    guard let value else { return invalidArgument }
    return give(result) { () throws(COMError) in
        try VariantFormat.text(
            of: value, format: units(ofTerminated: format), firstDay: Int(firstDay), firstWeek: Int(firstWeek),
            substitutes: substitutes(flags), calendar: calendar(flags))
    }
}

@c @implementation
public func VarTokenizeFormatString(
    _ format: LPOLESTR?, _ tokens: LPBYTE?, _ size: Int32, _ firstDay: Int32, _ firstWeek: Int32, _ locale: LCID,
    _ actual: Out<Int32>
) -> HRESULT {
    guard let tokens, size >= 0 else { return invalidArgument }
    do {
        let count = try VariantFormat.writeTokens(
            of: units(ofTerminated: format), to: UnsafeMutableRawBufferPointer(start: tokens, count: Int(size)),
            firstDay: Int(firstDay), firstWeek: Int(firstWeek))
        actual?.pointee = Int32(count)
        return 0
    } catch {
        return error.hresult.rawValue
    }
}

@c @implementation
public func VarFormatFromTokens(
    _ value: LPVARIANT?, _ format: LPOLESTR?, _ tokens: LPBYTE?, _ flags: ULONG, _ result: Out<BSTR?>, _ locale: LCID
) -> HRESULT {
    guard let value, let tokens else { return invalidArgument }
    return give(result) { () throws(COMError) in
        try VariantFormat.text(
            of: value, tokens: UnsafeRawPointer(tokens), format: units(ofTerminated: format),
            substitutes: substitutes(flags), locale: locale, calendar: calendar(flags))
    }
}

@c @implementation
public func VarFormatDateTime(_ value: LPVARIANT?, _ named: Int32, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    guard let value else { return invalidArgument }
    return give(result) { () throws(COMError) in
        try VariantFormat.dateText(
            of: value, named: Int(named), substitutes: substitutes(flags), calendar: calendar(flags))
    }
}

// MARK: Numbers

private func settings(_ places: Int32, _ leading: Int32, _ parentheses: Int32, _ groups: Int32) -> NumberSettings {
    func choice(_ value: Int32) -> Bool? { value == -2 ? nil : value == -1 }
    return NumberSettings(
        places: places < 0 ? nil : Int(places), leadingZero: choice(leading), parentheses: choice(parentheses),
        groups: choice(groups))
}

@c @implementation
public func VarFormatNumber(
    _ value: LPVARIANT?, _ places: Int32, _ leading: Int32, _ parentheses: Int32, _ groups: Int32, _ flags: ULONG,
    _ result: Out<BSTR?>
) -> HRESULT {
    guard let value else { return invalidArgument }
    return give(result, text: { () throws(COMError) in
        try VariantFormat.numberText(of: value, .number, settings(places, leading, parentheses, groups))
    })
}

@c @implementation
public func VarFormatPercent(
    _ value: LPVARIANT?, _ places: Int32, _ leading: Int32, _ parentheses: Int32, _ groups: Int32, _ flags: ULONG,
    _ result: Out<BSTR?>
) -> HRESULT {
    guard let value else { return invalidArgument }
    return give(result, text: { () throws(COMError) in
        try VariantFormat.numberText(of: value, .percent, settings(places, leading, parentheses, groups))
    })
}

@c @implementation
public func VarFormatCurrency(
    _ value: LPVARIANT?, _ places: Int32, _ leading: Int32, _ parentheses: Int32, _ groups: Int32, _ flags: ULONG,
    _ result: Out<BSTR?>
) -> HRESULT {
    guard let value else { return invalidArgument }
    return give(result, text: { () throws(COMError) in
        try VariantFormat.numberText(of: value, .currency, settings(places, leading, parentheses, groups))
    })
}

// MARK: Names

@c @implementation
public func VarMonthName(_ month: Int32, _ abbreviated: Int32, _ flags: ULONG, _ result: Out<BSTR?>) -> HRESULT {
    give(result, text: { () throws(COMError) in
        try VariantFormat.monthName(Int(month), abbreviated: abbreviated != 0, calendar: calendar(flags))
    })
}

@c @implementation
public func VarWeekdayName(
    _ weekday: Int32, _ abbreviated: Int32, _ firstDay: Int32, _ flags: ULONG, _ result: Out<BSTR?>
) -> HRESULT {
    give(result, text: { () throws(COMError) in
        try VariantFormat.weekdayName(Int(weekday), abbreviated: abbreviated != 0, firstDay: Int(firstDay))
    })
}

/// The lists that GetAltMonthNames gave, by locale: they belong to the process and stay.
private let alternatives = Mutex<[LCID: UInt]>([:])

@c @implementation
public func GetAltMonthNames(_ locale: LCID, _ result: Out<UnsafeMutablePointer<LPOLESTR?>?>) -> HRESULT {
    guard let result else { return invalidArgument }
    result.pointee = nil
    guard let names = VariantFormat.genitiveMonthNames(locale: locale) else { return 0 }
    let address = alternatives.withLock { known in
        if let address = known[locale] { return address }
        // Twelve names, an empty thirteenth for a calendar that has one, and the end.
        let list = UnsafeMutablePointer<LPOLESTR?>.allocate(capacity: 14)
        for (index, name) in (names + [""]).enumerated() {
            let units = Array(name.utf16) + [0]
            let text = UnsafeMutablePointer<OLECHAR>.allocate(capacity: units.count)
            text.initialize(from: units, count: units.count)
            (list + index).initialize(to: text)
        }
        (list + 13).initialize(to: nil)
        let address = UInt(bitPattern: list)
        known[locale] = address
        return address
    }
    result.pointee = UnsafeMutablePointer(bitPattern: address)
    return 0
}

// MARK: Numbers as text

@c @implementation
public func VarParseNumFromStr(
    _ text: LPCOLESTR?, _ locale: LCID, _ flags: ULONG, _ parsed: Out<NUMPARSE>, _ digits: LPBYTE?
) -> HRESULT {
    guard let parsed, let digits, parsed.pointee.cDig >= 0 else { return invalidArgument }
    guard let text else { return HResult.DISP_E_TYPEMISMATCH.rawValue }
    do {
        let room = Int(parsed.pointee.cDig)
        let number = try NumberDigits(
            units(ofTerminated: text), accepting: NumberParts(rawValue: parsed.pointee.dwInFlags), locale: locale, room: room)
        for (index, digit) in number.digits.prefix(room).enumerated() { digits[index] = digit }
        parsed.pointee.cDig = INT(min(number.digits.count, room))
        parsed.pointee.dwOutFlags = number.seen.rawValue
        parsed.pointee.cchUsed = INT(clamping: number.used)
        parsed.pointee.nBaseShift = INT(number.baseShift)
        parsed.pointee.nPwr10 = INT(clamping: number.powerOfTen)
        return 0
    } catch {
        return error.hresult.rawValue
    }
}

@c @implementation
public func VarNumFromParseNum(
    _ parsed: Out<NUMPARSE>, _ digits: LPBYTE?, _ types: ULONG, _ result: LPVARIANT?
) -> HRESULT {
    guard let parsed, let digits, let result, parsed.pointee.cDig >= 0, [0, 3, 4].contains(parsed.pointee.nBaseShift) else {
        return invalidArgument
    }
    let listed = Array(UnsafeBufferPointer(start: digits, count: Int(parsed.pointee.cDig)))
    let limit = parsed.pointee.nBaseShift == 0 ? 10 : 1 << Int(parsed.pointee.nBaseShift)
    guard listed.allSatisfy({ Int($0) < limit }) else { return invalidArgument }
    let number = NumberDigits(
        digits: listed, seen: NumberParts(rawValue: parsed.pointee.dwOutFlags), baseShift: Int(parsed.pointee.nBaseShift),
        powerOfTen: Int(parsed.pointee.nPwr10))
    do {
        result.initialize(to: try number.value(types: types).makeRaw())
        return 0
    } catch {
        return error.hresult.rawValue
    }
}

@c @implementation
public func GetVarConversionLocaleSetting(_ flags: Out<ULONG>) -> HRESULT {
    guard let flags else { return invalidArgument }
    flags.pointee = 0
    return 0
}
