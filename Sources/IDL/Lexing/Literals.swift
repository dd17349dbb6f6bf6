// SPDX-License-Identifier: Apache-2.0
//
// What number, string and character tokens stand for.

/// The value of a number token.
enum NumberLiteral: Equatable {
    /// The value's 64 bits; `isUnsigned` and `isWide` are what the suffix says.
    case integer(UInt64, isUnsigned: Bool, isWide: Bool, isHexadecimal: Bool)
    case floating(Double)

    /// - Returns: nil if `text` is no C number, or needs more than 64 bits.
    init?(_ text: String) {
        var digits = Substring(text)
        let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
        if !isHexadecimal, text.contains(where: { ".eE".contains($0) }) {
            if let last = digits.last, "fFlL".contains(last) { digits.removeLast() }
            guard let value = Double(digits) else { return nil }
            self = .floating(value)
            return
        }
        var isUnsigned = false
        var longs = 0
        while let last = digits.last {
            if "uU".contains(last), !isUnsigned {
                isUnsigned = true
            } else if "lL".contains(last), longs < 2 {
                longs += 1
            } else {
                break
            }
            digits.removeLast()
        }
        if let plain = ["i64", "I64"].first(where: digits.hasSuffix) {
            digits.removeLast(plain.count)
            longs = 2
        }
        let value: UInt64?
        if isHexadecimal {
            value = UInt64(digits.dropFirst(2), radix: 16)
        } else if digits.count > 1, digits.first == "0" {
            value = UInt64(digits, radix: 8)
        } else {
            value = UInt64(digits, radix: 10)
        }
        guard let value else { return nil }
        self = .integer(value, isUnsigned: isUnsigned, isWide: longs == 2, isHexadecimal: isHexadecimal)
    }

    /// The value of the number whose text is `name`; most are a few digits, and need no text.
    init?(_ name: Name, in names: NameTable) {
        if let plain = names.withBytes(of: name, NumberLiteral.plain) {
            self = plain
        } else {
            self.init(names.text(of: name))
        }
    }

    /// A number of a few decimal or hexadecimal digits without a suffix; nil for any other.
    private static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> NumberLiteral? {
        guard let first = bytes.first, bytes.count <= 18 else { return nil }
        var value: UInt64 = 0
        if first == UInt8(ascii: "0"), bytes.count > 2, bytes[1] | 0x20 == UInt8(ascii: "x") {
            for byte in bytes[2...] {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - UInt8(ascii: "0"))
                case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                    value = value << 4 | UInt64((byte | 0x20) - UInt8(ascii: "a") + 10)
                default: return nil
                }
            }
            return .integer(value, isUnsigned: false, isWide: false, isHexadecimal: true)
        }
        guard bytes.count == 1 || first != UInt8(ascii: "0") else { return nil }
        for byte in bytes {
            guard isDigit(byte) else { return nil }
            value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        return .integer(value, isUnsigned: false, isWide: false, isHexadecimal: false)
    }
}

/// The text of a string token with its escapes replaced: `\n \t \\ \" \xNN \ooo` and their kin, as in C.
func unescape(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    func digits(_ radix: Int, _ limit: Int) -> UInt32 {
        var value: UInt32 = 0
        var count = 0
        while count < limit, let digit = rest.first.flatMap({ Character($0).hexDigitValue }), digit < radix {
            value = value * UInt32(radix) + UInt32(digit)
            count += 1
            rest.removeFirst()
        }
        return value
    }
    while let scalar = rest.popFirst() {
        guard scalar == "\\", let next = rest.first else {
            result.append(scalar)
            continue
        }
        switch next {
        case "0"..."7": result.append(Unicode.Scalar(digits(8, 3)) ?? "\u{FFFD}")
        case "x":
            rest.removeFirst()
            result.append(Unicode.Scalar(digits(16, 4)) ?? "\u{FFFD}")
        default:
            rest.removeFirst()
            result.append(simpleEscapes[next] ?? next)
        }
    }
    return String(result)
}

private let simpleEscapes: [Unicode.Scalar: Unicode.Scalar] = [
    "n": "\n", "t": "\t", "r": "\r", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "v": "\u{B}",
]
