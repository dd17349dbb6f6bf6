// SPDX-License-Identifier: Apache-2.0
//
// The one place where a VARIANT becomes a Python object.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import TypeLibrary

extension Bridge {
    /// A new Python object for a VARIANT, which stays its owner's.
    /// - Parameter declared: the interface that the callee declares for an object.
    func load(
        _ cell: UnsafePointer<VARIANT>, declared: TypeInfo? = nil
    ) throws(PythonFailure) -> PyPointer {
        let type = VarType(rawValue: cell.pointee.vt)
        switch type {
        case .empty, .null: return pyNone()
        case .i4, .int: return try new(PyLong_FromLong(Int(cell.pointee.lVal)))
        case .bstr: return try new(lbpy_str_from16(cell.pointee.bstrVal, BString.length(cell.pointee.bstrVal)))
        case .bool: return pyRetained(cell.pointee.boolVal != 0 ? lbpy_yes() : lbpy_no())
        case .r8: return try new(PyFloat_FromDouble(cell.pointee.dblVal))
        case .dispatch, .unknown:
            guard let pointer = cell.pointee.byref else { return pyNone() }
            return try wrap(pointer, isDispatch: type == .dispatch, declared: declared)
        case .i1: return try new(PyLong_FromLong(Int(Int8(truncatingIfNeeded: cell.pointee.cVal))))
        case .i2: return try new(PyLong_FromLong(Int(cell.pointee.iVal)))
        case .i8: return try new(PyLong_FromLongLong(cell.pointee.llVal))
        case .ui1: return try new(PyLong_FromLong(Int(cell.pointee.bVal)))
        case .ui2: return try new(PyLong_FromLong(Int(cell.pointee.uiVal)))
        case .ui4, .uint: return try new(PyLong_FromUnsignedLong(UInt(cell.pointee.ulVal)))
        case .ui8: return try new(PyLong_FromUnsignedLongLong(cell.pointee.ullVal))
        case .r4: return try new(PyFloat_FromDouble(Double(cell.pointee.fltVal)))
        case .date: return try date(cell.pointee.date)
        case .cy: return try decimal(Currency(scaled: cell.pointee.cyVal.int64).description)
        case .decimal:
            guard let value = DecimalNumber(cell.pointee.decVal) else {
                throw PythonFailure(COMError(.DISP_E_BADVARTYPE, "a VT_DECIMAL that is not valid"))
            }
            return try decimal(DecimalParts.text(value, scale: Int(cell.pointee.decVal.scale)))
        case .error: return try hresult(HResult(rawValue: cell.pointee.scode))
        case .record:
            // The cell may borrow its memory.
            var copy = VARIANT()
            let status = VariantOps.copy(&copy, UnsafeMutablePointer(mutating: cell))
            guard status.isSuccess else { throw PythonFailure(COMError(status, "a record")) }
            return try makeInstance(of: recordType, RecordPayload(copy))
        case _ where type.isByRef: return try loadReferenced(cell, declared)
        case _ where type.isArray: return try array(cell.pointee.parray)
        default:
            throw PythonFailure(COMError(.DISP_E_BADVARTYPE, "\(type.documentedName) has no Python type"))
        }
    }

    @inline(__always)
    private func new(_ object: PyPointer?) throws(PythonFailure) -> PyPointer {
        guard let object else { throw .raised }
        return object
    }

    /// A reference to a value means the value.
    private func loadReferenced(_ cell: UnsafePointer<VARIANT>, _ declared: TypeInfo?) throws(PythonFailure) -> PyPointer {
        let value = try com { () throws(COMError) in try Variant(copying: cell) }
        return try value.withRaw { (raw) throws(PythonFailure) in try load(raw, declared: declared) }
    }

    /// `latebind.HResult`
    private func hresult(_ code: HResult) throws(PythonFailure) -> PyPointer {
        let number = try PyReference(PyLong_FromLong(Int(code.rawValue)))
        return try new(PyObject_CallOneArg(hresultType, number.pointer))
    }

    /// A naive datetime.
    private func date(_ value: Double) throws(PythonFailure) -> PyPointer {
        guard var fields = lbpy_datetime(oleDate: value) else {
            throw PythonFailure(COMError(.DISP_E_OVERFLOW, "\(value) is not a DATE"))
        }
        return try new(lbpy_datetime_make(&fields))
    }

    private func decimal(_ text: String) throws(PythonFailure) -> PyPointer {
        guard let type = try decimalType() else { throw .python(.runtime, "the module decimal has no Decimal") }
        let text = try PyReference(try pyString(text))
        return try new(PyObject_CallOneArg(type, text.pointer))
    }

    // MARK: Arrays

    /// bytes for one dimension of VT_UI1, else a tuple; a tuple of tuples for more dimensions, the leftmost outside.
    private func array(_ array: SafeArrayPointer?) throws(PythonFailure) -> PyPointer {
        guard let array else { return pyNone() }
        guard let type = SafeArrayMemory.varType(array) else {
            throw PythonFailure(COMError(.DISP_E_BADVARTYPE, "a SAFEARRAY whose element type is not known"))
        }
        let counts = SafeArrayMemory.bounds(array).map { Int($0.count) }
        let data = array.pointee.pvData
        if type == .ui1, counts.count == 1 {
            return try new(PyBytes_FromStringAndSize(data?.assumingMemoryBound(to: CChar.self), counts[0]))
        }
        guard SafeArrayMemory.elementCount(array) > 0, let data else { return try makeTuple([]) }
        // VARIANTs in an array may hold arrays, to any depth.
        guard Py_EnterRecursiveCall(" while a SAFEARRAY becomes a tuple") == 0 else { throw .raised }
        defer { Py_LeaveRecursiveCall() }
        return try dimension(0, of: counts, type, data, stride: Int(array.pointee.cbElements))
    }

    /// - Parameter stride: bytes from one element of this dimension to the next: the leftmost runs fastest.
    private func dimension(
        _ index: Int, of counts: [Int], _ type: VarType, _ data: UnsafeMutableRawPointer, stride: Int
    ) throws(PythonFailure) -> PyPointer {
        let tuple = try PyReference(PyTuple_New(counts[index]))
        for position in 0..<counts[index] {
            let place = data + position * stride
            let item =
                index + 1 < counts.count
                ? try dimension(index + 1, of: counts, type, place, stride: stride * counts[index])
                : try element(type, place)
            lbpy_tuple_set(tuple.pointer, position, item)
        }
        return tuple.take()
    }

    private func element(_ type: VarType, _ place: UnsafeMutableRawPointer) throws(PythonFailure) -> PyPointer {
        if type == .variant { return try load(place.assumingMemoryBound(to: VARIANT.self)) }
        var cell = VARIANT()
        let status = VariantOps.load(type, from: place, into: &cell)
        guard status.isSuccess else { throw PythonFailure(COMError(status, "an element of \(type.documentedName)")) }
        return try load(&cell)
    }
}
