// SPDX-License-Identifier: Apache-2.0

/// Cuts the bytes of one file into preprocessing tokens. It never fails: what is no token is an `invalid` one, and the
/// stage that meets it reports it, so that text in a skipped `#if` is not complained about.
struct Lexer {
    let file: SourceFile
    let fileID: Int32
    private let bytes: [UInt8]
    private(set) var position = 0
    private var atLineStart = true

    init(file: SourceFile, id: Int32) {
        self.file = file
        self.fileID = id
        bytes = file.bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private func peek(_ distance: Int = 0) -> UInt8 {
        let index = position + distance
        return index < bytes.count ? bytes[index] : 0
    }

    /// The next token. In a directive the end of the line is a token of its own, and is not passed.
    mutating func next(inDirective: Bool = false) -> Token {
        let hasSpace = skipSpace(inDirective: inDirective)
        let start = position
        func token(_ kind: Token.Kind, _ text: String, _ end: Int) -> Token {
            Token(
                kind: kind, text: text, range: range(start, end), startsLine: atLineStart, hasSpaceBefore: hasSpace)
        }
        guard start < bytes.count else { return token(.endOfFile, "", start) }
        let byte = bytes[start]
        if byte == UInt8(ascii: "\n") { return token(.endOfLine, "", start) }
        let made: Token
        if isIdentifierStart(byte) {
            if byte == UInt8(ascii: "L"), peek(1) == UInt8(ascii: "\"") || peek(1) == UInt8(ascii: "'") {
                position += 1
                made = literal(from: start, wide: true, hasSpace: hasSpace)
            } else {
                repeat { position += 1 } while isIdentifierPart(peek())
                made = token(.identifier, text(start, position), position)
            }
        } else if isDigit(byte) || byte == UInt8(ascii: ".") && isDigit(peek(1)) {
            skipNumber()
            made = token(.number, text(start, position), position)
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            made = literal(from: start, wide: false, hasSpace: hasSpace)
        } else if byte == UInt8(ascii: "`") {
            made = quotedIdentifier(from: start, hasSpace: hasSpace)
        } else {
            let count = punctuatorLength()
            position += max(1, count)
            let kind: Token.Kind = count > 0 ? .punctuator : .invalid
            made = token(kind, text(start, position), position)
        }
        atLineStart = false
        return made
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
        var end = start + 1
        while end < bytes.count, bytes[end] != close, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        guard end < bytes.count, bytes[end] == close else { return nil }
        position = end + 1
        return (text(start + 1, end), close == UInt8(ascii: ">"), range(start, position))
    }

    /// Passes everything up to the end of the line.
    mutating func skipLine() {
        while true {
            let kind = next(inDirective: true).kind
            if kind == .endOfLine || kind == .endOfFile { return }
        }
    }

    // MARK: Pieces

    private func range(_ start: Int, _ end: Int) -> SourceRange {
        SourceRange(start: SourceLocation(file: fileID, offset: Int32(clamping: start)), length: Int32(clamping: end - start))
    }

    private func text(_ start: Int, _ end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }

    /// Passes white space, comments and spliced lines; in a directive it stops at the end of the line.
    private mutating func skipSpace(inDirective: Bool) -> Bool {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\n"):
                if inDirective { return position > start }
                atLineStart = true
                position += 1
            case UInt8(ascii: " "), 0x09, 0x0B, 0x0C, 0x0D, 0x1A:
                position += 1
            case UInt8(ascii: "\\") where spliceLength() > 0:
                position += spliceLength()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += max(1, spliceLength()) }
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
                position += 2
                while position < bytes.count, !(peek() == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) { position += 1 }
                position = min(position + 2, bytes.count)
            default:
                return position > start
            }
        }
        return position > start
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
            if isIdentifierPart(byte) || byte == UInt8(ascii: ".") {
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
    private mutating func literal(from start: Int, wide: Bool, hasSpace: Bool) -> Token {
        let quote = bytes[position]
        position += 1
        var content: [UInt8] = []
        var isClosed = false
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            let splice = spliceLength()
            if splice > 0 {
                position += splice
            } else if bytes[position] == quote {
                position += 1
                isClosed = true
                break
            } else {
                if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count {
                    content.append(bytes[position])
                    position += 1
                }
                content.append(bytes[position])
                position += 1
            }
        }
        position = min(position, bytes.count)
        let kind: Token.Kind =
            !isClosed ? .invalid : quote == UInt8(ascii: "'") ? .character : wide ? .wideString : .string
        return Token(
            kind: kind, text: isClosed ? String(decoding: content, as: UTF8.self) : text(start, min(start + 1, position)),
            range: range(start, position), startsLine: atLineStart, hasSpaceBefore: hasSpace)
    }

    /// `` `any text` ``: a name that is a keyword or no identifier, as the printer writes it.
    private mutating func quotedIdentifier(from start: Int, hasSpace: Bool) -> Token {
        position += 1
        while position < bytes.count, peek() != UInt8(ascii: "`"), peek() != UInt8(ascii: "\n") { position += 1 }
        let isClosed = peek() == UInt8(ascii: "`")
        let name = text(start + 1, position)
        if isClosed { position += 1 }
        return Token(
            kind: isClosed && !name.isEmpty ? .identifier : .invalid, text: name, range: range(start, position),
            startsLine: atLineStart, hasSpaceBefore: hasSpace, isQuoted: true)
    }

    private func punctuatorLength() -> Int {
        let (a, b, c) = (peek(), peek(1), peek(2))
        if a == UInt8(ascii: "."), b == a, c == a { return 3 }
        switch (a, b) {
        case (UInt8(ascii: "#"), UInt8(ascii: "#")), (UInt8(ascii: "<"), UInt8(ascii: "<")),
            (UInt8(ascii: ">"), UInt8(ascii: ">")), (UInt8(ascii: "="), UInt8(ascii: "=")),
            (UInt8(ascii: "!"), UInt8(ascii: "=")), (UInt8(ascii: "<"), UInt8(ascii: "=")),
            (UInt8(ascii: ">"), UInt8(ascii: "=")), (UInt8(ascii: "&"), UInt8(ascii: "&")),
            (UInt8(ascii: "|"), UInt8(ascii: "|")), (UInt8(ascii: "-"), UInt8(ascii: ">")),
            (UInt8(ascii: ":"), UInt8(ascii: ":")):
            return 2
        default:
            return Lexer.punctuators.contains(a) ? 1 : 0
        }
    }

    private static let punctuators = Set("()[]{}<>=+-*/%&|^~!?:;,.#@\\".utf8.filter { $0 != UInt8(ascii: "\\") })
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isIdentifierStart(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "$") || byte >= 0x80
}

func isIdentifierPart(_ byte: UInt8) -> Bool { isIdentifierStart(byte) || isDigit(byte) }
