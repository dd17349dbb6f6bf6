// SPDX-License-Identifier: Apache-2.0
//
// Members of an interface as descriptors in its Python type.

import AutomationRuntime
import AutomationTypes
import CPython
import Invocation
import TypeLibrary

/// What the descriptor of a member stands for: a method, or a property with or without parameters.
final class Member: Payload {
    /// As the type library spells it.
    let name: String
    let memberID: Int32
    /// `IDictionary.Add`
    let place: String
    private let typeInfo: TypeInfo
    private let table: MemberTable
    /// Indices into the table's functions.
    private let functions: [Int]
    private let isVariable: Bool
    let invokeKinds: InvokeKind
    /// The Python type that has this member; held, so that the object's type can be checked against it.
    private var owner: PyPointer?
    /// The calls that have been made, by kind of call.
    private var calls: [UInt16: MemberCall] = [:]
    // The two that are asked for most, without a look into the dictionary.
    private var methodCall: MemberCall?
    private var getCall: MemberCall?

    /// - Returns: nil for a member that scripts do not see: those of IUnknown and IDispatch, nameless ones, and any whose name
    ///   means something to Python itself (`__class__`); `_invoke` reaches it.
    init?(_ entry: MemberTable.Member, of typeInfo: TypeInfo, _ table: MemberTable) throws(PythonFailure) {
        let visible = entry.functions.filter { index in
            let info = table.functions[index]
            let owner = (try? info.library.header(at: info.typeIndex))?.guid
            return owner != WellKnownIID.unknown && owner != WellKnownIID.dispatch && info.declared.kind != .static
        }
        guard !visible.isEmpty || entry.variable != nil, !entry.name.isEmpty, !entry.name.hasPrefix("__")
        else { return nil }
        name = entry.name
        memberID = entry.memberID
        place = typeInfo.name + "." + entry.name
        self.typeInfo = typeInfo
        self.table = table
        functions = visible
        isVariable = visible.isEmpty
        invokeKinds = entry.invokeKinds
        super.init()
    }

    // MARK: What it is

    var isMethod: Bool { invokeKinds.contains(.method) }

    /// The first function that answers to one of these kinds.
    private func function(_ kinds: InvokeKind) -> FunctionInfo? {
        functions.first { !table.functions[$0].function.invokeKind.isDisjoint(with: kinds) }.map { table.functions[$0] }
    }

    /// The parameters that a caller supplies, a put's value excepted.
    private func parameters(_ function: FunctionInfo) -> ArraySlice<Parameter> {
        let supplied = function.declared.parameters.filter { !$0.flags.contains(.lcid) && !$0.flags.contains(.retval) }
        return function.declared.invokeKind.isPut ? supplied.dropLast() : supplied[...]
    }

    /// Whether a call can have arguments.
    var takesArguments: Bool {
        guard let function = function(.propertyGet) ?? function([.method, .propertyPut, .propertyPutRef]) else { return false }
        return !parameters(function).isEmpty
    }

    /// Whether this is a property that is read without arguments, as an attribute.
    private(set) lazy var isPlainProperty: Bool = {
        guard !isMethod else { return false }
        guard let function = function(.propertyGet) ?? function([.propertyPut, .propertyPutRef]) else { return true }
        return parameters(function).allSatisfy { $0.flags.contains(.optional) || $0.flags.contains(.hasDefault) }
    }()

    /// `($self, Key, Item, /)`, as inspect.signature reads it.
    private var signature: String {
        guard let function = function(.method) ?? function(.propertyGet) ?? function([.propertyPut, .propertyPutRef]) else {
            return "($self)"
        }
        var text = "($self"
        var optional = false
        for (index, parameter) in parameters(function).enumerated() where !parameter.isOutOnly {
            optional = optional || parameter.flags.contains(.optional) || parameter.flags.contains(.hasDefault)
            text += ", " + (parameter.name?.pythonIdentifier ?? "argument\(index)") + (optional ? "=..." : "")
        }
        return text + ")"
    }

    /// The help string, or a line that says what the member is.
    var documentation: String {
        let help =
            functions.lazy.compactMap { [table] in table.functions[$0].declared.documentation.helpString }
            .first { !$0.isEmpty }
        return help ?? (isMethod ? "Method" : "Property") + " \(place), DISPID \(memberID)."
    }

    // MARK: Calls

    /// The call of one of these kinds, prepared on first use. Called with the GIL, which guards the cache.
    func call(_ kinds: InvokeKind) throws(PythonFailure) -> MemberCall? {
        if let known = calls[kinds.rawValue] { return known }
        guard let index = functions.first(where: { !table.functions[$0].function.invokeKind.isDisjoint(with: kinds) }) else {
            return nil
        }
        let plan = try library { () throws(TypeLibraryError) in
            try DispatchTable.of(typeInfo).plan(at: index)
        }
        let made = MemberCall(plan, table.functions[index], place: place)
        calls[kinds.rawValue] = made
        return made
    }

    /// Calls the method; a property is read.
    func call(_ object: ObjectPayload, _ arguments: PythonArguments) throws(PythonFailure) -> PyPointer {
        if let methodCall { return try methodCall.perform(object, arguments) }
        guard isMethod, let call = try call(.method) else { return try get(object, arguments) }
        methodCall = call
        return try call.perform(object, arguments)
    }

    /// Reads the property.
    func get(_ object: ObjectPayload, _ arguments: PythonArguments) throws(PythonFailure) -> PyPointer {
        if let getCall { return try getCall.perform(object, arguments) }
        if isVariable { return try LateBound.invoke(object, memberID, .propertyGet, arguments, place: place) }
        guard let call = try call(isMethod ? [.propertyGet, .method] : .propertyGet) else {
            throw .python(.attribute, "\(place) cannot be read")
        }
        getCall = call
        return try call.perform(object, arguments)
    }

    /// Assigns the property. An object is put by reference if the property can be put so.
    /// - Parameter value: nil to delete, which no property allows.
    func put(_ object: ObjectPayload, _ arguments: PythonArguments, value: PyPointer?) throws(PythonFailure) {
        guard let value else { throw .python(.attribute, "\(place) cannot be deleted") }
        var all = arguments
        all.value = value
        if isVariable {
            guard invokeKinds.isPut else { throw .python(.attribute, "\(place) is read-only") }
            lbpy_decref(try LateBound.invoke(object, memberID, .propertyPut, all, place: place))
            return
        }
        let bridge = try Bridge.shared()
        let isObject = lbpy_is_instance(value, bridge.objectType) || value == bridge.nothing
        let preferred: InvokeKind = isObject ? .propertyPutRef : .propertyPut
        var found = try call(preferred)
        if found == nil { found = try call([.propertyPut, .propertyPutRef]) }
        guard let call = found else { throw .python(.attribute, "\(place) is read-only") }
        lbpy_decref(try call.perform(object, all))
    }

    // MARK: The descriptor

    /// The object for the type's dictionary. It shares this payload.
    func makeDescriptor(owner: PyPointer, _ bridge: Bridge) throws(PythonFailure) -> PyPointer {
        lbpy_incref(owner)
        self.owner = owner
        return isMethod
            ? try makeInstance(of: bridge.methodType, self, call: callMethod)
            : try makeInstance(of: bridge.propertyType, self)
    }

    /// The object that a descriptor is asked for.
    func object(_ instance: PyPointer?) throws(PythonFailure) -> ObjectPayload {
        guard let instance, let owner, lbpy_is_instance(instance, owner) else {
            let found = instance.map(typeName(of:)) ?? "nothing"
            throw .python(.type, "\(place) needs an object of its interface, not \(found)")
        }
        // An interface's type derives from latebind.Object, whose payload this is.
        guard let found = Payload.of(instance) else { throw .python(.runtime, "\(place): the object has gone") }
        return unsafeDowncast(found.takeUnretainedValue(), to: ObjectPayload.self)
    }

    override func traverse(_ visit: visitproc, _ argument: UnsafeMutableRawPointer?) -> Int32 {
        owner.map { visit($0, argument) } ?? 0
    }

    override func clear() {
        guard let owner else { return }
        self.owner = nil
        lbpy_decref(owner)
    }

    override func dispose() { clear() }

    static func makeMethodType() throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder(
            "latebind.Method", doc: nil, flags: lbpy_type_flag_method_descriptor(), callable: true)
        builder.slot(Py_tp_descr_get, bindMethod)
        addDescription(to: &builder)
        return try builder.make()
    }

    static func makePropertyType() throws(PythonFailure) -> PyPointer {
        var builder = TypeBuilder("latebind.Property", doc: nil)
        builder.slot(Py_tp_descr_get, readProperty)
        builder.slot(Py_tp_descr_set, writeProperty)
        addDescription(to: &builder)
        return try builder.make()
    }

    private static func addDescription(to builder: inout TypeBuilder) {
        builder.slot(Py_tp_repr, describeMember)
        builder.getter("__name__", "The name in the type library.") { instance, _ in
            pythonObject { () throws(PythonFailure) in try pyString(payload(instance, as: Member.self).name) }
        }
        builder.getter("__doc__", "The help string.") { instance, _ in
            pythonObject { () throws(PythonFailure) in try pyString(payload(instance, as: Member.self).documentation) }
        }
        builder.getter("__text_signature__", "The parameters.") { instance, _ in
            pythonObject { () throws(PythonFailure) in try pyString(payload(instance, as: Member.self).signature) }
        }
        builder.getter("__objclass__", "The interface.") { instance, _ in
            pythonObject { () throws(PythonFailure) in pyRetained(try payload(instance, as: Member.self).owner ?? lbpy_none()) }
        }
        builder.getter("dispid", "The DISPID.") { instance, _ in
            pythonObject { () throws(PythonFailure) in
                try PyReference(PyLong_FromLong(Int(payload(instance, as: Member.self).memberID))).take()
            }
        }
    }
}

extension Parameter {
    /// A result that is not also an argument.
    var isOutOnly: Bool { flags.contains(.out) && !flags.contains(.in) }
}

extension String {
    /// The name if Python can have a parameter of it, with `_` after one of Python's keywords; else nil.
    fileprivate var pythonIdentifier: String? {
        guard let first = utf8.first, first == UInt8(ascii: "_") || first.isASCIILetter else { return nil }
        if String.pythonKeywords.contains(self) { return self + "_" }
        return utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0.isASCIILetter || (0x30...0x39).contains($0) } ? self : nil
    }
}

extension String {
    private static let pythonKeywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
        "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
        "pass", "raise", "return", "try", "while", "with", "yield",
    ]
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { (0x41...0x5A).contains(self & 0xDF) }
}

// MARK: - Slots

/// vectorcall of a method: `arguments[0]` is the object.
private let callMethod: vectorcallfunc = { instance, arguments, flagged, names in
    pythonObject { () throws(PythonFailure) in
        guard let instance, let found = Payload.of(instance) else { throw .python(.runtime, "a method without its member") }
        let count = lbpy_vectorcall_count(flagged)
        // Only instances of latebind.Method, whose payload is a Member, run this function.
        let member = unsafeDowncast(found.takeUnretainedValue(), to: Member.self)
        guard count > 0, let arguments else { throw .python(.type, "\(member.place) needs an object") }
        let object = try member.object(arguments[0])
        return try member.call(object, PythonArguments(arguments + 1, count: count - 1, names: names))
    }
}

/// `object.Method` without a call: a bound method.
private let bindMethod: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> PyPointer? = { instance, object, _ in
    guard let instance else { return nil }
    guard let object, object != lbpy_none() else { return pyRetained(instance) }
    return PyMethod_New(instance, object)
}

private let readProperty: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> PyPointer? = { descriptor, instance, _ in
    guard let descriptor else { return nil }
    guard let instance, instance != lbpy_none() else { return pyRetained(descriptor) }
    return pythonObject { () throws(PythonFailure) in
        let member = try payload(descriptor, as: Member.self)
        let object = try member.object(instance)
        if member.isPlainProperty { return try member.get(object, PythonArguments()) }
        return try BoundProperty.make(member, of: instance)
    }
}

private let writeProperty: @convention(c) (PyPointer?, PyPointer?, PyPointer?) -> Int32 = { descriptor, instance, value in
    pythonStatus { () throws(PythonFailure) in
        let member = try payload(descriptor, as: Member.self)
        try member.put(try member.object(instance), PythonArguments(), value: value)
        return 0
    }
}

private let describeMember: @convention(c) (PyPointer?) -> PyPointer? = { instance in
    pythonObject { () throws(PythonFailure) in
        let member = try payload(instance, as: Member.self)
        return try pyString("<\(member.isMethod ? "method" : "property") \(member.place)>")
    }
}
