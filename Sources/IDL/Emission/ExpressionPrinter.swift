// SPDX-License-Identifier: Apache-2.0

/// The text of expressions that a library keeps as text, as in `size_is`: one space around binary operators, and no other.
struct ExpressionPrinter {
    let sources: SourceMap

    private func text(_ operand: Operand) -> String { text(sources.expressions[operand]) }

    func text(_ expression: Expression) -> String {
        switch sources.expressions[expression] {
        case .integer(_, _, _, let word), .floating(_, let word), .boolean(_, let word), .null(let word), .name(let word):
            return sources.names.text(of: word)
        case .character(_, let word): return "'\(sources.names.text(of: word))'"
        case .string(let string, let isWide): return (isWide ? "L" : "") + quoted(sources.names.text(of: string))
        case .unary(let operation, let operand): return operation.spelling + text(operand)
        case .binary(let operation, let left, let right): return "\(text(left)) \(operation.rawValue) \(text(right))"
        case .conditional(let condition, let first, let second): return "\(text(condition)) ? \(text(first)) : \(text(second))"
        case .parenthesized(let inner): return "(" + text(inner) + ")"
        case .sizeOfType(_, let range): return "sizeof" + text(range)
        // What is counted has the same value without the cast.
        case .cast(_, let operand): return text(operand)
        case .member(let record, let access, let name): return text(record) + access.spelling + sources.names.text(of: name)
        case .element(let array, let index): return "\(text(array))[\(text(index))]"
        }
    }

    private func text(_ range: SourceRange) -> String {
        let start = Int(range.start.offset)
        return sources.file(range.start)?.text(start..<start + max(0, Int(range.length))) ?? ""
    }
}
