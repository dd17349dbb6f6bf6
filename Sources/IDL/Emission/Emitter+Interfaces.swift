// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LibraryEmitter {
    /// How many interfaces an interface inherits from, and the bytes of their vtables.
    private struct Inheritance {
        var ancestors = 0
        var vtableSize = 0
    }

    func emitInterface(_ symbol: Symbol) -> TypeDefinition {
        let attributes = symbol.attributes
        let isDual = attributes.has(.dual)
        var type = header(of: symbol, isDual ? .dispatch : .interface)
        if !symbol.isNamed(.IUnknown) || attributes.has(.object) { requireUUIDOfInterface(symbol) }
        type.instanceSize = UInt32(layout.systemKind.pointerSize)
        type.alignment = UInt16(layout.systemKind.pointerSize)
        if symbol.base?.derivesFromDispatch == true { type.flags.insert(.dispatchable) }
        if isDual {
            type.flags.formUnion([.dual, .oleAutomation])
            if symbol.base?.derivesFromDispatch != true {
                sink.error(
                    "the dual interface \(symbol.name) does not derive from IDispatch",
                    at: attributes[.dual]?.range ?? symbol.range, hint: "write interface \(symbol.name) : IDispatch")
            }
        }
        if let base = symbol.base {
            type.implementedTypes = [ImplementedType(reference(to: base, at: symbol.range))]
        }
        let inherited = inheritance(of: symbol.base, at: symbol.range)
        emitFunctions(
            of: symbol, into: &type, kind: .pureVirtual, ancestors: inherited.ancestors, firstOffset: inherited.vtableSize)
        let size = inherited.vtableSize + type.functions.count * layout.systemKind.pointerSize
        if size > Int(Int16.max) {
            sink.error("the vtable of \(symbol.name) is larger than \(Int16.max) bytes", at: symbol.range)
        }
        type.vtableSize = UInt16(clamping: size)
        return type
    }

    private func requireUUIDOfInterface(_ symbol: Symbol) {
        // Interfaces that only hold typedefs, as in Microsoft's headers, have none.
        if symbol.attributes.has(.object) || symbol.attributes.has(.odl) || symbol.attributes.has(.dual)
            || symbol.base != nil
        {
            requireUUID(symbol)
        }
    }

    private func inheritance(of base: Symbol?, at range: SourceRange) -> Inheritance {
        var result = Inheritance()
        var next = base
        while let symbol = next, result.ancestors <= Binder.Limit.inheritance {
            result.ancestors += 1
            if let external = symbol.external {
                add(external, to: &result, at: range)
                return result
            }
            result.vtableSize += symbol.functions.count { !$0.isLocal } * layout.systemKind.pointerSize
            next = symbol.base
        }
        return result
    }

    /// Adds the vtable and the ancestors of an interface of an imported library.
    private func add(_ external: TypeInfo, to result: inout Inheritance, at range: SourceRange) {
        do throws(TypeLibraryError) {
            result.vtableSize += try external.vtableHalf().vtableFunctions().count * layout.systemKind.pointerSize
            var type = external.vtableHalf()
            while let base = type.definition.implementedTypes.first, result.ancestors <= Binder.Limit.inheritance {
                type = try type.library.resolve(base.reference).vtableHalf()
                result.ancestors += 1
            }
        } catch {
            sink.error("the base \(external.name) cannot be read: \(error.message)", at: range)
        }
    }

    func emitDispinterface(_ symbol: Symbol) -> TypeDefinition {
        var type = header(of: symbol, .dispatch)
        requireUUID(symbol)
        type.flags.insert(.dispatchable)
        type.instanceSize = UInt32(layout.systemKind.pointerSize)
        type.alignment = UInt16(layout.systemKind.pointerSize)
        if let base = symbol.base {
            if !base.isNamed(.IDispatch), !base.derivesFromDispatch {
                sink.error(
                    "\(base.name) does not derive from IDispatch, so \(symbol.name) cannot be called through it",
                    at: symbol.range)
            }
            type.implementedTypes = [ImplementedType(reference(to: base, at: symbol.range))]
            type.vtableSize = UInt16(clamping: inheritance(of: base, at: symbol.range).vtableSize)
        } else {
            type.implementedTypes = [ImplementedType(dispatchReference(at: symbol.range))]
        }
        for (index, property) in symbol.fields.enumerated() {
            let described = describe(property.type, at: property.range)
            type.variables.append(
                Variable(
                    memberID: memberID(of: property.attributes) ?? MemberID.variable(symbol.functions.count + index),
                    name: property.name.map { _ in spelling(of: property.id) }, documentation: documentation(of: property.attributes),
                    kind: .dispatch, flags: variableFlags(of: property.attributes), type: described,
                    customData: customData(of: property.attributes)))
        }
        // The functions have no vtable, but are numbered like slots: Wine counts them by the vtable's size.
        emitFunctions(of: symbol, into: &type, kind: .dispatch, ancestors: 0, firstOffset: Int(type.vtableSize))
        let size = Int(type.vtableSize) + type.functions.count * layout.systemKind.pointerSize
        type.vtableSize = UInt16(clamping: min(size, Int(Int16.max)))
        checkIDs(of: symbol, in: type)
        return type
    }

    /// IDispatch: the library's own if it defines it, else that of stdole.
    func dispatchReference(at range: SourceRange) -> TypeReference {
        if let own = binder.findDeclared(Name(.IDispatch)), own.isDefined, !own.isImported, own.external == nil {
            return reference(to: own, at: range)
        }
        if let (entry, info) = binder.importedType(Name(.IDispatch)), info.guid == WellKnownIID.dispatch {
            return binder.imported.reference(to: info, in: entry)
        }
        return .external(
            ExternalType(
                library: ImportedLibrary(fileName: "stdole2.tlb", guid: WellKnownIID.stdole, version: Version(2, 0)),
                target: .guid(WellKnownIID.dispatch), kind: .interface))
    }

    // MARK: Functions

    /// Adds the functions of an interface, dispinterface or module.
    func emitFunctions(
        of symbol: Symbol, into type: inout TypeDefinition, kind: FuncKind, ancestors: Int, firstOffset: Int
    ) {
        var idOfName: [Name: Int32] = [:]
        for function in symbol.functions where !function.isLocal && !sink.isFull {
            let index = type.functions.count
            checkFunction(function, of: symbol)
            let given = memberID(of: function.attributes)
            var id = given ?? MemberID.function(index, depth: ancestors)
            // The accessors of one property have one MEMBERID.
            if let known = idOfName[function.id] {
                if let given, given != known {
                    sink.warning(
                        "\(function.name) has id \(known) already, which it keeps",
                        at: function.attributes[.id]?.range ?? function.range)
                }
                id = known
            } else {
                idOfName[function.id] = id
            }
            let offset = kind == .static ? 0 : firstOffset + index * layout.systemKind.pointerSize
            type.functions.append(
                emit(function, of: symbol, id: id, kind: kind, offset: Int16(clamping: offset)))
        }
        if kind != .dispatch { checkIDs(of: symbol, in: type) }
    }

    private func emit(
        _ function: BoundFunction, of symbol: Symbol, id: Int32, kind: FuncKind, offset: Int16
    ) -> Function {
        let attributes = function.attributes
        let invokeKind = function.invokeKind
        let name = spelling(of: function.id)
        let returnType = describe(function.returnType, at: function.range)
        var parameters: [Parameter] = []
        parameters.reserveCapacity(function.parameters.count)
        var optionalCount: Int16 = 0
        var hasOptional = false
        for (index, parameter) in function.parameters.enumerated() {
            var made = emit(parameter)
            // MIDL counts those alone that are a VARIANT or point at one: a caller can leave out no other without a default.
            if parameter.attributes.has(.optional) {
                hasOptional = true
                if made.type.canBeMissing { optionalCount += 1 }
            }
            // The new value of a property has no name.
            if invokeKind.isPut, index == function.parameters.count - 1 { made.name = nil }
            parameters.append(made)
        }
        // Its name is filed before those of its parameters are, of which one may be the same but for its case.
        for (index, parameter) in function.parameters.enumerated() where parameters[index].name != nil {
            parameters[index].name = spelling(of: parameter.id)
        }
        if attributes.has(.vararg) {
            if hasOptional {
                sink.warning(
                    "vararg is ignored, because \(function.name) has optional parameters",
                    at: attributes[.vararg]?.range ?? function.range)
            } else {
                optionalCount = -1
            }
        }
        return Function(
            memberID: id, name: name, documentation: documentation(of: attributes), kind: kind,
            invokeKind: invokeKind, callConv: callingConvention(of: function), parameters: parameters,
            optionalCount: optionalCount, vtableOffset: offset, flags: functionFlags(of: attributes), returnType: returnType,
            entry: kind == .static ? entry(of: function) : nil,
            customData: customData(of: attributes) + keptAttributes(of: function))
    }

    private func emit(_ parameter: BoundParameter) -> Parameter {
        let attributes = parameter.attributes
        var flags: ParamFlags = []
        if attributes.has(.in) { flags.insert(.in) }
        if attributes.has(.out) { flags.insert(.out) }
        if attributes.has(.lcid) { flags.insert(.lcid) }
        if attributes.has(.retval) { flags.insert(.retval) }
        if attributes.has(.optional) { flags.insert(.optional) }
        var value: ConstantValue?
        if let attribute = attributes[.defaultvalue] {
            flags.formUnion([.optional, .hasDefault])
            value = defaultValue(attribute, for: parameter)
        }
        // An array whose size is not declared is passed as a pointer.
        var type = parameter.type
        if case .array(let element, nil) = type { type = .pointer(element) }
        return Parameter(
            name: parameter.name, type: describe(type, at: parameter.range), flags: flags, defaultValue: value,
            customData: customData(of: attributes))
    }

    private func callingConvention(of function: BoundFunction) -> CallConv {
        switch function.callingConvention {
        case .cdecl, ._cdecl, .__cdecl: .cdecl
        case .pascal, ._pascal, .__pascal: .pascal
        case ._fastcall, .__fastcall: .fpFastcall
        default: .stdcall
        }
    }

    private func entry(of function: BoundFunction) -> DLLEntry? {
        guard let attribute = function.attributes[.entry] else {
            sink.error(
                "\(function.name) does not say where it is in the DLL", at: function.range,
                hint: "write [entry(\"\(function.name)\")] before it")
            return nil
        }
        guard let expression = attribute.arguments.value, let value = binder.evaluate(expression)
        else {
            sink.error("entry needs a name or an ordinal", at: attribute.argumentRange)
            return nil
        }
        if case .string(let name) = value { return .name(name) }
        if let number = value.integerValue, let ordinal = UInt16(exactly: number) { return .ordinal(ordinal) }
        sink.error("an ordinal is a number from 0 to 65535", at: expression.range)
        return nil
    }
}
