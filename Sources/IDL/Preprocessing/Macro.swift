// SPDX-License-Identifier: Apache-2.0

/// What `#define` defined.
struct Macro {
    /// nil for an object-like macro.
    var parameters: [String]?
    var isVariadic = false
    var body: [Token]
    var range: SourceRange

    init(parameters: [String]? = nil, body: [Token], range: SourceRange) {
        self.parameters = parameters
        self.body = body
        self.range = range
    }

    /// Whether a second definition says the same, which C allows.
    func isSame(as other: Macro) -> Bool {
        parameters == other.parameters && isVariadic == other.isVariadic && body.count == other.body.count
            && zip(body, other.body).allSatisfy { $0.kind == $1.kind && $0.text == $1.text }
    }
}

extension Macro {
    /// The body with `arguments` put in: `#` makes a string of one, `##` joins two tokens, any other is expanded first.
    func substitute(
        _ arguments: [[Token]], at use: SourceRange, expand: ([Token]) -> [Token], join: (Token, Token) -> Token?
    ) -> [Token] {
        if parameters == nil, !body.contains(where: { $0.kind == .punctuator && $0.text == "##" }) {
            var plain = body
            for index in plain.indices { plain[index].range = use }
            return plain
        }
        var positions: [String: Int] = [:]
        for (position, name) in (parameters ?? []).enumerated() { positions[name] = position }
        if isVariadic { positions["__VA_ARGS__"] = parameters?.count }
        func parameterIndex(_ token: Token) -> Int? { token.kind == .identifier ? positions[token.text] : nil }
        var result: [Token] = []
        var index = 0
        var joinsNext = false
        func append(_ tokens: [Token]) {
            var tokens = tokens[...]
            if joinsNext {
                joinsNext = false
                if let right = tokens.first, let left = result.last {
                    if let joined = join(left, right) {
                        result[result.count - 1] = joined
                        tokens.removeFirst()
                    }
                }
            }
            result += tokens
        }
        while index < body.count {
            let token = body[index]
            let isJoined = joinsNext || index + 1 < body.count && body[index + 1].is("##")
            if token.is("##"), !result.isEmpty || index > 0 {
                joinsNext = true
            } else if token.is("#"), index + 1 < body.count, let position = parameterIndex(body[index + 1]) {
                let text = Macro.stringize(position < arguments.count ? arguments[position] : [])
                append([Token(kind: .string, text: text, range: use, hasSpaceBefore: token.hasSpaceBefore)])
                index += 1
            } else if let position = parameterIndex(token) {
                let argument = position < arguments.count ? arguments[position] : []
                append(isJoined ? argument : expand(argument))
            } else {
                var copy = token
                copy.range = use
                append([copy])
            }
            index += 1
        }
        return result
    }

    private static func stringize(_ tokens: [Token]) -> String {
        var text = ""
        for token in tokens {
            if token.hasSpaceBefore, !text.isEmpty { text += " " }
            switch token.kind {
            case .string, .wideString, .character:
                for character in token.spelling {
                    if character == "\"" || character == "\\" { text += "\\" }
                    text.append(character)
                }
            default:
                text += token.spelling
            }
        }
        return text
    }
}
