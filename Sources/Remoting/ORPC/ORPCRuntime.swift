// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CPlatform
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// ORPC as one process has it: its listener, the processes that it knows, the calls between.
///
/// A process has one, which its exporter makes; tests make several, which then are like several processes.
public final class ORPCRuntime: Sendable {
    /// The upper 48 bits of the OXIDs of this process.
    public let process: UInt64
    let services: any ORPCServices
    let options: RPCOptions
    private let folder: RuntimeFolder
    private let state = Mutex(State())

    private struct State {
        var peers: [UInt64: RPCPeer] = [:]
        /// Peers that have not said who they are, by their association group.
        var strangers: [UInt32: RPCPeer] = [:]
        var server: RPCServer?
        var isListening = false
        var isStopped = false
    }

    /// - Parameters:
    ///   - process: 48 random bits: `randomProcess()`.
    ///   - folder: where the sockets are; the user's runtime folder if it is nil.
    public init(
        process: UInt64 = ORPCRuntime.randomProcess(), services: any ORPCServices, options: RPCOptions = RPCOptions(),
        folder: RuntimeFolder? = nil
    ) throws(COMError) {
        guard process > 0, process < 1 << 48 else { throw COMError(.E_INVALIDARG, "a process has 48 bits") }
        self.process = process
        self.services = services
        self.options = options.checked
        self.folder = if let folder { folder } else { try RuntimeFolder.current() }
    }

    /// 48 bits that nobody can guess, not 0.
    public static func randomProcess() -> UInt64 {
        var bits: UInt64 = 0
        repeat {
            _ = withUnsafeMutableBytes(of: &bits) { latebind_random($0.baseAddress, 6) }
        } while bits == 0
        return bits
    }

    /// After how many milliseconds a waiting call looks whether it should wait on.
    var receiveTimeout: UInt32 {
        options.callTimeout > 0 ? min(options.callTimeout, options.probeInterval) : options.probeInterval
    }

    // MARK: Listening

    /// Where this process listens.
    public var socketPath: String { folder.socket(process: process) }

    /// Begins to listen at the process's own socket, if it does not yet: before the first interface is marshaled for others.
    /// - Throws: E_ACCESSDENIED, RPC_E_OUT_OF_RESOURCES and what else keeps it from listening.
    public func listen() throws(COMError) {
        let mustBegin = state.withLock { state in
            defer { state.isListening = true }
            return !state.isListening
        }
        guard mustBegin else { return }
        folder.removeStaleSockets()
        do throws(COMError) {
            try server().listen(path: socketPath)
            Cleanup.shared.add(self)
        } catch {
            state.withLock { $0.isListening = false }
            throw error
        }
    }

    /// Listens at another path, in a folder that is the user's alone: a socket by which a class is found.
    public func listen(path: String) throws(COMError) {
        try server().listen(path: path)
        Cleanup.shared.add(self)
    }

    /// Serves a socket that listens already.
    /// - Parameter isShared: whether another process listens at it too, as systemd does, and goes on when this one stops.
    public func listen(descriptor: Int32, isShared: Bool = true) throws(COMError) {
        try server().listen(descriptor: descriptor, isShared: isShared)
    }

    /// Stops accepting connections of such a socket, and closes it. Connections go on.
    public func stopListening(descriptor: Int32) { state.withLock { $0.server }?.stopListening(descriptor: descriptor) }

    /// Listens at 127.0.0.1, for clients that are not Latebind's: any process of any user of this machine may then call.
    /// - Parameter port: 0 for one that is free.
    /// - Returns: the port.
    public func listen(port: UInt16) throws(COMError) -> UInt16 { try server().listen(port: port) }

    func server() throws(COMError) -> RPCServer {
        let server = state.withLock { state -> RPCServer? in
            if state.isStopped { return nil }
            if let server = state.server { return server }
            let made = RPCServer(options: options, secondaryAddress: socketPath, delegate: Delegate(self))
            state.server = made
            return made
        }
        guard let server else { throw COMError(.RPC_E_DISCONNECTED, "the runtime is stopped") }
        return server
    }

    /// How many connections are being served.
    public var connectionCount: Int { state.withLock { $0.server }?.connectionCount ?? 0 }

    /// How many have been accepted so far.
    var acceptedCount: Int { state.withLock { $0.server }?.acceptedCount ?? 0 }

    /// How many processes are known, by their name or by their association group.
    var peerCount: Int { state.withLock { $0.peers.count + $0.strangers.count } }

    /// The addresses for clients over TCP: in OBJREFs and answers for them.
    public var stringBindings: StringBindings {
        StringBindings(ports: state.withLock { $0.server }?.ports ?? [])
    }

    /// Returns when the calls that run have been answered, or after so many milliseconds.
    func finishCalls(within milliseconds: UInt64) { state.withLock { $0.server }?.finishCalls(within: milliseconds) }

    /// Stops listening, closes all connections, and waits for the calls that are served. Not to be called from one of them.
    public func stop() {
        let (server, peers) = state.withLock { state in
            state.isStopped = true
            let peers = Array(state.peers.values) + Array(state.strangers.values)
            return (state.server, peers)
        }
        server?.stop()
        for peer in peers { peer.closeIdle() }
        state.withLock { state in
            state.server = nil
            state.peers = [:]
            state.strangers = [:]
        }
        Cleanup.shared.remove(self)
    }

    // MARK: Peers

    /// The process of an OXID. It is not connected to before something is asked of it.
    /// - Parameter bindings: what the OBJREF says where it listens; for a process of this user nothing is needed.
    /// - Throws: RPC_E_INVALID_OBJREF for an OXID that cannot be one.
    public func peer(oxid: UInt64, bindings: StringBindings = StringBindings()) throws(COMError) -> RPCPeer {
        let process = oxid >> 16
        guard process != 0 else { throw COMError(HResult(0x8001_011D), "the OBJREF's OXID \(oxid) is of no process") }
        return state.withLock { state in
            if let known = state.peers[process], known.endpoint != nil { return known }
            let path = folder.socket(process: process)
            let isLocal = bindings.ports.isEmpty || access(path, F_OK) == 0
            let endpoint: Endpoint = isLocal ? .unix(path) : .tcp(bindings.ports[0])
            let made = RPCPeer(
                runtime: self, process: process, endpoint: endpoint, usesTCP: endpoint.isTCP, pid: 0, uid: 0)
            state.peers[process] = made
            return made
        }
    }

    /// Connects to whoever listens at an endpoint, and learns who it is.
    private func connect(_ endpoint: Endpoint) throws(COMError) -> RPCPeer {
        do throws(RPCError) {
            let connection = try ClientConnection(endpoint, options: options, receiveTimeout: receiveTimeout)
            try connection.bind(
                RPCPeer.firstContexts.enumerated().map { (id: UInt16($0), interface: $1) }, associationGroup: 0)
            guard let told = try LatebindExporter.hello(connection, process: process), told > 0, told < 1 << 48 else {
                throw .refused("\(endpoint.description): the server is not one of Latebind's", reason: 0)
            }
            while true {
                let peer = try self.peer(told, at: endpoint, connection)
                if peer.adopt(connection) { return peer }
                // It died at this moment: the next one is new.
                forget(peer)
            }
        } catch {
            throw error.comError(wasSent: false)
        }
    }

    private func peer(_ process: UInt64, at endpoint: Endpoint, _ connection: ClientConnection) throws(RPCError) -> RPCPeer {
        let peer = state.withLock { state in
            if let known = state.peers[process], known.endpoint != nil { return known }
            let own = folder.socket(process: process)
            let reachable: Endpoint = endpoint.isTCP ? endpoint : .unix(own)
            let made = RPCPeer(
                runtime: self, process: process, endpoint: reachable, usesTCP: endpoint.isTCP, pid: connection.pid,
                uid: connection.uid)
            state.peers[process] = made
            return made
        }
        // The socket may have been opened by who started the server (socket activation): then the kernel tells that process.
        return peer
    }

    /// A peer has died; if it comes back it is a new one.
    func forget(_ peer: RPCPeer) {
        state.withLock { state in
            if let process = peer.process, state.peers[process] === peer { state.peers[process] = nil }
            for (group, stranger) in state.strangers where stranger === peer { state.strangers[group] = nil }
        }
    }

    // MARK: What the server's connections ask

    /// What is kept with a connection.
    private final class ConnectionState {
        var peer: RPCPeer
        var channel: ServerChannel
        init(_ peer: RPCPeer) {
            self.peer = peer
            channel = ServerChannel(peer: peer)
        }
    }

    /// Hello: from now on the connection is that process's.
    /// - Returns: false if the process is another one than it says, or has said something else before.
    func introduce(_ connection: ServerConnection, as process: UInt64) -> Bool {
        if let known = connection.attachment as? ConnectionState { return known.peer.process == process }
        while true {
            let peer = state.withLock { state in
                if let known = state.peers[process] { return known }
                let endpoint: Endpoint? = connection.isTCP ? nil : .unix(folder.socket(process: process))
                let made = RPCPeer(
                    runtime: self, process: process, endpoint: endpoint, usesTCP: connection.isTCP, pid: connection.pid,
                    uid: connection.uid)
                state.peers[process] = made
                return made
            }
            // Two processes cannot be one: their ids are compared where the kernel tells them.
            let pid = peer.pid
            if pid != 0, connection.pid != 0, pid != connection.pid { return false }
            if peer.connectionBegan(pid: connection.pid, uid: connection.uid) {
                connection.attachment = ConnectionState(peer)
                return true
            }
            forget(peer)
        }
    }

    func peer(of connection: ServerConnection) -> RPCPeer { channel(of: connection).peer }

    @inline(__always)
    func channel(of connection: ServerConnection) -> (peer: RPCPeer, channel: ServerChannel) {
        if let known = connection.attachment {
            let known = unsafeDowncast(known, to: ConnectionState.self)
            return (known.peer, known.channel)
        }
        let known = stranger(connection)
        return (known.peer, known.channel)
    }

    /// A client that has not said Hello: the connections of one association group are one peer.
    private func stranger(_ connection: ServerConnection) -> ConnectionState {
        while true {
            let peer = state.withLock { state in
                if let known = state.strangers[connection.associationGroup] { return known }
                let made = RPCPeer(
                    runtime: self, process: nil, endpoint: nil, usesTCP: connection.isTCP, pid: connection.pid,
                    uid: connection.uid)
                state.strangers[connection.associationGroup] = made
                return made
            }
            // An association group is no secret: a connection of another process does not become a part of it.
            if peer.pid == connection.pid, peer.usesTCP == connection.isTCP,
                peer.connectionBegan(pid: connection.pid, uid: connection.uid)
            {
                let made = ConnectionState(peer)
                connection.attachment = made
                return made
            }
            if peer.isDead {
                forget(peer)
                continue
            }
            let alone = RPCPeer(
                runtime: self, process: nil, endpoint: nil, usesTCP: connection.isTCP, pid: connection.pid,
                uid: connection.uid)
            _ = alone.connectionBegan(pid: connection.pid, uid: connection.uid)
            let made = ConnectionState(alone)
            connection.attachment = made
            return made
        }
    }

    fileprivate func connectionEnded(_ connection: ServerConnection) {
        guard let known = connection.attachment as? ConnectionState else { return }
        connection.attachment = nil
        known.peer.connectionEnded()
    }

    private final class Delegate: RPCServerDelegate {
        private let runtime: ORPCRuntime
        private let exporter: ObjectExporter
        private let latebind: LatebindExporter
        private let remUnknown: RemUnknown
        private let remUnknown2: RemUnknown
        private let activation: Activation
        private let activator: RemoteActivator

        init(_ runtime: ORPCRuntime) {
            self.runtime = runtime
            exporter = ObjectExporter(runtime: runtime)
            latebind = LatebindExporter(runtime: runtime)
            remUnknown = RemUnknown(runtime: runtime, hasSecond: false)
            remUnknown2 = RemUnknown(runtime: runtime, hasSecond: true)
            activation = Activation(runtime: runtime)
            activator = RemoteActivator(runtime: runtime)
        }

        func interface(_ syntax: SyntaxIdentifier) -> (any RPCInterface)? {
            // Every interface of COM has version 0.0. [MS-DCOM] 2.2.8
            guard syntax.version == 0 else { return nil }
            switch syntax.uuid {
            case ObjectExporter.iid: return exporter
            case LatebindExporter.iid: return latebind
            case RemUnknown.iid: return remUnknown
            case RemUnknown.iid2: return remUnknown2
            case Activation.iid: return activation
            case RemoteActivator.iid: return activator
            // Which objects have it is known when a call names one.
            default: return ORPCInterface(syntax.uuid, runtime: runtime)
            }
        }

        func connectionBegan(_ connection: ServerConnection) {}
        func connectionEnded(_ connection: ServerConnection) { runtime.connectionEnded(connection) }
    }

    // MARK: Activation

    /// Makes an object of a class in another process, or asks for its class object.
    /// - Parameters:
    ///   - path: the socket of a process that has the class.
    ///   - iids: the interfaces that are wanted.
    /// - Returns: one pair for each of `iids`: an OBJREF beside a success.
    /// - Throws: what the server answers for the whole, and what a call throws.
    public func activate(path: String, clsid: GUID, iids: [GUID], wantsClassObject: Bool) throws(COMError) -> [(HResult, [UInt8])] {
        try activate(.unix(path), clsid: clsid, iids: iids, wantsClassObject: wantsClassObject).results
    }

    /// The same over loopback TCP.
    public func activate(port: UInt16, clsid: GUID, iids: [GUID], wantsClassObject: Bool) throws(COMError) -> [(HResult, [UInt8])] {
        try activate(.tcp(port), clsid: clsid, iids: iids, wantsClassObject: wantsClassObject).results
    }

    /// - Returns: the process that has the objects, too: where the OBJREFs are from.
    func activate(_ endpoint: Endpoint, clsid: GUID, iids: [GUID], wantsClassObject: Bool) throws(COMError)
        -> (peer: RPCPeer, results: [(HResult, [UInt8])])
    {
        let peer = try connect(endpoint)
        return (peer, try Activation.activate(peer, clsid: clsid, iids: iids, wantsClassObject: wantsClassObject))
    }

    /// Asks whether a process listens at a path, and lives.
    /// - Throws: RPC_E_SERVER_DIED_DNE if nobody listens; RPC_E_TIMEOUT if it does not answer.
    public func probe(path: String) throws(COMError) {
        let peer = try connect(.unix(path))
        _ = peer
    }
}

/// Removes the sockets of the process when it ends in order.
private final class Cleanup: Sendable {
    static let shared = Cleanup()
    private let runtimes = Mutex<[ORPCRuntime]>([])
    private let isRegistered = Mutex(false)

    func add(_ runtime: ORPCRuntime) {
        runtimes.withLock { runtimes in
            if !runtimes.contains(where: { $0 === runtime }) { runtimes.append(runtime) }
        }
        isRegistered.withLock { isRegistered in
            guard !isRegistered else { return }
            isRegistered = true
            atexit { Cleanup.shared.removeAll() }
        }
    }

    func remove(_ runtime: ORPCRuntime) { runtimes.withLock { $0.removeAll { $0 === runtime } } }

    private func removeAll() {
        for path in runtimes.withLock({ $0.flatMap(\.listenerPaths) }) { unlink(path) }
    }
}

extension ORPCRuntime {
    fileprivate var listenerPaths: [String] { state.withLock { $0.server }?.paths ?? [] }
}
