// SPDX-License-Identifier: Apache-2.0

public import TypeLibrary

/// A place in a library that breaks a rule of interface design.
public struct Finding: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// Something does not work: for some client, on the wire or in a tool.
        case error
        /// Something works and will be regretted.
        case warning
    }

    public var severity: Severity
    /// The rule's name.
    public var rule: String
    public var path: DeclarationPath
    /// `ICounter.Reset.start`
    public var place: Place
    /// What is wrong, in one sentence without a full stop.
    public var message: String
    /// Where that stands in the text, if the library was compiled from text.
    public var source: DeclarationSource?
}

extension Finding: CustomStringConvertible {
    /// `file.idl:12:5: warning: ICounter.Reset: returns void, not HRESULT [hresult-return]`, as compilers report.
    public var description: String {
        let location = source.map { "\(printable($0.file)):\($0.line):\($0.column): " } ?? ""
        return "\(location)\(severity.rawValue): \(place): \(printable(message)) [\(rule)]"
    }
}
