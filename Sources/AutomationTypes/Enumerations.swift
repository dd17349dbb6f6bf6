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

    @inlinable public static var method: InvokeKind { InvokeKind(rawValue: 1) }
    @inlinable public static var propertyGet: InvokeKind { InvokeKind(rawValue: 2) }
    @inlinable public static var propertyPut: InvokeKind { InvokeKind(rawValue: 4) }
    @inlinable public static var propertyPutRef: InvokeKind { InvokeKind(rawValue: 8) }

    /// Whether a call of this kind carries a value named DISPID_PROPERTYPUT.
    @inlinable public var isPut: Bool { rawValue & 0xC != 0 }
}

/// CALLCONV. Every vtable call here follows the platform's C convention; the stored number is kept as it is.
public struct CallConv: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    @inlinable public static var fastcall: CallConv { CallConv(rawValue: 0) }
    @inlinable public static var cdecl: CallConv { CallConv(rawValue: 1) }
    @inlinable public static var pascal: CallConv { CallConv(rawValue: 2) }
    @inlinable public static var macPascal: CallConv { CallConv(rawValue: 3) }
    @inlinable public static var stdcall: CallConv { CallConv(rawValue: 4) }
    @inlinable public static var fpFastcall: CallConv { CallConv(rawValue: 5) }
    @inlinable public static var syscall: CallConv { CallConv(rawValue: 6) }
    @inlinable public static var mpwCdecl: CallConv { CallConv(rawValue: 7) }
    @inlinable public static var mpwPascal: CallConv { CallConv(rawValue: 8) }
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

    @inlinable public static var appObject: TypeFlags { TypeFlags(rawValue: 0x1) }
    @inlinable public static var canCreate: TypeFlags { TypeFlags(rawValue: 0x2) }
    @inlinable public static var licensed: TypeFlags { TypeFlags(rawValue: 0x4) }
    @inlinable public static var predeclaredID: TypeFlags { TypeFlags(rawValue: 0x8) }
    @inlinable public static var hidden: TypeFlags { TypeFlags(rawValue: 0x10) }
    @inlinable public static var control: TypeFlags { TypeFlags(rawValue: 0x20) }
    @inlinable public static var dual: TypeFlags { TypeFlags(rawValue: 0x40) }
    @inlinable public static var nonExtensible: TypeFlags { TypeFlags(rawValue: 0x80) }
    @inlinable public static var oleAutomation: TypeFlags { TypeFlags(rawValue: 0x100) }
    @inlinable public static var restricted: TypeFlags { TypeFlags(rawValue: 0x200) }
    @inlinable public static var aggregatable: TypeFlags { TypeFlags(rawValue: 0x400) }
    @inlinable public static var replaceable: TypeFlags { TypeFlags(rawValue: 0x800) }
    @inlinable public static var dispatchable: TypeFlags { TypeFlags(rawValue: 0x1000) }
    @inlinable public static var reverseBind: TypeFlags { TypeFlags(rawValue: 0x2000) }
    @inlinable public static var proxy: TypeFlags { TypeFlags(rawValue: 0x4000) }
}

/// FUNCFLAGS. [MS-OAUT] 2.2.13
public struct FuncFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    @inlinable public static var restricted: FuncFlags { FuncFlags(rawValue: 0x1) }
    @inlinable public static var source: FuncFlags { FuncFlags(rawValue: 0x2) }
    @inlinable public static var bindable: FuncFlags { FuncFlags(rawValue: 0x4) }
    @inlinable public static var requestEdit: FuncFlags { FuncFlags(rawValue: 0x8) }
    @inlinable public static var displayBind: FuncFlags { FuncFlags(rawValue: 0x10) }
    @inlinable public static var defaultBind: FuncFlags { FuncFlags(rawValue: 0x20) }
    @inlinable public static var hidden: FuncFlags { FuncFlags(rawValue: 0x40) }
    @inlinable public static var usesGetLastError: FuncFlags { FuncFlags(rawValue: 0x80) }
    @inlinable public static var defaultCollectionElement: FuncFlags { FuncFlags(rawValue: 0x100) }
    @inlinable public static var uiDefault: FuncFlags { FuncFlags(rawValue: 0x200) }
    @inlinable public static var nonBrowsable: FuncFlags { FuncFlags(rawValue: 0x400) }
    @inlinable public static var replaceable: FuncFlags { FuncFlags(rawValue: 0x800) }
    @inlinable public static var immediateBind: FuncFlags { FuncFlags(rawValue: 0x1000) }
}

/// VARFLAGS. [MS-OAUT] 2.2.19
public struct VarFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    @inlinable public static var readOnly: VarFlags { VarFlags(rawValue: 0x1) }
    @inlinable public static var source: VarFlags { VarFlags(rawValue: 0x2) }
    @inlinable public static var bindable: VarFlags { VarFlags(rawValue: 0x4) }
    @inlinable public static var requestEdit: VarFlags { VarFlags(rawValue: 0x8) }
    @inlinable public static var displayBind: VarFlags { VarFlags(rawValue: 0x10) }
    @inlinable public static var defaultBind: VarFlags { VarFlags(rawValue: 0x20) }
    @inlinable public static var hidden: VarFlags { VarFlags(rawValue: 0x40) }
    @inlinable public static var restricted: VarFlags { VarFlags(rawValue: 0x80) }
    @inlinable public static var defaultCollectionElement: VarFlags { VarFlags(rawValue: 0x100) }
    @inlinable public static var uiDefault: VarFlags { VarFlags(rawValue: 0x200) }
    @inlinable public static var nonBrowsable: VarFlags { VarFlags(rawValue: 0x400) }
    @inlinable public static var replaceable: VarFlags { VarFlags(rawValue: 0x800) }
    @inlinable public static var immediateBind: VarFlags { VarFlags(rawValue: 0x1000) }
}

/// PARAMFLAGs of a PARAMDESC. [MS-OAUT] 2.2.40
public struct ParamFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    @inlinable public static var `in`: ParamFlags { ParamFlags(rawValue: 0x1) }
    @inlinable public static var out: ParamFlags { ParamFlags(rawValue: 0x2) }
    @inlinable public static var lcid: ParamFlags { ParamFlags(rawValue: 0x4) }
    @inlinable public static var retval: ParamFlags { ParamFlags(rawValue: 0x8) }
    @inlinable public static var optional: ParamFlags { ParamFlags(rawValue: 0x10) }
    @inlinable public static var hasDefault: ParamFlags { ParamFlags(rawValue: 0x20) }
    @inlinable public static var hasCustomData: ParamFlags { ParamFlags(rawValue: 0x40) }
}

/// IMPLTYPEFLAGS of an interface of a coclass. [MS-OAUT] 2.2.15
public struct ImplTypeFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    @inlinable public static var `default`: ImplTypeFlags { ImplTypeFlags(rawValue: 0x1) }
    @inlinable public static var source: ImplTypeFlags { ImplTypeFlags(rawValue: 0x2) }
    @inlinable public static var restricted: ImplTypeFlags { ImplTypeFlags(rawValue: 0x4) }
    @inlinable public static var defaultVTable: ImplTypeFlags { ImplTypeFlags(rawValue: 0x8) }
}

/// LIBFLAGS of a TLIBATTR. [MS-OAUT] 2.2.20
public struct LibFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    @inlinable public static var restricted: LibFlags { LibFlags(rawValue: 0x1) }
    @inlinable public static var control: LibFlags { LibFlags(rawValue: 0x2) }
    @inlinable public static var hidden: LibFlags { LibFlags(rawValue: 0x4) }
    @inlinable public static var hasDiskImage: LibFlags { LibFlags(rawValue: 0x8) }
}
