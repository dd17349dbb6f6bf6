// SPDX-License-Identifier: Apache-2.0
//
// Whole types in one call. They throw what `declare` and the functions of `TypeBuilder` throw, and then add nothing.

public import AutomationTypes

extension TypeLibraryBuilder {
    /// A type that `fill` says everything of.
    /// - Throws: what `fill` throws, too.
    @discardableResult
    public mutating func add(
        _ name: String, _ kind: TypeKind, _ fill: (inout TypeBuilder) throws -> Void
    ) throws -> TypeReference {
        var type = TypeBuilder(name: name, kind: kind)
        try fill(&type)
        return try add(type)
    }

    /// An enum of the members, in their order.
    @discardableResult
    public mutating func addEnum(
        _ name: String, guid: GUID = .zero, _ members: KeyValuePairs<String, Int32>
    ) throws(TypeLibraryError) -> TypeReference {
        var type = TypeBuilder(name: name, kind: .enum)
        type.guid = guid
        for (name, value) in members { try type.add(.enumerator(name, value)) }
        return try add(type)
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
        var type = TypeBuilder(name: name, kind: kind)
        type.guid = guid
        try type.setPacking(packing)
        for field in fields { try type.add(field) }
        return try add(type)
    }

    /// Another name for a type.
    @discardableResult
    public mutating func addAlias(
        _ name: String, guid: GUID = .zero, of target: TypeDescription
    ) throws(TypeLibraryError) -> TypeReference {
        var type = TypeBuilder(name: name, kind: .alias)
        type.guid = guid
        try type.setAlias(target)
        return try add(type)
    }

    /// An interface with a vtable; with the flag `.dual` a dual interface, which derives from IDispatch.
    /// - Parameter base: nil for a root such as IUnknown itself.
    @discardableResult
    public mutating func addInterface(
        _ name: String, guid: GUID, base: TypeReference? = .unknown, flags: TypeFlags = [], functions: [Function]
    ) throws(TypeLibraryError) -> TypeReference {
        var type = TypeBuilder(name: name, kind: .interface)
        type.guid = guid
        try type.setFlags(flags)
        if let base { try type.add(ImplementedType(base)) }
        for function in functions { try type.add(function) }
        return try add(type)
    }

    /// A dispinterface: members that can be reached through IDispatch::Invoke alone.
    @discardableResult
    public mutating func addDispinterface(
        _ name: String, guid: GUID, flags: TypeFlags = [], properties: [Variable] = [], methods: [Function] = []
    ) throws(TypeLibraryError) -> TypeReference {
        var type = TypeBuilder(name: name, kind: .dispatch)
        type.guid = guid
        try type.setFlags(flags)
        for property in properties { try type.add(property) }
        for var method in methods {
            method.kind = .dispatch
            try type.add(method)
        }
        return try add(type)
    }

    /// A dispinterface that shows the members of an interface that derives from IDispatch.
    @discardableResult
    public mutating func addDispinterface(
        _ name: String, guid: GUID, flags: TypeFlags = [], over interface: TypeReference
    ) throws(TypeLibraryError) -> TypeReference {
        var type = TypeBuilder(name: name, kind: .dispatch)
        type.guid = guid
        try type.setFlags(flags)
        try type.add(ImplementedType(interface))
        return try add(type)
    }

    /// A coclass. Without a default interface the first that is not restricted becomes it, likewise among the sources.
    @discardableResult
    public mutating func addCoclass(
        _ name: String, guid: GUID, flags: TypeFlags = .canCreate, interfaces: [ImplementedType]
    ) throws(TypeLibraryError) -> TypeReference {
        var type = TypeBuilder(name: name, kind: .coclass)
        type.guid = guid
        try type.setFlags(flags)
        for interface in interfaces { try type.add(interface) }
        return try add(type)
    }

    /// A module: constants, and the functions of a DLL.
    @discardableResult
    public mutating func addModule(
        _ name: String, guid: GUID = .zero, dllName: String? = nil, functions: [Function] = [],
        constants: [Variable] = []
    ) throws(TypeLibraryError) -> TypeReference {
        var type = TypeBuilder(name: name, kind: .module)
        type.guid = guid
        try type.setDLLName(dllName)
        for function in functions { try type.add(function) }
        for constant in constants { try type.add(constant) }
        return try add(type)
    }
}
