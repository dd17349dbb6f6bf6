// SPDX-License-Identifier: Apache-2.0
//
// How the marshaler comes by type libraries: those that this process has opened, then those that manifests name.

import AutomationRuntime
import AutomationTypes
import Synchronization
import TypeLibMarshaler
import TypeLibrary

enum KnownLibraries {
    private struct WeakLibrary: Sendable {
        weak let library: TypeLibrary?
    }
    private static let marshaled = Mutex<[WeakLibrary]>([])

    /// Remembers a library whose types are marshaled: they may be unmarshaled in this process.
    static func remember(_ library: TypeLibrary) {
        marshaled.withLock { known in
            if known.contains(where: { $0.library === library }) { return }
            known.removeAll { $0.library == nil }
            known.append(WeakLibrary(library: library))
        }
    }

    /// A library with this identity.
    /// - Throws: TYPE_E_LIBNOTREGISTERED
    static func library(_ guid: GUID, _ version: Version, lcid: UInt32) throws(COMError) -> TypeLibrary {
        let known = marshaled.withLock { known in
            known.lazy.compactMap(\.library).first { library in
                let attributes = library.attributes
                return attributes.guid == guid && attributes.version == version && attributes.lcid == lcid
            }
        }
        if let known { return known }
        do throws(COMError) {
            return try open(TypeLibraryStore.find(guid, version, lcid: lcid).path)
        } catch {
            guard error.hresult == .TYPE_E_LIBNOTREGISTERED, let found = ofClasses(guid, version, lcid: lcid) else { throw error }
            return found
        }
    }

    /// The library among those that manifests name for their classes.
    private static func ofClasses(_ guid: GUID, _ version: Version, lcid: UInt32) -> TypeLibrary? {
        for file in ManifestPath.current().files() {
            guard let manifest = try? ManifestCache.manifest(file) else { continue }
            for path in Set(manifest.classes.compactMap(\.typeLibrary)).sorted() {
                guard let library = try? open(path) else { continue }
                let attributes = library.attributes
                if attributes.guid == guid, attributes.version == version, attributes.lcid == lcid { return library }
            }
        }
        return nil
    }

    private static func open(_ path: String) throws(COMError) -> TypeLibrary {
        do throws(TypeLibraryError) {
            return try TypeLibraries.open(path)
        } catch {
            throw COMError(error)
        }
    }

    private static let searched = Mutex<Set<String>>([])

    /// Opens the libraries that manifests name, one after the other, until one describes the interface. What was opened stays known.
    static func find(_ iid: GUID) -> TypeInfo? {
        var paths: [String] = []
        for file in ManifestPath.current().files() {
            // A manifest that is not valid is told of when a class is looked for; here it only describes nothing.
            guard let manifest = try? ManifestCache.manifest(file) else { continue }
            paths += manifest.classes.compactMap(\.typeLibrary) + manifest.typeLibraries.map(\.path)
        }
        for path in paths where searched.withLock({ $0.insert(path).inserted }) {
            guard let library = try? open(path) else { continue }
            InterfaceTypes.add(library)
            if let found = try? library.typeInfo(of: iid) { return found }
        }
        return nil
    }
}
