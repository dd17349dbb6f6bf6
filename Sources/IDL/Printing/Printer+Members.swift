// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LibraryWriter {
    func bracketed(_ attributes: [String]) -> String {
        attributes.isEmpty ? "" : "[\(attributes.joined(separator: ", "))] "
    }

    /// `id(…)`, unless the compiler would assign the MEMBERID anyway.
    func memberID(_ id: Int32, natural: Int) -> [String] {
        if id == Int32(truncatingIfNeeded: natural) { return [] }
        let isSmall = id >= -100_000 && id <= 100_000
        return [isSmall ? "id(\(id))" : "id(0x\(hexadecimal(UInt64(UInt32(bitPattern: id)), digits: 8).lowercased()))"]
    }

    /// The names of a variable's flags, all of them or those among `allowed`.
    func flagNames(_ flags: VarFlags, among allowed: [String]?) -> [String] {
        LibraryEmitter.variableFlagNames.filter { flags.contains($0.1) && allowed?.contains($0.0.spelling) != false }.map(\.0.spelling)
    }

    // MARK: Functions

    mutating func writeFunctions(of type: TypeDefinition, naturalID: Int) {
        var seen: [String: (index: Int, isNatural: Bool)] = [:]
        for (index, function) in type.functions.enumerated() {
            // The accessors of one property share the MEMBERID of the first, which the first may have from its place.
            let first = function.name.flatMap { seen[$0] }
            let natural = naturalID + (first?.isNatural == true ? first?.index ?? index : index)
            if let name = function.name, first == nil {
                seen[name] = (index, function.memberID == Int32(truncatingIfNeeded: natural))
            }
            line("        \(bracketed(attributes(of: function, natural: natural)))\(signature(of: function));")
        }
    }

    private func attributes(of function: Function, natural: Int) -> [String] {
        var list = memberID(function.memberID, natural: natural)
        if function.invokeKind.contains(.propertyGet) { list.append("propget") }
        if function.invokeKind.contains(.propertyPut) { list.append("propput") }
        if function.invokeKind.contains(.propertyPutRef) { list.append("propputref") }
        switch function.entry {
        case .name(let name): list.append("entry(\(quoted(name)))")
        case .ordinal(let ordinal): list.append("entry(\(ordinal))")
        case nil: break
        }
        for (word, flag) in LibraryEmitter.functionFlagNames where function.flags.contains(flag) { list.append(word.spelling) }
        if function.optionalCount < 0 { list.append("vararg") }
        list += IDLWords.written(function.keptAttributes[-1] ?? [])
        if let name = function.callAs { list.append("call_as(\(identifier(name)))") }
        return list + documentation(function.documentation) + customData(function.customData)
    }

    private func signature(of function: Function) -> String {
        let convention =
            switch function.callConv {
            case .cdecl: "__cdecl "
            case .pascal: "__pascal "
            case .fpFastcall: "__fastcall "
            default: ""
            }
        let parameters = self.parameters(of: function)
        let name = identifier(function.name ?? "")
        let flat = "\(convention)\(name)(\(parameters.joined(separator: ", ")))"
        let text =
            flat.utf8.count <= 90 || parameters.count < 2
            ? flat
            : "\(convention)\(name)(\n            \(parameters.joined(separator: ",\n            ")))"
        return declare(function.returnType, text)
    }

    /// Of the parameters with a default value, how many are counted as optional: [optional] is, a default value is not, and one
    /// that is counted too has both.
    private func alsoOptional(in function: Function) -> Int {
        Int(function.optionalCount)
            - function.parameters.count {
                $0.flags.contains(.optional) && !$0.flags.contains(.hasDefault) && $0.type.canBeMissing
            }
    }

    /// Whether the attributes of the parameters make another number of optional ones than the library says.
    func countsOtherwise(_ function: Function) -> Bool {
        guard function.optionalCount >= 0 else { return false }
        let rest = alsoOptional(in: function)
        let candidates = function.parameters.count { $0.flags.contains(.hasDefault) && $0.type.canBeMissing }
        return rest < 0 || rest > candidates
    }

    private func parameters(of function: Function) -> [String] {
        let kept = IDLWords.keptAttributes(of: function)
        var alsoOptional = alsoOptional(in: function)
        let used = Set(function.parameters.compactMap(\.name))
        return function.parameters.enumerated().map { index, parameter in
            var list: [String] = []
            if parameter.flags.contains(.in) { list.append("in") }
            if parameter.flags.contains(.out) { list.append("out") }
            if parameter.flags.contains(.lcid) { list.append("lcid") }
            if parameter.flags.contains(.retval) { list.append("retval") }
            if parameter.flags.contains(.hasDefault) {
                if alsoOptional > 0, parameter.type.canBeMissing {
                    alsoOptional -= 1
                    list.append("optional")
                }
                let value = parameter.defaultValue.map { IDLWords.constant($0, as: parameter.type) ?? "0" }
                list.append("defaultvalue(\(value ?? ""))")
            } else if parameter.flags.contains(.optional) {
                list.append("optional")
            }
            list += kept[index] ?? []
            list += customData(parameter.customData)
            var name = parameter.name.map(identifier) ?? ""
            // The new value of a property has no name in a library; IDL wants one to be read.
            if name.isEmpty, function.invokeKind.isPut, index == function.parameters.count - 1 {
                name = ["newValue", "newValue_", "newValue__"].first { !used.contains($0) } ?? ""
            }
            return bracketed(list) + declare(parameter.type, name)
        }
    }

    // MARK: Declarators

    /// `type` declared as `declarator`: C's inside-out notation.
    func declare(_ type: TypeDescription, _ declarator: String) -> String {
        switch type {
        case .basic(.unknown): return join("IUnknown", "*" + declarator)
        case .basic(.dispatch): return join("IDispatch", "*" + declarator)
        case .basic(let varType): return join(IDLWords.name(of: varType), declarator)
        case .pointer(let target):
            if case .cArray? = target { return declare(target ?? .basic(.void), "(*\(declarator))") }
            return declare(target ?? .basic(.void), "*" + declarator)
        case .safeArray(let element): return join("SAFEARRAY(\(declare(element ?? .basic(.variant), "")))", declarator)
        case .cArray(let element, let bounds):
            let suffix = bounds.map { $0.count == 0 ? "[]" : "[\($0.count)]" }.joined()
            return declare(element, declarator + suffix)
        case .userDefined(let reference):
            guard let (name, info) = names.resolve(reference) else { return join("void /* cannot be resolved */", declarator) }
            // A record may have been declared by its tag only.
            let isTag = info.library === library && [.record, .union, .enum].contains(info.definition.kind)
            return join(isTag ? "\(keyword(of: info.definition) ?? "") \(name)" : name, declarator)
        }
    }

    private func join(_ type: String, _ declarator: String) -> String { declarator.isEmpty ? type : type + " " + declarator }
}
