// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// What a type is, in the order in which a library's page lists the kinds.
enum Kind: Int, CaseIterable {
    case coclass, interface, dispinterface, enumeration, structure, union, alias, module

    init(of type: TypeDefinition) {
        self =
            switch type.kind {
            case .coclass: .coclass
            case .interface: .interface
            case .dispatch: type.flags.contains(.dual) ? .interface : .dispinterface
            case .enum: .enumeration
            case .record: .structure
            case .union: .union
            case .alias: .alias
            case .module: .module
            }
    }

    /// The word in IDL.
    var keyword: StaticString {
        switch self {
        case .coclass: "coclass"
        case .interface: "interface"
        case .dispinterface: "dispinterface"
        case .enumeration: "enum"
        case .structure: "struct"
        case .union: "union"
        case .alias: "typedef"
        case .module: "module"
        }
    }

    var title: String {
        switch self {
        case .coclass: "Coclasses"
        case .interface: "Interfaces"
        case .dispinterface: "Dispinterfaces"
        case .enumeration: "Enumerations"
        case .structure: "Structures"
        case .union: "Unions"
        case .alias: "Aliases"
        case .module: "Modules"
        }
    }

    /// How many there are: `1 coclass`, `3 interfaces`.
    func count(_ number: Int) -> String {
        let plural = title.lowercased()
        let singular = self == .alias || self == .coclass ? String(plural.dropLast(2)) : String(plural.dropLast())
        return "\(number) \(number == 1 ? singular : plural)"
    }

    /// The anchor of the kind's section on a library's page.
    var anchor: Slug {
        switch self {
        case .coclass: .fixed("coclasses")
        case .interface: .fixed("interfaces")
        case .dispinterface: .fixed("dispinterfaces")
        case .enumeration: .fixed("enumerations")
        case .structure: .fixed("structures")
        case .union: .fixed("unions")
        case .alias: .fixed("aliases")
        case .module: .fixed("modules")
        }
    }
}
