// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where manifests are looked for, in this order: each entry of LATEBIND_PATH (a folder or a file), the user's folder, the
/// system's folders.
public struct ManifestPath: Sendable {
    public var entries: [String]

    public init(entries: [String]) { self.entries = entries }

    /// The search path of this process.
    public static func current() -> ManifestPath {
        let environment = ProcessInfo.processInfo.environment
        var entries = (environment["LATEBIND_PATH"] ?? "").split(separator: ":").map(String.init)
        if let folder = userFolder { entries.append(folder) }
        entries += ["/usr/local/share/latebind/classes", "/usr/share/latebind/classes"]
        return ManifestPath(entries: entries)
    }

    /// The user's own folder, where registration writes; nil without a home.
    static var userFolder: String? {
        let environment = ProcessInfo.processInfo.environment
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/latebind/classes" }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.local/share/latebind/classes" }
        return nil
    }

    /// The manifest files, in search order; in a folder by name. An entry that does not exist is passed over.
    public func files() -> [String] {
        var files: [String] = []
        for entry in entries {
            if entry.hasSuffix(Manifest.fileNameSuffix) {
                if FileManager.default.fileExists(atPath: entry) { files.append(entry) }
                continue
            }
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: entry) else { continue }
            for name in names.sorted() where name.hasSuffix(Manifest.fileNameSuffix) {
                files.append(entry.hasSuffix("/") ? entry + name : entry + "/" + name)
            }
        }
        return files
    }
}
