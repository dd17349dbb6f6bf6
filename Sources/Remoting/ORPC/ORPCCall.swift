// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
public import AutomationTypes
import CAutomation
import CPlatform
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What belongs to a call at both of its ends, and the client's end of one.
public enum ORPCCall {
    // MARK: Causality

    /// The causality id of the call that the calling thread serves: what its own calls out carry on. nil outside of one: then
    /// every call out begins a new chain. [MS-DCOM] 2.2.6
    public static var causality: GUID? {
        get {
            let thread = latebind_current_thread()!
            return thread.pointee.has_causality == 0 ? nil : unsafeBitCast(thread.pointee.causality, to: GUID.self)
        }
        set {
            let thread = latebind_current_thread()!
            thread.pointee.has_causality = newValue == nil ? 0 : 1
            if let newValue { thread.pointee.causality = unsafeBitCast(newValue, to: type(of: thread.pointee.causality)) }
        }
    }

    /// Runs `body` as a part of a chain of calls: for the thread of an apartment that serves one.
    @inline(__always)
    public static func withCausality<Result>(_ id: GUID, _ body: () -> Result) -> Result {
        let before = causality
        causality = id
        defer { causality = before }
        return body()
    }

    private static let counter = Atomic<UInt64>(0)
    /// 64 random bits of the process, so that no two processes begin the same chain.
    private static let prefix: UInt64 = UInt64.random(in: 1...UInt64.max)

    @inline(__always)
    static func causalityForCall() -> GUID {
        causality ?? newCausality()
    }

    /// Calls `body` in the chain of the call that this thread serves or makes, or in a new one, whose id it is given.
    static func inChain<Result>(_ body: (GUID) -> Result) -> Result {
        let before = causality
        let causality = causalityForCall()
        self.causality = causality
        defer { self.causality = before }
        return body(causality)
    }

    /// The id of a chain that begins.
    static func newCausality() -> GUID {
        let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
        return unsafeBitCast((prefix, number), to: GUID.self)
    }

    // MARK: A call out

    /// The results of a call.
    struct Results {
        /// The caller's to give back.
        let block: Block
        let offset: Int
        let length: Int
        let dataRepresentation: UInt32

        var reader: WireReader {
            WireReader(
                UnsafeRawBufferPointer(start: block.data + offset, count: length),
                isBigEndian: dataRepresentation & 0xF0 == 0, "a response")
        }
    }

    /// How many bytes must be free in front of the arguments: header, object UUID, ORPCTHIS.
    static let headroom = PDUHeader.requestSize + 16 + ORPCHeaders.thisSize
    /// How many bytes are in front of the results: header, ORPCTHAT.
    static let resultHeadroom = PDUHeader.responseSize + ORPCHeaders.thatSize

    /// Calls a method of a remote interface and waits, as the thread's apartment waits.
    /// - Parameters:
    ///   - block: the arguments, `headroom` bytes behind its beginning; stays the caller's.
    ///   - length: of the arguments, in bytes.
    ///   - context: what an observer sends along; nothing if it is empty.
    ///   - asksHooks: whether the channel hooks are asked: not for the system's own calls, IRemUnknown's.
    /// - Throws: RPC_E_SERVER_DIED_DNE or RPC_E_DISCONNECTED if the call was not made, RPC_E_SERVER_DIED if it may have been,
    ///   RPC_E_TIMEOUT, and what a fault says.
    static func perform(
        _ peer: RPCPeer, contextID: UInt16, iid: GUID, ipid: GUID, operation: UInt16, block: Block, length: Int,
        context: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0), asksHooks: Bool = true
    ) throws(COMError) -> Results {
        guard length <= peer.runtime.options.maximumMessage - 4096 else {
            throw COMError(.RPC_E_OUT_OF_RESOURCES, "the arguments are longer than \(peer.runtime.options.maximumMessage) bytes")
        }
        let waiting = peer.runtime.services.callWaiting()
        let causality = causalityForCall()
        var begin: UInt64 = 0
        while true {
            let outcome: Outcome
            do throws(COMError) {
                outcome = try attempt(
                    peer, contextID: contextID, iid: iid, ipid: ipid, operation: operation, causality: causality, block: block,
                    length: length, context: context, asksHooks: asksHooks, waiting: waiting)
            } catch {
                if asksHooks {
                    ChannelHooks.notifyClient(iid, [], dataRepresentation: PDUHeader.dataRepresentation, fault: error.hresult)
                }
                throw error
            }
            switch outcome {
            case .results(let results): return results
            case .fault(let failure):
                guard failure == .RPC_E_SERVERCALL_RETRYLATER || failure == .RPC_E_CALL_REJECTED else {
                    throw COMError(failure, failure == .RPC_E_DISCONNECTED ? "the object is not there any more" : nil)
                }
                // The callee's apartment did not take the call; the caller's message filter says what now.
                let now = Socket.now()
                if begin == 0 { begin = now }
                guard
                    let delay = peer.runtime.services.retryDelay(
                        rejection: failure, elapsed: UInt32(clamping: now - begin), peer: peer)
                else { throw COMError(failure, "the server's apartment rejected the call") }
                pause(delay, waiting)
            }
        }
    }

    private enum Outcome {
        case results(Results)
        case fault(HResult)
    }

    @inline(__always)
    private static func attempt(
        _ peer: RPCPeer, contextID: UInt16, iid: GUID, ipid: GUID, operation: UInt16, causality: GUID, block: Block,
        length: Int, context: UnsafeRawBufferPointer, asksHooks: Bool, waiting: (any CallWaiting)?
    ) throws(COMError) -> Outcome {
        var stub = block.data + (PDUHeader.requestSize + 16)
        var stubLength = ORPCHeaders.thisSize + length
        var extended: Block?
        defer { extended?.giveBack() }
        if ChannelHooks.areThere && asksHooks || context.count > 0 {
            var extents = asksHooks ? ChannelHooks.clientExtents(iid) : []
            if context.count > 0 { extents.append(ORPCExtent(id: CallObserver.extensionID, data: [UInt8](context))) }
            extended = try withExtents(extents, block, length, &stub, &stubLength)
        }
        ORPCHeaders.writeThis(causality, hasExtents: extended != nil, to: stub)
        while true {
            let pooled = peer.idleConnection()
            let connection = if let pooled { pooled } else { try peer.connect() }
            var wasSent = false
            let answer: ClientConnection.Answer
            do throws(RPCError) {
                guard try connection.need(contextID, SyntaxIdentifier(iid)) else {
                    peer.putBack(connection)
                    return .fault(.RPC_S_UNKNOWN_IF)
                }
                let id = try connection.send(contextID, operation: operation, object: ipid, stub: stub, length: stubLength)
                wasSent = true
                var waits: UInt32 = 0
                let idle = { () throws(RPCError) in
                    waits += 1
                    try stillWaiting(peer, waits)
                }
                if let waiting { try serve(waiting, until: connection.descriptor, peer, idle) }
                answer = try connection.receive(id, idle: idle)
            } catch {
                peer.end(connection, after: error)
                if pooled != nil, !wasSent {
                    // The server closed an idle connection: not a reason to fail.
                    switch error {
                    case .closed, .broken: continue
                    default: break
                    }
                }
                throw error.comError(wasSent: wasSent)
            }
            peer.putBack(connection)
            switch answer {
            case .response(let message, let dataRepresentation): return .results(try results(message, dataRepresentation, iid, asksHooks))
            case .fault(let status, _):
                let failure = RPCStatus.hresult(status)
                if asksHooks {
                    ChannelHooks.notifyClient(iid, [], dataRepresentation: PDUHeader.dataRepresentation, fault: failure)
                }
                return .fault(failure)
            }
        }
    }

    /// What stands behind ORPCTHAT; the extents are told to whom they concern.
    @inline(__always)
    private static func results(
        _ message: PDUStream.Message, _ dataRepresentation: UInt32, _ iid: GUID, _ asksHooks: Bool
    ) throws(COMError) -> Results {
        let stub = UnsafeRawBufferPointer(start: message.body, count: message.length)
        do throws(RPCError) {
            let (extents, offset) = try ORPCHeaders.readThat(stub, isBigEndian: dataRepresentation & 0xF0 == 0)
            if !extents.isEmpty, let error = extents.first(where: { $0.id == ErrorInformation.extensionID }) {
                ErrorInformation.apply(error)
            }
            if asksHooks { ChannelHooks.notifyClient(iid, extents, dataRepresentation: dataRepresentation, fault: .S_OK) }
            return Results(
                block: message.block, offset: message.offset + offset, length: message.length - offset,
                dataRepresentation: dataRepresentation)
        } catch {
            message.block.giveBack()
            throw error.comError(wasSent: true)
        }
    }

    /// A copy of the arguments behind an ORPCTHIS with extents; nil if there are none.
    private static func withExtents(
        _ extents: [ORPCExtent], _ block: Block, _ length: Int, _ stub: inout UnsafeMutableRawPointer, _ stubLength: inout Int
    ) throws(COMError) -> Block? {
        guard !extents.isEmpty else { return nil }
        let bytes = ORPCHeaders.write(extents)
        do throws(RPCError) {
            let copy = try Block(capacity: headroom + bytes.count + length)
            bytes.withUnsafeBytes { (copy.data + headroom).copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
            (copy.data + headroom + bytes.count).copyMemory(from: block.data + headroom, byteCount: length)
            stub = copy.data + (PDUHeader.requestSize + 16)
            stubLength = ORPCHeaders.thisSize + bytes.count + length
            return copy
        } catch {
            throw error.comError(wasSent: false)
        }
    }

    // MARK: Waiting

    /// The receive timeout has passed `waits` times.
    private static func stillWaiting(_ peer: RPCPeer, _ waits: UInt32) throws(RPCError) {
        let limit = peer.runtime.options.callTimeout
        if limit > 0, UInt64(waits) * UInt64(peer.runtime.receiveTimeout) >= UInt64(limit) {
            throw .timedOut("the call took longer than \(limit) ms")
        }
        try peer.probe()
    }

    /// Serves the apartment until the answer begins to arrive.
    private static func serve(
        _ waiting: any CallWaiting, until descriptor: Int32, _ peer: RPCPeer, _ idle: () throws(RPCError) -> Void
    ) throws(RPCError) {
        while true {
            var waits = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: waiting.wakeDescriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&waits, 2, Int32(clamping: peer.runtime.receiveTimeout))
            if count == 0 { try idle() }
            guard count > 0 else { continue }
            // The answer comes first: what waits in the apartment is served when its thread is back in its loop.
            if waits[0].revents != 0 { return }
            if waits[1].revents != 0 { withoutCausality { waiting.serve() } }
        }
    }

    /// What is served while a call is out brings its own causality id, and leaves the caller's as it was.
    private static func withoutCausality(_ body: () -> Void) {
        let before = causality
        body()
        causality = before
    }

    /// Waits before a call is sent again; an apartment serves meanwhile.
    private static func pause(_ milliseconds: UInt32, _ waiting: (any CallWaiting)?) {
        let end = Socket.now() + UInt64(milliseconds)
        while true {
            let now = Socket.now()
            guard now < end else { return }
            guard let waiting else {
                _ = poll(nil, 0, Int32(clamping: end - now))
                continue
            }
            var wake = pollfd(fd: waiting.wakeDescriptor, events: Int16(POLLIN), revents: 0)
            if poll(&wake, 1, Int32(clamping: end - now)) > 0 { withoutCausality { waiting.serve() } }
        }
    }
}
