// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import CPlatform

/// The channel of an interface proxy whose object is in another process: IRpcChannelBuffer2.
///
/// A proxy gets a buffer, marshals its arguments into it, and calls SendReceive, which writes one message from that very buffer and
/// puts the buffer with the results in its place. Any thread may call; calls at the same time use connections of their own.
public final class RemoteChannel: ConnectionChannel, @unchecked Sendable {
    // Unchecked as its base class; what is stored here is set in init.
    public let oxid: UInt64
    public let ipid: GUID
    public let iid: GUID
    private let contextID: UInt16
    /// The apartment of the proxy: no other thread's calls are sent.
    private let apartment: Apartment

    /// - Throws: RPC_E_OUT_OF_RESOURCES if more kinds of interface of one process are called than a connection can tell apart.
    public init(peer: RPCPeer, oxid: UInt64, ipid: GUID, iid: GUID, apartment: Apartment = .current) throws(COMError) {
        self.oxid = oxid
        self.ipid = ipid
        self.iid = iid
        self.apartment = apartment
        contextID = try peer.contextID(iid)
        super.init(peer: peer, vtable: RemoteChannel.vtable)
    }

    private typealias MessagePointer = UnsafeMutablePointer<RPCOLEMESSAGE>

    private func getBuffer(_ message: MessagePointer) -> Int32 {
        guard Apartment.current === apartment else { return HResult.RPC_E_WRONG_THREAD.rawValue }
        let length = Int(message.pointee.cbBuffer)
        guard length <= peer.runtime.options.maximumMessage else { return HResult.RPC_E_OUT_OF_RESOURCES.rawValue }
        do throws(RPCError) {
            let block = try Block(capacity: ORPCCall.headroom + length)
            message.pointee.reserved1 = block.opaque
            message.pointee.Buffer = block.data + ORPCCall.headroom
            message.pointee.dataRepresentation = PDUHeader.dataRepresentation
            return 0
        } catch {
            message.pointee.Buffer = nil
            return HResult.E_OUTOFMEMORY.rawValue
        }
    }

    private func sendReceive(_ message: MessagePointer) -> Int32 {
        guard let block = Block(opaque: message.pointee.reserved1), message.pointee.Buffer == block.data + ORPCCall.headroom,
            Int(message.pointee.cbBuffer) <= block.capacity - ORPCCall.headroom
        else { return HResult.E_UNEXPECTED.rawValue }
        defer { block.giveBack() }
        message.pointee.reserved1 = nil
        message.pointee.Buffer = nil
        do throws(COMError) {
            let results = CallTrace.isOn || CallObserver.isThere ? try told(message, block) : try perform(message, block)
            message.pointee.reserved1 = results.block.opaque
            message.pointee.Buffer = results.block.data + results.offset
            message.pointee.cbBuffer = UInt32(results.length)
            message.pointee.dataRepresentation = results.dataRepresentation
            return 0
        } catch {
            message.pointee.cbBuffer = 0
            return error.hresult.rawValue
        }
    }

    @inline(__always)
    private func perform(
        _ message: MessagePointer, _ block: Block, _ context: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) throws(COMError) -> ORPCCall.Results {
        guard apartment.isSingleThreaded else { return try send(message, block, context) }
        // What is called back meanwhile is told from other calls by the chain that it belongs to.
        return try ThreadState.current.callOut { _ throws(COMError) in try send(message, block, context) }
    }

    @inline(__always)
    private func send(
        _ message: MessagePointer, _ block: Block, _ context: UnsafeRawBufferPointer
    ) throws(COMError) -> ORPCCall.Results {
        try ORPCCall.perform(
            peer, contextID: contextID, iid: iid, ipid: ipid, operation: UInt16(truncatingIfNeeded: message.pointee.iMethod),
            block: block, length: Int(message.pointee.cbBuffer), context: context)
    }

    // MARK: Calls that somebody watches

    @inline(never)
    private func told(_ message: MessagePointer, _ block: Block) throws(COMError) -> ORPCCall.Results {
        guard CallTrace.isOn else { return try observed(message, block) }
        return try CallTrace.traced(self, message.pointee.iMethod, block, Int(message.pointee.cbBuffer)) { () throws(COMError) in
            try observed(message, block)
        }
    }

    private func observed(_ message: MessagePointer, _ block: Block) throws(COMError) -> ORPCCall.Results {
        guard let observer = CallObserver.current else { return try perform(message, block) }
        // The buffer with the arguments is the block's by now.
        var copy = message.pointee
        copy.Buffer = block.data + ORPCCall.headroom
        let results = ORPCCall.inChain { causality in
            let subject = CallObserver.Subject(
                iid: iid, object: ipid, causality: causality, transport: CallObserver.transport(peer), process: peer.pid, message: copy)
            return CallObserver.call(observer, subject) { context, outcome -> Result<ORPCCall.Results, COMError> in
                do throws(COMError) {
                    let results = try perform(message, block, context)
                    outcome.results = UnsafeRawBufferPointer(start: results.block.data + results.offset, count: results.length)
                    outcome.dataRepresentation = results.dataRepresentation
                    return .success(results)
                } catch {
                    outcome.status = error.hresult
                    return .failure(error)
                }
            }
        }
        return try results.get()
    }

    // MARK: The vtable

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = commonFunctions
        table.GetBuffer = { this, message, _ in
            guard let message else { return HResult.E_POINTER.rawValue }
            return RemoteChannel.from(this).getBuffer(message)
        }
        table.SendReceive = { this, message, status in
            guard let message else { return HResult.E_POINTER.rawValue }
            let result = RemoteChannel.from(this).sendReceive(message)
            status?.pointee = result < 0 ? UInt32(bitPattern: result) : 0
            return result
        }
        return ComObject.makeVTable(table)
    }()

    /// Only channels of this class have the vtable.
    @inline(__always)
    private static func from(_ this: UnsafeMutableRawPointer?) -> RemoteChannel {
        let object = this.unsafelyUnwrapped.assumingMemoryBound(to: ComInterfaceHeader.self).pointee.object
        return unsafeDowncast(object, to: RemoteChannel.self)
    }
}
