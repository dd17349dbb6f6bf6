// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import SystemPackage
public import TypeLibrary

/// Opens type libraries that are files, or resources of files.
public enum TypeLibraryFile {
    /// Larger files are refused: their bytes may be held in memory.
    static let largestFile = 1 << 30

    /// Opens the library at `path`: a .tlb file, or an executable that carries libraries as resources. `FILE\2` picks the
    /// resource with number 2, as LoadTypeLib has it; without a number it is the first.
    ///
    /// - Parameter resolver: finds the libraries that this one imports.
    /// - Throws: TYPE_E_CANTLOADLIBRARY if there is no such file or resource, TYPE_E_UNSUPFORMAT if its format is not one
    ///   that is read, TYPE_E_INVDATAREAD with an offset if its bytes are not valid. The error names the file.
    public static func open(
        path: String, resolver: any TypeLibraryResolver = NoImports()
    ) throws(TypeLibraryError) -> TypeLibrary {
        do throws(TypeLibraryError) {
            let (file, resource) = split(path)
            let view = ByteView(try read(file), name: "the file")
            return TypeLibrary(storage: try storage(in: view, resource: resource), path: path, resolver: resolver)
        } catch {
            var located = error
            if located.file == nil { located.file = path }
            throw located
        }
    }

    /// The library in `bytes`: an MSFT library, or an executable with one among its resources.
    public static func storage(
        of bytes: [UInt8], resource: Int? = nil
    ) throws(TypeLibraryError) -> any TypeLibraryStorage {
        try storage(in: ByteView(bytes, name: "the file"), resource: resource)
    }

    private static func storage(
        in file: ByteView, resource: Int?
    ) throws(TypeLibraryError) -> any TypeLibraryStorage {
        guard PEFile.hasSignature(file) else {
            if let resource {
                throw TypeLibraryError(
                    .TYPE_E_CANTLOADLIBRARY, "resource \(resource) is asked for, but the file is no executable")
            }
            return try library(in: file)
        }
        let executable = try PEFile(reading: file)
        let number: Int
        if let resource { number = resource } else { number = try executable.typeLibraryNumbers().first ?? 1 }
        return try library(in: executable.typeLibrary(number: number).detached(name: "the TYPELIB resource"))
    }

    /// The numbers of the TYPELIB resources in an executable; empty if the file is a type library itself.
    public static func resourceNumbers(path: String) throws(TypeLibraryError) -> [Int] {
        let file = ByteView(try read(path), name: "the file")
        return PEFile.hasSignature(file) ? try PEFile(reading: file).typeLibraryNumbers() : []
    }

    private static func library(in view: ByteView) throws(TypeLibraryError) -> any TypeLibraryStorage {
        switch try? view.u32(at: 0) {
        case Header.signature: return try MSFTLibrary(view)
        case SLTGLibrary.signature: return try SLTGLibrary(view)
        default:
            throw TypeLibraryError(
                .TYPE_E_UNSUPFORMAT, "the bytes begin with no signature of a type library or an executable", offset: 0)
        }
    }

    /// Writes a file, in the place of one that is there: readers see the old bytes or the new ones.
    /// - Throws: TYPE_E_IOERROR that names the file and the reason.
    public static func write(_ bytes: [UInt8], to path: String) throws(TypeLibraryError) {
        let scratch = "\(path).\(UInt64.random(in: .min ... .max)).new"
        do {
            let file = try FileDescriptor.open(
                FilePath(scratch), .writeOnly, options: [.create, .exclusiveCreate, .truncate],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            do {
                _ = try file.closeAfter { try file.writeAll(bytes) }
                try FileSystem.rename(scratch, to: path)
            } catch {
                FileSystem.remove(scratch)
                throw error
            }
        } catch {
            let reason = (error as? Errno)?.description ?? "\(error)"
            throw TypeLibraryError(.TYPE_E_IOERROR, "cannot be written: \(reason)", file: path)
        }
    }

    /// `FILE\2` as file and resource number; a path without a number after its last backslash is a file alone.
    static func split(_ path: String) -> (file: String, resource: Int?) {
        guard let slash = path.lastIndex(of: "\\"), let number = Int(path[path.index(after: slash)...]), number > 0
        else {
            return (path, nil)
        }
        return (String(path[..<slash]), number)
    }

    /// The bytes of a file.
    static func read(_ path: String) throws(TypeLibraryError) -> FileBytes {
        do {
            return try FileBytes(contentsOf: path, largest: largestFile)
        } catch {
            throw TypeLibraryError(.TYPE_E_CANTLOADLIBRARY, "cannot be read: \(error)", file: path)
        }
    }
}
