// SPDX-License-Identifier: Apache-2.0

/// A VARTYPE: the type of a VARIANT's value or of a TYPEDESC, with its modifier bits. [MS-OAUT] 2.2.7
public struct VarType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16

    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    @inlinable init(_ rawValue: UInt16) { self.rawValue = rawValue }

    public static let empty = VarType(0)
    public static let null = VarType(1)
    public static let i2 = VarType(2)
    public static let i4 = VarType(3)
    public static let r4 = VarType(4)
    public static let r8 = VarType(5)
    public static let cy = VarType(6)
    public static let date = VarType(7)
    public static let bstr = VarType(8)
    public static let dispatch = VarType(9)
    public static let error = VarType(10)
    public static let bool = VarType(11)
    public static let variant = VarType(12)
    public static let unknown = VarType(13)
    public static let decimal = VarType(14)
    public static let i1 = VarType(16)
    public static let ui1 = VarType(17)
    public static let ui2 = VarType(18)
    public static let ui4 = VarType(19)
    public static let i8 = VarType(20)
    public static let ui8 = VarType(21)
    public static let int = VarType(22)
    public static let uint = VarType(23)
    public static let void = VarType(24)
    public static let hresult = VarType(25)
    public static let ptr = VarType(26)
    public static let safearray = VarType(27)
    public static let carray = VarType(28)
    public static let userdefined = VarType(29)
    public static let lpstr = VarType(30)
    public static let lpwstr = VarType(31)
    public static let record = VarType(36)
    public static let intPtr = VarType(37)
    public static let uintPtr = VarType(38)
    public static let filetime = VarType(64)
    public static let blob = VarType(65)
    public static let stream = VarType(66)
    public static let storage = VarType(67)
    public static let streamedObject = VarType(68)
    public static let storedObject = VarType(69)
    public static let blobObject = VarType(70)
    public static let cf = VarType(71)
    public static let clsid = VarType(72)

    /// Modifier: a counted array (property sets).
    public static let vectorFlag: UInt16 = 0x1000
    /// Modifier: the value is a SAFEARRAY of the base type.
    public static let arrayFlag: UInt16 = 0x2000
    /// Modifier: the value is a pointer to the base type.
    public static let byRefFlag: UInt16 = 0x4000
    /// The bits that hold the base type.
    public static let typeMask: UInt16 = 0x0FFF

    /// The type without its modifier bits.
    @inlinable public var base: VarType { VarType(rawValue: rawValue & VarType.typeMask) }
    @inlinable public var isArray: Bool { rawValue & VarType.arrayFlag != 0 }
    @inlinable public var isByRef: Bool { rawValue & VarType.byRefFlag != 0 }
    @inlinable public var isVector: Bool { rawValue & VarType.vectorFlag != 0 }

    /// This type with VT_ARRAY set.
    @inlinable public var array: VarType { VarType(rawValue: rawValue | VarType.arrayFlag) }
    /// This type with VT_BYREF set.
    @inlinable public var byRef: VarType { VarType(rawValue: rawValue | VarType.byRefFlag) }
    /// This type with VT_BYREF cleared.
    @inlinable public var dereferenced: VarType { VarType(rawValue: rawValue & ~VarType.byRefFlag) }
}

extension VarType: CustomStringConvertible {
    /// The short lower-case name without `VT_` (`i4`, `bstr`); modifiers and unknown types as `0x%04x`.
    public var description: String {
        VarType.names[rawValue] ?? "0x" + hexadecimal(UInt64(rawValue), digits: 4).lowercased()
    }

    /// The documented constant, for messages: `VT_BSTR`, `VT_ARRAY|VT_I4`, `VT_BYREF|VT_VARIANT`.
    public var documentedName: String {
        var text = ""
        if isByRef { text += "VT_BYREF|" }
        if isArray { text += "VT_ARRAY|" }
        if isVector { text += "VT_VECTOR|" }
        return text + "VT_" + base.description.uppercased()
    }

    private static let names: [UInt16: String] = [
        0: "empty", 1: "null", 2: "i2", 3: "i4", 4: "r4", 5: "r8", 6: "cy", 7: "date", 8: "bstr", 9: "dispatch",
        10: "error", 11: "bool", 12: "variant", 13: "unknown", 14: "decimal", 16: "i1", 17: "ui1", 18: "ui2",
        19: "ui4", 20: "i8", 21: "ui8", 22: "int", 23: "uint", 24: "void", 25: "hresult", 26: "ptr",
        27: "safearray", 28: "carray", 29: "userdefined", 30: "lpstr", 31: "lpwstr", 36: "record", 37: "int_ptr",
        38: "uint_ptr", 64: "filetime", 65: "blob", 66: "stream", 67: "storage", 71: "cf", 72: "clsid",
    ]
}
