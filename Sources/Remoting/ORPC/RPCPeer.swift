// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes
import CPlatform
import Synchronization

/// A process at the other end: of calls to us, of ours to it, or both.
///
/// There is one instance for each process that is known by the 48 bits of its OXIDs (ILatebindExporter::Hello, or an OXID that we
/// called), and one for each association group of a peer that does not say who it is. The `pvDestContext` of every channel
/// (GetDestCtx) is the address of its instance: `RPCPeer.from(destinationContext:)`.
///
/// It dies when no connection in either direction is left: `ORPCServices.peerDied` is told, once.
public final class RPCPeer: Sendable {
    /// The upper 48 bits of the OXIDs of the process; nil for a peer that has not said.
    public let process: UInt64?
    /// Whether it is reached over loopback TCP: OBJREFs for it need string bindings.
    public let usesTCP: Bool
    let runtime: ORPCRuntime
    /// Where it listens; nil if it does not, as far as we know.
    let endpoint: Endpoint?
    private let state: Mutex<State>

    private struct State {
        /// SO_PEERCRED of the first connection; 0 where the transport does not tell.
        var pid: Int32
        var uid: UInt32
        /// Connections from it and to it, and those that are being made.
        var connections = 0
        /// How many holders of proxies there are: see `retainProxies`.
        var proxies = 0
        var isDead = false
        /// Connections to it that no call uses, the one used last at the end.
        var idle: [ClientConnection] = []
        /// Connections whose call was given up: they say that both sides live until another one does.
        var abandoned: [ClientConnection] = []
        /// The interfaces that are called, each with its context id: the same on every connection.
        var contexts: [GUID: UInt16] = [:]
        var interfaces: [GUID] = []
        var associationGroup: UInt32 = 0
        /// When it last answered the question whether it lives, and whether it is being asked.
        var lastAnswer: UInt64 = 0
        var isProbing = false
        /// What it told about its apartments.
        var apartments: [UInt64: ExportedApartment] = [:]
    }

    init(runtime: ORPCRuntime, process: UInt64?, endpoint: Endpoint?, usesTCP: Bool, pid: Int32, uid: UInt32) {
        self.runtime = runtime
        self.process = process
        self.endpoint = endpoint
        self.usesTCP = usesTCP
        var state = State(pid: pid, uid: uid)
        for (index, interface) in RPCPeer.firstContexts.enumerated() {
            state.contexts[interface.uuid] = UInt16(index)
            state.interfaces.append(interface.uuid)
        }
        self.state = Mutex(state)
    }

    /// The process id at the time of the first connection, 0 if the transport does not tell. It proves nothing later on.
    public var pid: Int32 { state.withLock { $0.pid } }
    /// The user that the process runs as.
    public var uid: UInt32 { state.withLock { $0.uid } }
    /// Whether no connection in either direction is left, or will be again.
    public var isDead: Bool { state.withLock { $0.isDead } }

    /// What GetDestCtx gives as pvDestContext; valid as long as the peer is.
    public var destinationContext: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// The peer behind the pvDestContext of a channel of this folder (with a dwDestContext of MSHCTX_LOCAL or MSHCTX_NOSHAREDMEM);
    /// nil for a null pointer.
    public static func from(destinationContext: UnsafeMutableRawPointer?) -> RPCPeer? {
        destinationContext.map { Unmanaged<RPCPeer>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: Proxies

    /// Says that proxies of the peer's objects begin to exist: from now on one connection to it is kept, by which it knows that we
    /// live. Balanced by `releaseProxies`.
    /// - Throws: RPC_E_DISCONNECTED if it is not there any more.
    public func retainProxies() throws(COMError) {
        state.withLock { $0.proxies += 1 }
        do throws(COMError) {
            let connection = try connection()
            putBack(connection)
        } catch {
            state.withLock { $0.proxies -= 1 }
            throw error
        }
    }

    /// The last proxy of one holder has gone. When no holder is left, the connections are closed after a while.
    public func releaseProxies() {
        state.withLock { $0.proxies -= 1 }
    }

    // MARK: Connections

    /// The contexts that every connection begins with, in this order.
    static let firstContexts = [
        SyntaxIdentifier(LatebindExporter.iid), SyntaxIdentifier(ObjectExporter.iid), SyntaxIdentifier(RemUnknown.iid2),
    ]

    /// The context id of an interface on all connections to the peer.
    func contextID(_ iid: GUID) throws(COMError) -> UInt16 {
        let id: UInt16? = state.withLock { state in
            if let known = state.contexts[iid] { return known }
            guard state.interfaces.count < runtime.options.maximumContexts else { return nil }
            let id = UInt16(state.interfaces.count)
            state.contexts[iid] = id
            state.interfaces.append(iid)
            return id
        }
        guard let id else {
            throw COMError(.RPC_E_OUT_OF_RESOURCES, "more than \(runtime.options.maximumContexts) interfaces of one process are called")
        }
        return id
    }

    /// A connection that nobody else uses: an idle one or a new one. `putBack` or `close` it.
    @inline(__always)
    func connection() throws(COMError) -> ClientConnection {
        if let idle = idleConnection() { return idle }
        return try connect()
    }

    @inline(__always)
    func idleConnection() -> ClientConnection? { state.withLock { $0.idle.popLast() } }

    /// A new connection, introduced to the server.
    func connect() throws(COMError) -> ClientConnection {
        guard let endpoint else {
            throw COMError(.RPC_E_DISCONNECTED, "the process has not said where it listens")
        }
        let (isDead, contexts, group) = state.withLock { state in
            if !state.isDead { state.connections += 1 }
            // What has been called before will be called again, as far as it fits into the first message.
            let contexts = state.interfaces.prefix(32).enumerated().map { (id: UInt16($0), interface: SyntaxIdentifier($1)) }
            return (state.isDead, contexts, state.associationGroup)
        }
        guard !isDead else { throw COMError(.RPC_E_DISCONNECTED, "the process of the object has ended") }
        do throws(RPCError) {
            let connection = try ClientConnection(endpoint, options: runtime.options, receiveTimeout: runtime.receiveTimeout)
            try connection.bind(contexts, associationGroup: group)
            let told = try LatebindExporter.hello(connection, process: runtime.process)
            try check(connection, told)
            HangupWatcher.shared.add(connection, of: self)
            for abandoned in takeAbandoned() { close(abandoned) }
            return connection
        } catch {
            connectionEnded()
            switch error {
            case .closed, .broken: throw COMError(.RPC_E_DISCONNECTED, "the process of the object cannot be reached: " + error.text)
            default: throw error.comError(wasSent: false)
            }
        }
    }

    /// Counts a connection that another way made, and takes it into the pool.
    /// - Returns: false if the peer is dead.
    func adopt(_ connection: ClientConnection) -> Bool {
        let isAlive = state.withLock { state in
            if !state.isDead { state.connections += 1 }
            return !state.isDead
        }
        guard isAlive else { return false }
        HangupWatcher.shared.add(connection, of: self)
        putBack(connection)
        return true
    }

    /// Whether the process that answers is the one that is meant.
    private func check(_ connection: ClientConnection, _ told: UInt64?) throws(RPCError) {
        if let process, let told, told != process {
            throw .refused("another process than the object's listens at its socket", reason: 0)
        }
        let isOther = state.withLock { state in
            if state.pid == 0 {
                state.pid = connection.pid
                state.uid = connection.uid
            }
            if state.associationGroup == 0 { state.associationGroup = connection.associationGroup }
            return connection.pid != 0 && connection.pid != state.pid
        }
        if isOther { throw .refused("the process \(connection.pid) listens at the socket of another one", reason: 0) }
    }

    /// Gives a connection back, for the next call.
    @inline(__always)
    func putBack(_ connection: ClientConnection) {
        let isKept = state.withLock { state in
            guard !state.isDead, state.idle.count < runtime.options.maximumIdle, connection.isClean else { return false }
            state.idle.append(connection)
            return true
        }
        if !isKept { close(connection) }
    }

    /// Ends a connection that `connection()` gave.
    func close(_ connection: ClientConnection) {
        HangupWatcher.shared.remove(connection)
        connection.releaseMemory()
        connectionEnded()
    }

    /// Ends a connection after a failure. One whose call was given up cannot be used again, but it is kept until there is another:
    /// the last connection's end is a process's end for the other side.
    func end(_ connection: ClientConnection, after error: RPCError) {
        guard case .timedOut = error else { return close(connection) }
        let isKept = state.withLock { state in
            guard !state.isDead, state.connections == 1 || state.abandoned.isEmpty else { return false }
            state.abandoned.append(connection)
            return true
        }
        if !isKept { close(connection) }
    }

    private func takeAbandoned() -> [ClientConnection] {
        state.withLock { state in
            defer { state.abandoned = [] }
            return state.abandoned
        }
    }

    /// A connection from the peer has come, or one to it.
    /// - Returns: false if the peer is dead: then there is a new one for its process.
    func connectionBegan(pid: Int32, uid: UInt32) -> Bool {
        state.withLock { state in
            guard !state.isDead else { return false }
            state.connections += 1
            if state.pid == 0 {
                state.pid = pid
                state.uid = uid
            }
            return true
        }
    }

    func connectionEnded() {
        let (isLast, idle) = state.withLock { state in
            state.connections -= 1
            guard state.connections == 0, !state.isDead else { return (false, [ClientConnection]()) }
            state.isDead = true
            defer {
                state.idle = []
                state.abandoned = []
            }
            return (true, state.idle + state.abandoned)
        }
        for connection in idle {
            HangupWatcher.shared.remove(connection)
            connection.releaseMemory()
        }
        if isLast {
            runtime.forget(self)
            runtime.services.peerDied(self)
        }
    }

    /// The watcher saw the end of a connection. One in use is left to its user, who sees it too.
    func serverHungUp(_ connection: ClientConnection) {
        let wasIdle = state.withLock { state in
            let before = state.idle.count + state.abandoned.count
            state.idle.removeAll { $0 === connection }
            state.abandoned.removeAll { $0 === connection }
            return state.idle.count + state.abandoned.count < before
        }
        if wasIdle { close(connection) }
    }

    /// Closes idle connections that have not been used for a while: all but one if there are proxies.
    /// - Returns: whether there are such that are not old enough yet.
    func trim() -> Bool {
        let (closed, isWaiting) = state.withLock { state in
            let kept = state.proxies > 0 ? 1 : 0
            guard state.idle.count > kept || !state.abandoned.isEmpty && kept == 0 else { return ([ClientConnection](), false) }
            let now = Socket.now()
            // The first in the pool are those that have waited longest.
            let old = state.idle.dropLast(kept).prefix { $0.idleTime(now) >= UInt64(runtime.options.linger) }
            let closed = Array(old)
            state.idle.removeFirst(closed.count)
            guard kept == 0 else { return (closed, state.idle.count > kept) }
            defer { state.abandoned = [] }
            return (closed + state.abandoned, !state.idle.isEmpty)
        }
        for connection in closed { close(connection) }
        return isWaiting
    }

    /// Closes all idle connections at once.
    func closeIdle() {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for connection in idle + takeAbandoned() { close(connection) }
    }

    // MARK: Whether it lives

    /// Asks the process, on a connection of its own, whether it lives: a method may take as long as it likes, but a process that
    /// is stopped must not hold its callers for ever.
    /// - Throws: `timedOut` if it does not answer in time.
    func probe() throws(RPCError) {
        guard let endpoint else { return }
        let options = runtime.options
        let isMine = state.withLock { state in
            guard !state.isProbing, Socket.now() >= state.lastAnswer + UInt64(options.probeInterval) / 2 else { return false }
            state.isProbing = true
            return true
        }
        guard isMine else { return }
        var answered = false
        defer {
            state.withLock { state in
                state.isProbing = false
                if answered { state.lastAnswer = Socket.now() }
            }
        }
        do throws(RPCError) {
            let connection = try ClientConnection(endpoint, options: options, receiveTimeout: options.probeTimeout)
            try connection.bind([(0, SyntaxIdentifier(ObjectExporter.iid))], associationGroup: 0)
            if connection.isAccepted(0) { try ObjectExporter.serverAlive(connection, contextID: 0) }
            answered = true
        } catch {
            switch error {
            case .timedOut: throw .timedOut("the process of the object does not answer: it is stopped or stuck")
            case .closed, .broken: throw error
            case .violation, .limit, .refused: answered = true  // Not the answer that was wanted, but one.
            }
        }
    }

    // MARK: Its apartments

    /// What the process tells about one of its apartments; asked once.
    /// - Throws: OR_INVALID_OXID (0x80070776) for one that it does not have; what a call throws.
    public func apartment(oxid: UInt64) throws(COMError) -> ExportedApartment {
        if let known = state.withLock({ $0.apartments[oxid] }) { return known }
        let apartment = try call { connection, idle throws(RPCError) in
            try ObjectExporter.resolve(connection, oxid: oxid, idle: idle)
        }
        guard let apartment else { throw COMError(HResult(0x8007_0776), "the process has no apartment with this OXID") }
        learn(oxid, apartment)
        return apartment
    }

    /// Keeps what an activation told about an apartment.
    func learn(_ oxid: UInt64, _ apartment: ExportedApartment) {
        state.withLock { state in
            // A process has few apartments; one that invents them does not fill our memory.
            if state.apartments.count < 1024 { state.apartments[oxid] = apartment }
        }
    }

    /// One call of an interface of the runtime's own that must not be made twice.
    func callOnce(_ contextID: UInt16, _ interface: SyntaxIdentifier, operation: UInt16, _ stub: [UInt8]) throws(COMError)
        -> ClientConnection.Answer
    {
        while true {
            let pooled = idleConnection()
            let connection = if let pooled { pooled } else { try connect() }
            var wasSent = false
            do throws(RPCError) {
                guard try connection.need(contextID, interface) else {
                    throw .violation("the server does not know the interface", status: RPCStatus.unknownInterface)
                }
                let answer = try connection.call(contextID, operation: operation, stub) { () throws(RPCError) in
                    wasSent = true
                    try probe()
                }
                putBack(connection)
                return answer
            } catch {
                end(connection, after: error)
                if pooled != nil, !wasSent, case .broken(let text) = error, text.hasPrefix("sending") { continue }
                if case .violation(_, RPCStatus.unknownInterface) = error { throw COMError(.RPC_S_UNKNOWN_IF, error.text) }
                throw error.comError(wasSent: true)
            }
        }
    }

    /// One exchange on a connection of the pool, for the runtime's own interfaces.
    func call<Result>(
        _ body: (ClientConnection, _ idle: () throws(RPCError) -> Void) throws(RPCError) -> Result
    ) throws(COMError) -> Result {
        while true {
            let pooled = idleConnection()
            let connection = if let pooled { pooled } else { try connect() }
            do throws(RPCError) {
                let result = try body(connection) { () throws(RPCError) in try probe() }
                putBack(connection)
                return result
            } catch {
                end(connection, after: error)
                // An idle connection may have ended unnoticed; these calls may be repeated.
                if pooled != nil, case .closed = error { continue }
                if pooled != nil, case .broken = error { continue }
                throw error.comError(wasSent: true)
            }
        }
    }
}
