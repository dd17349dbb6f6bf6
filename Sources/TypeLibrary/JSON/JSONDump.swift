// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

extension TypeLibrary {
    /// The library as a JSON document of format "tlbdump-1": everything that ITypeLib2 and ITypeInfo2 tell of it. The
    /// same library gives the same bytes.
    ///
    /// A reference that cannot be resolved stands in the document with its HRESULT. A type that cannot be read ends the
    /// dump.
    ///
    /// - Parameter limit: the most bytes that the document may have.
    /// - Returns: UTF-8 with a newline at the end.
    /// - Throws: TYPE_E_INVDATAREAD if a type's bytes are not valid, TYPE_E_SIZETOOBIG if the document passes `limit`.
    public func jsonDump(limit: Int = 256 << 20) throws(TypeLibraryError) -> [UInt8] {
        var bytes: [UInt8] = []
        try writeJSONDump(limit: limit) { (block) throws(TypeLibraryError) in bytes.append(contentsOf: block) }
        return bytes
    }

    /// The same document, a block at a time.
    /// - Parameter write: takes each block in turn; what it throws ends the dump.
    public func writeJSONDump(
        limit: Int = 256 << 20, to write: (UnsafeRawBufferPointer) throws(TypeLibraryError) -> Void
    ) throws(TypeLibraryError) {
        try withoutActuallyEscaping(write) { (write) throws(TypeLibraryError) in
            let buffer = JSONBuffer(capacity: 1 << 16, sink: write)
            var dump = JSONDump(library: self, limit: limit, buffer)
            try dump.document()
        }
    }
}

/// One dump in the making.
struct JSONDump {
    let library: TypeLibrary
    let attributes: LibraryAttributes
    private let limit: Int
    private let buffer: JSONBuffer
    var json: JSONEmitter
    /// References as they were written first: the same few types are referred to again and again.
    private var references: [ReferenceKey: [UInt8]] = [:]
    /// Keeps the types alive that others derive from, so that none is decoded twice.
    private var types: [TypeInfo] = []

    private struct ReferenceKey: Hashable {
        let library: ObjectIdentifier
        let reference: TypeReference
        let half: TypeInfo.Half
    }

    init(library: TypeLibrary, limit: Int, _ buffer: JSONBuffer) {
        self.buffer = buffer
        json = JSONEmitter(buffer)
        self.library = library
        attributes = library.attributes
        self.limit = limit
    }

    mutating func document() throws(TypeLibraryError) {
        json.beginObject()
        json.word("format", "tlbdump-1")
        libraryAttributes()
        for index in 0..<library.typeCount { types.append(try library.typeInfo(at: index)) }
        json.beginArray("types")
        for index in types.indices { try entry(index, types[index]) }
        json.endArray()
        json.endObject()
        json.finish()
        buffer.flush()
        if let failure = buffer.failure { throw failure }
    }

    /// Called after each member, so that a dump cannot grow far beyond its limit.
    func checkSize() throws(TypeLibraryError) {
        if let failure = buffer.failure { throw failure }
        guard json.count <= limit else {
            throw TypeLibraryError(
                .TYPE_E_SIZETOOBIG, "the dump has more than \(limit) bytes", file: library.path)
        }
    }

    private mutating func libraryAttributes() {
        json.beginObject("library")
        json.string("name", attributes.name)
        json.string("doc", attributes.documentation.helpString)
        json.number("helpContext", attributes.documentation.helpContext)
        json.string("helpFile", attributes.helpFile)
        json.guid("guid", attributes.guid)
        json.number("lcid", library.lcid)
        json.number("syskind", attributes.systemKind.rawValue)
        json.number("major", attributes.version.major)
        json.number("minor", attributes.version.minor)
        json.number("flags", library.flags.rawValue)
        json.string("helpStringDll", attributes.helpStringDLL)
        customData(attributes.customData)
        json.number("typeCount", library.typeCount)
        json.endObject()
    }

    private mutating func entry(_ index: Int, _ type: TypeInfo) throws(TypeLibraryError) {
        json.beginObject()
        json.number("index", index)
        json.word("typeInfoType", type.kind.word)
        json.beginArray("libDoc", inline: true)
        json.string(nil, type.definition.name)
        json.string(nil, type.definition.documentation.helpString)
        json.number(nil, type.definition.documentation.helpContext)
        json.string(nil, attributes.helpFile)
        json.endArray()
        try self.type("type", type, isPartner: false)
        json.endObject()
    }

    // MARK: References

    /// A reference of `owner`, as the type that it names shows itself in `half` if it is dual.
    mutating func reference(
        _ key: StaticString, _ reference: TypeReference, in owner: TypeLibrary, half: TypeInfo.Half = .dispatch
    ) {
        let cacheKey = ReferenceKey(library: ObjectIdentifier(owner), reference: reference, half: half)
        if let known = references[cacheKey] { return json.fragment(key, known) }
        var made = JSONEmitter()
        made.beginObject(inline: true)
        do throws(TypeLibraryError) {
            let (library, index) = try owner.locate(reference)
            let header = try library.header(at: index)
            describe(header, half: half, index: index, of: library, in: &made)
        } catch {
            made.hresult("error", error.hresult)
        }
        made.endObject()
        references[cacheKey] = made.bytes
        json.fragment(key, made.bytes)
    }

    func describe(
        _ header: TypeHeader, half: TypeInfo.Half, index: Int, of owner: TypeLibrary, in json: inout JSONEmitter
    ) {
        json.string("name", header.name)
        json.word("kind", (header.kind == .dispatch && half == .vtable ? .interface : header.kind).word)
        json.guid("guid", header.guid)
        if owner === library || owner.guid == attributes.guid && owner.version == attributes.version {
            json.null("lib")
        } else {
            json.beginObject("lib", inline: true)
            json.guid("guid", owner.guid)
            json.number("major", owner.version.major)
            json.number("minor", owner.version.minor)
            json.endObject()
        }
        json.number("index", index)
    }
}

extension TypeKind {
    /// The schema's name of the kind.
    package var word: String {
        switch self {
        case .enum: "enum"
        case .record: "record"
        case .module: "module"
        case .interface: "interface"
        case .dispatch: "dispatch"
        case .coclass: "coclass"
        case .alias: "alias"
        case .union: "union"
        }
    }
}
