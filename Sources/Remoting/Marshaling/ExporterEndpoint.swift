// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes
import Synchronization

/// Where other processes reach this one's exporter, and this one theirs.
enum ExporterEndpoint {
    /// Makes sure that other processes can call what is about to be marshaled for them.
    static func listen() throws(COMError) { try runtime().listen() }

    private static let shared = Mutex<ORPCRuntime?>(nil)
    private static let options = Mutex(RPCOptions())

    /// - Throws: RPC_E_TOO_LATE once the runtime is there.
    static func configure(_ chosen: RPCOptions) throws(COMError) {
        try shared.withLock { shared throws(COMError) in
            guard shared == nil else {
                throw COMError(
                    .RPC_E_TOO_LATE, "the limits are chosen before the first interface is marshaled for another process, or comes from one")
            }
            options.withLock { $0 = chosen }
        }
    }

    /// Before the process ends: the calls that run are answered, unless that takes too long.
    static func finishCalls() { shared.withLock { $0 }?.finishCalls(within: 1000) }

    /// Connections that are served, and processes that are known; zeros before there is a runtime.
    static var counts: (connections: Int, peers: Int) {
        guard let runtime = shared.withLock({ $0 }) else { return (0, 0) }
        return (runtime.connectionCount, runtime.peerCount)
    }

    static func runtime() throws(COMError) -> ORPCRuntime {
        try shared.withLock { shared throws(COMError) in
            if let shared { return shared }
            let made = try ORPCRuntime(process: Exporter.process, services: Exporter.shared, options: options.withLock { $0 })
            shared = made
            return made
        }
    }

    /// What OBJREFs for a peer say of where this process is reached. A peer on this machine computes it from the OXID; only over
    /// loopback TCP there is something to say.
    static func bindings(for peer: RPCPeer?) -> StringBindings {
        guard peer?.usesTCP == true, let runtime = try? runtime() else { return StringBindings() }
        return runtime.stringBindings
    }

    /// The way to the exporter of another process, for the proxies of an apartment.
    /// - Throws: RPC_E_SERVER_DIED_DNE if nobody answers there.
    static func connection(to oxid: UInt64, _ bindings: StringBindings, for apartment: Apartment) throws(COMError)
        -> any ExporterConnection
    {
        try RemoteExporter(oxid: oxid, bindings: bindings, apartment: apartment)
    }
}

extension Exporter {
    /// Connections that this process serves to others, and processes that it knows: numbers for tests and counters.
    public static var connections: (served: Int, peers: Int) {
        let counts = ExporterEndpoint.counts
        return (counts.connections, counts.peers)
    }

    /// Chooses the limits and times for this process's part in calls between processes. At the beginning of the program: before the first
    /// interface is marshaled for another process, or comes from one.
    /// - Throws: RPC_E_TOO_LATE afterwards.
    public static func configure(_ options: RPCOptions) throws(COMError) { try ExporterEndpoint.configure(options) }
}
