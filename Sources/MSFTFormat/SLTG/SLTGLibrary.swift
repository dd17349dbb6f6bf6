// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// A library in the SLTG format, which ICreateTypeLib (before ICreateTypeLib2) wrote. It is read only: what is written
/// has the MSFT format.
///
///     header        00 u32 "SLTG", 04 u16 blocks + 1, 0A u16 first block (from 1); 0x24 bytes
///     block entries u32 length, u16 name, u16 the next block (from 1; 0: the last); one per block
///     directory     01 "CompObj" 00 "dir" 00, then 11 bytes per type, then 9 zeros
///     blocks        one per type in the order of the chain; the last is the library's own
///
/// Library block:
///
///     00 u16 0x51CC, u16, u16 library name, u16 length of what is skipped (0xFFFF: nothing)
///     08 help string, help file: u16 length (0xFFFF: none) and text
///     .. u32 help context, u16 SYSKIND, u16 LCID, u32, u16 LIBFLAGS, u16 major, u16 minor, GUID, 0x40 bytes
///     .. per type: u16; two texts; u16; u16 name; u16 length of its help string's bits; these; u16; u32 help context; u16; GUID
///     .. u16, u32 distance from the block's start to the name table's head; the names begin 0x218 bytes later,
///        or 0x238 if the head begins with 0x0200
///
/// Between that distance and the head stands the code of the help strings. Help contexts of members are not read: no public source
/// says how they are stored. Source: Wine `typelib_struct.h` SLTG_*, `typelib.c`, `winedump/tlb.c`.
struct SLTGLibrary: TypeLibraryStorage {
    static let signature: UInt32 = 0x4754_4C53
    private static let headerSize = 0x24
    private static let entrySize = 8
    private static let directorySize = 13
    private static let directoryNameSize = 11
    private static let directoryPadding = 9

    let attributes: LibraryAttributes
    let imports: [ImportedLibrary]
    private let types: [TypeEntry]
    private let names: SLTGNames
    private let helpStrings: SLTGHelpStrings?
    private let ledger: DecodingLedger
    private let fileSize: Int

    /// What the library block says of a type, and the type's own block.
    private struct TypeEntry {
        let name: String
        let helpContext: UInt32
        /// Its help string's bits.
        let helpString: ByteView
        let guid: GUID
        let block: ByteView
    }

    var typeCount: Int { types.count }
    var decodingCost: Int { ledger.total }

    init(_ view: ByteView) throws(TypeLibraryError) {
        let lcid = try SLTGLibrary.blocks(of: view).last.map { block throws(TypeLibraryError) in
            try SLTGLibrary.attributes(in: block).lcid
        }
        let file = view.inCodePage(.ofLanguage(lcid ?? 0))
        fileSize = file.count
        ledger = DecodingLedger(fileSize: file.count)
        let blocks = try SLTGLibrary.blocks(of: file)
        guard let library = blocks.last else { throw file.invalid("the library has no blocks", at: 4) }
        let typeBlocks = blocks.dropLast()
        let (attributes, _, nameOffset, end) = try SLTGLibrary.attributes(in: library)
        var cursor = library.cursor(at: end + 0x40)
        var entries: [(name: Int, helpContext: UInt32, helpString: ByteView, guid: GUID)] = []
        for _ in typeBlocks { entries.append(try SLTGLibrary.entry(&cursor)) }

        _ = try cursor.u16()
        let head = Int(try cursor.u32())
        helpStrings =
            head > cursor.position && head <= library.count
            ? try SLTGHelpStrings(
                library.part(at: cursor.position, count: head - cursor.position, name: "the help strings' code")) : nil
        // The name table lies beyond the library block's stored length in some files; it is bounded by the file alone.
        let headStart = library.start + head
        let names = headStart + (try file.u16(at: headStart) == 0x0200 ? 0x238 : 0x218)
        self.names = SLTGNames(
            try file.part(at: names, count: max(0, file.count - names), name: "the name table"))
        var types: [TypeEntry] = []
        for (entry, block) in zip(entries, typeBlocks) {
            types.append(
                TypeEntry(
                    name: try self.names.text(at: entry.name), helpContext: entry.helpContext,
                    helpString: entry.helpString, guid: entry.guid, block: block))
        }
        self.types = types
        var named = attributes
        named.name = try self.names.text(at: nameOffset)
        self.attributes = named

        var seen: Set<ImportedLibrary> = []
        var imports: [ImportedLibrary] = []
        for type in types {
            // A type whose references cannot be read is an error of that type, when it is asked for.
            guard let references = try? SLTGReferences(reading: type.block, names: self.names, typeCount: types.count)
            else {
                continue
            }
            for case .external(let external) in references.all where seen.insert(external.library).inserted {
                imports.append(external.library)
            }
        }
        self.imports = imports
    }

    /// The blocks in the order of their chain, the library's own last.
    private static func blocks(of file: ByteView) throws(TypeLibraryError) -> [ByteView] {
        let count = Int(try file.u16(at: 4)) - 1
        var order = Int(try file.u16(at: 0xA)) - 1
        guard count >= 1 else { throw file.invalid("the library has no blocks", at: 4) }
        let directory = headerSize + count * entrySize
        guard try file.holds(Array("CompObj".utf8), at: directory + 1) else {
            throw file.invalid("the directory is not where the number of blocks puts it", at: directory)
        }
        var position = directory + directorySize + (count - 1) * directoryNameSize + directoryPadding
        var blocks: [ByteView] = []
        while order >= 0 {
            guard order < count, blocks.count < count else {
                throw file.invalid("the chain of blocks leaves the table or returns to itself", at: 0xA)
            }
            let entry = headerSize + order * entrySize
            let next = Int(try file.u16(at: entry + 6))
            let isLibrary = next == 0
            // The length of the library's block does not count all that belongs to it.
            let length = isLibrary ? max(0, file.count - position) : Int(try file.u32(at: entry))
            blocks.append(
                try file.part(at: position, count: length, name: isLibrary ? "the library block" : "a type's block"))
            position += length
            order = next - 1
        }
        return blocks
    }

    private static func attributes(
        in block: ByteView
    ) throws(TypeLibraryError) -> (attributes: LibraryAttributes, lcid: UInt32, name: Int, end: Int) {
        guard try block.u16(at: 0) == 0x51CC else { throw block.invalid("the library block's mark is missing", at: 0) }
        let name = Int(try block.u16(at: 4))
        let skipped = try block.u16(at: 6)
        var position = 8 + (skipped == 0xFFFF ? 0 : Int(skipped))
        let helpString = try text(in: block, at: &position)
        let helpFile = try text(in: block, at: &position)
        var cursor = block.cursor(at: position)
        let helpContext = try cursor.u32()
        let system = try systemKind(try cursor.u16(), at: block.start + position + 4)
        let lcid = UInt32(try cursor.u16())
        _ = try cursor.u32()
        let flags = LibFlags(rawValue: try cursor.u16())
        let version = Version(try cursor.u16(), try cursor.u16())
        let guid = try cursor.guid()
        let attributes = LibraryAttributes(
            name: nil, guid: guid, version: version,
            // The one LCID here is what MSFT libraries call the language of the names; a sublanguage is not shown.
            lcid: (lcid >> 10) & 0x3F == 0 ? lcid : 0, systemKind: system, flags: flags,
            documentation: Documentation(helpString: helpString, helpContext: helpContext), helpFile: helpFile)
        return (attributes, lcid, name, cursor.position)
    }

    private static func systemKind(_ number: UInt16, at offset: Int) throws(TypeLibraryError) -> SystemKind {
        guard let system = SystemKind(rawValue: UInt32(number)), system == .win32 || system == .win64 else {
            throw TypeLibraryError(
                .TYPE_E_UNSUPFORMAT,
                "the library was made for SYSKIND \(number); only SYS_WIN32 and SYS_WIN64 layouts can be used here",
                offset: offset)
        }
        return system
    }

    private static func text(in view: ByteView, at position: inout Int) throws(TypeLibraryError) -> String? {
        let length = Int(try view.u16(at: position))
        position += 2
        guard length != 0xFFFF else { return nil }
        let text = try view.text(at: position, count: length)
        position += length
        return text
    }

    private static func entry(
        _ cursor: inout ByteCursor
    ) throws(TypeLibraryError) -> (name: Int, helpContext: UInt32, helpString: ByteView, guid: GUID) {
        _ = try cursor.u16()
        var position = cursor.position
        _ = try text(in: cursor.view, at: &position)
        _ = try text(in: cursor.view, at: &position)
        let name = Int(try cursor.view.u16(at: position + 2))
        let length = Int(try cursor.view.u16(at: position + 4))
        let helpString = try cursor.view.part(at: position + 6, count: length, name: "a type's help string")
        position += 6 + length
        cursor = cursor.view.cursor(at: position)
        _ = try cursor.u16()
        let helpContext = try cursor.u32()
        _ = try cursor.u16()
        return (name, helpContext, helpString, try cursor.guid())
    }

    func header(at index: Int) throws(TypeLibraryError) -> TypeHeader {
        let type = types[index]
        return TypeHeader(name: type.name, kind: try SLTGTypeHeader(reading: type.block).shownKind, guid: type.guid)
    }

    func definition(at index: Int) throws(TypeLibraryError) -> TypeDefinition {
        let entry = types[index]
        var decoder = SLTGTypeDecoder(
            block: entry.block, names: names,
            references: try SLTGReferences(reading: entry.block, names: names, typeCount: types.count),
            helpStrings: helpStrings, pointerSize: attributes.systemKind.pointerSize,
            budget: DecodingBudget(fileSize: fileSize))
        var type = try decoder.decode()
        type.documentation.helpString = try decoder.helpString(entry.helpString)
        type.name = entry.name
        type.guid = entry.guid
        type.documentation.helpContext = entry.helpContext
        try ledger.enter(decoder.budget.spent, ofType: index)
        return type
    }
}

/// Names end with a zero byte and are named by their offset.
struct SLTGNames {
    private static let longest = 1024
    let table: ByteView

    init(_ table: ByteView) { self.table = table }

    /// - Throws: TYPE_E_INVDATAREAD if the name does not end.
    func text(at offset: Int) throws(TypeLibraryError) -> String {
        var length = 0
        while try table.u8(at: offset + length) != 0 {
            length += 1
            guard length <= SLTGNames.longest else { throw table.invalid("a name does not end", at: offset) }
        }
        return try table.text(at: offset, count: length)
    }
}
