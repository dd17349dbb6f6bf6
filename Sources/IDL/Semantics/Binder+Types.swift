// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

extension Binder {
    // MARK: Types in use

    func bindTypeName(_ syntax: TypeNameSyntax) -> BoundType {
        apply(syntax.declarator, to: bindSpecifier(syntax.specifier))
    }

    /// The type that a declarator makes of its base.
    /// - Parameter count: how many of its modifiers count; all of them if nil.
    func apply(_ declarator: DeclaratorSyntax, to base: BoundType, count: Int? = nil) -> BoundType {
        var type = base
        for modifier in declarator.modifiers.prefix(count ?? declarator.modifiers.count) {
            switch modifier {
            case .pointer: type = .pointer(type)
            case .function: type = .function
            case .array(let bound): type = .array(type, count: bound.flatMap(arrayBound))
            }
        }
        if type.depth > Limit.typeDepth {
            sink.error("this type is nested deeper than \(Limit.typeDepth) levels", at: declarator.range)
            return .unknown
        }
        return type
    }

    private func arrayBound(_ bound: Expression) -> UInt32? {
        guard let value = evaluate(bound) else { return nil }
        guard let count = value.integerValue, count > 0, count <= Int64(Limit.typeSize) else {
            sink.error("an array has at least one element, and at most \(Limit.typeSize)", at: bound.range)
            return nil
        }
        return UInt32(count)
    }

    func bindSpecifier(_ specifier: TypeSpecifier, attributes: [AttributeSyntax] = []) -> BoundType {
        switch specifier.type {
        case .basic(let basic): return .basic(basic)
        case .named(let name): return bindName(name)
        case .object(let name, let keyword):
            // The keyword declares a name that nobody has declared so far.
            if findType(name.name) != nil { return bindName(name) }
            let kind: Symbol.Kind = keyword == .coclass ? .coclass : keyword == .dispinterface ? .dispinterface : .interface
            return object(name, kind, defines: false).map(BoundType.symbol) ?? .unknown
        case .safeArray(let element): return .safeArray(bindTypeName(element))
        case .record(let syntax): return .symbol(bindRecord(syntax, attributes: attributes))
        case .enumeration(let syntax): return .symbol(bindEnum(syntax, attributes: attributes))
        }
    }

    private func bindName(_ name: Identifier) -> BoundType {
        if let symbol = findType(name.name) { return .symbol(symbol) }
        if let known = name.name.keyword?.automationType { return .automation(known) }
        reportUnknownType(name)
        return .unknown
    }

    // MARK: Typedefs

    func bindTypedef(_ syntax: TypedefSyntax) {
        check(syntax.attributes, on: .type)
        let base = bindSpecifier(syntax.specifier, attributes: syntax.attributes)
        for declarator in syntax.declarators {
            guard let name = declarator.name else { continue }
            let type = apply(declarator, to: base)
            if case .symbol(let target) = type, target.id == name.name, target.kind != .alias, findDeclared(name.name) === target {
                continue  // typedef interface IFoo IFoo;
            }
            if let old = findDeclared(name.name) {
                if old.kind == .alias, let known = old.alias, isImporting || !old.isImported && isSame(known, type) {
                    mention(old)
                    continue
                }
                if !old.isImported {
                    sink.error("\(name.text) is declared already, as another type", at: name.range)
                    sink.note("it was declared here", at: old.range)
                    continue
                }
            }
            let symbol = makeSymbol(.alias, name)
            symbol.attributes = AttributeList(all: syntax.attributes)
            symbol.alias = type
            symbol.aliasDepth = type.depth + 1
            symbol.isDefined = true
            if case .symbol(let target) = base, target.isUnnamed { symbol.namesUnnamedType = true }
            if symbol.aliasDepth > Limit.typeDepth {
                sink.error("this type is nested deeper than \(Limit.typeDepth) levels", at: name.range)
                symbol.alias = .unknown
                symbol.aliasDepth = 1
            }
            declare(symbol)
            mention(symbol)
        }
    }

    private func isSame(_ a: BoundType, _ b: BoundType) -> Bool {
        switch (a, b) {
        case (.basic(let x), .basic(let y)): x == y
        case (.automation(let x), .automation(let y)): x == y
        case (.pointer(let x), .pointer(let y)), (.safeArray(let x), .safeArray(let y)): isSame(x, y)
        case (.array(let x, let m), .array(let y, let n)): m == n && isSame(x, y)
        case (.symbol(let x), .symbol(let y)): x === y
        case (.function, .function), (.unknown, _), (_, .unknown): true
        default: false
        }
    }

    /// A `struct`, `union` or `enum` that stands on its own.
    func bindFreeType(_ specifier: TypeSpecifier, attributes: [AttributeSyntax]) {
        check(attributes, on: .type)
        if case .symbol(let symbol) = bindSpecifier(specifier, attributes: attributes) { mention(symbol) }
    }

    // MARK: Records

    /// - Parameter attributes: those of the typedef or statement around the type; they belong to a type that is defined there.
    private func bindRecord(_ syntax: RecordSyntax, attributes: [AttributeSyntax]) -> Symbol {
        let isEncapsulated = syntax.discriminant != nil
        let kind: Symbol.Kind = syntax.keyword == .union && !isEncapsulated ? .union : .record
        let symbol = tagged(syntax.tag, kind, range: syntax.range)
        guard let fieldSyntax = syntax.fields else {
            setAttributes(attributes, of: symbol)
            return symbol
        }
        if symbol.isDefined || symbol.isOpen {
            if !isImporting || !symbol.isImported {
                sink.error("\(kind.rawValue) \(symbol.name) is defined already", at: syntax.tag?.range ?? syntax.range)
                sink.note("it was defined here", at: symbol.range)
            }
            return symbol
        }
        symbol.isOpen = true
        defer { symbol.isOpen = false }
        setAttributes(attributes + syntax.attributes, of: symbol, definedHere: true)
        symbol.range = syntax.tag?.range ?? syntax.range
        var fields = bindFields(fieldSyntax, of: symbol)
        if let discriminant = syntax.discriminant {
            fields = encapsulate(fields, discriminant, packing: syntax.packing)
        }
        symbol.layout = layout.layOut(&fields, isUnion: kind == .union, packing: syntax.packing)
        if symbol.layout.size > Limit.typeSize {
            sink.error("\(symbol.name) is larger than \(Limit.typeSize) bytes", at: symbol.range)
            symbol.layout = Layout.Extent(size: 0, alignment: 1)
        }
        symbol.fields = fields
        symbol.isDefined = true
        return symbol
    }

    /// A typedef of a tag gives its attributes to the type, before its definition or after it; but those of a typedef that is a
    /// type of its own are its own.
    private func setAttributes(_ attributes: [AttributeSyntax], of symbol: Symbol, definedHere: Bool = false) {
        guard !attributes.isEmpty, definedHere || !attributes.contains(where: { $0.keyword == .public }) else { return }
        symbol.attributes = AttributeList(all: attributes)
    }

    /// The symbol of a tag, made if it is new; a type without a tag gets a name.
    private func tagged(_ tag: Identifier?, _ kind: Symbol.Kind, range: SourceRange) -> Symbol {
        guard let tag else {
            let symbol = makeSymbol(kind, named: unnamedTypeName(), range: range)
            symbol.isUnnamed = true
            return symbol
        }
        if let known = findTag(tag.name) {
            if known.kind == kind { return known }
            sink.error("\(tag.text) is declared as \(known.kind.rawValue), not \(kind.rawValue)", at: tag.range)
            sink.note("it was declared here", at: known.range)
        }
        let symbol = makeSymbol(kind, tag)
        declare(symbol, asTag: true)
        return symbol
    }

    private func bindFields(_ syntax: [FieldSyntax], of owner: Symbol) -> [BoundField] {
        var fields: [BoundField] = []
        var seen: Set<Name> = []
        for field in syntax {
            check(field.attributes, on: .field)
            guard let specifier = field.specifier else { continue }
            let base = bindSpecifier(specifier)
            for declarator in field.declarators {
                let type = apply(declarator, to: base)
                if let name = declarator.name, !seen.insert(name.name).inserted {
                    sink.error("\(owner.name) has a member \(name.text) already", at: name.range)
                    continue
                }
                checkIsComplete(type, at: declarator.name?.range ?? specifier.range)
                fields.append(
                    BoundField(
                        id: declarator.name?.name ?? .none, name: declarator.name?.text, type: type, attributes: AttributeList(all: field.attributes),
                        isBitField: declarator.bitWidth != nil, range: declarator.name?.range ?? specifier.range))
            }
        }
        return fields
    }

    /// Reports a type that cannot be held by value.
    private func checkIsComplete(_ type: BoundType, at range: SourceRange) {
        switch type.withoutAliases {
        case .basic(.void): sink.error("a member cannot be void", at: range)
        case .array(let element, _): checkIsComplete(element, at: range)
        case .symbol(let symbol):
            if symbol.automationName != nil || type.automationType != nil { return }
            if symbol.isOpen {
                sink.error("\(symbol.name) contains itself", at: range, hint: "hold a pointer to it")
            } else if !symbol.isDefined, !isImporting, symbol.kind == .record || symbol.kind == .union {
                sink.error("\(symbol.kind.rawValue) \(symbol.name) is not defined", at: range)
            }
        default: break
        }
    }

    /// The record that MIDL makes of an encapsulated union: the discriminant, then the union.
    private func encapsulate(
        _ arms: [BoundField], _ discriminant: (specifier: TypeSpecifier, name: Identifier, unionName: Identifier?),
        packing: Int?
    ) -> [BoundField] {
        let union = makeSymbol(.union, named: unnamedTypeName(), range: discriminant.name.range)
        union.isUnnamed = true
        union.isDefined = true
        var arms = arms
        union.layout = layout.layOut(&arms, isUnion: true, packing: packing)
        union.fields = arms
        let (name, unionName) = (discriminant.name, discriminant.unionName)
        return [
            BoundField(
                id: name.name, name: name.text, type: bindSpecifier(discriminant.specifier), attributes: .none, range: name.range),
            BoundField(
                id: unionName?.name ?? names.intern("tagged_union"), name: unionName?.text ?? "tagged_union", type: .symbol(union), attributes: switchIs(name),
                range: unionName?.range ?? name.range),
        ]
    }

    /// `switch_is(name)`, which the union of an encapsulated one has without saying it.
    private func switchIs(_ name: Identifier) -> AttributeList {
        let discriminant = expressions.add(.name(name.name), name.range)
        return AttributeList(all: [
            AttributeSyntax(name: Name(.switch_is), range: name.range, arguments: .value(discriminant))
        ])
    }

    // MARK: Enums

    private func bindEnum(_ syntax: EnumSyntax, attributes: [AttributeSyntax]) -> Symbol {
        let symbol = tagged(syntax.tag, .enumeration, range: syntax.range)
        guard let members = syntax.members else {
            setAttributes(attributes, of: symbol)
            return symbol
        }
        if symbol.isDefined {
            if !isImporting || !symbol.isImported {
                sink.error("enum \(symbol.name) is defined already", at: syntax.tag?.range ?? syntax.range)
                sink.note("it was defined here", at: symbol.range)
            }
            return symbol
        }
        symbol.isDefined = true
        setAttributes(attributes + syntax.attributes, of: symbol, definedHere: true)
        var next: Int64 = 0
        var seen: Set<Name> = []
        for member in members {
            check(member.attributes, on: .enumMember)
            if let expression = member.value {
                if let value = evaluate(expression) {
                    if let integer = value.integerValue {
                        next = integer
                    } else {
                        sink.error("the value of an enum member is an integer, not \(value.noun)", at: expression.range)
                    }
                }
            }
            if next > Int64(UInt32.max) || next < Int64(Int32.min) {
                sink.error("the value of \(member.name.text) does not fit into 32 bits", at: member.name.range)
                next = 0
            }
            // A value above 0x7FFFFFFF is the negative number with the same bits.
            let value = Int64(Int32(truncatingIfNeeded: next))
            if !seen.insert(member.name.name).inserted {
                sink.error("\(member.name.text) is a member of this enum already", at: member.name.range)
                continue
            }
            declareConstant(member.name, .integer(value))
            symbol.constants.append(
                BoundConstant(
                    id: member.name.name, name: member.name.text, value: .integer(value), type: nil,
                    attributes: AttributeList(all: member.attributes), range: member.name.range))
            next = value + 1
        }
        return symbol
    }
}
