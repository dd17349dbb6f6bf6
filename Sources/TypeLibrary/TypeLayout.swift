// SPDX-License-Identifier: Apache-2.0
//
// Sizes and alignments of types in memory. A 32-bit library stores those of a 32-bit process; they are computed anew here.

import AutomationTypes

/// What a value of a type needs in memory.
public struct TypeLayout: Hashable, Sendable {
    public var size: Int
    public var alignment: Int

    public init(size: Int, alignment: Int) {
        self.size = size
        self.alignment = alignment
    }
}

extension TypeDescription {
    /// The layout in a process with pointers of `pointerSize` bytes, or nil if the type has none (VT_VOID), is unknown, or
    /// depends on a type that cannot be resolved.
    ///
    /// - Parameter library: where the type's references are to be resolved.
    public func layout(in library: TypeLibrary, pointerSize: Int = 8) -> TypeLayout? {
        LayoutComputer(pointerSize: pointerSize).layout(of: self, in: library)
    }
}

/// Computes layouts; bounded in depth, so that types that contain themselves end in nil.
struct LayoutComputer {
    let pointerSize: Int
    var packing = 8
    private var depth = 0
    private static let deepest = 32

    init(pointerSize: Int, packing: Int = 8) {
        self.pointerSize = pointerSize
        self.packing = packing
    }

    func layout(of type: TypeDescription, in library: TypeLibrary) -> TypeLayout? {
        switch type {
        case .basic(let type): return layout(of: type)
        case .pointer, .safeArray: return pointer
        case .cArray(let element, let bounds):
            guard depth < LayoutComputer.deepest, let one = deeper.layout(of: element, in: library) else { return nil }
            var size = one.size
            for bound in bounds {
                let (product, overflow) = size.multipliedReportingOverflow(by: Int(bound.count))
                guard !overflow, product <= UInt32.max else { return nil }
                size = product
            }
            return TypeLayout(size: size, alignment: one.alignment)
        case .userDefined(let reference):
            guard depth < LayoutComputer.deepest, let type = try? library.resolve(reference) else { return nil }
            return deeper.layout(of: type)
        }
    }

    func layout(of type: TypeInfo) -> TypeLayout? {
        switch type.definition.kind {
        case .enum: return TypeLayout(size: 4, alignment: 4)
        case .alias:
            guard let alias = type.definition.alias else { return nil }
            return layout(of: alias, in: type.library)
        case .interface, .dispatch, .coclass: return pointer
        case .record, .union: return members(of: type.definition, in: type.library)?.whole
        case .module: return nil
        }
    }

    /// The offsets of a record's or a union's fields, and the layout of the whole.
    func members(of type: TypeDefinition, in library: TypeLibrary) -> (offsets: [Int], whole: TypeLayout)? {
        guard depth < LayoutComputer.deepest else { return nil }
        var offsets: [Int] = []
        var size = 0
        var alignment = 1
        for variable in type.variables {
            guard let field = deeper.layout(of: variable.type, in: library) else { return nil }
            let fieldAlignment = max(1, min(field.alignment, packing))
            let offset = type.kind == .union ? 0 : LayoutComputer.round(size, up: fieldAlignment)
            offsets.append(offset)
            size = max(size, offset + field.size)
            guard size <= UInt32.max else { return nil }
            alignment = max(alignment, fieldAlignment)
        }
        return (offsets, TypeLayout(size: LayoutComputer.round(size, up: alignment), alignment: alignment))
    }

    private static func round(_ size: Int, up alignment: Int) -> Int { (size + alignment - 1) / alignment * alignment }

    private var deeper: LayoutComputer {
        var copy = self
        copy.depth += 1
        return copy
    }

    private var pointer: TypeLayout { TypeLayout(size: pointerSize, alignment: pointerSize) }

    private func layout(of type: VarType) -> TypeLayout? {
        switch type {
        case .i1, .ui1: TypeLayout(size: 1, alignment: 1)
        case .i2, .ui2, .bool: TypeLayout(size: 2, alignment: 2)
        case .i4, .ui4, .int, .uint, .r4, .error, .hresult: TypeLayout(size: 4, alignment: 4)
        case .i8, .ui8, .r8, .cy, .date: TypeLayout(size: 8, alignment: 8)
        case .decimal: TypeLayout(size: 16, alignment: 8)
        case .filetime: TypeLayout(size: 8, alignment: 4)
        case .variant: TypeLayout(size: 8 + 2 * pointerSize, alignment: 8)
        case .bstr, .dispatch, .unknown, .lpstr, .lpwstr, .ptr, .safearray, .intPtr, .uintPtr: pointer
        default: nil
        }
    }
}
