// SPDX-License-Identifier: Apache-2.0

public import TypeLibrary

/// Where the compiler gets the libraries that `importlib` names.
public protocol LibraryProvider {
    /// The library in the file of that name, or nil if there is none.
    /// - Throws: a `TypeLibraryError` that says why the file is no usable library.
    func library(named name: String) throws(TypeLibraryError) -> TypeLibrary?
}

/// A provider that knows no libraries but those of the compiler itself.
public struct NoLibraries: LibraryProvider {
    public init() {}
    public func library(named name: String) -> TypeLibrary? { nil }
}

/// The libraries that the program's `importlib` statements name; the last one is searched first.
struct ImportedLibraries {
    struct Entry {
        var fileName: String
        var library: TypeLibrary
    }
    /// A type and the library that it was found in.
    typealias Found = (entry: Entry, info: TypeInfo)

    private(set) var entries: [Entry] = []
    private var constants: [String: Constant]?

    mutating func add(_ library: TypeLibrary, fileName: String) {
        guard !entries.contains(where: { $0.library.guid == library.guid && $0.library.version == library.version }) else {
            return
        }
        entries.insert(Entry(fileName: fileName, library: library), at: 0)
        constants = nil
    }

    /// The type of that name, with or without its library's name before it; letters of another case do not match.
    func type(named qualifiedName: String) -> Found? {
        let parts = qualifiedName.split(separator: ".", maxSplits: 1)
        let name = parts.count == 2 ? String(parts[1]) : qualifiedName
        for entry in entries where parts.count < 2 || entry.library.name == parts[0] {
            guard let index = entry.library.index(ofTypeNamed: name),
                let info = try? entry.library.typeInfo(at: index), info.definition.name == name
            else { continue }
            return (entry, info)
        }
        return nil
    }

    /// The import that `type` came from.
    func entry(of type: TypeInfo) -> Entry? { entries.first { $0.library === type.library } }

    /// A reference to `type`, which is one of `entry`'s library.
    func reference(to type: TypeInfo, in entry: Entry) -> TypeReference {
        let library = ImportedLibrary(
            fileName: entry.fileName, guid: entry.library.guid, version: entry.library.version,
            lcid: entry.library.attributes.lcid)
        let target: ExternalType.Target = type.guid == .zero ? .index(type.index) : .guid(type.guid)
        let kind = type.isDual ? .interface : type.definition.kind
        return .external(ExternalType(library: library, target: target, kind: kind))
    }

    /// The value of a member of an enum, or of a module's constant, in one of the libraries.
    mutating func constant(named name: String) -> Constant? {
        if constants == nil {
            var table: [String: Constant] = [:]
            for entry in entries {
                for index in 0..<entry.library.typeCount {
                    guard let header = try? entry.library.header(at: index), header.kind == .enum || header.kind == .module,
                        let info = try? entry.library.typeInfo(at: index)
                    else { continue }
                    for variable in info.variables {
                        guard let name = variable.name, table[name] == nil,
                            case .integer(_, let value)? = variable.value
                        else { continue }
                        table[name] = .integer(value)
                    }
                }
            }
            constants = table
        }
        return constants?[name]
    }
}
