// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// How the types of a site point at each other, seen from the type that is pointed at.
struct Relations {
    /// Interfaces that derive from this one, directly.
    private(set) var derived: [TypeKey: [TypeKey]] = [:]
    /// Coclasses that have this interface, and how.
    private(set) var coclasses: [TypeKey: [(coclass: TypeKey, flags: ImplTypeFlags)]] = [:]
    /// Members of other types whose declarations name this one.
    private(set) var users: [TypeKey: [MemberKey]] = [:]

    /// A member by its index in `CatalogType.members`; nil for the type itself, if it is an alias.
    struct MemberKey {
        let type: TypeKey
        let member: Int?
    }

    init(_ catalog: Catalog) {
        for key in catalog.keys {
            let type = catalog[key]
            for implemented in type.definition.implementedTypes {
                guard let target = catalog.key(of: implemented.reference, in: key.library) else { continue }
                if type.kind == .coclass {
                    coclasses[target, default: []].append((key, implemented.flags))
                } else {
                    derived[target, default: []].append(key)
                }
            }
            addUses(of: type.definition.alias.map { [$0] } ?? [], by: MemberKey(type: key, member: nil), catalog)
            for (index, member) in type.members.enumerated() {
                let types: [TypeDescription] =
                    switch member.content {
                    case .variable(let index): [type.definition.variables[index].type]
                    case .functions(let indices):
                        indices.flatMap { index in
                            let function = type.definition.functions[index]
                            return [function.returnType] + function.parameters.map(\.type)
                        }
                    }
                addUses(of: types, by: MemberKey(type: key, member: index), catalog)
            }
        }
    }

    private mutating func addUses(of types: [TypeDescription], by user: MemberKey, _ catalog: Catalog) {
        var found: Set<TypeKey> = []
        for type in types {
            guard let reference = type.namedType, let key = catalog.key(of: reference, in: user.type.library),
                key != user.type, found.insert(key).inserted
            else { continue }
            users[key, default: []].append(user)
        }
    }
}

extension TypeDescription {
    /// The type that the description is made from: what is left without pointers and arrays.
    fileprivate var namedType: TypeReference? {
        var type = self
        while true {
            switch type {
            case .pointer(let target?), .safeArray(let target?): type = target
            case .cArray(let element, _): type = element
            case .userDefined(let reference): return reference
            case .basic, .pointer(nil), .safeArray(nil): return nil
            }
        }
    }
}

extension Catalog {
    /// An interface that another one derives from.
    struct Base {
        let target: Target
        let info: TypeInfo?
    }

    /// The interfaces that a type derives from, the nearest first. A chain that is a circle ends where it closes.
    func bases(of key: TypeKey) -> [Base] {
        guard [.interface, .dispinterface].contains(self[key].kind), let info = self[key].info else { return [] }
        var chain: [Base] = []
        var seen: [TypeInfo] = [info]
        var next: TypeInfo? = info
        while let type = next, let reference = type.definition.implementedTypes.first?.reference,
            chain.count < TypeInfo.deepestInheritance
        {
            let (target, base) = resolve(reference, of: type)
            if let base, seen.contains(where: { $0.library === base.library && $0.index == base.index }) { break }
            chain.append(Base(target: target, info: base))
            base.map { seen.append($0) }
            next = base
        }
        return chain
    }

    /// What a reference of `type`, which may be outside the site, names.
    private func resolve(_ reference: TypeReference, of type: TypeInfo) -> (Target, TypeInfo?) {
        if let own = key(of: type) {
            let target = target(of: reference, in: own.library)
            return (target, target.key.flatMap { self[$0].info } ?? (try? type.library.resolve(reference)))
        }
        guard let base = try? type.library.resolve(reference) else {
            return (Target(name: "(unknown)", key: nil, explanation: "was not found"), nil)
        }
        return (Target(name: shownName(base.name), key: key(of: base), explanation: "in \(base.library.name)"), base)
    }
}
