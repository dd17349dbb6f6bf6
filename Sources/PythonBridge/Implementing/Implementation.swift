// SPDX-License-Identifier: Apache-2.0
//
// Python objects become COM objects, and Python classes become COM classes.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import Invocation
import Remoting
import TypeLibrary

extension Bridge {
    /// The interfaces that Python code names: an interface's type or a CoClass (its default interface), or a sequence of them.
    func interfaces(_ described: PyPointer) throws(PythonFailure) -> [TypeInfo] {
        if let known = interface(ofType: described) { return [known.typeInfo] }
        if lbpy_is_instance(described, coclassType) {
            let inner = try PyReference(PyObject_GetAttrString(described, "interface"))
            return try interfaces(inner.pointer)
        }
        guard lbpy_is_tuple(described) || lbpy_is_list(described) else {
            throw .python(
                .type,
                "an interface is a type that a type library gives (library.IName), not \(typeName(of: described))")
        }
        let items = try PyReference(PySequence_Tuple(described))
        var result: [TypeInfo] = []
        for index in 0..<lbpy_tuple_count(items.pointer) {
            guard let known = interface(ofType: lbpy_tuple_item(items.pointer, index)) else {
                throw .python(.type, "a list of interfaces holds \(typeName(of: lbpy_tuple_item(items.pointer, index)))")
            }
            result.append(known.typeInfo)
        }
        guard !result.isEmpty else { throw .python(.value, "a list of interfaces is empty") }
        return result
    }

    /// The type behind a CoClass, found through its default interface's library; nil for anything else.
    private func typeInfo(ofCoclass described: PyPointer) throws(PythonFailure) -> TypeInfo? {
        guard lbpy_is_instance(described, coclassType), let interface = try interfaces(described).first,
            let text = try attribute(described, "clsid")
        else { return nil }
        defer { lbpy_decref(text) }
        guard lbpy_is_str(text), let clsid = GUID(swiftString(text)) else { return nil }
        return try? interface.library.typeInfo(of: clsid)
    }

    /// A COM object whose calls a Python object answers.
    func implement(
        _ interfaces: [TypeInfo], _ object: PyPointer, events: [TypeInfo] = [], coclass: TypeInfo? = nil,
        isSink: Bool = false, controllingUnknown: UnsafeMutableRawPointer? = nil
    ) throws(PythonFailure) -> DynamicObject {
        let implementation = PythonImplementation(object)
        var implemented: [ImplementedInterface] = []
        for typeInfo in interfaces {
            implemented.append(
                try library { () throws(TypeLibraryError) in
                    try ImplementedInterface(typeInfo, handler: PythonHandler(implementation, implementing: typeInfo, ignoresMissing: isSink))
                })
        }
        return DynamicObject(
            implemented, events: events.isEmpty ? [] : PythonEvents.shared.sources(object, events), coclass: coclass,
            controllingUnknown: controllingUnknown)
    }

    /// The COM object of a Python object whose class names its interfaces in `_com_interfaces_`; nil for any other object.
    func implementation(of object: PyPointer) throws(PythonFailure) -> ObjectReference? {
        guard !lbpy_is_type(object), let described = try attribute(object, "_com_interfaces_") else { return nil }
        defer { lbpy_decref(described) }
        let made = try implement(
            try interfaces(described), object, events: try eventInterfaces(lbpy_none(), of: object))
        return ObjectReference(reference: ComReference(retaining: made.unknown), isDispatch: false)
    }

    /// `latebind.implement`
    /// - Parameter outgoing: None for what the class names in `_com_events_`, or for a coclass its [source] interfaces.
    func implementationObject(
        _ described: PyPointer, _ object: PyPointer, _ outgoing: PyPointer
    ) throws(PythonFailure) -> PyPointer {
        let interfaces = try interfaces(described)
        let coclass = try typeInfo(ofCoclass: described)
        var events = try eventInterfaces(outgoing, of: object)
        if events.isEmpty { events = coclass?.eventInterfaces ?? [] }
        let made = try implement(interfaces, object, events: events, coclass: coclass)
        return try wrap(made.unknown, isDispatch: false, declared: interfaces.first)
    }

    /// `latebind.register_class`
    /// - Parameter interface: None if the class names its interfaces in `_com_interfaces_`.
    func registerClass(
        _ progID: String?, _ clsid: GUID, _ factory: PyPointer, _ interface: PyPointer, _ context: ClassContext, _ use: ClassUse
    ) throws(PythonFailure) -> UInt32 {
        var described = pyRetained(interface)
        if interface == lbpy_none() {
            guard let own = try attribute(factory, "_com_interfaces_") else {
                throw .python(.type, "register_class() needs an interface, or a class with _com_interfaces_")
            }
            lbpy_decref(described)
            described = own
        }
        defer { lbpy_decref(described) }
        let interfaces = try interfaces(described)
        let maker = PyHandle(factory)
        let classObject = ClassObject { outer in try Bridge.makeInstance(maker, interfaces, outer) }
        let reference = try com { () throws(COMError) in try classObject.reference(IID_IClassFactory) }
        return try callOut(from: nil) { () throws(COMError) in
            try ClassRegistry.shared.register(clsid, progID: progID, classObject: reference, context: context, use: use)
        }
    }

    /// IClassFactory::CreateInstance of a registered class: COM calls it, on any thread, without the GIL.
    private static func makeInstance(
        _ factory: PyHandle, _ interfaces: [TypeInfo], _ outer: UnsafeMutableRawPointer?
    ) throws(COMError) -> ComObject {
        guard lbpy_is_running() else { throw COMError(.E_UNEXPECTED, "the Python interpreter has ended") }
        let state = PyGILState_Ensure()
        defer { PyGILState_Release(state) }
        do throws(PythonFailure) {
            let bridge = try Bridge.shared()
            let object = try PyReference(PyObject_CallNoArgs(factory.object))
            return try bridge.implement(
                interfaces, object.pointer, events: try bridge.eventInterfaces(lbpy_none(), of: object.pointer),
                controllingUnknown: outer)
        } catch {
            throw PythonHandler.failure(error, at: interfaces.first?.name ?? "class factory")
        }
    }
}
