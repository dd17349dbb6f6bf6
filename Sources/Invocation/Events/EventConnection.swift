// SPDX-License-Identifier: Apache-2.0
//
// Listening: a sink made of a closure, connected to anybody's connection point.

public import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization
public import TypeLibrary

/// A connection to an object's events. It ends with `disconnect()` or when this goes.
///
///     let connection = try EventConnection(to: dictionary, events) { event in
///         if event.name == "Changed" { print(event[0]) }
///         return nil
///     }
public final class EventConnection: Sendable {
    /// Called for each event, on the thread on which it is fired.
    /// - Returns: the event's result, for one that has a result.
    public typealias Receiver = @Sendable (_ event: borrowing IncomingCall) throws -> Variant?

    private let point: ComReference
    private let cookie: Mutex<UInt32?>

    /// - Parameters:
    ///   - source: any interface of an object with connection points.
    ///   - events: an outgoing interface of it; nil for the default one, which the object then has to tell (IProvideClassInfo).
    /// - Throws: CONNECT_E_NOCONNECTION if the object does not have these events, E_NOINTERFACE if it has none, and what it
    ///   answers.
    public convenience init(
        to source: ComReference, _ events: TypeInfo? = nil, receive: @escaping Receiver
    ) throws(COMError) {
        var wanted = events
        if wanted == nil { wanted = try EventConnection.defaultEvents(of: source) }
        guard let events = wanted else {
            throw COMError(.CONNECT_E_NOCONNECTION, "the object does not tell which events it has; name the interface")
        }
        let handler = ReceivingHandler(receive)
        let interface: ImplementedInterface
        do throws(TypeLibraryError) { interface = try ImplementedInterface(events, handler: handler) } catch {
            throw COMError(error)
        }
        try self.init(to: source, events, sink: DynamicObject([interface]))
    }

    /// The same with a sink of one's own.
    /// - Parameter sink: implements `events`.
    public init(to source: ComReference, _ events: TypeInfo, sink: ComObject) throws(COMError) {
        let container = try source.query(IID_IConnectionPointContainer)
        var found: UnsafeMutablePointer<IConnectionPoint>?
        var iid = events.guid
        try COMError.check(
            container.withPointer(as: IConnectionPointContainer.self) {
                $0.pointee.lpVtbl.pointee.FindConnectionPoint($0, &iid, &found)
            })
        guard let found else { throw COMError(.CONNECT_E_NOCONNECTION) }
        point = ComReference(adopting: UnsafeMutableRawPointer(found))
        let reference = try sink.reference(WellKnownIID.unknown)
        var given: UInt32 = 0
        let status = reference.withPointer(as: IUnknown.self) { sink in
            found.pointee.lpVtbl.pointee.Advise(found, sink, &given)
        }
        cookie = Mutex(status < 0 ? nil : given)
        try COMError.check(status)
    }

    deinit { try? disconnect() }

    /// Ends the connection. Nothing happens if it has ended.
    /// - Throws: what the object answers.
    public func disconnect() throws(COMError) {
        let taken = cookie.withLock { cookie in
            defer { cookie = nil }
            return cookie
        }
        guard let taken else { return }
        try COMError.check(point.withPointer(as: IConnectionPoint.self) { $0.pointee.lpVtbl.pointee.Unadvise($0, taken) })
    }

    /// The default outgoing interface of an object's class, from its IProvideClassInfo; nil if it does not tell.
    public static func defaultEvents(of source: ComReference) throws(COMError) -> TypeInfo? {
        guard let provider = try? source.query(IID_IProvideClassInfo) else { return nil }
        var raw: UnsafeMutablePointer<ITypeInfo>?
        try COMError.check(
            provider.withPointer(as: IProvideClassInfo.self) { $0.pointee.lpVtbl.pointee.GetClassInfo($0, &raw) })
        guard let raw else { return nil }
        let reference = ComReference(adopting: UnsafeMutableRawPointer(raw))
        return (reference.swiftObject as? TypeInfoObject)?.typeInfo.eventInterfaces.first
    }
}

/// Passes events on to a closure.
private final class ReceivingHandler: InterfaceHandler {
    private let receive: EventConnection.Receiver

    init(_ receive: @escaping EventConnection.Receiver) { self.receive = receive }

    func answer(_ function: Int, _ call: borrowing IncomingCall) throws {
        if let result = try receive(call) { call.setResult(result) }
    }
}

extension TypeInfo {
    /// The outgoing interfaces of a coclass, the default one first; empty for any other type.
    public var eventInterfaces: [TypeInfo] {
        guard kind == .coclass else { return [] }
        let sources = definition.implementedTypes.filter { $0.flags.contains(.source) }
        let ordered = sources.filter { $0.flags.contains(.default) } + sources.filter { !$0.flags.contains(.default) }
        return ordered.compactMap { try? library.resolve($0.reference) }
    }
}
