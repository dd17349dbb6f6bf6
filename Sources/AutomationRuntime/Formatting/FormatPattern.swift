// SPDX-License-Identifier: Apache-2.0
//
// A format text taken apart: what VarTokenizeFormatString makes. The named formats of Basic, and formats of one's own with up to
// four sections.

import AutomationTypes

/// A format, ready to be used with many values. Immutable.
struct FormatPattern: Sendable, Equatable {
    /// What kind of value the format is for.
    enum Kind: UInt8, Sendable {
        /// No format: the value as text.
        case general = 0
        /// Literals alone.
        case unknown = 1
        case number = 2
        case date = 3
        case text = 4
        /// "Currency", which is the locale's own format.
        case currency = 5
    }

    /// One piece of a section. The numbers are of the token bytes.
    enum Code: UInt8, Sendable {
        case end = 0
        /// Units of the format text: start, count.
        case literal
        /// One unit that is not in the format text.
        case unit
        // Numbers. Count.
        case zeroDigits
        case anyDigits
        case decimalPoint
        /// E+, E-, e+, e-: count of digits.
        case exponentPlus, exponentMinus, smallExponentPlus, smallExponentMinus
        case trueFalse, yesNo, onOff
        // Dates.
        case dateSeparator, timeSeparator
        case generalDate, shortDate, mediumDate, longDate, longTime
        case day, day2, weekdayShort, weekdayLong
        /// First day of the week.
        case weekday
        /// First day of the week, first week of the year.
        case week
        case month, month2, monthShort, monthLong
        case quarter, dayOfYear, year2, year4
        case hour, hour2, hour12, hour12of2, minute, minute2, second, second2
        case half, halfUpper, halfLower, halfLetterUpper, halfLetterLower
        // Text. Count.
        case spacedCharacters, characters
    }

    struct Token: Sendable, Equatable {
        var code: Code
        var first: UInt16 = 0
        var second: UInt16 = 0
    }

    struct Flags: OptionSet, Sendable {
        let rawValue: UInt8
        static let percent = Flags(rawValue: 1)
        static let exponent = Flags(rawValue: 2)
        static let grouped = Flags(rawValue: 4)
        static let upperCase = Flags(rawValue: 8)
        static let lowerCase = Flags(rawValue: 16)
        static let leftToRight = Flags(rawValue: 32)
    }

    struct Section: Sendable, Equatable {
        var flags: Flags = []
        /// Digits that the format shows before and after the point, or characters of a text.
        var whole: UInt16 = 0
        var places: UInt16 = 0
        var tokens: [Token] = []
    }

    var kind = Kind.unknown
    /// Positive numbers and all else, negative numbers or empty texts, zero, VT_NULL. A nil section is the first one's.
    var sections: [Section?] = []

    /// The value as text.
    static let general = FormatPattern(kind: .general, sections: [])

    // MARK: Named formats

    private static func date(_ codes: Code...) -> FormatPattern {
        FormatPattern(kind: .date, sections: [Section(tokens: codes.map { Token(code: $0) })])
    }

    private static func number(_ flags: Flags, _ tokens: Token...) -> FormatPattern {
        FormatPattern(kind: .number, sections: [Section(flags: flags, whole: 1, places: 2, tokens: tokens)])
    }

    private static let fixed = [
        Token(code: .zeroDigits, first: 1), Token(code: .decimalPoint), Token(code: .zeroDigits, first: 2),
    ]

    private static func space(_ unit: Unicode.Scalar) -> Token { Token(code: .unit, first: UInt16(truncatingIfNeeded: unit.value)) }

    /// By their names in lower case.
    private static let named: [String: FormatPattern] = [
        "general date": date(.generalDate), "long date": date(.longDate), "medium date": date(.mediumDate),
        "short date": date(.shortDate), "long time": date(.longTime),
        "medium time": FormatPattern(
            kind: .date,
            sections: [
                Section(tokens: [
                    Token(code: .hour12of2), Token(code: .timeSeparator), Token(code: .minute2), space(" "), Token(code: .half),
                ])
            ]),
        "short time": date(.hour2, .timeSeparator, .minute2),
        "general number": .general,
        "currency": FormatPattern(kind: .currency, sections: []),
        "fixed": number([], fixed[0], fixed[1], fixed[2]),
        "standard": number(.grouped, fixed[0], fixed[1], fixed[2]),
        "percent": number(.percent, fixed[0], fixed[1], fixed[2], space("%")),
        "scientific": number(.exponent, fixed[0], fixed[1], fixed[2], Token(code: .exponentPlus, first: 2)),
        "yes/no": FormatPattern(kind: .number, sections: [Section(tokens: [Token(code: .yesNo)])]),
        "true/false": FormatPattern(kind: .number, sections: [Section(tokens: [Token(code: .trueFalse)])]),
        "on/off": FormatPattern(kind: .number, sections: [Section(tokens: [Token(code: .onOff)])]),
    ]

    /// The formats of VarFormatDateTime, by its numbers.
    static let dateTimes: [FormatPattern] = [
        date(.generalDate), date(.longDate), date(.shortDate), date(.longTime), date(.hour2, .timeSeparator, .minute2),
    ]

    // MARK: Formats of one's own

    /// - Parameters:
    ///   - firstDay: 0 the locale's, 1 Sunday to 7 Saturday.
    ///   - firstWeek: 0 the locale's, 1 to 3.
    /// - Throws: E_INVALIDARG for more than four sections, settings out of range, or a text of more than 65,535 units.
    init(_ format: UnsafeBufferPointer<UInt16>, firstDay: Int, firstWeek: Int) throws(COMError) {
        guard (0...7).contains(firstDay), (0...3).contains(firstWeek) else {
            throw COMError(.E_INVALIDARG, "the first day of the week is 0 to 7, the first week of the year 0 to 3")
        }
        guard format.count <= Int(UInt16.max) else { throw COMError(.E_INVALIDARG, "a format has at most 65535 units") }
        if format.isEmpty {
            self = .general
            return
        }
        if format.count <= 16, let known = FormatPattern.named[String(decoding: format, as: UTF16.self).lowercased()] {
            self = known
            return
        }
        self.init(kind: .unknown, sections: [])
        var parser = FormatParser(format, firstDay: UInt16(firstDay), firstWeek: UInt16(firstWeek))
        self = try parser.parse()
    }

    init(kind: Kind, sections: [Section?]) {
        self.kind = kind
        self.sections = sections
    }

    func section(_ index: Int) -> Section {
        (index < sections.count ? sections[index] : nil) ?? (sections.first ?? nil) ?? Section()
    }

    func hasSection(_ index: Int) -> Bool { index < sections.count && sections[index] != nil }
}

/// Reads a format text from left to right. The first placeholder says what kind of format it is; what belongs to another kind is
/// a literal from then on.
private struct FormatParser {
    private let format: UnsafeBufferPointer<UInt16>
    private let firstDay: UInt16
    private let firstWeek: UInt16
    private var position = 0
    private var pattern = FormatPattern(kind: .unknown, sections: [])
    private var section = FormatPattern.Section()
    private var index = 0
    private var hasPoint = false
    /// Hours were the last part of a time, so that `m` is minutes.
    private var afterHours = false
    private var lastHours: Int?

    init(_ format: UnsafeBufferPointer<UInt16>, firstDay: UInt16, firstWeek: UInt16) {
        self.format = format
        self.firstDay = firstDay
        self.firstWeek = firstWeek
    }

    private func unit(_ offset: Int = 0) -> UInt16 { position + offset < format.count ? format[position + offset] : 0 }

    private func lower(_ offset: Int = 0) -> UInt16 {
        let unit = unit(offset)
        return unit >= 0x41 && unit <= 0x5A ? unit | 0x20 : unit
    }

    /// Whether a text stands here, letters of either case.
    private func isAt(_ text: StaticString) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where lower(index) != UInt16(text.utf8Start[index]) { return false }
        return true
    }

    /// How often the unit here stands here, at most `limit` times, in either case.
    private func run(_ limit: Int = .max) -> Int {
        let first = lower()
        var count = 1
        while count < limit, position + count < format.count, lower(count) == first { count += 1 }
        return count
    }

    private func canBe(_ kind: FormatPattern.Kind) -> Bool {
        pattern.kind == kind || (pattern.kind == .unknown && index == 0)
    }

    private mutating func add(_ code: FormatPattern.Code, _ first: Int = 0, _ second: Int = 0, length: Int) {
        section.tokens.append(
            .init(code: code, first: UInt16(truncatingIfNeeded: first), second: UInt16(truncatingIfNeeded: second)))
        position += length
    }

    private mutating func addLiteral(_ start: Int, _ count: Int) {
        // Literals that stand side by side are one.
        if let last = section.tokens.last, last.code == .literal, Int(last.first) + Int(last.second) == start {
            section.tokens[section.tokens.count - 1].second += UInt16(count)
        } else {
            add(.literal, start, count, length: 0)
        }
    }

    mutating func parse() throws(COMError) -> FormatPattern {
        while position < format.count {
            switch unit() {
            case UInt16(ascii: ";"): try nextSection()
            case UInt16(ascii: "\\"):
                position += 1
                if position < format.count {
                    addLiteral(position, 1)
                    position += 1
                }
            case UInt16(ascii: "\""):
                let start = position + 1
                var end = start
                while end < format.count, format[end] != UInt16(ascii: "\"") { end += 1 }
                if end > start { addLiteral(start, end - start) }
                position = min(end + 1, format.count)
            default:
                if !number(), !date(), !text() {
                    if unit() == UInt16(ascii: "%"), pattern.kind == .number { section.flags.insert(.percent) }
                    addLiteral(position, 1)
                    position += 1
                }
            }
        }
        store()
        return pattern
    }

    private mutating func store() {
        while pattern.sections.count < index { pattern.sections.append(nil) }
        pattern.sections.append(section)
    }

    private mutating func nextSection() throws(COMError) {
        store()
        while unit() == UInt16(ascii: ";") {
            index += 1
            guard index < 4 else { throw COMError(.E_INVALIDARG, "a format has at most four sections") }
            position += 1
        }
        section = .init()
        (hasPoint, afterHours, lastHours) = (false, false, nil)
        if position == format.count {
            // A section that is not there is the first one's.
            section = pattern.section(0)
        }
    }

    // MARK: Kinds

    private mutating func number() -> Bool {
        switch unit() {
        case UInt16(ascii: "0") where canBe(.number), UInt16(ascii: "#") where canBe(.number):
            pattern.kind = .number
            let count = run()
            if hasPoint { section.places &+= UInt16(count) } else { section.whole &+= UInt16(count) }
            add(unit() == UInt16(ascii: "0") ? .zeroDigits : .anyDigits, count, length: count)
        case UInt16(ascii: ".") where canBe(.number) && !hasPoint:
            pattern.kind = .number
            hasPoint = true
            add(.decimalPoint, length: 1)
        case UInt16(ascii: ",") where pattern.kind == .number:
            section.flags.insert(.grouped)
            position += 1
        case UInt16(ascii: "e") where pattern.kind == .number, UInt16(ascii: "E") where pattern.kind == .number:
            let isPlus = unit(1) == UInt16(ascii: "+")
            guard isPlus || unit(1) == UInt16(ascii: "-") else { return false }
            let isSmall = unit() == UInt16(ascii: "e")
            section.flags.insert(.exponent)
            var (length, digits) = (2, 0)
            while unit(length) == UInt16(ascii: "0") || unit(length) == UInt16(ascii: "#") {
                if unit(length) == UInt16(ascii: "0") { digits += 1 }
                length += 1
            }
            let code: FormatPattern.Code =
                isSmall ? (isPlus ? .smallExponentPlus : .smallExponentMinus) : isPlus ? .exponentPlus : .exponentMinus
            add(code, digits, length: length)
        default: return false
        }
        return true
    }

    private mutating func date() -> Bool {
        // Half-days make the hours before them those of a 12-hour clock, whatever the format was taken for.
        if lower() == UInt16(ascii: "a") {
            let isUpper = unit() == UInt16(ascii: "A")
            let half: (FormatPattern.Code, Int)? =
                isAt("am/pm") ? (isUpper ? .halfUpper : .halfLower, 5)
                : isAt("ampm") ? (.half, 4)
                : isAt("a/p") ? (isUpper ? .halfLetterUpper : .halfLetterLower, 3) : nil
            if let half, canBe(.date) {
                pattern.kind = .date
                if let lastHours {
                    let code = section.tokens[lastHours].code
                    section.tokens[lastHours].code = code == .hour ? .hour12 : code == .hour2 ? .hour12of2 : code
                }
                add(half.0, length: half.1)
                return true
            }
        }
        guard canBe(.date) else { return false }
        switch lower() {
        case UInt16(ascii: "/"): add(.dateSeparator, length: 1)
        case UInt16(ascii: ":"): add(.timeSeparator, length: 1)
        case UInt16(ascii: "c"): add(.generalDate, length: 1)
        case UInt16(ascii: "d"):
            let count = run(6)
            let codes: [FormatPattern.Code] = [.day, .day2, .weekdayShort, .weekdayLong, .shortDate, .longDate]
            add(codes[count - 1], length: count)
            afterHours = false
        case UInt16(ascii: "h"):
            let count = run(2)
            lastHours = section.tokens.count
            add(count == 1 ? .hour : .hour2, length: count)
            afterHours = true
        case UInt16(ascii: "m"):
            let count = run(4)
            if count <= 2, afterHours {
                add(count == 1 ? .minute : .minute2, length: count)
                afterHours = false
            } else {
                let codes: [FormatPattern.Code] = [.month, .month2, .monthShort, .monthLong]
                add(codes[count - 1], length: count)
            }
        case UInt16(ascii: "n"):
            let count = run(2)
            add(count == 1 ? .minute : .minute2, length: count)
        case UInt16(ascii: "q"): add(.quarter, length: 1)
        case UInt16(ascii: "s"):
            let count = run(2)
            add(count == 1 ? .second : .second2, length: count)
        case UInt16(ascii: "t"):
            guard isAt("ttttt") else { return false }
            add(.longTime, length: 5)
        case UInt16(ascii: "w"):
            let count = run(2)
            if count == 1 {
                add(.weekday, Int(firstDay), length: 1)
            } else {
                add(.week, Int(firstDay), Int(firstWeek), length: 2)
            }
        case UInt16(ascii: "y"):
            // There is no `yyy`: it is `yy` and `y`.
            let count = run(4)
            let length = count == 3 ? 2 : count
            let codes: [FormatPattern.Code] = [.dayOfYear, .year2, .year2, .year4]
            add(codes[length - 1], length: length)
        default: return false
        }
        pattern.kind = .date
        return true
    }

    private mutating func text() -> Bool {
        guard canBe(.text) else { return false }
        switch unit() {
        case UInt16(ascii: "@"), UInt16(ascii: "&"):
            let count = run()
            section.whole &+= UInt16(count)
            add(unit() == UInt16(ascii: "@") ? .spacedCharacters : .characters, count, length: count)
        case UInt16(ascii: "<"):
            section.flags.insert(.lowerCase)
            position += 1
        case UInt16(ascii: ">"):
            section.flags.insert(.upperCase)
            position += 1
        case UInt16(ascii: "!"):
            section.flags.insert(.leftToRight)
            position += 1
        default: return false
        }
        pattern.kind = .text
        return true
    }
}
