// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

/// Lays out the records of a library that is being built, each once, those before it that it contains.
struct RecordLayout {
    private let library: LibraryDefinition
    private let packings: [Int]
    private let model: TypeLibrary
    private let pointerSize: Int
    private var known: [Int: TypeLayout] = [:]
    private var offsets: [Int: [Int]] = [:]
    /// The types that are being laid out, one inside the other.
    private var open: [Int] = []
    private static let deepest = 64

    init(_ library: LibraryDefinition, packings: [Int], model: TypeLibrary) {
        self.library = library
        self.packings = packings
        self.model = model
        pointerSize = library.attributes.systemKind.pointerSize
    }

    /// The offsets of a record's fields, once it has been laid out.
    func offsets(ofTypeAt index: Int) -> [Int] { offsets[index] ?? [] }

    /// - Throws: TYPE_E_CIRCULARTYPE if the type contains itself, TYPE_E_SIZETOOBIG above 4 GB, what the resolver throws.
    mutating func layout(ofTypeAt index: Int) throws(TypeLibraryError) -> TypeLayout {
        if let found = known[index] { return found }
        let type = library.types[index]
        guard !open.contains(index), open.count < RecordLayout.deepest else {
            throw TypeLibraryError(
                .TYPE_E_CIRCULARTYPE, "\(type.name ?? ""): it contains itself, or types nest deeper than \(RecordLayout.deepest)")
        }
        open.append(index)
        defer { open.removeLast() }
        let made = try compute(type, at: index)
        known[index] = made
        return made
    }

    private mutating func compute(_ type: TypeDefinition, at index: Int) throws(TypeLibraryError) -> TypeLayout {
        switch type.kind {
        case .enum: return TypeLayout(size: 4, alignment: 4)
        case .interface, .dispatch, .coclass: return pointer
        case .alias:
            // `typedef void` has no size.
            guard let target = type.alias, target != .basic(.void) else { return TypeLayout(size: 0, alignment: 1) }
            return try layout(of: target, in: type)
        case .record, .union:
            var placement = FieldPlacement(isUnion: type.kind == .union, packing: packings[index])
            var places: [Int] = []
            for field in type.variables {
                guard let offset = placement.place(try layout(of: field.type, in: type)) else { throw tooBig(type) }
                places.append(offset)
            }
            offsets[index] = places
            return placement.whole
        case .module:
            throw TypeLibraryError(.TYPE_E_WRONGTYPEKIND, "\(type.name ?? ""): a module has no size")
        }
    }

    private mutating func layout(
        of description: TypeDescription, in type: TypeDefinition
    ) throws(TypeLibraryError) -> TypeLayout {
        switch description {
        case .basic(let basic):
            guard let layout = TypeLayout(of: basic, pointerSize: pointerSize) else {
                throw TypeLibraryError(
                    .TYPE_E_WRONGTYPEKIND, "\(type.name ?? ""): nothing is stored as \(basic.documentedName)")
            }
            return layout
        case .pointer, .safeArray: return pointer
        case .cArray(let element, let bounds):
            guard let layout = try layout(of: element, in: type).array(bounds) else { throw tooBig(type) }
            return layout
        case .userDefined(.local(let index)): return try layout(ofTypeAt: index)
        case .userDefined(let reference):
            var computer = LayoutComputer(pointerSize: pointerSize)
            guard let layout = computer.layout(of: try model.resolve(reference)) else {
                throw TypeLibraryError(
                    .TYPE_E_UNDEFINEDTYPE, "\(type.name ?? ""): a type of another library has no size")
            }
            return layout
        }
    }

    private func tooBig(_ type: TypeDefinition) -> TypeLibraryError {
        TypeLibraryError(.TYPE_E_SIZETOOBIG, "\(type.name ?? ""): it is larger than 4 GB")
    }

    private var pointer: TypeLayout { TypeLayout(size: pointerSize, alignment: pointerSize) }
}
