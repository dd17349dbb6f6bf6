// SPDX-License-Identifier: Apache-2.0

/// A preprocessing token: the smallest piece of text that a later stage looks at.
struct Token {
    enum Kind: UInt8 {
        case identifier
        /// A C preprocessing number: digits, letters and points, so that parts of a bare UUID are numbers or identifiers.
        case number
        /// `text` is what stands between the quotes, escapes not yet replaced.
        case string
        case wideString
        case character
        case punctuator
        /// The end of the line, given only inside a directive.
        case endOfLine
        case endOfFile
        /// A byte that begins no token, or a literal without its closing quote.
        case invalid
    }

    var kind: Kind
    var text: String
    var range: SourceRange
    /// No other token stands before this one on its line.
    var startsLine = false
    /// White space stands before it.
    var hasSpaceBefore = false
    /// A macro's own name inside its expansion: never expanded again.
    var isPainted = false
    /// The spelling was quoted with backquotes, so that it is no keyword.
    var isQuoted = false

    func `is`(_ punctuator: String) -> Bool { kind == .punctuator && text == punctuator }

    func isWord(_ word: String) -> Bool { kind == .identifier && !isQuoted && text == word }

    /// The token as it stood in the file.
    var spelling: String {
        switch kind {
        case .string: "\"" + text + "\""
        case .wideString: "L\"" + text + "\""
        case .character: "'" + text + "'"
        case .identifier: isQuoted ? "`" + text + "`" : text
        case .endOfLine: "the end of the line"
        case .endOfFile: "the end of the file"
        case .number, .punctuator, .invalid: text
        }
    }
}
