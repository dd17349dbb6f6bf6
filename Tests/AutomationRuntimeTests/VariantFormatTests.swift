// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing

@Suite(.noLeaks)
struct VariantFormatTests {
    @Test(arguments: [
        ("#,##0.00", 1234.567, "1,234.57"), ("0%", 0.25, "25%"), ("0.00E+00", 12345.0, "1.23E+04"), ("Standard", -5.0, "-5.00"),
        ("0;(0);\"none\"", -7.0, "(7)"), ("0;(0);\"none\"", 0.0, "none"), ("Currency", 2.5, "$2.50"), ("Yes/No", 1.0, "Yes"),
    ])
    func numbersAreShownByFormats(format: String, number: Double, expected: String) throws {
        #expect(try Variant(number).formatted(format) == expected)
    }

    @Test func otherLocalesHaveTheirOwnSigns() throws {
        let date = Variant(date: 36_526.75)
        #expect(try date.formatted("Long Date", locale: 0x0407) == "Samstag, 1. Januar 2000")
        #expect(try date.formatted("dddd", locale: 0x040C) == "samedi")
        #expect(try Variant(1234.5).formatted("Standard", locale: 0x0407) == "1.234,50")
        var text = try Variant("2. März 2003").makeRaw()
        defer { VariantOps.clear(&text) }
        var day = VARIANT()
        #expect(VariantOps.changeType(&day, &text, .date, locale: 0x0407) == .S_OK)
        #expect(day.date == 37_682)
        #expect(VariantOps.changeType(&day, &text, .date, locale: 0x0409) == .DISP_E_TYPEMISMATCH)
        // A locale that nobody knows is as en-US is.
        #expect(try date.formatted("Short Date", locale: 0xFFFE) == "1/1/2000")
    }

    @Test func aFormatWithTooManySectionsIsRefused() {
        for format in ["0;0;0;0;0", ";;;;"] {
            #expect(throws: COMError.self) { try Variant(1).formatted(format) }
        }
        #expect(throws: COMError.self) { try Variant(1).formatted("ww", firstDay: 8) }
        #expect(throws: COMError.self) { try Variant(1).formatted(String(repeating: "0", count: 70_000)) }
    }

    private static let formats = [
        "", "Currency", "Long Date", "#,##0.00;(0);\"z\";\"n\"", "dddd d mmmm yyyy hh:nn:ss AM/PM", ">@@@@-&&", "w ww q y", "\\a\\b",
        String(repeating: "0\\x", count: 400),
    ]

    private func tokens(_ format: String, room: Int = 8192) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: room)
        let units = Array(format.utf16)
        let count = try units.withUnsafeBufferPointer { units in
            try bytes.withUnsafeMutableBytes {
                try VariantFormat.writeTokens(of: units, to: $0, firstDay: 2, firstWeek: 2)
            }
        }
        #expect(bytes[count...].allSatisfy { $0 == 0xEE })
        return Array(bytes[..<count])
    }

    private func shown(_ value: Variant, _ tokens: [UInt8], _ format: String) throws -> [UInt16]? {
        var raw = try value.makeRaw()
        defer { VariantOps.clear(&raw) }
        let units = Array(format.utf16)
        return try units.withUnsafeBufferPointer { units in
            try tokens.withUnsafeBytes { try VariantFormat.text(of: &raw, tokens: $0.baseAddress!, format: units) }
        }
    }

    @Test(arguments: formats)
    func tokensGiveWhatTheFormatGives(format: String) throws {
        let bytes = try tokens(format)
        for value: Variant in [1234.5, -3, "Text", true, nil, Variant(date: 40_000.5), Variant(Currency(scaled: 15_000))] {
            let direct = try value.formatted(format, firstDay: 2, firstWeek: 2)
            #expect(String(decoding: try shown(value, bytes, format) ?? [], as: UTF16.self) == direct)
        }
    }

    @Test func tokensThatDoNotFitAreRefused() throws {
        for format in Self.formats {
            let size = try tokens(format).count
            #expect(throws: COMError.self) { try tokens(format, room: size - 1) }
        }
    }

    /// Bytes that nobody made: an answer or an error, and nothing outside of the format text is read.
    @Test func hostileTokensAreHarmless() throws {
        var generator = SeededNumbers(state: 7)
        for format in Self.formats {
            let original = try tokens(format)
            for _ in 0..<300 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                }
                // The size that the bytes tell is theirs to tell: room for the largest.
                bytes += [UInt8](repeating: 0, count: 66_000 - bytes.count)
                _ = try? shown(-1234.5, bytes, format)
                _ = try? shown(Variant(date: 40_000.5), bytes, format)
                _ = try? shown("Text", bytes, "")
            }
        }
    }

    @Test func numbersComeApartAndTogether() throws {
        let units = Array(" -1,234.50 ".utf16)
        let parsed = try units.withUnsafeBufferPointer {
            try NumberDigits($0, accepting: .standard, locale: defaultLocale, room: 20)
        }
        #expect(parsed.digits == [1, 2, 3, 4, 5] && parsed.powerOfTen == -1 && parsed.used == units.count)
        #expect(parsed.seen.isSuperset(of: [.negative, .thousands, .decimal, .leadingWhite, .trailingWhite]))
        #expect(try parsed.value(types: 1 << 6) == Variant(Currency(scaled: -12_345_000)))
        #expect(try parsed.value(types: 1 << 3) == -1234)
        #expect(throws: COMError.self) { try parsed.value(types: 1 << 16) }
    }
}
