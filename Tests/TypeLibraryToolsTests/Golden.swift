// SPDX-License-Identifier: Apache-2.0

import Foundation
import IDL
import Testing
import TypeLibrary

/// Folders of data: each case is a folder with its input and what is expected of it.
///
/// A new case is a new folder with an input; `LATEBIND_REWRITE_GOLDENS=1 swift test --filter TypeLibraryToolsTests` writes the
/// expected text, which is then to be read.
struct GoldenFolder {
    private let url: URL

    init(_ name: String) {
        url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(name)
    }

    var cases: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    func text(_ name: String, _ file: String) throws -> String {
        try String(contentsOf: url.appendingPathComponent(name).appendingPathComponent(file), encoding: .utf8)
    }

    /// The library that `file` of a case compiles to, with the places of its declarations.
    func compile(_ name: String, _ file: String) throws -> IDLCompiler.Result {
        var options = IDLCompiler.Options()
        options.recordsSources = true
        let result = IDLCompiler(options: options, files: InMemoryFiles()).compile(text: try text(name, file), path: file)
        try #require(result.library != nil, "\(name)/\(file): \(result.diagnostics.map(\.description))")
        return result
    }

    func library(_ name: String, _ file: String) throws -> TypeLibrary {
        TypeLibrary(try #require(try compile(name, file).library), resolver: BuiltInLibraries())
    }

    /// Compares with expected.txt, or writes it.
    func check(_ found: String, _ name: String) throws {
        if ProcessInfo.processInfo.environment["LATEBIND_REWRITE_GOLDENS"] != nil {
            let golden = url.appendingPathComponent(name).appendingPathComponent("expected.txt")
            try found.write(to: golden, atomically: true, encoding: .utf8)
        } else {
            #expect(try found == text(name, "expected.txt"))
        }
    }
}

/// The libraries that the compiler brings along.
struct BuiltInLibraries: TypeLibraryResolver {
    func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
        guard let library = StandardLibraries.library(named: reference.fileName) else {
            return try NoImports().library(for: reference, importer: importer)
        }
        return library
    }
}
