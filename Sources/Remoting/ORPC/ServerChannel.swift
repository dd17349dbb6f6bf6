// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPlatform

/// The channel that a stub gets: where it finds room for the results. One for each connection.
final class ServerChannel: ConnectionChannel, @unchecked Sendable {
    init(peer: RPCPeer) { super.init(peer: peer, vtable: ServerChannel.vtable) }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = commonFunctions
        table.GetBuffer = { this, message, _ in
            guard let message else { return HResult.E_POINTER.rawValue }
            let length = Int(message.pointee.cbBuffer)
            guard length <= ConnectionChannel.channel(this).peer.runtime.options.maximumMessage else {
                return HResult.RPC_E_OUT_OF_RESOURCES.rawValue
            }
            // The arguments' buffer is the connection's: only one of this function's own is given back.
            Block(opaque: message.pointee.reserved1)?.giveBack()
            message.pointee.reserved1 = nil
            do throws(RPCError) {
                let block = try Block(capacity: ORPCCall.resultHeadroom + length)
                message.pointee.reserved1 = block.opaque
                message.pointee.Buffer = block.data + ORPCCall.resultHeadroom
                message.pointee.dataRepresentation = PDUHeader.dataRepresentation
                return 0
            } catch {
                return HResult.E_OUTOFMEMORY.rawValue
            }
        }
        // A server sends when the stub returns, and at no other time.
        table.SendReceive = { _, _, _ in HResult.E_UNEXPECTED.rawValue }
        return ComObject.makeVTable(table)
    }()
}
