// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// Where other processes reach this one's exporter, and this one theirs.
enum ExporterEndpoint {
    /// Makes sure that other processes can call what is about to be marshaled for them.
    static func listen() throws(COMError) {}

    /// What OBJREFs for a peer say of where this process is reached. A peer on this machine computes it from the OXID.
    static func bindings(for peer: RPCPeer?) -> DualStringArray { DualStringArray() }

    /// The way to the exporter of another process.
    /// - Throws: RPC_E_SERVER_DIED_DNE if nobody answers there.
    static func connection(to oxid: UInt64) throws(COMError) -> any ExporterConnection {
        throw COMError(.E_NOTIMPL, "other processes are not there yet")
    }
}
