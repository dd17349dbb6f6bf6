// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The GUIDs of a library, each once, found through a hash table of 32 buckets (a segment of its own).
///
///     00 GUID
///     10 i32 what has the GUID: the reference of a type (local or imported), -2 for the library, 2 for an imported
///            library, -1 for custom data
///     14 i32 the next entry of the same bucket, -1 if it is the last
///
/// An entry is named by its offset. Source: Wine `typelib_struct.h` MSFT_GuidEntry.
enum GUIDTable {
    static let entrySize = 24
    static let bucketCount = 32

    /// The GUID at `offset`; zero for -1, the absent GUID.
    static func read(_ offset: Int32, in segment: ByteView) throws(TypeLibraryError) -> GUID {
        offset < 0 ? .zero : try segment.guid(at: Int(offset))
    }

    /// The bucket of a GUID: its eight 16-bit words combined by exclusive or.
    static func bucket(of guid: GUID) -> Int {
        var writer = ByteWriter()
        writer.append(guid)
        var hash: UInt16 = 0
        for index in stride(from: 0, to: 16, by: 2) {
            hash ^= UInt16(writer.bytes[index]) | UInt16(writer.bytes[index + 1]) << 8
        }
        return Int(hash) & (bucketCount - 1)
    }

    enum Owner {
        case library
        case importedLibrary
        case customData
        case type(Int32)

        var stored: Int32 {
            switch self {
            case .library: -2
            case .importedLibrary: 2
            case .customData: -1
            case .type(let reference): reference
            }
        }
    }

    struct Builder {
        private(set) var segment = ByteWriter()
        private var buckets = [Int32](repeating: -1, count: GUIDTable.bucketCount)
        private var known: [GUID: Int32] = [:]

        /// The offset of the GUID's entry, made if there is none. The first owner stays.
        mutating func offset(of guid: GUID, owner: Owner) -> Int32 {
            if let offset = known[guid] { return offset }
            let offset = segment.offset
            let bucket = GUIDTable.bucket(of: guid)
            segment.append(guid)
            segment.append(owner.stored)
            segment.append(buckets[bucket])
            buckets[bucket] = offset
            known[guid] = offset
            return offset
        }

        var hashSegment: ByteWriter {
            var out = ByteWriter()
            for bucket in buckets { out.append(bucket) }
            return out
        }
    }
}
