// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A connection as the packet trace tells it: made-up TCP ports and sequence numbers.
final class Conversation: Sendable {
    let isServer: Bool
    let number: UInt32
    let sequence = Mutex((ours: UInt32(1), theirs: UInt32(1), hasBegun: false))

    private static let next = Atomic<UInt32>(0)

    init(isServer: Bool) {
        self.isServer = isServer
        number = Conversation.next.wrappingAdd(1, ordering: .relaxed).oldValue
    }
}

/// Writes PDUs to a file of the pcap format as if they had travelled over TCP to port 135 of 127.0.0.1, which Wireshark dissects
/// as DCE/RPC. The client's address and port tell the process and the connection apart, so that several processes' traces can be in one
/// file; no other protocol has such a port, or Wireshark would take it for that one.
///
///     tshark -r FILE -O dcerpc,dcom,oxid,remact,isystemactivator,remunk,dispatch
///
/// The link type is raw IPv4 (LINKTYPE_RAW, 101). Checksums are written as 0, which Wireshark does not check.
/// Source: draft-ietf-opsawg-pcap; RFC 791, RFC 793.
final class PacketTrace: Sendable {
    private let file: Mutex<Int32>
    private static let serverPort: UInt16 = 135
    /// Dynamic ports (RFC 6335, 6), of which Wireshark gives none in this part to a dissector.
    static let clientPorts: ClosedRange<UInt16> = 57344...65535

    init?(path: String) {
        // Several processes may write to one file: each packet is one write, at the file's end. Who comes first writes the head; two that
        // come at once wait for each other.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        file = Mutex(descriptor)
        while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
        defer { _ = flock(descriptor, LOCK_UN) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_size == 0 {
            var header = WireWriter()
            header.uint32(0xA1B2_C3D4)
            header.uint16(2)
            header.uint16(4)
            header.uint32(0)
            header.uint32(0)
            header.uint32(262_144)
            header.uint32(101)
            PacketTrace.append(descriptor, header.bytes)
        }
    }

    deinit { file.withLock { _ = close($0) } }

    /// Records a PDU, in up to two pieces.
    func record(
        _ conversation: Conversation, isSent: Bool, _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) {
        var payload = [UInt8](first)
        payload.append(contentsOf: second)
        record(conversation, isSent: isSent, payload)
    }

    /// Records a fragment that was received into a message: its header is made anew.
    func record(_ conversation: Conversation, _ header: PDUHeader, isSent: Bool, _ stub: UnsafeRawBufferPointer) {
        var payload = PDUHeader.pdu(header.type, flags: header.flags & ~PDUFlags.object, callID: header.callID) { writer in
            writer.uint32(UInt32(stub.count))
            writer.uint32(0)
        }
        payload.append(contentsOf: stub)
        payload[8] = UInt8(truncatingIfNeeded: payload.count)
        payload[9] = UInt8(truncatingIfNeeded: payload.count >> 8)
        record(conversation, isSent: isSent, payload)
    }

    private func record(_ conversation: Conversation, isSent: Bool, _ payload: [UInt8]) {
        var offset = 0
        conversation.sequence.withLock { sequence in
            if !sequence.hasBegun {
                // Wireshark finds the beginnings of the PDUs once it has seen the connection begin.
                sequence.hasBegun = true
                write(conversation, isSent: !conversation.isServer, flags: 0x02, ours: 0, theirs: 0, [])
                write(conversation, isSent: conversation.isServer, flags: 0x12, ours: 0, theirs: 1, [])
            }
            while offset < payload.count {
                // An IPv4 packet holds 65535 bytes.
                let part = Array(payload[offset..<min(offset + 60000, payload.count)])
                let (ours, theirs) = isSent ? (sequence.ours, sequence.theirs) : (sequence.theirs, sequence.ours)
                write(conversation, isSent: isSent, flags: 0x18, ours: ours, theirs: theirs, part)
                if isSent { sequence.ours &+= UInt32(part.count) } else { sequence.theirs &+= UInt32(part.count) }
                offset += part.count
            }
        }
    }

    private func write(
        _ conversation: Conversation, isSent: Bool, flags: UInt8, ours: UInt32, theirs: UInt32, _ payload: [UInt8]
    ) {
        let clientPort = PacketTrace.clientPorts.lowerBound + UInt16(conversation.number % UInt32(PacketTrace.clientPorts.count))
        // 127.0.0.0/8 is this machine's, and a process ID has at most 22 bits.
        let process = UInt32(truncatingIfNeeded: getpid())
        let client = [127, UInt8(truncatingIfNeeded: process >> 16), UInt8(truncatingIfNeeded: process >> 8), UInt8(truncatingIfNeeded: process)]
        let server = [127, 0, 0, 1] as [UInt8]
        let isFromClient = isSent != conversation.isServer
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let length = 40 + payload.count
        var packet = WireWriter()
        packet.uint32(UInt32(truncatingIfNeeded: time.tv_sec))
        packet.uint32(UInt32(time.tv_nsec / 1000))
        packet.uint32(UInt32(length))
        packet.uint32(UInt32(length))
        func big16(_ value: UInt16) { packet.raw([UInt8(value >> 8), UInt8(value & 0xFF)]) }
        func big32(_ value: UInt32) {
            big16(UInt16(value >> 16))
            big16(UInt16(value & 0xFFFF))
        }
        // IPv4
        packet.raw([0x45, 0])
        big16(UInt16(length))
        big32(0x0000_4000)
        packet.raw([64, 6, 0, 0])
        packet.raw(isFromClient ? client + server : server + client)
        // TCP
        big16(isFromClient ? clientPort : PacketTrace.serverPort)
        big16(isFromClient ? PacketTrace.serverPort : clientPort)
        big32(ours)
        big32(flags == 0x02 ? 0 : theirs)
        packet.raw([0x50, flags])
        big16(65535)
        big32(0)
        packet.raw(payload)
        file.withLock { PacketTrace.append($0, packet.bytes) }
    }

    private static func append(_ descriptor: Int32, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in _ = Socket.retrying { Int32(clamping: systemWrite(descriptor, bytes)) } }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
