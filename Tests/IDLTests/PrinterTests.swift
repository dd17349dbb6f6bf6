// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import IDL

@Suite struct PrinterTests {
    /// What the text of `library` compiles to.
    private func again(_ library: LibraryDefinition) throws -> LibraryDefinition {
        let text = try IDLPrinter().print(TypeLibrary(library, resolver: Stdole()))
        let result = compile(text)
        return try Require.value(result.library, "\(result.diagnostics.map(\.description))\n\(text)")
    }

    private struct Stdole: TypeLibraryResolver {
        func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
            guard reference.guid == WellKnownIID.stdole, let found = StandardLibraries.stdole2 else {
                throw TypeLibraryError(.TYPE_E_CANTLOADLIBRARY, "not here")
            }
            return found
        }
    }

    private func expectSame(_ a: LibraryDefinition, _ b: LibraryDefinition) {
        #expect(a.types.map(\.name) == b.types.map(\.name))
        #expect("\(a.attributes)" == "\(b.attributes)")
        for (x, y) in zip(a.types, b.types) { #expect("\(x)" == "\(y)") }
    }

    @Test(arguments: ["stdole2", "scripting"]) func theTextOfALibraryCompilesToAnEqualOne(name: String) throws {
        let result = compile(try Repository.text("typelibs/\(name)/\(name).idl"))
        let library = try Require.value(result.library, "does not compile")
        expectSame(library, try again(library))
    }

    @Test func namesThatAreKeywordsAreQuoted() throws {
        let result = compile(library("    struct `interface` { long `const`; long `two words`; `interface` *next; };"))
        let library = try Require.value(result.library, "\(result.diagnostics.map(\.description))")
        #expect(library.types[0].variables.map(\.name) == ["const", "two words", "next"])
        expectSame(library, try again(library))
    }

    @Test func theOrderOfTypesIsKept() throws {
        let result = compile(
            library("    typedef struct Last { long x; } Last;\n    struct First { Last a; };\n    typedef [public] First *Alias;"))
        var library = try Require.value(result.library, "\(result.diagnostics.map(\.description))")
        // Alias, First, Last: an order that no text has by itself.
        library.types = [library.types[2], library.types[1], library.types[0]]
        library.types[0].alias = .pointer(.userDefined(.local(1)))
        library.types[1].variables[0].type = .userDefined(.local(2))
        expectSame(library, try again(library))
    }

    @Test func marshalingAttributesAreReadable() throws {
        let source = library(
            """
                [object, uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a100a)]
                interface IBytes : IUnknown
                {
                    HRESULT Read([out, size_is(cb), length_is(*pcb)] unsigned char *pv, [in] long cb, [out] long *pcb);
                };
            """)
        let library = try Require.value(compile(source).library, "does not compile")
        let text = try IDLPrinter().print(TypeLibrary(library, resolver: Stdole()))
        #expect(text.contains("[out, size_is(cb), length_is(*pcb)] unsigned char *pv"))
        expectSame(library, try again(library))
    }
}
