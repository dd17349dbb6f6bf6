// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// What the search box looks through: every type and every member, as a script that a page loads when it is first
/// needed (a page from disk may load scripts, but no data).
///
///     latebindIndex({"libraries": [["Scripting", "Scripting"]],
///       "types": [[0, "IDictionary", "IDictionary", "interface", "42C6…",
///         ["pItem", "mAdd", ["mAdd", "IDictionary.Add~2"]]]]});
///
/// A library is its name and folder; a type its library, name, file, keyword, GUID and members. A member is a letter
/// for its kind and its name, with its anchor if that is not what type and member are called.
struct SearchIndex {
    private(set) var script: [UInt8] = []

    init(_ catalog: Catalog) {
        raw("latebindIndex({\"libraries\":")
        list(catalog.libraries) { index, library in
            index.raw("[")
            index.string(library.name)
            index.raw(",")
            index.string(library.slug.text)
            index.raw("]")
        }
        raw(",\n\"types\":")
        list(catalog.keys) { index, key in
            let type = catalog[key]
            index.raw("\n[")
            index.script.append(contentsOf: "\(key.library),".utf8)
            for text in [type.name, type.slug.text, "\(type.kind.keyword)", plainOrEmpty(type.definition.guid)] {
                index.string(text)
                index.raw(",")
            }
            index.list(type.members) { $0.member($1, of: type) }
            index.raw("]")
        }
        raw("});\n")
    }

    private mutating func member(_ member: Member, of type: CatalogType) {
        let shown = "\(member.kind.letter)\(member.name)"
        guard "\(type.name).\(member.name)" != member.anchor.text else { return string(shown) }
        raw("[")
        string(shown)
        raw(",")
        string(member.anchor.text)
        raw("]")
    }

    private mutating func list<Item>(_ items: [Item], _ write: (inout SearchIndex, Item) -> Void) {
        raw("[")
        for (position, item) in items.enumerated() {
            if position > 0 { raw(",") }
            write(&self, item)
        }
        raw("]")
    }

    /// A string literal of JavaScript and of JSON, in ASCII; nothing in it can end a script.
    private mutating func string(_ text: String) {
        raw("\"")
        for unit in text.utf16 {
            switch unit {
            case 0x20...0x7E where ![0x22, 0x26, 0x27, 0x3C, 0x3E, 0x5C].contains(unit): script.append(UInt8(unit))
            default: script.append(contentsOf: ("\\u" + hexadecimal(UInt64(unit), digits: 4)).utf8)
            }
        }
        raw("\"")
    }

    private mutating func raw(_ text: StaticString) { text.withUTF8Buffer { script.append(contentsOf: $0) } }
}

private func plainOrEmpty(_ guid: GUID) -> String { guid == .zero ? "" : plain(guid) }
