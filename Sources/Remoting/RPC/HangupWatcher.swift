// SPDX-License-Identifier: Apache-2.0

import CPlatform
import Synchronization

/// One thread that waits for servers to hang up on connections that nobody reads from, so that their death is noticed without a
/// call; from time to time it closes idle connections that are no longer needed. It runs while there are connections.
final class HangupWatcher: Sendable {
    static let shared = HangupWatcher()

    private struct Entry {
        let descriptor: Int32
        weak var connection: ClientConnection?
        weak var peer: RPCPeer?
    }

    private struct State {
        var set: Int32 = -1
        var isRunning = false
        var entries: [UInt64: Entry] = [:]
    }

    private let state = Mutex(State())

    func add(_ connection: ClientConnection, of peer: RPCPeer) {
        let mustStart = state.withLock { state in
            if state.set < 0 { state.set = latebind_hangup_set() }
            state.entries[connection.number] = Entry(descriptor: connection.descriptor, connection: connection, peer: peer)
            _ = latebind_hangup_add(state.set, connection.descriptor, connection.number)
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
            guard state.entries.removeValue(forKey: connection.number) != nil else { return }
            _ = latebind_hangup_remove(state.set, connection.descriptor)
        }
    }

    private func run() {
        var numbers = [UInt64](repeating: 0, count: 64)
        var pause: Int32 = 1000
        while true {
            let set = state.withLock { $0.set }
            let count = numbers.withUnsafeMutableBufferPointer {
                latebind_hangup_wait(set, $0.baseAddress, Int32($0.count), pause)
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
