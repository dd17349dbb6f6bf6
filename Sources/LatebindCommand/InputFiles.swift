// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import IDL
import MSFTFormat
import SystemPackage
import TypeLibrary

/// A library that a command works on: read from a type library or an executable, or compiled from IDL in memory.
struct InputLibrary {
    let library: TypeLibrary
    /// Where the declarations are in the text; empty for a library that was not compiled.
    let sources: [DeclarationPath: DeclarationSource]
    /// What the library was read with: shared for as long as it lives.
    private let files: LibraryFiles

    /// Exit status of a command whose input cannot be read or compiled.
    static let unreadable: Int32 = 2

    /// Opens `path`; writes what is wrong with it to standard error.
    /// - Returns: nil if it cannot be read or compiled.
    static func open(_ path: String, folders: [String]) -> InputLibrary? {
        let files = LibraryFiles(folders: [FilePath(path).removingLastComponent().string] + folders)
        do throws(TypeLibraryError) {
            guard path.lowercased().hasSuffix(".idl") else {
                return InputLibrary(library: try files.loader.open(path), sources: [:], files: files)
            }
            return compile(path, folders: folders, files: files)
        } catch {
            CommandError.report(error, file: path)
            return nil
        }
    }

    private static func compile(_ path: String, folders: [String], files: LibraryFiles) -> InputLibrary? {
        var options = IDLCompiler.Options()
        options.searchPath = folders
        options.recordsSources = true
        let result = IDLCompiler(options: options, files: FilesOnDisk(), libraries: files).compile(path: path)
        guard let definition = result.library else {
            for diagnostic in result.diagnostics where diagnostic.severity != .warning {
                _ = try? FileDescriptor.standardError.writeAll("\(diagnostic)\n".utf8)
            }
            return nil
        }
        return InputLibrary(
            library: TypeLibrary(definition, resolver: files), sources: result.sources, files: files)
    }
}

/// The files of the system, for the compiler.
struct FilesOnDisk: FileProvider {
    func contents(of path: String) -> [UInt8]? {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly) else { return nil }
        return try? file.closeAfter {
            var bytes: [UInt8] = []
            let size = Int(try file.seek(offset: 0, from: .end))
            guard size <= 1 << 28 else { return nil }
            bytes = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                count = try file.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
            }
            return bytes
        }
    }
}
