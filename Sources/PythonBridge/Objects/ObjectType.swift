// SPDX-License-Identifier: Apache-2.0
//
// latebind.Object: what every COM object is in Python, and the base of the types that interfaces become.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import Invocation
import TypeLibrary

/// An interface pointer, and whether it is an IDispatch.
struct ObjectReference {
    let reference: ComReference
    let isDispatch: Bool

    var pointer: UnsafeMutableRawPointer { reference.pointer }
}

/// A COM object in Python.
final class ObjectPayload: Payload {
    /// nil once the Python object is being freed.
    private(set) var reference: ComReference?
    /// The interface that `reference` is; nil for an object without type information.
    let interface: InterfaceType?
    let isDispatch: Bool

    init(_ reference: ComReference, interface: InterfaceType?, isDispatch: Bool) {
        self.reference = reference
        self.interface = interface
        self.isDispatch = isDispatch
    }

    /// The address of the object's IUnknown: its identity. [MS-DCOM] 1.3.2
    private(set) lazy var identity: UInt = {
        guard let reference, let unknown = comQueryInterface(reference.pointer, WellKnownIID.unknown) else { return 0 }
        defer { comRelease(unknown) }
        return UInt(bitPattern: unknown)
    }()

    /// What implements the object in Python, as long as this is its wrapper for `interface`.
    private var implementation: PythonImplementation?

    /// Becomes the wrapper of an object that Python implements.
    fileprivate func attach(_ implementation: PythonImplementation, wrapper: PyPointer) {
        guard let interface else { return }
        implementation[interface] = wrapper
        self.implementation = implementation
    }

    override func detach() {
        if let interface { implementation?[interface] = nil }
    }

    /// The Release may be the last one and run foreign code: without the GIL, and with the exception that is set put away.
    override func dispose() {
        guard reference != nil else { return }
        let exception = lbpy_take_exception()
        withoutGIL {
            reference = nil
            implementation = nil
        }
        if let exception { lbpy_raise(exception) }
    }

    /// The Python object that implements the COM object, if nobody but this wrapper holds it.
    override func traverse(_ visit: visitproc, _ argument: UnsafeMutableRawPointer?) -> Int32 {
        guard let implementation, let object = reference?.swiftObject, object.comReferenceCount == 1 else { return 0 }
        return visit(implementation.object, argument)
    }

    override func clear() {
        detach()
        dispose()
    }
}

enum ObjectType {
    static func make() throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder(
            "latebind.Object",
            doc: """
                A COM object.

                Objects of an interface that a type library describes are instances of a subclass, which has the
                interface's methods and properties. Two objects are equal if they are the same COM object.
                """,
            flags: lbpy_type_flag_base())
        builder.slot(Py_tp_getattro, lbpy_slot_getattr())
        builder.slot(Py_tp_setattro, lbpy_slot_setattr())
        builder.slot(Py_tp_repr, describeObject)
        builder.slot(Py_tp_hash, hashObject)
        builder.slot(Py_tp_richcompare, compareObjects)
        builder.slot(Py_nb_bool, objectIsTrue)
        builder.method(
            "_dispid",
            """
            _dispid($self, name, /)
            --

            The DISPID of a member, as the object's IDispatch tells it.
            """, flags: METH_O, findDISPID)
        builder.method(
            "_invoke",
            """
            _invoke($self, dispid, kind, /, *arguments)
            --

            Call a member by its DISPID through IDispatch::Invoke.

            kind is METHOD, PROPERTYGET, PROPERTYPUT, PROPERTYPUTREF or a union of them; the value that is assigned is
            the last argument.
            """, invokeByDISPID)
        return try builder.make()
    }
}

extension Bridge {
    /// The interface pointer of a `latebind.Object`.
    func reference(_ object: PyPointer) throws(PythonFailure) -> ObjectReference {
        let payload = try payload(object, as: ObjectPayload.self)
        guard let reference = payload.reference else { throw .python(.runtime, "the object has gone") }
        return ObjectReference(reference: reference, isDispatch: payload.isDispatch)
    }

    /// A Python object for an interface pointer, which stays its owner's.
    /// - Parameters:
    ///   - isDispatch: whether the pointer is known to be an IDispatch.
    ///   - declared: the interface that the callee declares.
    func wrap(
        _ pointer: UnsafeMutableRawPointer, isDispatch: Bool, declared: TypeInfo? = nil
    ) throws(PythonFailure) -> PyPointer {
        // QueryInterface and GetTypeInfo may be foreign code.
        let found = withoutGIL { FoundObject(pointer, isDispatch: isDispatch) }
        var candidates: [InterfaceType] = []
        if let own = found.typeInfo { candidates.append(try interface(own)) }
        if let declared, declared.guid != WellKnownIID.unknown, declared.guid != WellKnownIID.dispatch {
            let shown = try interface(declared)
            // What the object says of itself is preferred if it is at least what is declared.
            if let own = candidates.first, lbpy_is_subtype(own.type, shown.type) {
                candidates.append(shown)
            } else {
                candidates.insert(shown, at: 0)
            }
        }
        for interface in candidates {
            let implementation = PythonImplementation.behind(ComObject.object(from: pointer))
            if let known = implementation?[interface] { return pyRetained(known) }
            guard let reference = withoutGIL({ interface.query(pointer) }) else { continue }
            return try wrap(reference, as: interface)
        }
        if let dispatch = found.dispatch {
            return try makeInstance(of: lateBoundType, ObjectPayload(dispatch, interface: nil, isDispatch: true))
        }
        return try makeInstance(
            of: objectType, ObjectPayload(ComReference(retaining: pointer), interface: nil, isDispatch: false))
    }
}

extension Bridge {
    /// A Python object of an interface's type.
    func wrap(_ reference: ComReference, as interface: InterfaceType) throws(PythonFailure) -> PyPointer {
        let implementation = PythonImplementation.behind(reference.swiftObject)
        if let known = implementation?[interface] { return pyRetained(known) }
        let payload = ObjectPayload(reference, interface: interface, isDispatch: interface.isDispatch)
        let made = try makeInstance(of: interface.type, payload)
        if let implementation { payload.attach(implementation, wrapper: made) }
        return made
    }
}

/// What an object tells of itself.
private struct FoundObject {
    /// Its IDispatch.
    var dispatch: ComReference?
    /// The type information that its IDispatch gives.
    var typeInfo: TypeInfo?

    /// Runs without the GIL.
    init(_ pointer: UnsafeMutableRawPointer, isDispatch: Bool) {
        if let own = ComObject.object(from: pointer) as? DynamicObject, let type = own.typeInfo {
            typeInfo = type
            return
        }
        if isDispatch {
            dispatch = ComReference(retaining: pointer)
        } else if let asked = comQueryInterface(pointer, WellKnownIID.dispatch) {
            dispatch = ComReference(adopting: asked)
        }
        typeInfo = dispatch?.withPointer(as: IDispatch.self) { object in
            var count: UInt32 = 0
            var info: UnsafeMutablePointer<ITypeInfo>?
            let functions = object.pointee.lpVtbl.pointee
            guard functions.GetTypeInfoCount(object, &count) >= 0, count > 0,
                functions.GetTypeInfo(object, 0, 0, &info) >= 0, let info
            else { return nil }
            defer { comRelease(info) }
            return TypeInfo.behind(info)
        }
    }
}

// MARK: - Attributes in another spelling

/// COM's names have no case: an attribute that the type does not have is looked for in any spelling.
let respellAttribute: lbpy_respell = { instance, name in
    guard let instance, let name, lbpy_is_str(name), let payload = Payload.of(instance)?.takeUnretainedValue() as? ObjectPayload,
        let interface = payload.interface
    else { return nil }
    do throws(PythonFailure) {
        if let spelled = interface.spelling(of: name) {
            let text = try pyString(spelled)
            if PyUnicode_Compare(text, name) != 0 { return text }
            // The name is right: the AttributeError is the member's own.
            lbpy_decref(text)
            return nil
        }
        let member = interface.name + "." + swiftString(name)
        throw .call(
            CallFailure(COMError(.DISP_E_UNKNOWNNAME, "there is no such member"), kind: .member, member: member))
    } catch {
        error.raise()
        return nil
    }
}

// MARK: - Slots

private let describeObject: @convention(c) (PyPointer?) -> PyPointer? = { instance in
    pythonObject { () throws(PythonFailure) in
        let object = try payload(instance, as: ObjectPayload.self)
        let address = UInt(bitPattern: object.reference?.pointer)
        let name = instance.map(typeName(of:)) ?? "Object"
        return try pyString("<latebind.\(name) object at 0x\(String(address, radix: 16))>")
    }
}

private let hashObject: @convention(c) (PyPointer?) -> Int = { instance in
    pythonStatus { () throws(PythonFailure) in
        // -1 tells of an error; addresses are multiples of 8.
        Int(bitPattern: try payload(instance, as: ObjectPayload.self).identity >> 3)
    }
}

private let compareObjects: @convention(c) (PyPointer?, PyPointer?, Int32) -> PyPointer? = { instance, other, operation in
    pythonObject { () throws(PythonFailure) in
        let bridge = try Bridge.shared()
        guard let other, lbpy_is_instance(other, bridge.objectType), operation == Py_EQ || operation == Py_NE else {
            return pyRetained(lbpy_not_implemented())
        }
        let same = try payload(instance, as: ObjectPayload.self).identity == payload(other, as: ObjectPayload.self).identity
        return pyRetained(same == (operation == Py_EQ) ? lbpy_yes() : lbpy_no())
    }
}

/// An object is true even if it is an empty collection, as a pointer that is not null.
private let objectIsTrue: @convention(c) (PyPointer?) -> Int32 = { _ in 1 }

private let findDISPID: @convention(c) (PyPointer?, PyPointer?) -> PyPointer? = { instance, name in
    pythonObject { () throws(PythonFailure) in
        guard let name, lbpy_is_str(name) else { throw .python(.type, "the name of a member is a str") }
        let object = try payload(instance, as: ObjectPayload.self)
        return try PyReference(PyLong_FromLong(Int(try LateBound.dispID(object, swiftString(name))))).take()
    }
}

private let invokeByDISPID: @convention(c) (PyPointer?, PyPointer?) -> PyPointer? = { instance, arguments in
    pythonObject { () throws(PythonFailure) in
        let object = try payload(instance, as: ObjectPayload.self)
        return try withArguments(arguments, nil) { (all) throws(PythonFailure) in
            guard all.count >= 2, lbpy_is_int(all[0]), lbpy_is_int(all[1]) else {
                throw .python(.type, "_invoke() takes a DISPID, a kind of call and the arguments")
            }
            let memberID = PyLong_AsLong(all[0])
            let kinds = PyLong_AsLong(all[1])
            if PyErr_Occurred() != nil { throw .raised }
            guard let memberID = Int32(exactly: memberID), (1...15).contains(kinds) else {
                throw .python(.value, "a DISPID has 32 bits, and the kind of a call is a sum of 1, 2, 4 and 8")
            }
            let kind = InvokeKind(rawValue: UInt16(kinds))
            var rest = all.dropFirst(2)
            if kind.isPut { rest = try rest.lastAsValue() }
            return try LateBound.invoke(object, memberID, kind, rest, place: "DISPID \(memberID)")
        }
    }
}
