// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

extension JSONDump {
    mutating func type(_ key: StaticString, _ type: TypeInfo, isPartner: Bool) throws(TypeLibraryError) {
        let definition = type.definition
        let implemented = type.implementedTypes
        var functions: [FunctionInfo] = []
        var failure: HResult?
        do throws(TypeLibraryError) {
            functions = try type.functions()
        } catch {
            // A base that cannot be found. The vtable's size still tells how many functions there are.
            failure = error.hresult
        }
        let slots = Int(definition.vtableSize) / attributes.systemKind.pointerSize
        let functionCount = failure == nil ? functions.count : slots

        json.beginObject(key)
        documentation(definition.name, definition.documentation, in: library)
        json.guid("guid", type.guid)
        json.word("kind", type.kind.word)
        json.number("flags", type.flags.rawValue)
        json.number("major", definition.version.major)
        json.number("minor", definition.version.minor)
        json.number("lcid", attributes.lcid)
        json.number("memidConstructor", -1)
        json.number("memidDestructor", -1)
        json.number("cbSizeInstance", type.instanceSize)
        json.number("cbAlignment", type.alignment)
        json.number("cbSizeVft", type.vtableSize)
        json.number("cFuncs", functionCount)
        json.number("cVars", type.variables.count)
        json.number("cImplTypes", implemented.count)
        json.number("idlFlags", 0)
        if let alias = definition.alias { description("alias", alias, in: library) }
        if type.flags != definition.flags { json.number("flags2", definition.flags.rawValue) }
        customData(definition.customData)

        json.beginArray("impl")
        for implemented in implemented { self.implemented(implemented, by: type) }
        json.endArray()

        json.beginArray("funcs")
        if let failure {
            for index in 0..<functionCount {
                json.beginObject()
                json.number("index", index)
                json.hresult("error", failure)
                json.endObject()
            }
        } else {
            try self.functions(functions, of: type)
        }
        json.endArray()
        json.hresult("funcPastEnd", .TYPE_E_ELEMENTNOTFOUND)

        json.beginArray("vars")
        try variables(of: type)
        json.endArray()
        json.hresult("varPastEnd", .TYPE_E_ELEMENTNOTFOUND)

        if !type.isDual {
            json.hresult("partner", .TYPE_E_ELEMENTNOTFOUND)
        } else if isPartner {
            reference("partner", .local(type.index), in: library)
        } else {
            try self.type("partner", type.vtableHalf(), isPartner: true)
        }
        json.endObject()
    }

    private mutating func implemented(_ implemented: ImplementedType, by type: TypeInfo) {
        json.beginObject(inline: true)
        json.number("flags", implemented.flags.rawValue)
        // The base of an interface is meant as a vtable; a coclass names the halves of its duals that scripts see.
        reference("ref", implemented.reference, in: type.library, half: type.kind == .interface ? .vtable : .dispatch)
        if type.kind != .dispatch { customData(implemented.customData) }
        json.endObject()
    }

    /// - Parameter owner: the library that declares what is documented; its help file goes with it.
    mutating func documentation(_ name: String?, _ documentation: Documentation, in owner: TypeLibrary) {
        let help = owner === library ? attributes : owner.attributes
        json.string("name", name)
        json.string("doc", documentation.helpString)
        json.number("helpContext", documentation.helpContext)
        json.string("helpFile", help.helpFile)
        json.number("helpStringContext", documentation.helpStringContext)
        json.string("helpStringDll", help.helpStringDLL)
    }

    // MARK: Types and values

    mutating func description(_ key: StaticString, _ type: TypeDescription, in owner: TypeLibrary) {
        json.beginObject(key, inline: true)
        json.word("vt", type.varType.description)
        switch type {
        case .basic: break
        case .pointer(let target?), .safeArray(let target?): description("to", target, in: owner)
        case .pointer(nil), .safeArray(nil): json.null("to")
        case .cArray(let element, let bounds):
            json.beginArray("bounds", inline: true)
            for bound in bounds {
                json.beginObject(inline: true)
                json.number("count", bound.count)
                json.number("lower", bound.lower)
                json.endObject()
            }
            json.endArray()
            description("to", element, in: owner)
        case .userDefined(let reference): self.reference("ref", reference, in: owner)
        }
        json.endObject()
    }

    mutating func value(_ key: StaticString, _ value: ConstantValue?) {
        guard let value else { return json.null(key) }
        json.beginObject(key, inline: true)
        json.word("vt", value.varType.description)
        switch value {
        case .empty, .null: break
        case .integer(.error, let number), .integer(.hresult, let number):
            json.hresult("value", HResult(rawValue: Int32(truncatingIfNeeded: number)))
        case .integer(_, let number): json.number("value", number)
        case .ui8(let number): json.number("value", number)
        case .r4(let number): json.hex("bits", UInt64(number.bitPattern), digits: 8)
        case .r8(let number), .date(let number): json.hex("bits", number.bitPattern, digits: 16)
        case .bstr(let text): json.string("value", text)
        case .decimal(let decimal):
            json.number("scale", decimal.scale)
            json.number("sign", decimal.sign)
            json.number("hi32", decimal.hi32)
            json.number("lo64", decimal.lo64)
        case .nullObject: json.null("value")
        case .raw(_, let bits): json.number("raw", bits)
        }
        json.endObject()
    }

    mutating func customData(_ items: [CustomData]) {
        json.beginArray("custom", inline: items.isEmpty)
        for item in items.map({ (text: $0.guid.description, value: $0.value) }).sorted(by: { $0.text < $1.text }) {
            json.beginObject(inline: true)
            json.word("guid", item.text)
            value("value", item.value)
            json.endObject()
        }
        json.endArray()
    }
}
