// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LintRule {
    static let propertyRules: [LintRule] = [
        LintRule(
            "property-value", .error, "propget gives a value; propput and propputref take one.", source: Published.midl,
            .function { function, reporter in
                guard function.type.isInterface, let keyword = function.function.invokeKind.keyword else { return }
                guard function.valueType == nil else { return }
                reporter.report(
                    function.function.invokeKind.isPut ? "\(keyword) takes no value" : "propget gives no value", at: function.path)
            }),
        LintRule(
            "property-dispid", .error, "The accessors of a property have one DISPID.", source: Published.automation,
            .type { type, reporter in
                guard type.isInterface else { return }
                for accessors in type.properties {
                    guard let first = accessors.first else { continue }
                    for other in accessors.dropFirst() where other.function.memberID != first.function.memberID {
                        reporter.report(
                            "has DISPID \(dispID(other.function.memberID)), but \(first.function.label) has \(dispID(first.function.memberID))",
                            at: other.path)
                    }
                }
            }),
        LintRule(
            "property-type", .warning, "A property is set to the type that it gives, with the same further arguments.",
            source: Published.midl,
            .type { type, reporter in
                guard type.isInterface else { return }
                for accessors in type.properties {
                    guard let getter = accessors.first(where: { $0.function.invokeKind.contains(.propertyGet) }) else { continue }
                    for putter in accessors where putter.function.invokeKind.isPut { compare(getter, putter, reporter) }
                }
            }),
        LintRule(
            // MIDL accepts both orders, and Microsoft's own libraries have both.
            "property-order", .warning, isOnByDefault: false,
            "propget stands before propput and propputref, as most libraries have it.",
            source: Published.practice,
            .type { type, reporter in
                guard type.definition.isVTable else { return }
                for accessors in type.properties {
                    guard let first = accessors.first, first.function.invokeKind.isPut,
                        let getter = accessors.first(where: { $0.function.invokeKind.contains(.propertyGet) })
                    else { continue }
                    reporter.report("stands behind \(first.function.label)", at: getter.path)
                }
            }),
        LintRule(
            "property-write-only", .warning, isOnByDefault: false, "A property that can be set can be read.",
            source: Published.naming,
            .type { type, reporter in
                guard type.isInterface else { return }
                for accessors in type.properties {
                    guard let first = accessors.first else { continue }
                    if !accessors.contains(where: { $0.function.invokeKind.contains(.propertyGet) }) {
                        reporter.report("can be set and not read", at: first.path)
                    }
                }
            }),
        LintRule(
            "propputref-object", .warning,
            "propputref sets a reference to an object; a value is set with propput.", source: Published.midl,
            .function { function, reporter in
                guard function.type.isInterface, function.function.invokeKind.contains(.propertyPutRef),
                    let value = function.valueType
                else { return }
                switch function.library.canonical(value) {
                case .pointer, .basic(.unknown), .basic(.dispatch), .basic(.variant): return
                default:
                    reporter.report(
                        "\(function.type.owner.spelling.text(value)) is a value, not a reference", at: function.path)
                }
            }),
    ]

    private static func compare(_ getter: LintFunction, _ putter: LintFunction, _ reporter: Reporter) {
        guard let given = getter.valueType, let taken = putter.valueType else { return }
        let library = getter.library
        let spelling = getter.type.owner.spelling
        var takenType = library.canonical(taken)
        let givenType = library.canonical(given)
        // Records and VARIANTs may be set by reference.
        if case .pointer(let target?) = takenType, target == givenType { takenType = target }
        // propputref may take the object where propget gives it in a VARIANT.
        let isReference = putter.function.invokeKind.contains(.propertyPutRef) && givenType == .basic(.variant)
        if takenType != givenType, !isReference {
            reporter.report("takes \(spelling.text(taken)), but propget gives \(spelling.text(given))", at: putter.path)
        }
        let getterHasRetval = getter.function.parameters.contains { $0.flags.contains(.retval) }
        let isValueLast = !getterHasRetval && getter.function.returnType == .basic(.hresult)
        let indices = getter.arguments.dropLast(isValueLast ? 1 : 0).map { library.canonical($0.parameter.type) }
        let otherIndices = putter.arguments.dropLast().map { library.canonical($0.parameter.type) }
        if indices != otherIndices { reporter.report("takes other arguments than propget", at: putter.path) }
    }
}

extension LintType {
    /// The accessors by property, in the order of the vtable.
    var properties: [[LintFunction]] {
        var order: [String] = []
        var accessors: [String: [LintFunction]] = [:]
        for function in functions where function.function.invokeKind.keyword != nil {
            let name = function.function.name?.lowercased() ?? "\(function.function.memberID)"
            if accessors[name] == nil { order.append(name) }
            accessors[name, default: []].append(function)
        }
        return order.compactMap { accessors[$0] }
    }
}
