// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LintRule {
    static let libraryRules: [LintRule] = [
        LintRule(
            "library-guid", .error, "A library has a GUID: references to it and its registration go by it.",
            source: Published.libraries,
            .library { library, reporter in
                if library.library.guid == .zero { reporter.report("the library has no GUID", at: DeclarationPath()) }
            }),
        LintRule(
            "library-version", .warning,
            "A library has a version other than 0.0, so that a later one can be told from it.", source: Published.libraries,
            .library { library, reporter in
                guard library.library.version == Version(0, 0) else { return }
                reporter.report("the library has version 0.0", at: DeclarationPath())
            }),
        LintRule(
            "unique-guid", .error, "A GUID stands for one type: no two types, nor a type and the library, share it.",
            source: Published.design,
            .library { library, reporter in
                var owners: [GUID: String] = library.library.guid == .zero ? [:] : [library.library.guid: "the library"]
                for type in library.types where type.definition.guid != .zero {
                    if let other = owners[type.definition.guid] {
                        reporter.report("has the GUID of \(other)", at: type.path)
                    } else {
                        owners[type.definition.guid] = type.definition.displayName
                    }
                    if let known = WellKnown.names[type.definition.guid], known != type.definition.name {
                        reporter.report("has the IID of \(known)", at: type.path)
                    }
                }
            }),
        LintRule(
            "type-name-case", .error,
            "Names of types differ in more than the case of letters: a library finds types without regard to case.",
            source: Published.libraries,
            .library { library, reporter in
                var names: [String: String] = [:]
                for type in library.types {
                    guard let name = type.definition.name else { continue }
                    if let other = names.updateValue(name, forKey: name.lowercased()) {
                        reporter.report(
                            other == name ? "another type has this name" : "differs from \(other) only in case", at: type.path)
                    }
                }
            }),
        LintRule(
            "unresolved-reference", .error, "Every type that is referred to can be found.", source: Published.libraries,
            .type { type, reporter in
                for (index, member) in type.definition.implementedTypes.enumerated() {
                    checkReference(member.reference, of: type, at: type.path(.implementedType(index)), reporter)
                }
                if let alias = type.definition.alias { checkReferences(in: alias, of: type, at: type.path, reporter) }
                for (index, variable) in type.definition.variables.enumerated() {
                    checkReferences(in: variable.type, of: type, at: type.path(.variable(index)), reporter)
                }
                for function in type.functions {
                    checkReferences(in: function.function.returnType, of: type, at: function.path, reporter)
                    for parameter in function.parameters {
                        checkReferences(in: parameter.parameter.type, of: type, at: parameter.path, reporter)
                    }
                }
            }),
        LintRule(
            "help-string", .warning, isOnByDefault: false,
            "Everything that a browser shows has a help string.", source: Published.naming,
            .type { type, reporter in
                guard !type.definition.flags.contains(.hidden) else { return }
                if type.definition.documentation.helpString == nil { reporter.report("has no help string", at: type.path) }
                guard type.isInterface || type.definition.kind == .module || type.definition.kind == .enum else { return }
                for function in type.functions
                where function.function.documentation.helpString == nil && !function.function.flags.contains(.hidden) {
                    reporter.report("has no help string", at: function.path)
                }
                for (index, variable) in type.definition.variables.enumerated()
                where variable.documentation.helpString == nil && !variable.flags.contains(.hidden) {
                    reporter.report("has no help string", at: type.path(.variable(index)))
                }
            }),
    ]

    private static func checkReferences(
        in description: TypeDescription, of type: LintType, at path: DeclarationPath, _ reporter: Reporter
    ) {
        var next: TypeDescription? = description
        while let description = next {
            switch description {
            case .pointer(let target), .safeArray(let target): next = target
            case .cArray(let element, _): next = element
            case .userDefined(let reference):
                checkReference(reference, of: type, at: path, reporter)
                return
            case .basic: return
            }
        }
    }

    private static func checkReference(
        _ reference: TypeReference, of type: LintType, at path: DeclarationPath, _ reporter: Reporter
    ) {
        do throws(TypeLibraryError) {
            _ = try type.owner.library.locate(reference)
        } catch {
            reporter.report(error.message, at: path)
        }
    }
}
