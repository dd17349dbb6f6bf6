// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import MSFTFormat

@Suite struct PEFileTests {
    private let first: [UInt8]
    private let second: [UInt8]

    init() throws {
        var definition = SampleLibrary.definition()
        first = try MSFTWriter.bytes(of: definition)
        definition.attributes.name = "Second"
        second = try MSFTWriter.bytes(of: definition)
    }

    @Test(arguments: [true, false])
    func resourcesAreFoundByNumber(_ is64Bit: Bool) throws {
        let file = PEBuilder.executable([(1, first), (7, second)], is64Bit: is64Bit)
        let executable = try PEFile(reading: ByteView(file, name: "the file"))
        #expect(try executable.typeLibraryNumbers() == [1, 7])
        #expect(try TypeLibraryFile.storage(of: file).attributes.name == "Sample")
        #expect(try TypeLibraryFile.storage(of: file, resource: 7).attributes.name == "Second")
    }

    @Test func theFirstResourceIsTakenWithoutANumber() throws {
        let file = PEBuilder.executable([(5, second)])
        #expect(try TypeLibraryFile.storage(of: file).attributes.name == "Second")
    }

    @Test func aMissingResourceIsNamedWithThoseThatAreThere() throws {
        let file = PEBuilder.executable([(1, first), (7, second)])
        let error = try #require(throws: TypeLibraryError.self) { try TypeLibraryFile.storage(of: file, resource: 2) }
        #expect(error.hresult == .TYPE_E_CANTLOADLIBRARY)
        #expect(error.message.contains("1, 7"))
    }

    @Test func anExecutableWithoutALibraryIsRefused() throws {
        let error = try #require(throws: TypeLibraryError.self) {
            try TypeLibraryFile.storage(of: PEBuilder.executable([]))
        }
        #expect(error.message == "the executable has no type library")
    }

    @Test func aSixteenBitExecutableIsRefused() throws {
        var file = PEBuilder.executable([(1, first)])
        file[0x40] = UInt8(ascii: "N")
        let error = try #require(throws: TypeLibraryError.self) { try TypeLibraryFile.storage(of: file) }
        #expect(error.hresult == .TYPE_E_UNSUPFORMAT)
    }

    @Test(
        arguments: [
            ("a.dll", "a.dll", nil), ("a.dll\\2", "a.dll", 2), ("C:\\b\\a.dll", "C:\\b\\a.dll", nil),
            ("a.dll\\0", "a.dll\\0", nil),
        ] as [(String, String, Int?)])
    func aPathMayPickAResource(_ path: String, _ file: String, _ resource: Int?) {
        let split = TypeLibraryFile.split(path)
        #expect(split.file == file)
        #expect(split.resource == resource)
    }
}
