// SPDX-License-Identifier: Apache-2.0
//
// What ITypeInfo tells of a member by its MEMBERID.

public import AutomationTypes

/// A function or a variable that has a MEMBERID.
public enum TypeMember: Sendable {
    case function(Function)
    case variable(Variable)

    public var name: String? {
        switch self {
        case .function(let function): function.name
        case .variable(let variable): variable.name
        }
    }

    public var documentation: Documentation {
        switch self {
        case .function(let function): function.documentation
        case .variable(let variable): variable.documentation
        }
    }
}

extension TypeInfo {
    /// The member with this MEMBERID: the type's own first (functions before variables), then those of its bases, in the
    /// order in which ITypeInfo::GetDocumentation and GetNames look.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is none.
    public func member(_ memberID: Int32) throws(TypeLibraryError) -> TypeMember {
        var type = self
        for _ in 0..<TypeInfo.deepestInheritance {
            if let function = type.definition.functions.first(where: { $0.memberID == memberID }) {
                return .function(function)
            }
            if let variable = type.definition.variables.first(where: { $0.memberID == memberID }) {
                return .variable(variable)
            }
            guard type.kind == .interface || type.kind == .dispatch, let base = type.definition.implementedTypes.first
            else { break }
            type = try type.library.resolve(base.reference)
        }
        throw TypeLibraryError(
            .TYPE_E_ELEMENTNOTFOUND, "\(name) has no member with MEMBERID \(memberID)", file: library.path)
    }

    /// ITypeInfo::GetNames: the member's name, then the names of its parameters up to the first without one; a dispatch
    /// half does not show [lcid] and [retval] parameters.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND if there is no such member.
    public func names(of memberID: Int32) throws(TypeLibraryError) -> [String] {
        let member = try member(memberID)
        guard let first = member.name else { return [] }
        guard case .function(let function) = member else { return [first] }
        var names = [first]
        for parameter in function.parameters {
            if kind == .dispatch && !parameter.flags.isDisjoint(with: [.lcid, .retval]) { continue }
            guard let name = parameter.name else { break }
            names.append(name)
        }
        return names
    }

    /// ITypeInfo2::GetFuncIndexOfMemId: the index in `functions()` of the first that answers to one of `kinds`; nil if
    /// there is none.
    public func functionIndex(of memberID: Int32, _ kinds: InvokeKind) throws(TypeLibraryError) -> Int? {
        try functions().firstIndex {
            $0.function.memberID == memberID && !$0.function.invokeKind.isDisjoint(with: kinds)
        }
    }

    /// ITypeInfo2::GetVarIndexOfMemId; nil if there is none.
    public func variableIndex(of memberID: Int32) -> Int? {
        definition.variables.firstIndex { $0.memberID == memberID }
    }
}
