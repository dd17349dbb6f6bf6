// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The rules for functions that Automation can call.
extension LibraryEmitter {
    func checkFunction(_ function: BoundFunction, of symbol: Symbol) {
        guard !symbol.isImported else { return }
        checkRetval(function, of: symbol)
        checkProperty(function, of: symbol)
        checkOptional(function)
        let isAutomation = symbol.attributes.has(.dual) || symbol.attributes.has(.oleautomation)
        guard symbol.kind == .interface, isAutomation else { return }
        for parameter in function.parameters where !isAutomationType(parameter.type) {
            sink.warning(
                "\(parameter.name ?? "this parameter") has a type that Automation cannot pass", at: parameter.range,
                hint: "the interface is \(symbol.attributes.has(.dual) ? "dual" : "oleautomation")")
        }
        if case .basic(.void) = function.returnType.withoutAliases { return }
        if !isAutomationType(function.returnType) {
            sink.warning("\(function.name) returns a type that Automation cannot pass", at: function.range)
        }
    }

    private func checkRetval(_ function: BoundFunction, of symbol: Symbol) {
        let parameters = function.parameters
        for index in parameters.indices where parameters[index].attributes.has(.retval) {
            let parameter = parameters[index]
            if index != parameters.count - 1 {
                let message = "only the last parameter can be retval"
                if parameters.last?.attributes.has(.retval) == true {
                    sink.warning(message, at: parameter.range)
                } else {
                    sink.error(message, at: parameter.range, hint: "move it behind the others")
                }
            }
            if !parameter.attributes.has(.out) {
                sink.error("a retval parameter is out as well", at: parameter.range, hint: "write [out, retval]")
            }
            if parameter.type.pointee == nil, !parameter.type.isUnknown {
                sink.error("a retval parameter is a pointer to the result", at: parameter.range)
            }
        }
        for index in parameters.indices where parameters[index].attributes.has(.out) && !parameters[index].attributes.has(.retval) {
            let parameter = parameters[index]
            switch parameter.type.withoutAliases {
            case .pointer, .array, .unknown, .safeArray: break
            case .symbol(let known) where known.external != nil: break
            default:
                if parameter.type.automationType.map({ $0 == .lpstr || $0 == .lpwstr }) != true {
                    sink.warning(
                        "an out parameter is a pointer, so nothing can be returned here", at: parameter.range)
                }
            }
        }
    }

    private func checkProperty(_ function: BoundFunction, of symbol: Symbol) {
        let kinds: [Keyword] = [.propget, .propput, .propputref]
        guard let kind = kinds.first(where: function.attributes.has), let attribute = function.attributes[kind] else { return }
        if kinds.count(where: function.attributes.has) > 1 {
            sink.error("a function is one of propget, propput and propputref", at: attribute.range)
        }
        let hasRetval = function.parameters.contains { $0.attributes.has(.retval) }
        // A parameter with lcid may stand behind the value.
        let value = function.parameters.last { !$0.attributes.has(.lcid) }
        if kind == .propget {
            let returnsValue = !function.returnType.isVoid && function.returnType.automationType != .hresult
            if !hasRetval, !returnsValue, value?.attributes.has(.out) != true {
                sink.error(
                    "\(function.name) has propget, but gives no value", at: attribute.range,
                    hint: "let the last parameter be [out, retval]")
            }
        } else {
            if value == nil {
                sink.error(
                    "\(function.name) has \(kind.spelling), but takes no value", at: attribute.range,
                    hint: "the last parameter is the new value")
            }
            if hasRetval {
                sink.error("a function with \(kind.spelling) has no retval parameter", at: attribute.range)
            }
        }
    }

    private func checkOptional(_ function: BoundFunction) {
        var optional: BoundParameter?
        for parameter in function.parameters {
            let attributes = parameter.attributes
            if attributes.has(.optional) || attributes.has(.defaultvalue) {
                optional = parameter
            } else if let before = optional, !attributes.has(.retval), !attributes.has(.lcid),
                !(function.invokeKind.isPut && parameter.range == function.parameters.last?.range)
            {
                sink.warning(
                    "\(parameter.name ?? "this parameter") stands behind the optional \(before.name ?? "parameter"), so it is always needed",
                    at: parameter.range, hint: "move the optional parameters to the end")
                return
            }
        }
    }

    /// Whether IDispatch::Invoke and the type-library marshaler can pass a type. [MS-OAUT] 2.2.49.3
    func isAutomationType(_ type: BoundType) -> Bool {
        if let known = type.automationType { return known != .lpstr && known != .lpwstr }
        switch type.withoutAliases {
        case .basic(let basic): return basic != .handle
        case .automation, .unknown: return true
        case .pointer(let target):
            if case .pointer(let inner) = target.withoutAliases, target.automationType == nil {
                return inner.symbol?.isObject == true
            }
            return !target.isVoid && (target.symbol?.isObject == true || isAutomationType(target))
        case .safeArray(let element): return isAutomationType(element)
        case .array, .function: return false
        case .symbol(let symbol):
            switch symbol.kind {
            case .record, .union: return symbol.attributes.has(.uuid) || symbol.external != nil
            case .module: return false
            default: return true
            }
        }
    }

    /// Reports a MEMBERID that two members share, unless they are the accessors of one property.
    func checkIDs(of symbol: Symbol, in type: TypeDefinition) {
        guard !symbol.isImported else { return }
        var names: [Int32: (name: String, kinds: InvokeKind)] = [:]
        names.reserveCapacity(type.functions.count + type.variables.count)
        var index = 0
        for source in symbol.functions where !source.isLocal && index < type.functions.count {
            // Taken one by one: a function is much to copy.
            let (id, kind) = (type.functions[index].memberID, type.functions[index].invokeKind)
            let name = type.functions[index].name ?? ""
            index += 1
            guard let known = names.updateValue((name, kind), forKey: id) else { continue }
            if known.name != name {
                sink.error("\(source.name) has the id of \(known.name)", at: source.attributes[.id]?.range ?? source.range)
            } else if !known.kinds.isDisjoint(with: kind) {
                sink.error("\(symbol.name) has a function \(source.name) already", at: source.range)
            }
            names[id] = (known.name, known.kinds.union(kind))
        }
        guard symbol.kind == .dispinterface else { return }
        for (variable, source) in zip(type.variables, symbol.fields) {
            if let known = names[variable.memberID] {
                sink.error(
                    "\(variable.name ?? "") has the id of \(known.name)", at: source.attributes[.id]?.range ?? source.range)
            }
            names[variable.memberID] = (variable.name ?? "", .propertyGet)
        }
    }
}

extension Symbol {
    /// Whether a pointer to it is an interface pointer.
    var isObject: Bool { kind == .interface || kind == .dispinterface || kind == .coclass }
}

extension LibraryEmitter {
    /// Reports names and GUIDs that two types of the library share.
    func checkLibrary(_ definition: LibraryDefinition, _ library: BoundLibrary) {
        var names: [String: Int] = [:]
        var guids: [GUID: Int] = [definition.attributes.guid: -1]
        for (index, type) in definition.types.enumerated() {
            let range = symbols[index]?.range ?? library.name.range
            if let name = type.name, !renamed.contains(index) {
                if let other = names.updateValue(index, forKey: name) {
                    sink.error("two types of the library are called \(name)", at: range)
                    if let first = symbols[other] { sink.note("the other one is here", at: first.range) }
                }
            }
            guard type.guid != .zero, type.kind != .alias else { continue }
            if let other = guids.updateValue(index, forKey: type.guid) {
                let what = other < 0 ? "the library" : definition.types[other].name ?? ""
                sink.error("\(type.name ?? "") has the uuid of \(what)", at: range)
                if let first = symbols[other] { sink.note("that one is here", at: first.range) }
            }
        }
    }
}
