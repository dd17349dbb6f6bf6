// SPDX-License-Identifier: Apache-2.0

import IDL
import MSFTFormat
import TestSupport
import Testing
import TypeLibrary

/// A library's IDL text compiles back to an equal library.
@Suite struct RoundTripTests {
    @Test func all51LibrariesAreListed() { #expect(RealWorld.libraries.count == 51) }

    @Test(arguments: RealWorld.libraries) func theTextCompilesToAnEqualLibrary(name: String) throws {
        _ = try WineLibraries.path(String(name.prefix { $0 != "\\" }))
        try RoundTrip.check(RealWorld.installed.loader.open(WineLibraries.folder + "/" + name))
    }

    /// What we write ourselves holds more: what a library has no room for is kept as custom data.
    @Test(arguments: WidlTests.unreadable.sorted() + ["bits.idl", "mmc.idl", "sapi.idl", "uianimation.idl"])
    func theTextOfWhatWeWriteCompilesToAnEqualLibrary(name: String) throws {
        let bytes = try #require(try RealWorld.compile(RealWorld.idlFolder + "/" + name).bytes)
        try RoundTrip.check(RealWorld.library(bytes))
    }
}

enum RoundTrip {
    /// - Parameter known: names the list of differences that are expected; without it there is none.
    static func check(_ library: TypeLibrary, known: String? = nil) throws {
        let text = try IDLPrinter().print(library)
        var options = IDLCompiler.Options()
        options.target = library.attributes.systemKind
        let files = InMemoryFiles(["printed.idl": text])
        let result = IDLCompiler(options: options, files: files, libraries: RealWorld.installed).compile(path: "printed.idl")
        guard let made = result.library else {
            Issue.record("\(library.name): \(result.diagnostics.prefix(5).map { "\($0)" }.joined(separator: "\n"))")
            return
        }
        let bytes = try MSFTWriter.bytes(of: made, resolver: RealWorld.installed.loader)
        let again = try RealWorld.library(bytes, path: library.path ?? "library.tlb")
        let found = try RealWorld.differences(RealWorld.dump(library), RealWorld.dump(again), "--strict")
        if let known { return try KnownDifferences(name: known).check(found) }
        #expect(found.isEmpty, "\(library.name): \(found.prefix(10).joined(separator: "\n"))")
    }
}
