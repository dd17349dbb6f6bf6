// SPDX-License-Identifier: Apache-2.0

/// The C preprocessor: gives the tokens of a file with directives obeyed and macros replaced.
///
/// Text is hostile: the depth of includes and of macros is bounded, and so is the number of tokens that macros make.
final class Preprocessor {
    enum Limit {
        static let includeDepth = 64
        static let macroDepth = 256
        static let expandedTokens = 1_000_000
        static let conditionalDepth = 256
        /// Files and bytes that one compilation reads, each inclusion counted.
        static let files = 10_000
        static let bytes = 1 << 27
    }

    /// A `#if` that has not met its `#endif`.
    private struct Conditional {
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

    private let sink: DiagnosticSink
    private let finder: FileFinder
    private var macros: [String: Macro] = [:]
    private var lexers: [Lexer] = []
    private var conditionals: [Conditional] = []
    private var pending: [Pending] = []
    private var activeMacros: Set<String> = []
    private var expandedTokens = 0
    private var onceFiles: Set<String> = []
    private var hasGivenUp = false

    init(finder: FileFinder, sink: DiagnosticSink, definitions: [(name: String, value: String)]) {
        self.finder = finder
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
    private(set) var packing: Int?
    private var packingStack: [Int?] = []

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

    private func giveUp(_ message: String, at range: SourceRange) {
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
        guard expandedTokens < Limit.expandedTokens else {
            giveUp("macros expand to more than \(Limit.expandedTokens) tokens", at: name.range)
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
    private func expandApart(_ tokens: [Token]) -> [Token] {
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
        // Reading an argument is work, even if nothing of it remains.
        expandedTokens += tokens.count
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

    // MARK: Directives

    private func directive() {
        let name = lexNext()
        switch name.text {
        case "": return  // a line with nothing but #
        case "if", "ifdef", "ifndef": beginConditional(name)
        case "elif", "else", "endif": continueConditional(name)
        case "include": include(name)
        case "define": define()
        case "undef":
            let target = lexNext()
            if target.kind == .identifier {
                macros[target.text] = nil
            } else {
                sink.error("#undef needs the name of a macro", at: target.range)
            }
            skipRest()
        case "error", "warning":
            let text = restOfLine().map(\.spelling).joined(separator: " ")
            if name.text == "error" {
                sink.error("#error \(text)", at: name.range)
            } else {
                sink.warning("#warning \(text)", at: name.range)
            }
        case "line": line()
        case "pragma":
            let rest = restOfLine()
            switch rest.first?.text {
            case "once": onceFiles.insert(currentPath)
            case "pack": pack(rest.dropFirst())
            case "latebind_order": onOrder?(rest.dropFirst().filter { $0.kind == .identifier })
            default: break  // midl_echo and what other compilers know
            }
        case "import", "ident":
            skipRest()
        default:
            if name.kind == .number {
                // A line marker that another preprocessor left: # 12 "file"
                markLine(name, file: restOfLine().first)
            } else {
                sink.error("there is no directive #\(name.spelling)", at: name.range)
                skipRest()
            }
        }
    }

    private func lexNext() -> Token { lexers[lexers.count - 1].next(inDirective: true) }

    private func skipRest() { lexers[lexers.count - 1].skipLine() }

    private func restOfLine() -> [Token] {
        var tokens: [Token] = []
        while true {
            let token = lexNext()
            if token.kind == .endOfLine || token.kind == .endOfFile { return tokens }
            tokens.append(token)
        }
    }

    private func define() {
        let name = lexNext()
        guard name.kind == .identifier else {
            sink.error("#define needs a name", at: name.range)
            return skipRest()
        }
        var rest = restOfLine()[...]
        var macro = Macro(body: [], range: name.range)
        if let open = rest.first, open.is("("), !open.hasSpaceBefore {
            rest.removeFirst()
            var parameters: [String] = []
            while let token = rest.popFirst(), !token.is(")") {
                if token.kind == .identifier {
                    parameters.append(token.text)
                } else if token.is("...") {
                    macro.isVariadic = true
                } else if !token.is(",") {
                    sink.error("\(token.spelling) is no macro parameter", at: token.range)
                }
            }
            macro.parameters = parameters
        }
        macro.body = Array(rest)
        if let old = macros[name.text], !old.isSame(as: macro) {
            sink.warning("macro \(name.text) is defined again, differently", at: name.range)
        }
        macros[name.text] = macro
    }

    /// `#pragma pack(push, 8)`, `pack(pop)`, `pack(1)`, `pack()`.
    private func pack(_ tokens: ArraySlice<Token>) {
        let words = tokens.filter { $0.kind != .punctuator }
        if words.isEmpty { packing = nil }
        for word in words {
            switch word.text {
            case "push":
                if packingStack.count < Limit.includeDepth { packingStack.append(packing) }
            case "pop": packing = packingStack.popLast() ?? nil
            default:
                guard word.kind == .number else { continue }
                if let value = Int(word.text), [1, 2, 4, 8, 16].contains(value) {
                    packing = value
                } else {
                    sink.warning("fields are packed to 1, 2, 4, 8 or 16 bytes", at: word.range)
                }
            }
        }
    }

    private func line() {
        let tokens = expandApart(restOfLine())
        guard let number = tokens.first, number.kind == .number, Int32(number.text) != nil else {
            return sink.error("#line needs a number", at: tokens.first?.range ?? .none)
        }
        markLine(number, file: tokens.dropFirst().first)
    }

    private func markLine(_ number: Token, file name: Token?) {
        guard let file = lexers.last?.file, let value = Int32(number.text) else { return }
        let physical = file.physicalLine(at: Int(number.range.start.offset)) + 1
        file.mark(physicalLine: physical, number: Int(value), path: name?.kind == .string ? name?.text : nil)
    }

    private func include(_ directive: Token) {
        var name: String?
        var range = directive.range
        if let header = lexers[lexers.count - 1].headerName() {
            (name, range) = (header.name, header.range)
            skipRest()
        } else {
            let tokens = expandApart(restOfLine())
            if let first = tokens.first, first.kind == .string {
                (name, range) = (first.text, first.range)
            } else if let first = tokens.first, first.is("<") {
                name = tokens.dropFirst().prefix { !$0.is(">") }.map(\.spelling).joined()
            }
        }
        guard let name else {
            return sink.error("#include needs \"name\" or <name>", at: range)
        }
        guard let found = finder.find(name, from: currentPath) else {
            return sink.error(
                "the file \(name) was not found", at: range, hint: "name its folder with -I")
        }
        if onceFiles.contains(found.path) { return }
        guard lexers.count < Limit.includeDepth else {
            return giveUp("files are included deeper than \(Limit.includeDepth)", at: range)
        }
        guard sink.sources.files.count < Limit.files, sink.sources.byteCount < Limit.bytes else {
            return giveUp("too many files are included", at: range)
        }
        open(path: found.path, bytes: found.bytes)
    }

    // MARK: Conditionals

    private func beginConditional(_ name: Token) {
        guard conditionals.count < Limit.conditionalDepth else {
            return giveUp("#if is nested deeper than \(Limit.conditionalDepth)", at: name.range)
        }
        let isTaken: Bool
        if name.text == "if" {
            isTaken = evaluateCondition(name)
        } else {
            let macro = lexNext()
            if macro.kind != .identifier { sink.error("#\(name.text) needs the name of a macro", at: name.range) }
            if macro.kind != .endOfLine { skipRest() }
            isTaken = (macros[macro.text] != nil) == (name.text == "ifdef")
        }
        conditionals.append(Conditional(range: name.range, isTaken: isTaken, fileDepth: lexers.count))
        if !isTaken { skipGroup() }
    }

    /// Meets `#elif`, `#else` or `#endif` at the end of a group that was taken.
    private func continueConditional(_ name: Token) {
        skipRest()
        guard let top = conditionals.indices.last, conditionals[top].fileDepth == lexers.count else {
            return sink.error("#\(name.text) without #if", at: name.range)
        }
        if name.text == "endif" {
            conditionals.removeLast()
        } else {
            skipGroup()
        }
    }

    /// Passes text up to the branch that is taken, or to the `#endif`.
    private func skipGroup() {
        var depth = 0
        while true {
            let token = lexers[lexers.count - 1].next()
            if token.kind == .endOfFile { return }
            guard token.startsLine, token.is("#") else { continue }
            let name = lexNext()
            switch name.text {
            case "if", "ifdef", "ifndef":
                depth += 1
                skipRest()
            case "endif":
                skipRest()
                if depth == 0 {
                    conditionals.removeLast()
                    return
                }
                depth -= 1
            case "else" where depth == 0:
                skipRest()
                let top = conditionals.count - 1
                if conditionals[top].hasElse { sink.error("a second #else for one #if", at: name.range) }
                conditionals[top].hasElse = true
                if !conditionals[top].isTaken {
                    conditionals[top].isTaken = true
                    return
                }
            case "elif" where depth == 0:
                let top = conditionals.count - 1
                if conditionals[top].isTaken {
                    skipRest()
                } else if evaluateCondition(name) {
                    conditionals[top].isTaken = true
                    return
                }
            default:
                if name.kind != .endOfLine, name.kind != .endOfFile { skipRest() }
            }
        }
    }

    private func evaluateCondition(_ directive: Token) -> Bool {
        // `defined X` is answered before macros are replaced.
        var tokens: [Token] = []
        var rest = restOfLine()[...]
        while let token = rest.popFirst() {
            guard token.isWord("defined") else {
                tokens.append(token)
                continue
            }
            let isParenthesized = rest.first?.is("(") == true
            if isParenthesized { rest.removeFirst() }
            guard let name = rest.popFirst(), name.kind == .identifier else {
                sink.error("defined needs the name of a macro", at: token.range)
                return false
            }
            if isParenthesized, rest.popFirst()?.is(")") != true {
                sink.error("defined(\(name.text) has no closing parenthesis", at: token.range)
                return false
            }
            tokens.append(Token(kind: .number, text: macros[name.text] == nil ? "0" : "1", range: name.range))
        }
        var condition = ConditionalExpression(tokens: expandApart(tokens))
        switch condition.evaluate() {
        case .success(let value): return value != 0
        case .failure(let problem):
            sink.error(problem.message, at: problem.range ?? directive.range)
            return false
        }
    }
}
