// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// Makes the definition of one type from its records.
struct TypeDecoder {
    private let file: ByteView
    private let tables: SegmentDirectory
    private let imports: ImportTables
    private let dispatch: TypeReference?
    /// What the type may still cost; afterwards it tells what it did cost.
    private(set) var budget: DecodingBudget

    init(file: ByteView, tables: SegmentDirectory, imports: ImportTables, dispatch: TypeReference?) {
        self.file = file
        self.tables = tables
        self.imports = imports
        self.dispatch = dispatch
        budget = DecodingBudget(fileSize: file.count)
    }

    mutating func decode(_ index: Int) throws(TypeLibraryError) -> TypeDefinition {
        let record = try TypeInfoRecord(reading: tables[.typeInfos], index: index)
        let kind = try record.kind(in: tables[.typeInfos], index: index)
        var type = TypeDefinition(
            name: try name(record.name), kind: kind, guid: try GUIDTable.read(record.guid, in: tables[.guids]),
            flags: TypeFlags(rawValue: UInt16(truncatingIfNeeded: record.flags)), version: record.version,
            documentation: try documentation(record.helpString, record.helpContext, record.helpStringContext),
            instanceSize: record.instanceSize, alignment: record.alignment, vtableSize: record.vtableSize,
            customData: try customData(record.customData))
        let functionCount = Int(record.functionCount)
        let variableCount = Int(record.variableCount)
        if functionCount + variableCount > 0 {
            let members = try MemberBlock(
                reading: file, at: record.members, count: functionCount + variableCount)
            type.functions = try functions(members, count: functionCount, isModule: kind == .module)
            type.variables = try variables(members, first: functionCount, count: variableCount)
        }
        switch kind {
        case .alias: type.alias = try self.type(record.detail)
        case .module: type.dllName = try string(record.detail)
        default: break
        }
        type.implementedTypes = try implementedTypes(record, kind)
        return type
    }

    // MARK: Members

    private mutating func functions(
        _ members: MemberBlock, count: Int, isModule: Bool
    ) throws(TypeLibraryError) -> [Function] {
        var functions: [Function] = []
        functions.reserveCapacity(count)
        for index in 0..<count {
            let view = try members.record(index)
            let record = try FunctionRecord(reading: view)
            guard let kind = FuncKind(rawValue: record.kinds & 7) else {
                throw view.invalid("\(record.kinds & 7) is not a FUNCKIND", at: 0x10)
            }
            var function = Function(
                memberID: try members.memberID(index), name: try name(try members.name(index)),
                documentation: try documentation(record.helpString, record.helpContext, record.helpStringContext),
                kind: kind, invokeKind: record.invokeKind, callConv: record.callConv,
                optionalCount: record.optionalCount, vtableOffset: record.vtableOffset & ~1,
                flags: FuncFlags(rawValue: UInt16(truncatingIfNeeded: record.flags)),
                returnType: try type(record.resultType), customData: try customData(record.customData))
            // The put of a property pair may leave its name to the get before it.
            if function.name == nil, let previous = functions.last, !previous.invokeKind.contains(.method),
                !function.invokeKind.contains(.method)
            {
                function.name = previous.name
            }
            if isModule { function.entry = try entry(record) }
            function.parameters.reserveCapacity(record.parameters.count)
            for parameter in record.parameters { function.parameters.append(try self.parameter(parameter)) }
            functions.append(function)
        }
        return functions
    }

    private mutating func parameter(_ record: FunctionRecord.ParameterRecord) throws(TypeLibraryError) -> Parameter {
        var parameter = Parameter(
            name: try name(record.name), type: try type(record.type),
            flags: ParamFlags(rawValue: UInt16(truncatingIfNeeded: record.flags)),
            customData: try customData(record.customData))
        if let word = record.defaultValue {
            parameter.defaultValue = try ValueTable.read(word, in: tables[.values], budget: &budget)
        }
        return parameter
    }

    private mutating func entry(_ record: FunctionRecord) throws(TypeLibraryError) -> DLLEntry? {
        if record.isEntryOrdinal { return .ordinal(UInt16(truncatingIfNeeded: record.entry)) }
        return try string(record.entry).map { .name($0) }
    }

    private mutating func variables(
        _ members: MemberBlock, first: Int, count: Int
    ) throws(TypeLibraryError) -> [Variable] {
        var variables: [Variable] = []
        variables.reserveCapacity(count)
        for index in first..<first + count {
            let view = try members.record(index)
            let record = try VariableRecord(reading: view)
            guard let kind = VarKind(rawValue: UInt32(record.kind)) else {
                throw view.invalid("\(record.kind) is not a VARKIND", at: 0x0C)
            }
            var variable = Variable(
                memberID: try members.memberID(index), name: try name(try members.name(index)),
                documentation: try documentation(record.helpString, record.helpContext, record.helpStringContext),
                kind: kind, flags: VarFlags(rawValue: UInt16(truncatingIfNeeded: record.flags)),
                type: try type(record.type), customData: try customData(record.customData))
            if kind == .const {
                variable.value = try ValueTable.read(record.value, in: tables[.values], budget: &budget)
            } else {
                variable.instanceOffset = UInt32(bitPattern: record.value)
            }
            variables.append(variable)
        }
        return variables
    }

    // MARK: Implemented types

    private mutating func implementedTypes(
        _ record: TypeInfoRecord, _ kind: TypeKind
    ) throws(TypeLibraryError) -> [ImplementedType] {
        guard record.implementedCount > 0 else { return [] }
        switch kind {
        case .coclass:
            return try ReferenceTable.read(
                record.detail, count: Int(record.implementedCount), in: tables, imports: imports, budget: &budget)
        case .dispatch where record.detail == -1: return dispatch.map { [ImplementedType($0)] } ?? []
        case .dispatch, .interface: return [ImplementedType(try imports.reference(record.detail, in: tables))]
        case .enum, .record, .module, .alias, .union: return []
        }
    }

    // MARK: Tables

    private mutating func name(_ offset: Int32) throws(TypeLibraryError) -> String? {
        try NameTable.read(offset, in: tables[.names], budget: &budget)
    }

    private mutating func string(_ offset: Int32) throws(TypeLibraryError) -> String? {
        try StringTable.read(offset, in: tables[.strings], budget: &budget)
    }

    private mutating func type(_ word: Int32) throws(TypeLibraryError) -> TypeDescription {
        try TypeDescriptorTable.read(word, in: tables, imports: imports, budget: &budget)
    }

    private mutating func customData(_ offset: Int32) throws(TypeLibraryError) -> [CustomData] {
        try CustomDataTable.read(offset, in: tables, budget: &budget)
    }

    private mutating func documentation(
        _ helpString: Int32, _ helpContext: UInt32, _ helpStringContext: UInt32
    ) throws(TypeLibraryError) -> Documentation {
        Documentation(
            helpString: try string(helpString), helpContext: helpContext, helpStringContext: helpStringContext)
    }
}
