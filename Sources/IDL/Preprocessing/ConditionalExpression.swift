// SPDX-License-Identifier: Apache-2.0

/// The integer expression of `#if`, its macros already replaced; a name that is left counts as 0.
struct ConditionalExpression {
    struct Problem: Error {
        var message: String
        var range: SourceRange?
    }

    private let tokens: [Token]
    private let names: NameTable
    private var index = 0
    private var depth = 0

    init(tokens: [Token], names: NameTable) {
        self.tokens = tokens
        self.names = names
    }

    mutating func evaluate() -> Result<Int64, Problem> {
        do throws(Problem) {
            let value = try conditional()
            if let extra = tokens.dropFirst(index).first {
                throw Problem(message: "\(names.spelling(of: extra)) is not expected here", range: extra.range)
            }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private mutating func accept(_ punctuator: Punctuator) -> Bool {
        guard index < tokens.count, tokens[index].is(punctuator) else { return false }
        index += 1
        return true
    }

    private mutating func conditional() throws(Problem) -> Int64 {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw Problem(message: "the expression is nested too deeply", range: nil) }
        let condition = try binary(minimum: 1)
        guard accept("?") else { return condition }
        let first = try conditional()
        guard accept(":") else { throw Problem(message: "? without :", range: nil) }
        let second = try conditional()
        return condition != 0 ? first : second
    }

    private mutating func binary(minimum: Int) throws(Problem) -> Int64 {
        var left = try unary()
        while index < tokens.count, let operation = BinaryOperator(tokens[index].punctuator),
            operation.precedence >= minimum
        {
            let range = tokens[index].range
            index += 1
            let right = try binary(minimum: operation.precedence + 1)
            guard let value = operation.apply(left, right) else {
                throw Problem(message: "division by zero", range: range)
            }
            left = value
        }
        return left
    }

    private mutating func unary() throws(Problem) -> Int64 {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw Problem(message: "the expression is nested too deeply", range: nil) }
        if accept("!") { return try unary() == 0 ? 1 : 0 }
        if accept("-") { return 0 &- (try unary()) }
        if accept("+") { return try unary() }
        if accept("~") { return ~(try unary()) }
        if accept("(") {
            let value = try conditional()
            guard accept(")") else { throw Problem(message: "a closing parenthesis is missing", range: nil) }
            return value
        }
        guard index < tokens.count else { throw Problem(message: "the expression ends too early", range: nil) }
        let token = tokens[index]
        index += 1
        switch token.kind {
        case .identifier:
            return 0
        case .character:
            return Int64(unescape(names.text(of: token)).unicodeScalars.first?.value ?? 0)
        case .number:
            if case .integer(let bits, _, _, _) = NumberLiteral(token.name, in: names) { return Int64(bitPattern: bits) }
            throw Problem(message: "\(names.text(of: token)) is no integer", range: token.range)
        default:
            throw Problem(message: "\(names.spelling(of: token)) is not expected here", range: token.range)
        }
    }
}
