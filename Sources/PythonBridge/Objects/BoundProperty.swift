// SPDX-License-Identifier: Apache-2.0
//
// What `object.Item` is where Item has parameters: it is subscripted, assigned to by subscript, or called.

import AutomationTypes
import CPython

/// A member of one object, which it keeps alive.
class BoundPayload: Payload {
    private var object: PyPointer?

    /// - Parameter object: a `latebind.Object`; borrowed.
    init(_ object: PyPointer) { self.object = pyRetained(object) }

    final func target() throws(PythonFailure) -> ObjectPayload { try payload(object, as: ObjectPayload.self) }

    final override func traverse(_ visit: visitproc, _ argument: UnsafeMutableRawPointer?) -> Int32 {
        object.map { visit($0, argument) } ?? 0
    }

    final override func clear() {
        guard let object else { return }
        self.object = nil
        lbpy_decref(object)
    }

    final override func dispose() { clear() }
}

/// A property with parameters, of one object.
final class BoundProperty: BoundPayload {
    private let member: Member

    private init(_ member: Member, _ object: PyPointer) {
        self.member = member
        super.init(object)
    }

    static func make(_ member: Member, of object: PyPointer) throws(PythonFailure) -> PyPointer {
        try makeInstance(of: try Bridge.shared().boundPropertyType, BoundProperty(member, object))
    }

    static func makeType() throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder("latebind.BoundProperty", doc: "A property with parameters, of one object: property[key].")
        builder.slot(Py_mp_subscript, read)
        builder.slot(Py_mp_ass_subscript, write)
        builder.slot(Py_tp_call, call)
        builder.slot(Py_tp_repr, describe)
        return try builder.make()
    }

    private static let read: @convention(c) (PyPointer?, PyPointer?) -> PyPointer? = { instance, key in
        pythonObject { () throws(PythonFailure) in
            let bound = try payload(instance, as: BoundProperty.self)
            let object = try bound.target()
            return try withKeys(key) { (keys) throws(PythonFailure) in try bound.member.get(object, keys) }
        }
    }

    private static let write: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> Int32 = { instance, key, value in
        pythonStatus { () throws(PythonFailure) in
            let bound = try payload(instance, as: BoundProperty.self)
            let object = try bound.target()
            try withKeys(key) { (keys) throws(PythonFailure) in try bound.member.put(object, keys, value: value) }
            return 0
        }
    }

    private static let call: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> PyPointer? = { instance, arguments, keywords in
        pythonObject { () throws(PythonFailure) in
            let bound = try payload(instance, as: BoundProperty.self)
            let object = try bound.target()
            return try withArguments(arguments, keywords) { (all) throws(PythonFailure) in try bound.member.get(object, all) }
        }
    }

    private static let describe: @convention(c) (PyPointer?) -> PyPointer? = { instance in
        pythonObject { () throws(PythonFailure) in
            try pyString("<property \(try payload(instance, as: BoundProperty.self).member.place)>")
        }
    }
}

/// A member of a late-bound object that cannot be read without arguments.
final class BoundMember: BoundPayload {
    private let name: String
    private let memberID: Int32

    private init(_ name: String, _ memberID: Int32, _ object: PyPointer) {
        self.name = name
        self.memberID = memberID
        super.init(object)
    }

    static func make(_ name: String, _ memberID: Int32, of object: PyPointer) throws(PythonFailure) -> PyPointer {
        try makeInstance(of: try Bridge.shared().boundMemberType, BoundMember(name, memberID, object))
    }

    static func makeType() throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder("latebind.BoundMember", doc: "A member of a late-bound object: call it or subscript it.")
        builder.slot(Py_mp_subscript, read)
        builder.slot(Py_mp_ass_subscript, write)
        builder.slot(Py_tp_call, call)
        builder.slot(Py_tp_repr, describe)
        return try builder.make()
    }

    private static let call: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> PyPointer? = { instance, arguments, keywords in
        pythonObject { () throws(PythonFailure) in
            let bound = try payload(instance, as: BoundMember.self)
            let object = try bound.target()
            return try withArguments(arguments, keywords) { (all) throws(PythonFailure) in
                try LateBound.invoke(
                    object, bound.memberID, [.method, .propertyGet], all, name: bound.name, place: bound.name)
            }
        }
    }

    private static let read: @convention(c) (PyPointer?, PyPointer?) -> PyPointer? = { instance, key in
        pythonObject { () throws(PythonFailure) in
            let bound = try payload(instance, as: BoundMember.self)
            let object = try bound.target()
            return try withKeys(key) { (keys) throws(PythonFailure) in
                try LateBound.invoke(object, bound.memberID, .propertyGet, keys, place: bound.name)
            }
        }
    }

    private static let write: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> Int32 = { instance, key, value in
        pythonStatus { () throws(PythonFailure) in
            guard let value else { throw .python(.type, "an element cannot be deleted") }
            let bound = try payload(instance, as: BoundMember.self)
            let object = try bound.target()
            try withKeys(key) { (keys) throws(PythonFailure) in
                try LateBoundType.put(object, bound.memberID, keys, value, place: bound.name)
            }
            return 0
        }
    }

    private static let describe: @convention(c) (PyPointer?) -> PyPointer? = { instance in
        pythonObject { () throws(PythonFailure) in
            try pyString("<late-bound member \(try payload(instance, as: BoundMember.self).name)>")
        }
    }
}
