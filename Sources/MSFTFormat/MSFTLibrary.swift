// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
public import TypeLibrary

/// A library in the MSFT format, its types decoded when they are asked for.
///
/// What the whole library needs (attributes, imported libraries, the directory of segments) is decoded and checked when
/// the library is opened; a type with invalid bytes is an error when that type is asked for, and of that type alone.
public struct MSFTLibrary: TypeLibraryStorage {
    public let attributes: LibraryAttributes
    public let typeCount: Int
    public var imports: [ImportedLibrary] { importTables.libraries }

    private let file: ByteView
    private let tables: SegmentDirectory
    private let importTables: ImportTables
    private let ledger: DecodingLedger
    private let nameLCID: UInt32
    /// What a dispinterface without a base interface of its own derives from: IDispatch, as the header names it.
    private let dispatch: TypeReference?

    /// - Parameter bytes: the whole library, `MSFT` first.
    /// - Throws: TYPE_E_UNSUPFORMAT if the bytes are no MSFT library for Win32 or Win64; TYPE_E_INVDATAREAD, with the
    /// offset,
    ///   if its header or tables are not valid.
    public init(bytes: [UInt8]) throws(TypeLibraryError) {
        try self.init(ByteView(bytes, name: "the library"))
    }

    init(_ view: ByteView) throws(TypeLibraryError) {
        let header = try Header(reading: view)
        let file = view.inCodePage(.ofLibrary(lcid: header.lcid, nameLCID: header.nameLCID))
        self.file = file
        nameLCID = header.nameLCID
        ledger = DecodingLedger(fileSize: file.count)
        let system = try header.system()
        guard header.typeCount >= 0, Int(header.typeCount) <= file.count / TypeInfoRecord.size else {
            throw file.invalid("\(header.typeCount) types do not fit in \(file.count) bytes", at: 0x20)
        }
        let typeCount = Int(header.typeCount)
        self.typeCount = typeCount
        let directory = Header.size + (header.hasHelpStringDLL ? 4 : 0) + typeCount * 4
        tables = try SegmentDirectory(reading: file, at: directory)
        guard tables[.typeInfos].count >= typeCount * TypeInfoRecord.size else {
            throw tables[.typeInfos].invalid(
                "\(tables[.typeInfos].count) bytes have no room for \(typeCount) types", at: 0)
        }
        try MSFTLibrary.checkMemberCounts(tables[.typeInfos], typeCount: typeCount, fileSize: file.count)
        importTables = try ImportTables(reading: tables, typeCount: typeCount)
        dispatch = header.dispatch == -1 ? nil : try importTables.reference(header.dispatch, in: tables)

        var budget = DecodingBudget(fileSize: file.count)
        let helpStringDLL = header.hasHelpStringDLL ? try file.i32(at: Header.size) : -1
        attributes = LibraryAttributes(
            name: try NameTable.read(header.name, in: tables[.names], budget: &budget),
            guid: try GUIDTable.read(header.guid, in: tables[.guids]), version: header.version, lcid: header.lcid,
            systemKind: system, flags: LibFlags(rawValue: UInt16(truncatingIfNeeded: header.flags)),
            documentation: Documentation(
                helpString: try StringTable.read(header.helpString, in: tables[.strings], budget: &budget),
                helpContext: header.helpContext, helpStringContext: header.helpStringContext),
            helpFile: try StringTable.read(header.helpFile, in: tables[.strings], budget: &budget),
            helpStringDLL: try StringTable.read(helpStringDLL, in: tables[.strings], budget: &budget),
            customData: try CustomDataTable.read(header.customData, in: tables, budget: &budget))
    }

    /// Members of different types do not share records, so their number is bounded by the file's size. Without this
    /// check a small file could describe thousands of types that all point at one large block.
    private static func checkMemberCounts(
        _ segment: ByteView, typeCount: Int, fileSize: Int
    ) throws(TypeLibraryError) {
        var needed = 0
        for index in 0..<typeCount {
            let counts = index * TypeInfoRecord.size + 0x18
            needed += Int(try segment.u16(at: counts)) * (FunctionRecord.fixedSize + 12)
            needed += Int(try segment.u16(at: counts + 2)) * (VariableRecord.fixedSize + 12)
        }
        guard needed <= fileSize else {
            throw segment.invalid("the types have more members than \(fileSize) bytes can hold", at: 0)
        }
    }

    /// What the types that were decoded so far cost, each once: about the bytes that they take in memory.
    var decodingCost: Int { ledger.total }

    public func header(at index: Int) throws(TypeLibraryError) -> TypeHeader {
        var budget = DecodingBudget(fileSize: file.count)
        let record = try TypeInfoRecord(reading: tables[.typeInfos], index: index)
        return TypeHeader(
            name: try NameTable.read(record.name, in: tables[.names], budget: &budget),
            kind: try record.kind(in: tables[.typeInfos], index: index),
            guid: try GUIDTable.read(record.guid, in: tables[.guids]))
    }

    /// By the library's own hash table of names.
    public func knownIndex(ofTypeNamed name: String) -> Int? {
        guard
            let offset = NameTable.typeOffset(
                of: name, in: tables[.names], hash: tables[.nameHash], system: attributes.systemKind, lcid: nameLCID),
            offset % TypeInfoRecord.size == 0, offset / TypeInfoRecord.size < typeCount
        else { return nil }
        return importTables.firstNamesake(of: offset / TypeInfoRecord.size, in: tables)
    }

    public func definition(at index: Int) throws(TypeLibraryError) -> TypeDefinition {
        var decoder = TypeDecoder(file: file, tables: tables, imports: importTables, dispatch: dispatch)
        let type = try decoder.decode(index)
        try ledger.enter(decoder.budget.spent, ofType: index)
        return type
    }
}
