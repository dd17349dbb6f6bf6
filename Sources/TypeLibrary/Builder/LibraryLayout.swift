// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// Computes what follows from a library's types: offsets, sizes, alignments, MEMBERIDs, flags, default interfaces.
struct LibraryLayout {
    private(set) var result: LibraryDefinition
    /// The library without its layout: what references are resolved in.
    private let model: TypeLibrary
    private var records: RecordLayout
    private var spelling = NameSpelling()
    private let conventions: TypeLibraryBuilder.Conventions

    /// The largest vtable that FUNCDESC.oVft, a signed 16-bit number, can speak of.
    private static let largestVTable = Int(Int16.max)

    private var pointerSize: Int { result.attributes.systemKind.pointerSize }

    init(
        _ library: LibraryDefinition, packings: [Int], resolver: any TypeLibraryResolver,
        conventions: TypeLibraryBuilder.Conventions
    ) {
        result = library
        self.conventions = conventions
        model = TypeLibrary(library, resolver: resolver)
        records = RecordLayout(library, packings: packings, model: model)
    }

    mutating func layOut() throws(TypeLibraryError) {
        spelling.spell(&result.attributes.name)
        for index in result.types.indices {
            var type = try layOut(typeAt: index)
            spell(&type)
            result.types[index] = type
        }
    }

    /// One type laid out; names stay as they are spelled.
    mutating func layOut(typeAt index: Int) throws(TypeLibraryError) -> TypeDefinition {
        var type = result.types[index]
        switch type.kind {
        case .interface, .dispatch: try layOutInterface(&type)
        case .coclass: layOutCoclass(&type)
        case .module:
            type.alignment = 1
            type.instanceSize = UInt32(type.functions.count)
            completeFunctions(of: &type, depth: 0)
        case .enum: set(TypeLayout(size: 4, alignment: 4), of: &type)
        case .alias: set(try records.layout(ofTypeAt: index), of: &type)
        case .record, .union:
            set(try records.layout(ofTypeAt: index), of: &type)
            for (field, offset) in records.offsets(ofTypeAt: index).enumerated() {
                type.variables[field].instanceOffset = UInt32(clamping: offset)
            }
        }
        completeVariables(of: &type)
        try checkIDs(of: type)
        return type
    }

    private func set(_ layout: TypeLayout, of type: inout TypeDefinition) {
        type.instanceSize = UInt32(clamping: layout.size)
        type.alignment = UInt16(clamping: layout.alignment)
    }

    // MARK: Interfaces

    private func layOutInterface(_ type: inout TypeDefinition) throws(TypeLibraryError) {
        set(TypeLayout(size: pointerSize, alignment: pointerSize), of: &type)
        let inherited = try inheritance(of: type)
        if type.flags.contains(.dual) {
            guard inherited.includesDispatch else {
                throw error(type, .E_INVALIDARG, "a dual interface derives from IDispatch")
            }
            type.kind = .dispatch
            type.flags.formUnion(conventions == .compiler ? [.oleAutomation, .dispatchable] : .dispatchable)
        } else if type.kind == .dispatch {
            guard type.implementedTypes.isEmpty || inherited.includesDispatch else {
                throw error(type, .E_INVALIDARG, "an interface that a dispinterface shows derives from IDispatch")
            }
            type.flags.insert(.dispatchable)
        } else if inherited.includesDispatch {
            type.flags.insert(.dispatchable)
        }
        let isDispinterface = type.kind == .dispatch && !type.flags.contains(.dual)
        if isDispinterface, type.implementedTypes.isEmpty {
            type.implementedTypes = [ImplementedType(model.dispatchReference)]
        }
        // The functions of a dispinterface have no vtable, but are numbered like slots behind those that it shows; it
        // shows none of IDispatch.
        let showsNothing = isDispinterface && namesDispatch(type.implementedTypes.first?.reference)
        let first = showsNothing ? 0 : inherited.functions * pointerSize
        var size = first + type.functions.count * pointerSize
        guard size <= LibraryLayout.largestVTable else {
            throw error(type, .TYPE_E_SIZETOOBIG, "its vtable is larger than \(LibraryLayout.largestVTable) bytes")
        }
        for index in type.functions.indices {
            let given = type.functions[index].vtableOffset
            if conventions == .createTypeInfo, given != 0 {
                size = max(size, Int(UInt16(bitPattern: given)) + pointerSize)
            } else {
                type.functions[index].vtableOffset = Int16(clamping: first + index * pointerSize)
            }
        }
        type.vtableSize = UInt16(clamping: size)
        completeFunctions(of: &type, depth: isDispinterface ? 0 : inherited.interfaces)
    }

    private func inheritance(of type: TypeDefinition) throws(TypeLibraryError) -> Inheritance {
        let inherited = Inheritance(from: type.implementedTypes.first?.reference, in: model)
        guard inherited.interfaces < TypeInfo.deepestInheritance else {
            throw error(
                type, .TYPE_E_CIRCULARTYPE,
                "it inherits from itself or through more than \(TypeInfo.deepestInheritance) interfaces")
        }
        return inherited
    }

    private func namesDispatch(_ reference: TypeReference?) -> Bool {
        guard let reference else { return false }
        if case .external(let type) = reference, type.target == .guid(WellKnownIID.dispatch) { return true }
        return (try? model.resolve(reference))?.guid == WellKnownIID.dispatch
    }

    private func layOutCoclass(_ type: inout TypeDefinition) {
        type.instanceSize = UInt32(pointerSize)
        type.alignment = 4
        if conventions == .compiler { type.implementedTypes.setDefaults() }
    }

    // MARK: Members

    /// Gives functions what was left open: MEMBERIDs, the count of optional parameters.
    private func completeFunctions(of type: inout TypeDefinition, depth: Int) {
        var idOfName: [String: Int32] = [:]
        var taken: Set<Int32> = []
        for function in type.functions where function.memberID != MemberID.none {
            taken.insert(function.memberID)
            if let name = function.name { idOfName[NameRules.key(name)] = function.memberID }
        }
        for index in type.functions.indices {
            var function = type.functions[index]
            if function.memberID == MemberID.none {
                // The accessors of one property have one MEMBERID.
                let key = function.name.map(NameRules.key)
                let id = key.flatMap { idOfName[$0] } ?? freeID(index, depth: depth, taken)
                if let key { idOfName[key] = id }
                taken.insert(id)
                function.memberID = id
            }
            if function.optionalCount == 0, conventions == .compiler {
                let optional = function.parameters.count {
                    $0.flags.contains(.optional) && !$0.flags.contains(.hasDefault) && $0.type.canBeMissing
                }
                function.optionalCount = Int16(clamping: optional)
            }
            // The new value of a property has no name.
            if function.invokeKind.isPut, !function.parameters.isEmpty {
                function.parameters[function.parameters.count - 1].name = nil
            }
            type.functions[index] = function
        }
    }

    /// The id of the function at `index`; for programs the next one that no other function was given, where a compiler
    /// refuses.
    private func freeID(_ index: Int, depth: Int, _ taken: Set<Int32>) -> Int32 {
        var id = MemberID.function(index, depth: depth)
        while conventions == .createTypeInfo, taken.contains(id) { id &+= 1 }
        return id
    }

    private func completeVariables(of type: inout TypeDefinition) {
        var taken = Set(type.variables.map(\.memberID))
        for index in type.variables.indices where type.variables[index].memberID == MemberID.none {
            var id = MemberID.variable(type.functions.count + index)
            while !taken.insert(id).inserted, conventions == .createTypeInfo { id &+= 1 }
            type.variables[index].memberID = id
        }
    }

    /// An id that a program gave may be one that another member got here.
    private func checkIDs(of type: TypeDefinition) throws(TypeLibraryError) {
        var names: [Int32: String?] = [:]
        for function in type.functions {
            if let other = names.updateValue(function.name, forKey: function.memberID), other != function.name {
                throw duplicate(function.memberID, function.name, other, type)
            }
        }
        for variable in type.variables {
            if let other = names.updateValue(variable.name, forKey: variable.memberID) {
                throw duplicate(variable.memberID, variable.name, other, type)
            }
        }
    }

    private func duplicate(
        _ id: Int32, _ name: String?, _ other: String?, _ type: TypeDefinition
    ) -> TypeLibraryError {
        error(type, .TYPE_E_DUPLICATEID, "\(name ?? "a member") has the id \(id) of \(other ?? "another one")")
    }

    private mutating func spell(_ type: inout TypeDefinition) {
        spelling.spell(&type.name)
        for index in type.variables.indices { spelling.spell(&type.variables[index].name) }
        for index in type.functions.indices {
            spelling.spell(&type.functions[index].name)
            for parameter in type.functions[index].parameters.indices {
                spelling.spell(&type.functions[index].parameters[parameter].name)
            }
        }
    }

    private func error(_ type: TypeDefinition, _ code: HResult, _ message: String) -> TypeLibraryError {
        TypeLibraryError(code, "\(type.name ?? ""): \(message)")
    }
}

extension [ImplementedType] {
    /// Without a default interface, the first that is not restricted is the default of a coclass; likewise among the sources.
    public mutating func setDefaults() {
        for isSource in [false, true] {
            let side = indices.filter { self[$0].flags.contains(.source) == isSource }
            guard !side.contains(where: { self[$0].flags.contains(.default) }),
                let first = side.first(where: { !self[$0].flags.contains(.restricted) })
            else { continue }
            self[first].flags.insert(.default)
        }
    }
}
