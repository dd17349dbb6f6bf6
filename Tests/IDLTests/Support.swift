// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Foundation
import TypeLibrary

@testable import IDL

/// Files of this repository that tests read.
enum Repository {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let root = tests.deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}

/// Compiles `text` with other files of a program in memory.
func compile(
    _ text: String, files: [String: String] = [:], options: IDLCompiler.Options = IDLCompiler.Options()
) -> IDLCompiler.Result {
    IDLCompiler(options: options, files: InMemoryFiles(files)).compile(text: text, path: "input.idl")
}

/// A library block around `body`, with stdole2 imported.
func library(_ body: String) -> String {
    """
    [uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1001), version(1.2)]
    library Sample
    {
        importlib("stdole2.tlb");
    \(body)
    };
    """
}

/// The type of that name in what `text` compiles to.
func type(_ name: String, in text: String) throws -> TypeDefinition {
    let result = compile(text)
    let library = try Require.value(result.library, "does not compile: \(result.diagnostics.map(\.description))")
    return try Require.value(library.types.first { $0.name == name }, "no type \(name)")
}

enum Require {
    struct Missing: Error, CustomStringConvertible { let description: String }

    static func value<Value>(_ value: Value?, _ message: String) throws -> Value {
        guard let value else { throw Missing(description: message) }
        return value
    }
}

/// The tokens of `text` after preprocessing, and what was reported.
func preprocess(_ text: String, files: [String: String] = [:]) -> (tokens: [String], messages: [String]) {
    let sink = DiagnosticSink(sources: SourceMap(), errorLimit: 100)
    let preprocessor = Preprocessor(
        path: "input.idl", bytes: Array(text.utf8), finder: FileFinder(provider: InMemoryFiles(files), searchPath: ["include"]), sink: sink, definitions: [],
        tokenLimit: 50_000)
    var tokens: [String] = []
    while true {
        let token = preprocessor.next()
        if token.kind == .endOfFile { break }
        tokens.append(sink.sources.names.spelling(of: token))
    }
    return (tokens, sink.diagnostics.map(\.message))
}
