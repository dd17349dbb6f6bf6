// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// IActivation, both ends: an object of a class, or its class object, in one call. [MS-DCOM] 3.1.2.5.2.3.1
final class Activation: RPCInterface {
    static let iid = GUID(
        Data1: 0x4D9F_4AB8, Data2: 0x7D1C, Data3: 0x11CF, Data4: (0x86, 0x1E, 0x00, 0x20, 0xAF, 0x6E, 0x7C, 0x57))
    /// The mode that asks for the class object: MODE_GET_CLASS_OBJECT.
    private static let classObject: UInt32 = 0xFFFF_FFFF
    /// MAX_REQUESTED_INTERFACES. [MS-DCOM] 2.2.28.1
    static let maximumInterfaces = 32768

    private unowned let runtime: ORPCRuntime

    init(runtime: ORPCRuntime) { self.runtime = runtime }

    // MARK: The server's end

    func call(_ call: IncomingCall) -> Reply {
        guard call.operation == 0 else { return .fault(RPCStatus.operationRange, didNotExecute: true) }
        do throws(RPCError) {
            let (causality, _, offset) = try ORPCHeaders.readThis(
                UnsafeRawBufferPointer(call.stub), isBigEndian: call.isBigEndian)
            var reader = WireReader(
                UnsafeRawBufferPointer(call.stub), isBigEndian: call.isBigEndian, at: offset, "RemoteActivation")
            let clsid = try reader.guid()
            let hasName = try reader.uint32() != 0
            if hasName { try reader.skipString() }
            let hasStorage = try reader.uint32() != 0
            if hasStorage { _ = try reader.interfacePointer() }
            _ = try reader.uint32()
            let mode = try reader.uint32()
            let count = Int(try reader.uint32())
            guard count > 0, count <= Activation.maximumInterfaces, try reader.uint32() != 0 else {
                throw reader.fail("\(count) interfaces are asked for")
            }
            try reader.conformance(count, elementSize: 16)
            var iids: [GUID] = []
            for _ in 0..<count { iids.append(try reader.guid()) }
            // An object that is to be loaded from a file is a matter of monikers, which are not here.
            let results: Result<[(HResult, [UInt8])], COMError> =
                hasName || hasStorage
                ? .failure(COMError(.E_NOTIMPL, "activation from a file or a storage"))
                : ORPCCall.withCausality(causality) {
                    runtime.activated(call, clsid, iids, wantsClassObject: mode == Activation.classObject)
                }
            return .bytes(answer(clsid, count, results))
        } catch {
            if case .violation(_, let status) = error { return .fault(status, didNotExecute: true) }
            return .fault(RPCStatus.protocolError, didNotExecute: true)
        }
    }

    private func answer(_ clsid: GUID, _ count: Int, _ results: Result<[(HResult, [UInt8])], COMError>) -> [UInt8] {
        var writer = WireWriter()
        if case .failure(let error) = results { writer.orpcThat(error) } else { writer.orpcThat() }
        let oxid = (try? results.get()) == nil ? 0 : runtime.services.activationApartment(clsid: clsid)
        writer.uint64(oxid)
        if let apartment = runtime.services.exportedApartment(oxid: oxid) {
            writer.pointer()
            writer.dualStringArray(runtime.stringBindings)
            writer.guid(apartment.remUnknown)
        } else {
            writer.nullPointer()
            writer.guid(.zero)
        }
        writer.uint32(1)
        writer.comVersion()
        switch results {
        case .success(let results):
            writer.int32(0)
            writer.interfacePointers(results.map { $0.0.isSuccess ? $0.1 : nil })
            writer.uint32(UInt32(results.count))
            for (result, _) in results { writer.int32(result.rawValue) }
        case .failure(let error):
            writer.int32(error.hresult.rawValue)
            writer.interfacePointers([[UInt8]?](repeating: nil, count: count))
            writer.uint32(UInt32(count))
            for _ in 0..<count { writer.int32(error.hresult.rawValue) }
        }
        writer.uint32(0)
        return writer.bytes
    }

    // MARK: The client's end

    static func activate(_ peer: RPCPeer, clsid: GUID, iids: [GUID], wantsClassObject: Bool) throws(COMError) -> [(HResult, [UInt8])] {
        guard !iids.isEmpty, iids.count <= maximumInterfaces else {
            throw COMError(.E_INVALIDARG, "\(iids.count) interfaces are asked for")
        }
        let contextID = try peer.contextID(iid)
        var writer = WireWriter()
        var header = [UInt8](repeating: 0, count: ORPCHeaders.thisSize)
        header.withUnsafeMutableBytes {
            ORPCHeaders.writeThis(ORPCCall.causalityForCall(), hasExtents: false, to: $0.baseAddress!)
        }
        writer.raw(header)
        writer.guid(clsid)
        writer.nullPointer()
        writer.nullPointer()
        writer.uint32(2)  // RPC_C_IMP_LEVEL_IDENTIFY
        writer.uint32(wantsClassObject ? classObject : 0)
        writer.uint32(UInt32(iids.count))
        writer.pointer()
        writer.uint32(UInt32(iids.count))
        for iid in iids { writer.guid(iid) }
        writer.uint16(1)
        writer.uint32(1)
        writer.uint16(7)
        let request = writer.bytes
        // Not repeated on another connection if this one breaks: the object may have been made.
        let outcome = try peer.callOnce(contextID, SyntaxIdentifier(iid), operation: 0, request)
        var failure: HResult?
        var reason: ORPCExtent?
        var results: [(HResult, [UInt8])] = []
        do throws(RPCError) {
            results = try outcome.results("RemoteActivation") { reader throws(RPCError) in
                reason = try reader.orpcThat().first { $0.id == ErrorInformation.extensionID }
                let oxid = try reader.uint64()
                if try reader.uint32() != 0 { try reader.skipDualStringArray() }
                let remUnknown = try reader.guid()
                try reader.skip(8)
                let status = HResult(rawValue: Int32(bitPattern: try reader.uint32()))
                let references = try reader.interfacePointers(iids.count)
                try reader.conformance(iids.count, elementSize: 4)
                var results: [(HResult, [UInt8])] = []
                for reference in references {
                    results.append((HResult(rawValue: Int32(bitPattern: try reader.uint32())), reference ?? []))
                }
                let whole = try reader.uint32()
                if status.isFailure { failure = status } else if whole != 0 { failure = RPCStatus.hresult(whole) }
                if failure == nil, oxid >> 16 == peer.process { peer.learn(oxid, ExportedApartment(remUnknown: remUnknown)) }
                return results
            }
        } catch {
            if case .violation(_, let status) = error { throw COMError(RPCStatus.hresult(status), error.text) }
            throw error.comError(wasSent: true)
        }
        if let failure {
            guard let (told, _) = reason.flatMap({ ErrorInformation.decode($0.data) }), let message = told.message else {
                throw COMError(failure, "the server cannot make an object of the class \(clsid)")
            }
            throw COMError(failure, message, source: told.source, helpFile: told.helpFile, helpContext: told.helpContext)
        }
        return results
    }
}

extension ORPCRuntime {
    /// Asks the exporter, for either interface.
    func activated(_ call: IncomingCall, _ clsid: GUID, _ iids: [GUID], wantsClassObject: Bool) -> Result<
        [(HResult, [UInt8])], COMError
    > {
        do throws(COMError) {
            let results = try services.activate(
                clsid: clsid, iids: iids, wantsClassObject: wantsClassObject, peer: peer(of: call.connection))
            guard results.count == iids.count else { throw COMError(.E_UNEXPECTED) }
            return .success(results)
        } catch {
            return .failure(error)
        }
    }
}

extension WireReader {
    /// A conformant and varying string. [C706] 14.3.4.2
    mutating func skipString() throws(RPCError) {
        let maximum = try uint32()
        let offset = try uint32()
        let count = try uint32()
        guard offset == 0, count <= maximum else { throw fail("a string of \(count) units in \(maximum)") }
        try skip(2 * Int(count))
        try align(4)
    }
}
