// SPDX-License-Identifier: Apache-2.0

import TypeLibrary

/// The first page: the libraries.
struct IndexPage {
    let context: PageContext

    func render() -> [UInt8] {
        let libraries = context.catalog.libraries
        let title = libraries.count == 1 ? "\(libraries[0].name): type library" : "\(libraries.count) type libraries"
        return PageFrame(path: context.path, title: title).render { html in
            html.element(.h1, text: libraries.count == 1 ? "Type library" : "Type libraries")
            html.element(.ul, .class("cards")) { html in
                for library in libraries { html.element(.li) { write(library, to: &$0) } }
            }
        }
    }

    private func write(_ library: CatalogLibrary, to html: inout HTMLWriter) {
        html.element(.h2) { html in
            html.element(.a, .href(Link(from: context.path, to: library.path)), text: library.name)
            html.element(.span, .class("quiet"), text: " \(library.library.version)")
        }
        context.writeHelp(library.library.attributes.documentation, to: &html)
        let counts = Kind.allCases.compactMap { kind in
            let number = library.types.count { $0.kind == kind }
            return number == 0 ? nil : kind.count(number)
        }
        html.element(.p, .class("quiet"), text: ([library.fileName] + counts).joined(separator: " · "))
    }
}
