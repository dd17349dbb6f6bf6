// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

extension Binder {
    // MARK: Interfaces

    func bindInterface(_ syntax: InterfaceSyntax) -> Symbol? {
        guard let symbol = object(syntax.name, .interface, defines: syntax.body != nil) else { return nil }
        guard let body = syntax.body else { return symbol }
        check(syntax.attributes, on: .interface)
        symbol.attributes = AttributeList(all: syntax.attributes)
        symbol.range = syntax.name.range
        if let base = syntax.base { symbol.base = bindBase(base, of: symbol) }
        symbol.isDefined = true
        bindMembers(body, of: symbol)
        return symbol
    }

    private func bindBase(_ name: Identifier, of symbol: Symbol) -> Symbol? {
        guard let found = findType(name.name) else {
            reportUnknownType(name)
            return nil
        }
        guard let base = BoundType.symbol(found).symbol, base.kind == .interface else {
            sink.error("\(name.text) is no interface, but a \(found.kind.rawValue)", at: name.range)
            return nil
        }
        // The base may be defined later, so that a circle can close at any of its members.
        if base.inheritance.contains(where: { $0 === symbol }) {
            sink.error("\(symbol.name) inherits from itself", at: name.range)
            return nil
        }
        return base
    }

    /// The symbol of an interface, dispinterface, coclass or module; nil after reporting that the name means something else.
    func object(_ name: Identifier, _ kind: Symbol.Kind, defines: Bool) -> Symbol? {
        if let known = findDeclared(name.name) {
            if known.kind != kind {
                // A dispinterface may be declared ahead as an interface, and the other way round.
                let isEither = [known.kind, kind].allSatisfy { $0 == .interface || $0 == .dispinterface }
                if isEither, !known.isDefined || !defines {
                    if defines {
                        sink.error(
                            "\(name.text) was declared as \(known.kind.rawValue)", at: name.range,
                            hint: "declare it ahead as \(kind.rawValue)")
                        return nil
                    }
                    return known
                }
                sink.error("\(name.text) is declared already, as \(known.kind.rawValue)", at: name.range)
                sink.note("it was declared here", at: known.range)
                return nil
            }
            if defines, known.isDefined {
                if isImporting, known.isImported { return nil }
                sink.error("\(kind.rawValue) \(name.text) is defined already", at: name.range)
                sink.note("it was defined here", at: known.range)
                return nil
            }
            if defines, known.isImported, !isImporting {
                // Declared ahead in a file that was imported, defined here.
                known.isImported = false
            }
            return known
        }
        let symbol = makeSymbol(kind, name)
        declare(symbol)
        return symbol
    }

    private func bindMembers(_ statements: [StatementSyntax], of symbol: Symbol) {
        for statement in statements where !sink.isFull {
            switch statement {
            case .declaration(let declaration) where declaration.declarator.isFunction:
                if let function = bindFunction(declaration) { symbol.functions.append(function) }
            case .declaration(let declaration):
                if declaration.specifier.isConst {
                    _ = bindConstant(declaration)
                } else {
                    sink.error("an interface has functions only", at: declaration.range)
                }
            case .interface(let forward) where forward.body == nil: _ = bindInterface(forward)
            case .dispinterface(let forward) where forward.body == nil: _ = bindDispinterface(forward)
            case .coclass(let forward) where forward.members == nil: _ = bindCoclass(forward)
            case .typedef, .type, .imported: bindInside(statement)
            case .importLibrary(_, let range): sink.error("importlib does not belong here", at: range)
            case .interface(let inner): misplaced(inner.name)
            case .dispinterface(let inner): misplaced(inner.name)
            case .coclass(let inner): misplaced(inner.name)
            case .module(let inner): misplaced(inner.name)
            case .library(let inner): misplaced(inner.name)
            }
        }
    }

    /// A type that an interface's block declares is in the library only if something needs it.
    private func bindInside(_ statement: StatementSyntax) { withoutMention { bind(statement) } }

    private func misplaced(_ name: Identifier) {
        sink.error("\(name.text) cannot be defined inside another definition", at: name.range)
    }

    func bindFunction(_ syntax: DeclarationSyntax) -> BoundFunction? {
        guard let name = syntax.declarator.name, case .function(let parameters)? = syntax.declarator.modifiers.last else {
            return nil
        }
        check(syntax.attributes, on: .function)
        let base = bindSpecifier(syntax.specifier)
        let result = apply(syntax.declarator, to: base, count: syntax.declarator.modifiers.count - 1)
        var bound: [BoundParameter] = []
        bound.reserveCapacity(parameters.count)
        var seen: Set<Name> = []
        for parameter in parameters {
            check(parameter.attributes, on: .parameter)
            let type = apply(parameter.declarator, to: bindSpecifier(parameter.specifier))
            if type.isVoid { sink.error("a parameter cannot be void", at: parameter.range) }
            if let name = parameter.declarator.name, !isImporting, parameters.count > 1, !seen.insert(name.name).inserted {
                sink.error("\(name.text) is a parameter already", at: name.range)
            }
            bound.append(
                BoundParameter(
                    id: parameter.declarator.name?.name ?? .none, name: parameter.declarator.name?.text, type: type,
                    attributes: AttributeList(all: parameter.attributes), range: parameter.range))
        }
        return BoundFunction(
            id: name.name, name: name.text, returnType: result, parameters: bound, attributes: AttributeList(all: syntax.attributes),
            callingConvention: syntax.declarator.callingConvention, range: name.range)
    }

    // MARK: Constants

    /// A constant; any other declaration outside an interface says nothing to a type library.
    func bindDeclaration(_ syntax: DeclarationSyntax) {
        if syntax.value != nil {
            _ = bindConstant(syntax)
        } else if !isImporting {
            // Nothing of it is written, but its types have to exist.
            if bindFunction(syntax) == nil { _ = apply(syntax.declarator, to: bindSpecifier(syntax.specifier)) }
        }
    }

    private func bindConstant(_ syntax: DeclarationSyntax) -> BoundConstant? {
        check(syntax.attributes, on: .property)
        guard let name = syntax.declarator.name else { return nil }
        let type = apply(syntax.declarator, to: bindSpecifier(syntax.specifier))
        guard let expression = syntax.value else {
            sink.error("the constant \(name.text) has no value", at: name.range)
            return nil
        }
        guard let value = evaluate(expression) else { return nil }
        declareConstant(name, value)
        return BoundConstant(
            id: name.name, name: name.text, value: value, type: type, attributes: AttributeList(all: syntax.attributes), range: name.range)
    }

    // MARK: Dispinterfaces

    func bindDispinterface(_ syntax: DispinterfaceSyntax) -> Symbol? {
        guard let symbol = object(syntax.name, .dispinterface, defines: syntax.body != nil) else { return nil }
        guard let body = syntax.body else { return symbol }
        check(syntax.attributes, on: .dispinterface)
        symbol.attributes = AttributeList(all: syntax.attributes)
        symbol.range = syntax.name.range
        symbol.isDefined = true
        switch body {
        case .interface(let name):
            guard let found = findType(name.name) else {
                reportUnknownType(name)
                return symbol
            }
            guard let base = BoundType.symbol(found).symbol, base.kind == .interface else {
                sink.error("\(name.text) is no interface, but a \(found.kind.rawValue)", at: name.range)
                return symbol
            }
            symbol.base = base
        case .members(let properties, let methods, let types):
            for type in types { bindInside(type) }
            for property in properties { if let field = bindProperty(property) { symbol.fields.append(field) } }
            for method in methods where !sink.isFull {
                if let function = bindFunction(method) {
                    symbol.functions.append(function)
                } else {
                    sink.error("a method has parentheses", at: method.range, hint: "properties stand behind properties:")
                }
            }
        }
        return symbol
    }

    private func bindProperty(_ syntax: DeclarationSyntax) -> BoundField? {
        check(syntax.attributes, on: .property)
        guard let name = syntax.declarator.name else { return nil }
        let type = apply(syntax.declarator, to: bindSpecifier(syntax.specifier))
        if type.isVoid { sink.error("a property cannot be void", at: name.range) }
        return BoundField(
            id: name.name, name: name.text, type: type, attributes: AttributeList(all: syntax.attributes), range: name.range)
    }

    // MARK: Coclasses and modules

    func bindCoclass(_ syntax: CoclassSyntax) -> Symbol? {
        guard let symbol = object(syntax.name, .coclass, defines: syntax.members != nil) else { return nil }
        guard let members = syntax.members else { return symbol }
        check(syntax.attributes, on: .coclass)
        symbol.attributes = AttributeList(all: syntax.attributes)
        symbol.range = syntax.name.range
        symbol.isDefined = true
        for member in members {
            check(member.attributes, on: .implementation)
            // A coclass may name an interface that is defined later.
            let kind: Symbol.Kind = member.isDispinterface ? .dispinterface : .interface
            guard let found = findType(member.name.name) ?? object(member.name, kind, defines: false) else { continue }
            guard let target = BoundType.symbol(found).symbol, target.kind == .interface || target.kind == .dispinterface
            else {
                sink.error(
                    "\(member.name.text) is no interface, but a \(found.kind.rawValue)", at: member.name.range)
                continue
            }
            symbol.implementations.append((target, AttributeList(all: member.attributes)))
        }
        return symbol
    }

    func bindModule(_ syntax: ModuleSyntax) -> Symbol? {
        guard let symbol = object(syntax.name, .module, defines: syntax.body != nil) else { return nil }
        guard let body = syntax.body else { return symbol }
        check(syntax.attributes, on: .module)
        symbol.attributes = AttributeList(all: syntax.attributes)
        symbol.range = syntax.name.range
        symbol.isDefined = true
        for statement in body where !sink.isFull {
            switch statement {
            case .declaration(let declaration) where declaration.declarator.isFunction:
                if let function = bindFunction(declaration) { symbol.functions.append(function) }
            case .declaration(let declaration):
                if let constant = bindConstant(declaration) { symbol.constants.append(constant) }
            case .typedef, .type: bindInside(statement)
            default: sink.error("a module has functions and constants only", at: syntax.name.range)
            }
        }
        return symbol
    }
}
