// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// What may be a name in a library, and when two names are one.
enum NameRules {
    /// The name table of the format gives the length of a name one byte.
    static let longest = 255

    /// - Throws: E_INVALIDARG if it is no identifier or longer than 255 bytes.
    static func check(_ name: String) throws(TypeLibraryError) {
        let bytes = name.utf8
        guard let first = bytes.first, !(0x30...0x39).contains(first), bytes.allSatisfy(isLetter) else {
            throw TypeLibraryError(.E_INVALIDARG, "\"\(name)\" is no name: letters, digits and _ make one, digits not first")
        }
        guard bytes.count <= longest else {
            throw TypeLibraryError(.E_INVALIDARG, "a name has at most \(longest) bytes, \(name.prefix(20))… has more")
        }
    }

    /// Letters outside ASCII are letters of some code page.
    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
        default: false
        }
    }

    /// Names that differ only in the case of ASCII letters have one key.
    static func key(_ name: String) -> String { String(decoding: name.utf8.map(folded), as: UTF8.self) }

    /// Whether two names have one key.
    static func areOne(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && a.utf8.elementsEqual(b.utf8) { folded($0) == folded($1) }
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

/// Spells names as a library does: of names that differ only in the case of letters, the spelling that comes first counts.
struct NameSpelling {
    private var spellings: [String: String] = [:]

    mutating func spell(_ name: inout String?) {
        guard let given = name else { return }
        let key = NameRules.key(given)
        if let known = spellings[key] {
            name = known
        } else {
            spellings[key] = given
        }
    }
}
