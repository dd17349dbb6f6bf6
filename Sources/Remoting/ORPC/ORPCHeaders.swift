// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// An extension of a call: ORPC_EXTENT. [MS-DCOM] 2.2.21
struct ORPCExtent: Equatable {
    var id: GUID
    var data: [UInt8]
}

/// ORPCTHIS and ORPCTHAT, which stand before the arguments and the results. [MS-DCOM] 2.2.13.3, 2.2.13.4
///
///     ORPCTHIS: 0 version 5.7 (2, 2)   4 flags   8 reserved   12 causality id (16)   28 pointer to the extents   32
///     ORPCTHAT: 0 flags   4 pointer to the extents   8
///
/// With extents, both are still a multiple of 8 long, so that what follows is aligned in memory as NDR aligns it: the array has an
/// even number of pointers and each extent's data are a multiple of 8 bytes.
enum ORPCHeaders {
    static let thisSize = 32
    static let thatSize = 8
    static let majorVersion: UInt16 = 5
    static let minorVersion: UInt16 = 7
    /// How many extents, and bytes of them, are read: one for each registered hook is what is usual.
    private static let maximumExtents = 64

    @inline(__always)
    static func writeThis(_ causality: GUID, hasExtents: Bool, to bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(
            of: (UInt32(majorVersion) | UInt32(minorVersion) << 16).littleEndian, toByteOffset: 0, as: UInt32.self)
        bytes.storeBytes(of: 0, toByteOffset: 4, as: UInt64.self)
        bytes.storeBytes(of: causality, toByteOffset: 12, as: GUID.self)
        bytes.storeBytes(of: (hasExtents ? extentReferent : 0).littleEndian, toByteOffset: 28, as: UInt32.self)
    }

    @inline(__always)
    static func writeThat(hasExtents: Bool, to bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(of: 0, toByteOffset: 0, as: UInt32.self)
        bytes.storeBytes(of: (hasExtents ? extentReferent : 0).littleEndian, toByteOffset: 4, as: UInt32.self)
    }

    private static let extentReferent: UInt32 = 0x0002_0000

    /// Reads an ORPCTHIS.
    /// - Returns: the causality id, the extents and where the arguments begin.
    /// - Throws: a violation with the status for the fault.
    @inline(__always)
    static func readThis(_ stub: UnsafeRawBufferPointer, isBigEndian: Bool) throws(RPCError)
        -> (causality: GUID, extents: [ORPCExtent], offset: Int)
    {
        guard stub.count >= thisSize, let base = stub.baseAddress else {
            throw .violation("a call without ORPCTHIS", status: RPCStatus.badStubData)
        }
        let major = Wire.uint16(base, isBigEndian: isBigEndian)
        let minor = Wire.uint16(base + 2, isBigEndian: isBigEndian)
        guard major == majorVersion, minor <= minorVersion else {
            throw .violation(
                "version \(major).\(minor) of ORPC", status: UInt32(bitPattern: HResult.RPC_E_VERSION_MISMATCH.rawValue))
        }
        let causality = Wire.guid(base + 12, isBigEndian: isBigEndian)
        guard Wire.uint32(base + 28, isBigEndian: isBigEndian) != 0 else { return (causality, [], thisSize) }
        let (extents, offset) = try readExtents(stub, isBigEndian: isBigEndian, at: thisSize)
        return (causality, extents, offset)
    }

    /// Reads an ORPCTHAT.
    @inline(__always)
    static func readThat(_ stub: UnsafeRawBufferPointer, isBigEndian: Bool) throws(RPCError) -> (extents: [ORPCExtent], offset: Int) {
        guard stub.count >= thatSize, let base = stub.baseAddress else { throw .violation("a response without ORPCTHAT") }
        guard Wire.uint32(base + 4, isBigEndian: isBigEndian) != 0 else { return ([], thatSize) }
        return try readExtents(stub, isBigEndian: isBigEndian, at: thatSize)
    }

    // MARK: ORPC_EXTENT_ARRAY

    /// The extents as they follow an ORPCTHIS or an ORPCTHAT.
    static func write(_ extents: [ORPCExtent]) -> [UInt8] {
        var writer = WireWriter()
        let slots = (extents.count + 1) & ~1
        writer.uint32(UInt32(extents.count))
        writer.uint32(0)
        writer.pointer()
        writer.uint32(UInt32(slots))
        for _ in extents { writer.pointer() }
        if slots > extents.count { writer.nullPointer() }
        for extent in extents {
            let rounded = (extent.data.count + 7) & ~7
            writer.uint32(UInt32(rounded))
            writer.guid(extent.id)
            writer.uint32(UInt32(extent.data.count))
            writer.raw(extent.data)
            writer.raw(repeatElement(0, count: rounded - extent.data.count))
        }
        return writer.bytes
    }

    private static func readExtents(_ stub: UnsafeRawBufferPointer, isBigEndian: Bool, at start: Int) throws(RPCError)
        -> ([ORPCExtent], Int)
    {
        var reader = WireReader(stub, isBigEndian: isBigEndian, at: start, "ORPC_EXTENT_ARRAY")
        let extents = try readExtents(&reader)
        return (extents, reader.offset)
    }

    fileprivate static func readExtents(_ reader: inout WireReader) throws(RPCError) -> [ORPCExtent] {
        let count = Int(try reader.uint32())
        _ = try reader.uint32()
        guard count <= maximumExtents else { throw reader.fail("\(count) extents are more than \(maximumExtents)") }
        var extents: [ORPCExtent] = []
        if try reader.uint32() != 0 {
            let slots = (count + 1) & ~1
            try reader.conformance(slots, elementSize: 4)
            var present = 0
            for _ in 0..<slots where try reader.uint32() != 0 { present += 1 }
            for _ in 0..<present {
                let rounded = Int(try reader.uint32())
                let id = try reader.guid()
                let size = Int(try reader.uint32())
                guard rounded == (size + 7) & ~7 else { throw reader.fail("an extent of \(size) bytes in \(rounded)") }
                extents.append(ORPCExtent(id: id, data: [UInt8](try reader.raw(rounded).prefix(size))))
            }
        }
        guard reader.offset & 7 == 0 else { throw reader.fail("what follows the extents is not aligned") }
        return extents
    }
}

extension WireReader {
    /// An ORPCTHAT, at the beginning.
    /// - Returns: its extents.
    mutating func orpcThat() throws(RPCError) -> [ORPCExtent] {
        _ = try uint32()
        return try uint32() == 0 ? [] : ORPCHeaders.readExtents(&self)
    }
}
