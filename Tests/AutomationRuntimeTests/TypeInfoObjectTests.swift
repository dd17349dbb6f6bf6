// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TestSupport
import Testing
import TypeLibrary

/// The imported stdole2: IUnknown and IDispatch, with the slots that a vtable begins with.
private struct Stdole: TypeLibraryResolver {
    func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
        func functions(_ names: [String], from slot: Int) -> [Function] {
            names.enumerated().map { index, name in
                Function(
                    memberID: 0x6000_0000 + Int32(slot + index), name: name, vtableOffset: Int16(8 * (slot + index)),
                    flags: .restricted)
            }
        }
        let unknown = TypeDefinition(
            name: "IUnknown", kind: .interface, guid: WellKnownIID.unknown, vtableSize: 24,
            functions: functions(["QueryInterface", "AddRef", "Release"], from: 0))
        let dispatch = TypeDefinition(
            name: "IDispatch", kind: .interface, guid: WellKnownIID.dispatch, vtableSize: 56,
            functions: functions(["GetTypeInfoCount", "GetTypeInfo", "GetIDsOfNames", "Invoke"], from: 3),
            implementedTypes: [ImplementedType(.local(0))])
        return TypeLibrary(
            LibraryDefinition(attributes: LibraryAttributes(name: "stdole", guid: reference.guid), types: [unknown, dispatch]))
    }
}

/// A library with one type of each kind that has rules of its own.
private func makeLibrary() -> TypeLibrary {
    let stdole = ImportedLibrary(fileName: "stdole2.tlb", guid: WellKnownIID.stdole, version: Version(2, 0))
    let dispatch = TypeReference.external(
        ExternalType(library: stdole, target: .guid(WellKnownIID.dispatch), kind: .interface))
    let point = TypeDefinition(
        name: "Point", kind: .record, instanceSize: 8, alignment: 4,
        variables: [
            Variable(memberID: 0x4000_0000, name: "x", type: .basic(.i4)),
            Variable(memberID: 0x4000_0001, name: "y", type: .basic(.i4), instanceOffset: 4),
        ])
    let color = TypeDefinition(
        name: "Color", kind: .enum,
        variables: [
            Variable(memberID: 0x4000_0000, name: "Red", kind: .const, type: .basic(.i4), value: .integer(.i4, 1)),
            Variable(memberID: 0x4000_0001, name: "Name", kind: .const, type: .basic(.bstr), value: .bstr("rot")),
        ])
    let draw = Function(
        memberID: 1, name: "Draw", documentation: Documentation(helpString: "draws", helpContext: 12),
        parameters: [
            Parameter(name: "at", type: .pointer(.userDefined(.local(0)))),
            Parameter(name: "color", type: .userDefined(.local(1)), flags: [.in, .optional, .hasDefault], defaultValue: .integer(.i4, 1)),
            Parameter(name: "label", type: .basic(.bstr), flags: [.in, .optional, .hasDefault], defaultValue: .bstr("none")),
            Parameter(name: "matrix", type: .cArray(.basic(.r8), bounds: [ArrayBound(count: 2), ArrayBound(count: 3, lower: 1)])),
            Parameter(name: "result", type: .pointer(.basic(.i4)), flags: [.out, .retval]),
        ], vtableOffset: 56, customData: [CustomData(guid: IID_IDispatch, value: .bstr("custom"))])
    let getSize = Function(
        memberID: 0, name: "Size", invokeKind: .propertyGet,
        parameters: [Parameter(name: "value", type: .pointer(.basic(.r8)), flags: [.out, .retval])], vtableOffset: 64)
    let putSize = Function(
        memberID: 0, name: "Size", invokeKind: .propertyPut, parameters: [Parameter(name: nil, type: .basic(.r8))],
        vtableOffset: 72)
    let shape = TypeDefinition(
        name: "IShape", kind: .dispatch, guid: GUID("22222222-0000-0000-0000-000000000001")!, flags: [.dual, .oleAutomation],
        version: Version(1, 2), documentation: Documentation(helpString: "a shape"), vtableSize: 80,
        functions: [draw, getSize, putSize], implementedTypes: [ImplementedType(dispatch)])
    let coclass = TypeDefinition(
        name: "Shape", kind: .coclass, guid: GUID("22222222-0000-0000-0000-000000000002")!, flags: [.canCreate],
        implementedTypes: [ImplementedType(.local(2), flags: .default)])
    let module = TypeDefinition(
        name: "Helpers", kind: .module,
        functions: [
            Function(memberID: 0x6000_0000, name: "Help", kind: .static, returnType: .basic(.i4), entry: .name("help")),
            Function(memberID: 0x6000_0001, name: "Other", kind: .static, returnType: .basic(.i4), entry: .ordinal(7)),
        ], dllName: "helpers.dll")
    let alias = TypeDefinition(name: "Points", kind: .alias, alias: .safeArray(.userDefined(.local(0))))
    let attributes = LibraryAttributes(
        name: "Shapes", guid: GUID("22222222-0000-0000-0000-000000000000")!, version: Version(3, 4), lcid: 9,
        documentation: Documentation(helpString: "shapes"), helpFile: "shapes.chm",
        customData: [CustomData(guid: IID_IUnknown, value: .integer(.i4, 5))])
    return TypeLibrary(LibraryDefinition(attributes: attributes, types: [point, color, shape, coclass, module, alias]),
        resolver: Stdole())
}

private func withType<Result>(
    _ name: String, vtable: Bool = false,
    _ body: (UnsafeMutablePointer<ITypeInfo2>, ITypeInfo2Vtbl, TypeInfoObject) throws -> Result
) throws -> Result {
    var type = try makeLibrary().typeInfo(named: name)
    if vtable { type = type.vtableHalf() }
    let object = TypeInfoObject.object(for: type)
    return try object.reference(IID_ITypeInfo2).withPointer(as: ITypeInfo2.self) { pointer in
        try body(pointer, pointer.pointee.lpVtbl.pointee, object)
    }
}

@Suite(.noLeaks)
struct TypeInfoObjectTests {
    @Test func theSameTypeIsTheSameObject() throws {
        let library = makeLibrary()
        let object = TypeLibObject.object(for: library)
        #expect(TypeLibObject.object(for: library) === object)
        let shape = try object.typeInfoObject(at: 2)
        #expect(try object.typeInfoObject(at: 2) === shape)
        #expect(TypeInfoObject.object(for: try library.typeInfo(at: 2)) === shape)
        #expect(TypeInfoObject.object(for: try library.typeInfo(at: 2).vtableHalf()) !== shape)
    }

    @Test func aTypeAttrTellsTheHalf() throws {
        try withType("IShape") { this, functions, _ in
            var attributes: UnsafeMutablePointer<TYPEATTR>?
            #expect(functions.GetTypeAttr(this, &attributes) == 0)
            let shown = try #require(attributes).pointee
            #expect(shown.typekind == TKIND_DISPATCH)
            #expect(shown.cFuncs == 10 && shown.cImplTypes == 1)
            #expect(shown.wMajorVerNum == 1 && shown.wMinorVerNum == 2 && shown.cbSizeVft == 56)
            #expect(shown.memidConstructor == -1)
            functions.ReleaseTypeAttr(this, attributes)
        }
        try withType("IShape", vtable: true) { this, functions, _ in
            var attributes: UnsafeMutablePointer<TYPEATTR>?
            #expect(functions.GetTypeAttr(this, &attributes) == 0)
            let shown = try #require(attributes).pointee
            #expect(shown.typekind == TKIND_INTERFACE)
            #expect(shown.cFuncs == 3 && shown.cbSizeVft == 80)
            functions.ReleaseTypeAttr(this, attributes)
        }
    }

    @Test func aFuncDescHoldsEverythingNested() throws {
        try withType("IShape", vtable: true) { this, functions, object in
            var function: UnsafeMutablePointer<FUNCDESC>?
            #expect(functions.GetFuncDesc(this, 0, &function) == 0)
            let shown = try #require(function).pointee
            #expect(shown.memid == 1 && shown.cParams == 5 && shown.oVft == 56)
            let parameters = try #require(shown.lprgelemdescParam)
            #expect(parameters[0].tdesc.vt == VarType.ptr.rawValue)
            let target = try #require(parameters[0].tdesc.lptdesc).pointee
            #expect(target.vt == VarType.userdefined.rawValue)
            #expect(try object.referencedType(target.hreftype).name == "Point")
            #expect(parameters[1].paramdesc.pparamdescex.pointee.cBytes == 32)
            #expect(parameters[1].paramdesc.pparamdescex.pointee.varDefaultValue.lVal == 1)
            #expect(BString.string(parameters[2].paramdesc.pparamdescex.pointee.varDefaultValue.bstrVal) == "none")
            let array = try #require(parameters[3].tdesc.lpadesc)
            #expect(array.pointee.cDims == 2 && array.pointee.tdescElem.vt == VarType.r8.rawValue)
            #expect(array.pointee.rgbounds.cElements == 2)
            #expect(shown.elemdescFunc.tdesc.vt == VarType.hresult.rawValue)
            functions.ReleaseFuncDesc(this, function)
            #expect(functions.GetFuncDesc(this, 3, &function) == HResult.TYPE_E_ELEMENTNOTFOUND.rawValue)
            #expect(function == nil)
            #expect(functions.GetFuncDesc(this, 0, nil) == HResult.E_INVALIDARG.rawValue)
        }
    }

    @Test func aVarDescHoldsItsConstant() throws {
        try withType("Color") { this, functions, _ in
            var variable: UnsafeMutablePointer<VARDESC>?
            #expect(functions.GetVarDesc(this, 1, &variable) == 0)
            #expect(variable?.pointee.varkind == VAR_CONST)
            #expect(BString.string(variable?.pointee.lpvarValue.pointee.bstrVal) == "rot")
            functions.ReleaseVarDesc(this, variable)
        }
        try withType("Point") { this, functions, _ in
            var variable: UnsafeMutablePointer<VARDESC>?
            #expect(functions.GetVarDesc(this, 1, &variable) == 0)
            #expect(variable?.pointee.oInst == 4)
            functions.ReleaseVarDesc(this, variable)
        }
    }

    @Test func namesGiveIDsAndParameterPositions() throws {
        try withType("IShape", vtable: true) { this, functions, _ in
            var texts = ["dRAW", "Label", "at"].map { Array($0.utf16) + [0] }
            var ids = [Int32](repeating: 0, count: 3)
            var starts: [UnsafeMutablePointer<UInt16>?] = texts.indices.map { index in
                texts[index].withUnsafeMutableBufferPointer { buffer in
                    let copy = UnsafeMutablePointer<UInt16>.allocate(capacity: buffer.count)
                    copy.initialize(from: buffer.baseAddress!, count: buffer.count)
                    return copy
                }
            }
            defer { for start in starts { start?.deallocate() } }
            #expect(functions.GetIDsOfNames(this, &starts, 3, &ids) == 0)
            #expect(ids == [1, 2, 0])
            starts[1]![0] = UInt16(UInt8(ascii: "X"))
            #expect(functions.GetIDsOfNames(this, &starts, 3, &ids) == HResult.DISP_E_UNKNOWNNAME.rawValue)
            #expect(ids == [1, -1, 0])
        }
    }

    @Test func getNamesGivesTheMemberAndItsParameters() throws {
        try withType("IShape", vtable: true) { this, functions, _ in
            var names = [BSTR?](repeating: nil, count: 8)
            var count: UInt32 = 0
            #expect(functions.GetNames(this, 1, &names, 8, &count) == 0)
            #expect(names.prefix(Int(count)).map { BString.take($0) } == ["Draw", "at", "color", "label", "matrix", "result"])
            #expect(functions.GetNames(this, 1, &names, 1, &count) == 0)
            #expect(count == 1 && BString.take(names[0]) == "Draw")
        }
    }

    @Test func theHalvesOfADualInterfaceFindEachOther() throws {
        try withType("IShape") { this, functions, object in
            var number: UInt32 = 0
            #expect(functions.GetRefTypeOfImplType(this, .max, &number) == 0)
            var other: UnsafeMutablePointer<ITypeInfo>?
            #expect(functions.GetRefTypeInfo(this, number, &other) == 0)
            let partner = try #require(ComObject.object(from: other) as? TypeInfoObject)
            #expect(partner.typeInfo.half == .vtable && partner.typeInfo.name == "IShape")
            comRelease(try #require(other))
            #expect(functions.GetRefTypeInfo(this, 999, &other) == HResult.E_INVALIDARG.rawValue)
        }
        try withType("Point") { this, functions, _ in
            var number: UInt32 = 0
            #expect(functions.GetRefTypeOfImplType(this, .max, &number) == HResult.TYPE_E_ELEMENTNOTFOUND.rawValue)
        }
    }

    @Test func documentationIsOfTheTypeOrOfAMember() throws {
        try withType("IShape", vtable: true) { this, functions, _ in
            var (name, text, file): (BSTR?, BSTR?, BSTR?) = (nil, nil, nil)
            var context: UInt32 = 0
            #expect(functions.GetDocumentation(this, 1, &name, &text, &context, &file) == 0)
            #expect([name, text, file].map { BString.take($0) } == ["Draw", "draws", "shapes.chm"])
            #expect(context == 12)
            #expect(functions.GetDocumentation(this, -1, &name, &text, nil, nil) == 0)
            #expect([name, text].map { BString.take($0) } == ["IShape", "a shape"])
        }
    }

    @Test func customDataIsCopiedOut() throws {
        try withType("IShape", vtable: true) { this, functions, _ in
            var guid = IID_IDispatch
            var value = VARIANT()
            #expect(functions.GetFuncCustData(this, 0, &guid, &value) == 0)
            #expect(Variant(adopting: value) == "custom")
            guid = IID_IUnknown
            #expect(functions.GetFuncCustData(this, 0, &guid, &value) == 0)
            #expect(value.vt == 0)
            var all = CUSTDATA()
            #expect(functions.GetAllFuncCustData(this, 0, &all) == 0)
            #expect(all.cCustData == 1)
            clearCustomData(&all)
            #expect(all.cCustData == 0)
        }
    }

    @Test func aModuleTellsWhereItsFunctionsAre() throws {
        try withType("Helpers") { this, functions, _ in
            var (library, name): (BSTR?, BSTR?) = (nil, nil)
            var ordinal: UInt16 = 0
            #expect(functions.GetDllEntry(this, 0x6000_0000, INVOKE_FUNC, &library, &name, &ordinal) == 0)
            #expect(BString.take(library) == "helpers.dll" && BString.take(name) == "help")
            #expect(functions.GetDllEntry(this, 0x6000_0001, INVOKE_FUNC, nil, nil, &ordinal) == 0)
            #expect(ordinal == 7)
        }
        try withType("Point") { this, functions, _ in
            #expect(functions.GetDllEntry(this, 0, INVOKE_FUNC, nil, nil, nil) == HResult.TYPE_E_BADMODULEKIND.rawValue)
        }
    }

    @Test func withoutAnInvokerNothingIsCalled() throws {
        try withType("Shape") { this, functions, _ in
            var result: UnsafeMutableRawPointer?
            var iid = IID_IUnknown
            #expect(functions.CreateInstance(this, nil, &iid, &result) == HResult.E_NOTIMPL.rawValue)
            #expect(functions.Invoke(this, nil, 0, 1, nil, nil, nil, nil) == HResult.E_INVALIDARG.rawValue)
        }
    }

    @Test func aLibraryFindsItsNames() throws {
        let object = TypeLibObject.object(for: makeLibrary())
        try object.reference(IID_ITypeLib2).withPointer(as: ITypeLib2.self) { this in
            let functions = this.pointee.lpVtbl.pointee
            #expect(functions.GetTypeInfoCount(this) == 6)
            var name = Array("draw".utf16) + [0]
            var found = [UnsafeMutablePointer<ITypeInfo>?](repeating: nil, count: 4)
            var ids = [Int32](repeating: 0, count: 4)
            var count: UInt16 = 4
            #expect(functions.FindName(this, &name, 0, &found, &ids, &count) == 0)
            #expect(count == 1 && ids[0] == 1)
            #expect(String(decoding: name.dropLast(), as: UTF16.self) == "Draw")
            comRelease(try #require(found[0]))
            var isName: Int32 = 0
            name = Array("LABEL".utf16) + [0]
            #expect(functions.IsName(this, &name, 0, &isName) == 0)
            #expect(isName == 1 && String(decoding: name.dropLast(), as: UTF16.self) == "label")
            var attributes: UnsafeMutablePointer<TLIBATTR>?
            #expect(functions.GetLibAttr(this, &attributes) == 0)
            #expect(attributes?.pointee.wMajorVerNum == 3 && attributes?.pointee.syskind == SYS_WIN64)
            functions.ReleaseTLibAttr(this, attributes)
            var guid = IID_IUnknown
            var value = VARIANT()
            #expect(functions.GetCustData(this, &guid, &value) == 0)
            #expect(value.lVal == 5)
            guid = GUID("22222222-0000-0000-0000-000000000002")!
            var type: UnsafeMutablePointer<ITypeInfo>?
            #expect(functions.GetTypeInfoOfGuid(this, &guid, &type) == 0)
            comRelease(try #require(type))
            #expect(functions.GetTypeInfo(this, 6, &type) == HResult.TYPE_E_ELEMENTNOTFOUND.rawValue)
            #expect(type == nil)
        }
    }

    @Test func namesAreBound() throws {
        let object = TypeLibObject.object(for: makeLibrary())
        try object.reference(IID_ITypeComp).withPointer(as: ITypeComp.self) { this in
            let functions = this.pointee.lpVtbl.pointee
            var type: UnsafeMutablePointer<ITypeInfo>?
            var kind = DESCKIND_NONE
            var pointer = BINDPTR()
            var name = Array("red".utf16) + [0]
            #expect(functions.Bind(this, &name, 0, 0, &type, &kind, &pointer) == 0)
            #expect(kind == DESCKIND_VARDESC)
            let info = try #require(type)
            #expect(pointer.lpvardesc.pointee.lpvarValue.pointee.lVal == 1)
            info.pointee.lpVtbl.pointee.ReleaseVarDesc(info, pointer.lpvardesc)
            comRelease(info)
            name = Array("nothing".utf16) + [0]
            #expect(functions.Bind(this, &name, 0, 0, &type, &kind, &pointer) == 0)
            #expect(kind == DESCKIND_NONE && type == nil)
            name = Array("point".utf16) + [0]
            var comp: UnsafeMutablePointer<ITypeComp>?
            #expect(functions.BindType(this, &name, 0, &type, &comp) == 0)
            comRelease(try #require(type))
            comRelease(try #require(comp))
        }
    }
}
