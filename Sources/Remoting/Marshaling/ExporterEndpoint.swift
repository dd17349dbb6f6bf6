// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import Synchronization

/// Where other processes reach this one's exporter, and this one theirs.
enum ExporterEndpoint {
    /// Makes sure that other processes can call what is about to be marshaled for them.
    static func listen() throws(COMError) { try runtime().listen() }

    private static let shared = Mutex<ORPCRuntime?>(nil)

    static func runtime() throws(COMError) -> ORPCRuntime {
        try shared.withLock { shared throws(COMError) in
            if let shared { return shared }
            let made = try ORPCRuntime(process: Exporter.process, services: Exporter.shared)
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
