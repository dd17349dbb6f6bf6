// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// The rules for a member among the others of its type.
struct MemberChecks {
    /// The type with its other members.
    private let type: TypeDefinition
    /// The longest list of members that the format can count.
    private static let most = Int(UInt16.max)

    private let taken: TakenNames?

    /// - Parameter taken: the names and ids of the type's members, if they are known: large types are searched through
    ///   only for a member that may clash.
    init(_ type: TypeDefinition, taken: TakenNames? = nil) {
        self.type = type
        self.taken = taken
    }

    // MARK: Functions

    func check(_ function: Function) throws(TypeLibraryError) {
        try checkKind(of: function)
        try checkCount(type.functions.count)
        try checkID(function.memberID, of: function.name)
        if let name = function.name { try NameRules.check(name) }
        try FunctionChecks(function, of: type.name).check()
        guard taken?.mayHold(function.name, function.memberID) ?? true else { return }
        for other in type.functions { try check(function, besides: other) }
        for other in type.variables {
            try check(name: function.name, function.memberID, besides: other.name, other.memberID)
        }
    }

    private func checkKind(of function: Function) throws(TypeLibraryError) {
        let isRight =
            switch type.kind {
            case .interface: function.kind == .pureVirtual || function.kind == .virtual
            // The functions of a dual interface have a vtable.
            case .dispatch: function.kind == .dispatch || function.kind == .pureVirtual
            case .module: function.kind == .static
            case .enum, .record, .union, .alias, .coclass:
                throw error(.TYPE_E_WRONGTYPEKIND, "only interfaces and modules have functions")
            }
        guard isRight else {
            throw error(.TYPE_E_BADMODULEKIND, "a type of this kind has no function of FUNCKIND \(function.kind)")
        }
        if function.entry != nil, function.kind != .static {
            throw error(.TYPE_E_BADMODULEKIND, "only a function of a module has an entry in a DLL")
        }
    }

    /// Members of one name are the accessors of one property; members of one MEMBERID too.
    private func check(_ function: Function, besides other: Function) throws(TypeLibraryError) {
        let accessors: InvokeKind = [.propertyGet, .propertyPut, .propertyPutRef]
        let areAccessors =
            !function.invokeKind.isDisjoint(with: accessors) && !other.invokeKind.isDisjoint(with: accessors)
            && function.invokeKind.isDisjoint(with: other.invokeKind)
        guard areAccessors else {
            return try check(name: function.name, function.memberID, besides: other.name, other.memberID)
        }
        let isSameID = function.memberID == other.memberID && function.memberID != MemberID.none
        // A function that has no name yet will get one.
        guard let name = function.name, let otherName = other.name else { return }
        guard NameRules.areOne(name, otherName) else {
            guard !isSameID else { throw error(.TYPE_E_DUPLICATEID, "\(name) has the id of \(otherName)") }
            return
        }
        guard isSameID || function.memberID == MemberID.none || other.memberID == MemberID.none else {
            throw error(.TYPE_E_INCONSISTENTPROPFUNCS, "the accessors of \(name) have different ids")
        }
        guard function.argumentCount == other.argumentCount else {
            throw error(
                .TYPE_E_INCONSISTENTPROPFUNCS,
                "the accessors of \(name) take \(other.argumentCount) and \(function.argumentCount) arguments beside the value")
        }
    }

    // MARK: Variables

    func check(_ variable: Variable) throws(TypeLibraryError) {
        let kinds: [VarKind] =
            switch type.kind {
            case .enum: [.const]
            case .record, .union: [.perInstance]
            case .module: [.const, .static]
            case .dispatch where !type.flags.contains(.dual): [.dispatch]
            case .interface, .dispatch, .coclass, .alias: []
            }
        guard kinds.contains(variable.kind) else {
            throw error(.TYPE_E_WRONGTYPEKIND, "a type of this kind has no variable of VARKIND \(variable.kind)")
        }
        try checkCount(type.variables.count)
        try checkID(variable.memberID, of: variable.name)
        if let name = variable.name { try NameRules.check(name) }
        guard variable.type != .basic(.void) else { throw error(.E_INVALIDARG, "no variable is of type void") }
        if variable.kind == .const {
            guard let value = variable.value else {
                throw error(.E_INVALIDARG, "\(variable.name ?? "a constant") has no value")
            }
            guard type.kind == .enum ? value.varType == .i4 : variable.type.accepts(value) else {
                throw error(
                    .TYPE_E_TYPEMISMATCH,
                    "the value of \(variable.name ?? "a constant") has another type, \(value.varType.documentedName)")
            }
        } else if variable.value != nil {
            throw error(.E_INVALIDARG, "\(variable.name ?? "a variable") is no constant, but has a value")
        }
        guard taken?.mayHold(variable.name, variable.memberID) ?? true else { return }
        for other in type.functions {
            try check(name: variable.name, variable.memberID, besides: other.name, other.memberID)
        }
        for other in type.variables {
            try check(name: variable.name, variable.memberID, besides: other.name, other.memberID)
        }
    }

    // MARK: Interfaces of a coclass

    static func check(
        _ type: ImplementedType, besides others: [ImplementedType], of coclass: String, mayRepeat: Bool
    ) throws(TypeLibraryError) {
        for other in others where type.flags.contains(.source) == other.flags.contains(.source) {
            if type.reference == other.reference, !mayRepeat {
                throw TypeLibraryError(.E_INVALIDARG, "\(coclass): an interface is given twice")
            }
            if type.flags.contains(.default), other.flags.contains(.default) {
                throw TypeLibraryError(
                    .E_INVALIDARG, "\(coclass): a coclass has one default interface, and one default source")
            }
        }
    }

    // MARK: Every member

    private func check(
        name: String?, _ id: Int32, besides otherName: String?, _ otherID: Int32
    ) throws(TypeLibraryError) {
        if let name, let otherName, NameRules.areOne(name, otherName) {
            throw error(.TYPE_E_AMBIGUOUSNAME, "two members are called \(name)")
        }
        if id == otherID, id != MemberID.none {
            throw error(.TYPE_E_DUPLICATEID, "\(name ?? "a member") has the id \(id) of \(otherName ?? "another one")")
        }
    }

    private func checkID(_ id: Int32, of name: String?) throws(TypeLibraryError) {
        guard id != DispID.propertyPut else {
            throw error(.TYPE_E_INVALIDID, "\(name ?? "a member") has the id that names the new value of a property")
        }
    }

    private func checkCount(_ count: Int) throws(TypeLibraryError) {
        guard count < MemberChecks.most else {
            throw error(.TYPE_E_SIZETOOBIG, "a type has at most \(MemberChecks.most) functions, and as many variables")
        }
    }

    private func error(_ code: HResult, _ message: String) -> TypeLibraryError {
        TypeLibraryError(code, "\(type.name ?? ""): \(message)")
    }
}

/// The names and MEMBERIDs that members of a type have, or had once: it may name too many, never too few.
struct TakenNames {
    private var keys: Set<String> = []
    private var ids: Set<Int32> = []

    mutating func insert(_ name: String?, _ id: Int32) {
        if let name { keys.insert(NameRules.key(name)) }
        if id != MemberID.none { ids.insert(id) }
    }

    func mayHold(_ name: String?, _ id: Int32) -> Bool {
        ids.contains(id) || name.map { keys.contains(NameRules.key($0)) } ?? false
    }
}

extension Function {
    /// What an accessor takes beside the value of the property.
    fileprivate var argumentCount: Int {
        let count = parameters.count { !$0.flags.contains(.lcid) && !$0.flags.contains(.retval) }
        return invokeKind.isPut ? count - 1 : count - (givesValueByLastParameter ? 1 : 0)
    }

    /// Whether a property's value comes back through a parameter that is [out], but not [retval].
    private var givesValueByLastParameter: Bool {
        guard returnType == .basic(.hresult), let last = parameters.last(where: { !$0.flags.contains(.lcid) }) else {
            return false
        }
        return last.flags.contains(.out) && !last.flags.contains(.retval)
    }
}
