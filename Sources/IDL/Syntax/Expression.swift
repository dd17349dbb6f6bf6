// SPDX-License-Identifier: Apache-2.0

/// An expression of the text: a node of the compilation's `ExpressionTable`, and where it stands.
struct Expression {
    fileprivate let index: Int32
    var range: SourceRange
}

/// An operand of another expression: its node, whose table knows where it stands.
struct Operand { fileprivate let index: Int32 }

/// What an expression says.
enum ExpressionSyntax {
    case integer(UInt64, isUnsigned: Bool, isWide: Bool, word: Name)
    case floating(Double, word: Name)
    /// The text has its escapes replaced.
    case string(Name, isWide: Bool)
    case character(UInt32, word: Name)
    case boolean(Bool, word: Name)
    case null(word: Name)
    case name(Name)
    case unary(Punctuator, Operand)
    case binary(BinaryOperator, Operand, Operand)
    case conditional(Operand, Operand, Operand)
    case parenthesized(Operand)
    /// The range is that of the type with its parentheses.
    case sizeOfType(TypeNameIndex, SourceRange)
    case cast(TypeNameIndex, Operand)
    /// `a.b`, `a->b`: allowed in size_is and its kin, never a constant.
    case member(Operand, Punctuator, Name)
    /// `a[i]`, likewise.
    case element(Operand, Operand)
}

/// A type in an expression, by its place in the `ExpressionTable`.
struct TypeNameIndex { fileprivate let index: Int32 }

extension Expression {
    var operand: Operand { Operand(index: index) }
}

/// The expressions of a compilation, one behind the other: a node names its operands by number, so that making, copying and
/// dropping a tree costs nothing.
final class ExpressionTable {
    private struct Node {
        var syntax: ExpressionSyntax
        var range: SourceRange
    }

    @exclusivity(unchecked) private var nodes: [Node] = []
    private var types: [TypeNameSyntax] = []

    func add(_ syntax: ExpressionSyntax, _ range: SourceRange) -> Expression {
        if nodes.capacity == nodes.count { nodes.reserveCapacity(max(1024, 2 * nodes.count)) }
        nodes.append(Node(syntax: syntax, range: range))
        return Expression(index: Int32(truncatingIfNeeded: nodes.count - 1), range: range)
    }

    func add(_ type: TypeNameSyntax) -> TypeNameIndex {
        types.append(type)
        return TypeNameIndex(index: Int32(truncatingIfNeeded: types.count - 1))
    }

    subscript(expression: Expression) -> ExpressionSyntax { nodes[Int(expression.index)].syntax }
    subscript(operand: Operand) -> Expression { Expression(index: operand.index, range: nodes[Int(operand.index)].range) }
    subscript(type: TypeNameIndex) -> TypeNameSyntax { types[Int(type.index)] }
}
