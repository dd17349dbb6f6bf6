// SPDX-License-Identifier: Apache-2.0

/// A name as a file or an anchor can have it: ASCII letters, digits, `_`, and `-` before the hexadecimal number of any
/// other character. It is never empty, never a path, and needs no escaping in an address.
struct Slug: Hashable {
    let text: String

    /// Names may be very long; files may not.
    private static let longest = 100

    init(_ name: String) {
        var text = ""
        for scalar in name.unicodeScalars {
            guard text.utf8.count < Slug.longest else { break }
            if scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" {
                text.unicodeScalars.append(scalar)
            } else {
                text += "-" + String(scalar.value, radix: 16)
            }
        }
        self.text = text.isEmpty ? "unnamed" : text
    }

    private init(verbatim text: String) { self.text = text }

    /// The slug of a member within its type: `IDictionary.Add`.
    func member(_ member: Slug) -> Slug { Slug(verbatim: text + "." + member.text) }

    /// `Item~2`: the second of that name.
    fileprivate func numbered(_ number: Int) -> Slug { Slug(verbatim: "\(text)~\(number)") }

    /// An anchor that the pages themselves have. Types and members have none like it: theirs have a point.
    static func fixed(_ name: StaticString) -> Slug { Slug(verbatim: "\(name)") }
}

/// Gives every name of a scope a slug of its own, in the order in which they come.
struct SlugScope {
    private var taken: Set<String>
    private var next: [String: Int] = [:]
    private let ignoresCase: Bool

    /// Slugs for files: they differ in more than case, and are no name that a system keeps to itself.
    static var files: SlugScope {
        let devices = ["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] }
        return SlugScope(taken: Set(devices + ["index"]), ignoresCase: true)
    }

    /// Slugs for anchors of one page.
    static var anchors: SlugScope { SlugScope(taken: [], ignoresCase: false) }

    private init(taken: Set<String>, ignoresCase: Bool) {
        self.taken = taken
        self.ignoresCase = ignoresCase
    }

    mutating func slug(for name: String) -> Slug {
        let slug = Slug(name)
        let key = self.key(slug)
        if taken.insert(key).inserted { return slug }
        // Names repeat by the thousand in a hostile library: each search goes on where the last one ended.
        var number = next[key] ?? 2
        while !taken.insert(self.key(slug.numbered(number))).inserted { number += 1 }
        next[key] = number + 1
        return slug.numbered(number)
    }

    private func key(_ slug: Slug) -> String { ignoresCase ? slug.text.lowercased() : slug.text }
}
