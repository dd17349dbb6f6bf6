// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// The rules for a function by itself: its parameters, their order, their default values.
struct FunctionChecks {
    private let function: Function
    private let typeName: String?

    init(_ function: Function, of typeName: String?) {
        self.function = function
        self.typeName = typeName
    }

    func check() throws(TypeLibraryError) {
        try checkParameters()
        try checkRetval()
        try checkProperty()
        try checkOptional()
    }

    private func checkParameters() throws(TypeLibraryError) {
        var names: Set<String> = []
        for parameter in function.parameters {
            guard parameter.type != .basic(.void) else { throw error(.E_INVALIDARG, "no parameter is of type void") }
            guard let name = parameter.name else { continue }
            try NameRules.check(name)
            guard names.insert(NameRules.key(name)).inserted else {
                throw error(.TYPE_E_AMBIGUOUSNAME, "two parameters are called \(name)")
            }
        }
    }

    private func checkRetval() throws(TypeLibraryError) {
        for (index, parameter) in function.parameters.enumerated() where parameter.flags.contains(.retval) {
            guard index == function.parameters.count - 1 else {
                throw error(.E_INVALIDARG, "only the last parameter can be retval")
            }
            guard parameter.flags.contains(.out) else {
                throw error(.E_INVALIDARG, "a retval parameter is out as well")
            }
            switch parameter.type {
            // An alias or a record of another library may be a pointer; nobody can tell without that library.
            case .pointer, .userDefined: break
            case .basic, .safeArray, .cArray:
                throw error(.E_INVALIDARG, "a retval parameter is a pointer to the result")
            }
        }
    }

    private func checkProperty() throws(TypeLibraryError) {
        // A parameter with lcid may stand behind the value.
        let values = function.parameters.filter { !$0.flags.contains(.lcid) }
        switch function.invokeKind {
        case .method: break
        case .propertyGet:
            let isResult = function.returnType != .basic(.void) && function.returnType != .basic(.hresult)
            guard isResult || values.last?.flags.contains(.out) == true else {
                throw error(.TYPE_E_INCONSISTENTPROPFUNCS, "the accessor gets a property, but gives no value")
            }
        case .propertyPut, .propertyPutRef:
            guard let last = values.last else {
                throw error(.TYPE_E_INCONSISTENTPROPFUNCS, "the accessor sets a property, but takes no value")
            }
            guard !last.flags.contains(.retval) else {
                throw error(.TYPE_E_INCONSISTENTPROPFUNCS, "the accessor sets a property, but has a retval parameter")
            }
        default:
            throw error(.E_INVALIDARG, "a function is a method or one kind of accessor")
        }
    }

    private func checkOptional() throws(TypeLibraryError) {
        var isBehindOptional = false
        for (index, parameter) in function.parameters.enumerated() {
            let isNewValue = function.invokeKind.isPut && index == function.parameters.count - 1
            if !parameter.flags.isDisjoint(with: [.optional, .hasDefault]) {
                isBehindOptional = true
            } else if isBehindOptional, parameter.flags.isDisjoint(with: [.retval, .lcid]), !isNewValue {
                throw error(
                    .E_INVALIDARG, "\(parameter.name ?? "a parameter") is needed, but stands behind an optional one")
            }
            if let value = parameter.defaultValue {
                guard parameter.flags.contains(.hasDefault) else {
                    throw error(.E_INVALIDARG, "a parameter with a default value has the flag PARAMFLAG_FHASDEFAULT")
                }
                guard parameter.type.accepts(value) else {
                    throw error(
                        .TYPE_E_TYPEMISMATCH,
                        "the default of \(parameter.name ?? "a parameter") has another type, \(value.varType.documentedName)")
                }
            }
        }
        let arguments = function.parameters.filter { $0.flags.isDisjoint(with: [.retval, .lcid]) }
        if function.optionalCount == -1 {
            guard arguments.last?.type.isVariantArray == true else {
                throw error(.E_INVALIDARG, "the last argument of a vararg function is a SAFEARRAY of VARIANT")
            }
        } else if function.optionalCount < -1 || Int(function.optionalCount) > function.parameters.count {
            throw error(.E_INVALIDARG, "\(function.optionalCount) of \(function.parameters.count) parameters are optional")
        }
    }

    private func error(_ code: HResult, _ message: String) -> TypeLibraryError {
        TypeLibraryError(code, "\(typeName ?? "").\(function.name ?? "?"): \(message)")
    }
}

extension TypeDescription {
    fileprivate var isVariantArray: Bool {
        switch self {
        case .pointer(let target?): target.isVariantArray
        case .safeArray(let element): element == .basic(.variant)
        default: false
        }
    }

    /// Whether a constant or a default value of this type can be `value`.
    ///
    /// A pointer has for a default the value that it points at, or null. Of a type with a name nothing is known here.
    func accepts(_ value: ConstantValue) -> Bool {
        switch self {
        case .basic(let type): type.accepts(value)
        case .pointer(let target): value.isNull || target?.accepts(value) ?? false
        case .safeArray, .cArray: value.isNull
        case .userDefined: true
        }
    }
}

extension VarType {
    fileprivate func accepts(_ value: ConstantValue) -> Bool {
        switch self {
        case .variant: true
        // One type for the format; MIDL writes either.
        case .i4, .int, .error, .hresult: [.i4, .int, .error, .hresult].contains(value.varType)
        case .ui4, .uint: [.ui4, .uint].contains(value.varType)
        case .bstr, .lpstr, .lpwstr: value.varType == .bstr
        case .dispatch, .unknown: value.isNull
        default: value.varType == self
        }
    }
}

extension ConstantValue {
    /// A null pointer.
    fileprivate var isNull: Bool {
        switch self {
        case .nullObject, .integer(_, 0), .ui8(0), .bstr(nil), .null: true
        default: false
        }
    }
}
