// SPDX-License-Identifier: Apache-2.0
//
// What a call to another process costs, each row beside the bare exchange of the same bytes in the same run.
//     RemotingBenchmarks          the table
//     RemotingBenchmarks serve FOLDER    (its own server process)

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPingPong
import Remoting
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

let iid = GUID("{0B5E2A10-5F0C-4E0B-9C7D-000000000001}")!
let ipid = GUID("{0B5E2A10-5F0C-4E0B-9C7D-000000000002}")!
let process: UInt64 = 0xBE7C

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

/// Nanoseconds for one of `count` turns of `body`: the median of five runs.
func measure(_ count: Int, _ body: (Int) -> Void) -> Double {
    let clock = ContinuousClock()
    body(count / 10)
    let runs = (0..<5).map { _ in
        let time = clock.measure { body(count) }
        return (Double(time.components.seconds) * 1e9 + Double(time.components.attoseconds) * 1e-9) / Double(count)
    }
    return runs.sorted()[2]
}

extension RemoteChannel {
    /// What a proxy does.
    func call(_ method: UInt32, _ arguments: UnsafeRawBufferPointer, _ use: (UnsafeRawPointer) -> Void) {
        let channel = interfacePointer(for: IID_IRpcChannelBuffer)!.assumingMemoryBound(to: IRpcChannelBuffer.self)
        let functions = channel.pointee.lpVtbl
        var message = RPCOLEMESSAGE()
        message.iMethod = method
        message.cbBuffer = UInt32(arguments.count)
        var iid = iid
        guard functions!.pointee.GetBuffer(channel, &message, &iid) == 0 else { fatalError("GetBuffer") }
        if let base = arguments.baseAddress { memcpy(message.Buffer, base, arguments.count) }
        let status = functions!.pointee.SendReceive(channel, &message, nil)
        guard status == 0 else { fatalError("SendReceive \(HResult(rawValue: status))") }
        use(message.Buffer)
        _ = functions!.pointee.FreeBuffer(channel, &message)
    }

    func null(_ count: Int) {
        for _ in 0..<count { call(3, UnsafeRawBufferPointer(start: nil, count: 0)) { _ in } }
    }

    func add(_ count: Int) {
        for number in 0..<count {
            withUnsafeBytes(of: (UInt32(2), UInt32(truncatingIfNeeded: number))) { arguments in
                call(4, arguments) { results in
                    guard results.load(as: UInt32.self) == UInt32(truncatingIfNeeded: number) &+ 2 else { fatalError("sum") }
                }
            }
        }
    }
}

func serve(_ folder: String) throws {
    let runtime = try ORPCRuntime(process: process, services: EchoServices(), folder: RuntimeFolder(path: folder))
    try runtime.listen()
    print("ready")
    fflush(nil)
    while true { pause() }
}

func row(_ name: String, _ time: Double, _ peer: Double? = nil, _ peerName: String = "") {
    func hundredths(_ value: Double) -> String { "\((value / 10).rounded() / 100)" }
    let ratio = peer.map { "  \((time / $0 * 100).rounded() / 100) × \(peerName)" } ?? ""
    print((name + String(repeating: " ", count: max(0, 52 - name.utf8.count))) + hundredths(time) + " µs" + ratio)
}

func run() throws {
    fflush(nil)
    // Before there are threads.
    let nullSocket = pingpong_start(72, 36)
    let addSocket = pingpong_start(80, 40)
    var template = Array("/tmp/latebind-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw COMError(.E_FAIL, "mkdtemp") }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { rmdir(folder) }
    guard let pipe = popen("exec '\(CommandLine.arguments[0])' serve \(folder)", "r") else { throw COMError(.E_FAIL, "popen") }
    var line = [CChar](repeating: 0, count: 64)
    fgets(&line, 64, pipe)
    let runtime = try ORPCRuntime(services: EchoServices(), folder: RuntimeFolder(path: folder))
    let peer = try runtime.peer(oxid: process << 16 | 1)
    let channel = try RemoteChannel(peer: peer, oxid: process << 16 | 1, ipid: ipid, iid: iid)
    try peer.retainProxies()

    let count = 20_000
    // In turn, so that a slow moment of the machine is in both.
    var nulls: [(Double, Double)] = []
    var adds: [(Double, Double)] = []
    for _ in 0..<3 {
        nulls.append((measure(count) { pingpong_run(nullSocket, 72, 36, $0) }, measure(count) { channel.null($0) }))
        adds.append((measure(count) { pingpong_run(addSocket, 80, 40, $0) }, measure(count) { channel.add($0) }))
    }
    nulls.sort { $0.1 / $0.0 < $1.1 / $1.0 }
    adds.sort { $0.1 / $0.0 < $1.1 / $1.0 }
    row("ping-pong of 72 and 36 bytes, Unix socket", nulls[1].0)
    row("null call over the protocol alone", nulls[1].1, nulls[1].0, "ping-pong")
    row("ping-pong of 80 and 40 bytes, Unix socket", adds[1].0)
    row("Add(long, long) over the protocol alone", adds[1].1, adds[1].0, "ping-pong")

    if let command = getenv("OMNIORB_CLIENT").map({ String(cString: $0) }) {
        // In turn again.
        var pairs: [(Double, Double)] = []
        for _ in 0..<3 {
            guard let theirs = omniORB(command) else { break }
            pairs.append((theirs, measure(count) { channel.add($0) }))
        }
        pairs.sort { $0.1 / $0.0 < $1.1 / $1.0 }
        if pairs.count == 3 {
            row("omniORB: add(long, long), Unix socket", pairs[1].0)
            row("Add(long, long) over the protocol alone", pairs[1].1, pairs[1].0, "omniORB")
        }
    }

    var single = 0.0
    for threads in [1, 4, 16] {
        let each = count / threads
        let time = measure(1) { _ in
            var ids = [pthread_t](repeating: pthread_t(), count: threads)
            let context = Unmanaged.passRetained(Work(channel, each))
            for index in ids.indices {
                pthread_create(&ids[index], nil, { argument in
                    let work = Unmanaged<Work>.fromOpaque(argument!).takeUnretainedValue()
                    work.channel.add(work.count)
                    return nil
                }, context.toOpaque())
            }
            for id in ids { pthread_join(id, nil) }
            context.release()
        }
        let perSecond = Double(each * threads) / time * 1e9
        if threads == 1 { single = perSecond }
        print("throughput, \(threads) thread(s)".padded(52) + "\(Int(perSecond)) calls/s  \((perSecond / single * 100).rounded() / 100) × one thread")
    }

    // 1 MB each way, beside copying it.
    let size = 1 << 20
    let data = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    memset(data, 7, size)
    let copy = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    let copied = measure(200) { for _ in 0..<$0 { memcpy(copy, data, size) } }
    data.storeBytes(of: 4, as: UInt32.self)
    let there = measure(200) { for _ in 0..<$0 { channel.call(5, UnsafeRawBufferPointer(start: data, count: size)) { _ in } } }
    data.storeBytes(of: UInt32(size), as: UInt32.self)
    let back = measure(200) { for _ in 0..<$0 { channel.call(5, UnsafeRawBufferPointer(start: data, count: 4)) { _ in } } }
    row("memcpy of 1 MB", copied)
    row("1 MB to the server", there, copied, "memcpy")
    row("1 MB from the server", back, copied, "memcpy")
    runtime.stop()
    close(nullSocket)
    close(addSocket)
    pclose(pipe)
}

/// Nanoseconds of a call, as omniORB's client measures it.
func omniORB(_ command: String) -> Double? {
    guard let pipe = popen(command, "r") else { return nil }
    defer { pclose(pipe) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, 64, pipe) != nil else { return nil }
    return strtod(line, nil) * 1000
}

final class Work: Sendable {
    let channel: RemoteChannel
    let count: Int
    init(_ channel: RemoteChannel, _ count: Int) {
        self.channel = channel
        self.count = count
    }
}

extension String {
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

do {
    if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "serve" {
        try serve(CommandLine.arguments[2])
    } else {
        try run()
    }
} catch {
    print("RemotingBenchmarks: \(error)")
    exit(1)
}
