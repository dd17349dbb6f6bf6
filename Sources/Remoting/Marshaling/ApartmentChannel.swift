// SPDX-License-Identifier: Apache-2.0
//
// The channel between two apartments of one process: a message is a block of memory that changes hands.

import AutomationRuntime
import AutomationTypes
import CAutomation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The IRpcChannelBuffer of an interface proxy whose object is in another apartment.
final class ApartmentChannel: ComObject, @unchecked Sendable {
    // Unchecked as its base class: what is stored here does not change.
    private let ipid: GUID
    private let iid: GUID
    /// The apartment that the proxy belongs to.
    private let caller: Apartment

    init(ipid: GUID, iid: GUID, caller: Apartment) {
        self.ipid = ipid
        self.iid = iid
        self.caller = caller
        super.init()
        addInterface(vtable: ApartmentChannel.vtable)
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IRpcChannelBuffer ? unknown : nil
    }

    private func send(_ message: UnsafeMutablePointer<RPCOLEMESSAGE>) -> HResult {
        guard let observer = CallObserver.current else { return send(message, UnsafeRawBufferPointer(start: nil, count: 0)) }
        return ORPCCall.inChain { causality in
            let subject = CallObserver.Subject(
                iid: iid, object: ipid, causality: causality, transport: LATEBIND_TRANSPORT_APARTMENT, process: 0,
                message: message.pointee)
            return CallObserver.call(observer, subject) { context, outcome in
                let status = send(message, context)
                outcome.status = status
                if status.isSuccess, message.pointee.Buffer != nil {
                    outcome.results = UnsafeRawBufferPointer(start: message.pointee.Buffer, count: Int(message.pointee.cbBuffer))
                    outcome.dataRepresentation = message.pointee.dataRepresentation
                }
                return status
            }
        }
    }

    private func send(_ message: UnsafeMutablePointer<RPCOLEMESSAGE>, _ context: UnsafeRawBufferPointer) -> HResult {
        guard Apartment.current === caller else { return .RPC_E_WRONG_THREAD }
        let request = message.pointee.Buffer
        defer { free(request) }
        let passage =
            ChannelHooks.areThere
            ? ChannelHooks.Passage(ChannelHooks.clientExtents(iid), dataRepresentation: message.pointee.dataRepresentation) : nil
        // The callee's stub puts the results in place of the arguments.
        var served = message.pointee
        let status = RejectedCalls.retrying {
            ThreadState.current.callOut { causality in
                served = message.pointee
                served.Buffer = request
                CallObserver.carry(context, in: &served)
                ChannelHooks.carry(passage, in: &served)
                return Exporter.shared.invoke(
                    ipid: ipid, iid: iid, causality: causality, caller: nil, message: &served, channel: ApartmentChannel.serverSide)
            }
        }
        if let passage {
            let fault = status.isSuccess ? HResult.S_OK : status
            ChannelHooks.notifyClient(
                iid, passage.answer, dataRepresentation: message.pointee.dataRepresentation, fault: fault)
        }
        message.pointee.Buffer = nil
        if served.Buffer != request {
            guard status.isSuccess else {
                free(served.Buffer)
                return status
            }
            message.pointee.Buffer = served.Buffer
            message.pointee.cbBuffer = served.cbBuffer
            message.pointee.dataRepresentation = served.dataRepresentation
        } else if status.isSuccess {
            message.pointee.cbBuffer = 0
        }
        return status
    }

    /// What stubs are given: it has buffers and tells where they go. There is one, which is never freed: AddRef and Release count
    /// nothing.
    nonisolated(unsafe) private static let serverSide: UnsafeMutableRawPointer = {
        let table = UnsafeMutablePointer<IRpcChannelBufferVtbl>.allocate(capacity: 1)
        table.initialize(to: vtable.assumingMemoryBound(to: IRpcChannelBufferVtbl.self).pointee)
        table.pointee.QueryInterface = { this, iid, result in
            guard let result, let iid else { return HResult.E_POINTER.rawValue }
            let isKnown = iid.pointee == IID_IUnknown || iid.pointee == IID_IRpcChannelBuffer
            result.pointee = isKnown ? UnsafeMutableRawPointer(this) : nil
            return isKnown ? 0 : HResult.E_NOINTERFACE.rawValue
        }
        table.pointee.AddRef = { _ in 2 }
        table.pointee.Release = { _ in 1 }
        table.pointee.SendReceive = { _, _, _ in HResult.E_UNEXPECTED.rawValue }
        table.pointee.IsConnected = { _ in 0 }
        let channel = UnsafeMutablePointer<IRpcChannelBuffer>.allocate(capacity: 1)
        channel.initialize(to: IRpcChannelBuffer(lpVtbl: table))
        return UnsafeMutableRawPointer(channel)
    }()

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IRpcChannelBufferVtbl()
        table.GetBuffer = { _, message, _ in
            guard let message else { return HResult.E_POINTER.rawValue }
            // Zeros: what a marshaler skips must not show what lay there.
            guard let buffer = calloc(1, max(16, Int(message.pointee.cbBuffer))) else { return HResult.E_OUTOFMEMORY.rawValue }
            message.pointee.Buffer = buffer
            message.pointee.dataRepresentation = 0x10
            return 0
        }
        table.SendReceive = { this, message, status in
            guard let message, let channel = ComObject.object(from: this) as? ApartmentChannel else {
                return HResult.E_POINTER.rawValue
            }
            let result = channel.send(message)
            status?.pointee = ULONG(bitPattern: result.rawValue)
            return result.rawValue
        }
        table.FreeBuffer = { _, message in
            guard let message else { return HResult.E_POINTER.rawValue }
            free(message.pointee.Buffer)
            message.pointee.Buffer = nil
            return 0
        }
        table.GetDestCtx = { _, context, extra in
            context?.pointee = DWORD(MSHCTX_INPROC.rawValue)
            extra?.pointee = nil
            return 0
        }
        table.IsConnected = { this in
            guard let channel = ComObject.object(from: this) as? ApartmentChannel else { return HResult.S_FALSE.rawValue }
            return Exporter.shared.stub(channel.ipid) == nil ? HResult.S_FALSE.rawValue : 0
        }
        return ComObject.makeVTable(table)
    }()
}
