// SPDX-License-Identifier: Apache-2.0

/// What `#pragma latebind_…` of the main file says about the library: what IDL has no words for, so that the text of any library
/// compiles to an equal one.
struct LibraryPragmas {
    /// `latebind_order(A, B, …)`: the library's types begin with these.
    var typeOrder: [Identifier] = []
    /// `latebind_name(A, B)`: the type A of the text is called B in the library.
    var storedNames: [String: String] = [:]
    /// `latebind_alignment(A, 8)`: TYPEATTR.cbAlignment of a type, where another compiler stored another one.
    var alignments: [String: UInt16] = [:]
    /// `latebind_optional(A, 3, 1)`: FUNCDESC.cParamsOpt of the type's function with that index, likewise.
    var optionalCounts: [String: [Int: Int16]] = [:]

    /// - Parameter arguments: identifiers and numbers.
    mutating func add(_ pragma: Keyword, _ arguments: [Token], _ names: NameTable) {
        let texts = arguments.map { names.text(of: $0) }
        switch (pragma, arguments.count) {
        case (.latebind_order, _):
            typeOrder += arguments.map { Identifier(name: $0.name, text: names.text(of: $0), range: $0.range) }
        case (.latebind_name, 2): storedNames[texts[0]] = texts[1]
        case (.latebind_alignment, 2):
            // What a type's record has room for.
            if let alignment = UInt16(texts[1]), alignment <= 0x1F { alignments[texts[0]] = alignment }
        case (.latebind_optional, 3):
            if let index = Int(texts[1]), let count = Int16(texts[2]), count >= 0 { optionalCounts[texts[0], default: [:]][index] = count }
        default: break
        }
    }
}
