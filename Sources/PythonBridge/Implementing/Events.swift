// SPDX-License-Identifier: Apache-2.0
//
// Events: Python objects that fire them, and Python sinks that are connected to anybody's.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import Invocation
import Synchronization
import TypeLibrary

/// The event sources of Python objects, and the connections that Python made.
final class PythonEvents: Sendable {
    static let shared = PythonEvents()

    private struct Weak: Sendable { weak var source: EventSource? }
    private struct State: Sendable {
        /// By the address of the Python object. Its COM objects own the sources, so an address that is used anew has none.
        var sources: [UInt: [Weak]] = [:]
        var connections: [UInt: EventConnection] = [:]
        var lastConnection: UInt = 0
    }
    private let state = Mutex(State())

    /// The sources of a Python object for its outgoing interfaces: those of an earlier COM object of it as far as there are any,
    /// so that its listeners are reached whatever COM object they know it by.
    func sources(_ object: PyPointer, _ types: [TypeInfo]) -> [EventSource] {
        let key = UInt(bitPattern: object)
        let made = types.map { EventSource($0) }
        return state.withLock { state in
            if state.sources.count > 64 {
                state.sources = state.sources.filter { $0.value.contains { $0.source != nil } }
            }
            let known = (state.sources[key] ?? []).compactMap(\.source)
            let chosen = made.map { new in known.first { $0.typeInfo.guid == new.typeInfo.guid } ?? new }
            state.sources[key] = chosen.map { Weak(source: $0) }
            return chosen
        }
    }

    func sources(of object: PyPointer) -> [EventSource] {
        state.withLock { $0.sources[UInt(bitPattern: object)] ?? [] }.compactMap(\.source)
    }

    func keep(_ connection: EventConnection) -> UInt {
        state.withLock { state in
            state.lastConnection += 1
            state.connections[state.lastConnection] = connection
            return state.lastConnection
        }
    }

    func take(_ number: UInt) -> EventConnection? { state.withLock { $0.connections.removeValue(forKey: number) } }
}

extension Bridge {
    /// The outgoing interfaces that Python code names; none for None.
    func eventInterfaces(_ described: PyPointer, of object: PyPointer) throws(PythonFailure) -> [TypeInfo] {
        if described != lbpy_none() { return try interfaces(described) }
        // The class's, not the object's: what an object answers to any name at all is no list of interfaces.
        let type = UnsafeMutableRawPointer(lbpy_type(object)).assumingMemoryBound(to: PyObject.self)
        guard let own = try attribute(type, "_com_events_") else { return [] }
        defer { lbpy_decref(own) }
        return try interfaces(own)
    }

    /// `latebind.connect`
    /// - Parameter described: the outgoing interface; None for the default one.
    /// - Returns: the connection's number.
    func connect(_ source: PyPointer, _ sink: PyPointer, _ described: PyPointer) throws(PythonFailure) -> PyPointer {
        guard lbpy_is_instance(source, objectType) else { throw .python(.type, "connect() takes a COM object") }
        let reference = try reference(source).reference
        var events = described == lbpy_none() ? nil : try interfaces(described).first
        if events == nil {
            events = try callOut(from: nil) { () throws(COMError) in try EventConnection.defaultEvents(of: reference) }
        }
        guard let events else {
            throw PythonFailure(
                COMError(.CONNECT_E_NOCONNECTION, "the object does not tell which events it has: name the interface"))
        }
        let object = try implement([events], sink, isSink: true)
        let connection = try callOut(from: nil) { () throws(COMError) in
            try EventConnection(to: reference, events, sink: object)
        }
        return try PyReference(PyLong_FromUnsignedLong(PythonEvents.shared.keep(connection))).take()
    }

    /// Ends a connection.
    func disconnect(_ number: PyPointer) throws(PythonFailure) -> PyPointer {
        let connection = PythonEvents.shared.take(PyLong_AsUnsignedLongMask(number))
        try callOut(from: nil) { () throws(COMError) in try connection?.disconnect() }
        return pyNone()
    }

    /// `latebind.fire`
    /// - Parameter source: a COM object that fires, or a Python object that implements one.
    /// - Returns: a list of (value, None) or (HRESULT, description), one for each sink; the arguments afterwards.
    func fire(_ source: PyPointer, _ name: PyPointer, _ arguments: PyPointer) throws(PythonFailure) -> PyPointer {
        guard lbpy_is_str(name), lbpy_is_tuple(arguments) else { throw .python(.type, "an event has a name") }
        let event = swiftString(name)
        var sources = PythonEvents.shared.sources(of: source)
        if lbpy_is_instance(source, objectType) {
            sources = (try reference(source).reference.swiftObject as? DynamicObject)?.events ?? []
            guard !sources.isEmpty else {
                throw PythonFailure(COMError(.CONNECT_E_NOCONNECTION, "the object has no events, or is not of this process"))
            }
        }
        var values: [Variant] = []
        for index in 0..<lbpy_tuple_count(arguments) { values.append(try variant(lbpy_tuple_item(arguments, index))) }
        var results: [Result<Variant, COMError>] = []
        if !sources.isEmpty {
            let source = sources.first { (try? $0.typeInfo.members().memberID(named: event)) ?? nil != nil }
            guard let source else {
                throw PythonFailure(
                    COMError(.TYPE_E_ELEMENTNOTFOUND, "no outgoing interface of the object has an event named \(event)"))
            }
            let given = values
            (results, values) = try callOut(from: event) { () throws(COMError) in
                var values = given
                return (try source.fire(event, with: &values), values)
            }
        }
        return try report(results, values)
    }

    private func report(_ results: [Result<Variant, COMError>], _ values: [Variant]) throws(PythonFailure) -> PyPointer {
        let list = try PyReference(PyList_New(0))
        for result in results {
            let pair: PyPointer
            switch result {
            case .success(let value): pair = try makeTuple([try object(for: value), pyNone()])
            case .failure(let error):
                let text = error.message ?? error.hresult.explanation ?? "the sink failed"
                pair = try makeTuple([PyLong_FromLong(Int(error.hresult.rawValue)), try pyString(text)])
            }
            defer { lbpy_decref(pair) }
            guard PyList_Append(list.pointer, pair) == 0 else { throw .raised }
        }
        var items: [PyPointer?] = []
        for value in values {
            do throws(PythonFailure) { items.append(try object(for: value)) } catch {
                for item in items { if let item { lbpy_decref(item) } }
                throw error
            }
        }
        let arguments = try makeTuple(items)
        return try makeTuple([list.take(), arguments])
    }

    private func object(for value: Variant) throws(PythonFailure) -> PyPointer {
        try value.withRaw { (raw) throws(PythonFailure) in try load(raw) }
    }
}
