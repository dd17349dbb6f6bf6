// SPDX-License-Identifier: Apache-2.0

import ObjectBrowser
import TypeLibrary

/// A site in memory, and what its pages say in tags: a scan of the markup that the browser makes, not of any HTML.
struct Site {
    /// By path.
    private(set) var files: [String: [UInt8]] = [:]

    init(_ libraries: [BrowsedLibrary]) {
        ObjectBrowser(libraries).write { path, bytes in
            precondition(files[path] == nil, "\(path) is written twice")
            files[path] = bytes
        }
    }

    init(_ definition: LibraryDefinition) {
        self.init([BrowsedLibrary(TypeLibrary(definition), fileName: "test.tlb")])
    }

    var pages: [String] { files.keys.filter { $0.hasSuffix(".html") }.sorted() }

    func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }

    /// The tags of a page as they stand between `<` and `>`.
    func tags(_ path: String) -> [String] {
        (files[path] ?? []).split(separator: UInt8(ascii: "<")).map {
            String(decoding: $0.prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
        }
    }

    /// The values of an attribute in a page.
    func values(of attribute: String, in path: String) -> [String] {
        let name = Array(" \(attribute)=".utf8)
        return tags(path).flatMap { tag -> [String] in
            let parts = tag.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
            return stride(from: 0, to: parts.count - 1, by: 2).compactMap { index in
                parts[index].suffix(name.count).elementsEqual(name) ? String(parts[index + 1]) : nil
            }
        }
    }

    /// What is wrong with the links of all pages: files and anchors that do not exist, anchors that exist twice.
    func brokenLinks() -> [String] {
        var problems: [String] = []
        var anchors: [String: Set<String>] = [:]
        for page in pages {
            let ids = values(of: "id", in: page)
            anchors[page] = Set(ids)
            if Set(ids).count != ids.count { problems.append("\(page): an id is there twice") }
        }
        for page in pages {
            for address in values(of: "href", in: page) + values(of: "src", in: page) where address != "data:," {
                let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
                    String.init)
                let target = parts[0].isEmpty ? page : resolve(parts[0], from: page)
                if files[target] == nil { problems.append("\(page): no file \(address)") }
                if parts.count > 1, anchors[target]?.contains(parts[1]) != true {
                    problems.append("\(page): no anchor \(address)")
                }
            }
        }
        return problems
    }

    private func resolve(_ address: String, from page: String) -> String {
        var folder = page.split(separator: "/").dropLast().map(String.init)
        for part in address.split(separator: "/") {
            if part == ".." { _ = folder.popLast() } else { folder.append(String(part)) }
        }
        return folder.joined(separator: "/")
    }
}
