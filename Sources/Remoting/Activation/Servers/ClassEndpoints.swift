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

/// The sockets at which this process serves classes to others: one for each class, `class-<CLSID>` in the runtime folder.
///
/// A socket takes the place of one at which nobody listens any more, at once (rename). Where another process listens, that one
/// stays: the class objects of this process wait unseen until it stops serving, or ends, and then take its place. A process that
/// systemd started listens at what it was given.
final class ClassEndpoints: Sendable {
    static let shared = ClassEndpoints()

    private struct Endpoint: Sendable {
        var listener: ActivationTransport.Listener
        /// The socket's file; nil for one that systemd owns.
        var file: File?
        /// Held as long as it listens.
        var place: ClassPlace?
    }
    private struct File: Hashable, Sendable {
        var path: String
        var device: UInt64
        var inode: UInt64

        init?(_ path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            self.path = path
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }
    private struct State: Sendable {
        var open: [GUID: Endpoint] = [:]
        var served: Set<GUID> = []
        /// Those for whose place a thread waits.
        var waiting: Set<GUID> = []
        var watchesExit = false
    }
    // Held while sockets are made and removed; no foreign code runs meanwhile.
    private let state = Mutex(State())

    private init() {}

    /// Whether the process has listened for a class at some time.
    func hasServed(_ clsid: GUID) -> Bool { state.withLock { $0.served.contains(clsid) } }

    /// The classes that the process listens for now.
    var classes: [GUID] { state.withLock { Array($0.open.keys) } }

    // MARK: Opening

    /// Listens for those of the classes that are served, and tells whoever started the process that they are.
    /// - Throws: E_ACCESSDENIED for a runtime folder that is not this user's alone; what keeps the process from listening.
    func update(_ classes: [GUID]) throws(COMError) {
        let served = classes.filter { ClassRegistry.shared.isServed($0) }
        guard !served.isEmpty else { return }
        // Objects that are given away must be callable: the process's own socket comes first.
        try ExporterEndpoint.listen()
        let folder = try RuntimeFolder.current()
        try state.withLock { state throws(COMError) in
            for clsid in served where state.open[clsid] == nil {
                if !state.waiting.contains(clsid) { try open(clsid, in: folder, &state) }
                state.served.insert(clsid)
            }
            guard !state.watchesExit else { return }
            state.watchesExit = true
            atexit { ClassEndpoints.shared.removeFiles() }
        }
        for clsid in served { ReadyNotice.send(clsid, in: folder) }
    }

    /// Listens for a class, or has a thread wait until another process does not any more. With the lock held.
    private func open(_ clsid: GUID, in folder: RuntimeFolder, _ state: inout State) throws(COMError) {
        if let inherited = InheritedSockets.take(clsid) {
            state.open[clsid] = Endpoint(listener: try ActivationTransport.listen(inherited, isShared: true))
            return
        }
        let place = try ClassPlace.take(folder.classPlace(clsid))
        if let place, let endpoint = try listen(clsid, in: folder, place) {
            state.open[clsid] = endpoint
            return
        }
        state.waiting.insert(clsid)
        // Without a thread they wait until they are registered or resumed again.
        if !Thread.start(stack: ServerThreads.stack, { [self] in succeed(clsid, in: folder, place) }) { state.waiting.remove(clsid) }
    }

    /// Waits for the place of a class, and takes it.
    /// - Parameter place: the place, if it is this process's already: one that listens without it is ending.
    private func succeed(_ clsid: GUID, in folder: RuntimeFolder, _ place: ClassPlace?) {
        if let place = place ?? ClassPlace.wait(for: folder.classPlace(clsid)) {
            var pause: Int32 = 1
            while !takePlace(clsid, in: folder, place) {
                _ = poll(nil, 0, pause)
                pause = min(2 * pause, 1000)
            }
        } else {
            _ = state.withLock { $0.waiting.remove(clsid) }
        }
    }

    /// - Returns: whether there is nothing more to wait for: the process listens, or does not serve the class any more.
    private func takePlace(_ clsid: GUID, in folder: RuntimeFolder, _ place: ClassPlace) -> Bool {
        state.withLock { state in
            guard ClassRegistry.shared.isServed(clsid), state.open[clsid] == nil else {
                state.waiting.remove(clsid)
                return true
            }
            guard let endpoint = try? listen(clsid, in: folder, place) else { return false }
            state.waiting.remove(clsid)
            state.open[clsid] = endpoint
            return true
        }
    }

    /// - Returns: nil if a process listens there that does not have the place.
    private func listen(_ clsid: GUID, in folder: RuntimeFolder, _ place: ClassPlace) throws(COMError) -> Endpoint? {
        let path = folder.classSocket(clsid)
        return try FileLock.holding(folder.placesLock) { () throws(COMError) in
            guard access(path, F_OK) != 0 || !Socket.isListening(path) else { return nil }
            let temporary = path + "." + hexadecimal(UInt64.random(in: .min ... .max), digits: 16)
            func failure(_ what: String) -> COMError { COMError(.E_FAIL, "\(what): \(String(cString: strerror(errno)))") }
            let descriptor = latebind_socket(AF_UNIX, Socket.stream)
            guard descriptor >= 0 else { throw failure("a socket for class \(clsid)") }
            guard Socket.bind(descriptor, path: temporary) == 0 else {
                let error = failure(temporary)
                closeDescriptor(descriptor)
                throw error
            }
            // Before the place is taken it must be able to take calls: a client connects at any moment.
            guard chmod(temporary, 0o600) == 0, systemListen(descriptor, 4096) == 0, let file = File(temporary),
                rename(temporary, path) == 0
            else {
                let error = failure(path)
                closeDescriptor(descriptor)
                unlink(temporary)
                throw error
            }
            var named = file
            named.path = path
            do throws(COMError) {
                return Endpoint(listener: try ActivationTransport.listen(descriptor, isShared: false), file: named, place: place)
            } catch {
                unlink(path)
                throw error
            }
        }
    }

    // MARK: Closing

    /// Stops listening for those of the classes that are no longer served. Calls that were accepted are answered.
    func close(unserved classes: [GUID]) {
        let closed = state.withLock { state -> [Endpoint] in
            var closed: [Endpoint] = []
            for clsid in classes where !ClassRegistry.shared.isServed(clsid) {
                if let endpoint = state.open.removeValue(forKey: clsid) { closed.append(endpoint) }
            }
            if !closed.isEmpty { remove(closed) }
            return closed
        }
        for endpoint in closed { endpoint.listener.stop() }
    }

    func closeUnserved() { close(unserved: classes) }

    /// Stops serving, if at that moment nobody outside has anything of this process. Meanwhile no other process takes a place or looks
    /// whether one is taken: a client that is told that the server ends finds none when it looks again.
    func stopIfIdle() -> Bool {
        let closed = state.withLock { state -> [Endpoint]? in
            func stop() -> [Endpoint]? {
                guard ClassRegistry.shared.suspendIfIdle() else { return nil }
                let closed = Array(state.open.values)
                state.open = [:]
                unlinkOwn(closed)
                return closed
            }
            guard !state.open.isEmpty, let folder = try? RuntimeFolder.current() else { return stop() }
            do throws(COMError) {
                return try FileLock.holding(folder.placesLock) { stop() }
            } catch {
                return stop()
            }
        }
        guard let closed else { return false }
        for endpoint in closed { endpoint.listener.stop() }
        return true
    }

    /// Removes the files of sockets, unless another process has taken their places.
    private func remove(_ endpoints: [Endpoint]) {
        guard endpoints.contains(where: { $0.file != nil }) else { return }
        guard let folder = try? RuntimeFolder.current() else { return unlinkOwn(endpoints) }
        do throws(COMError) {
            try FileLock.holding(folder.placesLock) { unlinkOwn(endpoints) }
        } catch {
            unlinkOwn(endpoints)
        }
    }

    private func unlinkOwn(_ endpoints: [Endpoint]) {
        for endpoint in endpoints {
            guard let file = endpoint.file, File(file.path) == file else { continue }
            unlink(file.path)
        }
    }

    /// At the end of the process.
    private func removeFiles() {
        // Another thread may be at it just now; then the next server finds that nobody listens.
        _ = state.withLockIfAvailable { state in
            remove(Array(state.open.values))
            state.open = [:]
        }
    }
}

private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
private func systemListen(_ descriptor: Int32, _ backlog: Int32) -> Int32 { listen(descriptor, backlog) }
