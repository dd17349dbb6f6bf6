// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import CAutomation
import Synchronization
public import TypeLibrary

/// What CreateTypeLib2 makes: ICreateTypeLib2, and ITypeLib2 and ITypeComp of the library as it is at the moment.
public final class CreatedTypeLibObject: TypeLibObject, @unchecked Sendable {
    // Unchecked: what changes is in `construction` and `objects`, under their locks.

    /// Writes the library to its file.
    public typealias Save = @Sendable (LibraryDefinition, any TypeLibraryResolver) throws -> Void

    let construction: LibraryUnderConstruction
    /// The name by which others refer to the library's file.
    let fileName: String
    let references = TypeReferenceNumbers()
    private let save: Save
    /// How often the library has been changed.
    private let changes = Atomic<Int>(0)

    private struct ObjectKey: Hashable {
        var handle: LibraryUnderConstruction.Handle
        var half: TypeInfo.Half
    }
    private struct WeakObject {
        weak var object: CreatedTypeInfoObject?
    }
    private let objects = Mutex<[ObjectKey: WeakObject]>([:])

    private var createTypeLib: UnsafeMutableRawPointer?
    private var supportErrorInfo: UnsafeMutableRawPointer?

    /// An empty library.
    /// - Parameters:
    ///   - system: for which layouts are computed: `.win32` or `.win64`.
    ///   - resolver: finds libraries that are referred to and that no object was given for.
    ///   - invoker: as for `TypeLibObject.object(for:invoker:)`.
    public static func make(
        fileName: String, system: SystemKind, resolver: any TypeLibraryResolver, invoker: (any TypeInfoInvoker)?,
        save: @escaping Save
    ) -> CreatedTypeLibObject {
        let made = CreatedTypeLibObject(
            LibraryUnderConstruction(system: system, fallback: resolver), fileName, invoker, save)
        made.register()
        return made
    }

    private init(
        _ construction: LibraryUnderConstruction, _ fileName: String, _ invoker: (any TypeInfoInvoker)?,
        _ save: @escaping Save
    ) {
        self.construction = construction
        self.fileName = fileName
        self.save = save
        super.init(TypeLibrary(storage: construction, resolver: construction.libraries), invoker)
        createTypeLib = addInterface(vtable: CreatedTypeLibObject.createVTable)
        supportErrorInfo = addInterface(vtable: CreationErrors.supportVTable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        switch iid {
        case IID_ICreateTypeLib, IID_ICreateTypeLib2: createTypeLib
        case IID_ISupportErrorInfo: supportErrorInfo
        default: super.interfacePointer(for: iid)
        }
    }

    // MARK: Changes

    var generation: Int { changes.load(ordering: .acquiring) }

    /// Makes a change and lets everybody see it.
    func change<Result>(_ body: (LibraryUnderConstruction) throws -> Result) rethrows -> Result {
        let result = try body(construction)
        library.storageDidChange()
        changes.add(1, ordering: .releasing)
        return result
    }

    func removeType(named name: String) throws {
        let index = try change { try $0.remove(typeNamed: name) }
        references.remove(typeAt: index, of: library)
    }

    /// ICreateTypeLib::SaveAllChanges.
    func saveAllChanges() throws {
        try save(try construction.build(), ReferencedLibraries.AsDescribed(construction.libraries))
    }

    // MARK: Types

    func createTypeInfo(_ name: String, _ kind: TypeKind) throws -> CreatedTypeInfoObject {
        let handle = try change { try $0.declare(name, kind) }
        return try object(of: handle, kind == .dispatch ? .dispatch : .vtable)
    }

    private func object(
        of handle: LibraryUnderConstruction.Handle, _ half: TypeInfo.Half
    ) throws(TypeLibraryError) -> CreatedTypeInfoObject {
        let key = ObjectKey(handle: handle, half: half)
        if let known = objects.withLock({ $0[key]?.object }) { return known }
        let type = try library.typeInfo(at: construction.index(of: handle))
        let made = CreatedTypeInfoObject(half == .vtable ? type.vtableHalf() : type, self, handle, half)
        return objects.withLock { objects in
            if let known = objects[key]?.object { return known }
            objects[key] = WeakObject(object: made)
            return made
        }
    }

    override func object(for type: TypeInfo) -> TypeInfoObject {
        if let handle = construction.handle(at: type.index), let made = try? object(of: handle, type.half) { return made }
        return TypeInfoObject(type, self, references: references)
    }

    /// The object that CreateTypeInfo gave: a dual interface shows the half that it was made as.
    public override func typeInfoObject(at index: Int) throws(TypeLibraryError) -> TypeInfoObject {
        guard let handle = construction.handle(at: index) else {
            throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "\(library.name) has no type \(index)")
        }
        let isDispatch = try construction.described(at: index).kind == .dispatch
        return try object(of: handle, isDispatch ? .dispatch : .vtable)
    }
}
