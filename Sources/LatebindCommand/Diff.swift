// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import SystemPackage
import TypeLibrary
import TypeLibraryTools

/// `latebind diff`: what changed between two versions of a library, and what of it breaks the contract.
struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare two versions of a type library.",
        discussion: """
            OLD and NEW are type libraries, executables that carry one, or IDL files. An interface is immutable once it is \
            published: a change under the same IID is breaking. The exit status is 1 if a change is breaking, 0 if none is, \
            and 2 if a file cannot be read.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Argument(help: "The published library.")
    var old: String

    @Argument(help: "The library that is to replace it.")
    var new: String

    @Option(help: "text: grouped by type; json: one object for each change, with its reason.")
    var format = Format.text

    @Option(name: [.customShort("I"), .customLong("include")], help: "A folder with libraries and IDL that the two import.")
    var folders: [String] = []

    func run() throws {
        guard let before = InputLibrary.open(old, folders: folders), let after = InputLibrary.open(new, folders: folders) else {
            throw ExitCode(InputLibrary.unreadable)
        }
        let comparison: Comparison
        do throws(TypeLibraryError) {
            comparison = try Comparison(old: before.library, new: after.library)
        } catch {
            CommandError.report(error, file: "\(old), \(new)")
            throw ExitCode(InputLibrary.unreadable)
        }
        try FileDescriptor.standardOutput.writeAll(format == .json ? comparison.json() : Array(comparison.text().utf8))
        if comparison.isBreaking { throw ExitCode.failure }
    }
}
