// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@testable import MSFTFormat

@Suite struct TableTests {
    private var budget = DecodingBudget(fileSize: 0)

    @Test func aGUIDIsFiledByTheExclusiveOrOfItsWords() {
        // 0x0000 ^ 0x0000 ^ 0x0000 ^ 0x0000 ^ 0x00C0 ^ 0 ^ 0 ^ 0x4600 = 0x46C0, of which five bits are 0.
        #expect(GUIDTable.bucket(of: WellKnownIID.unknown) == 0)
        // 0x00020400: the words 0x0400 and 0x0002.
        #expect(GUIDTable.bucket(of: WellKnownIID.dispatch) == 2)
    }

    @Test func aNameIsStoredOnceWhateverItsCase() throws {
        var names = NameTable.Builder(system: .win32, lcid: 0x409, codePage: .western)
        let first = try names.offset(of: "Item", .parameter)
        #expect(try names.offset(of: "item", .parameter) == first)
        #expect(try names.offset(of: "Items", .parameter) != first)
        #expect(names.count == 2)
        #expect(names.characters == 9)
    }

    @Test func aShortStringTakesEightBytes() throws {
        var strings = StringTable.Builder(codePage: .western)
        _ = try strings.offset(of: "a")
        #expect(strings.segment.bytes == [1, 0, 0x61, 0x57, 0x57, 0x57, 0x57, 0x57])
        #expect(try strings.offset(of: nil) == -1)
    }

    @Test func smallNumbersAreStoredInPlace() throws {
        var values = ValueTable.Builder(codePage: .western)
        #expect(try values.word(for: .integer(.i4, 5)) == Int32(bitPattern: 0x8C00_0005))
        #expect(try values.word(for: .integer(.i2, -1)) == Int32(bitPattern: 0x8800_FFFF))
        #expect(values.segment.count == 0)
        #expect(try values.word(for: .integer(.i4, -1)) == 0)
        #expect(values.segment.bytes == [3, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x57, 0x57])
    }

    @Test func pointersSayTheVartypeOfTheWhole() throws {
        var types = TypeDescriptorTable.Builder()
        var imports = ImportTables.Builder(typeCount: 1, codePage: .western)
        var guids = GUIDTable.Builder()
        _ = try types.word(for: .pointer(.basic(.i4)), imports: &imports, guids: &guids)
        #expect(types.segment.bytes == [0x1A, 0, 3, 0x40, 3, 0, 3, 0x80])
        _ = try types.word(for: .pointer(.userDefined(.local(0))), imports: &imports, guids: &guids)
        #expect(types.segment.bytes[8...] == [0x1D, 0, 0xFF, 0x7F, 0, 0, 0, 0, 0x1A, 0, 0xFF, 0x7F, 8, 0, 0, 0])
    }

    @Test func textIsDecodedAsWindows1252() throws {
        let view = ByteView([0x80, 0xE9, 0x41, 0x81], name: "the text")
        #expect(try view.text(at: 0, count: 4) == "€éA\u{81}")
        #expect(try CodePage.western.encode("€éA\u{81}") == [0x80, 0xE9, 0x41, 0x81])
    }

    @Test func aReadPastTheEndNamesTheTableAndTheOffset() throws {
        let view = try ByteView(Array(repeating: 0, count: 64), name: "the file")
            .part(at: 16, count: 8, name: "the name segment")
        let error = try #require(throws: TypeLibraryError.self) { try view.u32(at: 6) }
        #expect(error.offset == 22)
        #expect(error.hresult == .TYPE_E_INVDATAREAD)
        #expect(error.message.contains("the name segment"))
    }

    @Test(arguments: [-1, Int.min, Int.max, 1 << 32])
    func noOffsetOverflows(_ offset: Int) {
        let view = ByteView([1, 2, 3, 4], name: "the file")
        #expect(throws: TypeLibraryError.self) { try view.u32(at: offset) }
        #expect(throws: TypeLibraryError.self) { try view.part(at: offset, count: 1, name: "a part") }
        #expect(throws: TypeLibraryError.self) { try view.part(at: 0, count: offset, name: "a part") }
        #expect(throws: TypeLibraryError.self) { try view.guid(at: offset) }
    }
}
