// SPDX-License-Identifier: Apache-2.0

/// The C preprocessor: gives the tokens of a file with directives obeyed and macros replaced.
///
/// Text is hostile: the depth of includes and of macros is bounded, and so is the number of tokens that macros make.
final class Preprocessor {
    enum Limit {
        static let includeDepth = 64
        static let macroDepth = 256
        static let expandedTokens = 8_000_000
        static let conditionalDepth = 256
        /// Files and bytes that one compilation reads, each inclusion counted.
        static let files = 10_000
        static let bytes = 1 << 27
    }

    /// A `#if` that has not met its `#endif`.
    struct Conditional {
        var range: SourceRange
        var isTaken: Bool
        var hasElse = false
        /// How many files were open: an `#if` ends in the file that it began in.
        var fileDepth: Int
    }

    /// Tokens that stand before the rest of the file: a macro's expansion, or tokens that were read ahead.
    private struct Pending {
        var tokens: [Token]
        var index = 0
        /// The macro whose expansion this is; it is not expanded again inside.
        var macro: String?
        /// Reading stops here: the tokens of an argument are expanded apart from what follows them.
        var isClosed = false
    }

    let sink: DiagnosticSink
    let finder: FileFinder
    private let tokenLimit: Int
    var macros: [String: Macro] = [:]
    var lexers: [Lexer] = []
    var conditionals: [Conditional] = []
    private var pending: [Pending] = []
    private var activeMacros: Set<String> = []
    private var expandedTokens = 0
    var onceFiles: Set<String> = []
    private var hasGivenUp = false

    /// - Parameter tokenLimit: how many tokens macros may make.
    init(
        finder: FileFinder, sink: DiagnosticSink, definitions: [(name: String, value: String)],
        tokenLimit: Int = Limit.expandedTokens
    ) {
        self.finder = finder
        self.tokenLimit = tokenLimit
        self.sink = sink
        for definition in definitions {
            let (id, file) = sink.sources.add(path: "<command line>", bytes: Array(definition.value.utf8))
            var lexer = Lexer(file: file, id: id)
            var body: [Token] = []
            while true {
                let token = lexer.next()
                if token.kind == .endOfFile { break }
                body.append(token)
            }
            macros[definition.name] = Macro(body: body, range: .none)
        }
    }

    /// Reads `file` before anything that is still to be read.
    func open(path: String, bytes: [UInt8]) {
        let (id, file) = sink.sources.add(path: path, bytes: bytes)
        lexers.append(Lexer(file: file, id: id))
    }

    /// Called with the names in `#pragma latebind_order(A, B, …)`: the order of the library's types.
    var onOrder: (([Token]) -> Void)?

    /// What `#pragma pack` allows fields to be aligned to, or nil.
    var packing: Int?
    var packingStack: [Int?] = []

    /// The path of the file that is being read.
    var currentPath: String { lexers.last?.file.path ?? "" }

    /// The next token of the program; `endOfFile` for ever at the end.
    func next() -> Token {
        while true {
            let token = raw()
            if token.kind == .identifier, !token.isPainted, !token.isQuoted, expandMacro(token) { continue }
            return token
        }
    }

    // MARK: Raw tokens

    /// The next token before macro replacement, directives obeyed.
    private func raw() -> Token {
        while let top = pending.indices.last {
            if pending[top].index < pending[top].tokens.count {
                pending[top].index += 1
                return pending[top].tokens[pending[top].index - 1]
            }
            if pending[top].isClosed { return Token(kind: .endOfFile, text: "", range: .none) }
            if let macro = pending[top].macro { activeMacros.remove(macro) }
            pending.removeLast()
        }
        while !lexers.isEmpty, !hasGivenUp {
            let token = lexers[lexers.count - 1].next()
            if token.kind == .endOfFile {
                endFile(token)
                if lexers.count == 1 { return token }
                lexers.removeLast()
            } else if token.startsLine, token.is("#") {
                directive()
            } else {
                return token
            }
        }
        return Token(kind: .endOfFile, text: "", range: lexers.last.map { endRange(of: $0) } ?? .none)
    }

    private func endRange(of lexer: Lexer) -> SourceRange {
        SourceRange(
            start: SourceLocation(file: lexer.fileID, offset: Int32(clamping: lexer.file.bytes.count)), length: 1)
    }

    private func endFile(_ token: Token) {
        while let open = conditionals.last, open.fileDepth >= lexers.count {
            sink.error("this #if has no #endif", at: open.range)
            conditionals.removeLast()
        }
    }

    private func push(_ tokens: [Token], macro: String? = nil, isClosed: Bool = false) {
        pending.append(Pending(tokens: tokens, macro: macro, isClosed: isClosed))
    }

    func giveUp(_ message: String, at range: SourceRange) {
        if !hasGivenUp { sink.error(message, at: range) }
        hasGivenUp = true
        pending.removeAll()
        activeMacros.removeAll()
        conditionals.removeAll()
    }

    // MARK: Macros

    /// Puts the expansion before the input, if `name` is a macro and is used as one.
    private func expandMacro(_ name: Token) -> Bool {
        guard let macro = macros[name.text] else { return expandSpecial(name) }
        if activeMacros.contains(name.text) {
            var painted = name
            painted.isPainted = true
            push([painted])
            return true
        }
        var arguments: [[Token]] = []
        if let parameters = macro.parameters {
            let next = raw()
            guard next.is("(") else {
                var painted = name
                painted.isPainted = true
                push(next.kind == .endOfFile ? [painted] : [painted, next])
                return true
            }
            guard let read = readArguments(of: name) else { return true }
            arguments = read
            let count = parameters.count
            if count == 0, arguments.count == 1, arguments[0].isEmpty { arguments = [] }
            if macro.isVariadic, arguments.count > count {
                var rest = arguments[count]
                for more in arguments[(count + 1)...] {
                    rest.append(Token(kind: .punctuator, text: ",", range: name.range))
                    rest += more
                }
                arguments = Array(arguments[..<count]) + [rest]
            } else if arguments.count != count {
                sink.error(
                    "macro \(name.text) takes \(count) argument\(count == 1 ? "" : "s"), not \(arguments.count)",
                    at: name.range)
            }
        }
        var body = macro.substitute(
            arguments, at: name.range, expand: { self.expandApart($0) },
            join: { self.join($0, $1) })
        expandedTokens += body.count + 1
        guard expandedTokens < tokenLimit else {
            giveUp("macros expand to more than \(tokenLimit) tokens", at: name.range)
            return true
        }
        guard pending.count < Limit.macroDepth else {
            giveUp("macros are nested deeper than \(Limit.macroDepth)", at: name.range)
            return true
        }
        if !body.isEmpty { body[0].hasSpaceBefore = name.hasSpaceBefore }
        activeMacros.insert(name.text)
        push(body, macro: name.text)
        return true
    }

    private func expandSpecial(_ name: Token) -> Bool {
        guard let file = sink.sources.file(name.range.start) else { return false }
        switch name.text {
        case "__LINE__":
            let line = file.position(at: Int(name.range.start.offset)).line
            push([Token(kind: .number, text: String(line), range: name.range)])
        case "__FILE__":
            push([Token(kind: .string, text: file.path, range: name.range)])
        default:
            return false
        }
        return true
    }

    /// The arguments up to the closing parenthesis; nil after reporting that there is none.
    private func readArguments(of name: Token) -> [[Token]]? {
        var arguments: [[Token]] = [[]]
        var depth = 0
        var count = 0
        while true {
            let token = raw()
            if token.kind == .endOfFile || count > 100_000 {
                sink.error("the arguments of macro \(name.text) have no closing parenthesis", at: name.range)
                return nil
            }
            count += 1
            if token.is("(") { depth += 1 }
            if token.is(")") {
                if depth == 0 { return arguments }
                depth -= 1
            }
            if depth == 0, token.is(",") {
                arguments.append([])
            } else {
                arguments[arguments.count - 1].append(token)
            }
        }
    }

    /// A macro argument with its own macros replaced, whatever stands after it.
    func expandApart(_ tokens: [Token]) -> [Token] {
        guard tokens.contains(where: { $0.kind == .identifier }), pending.count < Limit.macroDepth, !hasGivenUp else {
            return tokens
        }
        let depth = pending.count
        push(tokens, isClosed: true)
        var result: [Token] = []
        while !hasGivenUp {
            let token = next()
            if token.kind == .endOfFile { break }
            result.append(token)
        }
        if pending.count > depth { pending.removeSubrange(depth...) }
        return result
    }

    private func join(_ left: Token, _ right: Token) -> Token? {
        let text = left.spelling + right.spelling
        let (id, file) = (left.range.start.file, SourceFile(path: "", bytes: Array(text.utf8)))
        var lexer = Lexer(file: file, id: id)
        var joined = lexer.next()
        guard lexer.next().kind == .endOfFile, joined.kind != .invalid else { return nil }
        joined.range = left.range
        joined.hasSpaceBefore = left.hasSpaceBefore
        joined.startsLine = false
        return joined
    }
}
