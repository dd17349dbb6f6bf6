// SPDX-License-Identifier: Apache-2.0

extension Parser {
    /// Where a statement stands.
    enum Context {
        case file
        case library
        case interface
        case module
    }

    /// Parses one statement; after an error it goes behind it.
    func parseStatement(into statements: inout [StatementSyntax], context: Context) {
        do throws(Abandoned) {
            try statement(into: &statements, context: context)
        } catch {
            skipStatement()
        }
    }

    private func statement(into statements: inout [StatementSyntax], context: Context) throws(Abandoned) {
        if accept(";") { return }
        if token.isWord(.import) { return statements += try parseImport() }
        if token.isWord(.importlib) { return statements.append(try parseImportLibrary()) }
        if skipsCQuote() { return }
        let attributes = try parseAttributes()
        guard token.kind == .identifier else { throw unexpected("a declaration is expected") }
        switch token.keyword {
        case .interface where peek().kind == .identifier && !isDeclaratorAfterObject():
            statements.append(.interface(try parseInterface(attributes)))
        case .dispinterface where peek().kind == .identifier && !isDeclaratorAfterObject():
            statements.append(.dispinterface(try parseDispinterface(attributes)))
        case .coclass where peek().kind == .identifier && !isDeclaratorAfterObject():
            statements.append(.coclass(try parseCoclass(attributes)))
        case .module where peek().kind == .identifier:
            statements.append(.module(try parseModule(attributes)))
        case .library where context == .file && peek().kind == .identifier:
            statements.append(.library(try parseLibrary(attributes)))
        case .typedef:
            statements.append(.typedef(try parseTypedef(attributes)))
        case .namespace, .runtimeclass, .delegate, .apicontract, .declare:
            if peek().kind == .identifier || peek().is("{") {
                throw unsupportedWindowsRuntime()
            }
            try parseDeclarations(attributes, into: &statements)
        default:
            try parseDeclarations(attributes, into: &statements)
        }
    }

    private func unsupportedWindowsRuntime() -> Abandoned {
        fail(
            "\(names.text(of: token)) belongs to Windows Runtime IDL, which has no place in a type library",
            hint: "describe the interface with interface and coclass")
    }

    /// Whether `interface X` begins a function's or variable's type, as in `interface IFoo *p;`.
    private func isDeclaratorAfterObject() -> Bool {
        let after = peek(2)
        return after.is("*") || after.kind == .identifier
    }

    /// `cpp_quote("…")`, `midl_pragma warning(…)` and `midl_echo("…")` say nothing to a type library.
    private func skipsCQuote() -> Bool {
        switch token.keyword {
        case .cpp_quote, .midl_echo, .pragma_pack:
            guard peek().is("(") else { return false }
            advance()
            skipGroup()
            _ = accept(";")
        case .midl_pragma:
            advance()
            if token.kind == .identifier { advance() }
            if token.is("(") { skipGroup() }
            _ = accept(";")
        default:
            return false
        }
        return true
    }

    private func parseImportLibrary() throws(Abandoned) -> StatementSyntax {
        advance()
        try expect("(", "after importlib")
        guard token.kind == .string else { throw unexpected("the name of a type library in quotes is expected") }
        let (name, range) = (unescape(names.text(of: token)), token.range)
        advance()
        try expect(")", "after the library's name")
        _ = accept(";")
        return .importLibrary(name, range)
    }

    // MARK: Blocks

    private func parseBody(_ context: Context, of what: String) throws(Abandoned) -> [StatementSyntax] {
        let open = token.range
        try expect("{", "to begin \(what)")
        var statements: [StatementSyntax] = []
        while !token.is("}") {
            guard token.kind != .endOfFile else {
                throw fail("this brace is never closed", at: open)
            }
            if sink.isFull { throw Abandoned() }
            parseStatement(into: &statements, context: context)
        }
        advance()
        _ = accept(";")
        return statements
    }

    /// A name, or one of an imported library with the library's name before it: `stdole.IDispatch`.
    private func parseQualifiedName(_ what: String) throws(Abandoned) -> Identifier {
        let first = try expectIdentifier(what)
        guard accept(".") else { return first }
        let second = try expectIdentifier(what)
        return qualified(first, second)
    }

    func qualified(_ first: Identifier, _ second: Identifier) -> Identifier {
        let text = first.text + "." + second.text
        return Identifier(name: names.intern(text), text: text, range: first.range.through(second.range))
    }

    private func parseLibrary(_ attributes: [AttributeSyntax]) throws(Abandoned) -> LibrarySyntax {
        advance()
        let name = try expectIdentifier("the library's name")
        return LibrarySyntax(attributes: attributes, name: name, body: try parseBody(.library, of: "the library"))
    }

    private func parseInterface(_ attributes: [AttributeSyntax]) throws(Abandoned) -> InterfaceSyntax {
        advance()
        let name = try expectIdentifier("the interface's name")
        imports.typeNames[name.name] = true
        if accept(";") { return InterfaceSyntax(attributes: attributes, name: name) }
        var base: Identifier?
        if accept(":") { base = try parseQualifiedName("the name of the base interface") }
        if token.isWord(.requires) {
            throw fail("requires belongs to Windows Runtime IDL, which has no place in a type library")
        }
        let body = try parseBody(.interface, of: "the interface")
        return InterfaceSyntax(attributes: attributes, name: name, base: base, body: body)
    }

    private func parseModule(_ attributes: [AttributeSyntax]) throws(Abandoned) -> ModuleSyntax {
        advance()
        let name = try expectIdentifier("the module's name")
        if accept(";") { return ModuleSyntax(attributes: attributes, name: name) }
        return ModuleSyntax(attributes: attributes, name: name, body: try parseBody(.module, of: "the module"))
    }

    private func parseCoclass(_ attributes: [AttributeSyntax]) throws(Abandoned) -> CoclassSyntax {
        advance()
        let name = try expectIdentifier("the coclass's name")
        imports.typeNames[name.name] = true
        if accept(";") { return CoclassSyntax(attributes: attributes, name: name) }
        let open = token.range
        try expect("{", "to begin the coclass")
        var members: [CoclassSyntax.Member] = []
        while !accept("}") {
            guard token.kind != .endOfFile else { throw fail("this brace is never closed", at: open) }
            if accept(";") { continue }
            do throws(Abandoned) {
                let attributes = try parseAttributes()
                let isDispinterface = token.isWord(.dispinterface)
                guard acceptWord(.interface) || acceptWord(.dispinterface) else {
                    throw unexpected("interface or dispinterface is expected in a coclass")
                }
                let name = try parseQualifiedName("a name")
                members.append(
                    CoclassSyntax.Member(attributes: attributes, isDispinterface: isDispinterface, name: name))
                try expect(";", "after the interface's name")
            } catch {
                skipStatement()
            }
        }
        _ = accept(";")
        return CoclassSyntax(attributes: attributes, name: name, members: members)
    }

    private func parseDispinterface(_ attributes: [AttributeSyntax]) throws(Abandoned) -> DispinterfaceSyntax {
        advance()
        let name = try expectIdentifier("the dispinterface's name")
        imports.typeNames[name.name] = true
        if accept(";") { return DispinterfaceSyntax(attributes: attributes, name: name) }
        let open = token.range
        try expect("{", "to begin the dispinterface")
        var result = DispinterfaceSyntax(attributes: attributes, name: name)
        if token.isWord(.interface), peek().kind == .identifier, [";", "}", "."].contains(peek(2).punctuator) {
            advance()
            result.body = .interface(try parseQualifiedName("the interface's name"))
            _ = accept(";")
            try expect("}", "after the interface's name")
        } else {
            result.body = try parseDispinterfaceMembers(open: open)
        }
        _ = accept(";")
        return result
    }

    private func parseDispinterfaceMembers(open: SourceRange) throws(Abandoned) -> DispinterfaceSyntax.Body {
        var properties: [DeclarationSyntax] = []
        var methods: [DeclarationSyntax] = []
        var types: [StatementSyntax] = []
        var isInMethods = false
        while !accept("}") {
            guard token.kind != .endOfFile else { throw fail("this brace is never closed", at: open) }
            if sink.isFull { throw Abandoned() }
            if token.isWord(.properties) || token.isWord(.methods), peek().is(":") {
                isInMethods = token.isWord(.methods)
                advance()
                advance()
                continue
            }
            var statements: [StatementSyntax] = []
            parseStatement(into: &statements, context: .interface)
            for statement in statements {
                guard case .declaration(let declaration) = statement else {
                    types.append(statement)
                    continue
                }
                if isInMethods || declaration.declarator.isFunction {
                    methods.append(declaration)
                } else {
                    properties.append(declaration)
                }
            }
        }
        return .members(properties: properties, methods: methods, types: types)
    }

    // MARK: Declarations

    private func parseTypedef(_ before: [AttributeSyntax]) throws(Abandoned) -> TypedefSyntax {
        let start = token.range
        advance()
        let attributes = before + (try parseAttributes())
        let specifier = try parseTypeSpecifier()
        var declarators: [DeclaratorSyntax] = []
        repeat {
            let declarator = try parseDeclarator(.named)
            if let name = declarator.name { imports.typeNames[name.name] = true }
            declarators.append(declarator)
        } while accept(",")
        try expect(";", "after the typedef")
        return TypedefSyntax(
            attributes: attributes, specifier: specifier, declarators: declarators, range: start)
    }

    /// Functions, properties, constants, variables, and types on their own.
    private func parseDeclarations(
        _ attributes: [AttributeSyntax], into statements: inout [StatementSyntax]
    ) throws(Abandoned) {
        let start = token.range
        var attributes = attributes
        let specifier = try parseTypeSpecifier(attributes: &attributes)
        if accept(";") {
            if !specifier.isDefinition { sink.warning("this declares nothing", at: start) }
            return statements.append(.type(attributes, specifier))
        }
        repeat {
            let declarator = try parseDeclarator(.named)
            var value: Expression?
            if accept("=") { value = try parseExpression() }
            statements.append(
                .declaration(
                    DeclarationSyntax(
                        attributes: attributes, specifier: specifier, declarator: declarator, value: value,
                        range: declarator.name?.range ?? start)))
        } while accept(",")
        try expect(";", "after the declaration")
    }
}


extension DeclaratorSyntax {
    /// Whether a function is declared, rather than a variable that may point at one.
    var isFunction: Bool {
        if case .function = modifiers.last { return true }
        return false
    }
}

extension TypeSpecifier {
    /// Whether the specifier alone introduces a type: a `struct`, `union` or `enum`, or the name of one.
    var isDefinition: Bool {
        switch type {
        case .record, .enumeration, .object: true
        case .basic, .named, .safeArray: false
        }
    }
}
