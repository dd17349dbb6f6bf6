// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension TypeComparer {
    // MARK: Coclasses

    mutating func compareCoclassInterfaces() {
        var matching = MemberMatching(
            oldCount: before.implementedTypes.count, newCount: after.implementedTypes.count)
        matching.pair(
            { key(of: before.implementedTypes[$0], in: old.library) },
            { key(of: after.implementedTypes[$0], in: new.library) })
        for index in matching.removed {
            let member = before.implementedTypes[index]
            note(.breaking, .coclassInterfaceRemoved, at: place(of: member, in: old), spelling(of: member), nil)
        }
        for index in matching.added {
            let member = after.implementedTypes[index]
            note(.compatible, .coclassInterfaceAdded, at: place(of: member, in: new), nil, spelling(of: member))
        }
        for pair in matching.matched {
            let (member, newMember) = (before.implementedTypes[pair.old], after.implementedTypes[pair.new])
            note(
                .breaking, .coclassInterfaceFlags, at: place(of: newMember, in: new), spelling(of: member),
                spelling(of: newMember))
            compareCustomData(member.customData, newMember.customData, at: place(of: newMember, in: new))
        }
        compareDefault(.defaultInterface, isSource: false)
        compareDefault(.defaultSource, isSource: true)
    }

    private mutating func compareDefault(_ rule: ChangeRule, isSource: Bool) {
        func find(in type: TypeInfo) -> ImplementedType? {
            type.definition.implementedTypes.first {
                $0.flags.contains(.default) && $0.flags.contains(.source) == isSource
            }
        }
        let (before, after) = (find(in: old), find(in: new))
        guard
            before.map({ old.library.identity(of: $0.reference) }) != after.map({ new.library.identity(of: $0.reference) })
        else { return }
        // A class that gains a default had no variables of its type before.
        note(
            before == nil ? .compatible : .breaking, rule,
            before.map { TypeSpelling(library: old.library).name(of: $0.reference) },
            after.map { TypeSpelling(library: new.library).name(of: $0.reference) })
    }

    /// One interface can stand in a coclass twice: once implemented, once as a source.
    private func key(of member: ImplementedType, in library: TypeLibrary) -> String {
        "\(library.identity(of: member.reference)) \(member.flags.contains(.source))"
    }

    private func place(of member: ImplementedType, in type: TypeInfo) -> Place {
        Place(type: typeName, member: TypeSpelling(library: type.library).name(of: member.reference))
    }

    /// The flags but `default`, which is compared for the class as a whole.
    private func spelling(of member: ImplementedType) -> String {
        var words: [String] = []
        if member.flags.contains(.source) { words.append("source") }
        if member.flags.contains(.restricted) { words.append("restricted") }
        if member.flags.contains(.defaultVTable) { words.append("defaultvtable") }
        return words.isEmpty ? "interface" : words.joined(separator: ", ")
    }

    // MARK: Modules

    mutating func compareModule() {
        note(.breaking, .dllName, before.dllName.map(quoted), after.dllName.map(quoted))
        var matching = MemberMatching(oldCount: before.functions.count, newCount: after.functions.count)
        matching.pair({ before.functions[$0].name?.lowercased() }, { after.functions[$0].name?.lowercased() })
        for pair in matching.matched {
            let (function, newFunction) = (before.functions[pair.old], after.functions[pair.new])
            compare(function, newFunction)
            note(
                .breaking, .dllEntry, at: Place(type: typeName, member: newFunction.label), function.entry?.spelling,
                newFunction.entry?.spelling)
        }
        for index in matching.removed {
            let function = before.functions[index]
            note(
                .breaking, .moduleMemberRemoved, at: Place(type: typeName, member: function.label),
                TypeSpelling(library: old.library).text(function), nil)
        }
        for index in matching.added {
            let function = after.functions[index]
            note(
                .compatible, .moduleMemberAdded, at: Place(type: typeName, member: function.label), nil,
                TypeSpelling(library: new.library).text(function))
        }
        compareConstants(added: .constantAdded)
    }
}

extension DLLEntry {
    var spelling: String {
        switch self {
        case .name(let name): quoted(name)
        case .ordinal(let ordinal): "ordinal \(ordinal)"
        }
    }
}
