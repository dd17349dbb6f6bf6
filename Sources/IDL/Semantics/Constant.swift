// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The value of a constant expression.
enum Constant: Equatable {
    /// 64 bits, and whether they are to be read as unsigned or need more than 32.
    case integer(Int64, isUnsigned: Bool, isWide: Bool)
    case real(Double)
    case string(String)
    case boolean(Bool)
    case null
    /// A number whose VARTYPE a cast names, or what only such a cast can say: `(short) 5`, `(BSTR) 0`.
    case typed(ConstantValue)

    static func integer(_ value: Int64) -> Constant { .integer(value, isUnsigned: false, isWide: false) }

    /// As a number for arithmetic, if it is one.
    var integerValue: Int64? {
        switch self {
        case .integer(let value, _, _): value
        case .boolean(let value): value ? 1 : 0
        case .null: 0
        case .typed(.integer(let type, let value)) where type != .cy: value
        case .typed(.ui8(let value)): Int64(bitPattern: value)
        case .real, .string, .typed: nil
        }
    }

    var realValue: Double? {
        switch self {
        case .real(let value): value
        case .integer(let value, let isUnsigned, _): isUnsigned ? Double(UInt64(bitPattern: value)) : Double(value)
        case .boolean(let value): value ? 1 : 0
        case .typed(.integer(.cy, let value)): Double(value) / 10_000
        case .typed(.integer(_, let value)): Double(value)
        case .typed(.ui8(let value)): Double(value)
        case .typed(.r4(let value)): Double(value)
        case .typed(.r8(let value)), .typed(.date(let value)): value
        case .string, .null, .typed: nil
        }
    }

    /// As a DECIMAL, with as many digits behind the point as it is written with.
    var decimalValue: DecimalBits? {
        if case .typed(.decimal(let value)) = self { return value }
        if let number = integerValue {
            return DecimalBits(scale: 0, sign: number < 0 ? 0x80 : 0, hi32: 0, lo64: number.magnitude)
        }
        guard let number = realValue, number.isFinite else { return nil }
        var text = String(number.magnitude)
        guard !text.contains("e") else { return nil }
        if text.hasSuffix(".0") { text.removeLast(2) }
        let parts = text.split(separator: ".")
        let fraction = parts.count > 1 ? parts[1] : ""
        guard fraction.count <= 28, let digits = UInt64(parts[0] + fraction) else { return nil }
        return DecimalBits(scale: UInt8(fraction.count), sign: number < 0 ? 0x80 : 0, hi32: 0, lo64: digits)
    }

    /// How messages call the value.
    var noun: String {
        switch self {
        case .integer: "an integer"
        case .real: "a floating number"
        case .string: "a string"
        case .boolean: "a boolean"
        case .null: "NULL"
        case .typed(let value): "a \(value.varType.documentedName)"
        }
    }
}

/// What the names of constant expressions stand for.
protocol ConstantScope: AnyObject {
    var expressions: ExpressionTable { get }
    func constant(named name: Name) -> Constant?
    /// The size of a type in bytes, or nil if it has none.
    func size(of type: TypeNameSyntax) -> UInt64?
    /// The value as the type that a cast names has it.
    func convert(_ value: Constant, to type: TypeNameSyntax) -> Constant?
    func text(of name: Name) -> String
}

/// Why an expression is no constant.
struct ConstantFailure: Error {
    var message: String
    var range: SourceRange
    var hint: String?
}

/// Evaluates constant expressions over the names that are in scope.
struct ConstantEvaluator<Scope: ConstantScope> {
    let scope: Scope

    func evaluate(_ expression: Expression) throws(ConstantFailure) -> Constant {
        switch scope.expressions[expression] {
        case .integer(let bits, let isUnsigned, let isWide, _):
            return .integer(Int64(bitPattern: bits), isUnsigned: isUnsigned || Int64(bitPattern: bits) < 0, isWide: isWide)
        case .floating(let value, _): return .real(value)
        case .string(let text, _): return .string(scope.text(of: text))
        case .character(let scalar, _): return .integer(Int64(scalar))
        case .boolean(let value, _): return .boolean(value)
        case .null: return .null
        case .name(let name):
            if let value = scope.constant(named: name) { return value }
            throw ConstantFailure(message: "\(scope.text(of: name)) is no constant that is known here", range: expression.range)
        case .unary(let operation, let operand): return try unary(operation, scope.expressions[operand], expression.range)
        case .binary(let operation, let left, let right):
            return try binary(operation, scope.expressions[left], scope.expressions[right], expression.range)
        case .conditional(let condition, let first, let second):
            return try evaluate(scope.expressions[integer(scope.expressions[condition]) != 0 ? first : second])
        case .parenthesized(let inner): return try evaluate(scope.expressions[inner])
        case .sizeOfType(let type, _):
            guard let size = scope.size(of: scope.expressions[type]) else {
                throw ConstantFailure(message: "the size of this type is not known", range: expression.range)
            }
            return .integer(Int64(clamping: size))
        case .cast(let type, let operand):
            let value = try evaluate(scope.expressions[operand])
            guard let converted = scope.convert(value, to: scope.expressions[type]) else {
                throw ConstantFailure(message: "\(value.noun) cannot be cast to this type", range: expression.range)
            }
            return converted
        case .member, .element:
            throw ConstantFailure(message: "this is no constant", range: expression.range)
        }
    }

    func integer(_ expression: Expression) throws(ConstantFailure) -> Int64 {
        let value = try evaluate(expression)
        guard let integer = value.integerValue else {
            throw ConstantFailure(message: "an integer is expected, not \(value.noun)", range: expression.range)
        }
        return integer
    }

    private func unary(_ operation: Punctuator, _ operand: Expression, _ range: SourceRange) throws(ConstantFailure) -> Constant {
        let value = try evaluate(operand)
        if value.integerValue == nil, let real = value.realValue, operation == "-" || operation == "+" {
            return .real(operation == "-" ? -real : real)
        }
        guard let integer = value.integerValue else {
            throw ConstantFailure(message: "\(operation.spelling) does not apply to \(value.noun)", range: range)
        }
        switch operation {
        case "-": return .integer(0 &- integer)
        case "+": return value
        case "~":
            if case .integer(_, true, false) = value { return .integer(Int64(~UInt32(truncatingIfNeeded: integer))) }
            return .integer(~integer)
        case "!": return .boolean(integer == 0)
        default: throw ConstantFailure(message: "\(operation.spelling) is not allowed in a constant", range: range)
        }
    }

    private func binary(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ range: SourceRange
    ) throws(ConstantFailure) -> Constant {
        let (a, b) = (try evaluate(left), try evaluate(right))
        if let x = a.integerValue, let y = b.integerValue {
            guard let value = operation.apply(x, y) else { throw ConstantFailure(message: "division by zero", range: range) }
            let isUnsigned = a.isUnsigned || b.isUnsigned
            let isWide = a.isWide || b.isWide
            return .integer(value, isUnsigned: isUnsigned, isWide: isWide)
        }
        if let x = a.realValue, let y = b.realValue, let value = operation.apply(x, y) { return .real(value) }
        throw ConstantFailure(message: "\(operation.rawValue) does not apply to \(a.noun) and \(b.noun)", range: range)
    }
}

extension Constant {
    fileprivate var isUnsigned: Bool {
        switch self {
        case .integer(_, let isUnsigned, _): isUnsigned
        case .typed(.integer(.ui4, _)), .typed(.integer(.uint, _)), .typed(.ui8): true
        default: false
        }
    }
    fileprivate var isWide: Bool {
        switch self {
        case .integer(_, _, let isWide): isWide
        case .typed(.integer(.i8, _)), .typed(.ui8): true
        default: false
        }
    }
}
