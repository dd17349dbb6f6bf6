// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// Help strings, file names and DLL entries, each once.
///
///     00 u16 bytes of the string
///     02 the string in the code page, filled with 0x57 to a multiple of four, at least eight bytes in all
///
/// An entry is named by its offset. Source: Wine `write_msft.c` ctl2_encode_string.
enum StringTable {
    static let longestString = 0x7FFF
    private static let smallestEntry = 8

    /// The string at `offset`; nil for -1, the absent string.
    static func read(
        _ offset: Int32, in segment: ByteView, budget: inout DecodingBudget
    ) throws(TypeLibraryError) -> String? {
        guard offset >= 0 else { return nil }
        let length = Int(try segment.u16(at: Int(offset)))
        try budget.spend(length, at: segment.start + Int(offset))
        return try segment.text(at: Int(offset) + 2, count: length)
    }

    struct Builder {
        private(set) var segment = ByteWriter()
        let codePage: CodePage
        private var known: [String: Int32] = [:]

        init(codePage: CodePage) { self.codePage = codePage }

        /// The offset of the string's entry, made if there is none; -1 for nil.
        /// - Throws: E_INVALIDARG if the string is longer than 32767 bytes or has a character outside the code page.
        mutating func offset(of string: String?) throws(TypeLibraryError) -> Int32 {
            guard let string else { return -1 }
            if let offset = known[string] { return offset }
            let bytes = try codePage.encode(string)
            guard bytes.count <= StringTable.longestString else {
                throw TypeLibraryError(
                    .E_INVALIDARG, "a string of \(bytes.count) bytes: the format has room for \(longestString)")
            }
            let offset = segment.offset
            segment.append(UInt16(truncatingIfNeeded: bytes.count))
            segment.append(bytes: bytes)
            while segment.count - Int(offset) < StringTable.smallestEntry { segment.append(UInt8(0x57)) }
            segment.pad()
            known[string] = offset
            return offset
        }
    }
}
