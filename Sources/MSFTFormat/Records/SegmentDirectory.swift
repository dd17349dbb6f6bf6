// SPDX-License-Identifier: Apache-2.0

import TypeLibrary

/// The segments of an MSFT library, in the order of the directory.
enum Segment: Int, CaseIterable {
    case typeInfos
    case importInfos
    case importFiles
    case references
    case guidHash
    case guids
    case nameHash
    case names
    case strings
    case typeDescriptors
    case arrayDescriptors
    case values
    case customData
    case reserved14
    case reserved15

    var name: StaticString {
        switch self {
        case .typeInfos: "the type-info segment"
        case .importInfos: "the import-info segment"
        case .importFiles: "the import-file segment"
        case .references: "the reference segment"
        case .guidHash: "the GUID hash segment"
        case .guids: "the GUID segment"
        case .nameHash: "the name hash segment"
        case .names: "the name segment"
        case .strings: "the string segment"
        case .typeDescriptors: "the type-descriptor segment"
        case .arrayDescriptors: "the array-descriptor segment"
        case .values: "the value segment"
        case .customData: "the custom-data segment"
        case .reserved14, .reserved15: "a reserved segment"
        }
    }

    /// The order in which writers place the segments in the file.
    static let fileOrder: [Segment] = [
        .typeInfos, .guidHash, .guids, .references, .importInfos, .importFiles, .nameHash, .names, .strings,
        .typeDescriptors, .arrayDescriptors, .values, .customData,
    ]
}

/// Where the segments are.
///
///     00 i32 offset in the file, -1 if the segment is empty
///     04 u32 length in bytes
///     08 i32 -1
///     0C u32 0x0F
///
/// Fifteen of these. Source: Wine `typelib_struct.h` MSFT_SegDir.
struct SegmentDirectory {
    static let entrySize = 16
    static let size = entrySize * Segment.allCases.count
    private static let mark: UInt32 = 0x0F

    private var views: [ByteView] = []

    /// - Parameter file: the whole library; `offset`: where the directory is in it.
    init(reading file: ByteView, at offset: Int) throws(TypeLibraryError) {
        for segment in Segment.allCases {
            var cursor = file.cursor(at: offset + segment.rawValue * SegmentDirectory.entrySize)
            let start = try cursor.i32()
            let length = try cursor.i32()
            _ = try cursor.u32()
            let mark = try cursor.u32()
            if segment == .typeInfos || segment == .importInfos, mark != SegmentDirectory.mark {
                throw file.invalid("the segment directory is not where the number of types puts it", at: offset)
            }
            let isEmpty = start < 0 || length <= 0
            views.append(
                try file.part(at: isEmpty ? 0 : Int(start), count: isEmpty ? 0 : Int(length), name: segment.name))
        }
    }

    subscript(segment: Segment) -> ByteView { views[segment.rawValue] }

    /// Writes the directory of segments that follow each other from `position` on in `Segment.fileOrder`.
    static func write(lengths: [Segment: Int], from position: Int, to out: inout ByteWriter) {
        var offsets: [Segment: Int] = [:]
        var position = position
        for segment in Segment.fileOrder {
            guard let length = lengths[segment], length > 0 else { continue }
            offsets[segment] = position
            position += length
        }
        for segment in Segment.allCases {
            out.append(Int32(truncatingIfNeeded: offsets[segment] ?? -1))
            out.append(UInt32(truncatingIfNeeded: lengths[segment] ?? 0))
            out.append(Int32(-1))
            out.append(mark)
        }
    }
}
