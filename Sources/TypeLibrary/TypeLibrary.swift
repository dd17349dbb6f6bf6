// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import Synchronization

/// Where a library's types come from: a file's bytes decoded when asked for, or values in memory.
public protocol TypeLibraryStorage: Sendable {
    var attributes: LibraryAttributes { get }
    /// The libraries that types of this one refer to, in the file's order.
    var imports: [ImportedLibrary] { get }
    var typeCount: Int { get }
    /// What can be told of the type without decoding its members. `index` is in `0..<typeCount`.
    func header(at index: Int) throws(TypeLibraryError) -> TypeHeader
    /// The whole type. `index` is in `0..<typeCount`.
    func definition(at index: Int) throws(TypeLibraryError) -> TypeDefinition
    /// The index of the first type with this name (letters of either case), if that can be told without looking at every
    /// type. nil says nothing: there may be one all the same.
    func knownIndex(ofTypeNamed name: String) -> Int?
}

extension TypeLibraryStorage {
    public func knownIndex(ofTypeNamed name: String) -> Int? { nil }
}

/// Finds the libraries that a library imports.
public protocol TypeLibraryResolver: Sendable {
    /// - Parameter importer: the path of the library that imports, if it came from a file.
    func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary
}

/// A resolver that knows no libraries.
public struct NoImports: TypeLibraryResolver {
    public init() {}

    public func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
        throw TypeLibraryError(
            .TYPE_E_CANTLOADLIBRARY,
            "the imported library \(reference.fileName) \(reference.guid) \(reference.version) was not found",
            file: importer)
    }
}

/// A type library: immutable, shared between threads, its types decoded when they are asked for.
///
/// A `TypeInfo` keeps its library alive, not the other way round.
public final class TypeLibrary: Sendable {
    private let storage: any TypeLibraryStorage
    private let resolver: any TypeLibraryResolver
    /// The file that the library came from.
    public let path: String?

    private struct Cache: Sendable {
        var typeInfos: [Int: WeakTypeInfo] = [:]
        var imports: [ImportedLibrary: Import] = [:]
        var indexOfGUID: [GUID: Int]?
        var indexOfName: [String: Int]?
    }
    private let cache = Mutex(Cache())

    public init(storage: any TypeLibraryStorage, path: String? = nil, resolver: any TypeLibraryResolver = NoImports()) {
        self.storage = storage
        self.path = path
        self.resolver = resolver
    }

    /// Forgets what was derived from a storage whose types have changed: a library under construction. A `TypeInfo` that
    /// was handed out stays what it was.
    public func storageDidChange() {
        cache.withLock { cache in
            cache.typeInfos = [:]
            cache.indexOfGUID = nil
            cache.indexOfName = nil
        }
    }

    /// A library from values in memory.
    public convenience init(
        _ definition: LibraryDefinition, path: String? = nil, resolver: any TypeLibraryResolver = NoImports()
    ) {
        self.init(storage: InMemoryStorage(definition), path: path, resolver: resolver)
    }

    public var attributes: LibraryAttributes { storage.attributes }
    public var name: String { storage.attributes.name ?? "" }
    public var guid: GUID { storage.attributes.guid }
    public var version: Version { storage.attributes.version }
    public var imports: [ImportedLibrary] { storage.imports }
    public var typeCount: Int { storage.typeCount }

    /// TLIBATTR.wLibFlags: what is stored, and LIBFLAG_FHASDISKIMAGE if the library came from a file.
    public var flags: LibFlags {
        path == nil ? storage.attributes.flags : storage.attributes.flags.union(.hasDiskImage)
    }

    /// TLIBATTR.lcid: the stored language if its sublanguage is neutral, else 0.
    public var lcid: UInt32 {
        let stored = storage.attributes.lcid
        return (stored >> 10) & 0x3F == 0 ? stored & 0x3FF : 0
    }

    // MARK: Types

    /// The header of type `index`.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is no such type.
    public func header(at index: Int) throws(TypeLibraryError) -> TypeHeader {
        try check(index)
        return try storage.header(at: index)
    }

    /// The type at `index` as ITypeLib::GetTypeInfo gives it: a dual interface shows its dispatch half.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is no such type, TYPE_E_INVDATAREAD if its bytes are not valid.
    public func typeInfo(at index: Int) throws(TypeLibraryError) -> TypeInfo {
        try check(index)
        if let known = cache.withLock({ $0.typeInfos[index]?.value }) { return known }
        let made = TypeInfo(library: self, index: index, definition: try storage.definition(at: index))
        return cache.withLock { cache in
            if let known = cache.typeInfos[index]?.value { return known }
            cache.typeInfos[index] = WeakTypeInfo(made)
            return made
        }
    }

    /// The index of the first type with this GUID, or nil. Types whose header cannot be read are passed over.
    public func index(of guid: GUID) -> Int? {
        cache.withLock { cache in
            if cache.indexOfGUID == nil {
                var table: [GUID: Int] = [:]
                for index in 0..<storage.typeCount {
                    guard let header = try? storage.header(at: index), header.guid != .zero else { continue }
                    if table[header.guid] == nil { table[header.guid] = index }
                }
                cache.indexOfGUID = table
            }
            return cache.indexOfGUID?[guid]
        }
    }

    /// The index of the first type with this name (ASCII letters of either case), or nil.
    public func index(ofTypeNamed name: String) -> Int? {
        if let known = storage.knownIndex(ofTypeNamed: name) { return known }
        return cache.withLock { cache in
            if cache.indexOfName == nil {
                var table: [String: Int] = [:]
                for index in 0..<storage.typeCount {
                    guard let key = (try? storage.header(at: index))?.name?.lowercased() else { continue }
                    if table[key] == nil { table[key] = index }
                }
                cache.indexOfName = table
            }
            return cache.indexOfName?[name.lowercased()]
        }
    }

    /// The type with this GUID.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND
    public func typeInfo(of guid: GUID) throws(TypeLibraryError) -> TypeInfo {
        guard let index = index(of: guid) else {
            throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "\(name) has no type with GUID \(guid)", file: path)
        }
        return try typeInfo(at: index)
    }

    /// The type with this name.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND
    public func typeInfo(named typeName: String) throws(TypeLibraryError) -> TypeInfo {
        guard let index = index(ofTypeNamed: typeName) else {
            throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "\(name) has no type named \(typeName)", file: path)
        }
        return try typeInfo(at: index)
    }

    /// The whole library as a value, every type decoded: what a writer takes.
    /// - Throws: TYPE_E_INVDATAREAD if a type's bytes are not valid.
    public func definition() throws(TypeLibraryError) -> LibraryDefinition {
        var types: [TypeDefinition] = []
        types.reserveCapacity(typeCount)
        for index in 0..<typeCount { types.append(try storage.definition(at: index)) }
        return LibraryDefinition(attributes: attributes, types: types)
    }

    // MARK: References

    /// The reference by which this library knows IDispatch: its own type, or the one of the stdole library that it
    /// imports.
    public var dispatchReference: TypeReference {
        if let index = index(of: WellKnownIID.dispatch) { return .local(index) }
        let stdole =
            imports.first { $0.guid == WellKnownIID.stdole }
            ?? ImportedLibrary(fileName: "stdole2.tlb", guid: WellKnownIID.stdole, version: Version(2, 0))
        return .external(ExternalType(library: stdole, target: .guid(WellKnownIID.dispatch), kind: .interface))
    }

    /// The type that a reference of this library names.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND or TYPE_E_CANTLOADLIBRARY if it dangles, E_FAIL if it was stored wrongly.
    public func resolve(_ reference: TypeReference) throws(TypeLibraryError) -> TypeInfo {
        let (library, index) = try locate(reference)
        return try library.typeInfo(at: index)
    }

    /// The library and the index of the type that a reference of this library names; the type itself is not decoded.
    /// - Throws: as `resolve`.
    public func locate(_ reference: TypeReference) throws(TypeLibraryError) -> (library: TypeLibrary, index: Int) {
        switch reference {
        case .local(let index):
            try check(index)
            return (self, index)
        case .external(let type):
            let library = try self.library(for: type.library)
            switch type.target {
            case .guid(let guid):
                guard let index = library.index(of: guid) else {
                    throw TypeLibraryError(
                        .TYPE_E_ELEMENTNOTFOUND, "\(library.name) has no type with GUID \(guid)", file: library.path)
                }
                return (library, index)
            case .index(let index):
                try library.check(index)
                return (library, index)
            }
        case .invalid(let number):
            throw TypeLibraryError(
                .E_FAIL, "reference 0x\(String(number, radix: 16)) of \(name) names no type", file: path)
        }
    }

    private func library(for reference: ImportedLibrary) throws(TypeLibraryError) -> TypeLibrary {
        if reference.guid == guid && reference.guid != .zero { return self }
        if let known = cache.withLock({ $0.imports[reference]?.library }) { return known }
        let found = try resolver.library(for: reference, importer: path)
        if found !== self {
            // One at a time, so that two libraries that import each other cannot both find that they close no circle.
            TypeLibrary.linking.withLock { _ in
                let isCircle = found.holds(self)
                cache.withLock { $0.imports[reference] = Import(found, isHeld: !isCircle) }
            }
        }
        return found
    }

    /// Held while a library notes one that it imports.
    private static let linking = Mutex(())

    /// Whether this library keeps another one alive by what it imports, directly or not.
    private func holds(_ other: TypeLibrary) -> Bool {
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
        var open = [self]
        while let next = open.popLast() {
            for library in next.cache.withLock({ $0.imports.values.compactMap(\.held) }) {
                if library === other { return true }
                if seen.insert(ObjectIdentifier(library)).inserted { open.append(library) }
            }
        }
        return false
    }

    private func check(_ index: Int) throws(TypeLibraryError) {
        guard index >= 0, index < storage.typeCount else {
            throw TypeLibraryError(
                .TYPE_E_ELEMENTNOTFOUND, "\(name) has \(storage.typeCount) types; there is no type \(index)", file: path)
        }
    }
}

/// A library that was found for an import.
private enum Import: Sendable {
    case held(TypeLibrary)
    /// One that closes a circle of imports: it keeps the importing library alive already.
    case known(WeakLibrary)

    init(_ library: TypeLibrary, isHeld: Bool) { self = isHeld ? .held(library) : .known(WeakLibrary(library)) }

    var held: TypeLibrary? { if case .held(let library) = self { library } else { nil } }

    /// nil if the library is gone.
    var library: TypeLibrary? {
        switch self {
        case .held(let library): library
        case .known(let known): known.library
        }
    }
}

private struct WeakLibrary: Sendable {
    weak let library: TypeLibrary?
    init(_ library: TypeLibrary) { self.library = library }
}

private struct WeakTypeInfo: Sendable {
    weak let value: TypeInfo?
    init(_ value: TypeInfo) { self.value = value }
}

/// Types that are values already.
final class InMemoryStorage: TypeLibraryStorage {
    let attributes: LibraryAttributes
    private let types: [TypeDefinition]

    private final class Imports: Sendable {
        let libraries: [ImportedLibrary]
        init(_ libraries: [ImportedLibrary]) { self.libraries = libraries }
    }
    /// Collected when they are asked for: most libraries in memory are only looked things up in.
    private let collected = OnceReference<Imports>()

    init(_ definition: LibraryDefinition) {
        attributes = definition.attributes
        types = definition.types
    }

    var imports: [ImportedLibrary] {
        if let known = collected.load() { return known.libraries }
        var seen: Set<ImportedLibrary> = []
        let found = types.flatMap(\.references).compactMap { reference -> ImportedLibrary? in
            guard case .external(let type) = reference, seen.insert(type.library).inserted else { return nil }
            return type.library
        }
        return collected.storeIfNil(Imports(found)).libraries
    }

    var typeCount: Int { types.count }

    func header(at index: Int) -> TypeHeader {
        TypeHeader(name: types[index].name, kind: types[index].kind, guid: types[index].guid)
    }

    func definition(at index: Int) -> TypeDefinition { types[index] }
}

extension TypeDefinition {
    /// Every reference in the definition, in the order in which the members stand.
    public var references: [TypeReference] {
        var found: [TypeReference] = []
        func add(_ type: TypeDescription?) {
            switch type {
            case .userDefined(let reference): found.append(reference)
            case .pointer(let target), .safeArray(let target): add(target)
            case .cArray(let element, _): add(element)
            case .basic, nil: break
            }
        }
        for type in implementedTypes { found.append(type.reference) }
        add(alias)
        // By index: to look at a type, its function need not be copied.
        for index in functions.indices {
            add(functions[index].returnType)
            for number in functions[index].parameters.indices { add(functions[index].parameters[number].type) }
        }
        for index in variables.indices { add(variables[index].type) }
        return found
    }
}
