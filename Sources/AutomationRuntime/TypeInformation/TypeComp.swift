// SPDX-License-Identifier: Apache-2.0
//
// ITypeComp of a type and of a library: what a compiler asks to bind a name. [MS-OAUT] 3.5

import AutomationTypes
import CAutomation
import TypeLibrary

/// What Bind found.
private enum Binding {
    case function(FunctionInfo, TypeInfoObject)
    case variable(Variable, TypeInfoObject)
    /// The scope of a module or an enumeration.
    case scope(TypeInfoObject)
    /// A member of the application object, a coclass.
    case application(TypeInfoObject)

    func give(
        _ type: UnsafeMutablePointer<UnsafeMutablePointer<ITypeInfo>?>, _ kind: UnsafeMutablePointer<DESCKIND>,
        _ pointer: UnsafeMutablePointer<BINDPTR>
    ) throws {
        switch self {
        case .function(let info, let object):
            pointer.pointee.lpfuncdesc = try Descriptions.makeFunction(info, of: object)
            kind.pointee = DESCKIND_FUNCDESC
            type.give(object, IID_ITypeInfo)
        case .variable(let variable, let object):
            pointer.pointee.lpvardesc = try Descriptions.makeVariable(variable, of: object)
            kind.pointee = DESCKIND_VARDESC
            type.give(object, IID_ITypeInfo)
        case .scope(let object):
            pointer.pointee.lptcomp = object.retainedInterface(IID_ITypeComp)?.assumingMemoryBound(to: ITypeComp.self)
            kind.pointee = DESCKIND_TYPECOMP
        case .application(let object):
            // The VARDESC stands for the object itself, an instance of the coclass.
            let variable = Variable(
                memberID: DispID.unknown, name: object.typeInfo.name, kind: .static,
                type: .userDefined(.local(object.typeInfo.index)))
            pointer.pointee.lpvardesc = try Descriptions.makeVariable(variable, of: object)
            kind.pointee = DESCKIND_IMPLICITAPPOBJ
            type.give(object, IID_ITypeInfo)
        }
    }
}

extension TypeInfoObject {
    /// The member of this name that answers to one of `kinds` (any, if empty).
    fileprivate func bind(_ name: UnsafeBufferPointer<UInt16>, _ kinds: InvokeKind) throws -> Binding? {
        var hasOtherKind = false
        let members = try typeInfo.members()
        for info in members.functions where NameFolding.equal(info.function.name ?? "", name) {
            if kinds.isEmpty || !info.function.invokeKind.isDisjoint(with: kinds) {
                return .function(info, try declaring(info))
            }
            hasOtherKind = true
        }
        for variable in members.variables where NameFolding.equal(variable.name ?? "", name) {
            return .variable(variable, self)
        }
        if hasOtherKind { throw COMError(.TYPE_E_TYPEMISMATCH) }
        return nil
    }

    /// The type that a function is to be asked of: an interface's inherited functions belong to their own interface.
    private func declaring(_ info: FunctionInfo) throws -> TypeInfoObject {
        guard typeInfo.kind == .interface, info.isInherited else { return self }
        let type = try info.library.typeInfo(at: info.typeIndex).vtableHalf()
        return TypeInfoObject.object(for: type, invoker: container.invoker)
    }

    nonisolated(unsafe) static let typeCompVTable: UnsafeRawPointer = {
        var table = ITypeCompVtbl()
        table.Bind = { this, name, _, flags, type, kind, pointer in
            guard let name, let type, let kind, let pointer else { return HResult.E_INVALIDARG.rawValue }
            type.pointee = nil
            kind.pointee = DESCKIND_NONE
            pointer.pointee.lpfuncdesc = nil
            return ComCall.run(this, TypeInfoObject.self) { object in
                let found = try object.bind(units(ofTerminated: name), InvokeKind(rawValue: flags))
                try found?.give(type, kind, pointer)
                return .S_OK
            }
        }
        // A type contains no types.
        table.BindType = { _, name, _, type, comp in
            guard name != nil, let type, let comp else { return HResult.E_INVALIDARG.rawValue }
            type.pointee = nil
            comp.pointee = nil
            return 0
        }
        return makeVTable(table)
    }()
}

extension TypeLibObject {
    /// A module or enumeration of this name, or a member of any of them or of an application object.
    fileprivate func bind(_ name: UnsafeBufferPointer<UInt16>, _ kinds: InvokeKind) throws -> Binding? {
        for index in 0..<library.typeCount {
            guard let header = try? library.header(at: index), header.kind == .module || header.kind == .enum || header.kind == .coclass
            else { continue }
            let object = try typeInfoObject(at: index)
            switch header.kind {
            case .module, .enum:
                if NameFolding.equal(header.name ?? "", name) { return .scope(object) }
                if let found = try object.bind(name, kinds) { return found }
            case .coclass:
                guard object.typeInfo.flags.contains(.appObject),
                    let implemented = object.typeInfo.implementedTypes.first(where: {
                        $0.flags.contains(.default) && !$0.flags.contains(.source)
                    }) ?? object.typeInfo.implementedTypes.first,
                    let type = try? library.resolve(implemented.reference)
                else { continue }
                let members = TypeInfoObject.object(for: type, invoker: invoker)
                if try members.bind(name, kinds) != nil { return .application(object) }
            default: continue
            }
        }
        return nil
    }

    nonisolated(unsafe) static let typeCompVTable: UnsafeRawPointer = {
        var table = ITypeCompVtbl()
        table.Bind = { this, name, _, flags, type, kind, pointer in
            guard let name, let type, let kind, let pointer else { return HResult.E_INVALIDARG.rawValue }
            type.pointee = nil
            kind.pointee = DESCKIND_NONE
            pointer.pointee.lpfuncdesc = nil
            return ComCall.run(this, TypeLibObject.self) { object in
                let found = try object.bind(units(ofTerminated: name), InvokeKind(rawValue: flags))
                try found?.give(type, kind, pointer)
                return .S_OK
            }
        }
        table.BindType = { this, name, _, type, comp in
            guard let name, let type, let comp else { return HResult.E_INVALIDARG.rawValue }
            type.pointee = nil
            comp.pointee = nil
            return ComCall.run(this, TypeLibObject.self) { object in
                for index in 0..<object.library.typeCount {
                    guard let header = try? object.library.header(at: index),
                        NameFolding.equal(header.name ?? "", units(ofTerminated: name))
                    else { continue }
                    let found = try object.typeInfoObject(at: index)
                    type.give(found, IID_ITypeInfo)
                    comp.give(found, IID_ITypeComp)
                    break
                }
                return .S_OK
            }
        }
        return makeVTable(table)
    }()
}
