// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization
import TestSupport

@testable import Remoting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An exporter of one object whose methods are closures over marshaled bytes: what the protocol is tested with.
final class TestExporter: ORPCServices {
    static let iid = GUID("{0B5E2A10-5F0C-4E0B-9C7D-000000000001}")!
    static let clsid = GUID("{0B5E2A10-5F0C-4E0B-9C7D-00000000C1A5}")!
    static let remUnknown = GUID("{0B5E2A10-5F0C-4E0B-9C7D-0000000000FF}")!

    enum Method {
        static let echo: UInt32 = 3
        static let add: UInt32 = 4
        /// Fails with the HRESULT that is its argument, and an error object.
        static let fail: UInt32 = 5
        /// Calls the object of the OXID that is its argument, so many levels deep.
        static let callBack: UInt32 = 6
        /// Waits until the gate is open.
        static let wait: UInt32 = 7
        static let nothing: UInt32 = 8
        /// Returns its HRESULT in the results, and an error object beside it.
        static let failWithResults: UInt32 = 9
        /// The causality id of the call.
        static let causality: UInt32 = 10
        /// So many bytes.
        static let enlarge: UInt32 = 11
    }

    let ipid: GUID
    /// The runtime that this serves; set by `World`.
    let runtime = Mutex<ORPCRuntime?>(nil)
    let gate = Gate()
    let died = Mutex<[ObjectIdentifier]>([])
    let diedGate = Gate()
    let released = Mutex<[InterfaceReferences]>([])
    let moved = Mutex<[String]>([])
    let lastPeer = Mutex<RPCPeer?>(nil)
    let waiting = Mutex<(@Sendable () -> (any CallWaiting)?)?>(nil)
    let rejections = Atomic<Int>(0)
    /// Whether the object answers IDispatch::GetTypeInfoCount.
    let acceptsDispatch = Atomic<Bool>(false)
    let retryDelay = Mutex<UInt32?>(nil)

    init(ipid: GUID) { self.ipid = ipid }

    func invoke(
        ipid: GUID, iid: GUID, causality: GUID, peer: RPCPeer, message: UnsafeMutablePointer<RPCOLEMESSAGE>,
        channel: UnsafeMutableRawPointer
    ) -> HResult {
        guard ipid == self.ipid else { return .RPC_E_DISCONNECTED }
        if iid == IID_IDispatch, message.pointee.iMethod == 3, acceptsDispatch.load(ordering: .relaxed) {
            // GetTypeInfoCount, with an error object beside its success.
            ErrorInfo.set(COMError(.E_FAIL, "a remark", source: "Test"), interface: iid)
            return answer(message, channel, bytes(of: UInt32(1)) + bytes(of: UInt32(0)))
        }
        guard iid == TestExporter.iid else { return .RPC_S_UNKNOWN_IF }
        lastPeer.withLock { $0 = peer }
        if rejections.load(ordering: .relaxed) > 0 {
            rejections.wrappingSubtract(1, ordering: .relaxed)
            return .RPC_E_SERVERCALL_RETRYLATER
        }
        let arguments = UnsafeRawBufferPointer(start: message.pointee.Buffer, count: Int(message.pointee.cbBuffer))
        func integer(_ offset: Int) -> UInt32 {
            guard arguments.count >= offset + 4 else { return 0 }
            let value = arguments.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            return message.pointee.dataRepresentation & 0xF0 == 0 ? value.byteSwapped : value
        }
        switch message.pointee.iMethod {
        case Method.echo:
            let bytes = [UInt8](arguments)
            return answer(message, channel, bytes)
        case Method.add:
            guard arguments.count >= 8 else { return .RPC_X_BAD_STUB_DATA }
            return answer(message, channel, bytes(of: integer(0) &+ integer(4)) + bytes(of: UInt32(0)))
        case Method.fail:
            return HResult(integer(0))
        case Method.callBack:
            guard arguments.count >= 24 else { return .RPC_X_BAD_STUB_DATA }
            let depth = integer(0)
            let oxid = arguments.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            var remaining = depth
            if depth > 0 {
                guard let runtime = runtime.withLock({ $0 }) else { return .E_UNEXPECTED }
                do {
                    let target = try runtime.peer(oxid: oxid)
                    let other = try RemoteChannel(
                        peer: target, oxid: oxid, ipid: TestExporter.ipid(of: oxid >> 16), iid: TestExporter.iid)
                    let own = runtime.process << 16 | 1
                    remaining = try other.call(Method.callBack, bytes(of: depth - 1) + bytes(of: UInt32(0)) + bytes(of: own) + bytes(of: own))
                        .withUnsafeBytes { $0.load(as: UInt32.self) } + 1
                } catch {
                    return COMError(any: error).hresult
                }
            }
            return answer(message, channel, bytes(of: remaining))
        case Method.wait:
            gate.wait()
            return answer(message, channel, [])
        case Method.nothing: return .S_OK
        case Method.failWithResults:
            ErrorInfo.set(
                COMError(.E_FAIL, "the reason", source: "Test.Exporter", helpFile: "help.chm", helpContext: 7), interface: iid)
            return answer(message, channel, bytes(of: integer(0)))
        case Method.enlarge: return answer(message, channel, [UInt8](repeating: 9, count: Int(integer(0))))
        case Method.causality:
            return answer(message, channel, withUnsafeBytes(of: causality) { [UInt8]($0) })
        default: return .RPC_S_PROCNUM_OUT_OF_RANGE
        }
    }

    private func answer(_ message: UnsafeMutablePointer<RPCOLEMESSAGE>, _ channel: UnsafeMutableRawPointer, _ bytes: [UInt8]) -> HResult {
        let buffer = channel.assumingMemoryBound(to: IRpcChannelBuffer.self)
        message.pointee.cbBuffer = UInt32(bytes.count)
        var iid = TestExporter.iid
        let status = buffer.pointee.lpVtbl.pointee.GetBuffer(buffer, message, &iid)
        guard status >= 0, let target = message.pointee.Buffer else { return HResult(rawValue: status) }
        bytes.withUnsafeBytes { if let base = $0.baseAddress { target.copyMemory(from: base, byteCount: $0.count) } }
        return .S_OK
    }

    /// The IPID of the object of the exporter of a process.
    static func ipid(of process: UInt64) -> GUID {
        var ipid = GUID("{0B5E2A10-5F0C-4E0B-9C7D-0000000000AA}")!
        ipid.Data1 = UInt32(truncatingIfNeeded: process)
        return ipid
    }

    func isRemUnknown(_ ipid: GUID) -> Bool { ipid == TestExporter.remUnknown }

    func queryInterfaces(ipid: GUID, references: UInt32, iids: [GUID], peer: RPCPeer) throws(COMError)
        -> [(HResult, StandardObjectReference)]
    {
        guard ipid == self.ipid else { throw COMError(.RPC_E_INVALID_OBJECT) }
        return iids.map { iid in
            let isKnown = iid == TestExporter.iid
            return (
                isKnown ? .S_OK : .E_NOINTERFACE,
                StandardObjectReference(
                    flags: 0, publicReferences: isKnown ? references : 0, oxid: 0x1234, oid: 0x5678,
                    ipid: isKnown ? ipid : .zero)
            )
        }
    }

    func queryObjectReferences(ipid: GUID, iids: [GUID], peer: RPCPeer) throws(COMError) -> [(HResult, [UInt8])] {
        guard ipid == self.ipid else { throw COMError(.RPC_E_INVALID_OBJECT) }
        return iids.map { $0 == TestExporter.iid ? (.S_OK, [1, 2, 3, 4, 5]) : (.E_NOINTERFACE, []) }
    }

    func addReferences(_ references: [InterfaceReferences], peer: RPCPeer) -> [HResult] {
        references.map { $0.ipid == ipid ? .S_OK : .RPC_E_INVALID_OBJECT }
    }

    func releaseReferences(_ references: [InterfaceReferences], peer: RPCPeer) { released.withLock { $0 += references } }

    func transfer(ipid: GUID, count: UInt32, peer: RPCPeer) -> HResult {
        moved.withLock { $0.append("transfer \(count)") }
        return ipid == self.ipid ? .S_OK : .RPC_E_INVALID_OBJECT
    }

    func claim(ipid: GUID, count: UInt32, peer: RPCPeer) -> HResult {
        moved.withLock { $0.append("claim \(count)") }
        return ipid == self.ipid ? .S_OK : .RPC_E_INVALID_OBJECT
    }

    func activate(clsid: GUID, iids: [GUID], wantsClassObject: Bool, peer: RPCPeer) throws(COMError) -> [(HResult, [UInt8])] {
        guard clsid == TestExporter.clsid else {
            if clsid == .zero { throw COMError(.REGDB_E_CLASSNOTREG) }
            throw COMError(
                .REGDB_E_CLASSNOTREG, "there is no such class", source: "Test.Exporter", helpFile: "help.chm", helpContext: 7)
        }
        return iids.map { $0 == TestExporter.iid ? (.S_OK, standardReference()) : (.E_NOINTERFACE, []) }
    }

    /// An OBJREF_STANDARD of the object. [MS-DCOM] 2.2.18.4
    func standardReference() -> [UInt8] {
        let runtime = runtime.withLock { $0 }
        var writer = WireWriter()
        writer.uint32(0x574F_454D)
        writer.uint32(1)
        writer.guid(TestExporter.iid)
        writer.standardObjectReference(
            StandardObjectReference(
                flags: 0, publicReferences: 5, oxid: (runtime?.process ?? 0) << 16 | 1, oid: 0x0102_0304, ipid: ipid))
        writer.raw((runtime?.stringBindings ?? StringBindings()).packed())
        return writer.bytes
    }

    func exportedApartment(oxid: UInt64) -> ExportedApartment? {
        oxid == (runtime.withLock { $0 }?.process ?? 0) << 16 | 1 ? ExportedApartment(remUnknown: TestExporter.remUnknown) : nil
    }

    func activationApartment(clsid: GUID) -> UInt64 { (runtime.withLock { $0 }?.process ?? 0) << 16 | 1 }

    func peerDied(_ peer: RPCPeer) {
        died.withLock { $0.append(ObjectIdentifier(peer)) }
        diedGate.open()
    }

    func callWaiting() -> (any CallWaiting)? { waiting.withLock { $0 }?() }

    func retryDelay(rejection: HResult, elapsed: UInt32, peer: RPCPeer) -> UInt32? { retryDelay.withLock { $0 } }
}

/// Something that threads wait for.
final class Gate: @unchecked Sendable {
    // Unchecked: the flag is used under the mutex.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isOpen = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        mutex.deallocate()
        condition.deallocate()
    }

    func open() {
        pthread_mutex_lock(mutex)
        isOpen = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    func wait() {
        pthread_mutex_lock(mutex)
        while !isOpen { pthread_cond_wait(condition, mutex) }
        pthread_mutex_unlock(mutex)
    }
}

/// Waits for a state that nobody announces.
/// - Returns: false if it has not come in a minute.
func eventually(_ state: () -> Bool) -> Bool {
    for _ in 0..<60_000 where !state() { poll(nil, 0, 1) }
    return state()
}

func bytes(of value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) } }
func bytes(of value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) } }

extension RemoteChannel {
    /// What a proxy does: GetBuffer, marshal, SendReceive, unmarshal, FreeBuffer.
    func call(_ method: UInt32, _ arguments: [UInt8]) throws -> [UInt8] {
        guard let pointer = interfacePointer(for: IID_IRpcChannelBuffer) else { throw COMError(.E_NOINTERFACE) }
        let channel = pointer.assumingMemoryBound(to: IRpcChannelBuffer.self)
        let functions = channel.pointee.lpVtbl.pointee
        var message = RPCOLEMESSAGE()
        message.iMethod = method
        message.cbBuffer = UInt32(arguments.count)
        var iid = iid
        try COMError.check(functions.GetBuffer(channel, &message, &iid))
        guard let buffer = message.Buffer, UInt(bitPattern: buffer) % 8 == 0 else { throw Failure("the buffer is not aligned") }
        arguments.withUnsafeBytes { if let base = $0.baseAddress { buffer.copyMemory(from: base, byteCount: $0.count) } }
        var status: UInt32 = 0
        let result = functions.SendReceive(channel, &message, &status)
        guard result >= 0 else { throw COMError(HResult(rawValue: result)) }
        guard let results = message.Buffer, UInt(bitPattern: results) % 8 == 0 else { throw Failure("the results are not aligned") }
        let copy = [UInt8](UnsafeRawBufferPointer(start: results, count: Int(message.cbBuffer)))
        _ = functions.FreeBuffer(channel, &message)
        withExtendedLifetime(self) {}
        return copy
    }

    func add(_ a: UInt32, _ b: UInt32) throws -> UInt32 {
        try call(TestExporter.Method.add, bytes(of: a) + bytes(of: b)).withUnsafeBytes { $0.load(as: UInt32.self) }
    }
}

/// Two (or more) processes in one: runtimes with a folder for their sockets.
final class World: Sendable {
    let folder: RuntimeFolder

    init() throws {
        var template = Array("/tmp/latebind-rpc-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(errno: errno, "mkdtemp") }
        folder = try RuntimeFolder(path: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit {
        for name in (try? entries(of: folder.path)) ?? [] { unlink(folder.path + "/" + name) }
        rmdir(folder.path)
    }

    func makeProcess(_ options: RPCOptions = RPCOptions(), listens: Bool = true) throws -> (runtime: ORPCRuntime, exporter: TestExporter) {
        let process = ORPCRuntime.randomProcess()
        let exporter = TestExporter(ipid: TestExporter.ipid(of: process))
        let runtime = try ORPCRuntime(process: process, services: exporter, options: options, folder: folder)
        exporter.runtime.withLock { $0 = runtime }
        if listens { try runtime.listen() }
        return (runtime, exporter)
    }

    /// A channel from one process to the object of another.
    func channel(from client: ORPCRuntime, to server: ORPCRuntime) throws -> RemoteChannel {
        let oxid = server.process << 16 | 1
        return try RemoteChannel(
            peer: client.peer(oxid: oxid), oxid: oxid, ipid: TestExporter.ipid(of: server.process), iid: TestExporter.iid)
    }

    /// Stops both and lets go what they hold of each other.
    static func end(_ processes: (runtime: ORPCRuntime, exporter: TestExporter)...) {
        for process in processes { process.runtime.stop() }
        for process in processes {
            process.exporter.runtime.withLock { $0 = nil }
            process.exporter.lastPeer.withLock { $0 = nil }
        }
    }
}
