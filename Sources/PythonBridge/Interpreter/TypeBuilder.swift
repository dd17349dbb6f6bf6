// SPDX-License-Identifier: Apache-2.0

import CPython

/// Describes a heap type and makes it. What the interpreter keeps pointers to (names, method tables) lives as long as the
/// process: the bridge's types do, too.
struct TypeBuilder {
    private let name: String
    private let flags: UInt32
    private var slots: [PyType_Slot] = []
    private var methods: [PyMethodDef] = []
    private var getters: [PyGetSetDef] = []

    /// - Parameter name: with the module's: `latebind.Object`.
    init(_ name: String, doc: String?, flags: UInt = 0, callable: Bool = false) {
        self.name = name
        self.flags = UInt32(
            truncatingIfNeeded: lbpy_type_flags() | flags | (callable ? lbpy_type_flag_vectorcall() : 0))
        slot(Py_tp_dealloc, deallocateInstance)
        slot(Py_tp_traverse, traverseInstance)
        slot(Py_tp_clear, clearInstance)
        if let doc { slots.append(PyType_Slot(slot: Py_tp_doc, pfunc: lasting(doc))) }
        slots.append(
            PyType_Slot(slot: Py_tp_members, pfunc: callable ? lbpy_callable_members() : lbpy_instance_members()))
        if callable { slots.append(PyType_Slot(slot: Py_tp_call, pfunc: lbpy_slot_call())) }
    }

    /// Sets a slot to a C function.
    mutating func slot<Function>(_ slot: Int32, _ function: Function) {
        slots.append(PyType_Slot(slot: slot, pfunc: unsafeBitCast(function, to: UnsafeMutableRawPointer.self)))
    }

    /// Sets a slot to one of the functions of the C side.
    mutating func slot(_ slot: Int32, _ function: UnsafeMutableRawPointer?) {
        slots.append(PyType_Slot(slot: slot, pfunc: function))
    }

    typealias Function = @convention(c) (PyPointer?, PyPointer?) -> PyPointer?

    /// A method with positional arguments.
    /// - Parameter doc: begins with the signature, `name($self, …)\n--\n\n`.
    mutating func method(_ name: String, _ doc: String, flags: Int32 = METH_VARARGS, _ function: @escaping Function) {
        methods.append(
            PyMethodDef(ml_name: lastingText(name), ml_meth: function, ml_flags: flags, ml_doc: lastingText(doc)))
    }

    /// A read-only attribute.
    mutating func getter(_ name: String, _ doc: String, _ get: @escaping getter) {
        getters.append(PyGetSetDef(name: lastingText(name), get: get, set: nil, doc: lastingText(doc), closure: nil))
    }

    /// Makes the type.
    /// - Parameter base: nil for `object`.
    consuming func make(base: PyPointer? = nil) throws(PythonFailure) -> PyPointer {
        if !methods.isEmpty { slots.append(PyType_Slot(slot: Py_tp_methods, pfunc: lasting(methods + [PyMethodDef()]))) }
        if !getters.isEmpty { slots.append(PyType_Slot(slot: Py_tp_getset, pfunc: lasting(getters + [PyGetSetDef()]))) }
        slots.append(PyType_Slot(slot: 0, pfunc: nil))
        var bases: PyPointer?
        if let base { bases = try makeTuple([pyRetained(base)]) }
        defer { if let bases { lbpy_decref(bases) } }
        let made = slots.withUnsafeMutableBufferPointer { slots in
            var spec = PyType_Spec(
                name: lastingText(name), basicsize: Int32(MemoryLayout<lbpy_instance>.size), itemsize: 0, flags: flags,
                slots: slots.baseAddress)
            return PyType_FromSpecWithBases(&spec, bases)
        }
        guard let made else { throw .raised }
        return made
    }
}

/// A C string that lives as long as the process.
func lastingText(_ text: String) -> UnsafePointer<CChar> {
    let utf8 = text.utf8CString
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: utf8.count)
    for (index, unit) in utf8.enumerated() { (memory + index).initialize(to: unit) }
    return UnsafePointer(memory)
}

private func lasting(_ text: String) -> UnsafeMutableRawPointer { UnsafeMutableRawPointer(mutating: lastingText(text)) }

/// An array that lives as long as the process.
func lasting<Element>(_ elements: [Element]) -> UnsafeMutableRawPointer {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    for (index, element) in elements.enumerated() { (memory + index).initialize(to: element) }
    return UnsafeMutableRawPointer(memory)
}

/// Puts an attribute into a heap type's dictionary; consumes `value`.
func setTypeAttribute(_ type: PyPointer, _ name: String, _ value: PyPointer) throws(PythonFailure) {
    defer { lbpy_decref(value) }
    guard PyObject_SetAttrString(type, name, value) == 0 else { throw .raised }
}
