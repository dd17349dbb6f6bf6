// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// What an interface inherits: the part of its vtable that its bases fill, and how deep it stands below them.
public struct Inheritance: Hashable, Sendable {
    /// How many interfaces it derives from, directly and indirectly.
    public var interfaces = 0
    /// How many functions they have together.
    public var functions = 0
    /// Whether one of them is IDispatch.
    public var includesDispatch = false

    public init() {}

    /// What a type of `library` with this base inherits.
    ///
    /// IUnknown and IDispatch are known without the library that they are in; any other base that cannot be resolved counts
    /// as one without functions. The count ends at `TypeInfo.deepestInheritance` interfaces, so circles end too.
    public init(from base: TypeReference?, in library: TypeLibrary) {
        var owner = library
        var next = base
        while let reference = next, interfaces < TypeInfo.deepestInheritance {
            guard let type = try? owner.resolve(reference) else {
                addUnresolved(reference)
                return
            }
            interfaces += 1
            functions += type.definition.functions.count
            if type.guid == WellKnownIID.dispatch { includesDispatch = true }
            owner = type.library
            next = type.definition.implementedTypes.first?.reference
        }
    }

    private mutating func addUnresolved(_ reference: TypeReference) {
        guard case .external(let type) = reference else { return }
        switch type.target {
        case .guid(WellKnownIID.unknown):
            interfaces += 1
            functions += 3
        case .guid(WellKnownIID.dispatch):
            interfaces += 2
            functions += 7
            includesDispatch = true
        default: interfaces += 1
        }
    }
}
