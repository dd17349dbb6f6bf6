// SPDX-License-Identifier: Apache-2.0
//
// The module `latebind`: its functions, and how Python initialises it. The same code serves the interpreter that
// `latebind run` embeds and an extension module.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import Latebind
import Remoting
import TypeLibrary

/// Python's entry: called once by `import latebind`, with the GIL.
@c(PyInit_latebind)
public func initializeModule() -> UnsafeMutableRawPointer? {
    let unknown = lbpy_load()
    // Not CPython: NULL without an exception is an error, too.
    guard lbpy_import_error() != nil else { return nil }
    let made = pythonObject { () throws(PythonFailure) in
        if let unknown {
            throw .python(.import, "latebind needs CPython; this interpreter has no \(String(cString: unknown))")
        }
        let slots = [
            PyModuleDef_Slot(slot: Py_mod_exec, value: unsafeBitCast(executeModule, to: UnsafeMutableRawPointer.self)),
            PyModuleDef_Slot(),
        ]
        let definition = lasting([
            PyModuleDef(
                m_base: lbpy_module_base(), m_name: lastingText("latebind"), m_doc: lastingText(Prelude.documentation),
                m_size: 0, m_methods: lasting(moduleFunctions + servingFunctions + [PyMethodDef()]).assumingMemoryBound(to: PyMethodDef.self),
                m_slots: lasting(slots).assumingMemoryBound(to: PyModuleDef_Slot.self), m_traverse: nil, m_clear: nil,
                m_free: nil)
        ]).assumingMemoryBound(to: PyModuleDef.self)
        return try PyReference(PyModuleDef_Init(definition)).take()
    }
    return UnsafeMutableRawPointer(made)
}

/// The second phase of initialisation, once in each interpreter that imports the module.
private let executeModule: @convention(c) (PyPointer?) -> Int32 = { module in
    pythonStatus { () throws(PythonFailure) in
        guard let module else { throw .python(.import, "no module") }
        try Bridge.make(in: module)
        return 0
    }
}

nonisolated(unsafe) private let moduleFunctions: [PyMethodDef] = [
    function(
        "_create", "_create(name, interface, context, /)\n--\n\nSee create().", METH_VARARGS) { _, arguments in
        pythonObject { () throws(PythonFailure) in
            let bridge = try Bridge.shared()
            let items = try argumentList(arguments, 3)
            guard lbpy_is_str(items[0]) else { throw .python(.type, "a ProgID or a CLSID is a str") }
            return try bridge.create(
                swiftString(items[0]), items[1] == lbpy_none() ? nil : items[1], try classContext(items[2]))
        }
    },
    function(
        "load_type_library",
        """
        load_type_library(path, /)
        --

        Load the type library at path: a .tlb file, or an executable that carries one ('file.dll\\\\2' picks a resource).

        Returns a TypeLibrary, whose attributes are the library's types.
        """, METH_O) { _, path in
        pythonObject { () throws(PythonFailure) in
            guard let path else { throw .python(.type, "a path is missing") }
            let text = try PyReference(PyOS_FSPath(path))
            guard lbpy_is_str(text.pointer) else { throw .python(.type, "the path of a type library is a str or a PathLike") }
            let bridge = try Bridge.shared()
            let opened = try library { () throws(TypeLibraryError) in try TypeLibraries.open(swiftString(text.pointer)) }
            return try makeInstance(of: bridge.typeLibraryType, try TypeLibraryObject(opened))
        }
    },
    function(
        "_implement", "_implement(interface, object, events, /)\n--\n\nSee implement().", METH_VARARGS) { _, arguments in
        pythonObject { () throws(PythonFailure) in
            let items = try argumentList(arguments, 3)
            return try Bridge.shared().implementationObject(items[0], items[1], items[2])
        }
    },
    function("_expando", "_expando()\n--\n\nSee expando().", METH_NOARGS) { _, _ in
        pythonObject { () throws(PythonFailure) in
            let made = try com { () throws(COMError) in try ExpandoObject().reference(WellKnownIID.dispatch) }
            return try makeInstance(
                of: try Bridge.shared().lateBoundType, ObjectPayload(made, interface: nil, isDispatch: true))
        }
    },
    function(
        "_connect", "_connect(source, sink, events, /)\n--\n\nSee connect().", METH_VARARGS) { _, arguments in
        pythonObject { () throws(PythonFailure) in
            let items = try argumentList(arguments, 3)
            return try Bridge.shared().connect(items[0], items[1], items[2])
        }
    },
    function("_disconnect", "_disconnect(number, /)\n--\n\nSee Connection.disconnect().", METH_O) { _, number in
        pythonObject { () throws(PythonFailure) in
            guard let number, lbpy_is_int(number) else { throw .python(.type, "a connection's number is an int") }
            return try Bridge.shared().disconnect(number)
        }
    },
    function("_fire", "_fire(source, event, arguments, /)\n--\n\nSee fire().", METH_VARARGS) { _, arguments in
        pythonObject { () throws(PythonFailure) in
            let items = try argumentList(arguments, 3)
            return try Bridge.shared().fire(items[0], items[1], items[2])
        }
    },
    function("_revoke_class", "_revoke_class(cookie, /)\n--\n\nSee Registration.revoke().", METH_O) { _, cookie in
        pythonObject { () throws(PythonFailure) in
            guard let cookie, lbpy_is_int(cookie) else { throw .python(.type, "a cookie is an int") }
            let number = UInt32(truncatingIfNeeded: PyLong_AsUnsignedLongMask(cookie))
            try callOut(from: nil) { () throws(COMError) in
                do throws(COMError) {
                    try ClassRegistry.shared.revokeClassObject(number)
                } catch where error.hresult == .CO_E_OBJNOTREG {
                    // It went with its apartment.
                }
            }
            return pyNone()
        }
    },
    function(
        "cast",
        """
        cast(object, interface, /)
        --

        The same COM object by another of its interfaces (QueryInterface).
        """, METH_VARARGS) { _, arguments in
        pythonObject { () throws(PythonFailure) in
            let bridge = try Bridge.shared()
            let items = try argumentList(arguments, 2)
            guard lbpy_is_instance(items[0], bridge.objectType) else { throw .python(.type, "cast() takes a COM object") }
            return try bridge.cast(items[0], items[1])
        }
    },
    function(
        "dynamic",
        """
        dynamic(object, /)
        --

        The same COM object as a Dispatch: called by name through IDispatch, its type information not used.
        """, METH_O) { _, object in
        pythonObject { () throws(PythonFailure) in
            let bridge = try Bridge.shared()
            guard let object, lbpy_is_instance(object, bridge.objectType) else {
                throw .python(.type, "dynamic() takes a COM object")
            }
            let reference = try bridge.reference(object).reference
            let asked = try callOut(from: nil) { () throws(COMError) in try reference.query(WellKnownIID.dispatch) }
            return try makeInstance(
                of: bridge.lateBoundType, ObjectPayload(asked, interface: nil, isDispatch: true))
        }
    },
    function(
        "_describe_hresult", "_describe_hresult(code, /)\n--\n\nThe name of an HRESULT and what it means; None for either.",
        METH_O) { _, code in
        pythonObject { () throws(PythonFailure) in
            guard let code, lbpy_is_int(code) else { throw .python(.type, "an HRESULT is an int") }
            let hresult = HResult(rawValue: Int32(truncatingIfNeeded: PyLong_AsUnsignedLongLongMask(code)))
            return try makeTuple([
                try hresult.name.map { (text) throws(PythonFailure) in try pyString(text) } ?? pyNone(),
                try hresult.explanation.map { (text) throws(PythonFailure) in try pyString(text) } ?? pyNone(),
            ])
        }
    },
    function(
        "_live",
        """
        _live()
        --

        How many COM objects, references, strings, arrays, records and descriptions this process holds, as a dict.
        """, METH_NOARGS) { _, _ in
        pythonObject { () throws(PythonFailure) in
            let now = LiveObjects.snapshot()
            let result = try PyReference(PyDict_New())
            for (name, count) in [
                ("objects", now.objects), ("references", now.references), ("strings", now.strings), ("arrays", now.arrays),
                ("records", now.records), ("descriptions", now.descriptions),
            ] {
                let value = try PyReference(PyLong_FromLong(count))
                guard PyDict_SetItemString(result.pointer, name, value.pointer) == 0 else { throw .raised }
            }
            return result.take()
        }
    },
]

func function(
    _ name: String, _ doc: String, _ flags: Int32, _ body: @escaping TypeBuilder.Function
) -> PyMethodDef {
    PyMethodDef(ml_name: lastingText(name), ml_meth: body, ml_flags: flags, ml_doc: lastingText(doc))
}

/// The positional arguments of a module's function; borrowed.
func argumentList(_ arguments: PyPointer?, _ count: Int) throws(PythonFailure) -> [PyPointer] {
    guard let arguments, lbpy_tuple_count(arguments) == count else {
        throw .python(.type, "the function takes \(count) arguments")
    }
    return (0..<count).map { lbpy_tuple_item(arguments, $0) }
}

extension Bridge {
    /// A new object of a class.
    /// - Parameter described: the interface that is wanted; nil for IDispatch.
    fileprivate func create(_ name: String, _ described: PyPointer?, _ context: ClassContext) throws(PythonFailure) -> PyPointer {
        let wanted = try described.map { (described) throws(PythonFailure) in try interfaces(described).first } ?? nil
        let declared = wanted ?? declaredInterface(ofClass: name)
        let iid = declared.map { $0.isDual || $0.kind == .interface ? $0.guid : WellKnownIID.dispatch } ?? WellKnownIID.dispatch
        let made = try callOut(from: nil) { () throws(COMError) in
            do throws(COMError) {
                return try ClassRegistry.shared.create(name, context: context, iid: iid)
            } catch where error.hresult == .E_NOINTERFACE {
                // An object without IDispatch is still an object.
                return try ClassRegistry.shared.create(name, context: context, iid: WellKnownIID.unknown)
            }
        }
        return try wrap(made.pointer, isDispatch: iid == WellKnownIID.dispatch, declared: declared)
    }

    /// The default interface of a class whose manifest names a type library.
    func declaredInterface(ofClass name: String) -> TypeInfo? {
        let registry = ClassRegistry.shared
        guard let clsid = GUID(name) ?? (try? registry.clsid(ofProgID: name)),
            let path = ((try? registry.manifestClass(clsid)) ?? nil)?.typeLibrary,
            let library = try? TypeLibraries.open(path), let coclass = try? library.typeInfo(of: clsid)
        else { return nil }
        return coclass.defaultInterface
    }

    fileprivate func cast(_ object: PyPointer, _ described: PyPointer) throws(PythonFailure) -> PyPointer {
        guard let typeInfo = try interfaces(described).first else { throw .python(.type, "cast() takes an interface") }
        let type = try interface(typeInfo)
        let reference = try reference(object).reference
        let iid = typeInfo.guid
        let asked = try callOut(from: type.name) { () throws(COMError) in try reference.query(iid) }
        return try wrap(asked, as: type)
    }
}
