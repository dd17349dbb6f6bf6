// SPDX-License-Identifier: Apache-2.0
//
// Locales from ICU, which is looked for at run time: no link-time dependency, and no 40 MB of data before a locale other than
// en-US and the invariant one is asked for, or texts of another script than the Latin one are ordered.

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The functions of ICU that tell a locale's words and patterns, if the system has the library.
struct ICULocales: Sendable {
    /// nil if there is no ICU.
    static let shared = ICULocales()

    // ICU's C API (unum.h, udat.h, ucal.h, uloc.h). A UErrorCode above 0 is a failure.
    private typealias Status = UnsafeMutablePointer<Int32>
    private typealias LocaleForLCID = @convention(c) (UInt32, UnsafeMutablePointer<CChar>?, Int32, Status) -> Int32
    private typealias OpenNumber = @convention(c) (
        Int32, UnsafePointer<UInt16>?, Int32, UnsafePointer<CChar>?, UnsafeMutableRawPointer?, Status
    ) -> OpaquePointer?
    private typealias Close = @convention(c) (OpaquePointer?) -> Void
    private typealias NumberSymbol = @convention(c) (
        OpaquePointer?, Int32, UnsafeMutablePointer<UInt16>?, Int32, Status
    ) -> Int32
    private typealias Attribute = @convention(c) (OpaquePointer?, Int32) -> Int32
    private typealias Pattern = @convention(c) (OpaquePointer?, Int8, UnsafeMutablePointer<UInt16>?, Int32, Status) -> Int32
    private typealias OpenDate = @convention(c) (
        Int32, Int32, UnsafePointer<CChar>?, UnsafePointer<UInt16>?, Int32, UnsafePointer<UInt16>?, Int32, Status
    ) -> OpaquePointer?
    private typealias DateSymbols = @convention(c) (
        OpaquePointer?, Int32, Int32, UnsafeMutablePointer<UInt16>?, Int32, Status
    ) -> Int32
    private typealias OpenCalendar = @convention(c) (
        UnsafePointer<UInt16>?, Int32, UnsafePointer<CChar>?, Int32, Status
    ) -> OpaquePointer?

    /// What dlopen gave, and what the names of its functions end with.
    nonisolated(unsafe) private let library: UnsafeMutableRawPointer
    private let suffix: String
    private let localeForLCID: LocaleForLCID
    private let openNumber: OpenNumber
    private let closeNumber: Close
    private let numberSymbol: NumberSymbol
    private let numberAttribute: Attribute
    private let numberPattern: Pattern
    private let openDate: OpenDate
    private let closeDate: Close
    private let datePattern: Pattern
    private let dateSymbols: DateSymbols
    private let openCalendar: OpenCalendar
    private let closeCalendar: Close
    private let calendarAttribute: Attribute

    private init?() {
        // Debian's libraries and symbols carry ICU's version; macOS's do not.
        for version in (50...99).reversed().map({ String($0) }) + [""] {
            #if canImport(Darwin)
            guard version.isEmpty, let library = dlopen("/usr/lib/libicucore.dylib", RTLD_NOW | RTLD_LOCAL) else { continue }
            let suffix = ""
            #else
            let name = version.isEmpty ? "libicui18n.so" : "libicui18n.so." + version
            guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
            let suffix = version.isEmpty ? "" : "_" + version
            #endif
            func find<Function>(_ name: String, _ type: Function.Type) -> Function? {
                dlsym(library, name + suffix).map { unsafeBitCast($0, to: type) }
            }
            guard let localeForLCID = find("uloc_getLocaleForLCID", LocaleForLCID.self),
                let openNumber = find("unum_open", OpenNumber.self), let closeNumber = find("unum_close", Close.self),
                let numberSymbol = find("unum_getSymbol", NumberSymbol.self),
                let numberAttribute = find("unum_getAttribute", Attribute.self),
                let numberPattern = find("unum_toPattern", Pattern.self), let openDate = find("udat_open", OpenDate.self),
                let closeDate = find("udat_close", Close.self), let datePattern = find("udat_toPattern", Pattern.self),
                let dateSymbols = find("udat_getSymbols", DateSymbols.self),
                let openCalendar = find("ucal_open", OpenCalendar.self), let closeCalendar = find("ucal_close", Close.self),
                let calendarAttribute = find("ucal_getAttribute", Attribute.self)
            else {
                dlclose(library)
                continue
            }
            (self.library, self.suffix) = (library, suffix)
            self.localeForLCID = localeForLCID
            self.openNumber = openNumber
            self.closeNumber = closeNumber
            self.numberSymbol = numberSymbol
            self.numberAttribute = numberAttribute
            self.numberPattern = numberPattern
            self.openDate = openDate
            self.closeDate = closeDate
            self.datePattern = datePattern
            self.dateSymbols = dateSymbols
            self.openCalendar = openCalendar
            self.closeCalendar = closeCalendar
            self.calendarAttribute = calendarAttribute
            return
        }
        return nil
    }

    /// Another function of the library.
    func function<Function>(_ name: String, _ type: Function.Type) -> Function? {
        dlsym(library, name + suffix).map { unsafeBitCast($0, to: type) }
    }

    /// ICU's name of the language of an LCID; nil if it does not know it.
    func name(of language: UInt32) -> String? {
        var name = [CChar](repeating: 0, count: 160)
        var status: Int32 = 0
        guard localeForLCID(language, &name, Int32(name.count), &status) > 0, status <= 0 else { return nil }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A text that a function writes into a buffer; nil if it fails.
    private func text(_ write: (UnsafeMutablePointer<UInt16>?, Int32, Status) -> Int32) -> String? {
        var buffer = [UInt16](repeating: 0, count: 256)
        var status: Int32 = 0
        let count = buffer.withUnsafeMutableBufferPointer { write($0.baseAddress, Int32($0.count), &status) }
        guard status <= 0, count >= 0, count <= buffer.count else { return nil }
        return String(decoding: buffer[..<Int(count)], as: UTF16.self)
    }

    // MARK: A locale

    /// What ICU knows of the language of an LCID; nil if it does not know it.
    func values(for language: UInt32) -> LocaleData.Values? {
        guard let name = name(of: language) else { return nil }
        // A Gregorian calendar and the digits 0 to 9, whatever the locale prefers.
        let locale = name + "@calendar=gregorian;numbers=latn"
        var values = LocaleData.Values()
        guard locale.withCString({ readNumbers($0, &values) && readDates($0, &values) }) else { return nil }
        return values
    }

    private func readNumbers(_ locale: UnsafePointer<CChar>, _ values: inout LocaleData.Values) -> Bool {
        var status: Int32 = 0
        // UNUM_CURRENCY
        guard let format = openNumber(2, nil, 0, locale, nil, &status) else { return false }
        defer { closeNumber(format) }
        func symbol(_ which: Int32) -> String? { text { numberSymbol(format, which, $0, $1, $2) } }
        // UNUM_DECIMAL_SEPARATOR_SYMBOL, UNUM_GROUPING_SEPARATOR_SYMBOL, UNUM_CURRENCY_SYMBOL
        guard status <= 0, let decimal = symbol(0), let group = symbol(1), let currency = symbol(8),
            let pattern = text({ numberPattern(format, 0, $0, $1, $2) })
        else { return false }
        values.decimalSeparator = decimal
        // A narrow space that does not break is the one that is known everywhere.
        values.groupSeparator = group == "\u{202F}" ? "\u{A0}" : group
        values.currencySymbol = currency
        // UNUM_FRACTION_DIGITS, UNUM_GROUPING_SIZE, UNUM_SECONDARY_GROUPING_SIZE
        values.currencyPlaces = Int(max(numberAttribute(format, 8), 0))
        let (first, others) = (Int(numberAttribute(format, 10)), Int(numberAttribute(format, 15)))
        values.grouping = (first, others > 0 ? others : first)
        let (positive, negative) = ICULocales.currencyOrders(pattern)
        values.positiveCurrency = positive
        values.negativeCurrency = negative
        return true
    }

    /// LOCALE_ICURRENCY and LOCALE_INEGCURR of a pattern, `¤#,##0.00` or `#,##0.00 ¤;-…`.
    static func currencyOrders(_ pattern: String) -> (positive: Int, negative: Int) {
        let parts = pattern.split(separator: ";", maxSplits: 1).map(String.init)
        let positive = parts.first ?? pattern
        guard let symbol = positive.firstIndex(of: "\u{A4}"), let digits = positive.firstIndex(where: { $0 == "#" || $0 == "0" })
        else { return (0, 0) }
        let isBefore = symbol < digits
        let hasSpace = positive.contains { $0.isWhitespace }
        let isInParentheses = parts.count > 1 && parts[1].contains("(")
        switch (isBefore, hasSpace) {
        case (true, false): return (0, isInParentheses ? 0 : 1)
        case (false, false): return (1, isInParentheses ? 4 : 5)
        case (true, true): return (2, isInParentheses ? 14 : 9)
        case (false, true): return (3, isInParentheses ? 15 : 8)
        }
    }

    private func readDates(_ locale: UnsafePointer<CChar>, _ values: inout LocaleData.Values) -> Bool {
        func pattern(time: Int32, date: Int32) -> String? {
            var status: Int32 = 0
            guard let format = openDate(time, date, locale, nil, 0, nil, 0, &status), status <= 0 else { return nil }
            defer { closeDate(format) }
            return text { datePattern(format, 0, $0, $1, $2) }
        }
        // UDAT_NONE, UDAT_SHORT, UDAT_FULL, UDAT_MEDIUM
        guard let short = pattern(time: -1, date: 3), let long = pattern(time: -1, date: 0),
            let time = pattern(time: 2, date: -1)
        else { return false }
        values.shortDate = ICULocales.picture(short, isShort: true)
        values.longDate = ICULocales.picture(long, isShort: false)
        values.time = ICULocales.picture(time, isShort: false)
        values.dateSeparator = ICULocales.separator(values.shortDate, between: "dMy") ?? "/"
        values.timeSeparator = ICULocales.separator(values.time, between: "hHms") ?? ":"
        var status: Int32 = 0
        guard let format = openDate(3, 3, locale, nil, 0, nil, 0, &status), status <= 0 else { return false }
        defer { closeDate(format) }
        func symbols(_ which: Int32, _ range: Range<Int32>) -> [String]? {
            var all: [String] = []
            for index in range {
                guard let name = text({ dateSymbols(format, which, index, $0, $1, $2) }) else { return nil }
                all.append(name)
            }
            return all
        }
        // UDAT_STANDALONE_MONTHS, UDAT_STANDALONE_SHORT_MONTHS, UDAT_MONTHS, UDAT_WEEKDAYS, UDAT_SHORT_WEEKDAYS, UDAT_AM_PMS
        guard let months = symbols(10, 0..<12), let shortMonths = symbols(11, 0..<12), let inDates = symbols(1, 0..<12),
            let weekdays = symbols(3, 1..<8), let shortWeekdays = symbols(4, 1..<8), let halves = symbols(5, 0..<2)
        else { return false }
        values.months = months
        values.shortMonths = shortMonths
        values.genitiveMonths = inDates == months ? nil : inDates
        readHijriMonths(locale, &values)
        values.weekdays = weekdays
        values.shortWeekdays = shortWeekdays
        (values.forenoon, values.afternoon) = (halves[0], halves[1])
        guard let calendar = openCalendar(nil, 0, locale, 1, &status), status <= 0 else { return false }
        defer { closeCalendar(calendar) }
        // UCAL_FIRST_DAY_OF_WEEK, UCAL_MINIMAL_DAYS_IN_FIRST_WEEK
        values.firstWeekday = Int(max(calendarAttribute(calendar, 1), 1)) - 1
        values.firstWeek = switch calendarAttribute(calendar, 2) {
        case 4: 2
        case 7: 3
        default: 1
        }
        return true
    }

    /// The months of the Islamic calendar, which every locale has names for; the English ones stay if ICU was built without.
    private func readHijriMonths(_ locale: UnsafePointer<CChar>, _ values: inout LocaleData.Values) {
        let name = String(cString: locale).split(separator: "@")[0] + "@calendar=islamic-tbla;numbers=latn"
        var status: Int32 = 0
        guard let format = openDate(3, 3, String(name), nil, 0, nil, 0, &status), status <= 0 else { return }
        defer { closeDate(format) }
        func symbols(_ which: Int32) -> [String] {
            (0..<12 as Range<Int32>).compactMap { index in text { dateSymbols(format, which, index, $0, $1, $2) } }
        }
        // UDAT_STANDALONE_MONTHS, UDAT_STANDALONE_SHORT_MONTHS
        let (months, short) = (symbols(10), symbols(11))
        if months.count == 12, short.count == 12 { (values.hijriMonths, values.shortHijriMonths) = (months, short) }
    }

    /// A pattern of CLDR as a Windows date picture.
    static func picture(_ pattern: String, isShort: Bool) -> String {
        var picture = ""
        var rest = Array(pattern)[...]
        while let letter = rest.first {
            let run = rest.prefix { $0 == letter }.count
            rest = rest.dropFirst(letter == "'" ? 1 : run)
            switch letter {
            case "'":
                // Quoted text stays quoted; two quotes are one.
                let text = rest.prefix { $0 != "'" }
                rest = rest.dropFirst(text.count + 1)
                picture += text.isEmpty ? "" : "'" + String(text) + "'"
            case "E", "c": picture += run < 4 ? "ddd" : "dddd"
            case "L", "M": picture += String(repeating: "M", count: min(run, 4))
            // A short date has the whole year.
            case "y", "u": picture += isShort || run != 2 ? "yyyy" : "yy"
            case "a", "b", "B": picture += "tt"
            case "K": picture += String(repeating: "h", count: run)
            case "k": picture += String(repeating: "H", count: run)
            case "G", "z", "v", "Z": break
            case "\u{202F}": picture += " "
            default: picture += String(repeating: letter, count: run)
            }
        }
        return String(picture.reversed().drop { $0 == " " }.reversed())
    }

    private static func separator(_ picture: String, between letters: String) -> String? {
        let start = picture.drop { !letters.contains($0) }
        let rest = start.drop { letters.contains($0) }
        let separator = rest.prefix { !letters.contains($0) }
        return separator.isEmpty ? nil : String(separator.filter { $0 != "'" }.prefix { !$0.isWhitespace })
    }
}
