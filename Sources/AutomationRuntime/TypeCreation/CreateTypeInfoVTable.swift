// SPDX-License-Identifier: Apache-2.0
//
// The functions of ICreateTypeInfo2, in vtable order. Each checks its pointers and changes the type through CreationErrors.run; a
// change that fails leaves the type as it was. Strings and descriptions stay the caller's.

import AutomationTypes
import CAutomation
import TypeLibrary

extension CreatedTypeInfoObject {
    nonisolated(unsafe) static let createVTable: UnsafeRawPointer = {
        var table = ICreateTypeInfo2Vtbl()
        fillType(&table)
        fillMembers(&table)
        fillMemberTexts(&table)
        fillSecond(&table)
        fillCreationCustomData(&table)
        return makeVTable(table)
    }()

    // MARK: The type

    private static func fillType(_ table: inout ICreateTypeInfo2Vtbl) {
        table.SetGuid = { this, guid in
            TypeChange.change(this) { $0.guid = try CreationErrors.given(guid, "the GUID") }
        }
        table.SetTypeFlags = { this, flags in
            TypeChange.change(this) { type in
                guard let flags = UInt16(exactly: flags) else { throw CreationErrors.refuse("TYPEFLAGS has 16 bits") }
                try type.setFlags(TypeFlags(rawValue: flags))
            }
        }
        table.SetDocString = { this, text in
            TypeChange.change(this) { $0.documentation.helpString = try CreationErrors.text(text) }
        }
        table.SetHelpContext = { this, context in
            TypeChange.change(this) { $0.documentation.helpContext = context }
        }
        table.SetVersion = { this, major, minor in
            TypeChange.change(this) { $0.version = Version(major, minor) }
        }
        table.AddRefTypeInfo = { this, typeInfo, result in
            TypeChange.run(this) { object in
                guard let typeInfo, let result else { throw CreationErrors.refuse("the type or the result is a null pointer") }
                result.pointee = try object.addReference(to: typeInfo)
            }
        }
        table.AddImplType = { this, index, number in
            TypeChange.run(this) { object in
                let reference = try object.reference(number)
                try object.change { type in
                    // Unlike functions, implemented types are only added at the end.
                    guard Int(index) == type.definition.implementedTypes.count else { throw TypeChange.noSuch("place", index) }
                    try type.add(ImplementedType(reference))
                }
            }
        }
        table.SetImplTypeFlags = { this, index, flags in
            TypeChange.change(this) { type in
                guard type.kind == .coclass else {
                    throw CreationErrors.refuse("only the interfaces of a coclass have flags", .TYPE_E_BADMODULEKIND)
                }
                guard flags & ~0xF == 0 else { throw CreationErrors.refuse("IMPLTYPEFLAGS has four bits") }
                try type.updateImplementedType(at: Int(index)) {
                    $0.flags = ImplTypeFlags(rawValue: UInt32(bitPattern: flags))
                }
            }
        }
        table.SetAlignment = { this, alignment in
            TypeChange.run(this) { object in
                let kind = try object.described().kind
                guard kind == .record || kind == .union else {
                    guard [1, 2, 4, 8, 16].contains(alignment) else { throw CreationErrors.refuse("alignments are 1, 2, 4, 8 and 16") }
                    return try object.library.change { try $0.setAlignment(alignment, of: object.handle) }
                }
                try object.change { try $0.setPacking(Int(alignment)) }
            }
        }
        // Reserved: nothing in the format holds a schema or marshaling opcodes. Dropping them would be silent.
        table.SetSchema = { this, _ in
            TypeChange.run(this) { _ in throw CreationErrors.refuse("ICreateTypeInfo::SetSchema is reserved", .E_NOTIMPL) }
        }
        table.SetMops = { this, _, text in
            TypeChange.run(this) { _ in
                guard BString.length(text) > 0 else { return }
                throw CreationErrors.refuse("the format has no room for marshaling opcodes", .E_NOTIMPL)
            }
        }
        table.SetTypeIdldesc = { this, description in
            TypeChange.run(this) { _ in
                let description = try CreationErrors.given(description.map { UnsafePointer($0) }, "the IDLDESC")
                guard description.wIDLFlags == 0 else {
                    throw CreationErrors.refuse("a type has no IDLFLAGS in this format; parameters have them")
                }
            }
        }
        table.SetTypeDescAlias = { this, description in
            TypeChange.run(this) { object in
                let description = try CreationErrors.given(description.map { UnsafePointer($0) }, "the TYPEDESC")
                guard try object.described().kind == .alias else {
                    throw CreationErrors.refuse("only an alias stands for another type", .TYPE_E_BADMODULEKIND)
                }
                let target = try DescriptionReader(object).type(description)
                try object.change { try $0.setAlias(target) }
            }
        }
        table.LayOut = { this in TypeChange.run(this) { object in try object.library.construction.layOut(object.handle) } }
    }

    // MARK: Members

    private static func fillMembers(_ table: inout ICreateTypeInfo2Vtbl) {
        table.AddFuncDesc = { this, index, description in
            TypeChange.run(this) { object in
                let description = try CreationErrors.given(description.map { UnsafePointer($0) }, "the FUNCDESC")
                let function = try DescriptionReader(object).function(description)
                try object.check(function)
                try object.library.change { try $0.addFunction(function, to: object.handle, at: Int(index)) }
            }
        }
        table.AddVarDesc = { this, index, description in
            TypeChange.run(this) { object in
                let description = try CreationErrors.given(description.map { UnsafePointer($0) }, "the VARDESC")
                let variable = try DescriptionReader(object).variable(description, in: object.described().kind)
                try object.library.change { try $0.addVariable(variable, to: object.handle, at: Int(index)) }
            }
        }
        table.SetFuncAndParamNames = { this, index, names, count in
            TypeChange.changeFunction(this, index) { function in
                guard let names else { throw CreationErrors.refuse("the names are a null pointer") }
                // The new value of a property has no name.
                let named = function.invokeKind.isPut ? function.parameters.count - 1 : function.parameters.count
                guard count > 0, Int(count) - 1 <= named else { throw TypeChange.noSuch("parameter", count) }
                function.name = try CreationErrors.text(names[0])
                for position in 1..<max(1, Int(count)) {
                    function.parameters[position - 1].name = try CreationErrors.text(names[position])
                }
            }
        }
        table.SetVarName = { this, index, name in
            TypeChange.changeVariable(this, index) { $0.name = try CreationErrors.text(name) }
        }
        table.DefineFuncAsDllEntry = { this, index, dll, entry in
            TypeChange.change(this) { type in
                let dll = try CreationErrors.text(dll)
                guard type.kind == .module else {
                    throw CreationErrors.refuse("only a function of a module is in a DLL", .TYPE_E_BADMODULEKIND)
                }
                guard let entry else { throw CreationErrors.refuse("the entry is a null pointer") }
                if let known = type.definition.dllName, known.lowercased() != dll.lowercased() {
                    throw CreationErrors.refuse("\(type.name): its functions are in \(known); a module has one DLL")
                }
                // An ordinal is passed in the place of a pointer: MAKEINTRESOURCE.
                let ordinal = UInt16(exactly: UInt(bitPattern: entry))
                try type.updateFunction(at: Int(index)) {
                    $0.entry = ordinal.map { .ordinal($0) } ?? .name(string(fromTerminated: entry))
                }
                try type.setDLLName(dll)
            }
        }
    }

    private static func fillMemberTexts(_ table: inout ICreateTypeInfo2Vtbl) {
        table.SetFuncDocString = { this, index, text in
            TypeChange.changeFunction(this, index) { $0.documentation.helpString = try CreationErrors.text(text) }
        }
        table.SetVarDocString = { this, index, text in
            TypeChange.changeVariable(this, index) { $0.documentation.helpString = try CreationErrors.text(text) }
        }
        table.SetFuncHelpContext = { this, index, context in
            TypeChange.changeFunction(this, index) { $0.documentation.helpContext = context }
        }
        table.SetVarHelpContext = { this, index, context in
            TypeChange.changeVariable(this, index) { $0.documentation.helpContext = context }
        }
        table.SetHelpStringContext = { this, context in
            TypeChange.change(this) { $0.documentation.helpStringContext = context }
        }
        table.SetFuncHelpStringContext = { this, index, context in
            TypeChange.changeFunction(this, index) { $0.documentation.helpStringContext = context }
        }
        table.SetVarHelpStringContext = { this, index, context in
            TypeChange.changeVariable(this, index) { $0.documentation.helpStringContext = context }
        }
    }

    // MARK: ICreateTypeInfo2

    private static func fillSecond(_ table: inout ICreateTypeInfo2Vtbl) {
        table.DeleteFuncDesc = { this, index in
            TypeChange.run(this) { object in
                try object.library.change { try $0.removeFunction(at: Int(index), of: object.handle) }
            }
        }
        table.DeleteFuncDescByMemId = { this, memberID, kind in
            TypeChange.run(this) { object in
                let kinds = InvokeKind(rawValue: UInt16(truncatingIfNeeded: kind.rawValue))
                let index = object.typeInfo.definition.functions.firstIndex {
                    $0.memberID == memberID && !$0.invokeKind.isDisjoint(with: kinds)
                }
                guard let index else { throw TypeChange.noSuch("function with MEMBERID", UInt32(bitPattern: memberID)) }
                try object.library.change { try $0.removeFunction(at: index, of: object.handle) }
            }
        }
        table.DeleteVarDesc = { this, index in
            TypeChange.run(this) { object in
                try object.library.change { try $0.removeVariable(at: Int(index), of: object.handle) }
            }
        }
        table.DeleteVarDescByMemId = { this, memberID in
            TypeChange.run(this) { object in
                guard let index = object.typeInfo.variableIndex(of: memberID) else {
                    throw TypeChange.noSuch("variable with MEMBERID", UInt32(bitPattern: memberID))
                }
                try object.library.change { try $0.removeVariable(at: index, of: object.handle) }
            }
        }
        table.DeleteImplType = { this, index in
            TypeChange.change(this) { try $0.removeImplementedType(at: Int(index)) }
        }
        // The next look at the type lays it out anew.
        table.Invalidate = { this in TypeChange.change(this) { _ in } }
        table.SetName = { this, name in
            TypeChange.run(this) { object in
                let name = try CreationErrors.text(name)
                try object.library.change { try $0.rename(object.handle, name) }
            }
        }
    }

    private static func fillCreationCustomData(_ table: inout ICreateTypeInfo2Vtbl) {
        table.SetCustData = { this, guid, value in
            TypeChange.change(this) { type in
                var items = type.definition.customData
                try items.set(guid, value)
                for item in items { type.setCustomData(item.guid, item.value) }
            }
        }
        table.SetFuncCustData = { this, index, guid, value in
            TypeChange.changeFunction(this, index) { try $0.customData.set(guid, value) }
        }
        table.SetParamCustData = { this, index, parameter, guid, value in
            TypeChange.changeFunction(this, index) { function in
                guard function.parameters.indices.contains(Int(parameter)) else { throw TypeChange.noSuch("parameter", parameter) }
                try function.parameters[Int(parameter)].customData.set(guid, value)
            }
        }
        table.SetVarCustData = { this, index, guid, value in
            TypeChange.changeVariable(this, index) { try $0.customData.set(guid, value) }
        }
        table.SetImplTypeCustData = { this, index, guid, value in
            TypeChange.change(this) { type in
                try type.updateImplementedType(at: Int(index)) { try $0.customData.set(guid, value) }
            }
        }
    }

    // MARK: Changes

    fileprivate func change(_ body: (inout TypeBuilder) throws -> Void) throws {
        try library.change { try $0.update(handle, body) }
    }

    /// The type without its layout: asking for that gives members their MEMBERIDs.
    fileprivate func described() throws(TypeLibraryError) -> TypeDefinition {
        try library.construction.described(at: library.construction.index(of: handle))
    }

    /// What ICreateTypeInfo refuses, and the builder only for the type as a whole.
    fileprivate func check(_ function: Function) throws {
        let type = try described()
        if type.kind == .dispatch, !type.flags.contains(.dual), function.kind != .dispatch {
            throw CreationErrors.refuse("the functions of a dispinterface are FUNC_DISPATCH", .TYPE_E_BADMODULEKIND)
        }
        let slot = library.library.attributes.systemKind.pointerSize
        guard Int(function.vtableOffset) % slot == 0 else {
            throw CreationErrors.refuse("FUNCDESC.oVft is no multiple of \(slot)")
        }
    }
}

/// Apart from the object, whose vtable is made of closures that may capture nothing.
private enum TypeChange {
    static func noSuch(_ what: String, _ number: UInt32) -> COMError {
        CreationErrors.refuse("the type has no \(what) \(number)", .TYPE_E_ELEMENTNOTFOUND)
    }

    static func run(_ this: UnsafeMutableRawPointer?, _ body: (CreatedTypeInfoObject) throws -> Void) -> Int32 {
        CreationErrors.run(this, CreatedTypeInfoObject.self, IID_ICreateTypeInfo2, body)
    }

    static func change(
        _ this: UnsafeMutableRawPointer?, _ body: (inout TypeBuilder) throws -> Void
    ) -> Int32 {
        run(this) { try $0.change(body) }
    }

    static func changeFunction(
        _ this: UnsafeMutableRawPointer?, _ index: UInt32, _ body: (inout Function) throws -> Void
    ) -> Int32 {
        change(this) { try $0.updateFunction(at: Int(index), body) }
    }

    static func changeVariable(
        _ this: UnsafeMutableRawPointer?, _ index: UInt32, _ body: (inout Variable) throws -> Void
    ) -> Int32 {
        change(this) { try $0.updateVariable(at: Int(index), body) }
    }
}
