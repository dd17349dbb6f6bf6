// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import IDL
import TypeLibrary

/// A type: its declaration, what it is related to, its members.
struct TypePage {
    let context: PageContext
    let key: TypeKey
    let type: CatalogType
    let maker: DeclarationMaker

    init(context: PageContext, key: TypeKey) {
        self.context = context
        self.key = key
        type = context.catalog[key]
        maker = DeclarationMaker(catalog: context.catalog, number: key.library)
    }

    /// How many names of other pages' members are listed here.
    static let mostListed = 1000

    func render() -> [UInt8] {
        let library = context.catalog.libraries[key.library]
        let frame = PageFrame(
            path: context.path, title: "\(type.name) (\(library.name))",
            trail: [("Libraries", .index), (library.name, library.path)])
        let bases = context.catalog.bases(of: key)
        let side: ((inout HTMLWriter) -> Void)? = type.members.isEmpty ? nil : { writeSide(&$0) }
        return frame.render(side: side) { html in
            html.element(.h1) { html in
                html.text(type.name)
                context.writeBadge(
                    type.kind, word: type.definition.flags.contains(.dual) ? "dual interface" : nil, to: &html)
            }
            context.writeHelp(type.definition.documentation, lead: true, to: &html)
            if let problem = type.problem {
                html.element(.p, .class("problem"), text: "The library's bytes are not valid here: \(problem)")
            }
            context.write([maker.declaration(of: type)], to: &html)
            context.writeFacts(facts(bases: bases), to: &html)
            writeMembers(to: &html)
            writeInterfaces(to: &html)
            writeInherited(bases, to: &html)
            writeUsers(to: &html)
        }
    }

    // MARK: Facts

    private func facts(bases: [Catalog.Base]) -> [Fact] {
        let definition = type.definition
        var facts: [Fact] = [
            .code("GUID", definition.guid == .zero ? nil : "\(definition.guid)"),
            .code("Version", definition.version == Version(0, 0) ? nil : "\(definition.version)"),
        ]
        if !bases.isEmpty {
            facts.append(
                .html("Inherits") { html in
                    html.element(.ol, .class("chain")) { html in
                        for base in bases { html.element(.li) { context.write(base.target, to: &$0) } }
                    }
                })
        }
        if let derived = context.relations.derived[key] {
            facts.append(.html("Derived") { context.write(derived, from: key, to: &$0) })
        }
        let coclasses = context.relations.coclasses[key] ?? []
        let implementing = coclasses.filter { !$0.flags.contains(.source) }.map(\.coclass)
        if !implementing.isEmpty {
            facts.append(.html("Implemented by") { context.write(implementing, from: key, to: &$0) })
        }
        let firing = coclasses.filter { $0.flags.contains(.source) }.map(\.coclass)
        if !firing.isEmpty { facts.append(.html("Events of") { context.write(firing, from: key, to: &$0) }) }
        return facts + layoutFacts + [
            .code("DLL", definition.dllName)
        ] + Fact.help(definition.documentation) + customData(definition.customData)
    }

    /// Sizes in a 64-bit process.
    private var layoutFacts: [Fact] {
        guard let info = type.info else { return [] }
        switch type.kind {
        case .structure, .union:
            return [.code("Size", "\(info.instanceSize)", note: "bytes, aligned to \(info.alignment)")]
        case .interface:
            let slots = Int(info.vtableHalf().vtableSize) / 8
            return [.code("Vtable", slots == 0 ? nil : "\(slots)", note: slots == 1 ? "slot" : "slots")]
        default: return []
        }
    }

    func customData(_ items: [CustomData]) -> [Fact] {
        items.filter { !IDLWords.isAttribute($0.guid) }.map { item in
            .code("Custom data", "\(item.guid)", note: "= " + (IDLWords.constant(item.value, as: nil) ?? "?"))
        }
    }

    // MARK: Related members

    private func writeSide(_ html: inout HTMLWriter) {
        html.element(.p, .class("side-title"), text: type.name)
        for kind in Member.Kind.allCases {
            let members = type.members.filter { $0.kind == kind }
            guard !members.isEmpty else { continue }
            html.element(.p) { $0.element(.a, .href(Link(anchor: kind.anchor)), text: kind.title) }
            html.element(.ul) { html in
                for member in members {
                    html.element(.li) { $0.element(.a, .href(Link(anchor: member.anchor)), text: member.name) }
                }
            }
        }
    }

    /// For a coclass: what each of its interfaces offers.
    private func writeInterfaces(to html: inout HTMLWriter) {
        guard type.kind == .coclass else { return }
        var room = TypePage.mostListed
        for implemented in type.definition.implementedTypes {
            guard let other = context.catalog.key(of: implemented.reference, in: key.library) else { continue }
            let heading = implemented.flags.contains(.source) ? "Events in" : "Members of"
            writeNames(of: other, heading: heading, room: &room, to: &html)
        }
    }

    private func writeInherited(_ bases: [Catalog.Base], to html: inout HTMLWriter) {
        var room = TypePage.mostListed
        for base in bases {
            guard let other = base.target.key else { continue }
            writeNames(of: other, heading: "Inherited from", room: &room, to: &html)
        }
    }

    /// The names of another type's members, as links. Lists that are too long end at the other type's page.
    private func writeNames(of other: TypeKey, heading: String, room: inout Int, to html: inout HTMLWriter) {
        let members = context.catalog[other].members
        guard !members.isEmpty else { return }
        let shown = members.prefix(max(room, 0))
        room -= shown.count
        html.element(.section, .class("related")) { html in
            html.element(.h2) { html in
                html.text(heading + " ")
                html.element(.a, .href(context.link(to: other)), text: context.catalog[other].name)
            }
            html.element(.ul, .class("names")) { html in
                for member in shown {
                    html.element(.li) { $0.element(.a, .href(context.link(to: member, of: other)), text: member.name) }
                }
                if shown.count < members.count {
                    html.element(.li, text: "and \(members.count - shown.count) more")
                }
            }
        }
    }

    /// The members of other types that have to do with this one.
    private func writeUsers(to html: inout HTMLWriter) {
        guard let users = context.relations.users[key] else { return }
        html.element(.section, .class("related")) { html in
            html.element(.details) { html in
                html.element(.summary, text: users.count == 1 ? "Used by 1 member" : "Used by \(users.count) members")
                html.element(.ul, .class("names")) { html in
                    for user in users.prefix(TypePage.mostListed) {
                        let other = context.catalog[user.type]
                        html.element(.li) { html in
                            guard let index = user.member else {
                                return html.element(.a, .href(context.link(to: user.type)), text: other.name)
                            }
                            let member = other.members[index]
                            html.element(.a, .href(context.link(to: member, of: user.type))) { html in
                                html.text(other.name)
                                html.void(.wbr)
                                html.text("." + member.name)
                            }
                        }
                    }
                    if users.count > TypePage.mostListed {
                        html.element(.li, text: "and \(users.count - TypePage.mostListed) more")
                    }
                }
            }
        }
    }
}
