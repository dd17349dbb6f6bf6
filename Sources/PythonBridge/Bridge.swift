// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CPython
import Latebind
import TypeLibrary

/// What the module keeps: its types, and the interfaces that have become types.
///
/// COM calls back on any thread, and Python's way to take the GIL on a foreign thread serves its main interpreter only.
/// So there is one bridge in a process; a second interpreter is refused the module. Everything here is used with the GIL.
final class Bridge {
    nonisolated(unsafe) private(set) static var current: Bridge?

    private let interpreter: OpaquePointer
    /// The module's dictionary.
    private let namespace: PyPointer

    // Types made here; see Objects, Libraries, Implementing.
    let objectType: PyPointer
    let methodType: PyPointer
    let propertyType: PyPointer
    let boundPropertyType: PyPointer
    let lateBoundType: PyPointer
    let boundMemberType: PyPointer
    let enumeratorType: PyPointer
    let typeLibraryType: PyPointer
    let recordType: PyPointer
    let recordTypeType: PyPointer

    // What the Python half of the module defines.
    let errorType: PyPointer
    let memberErrorType: PyPointer
    let argumentErrorType: PyPointer
    let hresultType: PyPointer
    let coclassType: PyPointer
    let makeEnumeration: PyPointer
    let missing: PyPointer
    let empty: PyPointer
    let nothing: PyPointer

    /// The interfaces that are types, for as long as the process lives.
    private var interfaces: [InterfaceKey: InterfaceType] = [:]
    private var interfaceOfType: [PyPointer: InterfaceType] = [:]
    private var cachedDecimalType: PyPointer?

    private struct InterfaceKey: Hashable {
        let library: ObjectIdentifier
        let index: Int
    }

    /// Makes the types and fills the module in.
    static func make(in module: PyPointer) throws(PythonFailure) {
        if let current {
            guard PyInterpreterState_Get() == current.interpreter else {
                throw .python(.import, "latebind serves one interpreter of a process, and another one has imported it")
            }
            // Imported again after it was taken out of sys.modules: the same objects under the same names.
            guard PyDict_Update(PyModule_GetDict(module), current.namespace) == 0 else { throw .raised }
            return
        }
        guard lbpy_datetime_load() == 0 else { throw .raised }
        current = try Bridge(module)
        lbpy_set_respell(respellAttribute)
    }

    private init(_ module: PyPointer) throws(PythonFailure) {
        guard let namespace = PyModule_GetDict(module) else { throw .raised }
        self.namespace = pyRetained(namespace)
        interpreter = PyInterpreterState_Get()
        objectType = try ObjectType.make()
        methodType = try Member.makeMethodType()
        propertyType = try Member.makePropertyType()
        boundPropertyType = try BoundProperty.makeType()
        lateBoundType = try LateBoundType.make(base: objectType)
        boundMemberType = try BoundMember.makeType()
        enumeratorType = try Enumerator.makeType()
        typeLibraryType = try TypeLibraryObject.makeType()
        recordType = try RecordPayload.makeType()
        recordTypeType = try RecordTypePayload.makeType()
        for (name, type) in [
            ("Object", objectType), ("Dispatch", lateBoundType), ("TypeLibrary", typeLibraryType), ("Record", recordType),
        ] {
            guard PyObject_SetAttrString(module, name, type) == 0 else { throw .raised }
        }
        try Prelude.run(in: module)
        // The module's dictionary is open to everybody: what is used here is held.
        func defined(_ name: String) throws(PythonFailure) -> PyPointer {
            try PyReference(PyObject_GetAttrString(module, name)).take()
        }
        errorType = try defined("Error")
        memberErrorType = try defined("MemberError")
        argumentErrorType = try defined("ArgumentError")
        hresultType = try defined("HResult")
        coclassType = try defined("CoClass")
        makeEnumeration = try defined("_make_enumeration")
        missing = try defined("Missing")
        empty = try defined("Empty")
        nothing = try defined("Nothing")
    }

    /// The bridge; code that Python or COM reaches exists only after it.
    static func shared() throws(PythonFailure) -> Bridge {
        guard let current else { throw .python(.runtime, "latebind is not initialised") }
        return current
    }

    /// decimal.Decimal, imported when a program first needs it; borrowed.
    func decimalType() throws(PythonFailure) -> PyPointer? {
        if let cachedDecimalType { return cachedDecimalType }
        let module = try PyReference(PyImport_ImportModule("decimal"))
        cachedDecimalType = try attribute(module.pointer, "Decimal")
        return cachedDecimalType
    }

    // MARK: Interfaces as types

    /// The Python type of an interface; one for each interface of each library.
    func interface(_ typeInfo: TypeInfo) throws(PythonFailure) -> InterfaceType {
        let key = InterfaceKey(library: ObjectIdentifier(typeInfo.library), index: typeInfo.index)
        if let known = interfaces[key] { return known }
        let shown = try library { () throws(TypeLibraryError) in try typeInfo.dispatchHalf() }
        let made = try InterfaceType(shown, bridge: self)
        // Its bases were made meanwhile, and one of them may be hostile enough to name it: the first one stays.
        if let known = interfaces[key] { return known }
        interfaces[key] = made
        interfaceOfType[made.type] = made
        return made
    }

    /// The interface that a Python type stands for; nil for any other object.
    func interface(ofType type: PyPointer) -> InterfaceType? { interfaceOfType[type] }
}
