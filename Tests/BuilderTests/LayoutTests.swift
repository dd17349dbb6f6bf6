// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TestSupport
import Testing
import TypeLibrary

/// Records are laid out as the C compiler of this machine lays out the same structs.
@Suite struct LayoutTests {
    /// Field types with their spelling in C: `char[8]` stands for a pointer-sized value of its alignment.
    private static let types: [(VarType, String)] = [
        (.ui1, "unsigned char"), (.i2, "short"), (.bool, "short"), (.i4, "int"), (.r4, "float"), (.r8, "double"),
        (.i8, "long long"), (.cy, "long long"), (.date, "double"), (.bstr, "void *"), (.unknown, "void *"),
        (.variant, "VARIANT"), (.decimal, "DECIMAL"), (.filetime, "FILETIME"), (.intPtr, "void *"),
    ]
    private static let prelude = """
        typedef struct { short vt[4]; union { long long i; struct { void *a, *b; } r; } u; } VARIANT;
        typedef struct { int head[2]; unsigned long long lo; } DECIMAL;
        typedef struct { int low, high; } FILETIME;

        """

    /// Every type behind a byte and before a short, in structs and unions, packed in every way.
    private func library(_ system: SystemKind) throws -> (LibraryDefinition, text: String) {
        var builder = sample(system)
        var text = LayoutTests.prelude
        for packing in [1, 2, 4, 8] {
            text += "#pragma pack(push, \(packing))\n"
            for (index, (type, spelling)) in LayoutTests.types.enumerated() {
                let array = TypeDescription.cArray(.basic(type), bounds: [ArrayBound(count: 3)])
                let fields: [Variable] = [
                    .field("a", .basic(.ui1)), .field("b", .basic(type)), .field("c", array), .field("d", .basic(.i2)),
                ]
                let record = "S\(packing)_\(index)"
                let inner = try builder.addRecord(record, packing: packing, fields: fields)
                try builder.addUnion(
                    "U\(packing)_\(index)", packing: packing,
                    fields: [.field("a", .basic(.ui1)), .field("b", .userDefined(inner)), .field("c", array)])
                text += "struct \(record) { unsigned char a; \(spelling) b; \(spelling) c[3]; short d; };\n"
                text += "union U\(packing)_\(index) { unsigned char a; struct \(record) b; \(spelling) c[3]; };\n"
            }
            text += "#pragma pack(pop)\n"
        }
        return (try builder.build(), text)
    }

    /// The assertions by which the compiler checks the sizes, alignments and offsets of the definition.
    private func assertions(_ definition: LibraryDefinition) -> String {
        var text = ""
        for type in definition.types {
            let name = (type.kind == .union ? "union " : "struct ") + (type.name ?? "")
            text += "_Static_assert(sizeof(\(name)) == \(type.instanceSize), \"size of \(name)\");\n"
            text += "_Static_assert(_Alignof(\(name)) == \(type.alignment), \"alignment of \(name)\");\n"
            for field in type.variables {
                let field = (name: field.name ?? "", offset: field.instanceOffset)
                text += "_Static_assert(__builtin_offsetof(\(name), \(field.name)) == \(field.offset), "
                text += "\"offset of \(field.name) in \(name)\");\n"
            }
        }
        return text
    }

    private func expectCompilerAgrees(_ system: SystemKind, options: [String] = []) throws {
        let (definition, text) = try library(system)
        let scratch = try ScratchDirectory()
        try writeFile(scratch.path + "/layout.c", text + assertions(definition))
        try runProgram(["cc", "-std=c11", "-fsyntax-only"] + options + [scratch.path + "/layout.c"])
    }

    @Test func win64() throws { try expectCompilerAgrees(.win64) }

    #if arch(x86_64)
    /// Windows aligns doubles and 64-bit integers to 8 in a 32-bit process; System V does so when asked.
    @Test func win32() throws { try expectCompilerAgrees(.win32, options: ["-m32", "-malign-double"]) }
    #endif

    @Test(arguments: [(SystemKind.win64, 8), (.win32, 4)])
    func vtablesHaveSlotsOfThePointersSize(system: SystemKind, pointer: Int) throws {
        var builder = sample(system)
        let base = try builder.addInterface(
            "IBase", guid: guid(2), base: .dispatch, flags: .dual, functions: [.method("A"), .method("B")])
        try builder.addInterface("IDerived", guid: guid(3), base: base, flags: .dual, functions: [.method("C"), .method("D")])
        try builder.addInterface("IRoot", guid: guid(4), base: nil, functions: [.method("E")])
        let types = try builder.build().types
        #expect(types.map { Int($0.vtableSize) / pointer } == [9, 11, 1])
        #expect(types.map { $0.functions.map { Int($0.vtableOffset) / pointer } } == [[7, 8], [9, 10], [0]])
        #expect(types.map { Int($0.instanceSize) } == [pointer, pointer, pointer])
        #expect(
            types.map { $0.functions.map(\.memberID) } == [
                [0x6002_0000, 0x6002_0001], [0x6003_0000, 0x6003_0001], [0x6000_0000],
            ])
        #expect(types.map(\.kind) == [.dispatch, .dispatch, .interface])
        #expect(types[1].flags == [.dual, .oleAutomation, .dispatchable])
    }

    /// The accessors of one property share the MEMBERID that one of them was given, or the first one's.
    @Test func accessorsShareAnID() throws {
        var builder = sample()
        let long = TypeDescription.basic(.i4)
        try builder.addInterface(
            "I", guid: guid(2), base: .dispatch, flags: .dual,
            functions: [
                .propertyGet("A", long), .method("M"), .propertyPut("A", long), .propertyGet("B", long),
                .propertyPut("B", id: 5, long),
            ])
        let ids = try builder.build().types[0].functions.map(\.memberID)
        #expect(ids == [0x6002_0000, 0x6002_0001, 0x6002_0000, 5, 5])
    }

    @Test func anInterfaceOfAnotherLibraryIsABase() throws {
        struct Known: TypeLibraryResolver {
            let known: TypeLibrary
            func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
                guard reference.guid == known.guid else {
                    return try NoImports().library(for: reference, importer: importer)
                }
                return known
            }
        }
        var other = TypeLibraryBuilder(LibraryAttributes(name: "Other", guid: guid(30)))
        try other.addInterface("IOther", guid: guid(31), functions: [.method("A"), .method("B")])
        try other.addRecord("R", guid: guid(32), fields: [.field("a", .basic(.r8)), .field("b", .basic(.ui1))])
        let known = TypeLibrary(try other.build())

        var builder = sample()
        builder.resolver = Known(known: known)
        let base = TypeReference(to: try known.typeInfo(named: "IOther"), fileName: "other.tlb")
        let record = TypeReference(to: try known.typeInfo(named: "R"), fileName: "other.tlb")
        try builder.addInterface("I", guid: guid(2), base: base, functions: [.method("C")])
        try builder.addRecord("S", fields: [.field("a", .basic(.ui1)), .field("r", .userDefined(record))])
        let types = try builder.build().types
        #expect(types[0].functions[0].vtableOffset == 40)
        #expect(types[0].functions[0].memberID == 0x6002_0000)
        #expect(types[1].instanceSize == 24)
        #expect(types[1].variables[1].instanceOffset == 8)
    }
}
