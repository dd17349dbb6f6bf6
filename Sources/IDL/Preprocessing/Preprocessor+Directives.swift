// SPDX-License-Identifier: Apache-2.0

extension Preprocessor {
    /// Obeys the directive whose # was just read.
    func directive() {
        // Nobody is told of what is still to come.
        if sink.isFull { return giveUp("", at: .none) }
        let name = lexNext()
        switch name.keyword {
        case .if, .ifdef, .ifndef: beginConditional(name)
        case .elif, .else, .endif: continueConditional(name)
        case .include: include(name)
        case .define: define()
        case .undef:
            let target = lexNext()
            if target.kind == .identifier {
                macros[target.name] = nil
            } else {
                sink.error("#undef needs the name of a macro", at: target.range)
            }
            skipRest()
        case .error, .warning:
            let text = restOfLine().map(names.spelling).joined(separator: " ")
            if name.isWord(.error) {
                sink.error("#error \(text)", at: name.range)
            } else {
                sink.warning("#warning \(text)", at: name.range)
            }
        case .line: line()
        case .pragma: pragma(restOfLine())
        case .import, .ident: skipRest()
        default:
            if name.kind == .endOfLine || name.kind == .endOfFile {
                return  // a line with nothing but #
            } else if name.kind == .number {
                // A line marker that another preprocessor left: # 12 "file"
                markLine(name, file: restOfLine().first)
            } else {
                sink.error("there is no directive #\(names.spelling(of: name))", at: name.range)
                skipRest()
            }
        }
    }

    private func pragma(_ tokens: [Token]) {
        switch tokens.first?.keyword {
        case .once: onceFiles.insert(currentPath)
        case .pack: pack(tokens.dropFirst())
        case let name?: onPragma?(name, tokens.dropFirst().filter { $0.kind == .identifier || $0.kind == .number })
        case nil: break
        }
    }

    private func lexNext() -> Token { lexer.next(inDirective: true) }

    private func skipRest() { lexer.skipLine() }

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
            var parameters: [Name] = []
            while let token = rest.popFirst(), !token.is(")") {
                if token.kind == .identifier {
                    parameters.append(token.name)
                } else if token.is(.ellipsis) {
                    macro.isVariadic = true
                } else if !token.is(",") {
                    sink.error("\(names.spelling(of: token)) is no macro parameter", at: token.range)
                }
            }
            macro.parameters = parameters
        }
        macro.body = Array(rest)
        if let old = macros[name.name], !old.isSame(as: macro) {
            sink.warning("macro \(names.text(of: name)) is defined again, differently", at: name.range)
        }
        macros[name.name] = macro
    }

    /// `#pragma pack(push, 8)`, `pack(pop)`, `pack(1)`, `pack()`.
    private func pack(_ tokens: ArraySlice<Token>) {
        let words = tokens.filter { $0.kind != .punctuator }
        if words.isEmpty { packing = nil }
        for word in words {
            switch word.keyword {
            case .push:
                if packingStack.count < Limit.includeDepth { packingStack.append(packing) }
            case .pop: packing = packingStack.popLast() ?? nil
            default:
                guard word.kind == .number else { continue }
                if let value = Int(names.text(of: word)), [1, 2, 4, 8, 16].contains(value) {
                    packing = value
                } else {
                    sink.warning("fields are packed to 1, 2, 4, 8 or 16 bytes", at: word.range)
                }
            }
        }
    }

    private func line() {
        let tokens = expandApart(restOfLine())
        guard let number = tokens.first, number.kind == .number, Int32(names.text(of: number)) != nil else {
            return sink.error("#line needs a number", at: tokens.first?.range ?? .none)
        }
        markLine(number, file: tokens.dropFirst().first)
    }

    private func markLine(_ number: Token, file name: Token?) {
        let file = lexer.file
        guard let value = Int32(names.text(of: number)) else { return }
        let physical = file.physicalLine(at: Int(number.range.start.offset)) + 1
        file.mark(physicalLine: physical, number: Int(value), path: name?.kind == .string ? name.map(names.text) : nil)
    }

    private func include(_ directive: Token) {
        var name: String?
        var range = directive.range
        if let header = lexer.headerName() {
            (name, range) = (header.name, header.range)
            skipRest()
        } else {
            let tokens = expandApart(restOfLine())
            if let first = tokens.first, first.kind == .string {
                (name, range) = (names.text(of: first), first.range)
            } else if let first = tokens.first, first.is("<") {
                name = tokens.dropFirst().prefix { !$0.is(">") }.map(names.spelling).joined()
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
        guard fileDepth < Limit.includeDepth else {
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
        if name.isWord(.if) {
            isTaken = evaluateCondition(name)
        } else {
            let macro = lexNext()
            if macro.kind != .identifier { sink.error("#\(names.text(of: name)) needs the name of a macro", at: name.range) }
            if macro.kind != .endOfLine { skipRest() }
            isTaken = macros.has(macro.name) == name.isWord(.ifdef)
        }
        conditionals.append(Conditional(range: name.range, isTaken: isTaken, fileDepth: fileDepth))
        if !isTaken { skipGroup() }
    }

    /// Meets `#elif`, `#else` or `#endif` at the end of a group that was taken.
    private func continueConditional(_ name: Token) {
        skipRest()
        guard let top = conditionals.indices.last, conditionals[top].fileDepth == fileDepth else {
            return sink.error("#\(names.text(of: name)) without #if", at: name.range)
        }
        if name.isWord(.endif) {
            conditionals.removeLast()
        } else {
            skipGroup()
        }
    }

    /// Passes text up to the branch that is taken, or to the `#endif`.
    private func skipGroup() {
        var depth = 0
        while lexer.skipToDirective() {
            let name = lexNext()
            switch name.keyword {
            case .if, .ifdef, .ifndef:
                depth += 1
                skipRest()
            case .endif:
                skipRest()
                if depth == 0 {
                    conditionals.removeLast()
                    return
                }
                depth -= 1
            case .else where depth == 0:
                skipRest()
                let top = conditionals.count - 1
                if conditionals[top].hasElse { sink.error("a second #else for one #if", at: name.range) }
                conditionals[top].hasElse = true
                if !conditionals[top].isTaken {
                    conditionals[top].isTaken = true
                    return
                }
            case .elif where depth == 0:
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
            guard token.isWord(.defined) else {
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
                sink.error("defined(\(names.text(of: name)) has no closing parenthesis", at: token.range)
                return false
            }
            tokens.append(Token(.number, names.intern(macros.has(name.name) ? "1" : "0"), name.range))
        }
        var condition = ConditionalExpression(tokens: expandApart(tokens), names: names)
        switch condition.evaluate() {
        case .success(let value): return value != 0
        case .failure(let problem):
            sink.error(problem.message, at: problem.range ?? directive.range)
            return false
        }
    }
}
