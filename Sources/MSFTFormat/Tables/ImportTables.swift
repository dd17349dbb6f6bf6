// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Synchronization
import TypeLibrary

/// The types of other libraries that this one refers to, and those libraries.
///
/// A reference (HREFTYPE) is the offset of a type in the type-info segment, a multiple of 0x64; or, with bit 0 set, the
/// offset of an import info plus one.
///
/// Import info:
///
///     00 u16 its index; u8 bit 0: the last field is a GUID, else a type's index in the other library; u8 TYPEKIND
///     04 i32 offset of the import file
///     08 i32 GUID, or index
///
/// Import file:
///
///     00 i32 GUID of the library
///     04 u32 LCID
///     08 u16 major, u16 minor
///     0C u16 bytes of the file name << 2, | 1
///     0E file name in the code page, filled with 0x57 to a multiple of four
///
/// Source: Wine `typelib_struct.h` MSFT_ImpInfo, `write_msft.c` alloc_importfile.
struct ImportTables: Sendable {
    private static let infoSize = 12
    private static let isGUID: UInt32 = 0x1_0000

    /// The imported libraries in the file's order.
    private(set) var libraries: [ImportedLibrary] = []
    private var libraryAt: [Int32: Int] = [:]
    private let typeCount: Int
    private let namesakes = Namesakes()

    init(reading tables: SegmentDirectory, typeCount: Int) throws(TypeLibraryError) {
        self.typeCount = typeCount
        let segment = tables[.importFiles]
        var offset = 0
        while offset < segment.count {
            var cursor = segment.cursor(at: offset)
            let guid = try cursor.i32()
            let lcid = try cursor.u32()
            let version = Version(try cursor.u16(), try cursor.u16())
            let length = Int(try cursor.u16() >> 2)
            libraryAt[Int32(truncatingIfNeeded: offset)] = libraries.count
            libraries.append(
                ImportedLibrary(
                    fileName: try segment.text(at: cursor.position, count: length),
                    guid: try GUIDTable.read(guid, in: tables[.guids]), version: version, lcid: lcid))
            offset = (cursor.position + length + 3) & ~3
        }
    }

    /// The first type with the name of the one at `index`.
    func firstNamesake(of index: Int, in tables: SegmentDirectory) -> Int {
        namesakes.first(of: index, in: tables, typeCount: typeCount)
    }

    /// What a stored reference names. A reference that names nothing is `.invalid`, not an error: the type can be read
    /// all the same, and whoever follows the reference learns of it.
    func reference(_ stored: Int32, in tables: SegmentDirectory) throws(TypeLibraryError) -> TypeReference {
        let invalid = TypeReference.invalid(UInt32(bitPattern: stored))
        if stored & 1 == 0 {
            let offset = Int(stored) & ~3
            let index = offset / TypeInfoRecord.size
            guard stored >= 0, offset % TypeInfoRecord.size == 0, index < typeCount else { return invalid }
            return .local(firstNamesake(of: index, in: tables))
        }
        let offset = Int(stored) & ~3
        let segment = tables[.importInfos]
        guard stored >= 0, offset % ImportTables.infoSize == 0, offset <= segment.count - ImportTables.infoSize else {
            return invalid
        }
        var cursor = segment.cursor(at: offset)
        let flags = try cursor.u32()
        guard let library = libraryAt[try cursor.i32()] else { return invalid }
        let target = try cursor.i32()
        return .external(
            ExternalType(
                library: libraries[library],
                target: flags & ImportTables.isGUID != 0
                    ? .guid(try GUIDTable.read(target, in: tables[.guids])) : .index(Int(target)),
                kind: TypeKind(rawValue: flags >> 24)))
    }

    /// Which types bear the name of one before them: found out when the first reference is read. Both share an entry of the name
    /// table, and loaders that find a type by that entry find the first; a compiler that stores a type twice means one type.
    private final class Namesakes: Sendable {
        private struct Firsts: Sendable {
            let ofIndex: [Int: Int]
        }
        private let firsts = Mutex<Firsts?>(nil)

        /// The first type with the name of the one at `index`.
        func first(of index: Int, in tables: SegmentDirectory, typeCount: Int) -> Int {
            firsts.withLock { firsts in
                let known = firsts ?? Firsts(ofIndex: Namesakes.find(in: tables[.typeInfos], typeCount: typeCount))
                firsts = known
                return known.ofIndex[index] ?? index
            }
        }

        private static func find(in segment: ByteView, typeCount: Int) -> [Int: Int] {
            var firstWithName: [Int32: Int] = [:]
            firstWithName.reserveCapacity(typeCount)
            var found: [Int: Int] = [:]
            for index in 0..<typeCount {
                guard let name = try? TypeInfoRecord.name(reading: segment, index: index) else { continue }
                if let first = firstWithName[name], name >= 0 { found[index] = first } else { firstWithName[name] = index }
            }
            return found
        }
    }

    struct Builder {
        private(set) var infos = ByteWriter()
        private(set) var files = ByteWriter()
        private(set) var count: Int32 = 0
        private var knownInfos: [ExternalType: Int32] = [:]
        private var knownFiles: [ImportedLibrary: Int32] = [:]
        private let typeCount: Int

        private let codePage: CodePage

        init(typeCount: Int, codePage: CodePage) {
            self.typeCount = typeCount
            self.codePage = codePage
        }

        /// The stored form of a reference.
        /// - Throws: E_INVALIDARG for a local index that the library does not have, or a file name that cannot be stored.
        mutating func word(
            for reference: TypeReference, guids: inout GUIDTable.Builder
        ) throws(TypeLibraryError) -> Int32 {
            switch reference {
            case .invalid(let stored): return Int32(bitPattern: stored)
            case .local(let index):
                guard (0..<typeCount).contains(index) else {
                    throw TypeLibraryError(
                        .E_INVALIDARG, "reference to type \(index) of a library with \(typeCount) types")
                }
                return Int32(truncatingIfNeeded: index * TypeInfoRecord.size)
            case .external(let type):
                if let offset = knownInfos[type] { return offset | 1 }
                let file = try offset(of: type.library, guids: &guids)
                let offset = infos.offset
                var flags = UInt32(truncatingIfNeeded: count) & 0xFFFF | (type.kind?.rawValue ?? 0) << 24
                let target: Int32
                switch type.target {
                case .guid(let guid):
                    flags |= ImportTables.isGUID
                    target = guids.offset(of: guid, owner: .type(offset | 1))
                case .index(let index): target = Int32(truncatingIfNeeded: index)
                }
                infos.append(flags)
                infos.append(file)
                infos.append(target)
                count += 1
                knownInfos[type] = offset
                return offset | 1
            }
        }

        private mutating func offset(
            of library: ImportedLibrary, guids: inout GUIDTable.Builder
        ) throws(TypeLibraryError) -> Int32 {
            if let offset = knownFiles[library] { return offset }
            let name = try codePage.encode(library.fileName)
            guard name.count <= 0x3FFF else {
                throw TypeLibraryError(.E_INVALIDARG, "the file name of an imported library has \(name.count) bytes")
            }
            let offset = files.offset
            files.append(guids.offset(of: library.guid, owner: .importedLibrary))
            files.append(library.lcid)
            files.append(library.version.major)
            files.append(library.version.minor)
            files.append(UInt16(truncatingIfNeeded: name.count << 2 | 1))
            files.append(bytes: name)
            files.pad()
            knownFiles[library] = offset
            return offset
        }
    }
}
