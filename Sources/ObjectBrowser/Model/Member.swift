// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// A member as a page shows it: a method, or a property with all its accessors, or a variable.
struct Member {
    enum Kind: Int, CaseIterable {
        case property, method, function, constant, field

        var title: String {
            switch self {
            case .property: "Properties"
            case .method: "Methods"
            case .function: "Functions"
            case .constant: "Constants"
            case .field: "Fields"
            }
        }

        /// What tells the kind in the search index.
        var letter: Character {
            switch self {
            case .property: "p"
            case .method: "m"
            case .function: "F"
            case .constant: "c"
            case .field: "f"
            }
        }

        var anchor: Slug {
            switch self {
            case .property: .fixed("properties")
            case .method: .fixed("methods")
            case .function: .fixed("functions")
            case .constant: .fixed("constants")
            case .field: .fixed("fields")
            }
        }
    }

    enum Content {
        /// Indices of the type's functions: one for a method, one for each accessor of a property.
        case functions([Int])
        /// Index of the type's variable.
        case variable(Int)
    }

    let kind: Kind
    let name: String
    /// `Type.Member`.
    let anchor: Slug
    var content: Content

    /// The members of a type, those of one kind together, each kind in the library's order.
    static func members(of type: TypeDefinition, slug: Slug) -> [Member] {
        var scope = SlugScope.anchors
        var members: [Member] = []
        /// Where the property with this name and MEMBERID stands in `members`.
        var properties: [PropertyKey: Int] = [:]

        for (index, variable) in type.variables.enumerated() {
            let kind: Kind =
                switch variable.kind {
                case .const: .constant
                case .dispatch: .property
                case .perInstance, .static: type.kind == .dispatch || type.kind == .interface ? .property : .field
                }
            let name = shownName(variable.name)
            members.append(
                Member(kind: kind, name: name, anchor: slug.member(scope.slug(for: name)), content: .variable(index)))
        }
        for (index, function) in type.functions.enumerated() {
            let isProperty = !function.invokeKind.isDisjoint(with: [.propertyGet, .propertyPut, .propertyPutRef])
            let name = shownName(function.name)
            let key = PropertyKey(name: name, memberID: function.memberID)
            if isProperty, let known = properties[key], case .functions(let others) = members[known].content {
                members[known].content = .functions(others + [index])
                continue
            }
            if isProperty { properties[key] = members.count }
            members.append(
                Member(
                    kind: isProperty ? .property : type.kind == .module ? .function : .method, name: name,
                    anchor: slug.member(scope.slug(for: name)),
                    content: .functions([index])))
        }
        return Kind.allCases.flatMap { kind in members.filter { $0.kind == kind } }
    }

    private struct PropertyKey: Hashable {
        let name: String
        let memberID: Int32
    }
}

/// A name as pages show it: a nameless thing has to be called something.
func shownName(_ name: String?) -> String {
    guard let name, !name.isEmpty else { return "(unnamed)" }
    return name
}
