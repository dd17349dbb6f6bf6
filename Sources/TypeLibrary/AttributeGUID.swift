// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes

/// Custom data that keeps what IDL says and a type library has no field for.
///
/// Every GUID here is `{C1A3xxxx-7D52-4E0B-9F3A-6B1E5C8D2A47}`, where xxxx tells the attribute.
///
/// On a member of a record the value is a BSTR with the attribute's arguments as IDL text, in the spelling of the declaration
/// (`*pcElt`, `cbIn + 1`); where an attribute takes a list, its positions stand between commas and an empty position is an
/// empty text (`,cItems`). An attribute without arguments has the value VT_I4 1.
///
/// What stands on parameters is kept on their function, one item for each attribute: a BSTR with the parameter's index from 0,
/// a colon and the arguments for each parameter that has it, with semicolons between: `1:cb;3:,*pcItems`. An attribute
/// without arguments is the index alone: `0;2`.
///
/// | xxxx | attribute | value |
/// |---|---|---|
/// | 0001 | `size_is` | list: elements allocated, by level of pointer |
/// | 0002 | `length_is` | list: elements transmitted |
/// | 0003 | `max_is` | list: highest valid index |
/// | 0004 | `first_is` | list: index of the first element transmitted |
/// | 0005 | `last_is` | list: index of the last element transmitted |
/// | 0006 | `iid_is` | expression: the IID of the interface pointer |
/// | 0007 | `string` | none: the array ends with a zero element |
/// | 0008 | `switch_is` | expression: the discriminant of the union |
public enum AttributeGUID {
    /// The attributes that are kept, in the order of the table.
    public static let names = ["size_is", "length_is", "max_is", "first_is", "last_is", "iid_is", "string", "switch_is"]

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
