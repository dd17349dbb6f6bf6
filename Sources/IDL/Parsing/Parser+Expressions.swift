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
        return expressions.add(.conditional(condition.operand, first.operand, second.operand), condition.range.through(second.range))
    }

    private func binary(minimum: Int) throws(Abandoned) -> Expression {
        var left = try unary()
        var count = 0
        while let operation = BinaryOperator(token.punctuator), operation.precedence >= minimum {
            count += 1
            guard count <= Limit.operators else { throw fail("an expression has more than \(Limit.operators) operators") }
            advance()
            let right = try nested { () throws(Abandoned) in try self.binary(minimum: operation.precedence + 1) }
            left = expressions.add(.binary(operation, left.operand, right.operand), left.range.through(right.range))
        }
        return left
    }

    private func unary() throws(Abandoned) -> Expression {
        let start = token.range
        switch token.punctuator {
        case "-", "+", "~", "!", "*", "&":
            let operation = token.punctuator
            advance()
            let operand = try nested { () throws(Abandoned) in try self.unary() }
            return expressions.add(.unary(operation, operand.operand), start.through(operand.range))
        case "(" where startsCast():
            advance()
            let type = try parseTypeName()
            try expect(")", "after the type of a cast")
            let operand = try nested { () throws(Abandoned) in try self.unary() }
            return expressions.add(.cast(expressions.add(type), operand.operand), start.through(operand.range))
        case .none where token.isWord(.sizeof):
            return try sizeOf(start)
        default:
            return try postfix()
        }
    }

    private func sizeOf(_ start: SourceRange) throws(Abandoned) -> Expression {
        advance()
        let open = token.range
        try expect("(", "after sizeof")
        let type = try parseTypeName()
        let end = token.range
        try expect(")", "after the type")
        return expressions.add(.sizeOfType(expressions.add(type), open.through(end)), start.through(end))
    }

    /// Whether the parenthesis holds a type: C needs to know the names of types to tell.
    private func startsCast() -> Bool {
        let name = peek()
        guard name.kind == .identifier else { return false }
        if name.name.keyword?.isTypeWord == true { return true }
        if peek(2).is("*"), peek(3).is(")") { return true }
        guard peek(2).is(")") || peek(2).is("*") else { return false }
        if imports.typeNames.has(name.name) { return true }
        guard peek(2).is(")") else { return false }
        let after = peek(3)
        return after.kind == .identifier || after.kind == .number || after.kind == .string || after.is("(")
    }

    private func postfix() throws(Abandoned) -> Expression {
        var result = try primary()
        var count = 0
        while token.is(".") || token.is(.arrow) || token.is("[") {
            count += 1
            guard count <= Limit.operators else { throw fail("an expression has more than \(Limit.operators) operators") }
            let start = result.range
            if token.is("[") {
                advance()
                let index = try parseExpression()
                try expect("]", "after the index")
                result = expressions.add(.element(result.operand, index.operand), start)
            } else {
                let access = token.punctuator
                advance()
                let name = try expectIdentifier("the name of a member")
                result = expressions.add(.member(result.operand, access, name.name), start.through(name.range))
            }
        }
        return result
    }

    private func primary() throws(Abandoned) -> Expression {
        let first = token
        func made(_ syntax: ExpressionSyntax) -> Expression { expressions.add(syntax, first.range) }
        switch first.kind {
        case .number:
            guard let literal = NumberLiteral(first.name, in: names) else {
                throw fail("\(names.text(of: first)) is no number of at most 64 bits")
            }
            advance()
            switch literal {
            case .integer(let bits, let isUnsigned, let isWide, _):
                return made(.integer(bits, isUnsigned: isUnsigned, isWide: isWide, word: first.name))
            case .floating(let value):
                return made(.floating(value, word: first.name))
            }
        case .string, .wideString:
            return made(.string(stringValue(), isWide: first.kind == .wideString))
        case .character:
            let scalars = unescape(names.text(of: first)).unicodeScalars
            guard let scalar = scalars.first, scalars.count == 1 else { throw fail("a character literal holds one character") }
            advance()
            return made(.character(scalar.value, word: first.name))
        case .identifier:
            advance()
            switch first.keyword {
            case .TRUE, .true: return made(.boolean(true, word: first.name))
            case .FALSE, .false: return made(.boolean(false, word: first.name))
            case .NULL: return made(.null(word: first.name))
            default: return made(.name(first.name))
            }
        default:
            if accept("(") {
                let inner = try parseExpression()
                try expect(")", "after the expression")
                return expressions.add(.parenthesized(inner.operand), inner.range)
            }
            throw unexpected("an expression is expected")
        }
    }

    /// The text of the string that stands here and of those right behind it, which C takes as one.
    private func stringValue() -> Name {
        let first = token.name
        advance()
        let isPlain = names.withBytes(of: first) { !$0.contains(UInt8(ascii: "\\")) }
        if isPlain, token.kind != .string, token.kind != .wideString { return first }
        var text = unescape(names.text(of: first))
        while token.kind == .string || token.kind == .wideString {
            text += unescape(names.text(of: token))
            advance()
        }
        return names.intern(text)
    }
}
