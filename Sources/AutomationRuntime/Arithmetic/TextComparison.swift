// SPDX-License-Identifier: Apache-2.0
//
// The order of texts as CompareString's word sort has it: first the letters and digits, then their accents, then their case, and
// hyphens and apostrophes last. Latin texts in the invariant and the en-US locale are compared here; for the others ICU is asked,
// if the system has it.

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

    /// -1, 0 or 1 in the order of a locale's words.
    static func compare(
        _ a: UnsafeBufferPointer<UInt16>, _ b: UnsafeBufferPointer<UInt16>, _ flags: TextComparisonFlags, locale: UInt32
    ) -> Int {
        if a.count == b.count, ordinal(a, b) == 0 { return 0 }
        var language = locale & 0xFFFF
        switch language {
        case 0, 0x7F, 0x400, 0x409, 0x800, 0x1000:
            if isKnown(a), isKnown(b) { return compare(a, b, flags) }
            language = 0x409
        default: break
        }
        return ICUCollation.shared?.compare(a, b, language: language, flags) ?? compare(a, b, flags)
    }

    /// Whether this file knows the order of every unit: Latin, its accents, punctuation, and the forms of East Asia's keyboards.
    private static func isKnown(_ text: UnsafeBufferPointer<UInt16>) -> Bool {
        text.allSatisfy { unit in
            switch unit {
            case 0..<0x180, 0x300..<0x370, 0x640, 0x2000...0x206F, 0x3041...0x30F6, 0xFF01...0xFF5E: true
            default: false
            }
        }
    }

    /// -1, 0 or 1 in the order of en-US.
    private static func compare(
        _ a: UnsafeBufferPointer<UInt16>, _ b: UnsafeBufferPointer<UInt16>, _ flags: TextComparisonFlags
    ) -> Int {
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
        return form != 0 ? form : compareSigns(left.signs, right.signs)
    }

    /// A hyphen, an apostrophe or a control character, which only count where nothing else differs.
    struct Sign {
        var place: Int
        var kind: UInt16

        /// nil for a unit that is none.
        init?(_ unit: UInt16, at place: Int) {
            switch unit {
            case 0x27: kind = 0x100
            case 0x2D: kind = 0x101
            case 0x2010: kind = 0x102
            case 1...8, 0xE...0x1F, 0x7F: kind = unit
            default: return nil
            }
            self.place = place
        }
    }

    /// The first sign that differs: the earlier one is greater, then the kind decides; no sign is less than any.
    static func compareSigns(_ a: [Sign], _ b: [Sign]) -> Int {
        for (left, right) in zip(a, b) {
            if left.place != right.place { return left.place > right.place ? -1 : 1 }
            if left.kind != right.kind { return left.kind < right.kind ? -1 : 1 }
        }
        return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
    }

    private struct Element {
        /// Symbols before digits before letters.
        var letter: UInt32
        var accent: UInt16 = 0
        /// Lower case before upper case, half width before full width.
        var form: UInt8 = 0
    }

    private struct Elements {
        private let text: UnsafeBufferPointer<UInt16>
        private let flags: TextComparisonFlags
        private var position = 0
        /// The second letter of one that stands for two.
        private var pending: Element?
        private(set) var signs: [Sign] = []

        init(_ text: UnsafeBufferPointer<UInt16>, _ flags: TextComparisonFlags) {
            self.text = text
            self.flags = flags
        }

        mutating func next() -> Element? {
            if let second = pending {
                pending = nil
                return second
            }
            while position < text.count {
                let place = position
                var scalar = UInt32(text[position])
                position += 1
                if scalar & 0xFC00 == 0xD800, position < text.count, text[position] & 0xFC00 == 0xDC00 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(text[position] & 0x3FF)
                    position += 1
                }
                // Accents belong to the letter before, the soft hyphen and the lengthening sign to none.
                if scalar >= 0x300, scalar < 0x370 { continue }
                if scalar == 0xAD || scalar == 0x640 && flags.contains(.ignoreKashida) { continue }
                if scalar < 0x10000, let sign = Sign(UInt16(scalar), at: place) {
                    if !flags.contains(.ignoreSymbols) { signs.append(sign) }
                    continue
                }
                var element = self.element(scalar)
                if element.letter < TextComparison.firstDigit, flags.contains(.ignoreSymbols) { continue }
                // The accents after the letter.
                while position < text.count, text[position] >= 0x300, text[position] < 0x370 {
                    element.accent &+= TextComparison.accent(ofCombining: text[position])
                    position += 1
                }
                if flags.contains(.ignoreNonSpace) { element.accent = 0 }
                return element
            }
            return nil
        }

        private mutating func element(_ scalar: UInt32) -> Element {
            var element = Element(letter: scalar)
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
                if TextComparison.lowered(scalar) != scalar, !flags.contains(.ignoreCase) { element.form |= 2 }
                let (first, second, accent) = TextComparison.latin(TextComparison.lowered(scalar))
                element.letter = first
                element.accent = accent
                if let second { pending = Element(letter: second, form: element.form) }
            case 0x30...0x39: element.letter = TextComparison.firstDigit + 4 * (scalar - 0x30)
            // Fractions stand behind 0; superscripts are the digits and letters themselves, in another form.
            case 0xBC...0xBE: element.letter = TextComparison.firstDigit + scalar - 0xBB
            case 0xB9: (element.letter, element.form) = (TextComparison.firstDigit + 4, element.form | 8)
            case 0xB2, 0xB3: (element.letter, element.form) = (TextComparison.firstDigit + 4 * (scalar - 0xB0), element.form | 8)
            case 0xAA: (element.letter, element.form) = (TextComparison.firstLetter + 4 * 0x61, element.form | 8)
            case 0xBA: (element.letter, element.form) = (TextComparison.firstLetter + 4 * 0x6F, element.form | 8)
            case 0...0x40, 0x5B...0x60, 0x7B...0xBF, 0xD7, 0xF7, 0x2000...0x206F:
                element.letter = TextComparison.symbolOrder(scalar)
            default:
                let lower = TextComparison.lowered(scalar)
                if lower != scalar, !flags.contains(.ignoreCase) { element.form |= 2 }
                element.letter = TextComparison.firstLetter + 4 * lower
            }
            return element
        }
    }

    private static let firstDigit: UInt32 = 0x1_0000
    /// Letters have room for another one behind each.
    private static let firstLetter: UInt32 = 0x2_0000

    /// Where a symbol stands among the symbols: space, then punctuation, then the others.
    private static func symbolOrder(_ scalar: UInt32) -> UInt32 {
        if let place = symbols.firstIndex(of: UInt16(truncatingIfNeeded: scalar)) { return UInt32(place) + 0x100 }
        return 0x1000 + scalar
    }

    private static let symbols = Array(
        " \u{A0}\t\n\u{B}\u{C}\r!\"#$%&()*,./:;?@[\\]^_`{|}~¡¦¨¯´¸¿¢£¤¥+<=>±«»×÷§©¬®°µ¶·".utf16)

    private static func lowered(_ scalar: UInt32) -> UInt32 {
        if scalar < 0x80 { return scalar >= 0x41 && scalar <= 0x5A ? scalar + 0x20 : scalar }
        // The dotless and the dotted i have no partner of one letter.
        if scalar == 0x130 { return 0x69 | dotted }
        guard let value = Unicode.Scalar(scalar) else { return scalar }
        let lower = value.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first?.value ?? scalar : scalar
    }

    /// Marks the i that U+0130 is in lower case: it keeps its dot.
    private static let dotted: UInt32 = 0x8000_0000

    // MARK: Latin letters

    /// What a lower-case letter of Latin-1 or Latin Extended-A is: a letter with an accent, two letters, or one of its own.
    private static func latin(_ scalar: UInt32) -> (first: UInt32, second: UInt32?, accent: UInt16) {
        func place(_ letter: Unicode.Scalar) -> UInt32 { firstLetter + 4 * letter.value }
        switch scalar {
        case 0xE6: return (place("a"), place("e"), 0)
        case 0xDF: return (place("s"), place("s"), 0)
        case 0xFE: return (place("t"), place("h"), 0)
        case 0x133: return (place("i"), place("j"), 0)
        case 0x153: return (place("o"), place("e"), 0)
        case 0x14B: return (place("n") + 2, nil, 0)
        case 0x167: return (place("t") + 2, nil, 0)
        case 0x17F: return (place("s") + 2, nil, 0)
        case 0x69 | dotted: return (place("i"), nil, accent(ofCombining: 0x307))
        default: break
        }
        guard let (letter, mark) = accented[scalar] else { return (firstLetter + 4 * scalar, nil, 0) }
        return (place(letter), nil, mark)
    }

    /// The accents in their order, which their numbers have; those that are not named follow in the order of their code.
    private static let accents: [UInt16: UInt16] = [
        0x301: 2, 0x341: 2, 0x300: 3, 0x340: 3, 0x307: 4, 0x302: 6, 0x308: 7, 0x30C: 8, 0x306: 9, 0x35D: 10, 0x304: 11, 0x35E: 11,
        0x35F: 11, 0x303: 12, 0x360: 12, 0x30A: 13, 0x328: 14, 0x327: 15, 0x30B: 16, 0x335: 17, 0x336: 17, 0x337: 18, 0x344: 18,
        0x338: 19, 0x358: 19, 0x359: 20, 0x30D: 1, 0x34F: 0,
    ]

    private static func accent(ofCombining mark: UInt16) -> UInt16 { accents[mark] ?? 0x40 + (mark - 0x300) }

    /// Lower-case letters, each as a letter and the weight of its accent.
    private static let accented: [UInt32: (Unicode.Scalar, UInt16)] = {
        let rows: [(mark: UInt16, letters: String, bases: String)] = [
            (0x301, "áéíóúýćĺńŕśź", "aeiouyclnrsz"), (0x300, "àèìòù", "aeiou"), (0x307, "ċėġż", "cegz"),
            (0x302, "âêîôûĉĝĥĵŝŵŷ", "aeioucghjswy"), (0x308, "äëïöüÿ", "aeiouy"), (0x30C, "čďěľňřšťž", "cdelnrstz"),
            (0x306, "ăĕğĭŏŭ", "aegiou"), (0x304, "āēīōū", "aeiou"), (0x303, "ãñõĩũ", "anoiu"), (0x30A, "åů", "au"),
            (0x328, "ąęįų", "aeiu"), (0x327, "çģķļņŗşţ", "cgklnrst"), (0x30B, "őű", "ou"), (0x336, "đħ", "dh"), (0x337, "ł", "l"),
            (0x359, "ø", "o"), (0x313, "ŉ", "n"),
        ]
        var known: [UInt32: (Unicode.Scalar, UInt16)] = [:]
        for row in rows {
            for (letter, base) in zip(row.letters.unicodeScalars, row.bases.unicodeScalars) {
                known[letter.value] = (base, accent(ofCombining: row.mark))
            }
        }
        // The dotless i and the kra come first of all, the middle dot before the circumflex, the eth behind every accent.
        (known[0x131], known[0x138], known[0x140], known[0xF0]) = (("i", 1), ("k", 1), ("l", 5), ("d", 0x75))
        return known
    }()
}
