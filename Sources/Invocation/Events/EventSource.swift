// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization
public import TypeLibrary

/// An outgoing interface of one object: who listens, and how they are told.
///
/// The interface is a dispinterface, whose sinks are called through IDispatch, or any other interface, whose sinks are called
/// through their vtables. [OLE] connectable objects; the COM side is IConnectionPoint.
public final class EventSource: Sendable {
    public let typeInfo: TypeInfo

    struct Connection: Sendable {
        let cookie: UInt32
        /// The sink by the outgoing interface; by IDispatch if it has that alone and the source is a dispinterface.
        let sink: ComReference
    }
    private struct State: Sendable {
        var connections: [Connection] = []
        var lastCookie: UInt32 = 0
        weak var point: ConnectionPointObject?
    }
    private let state = Mutex(State())

    /// RPC_E_DISCONNECTED, RPC_E_SERVERDIED, RPC_E_SERVERDIED_DNE: the sink will never answer again.
    private static let gone = [HResult(0x8001_0108), HResult(0x8001_0007), HResult(0x8001_0012)]

    /// More sinks than this are refused with CONNECT_E_ADVISELIMIT.
    public static let mostConnections = 65536

    /// - Parameter typeInfo: what a coclass names with [source].
    public init(_ typeInfo: TypeInfo) { self.typeInfo = typeInfo }

    // MARK: Listeners

    /// How many sinks there are.
    public var connectionCount: Int { state.withLock { $0.connections.count } }

    /// Adds a sink: IConnectionPoint::Advise.
    /// - Returns: the cookie, never 0.
    /// - Throws: CONNECT_E_CANNOTCONNECT for an object that does not have the interface, CONNECT_E_ADVISELIMIT.
    public func advise(_ sink: UnsafeMutableRawPointer) throws(COMError) -> UInt32 {
        // Asked without the lock: this is foreign code.
        let isDispatch = typeInfo.kind == .dispatch && !typeInfo.isDual
        guard
            let asked = comQueryInterface(sink, typeInfo.guid)
                ?? (isDispatch ? comQueryInterface(sink, WellKnownIID.dispatch) : nil)
        else { throw COMError(.CONNECT_E_CANNOTCONNECT, "the sink does not implement \(typeInfo.name)") }
        let reference = ComReference(adopting: asked)
        let cookie: UInt32? = state.withLock { state in
            guard state.connections.count < EventSource.mostConnections else { return nil }
            repeat { state.lastCookie &+= 1 } while state.lastCookie == 0
                || state.connections.contains { $0.cookie == state.lastCookie }
            state.connections.append(Connection(cookie: state.lastCookie, sink: reference))
            return state.lastCookie
        }
        guard let cookie else { throw COMError(.CONNECT_E_ADVISELIMIT, "\(typeInfo.name) has no room for another sink") }
        return cookie
    }

    /// Takes a sink away: IConnectionPoint::Unadvise.
    /// - Throws: CONNECT_E_NOCONNECTION for a cookie that is not in use.
    public func unadvise(_ cookie: UInt32) throws(COMError) {
        // The sink is released without the lock: that may be the end of it.
        let removed = state.withLock { state -> Connection? in
            guard let index = state.connections.firstIndex(where: { $0.cookie == cookie }) else { return nil }
            return state.connections.remove(at: index)
        }
        guard removed != nil else { throw COMError(.CONNECT_E_NOCONNECTION, "no sink of \(typeInfo.name) has cookie \(cookie)") }
    }

    /// The sinks of this moment.
    var connections: [Connection] { state.withLock { $0.connections } }

    private func isConnected(_ cookie: UInt32) -> Bool {
        state.withLock { $0.connections.contains { $0.cookie == cookie } }
    }

    /// The IConnectionPoint, which keeps the object that the source belongs to. The same as long as anybody has it.
    func point(of container: DynamicObject) -> ConnectionPointObject {
        if let known = state.withLock({ $0.point }) { return known }
        let made = ConnectionPointObject(self, container)
        return state.withLock { state in
            if let known = state.point { return known }
            state.point = made
            return made
        }
    }

    // MARK: Firing

    /// Calls an event of every sink, in the order in which they were added, on this thread.
    ///
    /// A sink that fails does not keep the others from being called. One that is taken away meanwhile is not called any more, one
    /// that is added is called next time. A sink whose process or object is gone (RPC_E_DISCONNECTED, RPC_E_SERVERDIED) is taken
    /// away.
    /// - Parameter arguments: by position; coerced to what the event declares. [out] and [in, out] ones get what the last sink
    ///   left there, and each sink sees what the one before it left.
    /// - Returns: what each sink returned.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND for an event that the interface does not have; DISP_E_BADPARAMCOUNT, DISP_E_TYPEMISMATCH …
    @discardableResult
    public func fire(_ event: String, with arguments: inout [Variant]) throws(COMError) -> [Result<Variant, COMError>] {
        let plan = try plan(of: event)
        var results: [Result<Variant, COMError>] = []
        // Told even if nobody listens: what is wrong with the arguments.
        _ = try OutgoingArguments(plan, arguments)
        for connection in connections where isConnected(connection.cookie) {
            let call = try OutgoingArguments(plan, arguments)
            let result =
                plan.vtableSlot >= 0
                ? call.call(connection.sink.pointer)
                : connection.sink.withPointer(as: IDispatch.self) { call.invoke($0, plan.memberID, .method) }
            withExtendedLifetime(connection.sink) {}
            if case .failure(let error) = result, EventSource.gone.contains(error.hresult) {
                try? unadvise(connection.cookie)
            }
            results.append(result)
            guard case .success = result else { continue }
            for position in arguments.indices where plan.parameters[plan.positional[position]].isOut {
                arguments[position] = try call.value(position)
            }
        }
        return results
    }

    /// The same for an event that gives nothing back.
    @discardableResult
    public func fire(_ event: String, _ arguments: Variant...) throws(COMError) -> [Result<Variant, COMError>] {
        var arguments = arguments
        return try fire(event, with: &arguments)
    }

    private func plan(of event: String) throws(COMError) -> CallPlan {
        do throws(TypeLibraryError) {
            let table = try DispatchTable.of(typeInfo)
            guard let memberID = table.members.memberID(named: event), let index = table.functionIndex(memberID, .method) else {
                throw TypeLibraryError(
                    .TYPE_E_ELEMENTNOTFOUND, "\(typeInfo.name) has no event named \(event)", file: typeInfo.library.path)
            }
            return try table.plan(at: index)
        } catch {
            throw COMError(error)
        }
    }
}
