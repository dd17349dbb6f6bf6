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
        static let files = 2_000
        static let bytes = 1 << 25
    }

    /// A `#if` that has not met its `#endif`.
    struct Conditional {
        var range: SourceRange
        var isTaken: Bool
        var hasElse = false
        /// How many files were open: an `#if` ends in the file that it began in.
        var fileDepth: Int
    }

    let sink: DiagnosticSink
    let names: NameTable
    let finder: FileFinder
    private let tokenLimit: Int
    // Used for every token: nothing that is called while they change looks at them.
    @exclusivity(unchecked) var macros = NameMap<Macro>()
    /// The file that is being read, and those that include it, which wait.
    @exclusivity(unchecked) var lexer: Lexer
    private var waitingLexers: [Lexer] = []
    var conditionals: [Conditional] = []
    /// Tokens that stand before the rest of the file, the next one last: expansions of macros, each behind a mark of where it
    /// ends, and tokens that were read ahead.
    @exclusivity(unchecked) private var pending: [Token] = []
    /// How many marks are pending.
    @exclusivity(unchecked) private var pendingDepth = 0
    @exclusivity(unchecked) private var expandedTokens = 0
    var onceFiles: Set<String> = []
    @exclusivity(unchecked) private var hasGivenUp = false

    /// - Parameter tokenLimit: how many tokens macros may make.
    init(
        path: String, bytes: [UInt8], finder: FileFinder, sink: DiagnosticSink, definitions: [(name: String, value: String)],
        tokenLimit: Int = Limit.expandedTokens
    ) {
        self.finder = finder
        self.tokenLimit = tokenLimit
        self.sink = sink
        names = sink.sources.names
        let (id, file) = sink.sources.add(path: path, bytes: bytes)
        lexer = Lexer(file: file, id: id, names: names)
        for definition in definitions { define(definition.name, as: definition.value) }
    }

    /// Defines a macro as the command line does.
    private func define(_ name: String, as value: String) {
        let (id, file) = sink.sources.add(path: "<command line>", bytes: Array(value.utf8))
        var lexer = Lexer(file: file, id: id, names: names)
        var body: [Token] = []
        while true {
            let token = lexer.next()
            if token.kind == .endOfFile { break }
            body.append(token)
        }
        macros[names.intern(name)] = Macro(body: body, range: .none)
    }

    /// Reads `file` before anything that is still to be read.
    func open(path: String, bytes: [UInt8]) {
        let (id, file) = sink.sources.add(path: path, bytes: bytes)
        waitingLexers.append(lexer)
        lexer = Lexer(file: file, id: id, names: names)
    }

    /// How many files are open, each in the one before it.
    var fileDepth: Int { waitingLexers.count + 1 }

    /// Called with the name of a `#pragma` and the identifiers and numbers behind it, unless it is about reading the file.
    var onPragma: ((Keyword, [Token]) -> Void)?

    /// What `#pragma pack` allows fields to be aligned to, or nil.
    var packing: Int?
    var packingStack: [Int?] = []

    /// The path of the file that is being read.
    var currentPath: String { lexer.file.path }

    /// The next token of the program; `endOfFile` for ever at the end.
    func next() -> Token {
        while true {
            let token = raw()
            if token.kind == .identifier, token.flags.isDisjoint(with: [.isPainted, .isQuoted]), expandMacro(token) { continue }
            return token
        }
    }

    // MARK: Raw tokens

    /// The next token before macro replacement, directives obeyed.
    private func raw() -> Token {
        while let token = pending.popLast() {
            switch token.kind {
            case .endOfExpansion:
                macros.withValue(of: token.name) { $0.isActive = false }
                pendingDepth -= 1
            case .endOfArgument:
                pending.append(token)
                return .end
            default: return token
            }
        }
        while !hasGivenUp {
            let token = lexer.next()
            if token.kind == .endOfFile {
                endFile()
                guard let includer = waitingLexers.popLast() else { return token }
                lexer = includer
            } else if token.startsLine, token.is("#") {
                directive()
            } else {
                return token
            }
        }
        return Token(.endOfFile, .none, endRange)
    }

    private var endRange: SourceRange {
        SourceRange(start: SourceLocation(file: lexer.fileID, offset: Int32(clamping: lexer.file.count)), length: 1)
    }

    private func endFile() {
        while let open = conditionals.last, open.fileDepth >= fileDepth {
            sink.error("this #if has no #endif", at: open.range)
            conditionals.removeLast()
        }
    }

    /// Puts tokens before the rest, behind them the mark that the macro's expansion ends.
    private func push(_ tokens: [Token], of macro: Name) {
        pending.append(Token(.endOfExpansion, macro, .none))
        pendingDepth += 1
        pending.append(contentsOf: tokens.reversed())
    }

    func giveUp(_ message: String, at range: SourceRange) {
        if !hasGivenUp { sink.error(message, at: range) }
        hasGivenUp = true
        pending.removeAll()
        pendingDepth = 0
        conditionals.removeAll()
    }

    // MARK: Macros

    /// Puts the expansion before the input, if `name` is a macro and is used as one.
    private func expandMacro(_ name: Token) -> Bool {
        guard macros.has(name.name) else { return expandSpecial(name) }
        if expandPlainMacro(name) { return true }
        guard let macro = macros[name.name] else { return false }
        if macro.isActive {
            pending.append(painted(name))
            return true
        }
        var arguments: [[Token]] = []
        if let parameters = macro.parameters {
            let next = raw()
            guard next.is("(") else {
                if next.kind != .endOfFile { pending.append(next) }
                pending.append(painted(name))
                return true
            }
            guard let read = readArguments(of: name) else { return true }
            arguments = match(read, to: macro, parameters.count, at: name)
        }
        let context = Macro.Context(names: names, expand: { self.expandApart($0) }, join: { self.join($0, $1) })
        var body = macro.substitute(arguments, at: name.range, context)
        guard countExpansion(body.count, at: name.range), !body.isEmpty else { return true }
        body[0].flags.remove(.hasSpaceBefore)
        if name.hasSpaceBefore { body[0].flags.insert(.hasSpaceBefore) }
        macros.withValue(of: name.name) { $0.isActive = true }
        push(body, of: name.name)
        return true
    }

    /// The same for a macro whose body stands for itself, which is most of them; false if it is not such a macro.
    private func expandPlainMacro(_ name: Token) -> Bool {
        var isPlain = false
        macros.withValue(of: name.name) { macro in
            guard macro.isPlain, !macro.isActive else { return }
            isPlain = true
            guard countExpansion(macro.body.count, at: name.range), !macro.body.isEmpty else { return }
            macro.isActive = true
            pending.append(Token(.endOfExpansion, name.name, .none))
            pendingDepth += 1
            for index in macro.body.indices.reversed() {
                var token = macro.body[index]
                token.range = name.range
                if index == 0 {
                    token.flags.remove(.hasSpaceBefore)
                    if name.hasSpaceBefore { token.flags.insert(.hasSpaceBefore) }
                }
                pending.append(token)
            }
        }
        return isPlain
    }

    /// Counts the work; false after giving up because it is too much.
    private func countExpansion(_ count: Int, at range: SourceRange) -> Bool {
        expandedTokens += count + 1
        if expandedTokens >= tokenLimit {
            giveUp("macros expand to more than \(tokenLimit) tokens", at: range)
        } else if pendingDepth >= Limit.macroDepth {
            giveUp("macros are nested deeper than \(Limit.macroDepth)", at: range)
        }
        return !hasGivenUp
    }

    private func painted(_ name: Token) -> Token {
        var painted = name
        painted.flags.insert(.isPainted)
        return painted
    }

    /// As many arguments as the macro has parameters; those that are too many for a variadic one are one argument.
    private func match(_ read: [[Token]], to macro: Macro, _ count: Int, at name: Token) -> [[Token]] {
        var arguments = read
        if count == 0, arguments.count == 1, arguments[0].isEmpty { arguments = [] }
        if macro.isVariadic, arguments.count > count {
            var rest = arguments[count]
            for more in arguments[(count + 1)...] {
                rest.append(Token(",", name.range))
                rest += more
            }
            return Array(arguments[..<count]) + [rest]
        }
        if arguments.count != count {
            sink.error(
                "macro \(names.text(of: name)) takes \(count) argument\(count == 1 ? "" : "s"), not \(arguments.count)",
                at: name.range)
        }
        return arguments
    }

    private func expandSpecial(_ name: Token) -> Bool {
        guard name.name == Name(.__LINE__) || name.name == Name(.__FILE__), let file = sink.sources.file(name.range.start) else {
            return false
        }
        if name.name == Name(.__FILE__) {
            pending.append(Token(.string, names.intern(file.path), name.range))
        } else {
            let line = file.position(at: Int(name.range.start.offset)).line
            pending.append(Token(.number, names.intern(String(line)), name.range))
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
                sink.error("the arguments of macro \(names.text(of: name)) have no closing parenthesis", at: name.range)
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
        guard tokens.contains(where: { $0.kind == .identifier }), pendingDepth < Limit.macroDepth, !hasGivenUp else {
            return tokens
        }
        pending.append(Token(.endOfArgument, .none, .none))
        pendingDepth += 1
        pending.append(contentsOf: tokens.reversed())
        var result: [Token] = []
        while !hasGivenUp {
            let token = next()
            if token.kind == .endOfFile { break }
            result.append(token)
        }
        // Reading an argument is work, even if nothing of it remains.
        expandedTokens += tokens.count
        if pending.last?.kind == .endOfArgument {
            pending.removeLast()
            pendingDepth -= 1
        }
        return result
    }

    private func join(_ left: Token, _ right: Token) -> Token? {
        let text = names.spelling(of: left) + names.spelling(of: right)
        let file = SourceFile(path: "", bytes: Array(text.utf8))
        var lexer = Lexer(file: file, id: left.range.start.file, names: names)
        var joined = lexer.next()
        guard lexer.next().kind == .endOfFile, joined.kind != .invalid else { return nil }
        joined.range = left.range
        joined.flags = left.flags.intersection(.hasSpaceBefore).union(joined.flags.intersection(.isQuoted))
        return joined
    }
}
