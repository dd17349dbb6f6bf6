// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AutomationTypes
import IDL
import MSFTFormat
import SystemPackage
import TypeLibrary
import TypeLibraryTools

/// `latebind dump`: what a type library says, as IDL, as an outline or as JSON.
struct Dump: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a type library.",
        discussion: """
            FILE is a type library (.tlb) or an executable that carries one (.dll, .exe, .ocx, .olb); \
            FILE\\2 picks its TYPELIB resource number 2.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        /// The same as `text`: what is made for reading compiles as well.
        case idl
        case tree
        case json
    }

    @Argument(help: "The type library, or the executable that carries it.")
    var file: String

    @Option(
        name: .long,
        help: """
            text or idl: IDL that compiles to an equal library; tree: types and members as an outline with DISPIDs, slots \
            and inheritance; json: everything that ITypeLib2 and ITypeInfo2 tell.
            """)
    var format = Format.text

    @Option(name: .shortAndLong, help: "Write to this file instead of standard output.")
    var output: String?

    @Option(name: [.customShort("I"), .customLong("include")], help: "A folder with libraries that FILE imports.")
    var folders: [String] = []

    /// Prints a library as IDL.
    typealias TextPrinter = @Sendable (TypeLibrary) throws(TypeLibraryError) -> [UInt8]

    /// What `--format text` runs.
    static let textPrinter: TextPrinter = { library throws(TypeLibraryError) in
        Array(try IDLPrinter().print(library).utf8)
    }

    func run() throws {
        do throws(TypeLibraryError) {
            let loader = LibraryFiles(folders: folders).loader
            defer { withExtendedLifetime(loader) {} }
            let library = try loader.open(file)
            switch format {
            case .json where output == nil:
                try library.writeJSONDump { (block) throws(TypeLibraryError) in try writeToStandardOutput(block) }
            case .json: try write(try library.jsonDump())
            case .text, .idl: try write(try Dump.textPrinter(library))
            case .tree: try write(Array(try Outline(library).rendered().utf8))
            }
        } catch {
            CommandError.report(error, file: file)
            throw ExitCode.failure
        }
    }

    private func writeToStandardOutput(_ block: UnsafeRawBufferPointer) throws(TypeLibraryError) {
        do {
            try FileDescriptor.standardOutput.writeAll(block)
        } catch {
            throw TypeLibraryError(.TYPE_E_IOERROR, "cannot be written: \(error)", file: "standard output")
        }
    }

    private func write(_ bytes: [UInt8]) throws(TypeLibraryError) {
        do {
            if let output {
                let file = try FileDescriptor.open(
                    FilePath(output), .writeOnly, options: [.create, .truncate],
                    permissions: [.ownerReadWrite, .groupRead, .otherRead])
                try file.closeAfter { _ = try file.writeAll(bytes) }
            } else {
                try FileDescriptor.standardOutput.writeAll(bytes)
            }
        } catch {
            throw TypeLibraryError(.TYPE_E_IOERROR, "cannot be written: \(error)", file: output ?? "standard output")
        }
    }
}

/// How the command tells an error.
enum CommandError {
    /// Writes `latebind: FILE: message` to standard error.
    static func report(_ error: TypeLibraryError, file: String) {
        var located = error
        located.file = error.file ?? file
        _ = try? FileDescriptor.standardError.writeAll("latebind: \(located)\n".utf8)
    }
}
