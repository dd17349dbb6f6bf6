// SPDX-License-Identifier: Apache-2.0
//
// How a failure reaches Python: Swift throws a PythonFailure, and the one trampoline that each function of the module
// runs in turns it into the exception.

import AutomationRuntime
import AutomationTypes
import CPython
import TypeLibrary

/// Why something that Python asked for failed.
enum PythonFailure: Error {
    /// A Python exception is set on this thread.
    case raised
    /// To be raised as `latebind.Error`, or one of its subclasses. Indirect, so that results which may be failures stay small.
    indirect case call(CallFailure)
    /// To be raised as one of Python's own exceptions.
    case python(Exception, String)

    enum Exception {
        case attribute, `import`, key, type, value, overflow, runtime
    }

    init(_ error: COMError) { self = .call(CallFailure(error)) }
    init(_ error: TypeLibraryError) { self = .call(CallFailure(COMError(error))) }
}

/// A failed call as `latebind.Error` shows it.
struct CallFailure {
    enum Kind {
        /// What the object answered: `latebind.Error`.
        case object
        /// There is no such member: `latebind.MemberError`, which is an AttributeError.
        case member
        /// The arguments do not fit the member: `latebind.ArgumentError`, which is a TypeError.
        case arguments
    }

    var error: COMError
    var kind: Kind
    /// `IDictionary.Add`
    var member: String?
    /// Index of the offending argument, in the order of the call.
    var argument: Int?
    /// The name of its parameter.
    var parameter: String?

    init(
        _ error: COMError, kind: Kind = .object, member: String? = nil, argument: Int? = nil, parameter: String? = nil
    ) {
        self.error = error
        self.kind = kind
        self.member = member
        self.argument = argument
        self.parameter = parameter
    }
}

// MARK: - The trampoline

/// Runs the body of a function that gives Python an object: NULL and an exception if it fails.
@inline(__always)
func pythonObject(_ body: () throws(PythonFailure) -> PyPointer) -> PyPointer? {
    do throws(PythonFailure) {
        return try body()
    } catch {
        error.raise()
        return nil
    }
}

/// Runs the body of a function that gives Python a number or a status: -1 and an exception if it fails.
@inline(__always)
func pythonStatus<Status: SignedInteger>(_ body: () throws(PythonFailure) -> Status) -> Status {
    do throws(PythonFailure) {
        return try body()
    } catch {
        error.raise()
        return -1
    }
}

/// Runs Swift code that fails as COM does.
@inline(__always)
func com<Result>(_ body: () throws(COMError) -> Result) throws(PythonFailure) -> Result {
    do throws(COMError) { return try body() } catch { throw PythonFailure(error) }
}

/// Runs Swift code that fails as type libraries do.
@inline(__always)
func library<Result>(_ body: () throws(TypeLibraryError) -> Result) throws(PythonFailure) -> Result {
    do throws(TypeLibraryError) { return try body() } catch { throw PythonFailure(error) }
}

// MARK: - Raising

extension PythonFailure {
    /// Sets the Python exception.
    /// - Parameter cause: the exception that a Python object raised while it answered the call; consumed.
    func raise(cause: PyPointer? = nil) {
        switch self {
        case .raised:
            if let cause { lbpy_decref(cause) }
        case .python(let kind, let message):
            if let cause { lbpy_decref(cause) }
            let type =
                switch kind {
                case .attribute: lbpy_attribute_error()
                case .import: lbpy_import_error()
                case .key: lbpy_key_error()
                case .type: lbpy_type_error()
                case .value: lbpy_value_error()
                case .overflow: lbpy_overflow_error()
                case .runtime: lbpy_runtime_error()
                }
            PyErr_SetString(type, message)
        case .call(let failure):
            failure.raise(cause: cause)
        }
    }
}

extension CallFailure {
    fileprivate func raise(cause: PyPointer?) {
        guard let bridge = Bridge.current else {
            if let cause { lbpy_decref(cause) }
            return PyErr_SetString(lbpy_runtime_error(), error.description)
        }
        let type =
            switch kind {
            case .object: bridge.errorType
            case .member: bridge.memberErrorType
            case .arguments: bridge.argumentErrorType
            }
        do throws(PythonFailure) {
            let arguments = try makeTuple([
                PyLong_FromLong(Int(error.hresult.rawValue)), optional(error.message), optional(error.source),
                optional(error.helpFile), PyLong_FromUnsignedLong(UInt(error.helpContext)),
                argument.map { PyLong_FromLong($0) } ?? pyNone(), optional(parameter), optional(member),
            ])
            defer { lbpy_decref(arguments) }
            let exception = try PyReference(PyObject_CallObject(type, arguments)).take()
            // Takes over `cause`.
            if let cause { PyException_SetCause(exception, cause) }
            lbpy_raise(exception)
        } catch {
            if let cause { lbpy_decref(cause) }
        }
    }

    private func optional(_ text: String?) throws(PythonFailure) -> PyPointer {
        guard let text else { return pyNone() }
        return try pyString(text)
    }
}

/// A new tuple that takes over its items; NULL among them is the exception that is set.
func makeTuple(_ items: [PyPointer?]) throws(PythonFailure) -> PyPointer {
    guard let tuple = PyTuple_New(items.count), !items.contains(nil) else {
        for item in items { if let item { lbpy_decref(item) } }
        throw .raised
    }
    for (index, item) in items.enumerated() { lbpy_tuple_set(tuple, index, item) }
    return tuple
}

// MARK: - From Python to COM

extension COMError {
    /// What a Python exception is to a COM caller.
    init(exception: PyPointer) {
        guard let bridge = Bridge.current, lbpy_is_instance(exception, bridge.errorType) else {
            let text = ExceptionText.describe(exception)
            let hresult: HResult =
                lbpy_is_instance(exception, lbpy_not_implemented_error()) ? .E_NOTIMPL
                : lbpy_is_instance(exception, lbpy_memory_error()) ? .E_OUTOFMEMORY : .E_FAIL
            self.init(hresult, text)
            return
        }
        func text(_ name: String) -> String? {
            guard let value = (try? attribute(exception, name)) ?? nil else { return nil }
            defer { lbpy_decref(value) }
            return lbpy_is_str(value) ? swiftString(value) : nil
        }
        func number(_ name: String) -> Int {
            guard let value = (try? attribute(exception, name)) ?? nil else { return 0 }
            defer { lbpy_decref(value) }
            return lbpy_is_int(value) ? PyLong_AsLong(value) : 0
        }
        let code = HResult(rawValue: Int32(truncatingIfNeeded: number("hresult")))
        self.init(
            code.isFailure ? code : .E_FAIL, text("description"), source: text("source"), helpFile: text("help_file"),
            helpContext: UInt32(truncatingIfNeeded: number("help_context")))
        if PyErr_Occurred() != nil { PyErr_Clear() }
    }
}

private enum ExceptionText {
    /// `ValueError: no such thing`
    static func describe(_ exception: PyPointer) -> String {
        let text = description(of: exception)
        return typeName(of: exception) + (text.isEmpty ? "" : ": " + text)
    }
}
