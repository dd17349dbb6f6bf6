// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// An interface or a transfer syntax with its version: p_syntax_id_t, 20 bytes. [C706] 12.6.3.1
struct SyntaxIdentifier: Hashable {
    var uuid: GUID
    /// The major version in the low half, the minor one in the high.
    var version: UInt32

    init(_ uuid: GUID, version: UInt32 = 0) {
        self.uuid = uuid
        self.version = version
    }

    init(_ reader: inout WireReader) throws(RPCError) {
        uuid = try reader.guid()
        version = try reader.uint32()
    }

    func write(to writer: inout WireWriter) {
        writer.guid(uuid)
        writer.uint32(version)
    }

    /// NDR 2.0. [C706] appendix I
    static let ndr20 = SyntaxIdentifier(
        GUID(Data1: 0x8A88_5D04, Data2: 0x1CEB, Data3: 0x11C9, Data4: (0x9F, 0xE8, 0x08, 0x00, 0x2B, 0x10, 0x48, 0x60)), version: 2)

    /// A "transfer syntax" that asks for features instead: its last eight bytes are their bits. [MS-RPCE] 3.3.1.5.3
    var isFeatureNegotiation: Bool {
        uuid.Data1 == 0x6CB7_1C2C && uuid.Data2 == 0x9812 && uuid.Data3 == 0x4540 && version == 1
    }
}

/// One element of a presentation context list: p_cont_elem_t.
struct PresentationContext {
    var id: UInt16
    var interface: SyntaxIdentifier
    var transferSyntaxes: [SyntaxIdentifier]
}

/// The answer to one: p_result_t, 24 bytes.
struct ContextResult: Equatable {
    var result: UInt16
    var reason: UInt16
    var transferSyntax: SyntaxIdentifier

    static let accepted = ContextResult(result: 0, reason: 0, transferSyntax: .ndr20)
    /// provider_rejection with its reason: 1 abstract syntax, 2 transfer syntaxes, 3 a local limit.
    static func rejected(_ reason: UInt16) -> ContextResult {
        ContextResult(result: 2, reason: reason, transferSyntax: SyntaxIdentifier(.zero))
    }
    /// negotiate_ack: the features that are granted stand in the reason. None of them are.
    static let noFeatures = ContextResult(result: 3, reason: 0, transferSyntax: SyntaxIdentifier(.zero))

    var explanation: String {
        switch (result, reason) {
        case (0, _): "accepted"
        case (2, 1): "the server does not have the interface"
        case (2, 2): "the server does not have the transfer syntax NDR 2.0"
        case (2, 3): "a limit of the server is reached"
        default: "result \(result), reason \(reason)"
        }
    }
}

/// bind and alter_context. [C706] 12.6.4.3, 12.6.4.1
struct BindPDU {
    var maximumTransmit: UInt16
    var maximumReceive: UInt16
    var associationGroup: UInt32
    var contexts: [PresentationContext]

    init(maximumFragment: Int, associationGroup: UInt32, contexts: [PresentationContext]) {
        maximumTransmit = UInt16(clamping: maximumFragment)
        maximumReceive = UInt16(clamping: maximumFragment)
        self.associationGroup = associationGroup
        self.contexts = contexts
    }

    /// Reads a whole PDU.
    init(_ pdu: UnsafeRawBufferPointer, isBigEndian: Bool) throws(RPCError) {
        var reader = WireReader(pdu, isBigEndian: isBigEndian, at: PDUHeader.size, "bind")
        maximumTransmit = try reader.uint16()
        maximumReceive = try reader.uint16()
        associationGroup = try reader.uint32()
        let count = try reader.uint8()
        try reader.skip(3)
        contexts = []
        for _ in 0..<count {
            let id = try reader.uint16()
            let syntaxes = try reader.uint8()
            try reader.skip(1)
            let interface = try SyntaxIdentifier(&reader)
            var transfer: [SyntaxIdentifier] = []
            for _ in 0..<syntaxes { transfer.append(try SyntaxIdentifier(&reader)) }
            contexts.append(PresentationContext(id: id, interface: interface, transferSyntaxes: transfer))
        }
    }

    func bytes(_ type: PDUType, callID: UInt32) -> [UInt8] {
        PDUHeader.pdu(type, callID: callID) { writer in
            writer.uint16(maximumTransmit)
            writer.uint16(maximumReceive)
            writer.uint32(associationGroup)
            writer.uint32(UInt32(UInt8(clamping: contexts.count)))
            for context in contexts {
                writer.uint16(context.id)
                writer.uint8(UInt8(clamping: context.transferSyntaxes.count))
                writer.uint8(0)
                context.interface.write(to: &writer)
                for syntax in context.transferSyntaxes { syntax.write(to: &writer) }
            }
        }
    }
}

/// bind_ack and alter_context_resp. [C706] 12.6.4.4, 12.6.4.2
struct BindAckPDU {
    var maximumTransmit: UInt16
    var maximumReceive: UInt16
    var associationGroup: UInt32
    /// The server's own endpoint; empty in an alter_context_resp.
    var secondaryAddress: String
    var results: [ContextResult]

    init(
        maximumTransmit: UInt16, maximumReceive: UInt16, associationGroup: UInt32, secondaryAddress: String,
        results: [ContextResult]
    ) {
        self.maximumTransmit = maximumTransmit
        self.maximumReceive = maximumReceive
        self.associationGroup = associationGroup
        self.secondaryAddress = secondaryAddress
        self.results = results
    }

    init(_ pdu: UnsafeRawBufferPointer, isBigEndian: Bool) throws(RPCError) {
        var reader = WireReader(pdu, isBigEndian: isBigEndian, at: PDUHeader.size, "bind_ack")
        maximumTransmit = try reader.uint16()
        maximumReceive = try reader.uint16()
        associationGroup = try reader.uint32()
        let address = try reader.raw(Int(try reader.uint16()))
        secondaryAddress = String(decoding: address.prefix { $0 != 0 }, as: UTF8.self)
        try reader.align(4)
        let count = try reader.uint8()
        try reader.skip(3)
        results = []
        for _ in 0..<count {
            let result = try reader.uint16()
            let reason = try reader.uint16()
            results.append(ContextResult(result: result, reason: reason, transferSyntax: try SyntaxIdentifier(&reader)))
        }
    }

    func bytes(_ type: PDUType, callID: UInt32) -> [UInt8] {
        PDUHeader.pdu(type, callID: callID) { writer in
            writer.uint16(maximumTransmit)
            writer.uint16(maximumReceive)
            writer.uint32(associationGroup)
            if secondaryAddress.isEmpty {
                writer.uint16(0)
            } else {
                writer.uint16(UInt16(clamping: secondaryAddress.utf8.count + 1))
                writer.raw(secondaryAddress.utf8)
                writer.uint8(0)
            }
            writer.align(4)
            writer.uint32(UInt32(UInt8(clamping: results.count)))
            for result in results {
                writer.uint16(result.result)
                writer.uint16(result.reason)
                result.transferSyntax.write(to: &writer)
            }
        }
    }
}

/// bind_nak. [C706] 12.6.4.5; reasons: 12.6.3.1, [MS-RPCE] 2.2.2.5
enum BindNak {
    static let notSpecified: UInt16 = 0
    static let localLimit: UInt16 = 2
    static let protocolVersion: UInt16 = 4
    static let authenticationType: UInt16 = 8

    static func bytes(reason: UInt16, callID: UInt32) -> [UInt8] {
        PDUHeader.pdu(.bindNak, callID: callID) { writer in
            writer.uint16(reason)
            // The versions that are supported.
            writer.raw([2, 5, 0, 5, 1])
            writer.align(4)
        }
    }

    static func explanation(_ pdu: UnsafeRawBufferPointer, isBigEndian: Bool) -> RPCError {
        var reader = WireReader(pdu, isBigEndian: isBigEndian, at: PDUHeader.size, "bind_nak")
        guard let reason = try? reader.uint16() else { return .violation("a bind_nak without a reason") }
        switch reason {
        case localLimit: return .limit("the server refuses the connection: a limit of its own is reached")
        case protocolVersion: return .refused("the server speaks another version of the protocol", reason: reason)
        case authenticationType: return .refused("the server does not know this authentication", reason: reason)
        default: return .refused("the server refuses the connection: reason \(reason)", reason: reason)
        }
    }
}
