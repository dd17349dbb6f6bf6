// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import SystemPackage
import TypeLibrary
import TypeLibraryTools

/// `latebind lint`: the published rules of interface design.
struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold a type library or IDL to the rules of interface design.",
        discussion: """
            FILE is IDL, a type library or an executable that carries one. Without options the rules that are on by default \
            are checked. The exit status is 1 if a finding is an error, 2 if the file cannot be read or compiled.
            """)

    @Argument(help: "The IDL file, the type library, or the executable that carries one.")
    var file: String?

    @Option(name: .customLong("rule"), help: "Check this rule and no other; can be given several times.")
    var rules: [String] = []

    @Option(name: .customLong("no-rule"), help: "Do not check this rule; can be given several times.")
    var withoutRules: [String] = []

    @Flag(help: "Check every rule, also those that are off by default.")
    var all = false

    @Flag(help: "List the rules: name, what it asks for, who says so.")
    var listRules = false

    @Flag(name: .customLong("Werror", withSingleDash: true), help: "Treat warnings as errors.")
    var warningsAreErrors = false

    @Option(name: [.customShort("I"), .customLong("include")], help: "A folder with libraries and IDL that FILE imports.")
    var folders: [String] = []

    func validate() throws {
        let known = Set(LintRule.all.map(\.name))
        for name in rules + withoutRules where !known.contains(name) {
            throw ValidationError("There is no rule '\(name)'; --list-rules names them.")
        }
        if file == nil, !listRules { throw ValidationError("Missing expected argument '<file>'.") }
    }

    func run() throws {
        guard let file, !listRules else { return try write(LintRule.list()) }
        guard let input = InputLibrary.open(file, folders: folders) else { throw ExitCode(InputLibrary.unreadable) }
        var findings: [Finding]
        do throws(TypeLibraryError) {
            findings = try Linter(rules: LintRule.all.filter(isChecked)).check(input.library, sources: input.sources)
        } catch {
            CommandError.report(error, file: file)
            throw ExitCode(InputLibrary.unreadable)
        }
        if warningsAreErrors {
            for index in findings.indices { findings[index].severity = .error }
        }
        try write(findings.map { finding in
            // A finding in a binary file has no line.
            (finding.source == nil ? "\(file): " : "") + "\(finding)\n"
        }.joined())
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode.failure }
    }

    private func isChecked(_ rule: LintRule) -> Bool {
        if withoutRules.contains(rule.name) { return false }
        return rules.isEmpty ? all || rule.isOnByDefault : rules.contains(rule.name)
    }

    private func write(_ text: String) throws { try FileDescriptor.standardOutput.writeAll(text.utf8) }
}
