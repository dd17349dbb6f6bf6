// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization
import TypeLibrary

/// The ANSI code page that a library's text is in, as Windows numbers them: 1252 for western languages, 932 for Japanese …
///
/// Text of ASCII alone is the same in all of them. Windows-1252 is known here; the others are converted by the C library's
/// iconv, under the names `CP874`, `CP932` … A code page that iconv does not have is an error that names it, when text
/// outside ASCII is met.
public final class CodePage: Sendable {
    public let number: Int
    private let decoder: Mutex<Converter?>
    private let encoder: Mutex<Converter?>

    /// Windows-1252.
    public static let western = CodePage(1252)
    static let utf8 = CodePage(65001)

    private static let known = Mutex<[Int: CodePage]>([1252: western, 65001: utf8])

    private init(_ number: Int) {
        self.number = number
        // Made when they are first needed: opening a converter loads a table.
        decoder = Mutex(nil)
        encoder = Mutex(nil)
    }

    /// The code page with a number. Nothing is known of it until text is converted.
    public static func number(_ number: Int) -> CodePage {
        known.withLock { known in
            if let page = known[number] { return page }
            let made = CodePage(number)
            known[number] = made
            return made
        }
    }

    /// The ANSI code page of a language (LOCALE_IDEFAULTANSICODEPAGE). Languages that have none, because they came after Unicode,
    /// have UTF-8, as on today's Windows.
    public static func ofLanguage(_ lcid: UInt32) -> CodePage {
        let primary = lcid & 0x3FF
        let sublanguage = (lcid >> 10) & 0x3F
        return switch primary {
        // Czech, Hungarian, Polish, Romanian, Slovak, Albanian, Slovenian
        case 0x05, 0x0E, 0x15, 0x18, 0x1B, 0x1C, 0x24: number(1250)
        // Bulgarian, Russian, Ukrainian, Belarusian, Macedonian, Tajik, Kazakh, Kyrgyz, Tatar, Mongolian, Bashkir, Yakut
        case 0x02, 0x19, 0x22, 0x23, 0x2F, 0x28, 0x3F, 0x40, 0x44, 0x50, 0x6D, 0x85: number(1251)
        // Croatian, Bosnian and Serbian; the Cyrillic ones have sublanguages of their own
        case 0x1A: [3, 7, 8, 10, 12, 25, 27, 28].contains(sublanguage) ? number(1251) : number(1250)
        case 0x08: number(1253)
        // Azerbaijani and Uzbek in Cyrillic, or in Latin as Turkish
        case 0x2C, 0x43: sublanguage == 2 ? number(1251) : number(1254)
        case 0x1F: number(1254)
        case 0x0D: number(1255)
        // Arabic, Urdu, Persian, Uyghur
        case 0x01, 0x20, 0x29, 0x80: number(1256)
        // Estonian, Latvian, Lithuanian
        case 0x25, 0x26, 0x27: number(1257)
        case 0x2A: number(1258)
        case 0x1E: number(874)
        case 0x11: number(932)
        case 0x12: number(949)
        // Chinese in Taiwan, Hong Kong and Macau, or in China and Singapore
        case 0x04: [1, 3, 5, 31].contains(sublanguage) ? number(950) : number(936)
        // Armenian, Georgian, Hindi and the other languages of India, Nepali, Khmer, Lao, Tibetan, Amharic, Syriac …
        case 0x2B, 0x37, 0x39, 0x45...0x4F, 0x51...0x55, 0x57, 0x5A, 0x5B, 0x5E, 0x61, 0x63, 0x65, 0x81: utf8
        default: western
        }
    }

    /// The code page of a library: that of its language, or if it has none that of its names.
    static func ofLibrary(lcid: UInt32, nameLCID: UInt32) -> CodePage { ofLanguage(lcid != 0 ? lcid : nameLCID) }

    // MARK: Decoding

    /// The text of bytes. What is no character of the code page becomes the control character of the same number, or U+FFFD.
    /// - Throws: TYPE_E_UNKNOWNLCID if the bytes are not ASCII and iconv does not have the code page.
    func decode(_ bytes: UnsafeRawBufferPointer) throws(TypeLibraryError) -> String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        if number == 1252 { return String(decoding: bytes.map(Western.unit), as: UTF16.self) }
        if number == 65001 { return String(decoding: bytes, as: UTF8.self) }
        let converted = decoder.withLock { decoder -> [UInt8]? in
            if decoder == nil { decoder = Converter(from: name, to: "UTF-8") }
            return decoder?.convert(bytes) { byte in
                (0x80...0x9F).contains(byte) ? [0xC2, byte] : [0xEF, 0xBF, 0xBD]
            }
        }
        guard let converted else { throw unknown() }
        return String(decoding: converted, as: UTF8.self)
    }

    // MARK: Encoding

    /// The bytes of a text.
    /// - Throws: E_INVALIDARG naming the first character that the code page does not have; TYPE_E_UNKNOWNLCID if the text is
    ///   not ASCII and iconv does not have the code page.
    func encode(_ text: String) throws(TypeLibraryError) -> [UInt8] {
        let utf8 = Array(text.utf8)
        if number == 65001 || utf8.allSatisfy({ $0 < 0x80 }) { return utf8 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.value < 0x80 {
                bytes.append(UInt8(scalar.value))
            } else if let encoded = try encode(scalar) {
                bytes += encoded
            } else {
                let code = String(scalar.value, radix: 16, uppercase: true)
                throw TypeLibraryError(
                    .E_INVALIDARG, "\"\(text)\": the library's code page (windows-\(number)) has no character U+\(code)")
            }
        }
        return bytes
    }

    /// The bytes of one character outside ASCII; nil if the code page does not have it.
    private func encode(_ scalar: Unicode.Scalar) throws(TypeLibraryError) -> [UInt8]? {
        if number == 1252 { return UInt16(exactly: scalar.value).flatMap(Western.byte).map { [$0] } }
        var isMissing = false
        let converted = encoder.withLock { encoder -> [UInt8]? in
            if encoder == nil { encoder = Converter(from: "UTF-8", to: name) }
            return Array(String(scalar).utf8).withUnsafeBytes { utf8 in
                encoder?.convert(utf8) { _ in
                    isMissing = true
                    return []
                }
            }
        }
        guard let converted else { throw unknown() }
        guard isMissing else { return converted }
        // The reverse of what decoding makes of a byte without a character.
        guard (0x80...0x9F).contains(scalar.value) else { return nil }
        var byte = UInt8(scalar.value)
        let decoded = withUnsafeBytes(of: &byte) { try? decode($0) }
        return decoded == String(scalar) ? [byte] : nil
    }

    /// The bytes of UTF-16 units, `?` for what the code page does not have: for hashing names.
    public func bytes(of units: UnsafeBufferPointer<UInt16>) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in String(decoding: units, as: UTF16.self).unicodeScalars {
            let encoded = scalar.value < 0x80 ? [UInt8(scalar.value)] : (try? encode(scalar)) ?? nil
            bytes += encoded ?? [UInt8(ascii: "?")]
        }
        return bytes
    }

    private var name: String { "CP\(number)" }

    private func unknown() -> TypeLibraryError {
        TypeLibraryError(
            .TYPE_E_UNKNOWNLCID, "the text is in code page \(number), which iconv of this system's C library does not have")
    }
}

/// Windows-1252.
private enum Western {
    /// What the bytes 0x80 to 0x9F mean; the five that windows-1252 leaves open stand for the control characters of the
    /// same numbers, as MultiByteToWideChar has them.
    private static let high: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
        0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x009D, 0x017E, 0x0178,
    ]

    static func unit(of byte: UInt8) -> UInt16 { (0x80...0x9F).contains(byte) ? high[Int(byte) - 0x80] : UInt16(byte) }

    /// nil if the code page has no such character.
    static func byte(of unit: UInt16) -> UInt8? {
        switch unit {
        case 0..<0x80, 0xA0...0xFF: UInt8(truncatingIfNeeded: unit)
        default: high.firstIndex(of: unit).map { 0x80 + UInt8(truncatingIfNeeded: $0) }
        }
    }
}
