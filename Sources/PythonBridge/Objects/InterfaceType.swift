// SPDX-License-Identifier: Apache-2.0
//
// One Python type for each interface, made at run time from its type information.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPython
import Invocation
import TypeLibrary

/// An interface as Python sees it.
final class InterfaceType {
    let typeInfo: TypeInfo
    /// The name in the type library.
    let name: String
    /// Whether members are called through the vtable; else through IDispatch::Invoke.
    let callsVTable: Bool
    /// The Python type; lives as long as the process.
    let type: PyPointer
    /// Every member that a script can reach, by its DISPID; the type's dictionary has them by name.
    private let members: [Int32: Member]
    private let table: MemberTable

    /// Whether an object's pointer of this interface is an IDispatch.
    let isDispatch: Bool

    /// - Parameter typeInfo: the dispatch half of a dual interface, a dispinterface, or an interface without IDispatch.
    init(_ typeInfo: TypeInfo, bridge: Bridge) throws(PythonFailure) {
        guard typeInfo.kind == .dispatch || typeInfo.kind == .interface else {
            throw PythonFailure(COMError(.TYPE_E_WRONGTYPEKIND, "\(typeInfo.name) is not an interface"))
        }
        self.typeInfo = typeInfo
        name = typeInfo.name
        callsVTable = typeInfo.isDual || typeInfo.kind == .interface
        table = try library { () throws(TypeLibraryError) in try typeInfo.members() }
        let (base, derivesFromDispatch) = try InterfaceType.base(of: typeInfo, bridge)
        isDispatch = typeInfo.kind == .dispatch || derivesFromDispatch

        var members: [Int32: Member] = [:]
        for entry in table.members {
            guard let member = try Member(entry, of: typeInfo, table) else { continue }
            members[entry.memberID] = member
        }
        self.members = members

        type = try InterfaceType.makeType(typeInfo, base: base?.type ?? bridge.objectType, members)
        for member in members.values {
            try setTypeAttribute(type, member.name, try member.makeDescriptor(owner: type, bridge))
        }
        try setTypeAttribute(type, "_iid_", try pyString(typeInfo.guid.description))
    }

    /// The type of the interface that this one derives from, IUnknown and IDispatch excepted.
    private static func base(of typeInfo: TypeInfo, _ bridge: Bridge) throws(PythonFailure) -> (InterfaceType?, Bool) {
        guard typeInfo.isDual || typeInfo.kind == .interface, let base = typeInfo.definition.implementedTypes.first else {
            return (nil, false)
        }
        let resolved = try library { () throws(TypeLibraryError) in try typeInfo.library.resolve(base.reference) }
        if resolved.guid == WellKnownIID.unknown || resolved.guid == WellKnownIID.dispatch {
            return (nil, resolved.guid == WellKnownIID.dispatch)
        }
        // A circle of bases has been refused by `members()`, which follows them all.
        guard resolved.kind == .dispatch || resolved.kind == .interface else { return (nil, false) }
        let made = try bridge.interface(resolved)
        return (made, made.isDispatch)
    }

    private static func makeType(
        _ typeInfo: TypeInfo, base: PyPointer, _ members: [Int32: Member]
    ) throws(PythonFailure) -> PyPointer {
        let name = typeInfo.name.isEmpty ? typeInfo.guid.description : typeInfo.name
        var builder = TypeBuilder(
            "latebind." + name,
            doc: typeInfo.definition.documentation.helpString ?? "Interface \(name) of \(typeInfo.library.name).",
            flags: lbpy_type_flag_base())
        if let value = members[DispID.value] {
            if value.takesArguments {
                builder.slot(Py_mp_subscript, subscriptObject)
                builder.slot(Py_mp_ass_subscript, assignSubscriptOfObject)
            }
            builder.slot(Py_tp_call, callObject)
        }
        if members[DispID.newEnum] != nil { builder.slot(Py_tp_iter, iterateObject) }
        if let count = members.values.first(where: { $0.name.lowercased() == "count" }), count.isPlainProperty {
            builder.slot(Py_mp_length, countObject)
        }
        return try builder.make(base: base)
    }

    /// The pointer that an object of this type holds; nil if the object has not the interface. Runs without the GIL.
    func query(_ pointer: UnsafeMutableRawPointer) -> ComReference? {
        if let asked = comQueryInterface(pointer, typeInfo.guid) { return ComReference(adopting: asked) }
        // Not every object that serves a dispinterface answers to its IID.
        guard !callsVTable, let dispatch = comQueryInterface(pointer, WellKnownIID.dispatch) else { return nil }
        return ComReference(adopting: dispatch)
    }

    /// The member with this DISPID.
    subscript(memberID: Int32) -> Member? { members[memberID] }

    /// The name of a member as the type spells it.
    func spelling(of name: PyPointer) -> String? {
        let count = lbpy_str_length16(name)
        let id = withUnsafeTemporaryAllocation(of: UInt16.self, capacity: max(1, count)) { units in
            lbpy_str_copy16(name, units.baseAddress)
            return table.memberID(named: UnsafeBufferPointer(rebasing: units[0..<count]))
        }
        return id.flatMap { members[$0]?.name }
    }

    /// The property that tells how many elements a collection has.
    var countMember: Member? { members.values.first { $0.name.lowercased() == "count" } }
}

// MARK: - Slots of an interface's type

/// The member of the object's interface that a slot stands for.
private func member(_ instance: PyPointer?, _ memberID: Int32) throws(PythonFailure) -> (ObjectPayload, Member) {
    let object = try payload(instance, as: ObjectPayload.self)
    guard let member = object.interface?[memberID] else {
        throw .python(.type, "the object has no member with DISPID \(memberID)")
    }
    return (object, member)
}

/// `object[key]`: a tuple is one argument for each of its items.
private let subscriptObject: @convention(c) (PyPointer?, PyPointer?) -> PyPointer? = { instance, key in
    pythonObject { () throws(PythonFailure) in
        let (object, member) = try member(instance, DispID.value)
        return try withKeys(key) { (keys) throws(PythonFailure) in try member.get(object, keys) }
    }
}

private let assignSubscriptOfObject: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> Int32 = { instance, key, value in
    pythonStatus { () throws(PythonFailure) in
        let (object, member) = try member(instance, DispID.value)
        try withKeys(key) { (keys) throws(PythonFailure) in try member.put(object, keys, value: value) }
        return 0
    }
}

/// `object(…)` is the default member.
private let callObject: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> PyPointer? = { instance, arguments, keywords in
    pythonObject { () throws(PythonFailure) in
        let (object, member) = try member(instance, DispID.value)
        return try withArguments(arguments, keywords) { (all) throws(PythonFailure) in try member.call(object, all) }
    }
}

private let iterateObject: @convention(c) (PyPointer?) -> PyPointer? = { instance in
    pythonObject { () throws(PythonFailure) in
        let (object, member) = try member(instance, DispID.newEnum)
        let result = try PyReference(try member.get(object, PythonArguments()))
        return try Enumerator.make(over: result.pointer)
    }
}

private let countObject: @convention(c) (PyPointer?) -> Int = { instance in
    pythonStatus { () throws(PythonFailure) in
        let object = try payload(instance, as: ObjectPayload.self)
        guard let member = object.interface?.countMember else { throw .python(.type, "the object has no Count") }
        let count = try PyReference(try member.get(object, PythonArguments()))
        let value = PyLong_AsSsize_t(count.pointer)
        if PyErr_Occurred() != nil { throw .raised }
        return value
    }
}
