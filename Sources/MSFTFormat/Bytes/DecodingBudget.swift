// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// Bounds the work that one type can cost. Records may point at the same strings, type descriptors and lists again and again,
/// so the size of a file alone does not bound what its bytes unfold to.
struct DecodingBudget {
    private var left: Int

    /// Enough for every library that a compiler wrote: each byte of the file may be unfolded several times.
    init(fileSize: Int) { left = max(1 << 20, fileSize) * 4 }

    /// - Throws: TYPE_E_SIZETOOBIG if the budget does not cover `bytes` more.
    mutating func spend(_ bytes: Int, at offset: Int) throws(TypeLibraryError) {
        guard bytes <= left else {
            throw TypeLibraryError(
                .TYPE_E_SIZETOOBIG, "the type unfolds to many times the size of its library", offset: offset)
        }
        left -= bytes
    }
}
