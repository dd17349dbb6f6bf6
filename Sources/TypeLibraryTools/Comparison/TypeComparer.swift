// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// Compares two versions of one type.
struct TypeComparer {
    let old: TypeInfo
    let new: TypeInfo
    /// Names of types in either library, in lower case: what a new interface cannot be called.
    let takenNames: Set<String>
    private(set) var changes: [Change] = []

    init(old: TypeInfo, new: TypeInfo, takenNames: Set<String>) {
        self.old = old
        self.new = new
        self.takenNames = takenNames
    }

    var before: TypeDefinition { old.definition }
    var after: TypeDefinition { new.definition }
    var typeName: String { after.displayName }

    mutating func compare() {
        guard compareNature() else { return }
        compareFlags()
        compareDocumentation(before.documentation, after.documentation, at: Place(type: typeName))
        compareCustomData(before.customData, after.customData, at: Place(type: typeName))
        note(.documentation, .typeVersion, "\(before.version)", "\(after.version)")
        switch after.kind {
        case .interface, .dispatch:
            compareBase()
            compareFunctions()
            compareProperties()
        case .enum: compareConstants(added: .constantAdded)
        case .record, .union: compareFields()
        case .coclass: compareCoclassInterfaces()
        case .alias: compareAlias()
        case .module: compareModule()
        }
    }

    /// Adds a change, if the two texts differ.
    mutating func note(
        _ severity: Change.Severity, _ rule: ChangeRule, at place: Place? = nil, _ old: String?, _ new: String?,
        advice: String? = nil
    ) {
        guard old != new else { return }
        let place = place ?? Place(type: typeName)
        changes.append(Change(severity: severity, rule: rule, place: place, old: old, new: new, advice: advice))
    }

    // MARK: What the type is

    /// Compares name, kind and GUID. False if the two are different things, whose members need no comparison.
    private mutating func compareNature() -> Bool {
        note(.warning, .typeRenamed, before.name, after.name)
        let isCallable = [.interface, .dispatch].contains(before.kind) && [.interface, .dispatch].contains(after.kind)
        if before.kind != after.kind || before.keyword != after.keyword {
            let rule: ChangeRule = isCallable && before.isVTable && after.isVTable ? .dual : .typeKind
            note(.breaking, rule, before.keyword, after.keyword, advice: isCallable ? newInterfaceAdvice : nil)
            guard rule == .dual else { return false }
        }
        guard before.guid != after.guid else { return true }
        if before.guid == .zero {
            note(.compatible, .typeGUID, nil, after.guid.description)
            return true
        }
        let isInterface = after.kind == .interface || after.kind == .dispatch
        note(
            .breaking, .typeGUID, before.guid.description, after.guid == .zero ? nil : after.guid.description,
            advice: isInterface ? "keep \(typeName) as it was, and add the changed one as \(freeName)" : nil)
        // Another IID is another contract, which may have any members.
        return !isInterface
    }

    private mutating func compareFlags() {
        for entry in TypeFlagMeaning.all {
            let had = before.flags.contains(entry.flag)
            let has = after.flags.contains(entry.flag)
            guard had != has else { continue }
            let rule: ChangeRule =
                entry.flag == .oleAutomation ? .oleAutomation : entry.flag == .hidden ? .visibility : .typeFlags
            note(has ? entry.whenAdded : entry.whenRemoved, rule, had ? entry.name : nil, has ? entry.name : nil)
        }
    }

    private mutating func compareAlias() {
        let rule = compareTypes(before.alias ?? .basic(.void), after.alias ?? .basic(.void))
        guard let rule else { return }
        note(rule.isSame ? .documentation : .breaking, rule.isSame ? .spelling : .aliasTarget, rule.old, rule.new)
    }

    // MARK: Shared comparisons

    mutating func compareDocumentation(_ old: Documentation, _ new: Documentation, at place: Place) {
        note(.documentation, .helpString, at: place, old.helpString.map(quoted), new.helpString.map(quoted))
        note(.documentation, .helpContext, at: place, old.contexts, new.contexts)
    }

    /// Custom data that keeps attributes of IDL decides what travels; all other is for whoever knows its GUID.
    mutating func compareCustomData(_ old: [CustomData], _ new: [CustomData], at place: Place) {
        func split(_ items: [CustomData]) -> (wire: [CustomData], rest: [CustomData]) {
            (items.filter { AttributeGUID.name(of: $0.guid) != nil }, items.filter { AttributeGUID.name(of: $0.guid) == nil })
        }
        let (oldWire, oldRest) = split(old)
        let (newWire, newRest) = split(new)
        if Set(oldWire) != Set(newWire) {
            note(.breaking, .wireAttribute, at: place, oldWire.attributeSpelling, newWire.attributeSpelling)
        }
        if Set(oldRest) != Set(newRest) {
            note(.documentation, .customData, at: place, oldRest.spelling, newRest.spelling)
        }
    }

    /// The spellings of two types that differ; nil if they do not. `isSame` if only the spelling differs.
    func compareTypes(
        _ before: TypeDescription, _ after: TypeDescription
    ) -> (old: String, new: String, isSame: Bool)? {
        var oldText = TypeSpelling(library: old.library).text(before)
        var newText = TypeSpelling(library: new.library).text(after)
        let oldCanonical = old.library.canonical(before)
        let newCanonical = new.library.canonical(after)
        if oldCanonical == newCanonical {
            return oldText == newText ? nil : (oldText, newText, true)
        }
        if oldText == newText {
            // One name, two types: another GUID, or an alias of something else.
            oldText += " (\(TypeComparer.detail(oldCanonical)))"
            newText += " (\(TypeComparer.detail(newCanonical)))"
        }
        return (oldText, newText, false)
    }

    private static func detail(_ type: CanonicalType) -> String {
        switch type {
        case .basic(let varType): TypeSpelling.name(of: varType)
        case .pointer(let target): (target.map(detail) ?? "void") + "*"
        case .safeArray(let element): "SAFEARRAY(\(element.map(detail) ?? "void"))"
        case .cArray(let element, let bounds): detail(element) + bounds.map { "[\($0.lower)…\($0.count)]" }.joined()
        case .type(.guid(let guid)): guid.description
        case .type(.name(let name)), .type(.unresolved(let name)): name
        case .tooDeep: "…"
        }
    }

    // MARK: Advice

    /// The name with the next free number: `IShape` → `IShape2`, `IShape2` → `IShape3`.
    var freeName: String {
        let digits = typeName.reversed().prefix { $0.isASCII && $0.isNumber }
        let stem = String(typeName.dropLast(digits.count))
        var number = (Int(String(digits.reversed())) ?? 1) % 1_000_000
        repeat { number += 1 } while takenNames.contains((stem + "\(number)").lowercased())
        return stem + "\(number)"
    }

    var newInterfaceAdvice: String {
        let base = after.kind == .dispatch && !after.isVTable ? "" : " : \(typeName)"
        return "leave \(typeName) as it is and add a new interface with a new IID, e.g. \(freeName)\(base)"
    }

    /// One line about a type that was added or removed.
    static func summary(of type: TypeDefinition) -> String {
        var text = type.keyword
        if type.guid != .zero { text += " \(type.guid)" }
        let members = type.functions.count + (type.kind == .coclass ? type.implementedTypes.count : type.variables.count)
        if type.kind != .alias { text += ", \(members) \(members == 1 ? "member" : "members")" }
        return text
    }
}

extension TypeDefinition {
    /// Whether callers may use the type's vtable beyond that of its base.
    var isVTable: Bool { kind == .interface || kind == .dispatch && flags.contains(.dual) }

    /// Whether callers may reach the members by name and DISPID.
    var isDispatchable: Bool { kind == .dispatch || kind == .interface && flags.contains(.dispatchable) }
}

/// What it means that a type gains or loses a flag.
private struct TypeFlagMeaning {
    let flag: TypeFlags
    let name: String
    let whenAdded: Change.Severity
    let whenRemoved: Change.Severity

    // `dual` is a part of the type's kind, and `dispatchable` follows from its base.
    static let all: [TypeFlagMeaning] = [
        TypeFlagMeaning(flag: .appObject, name: "appobject", whenAdded: .compatible, whenRemoved: .breaking),
        TypeFlagMeaning(flag: .canCreate, name: "creatable", whenAdded: .compatible, whenRemoved: .breaking),
        TypeFlagMeaning(flag: .licensed, name: "licensed", whenAdded: .breaking, whenRemoved: .compatible),
        TypeFlagMeaning(flag: .predeclaredID, name: "predeclid", whenAdded: .compatible, whenRemoved: .breaking),
        TypeFlagMeaning(flag: .hidden, name: "hidden", whenAdded: .documentation, whenRemoved: .documentation),
        TypeFlagMeaning(flag: .control, name: "control", whenAdded: .compatible, whenRemoved: .breaking),
        TypeFlagMeaning(flag: .nonExtensible, name: "nonextensible", whenAdded: .breaking, whenRemoved: .breaking),
        TypeFlagMeaning(flag: .oleAutomation, name: "oleautomation", whenAdded: .breaking, whenRemoved: .breaking),
        TypeFlagMeaning(flag: .restricted, name: "restricted", whenAdded: .breaking, whenRemoved: .compatible),
        TypeFlagMeaning(flag: .aggregatable, name: "aggregatable", whenAdded: .compatible, whenRemoved: .breaking),
        TypeFlagMeaning(flag: .replaceable, name: "replaceable", whenAdded: .documentation, whenRemoved: .documentation),
        TypeFlagMeaning(flag: .reverseBind, name: "reversebind", whenAdded: .breaking, whenRemoved: .breaking),
        TypeFlagMeaning(flag: .proxy, name: "proxy", whenAdded: .breaking, whenRemoved: .breaking),
    ]
}
