// SPDX-License-Identifier: Apache-2.0

/// An expression of `size_is` and its kin: C's integer arithmetic over other parameters of the function, or other fields of the
/// record.
public indirect enum MarshalingExpression: Hashable, Sendable {
    case number(Int64)
    /// The value of a parameter or field.
    case name(String)
    /// What a pointer points at.
    case dereferenced(MarshalingExpression)
    case negated(MarshalingExpression)
    case complemented(MarshalingExpression)
    case not(MarshalingExpression)
    /// The operator as C spells it.
    case binary(String, MarshalingExpression, MarshalingExpression)
    case conditional(MarshalingExpression, MarshalingExpression, MarshalingExpression)

    /// Text longer than this is refused: an expression comes from a file that may be hostile.
    public static let longestText = 1000

    /// - Returns: nil if the text is not such an expression (`sizeof`, member access and indexes are not).
    public init?(_ text: String) {
        guard text.utf8.count <= MarshalingExpression.longestText else { return nil }
        var parser = Parser(text: Array(text.utf8))
        guard let made = parser.conditional(depth: 0), parser.isAtEnd else { return nil }
        self = made
    }

    /// The names that the expression needs.
    public var names: [String] {
        switch self {
        case .number: []
        case .name(let name): [name]
        case .dereferenced(let operand), .negated(let operand), .complemented(let operand), .not(let operand): operand.names
        case .binary(_, let left, let right): left.names + right.names
        case .conditional(let condition, let first, let second): condition.names + first.names + second.names
        }
    }

    /// The value, in 64 bits that wrap around.
    /// - Parameter value: the value of the name after as many dereferences, or nil if it has none (a null pointer, for one).
    /// - Returns: nil if a name has no value, or for a division by zero.
    public func evaluate(_ value: (_ name: String, _ dereferences: Int) -> Int64?) -> Int64? {
        switch self {
        case .number(let number): return number
        case .name(let name): return value(name, 0)
        case .dereferenced(let operand):
            var count = 1
            var inner = operand
            while case .dereferenced(let next) = inner {
                count += 1
                inner = next
            }
            guard case .name(let name) = inner else { return nil }
            return value(name, count)
        case .negated(let operand): return operand.evaluate(value).map { 0 &- $0 }
        case .complemented(let operand): return operand.evaluate(value).map { ~$0 }
        case .not(let operand): return operand.evaluate(value).map { $0 == 0 ? 1 : 0 }
        case .conditional(let condition, let first, let second):
            guard let chosen = condition.evaluate(value) else { return nil }
            return chosen != 0 ? first.evaluate(value) : second.evaluate(value)
        case .binary(let operation, let left, let right):
            guard let a = left.evaluate(value), let b = right.evaluate(value) else { return nil }
            return MarshalingExpression.apply(operation, a, b)
        }
    }

    private static func apply(_ operation: String, _ a: Int64, _ b: Int64) -> Int64? {
        switch operation {
        case "||": a != 0 || b != 0 ? 1 : 0
        case "&&": a != 0 && b != 0 ? 1 : 0
        case "|": a | b
        case "^": a ^ b
        case "&": a & b
        case "==": a == b ? 1 : 0
        case "!=": a != b ? 1 : 0
        case "<": a < b ? 1 : 0
        case ">": a > b ? 1 : 0
        case "<=": a <= b ? 1 : 0
        case ">=": a >= b ? 1 : 0
        case "<<": a << (b & 63)
        case ">>": a >> (b & 63)
        case "+": a &+ b
        case "-": a &- b
        case "*": a &* b
        case "/": b == 0 ? nil : b == -1 ? 0 &- a : a / b
        case "%": b == 0 ? nil : b == -1 ? 0 : a % b
        default: nil
        }
    }
}

/// A recursive descent over the text, by C's precedence.
private struct Parser {
    let text: [UInt8]
    var position = 0
    private static let deepest = 64
    /// From the loosest to the tightest; of two that begin alike the longer stands first.
    private static let levels: [[String]] = [
        ["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<=", ">=", "<", ">"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"],
    ]
    private static let operators = ["||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "|", "^", "&", "<", ">", "+", "-", "*", "/", "%"]

    init(text: [UInt8]) { self.text = text }

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return position == text.count
        }
    }

    private mutating func skipSpace() {
        while position < text.count, text[position] == UInt8(ascii: " ") || text[position] == 9 { position += 1 }
    }

    private mutating func accept(_ character: Character) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == character.asciiValue else { return false }
        position += 1
        return true
    }

    /// The operator that stands here, if it is one of this level.
    private mutating func acceptOperator(of level: Int) -> String? {
        skipSpace()
        guard let found = Parser.operators.first(where: { text[position...].starts(with: $0.utf8) }),
            Parser.levels[level].contains(found)
        else { return nil }
        position += found.utf8.count
        return found
    }

    mutating func conditional(depth: Int) -> MarshalingExpression? {
        guard depth < Parser.deepest, let condition = binary(level: 0, depth: depth) else { return nil }
        guard accept("?") else { return condition }
        guard let first = conditional(depth: depth + 1), accept(":"), let second = conditional(depth: depth + 1) else {
            return nil
        }
        return .conditional(condition, first, second)
    }

    private mutating func binary(level: Int, depth: Int) -> MarshalingExpression? {
        guard level < Parser.levels.count else { return unary(depth: depth) }
        guard var left = binary(level: level + 1, depth: depth) else { return nil }
        var count = 0
        while let operation = acceptOperator(of: level) {
            count += 1
            guard count <= Parser.deepest, let right = binary(level: level + 1, depth: depth) else { return nil }
            left = .binary(operation, left, right)
        }
        return left
    }

    private mutating func unary(depth: Int) -> MarshalingExpression? {
        guard depth < Parser.deepest else { return nil }
        if accept("*") { return unary(depth: depth + 1).map { .dereferenced($0) } }
        if accept("-") { return unary(depth: depth + 1).map { .negated($0) } }
        if accept("~") { return unary(depth: depth + 1).map { .complemented($0) } }
        if accept("!") { return unary(depth: depth + 1).map { .not($0) } }
        if accept("+") { return unary(depth: depth + 1) }
        if accept("(") {
            guard let inner = conditional(depth: depth + 1), accept(")") else { return nil }
            return inner
        }
        return primary()
    }

    private mutating func primary() -> MarshalingExpression? {
        skipSpace()
        let start = position
        while position < text.count, Parser.isWordPart(text[position]) { position += 1 }
        guard position > start else { return nil }
        let word = String(decoding: text[start..<position], as: UTF8.self)
        guard text[start] >= UInt8(ascii: "0"), text[start] <= UInt8(ascii: "9") else {
            return word == "sizeof" ? nil : .name(word)
        }
        var digits = word[...]
        while let last = digits.last, "uUlL".contains(last) { digits.removeLast() }
        let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
        let bits =
            isHexadecimal
            ? UInt64(digits.dropFirst(2), radix: 16)
            : UInt64(digits, radix: digits.count > 1 && digits.first == "0" ? 8 : 10)
        return bits.map { .number(Int64(bitPattern: $0)) }
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
