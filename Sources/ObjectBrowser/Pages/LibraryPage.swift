// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// A library: what it says of itself, and its types by kind.
struct LibraryPage {
    let context: PageContext
    let number: Int

    private var library: CatalogLibrary { context.catalog.libraries[number] }

    func render() -> [UInt8] {
        let groups = Kind.allCases.map { kind in
            let keys = library.types.indices.filter { library.types[$0].kind == kind }
            return (kind: kind, types: keys.sorted(by: isBefore))
        }.filter { !$0.types.isEmpty }
        let frame = PageFrame(
            path: context.path, title: "\(library.name) \(library.library.version)", trail: [("Libraries", .index)])
        return frame.render { html in
            html.element(.p, .class("side-title"), text: library.name)
            html.element(.ul) { html in
                for group in groups {
                    html.element(.li) { html in
                        html.element(.a, .href(Link(anchor: group.kind.anchor)), text: group.kind.title)
                        html.element(.span, .class("quiet"), text: " \(group.types.count)")
                    }
                }
            }
        } main: { html in
            html.element(.h1) { html in
                html.text(library.name)
                html.element(.span, .class("quiet"), text: " \(library.library.version)")
            }
            context.writeHelp(library.library.attributes.documentation, lead: true, to: &html)
            context.writeFacts(facts, to: &html)
            for group in groups {
                html.element(.section) { html in
                    html.element(.h2, .id(group.kind.anchor)) { html in
                        html.text(group.kind.title)
                        html.element(.span, .class("quiet"), text: " \(group.types.count)")
                    }
                    html.element(.ul, .class("types")) { html in
                        for index in group.types { html.element(.li) { write(index, to: &$0) } }
                    }
                }
            }
        }
    }

    /// By name, whatever the case of its letters; those of one name in the library's order.
    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (library.types[a].name.lowercased(), library.types[a].name, a)
            < (library.types[b].name.lowercased(), library.types[b].name, b)
    }

    private func write(_ index: Int, to html: inout HTMLWriter) {
        let type = library.types[index]
        let key = TypeKey(library: number, type: index)
        html.element(.a, .href(context.link(to: key)), text: type.name)
        for word in remarks(of: type.definition) { html.element(.span, .class("remark"), text: word) }
        if let help = type.definition.documentation.helpString, !help.isEmpty {
            html.element(.span, .class("about"), text: help)
        }
    }

    /// What a reader of the list wants to know of a type.
    private func remarks(of type: TypeDefinition) -> [String] {
        var words: [String] = []
        if type.flags.contains(.dual) { words.append("dual") }
        if type.flags.contains(.hidden) { words.append("hidden") }
        if type.flags.contains(.restricted) { words.append("restricted") }
        if type.kind == .coclass, !type.flags.contains(.canCreate) { words.append("noncreatable") }
        return words
    }

    private var facts: [Fact] {
        let attributes = library.library.attributes
        let system =
            switch attributes.systemKind {
            case .win16: "16-bit Windows"
            case .win32: "32-bit Windows"
            case .mac: "Macintosh"
            case .win64: "64-bit Windows"
            }
        var flags: [String] = []
        if attributes.flags.contains(.restricted) { flags.append("restricted") }
        if attributes.flags.contains(.control) { flags.append("control") }
        if attributes.flags.contains(.hidden) { flags.append("hidden") }
        return [
            .code("GUID", attributes.guid == .zero ? nil : "\(attributes.guid)"),
            .code("Version", "\(attributes.version)"),
            .code("File", library.fileName),
            .text("Layout for", system),
            .code(
                "Language", "0x" + hexadecimal(UInt64(attributes.lcid), digits: 4),
                note: attributes.lcid == 0 ? "(neutral)" : nil),
            .code("Flags", flags.joined(separator: ", ")),
            .code("Help file", attributes.helpFile),
            .code("Help string DLL", attributes.helpStringDLL),
        ] + Fact.help(attributes.documentation) + imports
    }

    private var imports: [Fact] {
        let imports = library.library.imports
        guard !imports.isEmpty else { return [] }
        return [
            .html("Imports") { html in
                html.element(.ul, .class("inline")) { html in
                    for item in imports {
                        html.element(.li) { html in
                            guard let known = context.catalog.library(of: item.guid) else {
                                return html.element(
                                    .span, .class("elsewhere"), .title("\(item.guid)"), text: item.fileName)
                            }
                            let library = context.catalog.libraries[known]
                            html.element(.a, .href(Link(from: context.path, to: library.path)), text: library.name)
                        }
                    }
                }
            }
        ]
    }
}
