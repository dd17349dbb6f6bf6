// SPDX-License-Identifier: Apache-2.0

package import AutomationTypes

/// Writes a JSON document as UTF-8, one member per line except inside what is marked inline.
///
/// The caller opens and closes what it writes in pairs; keys are literals and need no escaping.
package struct JSONEmitter {
    private let out: JSONBuffer
    /// What was written; without what a sink has taken.
    package var bytes: [UInt8] { out.bytes }
    /// How many bytes were written.
    var count: Int { out.count }

    package init() { out = JSONBuffer() }

    /// Writes into a buffer of the caller's.
    init(_ buffer: JSONBuffer) { out = buffer }

    private struct Level {
        var isInline: Bool
        var isEmpty = true
    }
    private var levels: [Level] = [Level(isInline: true)]
    private static let newLine = [UInt8(ascii: "\n")] + Array(repeating: UInt8(ascii: " "), count: 63)

    // MARK: Structure

    package mutating func beginObject(_ key: StaticString? = nil, inline: Bool = false) { begin(key, "{", inline) }
    package mutating func endObject() { end("}") }
    package mutating func beginArray(_ key: StaticString? = nil, inline: Bool = false) { begin(key, "[", inline) }
    package mutating func endArray() { end("]") }

    package mutating func finish() { out.append(UInt8(ascii: "\n")) }

    private mutating func begin(_ key: StaticString?, _ bracket: Unicode.Scalar, _ inline: Bool) {
        self.key(key)
        out.append(UInt8(ascii: bracket))
        levels.append(Level(isInline: inline || levels[levels.count - 1].isInline && levels.count > 1))
    }

    private mutating func end(_ bracket: Unicode.Scalar) {
        let level = levels.removeLast()
        if !level.isEmpty && !level.isInline { newLine() }
        out.append(UInt8(ascii: bracket))
    }

    /// What stands before a value: a comma, a new line, the key.
    private mutating func key(_ key: StaticString?) {
        let level = levels[levels.count - 1]
        if !level.isEmpty {
            out.append(UInt8(ascii: ","))
            if level.isInline { out.append(UInt8(ascii: " ")) }
        }
        levels[levels.count - 1].isEmpty = false
        if !level.isInline { newLine() }
        guard let key else { return }
        out.append(UInt8(ascii: "\""))
        out.append(key)
        out.append("\": ")
    }

    private mutating func newLine() {
        JSONEmitter.newLine.withUnsafeBufferPointer { line in
            out.append(UnsafeBufferPointer(rebasing: line[..<min(levels.count, line.count)]))
        }
    }

    // MARK: Values

    package mutating func null(_ key: StaticString?) {
        self.key(key)
        out.append("null")
    }

    package mutating func number(_ key: StaticString?, _ value: some FixedWidthInteger) {
        self.key(key)
        if value < 0 { out.append(UInt8(ascii: "-")) }
        let magnitude = UInt64(value.magnitude)
        if magnitude < 10 {
            out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude))
        } else {
            out.append(decimal: magnitude)
        }
    }

    /// A number as `"0x…"`, lower case, with leading zeros.
    package mutating func hex(_ key: StaticString?, _ value: UInt64, digits: Int) {
        self.key(key)
        out.append("\"0x")
        out.append(utf8: hexadecimal(value, digits: digits).lowercased())
        out.append(UInt8(ascii: "\""))
    }

    package mutating func hresult(_ key: StaticString?, _ value: HResult) {
        hex(key, UInt64(UInt32(bitPattern: value.rawValue)), digits: 8)
    }

    package mutating func guid(_ key: StaticString?, _ value: GUID) {
        self.key(key)
        out.append(UInt8(ascii: "\""))
        out.append(utf8: value.description)
        out.append(UInt8(ascii: "\""))
    }

    /// A word of the schema's own, which needs no escaping.
    package mutating func word(_ key: StaticString?, _ value: String) {
        self.key(key)
        out.append(UInt8(ascii: "\""))
        out.append(utf8: value)
        out.append(UInt8(ascii: "\""))
    }

    package mutating func string(_ key: StaticString?, _ value: String?) {
        guard let value else { return null(key) }
        self.key(key)
        out.append(UInt8(ascii: "\""))
        defer { out.append(UInt8(ascii: "\"")) }
        var text = value
        let isPlain = text.withUTF8 { utf8 in
            guard utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }) else { return false }
            out.append(utf8)
            return true
        }
        if !isPlain { escape(value) }
    }

    private mutating func escape(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                out.append(UInt8(ascii: "\\"))
                out.append(byte)
            case UInt8(ascii: "\n"): out.append("\\n")
            case UInt8(ascii: "\r"): out.append("\\r")
            case UInt8(ascii: "\t"): out.append("\\t")
            case 0..<0x20, 0x7F:
                out.append("\\u")
                out.append(utf8: hexadecimal(UInt64(byte), digits: 4).lowercased())
            default: out.append(byte)
            }
        }
    }

    /// A value that was written before, by an emitter of its own.
    package mutating func fragment(_ key: StaticString?, _ json: [UInt8]) {
        self.key(key)
        out.append(contentsOf: json)
    }
}
