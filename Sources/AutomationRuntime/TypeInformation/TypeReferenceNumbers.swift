// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TypeLibrary

/// HREFTYPEs: the numbers under which a type hands out references, each number for good.
final class TypeReferenceNumbers: Sendable {
    /// What an HREFTYPE stands for. The library is the one that the reference belongs to: an inherited function's references
    /// belong to the library of its declaring interface.
    struct Entry: Hashable {
        var library: TypeLibrary
        var reference: TypeReference
        var half: TypeInfo.Half

        static func == (a: Entry, b: Entry) -> Bool {
            a.library === b.library && a.reference == b.reference && a.half == b.half
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(ObjectIdentifier(library))
            hasher.combine(reference)
        }
    }

    private struct Table {
        var all: [Entry] = []
        var numbers: [Entry: UInt32] = [:]
    }
    private let table = Mutex(Table())

    func number(of entry: Entry) -> UInt32 {
        table.withLock { table in
            if let known = table.numbers[entry] { return known }
            let number = UInt32(table.all.count)
            table.all.append(entry)
            table.numbers[entry] = number
            return number
        }
    }

    /// nil for a number that was never given out.
    func entry(_ number: UInt32) -> Entry? {
        table.withLock { number < $0.all.count ? $0.all[Int(number)] : nil }
    }

    /// Follows the removal of a type of `library`: numbers stay, what they stand for moves up.
    func remove(typeAt index: Int, of library: TypeLibrary) {
        table.withLock { table in
            table.numbers = [:]
            for number in table.all.indices {
                if table.all[number].library === library {
                    table.all[number].reference = table.all[number].reference.afterRemoving(typeAt: index)
                }
                if table.numbers[table.all[number]] == nil { table.numbers[table.all[number]] = UInt32(number) }
            }
        }
    }
}
