// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension TypeComparer {
    // MARK: Interfaces

    mutating func compareBase() {
        let oldBase = before.implementedTypes.first?.reference
        let newBase = after.implementedTypes.first?.reference
        guard oldBase.map(old.library.identity) != newBase.map(new.library.identity) else { return }
        note(
            .breaking, .baseInterface, oldBase.map { spelledBase($0, in: old.library) },
            newBase.map { spelledBase($0, in: new.library) }, advice: newInterfaceAdvice)
    }

    /// With the IID, which may be all that tells two bases apart.
    private func spelledBase(_ reference: TypeReference, in library: TypeLibrary) -> String {
        let name = TypeSpelling(library: library).name(of: reference)
        if case .guid(let guid) = library.identity(of: reference) { return "\(name) \(guid)" }
        return name
    }

    mutating func compareFunctions() {
        let matching = matchFunctions()
        let hasVTable = before.isVTable && after.isVTable
        if hasVTable { compareSlots(matching) }
        for index in matching.removed {
            let function = before.functions[index]
            note(
                .breaking, .functionRemoved, at: Place(type: typeName, member: function.label),
                described(function, in: old), nil, advice: newInterfaceAdvice)
        }
        let lastMatched = matching.matched.map(\.new).max() ?? -1
        for index in matching.added {
            let function = after.functions[index]
            let isAppended = !hasVTable || index > lastMatched
            note(
                .breaking, isAppended ? .functionAppended : .functionInserted,
                at: Place(type: typeName, member: function.label), nil, described(function, in: new),
                advice: newInterfaceAdvice)
        }
        for pair in matching.matched { compare(before.functions[pair.old], after.functions[pair.new]) }
    }

    /// Pairs the functions by name and kind of call; a renamed one by its DISPID.
    private func matchFunctions() -> MemberMatching {
        var matching = MemberMatching(oldCount: before.functions.count, newCount: after.functions.count)
        func pair(_ key: (Function, TypeLibrary) -> String?) {
            matching.pair({ key(before.functions[$0], old.library) }, { key(after.functions[$0], new.library) })
        }
        pair { function, _ in function.name.map { "\($0.lowercased()) \(function.invokeKind.rawValue)" } }
        pair { function, _ in function.name?.lowercased() }
        pair { function, library in
            let parameters = function.parameters.map { library.canonical($0.type) }
            return "\(function.memberID) \(function.invokeKind.rawValue) \(library.canonical(function.returnType)) \(parameters)"
        }
        pair { function, _ in
            // A DISPID that the compiler assigned says only where the function stands.
            function.memberID.isAssigned ? nil : "\(function.memberID) \(function.invokeKind.rawValue)"
        }
        return matching
    }

    /// Compares where the functions stand in the vtable.
    private mutating func compareSlots(_ matching: MemberMatching) {
        if let first = before.functions.first, let newFirst = after.functions.first {
            let (oldSlot, newSlot) = (slot(of: first, in: old), slot(of: newFirst, in: new))
            note(.breaking, .vtableStart, "own functions from slot \(oldSlot)", "own functions from slot \(newSlot)")
        }
        var moved = matching.reordered
        if moved.isEmpty, matching.removed.isEmpty, matching.added.isEmpty,
            let first = before.functions.first, let newFirst = after.functions.first
        {
            // The order is the same; what is left are slots that a file stores as it likes.
            let (start, newStart) = (slot(of: first, in: old), slot(of: newFirst, in: new))
            moved = matching.matched.filter {
                slot(of: before.functions[$0.old], in: old) - start != slot(of: after.functions[$0.new], in: new) - newStart
            }
        }
        for pair in moved {
            let function = after.functions[pair.new]
            note(
                .breaking, .vtableOrder, at: Place(type: typeName, member: function.label),
                "slot \(slot(of: before.functions[pair.old], in: old))", "slot \(slot(of: function, in: new))")
        }
    }

    private func slot(of function: Function, in type: TypeInfo) -> Int {
        Int(UInt16(bitPattern: function.vtableOffset)) / type.library.attributes.systemKind.pointerSize
    }

    private func described(_ function: Function, in type: TypeInfo) -> String {
        var place = type.definition.isVTable ? "slot \(slot(of: function, in: type)): " : ""
        if type.definition.isDispatchable { place = "DISPID \(dispID(function.memberID)), " + place }
        if place.hasSuffix(", ") { place = place.dropLast(2) + ": " }
        return place + TypeSpelling(library: type.library).text(function)
    }

    // MARK: One function

    mutating func compare(_ before: Function, _ after: Function) {
        let place = Place(type: typeName, member: after.label)
        // Nobody holds a DISPID or a name of an interface that IDispatch did not reach before.
        let isDispatchable = self.before.isDispatchable
        note(.breaking, .memberName, at: place, before.name, after.name)
        note(.breaking, .invokeKind, at: place, before.invokeKind.keyword ?? "method", after.invokeKind.keyword ?? "method")
        if isDispatchable { note(.breaking, .memberID, at: place, dispID(before.memberID), dispID(after.memberID)) }
        if let difference = compareTypes(before.returnType, after.returnType) {
            note(
                difference.isSame ? .documentation : .breaking, difference.isSame ? .spelling : .returnType, at: place,
                difference.old, difference.new)
        }
        note(.breaking, .callingConvention, at: place, before.callConv.word, after.callConv.word)
        note(.breaking, .variableArguments, at: place, before.isVariadic ? "vararg" : nil, after.isVariadic ? "vararg" : nil)
        compareParameters(before, after, at: place, namesMatter: isDispatchable)
        compareFlags(before.flags, after.flags, at: place)
        compareDocumentation(before.documentation, after.documentation, at: place)
        compareCustomData(before.customData, after.customData, at: place)
    }

    private mutating func compareParameters(
        _ before: Function, _ after: Function, at place: Place, namesMatter: Bool
    ) {
        guard before.parameters.count == after.parameters.count else {
            return note(
                .breaking, .parameterCount, at: place, TypeSpelling(library: old.library).text(before),
                TypeSpelling(library: new.library).text(after))
        }
        for (index, (parameter, newParameter)) in zip(before.parameters, after.parameters).enumerated() {
            var place = place
            place.parameter = newParameter.name ?? parameter.name ?? "#\(index + 1)"
            note(
                namesMatter ? .breaking : .documentation, .parameterName, at: place, parameter.name, newParameter.name)
            if let difference = compareTypes(parameter.type, newParameter.type) {
                note(
                    difference.isSame ? .documentation : .breaking, difference.isSame ? .spelling : .parameterType,
                    at: place, difference.old, difference.new)
            }
            note(.breaking, .parameterFlags, at: place, parameter.flags.spelling, newParameter.flags.spelling)
            if parameter.defaultValue != newParameter.defaultValue {
                note(
                    .breaking, .defaultValue, at: place, parameter.defaultValue.map(described),
                    newParameter.defaultValue.map(described))
            }
            compareCustomData(parameter.customData, newParameter.customData, at: place)
        }
    }

    /// With the type, which may be all that differs.
    private func described(_ value: ConstantValue) -> String { "\(value.spelling) (\(value.varType.documentedName))" }

    private mutating func compareFlags(_ before: FuncFlags, _ after: FuncFlags, at place: Place) {
        for entry in FunctionFlagMeaning.all where before.contains(entry.flag) != after.contains(entry.flag) {
            let had = before.contains(entry.flag)
            note(
                had ? entry.whenRemoved : entry.whenAdded, entry.flag.isVisibility ? .visibility : .memberFlags, at: place,
                had ? entry.name : nil, had ? nil : entry.name)
        }
    }
}

/// What it means that a function gains or loses a flag.
private struct FunctionFlagMeaning {
    let flag: FuncFlags
    let name: String
    var whenAdded = Change.Severity.breaking
    var whenRemoved = Change.Severity.breaking

    static let all: [FunctionFlagMeaning] = [
        FunctionFlagMeaning(flag: .restricted, name: "restricted", whenRemoved: .compatible),
        FunctionFlagMeaning(flag: .source, name: "source"),
        FunctionFlagMeaning(flag: .bindable, name: "bindable"),
        FunctionFlagMeaning(flag: .requestEdit, name: "requestedit"),
        FunctionFlagMeaning(flag: .displayBind, name: "displaybind"),
        FunctionFlagMeaning(flag: .defaultBind, name: "defaultbind"),
        FunctionFlagMeaning(flag: .hidden, name: "hidden", whenAdded: .documentation, whenRemoved: .documentation),
        FunctionFlagMeaning(flag: .usesGetLastError, name: "usesgetlasterror"),
        FunctionFlagMeaning(flag: .defaultCollectionElement, name: "defaultcollelem"),
        FunctionFlagMeaning(flag: .uiDefault, name: "uidefault", whenAdded: .documentation, whenRemoved: .documentation),
        FunctionFlagMeaning(
            flag: .nonBrowsable, name: "nonbrowsable", whenAdded: .documentation, whenRemoved: .documentation),
        FunctionFlagMeaning(flag: .replaceable, name: "replaceable"),
        FunctionFlagMeaning(flag: .immediateBind, name: "immediatebind"),
    ]
}

extension FuncFlags {
    fileprivate var isVisibility: Bool { [.hidden, .uiDefault, .nonBrowsable].contains(self) }
}

extension ParamFlags {
    /// The attributes, comma-separated; whether there is a default value or custom data is told elsewhere.
    fileprivate var spelling: String { "[\(keywords.joined(separator: ", "))]" }
}

extension Int32 {
    /// Whether the DISPID is one that compilers assign to members without an id.
    var isAssigned: Bool { UInt32(bitPattern: self) >> 28 == 6 || UInt32(bitPattern: self) >> 28 == 4 }
}

extension CallConv {
    fileprivate var word: String {
        switch self {
        case .fastcall, .fpFastcall: "fastcall"
        case .cdecl: "cdecl"
        case .pascal: "pascal"
        case .macPascal: "macpascal"
        case .stdcall: "stdcall"
        case .syscall: "syscall"
        default: "calling convention \(rawValue)"
        }
    }
}

extension Function {
    var isVariadic: Bool { optionalCount == -1 }
}
