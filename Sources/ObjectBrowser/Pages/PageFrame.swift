// SPDX-License-Identifier: Apache-2.0

import TypeLibrary

/// What all pages have: head, search, way back, footer.
struct PageFrame {
    /// Where the page stands.
    let path: SitePath
    let title: String
    /// The pages above this one, the outermost first.
    var trail: [(name: String, path: SitePath)] = []

    /// The whole page. `side` writes the navigation beside the main part; a page without one is narrower.
    func render(
        side: ((inout HTMLWriter) -> Void)? = nil, main: (inout HTMLWriter) -> Void
    ) -> [UInt8] {
        var html = HTMLWriter()
        html.element(.html, .fixed("lang", "en")) { html in
            html.element(.head) { writeHead(&$0) }
            html.element(.body, .root(.root(from: path))) { html in
                html.element(.a, .class("skip"), .href(Link(anchor: .fixed("content"))), text: "Skip to the content")
                html.element(.header, .class("top")) { writeTop(&$0) }
                html.element(.div, .class(side == nil ? "page" : "page with-side")) { html in
                    if let side { html.element(.nav, .class("side"), .label("On this page"), content: side) }
                    html.element(.main, .id(.fixed("content"))) { html in
                        writeTrail(&html)
                        main(&html)
                    }
                }
                html.element(.footer, .class("bottom")) { html in
                    html.element(.p, text: "Made by latebind browse from the type libraries themselves.")
                }
            }
        }
        return html.bytes
    }

    private func writeHead(_ html: inout HTMLWriter) {
        html.void(.meta, .fixed("charset", "utf-8"))
        html.void(.meta, .fixed("name", "viewport"), .fixed("content", "width=device-width, initial-scale=1"))
        html.void(.meta, .fixed("name", "color-scheme"), .fixed("content", "light dark"))
        html.void(.meta, .fixed("name", "referrer"), .fixed("content", "no-referrer"))
        html.element(.title, text: title)
        html.void(.link, .fixed("rel", "icon"), .href(.noIcon))
        html.void(.link, .fixed("rel", "stylesheet"), .href(Link(from: path, to: .style)))
        html.element(.script, .flag("defer"), .src(Link(from: path, to: .script)), text: "")
    }

    private func writeTop(_ html: inout HTMLWriter) {
        html.element(.a, .class("home"), .href(Link(from: path, to: .index)), text: "Object browser")
        // Only the script can search, so it is the script that shows the box.
        html.element(
            .form, .id(.fixed("search-form")), .fixed("role", "search"), .fixed("autocomplete", "off"), .flag("hidden")
        ) { html in
            html.element(
                .label, .fixed("for", "search"), .class("unseen"), text: "Search types, members and constants")
            html.void(
                .input, .id(.fixed("search")), .fixed("type", "search"), .fixed("role", "combobox"),
                .fixed("placeholder", "Search types and members"), .fixed("spellcheck", "false"),
                .fixed("autocapitalize", "none"), .fixed("aria-autocomplete", "list"), .fixed("aria-expanded", "false"),
                .fixed("aria-controls", "results"), .fixed("aria-keyshortcuts", "/"))
            html.element(.kbd, .fixed("aria-hidden", "true"), text: "/")
            html.element(.div, .id(.fixed("results-panel")), .flag("hidden")) { html in
                html.element(
                    .ul, .id(.fixed("results")), .fixed("role", "listbox"), .label("Search results"), text: "")
                html.element(.p, .id(.fixed("results-count")), .fixed("role", "status"), text: "")
            }
        }
    }

    private func writeTrail(_ html: inout HTMLWriter) {
        guard !trail.isEmpty else { return }
        html.element(.nav, .class("trail"), .label("You are here")) { html in
            html.element(.ol) { html in
                for step in trail {
                    html.element(.li) { $0.element(.a, .href(Link(from: path, to: step.path)), text: step.name) }
                }
            }
        }
    }
}
