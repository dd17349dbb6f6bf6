// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// The rules that concern several types of a library: what a reference may name, and what must be there only once.
struct LibraryChecks {
    private let library: LibraryDefinition

    init(_ library: LibraryDefinition) { self.library = library }

    func check() throws(TypeLibraryError) {
        if let name = library.attributes.name { try NameRules.check(name) }
        try checkGUIDs()
        for type in library.types { try check(type) }
    }

    /// The rules for one type among the others, without those that all types together must keep.
    func check(typeAt index: Int) throws(TypeLibraryError) { try check(library.types[index]) }

    private func checkGUIDs() throws(TypeLibraryError) {
        var owners: [GUID: String] = [:]
        if library.attributes.guid != .zero { owners[library.attributes.guid] = "the library" }
        // MIDL lets an alias share the GUID of what it stands for.
        for type in library.types where type.guid != .zero && type.kind != .alias {
            if let other = owners.updateValue(type.name ?? "", forKey: type.guid) {
                throw error(type, .TYPE_E_DUPLICATEID, "it has the GUID of \(other), \(type.guid)")
            }
        }
    }

    private func check(_ type: TypeDefinition) throws(TypeLibraryError) {
        let isDual = type.flags.contains(.dual)
        for implemented in type.implementedTypes {
            let kind = try kind(of: implemented.reference, in: type)
            let isInterface = kind.map { $0.kind == .interface || $0.isDual } ?? true
            guard isInterface || type.kind == .coclass && kind?.kind == .dispatch else {
                throw error(type, .TYPE_E_WRONGTYPEKIND, "what it derives from or implements is no interface")
            }
        }
        try check(type.alias, in: type)
        for function in type.functions {
            try check(function.returnType, in: type)
            for parameter in function.parameters { try check(parameter.type, in: type) }
            if type.kind == .dispatch, (function.kind == .pureVirtual) != isDual {
                throw error(
                    type, .TYPE_E_BADMODULEKIND, "functions of a dual interface have a vtable, those of a dispinterface none")
            }
        }
        for variable in type.variables { try check(variable.type, in: type) }
        switch type.kind {
        case .alias where type.alias == nil:
            throw error(type, .TYPE_E_UNDEFINEDTYPE, "the alias stands for nothing")
        case .interface where isDual && !type.variables.isEmpty, .dispatch where isDual && !type.variables.isEmpty:
            throw error(type, .TYPE_E_WRONGTYPEKIND, "a dual interface has no variables")
        case .module:
            guard type.functions.isEmpty || type.dllName != nil, type.functions.allSatisfy({ $0.entry != nil }) else {
                throw error(type, .E_INVALIDARG, "a module with functions names its DLL, and each function its entry there")
            }
        default: break
        }
    }

    private func check(_ description: TypeDescription?, in type: TypeDefinition) throws(TypeLibraryError) {
        switch description {
        case .userDefined(let reference):
            if try kind(of: reference, in: type)?.kind == .module {
                throw error(type, .TYPE_E_WRONGTYPEKIND, "a module is no type of a member")
            }
        case .pointer(let target), .safeArray(let target): try check(target, in: type)
        case .cArray(let element, _): try check(element, in: type)
        case .basic, nil: break
        }
    }

    /// What a reference names; nil if only another library knows.
    private func kind(
        of reference: TypeReference, in type: TypeDefinition
    ) throws(TypeLibraryError) -> (kind: TypeKind, isDual: Bool)? {
        switch reference {
        case .local(let index) where library.types.indices.contains(index):
            let named = library.types[index]
            return (named.kind, named.flags.contains(.dual))
        case .external(let external):
            return external.kind.map { ($0, false) }
        case .local, .invalid:
            throw error(type, .TYPE_E_UNDEFINEDTYPE, "it refers to a type that is not there")
        }
    }

    private func error(_ type: TypeDefinition, _ code: HResult, _ message: String) -> TypeLibraryError {
        TypeLibraryError(code, "\(type.name ?? ""): \(message)")
    }
}
