// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
public import TypeLibrary

/// A library as an indented outline: its types by kind, each member with DISPID, slot and kind of call, what coclasses
/// implement, and which interface derives from which.
public struct Outline {
    private let library: TypeLibrary
    private let types: [TypeInfo]
    private let spelling: TypeSpelling
    private var text = ""

    /// - Throws: TYPE_E_INVDATAREAD if a type cannot be read.
    public init(_ library: TypeLibrary) throws(TypeLibraryError) {
        self.library = library
        spelling = TypeSpelling(library: library)
        var types: [TypeInfo] = []
        for index in 0..<library.typeCount { types.append(try library.typeInfo(at: index)) }
        self.types = types
    }

    /// The outline as text, a newline at its end.
    public func rendered() -> String {
        var outline = self
        outline.render()
        return outline.text
    }

    private mutating func render() {
        let attributes = library.attributes
        let help = attributes.documentation.helpString.map { "  \(quoted($0))" } ?? ""
        line(0, "library \(printable(library.name)) \(library.version) \(library.guid) \(attributes.systemKind.word)\(help)")
        for imported in library.imports {
            line(1, "imports \(printable(imported.fileName)) \(imported.version) \(imported.guid)")
        }
        for group in Outline.groups {
            let members = types.filter { group.contains($0.definition) }
            guard !members.isEmpty else { continue }
            line(1, group.title)
            for type in members { render(type) }
        }
        renderInheritance()
    }

    private struct Group: Sendable {
        let title: String
        let contains: @Sendable (TypeDefinition) -> Bool
    }

    private static let groups: [Group] = [
        Group(title: "coclasses") { $0.kind == .coclass },
        Group(title: "interfaces") { $0.isVTable },
        Group(title: "dispinterfaces") { $0.kind == .dispatch && !$0.isVTable },
        Group(title: "records") { $0.kind == .record || $0.kind == .union },
        Group(title: "enums") { $0.kind == .enum },
        Group(title: "typedefs") { $0.kind == .alias },
        Group(title: "modules") { $0.kind == .module },
    ]

    private mutating func line(_ depth: Int, _ content: String) {
        text += String(repeating: "    ", count: depth) + content + "\n"
    }

    // MARK: Types

    private mutating func render(_ type: TypeInfo) {
        let definition = type.definition
        line(2, heading(of: type))
        switch definition.kind {
        case .coclass:
            for member in definition.implementedTypes { line(3, coclassMember(member)) }
        case .interface, .dispatch:
            for function in definition.functions { line(3, self.function(function, of: definition)) }
            for variable in definition.variables {
                let access = variable.flags.contains(.readOnly) ? "  readonly" : ""
                line(3, "\(column(memberID: variable.memberID))  property    \(declared(variable))\(access)")
            }
        case .record, .union:
            for field in type.variables { line(3, "+\(field.instanceOffset)  \(declared(field))") }
        case .enum:
            for constant in definition.variables {
                line(3, "\(printable(constant.name ?? "?")) = \(constant.value?.spelling ?? "?")")
            }
        case .alias: break
        case .module:
            for function in definition.functions {
                line(3, "entry \(function.entry?.spelling ?? "?")  \(printable(spelling.text(function)))")
            }
            for constant in definition.variables {
                line(3, "const \(declared(constant)) = \(constant.value?.spelling ?? "?")")
            }
        }
    }

    private func heading(of type: TypeInfo) -> String {
        let definition = type.definition
        var text = "\(definition.keyword) \(printable(definition.name ?? "?"))"
        switch definition.kind {
        case .interface, .dispatch: text += bases(of: type).map { " : " + printable($0) }.joined()
        case .record, .union: text += "  size \(type.instanceSize), alignment \(type.alignment)"
        case .alias: text += " = \(definition.alias.map { printable(spelling.text($0)) } ?? "?")"
        case .module: text += definition.dllName.map { "  \(quoted($0))" } ?? ""
        case .enum, .coclass: break
        }
        if definition.guid != .zero { text += "  \(definition.guid)" }
        let flags = Outline.shownFlags.filter { definition.flags.contains($0.0) }.map(\.1)
        if !flags.isEmpty { text += "  [\(flags.joined(separator: ", "))]" }
        if let help = definition.documentation.helpString { text += "  \(quoted(help))" }
        return text
    }

    // What the kind and the bases tell already is left out.
    private static let shownFlags: [(TypeFlags, String)] = [
        (.appObject, "appobject"), (.licensed, "licensed"), (.hidden, "hidden"), (.control, "control"),
        (.nonExtensible, "nonextensible"), (.restricted, "restricted"), (.aggregatable, "aggregatable"),
    ]

    /// The names of the bases, nearest first.
    private func bases(of type: TypeInfo) -> [String] {
        var names: [String] = []
        var next = type.vtableHalf()
        while names.count < TypeInfo.deepestInheritance, let base = next.definition.implementedTypes.first {
            names.append(TypeSpelling(library: next.library).name(of: base.reference))
            guard let found = try? next.library.resolve(base.reference) else { break }
            next = found.vtableHalf()
        }
        return names
    }

    // MARK: Members

    private func coclassMember(_ member: ImplementedType) -> String {
        var words: [String] = []
        if member.flags.contains(.default) { words.append("default") }
        if member.flags.contains(.source) { words.append("source") }
        if member.flags.contains(.restricted) { words.append("restricted") }
        if member.flags.contains(.defaultVTable) { words.append("defaultvtable") }
        let attributes = words.isEmpty ? "" : "[\(words.joined(separator: ", "))] "
        return attributes + printable(spelling.name(of: member.reference))
    }

    private func function(_ function: Function, of type: TypeDefinition) -> String {
        var columns: [String] = []
        if type.isVTable {
            let slot = Int(UInt16(bitPattern: function.vtableOffset)) / library.attributes.systemKind.pointerSize
            columns.append("slot \(slot)".padded(to: 9))
        }
        if type.isDispatchable { columns.append(column(memberID: function.memberID)) }
        columns.append((function.invokeKind.keyword ?? "method").padded(to: 10))
        var plain = function
        plain.invokeKind = .method
        columns.append(printable(spelling.text(plain)))
        return columns.joined(separator: "  ")
    }

    private func column(memberID: Int32) -> String { "id \(dispID(memberID))".padded(to: 13) }

    private func declared(_ variable: Variable) -> String {
        printable("\(spelling.text(variable.type)) \(variable.name ?? "?")")
    }

    // MARK: Inheritance

    /// Which interface derives from which, bases first.
    private mutating func renderInheritance() {
        var names: [String: String] = [:]
        var children: [String: [String]] = [:]
        var roots: [String] = []
        for type in types where type.definition.kind == .interface || type.definition.kind == .dispatch {
            let key = "\(library.identity(of: .local(type.index)))"
            names[key] = type.definition.name
            guard let base = type.definition.implementedTypes.first else {
                roots.append(key)
                continue
            }
            let baseKey = "\(library.identity(of: base.reference))"
            if names[baseKey] == nil { names[baseKey] = spelling.name(of: base.reference) }
            children[baseKey, default: []].append(key)
            if !isOwn(base.reference) { roots.append(baseKey) }
        }
        guard !roots.isEmpty else { return }
        line(1, "inheritance")
        var seen: Set<String> = []
        var pending = roots.reversed().map { (key: $0, depth: 2) }
        while let (key, depth) = pending.popLast() {
            guard seen.insert(key).inserted else { continue }
            line(min(depth, TypeInfo.deepestInheritance), printable(names[key] ?? "?"))
            for child in (children[key] ?? []).reversed() { pending.append((child, depth + 1)) }
        }
    }

    private func isOwn(_ reference: TypeReference) -> Bool {
        guard let (found, _) = try? library.locate(reference) else { return false }
        return found === library
    }
}
