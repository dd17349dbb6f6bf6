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
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
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
    public var threadingModel: ThreadingModel
    /// The program that serves the class in a process of its own.
    public var localServer: LocalServerCommand?
    /// Whether an object of the class may be made of bytes that come from another process and name it (OBJREF_CUSTOM).
    public var isUnmarshaler: Bool
    /// The manifest.
    public var manifest: String
}

/// A manifest file: `NAME.latebind.json`.
///
///     { "classes": [ { "progID": "Scripting.Dictionary", "clsid": "{EE09B103-97E0-11CF-978F-00A02463E06F}",
///                      "typeLibrary": "scripting.tlb", "inProcessServer": "libdictionary.so" } ] }
///
/// A class has an "inProcessServer", a "localServer", or both; then whoever makes an object says which is meant, and without a
/// word it is the first:
///
///     "inProcessServer": "libdictionary.so",          a shared object that exports DllGetClassObject
///     "threadingModel": "both",                       or "free" or "apartment": where its objects live
///     "unmarshaler": true,                            its objects may unmarshal themselves here (default: false)
///     "localServer": ["./server", "--quiet"],         or an object: {"command": […], "environment": {"NAME": "value"},
///                                                     "startTimeout": 10}; it runs in the manifest's folder
///
/// A member "typeLibraries" lists registered libraries: see `RegisteredTypeLibrary`. Relative paths start at the manifest's
/// folder. Members that are not named here are passed over.
public struct Manifest: Sendable {
    public static let fileNameSuffix = ".latebind.json"
    public let classes: [ManifestClass]
    public let typeLibraries: [RegisteredTypeLibrary]

    private struct File: Decodable {
        var classes: [Entry]?
        var typeLibraries: [RegisteredTypeLibrary.Entry]?
    }
    fileprivate struct Entry: Decodable {
        var clsid: String
        var progID: String?
        var description: String?
        var typeLibrary: String?
        var inProcessServer: String?
        var threadingModel: String?
        var localServer: LocalServerCommand.Entry?
        var unmarshaler: Bool?
    }

    private static let largestFile = 1 << 20
    private static let mostClasses = 10_000

    /// - Throws: E_INVALIDARG with the file, the place in it and the rule; E_FAIL if the file cannot be read.
    public init(path: String) throws(COMError) {
        let data: Data
        do throws(SmallFile.Failure) {
            data = Data(try SmallFile.read(path, atMost: Manifest.largestFile))
        } catch {
            switch error {
            case .cannotOpen(let code):
                throw COMError(.E_FAIL, "\(path): the manifest cannot be read: \(String(cString: strerror(code)))")
            case .notRegular: throw COMError(.E_INVALIDARG, "\(path): a manifest is a regular file")
            case .tooLong: throw COMError(.E_INVALIDARG, "\(path): a manifest has at most 1 MiB")
            }
        }
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: data)
        } catch let error as DecodingError {
            throw COMError(.E_INVALIDARG, "\(path): \(error.place)")
        } catch {
            throw COMError(.E_INVALIDARG, "\(path): not a JSON document")
        }
        let folder = URL(filePath: path).deletingLastPathComponent()
        func absolute(_ relative: String) -> String {
            if relative.hasPrefix("/") { return relative }
            return folder.appending(path: relative.hasPrefix("./") ? String(relative.dropFirst(2)) : relative).path
        }
        guard (file.classes ?? []).count <= Manifest.mostClasses else {
            throw COMError(.E_INVALIDARG, "\(path): classes: a manifest has at most \(Manifest.mostClasses) classes")
        }
        var classes: [ManifestClass] = []
        for (index, entry) in (file.classes ?? []).enumerated() {
            do throws(ManifestRule) {
                classes.append(try ManifestClass(entry, manifest: path, folder: folder.path, absolute: absolute))
            } catch {
                throw COMError(.E_INVALIDARG, "\(path): classes[\(index)].\(error.place): \(error.rule)")
            }
        }
        self.classes = classes

        var libraries: [RegisteredTypeLibrary] = []
        for (index, entry) in (file.typeLibraries ?? []).enumerated() {
            guard var library = RegisteredTypeLibrary(entry, manifest: path) else {
                throw COMError(.E_INVALIDARG, "\(path): typeLibraries[\(index)]: the GUID or the version is not valid")
            }
            library.path = absolute(library.path)
            libraries.append(library)
        }
        typeLibraries = libraries
    }
}

extension ManifestClass {
    fileprivate init(
        _ entry: Manifest.Entry, manifest: String, folder: String, absolute: (String) -> String
    ) throws(ManifestRule) {
        guard let clsid = GUID(entry.clsid) else {
            throw ManifestRule("clsid", "\"\(entry.clsid)\" is not a GUID in registry form")
        }
        self.clsid = clsid
        progID = entry.progID
        description = entry.description
        for (name, value) in [("typeLibrary", entry.typeLibrary), ("inProcessServer", entry.inProcessServer)] {
            guard value != "", value?.utf8.contains(0) != true else { throw ManifestRule(name, "is no path") }
        }
        typeLibrary = entry.typeLibrary.map(absolute)
        inProcessServer = entry.inProcessServer.map(absolute)
        isUnmarshaler = entry.unmarshaler ?? false
        threadingModel = .both
        if let text = entry.threadingModel {
            guard let model = ThreadingModel(rawValue: text) else {
                let known = ThreadingModel.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
                throw ManifestRule("threadingModel", "\"\(text)\" is none of \(known)")
            }
            guard entry.inProcessServer != nil else { throw ManifestRule("threadingModel", "is for an inProcessServer") }
            threadingModel = model
        }
        guard !isUnmarshaler || entry.inProcessServer != nil else {
            throw ManifestRule("unmarshaler", "is for an inProcessServer")
        }
        do throws(ManifestRule) {
            localServer = try entry.localServer.map { (entry) throws(ManifestRule) in
                try LocalServerCommand(entry, folder: folder, absolute: absolute)
            }
        } catch {
            throw ManifestRule("localServer." + error.place, error.rule)
        }
        self.manifest = manifest
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
