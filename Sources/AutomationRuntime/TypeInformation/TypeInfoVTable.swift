// SPDX-License-Identifier: Apache-2.0
//
// The functions of ITypeInfo, in vtable order. [MS-OAUT] 3.7. Each checks its pointers, clears its results and calls the
// object through ComCall.run; what it gives out is the caller's until it is given back.

import AutomationTypes
import CAutomation
import TypeLibrary

extension TypeInfoObject {
    nonisolated(unsafe) static let vtable: UnsafeRawPointer = {
        var table = ITypeInfo2Vtbl()
        fillDescriptions(&table)
        fillMembers(&table)
        fillExtended(&table)
        return makeVTable(table)
    }()

    private static func fillDescriptions(_ table: inout ITypeInfo2Vtbl) {
        table.GetTypeAttr = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                result.pointee = try Descriptions.makeTypeAttributes(object)
                return .S_OK
            }
        }
        table.GetTypeComp = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                result.give(object, IID_ITypeComp)
                return .S_OK
            }
        }
        table.GetFuncDesc = { this, index, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                result.pointee = try Descriptions.makeFunction(try object.function(at: index), of: object)
                return .S_OK
            }
        }
        table.GetVarDesc = { this, index, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                result.pointee = try Descriptions.makeVariable(try object.variable(at: index), of: object)
                return .S_OK
            }
        }
        table.GetRefTypeOfImplType = { this, index, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeInfoObject.self) { object in
                result.pointee = try object.implementedReference(at: index)
                return .S_OK
            }
        }
        table.GetImplTypeFlags = { this, index, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, TypeInfoObject.self) { object in
                result.pointee = Int32(bitPattern: try object.implementedType(at: index).flags.rawValue)
                return .S_OK
            }
        }
        table.GetRefTypeInfo = { this, number, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                let type = try object.referencedType(number)
                result.give(TypeInfoObject.object(for: type, invoker: object.container.invoker), IID_ITypeInfo)
                return .S_OK
            }
        }
        table.GetContainingTypeLib = { this, library, index in
            library?.pointee = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                library?.give(object.container, IID_ITypeLib)
                index?.pointee = UInt32(object.typeInfo.index)
                return .S_OK
            }
        }
        table.ReleaseTypeAttr = { _, attributes in Descriptions.release(UnsafeMutableRawPointer(attributes)) }
        table.ReleaseFuncDesc = { _, function in Descriptions.release(function) }
        table.ReleaseVarDesc = { _, variable in Descriptions.release(variable) }
    }

    private static func fillMembers(_ table: inout ITypeInfo2Vtbl) {
        table.GetNames = { this, memberID, names, limit, count in
            guard let names, let count else { return HResult.E_INVALIDARG.rawValue }
            count.pointee = 0
            return ComCall.run(this, TypeInfoObject.self) { object in
                let found = try object.typeInfo.names(of: memberID).prefix(Int(limit))
                for (index, name) in found.enumerated() {
                    do {
                        try (names + index).give(name)
                    } catch {
                        for done in 0..<index {
                            BString.free(names[done])
                            names[done] = nil
                        }
                        throw error
                    }
                }
                count.pointee = UInt32(found.count)
                return .S_OK
            }
        }
        table.GetIDsOfNames = { this, names, count, ids in
            guard let names, let ids else { return HResult.E_INVALIDARG.rawValue }
            guard let this else { return HResult.E_INVALIDARG.rawValue }
            // The caller's reference keeps the object for the call.
            let owner = UnsafeMutableRawPointer(this).assumingMemoryBound(to: ComInterfaceHeader.self).pointee.owner
            return Unmanaged<TypeInfoObject>.fromOpaque(owner)._withUnsafeGuaranteedRef { object in
                // Not through the TypeInfo, which is referred to weakly: counting a reference to it is slow.
                let known = object.preparedMembers.withInstance { TypeInfoObject.idsOfNames($0, names, count, ids).rawValue }
                if let known { return known }
                do throws(TypeLibraryError) {
                    let members = object.preparedMembers.storeIfNil(try object.typeInfo.members())
                    return TypeInfoObject.idsOfNames(members, names, count, ids).rawValue
                } catch {
                    return error.hresult.rawValue
                }
            }
        }
        table.Invoke = { this, instance, memberID, flags, parameters, result, exception, argumentError in
            guard let this else { return HResult.E_INVALIDARG.rawValue }
            // The caller's reference keeps the object for the call.
            let owner = UnsafeMutableRawPointer(this).assumingMemoryBound(to: ComInterfaceHeader.self).pointee.owner
            return Unmanaged<TypeInfoObject>.fromOpaque(owner)._withUnsafeGuaranteedRef { object in
                // The functions of a module belong to no object.
                guard let instance = instance ?? (object.typeInfo.kind == .module ? UnsafeMutableRawPointer(this) : nil)
                else { return HResult.E_INVALIDARG.rawValue }
                let known = object.preparedInvocation.withInstance {
                    $0.invoke(instance, memberID, flags, parameters, result, exception, argumentError).rawValue
                }
                if let known { return known }
                do throws(TypeLibraryError) {
                    return try object.invocation().invoke(
                        instance, memberID, flags, parameters, result, exception, argumentError
                    ).rawValue
                } catch {
                    return error.hresult.rawValue
                }
            }
        }
        table.GetDocumentation = { this, memberID, name, text, context, file in
            ComCall.run(this, TypeInfoObject.self) { object in
                let type = object.typeInfo
                let helpFile = type.library.attributes.helpFile
                if memberID == DispID.unknown {
                    try giveDocumentation(
                        name: type.definition.name, type.definition.documentation, helpFile: helpFile, name, text, context,
                        file)
                } else {
                    let member = try type.member(memberID)
                    try giveDocumentation(
                        name: member.name, member.documentation, helpFile: helpFile, name, text, context, file)
                }
                return .S_OK
            }
        }
        table.GetDllEntry = { this, memberID, kind, library, name, ordinal in
            library?.pointee = nil
            name?.pointee = nil
            ordinal?.pointee = 0
            return ComCall.run(this, TypeInfoObject.self) { object in
                guard object.typeInfo.kind == .module else { return .TYPE_E_BADMODULEKIND }
                let kinds = InvokeKind(rawValue: UInt16(truncatingIfNeeded: kind.rawValue))
                let function = object.typeInfo.definition.functions.first {
                    $0.memberID == memberID && !$0.invokeKind.isDisjoint(with: kinds)
                }
                guard let function else { return .TYPE_E_ELEMENTNOTFOUND }
                try library?.give(object.typeInfo.definition.dllName)
                switch function.entry {
                case .name(let entry):
                    try name?.give(entry)
                    ordinal?.pointee = .max
                case .ordinal(let number): ordinal?.pointee = number
                case nil: break
                }
                return .S_OK
            }
        }
        table.AddressOfMember = { this, memberID, kind, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                result.pointee = try object.typeInfo.address(
                    of: memberID, InvokeKind(rawValue: UInt16(truncatingIfNeeded: kind.rawValue)))
                return .S_OK
            }
        }
        table.CreateInstance = { this, outer, iid, result in
            guard let result, let iid else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                guard object.typeInfo.kind == .coclass else { return .TYPE_E_WRONGTYPEKIND }
                guard let invoker = object.container.invoker else { return .E_NOTIMPL }
                return invoker.createInstance(
                    typeInfo: object.typeInfo, outer: outer, iid: iid.pointee, result: result)
            }
        }
        // Marshaling opcodes: no type library that this reads or writes has any.
        table.GetMops = { this, memberID, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                if memberID != DispID.unknown { _ = try object.typeInfo.member(memberID) }
                return .S_OK
            }
        }
    }
}
