// SPDX-License-Identifier: Apache-2.0

extension Parser {
    func parseExpression() throws(Abandoned) -> Expression {
        try nested { () throws(Abandoned) in try self.conditional() }
    }

    private func conditional() throws(Abandoned) -> Expression {
        let condition = try binary(minimum: 1)
        guard accept("?") else { return condition }
        let first = try parseExpression()
        try expect(":", "after ? and its value")
        let second = try parseExpression()
        return Expression(
            syntax: .conditional(condition, first, second), range: condition.range.through(second.range),
            text: keepsText ? "\(condition.text) ? \(first.text) : \(second.text)" : "")
    }

    private func binary(minimum: Int) throws(Abandoned) -> Expression {
        var left = try unary()
        var count = 0
        while token.kind == .punctuator, let operation = BinaryOperator(rawValue: token.text),
            operation.precedence >= minimum
        {
            count += 1
            guard count <= Limit.operators else { throw fail("an expression has more than \(Limit.operators) operators") }
            advance()
            let right = try nested { () throws(Abandoned) in try self.binary(minimum: operation.precedence + 1) }
            left = Expression(
                syntax: .binary(operation, left, right), range: left.range.through(right.range),
                text: keepsText ? "\(left.text) \(operation.rawValue) \(right.text)" : "")
        }
        return left
    }

    private func unary() throws(Abandoned) -> Expression {
        let start = token.range
        if token.kind == .punctuator, ["-", "+", "~", "!", "*", "&"].contains(token.text) {
            let operation = token.text
            advance()
            let operand = try nested { () throws(Abandoned) in try self.unary() }
            return Expression(
                syntax: .unary(operation, operand), range: start.through(operand.range), text: keepsText ? operation + operand.text : "")
        }
        if token.isWord("sizeof") { return try sizeOf(start) }
        if token.is("("), startsCast() {
            advance()
            let type = try parseTypeName()
            try expect(")", "after the type of a cast")
            let operand = try nested { () throws(Abandoned) in try self.unary() }
            return Expression(
                syntax: .cast(type, operand), range: start.through(operand.range), text: operand.text)
        }
        return try postfix()
    }

    private func sizeOf(_ start: SourceRange) throws(Abandoned) -> Expression {
        advance()
        let open = token.range
        try expect("(", "after sizeof")
        let type = try parseTypeName()
        let end = token.range
        try expect(")", "after the type")
        let text = !keepsText ? nil : sink.sources.file(open.start).map { file in
            let from = Int(open.start.offset)
            let to = Int(end.start.offset + end.length)
            return from < to && to <= file.bytes.count ? String(decoding: file.bytes[from..<to], as: UTF8.self) : ""
        }
        return Expression(syntax: .sizeOfType(type), range: start.through(end), text: "sizeof" + (text ?? ""))
    }

    private static let typeWords: Set<String> = [
        "unsigned", "signed", "long", "short", "int", "char", "small", "hyper", "byte", "boolean", "wchar_t", "float",
        "double", "void", "__int8", "__int16", "__int32", "__int64", "__int3264", "const", "struct", "union", "enum",
    ]

    /// Whether the parenthesis holds a type: C needs to know the names of types to tell.
    private func startsCast() -> Bool {
        let name = peek()
        guard name.kind == .identifier else { return false }
        if Parser.typeWords.contains(name.text) { return true }
        guard peek(2).is(")") || peek(2).is("*") else { return false }
        if imports.typeNames.contains(name.text) { return true }
        guard peek(2).is(")") else { return false }
        let after = peek(3)
        return after.kind == .identifier || after.kind == .number || after.kind == .string || after.is("(")
    }

    private func postfix() throws(Abandoned) -> Expression {
        var result = try primary()
        var count = 0
        while true {
            count += 1
            guard count <= Limit.operators else { throw fail("an expression has more than \(Limit.operators) operators") }
            let start = result.range
            if token.is(".") || token.is("->") {
                let dot = token.text
                advance()
                let name = try expectIdentifier("the name of a member")
                result = Expression(
                    syntax: .access(result), range: start.through(name.range), text: keepsText ? result.text + dot + name.text : "")
            } else if token.is("[") {
                advance()
                let index = try parseExpression()
                try expect("]", "after the index")
                result = Expression(
                    syntax: .access(result), range: start, text: keepsText ? "\(result.text)[\(index.text)]" : "")
            } else {
                return result
            }
        }
    }

    private func primary() throws(Abandoned) -> Expression {
        let (start, spelling) = (token.range, keepsText ? token.spelling : "")
        func made(_ syntax: ExpressionSyntax) -> Expression { Expression(syntax: syntax, range: start, text: spelling) }
        switch token.kind {
        case .number:
            guard let literal = NumberLiteral(token.text) else { throw fail("\(token.text) is no number of at most 64 bits") }
            advance()
            switch literal {
            case .integer(let bits, let isUnsigned, let isWide, _):
                return made(.integer(bits, isUnsigned: isUnsigned, isWide: isWide))
            case .floating(let value):
                return made(.floating(value))
            }
        case .string, .wideString:
            var text = ""
            let isWide = token.kind == .wideString
            while token.kind == .string || token.kind == .wideString {
                text += unescape(token.text)
                advance()
            }
            return made(.string(text, isWide: isWide))
        case .character:
            let scalars = unescape(token.text).unicodeScalars
            guard let first = scalars.first, scalars.count == 1 else { throw fail("a character literal holds one character") }
            advance()
            return made(.character(first.value))
        case .identifier:
            let (name, isQuoted) = (token.text, token.isQuoted)
            advance()
            switch isQuoted ? "" : name {
            case "TRUE", "true": return made(.boolean(true))
            case "FALSE", "false": return made(.boolean(false))
            case "NULL": return made(.null)
            default: return made(.name(name))
            }
        default:
            if accept("(") {
                var inner = try parseExpression()
                try expect(")", "after the expression")
                if keepsText { inner.text = "(" + inner.text + ")" }
                return inner
            }
            throw unexpected("an expression is expected")
        }
    }
}
