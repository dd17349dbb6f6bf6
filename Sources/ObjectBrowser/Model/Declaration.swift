// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import IDL
import TypeLibrary

/// A declaration as IDL has it, in pieces, so that types can be links and names can stand out.
struct Declaration {
    enum Piece {
        case text(String)
        /// In brackets: `[in, out]`.
        case attributes([String])
        /// A word of the language.
        case keyword(String)
        /// What is declared.
        case name(String)
        case type(Catalog.Target)
    }

    private(set) var pieces: [Piece] = []

    init(_ pieces: [Piece] = []) { self.pieces = pieces }

    /// How many characters it has.
    var count: Int {
        pieces.reduce(0) { sum, piece in
            switch piece {
            case .text(let text), .keyword(let text), .name(let text): sum + text.count
            case .attributes(let list): sum + list.reduce(0) { $0 + $1.count + 2 }
            case .type(let target): sum + target.name.count
            }
        }
    }

    static func + (a: Declaration, b: Declaration) -> Declaration { Declaration(a.pieces + b.pieces) }

    static func += (a: inout Declaration, b: Declaration) { a.pieces += b.pieces }

    static func text(_ text: String) -> Declaration { Declaration([.text(text)]) }

    /// `[a, b] `, or nothing.
    static func attributes(_ list: [String]) -> Declaration {
        list.isEmpty ? Declaration() : Declaration([.attributes(list), .text(" ")])
    }

    var isEmpty: Bool { pieces.isEmpty }
}

/// Makes declarations of what library `number` says.
struct DeclarationMaker {
    let catalog: Catalog
    let number: Int

    /// A function that needs more has each parameter on a line.
    private static let longestLine = 88

    // MARK: Members

    func declaration(of function: Function) -> Declaration {
        let parameters = parameters(of: function)
        var attributes: [String] = []
        if function.invokeKind.contains(.propertyGet) { attributes.append("propget") }
        if function.invokeKind.contains(.propertyPut) { attributes.append("propput") }
        if function.invokeKind.contains(.propertyPutRef) { attributes.append("propputref") }
        if function.optionalCount < 0 { attributes.append("vararg") }
        let head = Declaration([.name(shownName(function.name)), .text("(")])
        let flatLength = head.count + parameters.reduce(declare(function.returnType).count) { $0 + $1.count + 2 }
        let isLong = flatLength > DeclarationMaker.longestLine && parameters.count > 1
        var call = head
        for (index, parameter) in parameters.enumerated() {
            if index > 0 { call += .text(isLong ? "," : ", ") }
            if isLong { call += .text("\n    ") }
            call += parameter
        }
        call += .text(")")
        return .attributes(attributes) + declare(function.returnType, call) + .text(";")
    }

    private func parameters(of function: Function) -> [Declaration] {
        let kept = IDLWords.keptAttributes(of: function)
        return function.parameters.enumerated().map { index, parameter in
            var list: [String] = []
            if parameter.flags.contains(.in) { list.append("in") }
            if parameter.flags.contains(.out) { list.append("out") }
            if parameter.flags.contains(.lcid) { list.append("lcid") }
            if parameter.flags.contains(.retval) { list.append("retval") }
            if parameter.flags.contains(.optional) { list.append("optional") }
            if parameter.flags.contains(.hasDefault), let value = parameter.defaultValue {
                list.append("defaultvalue(\(IDLWords.constant(value, as: parameter.type) ?? "?"))")
            }
            list += kept[index] ?? []
            // The new value of a property has no name in a library.
            let isValue = function.invokeKind.isPut && index == function.parameters.count - 1
            let name = parameter.name ?? (isValue ? "newValue" : "")
            return .attributes(list) + declare(parameter.type, .text(name))
        }
    }

    func declaration(of variable: Variable) -> Declaration {
        let isConstant = variable.kind == .const
        let name = Declaration([.name(shownName(variable.name))])
        var made = declare(variable.type, name)
        if isConstant {
            let value = variable.value.flatMap { IDLWords.constant($0, as: variable.type) } ?? "?"
            made = Declaration([.keyword("const"), .text(" ")]) + made + .text(" = \(value)")
        }
        return .attributes(variable.flags.contains(.readOnly) ? ["readonly"] : []) + made + .text(";")
    }

    // MARK: Types

    /// The head of a type, or the whole of it if it has no members that a page lists.
    func declaration(of type: CatalogType) -> Declaration {
        let definition = type.definition
        let attributes = Declaration(
            attributes(of: definition).isEmpty ? [] : [.attributes(self.attributes(of: definition)), .text("\n")])
        let keyword = Declaration([.keyword("\(type.kind.keyword)"), .text(" ")])
        let name = Declaration([.name(type.name)])
        switch type.kind {
        case .alias: return attributes + keyword + declare(definition.alias ?? .basic(.void), name) + .text(";")
        case .interface, .dispinterface:
            guard let base = definition.implementedTypes.first else { return attributes + keyword + name }
            return attributes + keyword + name + .text(" : ")
                + Declaration([.type(catalog.target(of: base.reference, in: number))])
        case .coclass:
            var body = Declaration([.text("\n{\n")])
            for implemented in definition.implementedTypes {
                let target = catalog.target(of: implemented.reference, in: number)
                let isDispinterface = target.key.map { catalog[$0].kind == .dispinterface } ?? false
                body += .text("    ") + .attributes(IDLWords.names(of: implemented.flags))
                body += Declaration([
                    .keyword(isDispinterface ? "dispinterface" : "interface"), .text(" "), .type(target),
                ])
                body += .text(";\n")
            }
            return attributes + keyword + name + body + .text("};")
        case .enumeration, .structure, .union, .module: return attributes + keyword + name
        }
    }

    private func attributes(of type: TypeDefinition) -> [String] {
        var list: [String] = []
        if type.guid != .zero { list.append("uuid(\(plain(type.guid)))") }
        if type.version != Version(0, 0) { list.append("version(\(type.version))") }
        list += IDLWords.names(of: type.flags)
        if type.kind == .coclass, !type.flags.contains(.canCreate) { list.append("noncreatable") }
        if let dll = type.dllName { list.append("dllname(\"\(dll)\")") }
        return list
    }

    // MARK: Declarators

    /// `type` declared as `declarator`: C's inside-out notation.
    func declare(_ type: TypeDescription, _ declarator: Declaration = Declaration()) -> Declaration {
        switch type {
        case .basic(.unknown): return join(root("IUnknown", WellKnownIID.unknown), .text("*") + declarator)
        case .basic(.dispatch): return join(root("IDispatch", WellKnownIID.dispatch), .text("*") + declarator)
        case .basic(let varType): return join(Declaration([.keyword(IDLWords.name(of: varType))]), declarator)
        case .pointer(let target):
            let starred = .text("*") + declarator
            if case .cArray? = target { return declare(target ?? .basic(.void), .text("(") + starred + .text(")")) }
            return declare(target ?? .basic(.void), starred)
        case .safeArray(let element):
            let array = .text("SAFEARRAY(") + declare(element ?? .basic(.variant)) + .text(")")
            return join(array, declarator)
        case .cArray(let element, let bounds):
            let suffix = bounds.map { $0.count == 0 ? "[]" : "[\($0.count)]" }.joined()
            return declare(element, declarator + .text(suffix))
        case .userDefined(let reference):
            return join(Declaration([.type(catalog.target(of: reference, in: number))]), declarator)
        }
    }

    /// The interface that VT_UNKNOWN or VT_DISPATCH means.
    private func root(_ name: String, _ iid: GUID) -> Declaration {
        guard let key = catalog.key(of: iid) else { return .text(name) }
        return Declaration([.type(Catalog.Target(name: name, key: key))])
    }

    private func join(_ type: Declaration, _ declarator: Declaration) -> Declaration {
        declarator.isEmpty ? type : type + .text(" ") + declarator
    }
}

/// A GUID without braces.
func plain(_ guid: GUID) -> String { String(guid.description.dropFirst().dropLast()) }
