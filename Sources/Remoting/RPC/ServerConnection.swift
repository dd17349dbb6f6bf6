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

/// A connection that was accepted: a thread of its own reads a PDU, runs the call and writes the answer, again and again.
final class ServerConnection: @unchecked Sendable {
    // Unchecked: the stream and the contexts belong to the connection's thread; what others touch is `closing` and constants.
    let isTCP: Bool
    /// Who connected, as the kernel says; zeros over TCP.
    let pid: Int32
    let uid: UInt32
    let server: RPCServer
    /// What the owner of the server keeps with the connection; used on the connection's thread alone.
    var attachment: AnyObject?
    /// The association group that the client asked for or was given.
    private(set) var associationGroup: UInt32 = 0

    private let stream: PDUStream
    private var contexts: [UInt16: any RPCInterface] = [:]
    private var lastContext: (id: UInt16, interface: any RPCInterface)?
    private var isBound = false
    private let closing = Mutex(false)
    private let calling = Atomic<Bool>(false)

    init(_ descriptor: Int32, server: RPCServer, isTCP: Bool, pid: Int32, uid: UInt32) {
        stream = PDUStream(descriptor, options: server.options, conversation: Conversation(isServer: true))
        self.server = server
        self.isTCP = isTCP
        self.pid = pid
        self.uid = uid
    }

    /// Whether a call has come that has not been answered.
    var isCalling: Bool { calling.load(ordering: .acquiring) }

    /// Makes the connection's thread read an end of file; from any thread.
    func interrupt() {
        closing.withLock { isClosed in if !isClosed { shutdown(stream.descriptor, Int32(SHUT_RDWR)) } }
    }

    /// The connection's whole life.
    func run() {
        LiveCount.connection(isServer: true, 1)
        server.delegate.connectionBegan(self)
        serve()
        closing.withLock { isClosed in
            isClosed = true
            close(stream.descriptor)
        }
        lastContext = nil
        contexts = [:]
        stream.releaseMemory()
        server.delegate.connectionEnded(self)
        attachment = nil
        LiveCount.connection(isServer: true, -1)
    }

    private func serve() {
        var callID: UInt32 = 0
        do throws(RPCError) {
            while true {
                let header = try stream.receive()
                callID = header.callID
                guard try handle(header) else { return }
            }
        } catch {
            // What can be said to the peer is said; then the connection ends, because nobody knows where the next PDU begins.
            switch error {
            case .violation(_, let status):
                try? stream.sendFault(status, callID: callID, didNotExecute: true)
            case .refused(_, let reason):
                try? stream.send(BindNak.bytes(reason: reason, callID: callID))
            case .limit:
                try? stream.sendFault(RPCStatus.serverTooBusy, callID: callID, didNotExecute: true)
            case .closed, .broken, .timedOut: break
            }
        }
    }

    /// - Returns: whether the connection goes on.
    private func handle(_ header: PDUHeader) throws(RPCError) -> Bool {
        switch header.type {
        case .request:
            try request(header)
        case .bind, .alterContext:
            return try bind(header)
        case .cancel, .orphaned:
            break  // No call is running on this connection, or the one that was has ended.
        case .auth3:
            throw .violation("an auth3 PDU without authentication")
        case .response, .fault, .bindAck, .bindNak, .alterContextResponse, .shutdown:
            throw .violation("a client sent a PDU of type \(header.type.rawValue), which only servers send")
        }
        return true
    }

    // MARK: Binding

    private func bind(_ header: PDUHeader) throws(RPCError) -> Bool {
        guard header.flags & PDUFlags.only == PDUFlags.only else { throw .violation("a bind in fragments") }
        guard header.authenticationLength == 0 else {
            // Level none is the only one there is: who may connect is decided by the socket.
            if header.type == .bind {
                throw .refused("authentication is not supported", reason: BindNak.authenticationType)
            }
            throw .violation("authentication is not supported", status: RPCStatus.accessDenied)
        }
        guard (header.type == .bind) != isBound else {
            throw .violation(isBound ? "a second bind on a connection" : "an alter_context before the bind")
        }
        let bind = try BindPDU(stream.pdu, isBigEndian: header.isBigEndian)
        if header.type == .bind {
            guard bind.maximumReceive >= 1432, bind.maximumTransmit >= 1432 else {
                throw .refused("fragments shorter than 1432 bytes", reason: BindNak.notSpecified)
            }
            stream.maximumTransmit = min(stream.options.maximumFragment, Int(bind.maximumReceive) & ~7)
            stream.maximumReceive = min(stream.options.maximumFragment, Int(bind.maximumTransmit))
            associationGroup = bind.associationGroup != 0 ? bind.associationGroup : server.newAssociationGroup()
            isBound = true
        }
        let results = bind.contexts.map(accept)
        let answer = BindAckPDU(
            maximumTransmit: UInt16(clamping: stream.maximumTransmit), maximumReceive: UInt16(clamping: stream.maximumReceive),
            associationGroup: associationGroup, secondaryAddress: header.type == .bind ? server.secondaryAddress : "",
            results: results)
        try stream.send(
            answer.bytes(header.type == .bind ? .bindAck : .alterContextResponse, callID: header.callID))
        return true
    }

    private func accept(_ context: PresentationContext) -> ContextResult {
        if context.transferSyntaxes.contains(where: \.isFeatureNegotiation) { return .noFeatures }
        guard context.transferSyntaxes.contains(.ndr20) else { return .rejected(2) }
        guard contexts[context.id] != nil || contexts.count < stream.options.maximumContexts else { return .rejected(3) }
        guard let interface = server.delegate.interface(context.interface) else { return .rejected(1) }
        contexts[context.id] = interface
        if lastContext?.id == context.id { lastContext = nil }
        return .accepted
    }

    // MARK: Calls

    private func request(_ header: PDUHeader) throws(RPCError) {
        calling.store(true, ordering: .releasing)
        defer { calling.store(false, ordering: .releasing) }
        guard isBound else { throw .violation("a request before the bind") }
        guard header.isFirst else { throw .violation("a request's first fragment was to come") }
        guard header.authenticationLength == 0 else {
            throw .violation("authentication is not supported", status: RPCStatus.accessDenied)
        }
        let offset = PDUHeader.requestSize + (header.hasObject ? 16 : 0)
        guard header.length >= offset, let start = stream.pdu.baseAddress else {
            throw .violation("a request is shorter than its header")
        }
        let contextID = Wire.uint16(start + 20, isBigEndian: header.isBigEndian)
        let operation = Wire.uint16(start + 22, isBigEndian: header.isBigEndian)
        let object = header.hasObject ? Wire.guid(start + 24, isBigEndian: header.isBigEndian) : nil
        let message = try stream.takeMessage(header, offset: offset, owned: false)
        defer { if message.ownsBlock { message.block.giveBack() } }
        guard !message.isTooLong else {
            try stream.sendFault(
                UInt32(bitPattern: HResult.RPC_E_OUT_OF_RESOURCES.rawValue), callID: header.callID, contextID: contextID,
                didNotExecute: true)
            return
        }
        guard let interface = interface(contextID) else {
            try stream.sendFault(RPCStatus.invalidContextID, callID: header.callID, contextID: contextID, didNotExecute: true)
            return
        }
        let call = IncomingCall(
            connection: self, operation: operation, object: object, dataRepresentation: header.dataRepresentation,
            stub: UnsafeMutableRawBufferPointer(start: message.body, count: message.length))
        switch interface.call(call) {
        case .block(let block, let offset, let length):
            defer { block.giveBack() }
            try stream.sendMessage(
                .response, callID: header.callID, contextID: contextID, second: 0, object: nil, stub: block.data + offset,
                length: length)
        case .bytes(let bytes):
            let block = try Block(capacity: PDUHeader.responseSize + bytes.count)
            defer { block.giveBack() }
            let stub = block.data + PDUHeader.responseSize
            bytes.withUnsafeBytes { if let base = $0.baseAddress { stub.copyMemory(from: base, byteCount: $0.count) } }
            try stream.sendMessage(
                .response, callID: header.callID, contextID: contextID, second: 0, object: nil, stub: stub, length: bytes.count)
        case .fault(let status, let didNotExecute):
            try stream.sendFault(status, callID: header.callID, contextID: contextID, didNotExecute: didNotExecute)
        }
    }

    @inline(__always)
    private func interface(_ id: UInt16) -> (any RPCInterface)? {
        if let lastContext, lastContext.id == id { return lastContext.interface }
        guard let interface = contexts[id] else { return nil }
        lastContext = (id, interface)
        return interface
    }
}
