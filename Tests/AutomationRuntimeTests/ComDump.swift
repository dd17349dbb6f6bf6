// SPDX-License-Identifier: Apache-2.0
//
// A library's JSON dump (format tlbdump-1) made the way that a foreign program would make it: through ITypeLib2 and ITypeInfo2
// alone. What it prints is compared with the dump of the model, which the goldens of an independent loader are compared with.

import AutomationRuntime
import AutomationTypes
import CAutomation
@testable import TypeLibrary

struct ComDump {
    private let library: UnsafeMutablePointer<ITypeLib2>
    private let functions: ITypeLib2Vtbl
    private var attributes = TLIBATTR()
    private var json = JSONEmitter()

    static func document(_ library: TypeLibObject) throws -> [UInt8] {
        try library.reference(IID_ITypeLib2).withPointer(as: ITypeLib2.self) { pointer in
            var dump = ComDump(pointer)
            try dump.document()
            return dump.json.bytes
        }
    }

    private init(_ library: UnsafeMutablePointer<ITypeLib2>) {
        self.library = library
        functions = library.pointee.lpVtbl.pointee
    }

    private mutating func document() throws {
        json.beginObject()
        json.word("format", "tlbdump-1")
        json.beginObject("library")
        let (library, functions) = (library, functions)
        try documentation { functions.GetDocumentation(library, -1, $0, $1, $2, $3) }
        var block: UnsafeMutablePointer<TLIBATTR>?
        try COMError.check(functions.GetLibAttr(library, &block))
        attributes = block!.pointee
        functions.ReleaseTLibAttr(library, block)
        json.guid("guid", attributes.guid)
        json.number("lcid", attributes.lcid)
        json.number("syskind", attributes.syskind.rawValue)
        json.number("major", attributes.wMajorVerNum)
        json.number("minor", attributes.wMinorVerNum)
        json.number("flags", attributes.wLibFlags)
        var file: BSTR?
        try COMError.check(functions.GetDocumentation2(library, -1, 0, nil, nil, &file))
        string("helpStringDll", file)
        try customData { functions.GetAllCustData(library, $0) }
        let count = functions.GetTypeInfoCount(library)
        json.number("typeCount", count)
        json.endObject()
        json.beginArray("types")
        for index in 0..<count { try entry(index) }
        json.endArray()
        json.endObject()
        json.finish()
    }

    private mutating func entry(_ index: UInt32) throws {
        json.beginObject()
        json.number("index", index)
        var kind = TYPEKIND(0)
        try COMError.check(functions.GetTypeInfoType(library, index, &kind))
        json.word("typeInfoType", word(kind))
        var (name, text, file): (BSTR?, BSTR?, BSTR?) = (nil, nil, nil)
        var context: UInt32 = 0
        try COMError.check(functions.GetDocumentation(library, Int32(index), &name, &text, &context, &file))
        json.beginArray("libDoc", inline: true)
        string(nil, name)
        string(nil, text)
        json.number(nil, context)
        string(nil, file)
        json.endArray()
        var type: UnsafeMutablePointer<ITypeInfo>?
        try COMError.check(functions.GetTypeInfo(library, index, &type))
        try self.type("type", ComReference(adopting: type!), isPartner: false)
        json.endObject()
    }

    // MARK: Types

    private mutating func type(_ key: StaticString, _ reference: ComReference, isPartner: Bool) throws {
        let extended = try reference.query(IID_ITypeInfo2)
        try extended.withPointer(as: ITypeInfo2.self) { this in
            let functions = this.pointee.lpVtbl.pointee
            json.beginObject(key)
            try documentation { functions.GetDocumentation(this, -1, $0, $1, $2, $3) }
            try documentation2 { functions.GetDocumentation2(this, -1, 0, nil, $0, $1) }
            var block: UnsafeMutablePointer<TYPEATTR>?
            try COMError.check(functions.GetTypeAttr(this, &block))
            defer { functions.ReleaseTypeAttr(this, block) }
            let type = block!.pointee
            json.guid("guid", type.guid)
            json.word("kind", word(type.typekind))
            json.number("flags", type.wTypeFlags)
            json.number("major", type.wMajorVerNum)
            json.number("minor", type.wMinorVerNum)
            json.number("lcid", type.lcid)
            json.number("memidConstructor", type.memidConstructor)
            json.number("memidDestructor", type.memidDestructor)
            json.number("cbSizeInstance", type.cbSizeInstance)
            json.number("cbAlignment", type.cbAlignment)
            json.number("cbSizeVft", type.cbSizeVft)
            json.number("cFuncs", type.cFuncs)
            json.number("cVars", type.cVars)
            json.number("cImplTypes", type.cImplTypes)
            json.number("idlFlags", type.idldescType.wIDLFlags)
            if type.typekind == TKIND_ALIAS { try description("alias", type.tdescAlias, this) }
            var flags: UInt32 = 0
            try COMError.check(functions.GetTypeFlags(this, &flags))
            if flags != UInt32(type.wTypeFlags) { json.number("flags2", flags) }
            try customData { functions.GetAllCustData(this, $0) }
            json.beginArray("impl")
            for index in 0..<UInt32(type.cImplTypes) { try implemented(index, this, type.typekind) }
            json.endArray()
            json.beginArray("funcs")
            for index in 0..<UInt32(type.cFuncs) { try function(index, this, type.typekind) }
            json.endArray()
            var pastFunctions: UnsafeMutablePointer<FUNCDESC>?
            json.hresult("funcPastEnd", HResult(rawValue: functions.GetFuncDesc(this, UInt32(type.cFuncs), &pastFunctions)))
            json.beginArray("vars")
            for index in 0..<UInt32(type.cVars) { try variable(index, this) }
            json.endArray()
            var pastVariables: UnsafeMutablePointer<VARDESC>?
            json.hresult("varPastEnd", HResult(rawValue: functions.GetVarDesc(this, UInt32(type.cVars), &pastVariables)))
            var number: UInt32 = 0
            let status = functions.GetRefTypeOfImplType(this, .max, &number)
            if status < 0 {
                json.hresult("partner", HResult(rawValue: status))
            } else if isPartner {
                try self.reference("partner", number, this)
            } else {
                var partner: UnsafeMutablePointer<ITypeInfo>?
                try COMError.check(functions.GetRefTypeInfo(this, number, &partner))
                try self.type("partner", ComReference(adopting: partner!), isPartner: true)
            }
            json.endObject()
        }
    }

    private mutating func implemented(_ index: UInt32, _ this: UnsafeMutablePointer<ITypeInfo2>, _ kind: TYPEKIND) throws {
        let functions = this.pointee.lpVtbl.pointee
        json.beginObject(inline: true)
        var flags: Int32 = 0
        try COMError.check(functions.GetImplTypeFlags(this, index, &flags))
        json.number("flags", flags)
        var number: UInt32 = 0
        try COMError.check(functions.GetRefTypeOfImplType(this, index, &number))
        try reference("ref", number, this)
        if kind != TKIND_DISPATCH { try customData { functions.GetAllImplTypeCustData(this, index, $0) } }
        json.endObject()
    }

    private mutating func reference(_ key: StaticString, _ number: UInt32, _ this: UnsafeMutablePointer<ITypeInfo2>) throws {
        json.beginObject(key, inline: true)
        defer { json.endObject() }
        var type: UnsafeMutablePointer<ITypeInfo>?
        let status = this.pointee.lpVtbl.pointee.GetRefTypeInfo(this, number, &type)
        guard status >= 0, let type else { return json.hresult("error", HResult(rawValue: status)) }
        defer { comRelease(type) }
        let functions = type.pointee.lpVtbl.pointee
        var name: BSTR?
        try COMError.check(functions.GetDocumentation(type, -1, &name, nil, nil, nil))
        string("name", name)
        var block: UnsafeMutablePointer<TYPEATTR>?
        try COMError.check(functions.GetTypeAttr(type, &block))
        json.word("kind", word(block!.pointee.typekind))
        json.guid("guid", block!.pointee.guid)
        functions.ReleaseTypeAttr(type, block)
        var container: UnsafeMutablePointer<ITypeLib>?
        var index: UInt32 = 0
        try COMError.check(functions.GetContainingTypeLib(type, &container, &index))
        defer { comRelease(container!) }
        var other: UnsafeMutablePointer<TLIBATTR>?
        try COMError.check(container!.pointee.lpVtbl.pointee.GetLibAttr(container, &other))
        let (guid, major, minor) = (other!.pointee.guid, other!.pointee.wMajorVerNum, other!.pointee.wMinorVerNum)
        container!.pointee.lpVtbl.pointee.ReleaseTLibAttr(container, other)
        if guid == attributes.guid, major == attributes.wMajorVerNum, minor == attributes.wMinorVerNum {
            json.null("lib")
        } else {
            json.beginObject("lib", inline: true)
            json.guid("guid", guid)
            json.number("major", major)
            json.number("minor", minor)
            json.endObject()
        }
        json.number("index", index)
    }

    // MARK: Members

    private mutating func function(_ index: UInt32, _ this: UnsafeMutablePointer<ITypeInfo2>, _ kind: TYPEKIND) throws {
        let functions = this.pointee.lpVtbl.pointee
        json.beginObject()
        defer { json.endObject() }
        json.number("index", index)
        var block: UnsafeMutablePointer<FUNCDESC>?
        let status = functions.GetFuncDesc(this, index, &block)
        guard status >= 0 else { return json.hresult("error", HResult(rawValue: status)) }
        defer { functions.ReleaseFuncDesc(this, block) }
        let function = block!.pointee
        json.number("memid", function.memid)
        try member(function.memid, this)
        json.word("funckind", ["virtual", "purevirtual", "nonvirtual", "static", "dispatch"][Int(function.funckind.rawValue)])
        json.number("invkind", function.invkind.rawValue)
        json.number("callconv", function.callconv.rawValue)
        json.number("cParams", function.cParams)
        json.number("cParamsOpt", function.cParamsOpt)
        json.number("oVft", function.oVft)
        json.number("cScodes", function.cScodes)
        json.number("flags", function.wFuncFlags)
        try description("ret", function.elemdescFunc.tdesc, this)
        json.number("retFlags", function.elemdescFunc.paramdesc.wParamFlags)
        json.beginArray("params", inline: function.cParams == 0)
        for position in 0..<Int(function.cParams) {
            let parameter = function.lprgelemdescParam[position]
            json.beginObject(inline: true)
            try description("type", parameter.tdesc, this)
            json.number("flags", parameter.paramdesc.wParamFlags)
            if parameter.paramdesc.wParamFlags & UInt16(PARAMFLAG_FHASDEFAULT) != 0 {
                if let block = parameter.paramdesc.pparamdescex {
                    value("default", block.pointee.varDefaultValue)
                } else {
                    json.null("default")
                }
            }
            var custom = CUSTDATA()
            try COMError.check(functions.GetAllParamCustData(this, index, UInt32(position), &custom))
            let isEmpty = custom.cCustData == 0
            clearCustomData(&custom)
            if !isEmpty { try customData { functions.GetAllParamCustData(this, index, UInt32(position), $0) } }
            json.endObject()
        }
        json.endArray()
        if kind != TKIND_DISPATCH {
            var first: UInt32 = 0
            let status = functions.GetFuncIndexOfMemId(this, function.memid, function.invkind, &first)
            if status < 0 {
                json.hresult("funcIndexOfMemIdError", HResult(rawValue: status))
            } else {
                json.number("funcIndexOfMemId", first)
            }
        }
        try customData { functions.GetAllFuncCustData(this, index, $0) }
        if kind == TKIND_MODULE {
            var (library, name): (BSTR?, BSTR?) = (nil, nil)
            var ordinal: UInt16 = 0
            try COMError.check(functions.GetDllEntry(this, function.memid, function.invkind, &library, &name, &ordinal))
            json.beginObject("dllEntry", inline: true)
            string("dll", library)
            string("name", name)
            json.number("ordinal", ordinal)
            json.endObject()
        }
    }

    private mutating func variable(_ index: UInt32, _ this: UnsafeMutablePointer<ITypeInfo2>) throws {
        let functions = this.pointee.lpVtbl.pointee
        var block: UnsafeMutablePointer<VARDESC>?
        try COMError.check(functions.GetVarDesc(this, index, &block))
        defer { functions.ReleaseVarDesc(this, block) }
        let variable = block!.pointee
        json.beginObject()
        json.number("index", index)
        json.number("memid", variable.memid)
        try member(variable.memid, this)
        json.word("varkind", ["perinstance", "static", "const", "dispatch"][Int(variable.varkind.rawValue)])
        json.number("flags", variable.wVarFlags)
        try description("type", variable.elemdescVar.tdesc, this)
        json.number("elemFlags", variable.elemdescVar.paramdesc.wParamFlags)
        if variable.varkind == VAR_CONST {
            if let constant = variable.lpvarValue { value("value", constant.pointee) } else { json.null("value") }
        } else {
            json.number("oInst", variable.oInst)
        }
        var first: UInt32 = 0
        let status = functions.GetVarIndexOfMemId(this, variable.memid, &first)
        if status < 0 {
            json.hresult("varIndexOfMemIdError", HResult(rawValue: status))
        } else {
            json.number("varIndexOfMemId", first)
        }
        try customData { functions.GetAllVarCustData(this, index, $0) }
        json.endObject()
    }

    private mutating func member(_ memberID: Int32, _ this: UnsafeMutablePointer<ITypeInfo2>) throws {
        let functions = this.pointee.lpVtbl.pointee
        try documentation { functions.GetDocumentation(this, memberID, $0, $1, $2, $3) }
        try documentation2 { functions.GetDocumentation2(this, memberID, 0, nil, $0, $1) }
        var names = [BSTR?](repeating: nil, count: 300)
        var count: UInt32 = 0
        try COMError.check(functions.GetNames(this, memberID, &names, 300, &count))
        json.beginArray("names", inline: true)
        for name in names.prefix(Int(count)) { string(nil, name) }
        json.endArray()
    }

    // MARK: Texts, types, values

    private mutating func string(_ key: StaticString?, _ text: BSTR?) {
        json.string(key, text == nil ? nil : BString.string(text))
        BString.free(text)
    }

    private mutating func documentation(
        _ get: (UnsafeMutablePointer<BSTR?>, UnsafeMutablePointer<BSTR?>, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<BSTR?>) -> Int32
    ) throws {
        var (name, text, file): (BSTR?, BSTR?, BSTR?) = (nil, nil, nil)
        var context: UInt32 = 0
        try COMError.check(get(&name, &text, &context, &file))
        string("name", name)
        string("doc", text)
        json.number("helpContext", context)
        string("helpFile", file)
    }

    private mutating func documentation2(
        _ get: (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<BSTR?>) -> Int32
    ) throws {
        var context: UInt32 = 0
        var file: BSTR?
        try COMError.check(get(&context, &file))
        json.number("helpStringContext", context)
        string("helpStringDll", file)
    }

    private mutating func customData(_ get: (UnsafeMutablePointer<CUSTDATA>) -> Int32) throws {
        var data = CUSTDATA()
        try COMError.check(get(&data))
        defer { clearCustomData(&data) }
        let items = (0..<Int(data.cCustData)).map { data.prgCustData[$0] }
        json.beginArray("custom", inline: items.isEmpty)
        for item in items.sorted(by: { $0.guid.description < $1.guid.description }) {
            json.beginObject(inline: true)
            json.guid("guid", item.guid)
            value("value", item.varValue)
            json.endObject()
        }
        json.endArray()
    }

    private mutating func description(
        _ key: StaticString, _ type: TYPEDESC, _ this: UnsafeMutablePointer<ITypeInfo2>
    ) throws {
        json.beginObject(key, inline: true)
        let varType = VarType(rawValue: type.vt)
        json.word("vt", varType.description)
        switch varType {
        case .ptr, .safearray:
            if let target = type.lptdesc { try description("to", target.pointee, this) } else { json.null("to") }
        case .carray:
            let array = type.lpadesc!
            json.beginArray("bounds", inline: true)
            let bounds = (UnsafeRawPointer(array) + MemoryLayout<ARRAYDESC>.offset(of: \.rgbounds)!)
                .assumingMemoryBound(to: SAFEARRAYBOUND.self)
            for index in 0..<Int(array.pointee.cDims) {
                json.beginObject(inline: true)
                json.number("count", bounds[index].cElements)
                json.number("lower", bounds[index].lLbound)
                json.endObject()
            }
            json.endArray()
            try description("to", array.pointee.tdescElem, this)
        case .userdefined: try reference("ref", type.hreftype, this)
        default: break
        }
        json.endObject()
    }

    private mutating func value(_ key: StaticString, _ value: VARIANT) {
        json.beginObject(key, inline: true)
        let type = VarType(rawValue: value.vt)
        json.word("vt", type.description)
        switch type {
        case .empty, .null: break
        case .error, .hresult: json.hresult("value", HResult(rawValue: value.scode))
        case .i1: json.number("value", Int8(bitPattern: value.bVal))
        case .i2, .bool: json.number("value", value.iVal)
        case .i4, .int: json.number("value", value.lVal)
        case .i8, .cy: json.number("value", value.llVal)
        case .ui1: json.number("value", value.bVal)
        case .ui2: json.number("value", value.uiVal)
        case .ui4, .uint: json.number("value", value.ulVal)
        case .ui8: json.number("value", value.ullVal)
        case .r4: json.hex("bits", UInt64(value.fltVal.bitPattern), digits: 8)
        case .r8, .date: json.hex("bits", value.dblVal.bitPattern, digits: 16)
        case .bstr: json.string("value", value.bstrVal == nil ? nil : BString.string(value.bstrVal))
        case .decimal:
            json.number("scale", value.decVal.scale)
            json.number("sign", value.decVal.sign)
            json.number("hi32", value.decVal.Hi32)
            json.number("lo64", value.decVal.Lo64)
        case .dispatch, .unknown: json.null("value")
        default: json.number("raw", value.ulVal)
        }
        json.endObject()
    }

    private func word(_ kind: TYPEKIND) -> String {
        ["enum", "record", "module", "interface", "dispatch", "coclass", "alias", "union"][Int(kind.rawValue)]
    }
}
