// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import MSFTFormat

@Suite struct ReaderTests {
    private let bytes: [UInt8]

    init() throws { bytes = try MSFTWriter.bytes(of: SampleLibrary.definition()) }

    /// The sample with one 32-bit field changed.
    private func changed(_ offset: Int, to value: UInt32) -> [UInt8] {
        var out = ByteWriter()
        out.append(bytes: bytes)
        out.overwrite(value, at: offset)
        return out.bytes
    }

    private func segment(_ segment: Segment) throws -> ByteView {
        try SegmentDirectory(reading: ByteView(bytes, name: "the library"), at: Header.size + 4 + 11 * 4)[segment]
    }

    @Test func theSignatureIsRequired() throws {
        let error = try #require(throws: TypeLibraryError.self) { try MSFTLibrary(bytes: Array("MSFX".utf8)) }
        #expect(error.hresult == .TYPE_E_UNSUPFORMAT)
    }

    @Test(arguments: [(UInt32(0), "16-bit"), (2, "Macintosh"), (9, "SYSKIND 9")])
    func systemsThatNoProcessHasAreRefusedWithAReason(_ number: UInt32, _ reason: String) throws {
        let error = try #require(throws: TypeLibraryError.self) {
            try MSFTLibrary(bytes: changed(0x14, to: number | 0x140))
        }
        #expect(error.hresult == .TYPE_E_UNSUPFORMAT)
        #expect(error.message.contains(reason))
    }

    @Test func theOlderFormatIsChecked() throws {
        let error = try #require(throws: TypeLibraryError.self) {
            try TypeLibraryFile.storage(of: Array("SLTG".utf8) + Array(repeating: 0, count: 100))
        }
        #expect(error.hresult == .TYPE_E_INVDATAREAD)
    }

    @Test func aFileThatIsNoLibraryIsRefused() throws {
        let error = try #require(throws: TypeLibraryError.self) { try TypeLibraryFile.storage(of: []) }
        #expect(error.hresult == .TYPE_E_UNSUPFORMAT)
    }

    @Test(arguments: [UInt32(12), 0x7FFF_FFFF, 0xFFFF_FFFF, 1_000_000])
    func aNumberOfTypesThatDoesNotFitIsRefused(_ count: UInt32) {
        #expect(throws: TypeLibraryError.self) { try MSFTLibrary(bytes: changed(0x20, to: count)) }
    }

    @Test func everyTruncationIsAnErrorOrADump() throws {
        for length in stride(from: 0, to: bytes.count, by: 7) {
            guard let library = try? MSFTLibrary(bytes: Array(bytes[..<length])) else { continue }
            _ = try? TypeLibrary(storage: library).jsonDump()
        }
    }

    @Test func aTypeWithInvalidBytesIsAnErrorOfThatTypeAlone() throws {
        let record = try segment(.typeInfos).start
        let library = TypeLibrary(storage: try MSFTLibrary(bytes: changed(record + 4, to: 0x7FFF_FFFF)))
        let error = try #require(throws: TypeLibraryError.self) { try library.typeInfo(at: 0) }
        #expect(error.hresult == .TYPE_E_INVDATAREAD)
        #expect(error.offset != nil)
        #expect(throws: Never.self) { try library.typeInfo(at: 1) }
    }

    @Test func aPointerToItselfIsRefused() throws {
        // The first descriptor is a VT_PTR, VT_SAFEARRAY or VT_CARRAY of some type in any order; make all point at the
        // first.
        let table = try segment(.typeDescriptors)
        var out = ByteWriter()
        out.append(bytes: bytes)
        for offset in stride(from: 0, to: table.count, by: 8) {
            out.overwrite(UInt16(26), at: table.start + offset)
            out.overwrite(UInt32(0), at: table.start + offset + 4)
        }
        let library = TypeLibrary(storage: try MSFTLibrary(bytes: out.bytes))
        let error = try #require(throws: TypeLibraryError.self) { try library.typeInfo(at: 3) }
        #expect(error.message.contains("circle"))
    }

    @Test func customDataThatReturnsToItselfIsRefused() throws {
        let list = try segment(.customData).start
        let error = try #require(throws: TypeLibraryError.self) { try MSFTLibrary(bytes: changed(list + 8, to: 0)) }
        #expect(error.message.contains("returns to itself"))
    }

    @Test func aReferenceThatNamesNothingIsAnErrorWhenFollowed() throws {
        let library = TypeLibrary(storage: try MSFTLibrary(bytes: bytes))
        let coclass = try library.typeInfo(named: "Thing")
        #expect(coclass.definition.implementedTypes[3].reference == .invalid(0x7777_7777))
        let error = try #require(throws: TypeLibraryError.self) { try library.resolve(.invalid(0x7777_7777)) }
        #expect(error.hresult == .E_FAIL)
    }

    @Test func typesThatShareRecordsBeyondTheFileAreRefused() throws {
        let record = try segment(.typeInfos).start
        #expect(throws: TypeLibraryError.self) { try MSFTLibrary(bytes: changed(record + 0x18, to: 0xFFFF_FFFF)) }
    }

    @Test func aSmallFileCannotUnfoldWithoutBound() throws {
        // A thousand types that all point at one list of custom data.
        var definition = LibraryDefinition(attributes: LibraryAttributes(name: "Bomb"))
        definition.types = (0..<1000).map { TypeDefinition(name: "T\($0)", kind: .enum) }
        definition.types[0].customData = Array(
            repeating: CustomData(guid: SampleLibrary.custom, value: .bstr("again")), count: 5000)
        var out = ByteWriter()
        out.append(bytes: try MSFTWriter.bytes(of: definition))
        let file = ByteView(out.bytes, name: "the library")
        let records = try SegmentDirectory(reading: file, at: Header.size + 1000 * 4)[.typeInfos]
        let list = try records.u32(at: 0x48)
        for index in 0..<1000 { out.overwrite(list, at: records.start + index * TypeInfoRecord.size + 0x48) }

        let library = TypeLibrary(storage: try MSFTLibrary(bytes: out.bytes))
        #expect(throws: Never.self) { try library.typeInfo(at: 0) }
        let error = try #require(throws: TypeLibraryError.self) { try library.definition() }
        #expect(error.hresult == .TYPE_E_SIZETOOBIG)
        #expect(throws: Never.self) { try library.typeInfo(at: 0) }
    }

    @Test func anInterfaceThatDerivesFromItselfIsRefused() throws {
        var definition = SampleLibrary.definition()
        definition.types[5].implementedTypes = [ImplementedType(.local(5))]
        let library = TypeLibrary(storage: try MSFTLibrary(bytes: MSFTWriter.bytes(of: definition)))
        let error = try #require(throws: TypeLibraryError.self) {
            try library.typeInfo(named: "IThing").vtableFunctions()
        }
        #expect(error.hresult == .TYPE_E_CIRCULARTYPE)
        #expect(throws: Never.self) { try library.jsonDump() }
    }
}
