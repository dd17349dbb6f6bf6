// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization
import TypeLibrary

/// Bounds what the decoding of one type can cost. Records may point at the same strings, type descriptors and lists
/// again and again, so the size of a file alone does not bound what its bytes unfold to.
struct DecodingBudget {
    /// About the bytes that a value takes in memory.
    enum Cost {
        static let typeDescriptor = 32
        static let bound = 8
        static let customData = 64
        static let reference = 64
    }

    private(set) var spent = 0
    private let limit: Int

    /// Sixteen times the file's size, or sixteen megabytes for a small file: many times what any compiler's library
    /// needs.
    init(fileSize: Int) { limit = DecodingBudget.limit(forFileSize: fileSize) }

    static func limit(forFileSize fileSize: Int) -> Int { max(1 << 20, fileSize) * 16 }

    /// - Throws: TYPE_E_SIZETOOBIG if the budget does not cover `cost` more.
    mutating func spend(_ cost: Int, at offset: Int) throws(TypeLibraryError) {
        guard cost <= limit - spent else {
            throw TypeLibraryError(
                .TYPE_E_SIZETOOBIG, "the type unfolds to many times the size of its library", offset: offset)
        }
        spent += cost
    }
}

/// Bounds what all types of a library cost together, each counted once however often it is decoded.
final class DecodingLedger: Sendable {
    private struct Entries {
        var costs: [Int: Int] = [:]
        var total = 0
    }
    private let entries = Mutex(Entries())
    private let limit: Int

    init(fileSize: Int) { limit = DecodingBudget.limit(forFileSize: fileSize) }

    /// What the types that were decoded so far cost.
    var total: Int { entries.withLock { $0.total } }

    /// Enters what a type cost.
    /// - Throws: TYPE_E_SIZETOOBIG if the library's types together cost too much.
    func enter(_ cost: Int, ofType index: Int) throws(TypeLibraryError) {
        let isWithin = entries.withLock { entries in
            if entries.costs[index] == nil {
                guard cost <= limit - entries.total else { return false }
                entries.costs[index] = cost
                entries.total += cost
            }
            return true
        }
        guard isWithin else {
            throw TypeLibraryError(.TYPE_E_SIZETOOBIG, "the library unfolds to many times its size")
        }
    }
}
