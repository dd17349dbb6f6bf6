// SPDX-License-Identifier: Apache-2.0
//
// A proxy and a stub face to face: the channel hands the request straight to the stub, and everything else of Remoting is a
// table. So the marshaler is tested, and fuzzed, without it.

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import Synchronization
import TypeLibMarshaler

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One object, its proxy, and the messages between them.
public final class Loopback: Sendable {
    /// What went over the wire.
    public struct Message: Sendable {
        public var iid: GUID
        public var slot: Int
        public var request: [UInt8]
        public var response: [UInt8]
        public var status: Int32
    }

    /// What a stub answers.
    public struct Answer: Sendable {
        /// A failure is the fault of the call: nothing else of the answer arrives.
        public var status: HResult = .S_OK
        public var bytes: [UInt8]
        /// The data representation label: 0x10 for little-endian.
        public var label: UInt32 = 0x10

        public init(status: HResult = .S_OK, bytes: [UInt8], label: UInt32 = 0x10) {
            self.status = status
            self.bytes = bytes
            self.label = label
        }
    }

    private struct State: @unchecked Sendable {
        // Unchecked: the pointers are the loopback's own references.
        var marshaled: [UInt64: UnsafeMutableRawPointer] = [:]
        var next: UInt64 = 1
        var messages: [Message] = []
        var keepsMessages = false
        /// Changes a request or a response before it arrives.
        var tamper: (@Sendable (_ isRequest: Bool, _ bytes: inout [UInt8], _ label: inout UInt32) -> Void)?
        /// What arrives instead of the stub's answer: the stub is not called.
        var answer: Answer?
        /// Objects that any message may name.
        var standing: [UInt64: ComReference] = [:]
    }
    private let state = Mutex(State())
    let context: UInt32
    private static let contexts = Atomic<UInt32>(InterfaceMarshaling.firstPrivateContext)

    /// The object behind the proxy.
    public let object: ComReference
    private let manager: OnceReference<ProxyManager> = OnceReference()

    public init(_ object: ComReference) {
        self.object = object
        context = Loopback.contexts.wrappingAdd(1, ordering: .relaxed).newValue
        InterfaceMarshaling.set(
            InterfaceMarshaling(
                maximumSize: { _, _, _ in 24 },
                marshal: { [unowned self] pointer, iid, _, buffer throws(COMError) in try self.marshal(pointer, iid, buffer) },
                unmarshal: { [unowned self] bytes, iid, _ throws(COMError) in try self.unmarshal(bytes, iid) },
                release: { [unowned self] bytes, _ in self.take(bytes).map { _ = comRelease($0) } }),
            forPrivateContext: context)
        _ = manager.storeIfNil(ProxyManager(self))
    }

    deinit {
        InterfaceMarshaling.set(nil, forPrivateContext: context)
        for pointer in state.withLock({ Array($0.marshaled.values) }) { comRelease(pointer) }
    }

    /// The proxy's identity.
    public var proxy: ComReference {
        get throws { try manager.load()!.reference(IID_IUnknown) }
    }

    /// An interface of the proxy.
    public func proxy(_ iid: GUID) throws -> ComReference { try proxy.query(iid) }

    public func disconnect() { manager.load()?.disconnect() }

    // MARK: Messages

    public func record(_ body: () throws -> Void) rethrows -> [Message] {
        state.withLock { ($0.keepsMessages, $0.messages) = (true, []) }
        defer { state.withLock { $0.keepsMessages = false } }
        try body()
        return state.withLock { $0.messages }
    }

    public func tamper(_ change: (@Sendable (_ isRequest: Bool, _ bytes: inout [UInt8], _ label: inout UInt32) -> Void)?) {
        state.withLock { $0.tamper = change }
    }

    /// From now on this is what arrives, whatever is called; nil: what the stub answers.
    public func answer(_ answer: Answer?) { state.withLock { $0.answer = answer } }

    /// Lets any message name an object, as often as it likes.
    public func offer(_ object: ComReference, as id: UInt64) { state.withLock { $0.standing[id] = object } }

    /// How a message names an interface pointer: what stands for its OBJREF.
    public static func reference(_ id: UInt64) -> [UInt8] {
        [0x4C, 0x4F, 0x4F, 0x50] + (0..<8).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) }
    }

    /// Hands bytes to a stub of the object, made for this request.
    /// - Throws: what the factory of stubs answers.
    public func serve(_ iid: GUID, slot: Int, _ request: [UInt8], label: UInt32 = 0x10) throws(COMError) -> Answer {
        let factory = TypeLibMarshaler.factory
        let interface = try object.query(iid)
        var (wanted, made) = (iid, UnsafeMutablePointer<IRpcStubBuffer>?.none)
        let status = interface.withPointer(as: IUnknown.self) {
            factory.pointee.lpVtbl.pointee.CreateStub(factory, &wanted, $0, &made)
        }
        try COMError.check(status)
        guard let stub = made else { throw COMError(.E_UNEXPECTED) }
        let channel = LoopbackChannel(self, iid, stub)
        defer { withExtendedLifetime(channel) {} }
        // A block of just its size, so that a read beyond its end is seen.
        let buffer = malloc(max(1, request.count))
        defer { free(buffer) }
        request.withUnsafeBytes { if let base = $0.baseAddress { buffer?.copyMemory(from: base, byteCount: $0.count) } }
        var message = RPCOLEMESSAGE()
        message.Buffer = buffer
        message.cbBuffer = UInt32(request.count)
        message.iMethod = UInt32(slot)
        message.dataRepresentation = label
        let served = HResult(
            rawValue: stub.pointee.lpVtbl.pointee.Invoke(
                stub, &message, channel.unknown.assumingMemoryBound(to: IRpcChannelBuffer.self)))
        guard message.Buffer != buffer else { return Answer(status: served, bytes: []) }
        defer { free(message.Buffer) }
        let bytes = served.isSuccess ? [UInt8](UnsafeRawBufferPointer(start: message.Buffer, count: Int(message.cbBuffer))) : []
        return Answer(status: served, bytes: bytes, label: message.dataRepresentation)
    }

    /// Marshaled interface pointers that nobody has unmarshaled.
    public var waitingInterfaces: Int { state.withLock { $0.marshaled.count } }

    public func dropWaitingInterfaces() {
        let waiting = state.withLock { state in
            defer { state.marshaled = [:] }
            return PointerList(pointers: Array(state.marshaled.values))
        }
        for pointer in waiting.pointers { comRelease(pointer) }
    }

    private struct PointerList: @unchecked Sendable { var pointers: [UnsafeMutableRawPointer] }

    fileprivate func deliver(
        _ iid: GUID, _ stub: UnsafeMutablePointer<IRpcStubBuffer>, _ message: UnsafeMutablePointer<RPCOLEMESSAGE>,
        _ channel: UnsafeMutablePointer<IRpcChannelBuffer>
    ) -> Int32 {
        let (tamper, keeps, answer) = state.withLock { ($0.tamper, $0.keepsMessages, $0.answer) }
        if let answer {
            free(message.pointee.Buffer)
            message.pointee.Buffer = nil
            guard answer.status.isSuccess else { return answer.status.rawValue }
            // A block of just its size, so that a read beyond its end is seen.
            message.pointee.Buffer = malloc(max(1, answer.bytes.count))
            answer.bytes.withUnsafeBytes {
                if let base = $0.baseAddress { message.pointee.Buffer?.copyMemory(from: base, byteCount: $0.count) }
            }
            message.pointee.cbBuffer = UInt32(answer.bytes.count)
            message.pointee.dataRepresentation = answer.label
            return 0
        }
        var request = Array(UnsafeRawBufferPointer(start: message.pointee.Buffer, count: Int(message.pointee.cbBuffer)))
        var label = message.pointee.dataRepresentation
        let original = request
        if tamper != nil || keeps {
            tamper?(true, &request, &label)
            free(message.pointee.Buffer)
            message.pointee.Buffer = LoopbackChannel.allocate(request.count)
            message.pointee.Buffer.copyMemory(from: request, byteCount: request.count)
            message.pointee.cbBuffer = UInt32(request.count)
        }
        let requestBuffer = message.pointee.Buffer
        var served = RPCOLEMESSAGE()
        served.Buffer = requestBuffer
        served.cbBuffer = message.pointee.cbBuffer
        served.iMethod = message.pointee.iMethod
        served.dataRepresentation = label
        let status = stub.pointee.lpVtbl.pointee.Invoke(stub, &served, channel)
        var response: [UInt8] = []
        if status >= 0, let buffer = served.Buffer, buffer != requestBuffer {
            response = Array(UnsafeRawBufferPointer(start: buffer, count: Int(served.cbBuffer)))
        }
        if keeps {
            let message = Message(
                iid: iid, slot: Int(message.pointee.iMethod), request: original, response: response, status: status)
            state.withLock { $0.messages.append(message) }
        }
        if let buffer = served.Buffer, buffer != requestBuffer { free(buffer) }
        free(requestBuffer)
        message.pointee.Buffer = nil
        guard status >= 0 else { return status }
        label = served.dataRepresentation
        tamper?(false, &response, &label)
        message.pointee.Buffer = LoopbackChannel.allocate(response.count)
        message.pointee.Buffer.copyMemory(from: response, byteCount: response.count)
        message.pointee.cbBuffer = UInt32(response.count)
        message.pointee.dataRepresentation = label
        return 0
    }

    // MARK: Interface pointers

    /// The object for its proxy and the proxy for its object; anything else is passed as it is.
    private func otherSide(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        guard let identity = comQueryInterface(pointer, IID_IUnknown), let manager = manager.load() else { return pointer }
        defer { comRelease(identity) }
        if identity == manager.unknown { return object.pointer }
        guard let own = comQueryInterface(object.pointer, IID_IUnknown) else { return pointer }
        defer { comRelease(own) }
        return identity == own ? manager.unknown : pointer
    }

    private func marshal(
        _ pointer: UnsafeMutableRawPointer, _ iid: GUID, _ buffer: UnsafeMutableRawBufferPointer
    ) throws(COMError) -> Int {
        guard let interface = comQueryInterface(otherSide(pointer), iid) else { throw COMError(.E_NOINTERFACE) }
        let id = state.withLock { state in
            let id = state.next
            state.next += 1
            state.marshaled[id] = interface
            return id
        }
        buffer.storeBytes(of: 0x504F_4F4C, as: UInt32.self)
        buffer.storeBytes(of: id, toByteOffset: 4, as: UInt64.self)
        return 12
    }

    private func take(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? {
        guard bytes.count == 12, bytes.loadUnaligned(as: UInt32.self) == 0x504F_4F4C else { return nil }
        let id = bytes.loadUnaligned(fromByteOffset: 4, as: UInt64.self)
        let (taken, standing) = state.withLock { (Taken(pointer: $0.marshaled.removeValue(forKey: id)), $0.standing[id]) }
        return taken.pointer ?? standing?.retainedPointer()
    }

    private struct Taken: @unchecked Sendable { var pointer: UnsafeMutableRawPointer? }

    private func unmarshal(_ bytes: UnsafeRawBufferPointer, _ iid: GUID) throws(COMError) -> UnsafeMutableRawPointer {
        guard let pointer = take(bytes) else { throw COMError(.E_INVALIDARG, "no such interface") }
        defer { comRelease(pointer) }
        guard let interface = comQueryInterface(pointer, iid) else { throw COMError(.E_NOINTERFACE) }
        return interface
    }
}

/// The controlling unknown of an object's proxies.
private final class ProxyManager: ComObject, @unchecked Sendable {
    // Unchecked as its base class.
    private unowned let loopback: Loopback
    private struct Proxy: @unchecked Sendable {
        var iid: GUID
        var buffer: UnsafeMutablePointer<IRpcProxyBuffer>
        var interface: UnsafeMutableRawPointer
    }
    private let proxies = Mutex<[GUID: Proxy]>([:])

    init(_ loopback: Loopback) {
        self.loopback = loopback
        super.init()
    }

    deinit {
        for proxy in proxies.withLock({ Array($0.values) }) { comRelease(proxy.buffer) }
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        if let known = proxies.withLock({ $0[iid] }) { return known.interface }
        guard let object = comQueryInterface(loopback.object.pointer, iid) else { return nil }
        defer { comRelease(object) }
        let factory = TypeLibMarshaler.factory
        var (iid, buffer, pointer, stub) = (
            iid, UnsafeMutablePointer<IRpcProxyBuffer>?.none, UnsafeMutableRawPointer?.none,
            UnsafeMutablePointer<IRpcStubBuffer>?.none
        )
        guard
            factory.pointee.lpVtbl.pointee.CreateProxy(
                factory, unknown.assumingMemoryBound(to: IUnknown.self), &iid, &buffer, &pointer) >= 0,
            let buffer, let pointer
        else { return nil }
        // The reference that came with the interface is to this object itself.
        comRelease(pointer)
        guard
            factory.pointee.lpVtbl.pointee.CreateStub(factory, &iid, object.assumingMemoryBound(to: IUnknown.self), &stub) >= 0,
            let stub
        else {
            comRelease(buffer)
            return nil
        }
        let channel = LoopbackChannel(loopback, iid, stub)
        withExtendedLifetime(channel) {
            _ = buffer.pointee.lpVtbl.pointee.Connect(
                buffer, channel.unknown.assumingMemoryBound(to: IRpcChannelBuffer.self))
        }
        let made = Proxy(iid: iid, buffer: buffer, interface: pointer)
        proxies.withLock { $0[made.iid] = made }
        return pointer
    }

    func disconnect() {
        for proxy in proxies.withLock({ Array($0.values) }) {
            proxy.buffer.pointee.lpVtbl.pointee.Disconnect(proxy.buffer)
        }
    }
}

/// The channel of one interface.
private final class LoopbackChannel: ComObject, @unchecked Sendable {
    // Unchecked: nothing changes after init.
    private unowned let loopback: Loopback
    fileprivate let iid: GUID
    private let stub: UnsafeMutablePointer<IRpcStubBuffer>

    /// - Parameter stub: its reference becomes the channel's.
    init(_ loopback: Loopback, _ iid: GUID, _ stub: UnsafeMutablePointer<IRpcStubBuffer>) {
        self.loopback = loopback
        self.iid = iid
        self.stub = stub
        super.init()
        addInterface(vtable: LoopbackChannel.vtable)
    }

    deinit {
        stub.pointee.lpVtbl.pointee.Disconnect(stub)
        comRelease(stub)
    }

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IRpcChannelBuffer ? unknown : nil
    }

    /// Memory with something in it: what is not written would be seen.
    static func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        let memory = malloc(max(8, size))!
        memset(memory, 0xDD, size)
        return memory
    }

    private static func channel(_ this: UnsafeMutablePointer<IRpcChannelBuffer>?) -> LoopbackChannel {
        ComObject.object(from: this) as! LoopbackChannel
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IRpcChannelBufferVtbl()
        table.GetBuffer = { _, message, _ in
            guard let message else { return HResult.E_POINTER.rawValue }
            message.pointee.Buffer = allocate(Int(message.pointee.cbBuffer))
            return 0
        }
        table.SendReceive = { this, message, status in
            status?.pointee = 0
            guard let this, let message else { return HResult.E_POINTER.rawValue }
            let channel = channel(this)
            return channel.loopback.deliver(channel.iid, channel.stub, message, this)
        }
        table.FreeBuffer = { _, message in
            free(message?.pointee.Buffer)
            message?.pointee.Buffer = nil
            return 0
        }
        table.GetDestCtx = { this, context, data in
            context?.pointee = channel(this).loopback.context
            data?.pointee = nil
            return 0
        }
        table.IsConnected = { _ in 0 }
        return makeVTable(table)
    }()
}
