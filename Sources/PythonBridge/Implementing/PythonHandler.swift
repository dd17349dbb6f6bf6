// SPDX-License-Identifier: Apache-2.0
//
// Interfaces implemented in Python: COM's calls find the Python object's attributes by the members' names.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import Invocation
import TypeLibrary

/// Answers the calls of one interface with a Python object.
///
/// The object's attributes have the names that the type library spells:
///
///     method                      object.Name(arguments…)
///     property get, put           object.Name, object.Name = value; or a method Name(), Name(value)
///     property with parameters    object.get_Name(key), object.set_Name(key, value);
///                                 else a method Name(key), or object.Name[key], object.Name[key] = value
///     the default property        else object[key], object[key] = value
///     Count, _NewEnum             else len(object), iter(object)
final class PythonHandler: InterfaceHandler {
    let implementation: PythonImplementation
    private let interface: String
    /// Whether a call that the object has no attribute for is answered with success: a sink hears what it wants to.
    private let ignoresMissing: Bool

    init(_ implementation: PythonImplementation, implementing typeInfo: TypeInfo, ignoresMissing: Bool = false) {
        self.implementation = implementation
        self.ignoresMissing = ignoresMissing
        interface = typeInfo.name
    }

    /// COM enters here, on any thread, without the GIL.
    func answer(_ function: Int, _ call: borrowing IncomingCall) throws {
        guard lbpy_is_running() else { throw COMError(.E_UNEXPECTED, "the Python interpreter has ended") }
        let state = PyGILState_Ensure()
        defer { PyGILState_Release(state) }
        do throws(PythonFailure) {
            let object = implementation.object
            if ignoresMissing {
                guard let found = try attribute(object, call.name) else { return }
                lbpy_decref(found)
            }
            try PythonCall(object, interface: interface).run(call)
        } catch {
            throw PythonHandler.failure(error, at: interface + "." + call.name)
        }
    }

    /// What COM is told of a failure. The exception waits at the call from Python that led here, if there is one.
    static func failure(_ failure: PythonFailure, at place: String) -> COMError {
        failure.raise()
        guard let exception = lbpy_take_exception() else { return COMError(.E_FAIL, nil, source: place) }
        var error = COMError(exception: exception)
        error.source = error.source ?? place
        lbpy_call_raised(exception)
        return error
    }
}

/// One call that a Python object answers. The GIL is held.
private struct PythonCall {
    private let object: PyPointer
    private let interface: String

    init(_ object: PyPointer, interface: String) {
        self.object = object
        self.interface = interface
    }

    func run(_ call: borrowing IncomingCall) throws(PythonFailure) {
        let bridge = try Bridge.shared()
        let arguments = try arguments(of: call, bridge)
        defer { lbpy_decref(arguments) }
        if call.invokeKind.isPut {
            try put(call, arguments)
        } else {
            try give(try get(call, arguments), call, bridge)
        }
    }

    // MARK: Finding

    private func missing(_ call: borrowing IncomingCall) -> PythonFailure {
        PythonFailure(
            COMError(
                .E_NOTIMPL, "the Python object of type \(typeName(of: object)) has no attribute \(call.name)",
                source: interface + "." + call.name))
    }

    /// Whether an attribute is code to be called, not a value that happens to be callable (a COM object is).
    private func isMethod(_ value: PyPointer) -> Bool {
        lbpy_is_instance(value, lbpy_method_type()) || lbpy_is_instance(value, lbpy_function_type())
            || lbpy_is_instance(value, lbpy_builtin_function_type())
    }

    /// Calls the method or reads the property.
    private func get(_ call: borrowing IncomingCall, _ arguments: PyPointer) throws(PythonFailure) -> PyPointer {
        let isProperty = call.invokeKind == .propertyGet
        if isProperty, let getter = try attribute(object, "get_" + call.name) {
            defer { lbpy_decref(getter) }
            return try PyReference(PyObject_CallObject(getter, arguments)).take()
        }
        if let value = try attribute(object, call.name) {
            if !isProperty || isMethod(value) {
                defer { lbpy_decref(value) }
                return try PyReference(PyObject_CallObject(value, arguments)).take()
            }
            guard lbpy_tuple_count(arguments) > 0 else { return value }
            defer { lbpy_decref(value) }
            return try PyReference(PyObject_GetItem(value, key(arguments))).take()
        }
        if call.plan.memberID == DispID.newEnum, try has("__iter__") {
            return try PyReference(PyObject_GetIter(object)).take()
        }
        if call.name.lowercased() == "count", try has("__len__") {
            let count = PyObject_Size(object)
            guard count >= 0 else { throw .raised }
            return try PyReference(PyLong_FromSsize_t(count)).take()
        }
        if call.plan.memberID == DispID.value, lbpy_tuple_count(arguments) > 0, try has("__getitem__") {
            return try PyReference(PyObject_GetItem(object, key(arguments))).take()
        }
        throw missing(call)
    }

    /// - Parameter arguments: the keys, then the value.
    private func put(_ call: borrowing IncomingCall, _ arguments: PyPointer) throws(PythonFailure) {
        let count = lbpy_tuple_count(arguments)
        guard count > 0 else { throw missing(call) }
        let value = lbpy_tuple_item(arguments, count - 1)
        if let setter = try attribute(object, "set_" + call.name) {
            defer { lbpy_decref(setter) }
            return lbpy_decref(try PyReference(PyObject_CallObject(setter, arguments)).take())
        }
        let current = try attribute(object, call.name)
        defer { if let current { lbpy_decref(current) } }
        if let current, isMethod(current) {
            return lbpy_decref(try PyReference(PyObject_CallObject(current, arguments)).take())
        }
        if count == 1 {
            guard PyObject_SetAttrString(object, call.name, value) == 0 else { throw .raised }
            return
        }
        let keys = try PyReference(PyTuple_GetSlice(arguments, 0, count - 1))
        let hasItems = try has("__setitem__")
        let isDefault = hasItems && call.plan.memberID == DispID.value
        guard let target = current ?? (isDefault ? object : nil) else { throw missing(call) }
        guard PyObject_SetItem(target, key(keys.pointer), value) == 0 else { throw .raised }
    }

    private func has(_ name: String) throws(PythonFailure) -> Bool {
        guard let found = try attribute(object, name) else { return false }
        lbpy_decref(found)
        return true
    }

    /// One key stands for itself, several are a tuple.
    private func key(_ arguments: PyPointer) -> PyPointer {
        lbpy_tuple_count(arguments) == 1 ? lbpy_tuple_item(arguments, 0) : arguments
    }

    // MARK: Values

    /// A tuple of the [in] arguments. Those left out at the end are not passed, so that Python's defaults apply.
    private func arguments(of call: borrowing IncomingCall, _ bridge: Bridge) throws(PythonFailure) -> PyPointer {
        var items: [PyPointer?] = []
        var count = 0
        do throws(PythonFailure) {
            for position in 0..<call.count where call.plan.parameters[call.plan.positional[position]].isIn {
                if call.isMissing(position) {
                    items.append(pyRetained(bridge.missing))
                    continue
                }
                items.append(try bridge.load(UnsafePointer(call.rawArgument(position))))
                count = items.count
            }
        } catch {
            for item in items { if let item { lbpy_decref(item) } }
            throw error
        }
        for item in items[count...] { if let item { lbpy_decref(item) } }
        return try makeTuple(Array(items[..<count]))
    }

    /// Hands over what the object returned; consumed. With [out] parameters it is a tuple: the result, if there is one,
    /// and theirs.
    private func give(_ value: PyPointer, _ call: borrowing IncomingCall, _ bridge: Bridge) throws(PythonFailure) {
        defer { lbpy_decref(value) }
        let plan = call.plan
        let hasResult = plan.retval != nil || (!plan.returnsHResult && plan.result.kind != .void)
        let outputs = (0..<call.count).filter { plan.parameters[plan.positional[$0]].isOut }
        let expected = outputs.count + (hasResult ? 1 : 0)
        guard !outputs.isEmpty else {
            if hasResult { try setResult(value, call, bridge) }
            return
        }
        if expected == 1 { return try setOutput(value, outputs[0], call, bridge) }
        guard lbpy_is_tuple(value), lbpy_tuple_count(value) == expected else {
            throw .python(
                .type,
                "\(interface).\(call.name) must return a tuple of \(expected): "
                    + (hasResult ? "the result and its [out] parameters" : "its [out] parameters"))
        }
        if hasResult { try setResult(lbpy_tuple_item(value, 0), call, bridge) }
        for (index, position) in outputs.enumerated() {
            try setOutput(lbpy_tuple_item(value, index + (hasResult ? 1 : 0)), position, call, bridge)
        }
    }

    private func setResult(_ value: PyPointer, _ call: borrowing IncomingCall, _ bridge: Bridge) throws(PythonFailure) {
        let type = call.plan.retval.map { call.plan.parameters[$0].type } ?? call.plan.result
        var cell = try result(value, type, isEnumerator: call.plan.memberID == DispID.newEnum, bridge)
        call.setResult(taking: &cell)
    }

    private func setOutput(
        _ value: PyPointer, _ position: Int, _ call: borrowing IncomingCall, _ bridge: Bridge
    ) throws(PythonFailure) {
        let type = call.plan.parameters[call.plan.positional[position]].type
        var cell = try result(value, type, isEnumerator: false, bridge)
        call.setOut(position, taking: &cell)
    }

    private func result(
        _ value: PyPointer, _ type: NativeType, isEnumerator: Bool, _ bridge: Bridge
    ) throws(PythonFailure) -> VARIANT {
        var cell = VARIANT()
        if isEnumerator, !lbpy_is_instance(value, bridge.objectType), value != lbpy_none() {
            let elements = try bridge.elements(of: value)
            let made = try com { () throws(COMError) in try EnumVariantObject(elements).makeVariant().makeRaw() }
            return made
        }
        try bridge.store(value, into: &cell, as: type)
        return cell
    }
}

extension Bridge {
    /// The elements that an iterable has now.
    fileprivate func elements(of iterable: PyPointer) throws(PythonFailure) -> [Variant] {
        let list = try PyReference(PySequence_List(iterable))
        let items = try PyReference(PySequence_Tuple(list.pointer))
        var values: [Variant] = []
        for index in 0..<lbpy_tuple_count(items.pointer) {
            values.append(try variant(lbpy_tuple_item(items.pointer, index)))
        }
        return values
    }
}
