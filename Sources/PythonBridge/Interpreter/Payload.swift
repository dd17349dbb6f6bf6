// SPDX-License-Identifier: Apache-2.0
//
// Instances of the bridge's types: each is a Python head with one Swift object, its payload (CPython.h, lbpy_instance).
// Life and garbage collection are the same for all of them and are here.

import CPython

/// What an instance of one of the bridge's types stands for. The Python object owns it.
class Payload {
    init() {}

    /// Visits the Python objects that the payload holds. The GIL is held; nothing may be changed.
    func traverse(_ visit: visitproc, _ argument: UnsafeMutableRawPointer?) -> Int32 { 0 }

    /// Lets go of the Python objects that `traverse` visits, to break a cycle.
    func clear() {}

    /// Called first when the Python object is freed: nobody may find it from now on. No other code may run here.
    func detach() {}

    /// Called once, after `detach`, before the payload goes with its Python object.
    func dispose() {}

    /// The payload of an instance of the bridge's own types.
    @inline(__always)
    static func of(_ instance: PyPointer) -> Unmanaged<Payload>? {
        let payload = UnsafeMutableRawPointer(instance).assumingMemoryBound(to: lbpy_instance.self).pointee.payload
        return payload.map { Unmanaged<Payload>.fromOpaque($0) }
    }
}

/// The payload of an instance whose type the caller has checked.
@inline(__always)
func payload<Kind: Payload>(_ instance: PyPointer?, as kind: Kind.Type) throws(PythonFailure) -> Kind {
    guard let instance, let found = Payload.of(instance)?.takeUnretainedValue() as? Kind else {
        throw .python(.runtime, "a method of latebind is called with an object of another type")
    }
    return found
}

/// Makes an instance of one of the bridge's types.
func makeInstance(
    of type: PyPointer, _ payload: Payload, call: vectorcallfunc? = nil
) throws(PythonFailure) -> PyPointer {
    let retained = Unmanaged.passRetained(payload)
    let made = lbpy_instance_make(
        UnsafeMutableRawPointer(type).assumingMemoryBound(to: PyTypeObject.self), retained.toOpaque(), call)
    guard let made else {
        retained.release()
        throw .raised
    }
    return made
}

// MARK: - Slots that every type has

let deallocateInstance: @convention(c) (PyPointer?) -> Void = { object in
    guard let object else { return }
    PyObject_GC_UnTrack(object)
    let instance = UnsafeMutableRawPointer(object).assumingMemoryBound(to: lbpy_instance.self)
    if let payload = Payload.of(object) { payload._withUnsafeGuaranteedRef { $0.detach() } }
    if instance.pointee.weak_references != nil { PyObject_ClearWeakRefs(object) }
    if let payload = Payload.of(object) {
        payload._withUnsafeGuaranteedRef { $0.dispose() }
        instance.pointee.payload = nil
        payload.release()
    }
    lbpy_instance_free(object)
}

let traverseInstance: @convention(c) (PyPointer?, visitproc?, UnsafeMutableRawPointer?) -> Int32 = {
    instance, visit, argument in
    guard let instance, let visit else { return 0 }
    // An instance of a heap type owns a reference to its type.
    let status = UnsafeMutableRawPointer(lbpy_type(instance)).withMemoryRebound(to: PyObject.self, capacity: 1) {
        visit($0, argument)
    }
    guard status == 0, let payload = Payload.of(instance) else { return status }
    return payload._withUnsafeGuaranteedRef { $0.traverse(visit, argument) }
}

let clearInstance: @convention(c) (PyPointer?) -> Int32 = { instance in
    if let instance, let payload = Payload.of(instance) { payload._withUnsafeGuaranteedRef { $0.clear() } }
    return 0
}
