// SPDX-License-Identifier: Apache-2.0
//
// The parts from which pages are made.

import AutomationTypes
import TypeLibrary

/// What a page needs to write its parts: all types, and where it stands itself.
struct PageContext {
    let catalog: Catalog
    let relations: Relations
    let path: SitePath

    // MARK: Links

    func link(to key: TypeKey) -> Link { Link(from: path, to: catalog.path(of: key)) }

    func link(to member: Member, of key: TypeKey) -> Link {
        Link(from: path, to: catalog.path(of: key), anchor: member.anchor)
    }

    /// A type's name, as a link if the type has a page.
    func write(_ target: Catalog.Target, to html: inout HTMLWriter) {
        guard let key = target.key else {
            return html.element(.span, .class("elsewhere"), .title(target.explanation ?? ""), text: target.name)
        }
        html.element(.a, .href(link(to: key)), .title(title(of: key)), text: target.name)
    }

    /// `interface in Scripting`.
    private func title(of key: TypeKey) -> String {
        "\(catalog[key].kind.keyword) in \(catalog.libraries[key.library].name)"
    }

    /// Links to types, with their libraries' names where these differ from this page's own. A long list can be opened.
    func write(_ keys: [TypeKey], from own: TypeKey, to html: inout HTMLWriter) {
        guard keys.count > PageContext.mostInLine else { return writeList(keys, from: own, to: &html) }
        html.element(.details) { html in
            html.element(.summary, text: "\(keys.count) types")
            writeList(keys, from: own, to: &html)
        }
    }

    private static let mostInLine = 16

    private func writeList(_ keys: [TypeKey], from own: TypeKey, to html: inout HTMLWriter) {
        html.element(.ul, .class("inline")) { html in
            for key in keys {
                html.element(.li) { html in
                    html.element(.a, .href(link(to: key)), text: catalog[key].name)
                    if key.library != own.library {
                        html.element(.span, .class("quiet"), text: " in \(catalog.libraries[key.library].name)")
                    }
                }
            }
        }
    }

    // MARK: Declarations

    func write(_ declarations: [Declaration], to html: inout HTMLWriter) {
        html.element(.pre) { html in
            html.element(.code) { html in
                for (index, declaration) in declarations.enumerated() {
                    if index > 0 { html.text("\n") }
                    for piece in declaration.pieces { write(piece, to: &html) }
                }
            }
        }
    }

    /// A declaration within a line.
    func write(_ declaration: Declaration, to html: inout HTMLWriter) {
        html.element(.code) { html in
            for piece in declaration.pieces { write(piece, to: &html) }
        }
    }

    private func write(_ piece: Declaration.Piece, to html: inout HTMLWriter) {
        switch piece {
        case .text(let text): html.text(text)
        case .attributes(let list): html.element(.span, .class("at"), text: "[\(list.joined(separator: ", "))]")
        case .keyword(let word): html.element(.span, .class("kw"), text: word)
        case .name(let name): html.element(.span, .class("nm"), text: name)
        case .type(let target): write(target, to: &html)
        }
    }

    // MARK: Facts

    /// A list of facts: what, and what about it.
    func writeFacts(_ facts: [Fact], to html: inout HTMLWriter) {
        let facts = facts.filter { !$0.isEmpty }
        guard !facts.isEmpty else { return }
        html.element(.dl, .class("facts")) { html in
            for fact in facts {
                html.element(.div) { html in
                    html.element(.dt, text: fact.name)
                    html.element(.dd) { html in
                        switch fact.content {
                        case .text(let text): html.text(text)
                        case .code(let text, let note):
                            html.element(.code, text: text)
                            if let note { html.element(.span, .class("quiet"), text: " \(note)") }
                        case .html(let write): write(&html)
                        }
                    }
                }
            }
        }
    }

    /// The word for a type's kind, in the kind's colour.
    func writeBadge(_ kind: Kind, word: String? = nil, to html: inout HTMLWriter) {
        let style: StaticString =
            switch kind {
            case .coclass: "badge coclass"
            case .interface, .dispinterface: "badge interface"
            case .enumeration: "badge enum"
            case .structure, .union: "badge struct"
            case .alias, .module: "badge other"
            }
        html.element(.span, .class(style), text: word ?? "\(kind.keyword)")
    }

    /// Text for people, with its line breaks.
    func writeHelp(_ documentation: Documentation, lead: Bool = false, to html: inout HTMLWriter) {
        guard let text = documentation.helpString, !text.isEmpty else { return }
        html.element(.p, .class(lead ? "help lead" : "help"), text: text)
    }
}

/// One fact of a list.
struct Fact {
    enum Content {
        case text(String)
        /// A number or an identifier, and a remark.
        case code(String, note: String?)
        case html((inout HTMLWriter) -> Void)
    }
    let name: String
    let content: Content

    static func text(_ name: String, _ text: String?) -> Fact { Fact(name: name, content: .text(text ?? "")) }
    static func code(_ name: String, _ text: String?, note: String? = nil) -> Fact {
        Fact(name: name, content: .code(text ?? "", note: note))
    }
    static func html(_ name: String, _ write: @escaping (inout HTMLWriter) -> Void) -> Fact {
        Fact(name: name, content: .html(write))
    }
    static func help(_ documentation: Documentation) -> [Fact] {
        [
            .code("Help context", documentation.helpContext == 0 ? nil : "\(documentation.helpContext)"),
            .code(
                "Help string context", documentation.helpStringContext == 0 ? nil : "\(documentation.helpStringContext)"
            ),
        ]
    }

    var isEmpty: Bool {
        switch content {
        case .text(let text), .code(let text, _): text.isEmpty
        case .html: false
        }
    }
}
