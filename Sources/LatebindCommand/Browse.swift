// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AutomationTypes
import MSFTFormat
import ObjectBrowser
import SystemPackage
import TypeLibrary

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `latebind browse`: type libraries as a static site.
struct Browse: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an HTML object browser of type libraries.",
        discussion: """
            The folder DIR then holds index.html and a page for every type. It opens from disk: no server, no network. \
            Types of one library link to those of the others that are given. FILE is a type library or an executable; \
            of an executable with several libraries all are shown, unless FILE\\2 picks one.
            """)

    @Argument(help: "The type libraries, or executables that carry them.")
    var files: [String]

    @Option(name: .shortAndLong, help: "The folder to write; it is made if it does not exist.")
    var output: String

    @Option(name: [.customShort("I"), .customLong("include")], help: "A folder with libraries that the files import.")
    var folders: [String] = []

    func run() throws {
        do throws(TypeLibraryError) {
            let loader = LibraryFiles(folders: folders).loader
            // What the loader has opened is shared for as long as it lives.
            defer { withExtendedLifetime(loader) {} }
            var libraries: [BrowsedLibrary] = []
            for file in files { libraries += try self.libraries(in: file, loader) }
            var made: Set<String> = []
            try ObjectBrowser(libraries).write { path, bytes throws(TypeLibraryError) in
                try write(bytes, to: FilePath(output).appending(path), &made)
            }
        } catch {
            CommandError.report(error, file: output)
            throw ExitCode.failure
        }
    }

    /// The library in a file, or all of them.
    private func libraries(in file: String, _ loader: TypeLibraryLoader) throws(TypeLibraryError) -> [BrowsedLibrary] {
        let name = FilePath(file).lastComponent?.string ?? file
        // A file that picks a resource by its number is none that exists by that name.
        let numbers = (try? TypeLibraryFile.resourceNumbers(path: file)) ?? []
        guard numbers.count > 1 else { return [BrowsedLibrary(try loader.open(file), fileName: name)] }
        var libraries: [BrowsedLibrary] = []
        for number in numbers {
            libraries.append(BrowsedLibrary(try loader.open("\(file)\\\(number)"), fileName: "\(name)\\\(number)"))
        }
        return libraries
    }

    private func write(_ bytes: [UInt8], to path: FilePath, _ made: inout Set<String>) throws(TypeLibraryError) {
        do {
            let folder = path.removingLastComponent()
            if made.insert(folder.string).inserted { try makeFolders(folder) }
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try file.closeAfter { _ = try file.writeAll(bytes) }
        } catch {
            throw TypeLibraryError(.TYPE_E_IOERROR, "cannot be written: \(error)", file: path.string)
        }
    }

    /// Makes a folder and those that it is in.
    private func makeFolders(_ folder: FilePath) throws {
        guard !folder.isEmpty, mkdir(folder.string, 0o777) != 0 else { return }
        if errno == ENOENT {
            try makeFolders(folder.removingLastComponent())
            if mkdir(folder.string, 0o777) == 0 { return }
        }
        if errno != EEXIST { throw Errno(rawValue: errno) }
    }
}
