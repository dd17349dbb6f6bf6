// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes

/// Makes a type library without IDL: the job of ICreateTypeLib2 and ICreateTypeInfo2.
///
/// A program says what the types are; `build()` computes what follows from that: offsets in vtables, sizes and alignments,
/// the MEMBERIDs of members that were given none, the flags of dual interfaces, the default interfaces of coclasses.
///
///     var library = TypeLibraryBuilder(
///         LibraryAttributes(name: "Greeting", guid: GUID("c6b5d3a1-7a35-4a4e-8d0e-3f1f6f0c7a01")!, version: Version(1, 0)))
///     let mood = try library.addEnum("Mood", ["Calm": 0, "Loud": 1])
///     let greeter = try library.addInterface(
///         "IGreeter", guid: GUID("c6b5d3a1-7a35-4a4e-8d0e-3f1f6f0c7a02")!, base: .dispatch, flags: .dual,
///         functions: [
///             .method("Greet", id: 1, [.in("name", .basic(.bstr)), .retval("text", .basic(.bstr))]),
///             .propertyGet("Mood", id: 2, .userDefined(mood)),
///             .propertyPut("Mood", id: 2, .userDefined(mood)),
///         ])
///     try library.addCoclass(
///         "Greeter", guid: GUID("c6b5d3a1-7a35-4a4e-8d0e-3f1f6f0c7a03")!, interfaces: [ImplementedType(greeter)])
///
///     let bytes = try MSFTWriter.bytes(of: library.build())
///     let storage = try TypeLibraryFile.storage(of: bytes)
///     try TypeLibrary(storage: storage).typeInfo(named: "IGreeter").vtableSize   // 56, as of every dispatch half
///
/// A `TypeReference` is the handle of a type: of this library as `declare` and the `add` functions return it, or of another
/// one (`TypeReference.dispatch`, `TypeReference(to:fileName:)`). Types that refer to each other are declared first
/// and filled in with `update`.
///
/// Every rule that ICreateTypeInfo documents is checked where it can be known: what concerns one type when it is changed,
/// the rest in `build()`. A change that throws leaves the builder as it was.
public struct TypeLibraryBuilder: Sendable {
    /// What the library says of itself. `systemKind` decides for which system layouts are computed.
    public var attributes: LibraryAttributes
    /// Whose libraries these are like, where they differ.
    public enum Conventions: Sendable {
        /// MIDL's: dual interfaces conform to Automation, a coclass has a default interface and names each once, offsets
        /// in vtables and the count of optional parameters are computed.
        case compiler
        /// Those of programs that call ICreateTypeInfo: flags are as they were set, a vtable offset other than 0 stays.
        case createTypeInfo
    }
    public let conventions: Conventions

    /// Finds the libraries of types that are referred to.
    public var resolver: any TypeLibraryResolver
    /// The types in the order of their indices.
    public private(set) var types: [TypeBuilder] = []
    private var indexOfName: [String: Int] = [:]

    /// - Parameter resolver: finds the other libraries whose interfaces are derived from, or whose records are fields.
    ///   Without it IUnknown and IDispatch alone are known.
    public init(
        _ attributes: LibraryAttributes, resolver: any TypeLibraryResolver = NoImports(),
        conventions: Conventions = .compiler
    ) {
        self.attributes = attributes
        self.resolver = resolver
        self.conventions = conventions
    }

    /// Adds a type without members, as ICreateTypeLib::CreateTypeInfo does.
    ///
    /// - Throws: TYPE_E_NAMECONFLICT if the library has a type of that name (letters of either case), E_INVALIDARG if
    ///   it is no name, TYPE_E_SIZETOOBIG after 65535 types.
    public mutating func declare(_ name: String, _ kind: TypeKind) throws(TypeLibraryError) -> TypeReference {
        try add(TypeBuilder(name: name, kind: kind, conventions: conventions))
    }

    /// Adds a type that has been made by itself.
    /// - Throws: as `declare`.
    @discardableResult
    public mutating func add(_ type: TypeBuilder) throws(TypeLibraryError) -> TypeReference {
        try NameRules.check(type.name)
        guard types.count < Int(UInt16.max) else {
            throw TypeLibraryError(.TYPE_E_SIZETOOBIG, "a library has at most 65535 types")
        }
        let key = NameRules.key(type.name)
        if let other = indexOfName[key] {
            throw TypeLibraryError(.TYPE_E_NAMECONFLICT, "the library has a type \(types[other].name) already")
        }
        indexOfName[key] = types.count
        types.append(type)
        return .local(types.count - 1)
    }

    /// Changes a type of this library.
    /// - Throws: what `change` throws; TYPE_E_ELEMENTNOTFOUND if the library has no such type.
    public mutating func update(
        _ type: TypeReference, _ change: (inout TypeBuilder) throws -> Void
    ) throws {
        let index = try index(of: type)
        var changed = types[index]
        try change(&changed)
        types[index] = changed
    }

    /// Gives a type another name, as ICreateTypeInfo2::SetName does.
    /// - Throws: as `declare`.
    public mutating func rename(_ type: TypeReference, _ name: String) throws(TypeLibraryError) {
        let index = try index(of: type)
        try NameRules.check(name)
        let key = NameRules.key(name)
        if let other = indexOfName[key], other != index {
            throw TypeLibraryError(.TYPE_E_NAMECONFLICT, "the library has a type \(types[other].name) already")
        }
        indexOfName[NameRules.key(types[index].name)] = nil
        indexOfName[key] = index
        types[index].name = name
    }

    /// Removes a type, as ICreateTypeLib2::DeleteTypeInfo does. Types behind it move up; references to it name nothing.
    /// - Returns: the index that it had.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND if the library has no type of this name.
    @discardableResult
    public mutating func remove(typeNamed name: String) throws(TypeLibraryError) -> Int {
        guard let removed = indexOfName[NameRules.key(name)] else {
            throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "the library has no type \(name)")
        }
        types.remove(at: removed)
        indexOfName = [:]
        for index in types.indices {
            types[index].mapReferences { $0.afterRemoving(typeAt: removed) }
            indexOfName[NameRules.key(types[index].name)] = index
        }
        return removed
    }

    /// The index of the type of this name, letters of either case; nil if there is none.
    public func index(ofTypeNamed name: String) -> Int? { indexOfName[NameRules.key(name)] }

    /// One type as `build()` lays it out, checked by itself: ICreateTypeInfo::LayOut.
    /// - Throws: as `build()`, but for what concerns other types.
    public func layOut(typeAt index: Int) throws(TypeLibraryError) -> TypeDefinition {
        let plain = LibraryDefinition(attributes: attributes, types: types.map(\.definition))
        try LibraryChecks(plain).check(typeAt: index)
        var layout = LibraryLayout(plain, packings: types.map(\.packing), resolver: resolver, conventions: conventions)
        return try layout.layOut(typeAt: index)
    }

    /// Checks the library as a whole and computes its layout.
    ///
    /// - Throws: TYPE_E_UNDEFINEDTYPE if a reference names no type, TYPE_E_WRONGTYPEKIND if it names one that cannot stand
    ///   there, TYPE_E_DUPLICATEID for a GUID or MEMBERID that is used twice, TYPE_E_CIRCULARTYPE, TYPE_E_SIZETOOBIG,
    ///   E_INVALIDARG for a dual interface that does not derive from IDispatch or a module without a DLL.
    public func build() throws(TypeLibraryError) -> LibraryDefinition {
        let plain = LibraryDefinition(attributes: attributes, types: types.map(\.definition))
        try LibraryChecks(plain).check()
        var layout = LibraryLayout(plain, packings: types.map(\.packing), resolver: resolver, conventions: conventions)
        try layout.layOut()
        return layout.result
    }

    private func index(of type: TypeReference) throws(TypeLibraryError) -> Int {
        guard case .local(let index) = type, types.indices.contains(index) else {
            throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "this is no type of the library")
        }
        return index
    }
}

extension TypeReference {
    /// The reference in a library that lost a type.
    public func afterRemoving(typeAt removed: Int) -> TypeReference {
        guard case .local(let index) = self, index >= removed else { return self }
        return index == removed ? .invalid(UInt32.max) : .local(index - 1)
    }

    /// IUnknown, of the library stdole2.
    public static let unknown = TypeReference.stdole(WellKnownIID.unknown)
    /// IDispatch, of the library stdole2.
    public static let dispatch = TypeReference.stdole(WellKnownIID.dispatch)

    private static func stdole(_ guid: GUID) -> TypeReference {
        let library = ImportedLibrary(fileName: "stdole2.tlb", guid: WellKnownIID.stdole, version: Version(2, 0))
        return .external(ExternalType(library: library, target: .guid(guid), kind: .interface))
    }

    /// A type of another library.
    /// - Parameter fileName: the name by which the library's file will be looked for, without a folder as a rule.
    public init(to type: TypeInfo, fileName: String) {
        let library = ImportedLibrary(
            fileName: fileName, guid: type.library.guid, version: type.library.version,
            lcid: type.library.attributes.lcid)
        let target: ExternalType.Target = type.guid == .zero ? .index(type.index) : .guid(type.guid)
        let kind = type.isDual ? .interface : type.definition.kind
        self = .external(ExternalType(library: library, target: target, kind: kind))
    }
}
