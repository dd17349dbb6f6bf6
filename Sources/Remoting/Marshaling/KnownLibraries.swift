// SPDX-License-Identifier: Apache-2.0
//
// How the marshaler comes by type libraries: those that this process has opened, then those that manifests name.

import AutomationRuntime
import AutomationTypes
import Synchronization
public import TypeLibrary

public enum KnownLibraries {
    /// Opens a library file: set by the layer that has the loader.
    public typealias Open = @Sendable (_ path: String) throws(TypeLibraryError) -> TypeLibrary
    private static let opener = Mutex<Open?>(nil)

    /// Says how library files are opened, and lets the marshaler look for interfaces in those that manifests name.
    public static func setOpener(_ open: @escaping Open) {
        opener.withLock { $0 = open }
        InterfaceTypes.setResolver { iid in find(iid) }
    }

    /// A library with this identity.
    /// - Throws: TYPE_E_LIBNOTREGISTERED
    static func library(_ guid: GUID, _ version: Version, lcid: UInt32) throws(COMError) -> TypeLibrary {
        if let known = InterfaceTypes.library(guid, version, lcid: lcid) { return known }
        return try open(TypeLibraryStore.find(guid, version, lcid: lcid).path)
    }

    private static func open(_ path: String) throws(COMError) -> TypeLibrary {
        guard let open = opener.withLock({ $0 }) else {
            throw COMError(.TYPE_E_CANTLOADLIBRARY, "\(path): this process has no loader for type libraries")
        }
        do throws(TypeLibraryError) {
            return try open(path)
        } catch {
            throw COMError(error)
        }
    }

    private static let searched = Mutex<Set<String>>([])

    /// Opens the libraries that manifests name, one after the other, until one describes the interface. What was opened stays known.
    private static func find(_ iid: GUID) -> TypeInfo? {
        var paths: [String] = []
        for file in ManifestPath.current().files() {
            // A manifest that is not valid is told of when a class is looked for; here it only describes nothing.
            guard let manifest = try? Manifest(path: file) else { continue }
            paths += manifest.classes.compactMap(\.typeLibrary) + manifest.typeLibraries.map(\.path)
        }
        for path in paths where searched.withLock({ $0.insert(path).inserted }) {
            guard let library = try? open(path) else { continue }
            InterfaceTypes.add(library)
            if let found = InterfaceTypes.known(iid) { return found }
        }
        return nil
    }
}
