// SPDX-License-Identifier: Apache-2.0

/// Where the compiler gets the text of files from, so that it needs no file system of its own.
public protocol FileProvider {
    /// The bytes of the file at `path`, or nil if there is none.
    func contents(of path: String) -> [UInt8]?
}

/// Files in memory, by path.
public struct InMemoryFiles: FileProvider {
    public var files: [String: [UInt8]]

    public init(_ files: [String: String] = [:]) { self.files = files.mapValues { Array($0.utf8) } }

    public func contents(of path: String) -> [UInt8]? { files[path] }
}

/// Finds `#include`, `import` and the like: beside the file that asks, then along the search path, then among the
/// declarations that the compiler brings along.
struct FileFinder {
    let provider: any FileProvider
    let searchPath: [String]

    func find(_ name: String, from importer: String) -> (path: String, bytes: [UInt8])? {
        var candidates: [String] = []
        if name.hasPrefix("/") {
            candidates = [name]
        } else {
            candidates = ([folder(of: importer)] + searchPath).map { $0.isEmpty ? name : $0 + "/" + name }
        }
        for path in candidates {
            if let bytes = provider.contents(of: path) { return (path, bytes) }
        }
        guard let text = StandardImports.text(of: name) else { return nil }
        return ("<built-in>/" + name, Array(text.utf8))
    }

    private func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[..<slash])
    }
}
