// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// Writes NDR20, little endian: PDUs other than calls, and the calls of the RPC interfaces themselves. [C706] 14.2
struct WireWriter {
    private(set) var bytes: [UInt8] = []
    private var nextReferent: UInt32 = 0x0002_0000

    init() { bytes.reserveCapacity(256) }

    mutating func uint8(_ value: UInt8) { bytes.append(value) }

    mutating func uint16(_ value: UInt16) {
        align(2)
        append(value)
    }

    mutating func uint32(_ value: UInt32) {
        align(4)
        append(value)
    }

    mutating func int32(_ value: Int32) { uint32(UInt32(bitPattern: value)) }

    mutating func uint64(_ value: UInt64) {
        align(8)
        append(value)
    }

    mutating func guid(_ value: GUID) {
        align(4)
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    mutating func raw(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Zeros up to a multiple of `size`.
    mutating func align(_ size: Int) {
        while bytes.count % size != 0 { bytes.append(0) }
    }

    /// The representation of a pointer that is not null; what it points at is written later.
    mutating func pointer() {
        uint32(nextReferent)
        nextReferent &+= 4
    }

    mutating func nullPointer() { uint32(0) }

    /// Writes over what is there.
    mutating func set(_ value: UInt16, at offset: Int) {
        bytes[offset] = UInt8(truncatingIfNeeded: value)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
    }

    mutating func set(_ value: UInt32, at offset: Int) {
        set(UInt16(truncatingIfNeeded: value), at: offset)
        set(UInt16(truncatingIfNeeded: value >> 16), at: offset + 2)
    }

    private mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
