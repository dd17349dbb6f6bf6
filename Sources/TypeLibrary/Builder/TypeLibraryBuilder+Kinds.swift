// SPDX-License-Identifier: Apache-2.0
//
// Whole types in one call. They throw what `declare` and the functions of `TypeBuilder` throw, and then add nothing.

public import AutomationTypes

extension TypeLibraryBuilder {
    /// Declares a type and fills it in.
    @discardableResult
    public mutating func add(
        _ name: String, _ kind: TypeKind, _ change: (inout TypeBuilder) throws(TypeLibraryError) -> Void
    ) throws(TypeLibraryError) -> TypeReference {
        var changed = self
        let type = try changed.declare(name, kind)
        try changed.update(type, change)
        self = changed
        return type
    }

    /// An enum of the members, in their order.
    @discardableResult
    public mutating func addEnum(
        _ name: String, guid: GUID = .zero, _ members: KeyValuePairs<String, Int32>
    ) throws(TypeLibraryError) -> TypeReference {
        try add(name, .enum) { type throws(TypeLibraryError) in
            type.guid = guid
            for (name, value) in members { try type.add(.enumerator(name, value)) }
        }
    }

    /// A record (a C struct) of the fields.
    /// - Parameter packing: the largest alignment of a field, as `#pragma pack` sets it.
    @discardableResult
    public mutating func addRecord(
        _ name: String, guid: GUID = .zero, packing: Int = 8, fields: [Variable]
    ) throws(TypeLibraryError) -> TypeReference {
        try addFields(name, .record, guid, packing, fields)
    }

    /// A union of the fields.
    @discardableResult
    public mutating func addUnion(
        _ name: String, guid: GUID = .zero, packing: Int = 8, fields: [Variable]
    ) throws(TypeLibraryError) -> TypeReference {
        try addFields(name, .union, guid, packing, fields)
    }

    private mutating func addFields(
        _ name: String, _ kind: TypeKind, _ guid: GUID, _ packing: Int, _ fields: [Variable]
    ) throws(TypeLibraryError) -> TypeReference {
        try add(name, kind) { type throws(TypeLibraryError) in
            type.guid = guid
            try type.setPacking(packing)
            for field in fields { try type.add(field) }
        }
    }

    /// Another name for a type.
    @discardableResult
    public mutating func addAlias(
        _ name: String, guid: GUID = .zero, of target: TypeDescription
    ) throws(TypeLibraryError) -> TypeReference {
        try add(name, .alias) { type throws(TypeLibraryError) in
            type.guid = guid
            try type.setAlias(target)
        }
    }

    /// An interface with a vtable; with the flag `.dual` a dual interface, which derives from IDispatch.
    /// - Parameter base: nil for a root such as IUnknown itself.
    @discardableResult
    public mutating func addInterface(
        _ name: String, guid: GUID, base: TypeReference? = .unknown, flags: TypeFlags = [], functions: [Function]
    ) throws(TypeLibraryError) -> TypeReference {
        try add(name, .interface) { type throws(TypeLibraryError) in
            type.guid = guid
            try type.setFlags(flags)
            if let base { try type.add(ImplementedType(base)) }
            for function in functions { try type.add(function) }
        }
    }

    /// A dispinterface: members that can be reached through IDispatch::Invoke alone.
    @discardableResult
    public mutating func addDispinterface(
        _ name: String, guid: GUID, flags: TypeFlags = [], properties: [Variable] = [], methods: [Function] = []
    ) throws(TypeLibraryError) -> TypeReference {
        try add(name, .dispatch) { type throws(TypeLibraryError) in
            type.guid = guid
            try type.setFlags(flags)
            for property in properties { try type.add(property) }
            for var method in methods {
                method.kind = .dispatch
                try type.add(method)
            }
        }
    }

    /// A dispinterface that shows the members of an interface that derives from IDispatch.
    @discardableResult
    public mutating func addDispinterface(
        _ name: String, guid: GUID, flags: TypeFlags = [], over interface: TypeReference
    ) throws(TypeLibraryError) -> TypeReference {
        try add(name, .dispatch) { type throws(TypeLibraryError) in
            type.guid = guid
            try type.setFlags(flags)
            try type.add(ImplementedType(interface))
        }
    }

    /// A coclass. Without a default interface the first that is not restricted becomes it, likewise among the sources.
    @discardableResult
    public mutating func addCoclass(
        _ name: String, guid: GUID, flags: TypeFlags = .canCreate, interfaces: [ImplementedType]
    ) throws(TypeLibraryError) -> TypeReference {
        try add(name, .coclass) { type throws(TypeLibraryError) in
            type.guid = guid
            try type.setFlags(flags)
            for interface in interfaces { try type.add(interface) }
        }
    }

    /// A module: constants, and the functions of a DLL.
    @discardableResult
    public mutating func addModule(
        _ name: String, guid: GUID = .zero, dllName: String? = nil, functions: [Function] = [],
        constants: [Variable] = []
    ) throws(TypeLibraryError) -> TypeReference {
        try add(name, .module) { type throws(TypeLibraryError) in
            type.guid = guid
            try type.setDLLName(dllName)
            for function in functions { try type.add(function) }
            for constant in constants { try type.add(constant) }
        }
    }
}
