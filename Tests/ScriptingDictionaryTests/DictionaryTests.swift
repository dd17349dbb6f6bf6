// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import Latebind
import MSFTFormat
import TestSupport
import Testing
import TypeLibrary

@testable import ScriptingDictionary

/// The published interface, declared here and by another implementation, over one Swift class.
@Suite(.noLeaks) struct DictionaryTests {
    /// Where IDictionary is described.
    enum Description: CaseIterable {
        /// typelibs/scripting/scripting.idl
        case ours
        /// The type library inside scrrun.dll of Debian's package libwine.
        case wines

        func library() throws -> TypeLibrary {
            switch self {
            case .ours: return try CompiledLibraries.compile(repositoryFile("typelibs/scripting/scripting.idl"))
            case .wines: return try TypeLibraryLoader().open(WineLibraries.path("scrrun.dll"))
            }
        }
    }

    private func makeDictionary(_ description: Description) throws -> DispatchReference {
        let object = try ScriptDictionary.objectClass(description.library()).makeObject(ScriptDictionary())
        return try DispatchReference(object.reference(WellKnownIID.dispatch))
    }

    @Test(arguments: Description.allCases) func theSameObjectWorksByEitherDescription(_ description: Description) throws {
        let dictionary = try makeDictionary(description)
        _ = try dictionary.call("Add", "apple", 3)
        try dictionary.put("Item", "pear", value: 2.5)
        #expect(try dictionary.get("Count") == 2)
        #expect(try dictionary.get("Item", "apple") == 3)
        #expect(try dictionary.call("Exists", "pear") == true)
        #expect(try dictionary.call("Exists", "plum") == false)
        #expect(try dictionary.call("Keys").elements == ["apple", "pear"])
        #expect(try dictionary.call("Items").elements == [3, 2.5])
        try dictionary.put("Key", "pear", value: "quince")
        #expect(try dictionary.call("Keys").elements == ["apple", "quince"])
        #expect(Array(try dictionary.makeElements()) == ["apple", "quince"])
        _ = try dictionary.call("Remove", "apple")
        _ = try dictionary.call("RemoveAll")
        #expect(try dictionary.get("Count") == 0)
        try dictionary.put("CompareMode", value: 1)
        #expect(try dictionary.get("CompareMode") == Variant(Int32(1)))
        // By DISPID, as published.
        #expect(try dictionary.invoke(2, .propertyGet) == 0)
        #expect(try dictionary.dispID(of: "hashval") == 10)
    }

    @Test(arguments: Description.allCases) func anObjectIsPutByReference(_ description: Description) throws {
        let dictionary = try makeDictionary(description)
        let inner = try makeDictionary(description)
        let id = try dictionary.dispID(of: "Item")
        _ = try dictionary.invoke(id, .propertyPutRef, ["inner"], named: [(DispID.propertyPut, Variant(inner.reference))])
        let held = try dictionary.get("Item", "inner").object
        #expect(held?.isSameObject(as: inner.reference) == true)
        _ = try dictionary.call("RemoveAll")
    }

    @Test func keysAreTheSameByValueNotByType() throws {
        let dictionary = try makeDictionary(.ours)
        _ = try dictionary.call("Add", 1, "number")
        #expect(try dictionary.call("Exists", 1.0) == true)
        #expect(try dictionary.call("Exists", "1") == false)
        try dictionary.put("Item", .null, value: "null")
        #expect(try dictionary.get("Item", .null) == "null")
        #expect(try dictionary.call("Exists", .empty) == false)
    }

    @Test func textCompareDisregardsCase() throws {
        let dictionary = try makeDictionary(.ours)
        try dictionary.put("CompareMode", value: 1)
        _ = try dictionary.call("Add", "Key", 1)
        #expect(try dictionary.call("Exists", "KEY") == true)
        #expect(code { try dictionary.put("CompareMode", value: 0) } == HResult(0x800A_0005))
    }

    @Test func failuresHaveTheNumbersThatScriptsKnow() throws {
        let dictionary = try makeDictionary(.ours)
        _ = try dictionary.call("Add", "a", 1)
        #expect(code { try dictionary.call("Add", "a", 2) } == HResult(0x800A_01C9))
        #expect(code { try dictionary.call("Remove", "b") } == HResult(0x800A_802B))
        #expect(code { try dictionary.put("Key", "b", value: "c") } == HResult(0x800A_802B))
    }

    @Test func readingAMissingKeyAddsIt() throws {
        let dictionary = try makeDictionary(.ours)
        #expect(try dictionary.get("Item", "new") == .empty)
        #expect(try dictionary.get("Count") == 1)
    }

    @Test func manyRemovalsKeepTheOrder() throws {
        let dictionary = ScriptDictionary()
        for number in 0..<200 { try dictionary.add(Variant(number), Variant(-number)) }
        for number in 0..<200 where number % 3 != 0 { try dictionary.remove(Variant(number)) }
        #expect(dictionary.keys.map(\.int) == Array(stride(from: 0, to: 200, by: 3)))
        #expect(try dictionary.item(99) == -99)
        #expect(dictionary.count == 67)
    }

    /// Our declaration and the other one, member by member.
    @Test func ourInterfaceEqualsThePublishedOne() throws {
        let (ours, published) = try (Description.ours.library(), Description.wines.library())
        let left = try ours.typeInfo(named: "IDictionary").definition
        let right = try published.typeInfo(named: "IDictionary").definition
        #expect(left.guid == right.guid)
        #expect(left.flags == right.flags)
        #expect(left.vtableSize == right.vtableSize)
        #expect(left.functions.count == right.functions.count)
        for (mine, theirs) in zip(left.functions, right.functions) {
            #expect(mine.name == theirs.name)
            #expect(mine.memberID == theirs.memberID, "\(mine.name ?? "")")
            #expect(mine.invokeKind == theirs.invokeKind, "\(mine.name ?? "")")
            #expect(mine.vtableOffset == theirs.vtableOffset, "\(mine.name ?? "")")
            #expect(mine.flags == theirs.flags, "\(mine.name ?? "")")
            #expect(mine.parameters.map(\.name) == theirs.parameters.map(\.name), "\(mine.name ?? "")")
            #expect(mine.parameters.map(\.flags) == theirs.parameters.map(\.flags), "\(mine.name ?? "")")
            #expect(
                mine.parameters.map { shape($0.type, ours) } == theirs.parameters.map { shape($0.type, published) },
                "\(mine.name ?? "")")
        }
        #expect(
            try ours.typeInfo(named: "Dictionary").guid == published.typeInfo(named: "Dictionary").guid)
    }

    /// A type with its references by name, so that indices of two libraries do not matter.
    private func shape(_ type: TypeDescription, _ library: TypeLibrary) -> String {
        switch type {
        case .basic(let basic): return "\(basic)"
        case .pointer(let target): return "*" + (target.map { shape($0, library) } ?? "?")
        case .safeArray(let element): return "[]" + (element.map { shape($0, library) } ?? "?")
        case .cArray(let element, let bounds): return "\(bounds)" + shape(element, library)
        case .userDefined(let reference): return (try? library.resolve(reference).name) ?? "?"
        }
    }
}

/// The HRESULT with which `body` fails; nil if it does not.
private func code(_ body: () throws -> Any) -> HResult? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? COMError)?.hresult
    }
}
