// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import IDL
import MSFTFormat
import TestSupport
import Testing
import TypeLibrary

@testable import ObjectBrowser

/// The pages of libraries as they are published.
@Suite struct SiteTests {
    private func scripting() throws -> [BrowsedLibrary] {
        [
            BrowsedLibrary(
                try CompiledLibraries.compile(repositoryFile("typelibs/scripting/scripting.idl")),
                fileName: "scripting.tlb"),
            BrowsedLibrary(
                try CompiledLibraries.compile(repositoryFile("typelibs/stdole2/stdole2.idl")), fileName: "stdole2.tlb"),
        ]
    }

    @Test func everyLinkHasItsTarget() throws {
        #expect(Site(try scripting()).brokenLinks() == [])
    }

    @Test(arguments: ["scrrun.dll", "msxml3.dll", "mshtml.tlb"]) func everyLinkHasItsTargetInLargeLibraries(
        name: String
    ) throws {
        let loader = TypeLibraryLoader()
        let library = try loader.open(try WineLibraries.path(name))
        #expect(Site([BrowsedLibrary(library, fileName: name)]).brokenLinks() == [])
        withExtendedLifetime(loader) {}
    }

    @Test func theSameLibrariesMakeTheSameBytes() throws {
        #expect(Site(try scripting()).files == Site(try scripting()).files)
    }

    @Test func aTypeHasItsGUIDBasesAndCoclasses() throws {
        let page = Site(try scripting()).text("Scripting/IDictionary.html")
        #expect(page.contains("{42C642C1-97E1-11CF-978F-00A02463E06F}"))
        #expect(page.contains(#"<a href="../stdole/IDispatch.html" title="interface in stdole">IDispatch</a>"#))
        #expect(page.contains(#"<a href="../Scripting/Dictionary.html">Dictionary</a>"#))
    }

    @Test func theAccessorsOfAPropertyAreOneMember() throws {
        let site = Site(try scripting())
        let ids = site.values(of: "id", in: "Scripting/IDictionary.html")
        #expect(ids.filter { $0.hasPrefix("IDictionary.Item") } == ["IDictionary.Item", "IDictionary.Items"])
        #expect(site.text("Scripting/IDictionary.html").contains("7 putref, 8 put, 9 get"))
    }

    @Test func aTypeOfAnotherLibraryIsALinkOnlyIfThatLibraryIsThere() throws {
        let alone = Site([try scripting()[0]])
        #expect(alone.brokenLinks() == [])
        #expect(alone.text("Scripting/IDictionary.html").contains(#"title="in stdole">IDispatch</span>"#))
    }

    @Test func aDerivedInterfaceIsListedAtItsBase() throws {
        #expect(
            Site(try scripting()).text("stdole/IDispatch.html").contains(
                "IDictionary</a><span class=\"quiet\"> in Scripting"))
    }

    @Test func aLibraryThatIsGivenTwiceIsShownOnce() throws {
        let library = try scripting()[0]
        #expect(Site([library, library]).pages == Site([library]).pages)
    }

    @Test func theDeclarationOfAMethodIsIDL() throws {
        let library = try scripting()
        let catalog = Catalog(library)
        let type = catalog[TypeKey(library: 0, type: 1)]
        let function = try #require(type.definition.functions.first { $0.name == "Exists" })
        let pieces = DeclarationMaker(catalog: catalog, number: 0).declaration(of: function).pieces
        let text = pieces.map { piece in
            switch piece {
            case .text(let text), .keyword(let text), .name(let text): text
            case .attributes(let list): "[\(list.joined(separator: ", "))]"
            case .type(let target): target.name
            }
        }
        #expect(text.joined() == "HRESULT Exists([in] VARIANT *Key, [out, retval] VARIANT_BOOL *pExists);")
    }
}
