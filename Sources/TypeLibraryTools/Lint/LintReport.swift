// SPDX-License-Identifier: Apache-2.0

extension LintRule {
    /// The rules with what they ask for and who says so, for people.
    public static func list() -> String {
        all.map { rule in
            """
            \(rule.name) (\(rule.severity.rawValue)\(rule.isOnByDefault ? "" : ", off by default"))
                \(rule.explanation)
                Source: \(rule.source)

            """
        }.joined(separator: "\n")
    }
}
