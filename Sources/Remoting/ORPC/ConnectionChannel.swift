// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import CPlatform

/// What the two channels over a connection have in common, a proxy's and a stub's: IRpcChannelBuffer2 but for GetBuffer and
/// SendReceive.
public class ConnectionChannel: ComObject, @unchecked Sendable {
    // Unchecked as its base class; what is stored here is set in init.
    public let peer: RPCPeer
    private(set) var interface: UnsafeMutableRawPointer?

    init(peer: RPCPeer, vtable: UnsafeRawPointer) {
        self.peer = peer
        super.init()
        interface = addInterface(vtable: vtable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IRpcChannelBuffer || iid == IID_IRpcChannelBuffer2 ? interface : nil
    }

    /// Gives back the buffer that GetBuffer gave, if it gave one.
    static func free(_ message: UnsafeMutablePointer<RPCOLEMESSAGE>) {
        Block(opaque: message.pointee.reserved1)?.giveBack()
        message.pointee.reserved1 = nil
        message.pointee.Buffer = nil
    }

    /// Only channels of this class have a vtable made of `commonFunctions`.
    @inline(__always)
    static func channel(_ this: UnsafeMutableRawPointer?) -> ConnectionChannel {
        let object = this.unsafelyUnwrapped.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object
        return unsafeDowncast(object, to: ConnectionChannel.self)
    }

    static var commonFunctions: IRpcChannelBuffer2Vtbl {
        var table = IRpcChannelBuffer2Vtbl()
        table.FreeBuffer = { _, message in
            guard let message else { return HResult.E_POINTER.rawValue }
            ConnectionChannel.free(message)
            return 0
        }
        table.GetDestCtx = { this, context, destination in
            let peer = ConnectionChannel.channel(this).peer
            context?.pointee = DestinationContext.of(peer)
            destination?.pointee = peer.destinationContext
            return 0
        }
        table.IsConnected = { this in
            ConnectionChannel.channel(this).peer.isDead ? HResult.S_FALSE.rawValue : HResult.S_OK.rawValue
        }
        table.GetProtocolVersion = { _, version in
            guard let version else { return HResult.E_POINTER.rawValue }
            version.pointee = UInt32(ORPCHeaders.majorVersion) | UInt32(ORPCHeaders.minorVersion) << 16
            return 0
        }
        return table
    }
}

/// MSHCTX of a channel to another process.
enum DestinationContext {
    static let local: UInt32 = 0
    static let noSharedMemory: UInt32 = 1

    /// Over TCP the other end may be anything that speaks ORPC.
    static func of(_ peer: RPCPeer) -> UInt32 { peer.usesTCP ? noSharedMemory : local }
}
