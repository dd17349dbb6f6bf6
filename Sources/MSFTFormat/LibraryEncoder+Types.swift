// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LibraryEncoder {
    /// The record of a type, but for its members.
    mutating func record(_ index: Int, _ type: TypeDefinition) throws(TypeLibraryError) -> TypeInfoRecord {
        guard type.functions.count <= UInt16.max, type.variables.count <= UInt16.max else {
            throw TypeLibraryError(.E_INVALIDARG, "a type has at most 65535 functions and 65535 variables")
        }
        guard type.alignment <= 0x1F else {
            throw TypeLibraryError(.E_INVALIDARG, "the alignment \(type.alignment) cannot be stored; 16 is the largest")
        }
        var record = TypeInfoRecord()
        record.kindBits = TypeInfoRecord.kindBits(
            type.kind, alignment: type.alignment, isDual: type.flags.contains(.dual), index: index)
        record.functionCount = UInt16(truncatingIfNeeded: type.functions.count)
        record.variableCount = UInt16(truncatingIfNeeded: type.variables.count)
        record.memberSize = type.functions.isEmpty && type.variables.isEmpty ? -1 : 0
        if type.guid != .zero {
            record.guid = guids.offset(of: type.guid, owner: .type(LibraryEncoder.typeOffset(index)))
        }
        record.flags = UInt32(type.flags.rawValue)
        if let name = type.name { record.name = try names.offset(of: name, .type(LibraryEncoder.typeOffset(index))) }
        record.version = type.version
        record.helpString = try strings.offset(of: type.documentation.helpString)
        record.helpStringContext = type.documentation.helpStringContext
        record.helpContext = type.documentation.helpContext
        record.customData = try offset(of: type.customData)
        record.vtableSize = type.vtableSize
        record.instanceSize = type.instanceSize
        try implementedTypes(of: type, &record)
        try detail(of: type, &record)
        return record
    }

    /// What the last words of the record say for aliases and modules.
    private mutating func detail(
        of type: TypeDefinition, _ record: inout TypeInfoRecord
    ) throws(TypeLibraryError) {
        switch type.kind {
        case .alias:
            guard let alias = type.alias else {
                throw TypeLibraryError(.E_INVALIDARG, "an alias needs the type that it stands for")
            }
            record.detail = try word(for: alias)
            record.inheritedInterfaces = UInt16(truncatingIfNeeded: alias.storedSize)
        case .module: record.detail = try strings.offset(of: type.dllName)
        case .enum, .record, .interface, .dispatch, .coclass, .union: break
        }
    }

    private mutating func implementedTypes(
        of type: TypeDefinition, _ record: inout TypeInfoRecord
    ) throws(TypeLibraryError) {
        let implemented = type.implementedTypes
        switch type.kind {
        case .coclass:
            guard implemented.count <= UInt16.max else {
                throw TypeLibraryError(.E_INVALIDARG, "a coclass has at most 65535 interfaces")
            }
            var entries: [(reference: Int32, flags: ImplTypeFlags, customData: Int32)] = []
            for item in implemented {
                entries.append((try word(for: item.reference), item.flags, try offset(of: item.customData)))
            }
            record.detail = references.append(entries)
            record.implementedCount = UInt16(truncatingIfNeeded: implemented.count)
        case .interface, .dispatch:
            guard let base = implemented.first else { return }
            guard implemented.count == 1 else {
                throw TypeLibraryError(
                    .E_INVALIDARG, "an interface derives from one base; \(implemented.count) are given")
            }
            guard base.customData.isEmpty, base.flags.isEmpty else {
                throw TypeLibraryError(
                    .E_INVALIDARG, "the base of an interface has no flags and no custom data in this format")
            }
            record.implementedCount = 1
            let isDual = type.flags.contains(.dual)
            // A dispinterface with members of its own does not say that it derives from IDispatch: the header does.
            if type.kind == .dispatch, !isDual, base.reference.namesDispatch(in: library) { return }
            record.detail = try word(for: base.reference)
            if type.kind == .interface || isDual {
                let inherited = Inheritance(from: type.implementedTypes.first?.reference, in: model)
                record.inheritedInterfaces = UInt16(clamping: inherited.interfaces)
                record.inheritedFunctions = UInt16(clamping: inherited.functions)
            }
        case .enum, .record, .module, .alias, .union:
            guard implemented.isEmpty else {
                throw TypeLibraryError(.E_INVALIDARG, "only interfaces and coclasses implement other types")
            }
        }
    }
}

extension TypeReference {
    /// Whether the reference names IDispatch.
    fileprivate func namesDispatch(in library: LibraryDefinition) -> Bool {
        switch self {
        case .local(let index):
            library.types.indices.contains(index) && library.types[index].guid == WellKnownIID.dispatch
        case .external(let type): type.target == .guid(WellKnownIID.dispatch)
        case .invalid: false
        }
    }
}

extension TypeDescription {
    /// Bytes that the TYPEDESCs and ARRAYDESCs behind this one take in a 32-bit process; records tell the sum for a
    /// loader that allocates it at once.
    var storedSize: Int {
        switch self {
        case .basic, .userDefined, .pointer(nil), .safeArray(nil): 0
        case .pointer(let target?), .safeArray(let target?): 8 + target.storedSize
        case .cArray(let element, let bounds): 12 + 8 * bounds.count + element.storedSize
        }
    }
}
