// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary
import TypeLibraryTools

/// Libraries that no compiler writes: every tool ends with a report or an error, in little time.
@Suite struct RobustnessTests {
    private static func library(_ types: [TypeDefinition], name: String? = "Hostile") -> TypeLibrary {
        TypeLibrary(
            LibraryDefinition(attributes: LibraryAttributes(name: name), types: types), resolver: BuiltInLibraries())
    }

    private static let alias = TypeDescription.userDefined(.local(0))
    private static let deep = (0..<300).reduce(TypeDescription.basic(.i4)) { type, _ in .pointer(type) }

    private static let hostile: [TypeLibrary] = [
        library([], name: nil),
        // An alias of itself, and interfaces that derive from themselves and from each other.
        library([TypeDefinition(name: "A", kind: .alias, alias: alias)]),
        library([
            TypeDefinition(name: "I", kind: .interface, implementedTypes: [ImplementedType(.local(0))]),
            TypeDefinition(name: "J", kind: .interface, implementedTypes: [ImplementedType(.local(2))]),
            TypeDefinition(name: "K", kind: .dispatch, flags: .dual, implementedTypes: [ImplementedType(.local(1))]),
        ]),
        // Types deeper than any compiler nests them; references to nothing; no names.
        library([
            TypeDefinition(
                name: nil, kind: .interface,
                functions: [
                    Function(
                        memberID: .min, name: nil,
                        parameters: [
                            Parameter(name: nil, type: deep, flags: ParamFlags(rawValue: .max)),
                            Parameter(name: "", type: .userDefined(.invalid(7))), Parameter(name: nil, type: .pointer(nil)),
                        ], optionalCount: .min, vtableOffset: -1, returnType: .userDefined(.local(-1)),
                        customData: [
                            CustomData(guid: AttributeGUID.guid(of: "iid_is") ?? .zero, value: .bstr("9:;x;-1;;99999999999999999999"))
                        ])
                ], implementedTypes: [ImplementedType(.local(77))]),
            TypeDefinition(
                name: "R\u{1B}[31m", kind: .record, alignment: 0,
                variables: [Variable(memberID: 0, name: "\n", type: .userDefined(.local(1)), instanceOffset: .max)]),
            TypeDefinition(name: "E", kind: .enum, variables: [Variable(memberID: 0, name: nil, type: .basic(.int))]),
            TypeDefinition(name: "C", kind: .coclass, implementedTypes: [ImplementedType(.invalid(1), flags: .default)]),
            TypeDefinition(name: "9999999999999999999999", kind: .interface, guid: WellKnownIID.stdole),
        ]),
    ]

    @Test(arguments: hostile.indices) func everyToolEnds(index: Int) throws {
        let library = Self.hostile[index]
        let findings = try Linter(rules: LintRule.all).check(library)
        let outline = try Outline(library).rendered()
        for other in Self.hostile {
            _ = try Comparison(old: library, new: other).text()
            _ = try Comparison(old: other, new: library).json()
        }
        // Control characters of a file's names do not reach the terminal.
        for text in findings.map(\.description) + [outline] { #expect(!text.contains("\u{1B}")) }
    }

    @Test func aVeryLongFunctionEnds() throws {
        let parameters = (0..<20_000).map { Parameter(name: "p\($0)", type: .basic(.i4), flags: [.in, .lcid, .retval, .optional]) }
        let function = Function(memberID: 1, name: "F", invokeKind: .propertyPut, parameters: parameters)
        let type = TypeDefinition(name: "I", kind: .dispatch, flags: .dual, functions: [function])
        // With a rule that compares every parameter with every other this takes minutes.
        #expect(try !Linter(rules: LintRule.all).check(Self.library([type])).isEmpty)
    }
}
