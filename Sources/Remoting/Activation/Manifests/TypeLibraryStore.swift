// SPDX-License-Identifier: Apache-2.0
//
// Registered type libraries: entries of manifests instead of a registry's keys (DESIGN.md, decision 7).

public import AutomationRuntime
public import AutomationTypes
public import TypeLibrary

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A library that a manifest names:
///
///     { "typeLibraries": [ { "guid": "{00020430-0000-0000-C000-000000000046}", "version": "2.0", "lcid": 0,
///                            "path": "stdole2.tlb" } ] }
public struct RegisteredTypeLibrary: Hashable, Sendable {
    public var guid: GUID
    public var version: Version
    public var lcid: UInt32
    /// Absolute.
    public var path: String
    /// The manifest.
    public var manifest: String

    public init(guid: GUID, version: Version, lcid: UInt32, path: String, manifest: String = "") {
        self.guid = guid
        self.version = version
        self.lcid = lcid
        self.path = path
        self.manifest = manifest
    }

    struct Entry: Codable {
        var guid: String
        var version: String
        var lcid: UInt32?
        var path: String
    }

    init?(_ entry: Entry, manifest: String) {
        let numbers = entry.version.split(separator: ".").compactMap { UInt16($0) }
        guard let guid = GUID(entry.guid), numbers.count == 2 else { return nil }
        self.init(
            guid: guid, version: Version(numbers[0], numbers[1]), lcid: entry.lcid ?? 0, path: entry.path,
            manifest: manifest)
    }

    fileprivate var entry: Entry {
        Entry(guid: guid.description, version: "\(version.major).\(version.minor)", lcid: lcid, path: path)
    }
}

/// The registered type libraries of the user and of the system.
public enum TypeLibraryStore {
    /// The library that LoadRegTypeLib means: this major version and the highest minor version that is not below the one
    /// asked for, in the language, or else in none. 0xFFFF twice asks for the highest version.
    /// - Throws: TYPE_E_LIBNOTREGISTERED; E_INVALIDARG for a manifest that is not valid.
    public static func find(_ guid: GUID, _ version: Version, lcid: UInt32) throws(COMError) -> RegisteredTypeLibrary {
        let any = version.major == 0xFFFF && version.minor == 0xFFFF
        var best: RegisteredTypeLibrary?
        for library in try all() where library.guid == guid {
            let found = library.version
            guard any || (found.major == version.major && found.minor >= version.minor) else { continue }
            guard let rank = languageRank(of: library.lcid, for: lcid) else { continue }
            if let known = best {
                let order = (languageRank(of: known.lcid, for: lcid) ?? 0, known.version.major, known.version.minor)
                guard order < (rank, found.major, found.minor) else { continue }
            }
            best = library
        }
        guard let best else {
            throw COMError(
                .TYPE_E_LIBNOTREGISTERED,
                "no manifest names type library \(guid) version \(version.major).\(version.minor)")
        }
        return best
    }

    /// Writes a manifest of its own for a library into the user's folder, over one of the same version.
    /// - Throws: TYPE_E_REGISTRYACCESS if that cannot be written.
    public static func register(_ library: RegisteredTypeLibrary) throws(COMError) {
        let file = try manifestPath(of: library)
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let data = try encoder.encode(["typeLibraries": [library.entry]])
            let folder = URL(filePath: file).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try data.write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw COMError(.TYPE_E_REGISTRYACCESS, "\(file): the manifest cannot be written")
        }
    }

    /// Removes what `register` wrote. Manifests that somebody else made stay.
    /// - Throws: TYPE_E_REGISTRYACCESS if there is no such manifest or it cannot be removed.
    public static func unregister(_ guid: GUID, _ version: Version, lcid: UInt32) throws(COMError) {
        let file = try manifestPath(of: RegisteredTypeLibrary(guid: guid, version: version, lcid: lcid, path: ""))
        do {
            try FileManager.default.removeItem(atPath: file)
        } catch {
            throw COMError(.TYPE_E_REGISTRYACCESS, "\(file): the manifest cannot be removed")
        }
    }

    private static func all() throws(COMError) -> [RegisteredTypeLibrary] {
        var libraries: [RegisteredTypeLibrary] = []
        for file in ManifestPath.current().files() { libraries += try ManifestCache.manifest(file).typeLibraries }
        return libraries
    }

    private static func manifestPath(of library: RegisteredTypeLibrary) throws(COMError) -> String {
        guard let folder = ManifestPath.userFolder else {
            throw COMError(.TYPE_E_REGISTRYACCESS, "neither XDG_DATA_HOME nor HOME names the user's folder")
        }
        let name = library.guid.description.dropFirst().dropLast()
        return "\(folder)/\(name)-\(library.version.major).\(library.version.minor)-\(library.lcid)"
            + Manifest.fileNameSuffix
    }

    /// How well a library's language serves: the very locale, the same language, no language; nil for another language.
    private static func languageRank(of library: UInt32, for wanted: UInt32) -> Int? {
        if library == wanted { return 3 }
        if library & 0x3FF == wanted & 0x3FF { return 2 }
        return library == 0 || wanted == 0 ? 1 : nil
    }
}
