// SPDX-License-Identifier: Apache-2.0
//
// The order of texts in the invariant and the en-US locale, as CompareString's word sort has it: first the letters and digits,
// then their accents, then their case, and hyphens and apostrophes last.

/// How texts are compared. The numbers are those of VarBstrCmp's dwFlags.
public struct TextComparisonFlags: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let ignoreCase = TextComparisonFlags(rawValue: 0x1)
    /// Accents.
    public static let ignoreNonSpace = TextComparisonFlags(rawValue: 0x2)
    /// Punctuation and symbols.
    public static let ignoreSymbols = TextComparisonFlags(rawValue: 0x4)
    /// Half- and full-width forms.
    public static let ignoreWidth = TextComparisonFlags(rawValue: 0x8)
    /// Hiragana and Katakana.
    public static let ignoreKanaType = TextComparisonFlags(rawValue: 0x1_0000)
    /// Arabic's lengthening sign.
    public static let ignoreKashida = TextComparisonFlags(rawValue: 0x4_0000)
}

enum TextComparison {
    /// -1, 0 or 1: unit by unit, a shorter text before a longer one that begins with it.
    static func ordinal(_ a: UnsafeBufferPointer<UInt16>, _ b: UnsafeBufferPointer<UInt16>) -> Int {
        for index in 0..<min(a.count, b.count) where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
        return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
    }

    /// -1, 0 or 1 in the order of the words.
    static func compare(
        _ a: UnsafeBufferPointer<UInt16>, _ b: UnsafeBufferPointer<UInt16>, _ flags: TextComparisonFlags
    ) -> Int {
        if a.count == b.count, ordinal(a, b) == 0 { return 0 }
        var (left, right) = (Elements(a, flags), Elements(b, flags))
        // What decides if all letters are the same: the first difference of each level.
        var (accent, form) = (0, 0)
        while true {
            let (x, y) = (left.next(), right.next())
            guard let x, let y else {
                if x == nil, y == nil { break }
                return x == nil ? -1 : 1
            }
            if x.letter != y.letter { return x.letter < y.letter ? -1 : 1 }
            if accent == 0, x.accent != y.accent { accent = x.accent < y.accent ? -1 : 1 }
            if form == 0, x.form != y.form { form = x.form < y.form ? -1 : 1 }
        }
        if accent != 0 { return accent }
        if form != 0 { return form }
        // Hyphens and apostrophes: fewer first, then the one that comes earlier.
        if left.signs != right.signs { return left.signs < right.signs ? -1 : 1 }
        if left.signPlaces != right.signPlaces { return left.signPlaces > right.signPlaces ? -1 : 1 }
        return 0
    }

    private struct Element {
        /// Symbols before digits before letters.
        var letter: UInt32
        var accent: UInt8
        /// Lower case before upper case, half width before full width.
        var form: UInt8
    }

    private struct Elements {
        private let text: UnsafeBufferPointer<UInt16>
        private let flags: TextComparisonFlags
        private var position = 0
        private(set) var signs = 0
        private(set) var signPlaces = 0

        init(_ text: UnsafeBufferPointer<UInt16>, _ flags: TextComparisonFlags) {
            self.text = text
            self.flags = flags
        }

        mutating func next() -> Element? {
            while position < text.count {
                var scalar = UInt32(text[position])
                position += 1
                if scalar & 0xFC00 == 0xD800, position < text.count, text[position] & 0xFC00 == 0xDC00 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(text[position] & 0x3FF)
                    position += 1
                }
                // Combining accents belong to the letter before; the lengthening sign to none.
                if scalar >= 0x300, scalar < 0x370 { continue }
                if scalar == 0x640, flags.contains(.ignoreKashida) { continue }
                if scalar == 0x2D || scalar == 0x27 {
                    if !flags.contains(.ignoreSymbols) {
                        signs += 1
                        signPlaces &+= position
                    }
                    continue
                }
                var element = self.element(scalar)
                if element.letter < TextComparison.firstDigit, flags.contains(.ignoreSymbols) { continue }
                // An accent of its own after the letter.
                if position < text.count, text[position] >= 0x300, text[position] < 0x370 {
                    element.accent = UInt8(truncatingIfNeeded: text[position] - 0x300) | 0x80
                }
                if flags.contains(.ignoreNonSpace) { element.accent = 0 }
                return element
            }
            return nil
        }

        private func element(_ scalar: UInt32) -> Element {
            var element = Element(letter: scalar, accent: 0, form: 0)
            var scalar = scalar
            if scalar >= 0xFF01, scalar <= 0xFF5E {
                scalar -= 0xFEE0
                if !flags.contains(.ignoreWidth) { element.form |= 1 }
            }
            if scalar >= 0x30A1, scalar <= 0x30F6 {
                scalar -= 0x60
                if !flags.contains(.ignoreKanaType) { element.form |= 4 }
            }
            switch scalar {
            case 0x61...0x7A, 0x41...0x5A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x17F:
                var base = scalar
                if scalar >= 0xC0 {
                    base = TextComparison.base(of: scalar)
                    if base != scalar { element.accent = UInt8(truncatingIfNeeded: TextComparison.lowered(scalar)) | 1 }
                }
                let lower = TextComparison.lowered(base)
                if TextComparison.lowered(scalar) != scalar, !flags.contains(.ignoreCase) { element.form |= 2 }
                element.letter = TextComparison.firstLetter + lower
            case 0x30...0x39: element.letter = TextComparison.firstDigit + scalar - 0x30
            case 0...0x40, 0x5B...0x60, 0x7B...0xBF, 0xD7, 0xF7, 0x2000...0x206F:
                element.letter = TextComparison.symbolOrder(scalar)
            default:
                let lower = TextComparison.lowered(scalar)
                if lower != scalar, !flags.contains(.ignoreCase) { element.form |= 2 }
                element.letter = TextComparison.firstLetter + lower
            }
            return element
        }
    }

    private static let firstDigit: UInt32 = 0x1_0000
    private static let firstLetter: UInt32 = 0x2_0000

    /// Where a symbol stands among the symbols: space, then punctuation, then the others.
    private static func symbolOrder(_ scalar: UInt32) -> UInt32 {
        if let place = symbols.firstIndex(of: UInt16(truncatingIfNeeded: scalar)) { return UInt32(place) + 0x100 }
        return scalar < 0x20 ? scalar : 0x1000 + scalar
    }

    private static let symbols = Array(" _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$".utf16)

    private static func lowered(_ scalar: UInt32) -> UInt32 {
        if scalar < 0x80 { return scalar >= 0x41 && scalar <= 0x5A ? scalar + 0x20 : scalar }
        guard let value = Unicode.Scalar(scalar) else { return scalar }
        let lower = value.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first?.value ?? scalar : scalar
    }

    /// The letter without its accent, of Latin-1 and Latin Extended-A; a letter that has none, and ß, æ, ð, ø, þ and their
    /// like, stay as they are.
    private static func base(of scalar: UInt32) -> UInt32 {
        let place = Int(scalar) - 0xC0
        guard place >= 0, place < bases.count, bases[place] != 0x2E else { return scalar }
        return UInt32(bases[place])
    }

    private static let bases = Array(
        ("AAAAAA.CEEEEIIII.NOOOOO..UUUUY..aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
            + "AaAaAaCcCcCcCcDd..EeEeEeEeEeGgGgGgGgHh..IiIiIiIiI...JjKk.LlLlLl."
            + "...NnNnNn...OoOoOo..RrRrRrSsSsSsSsTtTt..UuUuUuUuUuUuWwYyYZzZzZz.").utf8)
}
