// SPDX-License-Identifier: Apache-2.0
//
// A type as ITypeInfo shows it: the half of a dual interface that is asked for, inherited functions included, offsets and
// sizes as a 64-bit process sees them. The dump, the COM objects, the call plans and Python all read types through this.

public import AutomationTypes
import Synchronization

/// IIDs that the rules of type information name.
public enum WellKnownIID {
    public static let unknown = GUID("00000000-0000-0000-C000-000000000046")!
    public static let dispatch = GUID("00020400-0000-0000-C000-000000000046")!
    public static let stdole = GUID("00020430-0000-0000-C000-000000000046")!
}

/// A type of a library, or the other half of it.
public final class TypeInfo: Sendable {
    /// Which side of a type that scripts can reach: through IDispatch, or through its vtable.
    public enum Half: Sendable {
        case dispatch
        case vtable
    }

    public let library: TypeLibrary
    public let index: Int
    /// The type as stored.
    public let definition: TypeDefinition
    public let half: Half

    /// How many bases a type may have, one deriving from the next.
    public static let deepestInheritance = 64

    private struct Cache: Sendable {
        var layout: (variables: [Variable], instance: TypeLayout)?
        var vtableHalf: TypeInfo?
        var functions: [FunctionInfo]?
        var vtable: [FunctionInfo]?
        var inherited: [FunctionInfo]?
        var attachments: [ObjectIdentifier: any Sendable] = [:]
    }
    private let cache = Mutex(Cache())
    private let memberTable = OnceReference<MemberTable>()
    /// What the call layer keeps with the type: read at every call, so without a lock.
    public let callTable = OnceReference<AttachedTable>()

    init(library: TypeLibrary, index: Int, definition: TypeDefinition, half: Half? = nil) {
        self.library = library
        self.index = index
        self.definition = definition
        self.half = half ?? (definition.kind == .dispatch ? .dispatch : .vtable)
    }

    // MARK: TYPEATTR

    /// TYPEATTR.typekind.
    public var kind: TypeKind {
        definition.kind == .dispatch && half == .vtable ? .interface : definition.kind
    }

    public var name: String { definition.name ?? "" }
    public var guid: GUID { definition.guid }
    public var isDual: Bool { definition.kind == .dispatch && definition.flags.contains(.dual) }

    /// TYPEATTR.wTypeFlags: a dispatch half does not show `.oleAutomation`.
    public var flags: TypeFlags {
        kind == .dispatch ? definition.flags.subtracting(.oleAutomation) : definition.flags
    }

    /// Bytes of a pointer in the stored layout over bytes of a pointer here.
    private var pointerScale: Int { 8 / library.attributes.systemKind.pointerSize }

    /// TYPEATTR.cbSizeVft in a 64-bit process: the whole vtable's bytes; a dispatch half always shows IDispatch's seven
    /// slots.
    public var vtableSize: UInt16 {
        if kind == .dispatch { return 7 * 8 }
        return UInt16(truncatingIfNeeded: Int(definition.vtableSize) * pointerScale)
    }

    /// TYPEATTR.cbSizeInstance in a 64-bit process.
    public var instanceSize: UInt32 { UInt32(clamping: layout.instance.size) }

    /// TYPEATTR.cbAlignment in a 64-bit process.
    public var alignment: UInt16 { UInt16(clamping: layout.instance.alignment) }

    /// The types that GetRefTypeOfImplType counts: a dispatch half always derives from IDispatch, whatever its base is.
    public var implementedTypes: [ImplementedType] {
        guard kind == .dispatch, let first = definition.implementedTypes.first else {
            return definition.implementedTypes
        }
        return [ImplementedType(library.dispatchReference, flags: first.flags, customData: first.customData)]
    }

    /// The stored layout, or for a 32-bit library the one that a 64-bit process has. A record that was packed keeps its
    /// packing; one whose fields cannot be sized keeps what is stored.
    private var layout: (variables: [Variable], instance: TypeLayout) {
        if let known = cache.withLock({ $0.layout }) { return known }
        var made = (
            variables: definition.variables,
            instance: TypeLayout(size: Int(definition.instanceSize), alignment: Int(definition.alignment))
        )
        if pointerScale != 1 {
            var computer = LayoutComputer(pointerSize: 8)
            switch definition.kind {
            case .record, .union:
                if let native = computer.members(of: self) {
                    for index in made.variables.indices {
                        made.variables[index].instanceOffset = UInt32(clamping: native.offsets[index])
                    }
                    made.instance = native.whole
                }
            case .interface, .dispatch, .coclass, .alias:
                if let native = computer.layout(of: self) { made.instance = native }
            case .enum, .module: break
            }
        }
        let result = made
        cache.withLock { $0.layout = result }
        return result
    }

    // MARK: Members

    /// The functions by GetFuncDesc's index.
    ///
    /// A vtable half lists its own. The dispatch half of a dual interface, and a dispinterface declared over an
    /// interface, list every inherited function first, each as IDispatch::Invoke sees it: [retval] is the result,
    /// HRESULT is void.
    public func functions() throws(TypeLibraryError) -> [FunctionInfo] {
        if let known = cache.withLock({ $0.functions }) { return known }
        var result: [FunctionInfo] = []
        if kind == .dispatch {
            if let base = try dispatchBase() { result = try base.inheritedFunctions() }
            result += ownFunctions(inherited: false).map { $0.asDispatch(inherited: false) }
        } else {
            result = ownFunctions(inherited: false)
        }
        try checkCount(result)
        let made = result
        cache.withLock { $0.functions = made }
        return made
    }

    /// Every function that the vtable holds, the base's first, as declared (HRESULT and [retval] as they are).
    /// - Throws: TYPE_E_CIRCULARTYPE if the bases form a circle.
    public func vtableFunctions() throws(TypeLibraryError) -> [FunctionInfo] {
        if let known = cache.withLock({ $0.vtable }) { return known }
        var chain: [TypeInfo] = [self]
        while let base = try chain[chain.count - 1].vtableBase() {
            guard chain.count < TypeInfo.deepestInheritance,
                !chain.contains(where: { $0.library === base.library && $0.index == base.index })
            else {
                throw TypeLibraryError(
                    .TYPE_E_CIRCULARTYPE,
                    "\(name) inherits from itself or through more than \(TypeInfo.deepestInheritance) interfaces",
                    file: library.path)
            }
            chain.append(base)
        }
        var result: [FunctionInfo] = []
        for type in chain.reversed() {
            result += type.ownFunctions(inherited: type !== self)
            try checkCount(result)
        }
        let made = result
        cache.withLock { $0.vtable = made }
        return made
    }

    /// TYPEATTR.cbSizeVft has 16 bits, so no vtable has more slots than this; a chain of bases that says otherwise is
    /// refused before it grows.
    private static let mostFunctions = 65536 / 4

    private func checkCount(_ functions: [FunctionInfo]) throws(TypeLibraryError) {
        guard functions.count <= TypeInfo.mostFunctions else {
            throw TypeLibraryError(
                .TYPE_E_SIZETOOBIG, "\(name) has more functions than a vtable has slots", file: library.path)
        }
    }

    /// What the dispatch half of a type that derives from this one lists before its own functions.
    private func inheritedFunctions() throws(TypeLibraryError) -> [FunctionInfo] {
        if let known = cache.withLock({ $0.inherited }) { return known }
        let made = try vtableFunctions().map { $0.asDispatch(inherited: true) }
        cache.withLock { $0.inherited = made }
        return made
    }

    /// The type's own functions as declared.
    private func ownFunctions(inherited: Bool) -> [FunctionInfo] {
        definition.functions.indices.map { index in
            var function = definition.functions[index]
            let offset = Int(function.vtableOffset) * pointerScale
            function.vtableOffset = Int16(truncatingIfNeeded: offset)
            return FunctionInfo(
                function: function, declared: function, library: library, typeIndex: self.index, ownIndex: index,
                isInherited: inherited)
        }
    }

    /// The interface that this one's vtable begins with.
    private func vtableBase() throws(TypeLibraryError) -> TypeInfo? {
        guard kind == .interface, let base = definition.implementedTypes.first else { return nil }
        return try library.resolve(base.reference).vtableHalf()
    }

    /// The interface whose functions a dispatch half lists before its own: the base of a dual interface, or the interface
    /// that a dispinterface is declared over. A dispinterface with members of its own has IDispatch there and lists
    /// nothing.
    private func dispatchBase() throws(TypeLibraryError) -> TypeInfo? {
        guard let base = definition.implementedTypes.first else { return nil }
        if !isDual, case .external(let type) = base.reference, type.target == .guid(WellKnownIID.dispatch) {
            return nil
        }
        let type = try library.resolve(base.reference)
        if !isDual && type.guid == WellKnownIID.dispatch { return nil }
        return type.vtableHalf()
    }

    /// The variables by GetVarDesc's index; the fields of a record at their offsets in a 64-bit process.
    public var variables: [Variable] { layout.variables }

    // MARK: The other half

    /// The vtable half of a dual interface; any other type itself.
    public func vtableHalf() -> TypeInfo {
        guard isDual && half == .dispatch else { return self }
        return cache.withLock { cache in
            if let known = cache.vtableHalf { return known }
            let made = TypeInfo(library: library, index: index, definition: definition, half: .vtable)
            cache.vtableHalf = made
            return made
        }
    }

    /// The dispatch half of a dual interface; any other type itself.
    public func dispatchHalf() throws(TypeLibraryError) -> TypeInfo {
        isDual && half == .vtable ? try library.typeInfo(at: index) : self
    }

    /// The other half of a dual interface, as GetRefTypeOfImplType(-1) finds it; nil if the type is not dual.
    public func partner() throws(TypeLibraryError) -> TypeInfo? {
        guard isDual else { return nil }
        return half == .dispatch ? vtableHalf() : try dispatchHalf()
    }

    // MARK: Lookup

    /// Names and DISPIDs of the members that a script can reach, made once.
    public func members() throws(TypeLibraryError) -> MemberTable {
        if let known = memberTable.load() { return known }
        let list = kind == .interface ? try vtableFunctions() : try functions()
        return memberTable.storeIfNil(MemberTable(functions: list, variables: variables, library: library))
    }

    /// A value that another layer keeps with the type (its call plans, its Python class), made on first use and then
    /// shared. It must not hold this TypeInfo strongly. `make` runs outside the lock; if two threads race, one result
    /// is kept.
    public func attachment<Value: AnyObject & Sendable>(
        _ type: Value.Type, make: () throws(TypeLibraryError) -> Value
    ) throws(TypeLibraryError) -> Value {
        let key = ObjectIdentifier(type)
        if let known = cache.withLock({ $0.attachments[key] }) as? Value { return known }
        let made = try make()
        return cache.withLock { cache in
            if let known = cache.attachments[key] as? Value { return known }
            cache.attachments[key] = made
            return made
        }
    }
}

/// The base class of what the call layer keeps with a type (`TypeInfo.callTable`). It must not hold the type strongly.
open class AttachedTable: @unchecked Sendable {
    // Unchecked because it is open; subclasses are immutable or locked.
    public init() {}
}

/// A function in the order in which a type shows it, with the library that its type references belong to.
public struct FunctionInfo: Sendable {
    /// As the half shows it; `vtableOffset` with 8-byte slots.
    public let function: Function
    /// As declared: what a call through the vtable passes. The same as `function` for a vtable half.
    public let declared: Function
    /// The library in which the function's references are to be resolved.
    public let library: TypeLibrary
    /// Index of the declaring type in `library`.
    public let typeIndex: Int
    /// Index among the declaring type's own functions.
    public let ownIndex: Int
    public let isInherited: Bool

    /// The index of the function's slot in a vtable.
    public var slot: Int { Int(UInt16(bitPattern: declared.vtableOffset)) / 8 }

    /// Whether the function can only be reached through IDispatch::Invoke.
    public var isDispatchOnly: Bool { declared.kind == .dispatch }

    /// The function as a dispatch half shows it: IDispatch::Invoke has the language among its own arguments, the [retval]
    /// parameter as its result, and the HRESULT as its return value.
    func asDispatch(inherited: Bool) -> FunctionInfo {
        var shown = declared
        if shown.kind == .dispatch {
            shown.vtableOffset = 0
        } else {
            shown.kind = .dispatch
            if shown.parameters.contains(where: { $0.flags.contains(.lcid) }) {
                shown.parameters.removeAll { $0.flags.contains(.lcid) }
            }
            if let last = shown.parameters.last, last.flags.contains(.retval), case .pointer(let target?) = last.type {
                shown.returnType = target
                shown.parameters.removeLast()
            } else if shown.returnType == .basic(.hresult) {
                shown.returnType = .basic(.void)
            }
        }
        return FunctionInfo(
            function: shown, declared: declared, library: library, typeIndex: typeIndex, ownIndex: ownIndex,
            isInherited: inherited)
    }
}
