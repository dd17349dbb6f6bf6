// SPDX-License-Identifier: Apache-2.0
//
// Calls over the protocol alone: what it costs without a type library and a marshaler.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPingPong
import Remoting

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private let iid = GUID("{0B5E2A10-5F0C-4E0B-9C7D-000000000001}")!
private let ipid = GUID("{0B5E2A10-5F0C-4E0B-9C7D-000000000002}")!
private let process: UInt64 = 0xBE7C

/// An object behind the bare protocol: no type library, no marshaler.
final class EchoServices: ORPCServices {
    func invoke(
        ipid: GUID, iid: GUID, causality: GUID, peer: RPCPeer, message: UnsafeMutablePointer<RPCOLEMESSAGE>,
        channel: UnsafeMutableRawPointer
    ) -> HResult {
        guard let arguments = message.pointee.Buffer else { return .E_FAIL }
        let count = Int(message.pointee.cbBuffer)
        let buffer = channel.assumingMemoryBound(to: IRpcChannelBuffer.self)
        var iid = iid
        switch message.pointee.iMethod {
        case 3:  // null
            message.pointee.cbBuffer = 4
            _ = buffer.pointee.lpVtbl.pointee.GetBuffer(buffer, message, &iid)
            message.pointee.Buffer.storeBytes(of: 0, as: UInt32.self)
        case 4:  // Add
            let sum = arguments.load(as: UInt32.self) &+ arguments.load(fromByteOffset: 4, as: UInt32.self)
            message.pointee.cbBuffer = 8
            _ = buffer.pointee.lpVtbl.pointee.GetBuffer(buffer, message, &iid)
            message.pointee.Buffer.storeBytes(of: sum, as: UInt32.self)
            message.pointee.Buffer.storeBytes(of: 0, toByteOffset: 4, as: UInt32.self)
        default:  // takes the bytes, gives as many as are asked for
            let wanted = arguments.load(as: UInt32.self)
            message.pointee.cbBuffer = max(wanted, 4)
            _ = buffer.pointee.lpVtbl.pointee.GetBuffer(buffer, message, &iid)
            if count > 4, wanted > 4 { memcpy(message.pointee.Buffer, arguments, min(count, Int(wanted))) }
        }
        return .S_OK
    }

    func isRemUnknown(_ ipid: GUID) -> Bool { false }
    func queryInterfaces(ipid: GUID, references: UInt32, iids: [GUID], peer: RPCPeer) throws(COMError)
        -> [(HResult, StandardObjectReference)]
    { throw COMError(.E_NOTIMPL) }
    func queryObjectReferences(ipid: GUID, iids: [GUID], peer: RPCPeer) throws(COMError) -> [(HResult, [UInt8])] {
        throw COMError(.E_NOTIMPL)
    }
    func addReferences(_ references: [InterfaceReferences], peer: RPCPeer) -> [HResult] { [] }
    func releaseReferences(_ references: [InterfaceReferences], peer: RPCPeer) {}
    func transfer(ipid: GUID, count: UInt32, peer: RPCPeer) -> HResult { .E_NOTIMPL }
    func claim(ipid: GUID, count: UInt32, peer: RPCPeer) -> HResult { .E_NOTIMPL }
    func activate(clsid: GUID, iids: [GUID], wantsClassObject: Bool, peer: RPCPeer) throws(COMError) -> [(HResult, [UInt8])] {
        throw COMError(.E_NOTIMPL)
    }
    func exportedApartment(oxid: UInt64) -> ExportedApartment? { nil }
    func activationApartment(clsid: GUID) -> UInt64 { 0 }
    func peerDied(_ peer: RPCPeer) { if peer.process != nil, CommandLine.arguments.contains("serve") { exit(0) } }
    func callWaiting() -> (any CallWaiting)? { nil }
    func retryDelay(rejection: HResult, elapsed: UInt32, peer: RPCPeer) -> UInt32? { nil }
}

extension RemoteChannel {
    /// What a proxy does.
    func call(
        _ method: UInt32, _ arguments: UnsafeRawBufferPointer, _ use: (UnsafeRawPointer) throws(COMError) -> Void
    ) throws(COMError) {
        let channel = interfacePointer(for: IID_IRpcChannelBuffer)!.assumingMemoryBound(to: IRpcChannelBuffer.self)
        let functions = channel.pointee.lpVtbl
        var message = RPCOLEMESSAGE()
        message.iMethod = method
        message.cbBuffer = UInt32(arguments.count)
        var iid = iid
        try COMError.check(functions!.pointee.GetBuffer(channel, &message, &iid))
        if let base = arguments.baseAddress { memcpy(message.Buffer, base, arguments.count) }
        try COMError.check(functions!.pointee.SendReceive(channel, &message, nil))
        defer { _ = functions!.pointee.FreeBuffer(channel, &message) }
        try use(message.Buffer)
    }

    func null(_ count: Int) throws(COMError) {
        for _ in 0..<count { try call(3, UnsafeRawBufferPointer(start: nil, count: 0)) { _ in } }
    }

    func add(_ count: Int) throws {
        for number in 0..<count {
            let addend = UInt32(truncatingIfNeeded: number)
            try withUnsafeBytes(of: (UInt32(2), addend)) { arguments in
                try call(4, arguments) { (results) throws(COMError) in
                    guard results.load(as: UInt32.self) == addend &+ 2 else { throw COMError(.E_UNEXPECTED, "a wrong sum") }
                }
            }
        }
    }
}

/// The server's process: until its peer goes.
func serveBareProtocol(_ folder: String) throws {
    let runtime = try ORPCRuntime(process: process, services: EchoServices(), folder: RuntimeFolder(path: folder))
    try runtime.listen()
    print("ready")
    fflush(nil)
    while true { pause() }
}

/// The sockets of the bare exchanges; to be made before there are threads, because each is a fork.
struct PingPong {
    /// As many bytes as a null call's request and response have.
    let null = pingpong_start(72, 36)
    /// As many as those of Add(long, long).
    let add = pingpong_start(80, 40)

    func runNull(_ count: Int) { pingpong_run(null, 72, 36, count) }
    func runAdd(_ count: Int) { pingpong_run(add, 80, 40, count) }
    func end() { for socket in [null, add] { close(socket) } }
}

func measureBareProtocol(_ pingPong: PingPong) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let server = try ServerProcess("serve", folder.path)
    defer { server.wait() }
    let runtime = try ORPCRuntime(services: EchoServices(), folder: RuntimeFolder(path: folder.path))
    defer { runtime.stop() }
    let peer = try runtime.peer(oxid: process << 16 | 1)
    let channel = try RemoteChannel(peer: peer, oxid: process << 16 | 1, ipid: ipid, iid: iid)
    try peer.retainProxies()

    let null = try inTurn({ pingPong.runNull($0) }, { try channel.null($0) })
    let add = try inTurn({ pingPong.runAdd($0) }, { try channel.add($0) })
    row("null call over the protocol alone", null.ours, null.peer, "ping-pong")
    row("Add(long, long) over the protocol alone", add.ours, add.peer, "ping-pong")
}
