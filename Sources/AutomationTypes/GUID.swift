// SPDX-License-Identifier: Apache-2.0

/// The GUID of the C headers, with value semantics added here.
@_exported public import struct CAutomation.GUID

extension GUID {
    /// The GUID whose 128 bits are zero; a type without a GUID has this one.
    public static var zero: GUID { GUID() }

    /// Reads the registry form, with or without braces: `{00020400-0000-0000-C000-000000000046}`; hex digits of either
    /// case.
    /// - Returns: nil if `text` is not exactly that form.
    public init?(_ text: some StringProtocol) {
        var utf8 = Array(text.utf8)
        if utf8.first == UInt8(ascii: "{") {
            guard utf8.count == 38, utf8.last == UInt8(ascii: "}") else { return nil }
            utf8 = Array(utf8[1..<37])
        }
        guard utf8.count == 36 else { return nil }
        var nibbles: [UInt8] = []
        nibbles.reserveCapacity(32)
        for (index, byte) in utf8.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let value = hexDigitValue(byte) else { return nil }
            nibbles.append(value)
        }
        func byte(_ index: Int) -> UInt8 { nibbles[2 * index] << 4 | nibbles[2 * index + 1] }
        self.init(
            Data1: UInt32(byte(0)) << 24 | UInt32(byte(1)) << 16 | UInt32(byte(2)) << 8 | UInt32(byte(3)),
            Data2: UInt16(byte(4)) << 8 | UInt16(byte(5)),
            Data3: UInt16(byte(6)) << 8 | UInt16(byte(7)),
            Data4: (byte(8), byte(9), byte(10), byte(11), byte(12), byte(13), byte(14), byte(15)))
    }

    /// The last eight bytes as one big-endian number, for comparing and hashing.
    private var tail: UInt64 {
        let d = Data4
        let high = UInt64(d.0) << 56 | UInt64(d.1) << 48 | UInt64(d.2) << 40 | UInt64(d.3) << 32
        let low = UInt64(d.4) << 24 | UInt64(d.5) << 16 | UInt64(d.6) << 8 | UInt64(d.7)
        return high | low
    }

    /// The first eight bytes as one number, in the order in which the text shows them.
    private var head: UInt64 { UInt64(Data1) << 32 | UInt64(Data2) << 16 | UInt64(Data3) }
}

extension GUID: @retroactive Hashable {
    public static func == (a: GUID, b: GUID) -> Bool { a.head == b.head && a.tail == b.tail }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(head)
        hasher.combine(tail)
    }
}

extension GUID: @retroactive CustomStringConvertible {
    /// The registry form in upper case: `{00020400-0000-0000-C000-000000000046}`.
    public var description: String {
        "{" + hexadecimal(UInt64(Data1), digits: 8) + "-" + hexadecimal(UInt64(Data2), digits: 4) + "-"
            + hexadecimal(UInt64(Data3), digits: 4) + "-" + hexadecimal(tail >> 48, digits: 4) + "-"
            + hexadecimal(tail & 0xFFFF_FFFF_FFFF, digits: 12) + "}"
    }
}

private func hexDigitValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// `value` in upper-case hexadecimal with leading zeros.
public func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
