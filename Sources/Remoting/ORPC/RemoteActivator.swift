// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// IRemoteSCMActivator (ISystemActivator), the server's end: activation by property blobs. [MS-DCOM] 3.1.2.5.2.3.2 and .3
final class RemoteActivator: RPCInterface {
    static let iid = ErrorInformation.oleGUID(0x1A0)

    private enum Operation {
        static let getClassObject: UInt16 = 3
        static let createInstance: UInt16 = 4
    }

    private unowned let runtime: ORPCRuntime

    init(runtime: ORPCRuntime) { self.runtime = runtime }

    func call(_ call: IncomingCall) -> Reply {
        guard call.operation == Operation.getClassObject || call.operation == Operation.createInstance else {
            return .fault(RPCStatus.operationRange, didNotExecute: true)
        }
        do throws(RPCError) {
            let (causality, _, offset) = try ORPCHeaders.readThis(
                UnsafeRawBufferPointer(call.stub), isBigEndian: call.isBigEndian)
            var reader = WireReader(
                UnsafeRawBufferPointer(call.stub), isBigEndian: call.isBigEndian, at: offset, "a call of IRemoteSCMActivator")
            // An outer object in another process cannot aggregate.
            let isAggregated = call.operation == Operation.createInstance ? try reader.uint32() != 0 : false
            if isAggregated { _ = try reader.interfacePointer() }
            guard try reader.uint32() != 0 else { throw reader.fail("there are no activation properties") }
            let reference = try reader.interfacePointer()
            let request = try ActivationProperties.request(reference)
            let results: Result<[(HResult, [UInt8])], COMError> =
                isAggregated
                ? .failure(COMError(.CLASS_E_NOAGGREGATION))
                : ORPCCall.withCausality(causality) {
                    runtime.activated(
                        call, request.clsid, request.iids, wantsClassObject: call.operation == Operation.getClassObject)
                }
            return .bytes(answer(request, results))
        } catch {
            if case .violation(_, let status) = error { return .fault(status, didNotExecute: true) }
            return .fault(RPCStatus.protocolError, didNotExecute: true)
        }
    }

    private func answer(_ request: ActivationProperties.Request, _ results: Result<[(HResult, [UInt8])], COMError>) -> [UInt8] {
        var writer = WireWriter()
        switch results {
        case .success(let results):
            writer.orpcThat()
            let oxid = runtime.services.activationApartment(clsid: request.clsid)
            let apartment = runtime.services.exportedApartment(oxid: oxid)
            let reply = ActivationProperties.reply(
                iids: request.iids, results: results, oxid: oxid, remUnknown: apartment?.remUnknown ?? .zero,
                bindings: runtime.stringBindings)
            writer.pointer()
            writer.interfacePointer(reply)
            writer.uint32(0)
        case .failure(let error):
            writer.orpcThat(error)
            writer.nullPointer()
            writer.int32(error.hresult.rawValue)
        }
        return writer.bytes
    }
}

/// The activation properties: an OBJREF_CUSTOM that holds a list of serialized structures. [MS-DCOM] 2.2.22
///
///     OBJREF: signature, flags 4, iid, clsid, cbExtension, size, then the blob
///     blob: 0 size of what follows   4 reserved   8 CustomHeader   then the properties
///
/// Each structure is serialized for itself ([MS-RPCE] 2.2.6.1): a common header of 8 bytes, one of 8 with the length, the data
/// padded to 8.
enum ActivationProperties {
    struct Request {
        var clsid: GUID
        var iids: [GUID]
    }

    private static let signature: UInt32 = 0x574F_454D
    private static let inClass = ErrorInformation.oleGUID(0x338)
    private static let outClass = ErrorInformation.oleGUID(0x339)
    private static let outInterface = ErrorInformation.oleGUID(0x1A3)
    private static let instantiation = ErrorInformation.oleGUID(0x1AB)
    private static let scmReply = ErrorInformation.oleGUID(0x1B6)
    /// MAX_ACTPROP_LIMIT. [MS-DCOM] 2.2.28.1
    private static let maximumProperties = 10
    private static let serializationHeader = 16

    /// Reads what a client asks for.
    static func request(_ reference: [UInt8]) throws(RPCError) -> Request {
        var result: Request?
        var failure: RPCError?
        reference.withUnsafeBytes { bytes in
            do throws(RPCError) { result = try read(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        guard let result else { throw .violation("activation properties without a class", status: RPCStatus.badStubData) }
        return result
    }

    private static func read(_ bytes: UnsafeRawBufferPointer) throws(RPCError) -> Request? {
        // OBJREFs are little endian whatever the message is. [MS-DCOM] 2.2.18
        var reader = WireReader(bytes, isBigEndian: false, "activation properties")
        guard try reader.uint32() == signature, try reader.uint32() == 4 else { throw reader.fail("not an OBJREF_CUSTOM") }
        _ = try reader.guid()
        guard try reader.guid() == inClass else { throw reader.fail("another class than the activation properties'") }
        let extra = Int(try reader.uint32())
        _ = try reader.uint32()
        try reader.skip(extra)
        let blob = UnsafeRawBufferPointer(rebasing: bytes[reader.offset...])
        var head = WireReader(blob, isBigEndian: false, at: 8, "the header of activation properties")
        guard blob.count >= 8 else { throw reader.fail("the properties are cut off") }
        try head.serializationHeader()
        _ = try head.uint32()
        let headerSize = Int(try head.uint32())
        _ = try head.uint32()
        _ = try head.uint32()
        let count = Int(try head.uint32())
        guard count > 0, count <= maximumProperties else { throw head.fail("\(count) properties") }
        _ = try head.guid()
        guard try head.uint32() != 0, try head.uint32() != 0 else { throw head.fail("no list of properties") }
        _ = try head.uint32()
        try head.conformance(count, elementSize: 16)
        var classes: [GUID] = []
        for _ in 0..<count { classes.append(try head.guid()) }
        try head.conformance(count, elementSize: 4)
        var offset = 8 + headerSize
        for kind in classes {
            let size = Int(try head.uint32())
            guard headerSize >= 0, offset <= blob.count, size <= blob.count - offset else {
                throw head.fail("a property of \(size) bytes at \(offset) goes beyond the end")
            }
            if kind == instantiation {
                return try readInstantiation(UnsafeRawBufferPointer(rebasing: blob[offset..<(offset + size)]))
            }
            offset += size
        }
        return nil
    }

    /// InstantiationInfoData. [MS-DCOM] 2.2.22.2.1
    private static func readInstantiation(_ bytes: UnsafeRawBufferPointer) throws(RPCError) -> Request {
        var reader = WireReader(bytes, isBigEndian: false, "InstantiationInfoData")
        try reader.serializationHeader()
        let clsid = try reader.guid()
        try reader.skip(12)
        let count = Int(try reader.uint32())
        _ = try reader.uint32()
        guard count > 0, count <= Activation.maximumInterfaces, try reader.uint32() != 0 else {
            throw reader.fail("\(count) interfaces are asked for")
        }
        try reader.skip(8)
        try reader.conformance(count, elementSize: 16)
        var iids: [GUID] = []
        for _ in 0..<count { iids.append(try reader.guid()) }
        return Request(clsid: clsid, iids: iids)
    }

    /// Writes what the client gets: PropsOutInfo and ScmReplyInfoData, in this order. [MS-DCOM] 2.2.22.2.9, .8
    static func reply(iids: [GUID], results: [(HResult, [UInt8])], oxid: UInt64, remUnknown: GUID, bindings: StringBindings) -> [UInt8] {
        let out = serialized { writer in
            writer.uint32(UInt32(iids.count))
            writer.pointer()
            writer.pointer()
            writer.pointer()
            writer.uint32(UInt32(iids.count))
            for iid in iids { writer.guid(iid) }
            writer.uint32(UInt32(iids.count))
            for (result, _) in results { writer.int32(result.rawValue) }
            writer.interfacePointers(results.map { $0.0.isSuccess ? $0.1 : nil })
        }
        let scm = serialized { writer in
            writer.nullPointer()
            writer.pointer()
            writer.uint64(oxid)
            writer.pointer()
            writer.guid(remUnknown)
            writer.uint32(1)
            writer.comVersion()
            writer.dualStringArray(bindings)
        }
        // The header says its own length, which does not depend on what it says.
        let headerSize = customHeader(total: 0, size: 0, out.count, scm.count).count
        let header = customHeader(total: headerSize + out.count + scm.count, size: headerSize, out.count, scm.count)
        var blob = WireWriter()
        blob.uint32(UInt32(header.count + out.count + scm.count))
        blob.uint32(0)
        blob.raw(header)
        blob.raw(out)
        blob.raw(scm)
        var reference = WireWriter()
        reference.uint32(signature)
        reference.uint32(4)
        reference.guid(outInterface)
        reference.guid(outClass)
        reference.uint32(0)
        reference.uint32(UInt32(blob.bytes.count + 8))
        reference.raw(blob.bytes)
        return reference.bytes
    }

    private static func customHeader(total: Int, size: Int, _ outSize: Int, _ scmSize: Int) -> [UInt8] {
        serialized { writer in
            writer.uint32(UInt32(total))
            writer.uint32(UInt32(size))
            writer.uint32(0)
            writer.uint32(2)  // MSHCTX_DIFFERENTMACHINE
            writer.uint32(2)
            writer.guid(.zero)
            writer.pointer()
            writer.pointer()
            writer.nullPointer()
            writer.uint32(2)
            writer.guid(outClass)
            writer.guid(scmReply)
            writer.uint32(2)
            writer.uint32(UInt32(outSize))
            writer.uint32(UInt32(scmSize))
        }
    }

    private static func serialized(_ write: (inout WireWriter) -> Void) -> [UInt8] {
        var data = WireWriter()
        write(&data)
        data.align(8)
        var writer = WireWriter()
        writer.raw([1, 0x10])
        writer.uint16(8)
        writer.uint32(0xCCCC_CCCC)
        writer.uint32(UInt32(data.bytes.count))
        writer.uint32(0)
        writer.raw(data.bytes)
        return writer.bytes
    }
}

extension WireReader {
    /// The two headers of a serialized structure: version 1, little endian. [MS-RPCE] 2.2.6.1, 2.2.6.2
    fileprivate mutating func serializationHeader() throws(RPCError) {
        guard try uint8() == 1, try uint8() == 0x10, try uint16() == 8 else { throw fail("not a serialized structure") }
        try skip(4)
        let length = Int(try uint32())
        try skip(4)
        guard length <= remaining else { throw fail("a serialized structure of \(length) bytes is cut off") }
    }
}
