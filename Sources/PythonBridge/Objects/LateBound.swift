// SPDX-License-Identifier: Apache-2.0
//
// Objects without type information: members are found by GetIDsOfNames and called by Invoke, and only the call tells
// whether a name is a property or a method.

import AutomationRuntime
import AutomationTypes
import CPython
import TypeLibrary

/// Calls through IDispatch with nothing known of the member.
enum LateBound {
    private static func dispatch(_ object: ObjectPayload) throws(PythonFailure) -> DispatchReference {
        guard let reference = object.reference else { throw .python(.runtime, "the object has gone") }
        return try callOut(from: nil) { () throws(COMError) in try DispatchReference(reference) }
    }

    /// The DISPID of a member.
    static func dispID(_ object: ObjectPayload, _ name: String) throws(PythonFailure) -> Int32 {
        let dispatch = try dispatch(object)
        return try callOut(from: name) { () throws(COMError) in try dispatch.dispID(of: name) }
    }

    /// A new member of an object that makes members at run time; nil for any other object.
    static func makeMember(_ object: ObjectPayload, _ name: String) throws(PythonFailure) -> Int32? {
        let dispatch = try dispatch(object)
        do throws(PythonFailure) {
            return try callOut(from: name) { () throws(COMError) in try dispatch.ensureDispID(of: name) }
        } catch {
            guard case .call(let failure) = error, failure.error.hresult == .DISP_E_UNKNOWNNAME else { throw error }
            return nil
        }
    }

    /// Deletes a member of an object that makes members at run time.
    static func delete(_ object: ObjectPayload, _ name: String) throws(PythonFailure) {
        let dispatch = try dispatch(object)
        do throws(PythonFailure) {
            try callOut(from: name) { () throws(COMError) in try dispatch.delete(name) }
        } catch {
            guard case .call(var failure) = error else { throw error }
            if failure.error.hresult == .E_NOINTERFACE { throw .python(.attribute, "a member cannot be deleted") }
            if failure.error.hresult == .DISP_E_UNKNOWNNAME { failure.kind = .member }
            throw .call(failure)
        }
    }

    /// Calls a member.
    /// - Parameters:
    ///   - name: needed if arguments have names: they are looked up together with the member's.
    ///   - place: what an error names.
    static func invoke(
        _ object: ObjectPayload, _ memberID: Int32, _ kinds: InvokeKind, _ arguments: PythonArguments,
        name: String? = nil, place: String
    ) throws(PythonFailure) -> PyPointer {
        let bridge = try Bridge.shared()
        let dispatch = try dispatch(object)
        var positional: [Variant] = []
        for index in 0..<arguments.count { positional.append(try convert(arguments[index], index, bridge, place)) }
        var named: [(id: Int32, value: Variant)] = []
        if let value = arguments.value { named.append((DispID.propertyPut, try convert(value, nil, bridge, place))) }
        if arguments.nameCount > 0 {
            guard let name else { throw .python(.type, "\(place): named arguments need type information") }
            let names = [name] + (0..<arguments.nameCount).map { swiftString(arguments.name($0)) }
            let ids = try callOut(from: place) { () throws(COMError) in try dispatch.dispIDs(of: names) }
            for index in 0..<arguments.nameCount {
                let position = arguments.count + index
                named.append((ids[index + 1], try convert(arguments[position], position, bridge, place)))
            }
        }
        let isPut = arguments.value != nil
        let (result, raised) = callOut({ () -> Result<Variant, COMError> in
            do throws(COMError) {
                return .success(try dispatch.invoke(memberID, kinds, positional, named: named))
            } catch {
                return .failure(error)
            }
        })
        switch result {
        case .success(let value):
            if let raised { lbpy_decref(raised) }
            return isPut ? pyNone() : try value.withRaw { (raw) throws(PythonFailure) in try bridge.load(raw) }
        case .failure(let error):
            var failure = CallFailure(error, member: place)
            // Counted from the end, the named ones in front.
            if let index = error.argumentIndex {
                failure.kind = .arguments
                if index >= named.count {
                    failure.argument = named.count + positional.count - 1 - index
                } else if isPut, index == 0 {
                    failure.parameter = "value"
                } else {
                    failure.argument = arguments.count + index - (isPut ? 1 : 0)
                }
            } else if error.hresult == .DISP_E_BADPARAMCOUNT {
                failure.kind = .arguments
            }
            throw rethrow(.call(failure), raised: raised)
        }
    }

    private static func convert(
        _ object: PyPointer, _ position: Int?, _ bridge: Bridge, _ place: String
    ) throws(PythonFailure) -> Variant {
        do throws(PythonFailure) {
            return try bridge.variant(object)
        } catch {
            guard case .call(var failure) = error else { throw error }
            failure.kind = .arguments
            failure.argument = position
            failure.parameter = position == nil ? "value" : nil
            failure.member = place
            throw .call(failure)
        }
    }

    /// Whether an error of a property get only says that the name is a method, or a property with parameters.
    static func isNotAPlainProperty(_ hresult: HResult) -> Bool {
        [.DISP_E_MEMBERNOTFOUND, .DISP_E_BADPARAMCOUNT, .DISP_E_PARAMNOTOPTIONAL, .DISP_E_PARAMNOTFOUND].contains(hresult)
    }
}

/// latebind.Dispatch
enum LateBoundType {
    static func make(base: PyPointer) throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder(
            "latebind.Dispatch",
            doc: """
                A COM object that is called through IDispatch, without type information.

                An attribute that can be read without arguments is a property; any other name is a member that can be
                called, and subscripted if it is a property with parameters.
                """)
        builder.slot(Py_tp_getattro, readAttribute)
        builder.slot(Py_tp_setattro, writeAttribute)
        builder.slot(Py_tp_call, callDefault)
        builder.slot(Py_tp_iter, iterate)
        builder.slot(Py_mp_subscript, subscriptDefault)
        builder.slot(Py_mp_ass_subscript, assignDefault)
        return try builder.make(base: base)
    }

    /// The attribute that Python finds by itself, or nil if it finds none.
    private static func ownAttribute(_ instance: PyPointer, _ name: PyPointer) throws(PythonFailure) -> PyPointer? {
        if let found = PyObject_GenericGetAttr(instance, name) { return found }
        guard PyErr_ExceptionMatches(lbpy_attribute_error()) != 0 else { throw .raised }
        PyErr_Clear()
        return nil
    }

    /// A member's DISPID. Names that Python asks every object for are not the object's business.
    private static func find(_ object: ObjectPayload, _ name: PyPointer) throws(PythonFailure) -> (Int32, String) {
        let text = swiftString(name)
        guard !(text.hasPrefix("__") && text.hasSuffix("__")) else {
            throw .python(.attribute, "a late-bound object has no attribute \(text)")
        }
        do throws(PythonFailure) {
            return (try LateBound.dispID(object, text), text)
        } catch {
            guard case .call(var failure) = error, failure.error.hresult == .DISP_E_UNKNOWNNAME else { throw error }
            failure.kind = .member
            throw .call(failure)
        }
    }

    private static let readAttribute: @convention(c) (PyPointer?, PyPointer?) -> PyPointer? = { instance, name in
        pythonObject { () throws(PythonFailure) in
            guard let instance, let name else { throw .python(.runtime, "no object") }
            if let own = try ownAttribute(instance, name) { return own }
            let object = try payload(instance, as: ObjectPayload.self)
            let (memberID, text) = try find(object, name)
            do throws(PythonFailure) {
                return try LateBound.invoke(object, memberID, .propertyGet, PythonArguments(), place: text)
            } catch {
                guard case .call(let failure) = error, LateBound.isNotAPlainProperty(failure.error.hresult) else { throw error }
                return try BoundMember.make(text, memberID, of: instance)
            }
        }
    }

    private static let writeAttribute: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> Int32 = { instance, name, value in
        pythonStatus { () throws(PythonFailure) in
            guard let name else { throw .python(.runtime, "no name") }
            let object = try payload(instance, as: ObjectPayload.self)
            let text = swiftString(name)
            guard let value else {
                try LateBound.delete(object, text)
                return 0
            }
            let memberID: Int32
            do throws(PythonFailure) {
                memberID = try find(object, name).0
            } catch {
                // An object that makes members at run time makes this one.
                guard case .call(let failure) = error, failure.error.hresult == .DISP_E_UNKNOWNNAME,
                    let made = try LateBound.makeMember(object, text)
                else { throw error }
                memberID = made
            }
            try put(object, memberID, PythonArguments(), value, place: text)
            return 0
        }
    }

    /// An object is put by reference where that is possible.
    static func put(
        _ object: ObjectPayload, _ memberID: Int32, _ arguments: PythonArguments, _ value: PyPointer, place: String
    ) throws(PythonFailure) {
        var all = arguments
        all.value = value
        let bridge = try Bridge.shared()
        if lbpy_is_instance(value, bridge.objectType) || value == bridge.nothing {
            do throws(PythonFailure) {
                return lbpy_decref(try LateBound.invoke(object, memberID, .propertyPutRef, all, place: place))
            } catch {
                guard case .call(let failure) = error, failure.error.hresult == .DISP_E_MEMBERNOTFOUND else { throw error }
            }
        }
        lbpy_decref(try LateBound.invoke(object, memberID, .propertyPut, all, place: place))
    }

    private static let callDefault: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> PyPointer? = {
        instance, arguments, keywords in
        pythonObject { () throws(PythonFailure) in
            let object = try payload(instance, as: ObjectPayload.self)
            return try withArguments(arguments, keywords) { (all) throws(PythonFailure) in
                try LateBound.invoke(object, DispID.value, [.method, .propertyGet], all, place: "the default member")
            }
        }
    }

    private static let subscriptDefault: @convention(c) (PyPointer?, PyPointer?) -> PyPointer? = { instance, key in
        pythonObject { () throws(PythonFailure) in
            let object = try payload(instance, as: ObjectPayload.self)
            return try withKeys(key) { (keys) throws(PythonFailure) in
                try LateBound.invoke(object, DispID.value, [.method, .propertyGet], keys, place: "the default member")
            }
        }
    }

    private static let assignDefault: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> Int32 = { instance, key, value in
        pythonStatus { () throws(PythonFailure) in
            guard let value else { throw .python(.type, "an element cannot be deleted") }
            let object = try payload(instance, as: ObjectPayload.self)
            try withKeys(key) { (keys) throws(PythonFailure) in
                try put(object, DispID.value, keys, value, place: "the default member")
            }
            return 0
        }
    }

    private static let iterate: @convention(c) (PyPointer?) -> PyPointer? = { instance in
        pythonObject { () throws(PythonFailure) in
            let object = try payload(instance, as: ObjectPayload.self)
            let result = try PyReference(
                try LateBound.invoke(
                    object, DispID.newEnum, [.method, .propertyGet], PythonArguments(), place: "_NewEnum"))
            return try Enumerator.make(over: result.pointer)
        }
    }
}
