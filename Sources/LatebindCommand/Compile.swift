// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AutomationTypes
import IDL
import MSFTFormat
import SystemPackage
import TypeLibrary

/// `latebind compile`: IDL to a type library.
struct Compile: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compile IDL to a type library.",
        discussion: """
            Errors and warnings go to standard error as file:line:column with the line they are about; \
            the exit status is 1 if there is an error, and nothing is written then.
            """)

    enum Target: String, ExpressibleByArgument, CaseIterable {
        case win32
        case win64

        var systemKind: SystemKind { self == .win64 ? .win64 : .win32 }
    }

    @Argument(help: "The IDL file.")
    var file: String

    @Option(name: .shortAndLong, help: "The type library to write; FILE with .tlb instead of .idl if it is not given.")
    var output: String?

    @Option(
        name: [.customShort("I"), .customLong("include")],
        help: "A folder with files for #include and import, and with libraries for importlib.")
    var folders: [String] = []

    @Option(name: [.customShort("D"), .customLong("define")], help: "Define a macro: NAME or NAME=VALUE.")
    var definitions: [String] = []

    @Flag(name: .customLong("Werror", withSingleDash: true), help: "Treat warnings as errors.")
    var warningsAreErrors = false

    @Option(help: "The system whose sizes and offsets are stored: win64 or win32.")
    var target = Target.win64

    func run() throws {
        var options = IDLCompiler.Options()
        options.searchPath = folders
        options.target = target.systemKind
        options.warningsAreErrors = warningsAreErrors
        options.definitions = definitions.map { definition in
            let parts = definition.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "1")
        }
        let libraries = LibraryFiles(folders: [FilePath(file).removingLastComponent().string] + folders)
        let result = IDLCompiler(options: options, files: FilesOnDisk(), libraries: libraries).compile(path: file)
        for diagnostic in result.diagnostics {
            _ = try? FileDescriptor.standardError.writeAll("\(diagnostic)\n".utf8)
        }
        guard let library = result.library else { throw ExitCode.failure }
        do throws(TypeLibraryError) {
            try write(try MSFTWriter.bytes(of: library, resolver: libraries))
        } catch {
            CommandError.report(error, file: file)
            throw ExitCode.failure
        }
    }

    private func write(_ bytes: [UInt8]) throws(TypeLibraryError) {
        let path = output ?? (file.hasSuffix(".idl") ? String(file.dropLast(4)) : file) + ".tlb"
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try file.closeAfter { _ = try file.writeAll(bytes) }
        } catch {
            throw TypeLibraryError(.TYPE_E_IOERROR, "cannot be written: \(error)", file: path)
        }
    }
}

/// The files of the system, for the compiler.
private struct FilesOnDisk: FileProvider {
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
