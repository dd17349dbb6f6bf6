// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CPython
import Invocation

/// The Python object behind a COM object, and the wrappers by which Python holds that COM object.
///
/// Python has one wrapper of it for each interface. So a COM object on its last reference, which is its wrapper's, is held by
/// that wrapper alone, and the garbage collector may follow the way from the wrapper to the Python object.
final class PythonImplementation: @unchecked Sendable {
    // Unchecked: `wrappers` is used with the GIL; `handle` never changes.
    private let handle: PyHandle
    /// Not owned; a wrapper takes itself out before it is freed.
    private var wrappers: [ObjectIdentifier: PyPointer] = [:]

    /// - Parameter object: borrowed.
    init(_ object: PyPointer) { handle = PyHandle(object) }

    /// The Python object; borrowed.
    var object: PyPointer { handle.object }

    /// What implements a COM object; nil for one that is not implemented in Python.
    static func behind(_ object: ComObject?) -> PythonImplementation? {
        ((object as? DynamicObject)?.handler as? PythonHandler)?.implementation
    }

    /// The wrapper for an interface; borrowed.
    subscript(interface: InterfaceType) -> PyPointer? {
        get { wrappers[ObjectIdentifier(interface)] }
        set { wrappers[ObjectIdentifier(interface)] = newValue }
    }
}
