// SPDX-License-Identifier: Apache-2.0

/// Cuts the bytes of one file into preprocessing tokens. It never fails: what is no token is an `invalid` one, and the
/// stage that meets it reports it, so that text in a skipped `#if` is not complained about.
struct Lexer {
    let file: SourceFile
    let fileID: Int32
    private let names: NameTable
    /// The file's, which has zeros behind its end: looking a few bytes ahead needs no check.
    private let bytes: UnsafePointer<UInt8>
    private let end: Int
    private(set) var position = 0
    private var atLineStart = true

    init(file: SourceFile, id: Int32, names: NameTable) {
        self.file = file
        self.fileID = id
        self.names = names
        bytes = file.bytes
        end = file.count
        if bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
    }

    private func peek(_ distance: Int = 0) -> UInt8 { bytes[position + distance] }

    /// The next token. In a directive the end of the line is a token of its own, and is not passed.
    mutating func next(inDirective: Bool = false) -> Token {
        var flags: Token.Flags = skipSpace(inDirective: inDirective) ? .hasSpaceBefore : []
        if atLineStart { flags.insert(.startsLine) }
        let start = position
        let byte = bytes[start]
        switch ByteClass.of(byte) {
        case .identifier:
            atLineStart = false
            if byte == UInt8(ascii: "L"), peek(1) == UInt8(ascii: "\"") || peek(1) == UInt8(ascii: "'") {
                position += 1
                return literal(from: start, wide: true, flags: flags)
            }
            repeat { position += 1 } while ByteClass.isIdentifierPart(bytes[position])
            return Token(.identifier, name(start, position), range(start), flags: flags)
        case .digit:
            atLineStart = false
            skipNumber()
            return Token(.number, name(start, position), range(start), flags: flags)
        case .quote:
            atLineStart = false
            return literal(from: start, wide: false, flags: flags)
        case .backquote:
            atLineStart = false
            return quotedIdentifier(from: start, flags: flags)
        case .newline:
            return Token(.endOfLine, .none, range(start), flags: flags)
        case .punctuator:
            atLineStart = false
            if byte == UInt8(ascii: "."), ByteClass.of(peek(1)) == .digit {
                skipNumber()
                return Token(.number, name(start, position), range(start), flags: flags)
            }
            let found = punctuator(byte)
            return Token(found, range(start), flags: flags)
        case .other:
            if start >= end { return Token(.endOfFile, .none, range(start), flags: flags) }
            atLineStart = false
            position += 1
            return Token(.invalid, name(start, position), range(start), flags: flags)
        }
    }

    /// The header's name after `#include`, if it is written out: `<name>` or `"name"`.
    mutating func headerName() -> (name: String, isAngled: Bool, range: SourceRange)? {
        _ = skipSpace(inDirective: true)
        let start = position
        let close: UInt8
        switch peek() {
        case UInt8(ascii: "<"): close = UInt8(ascii: ">")
        case UInt8(ascii: "\""): close = UInt8(ascii: "\"")
        default: return nil
        }
        var stop = start + 1
        while stop < end, bytes[stop] != close, bytes[stop] != UInt8(ascii: "\n") { stop += 1 }
        guard stop < end, bytes[stop] == close else { return nil }
        position = stop + 1
        return (file.text(start + 1..<stop), close == UInt8(ascii: ">"), range(start))
    }

    /// Passes everything up to the end of the line.
    mutating func skipLine() {
        while true {
            let kind = next(inDirective: true).kind
            if kind == .endOfLine || kind == .endOfFile { return }
        }
    }

    /// Goes to the next line that begins with `#` and passes that character; the lines before it are not looked into, but for
    /// comments, which may hold such a line.
    /// - Returns: false at the end of the file.
    mutating func skipToDirective() -> Bool {
        while true {
            _ = skipSpace(inDirective: false)
            guard position < end else { return false }
            if atLineStart, bytes[position] == UInt8(ascii: "#"), bytes[position + 1] != UInt8(ascii: "#") {
                atLineStart = false
                position += 1
                return true
            }
            // A quote that is never closed, as in the text of an #error, ends with its line.
            _ = next()
            skipLine()
        }
    }

    // MARK: Pieces

    /// From `start` to the current position.
    private func range(_ start: Int) -> SourceRange {
        SourceRange(
            start: SourceLocation(file: fileID, offset: Int32(truncatingIfNeeded: start)),
            length: Int32(truncatingIfNeeded: position - start))
    }

    private func name(_ start: Int, _ end: Int) -> Name {
        names.intern(UnsafeBufferPointer(start: bytes + start, count: end - start))
    }

    /// Passes white space, comments and spliced lines; in a directive it stops at the end of the line.
    private mutating func skipSpace(inDirective: Bool) -> Bool {
        let start = position
        while true {
            switch bytes[position] {
            case UInt8(ascii: " "), 0x09, 0x0B, 0x0C, 0x0D, 0x1A:
                position += 1
            case UInt8(ascii: "\n"):
                if inDirective { return position > start }
                atLineStart = true
                position += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                while position < end, bytes[position] != UInt8(ascii: "\n") { position += max(1, spliceLength()) }
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                position += 2
                while position < end, !(peek() == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) { position += 1 }
                position = min(position + 2, end)
            case UInt8(ascii: "\\") where spliceLength() > 0:
                position += spliceLength()
            default:
                return position > start
            }
        }
    }

    /// Bytes of a backslash and the end of line after it, or 0.
    private func spliceLength() -> Int {
        guard peek() == UInt8(ascii: "\\") else { return 0 }
        if peek(1) == UInt8(ascii: "\n") { return 2 }
        return peek(1) == 0x0D && peek(2) == UInt8(ascii: "\n") ? 3 : 0
    }

    private mutating func skipNumber() {
        let isHexadecimal = peek() == UInt8(ascii: "0") && peek(1) | 0x20 == UInt8(ascii: "x")
        while true {
            let byte = peek()
            // 0..9 is a range, as the bounds of an array have it.
            if ByteClass.isIdentifierPart(byte) || byte == UInt8(ascii: ".") && peek(1) != byte {
                position += 1
                // The sign of an exponent belongs to the number: 1e-4 is one token, 0x1e-4 is three.
                let sign = peek()
                if !isHexadecimal, byte | 0x20 == UInt8(ascii: "e"), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                    position += 1
                }
            } else {
                return
            }
        }
    }

    /// A string or character literal whose quote is at `position`.
    private mutating func literal(from start: Int, wide: Bool, flags: Token.Flags) -> Token {
        let quote = bytes[position]
        position += 1
        let first = position
        var isClosed = false
        // The content without spliced lines; empty as long as it is the same as the bytes.
        var content: [UInt8]?
        while position < end, bytes[position] != UInt8(ascii: "\n") {
            let byte = bytes[position]
            if byte == quote {
                isClosed = true
                break
            }
            if byte == UInt8(ascii: "\\") {
                let splice = spliceLength()
                if splice > 0 {
                    if content == nil { content = Array(UnsafeBufferPointer(start: bytes + first, count: position - first)) }
                    position += splice
                    continue
                }
                if position + 1 < end {
                    content?.append(byte)
                    position += 1
                }
            }
            content?.append(bytes[position])
            position += 1
        }
        position = min(position, end)
        guard isClosed else { return Token(.invalid, name(start, min(start + 1, position)), range(start), flags: flags) }
        let text = content.map { $0.withUnsafeBufferPointer { names.intern($0) } } ?? name(first, position)
        position += 1
        let kind: Token.Kind = quote == UInt8(ascii: "'") ? .character : wide ? .wideString : .string
        return Token(kind, text, range(start), flags: flags)
    }

    /// `` `any text` ``: a name that is a keyword or no identifier, as the printer writes it.
    private mutating func quotedIdentifier(from start: Int, flags: Token.Flags) -> Token {
        position += 1
        while position < end, peek() != UInt8(ascii: "`"), peek() != UInt8(ascii: "\n") { position += 1 }
        let isClosed = position < end && peek() == UInt8(ascii: "`")
        let text = name(start + 1, position)
        let isEmpty = position == start + 1
        if isClosed { position += 1 }
        return Token(isClosed && !isEmpty ? .identifier : .invalid, text, range(start), flags: flags.union(.isQuoted))
    }

    /// The operator that begins with `byte`, which is passed.
    private mutating func punctuator(_ byte: UInt8) -> Punctuator {
        let (b, c) = (peek(1), peek(2))
        let two: Punctuator
        switch (byte, b) {
        case (UInt8(ascii: "."), UInt8(ascii: ".")) where c == byte:
            position += 3
            return .ellipsis
        case (UInt8(ascii: "."), UInt8(ascii: ".")): two = .dots
        case (UInt8(ascii: "#"), UInt8(ascii: "#")): two = .join
        case (UInt8(ascii: "<"), UInt8(ascii: "<")): two = .shiftLeft
        case (UInt8(ascii: ">"), UInt8(ascii: ">")): two = .shiftRight
        case (UInt8(ascii: "="), UInt8(ascii: "=")): two = .equal
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): two = .notEqual
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): two = .lessOrEqual
        case (UInt8(ascii: ">"), UInt8(ascii: "=")): two = .greaterOrEqual
        case (UInt8(ascii: "&"), UInt8(ascii: "&")): two = .and
        case (UInt8(ascii: "|"), UInt8(ascii: "|")): two = .or
        case (UInt8(ascii: "-"), UInt8(ascii: ">")): two = .arrow
        case (UInt8(ascii: ":"), UInt8(ascii: ":")): two = .scope
        default:
            position += 1
            return Punctuator(byte)
        }
        position += 2
        return two
    }
}

/// What a byte may begin.
private enum ByteClass: UInt8 {
    case other, identifier, digit, quote, backquote, newline, punctuator

    static func of(_ byte: UInt8) -> ByteClass {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "$"),
            0x80...:
            .identifier
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case UInt8(ascii: "\""), UInt8(ascii: "'"): .quote
        case UInt8(ascii: "`"): .backquote
        case UInt8(ascii: "\n"): .newline
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"),
            UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "~"),
            UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "."),
            UInt8(ascii: "#"), UInt8(ascii: "@"):
            .punctuator
        default: .other
        }
    }

    static func isIdentifierPart(_ byte: UInt8) -> Bool {
        let kind = of(byte)
        return kind == .identifier || kind == .digit
    }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isIdentifierStart(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "$") || byte >= 0x80
}

func isIdentifierPart(_ byte: UInt8) -> Bool { isIdentifierStart(byte) || isDigit(byte) }
