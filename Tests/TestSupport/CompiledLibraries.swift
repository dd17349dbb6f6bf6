// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import IDL
import MSFTFormat
public import TypeLibrary

/// Type libraries that tests compile from IDL, written to the format and read back, so that what runs is what a file holds.
public enum CompiledLibraries {
    /// Compiles a file. Imports of stdole2 resolve to typelibs/stdole2 of this repository.
    /// - Throws: `Failure` with the diagnostics.
    public static func compile(_ path: String) throws -> TypeLibrary {
        try build(path, resolver: StandardLibraries())
    }

    /// The bytes of the file that the compiler makes.
    /// - Throws: `Failure` with the diagnostics.
    public static func bytes(_ path: String) throws -> [UInt8] { try bytes(path, resolver: StandardLibraries()) }

    private static func build(_ path: String, resolver: any TypeLibraryResolver) throws -> TypeLibrary {
        let storage = try TypeLibraryFile.storage(of: bytes(path, resolver: resolver))
        return TypeLibrary(storage: storage, path: path, resolver: resolver)
    }

    private static func bytes(_ path: String, resolver: any TypeLibraryResolver) throws -> [UInt8] {
        let result = IDLCompiler(files: DiskFiles()).compile(path: path)
        guard let definition = result.library, !result.hasErrors else {
            throw Failure(result.diagnostics.map { "\($0)" }.joined(separator: "\n"))
        }
        return try MSFTWriter.bytes(of: definition, resolver: resolver)
    }

    private struct DiskFiles: FileProvider {
        func contents(of path: String) -> [UInt8]? { (try? readFile(path)).map { Array($0.utf8) } }
    }

    private struct StandardLibraries: TypeLibraryResolver {
        func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
            guard reference.guid == WellKnownIID.stdole, let known = stdole2 else {
                return try NoImports().library(for: reference, importer: importer)
            }
            return known
        }
    }

    private static let stdole2: TypeLibrary? = try? build(repositoryFile("typelibs/stdole2/stdole2.idl"), resolver: NoImports())
}

/// The path of a file of this repository.
public func repositoryFile(_ name: String) -> String { siblingOfThisFile("../../" + name) }
