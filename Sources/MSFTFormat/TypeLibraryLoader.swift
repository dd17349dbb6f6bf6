// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization
import SystemPackage
public import TypeLibrary

/// Finds imported libraries as files: in the folder of the library that imports, then in the folders of a search path.
///
/// A file is taken if its name matches (exactly, or else but for the case of its letters) and if it holds the library
/// that is asked for: the same GUID and major version, and at least the minor version. Executables are searched for it
/// among all their TYPELIB resources. A library that was found is kept for as long as the loader lives, so that all who
/// import it share it. Threads may use one loader at the same time.
public final class TypeLibraryLoader: TypeLibraryResolver {
    /// The folders searched after that of the importing library.
    public let folders: [String]

    private struct Opened {
        var library: TypeLibrary
        var file: FileSystem.Identity
    }
    private struct Cache {
        /// Libraries by their path; a path is opened once, unless its file is replaced.
        var opened: [String: Opened] = [:]
        /// The files of a folder by their lower-case name.
        var listings: [String: [String: String]] = [:]
    }
    private let cache = Mutex(Cache())

    /// Asked for a library that no file holds.
    public let fallback: any TypeLibraryResolver

    /// - Parameter fallback: knows libraries that need no file.
    public init(folders: [String] = [], fallback: any TypeLibraryResolver = NoImports()) {
        self.folders = folders
        self.fallback = fallback
    }

    /// Opens the library at `path` (`FILE\2` picks a resource) with this loader to find what it imports.
    /// - Throws: as `TypeLibraryFile.open`.
    public func open(_ path: String) throws(TypeLibraryError) -> TypeLibrary {
        // Asked before the file is read: one that is replaced meanwhile is read again next time.
        let file = FileSystem.identity(of: TypeLibraryFile.split(path).file)
        if let known = cache.withLock({ $0.opened[path] }), known.file == file { return known.library }
        // The resolver is held weakly by what it caches: a library must not keep alive the loader that keeps it.
        let made = try TypeLibraryFile.open(path: path, resolver: WeakResolver(self))
        guard let file else { return made }
        return cache.withLock { cache in
            if let known = cache.opened[path], known.file == file { return known.library }
            cache.opened[path] = Opened(library: made, file: file)
            return made
        }
    }

    public func library(
        for reference: ImportedLibrary, importer: String?
    ) throws(TypeLibraryError) -> TypeLibrary {
        var firstError: TypeLibraryError?
        for candidate in candidates(for: reference, importer: importer) {
            do throws(TypeLibraryError) {
                if let library = try match(candidate, reference) { return library }
            } catch {
                firstError = firstError ?? error
            }
        }
        do throws(TypeLibraryError) {
            return try fallback.library(for: reference, importer: importer)
        } catch {
            throw firstError ?? error
        }
    }

    /// Existing files that have the imported library's name, the best place first.
    private func candidates(for reference: ImportedLibrary, importer: String?) -> [String] {
        let (stored, resource) = TypeLibraryFile.split(reference.fileName)
        // A stored folder is one of the machine where the library was made.
        let name = stored.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map(String.init) ?? stored
        var searched: [String] = []
        if let importer {
            let folder = FilePath(TypeLibraryFile.split(importer).file).removingLastComponent().string
            searched.append(folder.isEmpty ? "." : folder)
        }
        searched += folders
        return searched.compactMap { folder in
            guard let file = file(named: name, in: folder) else { return nil }
            return resource.map { "\(file)\\\($0)" } ?? file
        }
    }

    private func file(named name: String, in folder: String) -> String? {
        let exact = FilePath(folder).appending(name).string
        if FileSystem.exists(exact) { return exact }
        let listing = cache.withLock { $0.listings[folder] }
        if let listing { return listing[name.lowercased()] }
        var made: [String: String] = [:]
        for entry in FileSystem.list(folder).sorted() where made[entry.lowercased()] == nil {
            made[entry.lowercased()] = FilePath(folder).appending(entry).string
        }
        let result = made
        cache.withLock { $0.listings[folder] = result }
        return result[name.lowercased()]
    }

    /// The library of a file that is the one asked for; nil if the file holds others.
    private func match(
        _ path: String, _ reference: ImportedLibrary
    ) throws(TypeLibraryError) -> TypeLibrary? {
        func matches(_ library: TypeLibrary) -> Bool {
            library.guid == reference.guid && library.version.major == reference.version.major
                && library.version.minor >= reference.version.minor
        }
        // Most files hold one library; an executable is only searched if its first is another one.
        let first = try open(path)
        if matches(first) { return first }
        guard TypeLibraryFile.split(path).resource == nil else { return nil }
        let numbers = try TypeLibraryFile.resourceNumbers(path: path)
        for number in numbers.count > 1 ? numbers : [] {
            let library = try open("\(path)\\\(number)")
            if matches(library) { return library }
        }
        return nil
    }
}

/// A resolver for the libraries that a loader keeps.
private struct WeakResolver: TypeLibraryResolver {
    private weak let loader: TypeLibraryLoader?
    private let folders: [String]
    private let fallback: any TypeLibraryResolver

    init(_ loader: TypeLibraryLoader) {
        self.loader = loader
        folders = loader.folders
        fallback = loader.fallback
    }

    func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
        // The library outlived its loader: a new one finds the same files.
        try (loader ?? TypeLibraryLoader(folders: folders, fallback: fallback)).library(for: reference, importer: importer)
    }
}
