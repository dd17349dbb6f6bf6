// SPDX-License-Identifier: Apache-2.0

/// A file of the site.
enum SitePath: Hashable {
    case index
    case style
    case script
    case searchIndex
    case library(Slug)
    case type(library: Slug, type: Slug)

    /// The path below the site's folder.
    var path: String {
        switch self {
        case .index: "index.html"
        case .style: "browser.css"
        case .script: "browser.js"
        case .searchIndex: "search-index.js"
        case .library(let library): "\(library.text)/index.html"
        case .type(let library, let type): "\(library.text)/\(type.text).html"
        }
    }

    /// The way from this file to the site's folder.
    var root: String {
        switch self {
        case .index, .style, .script, .searchIndex: ""
        case .library, .type: "../"
        }
    }
}

/// A relative address within the site, made of slugs alone: it works from disk and needs no escaping.
struct Link {
    let address: String

    private init(_ address: String) { self.address = address }

    /// From page `page` to `target`, or to an anchor in it.
    init(from page: SitePath, to target: SitePath, anchor: Slug? = nil) {
        let file = page == target && anchor != nil ? "" : page.root + target.path
        address = anchor.map { "\(file)#\($0.text)" } ?? file
    }

    /// An icon that is no file: without it, browsers look for one.
    static var noIcon: Link { Link("data:,") }

    /// To an anchor of the same page.
    init(anchor: Slug) { address = "#" + anchor.text }

    /// From page `page` to the site's folder.
    static func root(from page: SitePath) -> Link { Link(page.root) }
}
