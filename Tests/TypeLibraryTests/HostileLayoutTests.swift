// SPDX-License-Identifier: Apache-2.0
//
// Records that hostile libraries describe: the work stays in proportion to the number of fields.

import AutomationTypes
import Synchronization
import Testing
import TypeLibrary

@Suite struct HostileLayoutTests {
    /// Types in memory that count how often one is decoded.
    private final class CountingStorage: TypeLibraryStorage {
        let attributes: LibraryAttributes
        let imports: [ImportedLibrary] = []
        private let types: [TypeDefinition]
        let decoded = Atomic(0)

        init(_ system: SystemKind, guid: GUID = .zero, _ types: [TypeDefinition]) {
            attributes = LibraryAttributes(name: "Hostile", guid: guid, systemKind: system)
            self.types = types
        }

        var typeCount: Int { types.count }

        func header(at index: Int) -> TypeHeader {
            TypeHeader(name: types[index].name, kind: types[index].kind, guid: types[index].guid)
        }

        func definition(at index: Int) -> TypeDefinition {
            decoded.add(1, ordering: .relaxed)
            return types[index]
        }
    }

    /// A record with `count` fields of one type, each of `size` bytes.
    private func record(_ name: String, _ type: TypeDescription, count: Int, size: Int = 4) -> TypeDefinition {
        TypeDefinition(
            name: name, kind: .record, instanceSize: UInt32(clamping: count * size), alignment: 4,
            variables: (0..<count).map { index in
                Variable(
                    memberID: Int32(index), name: "f\(index)", type: type, instanceOffset: UInt32(clamping: index * size))
            })
    }

    /// Each record has two fields of the one before: 2^30 fields, if each were looked at on its own.
    @Test(arguments: [SystemKind.win32, .win64])
    func aChainOfRecordsIsLaidOutOnceEach(_ system: SystemKind) throws {
        var types = [record("R0", .basic(.i1), count: 1, size: 1)]
        types[0].alignment = 1
        for level in 1...30 {
            var next = record("R\(level)", .userDefined(.local(level - 1)), count: 2, size: 1 << (level - 1))
            next.alignment = 1
            types.append(next)
        }
        let storage = CountingStorage(system, types)
        let library = TypeLibrary(storage: storage)
        #expect(try library.typeInfo(at: 30).instanceSize == 1 << 30)
        #expect(TypeDescription.userDefined(.local(30)).layout(in: library)?.size == 1 << 30)
        #expect(storage.decoded.load(ordering: .relaxed) <= 4 * 31)
    }

    @Test func aTypeOfManyFieldsIsDecodedOnce() throws {
        let storage = CountingStorage(
            .win32, [record("Part", .basic(.i4), count: 1), record("Whole", .userDefined(.local(0)), count: 5000)])
        let whole = try TypeLibrary(storage: storage).typeInfo(at: 1)
        #expect(whole.instanceSize == 20_000)
        #expect(whole.variables.last?.instanceOffset == 19_996)
        #expect(storage.decoded.load(ordering: .relaxed) <= 3)
    }

    /// Finds the libraries of a test by their GUID.
    private final class Registry: TypeLibraryResolver {
        private let libraries = Mutex<[GUID: TypeLibrary]>([:])

        func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
            guard let found = libraries.withLock({ $0[reference.guid] }) else {
                return try NoImports().library(for: reference, importer: importer)
            }
            return found
        }

        func add(_ library: TypeLibrary) { libraries.withLock { $0[library.guid] = library } }
        func removeAll() { libraries.withLock { $0.removeAll() } }
    }

    /// A 32-bit library and a 64-bit one, each with a record that holds the other's by value: neither size is stored for
    /// the process that the other was made for.
    @Test func recordsOfTwoLibrariesThatHoldEachOtherHaveNoLayout() throws {
        let guids = [GUID("00000001-1111-2222-3333-444455556666")!, GUID("00000002-1111-2222-3333-444455556666")!]
        let registry = Registry()
        for (index, system) in [SystemKind.win32, .win64].enumerated() {
            let other = ImportedLibrary(fileName: "other.tlb", guid: guids[1 - index], version: Version(0, 0))
            let reference = TypeReference.external(ExternalType(library: other, target: .index(0)))
            let storage = CountingStorage(
                system, guid: guids[index], [record("R", .userDefined(reference), count: 2)])
            registry.add(TypeLibrary(storage: storage, resolver: registry))
        }
        defer { registry.removeAll() }
        let narrow = try registry.library(
            for: ImportedLibrary(fileName: "", guid: guids[0], version: Version(0, 0)), importer: nil)
        #expect(try narrow.typeInfo(at: 0).instanceSize == 8)
        #expect(TypeDescription.userDefined(.local(0)).layout(in: narrow) == nil)
    }
}
