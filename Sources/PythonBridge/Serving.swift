// SPDX-License-Identifier: Apache-2.0
//
// The functions of the module for other apartments and other processes. Each gives up the GIL for as long as it waits.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import Remoting
import Synchronization

/// The server of `latebind.serve`; there is one in a process.
private let server = LocalServer()

nonisolated(unsafe) let servingFunctions: [PyMethodDef] = [
    function(
        "_register_class",
        "_register_class(prog_id, clsid, factory, interface, context, use, suspended, /)\n--\n\nSee register_class().",
        METH_VARARGS) { _, arguments in
        pythonObject { () throws(PythonFailure) in
            let items = try argumentList(arguments, 7)
            guard items[0] == lbpy_none() || lbpy_is_str(items[0]), lbpy_is_str(items[1]) else {
                throw .python(.type, "a ProgID and a CLSID are str")
            }
            guard let clsid = GUID(swiftString(items[1])) else {
                throw .python(.value, "\(swiftString(items[1])) is not a GUID in registry form")
            }
            let progID = items[0] == lbpy_none() ? nil : swiftString(items[0])
            var use = try classUse(items[5])
            use.isSuspended = try isTrue(items[6])
            let cookie = try Bridge.shared().registerClass(
                progID, clsid, items[2], items[3], try classContext(items[4]), use)
            return try PyReference(PyLong_FromUnsignedLong(UInt(cookie))).take()
        }
    },
    function(
        "_serve", "_serve(end_when_idle, first_client_ms, timeout_ms, /)\n--\n\nSee serve(): 'idle', 'unused', 'stopped', or None.",
        METH_VARARGS) { _, arguments in
        pythonObject { () throws(PythonFailure) in
            let items = try argumentList(arguments, 3)
            let endsWhenIdle = try isTrue(items[0])
            let firstClient = try milliseconds(items[1])
            let timeout = try milliseconds(items[2])
            let end = try callOut(from: nil) { () throws(COMError) in
                server.run(endsWhenIdle: endsWhenIdle, firstClient: firstClient, timeout: timeout)
            }
            switch end {
            case .idle: return try pyString("idle")
            case .unused: return try pyString("unused")
            case .stopped: return try pyString("stopped")
            case nil: return pyNone()
            }
        }
    },
    function("_start_serving", "_start_serving()\n--\n\nSee serve().", METH_NOARGS) { _, _ in
        pythonObject { () throws(PythonFailure) in
            try callOut(from: nil) { () throws(COMError) in try server.start() }
            return pyNone()
        }
    },
    function(
        "stop_serving",
        """
        stop_serving()
        --

        Make serve() return; from any thread.
        """, METH_NOARGS) { _, _ in
        pythonObject { () throws(PythonFailure) in
            withoutGIL { server.stop() }
            return pyNone()
        }
    },
    function(
        "suspend_classes",
        """
        suspend_classes()
        --

        Give no class object of this process to other processes until resume_classes(): they are sent on to another server.
        """, METH_NOARGS) { _, _ in
        pythonObject { () throws(PythonFailure) in
            withoutGIL { ClassRegistry.shared.suspendClassObjects() }
            return pyNone()
        }
    },
    function(
        "resume_classes",
        """
        resume_classes()
        --

        Serve all classes that were registered for other processes, those that were registered as suspended included.
        """, METH_NOARGS) { _, _ in
        pythonObject { () throws(PythonFailure) in
            try callOut(from: nil) { () throws(COMError) in try ClassRegistry.shared.resumeClassObjects() }
            return pyNone()
        }
    },
    function(
        "get_active_object",
        """
        get_active_object(name, /)
        --

        The object that a process made known under this ProgID or CLSID with register_active_object().

        Raises Error with MK_E_UNAVAILABLE if there is none that lives.
        """, METH_O) { _, name in
        pythonObject { () throws(PythonFailure) in
            let bridge = try Bridge.shared()
            guard let name, lbpy_is_str(name) else { throw .python(.type, "a ProgID or a CLSID is a str") }
            let text = swiftString(name)
            let declared = bridge.declaredInterface(ofClass: text)
            let (found, isDispatch) = try callOut(from: nil) { () throws(COMError) in
                let clsid = try ClassRegistry.shared.clsid(of: text)
                do throws(COMError) {
                    return (try RunningObjects.find(clsid, iid: IID_IDispatch), true)
                } catch where error.hresult == .E_NOINTERFACE {
                    return (try RunningObjects.find(clsid, iid: IID_IUnknown), false)
                }
            }
            return try bridge.wrap(found.pointer, isDispatch: isDispatch, declared: declared)
        }
    },
    function(
        "_register_active_object", "_register_active_object(object, name, weak, /)\n--\n\nSee register_active_object().",
        METH_VARARGS) { _, arguments in
        pythonObject { () throws(PythonFailure) in
            let bridge = try Bridge.shared()
            let items = try argumentList(arguments, 3)
            guard lbpy_is_instance(items[0], bridge.objectType), lbpy_is_str(items[1]) else {
                throw .python(.type, "register_active_object() takes a COM object and a ProgID or a CLSID")
            }
            let reference = try bridge.reference(items[0]).reference
            let name = swiftString(items[1])
            let isStrong = try !isTrue(items[2])
            let cookie = try callOut(from: nil) { () throws(COMError) in
                let clsid = try ClassRegistry.shared.clsid(of: name)
                return try RunningObjects.register(reference.pointer, clsid, isStrong: isStrong).cookie
            }
            return try PyReference(PyLong_FromUnsignedLong(UInt(cookie))).take()
        }
    },
    function(
        "_revoke_active_object", "_revoke_active_object(cookie, /)\n--\n\nSee ActiveObject.revoke().", METH_O) { _, cookie in
        pythonObject { () throws(PythonFailure) in
            guard let cookie, lbpy_is_int(cookie) else { throw .python(.type, "a cookie is an int") }
            let number = UInt32(truncatingIfNeeded: PyLong_AsUnsignedLongMask(cookie))
            try callOut(from: nil) { () throws(COMError) in try RunningObjects.revoke(number) }
            return pyNone()
        }
    },
    function("_enter_apartment", "_enter_apartment(single_threaded, /)\n--\n\nSee apartment().", METH_O) { _, isSingle in
        pythonObject { () throws(PythonFailure) in
            guard let isSingle else { throw .python(.type, "a bool is missing") }
            let isSingleThreaded = try isTrue(isSingle)
            try callOut(from: nil) { () throws(COMError) in
                let status = Apartment.enter(isSingleThreaded: isSingleThreaded)
                guard status.isSuccess else { throw COMError(status) }
            }
            return pyNone()
        }
    },
    function("_leave_apartment", "_leave_apartment()\n--\n\nSee apartment().", METH_NOARGS) { _, _ in
        pythonObject { () throws(PythonFailure) in
            withoutGIL { Apartment.leave() }
            return pyNone()
        }
    },
    function(
        "pump",
        """
        pump(timeout_ms=0, /)
        --

        Handle the calls that wait for this thread's single-threaded apartment.

        Waits at most timeout_ms milliseconds (None: for ever) for a first one. Returns how many calls were handled; 0 at once in
        a thread of the multi-threaded apartment, whose calls need no pump.
        """, METH_VARARGS) { _, arguments in
        pythonObject { () throws(PythonFailure) in
            guard let arguments, lbpy_tuple_count(arguments) <= 1 else { throw .python(.type, "pump() takes at most one argument") }
            let timeout: UInt32? = lbpy_tuple_count(arguments) == 0 ? 0 : try milliseconds(lbpy_tuple_item(arguments, 0))
            let count = try callOut(from: nil) { () throws(COMError) in Apartment.pump(milliseconds: timeout) }
            return try PyReference(PyLong_FromLong(count)).take()
        }
    },
]

/// "in_process", "local_server" or "any".
func classContext(_ text: PyPointer) throws(PythonFailure) -> ClassContext {
    guard lbpy_is_str(text) else { throw .python(.type, "a context is a str") }
    switch swiftString(text) {
    case "in_process": return .inProcess
    case "local_server": return .localServer
    case "any": return .any
    default: throw .python(.value, "a context is 'in_process', 'local_server' or 'any', not '\(swiftString(text))'")
    }
}

/// "multiple", "single" or "separate".
private func classUse(_ text: PyPointer) throws(PythonFailure) -> ClassUse {
    guard lbpy_is_str(text) else { throw .python(.type, "the use of a class is a str") }
    switch swiftString(text) {
    case "multiple": return ClassUse(.multiple)
    case "single": return ClassUse(.single)
    case "separate": return ClassUse(.separate)
    default: throw .python(.value, "the use of a class is 'multiple', 'single' or 'separate', not '\(swiftString(text))'")
    }
}

private func isTrue(_ value: PyPointer) throws(PythonFailure) -> Bool {
    let truth = PyObject_IsTrue(value)
    guard truth >= 0 else { throw .raised }
    return truth == 1
}

/// None or an int.
private func milliseconds(_ value: PyPointer) throws(PythonFailure) -> UInt32? {
    if value == lbpy_none() { return nil }
    guard lbpy_is_int(value) else { throw .python(.type, "milliseconds are an int or None") }
    let number = PyLong_AsLong(value)
    if number == -1, PyErr_Occurred() != nil { throw .raised }
    guard number >= 0, number < Int(UInt32.max) else { throw .python(.value, "milliseconds are 0 to 4294967294") }
    return UInt32(number)
}
