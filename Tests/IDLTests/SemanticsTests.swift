// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import IDL

@Suite struct SemanticsTests {
    private static let dual = library(
        """
            [odl, dual, uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1002), helpstring("A counter"), nonextensible]
            interface ICounter : IDispatch
            {
                [id(0), propget] HRESULT Value([out, retval] long *value);
                [id(0), propput] HRESULT Value([in] long value);
                HRESULT Reset([in, defaultvalue(7)] short start, [in, optional] VARIANT why);
                [id(-4), restricted] HRESULT _NewEnum([out, retval] IUnknown **items);
                [vararg] HRESULT All([in] SAFEARRAY(VARIANT) values);
            };
        """)

    @Test func aDualInterfaceIsOneDispatchDefinition() throws {
        let counter = try type("ICounter", in: Self.dual)
        #expect(counter.kind == .dispatch)
        #expect(counter.flags == [.dual, .oleAutomation, .dispatchable, .nonExtensible])
        #expect(counter.documentation.helpString == "A counter")
        #expect(counter.implementedTypes.count == 1)
        #expect(counter.vtableSize == (7 + 5) * 8)
    }

    @Test func memberIDsAreAssignedWhereNoneIsGiven() throws {
        let functions = try type("ICounter", in: Self.dual).functions
        #expect(functions.map(\.memberID) == [0, 0, 0x6002_0002, -4, 0x6002_0004])
        #expect(functions.map(\.vtableOffset) == [56, 64, 72, 80, 88])
        #expect(functions.map(\.invokeKind) == [.propertyGet, .propertyPut, .method, .method, .method])
    }

    @Test func parametersKeepFlagsAndDefaults() throws {
        let reset = try type("ICounter", in: Self.dual).functions[2]
        #expect(reset.optionalCount == 1)
        #expect(reset.parameters[0].flags == [.in, .optional, .hasDefault])
        #expect(reset.parameters[0].defaultValue == .integer(.i2, 7))
        #expect(reset.parameters[1].flags == [.in, .optional])
        #expect(try type("ICounter", in: Self.dual).functions[4].optionalCount == -1)
    }

    @Test func theNewValueOfAPropertyHasNoName() throws {
        #expect(try type("ICounter", in: Self.dual).functions[1].parameters[0].name == nil)
    }

    @Test func pointersToIUnknownAreVTUnknown() throws {
        let newEnum = try type("ICounter", in: Self.dual).functions[3]
        #expect(newEnum.parameters[0].type == .pointer(.basic(.unknown)))
    }

    @Test func a32BitLibraryHasSlotsOf4Bytes() throws {
        var options = IDLCompiler.Options()
        options.target = .win32
        let made = try Require.value(compile(Self.dual, options: options).library, "no library")
        #expect(made.attributes.systemKind == .win32)
        #expect(made.types[0].functions.map(\.vtableOffset) == [28, 32, 36, 40, 44])
        #expect(made.types[0].instanceSize == 4)
    }

    @Test func recordsAreLaidOutLikeC() throws {
        let record = try type(
            "Mixed",
            in: library(
                """
                    struct Mixed { char a; double b; short c; BSTR d; VARIANT e; DECIMAL f; long g[3]; unsigned char h; };
                """))
        #expect(record.variables.map(\.instanceOffset) == [0, 8, 16, 24, 32, 56, 72, 84])
        #expect(record.instanceSize == 88)
        #expect(record.alignment == 8)
    }

    @Test func packingBindsTheAlignment() throws {
        let record = try type(
            "Packed", in: library("#pragma pack(push, 2)\nstruct Packed { char a; double b; };\n#pragma pack(pop)\n"))
        #expect(record.variables.map(\.instanceOffset) == [0, 2])
        #expect(record.instanceSize == 10 && record.alignment == 2)
    }

    @Test func unionsOverlap() throws {
        let union = try type("Either", in: library("union Either { long a; double b; char c[10]; };"))
        #expect(union.kind == .union)
        #expect(union.variables.allSatisfy { $0.instanceOffset == 0 })
        #expect(union.instanceSize == 16)
    }

    @Test func anEncapsulatedUnionBecomesARecord() throws {
        let record = try type(
            "Choice", in: library("typedef union Choice switch (long kind) u { case 1: long a; default: double b; } Choice;"))
        #expect(record.kind == .record)
        #expect(record.variables.map(\.name) == ["kind", "u"])
        #expect(record.variables.map(\.instanceOffset) == [0, 8])
    }

    @Test func enumsCountOn() throws {
        let values = try type(
            "Level", in: library("const long Base = 4;\nenum Level { Low = Base * 2, Middle, High = 0x80000000, Top };"))
        #expect(
            values.variables.map(\.value) == [8, 9, -2_147_483_648, -2_147_483_647].map { .integer(.i4, $0) })
        #expect(values.variables.map(\.memberID) == [0x4000_0000, 0x4000_0001, 0x4000_0002, 0x4000_0003])
    }

    @Test func onlyPublicTypedefsAreTypes() throws {
        let result = compile(
            library(
                """
                    typedef long Plain;
                    typedef [public] long Shown;
                    typedef struct { Plain x; Shown y; } Unnamed;
                """))
        let types = try Require.value(result.library, "no library").types
        #expect(types.map(\.kind) == [.alias, .alias, .record])
        #expect(types[0].name == "Shown" && types[1].name == "Unnamed")
        #expect(types[2].variables.map(\.type) == [.basic(.i4), .userDefined(.local(0))])
    }

    @Test func dispinterfacesHavePropertiesAndMethods() throws {
        let events = try type(
            "DEvents",
            in: library(
                """
                    [uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1003)]
                    dispinterface DEvents
                    {
                    properties:
                        [id(1), readonly] long Count;
                        BSTR Name;
                    methods:
                        [id(2)] void Changed([in] long what);
                    };
                """))
        #expect(events.flags == [.dispatchable])
        #expect(events.variables.map(\.memberID) == [1, 0x4000_0002])
        #expect(events.variables[0].flags == [.readOnly])
        #expect(events.variables.allSatisfy { $0.kind == .dispatch })
        #expect(events.functions[0].kind == .dispatch)
        // Wine's loader counts the methods by the vtable's size.
        #expect(events.vtableSize == 8)
    }

    @Test func coclassesGetADefaultInterface() throws {
        let text = library(
            """
                [odl, uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1004)] interface IA : IUnknown {};
                [odl, uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1005)] interface IB : IUnknown {};
                [uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1006), noncreatable, appobject]
                coclass C { [restricted] interface IA; interface IB; [source] interface IA; };
            """)
        let coclass = try type("C", in: text)
        #expect(coclass.flags == [.appObject])
        #expect(coclass.implementedTypes.map(\.flags) == [[.restricted], [.default], [.source, .default]])
    }

    @Test func modulesHaveEntriesAndConstants() throws {
        let module = try type(
            "M",
            in: library(
                """
                    [dllname("m.dll"), uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1007)]
                    module M
                    {
                        const double Pi = 3.5;
                        const BSTR Hello = "hello";
                        [entry("f")] long f([in] long a);
                        [entry(12)] void __cdecl g();
                    };
                """))
        #expect(module.dllName == "m.dll")
        #expect(module.functions.map(\.entry) == [.name("f"), .ordinal(12)])
        #expect(module.functions[1].callConv == .cdecl)
        #expect(module.functions.allSatisfy { $0.kind == .static })
        #expect(module.variables.map(\.value) == [.r8(3.5), .bstr("hello")])
    }

    @Test func typesOfImportedFilesComeWhenTheyAreNeeded() throws {
        let result = compile(
            "import \"types.idl\";\n" + library("    struct Pair { Used *a; };"),
            files: ["types.idl": "typedef struct Used { long x; } Used;\ntypedef struct Unused { long x; } Unused;"])
        #expect(try Require.value(result.library, "no library").types.map(\.name) == ["Pair", "Used"])
    }

    @Test func importedFilesKeepTheirMacrosToThemselves() {
        let result = compile(
            "import \"m.idl\";\n" + library("    struct S { INNER x; };"), files: ["m.idl": "#define INNER long\n"])
        #expect(result.diagnostics.map(\.message) == ["there is no type INNER"])
    }

    @Test func theBuiltInDeclarationsAreEnoughForUsualFiles() throws {
        let text =
            "import \"oaidl.idl\";\nimport \"ocidl.idl\";\n"
            + library(
                """
                    [object, oleautomation, uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1008)]
                    interface IUse : IUnknown
                    {
                        HRESULT a([in] UINT n, [in] LPOLESTR s, [in] HWND w, [in] REFIID iid, [out, retval] IFontDisp **f);
                    };
                """)
        let parameters = try type("IUse", in: text).functions[0].parameters
        #expect(parameters[0].type == .basic(.uint))
        #expect(parameters[1].type == .basic(.lpwstr))
    }

    @Test func defaultValuesTakeTheParametersType() throws {
        let text = library(
            """
                [odl, dual, uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1009)]
                interface ID : IDispatch
                {
                    HRESULT f(
                        [in, defaultvalue(32.78)] CURRENCY *a, [in, defaultvalue(32)] DATE b, [in, defaultvalue(1)] float c,
                        [in, defaultvalue("x")] BSTR d, [in, defaultvalue(TRUE)] VARIANT_BOOL e, [in, defaultvalue(0)] IDispatch *g,
                        [in, defaultvalue("v")] VARIANT h, [in, defaultvalue(-1)] unsigned short i, [in, defaultvalue(1.25)] DECIMAL j);
                };
            """)
        #expect(
            try type("ID", in: text).functions[0].parameters.map(\.defaultValue) == [
                .integer(.cy, 327_800), .date(32), .r4(1), .bstr("x"), .integer(.bool, -1), .nullObject(.dispatch), .bstr("v"),
                .integer(.ui2, 0xFFFF), .decimal(DecimalBits(scale: 2, sign: 0, hi32: 0, lo64: 125)),
            ])
    }

    @Test func marshalingAttributesAreKeptAsCustomData() throws {
        let text = "import \"oaidl.idl\";\n" + library(
            """
                [object, uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a100a)]
                interface IBytes : IUnknown
                {
                    HRESULT Read([out, size_is(cb), length_is(*pcb)] byte *pv, [in] long cb, [out] long *pcb);
                    HRESULT Get([in, string] LPOLESTR name, [in] GUID *iid, [out, iid_is(iid)] void **object);
                };
            """)
        let functions = try type("IBytes", in: text).functions
        func kept(_ function: Function, _ name: String) -> ConstantValue? {
            function.customData.first { $0.guid == AttributeGUID.guid(of: name) }?.value
        }
        #expect(kept(functions[0], "size_is") == .bstr("0:cb"))
        #expect(kept(functions[0], "length_is") == .bstr("0:*pcb"))
        #expect(kept(functions[1], "iid_is") == .bstr("2:iid"))
        #expect(kept(functions[1], "string") == .bstr("0"))
    }

    @Test func namesThatDifferInCaseOnlyAreOneName() throws {
        let text = library("    struct First { long Name; };\n    struct Second { long name; };")
        #expect(try type("Second", in: text).variables[0].name == "Name")
    }

    @Test func customDataTakesAnyConstant() throws {
        let guid = "6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a10"
        let text = library(
            "    [custom(\(guid)0b, \"text\"), custom(\(guid)0c, 5), custom(\(guid)0d, 2.5)] struct S { long x; };")
        #expect(try type("S", in: text).customData.map(\.value) == [.bstr("text"), .integer(.i4, 5), .r8(2.5)])
    }

    @Test func warningsCanBeErrors() {
        var options = IDLCompiler.Options()
        options.warningsAreErrors = true
        let text = library("    [helpstring(\"a\"), helpstring(\"b\")] struct S { long x; };")
        #expect(compile(text).library != nil)
        #expect(compile(text, options: options).library == nil)
    }
}
