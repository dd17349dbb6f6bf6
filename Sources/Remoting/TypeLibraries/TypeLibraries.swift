// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CPlatform
import Invocation
import MSFTFormat
import TypeLibMarshaler
public import TypeLibrary

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The type libraries of this process: each file is opened once.
public enum TypeLibraries {
    private static let loader = {
        _ = TypeLibraryInvoker.activation.storeIfNil(RegisteredCoclasses())
        return TypeLibraryLoader(folders: searchPath, fallback: RegisteredLibraries())
    }()

    /// Opens a `.tlb` file or the TYPELIB resource of a PE file (`FILE\2` for the second).
    ///
    /// A bare name that is no file here is looked for on the search path: LATEBIND_TYPELIB_PATH, then the libraries that are
    /// installed with Latebind (stdole2.tlb and others). The library's interfaces can be marshaled from then on.
    /// - Throws: TYPE_E_CANTLOADLIBRARY, TYPE_E_INVDATAREAD … with the file and the place in it.
    public static func open(_ path: String) throws(TypeLibraryError) -> TypeLibrary {
        let library = try load(path)
        InterfaceTypes.add(library)
        return library
    }

    private static func load(_ path: String) throws(TypeLibraryError) -> TypeLibrary {
        if !path.contains("/"), access(path, R_OK) != 0 {
            for folder in searchPath where access(folder + "/" + path, R_OK) == 0 {
                return try loader.open(folder + "/" + path)
            }
        }
        return try loader.open(path)
    }

    /// Finds imported libraries as `open` does.
    public static var resolver: any TypeLibraryResolver { loader }

    /// Folders that imported libraries are looked for in, after the importing library's own. What is in none of them is found by
    /// its GUID if it is registered.
    public static let searchPath: [String] = {
        var folders: [String] = []
        if let value = getenv("LATEBIND_TYPELIB_PATH") {
            folders += String(cString: value).split(separator: ":").map(String.init)
        }
        if let image = imagePath {
            let folder = image.folder
            folders.append(folder.folder + "/share/latebind/typelibs")
            // In a build tree: the libraries beside the sources.
            if let build = folder.range(of: "/.build") {
                let root = String(folder[..<build.lowerBound])
                for name in ["stdole2", "scripting"] { folders.append(root + "/typelibs/" + name) }
            }
        }
        folders += ["/usr/local/share/latebind/typelibs", "/usr/share/latebind/typelibs"]
        return folders
    }()

    /// The file that this code was loaded from.
    private static var imagePath: String? {
        guard let name = latebind_own_image(), let absolute = realpath(name, nil) else { return nil }
        defer { free(absolute) }
        return String(cString: absolute)
    }
}

/// Imported libraries that a manifest names.
private struct RegisteredLibraries: TypeLibraryResolver {
    func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
        do {
            let found = try TypeLibraryStore.find(reference.guid, reference.version, lcid: reference.lcid)
            return try TypeLibraries.open(found.path)
        } catch {
            let reason = COMError(any: error).message ?? "it is not registered"
            throw TypeLibraryError(
                .TYPE_E_CANTLOADLIBRARY,
                "the imported library \(reference.fileName) \(reference.guid) \(reference.version) is in no folder of the search path, and \(reason)",
                file: importer)
        }
    }
}

extension String {
    /// The path without its last component.
    fileprivate var folder: String {
        guard let slash = lastIndex(of: "/") else { return "." }
        return slash == startIndex ? "/" : String(self[..<slash])
    }

    fileprivate func range(of other: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
            start = index(after: start)
        }
        return nil
    }
}

extension TypeLibraries {
    /// Opens a library that lies beside the shared object or executable in which `address` is (`#dsohandle` for the caller's own).
    public static func open(_ name: String, besideImageOf address: UnsafeRawPointer) throws(TypeLibraryError) -> TypeLibrary {
        guard let image = latebind_image_of(address) else { return try open(name) }
        return try open(String(cString: image).folder + "/" + name)
    }
}
