// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// Bytes of a segment in the making, little-endian.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }
    /// Where the next byte goes, as the format stores offsets.
    var offset: Int32 { Int32(truncatingIfNeeded: bytes.count) }

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ guid: GUID) {
        append(guid.Data1)
        append(guid.Data2)
        append(guid.Data3)
        withUnsafeBytes(of: guid.Data4) { bytes.append(contentsOf: $0) }
    }

    mutating func append(bytes more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Fills up to the next multiple of four with 0x57, the byte that every known writer of the format pads with.
    mutating func pad(to alignment: Int = 4) {
        while bytes.count % alignment != 0 { bytes.append(0x57) }
    }

    mutating func overwrite(_ value: some FixedWidthInteger, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) { raw in
            for (index, byte) in raw.enumerated() { bytes[offset + index] = byte }
        }
    }

    func u32(at offset: Int) -> UInt32 {
        bytes.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    }
}
