// SPDX-License-Identifier: Apache-2.0
//
// What a TYPEDESC means to the machine: the class of the value, its size and alignment, and the VARTYPE under which a VARIANT
// carries it. Aliases, enumerations and interface pointers are resolved here, once.

public import AutomationTypes
public import TypeLibrary

/// A value as it lies in memory or in an argument. Nothing in it is counted: a call copies it freely.
public struct NativeType: @unchecked Sendable {
    // Unchecked: the layout is immutable and owned by the plan or the record that the type belongs to.
    public enum Class: UInt8, Sendable {
        case void
        case int8, uint8, int16, uint16, int32, uint32, int64, uint64
        case float, double
        /// A BSTR.
        case bstr
        /// A pointer to an interface; `iid` names it.
        case interface
        /// A SAFEARRAY pointer.
        case safeArray
        /// A VARIANT, 24 bytes.
        case variant
        /// A DECIMAL, 16 bytes.
        case decimal
        /// A structure or union; `layout` describes it.
        case record
        /// A fixed array inside a record, or behind a pointer.
        case array
        /// A pointer whose target has no Automation form: `void *`, `LPSTR`, `LPWSTR`, pointers to pointers.
        case opaque
    }

    public let kind: Class
    /// The VARTYPE under which a VARIANT carries the value: VT_I4 for an enumeration, `VT_ARRAY | T` for a SAFEARRAY(T).
    public let varType: VarType
    /// Bytes.
    public let size: Int
    /// Bytes.
    public let alignment: Int
    /// The declared interface of an interface pointer; IID_IUnknown if none is declared.
    public let iid: GUID
    private let unownedLayout: Unmanaged<RecordLayout>?
    /// The fields of a record; nil for any other class.
    public var layout: RecordLayout? { unownedLayout?.takeUnretainedValue() }

    init(_ kind: Class, _ varType: VarType, size: Int, alignment: Int, iid: GUID = .zero, layout: RecordLayout? = nil) {
        self.kind = kind
        self.varType = varType
        self.size = size
        self.alignment = alignment
        self.iid = iid
        unownedLayout = layout.map { Unmanaged.passUnretained($0) }
    }

    static func interface(_ iid: GUID, dispatch: Bool) -> NativeType {
        NativeType(.interface, dispatch ? .dispatch : .unknown, size: 8, alignment: 8, iid: iid)
    }

    static let opaque = NativeType(.opaque, VarType.void.byRef, size: 8, alignment: 8)
}

/// The fields of a structure or union, with offsets as the platform's C compiler would lay them out.
public final class RecordLayout: Sendable {
    public struct Field: Sendable {
        public let name: String
        public let offset: Int
        public let type: NativeType
        /// Elements, for a fixed array; else 1.
        public let count: Int
        /// Pointers in front of the value: 0 for a value in place.
        public let indirections: Int
    }

    public let typeInfo: TypeInfo
    public var name: String { typeInfo.name }
    public var guid: GUID { typeInfo.guid }
    public let isUnion: Bool
    public let fields: [Field]
    /// Bytes.
    public let size: Int
    /// Bytes.
    public let alignment: Int

    /// The layouts that fields refer to.
    private let nested: [RecordLayout]

    init(_ typeInfo: TypeInfo, isUnion: Bool, fields: [Field], size: Int, alignment: Int) {
        nested = fields.compactMap { $0.type.layout }
        self.typeInfo = typeInfo
        self.isUnion = isUnion
        self.fields = fields
        self.size = size
        self.alignment = alignment
    }
}

/// A described type taken apart: the value, and how many pointers stand before it.
struct ResolvedType {
    var type: NativeType
    /// 0: the value itself. 1: a pointer to it (an out parameter, a by-reference argument).
    var indirections: Int
    /// Elements of a fixed array; else 1.
    var count: Int = 1
}

/// Resolves TYPEDESCs of one library.
struct TypeResolver {
    /// Steps through aliases, pointers and nested records. A hostile library cannot make the work unbounded.
    private var budget = 4096
    /// How many types stand around the one that is being resolved. Every level needs stack.
    private var depth = 0
    private static let deepest = 64
    /// How many records stand around it.
    private var recordDepth = 0
    /// The layouts that resolved types refer to; whoever keeps a type keeps these.
    private(set) var layouts: [RecordLayout] = []

    /// - Throws: TYPE_E_CIRCULARTYPE, TYPE_E_ELEMENTNOTFOUND …, DISP_E_BADVARTYPE for a type that no call can carry.
    mutating func resolve(_ type: TypeDescription, in library: TypeLibrary) throws(TypeLibraryError) -> ResolvedType {
        budget -= 1
        depth += 1
        defer { depth -= 1 }
        guard budget > 0, depth <= TypeResolver.deepest else {
            throw TypeLibraryError(.TYPE_E_CIRCULARTYPE, "a type of \(library.name) is nested without end", file: library.path)
        }
        switch type {
        case .basic(let varType):
            return ResolvedType(type: try basic(varType, in: library), indirections: 0)
        case .pointer(let target):
            guard let target else { return ResolvedType(type: .opaque, indirections: 0) }
            return try pointer(to: target, in: library)
        case .safeArray(let element):
            let elementType = try element.map { element throws(TypeLibraryError) in try resolve(element, in: library) }
            let element = elementType.map { $0.indirections == 0 ? $0.type.varType : .empty } ?? .empty
            return ResolvedType(
                type: NativeType(
                    .safeArray, element.array, size: 8, alignment: 8, iid: elementType?.type.iid ?? .zero,
                    layout: elementType?.type.layout),
                indirections: 0)
        case .cArray(let element, let bounds):
            let resolved = try resolve(element, in: library)
            var count = resolved.count
            for bound in bounds {
                let (product, overflow) = count.multipliedReportingOverflow(by: Int(bound.count))
                guard !overflow, product <= Int(Int32.max) else {
                    throw TypeLibraryError(
                        .TYPE_E_SIZETOOBIG, "an array of \(library.name) has more than 2^31 elements", file: library.path)
                }
                count = product
            }
            return ResolvedType(type: resolved.type, indirections: resolved.indirections, count: count)
        case .userDefined(let reference):
            return try userDefined(try library.resolve(reference))
        }
    }

    private mutating func pointer(to target: TypeDescription, in library: TypeLibrary) throws(TypeLibraryError) -> ResolvedType {
        depth += 1
        defer { depth -= 1 }
        // A pointer to an interface is one value, an interface pointer; VT_VOID has no size to point at.
        if case .basic(.void) = target { return ResolvedType(type: .opaque, indirections: 0) }
        if case .userDefined(let reference) = target {
            let type = try library.resolve(reference)
            if let interface = try interfaceType(type) { return ResolvedType(type: interface, indirections: 0) }
            // A record that points at records of its own kind, as every list and tree does, is not looked into further.
            if recordDepth > 0, type.kind == .record || type.kind == .union {
                return ResolvedType(type: .opaque, indirections: 0)
            }
            if type.kind == .alias, let alias = type.definition.alias {
                budget -= 1
                guard budget > 0, depth <= TypeResolver.deepest else {
                    throw TypeLibraryError(
                        .TYPE_E_CIRCULARTYPE, "\(type.name) is an alias of itself", file: library.path)
                }
                return try pointer(to: alias, in: type.library)
            }
        }
        var inner = try resolve(target, in: library)
        if inner.indirections > 0 || inner.type.kind == .opaque || inner.type.kind == .void {
            return ResolvedType(type: .opaque, indirections: 0)
        }
        inner.indirections = 1
        return inner
    }

    /// The interface pointer that `T *` is if T is an interface, a dispinterface or a coclass (its default interface).
    private func interfaceType(_ type: TypeInfo) throws(TypeLibraryError) -> NativeType? {
        switch type.kind {
        case .interface:
            return .interface(type.guid, dispatch: type.guid == WellKnownIID.dispatch)
        case .dispatch:
            return .interface(type.guid, dispatch: true)
        case .coclass:
            let interfaces = type.definition.implementedTypes
            let chosen =
                interfaces.first { $0.flags.contains(.default) && !$0.flags.contains(.source) } ?? interfaces.first
            guard let chosen else { return .interface(WellKnownIID.unknown, dispatch: false) }
            let interface = try type.library.resolve(chosen.reference)
            return .interface(interface.guid, dispatch: interface.kind == .dispatch)
        default:
            return nil
        }
    }

    private mutating func userDefined(_ type: TypeInfo) throws(TypeLibraryError) -> ResolvedType {
        switch type.kind {
        case .enum:
            return ResolvedType(type: NativeType(.int32, .i4, size: 4, alignment: 4), indirections: 0)
        case .alias:
            guard let alias = type.definition.alias else {
                throw TypeLibraryError(.TYPE_E_INVDATAREAD, "alias \(type.name) has no target", file: type.library.path)
            }
            return try resolve(alias, in: type.library)
        case .record, .union:
            let layout = try record(type)
            layouts.append(layout)
            return ResolvedType(
                type: NativeType(.record, .record, size: layout.size, alignment: layout.alignment, layout: layout),
                indirections: 0)
        case .interface, .dispatch, .coclass, .module:
            throw TypeLibraryError(
                .DISP_E_BADVARTYPE, "\(type.name) is passed by value; only a pointer to it can be passed",
                file: type.library.path)
        }
    }

    private mutating func record(_ type: TypeInfo) throws(TypeLibraryError) -> RecordLayout {
        recordDepth += 1
        defer { recordDepth -= 1 }
        var fields: [RecordLayout.Field] = []
        var size = 0
        var alignment = 1
        for variable in type.definition.variables {
            let field = try resolve(variable.type, in: type.library)
            let elementSize = field.indirections > 0 ? 8 : field.type.size
            let fieldAlignment = field.indirections > 0 ? 8 : max(1, field.type.alignment)
            let (bytes, overflow) = elementSize.multipliedReportingOverflow(by: field.count)
            let offset = type.kind == .union ? 0 : (size + fieldAlignment - 1) / fieldAlignment * fieldAlignment
            guard !overflow, bytes <= Int(Int32.max), offset <= Int(Int32.max) else {
                throw TypeLibraryError(
                    .TYPE_E_SIZETOOBIG, "\(type.name) is larger than 2 GiB", file: type.library.path)
            }
            fields.append(
                RecordLayout.Field(
                    name: variable.name ?? "", offset: offset, type: field.type, count: field.count,
                    indirections: field.indirections))
            size = max(size, offset + bytes)
            alignment = max(alignment, fieldAlignment)
        }
        return RecordLayout(
            type, isUnion: type.kind == .union, fields: fields,
            size: (size + alignment - 1) / alignment * alignment, alignment: alignment)
    }

    private func basic(_ varType: VarType, in library: TypeLibrary) throws(TypeLibraryError) -> NativeType {
        switch varType {
        case .i1: NativeType(.int8, varType, size: 1, alignment: 1)
        case .ui1: NativeType(.uint8, varType, size: 1, alignment: 1)
        case .i2, .bool: NativeType(.int16, varType, size: 2, alignment: 2)
        case .ui2: NativeType(.uint16, varType, size: 2, alignment: 2)
        case .i4, .error: NativeType(.int32, varType, size: 4, alignment: 4)
        case .int: NativeType(.int32, .i4, size: 4, alignment: 4)
        case .hresult: NativeType(.int32, .error, size: 4, alignment: 4)
        case .ui4: NativeType(.uint32, varType, size: 4, alignment: 4)
        case .uint: NativeType(.uint32, .ui4, size: 4, alignment: 4)
        case .i8, .cy: NativeType(.int64, varType, size: 8, alignment: 8)
        case .intPtr: NativeType(.int64, .i8, size: 8, alignment: 8)
        case .ui8: NativeType(.uint64, varType, size: 8, alignment: 8)
        case .uintPtr: NativeType(.uint64, .ui8, size: 8, alignment: 8)
        case .r4: NativeType(.float, varType, size: 4, alignment: 4)
        case .r8, .date: NativeType(.double, varType, size: 8, alignment: 8)
        case .bstr: NativeType(.bstr, varType, size: 8, alignment: 8)
        case .dispatch: .interface(WellKnownIID.dispatch, dispatch: true)
        case .unknown: .interface(WellKnownIID.unknown, dispatch: false)
        case .variant: NativeType(.variant, varType, size: 24, alignment: 8)
        case .decimal: NativeType(.decimal, varType, size: 16, alignment: 8)
        case .lpstr, .lpwstr: .opaque
        case .void, .empty: NativeType(.void, .empty, size: 0, alignment: 1)
        case .filetime: NativeType(.uint64, .ui8, size: 8, alignment: 4)
        default:
            throw TypeLibraryError(
                .DISP_E_BADVARTYPE, "\(library.name) uses \(varType.documentedName), which no call can carry",
                file: library.path)
        }
    }
}
