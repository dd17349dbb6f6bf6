// SPDX-License-Identifier: Apache-2.0
//
// The one place where a Python object becomes a VARIANT. The type that the callee declares decides only where Python's
// object alone does not: None, lists, objects to be implemented. Every other coercion is the call plan's.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import Invocation
import TypeLibrary

extension Bridge {
    /// Makes a VARIANT of a Python object.
    /// - Parameters:
    ///   - cell: VT_EMPTY; owns the value afterwards. Unchanged if this throws.
    ///   - type: what the callee declares; nil if it declares nothing.
    /// - Throws: DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW …, without a place.
    func store(
        _ object: PyPointer, into cell: UnsafeMutablePointer<VARIANT>, as type: NativeType?
    ) throws(PythonFailure) {
        // The frequent types first; each check is a look at the type object.
        if lbpy_is_int(object) { return try storeInteger(object, into: cell) }
        if lbpy_is_str(object) { return try storeText(object, into: cell) }
        if lbpy_is_instance(object, lbpy_float_type()) {
            cell.pointee.dblVal = PyFloat_AsDouble(object)
            cell.pointee.vt = VarType.r8.rawValue
            return
        }
        if object == lbpy_none() {
            cell.pointee.vt = (type?.kind == .interface ? type?.varType ?? .dispatch : .null).rawValue
            return
        }
        if lbpy_is_instance(object, objectType) { return storeReference(try reference(object), into: cell) }
        if lbpy_is_list(object) || lbpy_is_tuple(object) { return try storeSequence(object, into: cell, as: type) }
        if lbpy_is_bytes(object) { return try storeBytes(object, into: cell) }
        if lbpy_is_instance(object, lbpy_bytearray_type()) {
            let bytes = try PyReference(PyBytes_FromObject(object))
            return try storeBytes(bytes.pointer, into: cell)
        }
        if try storeDate(object, into: cell) { return }
        if object == missing {
            cell.pointee.scode = HResult.DISP_E_PARAMNOTFOUND.rawValue
            cell.pointee.vt = VarType.error.rawValue
            return
        }
        if object == empty { return }
        if object == nothing {
            cell.pointee.vt = VarType.dispatch.rawValue
            return
        }
        if lbpy_is_instance(object, recordType) { return try payload(object, as: RecordPayload.self).copy(into: cell) }
        if try storeDecimal(object, into: cell) { return }
        if let made = try implementation(of: object) { return storeReference(made, into: cell) }
        throw mismatch("a Python \(typeName(of: object)) has no VARIANT type")
    }

    private func mismatch(_ message: String) -> PythonFailure {
        PythonFailure(COMError(.DISP_E_TYPEMISMATCH, message))
    }

    // MARK: Numbers

    /// VT_BOOL for True and False, VT_ERROR for an HResult; else VT_I4, VT_I8 or VT_UI8, the first that the number fits.
    private func storeInteger(_ object: PyPointer, into cell: UnsafeMutablePointer<VARIANT>) throws(PythonFailure) {
        if object == lbpy_yes() || object == lbpy_no() {
            cell.pointee.boolVal = object == lbpy_yes() ? -1 : 0
            cell.pointee.vt = VarType.bool.rawValue
            return
        }
        var overflow: Int32 = 0
        let value = PyLong_AsLongLongAndOverflow(object, &overflow)
        if overflow == 0 {
            if let small = Int32(exactly: value) {
                let isCode = lbpy_is_instance(object, hresultType)
                cell.pointee.lVal = small
                cell.pointee.vt = (isCode ? VarType.error : VarType.i4).rawValue
            } else {
                cell.pointee.llVal = value
                cell.pointee.vt = VarType.i8.rawValue
            }
            return
        }
        let unsigned = overflow > 0 ? PyLong_AsUnsignedLongLong(object) : UInt64.max
        if overflow < 0 || PyErr_Occurred() != nil {
            PyErr_Clear()
            throw PythonFailure(COMError(.DISP_E_OVERFLOW, "an integer of more than 64 bits"))
        }
        cell.pointee.ullVal = unsigned
        cell.pointee.vt = VarType.ui8.rawValue
    }

    /// Whether `object` is a decimal.Decimal; then `cell` has the same number as VT_DECIMAL.
    private func storeDecimal(_ object: PyPointer, into cell: UnsafeMutablePointer<VARIANT>) throws(PythonFailure) -> Bool {
        guard let decimalType = try decimalType(), lbpy_is_instance(object, decimalType) else { return false }
        guard let value = try DecimalParts(object).decimal else {
            throw PythonFailure(COMError(.DISP_E_OVERFLOW, "\(description(of: object)) has no exact VT_DECIMAL"))
        }
        cell.pointee.decVal = value
        cell.pointee.vt = VarType.decimal.rawValue
        return true
    }

    // MARK: Text, bytes, dates

    private func storeText(_ object: PyPointer, into cell: UnsafeMutablePointer<VARIANT>) throws(PythonFailure) {
        guard let text = BString.allocate(byteCount: 2 * lbpy_str_length16(object)) else {
            throw PythonFailure(COMError(.E_OUTOFMEMORY))
        }
        lbpy_str_copy16(object, text)
        cell.pointee.bstrVal = text
        cell.pointee.vt = VarType.bstr.rawValue
    }

    private func storeBytes(_ object: PyPointer, into cell: UnsafeMutablePointer<VARIANT>) throws(PythonFailure) {
        var start: UnsafeMutablePointer<CChar>?
        var count = 0
        guard PyBytes_AsStringAndSize(object, &start, &count) == 0 else { throw .raised }
        guard let bound = UInt32(exactly: count) else { throw PythonFailure(COMError(.E_OUTOFMEMORY)) }
        let array = try com { () throws(COMError) in try SafeArrayMemory.create(.ui1, bounds: [ArrayBound(count: bound)]) }
        if let start, let data = array.pointee.pvData { data.copyMemory(from: start, byteCount: count) }
        cell.pointee.parray = array
        cell.pointee.vt = VarType.ui1.array.rawValue
    }

    /// Whether `object` is a date or datetime; then `cell` has its VT_DATE.
    private func storeDate(_ object: PyPointer, into cell: UnsafeMutablePointer<VARIANT>) throws(PythonFailure) -> Bool {
        var value = lbpy_datetime()
        switch lbpy_datetime_get(object, &value) {
        case LBPY_NOT_A_DATE:
            return false
        case LBPY_AWARE_DATETIME:
            throw mismatch("a VT_DATE has no time zone: pass a datetime without one")
        default:
            guard let date = value.oleDate else {
                throw PythonFailure(COMError(.DISP_E_OVERFLOW, "a VT_DATE begins with the year 100"))
            }
            cell.pointee.date = date
            cell.pointee.vt = VarType.date.rawValue
            return true
        }
    }

    // MARK: Arrays

    /// A SAFEARRAY of the declared element type, or of VARIANTs.
    private func storeSequence(
        _ object: PyPointer, into cell: UnsafeMutablePointer<VARIANT>, as type: NativeType?
    ) throws(PythonFailure) {
        guard Py_EnterRecursiveCall(" while a list becomes a SAFEARRAY") == 0 else { throw .raised }
        defer { Py_LeaveRecursiveCall() }
        // A list may change while its items are converted: they are taken from a tuple.
        let items = try PyReference(PySequence_Tuple(object))
        var values: [Variant] = []
        values.reserveCapacity(lbpy_tuple_count(items.pointer))
        for index in 0..<lbpy_tuple_count(items.pointer) {
            values.append(try variant(lbpy_tuple_item(items.pointer, index)))
        }
        var element = type?.kind == .safeArray ? type?.varType.base ?? .variant : .variant
        if element == .empty { element = .variant }
        let array = try com { () throws(COMError) in try SafeArray(element, values).take() }
        cell.pointee.parray = array
        cell.pointee.vt = element.array.rawValue
    }

    /// A VARIANT as a Swift value.
    func variant(_ object: PyPointer) throws(PythonFailure) -> Variant {
        var cell = VARIANT()
        try store(object, into: &cell, as: nil)
        return Variant(adopting: cell)
    }

    // MARK: Objects

    /// VT_DISPATCH for an interface that derives from IDispatch, else VT_UNKNOWN.
    private func storeReference(_ reference: ObjectReference, into cell: UnsafeMutablePointer<VARIANT>) {
        comAddRef(reference.pointer)
        cell.pointee.byref = reference.pointer
        cell.pointee.vt = (reference.isDispatch ? VarType.dispatch : VarType.unknown).rawValue
    }
}
