// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes

/// Custom data that keeps what IDL says and a type library has no field for, so that a marshaler can use it and the file stays
/// one that every loader reads. Only what the text says is kept: a pointer that is `unique` by default has no item.
///
/// Every GUID here is `{C1A3xxxx-7D52-4E0B-9F3A-6B1E5C8D2A47}`, where xxxx tells the attribute.
///
/// On a member of a record or union, and on a type, the value is a BSTR with the attribute's arguments; an attribute without
/// arguments has the value VT_I4 1, and `switch_type` has a VT_I4 with the discriminant's VARTYPE.
///
/// What stands on parameters is kept on their function, one item for each attribute: a BSTR with the parameter's index from 0,
/// a colon and the arguments for each parameter that has it, with semicolons between: `1:cb;3:,*pcItems`. An attribute without
/// arguments is the index alone: `0;2`. The index -1 is the function's result. `call_as` belongs to the function itself: its BSTR
/// is the name alone.
///
/// Arguments are written as follows. An expression is the IDL text, in the spelling of the declaration (`*pcElt`, `cbIn + 1`);
/// a list has commas between, and an empty position is an empty text (`,cItems`); a number is decimal, whatever constant the
/// text named.
///
/// | xxxx | attribute | stands on | arguments |
/// |---|---|---|---|
/// | 0001 | `size_is` | parameter, field | expressions: elements allocated, by level of pointer |
/// | 0002 | `length_is` | parameter, field | expressions: elements transmitted |
/// | 0003 | `max_is` | parameter, field | expressions: highest valid index |
/// | 0004 | `first_is` | parameter, field | expressions: index of the first element transmitted |
/// | 0005 | `last_is` | parameter, field | expressions: index of the last element transmitted |
/// | 0006 | `iid_is` | parameter, field | expression: the IID of the interface pointer |
/// | 0007 | `string` | parameter, result, field, alias | none: the array ends with a zero element |
/// | 0008 | `switch_is` | parameter, field | expression: the discriminant of the union |
/// | 0009 | `min_is` | parameter, field | expressions: lowest valid index |
/// | 000A | `unique` | parameter, result, field, alias | none: a pointer that may be null and has no alias |
/// | 000B | `ref` | parameter, result, field, alias | none: a pointer that is never null |
/// | 000C | `ptr` | parameter, result, field, alias | none: a pointer that may be null and may have aliases |
/// | 000D | `range` | parameter, field, alias | two numbers: the least and the greatest value |
/// | 000E | `switch_type` | union | a VARTYPE |
/// | 000F | `case` | field of a union | numbers: the discriminants that choose it |
/// | 0010 | `default` | field of a union | none: every other discriminant chooses it |
/// | 0011 | `call_as` | function | a name: the `local` function for which this one travels |
/// | 0012 | `local` | interface | none: it has no proxy |
/// | 0013 | `pointer_default` | interface | a word: `unique`, `ref` or `ptr` |
/// | 0014 | `v1_enum` | enum | none: it travels as 32 bits |
///
/// A `local` function is in no library: the one that is called as it is.
public enum AttributeGUID {
    /// The attributes that are kept, in the order of the table.
    public static let names = [
        "size_is", "length_is", "max_is", "first_is", "last_is", "iid_is", "string", "switch_is", "min_is", "unique", "ref", "ptr",
        "range", "switch_type", "case", "default", "call_as", "local", "pointer_default", "v1_enum",
    ]

    /// The GUID of the attribute of that name, or nil if it is not kept.
    public static func guid(of attribute: String) -> GUID? {
        names.firstIndex(of: attribute).map { guid(number: $0 + 1) }
    }

    /// The attribute that a GUID stands for, or nil.
    public static func name(of guid: GUID) -> String? {
        let number = Int(guid.Data1 & 0xFFFF)
        guard number >= 1, number <= names.count, guid == self.guid(number: number) else { return nil }
        return names[number - 1]
    }

    private static func guid(number: Int) -> GUID {
        GUID(
            Data1: 0xC1A3_0000 | UInt32(number), Data2: 0x7D52, Data3: 0x4E0B,
            Data4: (0x9F, 0x3A, 0x6B, 0x1E, 0x5C, 0x8D, 0x2A, 0x47))
    }
}

/// One attribute that was kept as custom data.
public struct KeptAttribute: Hashable, Sendable {
    public var name: String
    /// As the table of `AttributeGUID` has them; nil for an attribute without arguments.
    public var arguments: String?

    public init(name: String, arguments: String?) {
        self.name = name
        self.arguments = arguments
    }
}

extension Function {
    /// The attributes of parameters, by index; those of the result under -1. What is not understood is passed over.
    public var keptAttributes: [Int: [KeptAttribute]] {
        var result: [Int: [KeptAttribute]] = [:]
        for item in customData {
            guard let name = AttributeGUID.name(of: item.guid), name != "call_as", case .bstr(let text?) = item.value else {
                continue
            }
            for entry in text.split(separator: ";") {
                let parts = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard let index = Int(parts[0]), index >= -1, index < parameters.count else { continue }
                result[index, default: []].append(
                    KeptAttribute(name: name, arguments: parts.count > 1 ? String(parts[1]) : nil))
            }
        }
        return result
    }

    /// The `local` function for which this one travels, if the text says so.
    public var callAs: String? {
        for item in customData where AttributeGUID.name(of: item.guid) == "call_as" {
            if case .bstr(let name?) = item.value { return name }
        }
        return nil
    }
}

extension Variable {
    /// The attributes of a field.
    public var keptAttributes: [KeptAttribute] { customData.compactMap(KeptAttribute.init) }
}

extension TypeDefinition {
    /// The attributes of the type itself.
    public var keptAttributes: [KeptAttribute] { customData.compactMap(KeptAttribute.init) }
}

extension KeptAttribute {
    fileprivate init?(_ item: CustomData) {
        guard let name = AttributeGUID.name(of: item.guid) else { return nil }
        switch item.value {
        case .bstr(let text?): self.init(name: name, arguments: text)
        case .integer(_, let number) where name == "switch_type": self.init(name: name, arguments: String(number))
        default: self.init(name: name, arguments: nil)
        }
    }
}
