// SPDX-License-Identifier: Apache-2.0

/// The binary operators of C, as the preprocessor and constant expressions use them.
enum BinaryOperator: String {
    case or = "||"
    case and = "&&"
    case bitOr = "|"
    case bitXor = "^"
    case bitAnd = "&"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case greater = ">"
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case shiftLeft = "<<"
    case shiftRight = ">>"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"

    init?(_ punctuator: Punctuator) {
        switch punctuator {
        case .or: self = .or
        case .and: self = .and
        case "|": self = .bitOr
        case "^": self = .bitXor
        case "&": self = .bitAnd
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case "<": self = .less
        case ">": self = .greater
        case .lessOrEqual: self = .lessOrEqual
        case .greaterOrEqual: self = .greaterOrEqual
        case .shiftLeft: self = .shiftLeft
        case .shiftRight: self = .shiftRight
        case "+": self = .add
        case "-": self = .subtract
        case "*": self = .multiply
        case "/": self = .divide
        case "%": self = .remainder
        default: return nil
        }
    }

    /// Higher binds tighter; at least 1.
    var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .bitOr: 3
        case .bitXor: 4
        case .bitAnd: 5
        case .equal, .notEqual: 6
        case .less, .greater, .lessOrEqual, .greaterOrEqual: 7
        case .shiftLeft, .shiftRight: 8
        case .add, .subtract: 9
        case .multiply, .divide, .remainder: 10
        }
    }

    /// The result, wrapped to 64 bits; nil for a division by zero.
    func apply(_ a: Int64, _ b: Int64) -> Int64? {
        switch self {
        case .or: a != 0 || b != 0 ? 1 : 0
        case .and: a != 0 && b != 0 ? 1 : 0
        case .bitOr: a | b
        case .bitXor: a ^ b
        case .bitAnd: a & b
        case .equal: a == b ? 1 : 0
        case .notEqual: a != b ? 1 : 0
        case .less: a < b ? 1 : 0
        case .greater: a > b ? 1 : 0
        case .lessOrEqual: a <= b ? 1 : 0
        case .greaterOrEqual: a >= b ? 1 : 0
        case .shiftLeft: a << (b & 63)
        case .shiftRight: a >> (b & 63)
        case .add: a &+ b
        case .subtract: a &- b
        case .multiply: a &* b
        case .divide: b == 0 ? nil : b == -1 ? 0 &- a : a / b
        case .remainder: b == 0 ? nil : b == -1 ? 0 : a % b
        }
    }

    /// The same for floating numbers; nil for an operator that has none.
    func apply(_ a: Double, _ b: Double) -> Double? {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: b == 0 ? nil : a / b
        default: nil
        }
    }
}
