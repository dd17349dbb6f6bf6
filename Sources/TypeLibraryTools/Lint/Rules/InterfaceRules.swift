// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LintRule {
    static let interfaceRules: [LintRule] = [
        LintRule(
            "derives-from-unknown", .error,
            "An interface derives from IUnknown, directly or through others: its vtable begins with QueryInterface, AddRef and Release.",
            source: Published.design,
            .type { type, reporter in
                guard type.definition.kind == .interface, !type.isRoot, !type.isContainer else { return }
                guard let last = type.inheritance.last, last.guid != WellKnownIID.unknown else { return }
                // An import that cannot be found is another rule's business, and may well lead to IUnknown.
                if last.definition.implementedTypes.isEmpty {
                    reporter.report("does not derive from IUnknown", at: type.path)
                }
            }),
        LintRule(
            "interface-id", .error, "Every interface, dispinterface and coclass has a GUID.", source: Published.design,
            .type { type, reporter in
                guard type.isInterface || type.definition.kind == .coclass, !type.isContainer else { return }
                if type.definition.guid == .zero { reporter.report("has no GUID", at: type.path) }
            }),
        LintRule(
            "interface-version", .warning,
            "An interface has no version: a changed interface is a new one, with a new IID.", source: Published.design,
            .type { type, reporter in
                guard type.isInterface, type.definition.version != Version(0, 0) else { return }
                reporter.report(
                    "has version \(type.definition.version), which no client asks for; its IID is its version", at: type.path)
            }),
        LintRule(
            "interface-prefix", .warning,
            "The name of an interface begins with I and a capital; that of a dispinterface may begin with D, and one made for a class with an underscore.",
            source: Published.naming,
            .type { type, reporter in
                guard type.isInterface, let name = type.definition.name, !type.isContainer else { return }
                let isDispinterface = !type.definition.isVTable
                let letters = Array(name.drop { $0 == "_" })
                if name.hasPrefix("_") || letters.isEmpty { return }
                let prefixes: [Character] = isDispinterface ? ["I", "D"] : ["I"]
                if prefixes.contains(letters[0]), letters.count > 1, letters[1].isUppercase || letters[1].isNumber { return }
                reporter.report("the name does not begin with I\(isDispinterface ? " or D" : "") and a capital", at: type.path)
            }),
        LintRule(
            "member-name-case", .warning,
            "Names of members differ in more than the case of letters: GetIDsOfNames takes one for the other.",
            source: Published.automation,
            .type { type, reporter in
                var names: [String: String] = [:]
                func check(_ name: String?, _ path: DeclarationPath) {
                    guard let name else { return }
                    if let other = names[name.lowercased()], other != name {
                        reporter.report("differs from \(other) only in case", at: path)
                    }
                    names[name.lowercased()] = name
                }
                for function in type.functions { check(function.function.name, function.path) }
                for (index, variable) in type.definition.variables.enumerated() {
                    check(variable.name, type.path(.variable(index)))
                }
            }),
        LintRule(
            "overloaded-name", .warning,
            "One name, one member: neither IDispatch nor MIDL knows overloads, and only the first can be found by name.",
            source: Published.design,
            .type { type, reporter in
                guard type.isInterface else { return }
                var kinds: [String: InvokeKind] = [:]
                var isMethod: [String: Bool] = [:]
                for function in type.functions {
                    guard let name = function.function.name?.lowercased() else { continue }
                    let kind = function.function.invokeKind
                    let isMethodToo = kind.keyword == nil
                    let wasMethod = isMethod.updateValue(isMethodToo, forKey: name) ?? isMethodToo
                    guard kinds[name, default: []].isDisjoint(with: kind), wasMethod == isMethodToo else {
                        reporter.report("another member has this name", at: function.path)
                        continue
                    }
                    kinds[name, default: []].formUnion(kind)
                }
            }),
    ]
}

extension LintType {
    /// Headers write interfaces that only hold typedefs; they have neither members nor a base nor an IID.
    var isContainer: Bool {
        definition.kind == .interface && definition.functions.isEmpty && definition.implementedTypes.isEmpty
            && definition.guid == .zero
    }
}
