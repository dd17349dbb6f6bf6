// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
public import CAutomation
public import TypeLibrary

/// A type as a COM object: ITypeInfo2 and ITypeComp. [MS-OAUT] 3.7, 3.9
public class TypeInfoObject: ComObject, @unchecked Sendable {
    // Unchecked: what changes is in `references`, under its lock.
    private let described: TypeInfo
    /// The type; that of a library under construction as it is now.
    public var typeInfo: TypeInfo { described }
    let container: TypeLibObject
    private var typeComp: UnsafeMutableRawPointer?
    let references: TypeReferenceNumbers

    /// The HREFTYPE of the other half of a dual interface.
    static let partnerReference: UInt32 = 0xFFFF_FFFE

    /// The object of a type. The same type has the same object as long as somebody holds it.
    /// - Parameter invoker: as for `TypeLibObject.object(for:invoker:)`.
    public static func object(for type: TypeInfo, invoker: (any TypeInfoInvoker)? = nil) -> TypeInfoObject {
        TypeLibObject.object(for: type.library, invoker: invoker).object(for: type)
    }

    /// - Parameter references: numbers that types of a library share; else the object has its own.
    init(_ typeInfo: TypeInfo, _ container: TypeLibObject, references: TypeReferenceNumbers = TypeReferenceNumbers()) {
        described = typeInfo
        self.container = container
        self.references = references
        super.init()
        addInterface(vtable: TypeInfoObject.vtable)
        typeComp = addInterface(vtable: TypeInfoObject.typeCompVTable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        switch iid {
        case IID_ITypeInfo, IID_ITypeInfo2: unknown
        case IID_ITypeComp: typeComp
        default: nil
        }
    }

    // MARK: Calls

    let preparedInvocation = OnceReference<TypeInvocation>()
    /// The type's members, for GetIDsOfNames.
    let preparedMembers = OnceReference<MemberTable>()

    /// What makes the calls of Invoke.
    /// - Throws: E_NOTIMPL if there is no invoker.
    func invocation() throws(TypeLibraryError) -> TypeInvocation {
        if let known = preparedInvocation.load() { return known }
        guard let invoker = container.invoker else {
            throw TypeLibraryError(.E_NOTIMPL, "nothing in this process makes calls by type information")
        }
        return preparedInvocation.storeIfNil(try invoker.invocation(of: typeInfo))
    }

    // MARK: HREFTYPEs

    /// The number by which GetRefTypeInfo finds a type again.
    func number(of reference: TypeReference, in library: TypeLibrary, half: TypeInfo.Half = .dispatch) -> UInt32 {
        references.number(of: TypeReferenceNumbers.Entry(library: library, reference: reference, half: half))
    }

    /// The type that an HREFTYPE of this type stands for.
    /// - Throws: E_INVALIDARG for a number that this type never gave out; what resolving it throws.
    public func referencedType(_ number: UInt32) throws -> TypeInfo {
        if number == TypeInfoObject.partnerReference {
            guard let partner = try typeInfo.partner() else { throw COMError(.TYPE_E_ELEMENTNOTFOUND) }
            return partner
        }
        guard let found = references.entry(number) else {
            throw COMError(.E_INVALIDARG, "\(typeInfo.name) has given out no HREFTYPE \(number)")
        }
        let type = try found.library.resolve(found.reference)
        return found.half == .vtable ? type.vtableHalf() : type
    }

    /// GetRefTypeOfImplType.
    func implementedReference(at index: UInt32) throws -> UInt32 {
        if index == UInt32.max {
            guard typeInfo.isDual else { throw COMError(.TYPE_E_ELEMENTNOTFOUND) }
            return TypeInfoObject.partnerReference
        }
        let implemented = try implementedType(at: index)
        // The base of an interface is meant as a vtable; a coclass names the halves of its duals that scripts see.
        return number(
            of: implemented.reference, in: typeInfo.library, half: typeInfo.kind == .interface ? .vtable : .dispatch)
    }

    func implementedType(at index: UInt32) throws -> ImplementedType {
        let types = typeInfo.implementedTypes
        guard index < types.count else { throw COMError(.TYPE_E_ELEMENTNOTFOUND) }
        return types[Int(index)]
    }

    // MARK: Members

    func function(at index: UInt32) throws -> FunctionInfo {
        let functions = try typeInfo.functions()
        guard index < functions.count else { throw COMError(.TYPE_E_ELEMENTNOTFOUND) }
        return functions[Int(index)]
    }

    func parameter(_ index: UInt32, ofFunction function: UInt32) throws -> Parameter {
        let parameters = try self.function(at: function).function.parameters
        guard index < parameters.count else { throw COMError(.TYPE_E_ELEMENTNOTFOUND) }
        return parameters[Int(index)]
    }

    func variable(at index: UInt32) throws -> Variable {
        let variables = typeInfo.variables
        guard index < variables.count else { throw COMError(.TYPE_E_ELEMENTNOTFOUND) }
        return variables[Int(index)]
    }

    /// GetIDsOfNames of a type: a member's name, then names of its parameters, whose ids are their positions.
    ///
    /// - Returns: DISP_E_UNKNOWNNAME if a name is unknown; its id is then DISPID_UNKNOWN, the others have theirs.
    public static func idsOfNames(
        _ type: TypeInfo, _ names: UnsafeMutablePointer<UnsafeMutablePointer<UInt16>?>, _ count: UInt32,
        _ ids: UnsafeMutablePointer<Int32>
    ) -> HResult {
        guard count > 0 else { return .S_OK }
        do {
            return idsOfNames(try type.members(), names, count, ids)
        } catch {
            return error.hresult
        }
    }

    /// The same with a type's members at hand.
    public static func idsOfNames(
        _ members: MemberTable, _ names: UnsafeMutablePointer<UnsafeMutablePointer<UInt16>?>, _ count: UInt32,
        _ ids: UnsafeMutablePointer<Int32>
    ) -> HResult {
        guard count > 0 else { return .S_OK }
        for index in 0..<Int(count) { ids[index] = DispID.unknown }
        guard let name = names[0] else { return .E_INVALIDARG }
        guard let memberID = members.memberID(named: units(ofTerminated: name)) else { return .DISP_E_UNKNOWNNAME }
        ids[0] = memberID
        var status = HResult.S_OK
        for index in 1..<max(1, Int(count)) {
            guard let name = names[index] else { return .E_INVALIDARG }
            if let position = parameter(named: units(ofTerminated: name), of: memberID, in: members) {
                ids[index] = position
            } else {
                status = .DISP_E_UNKNOWNNAME
            }
        }
        return status
    }

    /// The position of a parameter in the first of the member's functions that has one of this name.
    private static func parameter(
        named name: UnsafeBufferPointer<UInt16>, of memberID: Int32, in members: MemberTable
    ) -> Int32? {
        guard let member = members[memberID] else { return nil }
        for function in member.functions {
            let parameters = members.functions[function].function.parameters
            for (position, parameter) in parameters.enumerated() {
                if let known = parameter.name, NameFolding.equal(known, name) { return Int32(position) }
            }
        }
        return nil
    }
}
