// SPDX-License-Identifier: Apache-2.0

extension Parser {
    /// Which declarators are allowed.
    enum DeclaratorForm {
        case named
        case abstract
        case either
    }

    // MARK: Specifiers

    func parseTypeSpecifier() throws(Abandoned) -> TypeSpecifier {
        var attributes: [AttributeSyntax] = []
        return try parseTypeSpecifier(attributes: &attributes)
    }

    /// A type without its declarator; attributes that stand between `const` and the type are added to `attributes`.
    func parseTypeSpecifier(attributes: inout [AttributeSyntax]) throws(Abandoned) -> TypeSpecifier {
        let start = token.range
        var words = BasicTypeWords()
        var found: TypeSyntax?
        var isConst = false
        var end = start
        scan: while token.kind == .identifier || token.is("[") {
            if token.is("[") {
                guard found == nil, words.isEmpty else { break }
                attributes += try parseAttributes()
                continue
            }
            let word = token.keyword
            if word == .const || word == .__const {
                isConst = true
            } else if word?.isIgnored == true {
                // says nothing to a type library
            } else if found == nil, let word, words.add(word) {
                // part of a type such as unsigned long
            } else if found != nil || !words.isEmpty {
                break scan
            } else {
                end = token.range
                found = try parseOtherType(word)
                continue
            }
            end = token.range
            advance()
        }
        if found == nil, let basic = words.type { found = .basic(basic) }
        guard let found else {
            if !words.isEmpty { throw fail("these words make no type", at: start.through(end)) }
            throw unexpected("a type is expected")
        }
        return TypeSpecifier(type: found, range: start.through(end), isConst: isConst)
    }

    /// A type that is not made of basic words; `word` is the current token.
    private func parseOtherType(_ word: Keyword?) throws(Abandoned) -> TypeSyntax {
        switch word {
        case .struct, .union:
            return .record(try nested { () throws(Abandoned) in try self.parseRecord() })
        case .enum:
            return .enumeration(try parseEnum())
        case .SAFEARRAY where peek().is("("):
            advance()
            advance()
            let element = try nested { () throws(Abandoned) in try self.parseTypeName() }
            try expect(")", "after the element type of SAFEARRAY")
            return .safeArray(element)
        case .interface where peek().kind == .identifier, .dispinterface where peek().kind == .identifier,
            .coclass where peek().kind == .identifier:
            advance()
            return .object(try expectIdentifier("a name"), word ?? .interface)
        case .pipe:
            throw fail("pipes are not supported, and have no place in a type library")
        default:
            let name = try expectIdentifier("a type")
            // A type of an imported library can be named with the library: stdole.GUID.
            guard token.is("."), peek().kind == .identifier else { return .named(name) }
            advance()
            return .named(qualified(name, try expectIdentifier("a type")))
        }
    }

    /// A type without a variable's name, as in `sizeof` and SAFEARRAY.
    func parseTypeName() throws(Abandoned) -> TypeNameSyntax {
        TypeNameSyntax(specifier: try parseTypeSpecifier(), declarator: try parseDeclarator(.abstract))
    }

    // MARK: Records and enums

    private func parseRecord() throws(Abandoned) -> RecordSyntax {
        let start = token.range
        var record = RecordSyntax(keyword: token.isWord(.union) ? .union : .struct, tag: nil, fields: nil, range: start)
        advance()
        record.packing = packing
        record.attributes = try parseAttributes()
        if token.kind == .identifier, !token.isWord(.switch) {
            record.tag = try expectIdentifier("a tag")
        }
        if record.keyword == .union, token.isWord(.switch) {
            try parseDiscriminant(of: &record)
        } else if token.is("{") {
            record.fields = try parseFields()
        } else if record.tag == nil {
            throw unexpected("a tag or the members are expected after \(record.keyword.rawValue)")
        }
        return record
    }

    private func parseFields() throws(Abandoned) -> [FieldSyntax] {
        let open = token.range
        try expect("{", "to begin the members")
        var fields: [FieldSyntax] = []
        while !accept("}") {
            guard token.kind != .endOfFile else { throw fail("this brace is never closed", at: open) }
            if sink.isFull { throw Abandoned() }
            do throws(Abandoned) {
                fields.append(try parseField())
            } catch {
                skipStatement()
            }
        }
        return fields
    }

    private func parseField() throws(Abandoned) -> FieldSyntax {
        let start = token.range
        var attributes = try parseAttributes()
        if accept(";") { return FieldSyntax(attributes: attributes, declarators: [], range: start) }
        let specifier = try parseTypeSpecifier(attributes: &attributes)
        var declarators: [DeclaratorSyntax] = []
        if !token.is(";") {
            repeat { declarators.append(try parseDeclarator(.either)) } while accept(",")
        } else {
            // A struct or union without a name, whose members belong to the one around it.
            declarators.append(DeclaratorSyntax(range: specifier.range))
        }
        try expect(";", "after the member")
        return FieldSyntax(attributes: attributes, specifier: specifier, declarators: declarators, range: start)
    }

    /// `union tag switch (type name) unionName { case 1: … default: … }`
    private func parseDiscriminant(of record: inout RecordSyntax) throws(Abandoned) {
        advance()
        try expect("(", "after switch")
        let specifier = try parseTypeSpecifier()
        let name = try expectIdentifier("the discriminant's name")
        try expect(")", "after the discriminant")
        var unionName: Identifier?
        if token.kind == .identifier { unionName = try expectIdentifier("a name") }
        record.discriminant = (specifier, name, unionName)
        let open = token.range
        try expect("{", "to begin the arms")
        var fields: [FieldSyntax] = []
        while !accept("}") {
            guard token.kind != .endOfFile else { throw fail("this brace is never closed", at: open) }
            if sink.isFull { throw Abandoned() }
            do throws(Abandoned) {
                var cases: [AttributeSyntax] = []
                var values: [Expression] = []
                while token.isWord(.case) || token.isWord(.default) {
                    let range = token.range
                    if acceptWord(.case) {
                        values.append(try parseExpression())
                    } else {
                        advance()
                        cases.append(AttributeSyntax(name: Name(.default), range: range))
                    }
                    try expect(":", "after the case")
                }
                if token.is("}") { break }
                var field = try parseField()
                if let first = values.first {
                    cases.append(AttributeSyntax(name: Name(.case), range: first.range, arguments: .list(values)))
                }
                field.attributes += cases
                fields.append(field)
            } catch {
                skipStatement()
            }
        }
        record.fields = fields
    }

    private func parseEnum() throws(Abandoned) -> EnumSyntax {
        var result = EnumSyntax(tag: nil, members: nil, range: token.range)
        advance()
        result.attributes = try parseAttributes()
        if token.kind == .identifier { result.tag = try expectIdentifier("a tag") }
        guard token.is("{") else {
            if result.tag == nil { throw unexpected("a tag or the members are expected after enum") }
            return result
        }
        let open = token.range
        advance()
        var members: [EnumSyntax.Member] = []
        while !accept("}") {
            guard token.kind != .endOfFile else { throw fail("this brace is never closed", at: open) }
            do throws(Abandoned) {
                members.append(try parseEnumMember())
                if !token.is("}") { try expect(",", "between enum members") }
            } catch {
                if sink.isFull { throw Abandoned() }
                while !token.is(","), !token.is("}"), !token.is(";"), token.kind != .endOfFile { advance() }
                if token.is(";") { throw Abandoned() }
                _ = accept(",")
            }
        }
        result.members = members
        return result
    }

    private func parseEnumMember() throws(Abandoned) -> EnumSyntax.Member {
        let attributes = try parseAttributes()
        let name = try expectIdentifier("the name of an enum member")
        var value: Expression?
        if accept("=") { value = try parseExpression() }
        return EnumSyntax.Member(attributes: attributes, name: name, value: value)
    }

    // MARK: Declarators

    func parseDeclarator(_ form: DeclaratorForm) throws(Abandoned) -> DeclaratorSyntax {
        try nested { () throws(Abandoned) in try self.declarator(form) }
    }

    private func declarator(_ form: DeclaratorForm) throws(Abandoned) -> DeclaratorSyntax {
        var result = DeclaratorSyntax(range: token.range)
        var pointers = 0
        while true {
            if accept("*") {
                pointers += 1
                guard pointers <= 32 else { throw fail("a type has more than 32 levels of pointers") }
            } else if let word = token.keyword, word.isCallingConvention {
                result.callingConvention = word
                advance()
            } else if let word = token.keyword, word == .const || word.isIgnored {
                advance()
            } else if pointers > 0, token.is("["), isAttributeList() {
                _ = try parseAttributes()
            } else {
                break
            }
        }
        var inner: [DeclaratorModifier] = []
        if token.is("("), form != .abstract || startsInnerDeclarator() {
            advance()
            let nestedDeclarator = try parseDeclarator(form)
            try expect(")", "after the declarator")
            result.name = nestedDeclarator.name
            inner = nestedDeclarator.modifiers
            result.callingConvention = result.callingConvention ?? nestedDeclarator.callingConvention
        } else if token.kind == .identifier, form != .abstract {
            result.name = try expectIdentifier("a name")
        } else if form == .named {
            throw unexpected("a name is expected")
        }
        var suffixes: [DeclaratorModifier] = []
        while true {
            if accept("[") {
                suffixes.append(.array(try parseBound()))
            } else if token.is("(") {
                suffixes.append(.function(try parseParameters()))
            } else {
                break
            }
            guard suffixes.count <= 32 else { throw fail("a type has more than 32 dimensions") }
        }
        if suffixes.isEmpty, inner.isEmpty {
            result.modifiers = pointers == 0 ? [] : Array(repeating: .pointer, count: pointers)
        } else {
            result.modifiers = Array(repeating: .pointer, count: pointers) + suffixes.reversed() + inner
        }
        if form != .abstract, accept(":") { result.bitWidth = try parseExpression() }
        result.range = result.name?.range ?? result.range
        return result
    }

    /// Whether a parenthesis begins a declarator such as `(*)(int)` and not a parameter list.
    private func startsInnerDeclarator() -> Bool {
        peek().is("*") || peek().keyword?.isCallingConvention == true
    }

    /// Whether a bracket after `*` holds attributes and not an array's bound.
    private func isAttributeList() -> Bool {
        switch peek().keyword {
        case .unique, .ref, .ptr, .string, .size_is, .length_is: true
        default: false
        }
    }

    private func parseBound() throws(Abandoned) -> Expression? {
        if accept("]") { return nil }
        if token.is("*"), peek().is("]") {
            advance()
            advance()
            return nil
        }
        var bound = try parseExpression()
        if accept(.dots) || accept(.ellipsis) {
            // [0..9] names the first and the last index.
            let last = try parseExpression()
            let one = expressions.add(.integer(1, isUnsigned: false, isWide: false, word: .none), last.range)
            let distance = expressions.add(.binary(.subtract, last.operand, bound.operand), bound.range.through(last.range))
            bound = expressions.add(.binary(.add, distance.operand, one.operand), distance.range)
        }
        try expect("]", "after the array's bound")
        return bound
    }

    private func parseParameters() throws(Abandoned) -> [ParameterSyntax] {
        try expect("(", "to begin the parameters")
        var parameters: [ParameterSyntax] = []
        if token.isWord(.void), peek().is(")") { advance() }
        while !accept(")") {
            if token.is(.ellipsis) {
                advance()
                continue
            }
            let start = token.range
            var attributes = try parseAttributes()
            let specifier = try parseTypeSpecifier(attributes: &attributes)
            let declarator = try parseDeclarator(.either)
            parameters.append(
                ParameterSyntax(
                    attributes: attributes, specifier: specifier, declarator: declarator,
                    range: declarator.name?.range ?? start))
            if !token.is(")") { try expect(",", "between parameters") }
        }
        if token.isWord(.const) { advance() }
        return parameters
    }
}

/// The words of a basic type as they are met: `unsigned`, `long`, `int` …
private struct BasicTypeWords {
    private var isUnsigned = false
    private var isSigned = false
    private var longs = 0
    private var isShort = false
    private var base: Keyword?

    var isEmpty: Bool { !isUnsigned && !isSigned && longs == 0 && !isShort && base == nil }

    /// - Returns: false if `word` cannot be another word of this type.
    mutating func add(_ word: Keyword) -> Bool {
        switch word {
        case .unsigned, .__unsigned:
            guard !isSigned, !isUnsigned else { return false }
            isUnsigned = true
        case .signed, .__signed:
            guard !isSigned, !isUnsigned else { return false }
            isSigned = true
        case .long:
            guard longs < 2, !isShort, base == nil || base == .int || base == .double else { return false }
            longs += 1
        case .short:
            guard longs == 0, !isShort, base == nil || base == .int else { return false }
            isShort = true
        case .int, .char, .small, .hyper, .byte, .boolean, .wchar_t, .float, .double, .void, .__int8, .__int16,
            .__int32, .__int64, .__int3264, .handle_t, .error_status_t, ._Bool:
            guard base == nil, word == .int || longs == 0 && !isShort || word == .double && longs == 1 else { return false }
            base = word
        default:
            return false
        }
        return true
    }

    /// The type that the words make, or nil.
    var type: BasicType? {
        if isShort { return isUnsigned ? .uint16 : .int16 }
        if base == .double { return .double }
        if longs == 1 { return isUnsigned ? .uint32 : .int32 }
        if longs == 2 { return isUnsigned ? .uint64 : .int64 }
        switch base {
        case nil: return isUnsigned ? .uint : isSigned ? .int : nil
        case .int: return isUnsigned ? .uint : .int
        case .char: return isUnsigned ? .unsignedChar : isSigned ? .int8 : .char
        case .small, .__int8: return isUnsigned ? .uint8 : .int8
        case .__int16: return isUnsigned ? .uint16 : .int16
        case .__int32: return isUnsigned ? .uint32 : .int32
        case .hyper, .__int64: return isUnsigned ? .uint64 : .int64
        case .__int3264: return isUnsigned ? .uintPointer : .intPointer
        case .byte: return .byte
        case .boolean, ._Bool: return .boolean
        case .wchar_t: return .wideChar
        case .float: return .float
        case .void: return .void
        case .handle_t: return .handle
        case .error_status_t: return .errorStatus
        default: return nil
        }
    }
}
