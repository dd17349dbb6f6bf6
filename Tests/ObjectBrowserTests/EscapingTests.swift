// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ObjectBrowser

/// How text, names of files and anchors are written.
@Suite struct EscapingTests {
    private func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        HTMLText.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func charactersOfMarkupAreEscaped() {
        #expect(escaped("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;")
    }

    @Test func textOfAnyLanguageStays() {
        #expect(escaped("Größe 日本語 🙂\u{200F}") == "Größe 日本語 🙂\u{200F}")
    }

    @Test func charactersThatHTMLForbidsAreShownAsOthers() {
        #expect(escaped("\u{0}\u{8}\u{7F}\u{85}") == "\u{2400}\u{2408}\u{2421}\u{FFFD}")
        #expect(escaped("a\tb\nc") == "a\tb\nc")
    }

    @Test func directionsAreNotTurned() {
        #expect(escaped("\u{202E}cod\u{2066}") == "\u{FFFD}cod\u{FFFD}")
    }

    @Test func valuesOfAttributesAreEscaped() {
        var html = HTMLWriter()
        html.element(.span, .title("\"><script>"), text: "<b>")
        #expect(
            String(decoding: html.bytes, as: UTF8.self)
                == "<!DOCTYPE html>\n<span title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;</span>")
    }

    @Test(arguments: [
        ("IDictionary", "IDictionary"), ("_NewEnum", "_NewEnum"), ("", "unnamed"), ("..", "-2e-2e"), ("a/b", "a-2fb"),
        ("Größe", "Gr-f6-dfe"), ("x y", "x-20y"),
    ]) func slugsAreOfASCIILettersAndDigits(name: String, slug: String) {
        #expect(Slug(name).text == slug)
    }

    @Test func slugsOfFilesDifferInMoreThanCase() {
        var scope = SlugScope.files
        #expect(
            ["Name", "name", "NAME", "index", "Con"].map { scope.slug(for: $0).text } == [
                "Name", "name~2", "NAME~3", "index~2", "Con~2",
            ])
    }

    @Test func slugsOfAnchorsDifferInCaseAlone() {
        var scope = SlugScope.anchors
        #expect(["Name", "name", "Name"].map { scope.slug(for: $0).text } == ["Name", "name", "Name~2"])
    }

    @Test func longNamesMakeShortSlugs() {
        #expect(Slug(String(repeating: "x", count: 10_000)).text.utf8.count == 100)
    }
}
