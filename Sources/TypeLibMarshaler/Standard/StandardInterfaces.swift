// SPDX-License-Identifier: Apache-2.0
//
// COM's own interfaces in the form in which they travel: a library made here, with the attributes that IDL has for them. What
// their IDL marks [local] or [call_as] stands here as its remote form, under the slot of the local one.

import AutomationTypes
import CAutomation
import TypeLibrary

enum StandardInterfaces {
    /// The type of a standard interface.
    static func find(_ iid: GUID) -> TypeInfo? { types[iid] }

    /// The local form of a function of one of these types; nil where it is the remote one.
    static func form(of type: TypeInfo, _ slot: Int) -> CallForm? {
        guard types[type.guid] === type else { return nil }
        return forms[type.guid]?[slot]
    }

    private static let library: TypeLibrary? = (try? definition()).map { TypeLibrary($0) }

    private static let types: [GUID: TypeInfo] = {
        var found: [GUID: TypeInfo] = [:]
        guard let library else { return found }
        for index in 0..<library.typeCount {
            guard let type = try? library.typeInfo(at: index), type.kind == .interface else { continue }
            // IUnknown has no proxy of its own, and ITypeInfo marshals itself.
            if type.guid != WellKnownIID.unknown, type.guid != IID_ITypeInfo { found[type.guid] = type }
        }
        return found
    }()

    private static let forms: [GUID: [Int: CallForm]] = [
        IID_IDispatch: [6: DispatchForm.invoke],
        IID_IClassFactory: [3: ClassFactoryForm.createInstance],
        IID_IEnumVARIANT: [3: EnumerationForm.next],
        IID_IEnumUnknown: [3: EnumerationForm.next],
        IID_IEnumConnections: [3: EnumerationForm.next],
        IID_IEnumConnectionPoints: [3: EnumerationForm.next],
        IID_ISequentialStream: [3: StreamForm.read, 4: StreamForm.write],
        IID_IStream: [5: StreamForm.seek, 7: StreamForm.copy],
    ]

    // MARK: The library

    private static func definition() throws -> LibraryDefinition {
        var builder = TypeLibraryBuilder(
            LibraryAttributes(
                name: "LatebindStandard", guid: GUID("{6F0B7C64-3B0E-4B55-9E0E-0D5A1B1F2C10}") ?? .zero,
                version: Version(1, 0)))
        let types = try StandardTypes(&builder)
        try types.addDispatch(&builder)
        try types.addEnumerations(&builder)
        try types.addStreams(&builder)
        try types.addConnections(&builder)
        try types.addOthers(&builder)
        return try builder.build()
    }
}

extension Function {
    /// With attributes that a library keeps as custom data: by name, as `AttributeGUID` describes them.
    func with(_ attributes: KeyValuePairs<String, String>) -> Function {
        var function = self
        for (name, arguments) in attributes {
            guard let guid = AttributeGUID.guid(of: name) else { continue }
            function.customData.append(CustomData(guid: guid, value: .bstr(arguments)))
        }
        return function
    }
}

extension Variable {
    func with(_ name: String, _ arguments: String?) -> Variable {
        var variable = self
        if let guid = AttributeGUID.guid(of: name) {
            variable.customData.append(CustomData(guid: guid, value: arguments.map { .bstr($0) } ?? .integer(.i4, 1)))
        }
        return variable
    }
}
