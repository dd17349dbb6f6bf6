// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import TypeLibraryTools

/// Each folder in Lint is named after a rule and holds what that rule finds; `clean` is held to all that are on by default.
@Suite struct LintTests {
    static let folder = GoldenFolder("Lint")

    @Test(arguments: folder.cases) func findings(name: String) throws {
        let compiled = try Self.folder.compile(name, "input.idl")
        let rule = LintRule.all.first { $0.name == name }
        let library = TypeLibrary(try #require(compiled.library), resolver: BuiltInLibraries())
        let linter = rule.map { Linter(rules: [$0]) } ?? Linter()
        let found = try linter.check(library, sources: compiled.sources)
        try Self.folder.check(found.map { "\($0)\n" }.joined(), name)
        #expect(found.isEmpty == (name == "clean"))
    }

    @Test func everyRuleHasACase() {
        let cases = Set(Self.folder.cases).union(BrokenLibraries.all.map(\.rule))
        #expect(cases.subtracting(["clean"]) == Set(LintRule.all.map(\.name)))
    }

    @Test func rulesAreNamedOnceAndExplained() {
        #expect(Set(LintRule.all.map(\.name)).count == LintRule.all.count)
        for rule in LintRule.all { #expect(rule.explanation.hasSuffix(".") && !rule.source.isEmpty, "\(rule.name)") }
        #expect(LintRule.list().contains("hresult-return (warning)\n"))
    }

    @Test(arguments: BrokenLibraries.all) func findsWhatOnlyAFileCanHold(_ broken: BrokenLibrary) throws {
        let rule = try #require(LintRule.all.first { $0.name == broken.rule })
        let found = try Linter(rules: [rule]).check(TypeLibrary(broken.definition, resolver: BuiltInLibraries()))
        #expect(found.map { "\($0.place): \($0.message)" } == broken.findings)
    }

    @Test func findingsStandInTheOrderOfTheLibrary() throws {
        let compiled = try Self.folder.compile("property-type", "input.idl")
        let found = try Linter(rules: LintRule.all).check(
            TypeLibrary(try #require(compiled.library), resolver: BuiltInLibraries()), sources: compiled.sources)
        let lines = found.compactMap(\.source?.line)
        #expect(lines == lines.sorted())
    }
}
