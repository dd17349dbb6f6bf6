// SPDX-License-Identifier: Apache-2.0

import TypeLibrary

/// The help strings of types and members, which are sequences of words under a prefix code of the library's own.
///
///     00 u16 bytes of the longest help string, with its end; 02 u32 bytes of the code's tree, 06 the tree
///     inner node: u8 0x80, u16 (high byte first) the node for a bit 0, counted from the tree's start; the one for a bit 1 follows
///     leaf: u8 (not 0x80), a word with a zero byte behind; an empty word ends the string
///
/// The bits of a string are read from the highest of each byte on; words stand apart by a space.
///
/// Source: Wine `winedump/tlb.c` and `typelib.c`, which read it so.
struct SLTGHelpStrings {
    private static let inner: UInt8 = 0x80
    private let tree: ByteView

    /// - Parameter view: what stands between the library block's entries and its name table; nothing if it is too short.
    init?(_ view: ByteView) throws(TypeLibraryError) {
        guard view.count >= 6 else { return nil }
        let size = Int(try view.u32(at: 2))
        guard size > 0, size <= view.count - 6 else { return nil }
        tree = try view.part(at: 6, count: size, name: "the code of the help strings")
    }

    /// Decodes one string.
    /// - Parameter bits: where it begins; it ends with its last word, or with the bytes.
    /// - Throws: TYPE_E_INVDATAREAD for a code that leaves the tree, or more work than the budget allows.
    func text(_ bits: ByteView, _ budget: inout DecodingBudget) throws(TypeLibraryError) -> String? {
        var words: [String] = []
        var position = 0
        while let word = try word(bits, &position, &budget) { words.append(word) }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// - Parameter position: the next bit.
    private func word(
        _ bits: ByteView, _ position: inout Int, _ budget: inout DecodingBudget
    ) throws(TypeLibraryError) -> String? {
        var node = 0
        while try tree.u8(at: node) == SLTGHelpStrings.inner {
            guard position < 8 * bits.count else { return nil }
            try budget.spend(1, at: tree.start + node)
            let bit = try bits.u8(at: position / 8) >> UInt8(7 - position % 8) & 1
            position += 1
            node = bit == 1 ? node + 3 : Int(try tree.u8(at: node + 1)) << 8 | Int(try tree.u8(at: node + 2))
        }
        var length = 0
        while try tree.u8(at: node + 1 + length) != 0 { length += 1 }
        try budget.spend(length + 1, at: tree.start + node)
        // A tree that is one leaf would never use up the bits.
        guard length > 0, position > 0 else { return nil }
        return try tree.text(at: node + 1, count: length)
    }
}
