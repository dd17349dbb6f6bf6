// SPDX-License-Identifier: Apache-2.0
//
// The plain model that the readers, the writer, the compiler and the runtime share: what a type library says, as values.
// Sizes, offsets and flags stand here as the library stores them; `TypeInfo` presents them as a 64-bit process sees them.

public import AutomationTypes

/// A version `major.minor`.
public struct Version: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var major: UInt16
    public var minor: UInt16

    public init(_ major: UInt16, _ minor: UInt16) {
        self.major = major
        self.minor = minor
    }

    public static func < (a: Version, b: Version) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
    public var description: String { "\(major).\(minor)" }
}

/// Help for a library, a type or a member. A nil string is absent, which is not the same as empty.
public struct Documentation: Hashable, Sendable {
    public var helpString: String?
    public var helpContext: UInt32
    public var helpStringContext: UInt32

    public init(helpString: String? = nil, helpContext: UInt32 = 0, helpStringContext: UInt32 = 0) {
        self.helpString = helpString
        self.helpContext = helpContext
        self.helpStringContext = helpStringContext
    }
}

/// What a library says of itself: TLIBATTR and its documentation.
public struct LibraryAttributes: Sendable {
    /// nil only if the file has no valid name for it.
    public var name: String?
    public var guid: GUID
    public var version: Version
    /// As stored; TLIBATTR shows it by `TypeLibrary.lcid`.
    public var lcid: UInt32
    public var systemKind: SystemKind
    public var flags: LibFlags
    public var documentation: Documentation
    public var helpFile: String?
    public var helpStringDLL: String?
    public var customData: [CustomData]

    public init(
        name: String?, guid: GUID = .zero, version: Version = Version(0, 0), lcid: UInt32 = 0,
        systemKind: SystemKind = .win64, flags: LibFlags = [], documentation: Documentation = Documentation(),
        helpFile: String? = nil, helpStringDLL: String? = nil, customData: [CustomData] = []
    ) {
        self.name = name
        self.guid = guid
        self.version = version
        self.lcid = lcid
        self.systemKind = systemKind
        self.flags = flags
        self.documentation = documentation
        self.helpFile = helpFile
        self.helpStringDLL = helpStringDLL
        self.customData = customData
    }
}

/// Another library that types of this one refer to.
public struct ImportedLibrary: Hashable, Sendable {
    /// The file name as stored, without a folder as a rule: `stdole2.tlb`.
    public var fileName: String
    public var guid: GUID
    public var version: Version
    public var lcid: UInt32

    public init(fileName: String, guid: GUID, version: Version, lcid: UInt32 = 0) {
        self.fileName = fileName
        self.guid = guid
        self.version = version
        self.lcid = lcid
    }
}

/// A type in another library.
public struct ExternalType: Hashable, Sendable {
    public enum Target: Hashable, Sendable {
        case guid(GUID)
        /// For a type without a GUID: its index in the other library.
        case index(Int)
    }
    public var library: ImportedLibrary
    public var target: Target
    /// What the importing library believes that the type is.
    public var kind: TypeKind?

    public init(library: ImportedLibrary, target: Target, kind: TypeKind? = nil) {
        self.library = library
        self.target = target
        self.kind = kind
    }
}

/// What a TYPEDESC, an impl type or an alias points at. It may dangle: resolving tells.
public enum TypeReference: Hashable, Sendable {
    /// Index of a type in the same library.
    case local(Int)
    case external(ExternalType)
    /// A stored reference that names nothing; the number is the one in the file.
    case invalid(UInt32)
}

/// SAFEARRAYBOUND: one dimension.
public struct ArrayBound: Hashable, Sendable {
    public var count: UInt32
    public var lower: Int32

    public init(count: UInt32, lower: Int32 = 0) {
        self.count = count
        self.lower = lower
    }
}

/// TYPEDESC. [MS-OAUT] 2.2.37
public indirect enum TypeDescription: Hashable, Sendable {
    /// A type that a VARTYPE alone names (VT_I4, VT_BSTR, VT_VOID …).
    case basic(VarType)
    /// VT_PTR; nil where a library stores no target.
    case pointer(TypeDescription?)
    /// VT_SAFEARRAY; nil where a library stores no element type.
    case safeArray(TypeDescription?)
    /// VT_CARRAY.
    case cArray(TypeDescription, bounds: [ArrayBound])
    /// VT_USERDEFINED.
    case userDefined(TypeReference)

    /// TYPEDESC.vt.
    public var varType: VarType {
        switch self {
        case .basic(let type): type
        case .pointer: .ptr
        case .safeArray: .safearray
        case .cArray: .carray
        case .userDefined: .userdefined
        }
    }
}

extension TypeDescription {
    /// Whether an argument of this type can say that it is missing: a VARIANT can, which then holds DISP_E_PARAMNOTFOUND.
    /// FUNCDESC.cParamsOpt counts such parameters only, as MIDL does.
    public var canBeMissing: Bool {
        switch self {
        case .basic(.variant), .pointer(.basic(.variant)?): true
        default: false
        }
    }
}

/// A DECIMAL: `(-1)^negative × (hi32·2^64 + lo64) / 10^scale`.
public struct DecimalBits: Hashable, Sendable {
    public var scale: UInt8
    public var sign: UInt8
    public var hi32: UInt32
    public var lo64: UInt64

    public init(scale: UInt8, sign: UInt8, hi32: UInt32, lo64: UInt64) {
        self.scale = scale
        self.sign = sign
        self.hi32 = hi32
        self.lo64 = lo64
    }
}

/// The value of a constant, of a default argument or of custom data: a VARIANT that a library can store.
public enum ConstantValue: Hashable, Sendable {
    case empty
    case null
    /// VT_I1, I2, I4, I8, INT, BOOL (0 or -1), CY (×10000), ERROR, HRESULT, and the unsigned UI1, UI2, UI4, UINT.
    case integer(VarType, Int64)
    /// VT_UI8.
    case ui8(UInt64)
    case r4(Float)
    case r8(Double)
    case date(Double)
    case bstr(String?)
    case decimal(DecimalBits)
    /// VT_DISPATCH, VT_UNKNOWN: always null in a file.
    case nullObject(VarType)
    /// A type that has no stored form; the number that stands in its place.
    case raw(VarType, UInt32)

    public var varType: VarType {
        switch self {
        case .empty: .empty
        case .null: .null
        case .integer(let type, _): type
        case .ui8: .ui8
        case .r4: .r4
        case .r8: .r8
        case .date: .date
        case .bstr: .bstr
        case .decimal: .decimal
        case .nullObject(let type): type
        case .raw(let type, _): type
        }
    }
}

// Bit patterns, not numbers, decide equality: a NaN constant equals itself.
extension ConstantValue {
    public static func == (a: ConstantValue, b: ConstantValue) -> Bool {
        switch (a, b) {
        case (.empty, .empty), (.null, .null): true
        case (.integer(let t, let v), .integer(let u, let w)): t == u && v == w
        case (.ui8(let v), .ui8(let w)): v == w
        case (.r4(let v), .r4(let w)): v.bitPattern == w.bitPattern
        case (.r8(let v), .r8(let w)), (.date(let v), .date(let w)): v.bitPattern == w.bitPattern
        case (.bstr(let v), .bstr(let w)): v == w
        case (.decimal(let v), .decimal(let w)): v == w
        case (.nullObject(let t), .nullObject(let u)): t == u
        case (.raw(let t, let v), .raw(let u, let w)): t == u && v == w
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(varType)
        switch self {
        case .integer(_, let v): hasher.combine(v)
        case .ui8(let v): hasher.combine(v)
        case .r4(let v): hasher.combine(v.bitPattern)
        case .r8(let v), .date(let v): hasher.combine(v.bitPattern)
        case .bstr(let v): hasher.combine(v)
        case .decimal(let v): hasher.combine(v)
        case .raw(_, let v): hasher.combine(v)
        case .empty, .null, .nullObject: break
        }
    }
}

/// One item of custom data: CUSTDATAITEM.
public struct CustomData: Hashable, Sendable {
    public var guid: GUID
    public var value: ConstantValue

    public init(guid: GUID, value: ConstantValue) {
        self.guid = guid
        self.value = value
    }
}

/// A parameter of a function: ELEMDESC with its name, default value and custom data.
public struct Parameter: Hashable, Sendable {
    public var name: String?
    public var type: TypeDescription
    public var flags: ParamFlags
    public var defaultValue: ConstantValue?
    public var customData: [CustomData]

    public init(
        name: String?, type: TypeDescription, flags: ParamFlags = [.in], defaultValue: ConstantValue? = nil,
        customData: [CustomData] = []
    ) {
        self.name = name
        self.type = type
        self.flags = flags
        self.defaultValue = defaultValue
        self.customData = customData
    }
}

/// Where a module's function is in its DLL.
public enum DLLEntry: Hashable, Sendable {
    case name(String)
    case ordinal(UInt16)
}

/// FUNCDESC with its name and documentation. [MS-OAUT] 2.2.42
public struct Function: Hashable, Sendable {
    public var memberID: Int32
    public var name: String?
    public var documentation: Documentation
    public var kind: FuncKind
    public var invokeKind: InvokeKind
    public var callConv: CallConv
    public var parameters: [Parameter]
    /// FUNCDESC.cParamsOpt: trailing optional parameters of type VARIANT; -1 for [vararg].
    public var optionalCount: Int16
    /// FUNCDESC.oVft: bytes from the start of the vtable, with the library's own pointer size.
    public var vtableOffset: Int16
    public var flags: FuncFlags
    public var returnType: TypeDescription
    /// Modules only.
    public var entry: DLLEntry?
    public var customData: [CustomData]

    public init(
        memberID: Int32, name: String?, documentation: Documentation = Documentation(),
        kind: FuncKind = .pureVirtual, invokeKind: InvokeKind = .method, callConv: CallConv = .stdcall,
        parameters: [Parameter] = [], optionalCount: Int16 = 0, vtableOffset: Int16 = 0, flags: FuncFlags = [],
        returnType: TypeDescription = .basic(.hresult), entry: DLLEntry? = nil, customData: [CustomData] = []
    ) {
        self.memberID = memberID
        self.name = name
        self.documentation = documentation
        self.kind = kind
        self.invokeKind = invokeKind
        self.callConv = callConv
        self.parameters = parameters
        self.optionalCount = optionalCount
        self.vtableOffset = vtableOffset
        self.flags = flags
        self.returnType = returnType
        self.entry = entry
        self.customData = customData
    }
}

/// VARDESC with its name and documentation. [MS-OAUT] 2.2.43
public struct Variable: Hashable, Sendable {
    public var memberID: Int32
    public var name: String?
    public var documentation: Documentation
    public var kind: VarKind
    public var flags: VarFlags
    public var type: TypeDescription
    /// VAR_CONST only.
    public var value: ConstantValue?
    /// VARDESC.oInst as stored: bytes from the start of the record.
    public var instanceOffset: UInt32
    public var customData: [CustomData]

    public init(
        memberID: Int32, name: String?, documentation: Documentation = Documentation(), kind: VarKind = .perInstance,
        flags: VarFlags = [], type: TypeDescription, value: ConstantValue? = nil, instanceOffset: UInt32 = 0,
        customData: [CustomData] = []
    ) {
        self.memberID = memberID
        self.name = name
        self.documentation = documentation
        self.kind = kind
        self.flags = flags
        self.type = type
        self.value = value
        self.instanceOffset = instanceOffset
        self.customData = customData
    }
}

/// An interface of a coclass, or the base of an interface.
public struct ImplementedType: Hashable, Sendable {
    public var reference: TypeReference
    public var flags: ImplTypeFlags
    public var customData: [CustomData]

    public init(_ reference: TypeReference, flags: ImplTypeFlags = [], customData: [CustomData] = []) {
        self.reference = reference
        self.flags = flags
        self.customData = customData
    }
}

/// One type as its library stores it. A dual interface is one definition: kind `.dispatch` with the flag `.dual`.
public struct TypeDefinition: Sendable {
    public var name: String?
    public var kind: TypeKind
    public var guid: GUID
    public var flags: TypeFlags
    public var version: Version
    public var documentation: Documentation
    /// TYPEATTR.cbSizeInstance as stored.
    public var instanceSize: UInt32
    /// TYPEATTR.cbAlignment as stored, in bytes.
    public var alignment: UInt16
    /// TYPEATTR.cbSizeVft as stored: bytes of the whole vtable, inherited slots included.
    public var vtableSize: UInt16
    public var functions: [Function]
    public var variables: [Variable]
    public var implementedTypes: [ImplementedType]
    /// Aliases only.
    public var alias: TypeDescription?
    /// Modules only: the DLL that holds the functions.
    public var dllName: String?
    public var customData: [CustomData]

    public init(
        name: String?, kind: TypeKind, guid: GUID = .zero, flags: TypeFlags = [], version: Version = Version(0, 0),
        documentation: Documentation = Documentation(), instanceSize: UInt32 = 0, alignment: UInt16 = 0,
        vtableSize: UInt16 = 0, functions: [Function] = [], variables: [Variable] = [],
        implementedTypes: [ImplementedType] = [], alias: TypeDescription? = nil, dllName: String? = nil,
        customData: [CustomData] = []
    ) {
        self.name = name
        self.kind = kind
        self.guid = guid
        self.flags = flags
        self.version = version
        self.documentation = documentation
        self.instanceSize = instanceSize
        self.alignment = alignment
        self.vtableSize = vtableSize
        self.functions = functions
        self.variables = variables
        self.implementedTypes = implementedTypes
        self.alias = alias
        self.dllName = dllName
        self.customData = customData
    }
}

/// What can be told of a type without decoding its members.
public struct TypeHeader: Hashable, Sendable {
    public var name: String?
    /// As stored; a dual interface is `.dispatch`.
    public var kind: TypeKind
    public var guid: GUID

    public init(name: String?, kind: TypeKind, guid: GUID) {
        self.name = name
        self.kind = kind
        self.guid = guid
    }
}

/// A whole library as a value: what the compiler makes and the writer takes.
public struct LibraryDefinition: Sendable {
    public var attributes: LibraryAttributes
    public var types: [TypeDefinition]

    public init(attributes: LibraryAttributes, types: [TypeDefinition] = []) {
        self.attributes = attributes
        self.types = types
    }
}
