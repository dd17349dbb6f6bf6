// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LibraryEmitter {
    /// The TYPEDESC of a type; types that it needs are written first.
    func describe(_ type: BoundType, at range: SourceRange) -> TypeDescription {
        switch type {
        case .basic(let basic):
            let varType = layout.varType(of: basic)
            if varType == .empty { sink.error("handle_t has no place in a type library", at: range) }
            return .basic(varType)
        case .automation(let varType): return .basic(varType)
        case .unknown, .function: return .basic(.void)
        case .pointer(let target):
            // IUnknown* and IDispatch* are VT_UNKNOWN and VT_DISPATCH: the pointer is part of them.
            if let object = objectType(target) { return .basic(object) }
            return .pointer(describe(target, at: range))
        case .safeArray(let element): return .safeArray(describe(element, at: range))
        case .array:
            var bounds: [ArrayBound] = []
            var element = type
            while case .array(let inner, let count) = element {
                bounds.append(ArrayBound(count: count ?? 0))
                element = inner
            }
            return .cArray(describe(element, at: range), bounds: bounds)
        case .symbol(let symbol): return describe(symbol, at: range)
        }
    }

    private func describe(_ symbol: Symbol, at range: SourceRange, isNamed: Bool = true) -> TypeDescription {
        if let known = symbol.automationName { return .basic(known) }
        if let object = objectType(.symbol(symbol)) { return .basic(object) }
        guard symbol.kind == .alias else {
            return .userDefined(reference(to: symbol, at: range, isNamed: isNamed))
        }
        if symbol.external != nil { return .userDefined(reference(to: symbol, at: range)) }
        if let string = stringType(symbol) { return .basic(string) }
        if let wire = wireType(of: symbol) { return .userDefined(reference(to: wire, at: range)) }
        if isWritten(alias: symbol) { return .userDefined(reference(to: symbol, at: range, isNamed: isNamed)) }
        guard let target = symbol.alias else { return .basic(.void) }
        guard case .symbol(let next) = target else { return describe(target, at: range) }
        // A library that is imported may know a struct by its typedef's name: GUID, EXCEPINFO.
        if isNamed, target.automationType == nil, binder.importedType(symbol.id) != nil {
            return .userDefined(reference(to: symbol, at: range))
        }
        return describe(next, at: range, isNamed: false)
    }

    /// VT_UNKNOWN or VT_DISPATCH, if the type is one of the two interfaces.
    private func objectType(_ type: BoundType) -> VarType? {
        guard let symbol = type.symbol, symbol.kind == .interface else { return nil }
        if symbol.isNamed(.IUnknown) { return .unknown }
        return symbol.isNamed(.IDispatch) ? .dispatch : nil
    }

    /// VT_LPSTR or VT_LPWSTR for `typedef [string] char *` and its wide twin.
    private func stringType(_ alias: Symbol) -> VarType? {
        guard alias.attributes.has(.string), case .pointer(let element)? = alias.alias?.withoutAliases,
            case .basic(let basic) = element.withoutAliases
        else { return nil }
        switch basic {
        case .char: return .lpstr
        case .wideChar: return .lpwstr
        default: return nil
        }
    }

    /// The type that stands for a `wire_marshal` typedef in a library.
    ///
    /// Bound once: a `struct` that the attribute defines would be another one each time, and may name the typedef itself.
    private func wireType(of alias: Symbol) -> Symbol? {
        if let known = alias.wireType { return known }
        guard case .type(let syntax)? = alias.attributes[.wire_marshal]?.arguments,
            syntax.declarator.modifiers.isEmpty, case .symbol(let wire) = binder.bindSpecifier(syntax.specifier)
        else { return nil }
        alias.wireType = wire
        return wire
    }

    // MARK: Definitions

    /// Name, GUID, flags, version, documentation and custom data: what every type has.
    func header(of symbol: Symbol, _ kind: TypeKind) -> TypeDefinition {
        let attributes = symbol.attributes
        return TypeDefinition(
            name: spelling(of: symbol.id), kind: kind, guid: uuid(of: attributes), flags: typeFlags(of: attributes),
            version: version(of: attributes), documentation: documentation(of: attributes),
            customData: customData(of: attributes) + keptAttributes(of: symbol))
    }

    func emitAlias(_ symbol: Symbol) -> TypeDefinition {
        var type = header(of: symbol, .alias)
        let target = symbol.alias ?? .unknown
        let extent = layout.extent(of: target)
        type.instanceSize = UInt32(clamping: extent.size)
        type.alignment = UInt16(clamping: extent.alignment)
        type.alias = describe(target, at: symbol.range)
        return type
    }

    func emitRecord(_ symbol: Symbol) -> TypeDefinition {
        var type = header(of: symbol, symbol.kind == .union ? .union : .record)
        type.instanceSize = UInt32(clamping: symbol.layout.size)
        type.alignment = symbol.isDefined ? UInt16(clamping: symbol.layout.alignment) : 0
        for (index, field) in symbol.fields.enumerated() {
            if field.isBitField { sink.error("a type library has no bit fields", at: field.range) }
            let described = describe(field.type, at: field.range)
            type.variables.append(
                Variable(
                    memberID: memberID(of: field.attributes) ?? MemberID.variable(index),
                    name: spelling(of: field.name == nil ? binder.names.intern(binder.unnamedTypeName()) : field.id),
                    documentation: documentation(of: field.attributes), kind: .perInstance,
                    flags: variableFlags(of: field.attributes), type: described, instanceOffset: field.offset,
                    customData: customData(of: field.attributes)
                        + keptAttributes(of: field.attributes, among: LibraryEmitter.keptOnFields)))
        }
        return type
    }

    func emitEnum(_ symbol: Symbol) -> TypeDefinition {
        var type = header(of: symbol, .enum)
        type.instanceSize = 4
        type.alignment = 4
        for (index, member) in symbol.constants.enumerated() {
            type.variables.append(
                Variable(
                    memberID: memberID(of: member.attributes) ?? MemberID.variable(index), name: spelling(of: member.id),
                    documentation: documentation(of: member.attributes),
                    kind: .const, flags: variableFlags(of: member.attributes), type: .basic(.int),
                    value: .integer(.i4, member.value.integerValue ?? 0), customData: customData(of: member.attributes)))
        }
        return type
    }

    /// As widl writes it for both sizes of pointers; MIDL has 8 in a 64-bit library. Nothing uses it.
    static let coclassAlignment: UInt16 = 4

    func emitCoclass(_ symbol: Symbol) -> TypeDefinition {
        var type = header(of: symbol, .coclass)
        requireUUID(symbol)
        if !symbol.attributes.has(.noncreatable) { type.flags.insert(.canCreate) }
        type.instanceSize = UInt32(layout.systemKind.pointerSize)
        type.alignment = LibraryEmitter.coclassAlignment
        var seen: Set<ImplementedType> = []
        for (target, attributes) in symbol.implementations {
            var flags: ImplTypeFlags = []
            if attributes.has(.default) { flags.insert(.default) }
            if attributes.has(.source) { flags.insert(.source) }
            if attributes.has(.restricted) { flags.insert(.restricted) }
            if attributes.has(.defaultvtable) { flags.insert(.defaultVTable) }
            let reference = reference(to: target, at: symbol.range, isNamed: false)
            guard seen.insert(ImplementedType(reference, flags: flags.intersection(.source))).inserted else {
                sink.error("\(symbol.name) has \(target.name) already", at: symbol.range)
                continue
            }
            type.implementedTypes.append(
                ImplementedType(reference, flags: flags, customData: customData(of: attributes)))
        }
        checkDefaults(type.implementedTypes, of: symbol)
        type.implementedTypes.setDefaults()
        return type
    }

    private func checkDefaults(_ list: [ImplementedType], of symbol: Symbol) {
        for isSource in [false, true] {
            let defaults = list.count { $0.flags.contains(.default) && $0.flags.contains(.source) == isSource }
            if defaults > 1 {
                sink.error(
                    "\(symbol.name) has more than one default \(isSource ? "source " : "")interface", at: symbol.range)
            }
        }
    }

    func emitModule(_ symbol: Symbol) -> TypeDefinition {
        var type = header(of: symbol, .module)
        type.alignment = 1
        type.dllName = string(.dllname, of: symbol.attributes)
        if type.dllName == nil, !symbol.functions.isEmpty {
            sink.error(
                "the module \(symbol.name) has functions, but no dllname", at: symbol.range,
                hint: "write [dllname(\"…\")] before it")
        }
        emitFunctions(of: symbol, into: &type, kind: .static, ancestors: 0, firstOffset: 0)
        type.instanceSize = UInt32(type.functions.count)
        for (index, constant) in symbol.constants.enumerated() {
            let described = constant.type.map { describe($0, at: constant.range) } ?? .basic(.i4)
            type.variables.append(
                Variable(
                    memberID: memberID(of: constant.attributes) ?? MemberID.variable(symbol.functions.count + index),
                    name: spelling(of: constant.id), documentation: documentation(of: constant.attributes), kind: .const,
                    flags: variableFlags(of: constant.attributes), type: described,
                    value: constant.type.flatMap { coerce(constant.value, to: $0, at: constant.range) }
                        ?? plainValue(constant.value),
                    customData: customData(of: constant.attributes)))
        }
        return type
    }

    func requireUUID(_ symbol: Symbol) {
        guard !symbol.attributes.has(.uuid) else { return }
        sink.error(
            "\(symbol.kind.rawValue) \(symbol.name) has no uuid", at: symbol.range, hint: "write [uuid(…)] before it")
    }

    func memberID(of attributes: AttributeList) -> Int32? {
        integer(.id, of: attributes).map { Int32(truncatingIfNeeded: $0) }
    }
}
