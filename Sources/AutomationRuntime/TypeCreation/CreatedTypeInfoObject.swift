// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
public import CAutomation
import Synchronization
public import TypeLibrary

/// What ICreateTypeLib::CreateTypeInfo makes: ICreateTypeInfo2, and ITypeInfo2 and ITypeComp of the type as it is at the moment.
///
/// A dual interface has an object for each half, as in a library that is read. HREFTYPEs are the library's: one that
/// AddRefTypeInfo gave is good for all its types.
public final class CreatedTypeInfoObject: TypeInfoObject, @unchecked Sendable {
    // Unchecked: what changes is in `current`, under its lock.
    let library: CreatedTypeLibObject
    let handle: LibraryUnderConstruction.Handle
    private let half: TypeInfo.Half

    private struct Current {
        var generation: Int
        var type: TypeInfo
    }
    private let current: Mutex<Current>
    private var createTypeInfo: UnsafeMutableRawPointer?
    private var supportErrorInfo: UnsafeMutableRawPointer?

    init(
        _ type: TypeInfo, _ library: CreatedTypeLibObject, _ handle: LibraryUnderConstruction.Handle, _ half: TypeInfo.Half
    ) {
        self.library = library
        self.handle = handle
        self.half = half
        current = Mutex(Current(generation: -1, type: type))
        super.init(type, library, references: library.references)
        createTypeInfo = addInterface(vtable: CreatedTypeInfoObject.createVTable)
        supportErrorInfo = addInterface(vtable: CreationErrors.supportVTable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        switch iid {
        case IID_ICreateTypeInfo, IID_ICreateTypeInfo2: createTypeInfo
        case IID_ISupportErrorInfo: supportErrorInfo
        default: super.interfacePointer(for: iid)
        }
    }

    /// The type as it is; one that has been deleted as it was last seen.
    public override var typeInfo: TypeInfo {
        let generation = library.generation
        if let known = current.withLock({ $0.generation == generation ? $0.type : nil }) { return known }
        guard let index = try? library.construction.index(of: handle), let type = try? library.library.typeInfo(at: index)
        else { return current.withLock { $0.type } }
        let shown = half == .vtable ? type.vtableHalf() : type
        current.withLock { $0 = Current(generation: generation, type: shown) }
        return shown
    }

    /// The calls of a type that may still change are not prepared once and for all.
    override func invocation() throws(TypeLibraryError) -> TypeInvocation {
        guard let invoker = library.invoker else {
            throw TypeLibraryError(.E_NOTIMPL, "nothing in this process makes calls by type information")
        }
        return try invoker.invocation(of: typeInfo)
    }

    // MARK: References

    /// ICreateTypeInfo::AddRefTypeInfo.
    func addReference(to typeInfo: UnsafeMutablePointer<ITypeInfo>) throws -> UInt32 {
        guard let object = ComObject.object(from: typeInfo) as? TypeInfoObject else {
            let foreign = try ForeignType(typeInfo)
            return number(of: .external(foreign.type), in: library.library)
        }
        let type = object.typeInfo
        if object.container === library { return number(of: .local(type.index), in: library.library, half: type.half) }
        let other = object.container
        let fileName =
            (other as? CreatedTypeLibObject)?.fileName ?? other.library.path.map(lastComponent) ?? "\(other.library.name).tlb"
        let reference = TypeReference(to: type, fileName: fileName)
        if case .external(let external) = reference { library.construction.libraries.add(external.library, other) }
        return number(of: reference, in: library.library, half: type.half)
    }

    /// The reference that an HREFTYPE of the library stands for.
    /// - Throws: E_INVALIDARG for a number that AddRefTypeInfo did not give.
    func reference(_ number: UInt32) throws(COMError) -> TypeReference {
        guard let entry = references.entry(number), entry.library === library.library else {
            throw COMError(.E_INVALIDARG, "AddRefTypeInfo has given out no HREFTYPE \(number)")
        }
        return entry.reference
    }
}

/// The file name in a path; a resource number (`FILE\2`) stays with it.
private func lastComponent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
}

/// A type of somebody else's implementation of ITypeInfo, as far as a reference needs to know it.
private struct ForeignType {
    let type: ExternalType

    init(_ typeInfo: UnsafeMutablePointer<ITypeInfo>) throws(COMError) {
        var typeLib: UnsafeMutablePointer<ITypeLib>?
        var index: UInt32 = 0
        try COMError.check(typeInfo.pointee.lpVtbl.pointee.GetContainingTypeLib(typeInfo, &typeLib, &index))
        guard let typeLib else { throw COMError(.E_UNEXPECTED, "the type has no library") }
        defer { comRelease(typeLib) }
        let library = typeLib.pointee.lpVtbl.pointee
        var libraryAttributes: UnsafeMutablePointer<TLIBATTR>?
        try COMError.check(library.GetLibAttr(typeLib, &libraryAttributes))
        guard let libraryAttributes else { throw COMError(.E_UNEXPECTED, "the library has no attributes") }
        defer { library.ReleaseTLibAttr(typeLib, libraryAttributes) }
        var name: BSTR?
        try COMError.check(library.GetDocumentation(typeLib, -1, &name, nil, nil, nil))
        let imported = ImportedLibrary(
            fileName: BString.take(name) + ".tlb", guid: libraryAttributes.pointee.guid,
            version: Version(libraryAttributes.pointee.wMajorVerNum, libraryAttributes.pointee.wMinorVerNum),
            lcid: libraryAttributes.pointee.lcid)

        var attributes: UnsafeMutablePointer<TYPEATTR>?
        try COMError.check(typeInfo.pointee.lpVtbl.pointee.GetTypeAttr(typeInfo, &attributes))
        guard let attributes else { throw COMError(.E_UNEXPECTED, "the type has no attributes") }
        defer { typeInfo.pointee.lpVtbl.pointee.ReleaseTypeAttr(typeInfo, attributes) }
        let guid = attributes.pointee.guid
        type = ExternalType(
            library: imported, target: guid == .zero ? .index(Int(index)) : .guid(guid),
            kind: TypeKind(rawValue: attributes.pointee.typekind.rawValue))
    }
}
