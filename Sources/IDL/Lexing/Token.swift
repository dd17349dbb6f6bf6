// SPDX-License-Identifier: Apache-2.0

/// A preprocessing token: the smallest piece of text that a later stage looks at. It holds no text of its own, so that it is
/// copied like a number.
struct Token {
    enum Kind: UInt8 {
        case identifier
        /// A C preprocessing number: digits, letters and points, so that parts of a bare UUID are numbers or identifiers.
        case number
        /// `name` is what stands between the quotes, escapes not yet replaced.
        case string
        case wideString
        case character
        case punctuator
        /// The end of the line, given only inside a directive.
        case endOfLine
        case endOfFile
        /// A byte that begins no token, or a literal without its closing quote.
        case invalid
        /// Inside the preprocessor: the expansion of the macro `name` ends here.
        case endOfExpansion
        /// Inside the preprocessor: the argument that is expanded apart ends here.
        case endOfArgument
    }

    struct Flags: OptionSet {
        let rawValue: UInt8
        /// No other token stands before this one on its line.
        static let startsLine = Flags(rawValue: 1)
        /// White space stands before it.
        static let hasSpaceBefore = Flags(rawValue: 2)
        /// A macro's own name inside its expansion: never expanded again.
        static let isPainted = Flags(rawValue: 4)
        /// The spelling was quoted with backquotes, so that it is no keyword.
        static let isQuoted = Flags(rawValue: 8)
    }

    var kind: Kind
    var punctuator = Punctuator.none
    var flags: Flags = []
    /// The text; `none` for a punctuator.
    var name: Name
    var range: SourceRange

    init(_ kind: Kind, _ name: Name, _ range: SourceRange, flags: Flags = []) {
        self.kind = kind
        self.name = name
        self.range = range
        self.flags = flags
    }

    init(_ punctuator: Punctuator, _ range: SourceRange, flags: Flags = []) {
        kind = .punctuator
        self.punctuator = punctuator
        name = .none
        self.range = range
        self.flags = flags
    }

    static let end = Token(.endOfFile, .none, .none)

    var hasSpaceBefore: Bool { flags.contains(.hasSpaceBefore) }
    var startsLine: Bool { flags.contains(.startsLine) }

    func `is`(_ punctuator: Punctuator) -> Bool { self.punctuator == punctuator }

    func isWord(_ keyword: Keyword) -> Bool { kind == .identifier && !flags.contains(.isQuoted) && name == Name(keyword) }

    /// The keyword that an identifier is, unless it is quoted.
    var keyword: Keyword? { kind == .identifier && !flags.contains(.isQuoted) ? name.keyword : nil }
}

/// An operator, bracket or separator. One of a single character is written as that character: `token.is("[")`.
struct Punctuator: Hashable, ExpressibleByUnicodeScalarLiteral {
    let code: UInt8

    private init(code: UInt8) { self.code = code }
    init(_ byte: UInt8) { code = byte }
    init(unicodeScalarLiteral value: Unicode.Scalar) { code = UInt8(truncatingIfNeeded: value.value) }

    static let none = Punctuator(code: 0)
    static let join = Punctuator(code: 0x80)
    static let shiftLeft = Punctuator(code: 0x81)
    static let shiftRight = Punctuator(code: 0x82)
    static let equal = Punctuator(code: 0x83)
    static let notEqual = Punctuator(code: 0x84)
    static let lessOrEqual = Punctuator(code: 0x85)
    static let greaterOrEqual = Punctuator(code: 0x86)
    static let and = Punctuator(code: 0x87)
    static let or = Punctuator(code: 0x88)
    static let arrow = Punctuator(code: 0x89)
    static let scope = Punctuator(code: 0x8A)
    static let ellipsis = Punctuator(code: 0x8B)
    static let dots = Punctuator(code: 0x8C)

    private static let spellings = ["##", "<<", ">>", "==", "!=", "<=", ">=", "&&", "||", "->", "::", "...", ".."]

    var spelling: String {
        if code >= 0x80 { return Punctuator.spellings[Int(code - 0x80)] }
        return code == 0 ? "" : String(Unicode.Scalar(code))
    }
}

extension NameTable {
    /// The text between a token's quotes, or the token's spelling.
    func text(of token: Token) -> String { token.kind == .punctuator ? token.punctuator.spelling : text(of: token.name) }

    /// The token as it stood in the file.
    func spelling(of token: Token) -> String {
        switch token.kind {
        case .string: "\"" + text(of: token.name) + "\""
        case .wideString: "L\"" + text(of: token.name) + "\""
        case .character: "'" + text(of: token.name) + "'"
        case .identifier: token.flags.contains(.isQuoted) ? "`" + text(of: token.name) + "`" : text(of: token.name)
        case .endOfLine: "the end of the line"
        case .endOfFile, .endOfExpansion, .endOfArgument: "the end of the file"
        case .number, .invalid: text(of: token.name)
        case .punctuator: token.punctuator.spelling
        }
    }
}
