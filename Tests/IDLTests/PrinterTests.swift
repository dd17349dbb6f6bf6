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

    @Test func everyKeptAttributeIsPrintedAgain() throws {
        let source = library(
            """
                typedef [v1_enum] enum Colour { Red, Green } Colour;
                typedef [switch_type(long)] union Choice { [case(1, Green + 4)] long a; [default] double b; } Choice;
                typedef union Tagged switch (short kind) { case 1: case 2: long a; default: double b; } Tagged;
                struct Holder { long kind; [switch_is(kind), unique] Choice *choice; Tagged tagged; };
                typedef [public, range(1, Green + 8)] short Digit;
                [object, local, pointer_default(ptr), uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a100a)]
                interface IKept : IUnknown
                {
                    HRESULT A([in, range(0, 5)] long a, [in, unique] long *b, [in, ref] long *c, [in, ptr] struct Holder *d);
                    [call_as(Here)] HRESULT RemoteHere([in, size_is(, *n)] long **x, [in] long *n, [in, min_is(1)] short y[]);
                    [string] unsigned char *Text();
                };
            """)
        let library = try Require.value(compile(source).library, "\(compile(source).diagnostics.map(\.description))")
        expectSame(library, try again(library))
        let text = try IDLPrinter().print(TypeLibrary(library, resolver: Stdole()))
        for part in [
            "v1_enum", "switch_type(long)", "case(1,5)", "case(1,2)", "[default] double b", "switch_is(kind), unique", "range(1,9)",
            "local, pointer_default(ptr)", "range(0,5)", "[in, ref] long *c", "call_as(Here)", "size_is(,*n)", "min_is(1)", "[string]",
        ] { #expect(text.contains(part), "\(part)\n\(text)") }
        let kept = try Require.value(library.types.first { $0.name == "IKept" }, "no IKept")
        #expect(kept.marshaling.isLocal)
        #expect(kept.functions[0].marshaling.parameters[0].range == 0...5)
        #expect(kept.functions[1].callAs == "Here")
        #expect(kept.functions[2].marshaling.result.isString)
    }

    @Test func aValueKeepsItsType() throws {
        let text = library(
            """
                [odl, dual, uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a100a)]
                interface IValues : IDispatch
                {
                    HRESULT A(
                        [in, defaultvalue((short)5)] VARIANT a, [in, defaultvalue((VARIANT)0)] VARIANT b,
                        [in, defaultvalue((BSTR)0)] VARIANT c, [in, defaultvalue((IDispatch *)0)] VARIANT d,
                        [in, defaultvalue((CURRENCY)1.25)] VARIANT e, [in, defaultvalue((DATE)2.5)] VARIANT f,
                        [in, defaultvalue((float)0.5)] VARIANT g, [in, defaultvalue((VARIANT_BOOL)-2)] VARIANT h,
                        [in, defaultvalue((hyper)7)] VARIANT i, [in, defaultvalue((VARIANT)NULL)] VARIANT j);
                };
            """)
        let values = try type("IValues", in: text).functions[0].parameters.map(\.defaultValue)
        #expect(
            values == [
                .integer(.i2, 5), .raw(.variant, 0), .bstr(nil), .nullObject(.dispatch), .integer(.cy, 12_500), .date(2.5), .r4(0.5),
                .integer(.bool, -2), .integer(.i8, 7), .null,
            ])
        let made = try Require.value(compile(text).library, "does not compile")
        expectSame(made, try again(made))
    }

    @Test func twoTypesOfOneNameStayApart() throws {
        let made = try Require.value(compile(library("    struct A { long x; };\n    struct B { A *a; long b; };")).library, "no library")
        var twice = made
        twice.types[1].name = "A"
        expectSame(twice, try again(twice))
    }
}
