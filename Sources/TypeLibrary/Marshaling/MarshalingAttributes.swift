// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes

/// What IDL says of a parameter, a result, a field or a type beyond its TYPEDESC: how a marshaler is to carry it.
///
/// It is decoded from the custom data that our compiler keeps (see `AttributeGUID`). For a library of another compiler everything
/// here is empty.
public struct MarshalingAttributes: Hashable, Sendable {
    public enum PointerKind: String, Sendable {
        case ref
        case unique
        case full = "ptr"
    }

    /// An expression of an attribute, or that there is one which is not understood.
    public enum Term: Hashable, Sendable {
        case expression(MarshalingExpression)
        /// The text; what has such a term cannot be marshaled.
        case unsupported(String)

        init(_ text: String) { self = MarshalingExpression(text).map(Term.expression) ?? .unsupported(text) }
    }

    /// By level of pointer or dimension, the outermost first; nil for a level of which nothing is said.
    public var sizeIs: [Term?] = []
    public var lengthIs: [Term?] = []
    public var maxIs: [Term?] = []
    public var minIs: [Term?] = []
    public var firstIs: [Term?] = []
    public var lastIs: [Term?] = []
    /// The IID of the interface that the pointer is.
    public var iidIs: Term?
    /// The discriminant of the union.
    public var switchIs: Term?
    /// The array ends with a zero element.
    public var isString = false
    public var pointerKind: PointerKind?
    public var range: ClosedRange<Int64>?
    /// The discriminants that choose this arm of a union.
    public var cases: [Int64] = []
    /// The arm that every other discriminant chooses.
    public var isDefaultCase = false
    /// Of a union: what its discriminant is.
    public var switchType: VarType?
    /// Of an interface: it has no proxy.
    public var isLocal = false
    /// Of an interface: what its pointers are where nothing is said.
    public var pointerDefault: PointerKind?
    /// Of an enum: it travels as 32 bits, not 16.
    public var isV1Enum = false

    public init() {}

    public init(_ attributes: [KeptAttribute]) {
        for attribute in attributes { add(attribute) }
    }

    private mutating func add(_ attribute: KeptAttribute) {
        let text = attribute.arguments ?? ""
        switch attribute.name {
        case "size_is": sizeIs = MarshalingAttributes.terms(text)
        case "length_is": lengthIs = MarshalingAttributes.terms(text)
        case "max_is": maxIs = MarshalingAttributes.terms(text)
        case "min_is": minIs = MarshalingAttributes.terms(text)
        case "first_is": firstIs = MarshalingAttributes.terms(text)
        case "last_is": lastIs = MarshalingAttributes.terms(text)
        case "iid_is": iidIs = Term(text)
        case "switch_is": switchIs = Term(text)
        case "string": isString = true
        case "ref", "unique", "ptr": pointerKind = PointerKind(rawValue: attribute.name)
        case "range":
            let limits = MarshalingAttributes.numbers(text)
            if limits.count == 2, limits[0] <= limits[1] { range = limits[0]...limits[1] }
        case "case": cases = MarshalingAttributes.numbers(text)
        case "default": isDefaultCase = true
        case "switch_type": switchType = UInt16(text).map { VarType(rawValue: $0) }
        case "local": isLocal = true
        case "pointer_default": pointerDefault = PointerKind(rawValue: text)
        case "v1_enum": isV1Enum = true
        default: break
        }
    }

    /// The terms between commas; a comma inside parentheses parts nothing.
    private static func terms(_ text: String) -> [Term?] {
        var parts: [Substring] = []
        var start = text.startIndex
        var level = 0
        for index in text.indices {
            switch text[index] {
            case "(", "[": level += 1
            case ")", "]": level -= 1
            case "," where level == 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        parts.append(text[start...])
        return parts.map { $0.allSatisfy { $0 == " " } ? nil : Term(String($0)) }
    }

    private static func numbers(_ text: String) -> [Int64] { text.split(separator: ",").compactMap { Int64($0) } }
}

extension Function {
    /// What IDL says of each parameter, in their order, and of the result.
    public var marshaling: (parameters: [MarshalingAttributes], result: MarshalingAttributes) {
        let kept = keptAttributes
        return (
            parameters.indices.map { MarshalingAttributes(kept[$0] ?? []) }, MarshalingAttributes(kept[-1] ?? [])
        )
    }
}

extension Variable {
    /// What IDL says of a field.
    public var marshaling: MarshalingAttributes { MarshalingAttributes(keptAttributes) }
}

extension TypeDefinition {
    /// What IDL says of the type itself.
    public var marshaling: MarshalingAttributes { MarshalingAttributes(keptAttributes) }
}
