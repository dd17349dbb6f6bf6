// SPDX-License-Identifier: Apache-2.0

/// Writes an HTML page as UTF-8.
///
/// A string from a library reaches the page only through `text`, or as the value of an attribute that takes text; both
/// escape it. Names of elements and of attributes are cases and literals, addresses are `Link`s made of slugs. So no
/// string can become markup, and no address can carry a scheme.
struct HTMLWriter {
    private(set) var bytes: [UInt8] = []

    init() { raw("<!DOCTYPE html>\n") }

    /// An element with what `content` writes inside.
    mutating func element(_ tag: Tag, _ attributes: Attribute..., content: (inout HTMLWriter) -> Void) {
        open(tag, attributes)
        content(&self)
        close(tag)
    }

    /// An element that holds text.
    mutating func element(_ tag: Tag, _ attributes: Attribute..., text content: String) {
        open(tag, attributes)
        text(content)
        close(tag)
    }

    /// An element that cannot have content.
    mutating func void(_ tag: VoidTag, _ attributes: Attribute...) {
        start(tag.rawValue, attributes)
        if tag.isOnItsOwnLine { raw("\n") }
    }

    /// Text, escaped.
    mutating func text(_ content: String) { HTMLText.append(content, to: &bytes) }

    private mutating func open(_ tag: Tag, _ attributes: [Attribute]) {
        start(tag.rawValue, attributes)
        if tag.isContainer { raw("\n") }
    }

    private mutating func close(_ tag: Tag) {
        raw("</")
        bytes.append(contentsOf: tag.rawValue.utf8)
        raw(tag.endsLine ? ">\n" : ">")
    }

    private mutating func start(_ name: String, _ attributes: [Attribute]) {
        raw("<")
        bytes.append(contentsOf: name.utf8)
        for attribute in attributes {
            raw(" ")
            raw(attribute.name)
            guard let value = attribute.value else { continue }
            raw("=\"")
            text(value)
            raw("\"")
        }
        raw(">")
    }

    private mutating func raw(_ markup: StaticString) { markup.withUTF8Buffer { bytes.append(contentsOf: $0) } }
}

/// The elements that the pages use.
enum Tag: String {
    case html, head, body, title, script
    case header, nav, main, section, footer, div, form, label, details, summary
    case h1, h2, h3, p, pre, ul, ol, li, dl, dt, dd, table, thead, tbody, tr, th, td
    case a, span, code, kbd

    /// Whether the content begins on a line of its own.
    var isContainer: Bool {
        switch self {
        case .html, .head, .body, .header, .nav, .main, .section, .footer, .form, .details, .ul, .ol, .table, .thead,
            .tbody:
            true
        default: false
        }
    }

    /// Whether a new line follows the end tag: everywhere but inside a line of text.
    var endsLine: Bool {
        switch self {
        case .a, .span, .code, .kbd, .label, .dt, .dd, .th, .td: false
        default: true
        }
    }
}

/// The elements without content.
enum VoidTag: String {
    case meta, link, input, wbr

    var isOnItsOwnLine: Bool { self != .wbr }
}

/// An attribute of an element. What a library says can be the value of a few of them only, and is escaped there.
struct Attribute {
    let name: StaticString
    let value: String?

    private init(_ name: StaticString, _ value: String?) {
        self.name = name
        self.value = value
    }

    /// Any attribute with a value that the program fixes.
    static func fixed(_ name: StaticString, _ value: StaticString) -> Attribute { Attribute(name, "\(value)") }
    /// An attribute that is there or not.
    static func flag(_ name: StaticString) -> Attribute { Attribute(name, nil) }

    static func `class`(_ names: StaticString) -> Attribute { fixed("class", names) }
    static func href(_ link: Link) -> Attribute { Attribute("href", link.address) }
    static func src(_ link: Link) -> Attribute { Attribute("src", link.address) }
    static func id(_ anchor: Slug) -> Attribute { Attribute("id", anchor.text) }
    static func label(_ text: String) -> Attribute { Attribute("aria-label", text) }
    static func title(_ text: String) -> Attribute { Attribute("title", text) }
    /// Where the site's root is, for the script.
    static func root(_ link: Link) -> Attribute { Attribute("data-root", link.address) }
}
