// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import MSFTFormat

/// Text in the code pages of Windows. The bytes come from Python's codecs, the conversion from the C library.
@Suite struct CodePageTests {
    @Test(arguments: [
        (874, "ไทย กขค", "e4b7c220a1a2a4"),
        (1250, "ąčžł Đř", "b9e89eb320d0f8"),
        (1251, "Привет ђ", "cff0e8e2e5f22090"),
        (1252, "é€ ß", "e98020df"),
        (1253, "Ελλάδα ή", "c5ebebdce4e120de"),
        (1254, "ığşİ ö", "fdf0fedd20f6"),
        (1255, "שלום", "f9ece5ed"),
        (1256, "مرحبا", "e3d1cdc8c7"),
        (1257, "ēģķš ū", "e7ecedf020fb"),
        (1258, "Đăng ơư", "d0e36e6720f5fd"),
        (437, "é╬ß Ñ", "82cee120a5"),
        (850, "éÞ ø", "82e8209b"),
        (932, "日本語カナｱ表ソ", "93fa967b8cea834a8369b1955c835c"),
        (936, "简体中文", "bcf2cce5d6d0cec4"),
        (949, "한국어 뷁", "c7d1b1b9beee2094ee"),
        (950, "繁體中文功", "c163c5e9a4a4a4e5a55c"),
        (65001, "日本 é", "e697a5e69cac20c3a9"),
    ])
    func textIsConvertedBothWays(number: Int, text: String, hexadecimal: String) throws {
        let digits = Array(hexadecimal.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        let page = CodePage.number(number)
        #expect(try bytes.withUnsafeBytes { try page.decode($0) } == text)
        #expect(try page.encode(text) == bytes)
    }

    /// No byte is lost or an error: what a code page leaves open becomes a control character or U+FFFD.
    @Test(arguments: [874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 437, 850, 932, 936, 949, 950, 65001])
    func everyByteDecodes(number: Int) throws {
        for byte in UInt8.min...UInt8.max {
            let text = try [byte].withUnsafeBytes { try CodePage.number(number).decode($0) }
            #expect(!text.isEmpty)
        }
        // A double-byte character that ends too soon, and one whose second half is none.
        let broken: [UInt8] = [0x41, 0x88, 0x9F, 0x81, 0x20, 0x42, 0xB0]
        let text = try broken.withUnsafeBytes { try CodePage.number(number).decode($0) }
        #expect(text.first == "A" && text.contains("B"))
    }

    @Test func aCharacterThatIsNotThereIsNamed() throws {
        let error = try #require(throws: TypeLibraryError.self) { try CodePage.number(932).encode("ж한") }
        #expect(error.hresult == .E_INVALIDARG)
        #expect(error.message.contains("932") && error.message.contains("U+D55C"))
    }

    @Test func aCodePageThatTheSystemDoesNotHaveIsNamed() throws {
        #expect(try CodePage.number(12345).encode("plain") == Array("plain".utf8))
        let error = try #require(throws: TypeLibraryError.self) { try CodePage.number(12345).encode("é") }
        #expect(error.hresult == .TYPE_E_UNKNOWNLCID)
        #expect(error.message.contains("12345"))
        let bytes: [UInt8] = [0xE9]
        #expect(throws: TypeLibraryError.self) { try bytes.withUnsafeBytes { try CodePage.number(12345).decode($0) } }
    }

    /// A library's language decides: names, help strings, constants and file names are in its code page.
    @Test(arguments: [
        (0x411, 932, "表ソ", "日本語の型"),
        (0x419, 1251, "Имя", "Библиотека типов"),
        (0x408, 1253, "Όνομα", "Ελληνικά"),
        (0x41E, 874, "ชื่อ", "ไทย"),
        (0x804, 936, "名称", "简体"),
        (0x404, 950, "功能", "繁體"),
        (0x412, 949, "이름", "한국어"),
        (0x405, 1250, "Název", "čeština"),
        (0x41F, 1254, "İsim", "Türkçe ğ"),
        (0x439, 65001, "नाम", "हिन्दी"),
    ] as [(UInt32, Int, String, String)])
    func aLibraryIsInTheCodePageOfItsLanguage(lcid: UInt32, number: Int, name: String, help: String) throws {
        #expect(CodePage.ofLanguage(lcid).number == number)
        var definition = SampleLibrary.definition()
        definition.attributes.lcid = lcid
        definition.attributes.name = name
        definition.attributes.documentation.helpString = help
        definition.attributes.customData = [CustomData(guid: SampleLibrary.custom, value: .bstr(help))]
        definition.types = [TypeDefinition(name: name, kind: .enum, instanceSize: 4, alignment: 4, variables: [
            Variable(memberID: 1, name: name + "1", kind: .const, type: .basic(.int), value: .integer(.i4, 1)),
        ])]
        let bytes = try MSFTWriter.bytes(of: definition)
        let expected = try CodePage.number(number).encode(help)
        #expect(bytes.indices.contains { bytes[$0...].starts(with: expected) })
        let library = TypeLibrary(storage: try MSFTLibrary(bytes: bytes))
        #expect(library.name == name)
        #expect(library.attributes.documentation.helpString == help)
        #expect(library.attributes.customData == definition.attributes.customData)
        let type = try library.typeInfo(named: name)
        #expect(type.definition.variables.map(\.name) == [name + "1"])
    }

    /// Two characters whose second bytes are `A` and `a` are not one name in two spellings.
    @Test func halvesOfCharactersHaveNoCase() throws {
        let page = CodePage.number(932)
        let names = try [[0x83, 0x41], [0x83, 0x61]].map { (bytes: [UInt8]) in try bytes.withUnsafeBytes { try page.decode($0) } }
        var table = NameTable.Builder(system: .win64, lcid: 0x411, codePage: page)
        #expect(try table.offset(of: names[0], .parameter) != table.offset(of: names[1], .parameter))
    }

    @Test func libraryOfAnotherSystemSaysWhichOne() throws {
        for (number, name) in [(UInt8(0), "SYS_WIN16"), (2, "SYS_MAC")] {
            var bytes = try MSFTWriter.bytes(of: SampleLibrary.definition())
            bytes[0x14] = bytes[0x14] & 0xF0 | number
            let error = try #require(throws: TypeLibraryError.self) { try MSFTLibrary(bytes: bytes) }
            #expect(error.hresult == .TYPE_E_UNSUPFORMAT)
            #expect(error.message.contains(name))
        }
    }
}
