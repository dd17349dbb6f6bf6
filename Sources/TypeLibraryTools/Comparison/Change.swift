// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes

/// One difference between two versions of a library.
public struct Change: Hashable, Sendable {
    /// What a change means for programs that were built against the old version.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// Some of them stop working, or work wrongly.
        case breaking
        /// They keep working; something about the release, or about building them anew, wants attention.
        case warning
        /// They keep working.
        case compatible
        /// Only readers notice.
        case documentation
    }

    public var severity: Severity
    public var rule: ChangeRule
    public var place: Place
    /// nil for something that was added.
    public var old: String?
    /// nil for something that was removed.
    public var new: String?
    /// What to do instead.
    public var advice: String?
}

/// Where in a library a change is: the library itself, a type, a member or a parameter.
public struct Place: Hashable, Sendable, CustomStringConvertible {
    public var type: String?
    public var member: String?
    public var parameter: String?

    public init(type: String? = nil, member: String? = nil, parameter: String? = nil) {
        self.type = type
        self.member = member
        self.parameter = parameter
    }

    /// `ICounter.Reset.start`; `library` for the library itself.
    public var description: String {
        let parts = [type, member, parameter].compactMap { $0 }
        return parts.isEmpty ? "library" : parts.map(printable).joined(separator: ".")
    }
}

/// The changes of one type.
public struct TypeChanges: Sendable {
    public var name: String
    /// The word that declares such a type: `interface`, `coclass` …
    public var keyword: String
    /// Zero for a type without a GUID.
    public var guid: GUID
    public var changes: [Change]
}
