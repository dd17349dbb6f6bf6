// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
public import AutomationTypes
import Invocation
import Latebind
import Remoting
import TypeLibrary

extension ScriptDictionary {
    /// CLSID of Scripting.Dictionary.
    static let clsid = GUID("{EE09B103-97E0-11CF-978F-00A02463E06F}") ?? .zero

    /// IDictionary as `library` describes it, member by member: all the code that joins the class to its interface.
    static func objectClass(_ library: TypeLibrary) throws -> ObjectClass<ScriptDictionary> {
        try ObjectClass(
            implementing: library.typeInfo(named: "IDictionary"),
            members: [
                .get("Item") { dictionary, call in try dictionary.item(call[0]) },
                .put("Item") { dictionary, call in
                    try dictionary.setItem(call[0], call[1])
                    return nil
                },
                .putRef("Item") { dictionary, call in
                    guard call[1].object != nil else { throw DictionaryError.illegalCall("an object is required") }
                    try dictionary.setItem(call[0], call[1])
                    return nil
                },
                .method("Add") { dictionary, call in
                    try dictionary.add(call[0], call[1])
                    return nil
                },
                .get("Count") { dictionary, _ in Variant(dictionary.count) },
                .method("Exists") { dictionary, call in Variant(try dictionary.exists(call[0])) },
                .method("Items") { dictionary, _ in try Variant(dictionary.items) },
                .put("Key") { dictionary, call in
                    try dictionary.rename(call[0], to: call[1])
                    return nil
                },
                .method("Keys") { dictionary, _ in try Variant(dictionary.keys) },
                .method("Remove") { dictionary, call in
                    try dictionary.remove(call[0])
                    return nil
                },
                .method("RemoveAll") { dictionary, _ in
                    dictionary.removeAll()
                    return nil
                },
                .put("CompareMode") { dictionary, call in
                    try dictionary.setCompareMode(call[0].int ?? 0)
                    return nil
                },
                .get("CompareMode") { dictionary, _ in Variant(dictionary.compareMode.rawValue) },
                // DISPID_NEWENUM is a method in the published interface; scripts iterate over the keys.
                .method("_NewEnum") { dictionary, _ in try EnumVariantObject(dictionary.keys).makeVariant() },
                .get("HashVal") { _, call in Variant(call[0].dictionaryHash) },
            ])
    }

    /// The classes of this component.
    private static let component = InProcessComponent {
        let library = try TypeLibraries.open("scripting.tlb", besideImageOf: #dsohandle)
        let objects = try objectClass(library)
        return [clsid: ClassObject { _ in objects.makeObject(ScriptDictionary()) }]
    }

    fileprivate static func classObject(
        _ clsid: UnsafePointer<GUID>?, _ iid: UnsafePointer<GUID>?,
        _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> Int32 {
        component.getClassObject(clsid, iid, result)
    }
}

/// What a host asks a component for.
@c(DllGetClassObject)
public func dllGetClassObject(
    _ clsid: UnsafePointer<GUID>?, _ iid: UnsafePointer<GUID>?, _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int32 {
    ScriptDictionary.classObject(clsid, iid, result)
}

extension Variant {
    /// HashVal: strings by h ← 17·h + unit, numbers by the bits of the nearest single, both modulo 1201.
    fileprivate var dictionaryHash: Int32 {
        if varType == .bstr {
            var hash: UInt32 = 0
            for unit in (string ?? "").utf16 { hash = hash &* 17 &+ UInt32(unit) }
            return Int32(hash % 1201)
        }
        guard let number = double else { return 0 }
        return Int32(Float(number).bitPattern % 1201)
    }
}
