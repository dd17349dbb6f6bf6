// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes

/// ILatebindExporter, both ends: what Latebind's processes say to each other beside what is published.
///
///     [uuid(7C1B4D52-93E6-4F0A-8B6D-2E5A9C40F1D7), version(0.0)]
///     interface ILatebindExporter {
///         HRESULT Hello([in] hyper process, [out] hyper *pProcess);                // who calls, who answers: 48 bits
///         HRESULT Transfer([in] GUID ipid, [in] unsigned long count);             // the caller's references go in flight
///         HRESULT Claim([in] GUID ipid, [in] unsigned long count);                // references in flight become the caller's
///     }
///
/// It is an RPC interface as IObjectExporter is: without ORPCTHIS, without an object UUID.
final class LatebindExporter: RPCInterface {
    static let iid = GUID(
        Data1: 0x7C1B_4D52, Data2: 0x93E6, Data3: 0x4F0A, Data4: (0x8B, 0x6D, 0x2E, 0x5A, 0x9C, 0x40, 0xF1, 0xD7))

    private enum Operation {
        static let hello: UInt16 = 0
        static let transfer: UInt16 = 1
        static let claim: UInt16 = 2
    }

    private unowned let runtime: ORPCRuntime

    init(runtime: ORPCRuntime) { self.runtime = runtime }

    // MARK: The server's end

    func call(_ call: IncomingCall) -> Reply {
        do throws(RPCError) {
            switch call.operation {
            case Operation.hello: return try hello(call)
            case Operation.transfer, Operation.claim: return try move(call)
            default: return .fault(RPCStatus.operationRange, didNotExecute: true)
            }
        } catch {
            return .fault(RPCStatus.badStubData, didNotExecute: true)
        }
    }

    private func hello(_ call: IncomingCall) throws(RPCError) -> Reply {
        var reader = call.reader("Hello")
        let process = try reader.uint64()
        guard process > 0, process < 1 << 48 else { throw reader.fail("a process has 48 bits") }
        guard runtime.introduce(call.connection, as: process) else {
            return .fault(RPCStatus.accessDenied, didNotExecute: true)
        }
        var writer = WireWriter()
        writer.uint64(runtime.process)
        writer.uint32(0)
        return .bytes(writer.bytes)
    }

    private func move(_ call: IncomingCall) throws(RPCError) -> Reply {
        var reader = call.reader("Transfer or Claim")
        let ipid = try reader.guid()
        let count = try reader.uint32()
        let peer = runtime.peer(of: call.connection)
        let result =
            call.operation == Operation.transfer
            ? runtime.services.transfer(ipid: ipid, count: count, peer: peer)
            : runtime.services.claim(ipid: ipid, count: count, peer: peer)
        var writer = WireWriter()
        writer.int32(result.rawValue)
        return .bytes(writer.bytes)
    }

    // MARK: The client's end

    static let contextID: UInt16 = 0

    /// Introduces this process.
    /// - Returns: the process at the other end; nil if it is not one of Latebind's.
    static func hello(_ connection: ClientConnection, process: UInt64) throws(RPCError) -> UInt64? {
        guard connection.isAccepted(contextID) else { return nil }
        var writer = WireWriter()
        writer.uint64(process)
        let answer = try connection.call(contextID, operation: Operation.hello, writer.bytes) { () throws(RPCError) in
            throw .timedOut("the server accepted the connection and does not answer")
        }
        if case .fault(RPCStatus.accessDenied, _) = answer {
            throw .refused("the server does not believe who we are", reason: 0)
        }
        return try answer.results("Hello") { reader throws(RPCError) in try reader.uint64() }
    }

    static func move(_ connection: ClientConnection, isTransfer: Bool, ipid: GUID, count: UInt32, idle: () throws(RPCError) -> Void)
        throws(RPCError) -> HResult
    {
        guard connection.isAccepted(contextID) else { return .E_NOTIMPL }
        var writer = WireWriter()
        writer.guid(ipid)
        writer.uint32(count)
        let answer = try connection.call(
            contextID, operation: isTransfer ? Operation.transfer : Operation.claim, writer.bytes, idle: idle)
        return try answer.results("Transfer or Claim") { reader throws(RPCError) in
            HResult(rawValue: Int32(bitPattern: try reader.uint32()))
        }
    }
}
