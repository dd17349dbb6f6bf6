// SPDX-License-Identifier: Apache-2.0
//
// Classes described in files instead of a registry (DESIGN.md, decision 7).

public import AutomationRuntime
public import AutomationTypes

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A class that a manifest describes. Paths are absolute.
public struct ManifestClass: Hashable, Sendable {
    public var clsid: GUID
    public var progID: String?
    public var description: String?
    /// The type library that describes the class.
    public var typeLibrary: String?
    /// A shared object that exports DllGetClassObject.
    public var inProcessServer: String?
    /// The manifest.
    public var manifest: String
}

/// A manifest file: `NAME.latebind.json`.
///
///     { "classes": [ { "progID": "Scripting.Dictionary", "clsid": "{EE09B103-97E0-11CF-978F-00A02463E06F}",
///                      "typeLibrary": "scripting.tlb", "inProcessServer": "libdictionary.so" } ] }
///
/// A member "typeLibraries" lists registered libraries: see `RegisteredTypeLibrary`. Relative paths start at the manifest's
/// folder.
public struct Manifest: Sendable {
    public static let fileNameSuffix = ".latebind.json"
    public let classes: [ManifestClass]
    public let typeLibraries: [RegisteredTypeLibrary]

    private struct File: Decodable {
        var classes: [Entry]?
        var typeLibraries: [RegisteredTypeLibrary.Entry]?
    }
    private struct Entry: Decodable {
        var clsid: String
        var progID: String?
        var description: String?
        var typeLibrary: String?
        var inProcessServer: String?
    }

    /// - Throws: E_INVALIDARG with the file, the place in it and the rule; E_FAIL if the file cannot be read.
    public init(path: String) throws(COMError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw COMError(.E_FAIL, "\(path): the manifest cannot be read")
        }
        guard data.count <= 1 << 20 else { throw COMError(.E_INVALIDARG, "\(path): a manifest has at most 1 MiB") }
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: data)
        } catch let error as DecodingError {
            throw COMError(.E_INVALIDARG, "\(path): \(error.place)")
        } catch {
            throw COMError(.E_INVALIDARG, "\(path): not a JSON document")
        }
        let folder = URL(filePath: path).deletingLastPathComponent()
        func absolute(_ relative: String?) -> String? {
            guard let relative else { return nil }
            return relative.hasPrefix("/") ? relative : folder.appending(path: relative).path
        }
        var classes: [ManifestClass] = []
        for (index, entry) in (file.classes ?? []).enumerated() {
            guard let clsid = GUID(entry.clsid) else {
                throw COMError(
                    .E_INVALIDARG, "\(path): classes[\(index)].clsid: \"\(entry.clsid)\" is not a GUID in registry form")
            }
            classes.append(
                ManifestClass(
                    clsid: clsid, progID: entry.progID, description: entry.description,
                    typeLibrary: absolute(entry.typeLibrary), inProcessServer: absolute(entry.inProcessServer),
                    manifest: path))
        }
        self.classes = classes

        var libraries: [RegisteredTypeLibrary] = []
        for (index, entry) in (file.typeLibraries ?? []).enumerated() {
            guard var library = RegisteredTypeLibrary(entry, manifest: path) else {
                throw COMError(.E_INVALIDARG, "\(path): typeLibraries[\(index)]: the GUID or the version is not valid")
            }
            library.path = absolute(library.path) ?? library.path
            libraries.append(library)
        }
        typeLibraries = libraries
    }
}

extension DecodingError {
    /// `classes[0].clsid: this member is missing`
    fileprivate var place: String {
        func path(_ context: Context) -> String {
            var text = ""
            for key in context.codingPath {
                if let index = key.intValue { text += "[\(index)]" } else { text += (text.isEmpty ? "" : ".") + key.stringValue }
            }
            return text.isEmpty ? "" : text + ": "
        }
        switch self {
        case .keyNotFound(let key, let context): return path(context) + "the member \"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): return path(context) + context.debugDescription
        case .dataCorrupted(let context):
            return path(context) + (context.codingPath.isEmpty ? "not a JSON document" : context.debugDescription)
        @unknown default: return "not a manifest"
        }
    }
}

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
