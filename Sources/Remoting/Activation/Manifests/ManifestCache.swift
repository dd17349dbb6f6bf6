// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import Synchronization

/// Manifests that were read, for as long as their files do not change.
enum ManifestCache {
    private struct Entry: Sendable {
        var identity: SmallFile.Identity
        var manifest: Manifest
    }
    private static let entries = Mutex<[String: Entry]>([:])
    private static let mostEntries = 4096

    /// - Throws: as `Manifest.init`.
    static func manifest(_ path: String) throws(COMError) -> Manifest {
        let identity = SmallFile.identity(path)
        if let identity, let known = entries.withLock({ $0[path] }), known.identity == identity { return known.manifest }
        let manifest = try Manifest(path: path)
        // The file may have been replaced while it was read: its state before counts.
        if let identity {
            entries.withLock { entries in
                if entries.count >= mostEntries { entries = [:] }
                entries[path] = Entry(identity: identity, manifest: manifest)
            }
        }
        return manifest
    }
}
