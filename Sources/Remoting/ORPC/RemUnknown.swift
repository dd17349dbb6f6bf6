// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// The server's end of IRemUnknown and IRemUnknown2. [MS-DCOM] 3.1.1.5.6
final class RemUnknown: RPCInterface {
    static let iid = ErrorInformation.oleGUID(0x131)
    static let iid2 = ErrorInformation.oleGUID(0x143)
    /// The context id that every connection of a peer's pool has for IRemUnknown2.
    static let contextID: UInt16 = 2

    enum Operation {
        static let queryInterface: UInt16 = 3
        static let addReferences: UInt16 = 4
        static let release: UInt16 = 5
        static let queryInterface2: UInt16 = 6
    }

    private unowned let runtime: ORPCRuntime
    private let hasSecond: Bool

    /// - Parameter hasSecond: IRemUnknown2, which has one method more.
    init(runtime: ORPCRuntime, hasSecond: Bool) {
        self.runtime = runtime
        self.hasSecond = hasSecond
    }

    func call(_ call: IncomingCall) -> Reply {
        guard let ipid = call.object, runtime.services.isRemUnknown(ipid) else {
            return .fault(UInt32(bitPattern: HResult.RPC_E_DISCONNECTED.rawValue), didNotExecute: true)
        }
        let peer = runtime.peer(of: call.connection)
        do throws(RPCError) {
            let (causality, _, offset) = try ORPCHeaders.readThis(
                UnsafeRawBufferPointer(call.stub), isBigEndian: call.isBigEndian)
            var reader = WireReader(
                UnsafeRawBufferPointer(call.stub), isBigEndian: call.isBigEndian, at: offset, "a call of IRemUnknown")
            var writer = WireWriter()
            writer.orpcThat()
            let before = ORPCCall.causality
            ORPCCall.causality = causality
            defer { ORPCCall.causality = before }
            switch call.operation {
            case Operation.queryInterface: try queryInterface(&reader, &writer, peer)
            case Operation.addReferences: try addReferences(&reader, &writer, peer)
            case Operation.release: try release(&reader, &writer, peer)
            case Operation.queryInterface2 where hasSecond: try queryInterface2(&reader, &writer, peer)
            default: return .fault(RPCStatus.operationRange, didNotExecute: true)
            }
            return .bytes(writer.bytes)
        } catch {
            if case .violation(_, let status) = error { return .fault(status, didNotExecute: true) }
            return .fault(RPCStatus.protocolError, didNotExecute: true)
        }
    }

    private func readIIDs(_ reader: inout WireReader) throws(RPCError) -> [GUID] {
        let count = Int(try reader.uint16())
        try reader.conformance(count, elementSize: 16)
        var iids: [GUID] = []
        for _ in 0..<count { iids.append(try reader.guid()) }
        return iids
    }

    private func queryInterface(_ reader: inout WireReader, _ writer: inout WireWriter, _ peer: RPCPeer) throws(RPCError) {
        let ipid = try reader.guid()
        let references = try reader.uint32()
        let iids = try readIIDs(&reader)
        do throws(COMError) {
            let results = try runtime.services.queryInterfaces(ipid: ipid, references: references, iids: iids, peer: peer)
            guard results.count == iids.count else { throw COMError(.E_UNEXPECTED) }
            writer.pointer()
            writer.uint32(UInt32(results.count))
            for (result, reference) in results {
                writer.align(8)
                writer.int32(result.rawValue)
                writer.standardObjectReference(reference)
            }
            writer.int32(RemUnknown.combined(results.map(\.0)).rawValue)
        } catch {
            writer.nullPointer()
            writer.int32(error.hresult.rawValue)
        }
    }

    private func queryInterface2(_ reader: inout WireReader, _ writer: inout WireWriter, _ peer: RPCPeer) throws(RPCError) {
        let ipid = try reader.guid()
        let iids = try readIIDs(&reader)
        var results: [(HResult, [UInt8])]
        var status = HResult.S_OK
        do throws(COMError) {
            results = try runtime.services.queryObjectReferences(ipid: ipid, iids: iids, peer: peer)
            if results.count != iids.count { throw COMError(.E_UNEXPECTED) }
            status = RemUnknown.combined(results.map(\.0))
        } catch {
            status = error.hresult
            results = iids.map { _ in (error.hresult, []) }
        }
        writer.uint32(UInt32(results.count))
        for (result, _) in results { writer.int32(result.rawValue) }
        writer.interfacePointers(results.map { $0.0.isSuccess ? $0.1 : nil })
        writer.int32(status.rawValue)
    }

    /// S_OK, S_FALSE if only some are there, E_NOINTERFACE if none is. [MS-DCOM] 3.1.1.5.6.1.1
    private static func combined(_ results: [HResult]) -> HResult {
        if results.allSatisfy(\.isSuccess) { return .S_OK }
        return results.contains { $0.isSuccess } ? .S_FALSE : .E_NOINTERFACE
    }

    private func readReferences(_ reader: inout WireReader) throws(RPCError) -> [InterfaceReferences] {
        let count = Int(try reader.uint16())
        try reader.conformance(count, elementSize: 24)
        var references: [InterfaceReferences] = []
        for _ in 0..<count {
            let ipid = try reader.guid()
            let publicReferences = try reader.uint32()
            references.append(
                InterfaceReferences(
                    ipid: ipid, publicReferences: publicReferences, privateReferences: try reader.uint32()))
        }
        return references
    }

    private func addReferences(_ reader: inout WireReader, _ writer: inout WireWriter, _ peer: RPCPeer) throws(RPCError) {
        let references = try readReferences(&reader)
        let results = runtime.services.addReferences(references, peer: peer)
        writer.uint32(UInt32(results.count))
        for result in results { writer.int32(result.rawValue) }
        writer.int32(results.first { $0.isFailure }?.rawValue ?? 0)
    }

    private func release(_ reader: inout WireReader, _ writer: inout WireWriter, _ peer: RPCPeer) throws(RPCError) {
        runtime.services.releaseReferences(try readReferences(&reader), peer: peer)
        writer.int32(0)
    }
}

extension WireWriter {
    /// ORPCTHAT, with what is said about a failure: an error extension, as the callee's error object travels in calls.
    mutating func orpcThat(_ failure: COMError? = nil) {
        uint32(0)
        guard let failure, failure.message != nil else { return nullPointer() }
        pointer()
        raw(ORPCHeaders.write([
            ORPCExtent(id: ErrorInformation.extensionID, data: ErrorInformation.encode(failure, interface: .zero))
        ]))
    }

    /// STDOBJREF, 40 bytes, aligned to 8. [MS-DCOM] 2.2.18.2
    mutating func standardObjectReference(_ reference: StandardObjectReference) {
        align(8)
        uint32(reference.flags)
        uint32(reference.publicReferences)
        uint64(reference.oxid)
        uint64(reference.oid)
        guid(reference.ipid)
    }

    /// A conformant array of unique pointers to MInterfacePointer. [MS-DCOM] 2.2.14
    mutating func interfacePointers(_ references: [[UInt8]?]) {
        uint32(UInt32(references.count))
        for reference in references {
            if reference == nil { nullPointer() } else { pointer() }
        }
        for case let reference? in references { interfacePointer(reference) }
    }

    /// An MInterfacePointer: a conformant structure of a count and an OBJREF.
    mutating func interfacePointer(_ reference: [UInt8]) {
        uint32(UInt32(reference.count))
        uint32(UInt32(reference.count))
        raw(reference)
        align(4)
    }
}

extension WireReader {
    mutating func standardObjectReference() throws(RPCError) -> StandardObjectReference {
        try align(8)
        let flags = try uint32()
        let references = try uint32()
        let oxid = try uint64()
        let oid = try uint64()
        return StandardObjectReference(
            flags: flags, publicReferences: references, oxid: oxid, oid: oid, ipid: try guid())
    }

    mutating func interfacePointer() throws(RPCError) -> [UInt8] {
        let maximum = try uint32()
        let count = try uint32()
        guard maximum == count, Int(count) <= remaining else { throw fail("an MInterfacePointer of \(count) bytes in \(maximum)") }
        let bytes = [UInt8](try raw(Int(count)))
        if remaining > 0 { try align(4) }
        return bytes
    }

    mutating func interfacePointers(_ expected: Int) throws(RPCError) -> [[UInt8]?] {
        try conformance(expected, elementSize: 4)
        var present: [Bool] = []
        for _ in 0..<expected { present.append(try uint32() != 0) }
        var references: [[UInt8]?] = []
        for isPresent in present { references.append(isPresent ? try interfacePointer() : nil) }
        return references
    }
}
