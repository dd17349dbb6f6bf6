// SPDX-License-Identifier: Apache-2.0

/// Something that the compiler has to say about a place in a file. Every stage reports with this type.
public struct Diagnostic: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable {
        case error
        case warning
        case note
    }

    public var severity: Severity
    /// The rule that is broken, in one sentence without a full stop.
    public var message: String
    /// What to do about it, if that is known.
    public var hint: String?
    /// The path as the file was opened, or as `#line` named it; empty for a message about no file.
    public var file: String
    /// From 1; 0 for a message about no place.
    public var line: Int
    /// Bytes from the start of the line, from 1.
    public var column: Int
    /// The line's text, for the caret.
    public var sourceLine: String
    /// How many bytes the caret underlines, at least 1.
    public var length: Int

    public init(
        _ severity: Severity, _ message: String, hint: String? = nil, file: String = "", line: Int = 0, column: Int = 0,
        sourceLine: String = "", length: Int = 1
    ) {
        self.severity = severity
        self.message = message
        self.hint = hint
        self.file = file
        self.line = line
        self.column = column
        self.sourceLine = sourceLine
        self.length = length
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: error: message`, the source line with the place underlined, and the hint.
    public var description: String {
        var place = ""
        if !file.isEmpty { place += file + ":" }
        if line > 0 { place += "\(line):\(column):" }
        if !place.isEmpty { place += " " }
        var text = "\(place)\(severity.rawValue): \(message)"
        if line > 0, !sourceLine.isEmpty {
            let shown = sourceLine.utf8.map { $0 == UInt8(ascii: "\t") ? UInt8(ascii: " ") : $0 }
            let before = min(max(0, column - 1), shown.count)
            // The caret stands under characters, so continuation bytes of UTF-8 take no room.
            let indent = shown[..<before].count { $0 & 0xC0 != 0x80 }
            let marked = max(1, shown[before..<min(shown.count, before + max(1, length))].count { $0 & 0xC0 != 0x80 })
            text += "\n    " + String(decoding: shown, as: UTF8.self)
            text += "\n    " + String(repeating: " ", count: indent) + "^" + String(repeating: "~", count: marked - 1)
        }
        if let hint { text += "\n    hint: " + hint }
        return text
    }
}
