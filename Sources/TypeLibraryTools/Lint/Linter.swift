// SPDX-License-Identifier: Apache-2.0

public import TypeLibrary

/// Holds a library to the published rules of interface design.
///
///     let findings = try Linter().check(library)
public struct Linter: Sendable {
    /// What is checked.
    public var rules: [LintRule]

    /// Checks the rules that are on by default.
    public init() { rules = LintRule.all.filter(\.isOnByDefault) }

    /// Checks `rules`.
    public init(rules: [LintRule]) { self.rules = rules }

    /// What breaks a rule, in the order of the library.
    ///
    /// - Parameter sources: where the declarations stand in the text that the library was compiled from. Some rules are about
    ///   attributes that a library does not keep and need it.
    /// - Throws: TYPE_E_INVDATAREAD if a type cannot be read.
    public func check(
        _ library: TypeLibrary, sources: [DeclarationPath: DeclarationSource] = [:]
    ) throws(TypeLibraryError) -> [Finding] {
        let subject = try LintLibrary(library, sources: sources)
        var found: [Finding] = []
        for rule in rules {
            let reporter = Reporter(rule: rule, library: subject)
            run(rule.check, on: subject, reporter)
            found += reporter.findings
        }
        let order = found.indices.sorted { a, b in
            let (left, right) = (found[a].path.order, found[b].path.order)
            return left == right ? a < b : left.lexicographicallyPrecedes(right)
        }
        return order.map { found[$0] }
    }

    private func run(_ check: LintRule.Check, on library: LintLibrary, _ reporter: Reporter) {
        switch check {
        case .library(let check): check(library, reporter)
        case .type(let check): for type in library.types { check(type, reporter) }
        case .function(let check):
            for type in library.types { for function in type.functions { check(function, reporter) } }
        case .parameter(let check):
            for type in library.types {
                for function in type.functions { for parameter in function.parameters { check(parameter, reporter) } }
            }
        }
    }
}

/// Collects what one rule finds.
final class Reporter {
    private let rule: LintRule
    private let library: LintLibrary
    fileprivate private(set) var findings: [Finding] = []

    init(rule: LintRule, library: LintLibrary) {
        self.rule = rule
        self.library = library
    }

    func report(_ message: String, at path: DeclarationPath) {
        findings.append(
            Finding(
                severity: rule.severity, rule: rule.name, path: path, place: library.place(of: path), message: message,
                source: library.source(of: path)))
    }
}

extension DeclarationPath {
    /// Library, types, members and parameters as they stand in the library.
    fileprivate var order: [Int] {
        let member =
            switch member {
            case nil: [-1, -1]
            case .implementedType(let index): [0, index]
            case .function(let index): [1, index]
            case .variable(let index): [2, index]
            }
        return [type ?? -1] + member + [parameter ?? -1]
    }
}
