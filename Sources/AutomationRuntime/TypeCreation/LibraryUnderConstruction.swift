// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization
import TypeLibrary

/// A library as far as ICreateTypeLib2 and ICreateTypeInfo2 have described it, readable at any time.
///
/// A type is shown laid out if it can be, and else as it was said. A MEMBERID or an offset that somebody may have seen stays
/// when members are added: it is assigned when the type is first looked at after a change.
final class LibraryUnderConstruction: TypeLibraryStorage {
    /// Names a type for as long as the library has it, whatever its index.
    struct Handle: Hashable, Sendable {
        fileprivate let number: Int
    }

    fileprivate struct TypeState: Sendable {
        var handle: Handle
        /// What SetAlignment said, for types that are no records.
        var alignment: UInt16?
        /// The MEMBERIDs that members without one were given, in the order of the members.
        var functionIDs: [Int32?] = []
        var variableIDs: [Int32?] = []
    }

    private struct State: Sendable {
        var builder: TypeLibraryBuilder
        var types: [TypeState] = []
        var handles = 0
        /// The types that have been laid out since the last change.
        var laidOut: [Int: TypeDefinition] = [:] {
            didSet { if laidOut.isEmpty { changes += 1 } }
        }
        private(set) var changes = 0
    }
    private let state: Mutex<State>
    let libraries: ReferencedLibraries

    init(system: SystemKind, fallback: any TypeLibraryResolver) {
        libraries = ReferencedLibraries(fallback: fallback)
        let attributes = LibraryAttributes(name: nil, systemKind: system)
        state = Mutex(
            State(
                builder: TypeLibraryBuilder(
                    attributes, resolver: ReferencedLibraries.AsDescribed(libraries), conventions: .createTypeInfo)))
    }

    // MARK: Reading

    var attributes: LibraryAttributes { state.withLock { $0.builder.attributes } }
    var imports: [ImportedLibrary] { libraries.all }
    var typeCount: Int { state.withLock { $0.types.count } }

    func header(at index: Int) throws(TypeLibraryError) -> TypeHeader {
        let type = try definition(at: index)
        return TypeHeader(name: type.name, kind: type.kind, guid: type.guid)
    }

    func definition(at index: Int) throws(TypeLibraryError) -> TypeDefinition {
        if let made = try? layOut(typeAt: index) { return made }
        return try described(at: index)
    }

    /// A type as it was described, without what follows from that.
    func described(at index: Int) throws(TypeLibraryError) -> TypeDefinition {
        let found = state.withLock { state in
            state.builder.types.indices.contains(index) ? state.builder.types[index].definition : nil
        }
        guard let found else { throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "the type has been deleted") }
        return found
    }

    /// The library as other libraries under construction see it while they are laid out: without a layout of its own, so that
    /// two that refer to each other do not wait for each other.
    var asDescribed: TypeLibrary {
        TypeLibrary(storage: Described(library: self), resolver: ReferencedLibraries.AsDescribed(libraries))
    }

    private struct Described: TypeLibraryStorage {
        let library: LibraryUnderConstruction
        var attributes: LibraryAttributes { library.attributes }
        var imports: [ImportedLibrary] { library.imports }
        var typeCount: Int { library.typeCount }

        func header(at index: Int) throws(TypeLibraryError) -> TypeHeader {
            let type = try definition(at: index)
            return TypeHeader(name: type.name, kind: type.kind, guid: type.guid)
        }

        func definition(at index: Int) throws(TypeLibraryError) -> TypeDefinition { try library.described(at: index) }
    }

    // MARK: Types by handle

    func handle(at index: Int) -> Handle? {
        state.withLock { $0.types.indices.contains(index) ? $0.types[index].handle : nil }
    }

    /// - Throws: TYPE_E_ELEMENTNOTFOUND if the type has been deleted.
    func index(of handle: Handle) throws(TypeLibraryError) -> Int {
        guard let index = state.withLock({ $0.types.firstIndex { $0.handle == handle } }) else {
            throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "the type has been deleted")
        }
        return index
    }

    // MARK: Changing. Whoever changes the library tells its `TypeLibrary` and its objects.

    func updateAttributes(_ change: (inout LibraryAttributes) -> Void) {
        state.withLock { state in
            change(&state.builder.attributes)
            state.laidOut = [:]
        }
    }

    /// - Throws: as `TypeLibraryBuilder.declare`.
    func declare(_ name: String, _ kind: TypeKind) throws(TypeLibraryError) -> Handle {
        try state.withLock { state throws(TypeLibraryError) in
            _ = try state.builder.declare(name, kind)
            let handle = Handle(number: state.handles)
            state.handles += 1
            state.types.append(TypeState(handle: handle))
            state.laidOut = [:]
            return handle
        }
    }

    /// - Returns: the index that the type had.
    func remove(typeNamed name: String) throws(TypeLibraryError) -> Int {
        try state.withLock { state throws(TypeLibraryError) in
            let index = try state.builder.remove(typeNamed: name)
            state.types.remove(at: index)
            state.laidOut = [:]
            return index
        }
    }

    func rename(_ handle: Handle, _ name: String) throws(TypeLibraryError) {
        let index = try index(of: handle)
        try state.withLock { state throws(TypeLibraryError) in
            try state.builder.rename(.local(index), name)
            state.laidOut = [:]
        }
    }

    /// Changes a type; one that throws leaves it as it was.
    func update(_ handle: Handle, _ change: (inout TypeBuilder) throws -> Void) throws {
        let index = try index(of: handle)
        try state.withLock { state in
            try state.builder.update(.local(index), change)
            state.laidOut = [:]
        }
    }

    func addFunction(_ function: Function, to handle: Handle, at position: Int) throws {
        try update(handle) { try $0.add(function, at: position) }
        keepIDs(of: handle) { $0.functionIDs.insert(nil, at: position) }
    }

    func addVariable(_ variable: Variable, to handle: Handle, at position: Int) throws {
        try update(handle) { try $0.add(variable, at: position) }
        keepIDs(of: handle) { $0.variableIDs.insert(nil, at: position) }
    }

    func removeFunction(at position: Int, of handle: Handle) throws {
        try update(handle) { try $0.removeFunction(at: position) }
        keepIDs(of: handle) { $0.functionIDs.remove(at: position) }
    }

    func removeVariable(at position: Int, of handle: Handle) throws {
        try update(handle) { try $0.removeVariable(at: position) }
        keepIDs(of: handle) { $0.variableIDs.remove(at: position) }
    }

    func setAlignment(_ alignment: UInt16, of handle: Handle) throws(TypeLibraryError) {
        let index = try index(of: handle)
        state.withLock { state in
            state.types[index].alignment = alignment
            state.laidOut = [:]
        }
    }

    private func keepIDs(of handle: Handle, _ change: (inout TypeState) -> Void) {
        state.withLock { state in
            if let index = state.types.firstIndex(where: { $0.handle == handle }) { change(&state.types[index]) }
        }
    }

    // MARK: Layout. Made without the lock: it may ask other libraries, which ask this one.

    /// ICreateTypeInfo::LayOut.
    /// - Throws: as `TypeLibraryBuilder.layOut`.
    func layOut(_ handle: Handle) throws(TypeLibraryError) { _ = try layOut(typeAt: index(of: handle)) }

    /// The whole library, laid out.
    /// - Throws: as `TypeLibraryBuilder.build`.
    func build() throws(TypeLibraryError) -> LibraryDefinition {
        var (builder, types) = state.withLock { ($0.builder, $0.types) }
        for index in types.indices { builder.assign(types[index], to: index) }
        var library = try builder.build()
        for index in types.indices { types[index].align(&library.types[index]) }
        return library
    }

    private func layOut(typeAt index: Int) throws(TypeLibraryError) -> TypeDefinition {
        let (known, type, given, changes) = state.withLock { state in
            (state.laidOut[index], state.types.indices.contains(index) ? state.types[index] : nil, state.builder, state.changes)
        }
        if let known { return known }
        guard let type else { throw TypeLibraryError(.TYPE_E_ELEMENTNOTFOUND, "the type has been deleted") }
        var builder = given
        builder.assign(type, to: index)
        var made = try builder.layOut(typeAt: index)
        type.align(&made)
        state.withLock { state in
            guard state.changes == changes else { return }
            state.types[index].functionIDs = made.functions.map(\.memberID)
            state.types[index].variableIDs = made.variables.map(\.memberID)
            state.laidOut[index] = made
        }
        return made
    }
}

extension LibraryUnderConstruction.TypeState {
    fileprivate func align(_ type: inout TypeDefinition) {
        if let alignment, type.kind != .record, type.kind != .union { type.alignment = min(type.alignment, alignment) }
    }
}

extension TypeLibraryBuilder {
    fileprivate mutating func assign(_ state: LibraryUnderConstruction.TypeState, to index: Int) {
        // Only ids are set, which nothing forbids.
        try? update(.local(index)) { $0.assignMemberIDs(functions: state.functionIDs, variables: state.variableIDs) }
    }
}
