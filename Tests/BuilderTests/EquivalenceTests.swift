// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import MSFTFormat
import TestSupport
import Testing
import TypeLibrary

/// What the builder makes is what the compiler makes of the same library in IDL.
@Suite struct EquivalenceTests {
    @Test func theScriptingLibrary() throws {
        let id = { (text: String) in GUID(text) ?? .zero }
        let variant = TypeDescription.pointer(.basic(.variant))
        let key = Parameter.in("Key", variant)
        var library = TypeLibraryBuilder(
            LibraryAttributes(
                name: "Scripting", guid: id("420B2830-E718-11CF-893D-00A0C9054228"), version: Version(1, 0)))
        let compareMethod = try library.addEnum(
            "CompareMethod", ["BinaryCompare": 0, "TextCompare": 1, "DatabaseCompare": 2])
        let mode = TypeDescription.userDefined(compareMethod)
        var hashVal = Function.propertyGet("HashVal", id: 10, .basic(.variant), arguments: [key], flags: .hidden)
        hashVal.parameters[1].name = "HashVal"
        let dictionary = try library.addInterface(
            "IDictionary", guid: id("42C642C1-97E1-11CF-978F-00A02463E06F"), base: .dispatch, flags: [.dual, .hidden],
            functions: [
                .propertyPutRef("Item", id: 0, variant, arguments: [key]),
                .propertyPut("Item", id: 0, variant, arguments: [key]),
                .propertyGet("Item", id: 0, .basic(.variant), arguments: [key]).naming("pRetItem"),
                .method("Add", id: 1, [key, .in("Item", variant)]),
                .propertyGet("Count", id: 2, .basic(.i4)).naming("pCount"),
                .method("Exists", id: 3, [key, .retval("pExists", .basic(.bool))]),
                .method("Items", id: 4, [.retval("pItemsArray", .basic(.variant))]),
                .propertyPut("Key", id: 5, variant, arguments: [key]),
                .method("Keys", id: 6, [.retval("pKeysArray", .basic(.variant))]),
                .method("Remove", id: 7, [key]),
                .method("RemoveAll", id: 8),
                .propertyPut("CompareMode", id: 9, mode),
                .propertyGet("CompareMode", id: 9, mode).naming("pcomp"),
                .method("_NewEnum", id: -4, [.retval("ppunk", .basic(.unknown))], flags: .restricted),
                hashVal,
            ])
        let coclass = try library.addCoclass(
            "Dictionary", guid: id("EE09B103-97E0-11CF-978F-00A02463E06F"), interfaces: [ImplementedType(dictionary)])
        try library.update(coclass) { type in
            type.version = Version(1, 0)
            type.documentation.helpString = "Scripting.Dictionary"
        }

        let text = try readFile(repositoryFile("typelibs/scripting/scripting.idl"))
        try expectSame(library.build(), compiled(text: text))
        let committed = try readBytes(repositoryFile("typelibs/scripting/scripting.tlb"))
        #expect(try MSFTWriter.bytes(of: library.build()) == committed)
    }

    @Test(arguments: [SystemKind.win64, .win32]) func everyKindOfType(system: SystemKind) throws {
        var library = sample(system)
        let long = TypeDescription.basic(.i4)
        try library.addEnum("Color", ["Red": 1, "Green": 2])
        let point = try library.addRecord("Point", guid: guid(2), fields: [.field("x", long), .field("y", .basic(.r8))])
        try library.addUnion("Bits", fields: [.field("i", long), .field("d", .basic(.r8)), .field("p", .basic(.bstr))])
        try library.addAlias("Count", guid: guid(3), of: long)
        let base = try library.addInterface(
            "IBase", guid: guid(4), flags: .oleAutomation,
            functions: [.method("Move", [.in("to", .pointer(.userDefined(point)))])])
        let derived = try library.addInterface(
            "IDerived", guid: guid(5), base: base,
            functions: [
                .method("First", [.out("n", long)]),
                .method("Second", [.in("text", .basic(.bstr)), .in("flags", long, default: .integer(.i4, 3))]),
            ])
        let dual = try library.addInterface(
            "IDual", guid: guid(6), base: .dispatch, flags: .dual,
            functions: [
                .method("Call", [.in("a", .basic(.variant), flags: .optional)]),
                .propertyGet("Size", long), .propertyPut("Size", long),
            ])
        let events = try library.addDispinterface(
            "DEvents", guid: guid(7), properties: [.property("Name", id: 1, .basic(.bstr))],
            methods: [.method("Changed", id: 2, [.in("what", .basic(.bstr))], returning: .basic(.void))])
        try library.addDispinterface("DDual", guid: guid(8), over: dual)
        try library.addCoclass(
            "Thing", guid: guid(9),
            interfaces: [ImplementedType(dual), ImplementedType(derived), ImplementedType(events, flags: .source)])
        try library.addModule(
            "Tools", dllName: "tools.dll",
            functions: [
                .entry("Beep", .name("BeepA"), [.in("n", long)], returning: long),
                .entry("Boop", .ordinal(7), returning: .basic(.void)),
            ],
            constants: [.constant("Answer", long, .integer(.i4, 42)), .constant("Greeting", .basic(.lpstr), .bstr("hello"))])

        try expectSame(
            library.build(),
            compiled(
                """
                typedef enum Color { Red = 1, Green = 2 } Color;
                typedef [uuid(\(guid(2)))] struct Point { long x; double y; } Point;
                typedef union Bits { long i; double d; BSTR p; } Bits;
                typedef [uuid(\(guid(3)))] long Count;
                [object, oleautomation, uuid(\(guid(4)))] interface IBase : IUnknown { HRESULT Move([in] Point *to); };
                [object, uuid(\(guid(5)))] interface IDerived : IBase {
                    HRESULT First([out] long *n);
                    HRESULT Second([in] BSTR text, [in, defaultvalue(3)] long flags);
                };
                [object, dual, uuid(\(guid(6)))] interface IDual : IDispatch {
                    HRESULT Call([in, optional] VARIANT a);
                    [propget] HRESULT Size([out, retval] long *value);
                    [propput] HRESULT Size([in] long newValue);
                };
                [uuid(\(guid(7)))] dispinterface DEvents {
                    properties: [id(1)] BSTR Name;
                    methods: [id(2)] void Changed([in] BSTR what);
                };
                [uuid(\(guid(8)))] dispinterface DDual { interface IDual; };
                [uuid(\(guid(9)))] coclass Thing {
                    interface IDual; interface IDerived; [source] dispinterface DEvents;
                };
                [dllname("tools.dll")] module Tools {
                    [entry("BeepA")] long __stdcall Beep([in] long n);
                    [entry(7)] void __stdcall Boop();
                    const long Answer = 42;
                    const LPSTR Greeting = "hello";
                };
                """, system))
    }

    @Test func documentationFlagsAndCustomData() throws {
        var library = sample()
        library.attributes.documentation.helpString = "A sample"
        library.attributes.helpFile = "sample.chm"
        library.attributes.flags = .control
        library.attributes.customData = [CustomData(guid: guid(20), value: .bstr("library"))]
        var method = Function.method("Do", id: 5, [.in("n", .basic(.i4))], flags: .hidden)
        method.documentation = Documentation(helpString: "does it", helpContext: 7)
        method.customData = [CustomData(guid: guid(21), value: .integer(.i4, 3))]
        method.parameters[0].customData = [CustomData(guid: guid(22), value: .bstr("parameter"))]
        let type = try library.addInterface("IDo", guid: guid(2), functions: [method])
        try library.update(type) { type in
            type.setCustomData(guid(23), .bstr("first"))
            type.setCustomData(guid(23), .bstr("type"))
            type.documentation = Documentation(helpString: "an interface", helpContext: 9)
        }
        try expectSame(
            library.build(),
            compiled(
                text: """
                    [uuid(\(guid(1))), version(1.2), helpstring("A sample"), helpfile("sample.chm"), control,
                     custom(\(guid(20)), "library")]
                    library Sample {
                        importlib("stdole2.tlb");
                        [object, uuid(\(guid(2))), helpstring("an interface"), helpcontext(9), custom(\(guid(23)), "type")]
                        interface IDo : IUnknown {
                            [id(5), hidden, helpstring("does it"), helpcontext(7), custom(\(guid(21)), 3)]
                            HRESULT Do([in, custom(\(guid(22)), "parameter")] long n);
                        };
                    };
                    """))
    }

    /// Types that name each other are declared first.
    @Test func typesThatReferToEachOther() throws {
        var library = sample()
        let child = try library.declare("IChild", .interface)
        let parent = try library.declare("IParent", .interface)
        for (type, other, id) in [(parent, child, guid(2)), (child, parent, guid(3))] {
            try library.update(type) { type in
                type.guid = id
                try type.add(ImplementedType(.unknown))
                try type.add(.method("Meet", [.in("other", .pointer(.userDefined(other)))]))
            }
        }
        try expectSame(
            library.build(),
            compiled(
                """
                interface IChild;
                [object, uuid(\(guid(2)))] interface IParent : IUnknown { HRESULT Meet([in] IChild *other); };
                [object, uuid(\(guid(3)))] interface IChild : IUnknown { HRESULT Meet([in] IParent *other); };
                """))
    }

    @Test func theExampleOfTheDocumentation() throws {
        var library = TypeLibraryBuilder(LibraryAttributes(name: "Greeting", guid: guid(1), version: Version(1, 0)))
        let mood = try library.addEnum("Mood", ["Calm": 0, "Loud": 1])
        let greeter = try library.addInterface(
            "IGreeter", guid: guid(2), base: .dispatch, flags: .dual,
            functions: [
                .method("Greet", id: 1, [.in("name", .basic(.bstr)), .retval("text", .basic(.bstr))]),
                .propertyGet("Mood", id: 2, .userDefined(mood)),
                .propertyPut("Mood", id: 2, .userDefined(mood)),
            ])
        try library.addCoclass("Greeter", guid: guid(3), interfaces: [ImplementedType(greeter)])

        let bytes = try MSFTWriter.bytes(of: library.build())
        let read = try TypeLibrary(storage: TypeLibraryFile.storage(of: bytes))
        #expect(try read.typeInfo(named: "IGreeter").vtableHalf().vtableSize == 80)
        #expect(try read.typeInfo(named: "IGreeter").kind == .dispatch)
        #expect(try read.typeInfo(named: "Greeter").implementedTypes.first?.flags == .default)
    }
}

extension Function {
    /// The function with another name for its last parameter.
    fileprivate func naming(_ name: String) -> Function {
        var copy = self
        copy.parameters[copy.parameters.count - 1].name = name
        return copy
    }
}
