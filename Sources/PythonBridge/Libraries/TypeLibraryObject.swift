// SPDX-License-Identifier: Apache-2.0
//
// latebind.TypeLibrary: the types of a library as attributes.

import AutomationRuntime
import AutomationTypes
import CPython
import TypeLibrary

/// A type library in Python.
final class TypeLibraryObject: Payload {
    let library: TypeLibrary
    /// The types that have been asked for, by their name; a dict.
    private var cache: PyPointer?

    init(_ library: TypeLibrary) throws(PythonFailure) {
        self.library = library
        cache = try PyReference(PyDict_New()).take()
    }

    override func traverse(_ visit: visitproc, _ argument: UnsafeMutableRawPointer?) -> Int32 {
        cache.map { visit($0, argument) } ?? 0
    }

    override func clear() {
        guard let cache else { return }
        self.cache = nil
        lbpy_decref(cache)
    }

    override func dispose() { clear() }

    static func makeType() throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder(
            "latebind.TypeLibrary",
            doc: """
                A type library.

                Its types are attributes: an interface is a class, an enumeration an enum.IntEnum, a coclass a CoClass that
                makes objects when it is called, a record makes Records, a module is a namespace of its constants. The
                constants of enumerations are attributes, too.
                """)
        builder.slot(Py_tp_getattro, findAttribute)
        builder.slot(Py_tp_repr, describe)
        builder.getter("name", "The library's name.") { instance, _ in libraryText(instance) { $0.name } }
        builder.getter("guid", "The library's GUID, in registry form.") { instance, _ in
            libraryText(instance) { $0.guid.description }
        }
        builder.getter("version", "The library's version, 'major.minor'.") { instance, _ in
            libraryText(instance) { $0.version.description }
        }
        builder.getter("path", "The file that the library came from.") { instance, _ in libraryText(instance) { $0.path ?? "" } }
        builder.getter("doc", "The library's help string.") { instance, _ in
            libraryText(instance) { $0.attributes.documentation.helpString ?? "" }
        }
        builder.getter("types", "The names of the library's types.") { instance, _ in
            pythonObject { () throws(PythonFailure) in try typeNames(of: payload(instance, as: TypeLibraryObject.self).library) }
        }
        builder.method(
            "__dir__",
            """
            __dir__($self, /)
            --

            The attributes and the types.
            """, flags: METH_NOARGS) { instance, _ in
            pythonObject { () throws(PythonFailure) in
                let found = try payload(instance, as: TypeLibraryObject.self)
                let names = try PyReference(try typeNames(of: found.library))
                let own = try makeTuple(
                    try ["name", "guid", "version", "path", "doc", "types"].map { (name) throws(PythonFailure) in
                        try pyString(name)
                    })
                defer { lbpy_decref(own) }
                let all = try PyReference(PySequence_Concat(own, names.pointer))
                return try PyReference(PySequence_List(all.pointer)).take()
            }
        }
        return try builder.make()
    }

    private static let describe: @convention(c) (PyPointer?) -> PyPointer? = { instance in
        libraryText(instance) { "<latebind.TypeLibrary \($0.name) \($0.version) \($0.guid)>" }
    }

    private static let findAttribute: @convention(c) (PyPointer?, PyPointer?) -> PyPointer? = { instance, name in
        pythonObject { () throws(PythonFailure) in
            guard let instance, let name else { throw .python(.runtime, "no library") }
            if let own = PyObject_GenericGetAttr(instance, name) { return own }
            guard PyErr_ExceptionMatches(lbpy_attribute_error()) != 0 else { throw .raised }
            PyErr_Clear()
            return try payload(instance, as: TypeLibraryObject.self).member(name)
        }
    }

    /// The type of this name, or the constant of an enumeration or a module.
    private func member(_ name: PyPointer) throws(PythonFailure) -> PyPointer {
        guard let cache else { throw .python(.runtime, "the library has gone") }
        if let known = PyDict_GetItemWithError(cache, name) { return pyRetained(known) }
        if PyErr_Occurred() != nil { throw .raised }
        let text = swiftString(name)
        var made = try type(named: text)
        if made == nil { made = try constant(named: text) }
        guard let found = made else {
            throw .call(
                CallFailure(
                    COMError(.TYPE_E_ELEMENTNOTFOUND, "the library has no type or constant of this name"), kind: .member,
                    member: library.name + "." + text))
        }
        guard PyDict_SetItem(cache, name, found) == 0 else {
            lbpy_decref(found)
            throw .raised
        }
        return found
    }

    private func type(named name: String) throws(PythonFailure) -> PyPointer? {
        guard let index = library.index(ofTypeNamed: name) else { return nil }
        let typeInfo = try PythonBridge.library { () throws(TypeLibraryError) in try library.typeInfo(at: index) }
        return try Bridge.shared().object(for: typeInfo)
    }

    private func constant(named name: String) throws(PythonFailure) -> PyPointer? {
        let folded = name.lowercased()
        for index in 0..<library.typeCount {
            guard let header = try? library.header(at: index), header.kind == .enum || header.kind == .module,
                let typeInfo = try? library.typeInfo(at: index)
            else { continue }
            for variable in typeInfo.variables where variable.kind == .const && variable.name?.lowercased() == folded {
                guard let value = variable.value else { continue }
                return try Bridge.shared().object(for: value)
            }
        }
        return nil
    }
}

private func libraryText(_ instance: PyPointer?, _ get: (TypeLibrary) -> String) -> PyPointer? {
    pythonObject { () throws(PythonFailure) in
        try pyString(get(try payload(instance, as: TypeLibraryObject.self).library))
    }
}

private func typeNames(of library: TypeLibrary) throws(PythonFailure) -> PyPointer {
    var names: [PyPointer?] = []
    for index in 0..<library.typeCount {
        guard let name = (try? library.header(at: index))?.name else { continue }
        do throws(PythonFailure) {
            names.append(try pyString(name))
        } catch {
            names.append(nil)
        }
    }
    return try makeTuple(names)
}

extension Bridge {
    /// What a type of a library is in Python.
    func object(for typeInfo: TypeInfo) throws(PythonFailure) -> PyPointer {
        switch typeInfo.kind {
        case .interface, .dispatch:
            return pyRetained(try interface(typeInfo).type)
        case .enum, .module:
            return try enumeration(typeInfo)
        case .coclass:
            var interface = pyNone()
            if let chosen = typeInfo.defaultInterface {
                lbpy_decref(interface)
                interface = pyRetained(try self.interface(chosen).type)
            }
            let arguments = try makeTuple([
                try? pyString(typeInfo.name), try? pyString(typeInfo.guid.description), interface,
                try? pyString(typeInfo.definition.documentation.helpString ?? ""),
            ])
            defer { lbpy_decref(arguments) }
            return try PyReference(PyObject_CallObject(coclassType, arguments)).take()
        case .alias:
            guard case .userDefined(let reference)? = typeInfo.definition.alias else { break }
            let target = try library { () throws(TypeLibraryError) in try typeInfo.library.resolve(reference) }
            guard target.kind != .alias else { break }
            return try object(for: target)
        case .record:
            return try makeInstance(of: recordTypeType, RecordTypePayload(typeInfo))
        case .union:
            break
        }
        throw PythonFailure(
            COMError(.TYPE_E_WRONGTYPEKIND, "\(typeInfo.name) is a \(typeInfo.kind), which has no Python type yet"))
    }

    /// An IntEnum, or a namespace if the constants are not all integers.
    private func enumeration(_ typeInfo: TypeInfo) throws(PythonFailure) -> PyPointer {
        let members = try PyReference(PyList_New(0))
        for variable in typeInfo.variables where variable.kind == .const {
            guard let name = variable.name, let value = variable.value else { continue }
            let pair = try makeTuple([try pyString(name), try object(for: value)])
            defer { lbpy_decref(pair) }
            guard PyList_Append(members.pointer, pair) == 0 else { throw .raised }
        }
        let arguments = try makeTuple([
            try pyString(typeInfo.name), members.take(), try? pyString(typeInfo.definition.documentation.helpString ?? ""),
        ])
        defer { lbpy_decref(arguments) }
        return try PyReference(PyObject_CallObject(makeEnumeration, arguments)).take()
    }

    func object(for constant: ConstantValue) throws(PythonFailure) -> PyPointer {
        try Variant(constant).withRaw { (raw) throws(PythonFailure) in try load(raw) }
    }
}
