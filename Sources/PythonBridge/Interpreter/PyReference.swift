// SPDX-License-Identifier: Apache-2.0

import CPython

/// A Python object. Unless a function says otherwise its parameters are borrowed and its result is a new reference.
typealias PyPointer = UnsafeMutablePointer<PyObject>

/// Owns one reference to a Python object. The GIL must be held where it is made and where it goes.
struct PyReference: ~Copyable {
    let pointer: PyPointer

    /// Takes over the result of a function of the C API.
    /// - Throws: `.raised` for NULL, which is how that API tells that an exception is set.
    init(_ new: PyPointer?) throws(PythonFailure) {
        guard let new else { throw .raised }
        pointer = new
    }

    /// Adds a reference to a borrowed object.
    init(retaining borrowed: PyPointer) {
        lbpy_incref(borrowed)
        pointer = borrowed
    }

    /// Gives the reference to the caller.
    consuming func take() -> PyPointer {
        let pointer = pointer
        discard self
        return pointer
    }

    deinit { lbpy_decref(pointer) }
}

/// Holds a Python object for Swift code that may let go of it on any thread.
final class PyHandle: @unchecked Sendable {
    // Unchecked: the pointer never changes, and whoever uses it holds the GIL.

    /// Borrowed from this handle.
    let object: PyPointer

    init(_ borrowed: PyPointer) {
        lbpy_incref(borrowed)
        object = borrowed
    }

    deinit {
        // After the interpreter has gone its memory has, too.
        guard lbpy_is_running() else { return }
        withGIL { lbpy_decref(object) }
    }
}

/// A new reference to None.
func pyNone() -> PyPointer { pyRetained(lbpy_none()) }

/// A new reference to a borrowed object.
func pyRetained(_ borrowed: PyPointer) -> PyPointer {
    lbpy_incref(borrowed)
    return borrowed
}

/// A new str.
func pyString(_ text: String) throws(PythonFailure) -> PyPointer {
    var text = text
    let made = text.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) { PyUnicode_DecodeUTF8($0.baseAddress, $0.count, "replace") }
    }
    guard let made else { throw .raised }
    return made
}

/// The text of a str; a lone surrogate becomes U+FFFD.
func swiftString(_ text: PyPointer) -> String {
    let count = lbpy_str_length16(text)
    return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: max(1, count)) { units in
        lbpy_str_copy16(text, units.baseAddress)
        return String(decoding: UnsafeBufferPointer(rebasing: units[0..<count]), as: UTF16.self)
    }
}

/// `str(object)`; an exception that it raises is dropped.
func description(of object: PyPointer) -> String {
    guard let text = PyObject_Str(object) else {
        PyErr_Clear()
        return ""
    }
    defer { lbpy_decref(text) }
    return swiftString(text)
}

/// The name of the object's type.
func typeName(of object: PyPointer) -> String {
    UnsafeMutableRawPointer(lbpy_type(object)).withMemoryRebound(to: PyObject.self, capacity: 1) { type in
        guard let name = PyObject_GetAttrString(type, "__name__") else {
            PyErr_Clear()
            return "object"
        }
        defer { lbpy_decref(name) }
        return lbpy_is_str(name) ? swiftString(name) : "object"
    }
}

/// An attribute of an object; nil if it has none of that name.
func attribute(_ object: PyPointer, _ name: String) throws(PythonFailure) -> PyPointer? {
    if let found = PyObject_GetAttrString(object, name) { return found }
    guard PyErr_ExceptionMatches(lbpy_attribute_error()) != 0 else { throw .raised }
    PyErr_Clear()
    return nil
}
