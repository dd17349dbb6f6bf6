// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

/// A library that the IDL compiler refuses, and that a file may hold all the same.
struct BrokenLibrary: CustomTestStringConvertible, Sendable {
    let rule: String
    let definition: LibraryDefinition
    let findings: [String]

    var testDescription: String { rule }
}

enum BrokenLibraries {
    static let all: [BrokenLibrary] = [
        broken("library-guid", [], guid: .zero, ["library: the library has no GUID"]),
        broken(
            "type-name-case", [interface("IShape", 1), interface("ishape", 2)],
            ["ishape: differs from IShape only in case"]),
        broken("interface-id", [interface("IShape", 0)], ["IShape: has no GUID"]),
        broken(
            "unresolved-reference",
            [interface("IShape", 1, functions: [function("Draw", [Parameter(name: "on", type: .userDefined(.local(9)))])])],
            ["IShape.Draw.on: Broken has 1 types; there is no type 9"]),
        broken(
            "member-name-case", [interface("IShape", 1, functions: [function("Draw"), function("draw", id: 2)])],
            ["IShape.draw: differs from Draw only in case"]),
        broken(
            "overloaded-name", [interface("IShape", 1, functions: [function("Draw"), function("Draw", id: 2)])],
            ["IShape.Draw: another member has this name"]),
        broken(
            "dual-base", [interface("IShape", 1, flags: [.dual, .oleAutomation], kind: .dispatch, base: nil)],
            ["IShape: is dual and does not derive from IDispatch"]),
        broken(
            "property-value",
            [interface("IShape", 1, functions: [function("Size", kind: .propertyGet), function("Size", kind: .propertyPut)])],
            ["IShape.Size[propget]: propget gives no value", "IShape.Size[propput]: propput takes no value"]),
        broken(
            "property-dispid",
            [
                interface(
                    "IShape", 1, functions: [function("Size", kind: .propertyGet), function("Size", id: 2, kind: .propertyPut)])
            ],
            ["IShape.Size[propput]: has DISPID 2, but Size[propget] has 1"]),
        broken(
            "retval-out",
            [interface("IShape", 1, functions: [function("Area", [Parameter(name: "area", type: .basic(.r8), flags: [.in, .retval])])])],
            [
                "IShape.Area.area: is retval and not out", "IShape.Area.area: is retval and in",
                "IShape.Area.area: is retval and no pointer",
            ]),
        broken(
            "retval-last",
            [
                interface(
                    "IShape", 1,
                    functions: [
                        function(
                            "Area",
                            [
                                Parameter(name: "area", type: .pointer(.basic(.r8)), flags: [.out, .retval]),
                                Parameter(name: "unit", type: .basic(.i4)),
                            ])
                    ])
            ],
            ["IShape.Area.area: is retval and not the last parameter"]),
        broken(
            "lcid-type",
            [
                interface(
                    "IShape", 1,
                    functions: [
                        function(
                            "Name",
                            [
                                Parameter(name: "language", type: .basic(.i4), flags: [.in, .lcid]),
                                Parameter(name: "other", type: .basic(.bstr), flags: [.in, .lcid]),
                            ])
                    ])
            ],
            ["IShape.Name.other: is lcid and no long", "IShape.Name.other: is not the only lcid parameter"]),
        broken(
            "coclass-default",
            [
                interface("IShape", 1),
                coclass("Shape", 2, [ImplementedType(.local(0))]),
                coclass("Figure", 3, [ImplementedType(.local(0), flags: .default), ImplementedType(.local(0), flags: .default)]),
            ],
            ["Shape: has no default interface", "Figure: has 2 default interfaces"]),
        broken(
            "coclass-duplicate",
            [interface("IShape", 1), coclass("Shape", 2, [ImplementedType(.local(0)), ImplementedType(.local(0))])],
            ["Shape.IShape: is named twice"]),
    ]

    private static func broken(
        _ rule: String, _ types: [TypeDefinition], guid: GUID = Self.guid(100), _ findings: [String]
    ) -> BrokenLibrary {
        let attributes = LibraryAttributes(name: "Broken", guid: guid, version: Version(1, 0))
        return BrokenLibrary(
            rule: rule, definition: LibraryDefinition(attributes: attributes, types: types), findings: findings)
    }

    static func guid(_ number: UInt32) -> GUID {
        number == 0
            ? .zero : GUID(Data1: number, Data2: 0x3F5C, Data3: 0x4E0E, Data4: (0x9D, 0x4B, 0x0C, 0x3A, 0x1E, 0x7A, 0, 0))
    }

    static let unknown = TypeReference.external(
        ExternalType(
            library: ImportedLibrary(fileName: "stdole2.tlb", guid: WellKnownIID.stdole, version: Version(2, 0)),
            target: .guid(WellKnownIID.unknown), kind: .interface))

    static func interface(
        _ name: String, _ number: UInt32, functions: [Function] = [], flags: TypeFlags = [], kind: TypeKind = .interface,
        base: TypeReference? = unknown
    ) -> TypeDefinition {
        TypeDefinition(
            name: name, kind: kind, guid: guid(number), flags: flags, functions: functions,
            implementedTypes: base.map { [ImplementedType($0)] } ?? [])
    }

    static func function(
        _ name: String, _ parameters: [Parameter] = [], id: Int32 = 1, kind: InvokeKind = .method
    ) -> Function {
        Function(memberID: id, name: name, invokeKind: kind, parameters: parameters)
    }

    static func coclass(_ name: String, _ number: UInt32, _ members: [ImplementedType]) -> TypeDefinition {
        TypeDefinition(name: name, kind: .coclass, guid: guid(number), flags: .canCreate, implementedTypes: members)
    }
}
