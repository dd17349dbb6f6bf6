// SPDX-License-Identifier: Apache-2.0
//
// What the memory of a record holds, field by field, and how it is cleared and copied. `RecordInfoObject` is the
// COM object over this.

import AutomationTypes
import CAutomation
import TypeLibrary

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The fields of a record as a type library describes them, with their places in memory. Immutable.
final class RecordLayout: Sendable {
    /// What lies in a field, and what of it the record owns.
    indirect enum Content: Sendable {
        /// A value of a VARIANT's type that owns nothing.
        case plain(VarType)
        case bstr
        /// An interface pointer: VT_DISPATCH or VT_UNKNOWN.
        case interface(VarType)
        case variant
        case safeArray(VarType?)
        case record(RecordLayout)
        /// An array in place: elements one after the other.
        case inPlace(Content, count: Int, elementSize: Int, bounds: [ArrayBound])
        /// Bytes that only their reader understands: a plain pointer, a union.
        case bytes(Int)
    }

    struct Field: Sendable {
        var name: String
        var offset: Int
        var content: Content
    }

    let type: TypeInfo
    let fields: [Field]
    let size: Int

    /// How many values a copy of the record looks at, those of the records inside it included.
    private let valueCount: Int

    private static let deepest = 32
    /// Records of a hostile library may hold each other over and over in the same few bytes, or in none.
    private static let mostValuesBeyondSize = 4096

    /// The records that a record contains, each laid out once, however often it occurs.
    private struct Known {
        var layouts: [Key: RecordLayout] = [:]
        var depth = 0

        struct Key: Hashable {
            var library: ObjectIdentifier
            var index: Int
        }
    }

    /// - Throws: TYPE_E_WRONGTYPEKIND if the type is no record; TYPE_E_UNSUPFORMAT if a field has no place in memory.
    convenience init(_ type: TypeInfo) throws {
        var known = Known()
        try self.init(type, &known)
    }

    private static func layout(of type: TypeInfo, _ known: inout Known) throws -> RecordLayout {
        let key = Known.Key(library: ObjectIdentifier(type.library), index: type.index)
        if let layout = known.layouts[key] { return layout }
        let made = try RecordLayout(type, &known)
        known.layouts[key] = made
        return made
    }

    private init(_ type: TypeInfo, _ known: inout Known) throws {
        guard type.kind == .record else { throw COMError(.TYPE_E_WRONGTYPEKIND, "\(type.name) is not a record") }
        guard known.depth < RecordLayout.deepest else {
            throw COMError(.TYPE_E_CIRCULARTYPE, "\(type.name) contains itself or is nested too deeply")
        }
        known.depth += 1
        defer { known.depth -= 1 }
        self.type = type
        size = Int(type.instanceSize)
        var fields: [Field] = []
        for variable in type.variables where variable.kind == .perInstance {
            guard let layout = variable.type.layout(in: type.library),
                case let offset = Int(variable.instanceOffset), offset + layout.size <= size
            else { throw COMError(.TYPE_E_UNSUPFORMAT, "\(type.name).\(variable.name ?? "") has no place in memory") }
            let content = try RecordLayout.content(of: variable.type, in: type.library, size: layout.size, &known, depth: 0)
            fields.append(Field(name: variable.name ?? "", offset: offset, content: content))
        }
        self.fields = fields
        valueCount = fields.reduce(0) { $0 &+ min(RecordLayout.valueCount(of: $1.content), Int(Int32.max)) }
        guard valueCount <= size + RecordLayout.mostValuesBeyondSize else {
            throw COMError(.TYPE_E_SIZETOOBIG, "\(type.name) has more values than bytes")
        }
    }

    private static func valueCount(of content: Content) -> Int {
        switch content {
        case .record(let layout): return max(1, layout.valueCount)
        case .inPlace(let element, let count, _, _):
            let (product, overflow) = valueCount(of: element).multipliedReportingOverflow(by: count)
            return overflow ? .max : product
        default: return 1
        }
    }

    private static func content(
        of type: TypeDescription, in library: TypeLibrary, size: Int, _ known: inout Known, depth: Int
    ) throws -> Content {
        guard depth < deepest else { throw COMError(.TYPE_E_CIRCULARTYPE, "types are nested too deeply") }
        switch type {
        case .basic(.bstr): return .bstr
        case .basic(.variant): return .variant
        case .basic(.dispatch): return .interface(.dispatch)
        case .basic(.unknown): return .interface(.unknown)
        case .basic(.hresult): return .plain(.error)
        case .basic(.intPtr): return .plain(.i8)
        case .basic(.uintPtr): return .plain(.ui8)
        case .basic(let type): return SafeArrayMemory.elementSize(of: type) == nil ? .bytes(size) : .plain(type)
        case .safeArray(let element):
            if case .basic(let type)? = element { return .safeArray(type) }
            return .safeArray(nil)
        case .pointer(.userDefined(let reference)?):
            let target = try library.resolve(reference)
            switch target.definition.kind {
            case .interface: return .interface(.unknown)
            case .dispatch, .coclass: return .interface(.dispatch)
            default: return .bytes(size)
            }
        case .pointer: return .bytes(size)
        case .cArray(let element, let bounds):
            let elementSize = element.layout(in: library)?.size ?? 0
            return .inPlace(
                try content(of: element, in: library, size: elementSize, &known, depth: depth + 1),
                count: elementSize == 0 ? 0 : size / elementSize, elementSize: elementSize, bounds: bounds)
        case .userDefined(let reference):
            let target = try library.resolve(reference)
            switch target.definition.kind {
            case .enum: return .plain(.i4)
            case .record: return .record(try layout(of: target, &known))
            case .alias:
                guard let alias = target.definition.alias else { return .bytes(size) }
                return try content(of: alias, in: target.library, size: size, &known, depth: depth + 1)
            default: return .bytes(size)
            }
        }
    }

    /// The field of a name, letters of either case.
    func field(named name: UnsafeBufferPointer<UInt16>) -> Field? {
        fields.first { NameFolding.equal($0.name, name) }
    }

    // MARK: Memory

    /// Releases what the record owns and makes it zero.
    func clear(_ record: UnsafeMutableRawPointer) {
        for field in fields { RecordLayout.clear(field.content, at: record + field.offset) }
        memset(record, 0, size)
    }

    /// A deep copy over zeroed memory. On failure the copy holds what was copied so far.
    func copy(_ source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer) -> HResult {
        for field in fields {
            let status = RecordLayout.copy(field.content, from: source + field.offset, to: target + field.offset)
            guard status.isSuccess else { return status }
        }
        return .S_OK
    }

    static func clear(_ content: Content, at place: UnsafeMutableRawPointer) {
        switch content {
        case .plain, .bytes: break
        case .bstr: BString.free(place.load(as: BSTR?.self))
        case .interface: if let pointer = place.load(as: UnsafeMutableRawPointer?.self) { comRelease(pointer) }
        case .variant: VariantOps.clear(place.assumingMemoryBound(to: VARIANT.self))
        case .safeArray: SafeArrayMemory.destroy(place.load(as: SafeArrayPointer?.self))
        case .record(let layout): layout.clear(place)
        case .inPlace(let content, let count, let elementSize, _):
            for index in 0..<count { clear(content, at: place + index * elementSize) }
        }
    }

    static func copy(
        _ content: Content, from source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer
    ) -> HResult {
        do throws(COMError) {
            switch content {
            case .plain(let type): memcpy(target, source, SafeArrayMemory.elementSize(of: type) ?? 0)
            case .bytes(let size): memcpy(target, source, size)
            case .bstr: target.storeBytes(of: try BString.copy(source.load(as: BSTR?.self)), as: BSTR?.self)
            case .interface:
                let pointer = source.load(as: UnsafeMutableRawPointer?.self)
                if let pointer { comAddRef(pointer) }
                target.storeBytes(of: pointer, as: UnsafeMutableRawPointer?.self)
            case .variant:
                return VariantOps.duplicate(
                    source.assumingMemoryBound(to: VARIANT.self), into: target.assumingMemoryBound(to: VARIANT.self))
            case .safeArray:
                let copy = try SafeArrayMemory.copy(source.load(as: SafeArrayPointer?.self))
                target.storeBytes(of: copy, as: SafeArrayPointer?.self)
            case .record(let layout): return layout.copy(source, to: target)
            case .inPlace(let content, let count, let elementSize, _):
                for index in 0..<count {
                    let status = copy(content, from: source + index * elementSize, to: target + index * elementSize)
                    guard status.isSuccess else { return status }
                }
            }
            return .S_OK
        } catch {
            return error.hresult
        }
    }

    // MARK: Fields as VARIANTs

    /// The VARIANT's type for a field; nil if no VARIANT can hold it.
    static func varType(of content: Content) -> VarType? {
        switch content {
        case .plain(let type), .interface(let type): type
        case .bstr: .bstr
        case .variant: .variant
        case .safeArray(let element): (element ?? .variant).array
        case .record: .record
        case .inPlace, .bytes: nil
        }
    }
}
