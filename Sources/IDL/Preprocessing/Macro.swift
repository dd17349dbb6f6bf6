// SPDX-License-Identifier: Apache-2.0

/// What `#define` defined.
struct Macro {
    /// nil for an object-like macro.
    var parameters: [Name]?
    var isVariadic = false
    var body: [Token] {
        didSet { isPlain = parameters == nil && !body.contains { $0.is(.join) } }
    }
    var range: SourceRange
    /// Its expansion is being read, in which it is not expanded again.
    var isActive = false
    /// The body stands for itself: there are no parameters, and nothing is joined.
    private(set) var isPlain: Bool

    init(parameters: [Name]? = nil, body: [Token], range: SourceRange) {
        self.parameters = parameters
        self.body = body
        self.range = range
        isPlain = parameters == nil && !body.contains { $0.is(.join) }
    }

    /// Whether a second definition says the same, which C allows.
    func isSame(as other: Macro) -> Bool {
        parameters == other.parameters && isVariadic == other.isVariadic && body.count == other.body.count
            && zip(body, other.body).allSatisfy {
                $0.kind == $1.kind && $0.name == $1.name && $0.punctuator == $1.punctuator
            }
    }
}

extension Macro {
    /// What the substitution needs of the preprocessor.
    struct Context {
        let names: NameTable
        let expand: ([Token]) -> [Token]
        let join: (Token, Token) -> Token?
    }

    /// The body with `arguments` put in: `#` makes a string of one, `##` joins two tokens, any other is expanded first.
    func substitute(_ arguments: [[Token]], at use: SourceRange, _ context: Context) -> [Token] {
        func parameterIndex(_ token: Token) -> Int? {
            guard token.kind == .identifier, let parameters else { return nil }
            if isVariadic, token.name == Name(.__VA_ARGS__) { return parameters.count }
            return parameters.lastIndex(of: token.name)
        }
        // Expanded once, however often the body has it: arguments that are macros themselves would multiply the work.
        var expanded: [Int: [Token]] = [:]
        func expandedArgument(_ position: Int) -> [Token] {
            if let known = expanded[position] { return known }
            let made = position < arguments.count ? context.expand(arguments[position]) : []
            expanded[position] = made
            return made
        }
        var result: [Token] = []
        var index = 0
        var joinsNext = false
        func append(_ tokens: [Token]) {
            var tokens = tokens[...]
            if joinsNext {
                joinsNext = false
                if let right = tokens.first, let left = result.last {
                    if let joined = context.join(left, right) {
                        result[result.count - 1] = joined
                        tokens.removeFirst()
                    }
                }
            }
            result += tokens
        }
        while index < body.count {
            let token = body[index]
            let isJoined = joinsNext || index + 1 < body.count && body[index + 1].is(.join)
            if token.is(.join), !result.isEmpty || index > 0 {
                joinsNext = true
            } else if token.is("#"), index + 1 < body.count, let position = parameterIndex(body[index + 1]) {
                let text = Macro.stringize(position < arguments.count ? arguments[position] : [], context.names)
                append([
                    Token(.string, context.names.intern(text), use, flags: token.flags.intersection(.hasSpaceBefore))
                ])
                index += 1
            } else if let position = parameterIndex(token) {
                append(isJoined ? position < arguments.count ? arguments[position] : [] : expandedArgument(position))
            } else {
                var copy = token
                copy.range = use
                append([copy])
            }
            index += 1
        }
        return result
    }

    private static func stringize(_ tokens: [Token], _ names: NameTable) -> String {
        var text = ""
        for token in tokens {
            if token.hasSpaceBefore, !text.isEmpty { text += " " }
            switch token.kind {
            case .string, .wideString, .character:
                for character in names.spelling(of: token) {
                    if character == "\"" || character == "\\" { text += "\\" }
                    text.append(character)
                }
            default:
                text += names.spelling(of: token)
            }
        }
        return text
    }
}
