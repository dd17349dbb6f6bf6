// SPDX-License-Identifier: Apache-2.0
//
// Numbers as decimal digits, for formats; VarFormatNumber, VarFormatPercent and VarFormatCurrency.

import AutomationTypes
import CAutomation

/// Settings of VarFormatNumber and its like. nil is what the locale says.
public struct NumberSettings: Sendable {
    /// Digits after the point, 0 to 9.
    public var places: Int?
    /// Whether a number below 1 has a zero before its point.
    public var leadingZero: Bool?
    /// Whether a negative number stands in parentheses.
    public var parentheses: Bool?
    /// Whether digits are grouped.
    public var groups: Bool?

    public init(places: Int? = nil, leadingZero: Bool? = nil, parentheses: Bool? = nil, groups: Bool? = nil) {
        self.places = places
        self.leadingZero = leadingZero
        self.parentheses = parentheses
        self.groups = groups
    }
}

/// A number as decimal digits: 0.d1d2… × 10^point.
struct FormattedNumber {
    private(set) var isNegative = false
    private var digits: [UInt8] = []
    /// How many of the digits stand before the point; may be negative or beyond the digits.
    private var point = 0

    /// Zero.
    init() {}

    /// The number of a VARIANT, with the digits that it has as text: 15 of a VT_R8, 7 of a VT_R4, all of the others.
    /// - Throws: DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    init(_ value: VariantPointer, locale: UInt32) throws(COMError) {
        var text = VARIANT()
        defer { VariantOps.clear(&text) }
        try COMError.check(VariantOps.changeType(&text, value, .bstr, locale: locale).rawValue)
        let parsed = try NumberDigits(
            BString.units(of: text.bstrVal), accepting: .standard, locale: locale, room: 60)
        guard parsed.baseShift == 0 else { throw COMError(.DISP_E_TYPEMISMATCH) }
        guard parsed.powerOfTen.magnitude < 1000 else { throw COMError(.DISP_E_OVERFLOW) }
        isNegative = parsed.seen.contains(.negative)
        digits = parsed.digits == [0] ? [] : parsed.digits
        point = digits.isEmpty ? 0 : digits.count + parsed.powerOfTen
        if digits.isEmpty { isNegative = false }
    }

    var isZero: Bool { digits.isEmpty }

    /// The digits before the point, none for a number below 1.
    var whole: [UInt8] {
        guard point > 0 else { return [] }
        return digits.prefix(point) + Array(repeating: 0, count: max(0, point - digits.count))
    }

    /// The digits after the point, without zeros at the end.
    var places: [UInt8] {
        point >= 0 ? Array(digits.dropFirst(point)) : Array(repeating: 0, count: -point) + digits
    }

    /// Multiplies by a power of ten.
    mutating func shift(by power: Int) { if !isZero { point += power } }

    /// Cuts the number to so many places, a tie rounded away from zero.
    mutating func round(places: Int) {
        let kept = point + places
        guard kept < digits.count else { return }
        guard kept >= 0 else {
            digits = []
            point = 0
            return
        }
        let isUp = digits[kept] >= 5
        digits.removeLast(digits.count - kept)
        if isUp {
            var index = kept - 1
            while index >= 0, digits[index] == 9 {
                digits[index] = 0
                index -= 1
            }
            if index >= 0 {
                digits[index] += 1
            } else {
                digits.insert(1, at: 0)
                point += 1
            }
        }
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty { point = 0 }
    }

    /// Moves the point behind so many digits and rounds to so many places.
    /// - Returns: the power of ten that makes up for it.
    mutating func normalize(whole: Int, places: Int) -> Int {
        guard !isZero else { return 0 }
        var exponent = point - whole
        point = whole
        round(places: places)
        if point > whole {
            exponent += 1
            point = whole
        }
        return exponent
    }

    static func separates(_ remaining: Int, _ grouping: (first: Int, others: Int)) -> Bool {
        guard grouping.first > 0, remaining >= grouping.first else { return false }
        return remaining == grouping.first || (grouping.others > 0 && (remaining - grouping.first) % grouping.others == 0)
    }

    // MARK: Whole numbers as text

    /// Digits with separators, without a sign.
    private func magnitude(_ settings: NumberSettings, places count: Int, _ locale: LocaleData) -> String {
        var text = ""
        let whole = whole
        if whole.isEmpty, settings.leadingZero ?? true || (count == 0 && isZero) { text = "0" }
        for (index, digit) in whole.enumerated() {
            text += String(digit)
            let remaining = whole.count - 1 - index
            if settings.groups ?? true, FormattedNumber.separates(remaining, locale.values.grouping) {
                text += locale.groupSeparator
            }
        }
        if count > 0 {
            text += locale.decimalSeparator
            let places = places
            for index in 0..<count { text += index < places.count ? String(places[index]) : "0" }
        }
        return text
    }

    /// VarFormatNumber.
    func number(_ settings: NumberSettings, _ locale: LocaleData) -> String {
        var copy = self
        let places = settings.places ?? 2
        copy.round(places: places)
        let text = copy.magnitude(settings, places: places, locale)
        // A negative number that is rounded to zero keeps its sign.
        guard isNegative else { return text }
        return settings.parentheses ?? false ? "(" + text + ")" : "-" + text
    }

    /// VarFormatPercent.
    func percent(_ settings: NumberSettings, _ locale: LocaleData) -> String {
        var copy = self
        copy.shift(by: 2)
        let text = copy.number(settings, locale)
        return text.hasSuffix(")") ? String(text.dropLast()) + "%)" : text + "%"
    }

    /// VarFormatCurrency.
    func currency(_ settings: NumberSettings, _ locale: LocaleData) -> String {
        var copy = self
        let places = settings.places ?? locale.values.currencyPlaces
        copy.round(places: places)
        let text = copy.magnitude(settings, places: places, locale)
        let symbol = locale.values.currencySymbol
        guard isNegative else {
            return switch locale.values.positiveCurrency {
            case 0: symbol + text
            case 1: text + symbol
            case 2: symbol + " " + text
            default: text + " " + symbol
            }
        }
        let order = settings.parentheses.map { $0 ? 0 : 1 } ?? locale.values.negativeCurrency
        return switch order {
        case 0: "(" + symbol + text + ")"
        case 1: "-" + symbol + text
        case 2: symbol + "-" + text
        case 3: symbol + text + "-"
        case 4: "(" + text + symbol + ")"
        case 5: "-" + text + symbol
        case 6: text + "-" + symbol
        case 7: text + symbol + "-"
        case 8: "-" + text + " " + symbol
        case 9: "-" + symbol + " " + text
        case 10: text + " " + symbol + "-"
        case 11: symbol + " " + text + "-"
        case 12: symbol + " -" + text
        case 13: text + "- " + symbol
        case 14: "(" + symbol + " " + text + ")"
        default: "(" + text + " " + symbol + ")"
        }
    }
}
