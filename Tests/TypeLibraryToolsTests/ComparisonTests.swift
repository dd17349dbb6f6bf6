// SPDX-License-Identifier: Apache-2.0

import Testing
import TypeLibrary
import TypeLibraryTools

@Suite struct ComparisonTests {
    static let folder = GoldenFolder("Diff")

    @Test(arguments: folder.cases) func changes(name: String) throws {
        let comparison = try Comparison(
            old: Self.folder.library(name, "old.idl"), new: Self.folder.library(name, "new.idl"))
        try Self.folder.check(comparison.text(), name)
        // Every report can be read by programs too, and tells the same.
        #expect(comparison.json().count > 2 * comparison.changes.count)
    }

    @Test(arguments: folder.cases) func aLibraryDoesNotDifferFromItself(name: String) throws {
        for file in ["old.idl", "new.idl"] {
            let library = try Self.folder.library(name, file)
            #expect(try Comparison(old: library, new: library).changes.isEmpty)
        }
    }

    @Test func everyRuleHasAReason() {
        for rule in ChangeRule.allCases { #expect(!rule.explanation.isEmpty) }
    }
}
