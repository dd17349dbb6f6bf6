// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPlatform

/// The server's end of a COM interface: a call's IPID says which object's, the exporter runs it. [MS-DCOM] 3.1.1.5.4
final class ORPCInterface: RPCInterface {
    private let iid: GUID
    private unowned let runtime: ORPCRuntime

    init(_ iid: GUID, runtime: ORPCRuntime) {
        self.iid = iid
        self.runtime = runtime
    }

    func call(_ call: IncomingCall) -> Reply {
        guard let ipid = call.object else {
            return .fault(UInt32(bitPattern: HResult.RPC_E_INVALID_OBJECT.rawValue), didNotExecute: true)
        }
        do throws(RPCError) {
            let (causality, extents, offset) = try ORPCHeaders.readThis(
                UnsafeRawBufferPointer(call.stub), isBigEndian: call.isBigEndian)
            let passage =
                ChannelHooks.areThere
                ? ChannelHooks.Passage(extents, dataRepresentation: call.dataRepresentation) : nil
            guard CallObserver.isThere, let context = extents.first(where: { $0.id == CallObserver.extensionID }) else {
                return invoke(call, ipid, causality, offset, passage, UnsafeRawBufferPointer(start: nil, count: 0))
            }
            return context.data.withUnsafeBytes { invoke(call, ipid, causality, offset, passage, $0) }
        } catch {
            if case .violation(_, let status) = error { return .fault(status, didNotExecute: true) }
            return .fault(RPCStatus.protocolError, didNotExecute: true)
        }
    }

    private func invoke(
        _ call: IncomingCall, _ ipid: GUID, _ causality: GUID, _ offset: Int, _ passage: ChannelHooks.Passage?,
        _ context: UnsafeRawBufferPointer
    ) -> Reply {
        let (peer, channel) = runtime.channel(of: call.connection)
        var message = RPCOLEMESSAGE()
        message.dataRepresentation = call.dataRepresentation
        message.Buffer = call.stub.baseAddress.map { $0 + offset }
        message.cbBuffer = UInt32(call.stub.count - offset)
        message.iMethod = UInt32(call.operation)
        CallObserver.carry(context, in: &message)
        ChannelHooks.carry(passage, in: &message)
        // An error object that an earlier call left on this thread is not this call's.
        ErrorInfo.clear()
        let begin = CallTrace.isOn ? CallTrace.now() : 0
        let status = withUnsafeMutablePointer(to: &message) { message in
            ORPCCall.withCausality(causality) {
                runtime.services.invoke(
                    ipid: ipid, iid: iid, causality: causality, peer: peer, message: message,
                    channel: channel.interface.unsafelyUnwrapped)
            }
        }
        if begin != 0 { CallTrace.served(iid, call, offset, message, status, begin) }
        let error = ErrorInformation.take()
        guard status.isSuccess else {
            ServerChannel.free(&message)
            return .fault(RPCStatus.status(status), didNotExecute: false)
        }
        return reply(&message, error, passage?.answer ?? [])
    }

    /// The results in the buffer where the stub marshaled them, behind an ORPCTHAT.
    private func reply(_ message: inout RPCOLEMESSAGE, _ error: ORPCExtent?, _ answer: [ORPCExtent]) -> Reply {
        var extents = answer
        if let error { extents.append(error) }
        do throws(RPCError) {
            let block: Block
            var length = 0
            if let given = Block(opaque: message.reserved1) {
                length = Int(message.cbBuffer)
                guard message.Buffer == given.data + ORPCCall.resultHeadroom, length <= given.capacity - ORPCCall.resultHeadroom
                else {
                    given.giveBack()
                    return .fault(UInt32(bitPattern: HResult.RPC_E_SERVERFAULT.rawValue), didNotExecute: false)
                }
                block = given
            } else {
                // A method without results, whose stub asked for no buffer.
                block = try Block(capacity: ORPCCall.resultHeadroom)
            }
            guard !extents.isEmpty else {
                ORPCHeaders.writeThat(hasExtents: false, to: block.data + PDUHeader.responseSize)
                return .block(block, offset: PDUHeader.responseSize, length: ORPCHeaders.thatSize + length)
            }
            defer { block.giveBack() }
            let bytes = ORPCHeaders.write(extents)
            let copy = try Block(capacity: ORPCCall.resultHeadroom + bytes.count + length)
            ORPCHeaders.writeThat(hasExtents: true, to: copy.data + PDUHeader.responseSize)
            let body = copy.data + ORPCCall.resultHeadroom
            bytes.withUnsafeBytes { body.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
            (body + bytes.count).copyMemory(from: block.data + ORPCCall.resultHeadroom, byteCount: length)
            return .block(
                copy, offset: PDUHeader.responseSize, length: ORPCHeaders.thatSize + bytes.count + length)
        } catch {
            return .fault(UInt32(bitPattern: HResult.E_OUTOFMEMORY.rawValue), didNotExecute: false)
        }
    }
}
