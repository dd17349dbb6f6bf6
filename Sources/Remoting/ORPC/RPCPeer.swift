// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import Synchronization

/// A process at the other end: of calls to us, of ours to it, or both.
///
/// There is one instance for each process that is known by the 48 bits of its OXIDs (ILatebindExporter::Hello, or an OXID that we
/// called), and one for each association group of a peer that does not say who it is. The `pvDestContext` of every channel
/// (GetDestCtx) is the address of its instance: `RPCPeer.from(destinationContext:)`.
public final class RPCPeer: Sendable {
    /// The upper 48 bits of the OXIDs of the process; nil for a peer that has not said.
    public let process: UInt64?
    /// Whether it is reached over loopback TCP: OBJREFs for it need string bindings.
    public let usesTCP: Bool
    let state: Mutex<State>

    struct State {
        /// SO_PEERCRED of the first connection; 0 where the transport does not tell.
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var connections = 0
        var isDead = false
    }

    init(process: UInt64?, usesTCP: Bool, pid: Int32, uid: UInt32) {
        self.process = process
        self.usesTCP = usesTCP
        state = Mutex(State(pid: pid, uid: uid))
    }

    /// The process id at the time of the first connection, 0 if the transport does not tell. It proves nothing later on.
    public var pid: Int32 { state.withLock { $0.pid } }
    /// The user that the process runs as.
    public var uid: UInt32 { state.withLock { $0.uid } }
    /// Whether no connection in either direction is left, or will be again.
    public var isDead: Bool { state.withLock { $0.isDead } }

    /// What GetDestCtx gives as pvDestContext; valid as long as the peer is.
    public var destinationContext: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// The peer behind the pvDestContext of a channel of this folder (with a dwDestContext of MSHCTX_LOCAL or MSHCTX_NOSHAREDMEM);
    /// nil for a null pointer.
    public static func from(destinationContext: UnsafeMutableRawPointer?) -> RPCPeer? {
        destinationContext.map { Unmanaged<RPCPeer>.fromOpaque($0).takeUnretainedValue() }
    }
}
