// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import MSFTFormat

@Suite struct WriterTests {
    @Test(arguments: [SystemKind.win64, .win32])
    func everythingThatIsWrittenIsReadBack(_ system: SystemKind) throws {
        let definition = SampleLibrary.definition(system)
        let bytes = try MSFTWriter.bytes(of: definition)
        let before = try TypeLibrary(definition).jsonDump().split(separator: UInt8(ascii: "\n"))
        let after = try TypeLibrary(storage: MSFTLibrary(bytes: bytes)).jsonDump().split(separator: UInt8(ascii: "\n"))
        #expect(before.count == after.count)
        for (line, (old, new)) in zip(before, after).enumerated() where old != new {
            Issue.record(
                "line \(line): \(String(decoding: old, as: UTF8.self)) became \(String(decoding: new, as: UTF8.self))")
        }
    }

    @Test func everyValueIsReadBackExactly() throws {
        let library = try MSFTLibrary(bytes: MSFTWriter.bytes(of: SampleLibrary.definition()))
        let constants = try library.definition(at: 4).variables.map(\.value)
        #expect(constants == SampleLibrary.values)
    }

    @Test func customDataIsKeptAtEveryLevel() throws {
        let library = try MSFTLibrary(bytes: MSFTWriter.bytes(of: SampleLibrary.definition()))
        let interface = try library.definition(at: 5)
        #expect(library.attributes.customData == SampleLibrary.customData("library"))
        #expect(try library.definition(at: 0).customData == SampleLibrary.customData("type"))
        #expect(try library.definition(at: 0).variables[0].customData == SampleLibrary.customData("variable"))
        #expect(interface.functions[0].customData == SampleLibrary.customData("function"))
        #expect(interface.functions[0].parameters[0].customData == SampleLibrary.customData("parameter"))
        #expect(interface.functions[0].parameters[1].customData == SampleLibrary.customData("out"))
        #expect(try library.definition(at: 9).implementedTypes[1].customData == SampleLibrary.customData("impl"))
    }

    @Test func theSameDefinitionGivesTheSameBytes() throws {
        #expect(
            try MSFTWriter.bytes(of: SampleLibrary.definition()) == MSFTWriter.bytes(of: SampleLibrary.definition()))
    }

    @Test func writingWhatWasReadGivesTheSameBytes() throws {
        let once = try MSFTWriter.bytes(of: SampleLibrary.definition())
        let twice = try MSFTWriter.bytes(of: TypeLibrary(storage: MSFTLibrary(bytes: once)).definition())
        #expect(once == twice)
    }

    @Test func importsAreWrittenOnceEach() throws {
        let library = try MSFTLibrary(bytes: MSFTWriter.bytes(of: SampleLibrary.definition()))
        #expect(library.imports == [SampleLibrary.stdole, SampleLibrary.other])
    }

    @Test func inheritedFunctionsAreCounted() throws {
        let bytes = try MSFTWriter.bytes(of: SampleLibrary.definition())
        let file = ByteView(bytes, name: "the library")
        let tables = try SegmentDirectory(reading: file, at: Header.size + 4 + 11 * 4)
        let dual = try TypeInfoRecord(reading: tables[.typeInfos], index: 6)
        #expect(dual.inheritedInterfaces == 2)
        #expect(dual.inheritedFunctions == 7)
        let interface = try TypeInfoRecord(reading: tables[.typeInfos], index: 5)
        #expect(interface.inheritedInterfaces == 1)
        #expect(interface.inheritedFunctions == 3)
    }

    @Test func aNameLongerThan255BytesIsRefused() {
        var definition = SampleLibrary.definition()
        definition.types[0].name = String(repeating: "a", count: 256)
        #expect(throws: TypeLibraryError.self) { try MSFTWriter.bytes(of: definition) }
        definition.types[0].name = String(repeating: "a", count: 255)
        #expect(throws: Never.self) { try MSFTWriter.bytes(of: definition) }
    }

    @Test func aCharacterOutsideTheCodePageIsRefusedByName() throws {
        var definition = SampleLibrary.definition()
        definition.attributes.documentation.helpString = "日本"
        let error = try #require(throws: TypeLibraryError.self) { try MSFTWriter.bytes(of: definition) }
        #expect(error.hresult == .E_INVALIDARG)
        #expect(error.message.contains("U+65E5"))
    }

    @Test func aReferenceToNoTypeIsRefused() throws {
        var definition = SampleLibrary.definition()
        definition.types[3].alias = .userDefined(.local(11))
        let error = try #require(throws: TypeLibraryError.self) { try MSFTWriter.bytes(of: definition) }
        #expect(error.message.contains("PointList"))
    }

    @Test func sixteenBitLibrariesAreRefused() {
        var definition = SampleLibrary.definition()
        definition.attributes.systemKind = .win16
        #expect(throws: TypeLibraryError.self) { try MSFTWriter.bytes(of: definition) }
    }

    @Test func tooManyParametersAreRefused() {
        var definition = SampleLibrary.definition()
        definition.types[5].functions[0].parameters = Array(
            repeating: Parameter(name: "p", type: .basic(.i4)), count: 6000)
        #expect(throws: TypeLibraryError.self) { try MSFTWriter.bytes(of: definition) }
    }
}
