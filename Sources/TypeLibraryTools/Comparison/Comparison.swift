// SPDX-License-Identifier: Apache-2.0

public import TypeLibrary

/// What changed between two versions of a library, and which changes break the contract with the programs that were built
/// against the old one.
///
///     let comparison = try Comparison(old: published, new: candidate)
///     if comparison.isBreaking { print(comparison.text()) }
///
/// An interface is immutable once it is published: under the same IID nothing may be added, removed or changed. Types are
/// matched by GUID, and those without a partner then by name.
public struct Comparison: Sendable {
    /// How a report calls a library.
    public struct Side: Sendable {
        public var name: String
        public var attributes: LibraryAttributes
        public var path: String?
    }

    public let old: Side
    public let new: Side
    /// Changes of the library itself.
    public let library: [Change]
    /// The types that changed: those of the old library in its order, then those that were added.
    public let types: [TypeChanges]

    /// Compares two libraries.
    /// - Throws: TYPE_E_INVDATAREAD if a type of either cannot be read.
    public init(old: TypeLibrary, new: TypeLibrary) throws(TypeLibraryError) {
        var comparer = try LibraryComparer(old: old, new: new)
        comparer.compare()
        self.old = Side(name: old.name, attributes: old.attributes, path: old.path)
        self.new = Side(name: new.name, attributes: new.attributes, path: new.path)
        library = comparer.libraryChanges
        types = comparer.typeChanges
    }

    /// Every change, those of the library first.
    public var changes: [Change] { library + types.flatMap(\.changes) }

    public var isBreaking: Bool { changes.contains { $0.severity == .breaking } }

    public func count(_ severity: Change.Severity) -> Int { changes.count { $0.severity == severity } }
}
