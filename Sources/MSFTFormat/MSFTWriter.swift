// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
public import TypeLibrary

/// Writes libraries in the MSFT format, as ICreateTypeLib2::SaveAllChanges does.
///
/// What is to be computed of a library (offsets in vtables, sizes, MEMBERIDs) is in its definition already. The same
/// definition always gives the same bytes, in the order in which existing compilers place them.
public enum MSFTWriter {
    /// The bytes of the library.
    ///
    /// - Parameter resolver: finds the libraries whose interfaces are derived from; the file tells how many functions and
    ///   interfaces are inherited. Without it IUnknown and IDispatch alone are known.
    /// - Throws: E_INVALIDARG if the definition says what the format has no room for: a name of more than 255 bytes, a
    ///   character outside the code page of the library's language (`CodePage.ofLanguage`), a reference to a type that is not
    ///   there, more than 65535 members.
    public static func bytes(
        of library: LibraryDefinition, resolver: any TypeLibraryResolver = NoImports()
    ) throws(TypeLibraryError) -> [UInt8] {
        var encoder = LibraryEncoder(library, resolver: resolver)
        return try encoder.encode()
    }
}

/// A library on its way into bytes: its tables as far as they are filled.
struct LibraryEncoder {
    let library: LibraryDefinition
    /// The library as its types' references see it.
    let model: TypeLibrary
    var names: NameTable.Builder
    var guids = GUIDTable.Builder()
    var strings: StringTable.Builder
    var values: ValueTable.Builder
    var customData = CustomDataTable.Builder()
    var imports: ImportTables.Builder
    var references = ReferenceTable.Builder()
    var types = TypeDescriptorTable.Builder()

    /// The LCID by which names are sorted if the library has none of its own.
    private static let neutralNames: UInt32 = 0x409

    init(_ library: LibraryDefinition, resolver: any TypeLibraryResolver) {
        self.library = library
        model = TypeLibrary(library, resolver: resolver)
        let lcid = library.attributes.lcid
        let nameLCID = lcid == 0 ? LibraryEncoder.neutralNames : lcid
        let codePage = CodePage.ofLibrary(lcid: lcid, nameLCID: nameLCID)
        names = NameTable.Builder(system: library.attributes.systemKind, lcid: nameLCID, codePage: codePage)
        strings = StringTable.Builder(codePage: codePage)
        values = ValueTable.Builder(codePage: codePage)
        imports = ImportTables.Builder(typeCount: library.types.count, codePage: codePage)
    }

    mutating func encode() throws(TypeLibraryError) -> [UInt8] {
        guard library.types.count <= UInt16.max else {
            throw TypeLibraryError(.E_INVALIDARG, "a library has at most 65535 types")
        }
        var header = try self.header()
        let helpStringDLL = try strings.offset(of: library.attributes.helpStringDLL)
        header.customData = try offset(of: library.attributes.customData)
        for (index, type) in library.types.enumerated() where type.guid != .zero {
            _ = guids.offset(of: type.guid, owner: .type(LibraryEncoder.typeOffset(index)))
        }

        var records: [TypeInfoRecord] = []
        var blocks: [MemberBlock.Builder] = []
        for (index, type) in library.types.enumerated() {
            do throws(TypeLibraryError) {
                var record = try self.record(index, type)
                blocks.append(try members(of: type, at: index, &record))
                records.append(record)
            } catch {
                throw TypeLibraryError(error.hresult, "\(type.name ?? "type \(index)"): \(error.message)")
            }
        }
        header.dispatch = try dispatch()
        header.nameCount = names.count
        header.nameCharacters = names.characters
        header.importCount = imports.count
        return try assemble(header, helpStringDLL, records, blocks)
    }

    static func typeOffset(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: index * TypeInfoRecord.size) }

    mutating func offset(of items: [CustomData]) throws(TypeLibraryError) -> Int32 {
        try customData.offset(of: items, guids: &guids, values: &values)
    }

    mutating func word(for type: TypeDescription) throws(TypeLibraryError) -> Int32 {
        try types.word(for: type, imports: &imports, guids: &guids)
    }

    mutating func word(for reference: TypeReference) throws(TypeLibraryError) -> Int32 {
        try imports.word(for: reference, guids: &guids)
    }

    private mutating func header() throws(TypeLibraryError) -> Header {
        let attributes = library.attributes
        var header = Header(
            system: attributes.systemKind, hasHelpFile: attributes.helpFile != nil,
            hasHelpStringDLL: attributes.helpStringDLL != nil)
        _ = try header.system()
        header.nameLCID = attributes.lcid == 0 ? LibraryEncoder.neutralNames : attributes.lcid
        header.lcid = attributes.lcid
        header.version = attributes.version
        header.flags = UInt32(attributes.flags.rawValue)
        header.typeCount = Int32(truncatingIfNeeded: library.types.count)
        header.helpFile = try strings.offset(of: attributes.helpFile)
        header.helpString = try strings.offset(of: attributes.documentation.helpString)
        header.helpContext = attributes.documentation.helpContext
        header.helpStringContext = attributes.documentation.helpStringContext
        header.guid = guids.offset(of: attributes.guid, owner: .library)
        if let name = attributes.name { header.name = try names.offset(of: name, .library) }
        return header
    }

    /// The reference to IDispatch, if any type makes use of it; -1 else.
    private mutating func dispatch() throws(TypeLibraryError) -> Int32 {
        let isNeeded = library.types.contains { type in
            type.kind == .dispatch && !type.implementedTypes.isEmpty || type.guid == WellKnownIID.dispatch
        }
        return isNeeded ? try word(for: model.dispatchReference) : -1
    }

    // MARK: Assembly

    private func assemble(
        _ header: Header, _ helpStringDLL: Int32, _ records: [TypeInfoRecord], _ blocks: [MemberBlock.Builder]
    ) throws(TypeLibraryError) -> [UInt8] {
        var segments: [Segment: ByteWriter] = [
            .importInfos: imports.infos, .importFiles: imports.files, .references: references.segment,
            .guidHash: guids.hashSegment, .guids: guids.segment, .nameHash: names.hashSegment, .names: names.segment,
            .strings: strings.segment, .typeDescriptors: types.segment, .arrayDescriptors: types.arrays,
            .values: values.segment, .customData: customData.segment,
        ]
        var lengths = segments.mapValues(\.count)
        lengths[.typeInfos] = records.count * TypeInfoRecord.size

        var out = ByteWriter()
        header.write(to: &out)
        if header.hasHelpStringDLL { out.append(helpStringDLL) }
        for index in records.indices { out.append(LibraryEncoder.typeOffset(index)) }
        let firstSegment = out.count + SegmentDirectory.size
        SegmentDirectory.write(lengths: lengths, from: firstSegment, to: &out)

        let end = lengths.values.reduce(firstSegment, +)
        var members = ByteWriter()
        var typeInfos = ByteWriter()
        for (record, block) in zip(records, blocks) {
            var placed = record
            placed.members = Int32(truncatingIfNeeded: end + members.count)
            placed.write(to: &typeInfos)
            if !block.isEmpty { block.write(to: &members) }
        }
        segments[.typeInfos] = typeInfos
        for segment in Segment.fileOrder { out.append(bytes: segments[segment]?.bytes ?? []) }
        out.append(bytes: members.bytes)
        guard out.count <= Int(Int32.max) else {
            throw TypeLibraryError(.TYPE_E_SIZETOOBIG, "the library has more than 2147483647 bytes")
        }
        return out.bytes
    }
}
