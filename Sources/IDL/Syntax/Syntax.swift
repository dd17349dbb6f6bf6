// SPDX-License-Identifier: Apache-2.0
//
// The syntax tree: what was written, with the places where it was written, before any name is looked up.

/// A name and where it stands.
struct Identifier {
    var text: String
    var range: SourceRange
}

// MARK: Expressions

indirect enum ExpressionSyntax {
    case integer(UInt64, isUnsigned: Bool, isWide: Bool)
    case floating(Double)
    case string(String, isWide: Bool)
    case character(UInt32)
    case boolean(Bool)
    case null
    case name(String)
    case unary(String, Expression)
    case binary(BinaryOperator, Expression, Expression)
    case conditional(Expression, Expression, Expression)
    case sizeOfType(TypeNameSyntax)
    case cast(TypeNameSyntax, Expression)
    /// `a.b`, `a->b`, `a[i]`: allowed in size_is and its kin, never a constant.
    case access(Expression)
}

struct Expression {
    var syntax: ExpressionSyntax
    var range: SourceRange
    /// The text as tokens; only in the attributes that a library keeps as text, else empty.
    var text: String
}

// MARK: Attributes

/// What stands in the parentheses of an attribute.
enum AttributeArguments {
    case none
    case expressions([Expression?])
    /// The tokens as they stood: a UUID, a version, a name.
    case text(String)
    case customData(guid: String, Expression)
    case type(TypeNameSyntax)
}

struct AttributeSyntax {
    var name: String
    var range: SourceRange
    var arguments: AttributeArguments
    /// Of the arguments, for messages about them.
    var argumentRange: SourceRange
}

// MARK: Types

/// The types that keywords name.
enum BasicType: Hashable {
    case void
    case boolean
    case byte
    case char
    case unsignedChar
    case wideChar
    case int8, uint8
    case int16, uint16
    /// `int`, whose VARTYPE is not that of `long`.
    case int, uint
    case int32, uint32
    case int64, uint64
    /// `__int3264`: as wide as a pointer.
    case intPointer, uintPointer
    case float
    case double
    case handle
    case errorStatus
}

enum TypeSyntax {
    case basic(BasicType)
    case named(Identifier)
    case safeArray(TypeNameSyntax)
    case record(RecordSyntax)
    case enumeration(EnumSyntax)
    /// `interface IFoo`, `dispinterface DFoo`, `coclass Foo` where a type is expected.
    case object(Identifier)
}

struct TypeSpecifier {
    var type: TypeSyntaxBox
    var range: SourceRange
    var isConst = false
}

/// Breaks the recursion of types that hold types.
final class TypeSyntaxBox {
    let syntax: TypeSyntax
    init(_ syntax: TypeSyntax) { self.syntax = syntax }
}

/// A type without the name of a variable: `long *`, `VARIANT [3]`.
struct TypeNameSyntax {
    var specifier: TypeSpecifier
    var declarator: DeclaratorSyntax
}

/// What a declarator makes of its base type.
enum DeclaratorModifier {
    case pointer
    /// nil for `[]` and `[*]`.
    case array(Expression?)
    case function([ParameterSyntax])
}

struct DeclaratorSyntax {
    /// nil for a declarator without a name.
    var name: Identifier?
    /// In the order in which they apply to the base type.
    var modifiers: [DeclaratorModifier] = []
    var callingConvention: String?
    var bitWidth: Expression?
    var range: SourceRange
}

struct RecordSyntax {
    enum Keyword: String { case `struct`, union }
    var keyword: Keyword
    var tag: Identifier?
    /// nil if only the tag is written.
    var fields: [FieldSyntax]?
    /// An encapsulated union: its discriminant, and the name of the union in the record that it becomes.
    var discriminant: (specifier: TypeSpecifier, name: Identifier, unionName: Identifier?)?
    var attributes: [AttributeSyntax] = []
    var packing: Int?
    var range: SourceRange
}

struct FieldSyntax {
    var attributes: [AttributeSyntax]
    /// nil for an empty arm of a union.
    var specifier: TypeSpecifier?
    var declarators: [DeclaratorSyntax]
    var range: SourceRange
}

struct EnumSyntax {
    struct Member {
        var attributes: [AttributeSyntax]
        var name: Identifier
        var value: Expression?
    }
    var tag: Identifier?
    /// nil if only the tag is written.
    var members: [Member]?
    var attributes: [AttributeSyntax] = []
    var range: SourceRange
}

struct ParameterSyntax {
    var attributes: [AttributeSyntax]
    var specifier: TypeSpecifier
    var declarator: DeclaratorSyntax
    var range: SourceRange
}

// MARK: Statements

/// A function, a property, a constant or a plain declaration.
struct DeclarationSyntax {
    var attributes: [AttributeSyntax]
    var specifier: TypeSpecifier
    var declarator: DeclaratorSyntax
    /// After `=`.
    var value: Expression?
    var range: SourceRange
}

struct TypedefSyntax {
    var attributes: [AttributeSyntax]
    var specifier: TypeSpecifier
    var declarators: [DeclaratorSyntax]
    var range: SourceRange
}

struct InterfaceSyntax {
    var attributes: [AttributeSyntax]
    var name: Identifier
    var base: Identifier?
    /// nil for a forward declaration.
    var body: [StatementSyntax]?
}

struct DispinterfaceSyntax {
    enum Body {
        case members(properties: [DeclarationSyntax], methods: [DeclarationSyntax], types: [StatementSyntax])
        /// `dispinterface D { interface I; }`
        case interface(Identifier)
    }
    var attributes: [AttributeSyntax]
    var name: Identifier
    /// nil for a forward declaration.
    var body: Body?
}

struct CoclassSyntax {
    struct Member {
        var attributes: [AttributeSyntax]
        var isDispinterface: Bool
        var name: Identifier
    }
    var attributes: [AttributeSyntax]
    var name: Identifier
    /// nil for a forward declaration.
    var members: [Member]?
}

struct ModuleSyntax {
    var attributes: [AttributeSyntax]
    var name: Identifier
    var body: [StatementSyntax]?
}

struct LibrarySyntax {
    var attributes: [AttributeSyntax]
    var name: Identifier
    var body: [StatementSyntax]
}

indirect enum StatementSyntax {
    /// The statements of a file that `import` names; empty if it was imported before.
    case imported([StatementSyntax])
    case importLibrary(String, SourceRange)
    case typedef(TypedefSyntax)
    /// A `struct`, `union` or `enum` on its own.
    case type([AttributeSyntax], TypeSpecifier)
    case declaration(DeclarationSyntax)
    case interface(InterfaceSyntax)
    case dispinterface(DispinterfaceSyntax)
    case coclass(CoclassSyntax)
    case module(ModuleSyntax)
    case library(LibrarySyntax)
}
