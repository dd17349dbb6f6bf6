// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One thread that waits for servers to hang up on connections that nobody reads from, so that their death is noticed without a
/// call; from time to time it closes idle connections that are no longer needed. It runs while there are connections.
final class HangupWatcher: Sendable {
    static let shared = HangupWatcher()

    private struct Entry {
        let descriptor: Int32
        var isWatched = false
        weak var connection: ClientConnection?
        weak var peer: RPCPeer?
    }

    private struct State {
        var set: Int32 = -1
        var isRunning = false
        var entries: [UInt64: Entry] = [:]
        /// How many of them are not in the set: there was no descriptor for it, or no room in it.
        var unwatched = 0

        mutating func watch(_ number: UInt64) {
            if set < 0 { set = latebind_hangup_set() }
            guard set >= 0, let entry = entries[number], !entry.isWatched else { return }
            guard latebind_hangup_add(set, entry.descriptor, number) == 0 else { return }
            entries[number]?.isWatched = true
            unwatched -= 1
        }

        mutating func watchAll() {
            guard unwatched > 0 else { return }
            for number in Array(entries.keys) { watch(number) }
        }
    }

    private let state = Mutex(State())

    func add(_ connection: ClientConnection, of peer: RPCPeer) {
        let mustStart = state.withLock { state in
            state.entries[connection.number] = Entry(descriptor: connection.descriptor, connection: connection, peer: peer)
            state.unwatched += 1
            state.watch(connection.number)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if mustStart, !Thread.start(stack: 256 << 10, { [self] in run() }) {
            // Without the thread a death is noticed at the next call.
            state.withLock { $0.isRunning = false }
        }
    }

    /// Before the connection's descriptor is closed.
    func remove(_ connection: ClientConnection) {
        state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: connection.number) else { return }
            guard entry.isWatched else {
                state.unwatched -= 1
                return
            }
            _ = latebind_hangup_remove(state.set, connection.descriptor)
        }
    }

    private func run() {
        var numbers = [UInt64](repeating: 0, count: 64)
        var pause: Int32 = 1000
        while true {
            let set = state.withLock { state in
                state.watchAll()
                return state.set
            }
            let count = numbers.withUnsafeMutableBufferPointer { numbers in
                // Without a set there is nothing to wait at: a death is noticed at the next call, or when there is one.
                set >= 0 ? latebind_hangup_wait(set, numbers.baseAddress, Int32(numbers.count), pause) : poll(nil, 0, pause)
            }
            // The lock is not held while the peers are told: what they do with it is the exporter's code.
            for number in numbers.prefix(max(0, Int(count))) {
                let (connection, peer) = state.withLock { ($0.entries[number]?.connection, $0.entries[number]?.peer) }
                if let connection, let peer { peer.serverHungUp(connection) }
            }
            let peers = state.withLock { state in
                Dictionary(state.entries.values.compactMap { entry in entry.peer.map { (ObjectIdentifier($0), $0) } }) { a, _ in a }
            }
            var isWaiting = false
            for peer in peers.values where peer.trim() { isWaiting = true }
            pause = isWaiting ? 250 : 2000
            let isOver = state.withLock { state in
                guard state.entries.isEmpty else { return false }
                state.isRunning = false
                return true
            }
            if isOver { return }
        }
    }
}
