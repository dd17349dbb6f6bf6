// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension TypeComparer {
    /// The properties of a dispinterface, which are found by name and called by DISPID.
    mutating func compareProperties() {
        var matching = MemberMatching(oldCount: before.variables.count, newCount: after.variables.count)
        matching.pair({ before.variables[$0].name?.lowercased() }, { after.variables[$0].name?.lowercased() })
        matching.pair({ "\(before.variables[$0].memberID)" }, { "\(after.variables[$0].memberID)" })
        for pair in matching.matched {
            let (property, newProperty) = (before.variables[pair.old], after.variables[pair.new])
            let place = place(of: newProperty)
            note(.breaking, .memberName, at: place, property.name, newProperty.name)
            note(.breaking, .memberID, at: place, dispID(property.memberID), dispID(newProperty.memberID))
            compareType(of: property, newProperty, .propertyType)
            compareDetails(of: property, newProperty)
        }
        for index in matching.removed {
            let property = before.variables[index]
            note(
                .breaking, .propertyRemoved, at: place(of: property), described(property, in: old), nil,
                advice: newInterfaceAdvice)
        }
        for index in matching.added {
            let property = after.variables[index]
            note(
                .breaking, .propertyAdded, at: place(of: property), nil, described(property, in: new),
                advice: newInterfaceAdvice)
        }
    }

    /// The constants of an enum or a module.
    mutating func compareConstants(added rule: ChangeRule) {
        let matching = matchNames()
        for pair in matching.matched {
            let (constant, newConstant) = (before.variables[pair.old], after.variables[pair.new])
            let place = place(of: newConstant)
            note(.warning, .memberName, at: place, constant.name, newConstant.name)
            if constant.value != newConstant.value {
                note(
                    .breaking, .constantValue, at: place, constant.value?.spelling ?? "no value",
                    newConstant.value?.spelling ?? "no value")
            }
            if after.kind == .module { compareType(of: constant, newConstant, .constantValue) }
            compareDetails(of: constant, newConstant)
        }
        for index in matching.removed {
            let constant = before.variables[index]
            note(.breaking, .constantRemoved, at: place(of: constant), constant.value?.spelling ?? "no value", nil)
        }
        for index in matching.added {
            let constant = after.variables[index]
            note(.compatible, rule, at: place(of: constant), nil, constant.value?.spelling ?? "no value")
        }
    }

    /// The fields of a record or a union, with offsets as a 64-bit process sees them.
    mutating func compareFields() {
        let (oldFields, newFields) = (old.variables, new.variables)
        var matching = matchNames()
        // A field that only got another name stands where it stood.
        func key(_ field: Variable, _ library: TypeLibrary) -> String {
            "\(field.instanceOffset) \(library.canonical(field.type))"
        }
        matching.pair({ key(oldFields[$0], old.library) }, { key(newFields[$0], new.library) })
        for pair in matching.matched {
            let (field, newField) = (oldFields[pair.old], newFields[pair.new])
            note(.breaking, .memberName, at: place(of: newField), field.name, newField.name)
            compareType(of: field, newField, .fieldType)
            note(
                .breaking, .recordLayout, at: place(of: newField), "offset \(field.instanceOffset)",
                "offset \(newField.instanceOffset)")
            compareDetails(of: field, newField)
        }
        for index in matching.removed {
            note(.breaking, .fieldRemoved, at: place(of: oldFields[index]), describedField(oldFields[index], in: old), nil)
        }
        for index in matching.added {
            note(.breaking, .fieldAdded, at: place(of: newFields[index]), nil, describedField(newFields[index], in: new))
        }
        note(.breaking, .recordLayout, layout(of: old), layout(of: new))
    }

    private func layout(of type: TypeInfo) -> String { "size \(type.instanceSize), alignment \(type.alignment)" }

    // MARK: Parts

    private func matchNames() -> MemberMatching {
        var matching = MemberMatching(oldCount: before.variables.count, newCount: after.variables.count)
        matching.pair({ before.variables[$0].name }, { after.variables[$0].name })
        matching.pair({ before.variables[$0].name?.lowercased() }, { after.variables[$0].name?.lowercased() })
        return matching
    }

    private func place(of variable: Variable) -> Place {
        Place(type: typeName, member: variable.name ?? "#\(variable.memberID)")
    }

    private func described(_ property: Variable, in type: TypeInfo) -> String {
        "DISPID \(dispID(property.memberID)): \(TypeSpelling(library: type.library).text(property.type))"
    }

    private func describedField(_ field: Variable, in type: TypeInfo) -> String {
        "offset \(field.instanceOffset): \(TypeSpelling(library: type.library).text(field.type))"
    }

    private mutating func compareType(of old: Variable, _ new: Variable, _ rule: ChangeRule) {
        guard let difference = compareTypes(old.type, new.type) else { return }
        note(
            difference.isSame ? .documentation : .breaking, difference.isSame ? .spelling : rule, at: place(of: new),
            difference.old, difference.new)
    }

    private mutating func compareDetails(of old: Variable, _ new: Variable) {
        let place = place(of: new)
        for entry in VariableFlagMeaning.all where old.flags.contains(entry.flag) != new.flags.contains(entry.flag) {
            let had = old.flags.contains(entry.flag)
            let isVisibility = entry.whenAdded == .documentation
            note(
                had ? entry.whenRemoved : entry.whenAdded, isVisibility ? .visibility : .memberFlags, at: place,
                had ? entry.name : nil, had ? nil : entry.name)
        }
        compareDocumentation(old.documentation, new.documentation, at: place)
        compareCustomData(old.customData, new.customData, at: place)
    }
}

/// What it means that a variable gains or loses a flag.
private struct VariableFlagMeaning {
    let flag: VarFlags
    let name: String
    var whenAdded = Change.Severity.breaking
    var whenRemoved = Change.Severity.breaking

    static let all: [VariableFlagMeaning] = [
        VariableFlagMeaning(flag: .readOnly, name: "readonly"),
        VariableFlagMeaning(flag: .source, name: "source"),
        VariableFlagMeaning(flag: .bindable, name: "bindable"),
        VariableFlagMeaning(flag: .requestEdit, name: "requestedit"),
        VariableFlagMeaning(flag: .displayBind, name: "displaybind"),
        VariableFlagMeaning(flag: .defaultBind, name: "defaultbind"),
        VariableFlagMeaning(flag: .hidden, name: "hidden", whenAdded: .documentation, whenRemoved: .documentation),
        VariableFlagMeaning(flag: .restricted, name: "restricted", whenRemoved: .compatible),
        VariableFlagMeaning(flag: .defaultCollectionElement, name: "defaultcollelem"),
        VariableFlagMeaning(flag: .uiDefault, name: "uidefault", whenAdded: .documentation, whenRemoved: .documentation),
        VariableFlagMeaning(
            flag: .nonBrowsable, name: "nonbrowsable", whenAdded: .documentation, whenRemoved: .documentation),
        VariableFlagMeaning(flag: .replaceable, name: "replaceable"),
        VariableFlagMeaning(flag: .immediateBind, name: "immediatebind"),
    ]
}
