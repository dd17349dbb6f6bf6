// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import IDL

/// Each folder in Diagnostics holds an `input.idl`, and in `expected.txt` what the compiler says about it.
///
/// A new case is a new folder with an input; `LATEBIND_REWRITE_GOLDENS=1 swift test --filter DiagnosticGoldenTests` writes the
/// expected text, which is then to be read.
@Suite struct DiagnosticGoldenTests {
    static let folder = Repository.tests.appendingPathComponent("Diagnostics")
    static let cases: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()

    @Test(arguments: cases) func diagnostics(name: String) throws {
        let folder = Self.folder.appendingPathComponent(name)
        let input = try String(contentsOf: folder.appendingPathComponent("input.idl"), encoding: .utf8)
        let found = compile(input).diagnostics.map { "\($0)\n" }.joined()
        let golden = folder.appendingPathComponent("expected.txt")
        if ProcessInfo.processInfo.environment["LATEBIND_REWRITE_GOLDENS"] != nil {
            try found.write(to: golden, atomically: true, encoding: .utf8)
        } else {
            #expect(try found == String(contentsOf: golden, encoding: .utf8))
        }
        #expect(!found.isEmpty)
    }
}
