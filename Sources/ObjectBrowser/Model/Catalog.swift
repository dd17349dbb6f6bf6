// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// A type among all libraries of a site.
struct TypeKey: Hashable {
    let library: Int
    let type: Int
}

/// A library of the site, with the names of its pages.
struct CatalogLibrary {
    let library: TypeLibrary
    /// The name of its file, without the folder.
    let fileName: String
    let slug: Slug
    var types: [CatalogType]

    var name: String { shownName(library.attributes.name) }
    var path: SitePath { .library(slug) }
}

/// A type of the site, with the names of its page and of its members' anchors.
struct CatalogType {
    let name: String
    let kind: Kind
    let slug: Slug
    let definition: TypeDefinition
    /// nil if the library's bytes are not valid there.
    let info: TypeInfo?
    /// Why `info` is nil.
    let problem: String?
    let members: [Member]
}

/// Everything that the pages show: types by key, and what a reference in one library is among all of them.
struct Catalog {
    private(set) var libraries: [CatalogLibrary] = []
    /// The first library with a GUID, and every library by identity.
    private var libraryOfGUID: [GUID: Int] = [:]
    private var libraryOfObject: [ObjectIdentifier: Int] = [:]

    init(_ files: [BrowsedLibrary]) {
        var folders = SlugScope.files
        for file in files where libraryOfObject[ObjectIdentifier(file.library)] == nil {
            let number = libraries.count
            libraryOfObject[ObjectIdentifier(file.library)] = number
            if file.library.guid != .zero, libraryOfGUID[file.library.guid] == nil {
                libraryOfGUID[file.library.guid] = number
            }
            let slug = folders.slug(for: file.library.attributes.name ?? "")
            libraries.append(
                CatalogLibrary(
                    library: file.library, fileName: file.fileName, slug: slug, types: Catalog.types(of: file.library)))
        }
    }

    private static func types(of library: TypeLibrary) -> [CatalogType] {
        var files = SlugScope.files
        return (0..<library.typeCount).map { index in
            var definition: TypeDefinition
            var info: TypeInfo?
            var problem: String?
            do throws(TypeLibraryError) {
                let made = try library.typeInfo(at: index)
                (info, definition) = (made, made.definition)
            } catch {
                let header = try? library.header(at: index)
                definition = TypeDefinition(
                    name: header?.name, kind: header?.kind ?? .alias, guid: header?.guid ?? .zero)
                problem = error.message
            }
            let name = shownName(definition.name)
            let slug = files.slug(for: definition.name ?? "")
            return CatalogType(
                name: name, kind: Kind(of: definition), slug: slug, definition: definition, info: info,
                problem: problem,
                members: Member.members(of: definition, slug: slug))
        }
    }

    subscript(key: TypeKey) -> CatalogType { libraries[key.library].types[key.type] }

    /// Every type, library by library.
    var keys: [TypeKey] {
        libraries.indices.flatMap { library in
            libraries[library].types.indices.map { TypeKey(library: library, type: $0) }
        }
    }

    func path(of key: TypeKey) -> SitePath { .type(library: libraries[key.library].slug, type: self[key].slug) }

    // MARK: References

    /// The number of the library with this GUID.
    func library(of guid: GUID) -> Int? { libraryOfGUID[guid] }

    /// The type of the site that a reference in library `number` names; nil if it is in no library of the site.
    func key(of reference: TypeReference, in number: Int) -> TypeKey? {
        switch reference {
        case .local(let index): return key(library: number, index: index)
        case .external(let external):
            guard let other = libraryOfGUID[external.library.guid] else { return nil }
            switch external.target {
            case .index(let index): return key(library: other, index: index)
            case .guid(let guid):
                return libraries[other].library.index(of: guid).flatMap { key(library: other, index: $0) }
            }
        case .invalid: return nil
        }
    }

    /// The first type of the site with this GUID.
    func key(of guid: GUID) -> TypeKey? {
        for (number, library) in libraries.enumerated() {
            if let index = library.library.index(of: guid) { return TypeKey(library: number, type: index) }
        }
        return nil
    }

    /// The type of the site that is `info`.
    func key(of info: TypeInfo) -> TypeKey? {
        libraryOfObject[ObjectIdentifier(info.library)].flatMap { key(library: $0, index: info.index) }
    }

    private func key(library: Int, index: Int) -> TypeKey? {
        libraries[library].types.indices.contains(index) ? TypeKey(library: library, type: index) : nil
    }

    /// What a reference in library `number` names, wherever it is.
    func target(of reference: TypeReference, in number: Int) -> Target {
        if let key = key(of: reference, in: number) { return Target(name: self[key].name, key: key) }
        if let info = try? libraries[number].library.resolve(reference) {
            return Target(name: shownName(info.name), key: nil, explanation: "in \(shownName(info.library.name))")
        }
        switch reference {
        case .external(let external):
            let name =
                switch external.target {
                case .guid(let guid): "\(guid)"
                case .index(let index): "type \(index)"
                }
            return Target(name: name, key: nil, explanation: "in \(external.library.fileName), which was not found")
        case .local(let index): return Target(name: "type \(index)", key: nil, explanation: "does not exist")
        case .invalid: return Target(name: "(nothing)", key: nil, explanation: "a reference that names no type")
        }
    }

    /// What a reference names.
    struct Target {
        let name: String
        let key: TypeKey?
        /// For a type without a page: where it is.
        var explanation: String?
    }
}
