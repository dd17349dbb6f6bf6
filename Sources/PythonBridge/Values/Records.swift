// SPDX-License-Identifier: Apache-2.0
//
// Records of type libraries as Python values: VT_RECORD is a latebind.Record, and a library's record is what makes one.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import TypeLibrary

/// A VT_RECORD. It never changes, so that threads may share it.
final class RecordPayload: Payload {
    private var raw: VARIANT

    /// - Parameter raw: a VT_RECORD with memory of its own, taken over.
    init(_ raw: VARIANT) { self.raw = raw }

    /// What the fields hold may be objects of other code.
    override func dispose() { withoutGIL { _ = VariantOps.clear(&raw) } }

    var name: String {
        var text: BSTR?
        guard let info = raw.pRecInfo, info.pointee.lpVtbl.pointee.GetName(info, &text) >= 0 else { return "Record" }
        return BString.take(text)
    }

    func copy(into cell: UnsafeMutablePointer<VARIANT>) throws(PythonFailure) {
        let status = VariantOps.copy(cell, &raw)
        guard status.isSuccess else { throw PythonFailure(COMError(status)) }
    }

    /// The names of the fields, in their order.
    func names() throws(PythonFailure) -> [String] {
        guard let info = raw.pRecInfo else { return [] }
        var count: UInt32 = 0
        let functions = info.pointee.lpVtbl.pointee
        try com { () throws(COMError) in try COMError.check(functions.GetFieldNames(info, &count, nil)) }
        var texts = [BSTR?](repeating: nil, count: Int(min(count, 65_536)))
        count = UInt32(texts.count)
        try com { () throws(COMError) in try COMError.check(functions.GetFieldNames(info, &count, &texts)) }
        return texts.prefix(Int(count)).map { BString.take($0) }
    }

    /// A copy of a field; nil if there is none of this name.
    func field(_ name: String) throws(PythonFailure) -> PyPointer? {
        guard let info = raw.pRecInfo, let record = raw.pvRecord else { return nil }
        let units = Array(name.utf16) + [0]
        let found = try callOut(from: self.name + "." + name) { () throws(COMError) -> Variant? in
            var cell = VARIANT()
            let status = HResult(rawValue: info.pointee.lpVtbl.pointee.GetField(info, record, units, &cell))
            if status == .TYPE_E_FIELDNOTFOUND { return nil }
            try COMError.check(status.rawValue)
            return Variant(adopting: cell)
        }
        let bridge = try Bridge.shared()
        guard let found else { return nil }
        return try found.withRaw { (cell) throws(PythonFailure) in try bridge.load(cell) }
    }

    /// The fields as a tuple.
    func fields() throws(PythonFailure) -> PyPointer {
        var items: [PyPointer?] = []
        do throws(PythonFailure) {
            for name in try names() { items.append(try field(name)) }
        } catch {
            for item in items { if let item { lbpy_decref(item) } }
            throw error
        }
        return try makeTuple(items)
    }

    func isOfType(of other: RecordPayload) -> Bool {
        guard let info = raw.pRecInfo, let theirs = other.raw.pRecInfo else { return false }
        return info.pointee.lpVtbl.pointee.IsMatchingType(info, theirs) != 0
    }

    // MARK: The Python type

    static func makeType() throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder(
            "latebind.Record",
            doc: """
                A record (structure) of a type library: its fields are attributes that cannot be assigned.

                A library's record makes one: library.Point(x=1, y=2.5).
                """)
        builder.slot(Py_tp_getattro, findField)
        builder.slot(Py_tp_repr, describe)
        builder.slot(Py_tp_richcompare, compare)
        builder.slot(Py_tp_iter, iterate)
        return try builder.make()
    }

    private static let findField: @convention(c) (PyPointer?, PyPointer?) -> PyPointer? = { instance, name in
        pythonObject { () throws(PythonFailure) in
            guard let instance, let name else { throw .python(.runtime, "no record") }
            let record = try payload(instance, as: RecordPayload.self)
            let text = swiftString(name)
            if !text.hasPrefix("__"), let found = try record.field(text) { return found }
            return try PyReference(PyObject_GenericGetAttr(instance, name)).take()
        }
    }

    private static let iterate: @convention(c) (PyPointer?) -> PyPointer? = { instance in
        pythonObject { () throws(PythonFailure) in
            let fields = try PyReference(try payload(instance, as: RecordPayload.self).fields())
            return try PyReference(PyObject_GetIter(fields.pointer)).take()
        }
    }

    /// `Point(x=1, y=2.5)`
    private static let describe: @convention(c) (PyPointer?) -> PyPointer? = { instance in
        pythonObject { () throws(PythonFailure) in
            let record = try payload(instance, as: RecordPayload.self)
            let names = try record.names()
            let fields = try PyReference(try record.fields())
            var shown: [String] = []
            for (index, name) in names.enumerated() where index < lbpy_tuple_count(fields.pointer) {
                let text = try PyReference(PyObject_Repr(lbpy_tuple_item(fields.pointer, index)))
                shown.append(name + "=" + swiftString(text.pointer))
            }
            return try pyString(record.name + "(" + shown.joined(separator: ", ") + ")")
        }
    }

    private static let compare: @convention(c) (PyPointer?, PyPointer?, Int32) -> PyPointer? = { instance, other, operation in
        pythonObject { () throws(PythonFailure) in
            let bridge = try Bridge.shared()
            guard let other, lbpy_is_instance(other, bridge.recordType), operation == Py_EQ || operation == Py_NE else {
                return pyRetained(lbpy_not_implemented())
            }
            let (left, right) = (try payload(instance, as: RecordPayload.self), try payload(other, as: RecordPayload.self))
            guard left.isOfType(of: right) else { return pyRetained(operation == Py_NE ? lbpy_yes() : lbpy_no()) }
            let a = try PyReference(try left.fields())
            let b = try PyReference(try right.fields())
            return try PyReference(PyObject_RichCompare(a.pointer, b.pointer, operation)).take()
        }
    }
}

/// A record of a library; calling it makes a value.
final class RecordTypePayload: Payload {
    private let typeInfo: TypeInfo

    init(_ typeInfo: TypeInfo) { self.typeInfo = typeInfo }

    static func makeType() throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder(
            "latebind.RecordType",
            doc: """
                A record that a type library describes.

                Calling it makes a Record, with the fields by position or by name; those that are left out are zero or empty.
                """)
        builder.slot(Py_tp_call, make)
        builder.slot(Py_tp_repr, describe)
        return try builder.make()
    }

    private static let describe: @convention(c) (PyPointer?) -> PyPointer? = { instance in
        pythonObject { () throws(PythonFailure) in
            let type = try payload(instance, as: RecordTypePayload.self).typeInfo
            return try pyString("<latebind.RecordType \(type.name) \(type.guid)>")
        }
    }

    private static let make: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> PyPointer? = { instance, arguments, keywords in
        pythonObject { () throws(PythonFailure) in
            let type = try payload(instance, as: RecordTypePayload.self).typeInfo
            return try withArguments(arguments, keywords) { (all) throws(PythonFailure) in
                try RecordTypePayload.make(type, all)
            }
        }
    }

    private static func make(_ type: TypeInfo, _ arguments: PythonArguments) throws(PythonFailure) -> PyPointer {
        let bridge = try Bridge.shared()
        var raw = VARIANT()
        try com { () throws(COMError) in
            let info: RecordInfoObject
            do { info = try RecordInfoObject(type) } catch { throw COMError(any: error) }
            raw.pvRecord = try info.makeRecord()
            raw.pRecInfo = info.retainedInterface(IID_IRecordInfo)?.assumingMemoryBound(to: IRecordInfo.self)
            raw.vt = VarType.record.rawValue
        }
        // Owns the record from here on.
        let made = try PyReference(try makeInstance(of: bridge.recordType, RecordPayload(raw)))
        let names = try payload(made.pointer, as: RecordPayload.self).names()
        guard arguments.count <= names.count else {
            throw failure(.DISP_E_BADPARAMCOUNT, "has \(names.count) fields, and \(arguments.count) are given", type.name, nil)
        }
        for index in 0..<arguments.count { try put(arguments[index], names[index], raw, type.name, bridge) }
        for index in 0..<arguments.nameCount {
            try put(arguments[arguments.count + index], swiftString(arguments.name(index)), raw, type.name, bridge)
        }
        return made.take()
    }

    private static func put(
        _ value: PyPointer, _ name: String, _ raw: VARIANT, _ type: String, _ bridge: Bridge
    ) throws(PythonFailure) {
        guard let info = raw.pRecInfo else { return }
        var cell = VARIANT()
        try bridge.store(value, into: &cell, as: nil)
        let units = Array(name.utf16) + [0]
        let status = withoutGIL {
            // PutField copies.
            defer { VariantOps.clear(&cell) }
            return HResult(
                rawValue: info.pointee.lpVtbl.pointee.PutField(info, UInt32(InvokeKind.propertyPut.rawValue), raw.pvRecord, units, &cell))
        }
        if status == .TYPE_E_FIELDNOTFOUND { throw failure(status, "there is no field \(name)", type, name) }
        guard status.isSuccess else { throw failure(status, nil, type, name) }
    }

    private static func failure(_ status: HResult, _ message: String?, _ type: String, _ field: String?) -> PythonFailure {
        .call(CallFailure(COMError(status, message), kind: .arguments, member: type, parameter: field))
    }
}
