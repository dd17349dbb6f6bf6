// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Every IDL file of libwine-dev, as it stands: `expected.txt` has a line for each, with `ok` or the number of errors and the
/// first error. `LATEBIND_REWRITE_GOLDENS=1 swift test --filter RealWorldTests` writes it, to be read before it is committed.
///
/// Most files have no library, so that this is their one error. The others with errors are parts of a file that includes them,
/// Windows Runtime IDL, or files that widl makes no library of either.
@Suite struct CompilationTests {
    private static let goldens = RealWorld.data + "/expected.txt"
    private static let expected: [Substring: Substring] = {
        let lines = ((try? readFile(goldens)) ?? "").split(separator: "\n")
        return Dictionary(lines.map { line in
            let name = line.prefix { $0 != " " }
            return (name, line.dropFirst(name.count + 1))
        }) { $1 }
    }()

    @Test func thePackagesAreInstalled() throws {
        try #require(
            RealWorld.idlFiles.count > 300,
            "\(RealWorld.idlFolder) has no IDL: `make test` installs Debian's package libwine-dev, which holds it")
        #expect(RealWorld.libraryFiles.count == 51)
        #expect(throws: Never.self) { try WineLibraries.path("stdole2.tlb") }
        #expect(
            throws: Never.self, "`make test` installs Debian's package mingw-w64-tools, which holds \(RealWorld.widl)"
        ) { try runProgram([RealWorld.widl, "-V"]) }
    }

    @Test(.enabled(if: !RealWorld.isRewriting), arguments: RealWorld.idlFiles)
    func compilesAsExpected(name: String) throws {
        let found = try RealWorld.compile(RealWorld.idlFolder + "/" + name).summary
        #expect(found == CompilationTests.expected[name[...]].map(String.init))
    }

    @Test(.enabled(if: RealWorld.isRewriting)) func rewrite() throws {
        let lines = try RealWorld.idlFiles.map { name in
            "\(name) \(try RealWorld.compile(RealWorld.idlFolder + "/" + name).summary)\n"
        }
        try writeFile(CompilationTests.goldens, lines.joined())
    }
}
