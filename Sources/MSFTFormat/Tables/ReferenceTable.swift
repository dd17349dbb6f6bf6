// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The interfaces of coclasses: lists of entries.
///
///     00 i32 reference
///     04 u32 IMPLTYPEFLAGS
///     08 i32 custom data
///     0C i32 the next entry of the coclass, -1 if it is the last
///
/// Source: Wine `typelib_struct.h` MSFT_RefRecord.
enum ReferenceTable {
    static let entrySize = 16

    /// The `count` entries that begin at `offset`.
    static func read(
        _ offset: Int32, count: Int, in tables: SegmentDirectory, imports: ImportTables, budget: inout DecodingBudget
    ) throws(TypeLibraryError) -> [ImplementedType] {
        let segment = tables[.references]
        guard count <= segment.count / entrySize else {
            throw segment.invalid("a coclass has \(count) interfaces, more than the table has entries", at: 0)
        }
        var types: [ImplementedType] = []
        types.reserveCapacity(count)
        var next = offset
        while types.count < count {
            try budget.spend(DecodingBudget.Cost.reference, at: segment.start + Int(next))
            var cursor = segment.cursor(at: Int(next))
            let reference = try cursor.i32()
            let flags = ImplTypeFlags(rawValue: try cursor.u32())
            let customData = try cursor.i32()
            next = try cursor.i32()
            types.append(
                ImplementedType(
                    try imports.reference(reference, in: tables), flags: flags,
                    customData: try CustomDataTable.read(customData, in: tables, budget: &budget)))
        }
        return types
    }

    struct Builder {
        private(set) var segment = ByteWriter()

        /// Appends the interfaces of one coclass; `entries` are references, flags and custom data as stored.
        /// - Returns: the offset of the first, -1 if there are none.
        mutating func append(_ entries: [(reference: Int32, flags: ImplTypeFlags, customData: Int32)]) -> Int32 {
            let first = segment.offset
            for (index, entry) in entries.enumerated() {
                segment.append(entry.reference)
                segment.append(entry.flags.rawValue)
                segment.append(entry.customData)
                segment.append(index == entries.count - 1 ? Int32(-1) : segment.offset + 4)
            }
            return entries.isEmpty ? -1 : first
        }
    }
}
