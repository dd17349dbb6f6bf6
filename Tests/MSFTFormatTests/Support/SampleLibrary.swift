// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// A small library that has one of everything that the format can say.
enum SampleLibrary {
    static let custom = GUID("11111111-2222-3333-4444-555555555555")!
    static let stdole = ImportedLibrary(fileName: "stdole2.tlb", guid: WellKnownIID.stdole, version: Version(2, 0))
    static let dispatch = TypeReference.external(
        ExternalType(library: stdole, target: .guid(WellKnownIID.dispatch), kind: .interface))
    static let unknown = TypeReference.external(
        ExternalType(library: stdole, target: .guid(WellKnownIID.unknown), kind: .interface))
    static let other = ImportedLibrary(
        fileName: "other.tlb", guid: GUID("99999999-2222-3333-4444-555555555555")!, version: Version(1, 7), lcid: 0x409)

    /// One value of every VARTYPE that has a stored form, short and long ones.
    static let values: [ConstantValue] = [
        .empty, .null, .integer(.i1, -3), .integer(.ui1, 250), .integer(.i2, -300), .integer(.ui2, 65000),
        .integer(.i4, 5), .integer(.i4, -5), .integer(.i4, Int64(Int32.min)), .integer(.ui4, 4_000_000_000),
        .integer(.int, 77), .integer(.uint, 4_000_000_001), .integer(.i8, -(1 << 60)), .ui8(UInt64.max),
        .integer(.bool, -1), .integer(.bool, 0), .integer(.cy, 123_456_789),
        .integer(.error, Int64(Int32(bitPattern: 0x8002_0004))),
        .integer(.hresult, 1), .r4(1.5), .r4(-.infinity), .r8(.pi), .r8(-0.0), .date(45_000.25),
        .bstr("text with € and é"),
        .bstr(""), .bstr(nil), .decimal(DecimalBits(scale: 4, sign: 0x80, hi32: 7, lo64: 1 << 63)),
        .nullObject(.dispatch),
        .nullObject(.unknown),
    ]

    static func customData(_ text: String) -> [CustomData] {
        [
            CustomData(guid: custom, value: .bstr(text)),
            CustomData(guid: GUID("66666666-2222-3333-4444-555555555555")!, value: .integer(.i4, 1 << 30)),
        ]
    }

    static func documentation(_ text: String, _ context: UInt32) -> Documentation {
        Documentation(helpString: text, helpContext: context, helpStringContext: context + 1)
    }

    static func definition(_ system: SystemKind = .win64) -> LibraryDefinition {
        let pointer = system.pointerSize
        return LibraryDefinition(
            attributes: LibraryAttributes(
                name: "Sample", guid: GUID("0A0B0C0D-2222-3333-4444-555555555555")!, version: Version(3, 14), lcid: 9,
                systemKind: system, flags: [.control], documentation: documentation("the sample", 100),
                helpFile: "sample.hlp", helpStringDLL: "sample.dll", customData: customData("library")),
            types: [
                enumeration, record(pointer), union, alias(pointer), constants, interface(pointer), dual(pointer),
                plain(pointer),
                overInterface(pointer), coclass(pointer), module,
            ])
    }

    private static let enumeration = TypeDefinition(
        name: "Colour", kind: .enum, guid: GUID("00000001-2222-3333-4444-555555555555")!, flags: [.hidden],
        version: Version(1, 1), documentation: documentation("colours", 1), instanceSize: 4, alignment: 4,
        variables: [
            Variable(
                memberID: 0x4000_0000, name: "colourRed", documentation: documentation("red", 10), kind: .const,
                flags: [.hidden], type: .basic(.int), value: .integer(.i4, 1), customData: customData("variable")),
            Variable(
                memberID: 0x4000_0001, name: "colourBlue", kind: .const, type: .basic(.int), value: .integer(.i4, -2)),
        ], customData: customData("type"))

    private static func record(_ pointer: Int) -> TypeDefinition {
        TypeDefinition(
            name: "Point", kind: .record, guid: GUID("00000002-2222-3333-4444-555555555555")!,
            instanceSize: UInt32(4 * pointer), alignment: UInt16(pointer),
            variables: [
                Variable(memberID: 0x4000_0000, name: "x", type: .basic(.i4), instanceOffset: 0),
                Variable(
                    memberID: 0x4000_0001, name: "label", type: .basic(.bstr), instanceOffset: UInt32(pointer)),
                Variable(
                    memberID: 0x4000_0002, name: "cells",
                    type: .cArray(.basic(.i2), bounds: [ArrayBound(count: 2), ArrayBound(count: 2, lower: -1)]),
                    instanceOffset: UInt32(2 * pointer)),
                Variable(
                    memberID: 0x4000_0003, name: "next", type: .pointer(.userDefined(.local(1))),
                    instanceOffset: UInt32(2 * pointer + 8)),
            ])
    }

    private static let union = TypeDefinition(
        name: "Number", kind: .union, instanceSize: 8, alignment: 8,
        variables: [
            Variable(memberID: 0x4000_0000, name: "whole", type: .basic(.i8)),
            Variable(memberID: 0x4000_0001, name: "real", type: .basic(.r8)),
        ])

    private static func alias(_ pointer: Int) -> TypeDefinition {
        TypeDefinition(
            name: "PointList", kind: .alias, instanceSize: UInt32(pointer), alignment: UInt16(pointer),
            alias: .safeArray(.userDefined(.local(1))))
    }

    private static let constants = TypeDefinition(
        name: "Constants", kind: .module, instanceSize: 0, alignment: 1,
        variables: values.enumerated().map { index, value in
            Variable(
                memberID: 0x4000_0000 + Int32(index), name: "c\(index)", kind: .const, type: .basic(value.varType),
                value: value)
        })

    private static func interface(_ pointer: Int) -> TypeDefinition {
        TypeDefinition(
            name: "IThing", kind: .interface, guid: GUID("00000006-2222-3333-4444-555555555555")!,
            flags: [.oleAutomation],
            documentation: documentation("a thing", 6), instanceSize: UInt32(pointer), alignment: UInt16(pointer),
            vtableSize: UInt16(5 * pointer),
            functions: [
                Function(
                    memberID: 0x6001_0000, name: "Poke", documentation: documentation("pokes", 60),
                    parameters: [
                        Parameter(
                            name: "how", type: .userDefined(.local(0)), flags: [.in, .optional, .hasDefault],
                            defaultValue: .integer(.i4, 2), customData: customData("parameter")),
                        Parameter(
                            name: "what", type: .pointer(.pointer(.userDefined(.local(5)))), flags: [.out],
                            customData: customData("out")),
                    ], vtableOffset: Int16(3 * pointer), customData: customData("function")),
                Function(
                    memberID: 0x6001_0001, name: "Variadic", callConv: .cdecl,
                    parameters: [Parameter(name: "rest", type: .safeArray(.basic(.variant)))], optionalCount: -1,
                    vtableOffset: Int16(4 * pointer), flags: [.restricted], returnType: .basic(.i4)),
            ], implementedTypes: [ImplementedType(unknown)])
    }

    private static func dual(_ pointer: Int) -> TypeDefinition {
        TypeDefinition(
            name: "IDual", kind: .dispatch, guid: GUID("00000007-2222-3333-4444-555555555555")!,
            flags: [.dual, .oleAutomation, .dispatchable], instanceSize: UInt32(pointer), alignment: UInt16(pointer),
            vtableSize: UInt16(10 * pointer),
            functions: [
                Function(
                    memberID: 0, name: "Item", invokeKind: .propertyGet,
                    parameters: [
                        Parameter(name: "index", type: .basic(.i4)),
                        Parameter(name: "result", type: .pointer(.basic(.variant)), flags: [.out, .retval]),
                    ], vtableOffset: Int16(7 * pointer)),
                Function(
                    memberID: 0, name: "Item", invokeKind: .propertyPut,
                    parameters: [
                        Parameter(name: "index", type: .basic(.i4)), Parameter(name: nil, type: .basic(.variant)),
                    ], vtableOffset: Int16(8 * pointer)),
                Function(
                    memberID: 1, name: "Clear",
                    parameters: [
                        Parameter(
                            name: "why", type: .basic(.bstr), flags: [.in, .optional, .hasDefault],
                            defaultValue: .bstr("no reason")),
                        Parameter(name: "language", type: .basic(.i4), flags: [.in, .lcid]),
                    ], vtableOffset: Int16(9 * pointer)),
            ], implementedTypes: [ImplementedType(dispatch)])
    }

    private static func plain(_ pointer: Int) -> TypeDefinition {
        TypeDefinition(
            name: "DEvents", kind: .dispatch, guid: GUID("00000008-2222-3333-4444-555555555555")!,
            flags: [.dispatchable],
            instanceSize: UInt32(pointer), alignment: UInt16(pointer), vtableSize: UInt16(pointer),
            functions: [
                Function(
                    memberID: 200, name: "Happened", kind: .dispatch,
                    parameters: [Parameter(name: "what", type: .basic(.bstr))], returnType: .basic(.void))
            ],
            variables: [
                Variable(memberID: 201, name: "Tag", kind: .dispatch, flags: [.readOnly], type: .basic(.variant))
            ], implementedTypes: [ImplementedType(dispatch)])
    }

    private static func overInterface(_ pointer: Int) -> TypeDefinition {
        TypeDefinition(
            name: "DThing", kind: .dispatch, guid: GUID("00000009-2222-3333-4444-555555555555")!,
            flags: [.dispatchable],
            instanceSize: UInt32(pointer), alignment: UInt16(pointer), vtableSize: UInt16(5 * pointer),
            implementedTypes: [ImplementedType(.local(5))])
    }

    private static func coclass(_ pointer: Int) -> TypeDefinition {
        TypeDefinition(
            name: "Thing", kind: .coclass, guid: GUID("0000000A-2222-3333-4444-555555555555")!, flags: [.canCreate],
            instanceSize: UInt32(pointer), alignment: UInt16(pointer),
            implementedTypes: [
                ImplementedType(.local(6), flags: [.default]),
                ImplementedType(.local(7), flags: [.default, .source], customData: customData("impl")),
                ImplementedType(
                    .external(ExternalType(library: other, target: .index(12), kind: .interface)), flags: [.restricted]),
                ImplementedType(.invalid(0x7777_7777)),
            ])
    }

    private static let module = TypeDefinition(
        name: "Functions", kind: .module, guid: GUID("0000000B-2222-3333-4444-555555555555")!, instanceSize: 2,
        alignment: 1,
        functions: [
            Function(
                memberID: 0x6000_0000, name: "Beep", kind: .static,
                parameters: [Parameter(name: "pitch", type: .basic(.ui4))], flags: [.usesGetLastError],
                returnType: .basic(.bool), entry: .name("MessageBeep")),
            Function(
                memberID: 0x6000_0001, name: "ByOrdinal", kind: .static, returnType: .basic(.void), entry: .ordinal(42)),
        ], dllName: "user32.dll")
}
