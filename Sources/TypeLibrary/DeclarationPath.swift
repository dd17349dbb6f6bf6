// SPDX-License-Identifier: Apache-2.0

/// A place in a library: the library, a type, a member of a type or a parameter of a function, by index.
public struct DeclarationPath: Hashable, Sendable {
    public enum Member: Hashable, Sendable {
        /// Index in `TypeDefinition.functions`.
        case function(Int)
        /// Index in `TypeDefinition.variables`.
        case variable(Int)
        /// Index in `TypeDefinition.implementedTypes`.
        case implementedType(Int)
    }

    /// nil for the library itself.
    public var type: Int?
    public var member: Member?
    /// Index in `Function.parameters`.
    public var parameter: Int?

    public init(type: Int? = nil, member: Member? = nil, parameter: Int? = nil) {
        self.type = type
        self.member = member
        self.parameter = parameter
    }

    /// The declaration that this one is a part of; nil for the library.
    public var parent: DeclarationPath? {
        if parameter != nil { return DeclarationPath(type: type, member: member) }
        if member != nil { return DeclarationPath(type: type) }
        return type == nil ? nil : DeclarationPath()
    }
}

/// What the text says at a declaration that a library was compiled from.
public struct DeclarationSource: Hashable, Sendable {
    public var file: String
    /// From 1.
    public var line: Int
    /// Bytes from the start of the line, from 1.
    public var column: Int
    /// The attributes as written, with those that a library does not keep: `ptr`, `v1_enum`, `pointer_default(ptr)`.
    public var attributes: Set<String>

    public init(file: String, line: Int, column: Int, attributes: Set<String> = []) {
        self.file = file
        self.line = line
        self.column = column
        self.attributes = attributes
    }
}
