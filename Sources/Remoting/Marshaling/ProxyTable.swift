// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import Synchronization

/// The proxy managers of one apartment: one for each object, as identity demands.
final class ProxyTable: Sendable {
    private struct Key: Hashable {
        var oxid: UInt64
        var oid: UInt64
    }
    private struct Entry: @unchecked Sendable {
        // Unchecked: a weak reference is safe to load and store under the lock.
        weak var manager: ProxyManager?
        var identity: ObjectIdentifier
    }
    private let entries = Mutex<[Key: Entry]>([:])

    /// The manager of an object: the one that is there, or a new one.
    func manager(
        oxid: UInt64, oid: UInt64, _ make: () throws(COMError) -> ProxyManager
    ) throws(COMError) -> ProxyManager {
        let key = Key(oxid: oxid, oid: oid)
        if let known = find(oxid: oxid, oid: oid) { return known }
        let made = try make()
        // Of two threads that made one the first one's serves both.
        return entries.withLock { entries in
            if let entry = entries[key], let known = entry.manager { return known }
            entries[key] = Entry(manager: made, identity: ObjectIdentifier(made))
            return made
        }
    }

    /// The manager of an object that is known here.
    func find(oxid: UInt64, oid: UInt64) -> ProxyManager? {
        let key = Key(oxid: oxid, oid: oid)
        return entries.withLock { entries -> ProxyManager? in
            guard let entry = entries[key] else { return nil }
            return entry.manager
        }
    }

    /// A manager that goes takes its entry along, unless another one has its place.
    func remove(_ manager: ProxyManager) {
        let key = Key(oxid: manager.oxid, oid: manager.oid)
        entries.withLock { entries in
            if entries[key]?.identity == ObjectIdentifier(manager) { entries[key] = nil }
        }
    }

    /// Ends the calls of all.
    func disconnectAll() {
        for manager in entries.withLock({ $0.values.compactMap(\.manager) }) { manager.disconnect() }
    }
}
