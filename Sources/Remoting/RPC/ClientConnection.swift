// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CPlatform
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A connection to a server: one call at a time, on the calling thread.
final class ClientConnection: @unchecked Sendable {
    // Unchecked: it is used by the thread that took it out of its peer's pool; the watcher reads constants alone.
    let number: UInt64
    let options: RPCOptions
    /// Who listens at the other end, as the kernel says; zeros over TCP.
    let pid: Int32
    let uid: UInt32
    private(set) var associationGroup: UInt32 = 0
    /// The last call and the time when the watcher looked at it first: what tells how long the connection has been idle, without
    /// a look at the clock at every call.
    private var lastSeen: (callID: UInt32, time: UInt64) = (0, 0)

    private let stream: PDUStream
    private var callID: UInt32 = 0
    /// By context id: whether the server has accepted it.
    private var accepted: [Bool] = []

    private static let next = Atomic<UInt64>(1)

    /// Connects; nothing is sent yet.
    /// - Parameter receiveTimeout: after how many milliseconds without an answer `idle` is asked.
    convenience init(_ endpoint: Endpoint, options: RPCOptions, receiveTimeout: UInt32) throws(RPCError) {
        let descriptor = try Socket.connect(endpoint, timeout: min(options.fragmentTimeout, options.probeTimeout))
        var uid: uid_t = 0
        var pid: Int32 = 0
        if !endpoint.isTCP {
            guard latebind_peer_credentials(descriptor, &uid, &pid) == 0 else {
                close(descriptor)
                throw .broken("\(endpoint.description): the system does not tell who listens")
            }
            // A socket of another user in a folder that is ours alone cannot be; it is not trusted if it is all the same.
            guard uid == geteuid() || options.allowedUsers.contains(UInt32(uid)) else {
                close(descriptor)
                throw .refused("\(endpoint.description): user \(uid) listens there", reason: 0)
            }
        }
        self.init(adopting: descriptor, pid: pid, uid: UInt32(uid), options: options, receiveTimeout: receiveTimeout)
    }

    /// A connection that has been made already; its descriptor is closed with this.
    init(adopting descriptor: Int32, pid: Int32, uid: UInt32, options: RPCOptions, receiveTimeout: UInt32) {
        number = ClientConnection.next.wrappingAdd(1, ordering: .relaxed).oldValue
        self.options = options
        _ = latebind_set_send_timeout(descriptor, options.fragmentTimeout)
        _ = latebind_set_receive_timeout(descriptor, receiveTimeout)
        self.pid = pid
        self.uid = uid
        stream = PDUStream(descriptor, options: options, conversation: Conversation(isServer: false))
        LiveCount.connection(isServer: false, 1)
    }

    deinit {
        close(stream.descriptor)
        LiveCount.connection(isServer: false, -1)
    }

    var descriptor: Int32 { stream.descriptor }

    /// Gives its memory back: the descriptor is closed when nobody holds the connection any more.
    func releaseMemory() { stream.releaseMemory() }

    // MARK: Binding

    /// The first exchange.
    /// - Parameter contexts: interfaces, each under its index as the context id.
    func bind(_ contexts: [(id: UInt16, interface: SyntaxIdentifier)], associationGroup group: UInt32) throws(RPCError) {
        try negotiate(.bind, contexts, group)
    }

    func isAccepted(_ id: UInt16) -> Bool { Int(id) < accepted.count && accepted[Int(id)] }

    /// Makes sure that the server knows a context.
    /// - Throws: `violation` with nca_s_unk_if if it does not have the interface: then the connection is still good.
    @inline(__always)
    func need(_ id: UInt16, _ interface: @autoclosure () -> SyntaxIdentifier) throws(RPCError) -> Bool {
        if isAccepted(id) { return true }
        try negotiate(.alterContext, [(id, interface())], associationGroup)
        return isAccepted(id)
    }

    private func negotiate(
        _ type: PDUType, _ contexts: [(id: UInt16, interface: SyntaxIdentifier)], _ group: UInt32
    ) throws(RPCError) {
        callID &+= 1
        let request = BindPDU(
            maximumFragment: stream.maximumReceive, associationGroup: group,
            contexts: contexts.map { PresentationContext(id: $0.id, interface: $0.interface, transferSyntaxes: [.ndr20]) })
        var sendError: RPCError?
        do throws(RPCError) { try stream.send(request.bytes(type, callID: callID)) } catch { sendError = error }
        let header: PDUHeader
        do throws(RPCError) {
            // A server that refuses does not wait for the bind: its reason may be there although sending failed.
            var waits: UInt32 = 0
            header = try stream.receive { () throws(RPCError) in
                waits += 1
                if waits * options.probeInterval >= options.probeTimeout {
                    throw .timedOut("the server accepted the connection and does not answer")
                }
            }
        } catch {
            throw sendError ?? error
        }
        switch header.type {
        case .bindAck where type == .bind, .alterContextResponse where type == .alterContext: break
        case .bindNak: throw BindNak.explanation(stream.pdu, isBigEndian: header.isBigEndian)
        case .fault:
            let status = header.length >= 28 ? Wire.uint32(stream.pdu.baseAddress! + 24, isBigEndian: header.isBigEndian) : 0
            if status == RPCStatus.serverTooBusy { throw .limit("the server is too busy") }
            throw .violation("the server answers a bind with fault 0x\(hexadecimal(UInt64(status), digits: 8))")
        default: throw .violation("the server answers a bind with a PDU of type \(header.type.rawValue)")
        }
        let answer = try BindAckPDU(stream.pdu, isBigEndian: header.isBigEndian)
        guard header.callID == callID, answer.results.count == contexts.count else {
            throw .violation("the answer to a bind is of another call or has \(answer.results.count) results")
        }
        if type == .bind {
            guard answer.maximumReceive >= 1432, answer.maximumTransmit >= 1432 else {
                throw .violation("fragments shorter than 1432 bytes")
            }
            stream.maximumTransmit = min(stream.maximumTransmit, Int(answer.maximumReceive) & ~7)
            associationGroup = answer.associationGroup
        }
        for (context, result) in zip(contexts, answer.results) where result == .accepted {
            while accepted.count <= Int(context.id) { accepted.append(false) }
            accepted[Int(context.id)] = true
        }
    }

    // MARK: Calling

    /// How the server answered.
    enum Answer {
        /// The results; the block is the caller's.
        case response(PDUStream.Message, dataRepresentation: UInt32)
        case fault(UInt32, didNotExecute: Bool)
    }

    /// Sends a request.
    /// - Parameters:
    ///   - stub: the stub data, with 40 bytes free in front of them.
    /// - Returns: its call id.
    @inline(__always)
    func send(_ contextID: UInt16, operation: UInt16, object: GUID?, stub: UnsafeMutableRawPointer, length: Int) throws(RPCError)
        -> UInt32
    {
        callID &+= 1
        try stream.sendMessage(
            .request, callID: callID, contextID: contextID, second: operation, object: object, stub: stub, length: length)
        return callID
    }

    /// Waits for the answer.
    /// - Parameter idle: called each time the receive timeout passes; throws to give up.
    @inline(__always)
    func receive(_ callID: UInt32, idle: () throws(RPCError) -> Void) throws(RPCError) -> Answer {
        let header = try stream.receive(idle: idle)
        switch header.type {
        case .response:
            guard header.callID == callID, header.isFirst, header.authenticationLength == 0 else {
                throw .violation("a response to another call, or without its beginning")
            }
            let message = try stream.takeMessage(header, offset: PDUHeader.responseSize, owned: true)
            guard !message.isTooLong else {
                message.block.giveBack()
                return .fault(UInt32(bitPattern: HResult.RPC_E_OUT_OF_RESOURCES.rawValue), didNotExecute: false)
            }
            return .response(message, dataRepresentation: header.dataRepresentation)
        case .fault:
            guard header.callID == callID || header.callID == 0, header.length >= 28, let start = stream.pdu.baseAddress else {
                throw .violation("a fault of another call, or one without a status")
            }
            let status = Wire.uint32(start + 24, isBigEndian: header.isBigEndian)
            return .fault(status, didNotExecute: header.flags & PDUFlags.didNotExecute != 0)
        case .shutdown: throw .closed
        case .bindNak: throw BindNak.explanation(stream.pdu, isBigEndian: header.isBigEndian)
        default: throw .violation("the server answers a call with a PDU of type \(header.type.rawValue)")
        }
    }

    /// Whether nothing but the end can be waiting on it: an idle connection with bytes on it is out of step.
    var isClean: Bool { !stream.hasLeftover }

    /// For how many milliseconds, as far as has been looked, no call has been made. Asked while it is in the pool.
    func idleTime(_ now: UInt64) -> UInt64 {
        if lastSeen.callID != callID || lastSeen.time == 0 { lastSeen = (callID, now) }
        return now - lastSeen.time
    }

    /// A call of an interface that is not ORPC, for the runtime's own sake.
    func call(_ contextID: UInt16, operation: UInt16, _ stub: [UInt8], idle: () throws(RPCError) -> Void) throws(RPCError) -> Answer {
        let block = try Block(capacity: 64 + stub.count)
        defer { block.giveBack() }
        let start = block.data + 40
        stub.withUnsafeBytes { if let base = $0.baseAddress { start.copyMemory(from: base, byteCount: $0.count) } }
        let id = try send(contextID, operation: operation, object: nil, stub: start, length: stub.count)
        return try receive(id, idle: idle)
    }
}
