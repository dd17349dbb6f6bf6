// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CAutomation
import CPython

/// A Python iterator over an IEnumVARIANT.
final class Enumerator: Payload {
    private var elements: VariantEnumeration?

    private init(_ elements: VariantEnumeration) { self.elements = elements }

    /// Iterates over what a `_NewEnum` gave.
    /// - Parameter object: a `latebind.Object` with IEnumVARIANT.
    static func make(over object: PyPointer) throws(PythonFailure) -> PyPointer {
        let bridge = try Bridge.shared()
        guard lbpy_is_instance(object, bridge.objectType) else {
            throw PythonFailure(COMError(.DISP_E_NOTACOLLECTION, "_NewEnum gives a \(typeName(of: object)), not an enumerator"))
        }
        let reference = try bridge.reference(object).reference
        let asked = try callOut(from: "_NewEnum") { () throws(COMError) in try reference.query(IID_IEnumVARIANT) }
        return try makeInstance(of: bridge.enumeratorType, Enumerator(VariantEnumeration(asked)))
    }

    /// The Release may run foreign code.
    override func dispose() { withoutGIL { elements = nil } }

    static func makeType() throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder("latebind.Enumerator", doc: "An iterator over the elements of a COM collection.")
        builder.slot(Py_tp_iter, lbpy_slot_self())
        builder.slot(Py_tp_iternext, next)
        return try builder.make()
    }

    private static let next: @convention(c) (PyPointer?) -> PyPointer? = { instance in
        do throws(PythonFailure) {
            guard let elements = try payload(instance, as: Enumerator.self).elements else { return nil }
            let element = try callOut(from: "IEnumVARIANT.Next") { () throws(COMError) in try elements.nextElement() }
            // NULL without an exception is the end.
            guard let element else { return nil }
            let bridge = try Bridge.shared()
            return try element.withRaw { (raw) throws(PythonFailure) in try bridge.load(raw) }
        } catch {
            error.raise()
            return nil
        }
    }
}
