// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPlatform

/// The channel that a stub gets: where it finds room for the results. One for each connection.
final class ServerChannel: ComObject, @unchecked Sendable {
    // Unchecked as its base class; what is stored here is set in init.
    let peer: RPCPeer
    private(set) var interface: UnsafeMutableRawPointer?

    init(peer: RPCPeer) {
        self.peer = peer
        super.init()
        interface = addInterface(vtable: ServerChannel.vtable)
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IRpcChannelBuffer || iid == IID_IRpcChannelBuffer2 ? interface : nil
    }

    /// Gives back the buffer that a stub got, if it got one.
    static func free(_ message: UnsafeMutablePointer<RPCOLEMESSAGE>) {
        Block(opaque: message.pointee.reserved1)?.giveBack()
        message.pointee.reserved1 = nil
        message.pointee.Buffer = nil
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IRpcChannelBuffer2Vtbl()
        table.GetBuffer = { this, message, _ in
            guard let message else { return HResult.E_POINTER.rawValue }
            let length = Int(message.pointee.cbBuffer)
            guard length <= ServerChannel.from(this).peer.runtime.options.maximumMessage else {
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
        table.FreeBuffer = { _, message in
            guard let message else { return HResult.E_POINTER.rawValue }
            ServerChannel.free(message)
            return 0
        }
        table.GetDestCtx = { this, context, destination in
            let peer = ServerChannel.from(this).peer
            context?.pointee = DestinationContext.of(peer)
            destination?.pointee = peer.destinationContext
            return 0
        }
        table.IsConnected = { this in
            ServerChannel.from(this).peer.isDead ? HResult.S_FALSE.rawValue : HResult.S_OK.rawValue
        }
        table.GetProtocolVersion = { _, version in
            guard let version else { return HResult.E_POINTER.rawValue }
            version.pointee = UInt32(ORPCHeaders.majorVersion) | UInt32(ORPCHeaders.minorVersion) << 16
            return 0
        }
        return ComObject.makeVTable(table)
    }()

    /// Only channels of this class have the vtable.
    @inline(__always)
    private static func from(_ this: UnsafeMutableRawPointer?) -> ServerChannel {
        let object = this.unsafelyUnwrapped.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object
        return unsafeDowncast(object, to: ServerChannel.self)
    }
}
