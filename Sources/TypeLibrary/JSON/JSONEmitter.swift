// SPDX-License-Identifier: Apache-2.0

package import AutomationTypes

/// Writes a JSON document as UTF-8, one member per line except inside what is marked inline.
///
/// The caller opens and closes what it writes in pairs; keys are literals and need no escaping.
package struct JSONEmitter {
    package private(set) var bytes: [UInt8] = []
    package init() {}

    private struct Level {
        var isInline: Bool
        var isEmpty = true
    }
    private var levels: [Level] = [Level(isInline: true)]
    private static let newLine = [UInt8(ascii: "\n")] + Array(repeating: UInt8(ascii: " "), count: 63)

    /// Makes room for so many bytes; the system provides memory only as it is used.
    package mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    // MARK: Structure

    package mutating func beginObject(_ key: StaticString? = nil, inline: Bool = false) { begin(key, "{", inline) }
    package mutating func endObject() { end("}") }
    package mutating func beginArray(_ key: StaticString? = nil, inline: Bool = false) { begin(key, "[", inline) }
    package mutating func endArray() { end("]") }

    package mutating func finish() { bytes.append(UInt8(ascii: "\n")) }

    private mutating func begin(_ key: StaticString?, _ bracket: Unicode.Scalar, _ inline: Bool) {
        self.key(key)
        bytes.append(UInt8(ascii: bracket))
        levels.append(Level(isInline: inline || levels[levels.count - 1].isInline && levels.count > 1))
    }

    private mutating func end(_ bracket: Unicode.Scalar) {
        let level = levels.removeLast()
        if !level.isEmpty && !level.isInline { newLine() }
        bytes.append(UInt8(ascii: bracket))
    }

    /// What stands before a value: a comma, a new line, the key.
    private mutating func key(_ key: StaticString?) {
        let level = levels[levels.count - 1]
        if !level.isEmpty {
            bytes.append(UInt8(ascii: ","))
            if level.isInline { bytes.append(UInt8(ascii: " ")) }
        }
        levels[levels.count - 1].isEmpty = false
        if !level.isInline { newLine() }
        guard let key else { return }
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: "\": ".utf8)
    }

    private mutating func newLine() {
        bytes.append(contentsOf: JSONEmitter.newLine[..<min(levels.count, JSONEmitter.newLine.count)])
    }

    // MARK: Values

    package mutating func null(_ key: StaticString?) {
        self.key(key)
        bytes.append(contentsOf: "null".utf8)
    }

    package mutating func number(_ key: StaticString?, _ value: some FixedWidthInteger) {
        self.key(key)
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var magnitude = UInt64(value.magnitude)
        if magnitude < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude))
            return
        }
        let start = bytes.count
        while magnitude > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
            magnitude /= 10
        }
        bytes[start...].reverse()
    }

    /// A number as `"0x…"`, lower case, with leading zeros.
    package mutating func hex(_ key: StaticString?, _ value: UInt64, digits: Int) {
        self.key(key)
        bytes.append(contentsOf: "\"0x".utf8)
        bytes.append(contentsOf: hexadecimal(value, digits: digits).lowercased().utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func hresult(_ key: StaticString?, _ value: HResult) {
        hex(key, UInt64(UInt32(bitPattern: value.rawValue)), digits: 8)
    }

    package mutating func guid(_ key: StaticString?, _ value: GUID) {
        self.key(key)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: value.description.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A word of the schema's own, which needs no escaping.
    package mutating func word(_ key: StaticString?, _ value: String) {
        self.key(key)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: value.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func string(_ key: StaticString?, _ value: String?) {
        guard let value else { return null(key) }
        self.key(key)
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        var text = value
        let isPlain = text.withUTF8 { utf8 in
            guard utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }) else { return false }
            bytes.append(contentsOf: utf8)
            return true
        }
        if !isPlain { escape(value) }
    }

    private mutating func escape(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                bytes.append(contentsOf: "\\u".utf8)
                bytes.append(contentsOf: hexadecimal(UInt64(byte), digits: 4).lowercased().utf8)
            default: bytes.append(byte)
            }
        }
    }

    /// A value that was written before, by an emitter of its own.
    package mutating func fragment(_ key: StaticString?, _ json: [UInt8]) {
        self.key(key)
        bytes.append(contentsOf: json)
    }
}
