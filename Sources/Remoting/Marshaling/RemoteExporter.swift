// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization

/// The exporter of another process: an apartment there, with its IRemUnknown.
final class RemoteExporter: ExporterConnection {
    private let oxid: UInt64
    private let unknown: RemoteUnknown
    /// The apartment that the proxies belong to.
    private let apartment: Apartment

    /// Says that proxies begin to exist: a connection is kept, by which the other side knows that we live.
    /// - Throws: RPC_E_INVALID_OBJREF for an OXID of no process; RPC_E_SERVER_DIED_DNE if nobody answers there.
    init(oxid: UInt64, bindings: StringBindings, apartment: Apartment) throws(COMError) {
        let peer = try ExporterEndpoint.runtime().peer(oxid: oxid, bindings: bindings)
        try peer.retainProxies()
        do throws(COMError) {
            unknown = RemoteUnknown(peer: peer, ipid: try peer.apartment(oxid: oxid).remUnknown)
        } catch {
            peer.releaseProxies()
            throw error
        }
        self.oxid = oxid
        self.apartment = apartment
    }

    deinit { unknown.peer.releaseProxies() }

    func makeChannel(ipid: GUID, iid: GUID) throws(COMError) -> ComReference {
        try RemoteChannel(peer: unknown.peer, oxid: oxid, ipid: ipid, iid: iid, apartment: apartment)
            .reference(IID_IRpcChannelBuffer)
    }

    func queryInterfaces(ipid: GUID, references: UInt32, iids: [GUID]) throws(COMError) -> [(HResult, StandardObjectReference)] {
        try unknown.queryInterfaces(object: ipid, references: references, iids: iids)
    }

    func addReferences(_ ipid: GUID, _ count: UInt32) throws(COMError) {
        let results = try unknown.addReferences([InterfaceReferences(ipid: ipid, publicReferences: count)])
        try results.first.map { (result) throws(COMError) in try result.check() }
    }

    func releaseReferences(_ references: [InterfaceReferences]) {
        guard !references.isEmpty, isConnected else { return }
        ReleasedReferences.add(references, to: unknown)
    }

    func claim(_ ipid: GUID, _ count: UInt32) throws(COMError) { try unknown.claim(object: ipid, count: count) }
    func transfer(_ ipid: GUID, _ count: UInt32) throws(COMError) { try unknown.transfer(object: ipid, count: count) }
    var isConnected: Bool { !unknown.peer.isDead }
}

/// References that proxies have let go of. Whoever releases a proxy does not wait for the exporter: a thread of its own tells it, many
/// at a time.
enum ReleasedReferences {
    private struct Waiting: Sendable {
        var unknown: RemoteUnknown
        var references: [InterfaceReferences]
    }
    private struct State: Sendable {
        var waiting: [GUID: Waiting] = [:]
        var isServed = false
    }
    private static let state = Mutex(State())
    /// As many as one message carries without being cut into fragments.
    private static let most = 2000

    static func add(_ references: [InterfaceReferences], to unknown: RemoteUnknown) {
        let mustStart = state.withLock { state in
            state.waiting[unknown.ipid, default: Waiting(unknown: unknown, references: [])].references += references
            defer { state.isServed = true }
            return !state.isServed
        }
        guard mustStart else { return }
        // Without a thread the references are told with the next ones, or given back when this process ends.
        if !WorkerThreads.run({ send() }) { state.withLock { $0.isServed = false } }
    }

    private static func send() {
        while let (_, next) = state.withLock({ state -> (GUID, Waiting)? in
            guard let next = state.waiting.popFirst() else {
                state.isServed = false
                return nil
            }
            return next
        }) {
            var rest = next.references[...]
            while !rest.isEmpty {
                // An exporter that does not answer has forgotten them, or will when it sees our end.
                try? next.unknown.releaseReferences(Array(rest.prefix(most)))
                rest = rest.dropFirst(most)
            }
        }
    }
}
