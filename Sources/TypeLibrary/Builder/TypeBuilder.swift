// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes

/// A type that a `TypeLibraryBuilder` is making: the job of ICreateTypeInfo2.
///
/// A dual interface is declared as `.interface` or `.dispatch` and gets the flag `.dual`. What is computed (offsets, sizes,
/// MEMBERIDs that were not given) is not here yet; `TypeLibraryBuilder.build()` adds it.
public struct TypeBuilder: Sendable {
    /// The type as far as it has been said.
    public private(set) var definition: TypeDefinition
    /// The largest alignment that a field of a record is given, as `#pragma pack` sets it.
    public private(set) var packing = TypeBuilder.naturalPacking

    private var taken = TakenNames()

    /// The compilers' own limit: no field is aligned to more.
    static let naturalPacking = 8

    private let conventions: TypeLibraryBuilder.Conventions

    /// A type without members. Its name is checked when it is added to a library.
    public init(name: String, kind: TypeKind, conventions: TypeLibraryBuilder.Conventions = .compiler) {
        definition = TypeDefinition(name: name, kind: kind)
        self.conventions = conventions
        if kind == .coclass, conventions == .compiler { definition.flags = .canCreate }
    }

    /// Set by `TypeLibraryBuilder.rename`, which knows the other types' names.
    public internal(set) var name: String {
        get { definition.name ?? "" }
        set { definition.name = newValue }
    }

    public var kind: TypeKind { definition.kind }

    public var guid: GUID {
        get { definition.guid }
        set { definition.guid = newValue }
    }

    public var version: Version {
        get { definition.version }
        set { definition.version = newValue }
    }

    public var documentation: Documentation {
        get { definition.documentation }
        set { definition.documentation = newValue }
    }

    // MARK: The type itself

    /// ICreateTypeInfo::SetTypeFlags.
    /// - Throws: TYPE_E_WRONGTYPEKIND if a type of this kind cannot have one of the flags.
    public mutating func setFlags(_ flags: TypeFlags) throws(TypeLibraryError) {
        if flags.contains(.dual), kind != .interface, kind != .dispatch {
            throw error(.TYPE_E_WRONGTYPEKIND, "only an interface is dual")
        }
        if !flags.isDisjoint(with: [.appObject, .canCreate, .licensed, .predeclaredID, .control]), kind != .coclass {
            throw error(.TYPE_E_WRONGTYPEKIND, "only a coclass can be created, licensed, a control or the application")
        }
        definition.flags = flags
    }

    /// ICreateTypeInfo::SetAlignment: the largest alignment of a field.
    /// - Throws: TYPE_E_WRONGTYPEKIND if the type has no fields, E_INVALIDARG if it is not 1, 2, 4 or 8.
    public mutating func setPacking(_ packing: Int) throws(TypeLibraryError) {
        guard kind == .record || kind == .union else { throw error(.TYPE_E_WRONGTYPEKIND, "only records are packed") }
        guard [1, 2, 4, 8].contains(packing) else { throw error(.E_INVALIDARG, "fields are packed to 1, 2, 4 or 8 bytes") }
        self.packing = packing
    }

    /// ICreateTypeInfo::SetTypeDescAlias.
    /// - Throws: TYPE_E_WRONGTYPEKIND if the type is no alias.
    public mutating func setAlias(_ type: TypeDescription) throws(TypeLibraryError) {
        guard kind == .alias else { throw error(.TYPE_E_WRONGTYPEKIND, "only an alias stands for another type") }
        definition.alias = type
    }

    /// The DLL that holds a module's functions.
    /// - Throws: TYPE_E_WRONGTYPEKIND if the type is no module.
    public mutating func setDLLName(_ name: String?) throws(TypeLibraryError) {
        guard kind == .module else { throw error(.TYPE_E_WRONGTYPEKIND, "only a module has a DLL") }
        definition.dllName = name
    }

    /// ICreateTypeInfo2::SetCustData: replaces what the type has under that GUID.
    public mutating func setCustomData(_ guid: GUID, _ value: ConstantValue) {
        definition.customData.removeAll { $0.guid == guid }
        definition.customData.append(CustomData(guid: guid, value: value))
    }

    /// ICreateTypeInfo::AddImplType: the base of an interface, or an interface of a coclass.
    ///
    /// - Throws: TYPE_E_WRONGTYPEKIND if the type has neither, E_INVALIDARG if an interface has a base already, or a
    ///   coclass this interface or a default one.
    public mutating func add(_ type: ImplementedType, at index: Int? = nil) throws(TypeLibraryError) {
        let known = definition.implementedTypes
        let index = try position(index, in: known.count)
        switch kind {
        case .interface, .dispatch:
            guard known.isEmpty else { throw error(.E_INVALIDARG, "an interface has one base") }
            guard type.flags.isEmpty, type.customData.isEmpty else {
                throw error(.E_INVALIDARG, "the base of an interface has no flags and no custom data")
            }
        case .coclass:
            try MemberChecks.check(type, besides: known, of: name, mayRepeat: conventions == .createTypeInfo)
        case .enum, .record, .union, .alias, .module:
            throw error(.TYPE_E_WRONGTYPEKIND, "only interfaces and coclasses implement other types")
        }
        definition.implementedTypes.insert(type, at: index)
    }

    // MARK: Members

    /// ICreateTypeInfo::AddFuncDesc.
    ///
    /// A MEMBERID of `MemberID.none` is replaced when the library is built; the accessors of one property have one
    /// MEMBERID. `vtableOffset` is computed; an `optionalCount` of 0 is counted from the parameters.
    /// - Parameter index: where among the functions; nil at the end.
    /// - Throws: TYPE_E_WRONGTYPEKIND if the type has no functions, TYPE_E_BADMODULEKIND if it has none of this FUNCKIND,
    ///   TYPE_E_INCONSISTENTPROPFUNCS if a property's accessors do not fit, TYPE_E_DUPLICATEID, TYPE_E_INVALIDID,
    ///   TYPE_E_AMBIGUOUSNAME if another member has the name, TYPE_E_TYPEMISMATCH for a default value of another type,
    ///   E_INVALIDARG if parameters are not in order.
    public mutating func add(_ function: Function, at index: Int? = nil) throws(TypeLibraryError) {
        let index = try position(index, in: definition.functions.count)
        try MemberChecks(definition, taken: taken).check(function)
        taken.insert(function.name, function.memberID)
        definition.functions.insert(function, at: index)
    }

    /// ICreateTypeInfo::AddVarDesc: a field, a constant or a property.
    ///
    /// - Throws: TYPE_E_WRONGTYPEKIND if the type has no variables of this VARKIND, TYPE_E_DUPLICATEID,
    ///   TYPE_E_INVALIDID, TYPE_E_AMBIGUOUSNAME, TYPE_E_TYPEMISMATCH for a constant of another type.
    public mutating func add(_ variable: Variable, at index: Int? = nil) throws(TypeLibraryError) {
        let index = try position(index, in: definition.variables.count)
        try MemberChecks(definition, taken: taken).check(variable)
        taken.insert(variable.name, variable.memberID)
        definition.variables.insert(variable, at: index)
    }

    /// Changes a function; the result is checked as `add` checks one.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is no such function; as `add`; what `change` throws.
    public mutating func updateFunction(
        at index: Int, _ change: (inout Function) throws -> Void
    ) throws {
        guard definition.functions.indices.contains(index) else { throw noSuchMember("function", index) }
        var others = definition
        var changed = others.functions.remove(at: index)
        try change(&changed)
        try MemberChecks(others).check(changed)
        definition.functions[index] = changed
        taken.insert(changed.name, changed.memberID)
    }

    /// Changes a variable; the result is checked as `add` checks one.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is no such variable; as `add`; what `change` throws.
    public mutating func updateVariable(
        at index: Int, _ change: (inout Variable) throws -> Void
    ) throws {
        guard definition.variables.indices.contains(index) else { throw noSuchMember("variable", index) }
        var others = definition
        var changed = others.variables.remove(at: index)
        try change(&changed)
        try MemberChecks(others).check(changed)
        definition.variables[index] = changed
        taken.insert(changed.name, changed.memberID)
    }

    /// Changes an implemented type, as ICreateTypeInfo::SetImplTypeFlags does.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is no such type; as `add`.
    public mutating func updateImplementedType(
        at index: Int, _ change: (inout ImplementedType) throws -> Void
    ) throws {
        guard definition.implementedTypes.indices.contains(index) else { throw noSuchMember("implemented type", index) }
        var others = self
        var changed = others.definition.implementedTypes.remove(at: index)
        try change(&changed)
        try others.add(changed, at: index)
        self = others
    }

    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is no such function.
    public mutating func removeFunction(at index: Int) throws(TypeLibraryError) {
        guard definition.functions.indices.contains(index) else { throw noSuchMember("function", index) }
        definition.functions.remove(at: index)
    }

    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is no such variable.
    public mutating func removeVariable(at index: Int) throws(TypeLibraryError) {
        guard definition.variables.indices.contains(index) else { throw noSuchMember("variable", index) }
        definition.variables.remove(at: index)
    }

    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is no such implemented type.
    public mutating func removeImplementedType(at index: Int) throws(TypeLibraryError) {
        guard definition.implementedTypes.indices.contains(index) else { throw noSuchMember("implemented type", index) }
        definition.implementedTypes.remove(at: index)
    }

    /// Gives members without a MEMBERID those that they had in an earlier layout, by position; nil where there was none. The
    /// accessors of a property that has an id get that.
    public mutating func assignMemberIDs(functions: [Int32?], variables: [Int32?]) {
        let known = definition.functions.filter { $0.memberID != MemberID.none }
        for (index, id) in functions.enumerated() where definition.functions.indices.contains(index) {
            guard let id, definition.functions[index].memberID == MemberID.none else { continue }
            let name = definition.functions[index].name
            let partner = known.first { name != nil && $0.name.map { NameRules.areOne($0, name ?? "") } == true }
            definition.functions[index].memberID = partner?.memberID ?? id
        }
        for (index, id) in variables.enumerated() where definition.variables.indices.contains(index) {
            guard let id, definition.variables[index].memberID == MemberID.none else { continue }
            definition.variables[index].memberID = id
        }
    }

    /// Replaces every reference to a type by what `change` makes of it.
    mutating func mapReferences(_ change: (TypeReference) -> TypeReference) {
        for index in definition.implementedTypes.indices {
            definition.implementedTypes[index].reference = change(definition.implementedTypes[index].reference)
        }
        definition.alias = definition.alias?.mapReferences(change)
        for index in definition.variables.indices {
            definition.variables[index].type = definition.variables[index].type.mapReferences(change)
        }
        for index in definition.functions.indices {
            definition.functions[index].returnType = definition.functions[index].returnType.mapReferences(change)
            for parameter in definition.functions[index].parameters.indices {
                let type = definition.functions[index].parameters[parameter].type
                definition.functions[index].parameters[parameter].type = type.mapReferences(change)
            }
        }
    }

    // MARK: Errors

    private func position(_ index: Int?, in count: Int) throws(TypeLibraryError) -> Int {
        guard let index else { return count }
        guard (0...count).contains(index) else {
            throw error(.TYPE_E_ELEMENTNOTFOUND, "a member cannot be put at \(index) of \(count)")
        }
        return index
    }

    private func noSuchMember(_ what: String, _ index: Int) -> TypeLibraryError {
        error(.TYPE_E_ELEMENTNOTFOUND, "there is no \(what) \(index)")
    }

    private func error(_ code: HResult, _ message: String) -> TypeLibraryError {
        TypeLibraryError(code, "\(name): \(message)")
    }
}

extension TypeDescription {
    /// The description with every reference replaced.
    fileprivate func mapReferences(_ change: (TypeReference) -> TypeReference) -> TypeDescription {
        switch self {
        case .basic: self
        case .pointer(let target): .pointer(target?.mapReferences(change))
        case .safeArray(let element): .safeArray(element?.mapReferences(change))
        case .cArray(let element, let bounds): .cArray(element.mapReferences(change), bounds: bounds)
        case .userDefined(let reference): .userDefined(change(reference))
        }
    }
}
