// SPDX-License-Identifier: Apache-2.0
//
// The syntax tree: what was written, with the places where it was written, before any name is looked up.

/// A name and where it stands.
struct Identifier {
    var name: Name
    var text: String
    var range: SourceRange
}

// MARK: Attributes

/// What stands in the parentheses of an attribute.
enum AttributeArguments {
    case none
    /// One expression, as most have.
    case value(Expression)
    /// Several expressions, some of which may be left out.
    case list([Expression?])
    /// The tokens as they stood: a UUID, a version, a name.
    case text(String)
    case customData(guid: String, Expression)
    indirect case type(TypeNameSyntax)

    /// The expressions; nil if it has other arguments, or none.
    var expressions: [Expression?]? {
        switch self {
        case .value(let only): [only]
        case .list(let list): list
        default: nil
        }
    }

    /// The one expression that it has.
    var value: Expression? {
        if case .value(let only) = self { return only }
        return nil
    }
}

struct AttributeSyntax {
    var name: Name
    var range: SourceRange
    var arguments: AttributeArguments
    /// Of the arguments, for messages about them.
    var argumentRange: SourceRange

    init(name: Name, range: SourceRange, arguments: AttributeArguments = .none) {
        self.name = name
        self.range = range
        self.arguments = arguments
        argumentRange = range
    }

    var keyword: Keyword? { name.keyword }
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
    indirect case safeArray(TypeNameSyntax)
    indirect case record(RecordSyntax)
    indirect case enumeration(EnumSyntax)
    /// `interface IFoo`, `dispinterface DFoo`, `coclass Foo` where a type is expected.
    case object(Identifier, Keyword)
}

struct TypeSpecifier {
    var type: TypeSyntax
    var range: SourceRange
    var isConst = false
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
    var callingConvention: Keyword?
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

/// A function, a property, a constant or a plain declaration. There are thousands, so they are handed on by reference.
final class DeclarationSyntax {
    let attributes: [AttributeSyntax]
    let specifier: TypeSpecifier
    let declarator: DeclaratorSyntax
    /// After `=`.
    let value: Expression?
    let range: SourceRange

    init(
        attributes: [AttributeSyntax], specifier: TypeSpecifier, declarator: DeclaratorSyntax, value: Expression?,
        range: SourceRange
    ) {
        self.attributes = attributes
        self.specifier = specifier
        self.declarator = declarator
        self.value = value
        self.range = range
    }
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

enum StatementSyntax {
    /// The statements of a file that `import` names; empty if it was imported before.
    indirect case imported([StatementSyntax])
    indirect case importLibrary(String, SourceRange)
    indirect case typedef(TypedefSyntax)
    /// A `struct`, `union` or `enum` on its own.
    indirect case type([AttributeSyntax], TypeSpecifier)
    case declaration(DeclarationSyntax)
    indirect case interface(InterfaceSyntax)
    indirect case dispinterface(DispinterfaceSyntax)
    indirect case coclass(CoclassSyntax)
    indirect case module(ModuleSyntax)
    indirect case library(LibrarySyntax)
}
