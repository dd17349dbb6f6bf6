// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import IDL
import MSFTFormat
import TestSupport
import Testing
import TypeLibrary

/// The n-th GUID of these tests.
func guid(_ n: UInt8) -> GUID {
    let digits = String(n, radix: 16)
    return GUID("6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a" + String(repeating: "0", count: 4 - digits.count) + digits) ?? .zero
}

/// A builder for the library that `idl` wraps around a text.
func sample(_ system: SystemKind = .win64) -> TypeLibraryBuilder {
    TypeLibraryBuilder(
        LibraryAttributes(name: "Sample", guid: guid(1), version: Version(1, 2), systemKind: system))
}

/// What `body` compiles to in a library that imports stdole2.
func compiled(_ body: String, _ system: SystemKind = .win64) throws -> LibraryDefinition {
    let text = "[uuid(\(guid(1))), version(1.2)] library Sample { importlib(\"stdole2.tlb\");\n\(body)\n};"
    return try compiled(text: text, system)
}

func compiled(text: String, _ system: SystemKind = .win64) throws -> LibraryDefinition {
    var options = IDLCompiler.Options()
    options.target = system
    let result = IDLCompiler(options: options, files: InMemoryFiles([:])).compile(text: text, path: "sample.idl")
    guard let library = result.library else { throw Failure(result.diagnostics.map { "\($0)" }.joined(separator: "\n")) }
    return library
}

/// The lines of the dump of the library that is read from what the writer makes of a definition.
func dump(_ definition: LibraryDefinition) throws -> [Substring] {
    let storage = try TypeLibraryFile.storage(of: MSFTWriter.bytes(of: definition))
    let bytes = try TypeLibrary(storage: storage).jsonDump()
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
}

/// The two libraries are written, read and dumped; every line is the same.
func expectSame(
    _ built: LibraryDefinition, _ expected: LibraryDefinition, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let (a, b) = (try dump(built), try dump(expected))
    for (index, (line, wanted)) in zip(a, b).enumerated() where line != wanted {
        Issue.record("line \(index + 1) is \(line), not \(wanted)", sourceLocation: sourceLocation)
        break
    }
    #expect(a.count == b.count, sourceLocation: sourceLocation)
    #expect(
        try MSFTWriter.bytes(of: built) == MSFTWriter.bytes(of: expected), "the files are the same too",
        sourceLocation: sourceLocation)
}
