// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes

/// The client's end of an apartment's IRemUnknown2, and of ILatebindExporter: what the proxy managers of its objects call.
public struct RemoteUnknown: Sendable {
    public let peer: RPCPeer
    /// The IPID of the apartment's IRemUnknown: `peer.apartment(oxid:).remUnknown`.
    public let ipid: GUID

    public init(peer: RPCPeer, ipid: GUID) {
        self.peer = peer
        self.ipid = ipid
    }

    /// Other interfaces of an object, in one round trip. RemQueryInterface, [MS-DCOM] 3.1.1.5.6.1.1
    /// - Parameters:
    ///   - object: an IPID of the object.
    ///   - references: how many public references of each are wanted.
    /// - Returns: one pair for each of `iids`.
    /// - Throws: what the whole call fails with.
    public func queryInterfaces(object: GUID, references: UInt32, iids: [GUID]) throws(COMError)
        -> [(HResult, StandardObjectReference)]
    {
        try call(RemUnknown.Operation.queryInterface) { writer in
            writer.guid(object)
            writer.uint32(references)
            RemoteUnknown.write(iids, &writer)
        } read: { reader throws(RPCError) in
            var results: [(HResult, StandardObjectReference)] = []
            if try reader.uint32() != 0 {
                try reader.conformance(iids.count, elementSize: 48)
                for _ in iids {
                    try reader.align(8)
                    let result = HResult(rawValue: Int32(bitPattern: try reader.uint32()))
                    results.append((result, try reader.standardObjectReference()))
                }
            }
            let status = HResult(rawValue: Int32(bitPattern: try reader.uint32()))
            // E_NOINTERFACE of the whole call: each of them says so itself.
            if results.isEmpty, !iids.isEmpty { return .failure(status.isFailure ? status : .E_UNEXPECTED) }
            return .success(results)
        }
    }

    /// The same, but each interface comes as an OBJREF. RemQueryInterface2
    public func queryObjectReferences(object: GUID, iids: [GUID]) throws(COMError) -> [(HResult, [UInt8])] {
        try call(RemUnknown.Operation.queryInterface2) { writer in
            writer.guid(object)
            RemoteUnknown.write(iids, &writer)
        } read: { reader throws(RPCError) in
            try reader.conformance(iids.count, elementSize: 4)
            var results: [HResult] = []
            for _ in iids { results.append(HResult(rawValue: Int32(bitPattern: try reader.uint32()))) }
            let references = try reader.interfacePointers(iids.count)
            _ = try reader.uint32()
            return .success(zip(results, references).map { ($0, $1 ?? []) })
        }
    }

    /// More references of interfaces. RemAddRef, [MS-DCOM] 3.1.1.5.6.1.2
    /// - Returns: one result for each.
    public func addReferences(_ references: [InterfaceReferences]) throws(COMError) -> [HResult] {
        try call(RemUnknown.Operation.addReferences) { writer in
            RemoteUnknown.write(references, &writer)
        } read: { reader throws(RPCError) in
            try reader.conformance(references.count, elementSize: 4)
            var results: [HResult] = []
            for _ in references { results.append(HResult(rawValue: Int32(bitPattern: try reader.uint32()))) }
            _ = try reader.uint32()
            return .success(results)
        }
    }

    /// Gives references back. RemRelease, [MS-DCOM] 3.1.1.5.6.1.3
    public func releaseReferences(_ references: [InterfaceReferences]) throws(COMError) {
        try call(RemUnknown.Operation.release) { writer in
            RemoteUnknown.write(references, &writer)
        } read: { reader throws(RPCError) in
            let status = HResult(rawValue: Int32(bitPattern: try reader.uint32()))
            return status.isFailure ? .failure(status) : .success(())
        }
    }

    /// Puts references of ours in flight, for a third process to claim.
    public func transfer(object: GUID, count: UInt32) throws(COMError) { try move(isTransfer: true, object, count) }

    /// Makes references in flight ours: for an OBJREF that a third process sent.
    public func claim(object: GUID, count: UInt32) throws(COMError) { try move(isTransfer: false, object, count) }

    private func move(isTransfer: Bool, _ object: GUID, _ count: UInt32) throws(COMError) {
        let status = try peer.call { connection, idle throws(RPCError) in
            try LatebindExporter.move(connection, isTransfer: isTransfer, ipid: object, count: count, idle: idle)
        }
        guard status.isSuccess else { throw COMError(status) }
    }

    // MARK: Marshaling by hand

    private static func write(_ iids: [GUID], _ writer: inout WireWriter) {
        writer.uint16(UInt16(clamping: iids.count))
        writer.uint32(UInt32(iids.count))
        for iid in iids { writer.guid(iid) }
    }

    private static func write(_ references: [InterfaceReferences], _ writer: inout WireWriter) {
        writer.uint16(UInt16(clamping: references.count))
        writer.uint32(UInt32(references.count))
        for reference in references {
            writer.guid(reference.ipid)
            writer.uint32(reference.publicReferences)
            writer.uint32(reference.privateReferences)
        }
    }

    private func call<Success>(
        _ operation: UInt16, _ write: (inout WireWriter) -> Void,
        read: (inout WireReader) throws(RPCError) -> Outcome<Success>
    ) throws(COMError) -> Success {
        var writer = WireWriter()
        write(&writer)
        let block: Block
        do throws(RPCError) {
            block = try Block(capacity: ORPCCall.headroom + writer.bytes.count)
        } catch {
            throw error.comError(wasSent: false)
        }
        defer { block.giveBack() }
        writer.bytes.withUnsafeBytes {
            (block.data + ORPCCall.headroom).copyMemory(from: $0.baseAddress!, byteCount: $0.count)
        }
        let results = try ORPCCall.perform(
            peer, contextID: RemUnknown.contextID, iid: RemUnknown.iid2, ipid: ipid, operation: operation, block: block,
            length: writer.bytes.count, asksHooks: false)
        defer { results.block.giveBack() }
        var reader = results.reader
        let result: Outcome<Success>
        do throws(RPCError) { result = try read(&reader) } catch { throw error.comError(wasSent: true) }
        switch result {
        case .success(let value): return value
        case .failure(let failure): throw COMError(failure)
        }
    }

    private enum Outcome<Success> {
        case success(Success)
        case failure(HResult)
    }
}
