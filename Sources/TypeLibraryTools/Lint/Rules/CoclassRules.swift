// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LintRule {
    static let coclassRules: [LintRule] = [
        LintRule(
            "coclass-empty", .warning, "A coclass names the interfaces of its objects.", source: Published.classes,
            .type { type, reporter in
                guard type.definition.kind == .coclass, type.definition.implementedTypes.isEmpty else { return }
                reporter.report("names no interface", at: type.path)
            }),
        LintRule(
            "coclass-default", .error,
            "A coclass has one default interface, and one default source if it has sources: a variable of the class's type is one of the default interface.",
            source: Published.classes,
            .type { type, reporter in
                guard type.definition.kind == .coclass else { return }
                for isSource in [false, true] {
                    let side = type.definition.implementedTypes.filter {
                        $0.flags.contains(.source) == isSource && !$0.flags.contains(.restricted)
                    }
                    let defaults = side.count { $0.flags.contains(.default) }
                    let what = isSource ? "default source" : "default interface"
                    if !side.isEmpty, defaults == 0 { reporter.report("has no \(what)", at: type.path) }
                    if defaults > 1 { reporter.report("has \(defaults) \(what)s", at: type.path) }
                }
            }),
        LintRule(
            "coclass-source", .warning,
            "The default source is a dispinterface or dual: scripts can handle no other events.", source: Published.practice,
            .type { type, reporter in
                guard type.definition.kind == .coclass else { return }
                for (index, member) in type.definition.implementedTypes.enumerated()
                where member.flags.contains(.source) && member.flags.contains(.default) {
                    guard let (library, number) = try? type.owner.library.locate(member.reference),
                        let header = try? library.header(at: number), header.kind == .interface
                    else { continue }
                    reporter.report("is the default source and has no IDispatch", at: type.path(.implementedType(index)))
                }
            }),
        LintRule(
            "coclass-duplicate", .error, "A coclass names an interface once.", source: Published.classes,
            .type { type, reporter in
                guard type.definition.kind == .coclass else { return }
                var seen: Set<String> = []
                for (index, member) in type.definition.implementedTypes.enumerated() {
                    let key = "\(type.owner.library.identity(of: member.reference)) \(member.flags.contains(.source))"
                    if !seen.insert(key).inserted {
                        reporter.report("is named twice", at: type.path(.implementedType(index)))
                    }
                }
            }),
    ]
}
