// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import Synchronization

/// Where a marshaled interface pointer goes to or comes from: what IRpcChannelBuffer::GetDestCtx says.
public struct MarshalingDestination: Hashable, @unchecked Sendable {
    // Unchecked: the pointer is the channel's and is only handed on during a call.

    /// MSHCTX_LOCAL, MSHCTX_DIFFERENTMACHINE … as MSHCTX counts them.
    public var context: UInt32
    public var data: UnsafeMutableRawPointer?

    public init(context: UInt32, data: UnsafeMutableRawPointer? = nil) {
        self.context = context
        self.data = data
    }
}

/// How interface pointers become OBJREFs and back. Remoting sets it; without it a call that passes an interface pointer fails
/// with E_NOTIMPL.
public struct InterfaceMarshaling: Sendable {
    /// The most bytes that the OBJREF of an interface pointer takes.
    public var maximumSize: @Sendable (UnsafeMutableRawPointer, GUID, MarshalingDestination) -> Int
    /// Writes the OBJREF of an interface pointer, which stays the caller's, and returns its bytes.
    public var marshal:
        @Sendable (UnsafeMutableRawPointer, GUID, MarshalingDestination, UnsafeMutableRawBufferPointer) throws(COMError) -> Int
    /// The interface pointer of an OBJREF, with a reference that is the caller's.
    public var unmarshal:
        @Sendable (UnsafeRawBufferPointer, GUID, MarshalingDestination) throws(COMError) -> UnsafeMutableRawPointer
    /// Gives back what an OBJREF that will not be unmarshaled holds: CoReleaseMarshalData.
    public var release: @Sendable (UnsafeRawBufferPointer, MarshalingDestination) -> Void

    public init(
        maximumSize: @escaping @Sendable (UnsafeMutableRawPointer, GUID, MarshalingDestination) -> Int,
        marshal: @escaping @Sendable (
            UnsafeMutableRawPointer, GUID, MarshalingDestination, UnsafeMutableRawBufferPointer
        ) throws(COMError) -> Int,
        unmarshal: @escaping @Sendable (UnsafeRawBufferPointer, GUID, MarshalingDestination) throws(COMError)
            -> UnsafeMutableRawPointer,
        release: @escaping @Sendable (UnsafeRawBufferPointer, MarshalingDestination) -> Void
    ) {
        self.maximumSize = maximumSize
        self.marshal = marshal
        self.unmarshal = unmarshal
        self.release = release
    }

    private final class Box: Sendable {
        let hooks: InterfaceMarshaling
        init(_ hooks: InterfaceMarshaling) { self.hooks = hooks }
    }
    private static let standard = OnceReference<Box>()
    /// Contexts from here on are nobody's in [MS-DCOM]: a transport of another kind may claim one for itself.
    public static let firstPrivateContext: UInt32 = 0x1_0000
    private static let others = Mutex<[UInt32: InterfaceMarshaling]>([:])

    /// Sets the hooks for every destination; once for the process.
    /// - Returns: false if they were set before, which then stay.
    @discardableResult
    public static func set(_ hooks: InterfaceMarshaling) -> Bool {
        let box = Box(hooks)
        return standard.storeIfNil(box) === box
    }

    /// Sets or (nil) removes the hooks for one private context, `firstPrivateContext` or above.
    public static func set(_ hooks: InterfaceMarshaling?, forPrivateContext context: UInt32) {
        others.withLock { $0[context] = hooks }
    }

    static func hooks(for destination: MarshalingDestination) -> InterfaceMarshaling? {
        if destination.context >= firstPrivateContext { return others.withLock { $0[destination.context] } }
        return standard.load()?.hooks
    }
}

/// The way of one message's interface pointers: hooks and destination, found out when first needed.
struct InterfaceRoute {
    private let channel: UnsafeMutablePointer<IRpcChannelBuffer>?
    private var known: MarshalingDestination?
    private var hooks: InterfaceMarshaling?

    /// - Parameter channel: borrowed as long as the message is handled.
    init(_ channel: UnsafeMutablePointer<IRpcChannelBuffer>?) { self.channel = channel }

    init(_ destination: MarshalingDestination) {
        channel = nil
        known = destination
    }

    private mutating func resolve() -> (InterfaceMarshaling, MarshalingDestination)? {
        let destination: MarshalingDestination
        if let known {
            destination = known
        } else {
            var context: DWORD = DWORD(MSHCTX_LOCAL.rawValue)
            var data: UnsafeMutableRawPointer?
            if let channel, channel.pointee.lpVtbl.pointee.GetDestCtx(channel, &context, &data) < 0 {
                context = DWORD(MSHCTX_DIFFERENTMACHINE.rawValue)
            }
            destination = MarshalingDestination(context: context, data: data)
            known = destination
        }
        if hooks == nil { hooks = InterfaceMarshaling.hooks(for: destination) }
        return hooks.map { ($0, destination) }
    }

    mutating func maximumSize(_ pointer: UnsafeMutableRawPointer, _ iid: GUID, at offset: Int) throws(WireFailure) -> Int {
        guard let (hooks, destination) = resolve() else { throw WireFailure(.interfaceHooks, at: offset, .E_NOTIMPL) }
        return max(0, hooks.maximumSize(pointer, iid, destination))
    }

    mutating func marshal(
        _ pointer: UnsafeMutableRawPointer, _ iid: GUID, into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(WireFailure) -> Int {
        guard let (hooks, destination) = resolve() else { throw WireFailure(.interfaceHooks, at: offset, .E_NOTIMPL) }
        do throws(COMError) {
            let count = try hooks.marshal(pointer, iid, destination, buffer)
            guard count >= 0, count <= buffer.count else { throw COMError(.E_UNEXPECTED) }
            return count
        } catch {
            throw WireFailure(.foreign, at: offset, error.hresult)
        }
    }

    mutating func unmarshal(
        _ bytes: UnsafeRawBufferPointer, _ iid: GUID, at offset: Int
    ) throws(WireFailure) -> UnsafeMutableRawPointer {
        guard let (hooks, destination) = resolve() else { throw WireFailure(.interfaceHooks, at: offset, .E_NOTIMPL) }
        do throws(COMError) {
            return try hooks.unmarshal(bytes, iid, destination)
        } catch {
            throw WireFailure(.foreign, at: offset, error.hresult)
        }
    }

    mutating func release(_ bytes: UnsafeRawBufferPointer) {
        if let (hooks, destination) = resolve() { hooks.release(bytes, destination) }
    }
}
