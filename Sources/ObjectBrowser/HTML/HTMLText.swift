// SPDX-License-Identifier: Apache-2.0

/// Text as it may stand between tags and between the quotes of an attribute.
enum HTMLText {
    /// Appends `text` so that a browser shows exactly its characters.
    ///
    /// What HTML forbids is replaced: control characters by their pictures (U+2400…), and the characters that turn the
    /// direction of all text after them by U+FFFD, because a name could make its surroundings read as something else.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes.append(contentsOf: "&amp;".utf8)
            case "<": bytes.append(contentsOf: "&lt;".utf8)
            case ">": bytes.append(contentsOf: "&gt;".utf8)
            case "\"": bytes.append(contentsOf: "&quot;".utf8)
            case "'": bytes.append(contentsOf: "&#39;".utf8)
            default: bytes.append(contentsOf: UTF8.encode(shown(scalar)) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    /// The character that is shown for `scalar`.
    static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09, 0x0A: scalar
        case 0x00..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: "\u{FFFD}"
        default: scalar
        }
    }
}
