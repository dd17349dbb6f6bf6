// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// Compares two libraries: pairs their types, has each pair compared, and judges the version numbers by the outcome.
struct LibraryComparer {
    private let old: TypeLibrary
    private let new: TypeLibrary
    private let oldTypes: [TypeInfo]
    private let newTypes: [TypeInfo]
    private(set) var libraryChanges: [Change] = []
    private(set) var typeChanges: [TypeChanges] = []

    init(old: TypeLibrary, new: TypeLibrary) throws(TypeLibraryError) {
        self.old = old
        self.new = new
        oldTypes = try LibraryComparer.types(of: old)
        newTypes = try LibraryComparer.types(of: new)
    }

    private static func types(of library: TypeLibrary) throws(TypeLibraryError) -> [TypeInfo] {
        var types: [TypeInfo] = []
        for index in 0..<library.typeCount { types.append(try library.typeInfo(at: index)) }
        return types
    }

    mutating func compare() {
        let names = Set((oldTypes + newTypes).map { $0.name.lowercased() })
        let pairs = pairTypes()
        let partner = Dictionary(pairs.matched.map { ($0.old, $0.new) }, uniquingKeysWith: { first, _ in first })
        for (index, type) in oldTypes.enumerated() {
            guard let other = partner[index] else {
                add(.typeRemoved, .breaking, type)
                continue
            }
            var comparer = TypeComparer(old: type, new: newTypes[other], takenNames: names)
            comparer.compare()
            add(comparer.changes, of: newTypes[other])
        }
        for index in pairs.added { add(.typeAdded, .compatible, newTypes[index]) }
        compareLibraries()
    }

    private mutating func add(_ rule: ChangeRule, _ severity: Change.Severity, _ type: TypeInfo) {
        let what = TypeComparer.summary(of: type.definition)
        let isAdded = rule == .typeAdded
        let change = Change(
            severity: severity, rule: rule, place: Place(type: type.definition.displayName), old: isAdded ? nil : what,
            new: isAdded ? what : nil)
        add([change], of: type)
    }

    private mutating func add(_ changes: [Change], of type: TypeInfo) {
        guard !changes.isEmpty else { return }
        let definition = type.definition
        typeChanges.append(
            TypeChanges(
                name: definition.displayName, keyword: definition.keyword, guid: definition.guid, changes: changes))
    }

    // MARK: Pairing

    private func pairTypes() -> MemberMatching {
        var matching = MemberMatching(oldCount: oldTypes.count, newCount: newTypes.count)
        matching.pair({ LibraryComparer.guidKey(oldTypes[$0]) }, { LibraryComparer.guidKey(newTypes[$0]) })
        // A type that kept its name but not its kind is a change of that type, not a removal.
        matching.pair({ LibraryComparer.nameKey(oldTypes[$0]) }, { LibraryComparer.nameKey(newTypes[$0]) })
        return matching
    }

    private static func guidKey(_ type: TypeInfo) -> String? { type.guid == .zero ? nil : type.guid.description }
    private static func nameKey(_ type: TypeInfo) -> String? { type.definition.name?.lowercased() }

    // MARK: The library itself

    private mutating func compareLibraries() {
        let before = old.attributes
        let after = new.attributes
        note(.breaking, .libraryGUID, before.guid.description, after.guid.description)
        note(.warning, .libraryName, before.name, after.name)
        note(.warning, .libraryLanguage, "lcid \(before.lcid)", "lcid \(after.lcid)")
        note(.compatible, .librarySystem, before.systemKind.word, after.systemKind.word)
        note(.documentation, .libraryFlags, "flags \(before.flags.rawValue)", "flags \(after.flags.rawValue)")
        if before.guid == after.guid { compareVersions(before.version, after.version) }
        let (help, newHelp) = (before.documentation, after.documentation)
        note(.documentation, .helpString, help.helpString.map(quoted), newHelp.helpString.map(quoted))
        note(.documentation, .helpContext, help.contexts, newHelp.contexts)
        note(.documentation, .helpFile, before.helpFile.map(quoted), after.helpFile.map(quoted))
        note(.documentation, .helpFile, before.helpStringDLL.map(quoted), after.helpStringDLL.map(quoted))
        if Set(before.customData) != Set(after.customData) {
            note(.documentation, .customData, before.customData.spelling, after.customData.spelling)
        }
    }

    private mutating func compareVersions(_ before: Version, _ after: Version) {
        let found = Set(typeChanges.flatMap(\.changes).map(\.severity))
        if after < before {
            note(.breaking, .libraryVersion, "\(before)", "\(after)", advice: "a version never goes back")
        } else {
            note(.compatible, .libraryVersion, "\(before)", "\(after)")
        }
        if found.contains(.breaking), after.major <= before.major {
            note(
                .breaking, .majorVersion, "\(before)", "\(after), with breaking changes",
                advice: "make it version \(UInt32(before.major) + 1).0")
        } else if found.contains(.compatible), after == before {
            note(
                .warning, .minorVersion, "\(before)", "\(after), with additions",
                advice: "make it version \(before.major).\(UInt32(before.minor) + 1)")
        }
    }

    /// Adds a change of the library, if the two differ.
    private mutating func note(
        _ severity: Change.Severity, _ rule: ChangeRule, _ old: String?, _ new: String?, advice: String? = nil
    ) {
        guard old != new else { return }
        libraryChanges.append(Change(severity: severity, rule: rule, place: Place(), old: old, new: new, advice: advice))
    }
}

extension SystemKind {
    var word: String {
        switch self {
        case .win16: "win16"
        case .win32: "win32"
        case .mac: "mac"
        case .win64: "win64"
        }
    }
}

extension Documentation {
    /// Both numbers; nil if there is neither.
    var contexts: String? {
        if helpContext == 0, helpStringContext == 0 { return nil }
        return helpStringContext == 0 ? "\(helpContext)" : "\(helpContext), helpstringcontext \(helpStringContext)"
    }
}

extension [CustomData] {
    /// The items as one text; nil if there are none.
    var spelling: String? {
        isEmpty ? nil : map { "\($0.guid) \($0.value.spelling)" }.sorted().joined(separator: "; ")
    }

    /// Items that keep attributes of IDL, as `size_is(1:cb)`: the parameter's index, a colon, the arguments.
    var attributeSpelling: String? {
        isEmpty
            ? nil
            : map { item in
                let name = AttributeGUID.name(of: item.guid) ?? ""
                if case .bstr(let text?) = item.value { return "\(name)(\(text))" }
                return name
            }.sorted().joined(separator: "; ")
    }
}
