// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import CAutomation
import Synchronization
public import TypeLibrary

/// A type library as a COM object: ITypeLib2 and ITypeComp. [MS-OAUT] 3.11, 3.13
///
/// There is one object for a library as long as somebody holds it, and one for each of its types, so that the identity of
/// COM pointers is the identity of what they describe. An object of a type keeps the library's object alive.
public class TypeLibObject: ComObject, @unchecked Sendable {
    // Unchecked: what changes is in `types` and `decoded`, under their locks.
    public let library: TypeLibrary
    let invoker: (any TypeInfoInvoker)?

    private struct TypeKey: Hashable {
        var index: Int
        var half: TypeInfo.Half
    }
    private struct WeakType {
        weak var object: TypeInfoObject?
    }
    private let types = Mutex<[TypeKey: WeakType]>([:])

    /// The types that were asked for, decoded once in this object's life; a library itself lets go of them.
    private let decoded = Mutex<[TypeKey: TypeInfo]>([:])

    private struct WeakLibrary {
        weak var object: TypeLibObject?
    }
    /// Every library object that is alive. The entry of a library goes with its object.
    private static let libraries = Mutex<[ObjectIdentifier: WeakLibrary]>([:])

    private var typeComp: UnsafeMutableRawPointer?

    /// The object of a library.
    /// - Parameter invoker: makes the calls of ITypeInfo::Invoke; without one that is E_NOTIMPL. The object that is already
    ///   there keeps the one that it has.
    public static func object(for library: TypeLibrary, invoker: (any TypeInfoInvoker)? = nil) -> TypeLibObject {
        let key = ObjectIdentifier(library)
        if let known = libraries.withLock({ $0[key]?.object }) { return known }
        let made = TypeLibObject(library, invoker)
        return libraries.withLock { libraries in
            if let known = libraries[key]?.object { return known }
            libraries[key] = WeakLibrary(object: made)
            return made
        }
    }

    /// Makes this the object of its library, as long as it lives: of one that it has to itself.
    func register() {
        let entry = WeakLibrary(object: self)
        TypeLibObject.libraries.withLock { $0[ObjectIdentifier(library)] = entry }
    }

    init(_ library: TypeLibrary, _ invoker: (any TypeInfoInvoker)?) {
        self.library = library
        self.invoker = invoker
        super.init()
        addInterface(vtable: TypeLibObject.vtable)
        typeComp = addInterface(vtable: TypeLibObject.typeCompVTable)
    }

    deinit {
        let key = ObjectIdentifier(library)
        // Another object may have taken the place while this one was dying.
        TypeLibObject.libraries.withLock { if $0[key]?.object == nil { $0[key] = nil } }
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        switch iid {
        case IID_ITypeLib, IID_ITypeLib2: unknown
        case IID_ITypeComp: typeComp
        default: nil
        }
    }

    /// The object of one of the library's types.
    func object(for type: TypeInfo) -> TypeInfoObject {
        let key = TypeKey(index: type.index, half: type.half)
        if let known = types.withLock({ $0[key]?.object }) { return known }
        decoded.withLock { if $0[key] == nil { $0[key] = type } }
        let made = TypeInfoObject(type, self)
        return types.withLock { types in
            if let known = types[key]?.object { return known }
            types[key] = WeakType(object: made)
            return made
        }
    }

    /// The object of the type at an index.
    /// - Throws: TYPE_E_ELEMENTNOTFOUND, TYPE_E_INVDATAREAD
    public func typeInfoObject(at index: Int) throws(TypeLibraryError) -> TypeInfoObject {
        object(for: try library.typeInfo(at: index))
    }

    // MARK: Names

    /// One place where a name stands in the library.
    struct NamedMember {
        var type: TypeInfo
        var memberID: Int32
        /// As it is spelled there.
        var name: String
    }

    /// The types and members of this name, letters of either case, in the library's order, at most `limit`. Types that
    /// cannot be read are passed over.
    func find(_ name: UnsafeBufferPointer<UInt16>, limit: Int) -> [NamedMember] {
        var found: [NamedMember] = []
        for index in 0..<library.typeCount where found.count < limit {
            guard let type = try? library.typeInfo(at: index) else { continue }
            if NameFolding.equal(type.name, name) {
                found.append(NamedMember(type: type, memberID: DispID.unknown, name: type.name))
                continue
            }
            let names = type.definition.functions.map { ($0.name, $0.memberID) }
                + type.definition.variables.map { ($0.name, $0.memberID) }
            if let (member, id) = names.first(where: { NameFolding.equal($0.0 ?? "", name) }) {
                found.append(NamedMember(type: type, memberID: id, name: member ?? ""))
            }
        }
        return found
    }

    /// The spelling of a name anywhere in the library, parameters included.
    func spelling(of name: UnsafeBufferPointer<UInt16>) -> String? {
        if let found = find(name, limit: 1).first { return found.name }
        for index in 0..<library.typeCount {
            guard let type = try? library.typeInfo(at: index) else { continue }
            for function in type.definition.functions {
                for case let parameter? in function.parameters.map(\.name) where NameFolding.equal(parameter, name) {
                    return parameter
                }
            }
        }
        return nil
    }

    /// How many names the library has, counting each once, and how many characters they have together.
    func nameStatistics() -> (count: Int, characters: Int) {
        var names: Set<String> = []
        if !library.name.isEmpty { names.insert(library.name) }
        for index in 0..<library.typeCount {
            guard let type = try? library.typeInfo(at: index) else { continue }
            names.insert(type.name)
            for function in type.definition.functions {
                if let name = function.name { names.insert(name) }
                for case let name? in function.parameters.map(\.name) { names.insert(name) }
            }
            for case let name? in type.definition.variables.map(\.name) { names.insert(name) }
        }
        names.remove("")
        return (names.count, names.reduce(0) { $0 + $1.utf16.count })
    }
}

/// Names compare as type libraries compare them: without regard to the case of ASCII and Latin-1 letters.
enum NameFolding {
    static func equal(_ name: String, _ units: UnsafeBufferPointer<UInt16>) -> Bool {
        var position = 0
        for unit in name.utf16 {
            guard position < units.count, fold(unit) == fold(units[position]) else { return false }
            position += 1
        }
        return position == units.count
    }

    static func fold(_ unit: UInt16) -> UInt16 {
        switch unit {
        case 0x41...0x5A: unit + 0x20
        case 0xC0...0xDE where unit != 0xD7: unit + 0x20
        default: unit
        }
    }
}
