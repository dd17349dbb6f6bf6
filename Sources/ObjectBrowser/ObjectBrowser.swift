// SPDX-License-Identifier: Apache-2.0

public import TypeLibrary

/// A library that is to be shown.
public struct BrowsedLibrary: Sendable {
    public var library: TypeLibrary
    /// What the pages call its file.
    public var fileName: String

    public init(_ library: TypeLibrary, fileName: String) {
        self.library = library
        self.fileName = fileName
    }
}

/// A static site of HTML pages that shows type libraries: one page for each type, one for each library, and an index.
///
/// The site needs no server: it works from disk, and without JavaScript but for the search. What the libraries say may
/// be hostile; it is shown as text. The same libraries make the same bytes.
public struct ObjectBrowser {
    private let catalog: Catalog
    private let relations: Relations

    /// Reads every type. One that cannot be read gets a page that says why.
    public init(_ libraries: [BrowsedLibrary]) {
        catalog = Catalog(libraries)
        relations = Relations(catalog)
    }

    /// Makes the files one after the other: `write` gets the path below the site's folder (ASCII, folders one level
    /// deep, nothing that leads out of it) and the bytes.
    public func write<Failure: Error>(_ write: (String, [UInt8]) throws(Failure) -> Void) throws(Failure) {
        func page(_ path: SitePath, _ render: (PageContext) -> [UInt8]) throws(Failure) {
            try write(path.path, render(PageContext(catalog: catalog, relations: relations, path: path)))
        }
        try write(SitePath.style.path, PackageResources.browser_css)
        try write(SitePath.script.path, PackageResources.browser_js)
        try write(SitePath.searchIndex.path, SearchIndex(catalog).script)
        try page(.index) { IndexPage(context: $0).render() }
        for (number, library) in catalog.libraries.enumerated() {
            try page(library.path) { LibraryPage(context: $0, number: number).render() }
            for index in library.types.indices {
                let key = TypeKey(library: number, type: index)
                try page(catalog.path(of: key)) { TypePage(context: $0, key: key).render() }
            }
        }
    }
}
