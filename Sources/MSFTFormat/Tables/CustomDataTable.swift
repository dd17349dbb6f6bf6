// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The directory of custom data: lists of items, each list named by the offset of its first item.
///
///     00 i32 GUID
///     04 i32 value, as `ValueTable` has it
///     08 i32 the next item of the list, -1 if it is the last
///
/// Source: Wine `typelib_struct.h` MSFT_CDGuid.
enum CustomDataTable {
    static let entrySize = 12

    /// The list that begins at `offset`; empty for -1.
    /// - Throws: TYPE_E_INVDATAREAD if the list returns to itself.
    static func read(
        _ offset: Int32, in tables: SegmentDirectory, budget: inout DecodingBudget
    ) throws(TypeLibraryError) -> [CustomData] {
        let segment = tables[.customData]
        var items: [CustomData] = []
        var next = offset
        while next >= 0 && segment.count > 0 {
            guard items.count < segment.count / entrySize else {
                throw segment.invalid("the list of custom data returns to itself", at: Int(offset))
            }
            try budget.spend(DecodingBudget.Cost.customData, at: segment.start + Int(next))
            var cursor = segment.cursor(at: Int(next))
            let guid = try cursor.i32()
            let value = try cursor.i32()
            next = try cursor.i32()
            items.append(
                CustomData(
                    guid: try GUIDTable.read(guid, in: tables[.guids]),
                    value: try ValueTable.read(value, in: tables[.values], budget: &budget)))
        }
        return items
    }

    struct Builder {
        private(set) var segment = ByteWriter()

        /// The offset of the first item of a new list, -1 if there are none.
        mutating func offset(
            of items: [CustomData], guids: inout GUIDTable.Builder, values: inout ValueTable.Builder
        ) throws(TypeLibraryError) -> Int32 {
            let first = segment.offset
            for (index, item) in items.enumerated() {
                segment.append(guids.offset(of: item.guid, owner: .customData))
                segment.append(try values.word(for: item.value))
                segment.append(index == items.count - 1 ? Int32(-1) : segment.offset + 4)
            }
            return items.isEmpty ? -1 : first
        }
    }
}
