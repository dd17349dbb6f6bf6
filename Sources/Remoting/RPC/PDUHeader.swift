// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// The kinds of PDU of the connection-oriented protocol. [C706] 12.6.4
enum PDUType: UInt8 {
    case request = 0
    case response = 2
    case fault = 3
    case bind = 11
    case bindAck = 12
    case bindNak = 13
    case alterContext = 14
    case alterContextResponse = 15
    case auth3 = 16  // [MS-RPCE] 2.2.2.5
    case shutdown = 17
    case cancel = 18
    case orphaned = 19
}

/// pfc_flags. [C706] 12.6.3.1
enum PDUFlags {
    static let first: UInt8 = 0x01
    static let last: UInt8 = 0x02
    static let didNotExecute: UInt8 = 0x20
    static let object: UInt8 = 0x80
    static let only: UInt8 = first | last
}

/// The header that all PDUs share, 16 bytes. [C706] 12.6.3.1
///
///     0 version (5)   1 minor version   2 type   3 flags   4 data representation (4)   8 length of the fragment (2)
///     10 length of the authentication data (2)   12 call id (4)
struct PDUHeader {
    static let size = 16
    /// Little endian, ASCII, IEEE: what is written. [C706] 14.1
    static let dataRepresentation: UInt32 = 0x0000_0010
    /// The lengths of the headers of the PDUs of a call. [C706] 12.6.4.9, .10, .7
    static let requestSize = 24
    static let responseSize = 24
    static let faultSize = 32

    var type: PDUType
    var flags: UInt8
    /// The first of the four bytes lowest, as RPCOLEMESSAGE has it.
    var dataRepresentation: UInt32
    var length: Int
    var authenticationLength: Int
    var callID: UInt32

    @inline(__always) var isBigEndian: Bool { dataRepresentation & 0xF0 == 0 }
    @inline(__always) var isFirst: Bool { flags & PDUFlags.first != 0 }
    @inline(__always) var isLast: Bool { flags & PDUFlags.last != 0 }
    @inline(__always) var hasObject: Bool { flags & PDUFlags.object != 0 }

    /// Reads 16 bytes.
    /// - Parameter maximum: the longest fragment that was agreed on.
    init(_ bytes: UnsafeRawPointer, maximum: Int) throws(RPCError) {
        let version = bytes.load(fromByteOffset: 0, as: UInt8.self)
        let minor = bytes.load(fromByteOffset: 1, as: UInt8.self)
        guard version == 5, minor <= 1 else {
            throw .refused(
                "this is version \(version).\(minor) of the protocol, not 5.0 or 5.1", reason: BindNak.protocolVersion)
        }
        let rawType = bytes.load(fromByteOffset: 2, as: UInt8.self)
        guard let type = PDUType(rawValue: rawType) else {
            throw .violation("PDU type \(rawType) is none of the connection-oriented protocol")
        }
        self.type = type
        flags = bytes.load(fromByteOffset: 3, as: UInt8.self)
        dataRepresentation = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        guard dataRepresentation & 0xE0 == 0, dataRepresentation & 0xFF00 == 0 else {
            throw .violation(
                "data representation 0x\(hexadecimal(UInt64(dataRepresentation), digits: 8)): integers must be big or little endian,"
                    + " floating point IEEE")
        }
        let isBigEndian = dataRepresentation & 0xF0 == 0
        length = Int(Wire.uint16(bytes + 8, isBigEndian: isBigEndian))
        authenticationLength = Int(Wire.uint16(bytes + 10, isBigEndian: isBigEndian))
        callID = Wire.uint32(bytes + 12, isBigEndian: isBigEndian)
        guard length >= PDUHeader.size else { throw .violation("a fragment of \(length) bytes is shorter than its header") }
        guard length <= maximum else {
            throw .violation("a fragment of \(length) bytes is longer than the \(maximum) that were agreed on")
        }
    }

    /// Writes the 16 bytes.
    @inline(__always)
    static func write(_ type: PDUType, flags: UInt8, length: Int, callID: UInt32, to bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(
            of: (5 | UInt32(type.rawValue) << 16 | UInt32(flags) << 24).littleEndian, toByteOffset: 0, as: UInt32.self)
        bytes.storeBytes(of: dataRepresentation.littleEndian, toByteOffset: 4, as: UInt32.self)
        bytes.storeBytes(of: UInt32(length).littleEndian, toByteOffset: 8, as: UInt32.self)
        bytes.storeBytes(of: callID.littleEndian, toByteOffset: 12, as: UInt32.self)
    }

    /// A PDU other than a call's: the header and `body`.
    static func pdu(_ type: PDUType, flags: UInt8 = PDUFlags.only, callID: UInt32, _ body: (inout WireWriter) -> Void)
        -> [UInt8]
    {
        var writer = WireWriter()
        writer.uint32(5 | UInt32(type.rawValue) << 16 | UInt32(flags) << 24)
        writer.uint32(dataRepresentation)
        writer.uint32(0)
        writer.uint32(callID)
        body(&writer)
        writer.set(UInt16(truncatingIfNeeded: writer.bytes.count), at: 8)
        return writer.bytes
    }
}
