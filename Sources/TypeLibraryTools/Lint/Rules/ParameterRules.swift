// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LintRule {
    static let parameterRules: [LintRule] = [
        LintRule(
            "parameter-direction", .warning, "A parameter says whether it is in, out or both.", source: Published.midl,
            .parameter { parameter, reporter in
                guard parameter.function.type.isRemotable else { return }
                if parameter.parameter.flags.isDisjoint(with: [.in, .out, .retval, .lcid]) {
                    reporter.report("is neither in nor out", at: parameter.path)
                }
            }),
        LintRule(
            "out-pointer", .error, "An out parameter is a pointer: the result is stored where it points.",
            source: Published.midl,
            .parameter { parameter, reporter in
                guard parameter.function.type.isInterface, parameter.parameter.flags.contains(.out) else { return }
                switch parameter.canonical {
                case .pointer, .cArray, .tooDeep, .type(.unresolved): return
                case .basic(.lpstr), .basic(.lpwstr): return
                default: reporter.report("is out and no pointer", at: parameter.path)
                }
            }),
        LintRule(
            "retval-out", .error, "A retval parameter is out, not in, and a pointer.", source: Published.midl,
            .parameter { parameter, reporter in
                let flags = parameter.parameter.flags
                guard flags.contains(.retval) else { return }
                if !flags.contains(.out) { reporter.report("is retval and not out", at: parameter.path) }
                if flags.contains(.in) { reporter.report("is retval and in", at: parameter.path) }
                if case .pointer = parameter.canonical { return }
                reporter.report("is retval and no pointer", at: parameter.path)
            }),
        LintRule(
            "retval-last", .error, "The retval parameter is the last one, and there is one.", source: Published.midl,
            .parameter { parameter, reporter in
                guard parameter.parameter.flags.contains(.retval) else { return }
                if parameter.index != parameter.function.function.parameters.count - 1 {
                    reporter.report("is retval and not the last parameter", at: parameter.path)
                }
            }),
        LintRule(
            "optional-order", .error,
            "Optional parameters stand behind those that are always needed; only the language, the result and a property's new value stand behind them.",
            source: Published.midl,
            .function { function, reporter in
                var optional: String?
                let arguments = function.arguments
                let newValue = function.function.invokeKind.isPut ? arguments.last?.index : nil
                for parameter in arguments where parameter.index != newValue {
                    if !parameter.parameter.flags.isDisjoint(with: [.optional, .hasDefault]) {
                        optional = parameter.parameter.name ?? "#\(parameter.index + 1)"
                    } else if let optional {
                        reporter.report("stands behind the optional \(optional)", at: parameter.path)
                    }
                }
            }),
        LintRule(
            "optional-type", .warning,
            "An optional parameter without a default value is a VARIANT, which alone can say that it was left out.",
            source: Published.midl,
            .parameter { parameter, reporter in
                let flags = parameter.parameter.flags
                guard parameter.function.type.isInterface, flags.contains(.optional), !flags.contains(.hasDefault),
                    !flags.contains(.retval)
                else { return }
                switch parameter.canonical {
                case .basic(.variant), .pointer(.basic(.variant)?): return
                // An optional out parameter is left out by passing null.
                case .pointer where flags.contains(.out) && !flags.contains(.in): return
                default:
                    let text = parameter.function.type.owner.spelling.text(parameter.parameter.type)
                    reporter.report("is optional, has no default value and is a \(text)", at: parameter.path)
                }
            }),
        LintRule(
            "lcid-type", .error, "An lcid parameter is a long that goes in, and a function has one at most.",
            source: Published.midl,
            .function { function, reporter in
                for (number, parameter) in function.parameters.filter({ $0.parameter.flags.contains(.lcid) }).enumerated() {
                    if parameter.parameter.flags.contains(.out) { reporter.report("is lcid and out", at: parameter.path) }
                    switch parameter.canonical {
                    case .basic(.i4), .basic(.ui4), .basic(.int), .basic(.uint): break
                    default: reporter.report("is lcid and no long", at: parameter.path)
                    }
                    if number > 0 { reporter.report("is not the only lcid parameter", at: parameter.path) }
                }
            }),
    ]
}
