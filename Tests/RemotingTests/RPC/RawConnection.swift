// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CPlatform
import TestSupport

@testable import Remoting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A peer that sends whatever bytes a test likes, and reads what comes.
final class RawConnection {
    let descriptor: Int32

    init(_ path: String) throws {
        descriptor = try Socket.connect(.unix(path), timeout: 5000)
        // A bug must fail the test, not hang it.
        _ = latebind_set_receive_timeout(descriptor, 10_000)
    }

    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        _ = latebind_set_receive_timeout(descriptor, 10_000)
    }

    deinit { close(descriptor) }

    /// Whether all of it was taken.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        do throws(RPCError) {
            var failure: RPCError?
            bytes.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                do throws(RPCError) { try Socket.send(descriptor, base, bytes.count) } catch { failure = error }
            }
            if let failure { throw failure }
            return true
        } catch {
            return false
        }
    }

    /// No more will come from this side.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    private func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + done, count - done, 0) }
            guard got > 0 else { return nil }
            done += got
        }
        return bytes
    }

    /// A whole PDU; nil when the peer has closed.
    func receive() -> [UInt8]? {
        guard let header = read(16) else { return nil }
        let length = Int(header[8]) | Int(header[9]) << 8
        guard length >= 16 else { return nil }
        guard length > 16 else { return header }
        return read(length - 16).map { header + $0 }
    }

    /// Reads until the peer closes; nil if it does not within the time limit.
    func receiveUntilClosed() -> [UInt8]? {
        var all: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 65536)
        while true {
            let got = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress!, $0.count, 0) }
            if got == 0 || got < 0 && errno == ECONNRESET { return all }
            guard got > 0 else { return nil }
            all += bytes.prefix(got)
        }
    }

    static func bind(_ interfaces: [SyntaxIdentifier], type: PDUType = .bind, callID: UInt32 = 1, first: UInt16 = 0) -> [UInt8] {
        BindPDU(
            maximumFragment: 4280, associationGroup: 0,
            contexts: interfaces.enumerated().map {
                PresentationContext(id: first + UInt16($0), interface: $1, transferSyntaxes: [.ndr20])
            }
        ).bytes(type, callID: callID)
    }

    static func request(
        _ contextID: UInt16, _ operation: UInt16, object: GUID? = nil, callID: UInt32 = 2, flags: UInt8 = PDUFlags.only,
        _ stub: [UInt8]
    ) -> [UInt8] {
        PDUHeader.pdu(.request, flags: object == nil ? flags : flags | PDUFlags.object, callID: callID) { writer in
            writer.uint32(UInt32(stub.count))
            writer.uint16(contextID)
            writer.uint16(operation)
            if let object { writer.guid(object) }
            writer.raw(stub)
        }
    }

    /// ORPCTHIS with a causality id, then the arguments.
    static func orpc(_ arguments: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes.withUnsafeMutableBytes {
            ORPCHeaders.writeThis(GUID("{AAAAAAAA-0000-0000-0000-000000000001}")!, hasExtents: false, to: $0.baseAddress!)
        }
        return bytes + arguments
    }
}

func type(of pdu: [UInt8]?) -> UInt8? { pdu.map { $0[2] } }

/// The status of a fault.
func status(_ pdu: [UInt8]?) -> UInt32? {
    guard let pdu, pdu[2] == PDUType.fault.rawValue, pdu.count >= 28 else { return nil }
    return pdu.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 24, as: UInt32.self) }
}
