// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension LibraryEmitter {
    func defaultValue(_ attribute: AttributeSyntax, for parameter: BoundParameter) -> ConstantValue? {
        // defaultvalue() stands for the flag alone, as some libraries have it.
        if case .list(let list) = attribute.arguments, list.count == 1 { return nil }
        guard let expression = attribute.arguments.value else {
            sink.error("defaultvalue needs one value", at: attribute.argumentRange)
            return nil
        }
        guard let value = binder.evaluate(expression) else { return nil }
        guard !parameter.type.isUnknown else { return nil }
        if let coerced = coerce(value, to: parameter.type, at: expression.range) { return coerced }
        return nil
    }

    /// A constant as the type of a parameter or of a module's constant has it; nil after reporting that it does not fit.
    func coerce(_ value: Constant, to type: BoundType, at range: SourceRange) -> ConstantValue? {
        // What a pointer has for a default is the value that it points at.
        if let pointee = type.pointee, type.automationType == nil { return coercePointer(value, to: pointee, at: range) }
        if let scalar = layout.scalarType(of: type), scalar != .cy {
            return coerce(value, toScalar: scalar, at: range)
        }
        switch type.automationType {
        case .bstr?, .lpstr?, .lpwstr?:
            if case .string(let text) = value { return .bstr(text) }
            if value.integerValue == 0 { return .bstr(nil) }
        case .variant?:
            return plainValue(value)
        case .cy?:
            if let number = value.realValue, let scaled = Int64(exactly: (number * 10_000).rounded()) {
                return .integer(.cy, scaled)
            }
        case .decimal?:
            if let decimal = value.decimalValue { return .decimal(decimal) }
        default:
            if case .safeArray = type.withoutAliases, value.integerValue == 0 { return .integer(.i4, 0) }
            if let symbol = type.symbol, symbol.kind == .alias || symbol.external != nil, value.integerValue != nil {
                return plainValue(value)
            }
            if let known = objectDefault(type, value) { return known }
        }
        mismatch(value, type, at: range)
        return nil
    }

    private func coercePointer(_ value: Constant, to pointee: BoundType, at range: SourceRange) -> ConstantValue? {
        if case .typed(let known) = value, pointee.automationType == .variant { return known }
        if let object = objectDefault(pointee, value) { return object }
        if value.integerValue == 0 {
            // A null pointer; the type of what it would point at says how it is stored.
            if let scalar = layout.scalarType(of: pointee), scalar != .cy { return coerce(value, toScalar: scalar, at: range) }
            switch pointee.automationType {
            case .bstr?: return .bstr(nil)
            case .cy?: return .integer(.cy, 0)
            default: return .integer(.i4, 0)
            }
        }
        switch pointee.withoutAliases {
        case .pointer, .basic(.void):
            sink.error("the only default of a pointer to this type is 0", at: range)
            return nil
        case .basic(.char), .basic(.wideChar):
            if case .string(let text) = value { return .bstr(text) }
        default: break
        }
        return coerce(value, to: pointee, at: range)
    }

    private func objectDefault(_ type: BoundType, _ value: Constant) -> ConstantValue? {
        guard value.integerValue == 0, let symbol = type.symbol, symbol.kind == .interface || symbol.kind == .dispinterface
        else { return nil }
        if symbol.isNamed(.IDispatch) { return .nullObject(.dispatch) }
        return symbol.isNamed(.IUnknown) ? .nullObject(.unknown) : .integer(.i4, 0)
    }

    private func coerce(_ value: Constant, toScalar type: VarType, at range: SourceRange) -> ConstantValue? {
        switch type {
        case .r4:
            if let number = value.realValue { return .r4(Float(number)) }
        case .r8:
            if let number = value.realValue { return .r8(number) }
        case .date:
            if let number = value.realValue { return .date(number) }
            if case .string = value {
                sink.error(
                    "a date is given as a number here: days since 30 December 1899", at: range)
                return nil
            }
        case .bool:
            // TRUE is VARIANT_TRUE; a number stays what it is.
            if case .boolean(let flag) = value { return .integer(.bool, flag ? -1 : 0) }
            if let number = value.integerValue, let stored = fit(number, into: .i2) { return .integer(.bool, stored) }
        case .ui8:
            if let number = value.integerValue { return .ui8(UInt64(bitPattern: number)) }
        default:
            guard let number = value.integerValue else { break }
            guard let stored = fit(number, into: type) else {
                sink.error("\(number) does not fit into \(type.documentedName)", at: range)
                return nil
            }
            return .integer(type, stored)
        }
        sink.error("\(value.noun) does not fit \(type.documentedName)", at: range)
        return nil
    }

    /// The number as the type has it; the bits of an unsigned number may stand for a negative one, as 0xFFFFFFFF for -1.
    private func fit(_ number: Int64, into type: VarType) -> Int64? {
        let bits: Int64 =
            switch type {
            case .i1, .ui1: 8
            case .i2, .ui2: 16
            case .i8: 64
            default: 32
            }
        if bits == 64 { return number }
        let span = Int64(1) << bits
        guard number >= -span / 2, number < span else { return nil }
        switch type {
        case .ui1, .ui2, .ui4, .uint: return number & (span - 1)
        default: return number >= span / 2 ? number - span : number
        }
    }

    private func mismatch(_ value: Constant, _ type: BoundType, at range: SourceRange) {
        sink.error("\(value.noun) is no value of this type", at: range)
    }
}
