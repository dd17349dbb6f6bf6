// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import ObjectBrowser

/// What a library says is shown, whatever it says.
@Suite struct HostileLibraryTests {
    private static let attack = "</script></title><img src=x onerror=\"attack('&quot;')\">"
    private static let names = [
        attack, "", "..", "../../etc/passwd", "a/b\\c", "index", "INDEX", "con", "nul", "Name", "name", "NAME",
        "Name~2",
        "content", "search", "javascript:alert(1)", "\u{202E}reversed", "line\nbreak", "\u{0}", "Größe", "日本語", "🙂",
        String(repeating: "long", count: 2000), "Name", "Name",
    ]

    /// Every name as a type, as a member and as a parameter, in kinds that have all sorts of parts.
    private static var library: LibraryDefinition {
        let documentation = Documentation(helpString: attack)
        let functions = names.map { name in
            Function(
                memberID: 1, name: name, documentation: documentation,
                parameters: [
                    Parameter(name: name, type: .basic(.bstr), flags: [.in, .hasDefault], defaultValue: .bstr(attack)),
                    Parameter(name: nil, type: .userDefined(.local(99_999))),
                    Parameter(name: nil, type: .userDefined(.invalid(7))),
                ])
        }
        let variables = names.map { name in
            Variable(
                memberID: 2, name: name, documentation: documentation, kind: .const, type: .basic(.bstr),
                value: .bstr(attack))
        }
        let kinds: [TypeKind] = [.interface, .dispatch, .enum, .record, .coclass, .alias, .union, .module]
        let types = names.enumerated().map { index, name in
            TypeDefinition(
                name: name, kind: kinds[index % kinds.count], documentation: documentation, functions: functions,
                variables: variables, implementedTypes: [ImplementedType(.local((index + 1) % names.count))],
                alias: .pointer(.userDefined(.local(index))), dllName: attack,
                customData: [CustomData(guid: WellKnownIID.unknown, value: .bstr(attack))])
        }
        var attributes = LibraryAttributes(name: "../" + attack, documentation: documentation)
        attributes.helpFile = attack
        attributes.helpStringDLL = attack
        return LibraryDefinition(attributes: attributes, types: types)
    }

    private static let site = Site(library)

    @Test func everyLinkHasItsTarget() {
        #expect(Self.site.brokenLinks() == [])
    }

    @Test func everyTypeHasAPageOfItsOwn() {
        #expect(Self.site.pages.count == Self.names.count + 2)
        #expect(Set(Self.site.pages.map { $0.lowercased() }).count == Self.site.pages.count)
    }

    @Test func pathsStayInTheFolder() {
        for path in Self.site.files.keys {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            #expect(parts.count <= 2)
            for part in parts {
                #expect(part.first != "." && part.utf8.count <= 255)
                #expect(
                    part.utf8.allSatisfy {
                        $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: ":")
                    })
            }
        }
    }

    @Test func onlyTheBrowsersOwnElementsAndAttributesAreThere() {
        let elements = Set(
            [
                "!DOCTYPE", "html", "head", "body", "title", "script", "meta", "link", "header", "nav", "main",
                "section", "footer",
            ]
                + [
                    "div", "form", "label", "input", "details", "summary", "h1", "h2", "h3", "p", "pre", "ul", "ol",
                    "li",
                ]
                + ["dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "a", "span", "code", "kbd", "wbr"])
        for page in Self.site.pages {
            for tag in Self.site.tags(page) where !tag.hasPrefix("/") {
                let name = String(tag.prefix { $0 != " " })
                #expect(elements.contains(name), "\(page): <\(tag)>")
                #expect(!tag.contains("onerror=\""), "\(page): <\(tag)>")
            }
            #expect(
                Self.site.tags(page).filter { $0.hasPrefix("script") } == [
                    "script defer src=\"\(root(of: page))browser.js\""
                ])
        }
    }

    private func root(of page: String) -> String { page.contains("/") ? "../" : "" }

    @Test func everyAddressIsRelative() {
        for page in Self.site.pages {
            for address in Self.site.values(of: "href", in: page) where address != "data:," {
                #expect(!address.contains(":") && !address.hasPrefix("/"), "\(page): \(address)")
            }
        }
    }

    @Test func theSearchIndexIsASCIIAndEndsNoScript() {
        let index = Self.site.files["search-index.js"] ?? []
        #expect(index.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
        #expect(!index.contains(UInt8(ascii: "<")))
    }

    @Test func aCircleOfBasesEnds() {
        let types = (0..<3).map { index in
            TypeDefinition(
                name: "I\(index)", kind: .interface, implementedTypes: [ImplementedType(.local((index + 1) % 3))])
        }
        let site = Site(LibraryDefinition(attributes: LibraryAttributes(name: "Circle"), types: types))
        #expect(site.text("Circle/I0.html").contains("I2"))
        #expect(site.brokenLinks() == [])
    }

    @Test func aTypeThatCannotBeReadHasAPageThatSaysSo() {
        let library = TypeLibrary(storage: Unreadable())
        let site = Site([BrowsedLibrary(library, fileName: "broken.tlb")])
        #expect(site.text("Broken/unnamed.html").contains("the record ends too early"))
        #expect(site.brokenLinks() == [])
    }

    private struct Unreadable: TypeLibraryStorage {
        let attributes = LibraryAttributes(name: "Broken")
        let imports: [ImportedLibrary] = []
        let typeCount = 1

        func header(at index: Int) throws(TypeLibraryError) -> TypeHeader {
            throw TypeLibraryError(.TYPE_E_INVDATAREAD, "the record ends too early")
        }

        func definition(at index: Int) throws(TypeLibraryError) -> TypeDefinition {
            throw TypeLibraryError(.TYPE_E_INVDATAREAD, "the record ends too early")
        }
    }
}
