// SPDX-License-Identifier: Apache-2.0

/// A VARTYPE: the type of a VARIANT's value or of a TYPEDESC, with its modifier bits. [MS-OAUT] 2.2.7
public struct VarType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16

    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    @inlinable public static var empty: VarType { VarType(rawValue: 0) }
    @inlinable public static var null: VarType { VarType(rawValue: 1) }
    @inlinable public static var i2: VarType { VarType(rawValue: 2) }
    @inlinable public static var i4: VarType { VarType(rawValue: 3) }
    @inlinable public static var r4: VarType { VarType(rawValue: 4) }
    @inlinable public static var r8: VarType { VarType(rawValue: 5) }
    @inlinable public static var cy: VarType { VarType(rawValue: 6) }
    @inlinable public static var date: VarType { VarType(rawValue: 7) }
    @inlinable public static var bstr: VarType { VarType(rawValue: 8) }
    @inlinable public static var dispatch: VarType { VarType(rawValue: 9) }
    @inlinable public static var error: VarType { VarType(rawValue: 10) }
    @inlinable public static var bool: VarType { VarType(rawValue: 11) }
    @inlinable public static var variant: VarType { VarType(rawValue: 12) }
    @inlinable public static var unknown: VarType { VarType(rawValue: 13) }
    @inlinable public static var decimal: VarType { VarType(rawValue: 14) }
    @inlinable public static var i1: VarType { VarType(rawValue: 16) }
    @inlinable public static var ui1: VarType { VarType(rawValue: 17) }
    @inlinable public static var ui2: VarType { VarType(rawValue: 18) }
    @inlinable public static var ui4: VarType { VarType(rawValue: 19) }
    @inlinable public static var i8: VarType { VarType(rawValue: 20) }
    @inlinable public static var ui8: VarType { VarType(rawValue: 21) }
    @inlinable public static var int: VarType { VarType(rawValue: 22) }
    @inlinable public static var uint: VarType { VarType(rawValue: 23) }
    @inlinable public static var void: VarType { VarType(rawValue: 24) }
    @inlinable public static var hresult: VarType { VarType(rawValue: 25) }
    @inlinable public static var ptr: VarType { VarType(rawValue: 26) }
    @inlinable public static var safearray: VarType { VarType(rawValue: 27) }
    @inlinable public static var carray: VarType { VarType(rawValue: 28) }
    @inlinable public static var userdefined: VarType { VarType(rawValue: 29) }
    @inlinable public static var lpstr: VarType { VarType(rawValue: 30) }
    @inlinable public static var lpwstr: VarType { VarType(rawValue: 31) }
    @inlinable public static var record: VarType { VarType(rawValue: 36) }
    @inlinable public static var intPtr: VarType { VarType(rawValue: 37) }
    @inlinable public static var uintPtr: VarType { VarType(rawValue: 38) }
    @inlinable public static var filetime: VarType { VarType(rawValue: 64) }
    @inlinable public static var blob: VarType { VarType(rawValue: 65) }
    @inlinable public static var stream: VarType { VarType(rawValue: 66) }
    @inlinable public static var storage: VarType { VarType(rawValue: 67) }
    @inlinable public static var streamedObject: VarType { VarType(rawValue: 68) }
    @inlinable public static var storedObject: VarType { VarType(rawValue: 69) }
    @inlinable public static var blobObject: VarType { VarType(rawValue: 70) }
    @inlinable public static var cf: VarType { VarType(rawValue: 71) }
    @inlinable public static var clsid: VarType { VarType(rawValue: 72) }

    /// Modifier: a counted array (property sets).
    @inlinable public static var vectorFlag: UInt16 { 0x1000 }
    /// Modifier: the value is a SAFEARRAY of the base type.
    @inlinable public static var arrayFlag: UInt16 { 0x2000 }
    /// Modifier: the value is a pointer to the base type.
    @inlinable public static var byRefFlag: UInt16 { 0x4000 }
    /// The bits that hold the base type.
    @inlinable public static var typeMask: UInt16 { 0x0FFF }

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
