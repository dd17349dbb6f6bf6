// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LibraryWriter {
    // MARK: Attributes

    func documentation(_ documentation: Documentation) -> [String] {
        var list: [String] = []
        if let text = documentation.helpString { list.append("helpstring(\(quoted(text)))") }
        if documentation.helpContext != 0 { list.append("helpcontext(0x\(String(documentation.helpContext, radix: 16)))") }
        if documentation.helpStringContext != 0 {
            list.append("helpstringcontext(0x\(String(documentation.helpStringContext, radix: 16)))")
        }
        return list
    }

    /// Custom data as `custom(…)`; what stands for attributes is printed as such elsewhere.
    func customData(_ items: [CustomData]) -> [String] {
        items.filter { AttributeGUID.name(of: $0.guid) == nil }.compactMap { item in
            IDLWords.constant(item.value, as: nil).map { "custom(\(plain(item.guid)), \($0))" }
        }
    }

    private func attributes(of type: TypeDefinition) -> [String] {
        var list: [String] = []
        if type.kind == .interface || type.kind == .dispatch && type.flags.contains(.dual) { list.append("odl") }
        if type.kind == .alias { list.append("public") }
        if type.guid != .zero { list.append("uuid(\(plain(type.guid)))") }
        if type.version != Version(0, 0) { list.append("version(\(type.version))") }
        list += documentation(type.documentation)
        if type.flags.contains(.dual) { list.append("dual") }
        for (word, flag) in LibraryEmitter.typeFlagNames where type.flags.contains(flag) { list.append(word.spelling) }
        if type.kind == .coclass, !type.flags.contains(.canCreate) { list.append("noncreatable") }
        if let dll = type.dllName { list.append("dllname(\(quoted(dll)))") }
        return list + IDLWords.written(type.keptAttributes) + customData(type.customData)
    }

    // MARK: Types

    mutating func writeType(_ type: TypeDefinition, index: Int) {
        let name = identifier(type.name ?? "")
        switch type.kind {
        case .alias:
            let list = attributes(of: type).joined(separator: ", ")
            line("    typedef [\(list)] \(declare(type.alias ?? .basic(.void), name));")
        case .enum:
            writeTypedefHead(type)
            line("    enum \(name)")
            line("    {")
            for (position, variable) in type.variables.enumerated() {
                var list = memberID(variable.memberID, natural: 0x4000_0000 + position)
                list += documentation(variable.documentation)
                if variable.flags.contains(.hidden) { list.append("hidden") }
                list += customData(variable.customData)
                let value = IDLWords.constant(variable.value ?? .empty, as: nil) ?? "0"
                let comma = position < type.variables.count - 1 ? "," : ""
                line("        \(bracketed(list))\(identifier(variable.name ?? "")) = \(value)\(comma)")
            }
            line("    };")
        case .record, .union:
            writeRecord(type, name)
        case .interface:
            writeInterface(type, name)
        case .dispatch:
            if type.flags.contains(.dual) { writeInterface(type, name) } else { writeDispinterface(type, name) }
        case .coclass:
            writeCoclass(type, name)
        case .module:
            writeModule(type, name)
        }
    }

    private mutating func writeTypedefHead(_ type: TypeDefinition) {
        writeAttributes(attributes(of: type), indent: "    ")
    }

    private mutating func writeRecord(_ type: TypeDefinition, _ name: String) {
        let packing = packing(of: type)
        if let packing { line("#pragma pack(push, \(packing))") }
        writeTypedefHead(type)
        line("    \(type.kind == .union ? "union" : "struct") \(name)")
        line("    {")
        for (position, variable) in type.variables.enumerated() {
            var list = memberID(variable.memberID, natural: 0x4000_0000 + position)
            list += documentation(variable.documentation) + flagNames(variable.flags, among: ["readonly", "bindable", "hidden"])
            list += IDLWords.written(variable.keptAttributes)
            list += customData(variable.customData)
            line("        \(bracketed(list))\(declare(variable.type, identifier(variable.name ?? "")));")
        }
        line("    };")
        if packing != nil { line("#pragma pack(pop)") }
    }

    /// What `#pragma pack` has to be for the stored alignment to come out; nil if nothing has to be said.
    private func packing(of type: TypeDefinition) -> Int? {
        let natural = type.variables.compactMap { alignment(of: $0.type) }.max() ?? 1
        let stored = Int(type.alignment)
        return stored > 0 && stored < natural && [1, 2, 4, 8].contains(stored) ? stored : nil
    }

    private func alignment(of type: TypeDescription) -> Int? {
        let layout = Layout(library.attributes.systemKind)
        switch type {
        case .basic(let varType): return Int(layout.extent(of: varType).alignment)
        case .pointer, .safeArray: return library.attributes.systemKind.pointerSize
        case .cArray(let element, _): return alignment(of: element)
        case .userDefined(let reference):
            guard let info = try? library.resolve(reference) else { return nil }
            return info.definition.kind == .enum ? 4 : Int(info.definition.alignment)
        }
    }

    private mutating func writeInterface(_ type: TypeDefinition, _ name: String) {
        writeAttributes(attributes(of: type).filter { !(type.flags.contains(.dual) && $0 == "oleautomation") }, indent: "    ")
        let base = type.implementedTypes.first.flatMap { names.resolve($0.reference)?.name }
        line("    interface \(name)\(base.map { " : " + $0 } ?? "")")
        line("    {")
        writeFunctions(of: type, naturalID: (0x6000 | ancestors(of: type)) << 16)
        line("    };")
    }

    /// How many interfaces `type` inherits from.
    private func ancestors(of type: TypeDefinition) -> Int {
        var count = 0
        var next = type.implementedTypes.first.flatMap { names.resolve($0.reference)?.info }
        while let base = next, count < Binder.Limit.inheritance {
            count += 1
            next = base.definition.implementedTypes.first.flatMap { try? base.library.resolve($0.reference) }
        }
        return count
    }

    private mutating func writeDispinterface(_ type: TypeDefinition, _ name: String) {
        writeAttributes(attributes(of: type), indent: "    ")
        line("    dispinterface \(name)")
        line("    {")
        if let base = type.implementedTypes.first.flatMap({ names.resolve($0.reference) }),
            base.info.guid != WellKnownIID.dispatch, type.functions.isEmpty, type.variables.isEmpty
        {
            line("        interface \(base.name);")
        } else {
            line("    properties:")
            for (position, variable) in type.variables.enumerated() {
                var list = memberID(variable.memberID, natural: 0x4000_0000 + type.functions.count + position)
                list += documentation(variable.documentation) + flagNames(variable.flags, among: nil)
                list += customData(variable.customData)
                line("        \(bracketed(list))\(declare(variable.type, identifier(variable.name ?? "")));")
            }
            line("    methods:")
            writeFunctions(of: type, naturalID: 0x6000_0000)
        }
        line("    };")
    }

    private mutating func writeCoclass(_ type: TypeDefinition, _ name: String) {
        writeAttributes(attributes(of: type), indent: "    ")
        line("    coclass \(name)")
        line("    {")
        for member in type.implementedTypes {
            guard let (target, info) = names.resolve(member.reference) else {
                line("        // an interface that cannot be resolved")
                continue
            }
            var list: [String] = []
            if member.flags.contains(.default) { list.append("default") }
            if member.flags.contains(.source) { list.append("source") }
            if member.flags.contains(.restricted) { list.append("restricted") }
            if member.flags.contains(.defaultVTable) { list.append("defaultvtable") }
            list += customData(member.customData)
            let isDispinterface = info.definition.kind == .dispatch && !info.isDual
            line("        \(bracketed(list))\(isDispinterface ? "dispinterface" : "interface") \(target);")
        }
        line("    };")
    }

    private mutating func writeModule(_ type: TypeDefinition, _ name: String) {
        writeAttributes(attributes(of: type), indent: "    ")
        line("    module \(name)")
        line("    {")
        for (position, variable) in type.variables.enumerated() {
            var list = memberID(variable.memberID, natural: 0x4000_0000 + type.functions.count + position)
            list += documentation(variable.documentation) + flagNames(variable.flags, among: ["hidden", "restricted"])
            list += customData(variable.customData)
            let value = variable.value.flatMap { IDLWords.constant($0, as: variable.type) } ?? "0"
            line("        \(bracketed(list))const \(declare(variable.type, identifier(variable.name ?? ""))) = \(value);")
        }
        writeFunctions(of: type, naturalID: 0x6000_0000)
        line("    };")
    }
}
