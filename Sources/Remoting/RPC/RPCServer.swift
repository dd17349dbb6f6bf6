// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
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

/// The listening side: sockets with a thread each that accepts, connections with a thread each that serves.
final class RPCServer: Sendable {
    let options: RPCOptions
    let delegate: any RPCServerDelegate
    /// What a bind_ack tells as the server's own endpoint.
    let secondaryAddress: String
    private let state = Mutex(State())
    private let association = Atomic<UInt32>(UInt32.random(in: 1...0x7FFF_FFFF))
    private let running = WaitGroup()
    private let accepted = Atomic<Int>(0)

    private struct State {
        var listeners: [Listener] = []
        var connections: [ObjectIdentifier: ServerConnection] = [:]
        var isStopped = false
    }

    private struct Listener {
        var descriptor: Int32
        var endpoint: Endpoint?
        var ownsPath: Bool
        /// Another process (systemd) listens at the same socket: what is not accepted here is for a later server.
        var isShared = false
        /// A pipe: closing the end for writing ends the listener's thread, which closes the others.
        var wake: (read: Int32, write: Int32) = (-1, -1)
        /// Kept for the time when no descriptor is left: a caller is then told so, instead of waiting.
        var spare: Int32 = -1
    }

    init(options: RPCOptions, secondaryAddress: String, delegate: any RPCServerDelegate) {
        self.options = options.checked
        self.secondaryAddress = secondaryAddress
        self.delegate = delegate
    }

    func newAssociationGroup() -> UInt32 {
        // 0 means none.
        let (_, group) = association.wrappingAdd(1, ordering: .relaxed)
        return group == 0 ? association.wrappingAdd(1, ordering: .relaxed).newValue : group
    }

    /// How many connections are being served.
    var connectionCount: Int { state.withLock { $0.connections.count } }

    /// How many have been accepted so far.
    var acceptedCount: Int { accepted.load(ordering: .relaxed) }

    // MARK: Listening

    /// Listens at a path of a folder that only this user can enter. A socket there at which nobody listens is removed.
    func listen(path: String) throws(COMError) {
        if access(path, F_OK) == 0 {
            guard !Socket.isListening(path) else { throw COMError(.E_ACCESSDENIED, "\(path): another process listens there") }
            unlink(path)
        }
        let descriptor = latebind_socket(AF_UNIX, Socket.stream)
        guard descriptor >= 0 else { throw RPCServer.failure("socket") }
        guard Socket.bind(descriptor, path: path) == 0 else {
            let error = RPCServer.failure(path)
            close(descriptor)
            throw error
        }
        chmod(path, 0o600)
        try start(Listener(descriptor: descriptor, endpoint: .unix(path), ownsPath: true))
    }

    /// Listens at 127.0.0.1.
    /// - Parameter port: 0 for one that is free.
    /// - Returns: the port.
    func listen(port: UInt16) throws(COMError) -> UInt16 {
        let descriptor = latebind_socket(AF_INET, Socket.stream)
        guard descriptor >= 0 else { throw RPCServer.failure("socket") }
        guard latebind_bind_loopback(descriptor, port) == 0 else {
            let error = RPCServer.failure("127.0.0.1, port \(port)")
            close(descriptor)
            throw error
        }
        let actual = latebind_local_port(descriptor)
        try start(Listener(descriptor: descriptor, endpoint: .tcp(actual), ownsPath: false))
        return actual
    }

    /// Accepts connections of a socket that listens already; the server closes it.
    /// - Parameter isShared: whether another process listens at it too (socket activation), and goes on when this one stops.
    func listen(descriptor: Int32, isShared: Bool = false) throws(COMError) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let port = latebind_local_port(descriptor)
        try start(
            Listener(descriptor: descriptor, endpoint: port == 0 ? nil : .tcp(port), ownsPath: false, isShared: isShared))
    }

    /// Stops accepting connections of one socket, after those that wait already. Connections go on.
    func stopListening(descriptor: Int32) {
        let listener = state.withLock { state -> Listener? in
            guard let index = state.listeners.firstIndex(where: { $0.descriptor == descriptor }) else { return nil }
            return state.listeners.remove(at: index)
        }
        guard let listener else { return }
        if listener.ownsPath, case .unix(let path)? = listener.endpoint { unlink(path) }
        close(listener.wake.write)
    }

    private static func failure(_ what: String) -> COMError {
        let code = errno
        let status: HResult =
            switch code {
            case EACCES, EPERM: .E_ACCESSDENIED
            case EMFILE, ENFILE, ENOMEM, ENOBUFS: .RPC_E_OUT_OF_RESOURCES
            default: .E_FAIL
            }
        return COMError(status, "\(what): \(Socket.text(code))")
    }

    private func start(_ listener: Listener) throws(COMError) {
        var listener = listener
        // A connection that is gone before it is accepted must not stop the thread.
        let flags = fcntl(listener.descriptor, F_GETFL)
        guard systemListen(listener.descriptor, 4096) == 0, flags >= 0,
            fcntl(listener.descriptor, F_SETFL, flags | O_NONBLOCK) == 0
        else {
            let error = RPCServer.failure("listen")
            discard(listener)
            throw error
        }
        var ends: [Int32] = [-1, -1]
        guard Descriptors.makePipe(&ends) else {
            let error = RPCServer.failure("pipe")
            discard(listener)
            throw error
        }
        listener.wake = (ends[0], ends[1])
        listener.spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let isStopped = state.withLock { state in
            if !state.isStopped { state.listeners.append(listener) }
            return state.isStopped
        }
        guard !isStopped else {
            discard(listener)
            throw COMError(.RPC_E_DISCONNECTED, "the server is stopped")
        }
        running.enter()
        let started = listener
        guard Thread.start(stack: options.threadStack, { [self] in acceptAll(started) }) else {
            running.leave()
            state.withLock { $0.listeners.removeAll { $0.descriptor == started.descriptor } }
            discard(listener)
            throw COMError(.RPC_E_OUT_OF_RESOURCES, "no thread for a listener")
        }
    }

    private func discard(_ listener: Listener) {
        close(listener.descriptor)
        for descriptor in [listener.wake.read, listener.wake.write, listener.spare] where descriptor >= 0 { close(descriptor) }
        if listener.ownsPath, case .unix(let path)? = listener.endpoint { unlink(path) }
    }

    // MARK: Accepting

    private func acceptAll(_ listener: Listener) {
        defer {
            close(listener.descriptor)
            close(listener.wake.read)
            running.leave()
        }
        let isTCP = listener.endpoint?.isTCP ?? false
        var spare = listener.spare
        defer { if spare >= 0 { close(spare) } }
        while true {
            var waiting = [
                pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listener.wake.read, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&waiting, nfds_t(waiting.count), -1)
            let isStopping = waiting[1].revents != 0
            if isStopping, listener.isShared { return }
            accepting: while true {
                let descriptor = latebind_accept(listener.descriptor)
                if descriptor >= 0 {
                    accepted.wrappingAdd(1, ordering: .relaxed)
                    admit(descriptor, isTCP: isTCP)
                    continue
                }
                switch errno {
                case EINTR, ECONNABORTED: continue
                case EMFILE, ENFILE, ENOMEM, ENOBUFS:
                    var isRefused = false
                    if spare >= 0 {
                        close(spare)
                        let refused = latebind_accept(listener.descriptor)
                        isRefused = refused >= 0
                        if isRefused { refuse(refused) }
                    }
                    // Nothing can be accepted or refused: wait for one to be closed, without spinning.
                    if !isRefused { _ = poll(&waiting[1], 1, 50) }
                    spare = open("/dev/null", O_RDONLY | O_CLOEXEC)
                    break accepting
                default: break accepting  // Nobody waits any more.
                }
            }
            if isStopping { return }
        }
    }

    private func admit(_ descriptor: Int32, isTCP: Bool) {
        var uid: uid_t = 0
        var pid: Int32 = 0
        if !isTCP {
            // Who may connect: processes of the same user, and those that the options name. root is one of them only if named.
            guard latebind_peer_credentials(descriptor, &uid, &pid) == 0,
                uid == geteuid() || options.allowedUsers.contains(UInt32(uid))
            else {
                refuse(descriptor, reason: BindNak.notSpecified)
                return
            }
        }
        _ = latebind_set_send_timeout(descriptor, options.fragmentTimeout)
        let connection = ServerConnection(descriptor, server: self, isTCP: isTCP, pid: pid, uid: UInt32(uid))
        let isAdmitted = state.withLock { state in
            guard !state.isStopped, state.connections.count < options.maximumConnections else { return false }
            state.connections[ObjectIdentifier(connection)] = connection
            return true
        }
        guard isAdmitted else {
            refuse(descriptor)
            return
        }
        running.enter()
        let isStarted = Thread.start(stack: options.threadStack) { [self] in
            connection.run()
            _ = state.withLock { $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
            running.leave()
        }
        if !isStarted {
            _ = state.withLock { $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
            running.leave()
            refuse(descriptor)
        }
    }

    /// Says no and closes. Does not wait for the bind: a client's first call id is 1.
    private func refuse(_ descriptor: Int32, reason: UInt16 = BindNak.localLimit) {
        let nak = BindNak.bytes(reason: reason, callID: 1)
        _ = nak.withUnsafeBytes { sendWithoutWaiting(descriptor, $0) }
        close(descriptor)
    }

    // MARK: The end

    /// Returns when the calls that run have been answered, or after so many milliseconds. The one that gave back the last reference is
    /// among them: its caller is to have its answer before the process ends. Looked at each millisecond, at this one time in the life of
    /// a process, so that no call has to tell of its end.
    func finishCalls(within milliseconds: UInt64) {
        let deadline = Socket.now() + milliseconds
        while state.withLock({ $0.connections.values.contains(where: \.isCalling) }), Socket.now() < deadline { _ = poll(nil, 0, 1) }
    }

    /// Stops listening, ends all connections and waits for the calls that run. Not to be called from such a call.
    func stop() {
        let (listeners, connections) = state.withLock { state in
            state.isStopped = true
            let taken = (state.listeners, Array(state.connections.values))
            state.listeners = []
            return taken
        }
        for listener in listeners {
            if listener.ownsPath, case .unix(let path)? = listener.endpoint { unlink(path) }
            close(listener.wake.write)
        }
        for connection in connections { connection.interrupt() }
        running.wait()
    }

    /// The paths of the sockets that are to be removed when the process ends.
    var paths: [String] {
        state.withLock { state in
            state.listeners.compactMap { listener in
                guard listener.ownsPath, case .unix(let path)? = listener.endpoint else { return nil }
                return path
            }
        }
    }

    /// The TCP ports that are listened at.
    var ports: [UInt16] {
        state.withLock { state in
            state.listeners.compactMap { listener in
                guard case .tcp(let port)? = listener.endpoint else { return nil }
                return port
            }
        }
    }
}

private func systemListen(_ descriptor: Int32, _ backlog: Int32) -> Int32 { listen(descriptor, backlog) }

private func sendWithoutWaiting(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
    send(descriptor, bytes.baseAddress, bytes.count, MSG_DONTWAIT)
    #else
    send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT) | Socket.sendFlags)
    #endif
}
