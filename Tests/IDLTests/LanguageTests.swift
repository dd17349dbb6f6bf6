// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import IDL

/// What files in the wild are written with, item by item: forms of the language that no other test here needs.
@Suite struct LanguageTests {
    private static let guid = "6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a5"
    private static let files = [
        "other.idl": "#define OF_OTHER 1\nstruct tagO { long a; }; typedef struct tagO OTHER;",
        "guarded.h": "#pragma once\n#ifndef GUARD\n#define GUARD\n#define FROM_HEADER (0x100 | 3)\n#else\n#error read twice\n#endif\n",
    ]

    /// The library that `text` compiles to, which has to be without a complaint.
    private func compiled(_ text: String, _ files: [String: String] = LanguageTests.files) throws -> LibraryDefinition {
        let result = compile(text, files: files)
        #expect(result.diagnostics.isEmpty, "\(result.diagnostics.map(\.description).joined(separator: "\n"))")
        return try Require.value(result.library, "no library")
    }

    /// The values of a module's constants that `declarations` declare.
    private func constants(_ declarations: String, before: String = "") throws -> [ConstantValue?] {
        let text = before + "\n" + library("[uuid(\(LanguageTests.guid)001)] module M { \(declarations) }")
        return try compiled(text).types.first { $0.name == "M" }?.variables.map(\.value) ?? []
    }

    /// The functions of an interface whose body is `body`.
    private func functions(_ body: String, before: String = "", inside: String = "") throws -> [Function] {
        let text = before + "\n" + library(inside + "\n[object, uuid(\(LanguageTests.guid)002)] interface I : IUnknown { \(body) }")
        return try compiled("import \"oaidl.idl\";\n" + text).types.first { $0.name == "I" }?.functions ?? []
    }

    // MARK: The preprocessor

    @Test func directivesThatSayNothingToALibrary() throws {
        let text = """
            #pragma midl_echo("a") 
            #pragma warning(disable: 4000)
            #ident "x"
            #
            # 5 "renamed.idl"
            cpp_quote("#define X 1")
            midl_pragma warning(disable: 2362)
            import "oaidl.idl", "other.idl";
            #include "guarded.h"
            #include <guarded.h>
            #ifdef OF_OTHER
            #error an imported file keeps its macros
            #endif
            #undef NEVER_DEFINED

            """
        let made = try compiled(
            text
                + library(
                    """
                    import "guarded.h";
                    cpp_quote("in the library")
                    [object, uuid(\(LanguageTests.guid)003)] interface I : IUnknown
                    {
                        import "guarded.h";
                        cpp_quote("in an interface")
                        midl_pragma warning(default: 2362)
                        [id(FROM_HEADER)] HRESULT f([in] OTHER *o);
                    }
                    """))
        #expect(made.types.map(\.name) == ["I", "tagO"])
        #expect(made.types[0].functions[0].memberID == 0x103)
    }

    @Test func macrosMakeDeclarations() throws {
        let made = try functions(
            "METHOD(CAT(f, 7), [in] long a, [in] BSTR b); METHOD(g, [in, defaultvalue(STR(x  \"y\"))] BSTR b);",
            before: """
                #define CAT(a, b) a##b
                #define STR(x) #x
                #define METHOD(name, ...) HRESULT name(__VA_ARGS__)
                """)
        #expect(made.map(\.name) == ["f7", "g"])
        #expect(made[0].parameters.map(\.name) == ["a", "b"])
        #expect(made[1].parameters[0].defaultValue == .bstr("x \"y\""))
    }

    // MARK: Encodings

    private static let helpString = "caf\u{E9} \u{20AC}"

    @Test(arguments: [
        Array("caf\u{E9} \u{20AC}".utf8), [0x63, 0x61, 0x66, 0xE9, 0x20, 0x80],
    ])
    func textMayBeUTF8OrWindows1252(bytes: [UInt8]) throws {
        let text = Array("[uuid(\(LanguageTests.guid)004), helpstring(\"".utf8) + bytes + Array("\")]\r\nlibrary L { };\r\n".utf8)
        #expect(try helpString(of: text) == LanguageTests.helpString)
    }

    @Test(arguments: [false, true]) func textMayBeUTF16(isBigEndian: Bool) throws {
        let text = "\u{FEFF}[uuid(\(LanguageTests.guid)004), helpstring(\"\(LanguageTests.helpString)\")]\r\nlibrary L { };\r\n"
        let bytes = text.utf16.flatMap { unit in
            let pair = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
            return isBigEndian ? pair.reversed() : pair
        }
        #expect(try helpString(of: bytes) == LanguageTests.helpString)
        // Cut in the middle of a unit.
        #expect(throws: Never.self) { compileBytes(bytes.dropLast()) }
    }

    private func compileBytes(_ bytes: [UInt8]) -> IDLCompiler.Result {
        struct OneFile: FileProvider {
            let bytes: [UInt8]
            func contents(of path: String) -> [UInt8]? { bytes }
        }
        return IDLCompiler(files: OneFile(bytes: bytes)).compile(path: "input.idl")
    }

    private func helpString(of bytes: [UInt8]) throws -> String? {
        let result = compileBytes(bytes)
        return try Require.value(result.library, "\(result.diagnostics)").attributes.documentation.helpString
    }

    // MARK: Attributes

    @Test func attributesInTheirForms() throws {
        let made = try compiled(
            """
            [uuid("\(LanguageTests.guid)005"), version(1), helpstring("con" "cat\\x41\\102\\n"), helpcontext(0x10 + 2), lcid(0x0409),
             helpfile("a.hlp"), helpstringdll("x.dll"), helpstringcontext(010), , custom(\(LanguageTests.guid)006, -1.5),]
            library L
            {
                [uuid(\(LanguageTests.guid)007), helpstring("x")][version(2.3)] [hidden]
                interface A;
            }
            """)
        let attributes = made.attributes
        #expect(attributes.guid == GUID(LanguageTests.guid + "005"))
        #expect(attributes.version == Version(1, 0))
        #expect(attributes.documentation == Documentation(helpString: "concatAB\n", helpContext: 18, helpStringContext: 8))
        #expect(attributes.lcid == 0x409 && attributes.helpFile == "a.hlp" && attributes.helpStringDLL == "x.dll")
        #expect(attributes.customData.map(\.value) == [.r8(-1.5)])
    }

    /// What a type library has no room for and a marshaler no need of is accepted, and leaves nothing behind.
    @Test func attributesOfOtherUses() throws {
        let made = try compiled(
            "import \"oaidl.idl\";\n"
                + library(
                    """
                    [object, uuid(\(LanguageTests.guid)008), async_uuid(\(LanguageTests.guid)009), pointer_default(unique), ms_union,
                     endpoint("ncacn_np:[\\\\pipe\\\\x]"), strict_context_handle, code, optimize("is")]
                    interface I : IUnknown
                    {
                        [idempotent, input_sync, message, callback, maybe, broadcast, async, notify, enable_allocate]
                        HRESULT f([in, context_handle, force_allocate, partial_ignore, annotation("x")] void *p, [out, comm_status, fault_status] error_status_t *s);
                    }
                    [uuid(\(LanguageTests.guid)00a), progid("A.B.1"), vi_progid("A.B"), threading(apartment), requestedit, noncreatable]
                    coclass C { [default] interface I; }
                    """))
        #expect(made.types.map(\.name) == ["I", "C"])
        #expect(made.types[1].flags == [])
        #expect(made.types[0].functions[0].customData.isEmpty)
    }

    @Test func modulesHaveEntriesInBothForms() throws {
        let made = try compiled(
            library("[dllname(\"k.dll\")] module M { [entry(0x10)] long g(void); [entry(\"h\")] void __cdecl h(long a); [entry(1 + 2)] int i(); }"))
        #expect(made.types[0].functions.map(\.entry) == [.ordinal(16), .name("h"), .ordinal(3)])
        #expect(made.types[0].functions[1].callConv == .cdecl)
    }

    @Test func customDataStandsAtEveryLevel() throws {
        func custom(_ number: Int) -> String { "custom(\(LanguageTests.guid)f0\(number), \(number))" }
        let made = try compiled(
            """
            [uuid(\(LanguageTests.guid)00b), \(custom(0))] library L
            {
                importlib("stdole2.tlb");
                [\(custom(1))] struct S { [\(custom(2))] long x; };
                [\(custom(3))] enum E { [\(custom(4))] A };
                [uuid(\(LanguageTests.guid)00c), odl, \(custom(5))] interface I : IUnknown { [\(custom(6))] long f([in, \(custom(7))] long a); }
                [uuid(\(LanguageTests.guid)00d), \(custom(8))] coclass C { [default, \(custom(9))] interface I; }
            }
            """)
        let types = made.types
        let found: [[CustomData]] = [
            made.attributes.customData, types[0].customData, types[0].variables[0].customData, types[1].customData,
            types[1].variables[0].customData, types[2].customData, types[2].functions[0].customData,
            types[2].functions[0].parameters[0].customData, types[3].customData, types[3].implementedTypes[0].customData,
        ]
        #expect(found.map { $0.map(\.value) } == (0..<10).map { [.integer(.i4, $0)] })
    }

    // MARK: Constants

    @Test func constantExpressions() throws {
        #expect(
            try constants(
                """
                const int A = 'a' + L'b' + 0x10u + 010 + 5L + 7i64; const int B = sizeof(long) == 4 ? (1 << 3) : ~0;
                const int C = -(-5 % 3) * 2 - !1 | 4 & ~0 ^ 1; const boolean D = TRUE && !FALSE || 1 != 2; const hyper E = -1;
                const unsigned long F = 0xFFFFFFFF; const wchar_t G = L'x'; const char H = 'c'; const short I = (short) 0x18000;
                const unsigned __int64 J = 18446744073709551615ull; const int K = sizeof(struct S) + sizeof(double[3]);
                """, before: "struct S { char c; double d; };") == [
                    .integer(.int, 97 + 98 + 16 + 8 + 5 + 7), .integer(.int, 8), .integer(.int, 5), .integer(.i1, 1), .integer(.i8, -1),
                    .integer(.ui4, 0xFFFF_FFFF), .integer(.i2, 120), .integer(.i1, 99), .integer(.i2, -32768), .ui8(.max), .integer(.int, 40),
                ])
        #expect(
            try constants(
                """
                const float A = 1.5f * 2 - .5; const double B = -1e-3; const char *C = "a" "b\\x41"; const wchar_t *D = L"w" L"\\"";
                const LPWSTR E = L"e"; const BSTR F = "f"; const DATE G = 2.5; const CURRENCY H = 1.25;
                """) == [
                    .r4(2.5), .r8(-0.001), .bstr("abA"), .bstr("w\""), .bstr("e"), .bstr("f"), .date(2.5), .integer(.cy, 12500),
                ])
    }

    // MARK: Types

    @Test func wordsOfBasicTypesComeInAnyOrder() throws {
        let text = library(
            """
            typedef struct
            {
                unsigned long int a; long unsigned b; signed char c; unsigned d; short int e; unsigned small f; const long g;
                long const h; long i[0..9]; wchar_t j[4]; hyper k; signed hyper l; unsigned __int3264 m; long long n;
                unsigned long long o; unsigned hyper p; __int8 q; unsigned __int16 r; error_status_t s; volatile int t; double long u;
            } Words;
            """)
        #expect(
            try compiled(text).types.first { $0.kind == .record }?.variables.map(\.type) == [
                .basic(.ui4), .basic(.ui4), .basic(.i1), .basic(.uint), .basic(.i2), .basic(.ui1), .basic(.i4), .basic(.i4),
                .cArray(.basic(.i4), bounds: [ArrayBound(count: 10)]), .cArray(.basic(.i2), bounds: [ArrayBound(count: 4)]), .basic(.i8),
                .basic(.i8), .basic(.ui8), .basic(.i8), .basic(.ui8), .basic(.ui8), .basic(.i1), .basic(.ui2), .basic(.i4), .basic(.int),
                .basic(.r8),
            ])
    }

    @Test func anInterfaceIsDeclaredByTheKeywordBeforeItsName() throws {
        let text = "typedef interface IAhead *LPAHEAD;\nimport \"unknwn.idl\";\n"
            + library(
                """
                [odl, uuid(\(LanguageTests.guid)00e)] interface I : IUnknown { void f([in] LPAHEAD a, [in] interface IAhead *b, [in] coclass C *c); }
                [odl, uuid(\(LanguageTests.guid)00f)] interface IAhead : IUnknown { }
                [uuid(\(LanguageTests.guid)010)] coclass C { [default] interface I; }
                """)
        let made = try compiled(text)
        #expect(made.types.map(\.name) == ["I", "IAhead", "C"])
        #expect(made.types[0].functions[0].parameters.map(\.type) == [1, 1, 2].map { .pointer(.userDefined(.local($0))) })
        #expect(compile("typedef interface INever *P;\n" + library("struct S { P p; };")).hasErrors)
    }

    @Test func encapsulatedUnionsKeepTheirCases() throws {
        let made = try compiled(
            library(
                """
                typedef union Tagged switch (short kind) value { case 1: long number; case 2: case 3: BSTR text; default: ; } Tagged;
                typedef union switch (long kind) { case -1: double real; default: long other; } Unnamed;
                """))
        let record = made.types[0]
        #expect(record.kind == .record && record.variables.map(\.name) == ["kind", "value"])
        #expect(record.variables[1].marshaling.switchIs == .expression(.name("kind")))
        let union = try Require.value(made.types.first { $0.kind == .union }, "no union")
        #expect(union.variables.map(\.marshaling.cases) == [[1], [2, 3]])
        #expect(made.types.contains { $0.variables.map(\.name) == ["kind", "tagged_union"] })
        #expect(made.types.contains { $0.variables.map(\.marshaling.isDefaultCase) == [false, true] })
    }

    // MARK: What a marshaler reads

    @Test func marshalingAttributesAreReadFromTheModel() throws {
        let made = try functions(
            """
            HRESULT f(
                [in, size_is(n)] byte *p, [in] ULONG n, [in, size_is(n, *p + 1)] long **m, [out, size_is(, *n), length_is((n - 1) / 2)] long **o,
                [in, switch_is(n)] U *u, [in, iid_is(riid)] IUnknown *object, [in] REFIID riid, [in, string, unique] OLECHAR *s,
                [in, ref, max_is(9), first_is(1), last_is(5)] short *r, [in, range(-1, LIMIT)] int limited, [in, size_is(sizeof(long) * 2)] char *c);
            [string] OLECHAR *g();
            [local] HRESULT Here([in] void *anything);
            [call_as(Here)] HRESULT There([in] long something);
            """,
            before: "#define LIMIT 10",
            inside: "typedef [switch_type(long)] union U { [case(1, 2)] long a; [case(3)] double b; [default] ; } U; typedef [v1_enum] enum V { A } V;")
        let (parameters, _) = made[0].marshaling
        #expect(parameters[0].sizeIs == [.expression(.name("n"))])
        #expect(parameters[2].sizeIs == [.expression(.name("n")), .expression(.binary("+", .dereferenced(.name("p")), .number(1)))])
        #expect(parameters[3].sizeIs == [nil, .expression(.dereferenced(.name("n")))])
        #expect(parameters[3].lengthIs == [.expression(.binary("/", .binary("-", .name("n"), .number(1)), .number(2)))])
        #expect(parameters[4].switchIs == .expression(.name("n")))
        #expect(parameters[5].iidIs == .expression(.name("riid")))
        #expect(parameters[7].isString && parameters[7].pointerKind == .unique)
        #expect(parameters[8].pointerKind == .ref && parameters[8].maxIs == [.expression(.number(9))])
        #expect(parameters[8].firstIs == [.expression(.number(1))] && parameters[8].lastIs == [.expression(.number(5))])
        #expect(parameters[9].range == -1...10)
        #expect(parameters[10].sizeIs == [.unsupported("sizeof(long) * 2")])
        #expect(made[1].marshaling.result.isString)
        #expect(made.map(\.name) == ["f", "g", "There"])
        #expect(made[2].callAs == "Here")
    }

    // MARK: Pragmas of our own

    @Test func alignmentAndOptionalCountCanBeSaid() throws {
        let text = """
            #pragma latebind_alignment(C, 8)
            #pragma latebind_optional(I, 1, 2)

            """
            + library(
                """
                [odl, uuid(\(LanguageTests.guid)011)] interface I : IUnknown
                {
                    HRESULT f([in, optional] long *a, [in, optional] VARIANT b, [in, optional] VARIANT *c);
                    HRESULT g([in, optional] long *a, [in, optional] long *b);
                }
                [uuid(\(LanguageTests.guid)012)] coclass C { [default] interface I; }
                """)
        let made = try compiled(text)
        #expect(made.types[0].functions.map(\.optionalCount) == [2, 2])
        #expect(made.types[1].alignment == 8)
        for pragma in ["alignment(C, 99)", "alignment(C, -1)", "optional(I, 99, 1)", "optional(I, 0, 70000)", "optional(I)", "alignment(X, 1)"] {
            #expect(compile("#pragma latebind_\(pragma)\n" + text).library != nil)
        }
    }
}
