// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// Which type a reference means, comparable between two libraries: by GUID, or else by name.
enum TypeIdentity: Hashable {
    case guid(GUID)
    case name(String)
    case unresolved(String)
}

/// A TYPEDESC without what does not change a call: aliases are replaced by what they stand for, and `IUnknown*` and
/// `IDispatch*` by VT_UNKNOWN and VT_DISPATCH.
indirect enum CanonicalType: Hashable {
    case basic(VarType)
    case pointer(CanonicalType?)
    case safeArray(CanonicalType?)
    case cArray(CanonicalType, bounds: [ArrayBound])
    case type(TypeIdentity)
    /// Deeper than anything that a compiler writes.
    case tooDeep
}

extension TypeLibrary {
    func identity(of reference: TypeReference) -> TypeIdentity {
        if case .external(let type) = reference, case .guid(let guid) = type.target { return .guid(guid) }
        if let (library, index) = try? locate(reference), let header = try? library.header(at: index) {
            if header.guid != .zero { return .guid(header.guid) }
            if let name = header.name { return .name(name.lowercased()) }
        }
        return .unresolved(TypeSpelling(library: self).name(of: reference))
    }

    func canonical(_ type: TypeDescription, depth: Int = 0) -> CanonicalType {
        guard depth < 64 else { return .tooDeep }
        switch type {
        case .basic(let varType): return .basic(varType)
        case .pointer(let target):
            let made = target.map { canonical($0, depth: depth + 1) }
            if made == .type(.guid(WellKnownIID.unknown)) { return .basic(.unknown) }
            if made == .type(.guid(WellKnownIID.dispatch)) { return .basic(.dispatch) }
            return .pointer(made)
        case .safeArray(let element): return .safeArray(element.map { canonical($0, depth: depth + 1) })
        case .cArray(let element, let bounds): return .cArray(canonical(element, depth: depth + 1), bounds: bounds)
        case .userDefined(let reference):
            if let (library, index) = try? locate(reference), (try? library.header(at: index))?.kind == .alias,
                let target = try? library.typeInfo(at: index).definition.alias
            {
                return library.canonical(target, depth: depth + 1)
            }
            return .type(identity(of: reference))
        }
    }
}
