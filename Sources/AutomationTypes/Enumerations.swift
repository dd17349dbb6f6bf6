// SPDX-License-Identifier: Apache-2.0

/// TYPEKIND. [MS-OAUT] 2.2.17
public enum TypeKind: UInt32, Sendable, CaseIterable {
    case `enum` = 0
    case record = 1
    case module = 2
    case interface = 3
    case dispatch = 4
    case coclass = 5
    case alias = 6
    case union = 7
}

/// FUNCKIND. [MS-OAUT] 2.2.12
public enum FuncKind: UInt32, Sendable {
    case virtual = 0
    case pureVirtual = 1
    case nonVirtual = 2
    case `static` = 3
    case dispatch = 4
}

/// INVOKEKIND, the bits that a call asks for and that a FUNCDESC answers to. [MS-OAUT] 2.2.14
public struct InvokeKind: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let method = InvokeKind(rawValue: 1)
    public static let propertyGet = InvokeKind(rawValue: 2)
    public static let propertyPut = InvokeKind(rawValue: 4)
    public static let propertyPutRef = InvokeKind(rawValue: 8)

    /// Whether a call of this kind carries a value named DISPID_PROPERTYPUT.
    @inlinable public var isPut: Bool { rawValue & 0xC != 0 }
}

/// CALLCONV. Every vtable call here follows the platform's C convention; the stored number is kept as it is.
public struct CallConv: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let fastcall = CallConv(rawValue: 0)
    public static let cdecl = CallConv(rawValue: 1)
    public static let pascal = CallConv(rawValue: 2)
    public static let macPascal = CallConv(rawValue: 3)
    public static let stdcall = CallConv(rawValue: 4)
    public static let fpFastcall = CallConv(rawValue: 5)
    public static let syscall = CallConv(rawValue: 6)
    public static let mpwCdecl = CallConv(rawValue: 7)
    public static let mpwPascal = CallConv(rawValue: 8)
}

/// VARKIND. [MS-OAUT] 2.2.18
public enum VarKind: UInt32, Sendable {
    case perInstance = 0
    case `static` = 1
    case const = 2
    case dispatch = 3
}

/// SYSKIND: for which system a library's layouts were computed. [MS-OAUT] 2.2.21
public enum SystemKind: UInt32, Sendable {
    case win16 = 0
    case win32 = 1
    case mac = 2
    case win64 = 3

    /// Bytes of a pointer in the library's stored layouts.
    public var pointerSize: Int { self == .win64 ? 8 : 4 }
}

/// TYPEFLAGS. [MS-OAUT] 2.2.16
public struct TypeFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let appObject = TypeFlags(rawValue: 0x1)
    public static let canCreate = TypeFlags(rawValue: 0x2)
    public static let licensed = TypeFlags(rawValue: 0x4)
    public static let predeclaredID = TypeFlags(rawValue: 0x8)
    public static let hidden = TypeFlags(rawValue: 0x10)
    public static let control = TypeFlags(rawValue: 0x20)
    public static let dual = TypeFlags(rawValue: 0x40)
    public static let nonExtensible = TypeFlags(rawValue: 0x80)
    public static let oleAutomation = TypeFlags(rawValue: 0x100)
    public static let restricted = TypeFlags(rawValue: 0x200)
    public static let aggregatable = TypeFlags(rawValue: 0x400)
    public static let replaceable = TypeFlags(rawValue: 0x800)
    public static let dispatchable = TypeFlags(rawValue: 0x1000)
    public static let reverseBind = TypeFlags(rawValue: 0x2000)
    public static let proxy = TypeFlags(rawValue: 0x4000)
}

/// FUNCFLAGS. [MS-OAUT] 2.2.13
public struct FuncFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let restricted = FuncFlags(rawValue: 0x1)
    public static let source = FuncFlags(rawValue: 0x2)
    public static let bindable = FuncFlags(rawValue: 0x4)
    public static let requestEdit = FuncFlags(rawValue: 0x8)
    public static let displayBind = FuncFlags(rawValue: 0x10)
    public static let defaultBind = FuncFlags(rawValue: 0x20)
    public static let hidden = FuncFlags(rawValue: 0x40)
    public static let usesGetLastError = FuncFlags(rawValue: 0x80)
    public static let defaultCollectionElement = FuncFlags(rawValue: 0x100)
    public static let uiDefault = FuncFlags(rawValue: 0x200)
    public static let nonBrowsable = FuncFlags(rawValue: 0x400)
    public static let replaceable = FuncFlags(rawValue: 0x800)
    public static let immediateBind = FuncFlags(rawValue: 0x1000)
}

/// VARFLAGS. [MS-OAUT] 2.2.19
public struct VarFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let readOnly = VarFlags(rawValue: 0x1)
    public static let source = VarFlags(rawValue: 0x2)
    public static let bindable = VarFlags(rawValue: 0x4)
    public static let requestEdit = VarFlags(rawValue: 0x8)
    public static let displayBind = VarFlags(rawValue: 0x10)
    public static let defaultBind = VarFlags(rawValue: 0x20)
    public static let hidden = VarFlags(rawValue: 0x40)
    public static let restricted = VarFlags(rawValue: 0x80)
    public static let defaultCollectionElement = VarFlags(rawValue: 0x100)
    public static let uiDefault = VarFlags(rawValue: 0x200)
    public static let nonBrowsable = VarFlags(rawValue: 0x400)
    public static let replaceable = VarFlags(rawValue: 0x800)
    public static let immediateBind = VarFlags(rawValue: 0x1000)
}

/// PARAMFLAGs of a PARAMDESC. [MS-OAUT] 2.2.40
public struct ParamFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let `in` = ParamFlags(rawValue: 0x1)
    public static let out = ParamFlags(rawValue: 0x2)
    public static let lcid = ParamFlags(rawValue: 0x4)
    public static let retval = ParamFlags(rawValue: 0x8)
    public static let optional = ParamFlags(rawValue: 0x10)
    public static let hasDefault = ParamFlags(rawValue: 0x20)
    public static let hasCustomData = ParamFlags(rawValue: 0x40)
}

/// IMPLTYPEFLAGS of an interface of a coclass. [MS-OAUT] 2.2.15
public struct ImplTypeFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let `default` = ImplTypeFlags(rawValue: 0x1)
    public static let source = ImplTypeFlags(rawValue: 0x2)
    public static let restricted = ImplTypeFlags(rawValue: 0x4)
    public static let defaultVTable = ImplTypeFlags(rawValue: 0x8)
}

/// LIBFLAGS of a TLIBATTR. [MS-OAUT] 2.2.20
public struct LibFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let restricted = LibFlags(rawValue: 0x1)
    public static let control = LibFlags(rawValue: 0x2)
    public static let hidden = LibFlags(rawValue: 0x4)
    public static let hasDiskImage = LibFlags(rawValue: 0x8)
}
