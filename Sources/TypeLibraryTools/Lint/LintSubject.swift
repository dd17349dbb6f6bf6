// SPDX-License-Identifier: Apache-2.0
//
// What rules look at: the declarations of a library with the way up to their owners.

import AutomationTypes
import TypeLibrary

/// A library under inspection, every type decoded once.
final class LintLibrary {
    let library: TypeLibrary
    private let infos: [TypeInfo]
    private let sources: [DeclarationPath: DeclarationSource]
    private var keptAttributes: [DeclarationPath: [String: Set<Int>]] = [:]

    init(_ library: TypeLibrary, sources: [DeclarationPath: DeclarationSource]) throws(TypeLibraryError) {
        self.library = library
        self.sources = sources
        var infos: [TypeInfo] = []
        for index in 0..<library.typeCount { infos.append(try library.typeInfo(at: index)) }
        self.infos = infos
    }

    var types: [LintType] { infos.map { LintType(owner: self, info: $0) } }

    var spelling: TypeSpelling { TypeSpelling(library: library) }

    /// The declaration's place in the text, or that of what it is a part of.
    func source(of path: DeclarationPath) -> DeclarationSource? {
        var next: DeclarationPath? = path
        while let path = next {
            if let source = sources[path] { return source }
            next = path.parent
        }
        return nil
    }

    /// What is known only from the text; nil for a library that was not compiled.
    func attributes(at path: DeclarationPath) -> Set<String>? { sources[path]?.attributes }

    /// The parameters that have an attribute which the function's custom data keeps: `iid_is`, `size_is` …
    func parameters(of function: LintFunction, with attribute: String) -> Set<Int> {
        let known = keptAttributes[function.path]
        if let known { return known[attribute] ?? [] }
        var made: [String: Set<Int>] = [:]
        for item in function.function.customData {
            guard let name = AttributeGUID.name(of: item.guid), case .bstr(let text?) = item.value else { continue }
            made[name] = Set(text.split(separator: ";").compactMap { Int($0.prefix { $0 != ":" }) })
        }
        keptAttributes[function.path] = made
        return made[attribute] ?? []
    }

    func place(of path: DeclarationPath) -> Place {
        guard let index = path.type, infos.indices.contains(index) else { return Place() }
        let definition = infos[index].definition
        var place = Place(type: definition.displayName)
        switch path.member {
        case .function(let number):
            let function = definition.functions[number]
            place.member = function.label
            if let parameter = path.parameter { place.parameter = function.parameters[parameter].name ?? "#\(parameter + 1)" }
        case .variable(let number): place.member = definition.variables[number].name ?? "#\(number + 1)"
        case .implementedType(let number): place.member = spelling.name(of: definition.implementedTypes[number].reference)
        case nil: break
        }
        return place
    }
}

struct LintType {
    let owner: LintLibrary
    let info: TypeInfo

    var definition: TypeDefinition { info.definition }
    var path: DeclarationPath { DeclarationPath(type: info.index) }
    var functions: [LintFunction] {
        definition.functions.indices.map { LintFunction(type: self, index: $0, function: definition.functions[$0]) }
    }

    func path(_ member: DeclarationPath.Member) -> DeclarationPath { DeclarationPath(type: info.index, member: member) }

    var isInterface: Bool { definition.kind == .interface || definition.kind == .dispatch }

    /// IUnknown and IDispatch themselves are what the rules start from.
    var isRoot: Bool { WellKnown.names[definition.guid] != nil }

    /// Whether a proxy may carry calls to it: anything with a vtable but the roots.
    var isRemotable: Bool { definition.isVTable && !isRoot }

    /// Whether its calls travel as Automation's types.
    var isAutomation: Bool {
        definition.kind == .dispatch || definition.flags.contains(.oleAutomation)
    }

    /// The type and its bases, from the derived one. A chain that cannot be followed ends early.
    var inheritance: [TypeInfo] {
        var chain = [info.vtableHalf()]
        while chain.count < TypeInfo.deepestInheritance, let last = chain.last,
            let base = last.definition.implementedTypes.first,
            let next = try? last.library.resolve(base.reference).vtableHalf(),
            !chain.contains(where: { $0.library === next.library && $0.index == next.index })
        {
            chain.append(next)
        }
        return chain
    }
}

struct LintFunction {
    let type: LintType
    let index: Int
    let function: Function

    var path: DeclarationPath { type.path(.function(index)) }
    var library: TypeLibrary { type.owner.library }
    var parameters: [LintParameter] {
        function.parameters.indices.map { LintParameter(function: self, index: $0, parameter: function.parameters[$0]) }
    }

    /// What a caller passes: without the language and the result.
    var arguments: [LintParameter] {
        parameters.filter { $0.parameter.flags.isDisjoint(with: [.lcid, .retval]) }
    }

    /// The type of the property's value as a caller sees it; nil if the accessor has none.
    var valueType: TypeDescription? {
        if function.invokeKind.isPut { return arguments.last?.parameter.type }
        if let result = function.parameters.last(where: { $0.flags.contains(.retval) }) {
            guard case .pointer(let target?) = result.type else { return nil }
            return target
        }
        switch function.returnType {
        case .basic(.void): return nil
        // A property without retval gives its value through the last parameter.
        case .basic(.hresult):
            guard case .pointer(let target?) = arguments.last?.parameter.type,
                arguments.last?.parameter.flags.contains(.out) == true
            else { return nil }
            return target
        default: return function.returnType
        }
    }

}

struct LintParameter {
    let function: LintFunction
    let index: Int
    let parameter: Parameter

    var path: DeclarationPath {
        DeclarationPath(type: function.type.info.index, member: .function(function.index), parameter: index)
    }
    var library: TypeLibrary { function.library }

    /// The type behind aliases.
    var canonical: CanonicalType { library.canonical(parameter.type) }

    /// Whether the text gave the parameter the attribute, and the library keeps it.
    func has(_ attribute: String) -> Bool {
        function.type.owner.parameters(of: function, with: attribute).contains(index)
    }
}
