// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization

/// IObjectExporter, both ends: what resolves OXIDs and answers whether the process lives. [MS-DCOM] 3.1.2.5.1
final class ObjectExporter: RPCInterface {
    static let iid = GUID(
        Data1: 0x99FC_FEC4, Data2: 0x5260, Data3: 0x101B, Data4: (0xBB, 0xCB, 0x00, 0xAA, 0x00, 0x21, 0x34, 0x7A))

    private enum Operation {
        static let resolveOxid: UInt16 = 0
        static let simplePing: UInt16 = 1
        static let complexPing: UInt16 = 2
        static let serverAlive: UInt16 = 3
        static let resolveOxid2: UInt16 = 4
        static let serverAlive2: UInt16 = 5
    }

    /// [MS-ERREF] 2.2: OR_INVALID_OXID, OR_INVALID_SET.
    private static let invalidOxid: UInt32 = 1910
    private static let invalidSet: UInt32 = 1912

    private unowned let runtime: ORPCRuntime
    /// Ping sets: only their existence is kept, because references end with their connections here, not with pings.
    private let sets = Mutex<Set<UInt64>>([])
    private static let maximumSets = 4096

    init(runtime: ORPCRuntime) { self.runtime = runtime }

    // MARK: The server's end

    func call(_ call: IncomingCall) -> Reply {
        do throws(RPCError) {
            switch call.operation {
            case Operation.resolveOxid: return try resolve(call, tellsVersion: false)
            case Operation.simplePing: return try simplePing(call)
            case Operation.complexPing: return try complexPing(call)
            case Operation.serverAlive: return .bytes([0, 0, 0, 0])
            case Operation.resolveOxid2: return try resolve(call, tellsVersion: true)
            case Operation.serverAlive2: return serverAlive2(call)
            default: return .fault(RPCStatus.operationRange, didNotExecute: true)
            }
        } catch {
            return .fault(RPCStatus.badStubData, didNotExecute: true)
        }
    }

    private func resolve(_ call: IncomingCall, tellsVersion: Bool) throws(RPCError) -> Reply {
        var reader = call.reader("ResolveOxid")
        let oxid = try reader.uint64()
        let count = Int(try reader.uint16())
        try reader.conformance(count, elementSize: 2)
        let apartment = runtime.services.exportedApartment(oxid: oxid)
        var writer = WireWriter()
        if let apartment {
            writer.pointer()
            writer.dualStringArray(runtime.stringBindings)
            writer.guid(apartment.remUnknown)
        } else {
            writer.nullPointer()
            writer.guid(.zero)
        }
        writer.uint32(1)  // RPC_C_AUTHN_LEVEL_NONE
        if tellsVersion { writer.comVersion() }
        writer.uint32(apartment == nil ? ObjectExporter.invalidOxid : 0)
        return .bytes(writer.bytes)
    }

    private func simplePing(_ call: IncomingCall) throws(RPCError) -> Reply {
        var reader = call.reader("SimplePing")
        let set = try reader.uint64()
        var writer = WireWriter()
        writer.uint32(sets.withLock { $0.contains(set) } ? 0 : ObjectExporter.invalidSet)
        return .bytes(writer.bytes)
    }

    private func complexPing(_ call: IncomingCall) throws(RPCError) -> Reply {
        var reader = call.reader("ComplexPing")
        var set = try reader.uint64()
        _ = try reader.uint16()
        let added = Int(try reader.uint16())
        let removed = Int(try reader.uint16())
        let addedPointer = try reader.uint32()
        if addedPointer != 0 {
            try reader.conformance(added, elementSize: 8)
            try reader.align(8)
            try reader.skip(8 * added)
        }
        let removedPointer = try reader.uint32()
        if removedPointer != 0 { try reader.conformance(removed, elementSize: 8) }
        let isKnown = sets.withLock { sets in
            if set == 0, sets.count < ObjectExporter.maximumSets {
                repeat { set = UInt64.random(in: 1...UInt64.max) } while !sets.insert(set).inserted
                return true
            }
            return sets.contains(set)
        }
        var writer = WireWriter()
        writer.uint64(set)
        writer.uint16(0)
        writer.uint32(isKnown ? 0 : ObjectExporter.invalidSet)
        return .bytes(writer.bytes)
    }

    private func serverAlive2(_ call: IncomingCall) -> Reply {
        var writer = WireWriter()
        writer.comVersion()
        writer.pointer()
        writer.dualStringArray(runtime.stringBindings)
        writer.uint32(0)
        writer.uint32(0)
        return .bytes(writer.bytes)
    }

    // MARK: The client's end

    /// The context id that every connection of a peer's pool has for it.
    static let contextID: UInt16 = 1

    /// Returns when the server has answered.
    static func serverAlive(_ connection: ClientConnection, contextID: UInt16) throws(RPCError) {
        let answer = try connection.call(contextID, operation: Operation.serverAlive, []) { () throws(RPCError) in
            throw .timedOut("ServerAlive was not answered")
        }
        if case .response(let message, _) = answer { message.block.giveBack() }
    }

    /// - Returns: nil if the server does not have the apartment.
    static func resolve(_ connection: ClientConnection, oxid: UInt64, idle: () throws(RPCError) -> Void) throws(RPCError)
        -> ExportedApartment?
    {
        guard connection.isAccepted(contextID) else { throw .violation("the server has no IObjectExporter") }
        var writer = WireWriter()
        writer.uint64(oxid)
        writer.uint16(1)
        writer.uint32(1)
        writer.uint16(7)  // ncacn_ip_tcp
        let answer = try connection.call(contextID, operation: Operation.resolveOxid2, writer.bytes, idle: idle)
        return try answer.results("ResolveOxid2") { reader throws(RPCError) in
            if try reader.uint32() != 0 { try reader.skipDualStringArray() }
            let remUnknown = try reader.guid()
            _ = try reader.uint32()
            _ = try reader.uint32()
            return try reader.uint32() == 0 ? ExportedApartment(remUnknown: remUnknown) : nil
        }
    }
}

extension ClientConnection.Answer {
    /// Reads the results of a call of the runtime's own, and gives its memory back.
    func results<Result>(_ what: StaticString, _ read: (inout WireReader) throws(RPCError) -> Result) throws(RPCError) -> Result {
        switch self {
        case .fault(let status, _):
            throw .violation("\(what): the server answers with fault 0x\(hexadecimal(UInt64(status), digits: 8))", status: status)
        case .response(let message, let dataRepresentation):
            defer { message.block.giveBack() }
            var reader = WireReader(
                UnsafeRawBufferPointer(start: message.body, count: message.length),
                isBigEndian: dataRepresentation & 0xF0 == 0, what)
            return try read(&reader)
        }
    }
}
