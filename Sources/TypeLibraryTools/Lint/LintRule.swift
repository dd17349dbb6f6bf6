// SPDX-License-Identifier: Apache-2.0

/// A rule of interface design: a name to switch it by, why it is there, who says so, and the check.
public struct LintRule: Sendable {
    /// What a rule looks at, one at a time.
    enum Check: Sendable {
        case library(@Sendable (LintLibrary, Reporter) -> Void)
        case type(@Sendable (LintType, Reporter) -> Void)
        case function(@Sendable (LintFunction, Reporter) -> Void)
        case parameter(@Sendable (LintParameter, Reporter) -> Void)
    }

    /// In kebab case: `hresult-return`.
    public let name: String
    public let severity: Finding.Severity
    /// Whether the rule is checked unless it is switched off.
    public let isOnByDefault: Bool
    /// What the rule asks for, and why.
    public let explanation: String
    /// Where the rule is published.
    public let source: String
    let check: Check

    init(
        _ name: String, _ severity: Finding.Severity, isOnByDefault: Bool = true, _ explanation: String, source: String,
        _ check: Check
    ) {
        self.name = name
        self.severity = severity
        self.isOnByDefault = isOnByDefault
        self.explanation = explanation
        self.source = source
        self.check = check
    }

    /// Every rule, by subject.
    public static let all: [LintRule] =
        libraryRules + interfaceRules + dispatchRules + functionRules + propertyRules + parameterRules + remotingRules
        + dataRules + coclassRules
}

/// The publications that rules come from.
enum Published {
    static let design = "Microsoft, COM: Interface Design Rules"
    static let automation = "[MS-OAUT] 2.2.49, Automation compatibility"
    static let dispids = "Microsoft, Automation: Standard DISPIDs"
    static let naming = "Microsoft, COM: Anatomy of an IDL File; Automation: Naming Conventions"
    static let midl = "Microsoft, MIDL Language Reference"
    static let libraries = "Microsoft, Automation: Type Libraries and the Object Description Language"
    static let remoting = "Microsoft, RPC: IDL Techniques for Better Interface and Method Design"
    static let errors = "Microsoft, COM: Codes in FACILITY_ITF"
    static let classes = "Microsoft, MIDL Language Reference: coclass"
    static let practice = "established practice; not published as a rule"
}
