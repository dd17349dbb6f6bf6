// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The functions and variables of one type, outside the segments, at the offset that the type-info record tells.
///
///     00 u32 bytes of the records
///     04 the records of the functions, then those of the variables
///     .. i32 per member: MEMBERID         (functions first in each of these arrays)
///     .. i32 per member: name, -1 if it is the one of the function before
///     .. i32 per member: offset of its record, counted from 04
///
/// Source: Wine `typelib.c` MSFT_DoFuncs, `write_msft.c` ctl2_write_typeinfos.
struct MemberBlock {
    private let records: ByteView
    private let arrays: ByteView
    private let count: Int

    init(reading file: ByteView, at offset: Int32, count: Int) throws(TypeLibraryError) {
        let start = Int(offset)
        let length = Int(try file.u32(at: start))
        records = try file.part(at: start + 4, count: length, name: "the member records of a type")
        arrays = try file.part(at: start + 4 + length, count: count * 12, name: "the member arrays of a type")
        self.count = count
    }

    func memberID(_ index: Int) throws(TypeLibraryError) -> Int32 { try arrays.i32(at: index * 4) }
    func name(_ index: Int) throws(TypeLibraryError) -> Int32 { try arrays.i32(at: (count + index) * 4) }

    /// The record of a member, as long as its first word says.
    func record(_ index: Int) throws(TypeLibraryError) -> ByteView {
        let offset = Int(try arrays.i32(at: (2 * count + index) * 4))
        let size = Int(try records.u16(at: offset))
        return try records.part(at: offset, count: size, name: "a member record")
    }

    /// Collects members and writes them in this form.
    struct Builder {
        private var records = ByteWriter()
        private var memberIDs: [Int32] = []
        private var names: [Int32] = []
        private var offsets: [Int32] = []

        var isEmpty: Bool { memberIDs.isEmpty }

        /// - Parameter writeRecord: appends the member's record.
        mutating func append<Failure: Error>(
            memberID: Int32, name: Int32, writeRecord: (inout ByteWriter) throws(Failure) -> Void
        ) throws(Failure) {
            offsets.append(records.offset)
            try writeRecord(&records)
            memberIDs.append(memberID)
            names.append(name)
        }

        func write(to out: inout ByteWriter) {
            out.append(UInt32(truncatingIfNeeded: records.count))
            out.append(bytes: records.bytes)
            for array in [memberIDs, names, offsets] {
                for value in array { out.append(value) }
            }
        }
    }
}
