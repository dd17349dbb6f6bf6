// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// Reads NDR20 from bytes that are not to be trusted: every read is checked, in either byte order. [C706] 14.2
///
/// Alignment counts from the first byte. The bytes must outlive the reader.
struct WireReader {
    private let bytes: UnsafeRawBufferPointer
    private let isBigEndian: Bool
    private(set) var offset: Int
    /// What is being read, for the error.
    private let what: StaticString

    init(_ bytes: UnsafeRawBufferPointer, isBigEndian: Bool, at offset: Int = 0, _ what: StaticString) {
        self.bytes = bytes
        self.isBigEndian = isBigEndian
        self.offset = min(max(offset, 0), bytes.count)
        self.what = what
    }

    var remaining: Int { bytes.count - offset }

    func fail(_ rule: String) -> RPCError {
        .violation("\(what), offset \(offset): \(rule)", status: RPCStatus.badStubData)
    }

    private mutating func load<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type) throws(RPCError) -> Value {
        let size = MemoryLayout<Value>.size
        try align(size)
        guard remaining >= size else { throw fail("\(size) bytes are needed and \(remaining) are left") }
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: type)
        offset += size
        return isBigEndian ? value.byteSwapped : value
    }

    mutating func uint8() throws(RPCError) -> UInt8 { try load(UInt8.self) }
    mutating func uint16() throws(RPCError) -> UInt16 { try load(UInt16.self) }
    mutating func uint32() throws(RPCError) -> UInt32 { try load(UInt32.self) }
    mutating func uint64() throws(RPCError) -> UInt64 { try load(UInt64.self) }

    /// Its first three fields follow the byte order. [C706] A.1
    mutating func guid() throws(RPCError) -> GUID {
        try align(4)
        guard remaining >= 16 else { throw fail("a UUID is needed and \(remaining) bytes are left") }
        let value = Wire.guid(bytes.baseAddress! + offset, isBigEndian: isBigEndian)
        offset += 16
        return value
    }

    mutating func align(_ size: Int) throws(RPCError) {
        let aligned = (offset + size - 1) & ~(size - 1)
        guard aligned <= bytes.count else { throw fail("the data ends within padding") }
        offset = aligned
    }

    /// So many raw bytes; they live as long as what is read from.
    mutating func raw(_ count: Int) throws(RPCError) -> UnsafeRawBufferPointer {
        guard count >= 0, remaining >= count else { throw fail("\(count) bytes are needed and \(remaining) are left") }
        let slice = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
        offset += count
        return slice
    }

    mutating func skip(_ count: Int) throws(RPCError) { _ = try raw(count) }

    /// A conformance (maximum count) that must be `expected`; nothing is allocated for it before it is known to be there.
    mutating func conformance(_ expected: Int, elementSize: Int) throws(RPCError) {
        let count = try uint32()
        guard Int(count) == expected else { throw fail("the array's size is \(count) and its count says \(expected)") }
        guard expected <= remaining / elementSize else {
            throw fail("an array of \(expected) elements is more than the \(remaining) bytes left")
        }
    }
}

/// Fixed-size values at an address.
enum Wire {
    @inline(__always)
    static func uint16(_ pointer: UnsafeRawPointer, isBigEndian: Bool) -> UInt16 {
        let value = pointer.loadUnaligned(as: UInt16.self)
        return isBigEndian ? value.byteSwapped : value
    }

    @inline(__always)
    static func uint32(_ pointer: UnsafeRawPointer, isBigEndian: Bool) -> UInt32 {
        let value = pointer.loadUnaligned(as: UInt32.self)
        return isBigEndian ? value.byteSwapped : value
    }

    @inline(__always)
    static func guid(_ pointer: UnsafeRawPointer, isBigEndian: Bool) -> GUID {
        var value = pointer.loadUnaligned(as: GUID.self)
        if isBigEndian {
            value.Data1 = value.Data1.byteSwapped
            value.Data2 = value.Data2.byteSwapped
            value.Data3 = value.Data3.byteSwapped
        }
        return value
    }
}
