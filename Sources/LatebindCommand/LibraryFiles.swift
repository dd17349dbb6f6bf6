// SPDX-License-Identifier: Apache-2.0

import IDL
import MSFTFormat
import SystemPackage
import TypeLibrary

/// The type libraries of the command: files in the folders that it is given, or else those that the compiler brings along, so
/// that a library can be compiled and printed without stdole2.tlb at hand.
struct LibraryFiles: LibraryProvider, TypeLibraryResolver {
    /// What it has opened is shared for as long as it lives.
    let loader: TypeLibraryLoader

    init(folders: [String]) {
        loader = TypeLibraryLoader(folders: folders.map { $0.isEmpty ? "." : $0 }, fallback: BuiltInLibraries())
    }

    /// What `importlib` names.
    func library(named name: String) throws(TypeLibraryError) -> TypeLibrary? {
        let stems = name.contains(".") ? [name] : [name, name + ".tlb"]
        for stem in stems {
            for path in stem.hasPrefix("/") ? [stem] : loader.folders.map({ $0 + "/" + stem }) {
                guard let file = try? FileDescriptor.open(FilePath(path), .readOnly) else { continue }
                try? file.close()
                return try loader.open(path)
            }
        }
        return nil
    }

    func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
        try loader.library(for: reference, importer: importer)
    }
}

/// Libraries that need no file.
private struct BuiltInLibraries: TypeLibraryResolver {
    func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
        guard let own = StandardLibraries.library(named: reference.fileName), own.guid == reference.guid else {
            return try NoImports().library(for: reference, importer: importer)
        }
        return own
    }
}
