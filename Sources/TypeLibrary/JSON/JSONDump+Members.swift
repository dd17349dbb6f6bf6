// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

extension JSONDump {
    mutating func functions(_ functions: [FunctionInfo], of type: TypeInfo) throws(TypeLibraryError) {
        let lookup = MemberLookup(functions)
        for (index, info) in functions.enumerated() {
            try checkSize()
            let function = info.function
            json.beginObject()
            json.number("index", index)
            json.number("memid", function.memberID)
            let shown = lookup.index(of: function.memberID) ?? index
            let documented = functions[shown].function
            documentation(documented.name, documented.documentation, in: functions[shown].library)
            names(documented.name, documented.parameters)
            json.word("funckind", function.kind.word)
            json.number("invkind", function.invokeKind.rawValue)
            json.number("callconv", function.callConv.rawValue)
            json.number("cParams", function.parameters.count)
            json.number("cParamsOpt", function.optionalCount)
            json.number("oVft", function.vtableOffset)
            json.number("cScodes", 0)
            json.number("flags", function.flags.rawValue)
            description("ret", function.returnType, in: info.library)
            json.number("retFlags", 0)
            json.beginArray("params", inline: function.parameters.isEmpty)
            for parameter in function.parameters { self.parameter(parameter, in: info.library) }
            json.endArray()
            if type.kind != .dispatch {
                let first = functions.firstIndex {
                    $0.function.memberID == function.memberID
                        && !$0.function.invokeKind.isDisjoint(with: function.invokeKind)
                }
                if let first {
                    json.number("funcIndexOfMemId", first)
                } else {
                    json.hresult("funcIndexOfMemIdError", .TYPE_E_ELEMENTNOTFOUND)
                }
            }
            customData(function.customData)
            if type.kind == .module { dllEntry(documented, of: type) }
            json.endObject()
        }
    }

    private mutating func names(_ name: String?, _ parameters: [Parameter]) {
        json.beginArray("names", inline: true)
        if let name {
            json.string(nil, name)
            for parameter in parameters {
                guard let name = parameter.name else { break }
                json.string(nil, name)
            }
        }
        json.endArray()
    }

    private mutating func parameter(_ parameter: Parameter, in owner: TypeLibrary) {
        json.beginObject(inline: true)
        description("type", parameter.type, in: owner)
        json.number("flags", parameter.flags.rawValue)
        if parameter.flags.contains(.hasDefault) { value("default", parameter.defaultValue) }
        if !parameter.customData.isEmpty { customData(parameter.customData) }
        json.endObject()
    }

    private mutating func dllEntry(_ function: Function, of module: TypeInfo) {
        json.beginObject("dllEntry", inline: true)
        json.string("dll", module.definition.dllName)
        switch function.entry {
        case .name(let name):
            json.string("name", name)
            json.number("ordinal", UInt16.max)
        case .ordinal(let ordinal):
            json.null("name")
            json.number("ordinal", ordinal)
        case nil:
            json.null("name")
            json.number("ordinal", 0)
        }
        json.endObject()
    }

    mutating func variables(of type: TypeInfo) throws(TypeLibraryError) {
        for (index, variable) in type.variables.enumerated() {
            try checkSize()
            json.beginObject()
            json.number("index", index)
            json.number("memid", variable.memberID)
            documentation(variable.name, variable.documentation, in: type.library)
            names(variable.name, [])
            json.word("varkind", variable.kind.word)
            json.number("flags", variable.flags.rawValue)
            description("type", variable.type, in: type.library)
            json.number("elemFlags", 0)
            if variable.kind == .const {
                value("value", variable.value)
            } else {
                json.number("oInst", variable.instanceOffset)
            }
            if let first = type.variableIndex(of: variable.memberID) {
                json.number("varIndexOfMemId", first)
            } else {
                json.hresult("varIndexOfMemIdError", .TYPE_E_ELEMENTNOTFOUND)
            }
            customData(variable.customData)
            json.endObject()
        }
    }
}

/// Finds for each MEMBERID of a type the function whose documentation and names ITypeInfo shows for it: the type's own
/// first, then those of its bases.
private struct MemberLookup {
    private var indices: [Int32: Int] = [:]

    init(_ list: [FunctionInfo]) {
        indices.reserveCapacity(list.count)
        // The list has the farthest base first and the type's own functions last. Of one type's functions the first
        // counts.
        for index in list.indices.reversed() {
            let id = list[index].function.memberID
            guard let later = indices[id] else {
                indices[id] = index
                continue
            }
            if list[later].typeIndex == list[index].typeIndex && list[later].library === list[index].library {
                indices[id] = index
            }
        }
    }

    func index(of memberID: Int32) -> Int? { indices[memberID] }
}

extension FuncKind {
    /// The schema's name of the kind.
    var word: String {
        switch self {
        case .virtual: "virtual"
        case .pureVirtual: "purevirtual"
        case .nonVirtual: "nonvirtual"
        case .static: "static"
        case .dispatch: "dispatch"
        }
    }
}

extension VarKind {
    /// The schema's name of the kind.
    var word: String {
        switch self {
        case .perInstance: "perinstance"
        case .static: "static"
        case .const: "const"
        case .dispatch: "dispatch"
        }
    }
}
