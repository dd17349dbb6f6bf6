// SPDX-License-Identifier: Apache-2.0
//
// Sizes and alignments of types in memory. A 32-bit library stores those of a 32-bit process; they are computed anew
// here.

public import AutomationTypes

/// What a value of a type needs in memory.
public struct TypeLayout: Hashable, Sendable {
    public var size: Int
    public var alignment: Int

    public init(size: Int, alignment: Int) {
        self.size = size
        self.alignment = alignment
    }

    /// The layout of a type that its VARTYPE alone names, or nil if it has none (VT_VOID) or is no type of a member.
    public init?(of type: VarType, pointerSize: Int) {
        switch type {
        case .i1, .ui1: self.init(size: 1, alignment: 1)
        case .i2, .ui2, .bool: self.init(size: 2, alignment: 2)
        case .i4, .ui4, .int, .uint, .r4, .error, .hresult: self.init(size: 4, alignment: 4)
        case .i8, .ui8, .r8, .cy, .date: self.init(size: 8, alignment: 8)
        case .decimal: self.init(size: 16, alignment: 8)
        case .filetime: self.init(size: 8, alignment: 4)
        case .variant: self.init(size: 8 + 2 * pointerSize, alignment: 8)
        case .bstr, .dispatch, .unknown, .lpstr, .lpwstr, .ptr, .safearray, .intPtr, .uintPtr:
            self.init(size: pointerSize, alignment: pointerSize)
        default: return nil
        }
    }

    /// The layout of a C array whose elements have this one; nil if it is larger than 4 GB.
    func array(_ bounds: [ArrayBound]) -> TypeLayout? {
        var whole = self
        for bound in bounds {
            let (product, overflow) = whole.size.multipliedReportingOverflow(by: Int(bound.count))
            guard !overflow, product <= UInt32.max else { return nil }
            whole.size = product
        }
        return whole
    }
}

/// Places the fields of a record or a union one after the other, as the Microsoft compilers do.
struct FieldPlacement {
    private let isUnion: Bool
    private let packing: Int
    private var end = 0
    private var alignment = 1

    /// - Parameter packing: the largest alignment that a field is given, as `#pragma pack` sets it.
    init(isUnion: Bool, packing: Int) {
        self.isUnion = isUnion
        self.packing = packing
    }

    /// The offset of the next field; nil if the whole gets larger than 4 GB.
    mutating func place(_ field: TypeLayout) -> Int? {
        let fieldAlignment = max(1, min(field.alignment, packing))
        let offset = isUnion ? 0 : FieldPlacement.round(end, up: fieldAlignment)
        end = max(end, offset + field.size)
        alignment = max(alignment, fieldAlignment)
        return whole.size <= UInt32.max ? offset : nil
    }

    /// The layout of what has been placed.
    var whole: TypeLayout { TypeLayout(size: FieldPlacement.round(end, up: alignment), alignment: alignment) }

    private static func round(_ size: Int, up alignment: Int) -> Int { (size + alignment - 1) / alignment * alignment }
}

extension TypeDescription {
    /// The layout in a process with pointers of `pointerSize` bytes, or nil if the type has none (VT_VOID), is unknown,
    /// or depends on a type that cannot be resolved.
    ///
    /// - Parameter library: where the type's references are to be resolved.
    public func layout(in library: TypeLibrary, pointerSize: Int = 8) -> TypeLayout? {
        var computer = LayoutComputer(pointerSize: pointerSize)
        return computer.layout(of: self, in: library)
    }
}

/// Computes layouts. Each type is decoded and computed once for each size of pointers, so that the work is bounded by the
/// number of fields; types that contain themselves, or nest deeper than any compiler's do, have no layout.
struct LayoutComputer {
    /// Of the process that the layout is for; while a packing is looked for, of the one that the library is for.
    private var pointerSize: Int
    private var known: [TypeKey: TypeLayout?] = [:]
    private var depth = 0
    private static let deepest = 64

    private struct TypeKey: Hashable {
        let library: ObjectIdentifier
        let index: Int
        let pointerSize: Int
    }

    init(pointerSize: Int) {
        self.pointerSize = pointerSize
    }

    mutating func layout(of type: TypeDescription, in library: TypeLibrary) -> TypeLayout? {
        switch type {
        case .basic(let type): return TypeLayout(of: type, pointerSize: pointerSize)
        case .pointer, .safeArray: return pointer
        case .cArray(let element, let bounds):
            return layout(of: element, in: library)?.array(bounds)
        case .userDefined(let reference):
            // What is known already is not decoded again.
            guard let (library, index) = try? library.locate(reference) else { return nil }
            if let found = known[key(library, index)] { return found }
            guard let type = try? library.typeInfo(at: index) else { return nil }
            return layout(of: type)
        }
    }

    private func key(_ library: TypeLibrary, _ index: Int) -> TypeKey {
        TypeKey(library: ObjectIdentifier(library), index: index, pointerSize: pointerSize)
    }

    mutating func layout(of type: TypeInfo) -> TypeLayout? {
        once(type) { computer in
            switch type.definition.kind {
            case .enum: TypeLayout(size: 4, alignment: 4)
            case .interface, .dispatch, .coclass: computer.pointer
            case .module: nil
            case .alias: type.definition.alias.flatMap { computer.layout(of: $0, in: type.library) }
            case .record, .union:
                type.library.attributes.systemKind.pointerSize == computer.pointerSize
                    ? computer.stored(type) : computer.members(of: type)?.whole
            }
        }
    }

    /// The offsets of a record's or a union's fields, and the layout of the whole, with the packing that explains the
    /// stored offsets. Nil if a field has no layout or no packing explains them.
    mutating func members(of type: TypeInfo) -> (offsets: [Int], whole: TypeLayout)? {
        let stored = type.definition.variables.map { Int($0.instanceOffset) }
        let native = pointerSize
        defer { pointerSize = native }
        for packing in [8, 4, 2, 1] {
            pointerSize = type.library.attributes.systemKind.pointerSize
            guard let members = members(of: type, packing: packing) else { return nil }
            guard members.offsets == stored else { continue }
            pointerSize = native
            return self.members(of: type, packing: packing)
        }
        return nil
    }

    private mutating func members(of type: TypeInfo, packing: Int) -> (offsets: [Int], whole: TypeLayout)? {
        var offsets: [Int] = []
        var placement = FieldPlacement(isUnion: type.definition.kind == .union, packing: packing)
        for variable in type.definition.variables {
            guard let field = layout(of: variable.type, in: type.library), let offset = placement.place(field) else {
                return nil
            }
            offsets.append(offset)
        }
        return (offsets, placement.whole)
    }

    /// What `compute` gives for the type, computed when first asked for; nil while it is being computed.
    private mutating func once(
        _ type: TypeInfo, _ compute: (inout LayoutComputer) -> TypeLayout?
    ) -> TypeLayout? {
        let key = key(type.library, type.index)
        if let found = known[key] { return found }
        guard depth < LayoutComputer.deepest else { return nil }
        known[key] = .some(nil)
        depth += 1
        let made = compute(&self)
        depth -= 1
        known[key] = .some(made)
        return made
    }

    private func stored(_ type: TypeInfo) -> TypeLayout {
        TypeLayout(size: Int(type.definition.instanceSize), alignment: max(1, Int(type.definition.alignment)))
    }

    private var pointer: TypeLayout { TypeLayout(size: pointerSize, alignment: pointerSize) }
}
