// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// Why a connection, or a message on it, is at its end.
enum RPCError: Error {
    /// The peer closed the connection between two messages.
    case closed
    /// The peer closed the connection in the middle of a message, or the system says that it is broken.
    case broken(String)
    /// A message that had begun did not go on in time, or a peer does not live any more.
    case timedOut(String)
    /// The bytes break a rule of the protocol.
    /// - status: the fault that the peer is told, where it can be told.
    case violation(String, status: UInt32 = RPCStatus.protocolError)
    /// A limit of this side.
    case limit(String)
    /// The bind was refused. reason: [C706] 12.6.3.1 p_reject_reason_t
    case refused(String, reason: UInt16)

    var text: String {
        switch self {
        case .closed: "the connection is closed"
        case .broken(let text), .timedOut(let text), .violation(let text, _), .limit(let text), .refused(let text, _): text
        }
    }

    /// What a caller gets whose call ends so.
    /// - Parameter wasSent: whether the request may have reached the server.
    func comError(wasSent: Bool) -> COMError {
        switch self {
        case .closed, .broken:
            return wasSent
                ? COMError(.RPC_E_SERVER_DIED, "the server went away during the call: " + text)
                : COMError(.RPC_E_SERVER_DIED_DNE, "the server went away before the call: " + text)
        case .timedOut: return COMError(.RPC_E_TIMEOUT, text)
        case .violation: return COMError(.RPC_E_INVALID_DATAPACKET, text)
        case .limit: return COMError(.RPC_E_OUT_OF_RESOURCES, text)
        case .refused: return COMError(.RPC_E_ACCESS_DENIED, text)
        }
    }
}
