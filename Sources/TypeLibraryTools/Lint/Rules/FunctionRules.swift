// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LintRule {
    static let functionRules: [LintRule] = [
        LintRule(
            "hresult-return", .warning,
            "A function returns HRESULT: a proxy has nowhere else to report that the call did not arrive.",
            source: Published.design,
            .function { function, reporter in
                guard function.type.isRemotable, function.function.kind != .dispatch else { return }
                guard function.library.canonical(function.function.returnType) != .basic(.hresult) else { return }
                let text = function.type.owner.spelling.text(function.function.returnType)
                reporter.report("returns \(text), not HRESULT", at: function.path)
            }),
        LintRule(
            "parameter-count", .warning,
            "A function has at most six parameters, the result not counted: more are a record, or several functions.",
            source: Published.practice,
            .function { function, reporter in
                guard function.type.isInterface, function.arguments.count > 6 else { return }
                reporter.report("has \(function.arguments.count) parameters", at: function.path)
            }),
        LintRule(
            "parameter-name", .warning,
            "Parameters that scripts can name have names, each its own.", source: Published.naming,
            .function { function, reporter in
                guard function.type.definition.isDispatchable, !function.type.isRoot else { return }
                var names: Set<String> = []
                // The new value of a property has no name in a library.
                let newValue = function.function.invokeKind.isPut ? function.arguments.last?.index : nil
                for parameter in function.parameters where parameter.index != newValue {
                    guard let name = parameter.parameter.name, !name.isEmpty else {
                        reporter.report("has no name", at: parameter.path)
                        continue
                    }
                    if !names.insert(name.lowercased()).inserted {
                        reporter.report("another parameter has this name", at: parameter.path)
                    }
                }
            }),
        LintRule(
            "union-count", .warning,
            "A function passes at most two unions: each needs a discriminant of its own.", source: Published.practice,
            .function { function, reporter in
                guard function.type.isRemotable else { return }
                let unions = function.parameters.count { $0.library.isUnion($0.parameter.type) }
                if unions > 2 { reporter.report("passes \(unions) unions", at: function.path) }
            }),
    ]
}

extension TypeLibrary {
    /// Whether the type is a union, or a pointer to one, behind any aliases.
    func isUnion(_ type: TypeDescription, depth: Int = 0) -> Bool {
        guard depth < 64 else { return false }
        switch type {
        case .basic, .safeArray(nil), .pointer(nil): return false
        case .pointer(let target?), .safeArray(let target?): return isUnion(target, depth: depth + 1)
        case .cArray(let element, _): return isUnion(element, depth: depth + 1)
        case .userDefined(let reference):
            guard let (library, index) = try? locate(reference), let kind = (try? library.header(at: index))?.kind else {
                return false
            }
            if kind == .alias, let target = try? library.typeInfo(at: index).definition.alias {
                return library.isUnion(target, depth: depth + 1)
            }
            return kind == .union
        }
    }
}
