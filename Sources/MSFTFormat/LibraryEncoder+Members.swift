// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LibraryEncoder {
    /// Sizes of the structures in a 32-bit process, of which records tell the sum.
    private enum StoredSize {
        static let function = 52
        static let parameter = 16
        static let defaultValue = 24
        static let variable = 36
        static let variant = 16
    }

    /// The functions and variables of a type.
    mutating func members(
        of type: TypeDefinition, at index: Int, _ record: inout TypeInfoRecord
    ) throws(TypeLibraryError) -> MemberBlock.Builder {
        var block = MemberBlock.Builder()
        let next = LibraryEncoder.nextWithSameID(type.functions)
        for position in type.functions.indices {
            let function = type.functions[position]
            do throws(TypeLibraryError) {
                // The name is filed before those of the parameters: of two spellings the first is kept.
                let name = try name(of: function, in: type, at: index)
                let record = try self.record(function)
                try block.append(memberID: function.memberID, name: name) { (out) throws(TypeLibraryError) in
                    try record.write(to: &out, index: position, next: next[position])
                }
            } catch {
                throw TypeLibraryError(
                    error.hresult, "function \(function.name ?? String(position)): \(error.message)")
            }
        }
        for (position, variable) in type.variables.enumerated() {
            let record = try self.record(variable)
            block.append(memberID: variable.memberID, name: try name(of: variable, in: type, at: index)) { out in
                record.write(to: &out, index: position + type.functions.count)
            }
        }
        return block
    }

    /// For each function the next one with its MEMBERID, in a circle; a function that is alone names itself.
    private static func nextWithSameID(_ functions: [Function]) -> [Int] {
        var next = Array(functions.indices)
        var first: [Int32: Int] = [:]
        // By index: a function is much to copy.
        for index in functions.indices {
            let id = functions[index].memberID
            guard let other = first[id] else {
                first[id] = index
                continue
            }
            next[index] = next[other]
            next[other] = index
        }
        return next
    }

    // MARK: Names

    private mutating func name(
        of function: Function, in type: TypeDefinition, at index: Int
    ) throws(TypeLibraryError) -> Int32 {
        guard let name = function.name else { return -1 }
        return try names.offset(
            of: name,
            .member(
                of: LibraryEncoder.typeOffset(index), isConstant: type.kind == .module,
                isAlone: type.kind == .module))
    }

    private mutating func name(
        of variable: Variable, in type: TypeDefinition, at index: Int
    ) throws(TypeLibraryError) -> Int32 {
        guard let name = variable.name else { return -1 }
        return try names.offset(
            of: name,
            .member(
                of: LibraryEncoder.typeOffset(index), isConstant: type.kind == .enum || type.kind == .module,
                isAlone: type.kind != .dispatch))
    }

    // MARK: Records

    private mutating func record(_ function: Function) throws(TypeLibraryError) -> FunctionRecord {
        var record = FunctionRecord(function, resultType: try word(for: function.returnType))
        record.helpString = try strings.offset(of: function.documentation.helpString)
        record.customData = try offset(of: function.customData)
        switch function.entry {
        case .name(let name): record.entry = try strings.offset(of: name)
        case .ordinal(let ordinal): record.entry = Int32(ordinal)
        case nil: break
        }
        var size = StoredSize.function + function.returnType.storedSize
        for parameter in function.parameters {
            var encoded = FunctionRecord.ParameterRecord(
                type: try word(for: parameter.type), name: -1, flags: UInt32(parameter.flags.rawValue),
                customData: try offset(of: parameter.customData))
            if let name = parameter.name { encoded.name = try names.offset(of: name, .parameter) }
            if let value = parameter.defaultValue {
                encoded.defaultValue = try values.word(for: value)
                encoded.flags |= UInt32(ParamFlags.hasDefault.rawValue)
                size += StoredSize.defaultValue
            }
            size += StoredSize.parameter + parameter.type.storedSize
            record.parameters.append(encoded)
        }
        record.descriptionSize = UInt16(truncatingIfNeeded: size)
        return record
    }

    private mutating func record(_ variable: Variable) throws(TypeLibraryError) -> VariableRecord {
        let value: Int32
        var size = StoredSize.variable + variable.type.storedSize
        if variable.kind == .const {
            value = try values.word(for: variable.value ?? .empty)
            size += StoredSize.variant
        } else {
            value = Int32(bitPattern: variable.instanceOffset)
        }
        var record = VariableRecord(
            type: try word(for: variable.type), flags: variable.flags, kind: variable.kind, value: value)
        record.descriptionSize = UInt16(truncatingIfNeeded: size)
        record.helpContext = variable.documentation.helpContext
        record.helpString = try strings.offset(of: variable.documentation.helpString)
        record.helpStringContext = variable.documentation.helpStringContext
        record.customData = try offset(of: variable.customData)
        return record
    }
}
