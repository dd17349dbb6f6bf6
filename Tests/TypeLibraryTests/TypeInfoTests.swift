// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

/// A 32-bit library with a record, a packed record and an interface chain.
@Suite struct TypeInfoTests {
    private let library: TypeLibrary

    init() {
        let fields: [Variable] = [
            Variable(memberID: 1, name: "flag", type: .basic(.i1), instanceOffset: 0),
            Variable(memberID: 2, name: "text", type: .basic(.bstr), instanceOffset: 4),
            Variable(memberID: 3, name: "value", type: .basic(.variant), instanceOffset: 8),
        ]
        let packed: [Variable] = [
            Variable(memberID: 1, name: "flag", type: .basic(.i1), instanceOffset: 0),
            Variable(memberID: 2, name: "text", type: .basic(.bstr), instanceOffset: 1),
        ]
        let circular = [Variable(memberID: 1, name: "me", type: .userDefined(.local(2)), instanceOffset: 0)]
        func function(_ id: Int32, _ name: String, _ offset: Int16) -> Function {
            Function(
                memberID: id, name: name,
                parameters: [
                    Parameter(name: "value", type: .basic(.i4)),
                    Parameter(name: "result", type: .pointer(.basic(.bstr)), flags: [.out, .retval]),
                ], vtableOffset: offset)
        }
        library = TypeLibrary(
            LibraryDefinition(
                attributes: LibraryAttributes(name: "Test", systemKind: .win32),
                types: [
                    TypeDefinition(name: "R", kind: .record, instanceSize: 24, alignment: 8, variables: fields),
                    TypeDefinition(name: "P", kind: .record, instanceSize: 5, alignment: 1, variables: packed),
                    TypeDefinition(name: "C", kind: .record, instanceSize: 4, alignment: 4, variables: circular),
                    TypeDefinition(
                        name: "IBase", kind: .dispatch, flags: [.dual, .oleAutomation], vtableSize: 4,
                        functions: [function(1, "First", 0)]),
                    TypeDefinition(
                        name: "IDerived", kind: .dispatch, flags: [.dual], vtableSize: 8,
                        functions: [function(2, "Second", 4)], implementedTypes: [ImplementedType(.local(3))]),
                ]))
    }

    @Test func aRecordIsLaidOutForEightBytePointers() throws {
        let record = try library.typeInfo(named: "R")
        #expect(record.variables.map(\.instanceOffset) == [0, 8, 16])
        #expect(record.instanceSize == 40)
        #expect(record.alignment == 8)
        #expect(record.definition.variables.map(\.instanceOffset) == [0, 4, 8])
    }

    @Test func aPackedRecordStaysPacked() throws {
        let record = try library.typeInfo(named: "P")
        #expect(record.variables.map(\.instanceOffset) == [0, 1])
        #expect(record.instanceSize == 9)
    }

    @Test func aRecordThatContainsItselfKeepsWhatIsStored() throws {
        #expect(try library.typeInfo(named: "C").instanceSize == 4)
    }

    @Test func aDispatchHalfListsWhatItInherits() throws {
        let derived = try library.typeInfo(named: "IDerived")
        let functions = try derived.functions()
        #expect(functions.map(\.function.name) == ["First", "Second"])
        #expect(functions.map(\.isInherited) == [true, false])
        #expect(functions[1].function.returnType == .basic(.bstr))
        #expect(functions[1].declared.vtableOffset == 8)
        #expect(try derived.vtableHalf().functions().map(\.function.name) == ["Second"])
        #expect(derived.vtableHalf() === derived.vtableHalf())
    }

    @Test func aMemberIsFoundInTheBases() throws {
        let derived = try library.typeInfo(named: "IDerived")
        #expect(try derived.member(1).name == "First")
        #expect(try derived.names(of: 2) == ["Second", "value"])
        #expect(try derived.vtableHalf().names(of: 2) == ["Second", "value", "result"])
        let error = try #require(throws: TypeLibraryError.self) { try derived.member(99) }
        #expect(error.hresult == .TYPE_E_ELEMENTNOTFOUND)
    }
}
