// SPDX-License-Identifier: Apache-2.0

import TypeLibrary

/// The text of a library is in an ANSI code page. Windows-1252 serves here, as it does for every western LCID.
public enum CodePage {
    /// What the bytes 0x80 to 0x9F mean; the five that windows-1252 leaves open stand for the control characters of the
    /// same numbers, as MultiByteToWideChar has them.
    private static let high: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
        0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x009D, 0x017E, 0x0178,
    ]

    /// The byte of a UTF-16 unit; nil if the code page has none.
    public static func byte(of unit: UInt16) -> UInt8? {
        switch unit {
        case 0..<0x80, 0xA0...0xFF: UInt8(truncatingIfNeeded: unit)
        default: high.firstIndex(of: unit).map { 0x80 + UInt8(truncatingIfNeeded: $0) }
        }
    }

    static func decode(_ bytes: UnsafeRawBufferPointer) -> String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        return String(
            decoding: bytes.map { byte in
                switch byte {
                case 0x80...0x9F: high[Int(byte) - 0x80]
                default: UInt16(byte)
                }
            }, as: UTF16.self)
    }

    /// - Throws: E_INVALIDARG naming the first character that the code page has no byte for.
    static func encode(_ text: String) throws(TypeLibraryError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x80, 0xA0...0xFF: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            default:
                guard let index = high.firstIndex(where: { UInt32($0) == scalar.value }) else {
                    let code = String(scalar.value, radix: 16, uppercase: true)
                    throw TypeLibraryError(
                        .E_INVALIDARG,
                        "\"\(text)\": the library's code page (windows-1252) has no character U+\(code)")
                }
                bytes.append(0x80 + UInt8(truncatingIfNeeded: index))
            }
        }
        return bytes
    }
}
