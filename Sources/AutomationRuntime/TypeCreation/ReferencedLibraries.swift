// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization
import TypeLibrary

/// The libraries whose types a library under construction refers to: those that AddRefTypeInfo met, and any other that the
/// loader finds.
final class ReferencedLibraries: TypeLibraryResolver {
    private struct Entry: Sendable {
        /// A library that is complete.
        var library: TypeLibrary?
        /// One that is itself being made. Not held: two may refer to each other.
        weak var object: CreatedTypeLibObject?
    }
    private let entries = Mutex<[ImportedLibrary: Entry]>([:])
    private let fallback: any TypeLibraryResolver

    init(fallback: any TypeLibraryResolver) { self.fallback = fallback }

    var all: [ImportedLibrary] { entries.withLock { $0.keys.sorted { $0.fileName < $1.fileName } } }

    func add(_ reference: ImportedLibrary, _ object: TypeLibObject) {
        let made = object as? CreatedTypeLibObject
        entries.withLock { $0[reference] = Entry(library: made == nil ? object.library : nil, object: made) }
    }

    /// A library as its objects show it.
    func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
        let entry = entries.withLock { $0[reference] }
        if let known = entry?.library ?? entry?.object?.library { return known }
        return try fallback.library(for: reference, importer: importer)
    }

    /// The same, but libraries under construction without a layout.
    struct AsDescribed: TypeLibraryResolver {
        private let libraries: ReferencedLibraries

        init(_ libraries: ReferencedLibraries) { self.libraries = libraries }

        func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
            if let made = libraries.entries.withLock({ $0[reference]?.object }) { return made.construction.asDescribed }
            return try libraries.library(for: reference, importer: importer)
        }
    }
}
