// SPDX-License-Identifier: Apache-2.0
//
// Short ways to write the members that most interfaces have. Whatever else there is to say (documentation, flags, custom
// data) is set on the value.

public import AutomationTypes

extension Function {
    /// A method. It gives its result through a `.retval` parameter and returns an HRESULT; in a dispinterface it returns
    /// the result itself, in a module whatever the DLL's function returns.
    ///
    /// - Parameter id: nil lets the builder choose one.
    public static func method(
        _ name: String, id: Int32? = nil, _ parameters: [Parameter] = [],
        returning type: TypeDescription = .basic(.hresult), flags: FuncFlags = []
    ) -> Function {
        Function(
            memberID: id ?? MemberID.none, name: name, parameters: parameters, flags: flags, returnType: type)
    }

    /// The accessor that gives the value of a property.
    /// - Parameter arguments: what a property with arguments takes, such as an index.
    public static func propertyGet(
        _ name: String, id: Int32? = nil, _ type: TypeDescription, arguments: [Parameter] = [], flags: FuncFlags = []
    ) -> Function {
        accessor(name, .propertyGet, id, arguments + [.retval("value", type)], flags)
    }

    /// The accessor that sets a property.
    public static func propertyPut(
        _ name: String, id: Int32? = nil, _ type: TypeDescription, arguments: [Parameter] = [], flags: FuncFlags = []
    ) -> Function {
        accessor(name, .propertyPut, id, arguments + [.in(nil, type)], flags)
    }

    /// The accessor that sets a property to an object.
    public static func propertyPutRef(
        _ name: String, id: Int32? = nil, _ type: TypeDescription, arguments: [Parameter] = [], flags: FuncFlags = []
    ) -> Function {
        accessor(name, .propertyPutRef, id, arguments + [.in(nil, type)], flags)
    }

    private static func accessor(
        _ name: String, _ kind: InvokeKind, _ id: Int32?, _ parameters: [Parameter], _ flags: FuncFlags
    ) -> Function {
        Function(
            memberID: id ?? MemberID.none, name: name, invokeKind: kind, parameters: parameters, flags: flags)
    }

    /// A function of a DLL, for a module.
    public static func entry(
        _ name: String, _ entry: DLLEntry, _ parameters: [Parameter] = [], returning type: TypeDescription
    ) -> Function {
        Function(
            memberID: MemberID.none, name: name, kind: .static, parameters: parameters, returnType: type, entry: entry)
    }
}

extension Parameter {
    /// A parameter that takes a value; nil for the new value of a property, which has no name.
    public static func `in`(_ name: String?, _ type: TypeDescription, flags: ParamFlags = []) -> Parameter {
        Parameter(name: name, type: type, flags: flags.union(.in))
    }

    /// A parameter that takes a value, with what it is if the caller leaves it out.
    public static func `in`(
        _ name: String?, _ type: TypeDescription, default value: ConstantValue
    ) -> Parameter {
        Parameter(name: name, type: type, flags: [.in, .optional, .hasDefault], defaultValue: value)
    }

    /// A parameter that gives a value of `type` back: a pointer to it is passed.
    public static func out(_ name: String?, _ type: TypeDescription, flags: ParamFlags = []) -> Parameter {
        Parameter(name: name, type: .pointer(type), flags: flags.union(.out))
    }

    /// The last parameter, which gives the function's result, a value of `type`: a pointer to it is passed.
    public static func retval(_ name: String?, _ type: TypeDescription) -> Parameter {
        Parameter(name: name, type: .pointer(type), flags: [.out, .retval])
    }
}

extension Variable {
    /// A member of an enum.
    public static func enumerator(_ name: String, _ value: Int32) -> Variable {
        constant(name, .basic(.int), .integer(.i4, Int64(value)))
    }

    /// A constant of a module.
    public static func constant(_ name: String, _ type: TypeDescription, _ value: ConstantValue) -> Variable {
        Variable(memberID: MemberID.none, name: name, kind: .const, type: type, value: value)
    }

    /// A field of a record or a union.
    public static func field(_ name: String, _ type: TypeDescription) -> Variable {
        Variable(memberID: MemberID.none, name: name, type: type)
    }

    /// A property of a dispinterface.
    public static func property(
        _ name: String, id: Int32? = nil, _ type: TypeDescription, flags: VarFlags = []
    ) -> Variable {
        Variable(memberID: id ?? MemberID.none, name: name, kind: .dispatch, flags: flags, type: type)
    }
}
