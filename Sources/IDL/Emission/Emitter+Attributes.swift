// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LibraryEmitter {
    // MARK: Values of attributes

    func string(_ keyword: Keyword, of attributes: AttributeList) -> String? {
        guard let attribute = attributes[keyword] else { return nil }
        if let expression = attribute.arguments.value, case .string(let text)? = binder.evaluate(expression) { return text }
        sink.error("\(keyword.spelling) needs a string", at: attribute.argumentRange)
        return nil
    }

    func integer(_ keyword: Keyword, of attributes: AttributeList) -> Int64? {
        guard let attribute = attributes[keyword] else { return nil }
        guard let expression = attribute.arguments.value else {
            sink.error("\(keyword.spelling) needs one number", at: attribute.argumentRange)
            return nil
        }
        guard let value = binder.evaluate(expression) else { return nil }
        guard let integer = value.integerValue else {
            sink.error("\(keyword.spelling) needs a number, not \(value.noun)", at: expression.range)
            return nil
        }
        guard integer >= Int64(Int32.min), integer <= Int64(UInt32.max) else {
            sink.error("the value of \(keyword.spelling) does not fit into 32 bits", at: expression.range)
            return nil
        }
        return integer
    }

    func uuid(of attributes: AttributeList) -> GUID {
        guard let attribute = attributes[.uuid] else { return .zero }
        if case .text(let text) = attribute.arguments, let guid = GUID(text) { return guid }
        sink.error(
            "this is no UUID", at: attribute.argumentRange, hint: "write uuid(00000000-0000-0000-0000-000000000000)")
        return .zero
    }

    func version(of attributes: AttributeList) -> Version {
        guard let attribute = attributes[.version] else { return Version(0, 0) }
        if case .text(let text) = attribute.arguments {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt16($0) }
            if let major = parts.first ?? nil {
                if parts.count == 1 { return Version(major, 0) }
                if parts.count == 2, let minor = parts[1] { return Version(major, minor) }
            }
        }
        sink.error("this is no version", at: attribute.argumentRange, hint: "write version(1.0)")
        return Version(0, 0)
    }

    func documentation(of attributes: AttributeList) -> Documentation {
        Documentation(
            helpString: string(.helpstring, of: attributes),
            helpContext: UInt32(truncatingIfNeeded: integer(.helpcontext, of: attributes) ?? 0),
            helpStringContext: UInt32(truncatingIfNeeded: integer(.helpstringcontext, of: attributes) ?? 0))
    }

    func customData(of attributes: AttributeList) -> [CustomData] {
        guard attributes.has(.custom) else { return [] }
        var result: [CustomData] = []
        for attribute in attributes.all where attribute.keyword == .custom {
            guard case .customData(let text, let expression) = attribute.arguments else { continue }
            guard let guid = GUID(text) else {
                sink.error("custom needs a GUID and a value", at: attribute.argumentRange)
                continue
            }
            guard let value = binder.evaluate(expression) else { continue }
            if result.contains(where: { $0.guid == guid }) {
                sink.error("custom data \(guid) is given twice", at: attribute.range)
                continue
            }
            result.append(CustomData(guid: guid, value: plainValue(value)))
        }
        return result
    }

    /// A constant as a VARIANT of its own type.
    func plainValue(_ value: Constant) -> ConstantValue {
        switch value {
        case .integer(let number, let isUnsigned, let isWide):
            if isUnsigned, isWide { return .ui8(UInt64(bitPattern: number)) }
            if isUnsigned, let small = UInt32(exactly: number) { return .integer(.ui4, Int64(small)) }
            if let small = Int32(exactly: number) { return .integer(.i4, Int64(small)) }
            if let small = UInt32(exactly: number) { return .integer(.ui4, Int64(small)) }
            return .integer(.i8, number)
        case .real(let number): return .r8(number)
        case .string(let text): return .bstr(text)
        case .boolean(let flag): return .integer(.bool, flag ? -1 : 0)
        case .null: return .integer(.i4, 0)
        case .typed(let value): return value
        }
    }

    // MARK: What a type library has no field for

    /// As custom data, the attributes in `set` that the list has.
    func keptAttributes(of attributes: AttributeList, among set: AttributeSet) -> [CustomData] {
        guard attributes.hasAny(of: set) else { return [] }
        return attributes.all.compactMap { attribute in
            guard let keyword = attribute.keyword, set.contains(keyword),
                let guid = AttributeGUID.guid(of: keyword.spelling)
            else { return nil }
            return keptValue(of: attribute, keyword).map { CustomData(guid: guid, value: $0) }
        }
    }

    /// The arguments as `AttributeGUID` documents them; nil after reporting that they cannot be kept.
    private func keptValue(of attribute: AttributeSyntax, _ keyword: Keyword) -> ConstantValue? {
        switch attribute.arguments {
        case .none: return .integer(.i4, 1)
        case .text(let text): return .bstr(text)
        case .type(let syntax):
            let type = binder.bindTypeName(syntax)
            if let scalar = layout.scalarType(of: type) { return .integer(.i4, Int64(scalar.rawValue)) }
            if !type.isUnknown { sink.error("\(keyword.spelling) needs an integer type", at: attribute.argumentRange) }
            return nil
        case .value, .list:
            let list = attribute.arguments.expressions ?? []
            guard keyword == .case || keyword == .range else {
                let printer = ExpressionPrinter(sources: sink.sources)
                return .bstr(list.map { $0.map(printer.text) ?? "" }.joined(separator: ","))
            }
            let numbers = list.map { $0.flatMap { binder.evaluate($0)?.integerValue } }
            guard numbers.allSatisfy({ $0 != nil }), keyword == .case || numbers.count == 2 else {
                let wanted = keyword == .case ? "integers" : "two integers"
                sink.error("\(keyword.spelling) needs \(wanted)", at: attribute.argumentRange)
                return nil
            }
            return .bstr(numbers.compactMap { $0.map(String.init) }.joined(separator: ","))
        case .customData: return nil
        }
    }

    /// Those of a function's parameters, of its result and of the function itself, as custom data of the function.
    func keptAttributes(of function: BoundFunction) -> [CustomData] {
        let ofFunction = keptAttributes(of: function.attributes, among: [.call_as])
        guard function.attributes.hasAny(of: LibraryEmitter.keptOnResults)
            || function.parameters.contains(where: { $0.attributes.hasAny(of: LibraryEmitter.keptOnData) })
        else { return ofFunction }
        var texts: [String: [String]] = [:]
        func add(_ attributes: AttributeList, _ index: Int, among set: AttributeSet) {
            for kept in keptAttributes(of: attributes, among: set) {
                guard let name = AttributeGUID.name(of: kept.guid) else { continue }
                var text = String(index)
                if case .bstr(let arguments?) = kept.value { text += ":" + arguments }
                texts[name, default: []].append(text)
            }
        }
        for (index, parameter) in function.parameters.enumerated() {
            add(parameter.attributes, index, among: LibraryEmitter.keptOnData)
        }
        add(function.attributes, -1, among: LibraryEmitter.keptOnResults)
        let ofParts = AttributeGUID.names.compactMap { name -> CustomData? in
            guard let list = texts[name], let guid = AttributeGUID.guid(of: name) else { return nil }
            return CustomData(guid: guid, value: .bstr(list.joined(separator: ";")))
        }
        return ofParts + ofFunction
    }

    /// The attributes of a type that are kept depend on what it is.
    func keptAttributes(of symbol: Symbol) -> [CustomData] {
        switch symbol.kind {
        case .interface: keptAttributes(of: symbol.attributes, among: [.local, .pointer_default])
        case .enumeration: keptAttributes(of: symbol.attributes, among: [.v1_enum])
        case .union: keptAttributes(of: symbol.attributes, among: [.switch_type])
        case .alias: keptAttributes(of: symbol.attributes, among: LibraryEmitter.keptOnResults.union([.range]))
        case .record, .dispinterface, .coclass, .module: []
        }
    }

    static let keptOnResults: AttributeSet = [.string, .unique, .ref, .ptr]
    static let keptOnData: AttributeSet = keptOnResults.union([
        .size_is, .length_is, .max_is, .min_is, .first_is, .last_is, .iid_is, .switch_is, .range,
    ])
    static let keptOnFields: AttributeSet = keptOnData.union([.case, .default])

    // MARK: Flags

    func typeFlags(of attributes: AttributeList) -> TypeFlags {
        guard attributes.hasAny(of: LibraryEmitter.typeFlagSet) else { return [] }
        var flags: TypeFlags = []
        for (keyword, flag) in LibraryEmitter.typeFlagNames where attributes.has(keyword) { flags.insert(flag) }
        return flags
    }

    func functionFlags(of attributes: AttributeList) -> FuncFlags {
        guard attributes.hasAny(of: LibraryEmitter.functionFlagSet) else { return [] }
        var flags: FuncFlags = []
        for (keyword, flag) in LibraryEmitter.functionFlagNames where attributes.has(keyword) { flags.insert(flag) }
        return flags
    }

    func variableFlags(of attributes: AttributeList) -> VarFlags {
        guard attributes.hasAny(of: LibraryEmitter.variableFlagSet) else { return [] }
        var flags: VarFlags = []
        for (keyword, flag) in LibraryEmitter.variableFlagNames where attributes.has(keyword) { flags.insert(flag) }
        return flags
    }

    /// The flags that every kind of type may have; the printer reads the tables the other way round.
    static let typeFlagNames: [(Keyword, TypeFlags)] = [
        (.hidden, .hidden), (.restricted, .restricted), (.nonextensible, .nonExtensible),
        (.oleautomation, .oleAutomation), (.proxy, .proxy), (.replaceable, .replaceable), (.predeclid, .predeclaredID),
        (.appobject, .appObject), (.licensed, .licensed), (.control, .control), (.aggregatable, .aggregatable),
    ]

    static let functionFlagNames: [(Keyword, FuncFlags)] = [
        (.restricted, .restricted), (.source, .source), (.bindable, .bindable), (.requestedit, .requestEdit),
        (.displaybind, .displayBind), (.defaultbind, .defaultBind), (.hidden, .hidden),
        (.usesgetlasterror, .usesGetLastError), (.defaultcollelem, .defaultCollectionElement), (.uidefault, .uiDefault),
        (.nonbrowsable, .nonBrowsable), (.replaceable, .replaceable), (.immediatebind, .immediateBind),
    ]

    static let variableFlagNames: [(Keyword, VarFlags)] = [
        (.readonly, .readOnly), (.source, .source), (.bindable, .bindable), (.requestedit, .requestEdit),
        (.displaybind, .displayBind), (.defaultbind, .defaultBind), (.hidden, .hidden), (.restricted, .restricted),
        (.defaultcollelem, .defaultCollectionElement), (.uidefault, .uiDefault), (.nonbrowsable, .nonBrowsable),
        (.replaceable, .replaceable), (.immediatebind, .immediateBind),
    ]

    private static let typeFlagSet = AttributeSet(typeFlagNames.map(\.0))
    private static let functionFlagSet = AttributeSet(functionFlagNames.map(\.0))
    private static let variableFlagSet = AttributeSet(variableFlagNames.map(\.0))

    // MARK: The library

    func attributes(of library: BoundLibrary) -> LibraryAttributes {
        let attributes = library.attributes
        let guid = uuid(of: attributes)
        if !attributes.has(.uuid) {
            sink.error(
                "the library \(library.name.text) has no uuid", at: library.name.range,
                hint: "a library is found by its GUID: write [uuid(…)] before it")
        }
        var flags: LibFlags = []
        if attributes.has(.restricted) { flags.insert(.restricted) }
        if attributes.has(.control) { flags.insert(.control) }
        if attributes.has(.hidden) { flags.insert(.hidden) }
        return LibraryAttributes(
            name: library.name.text, guid: guid, version: version(of: attributes),
            lcid: UInt32(truncatingIfNeeded: integer(.lcid, of: attributes) ?? 0), systemKind: layout.systemKind,
            flags: flags, documentation: documentation(of: attributes), helpFile: string(.helpfile, of: attributes),
            helpStringDLL: string(.helpstringdll, of: attributes), customData: customData(of: attributes))
    }
}
