// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import TestSupport
import Testing

@Suite(.noLeaks)
struct BStringTests {
    @Test(arguments: ["", "a", "Größe", "日本語", "😀 and text", "a\0b"])
    func textComesBackAsItWas(text: String) throws {
        let made = try #require(BString.allocate(text))
        defer { BString.free(made) }
        #expect(BString.length(made) == text.utf16.count)
        #expect(BString.string(made) == text)
        #expect(made[text.utf16.count] == 0)
    }

    @Test func theLengthStandsBeforeTheText() throws {
        let made = try #require(BString.allocate("abc"))
        defer { BString.free(made) }
        #expect((UnsafeRawPointer(made) - 4).load(as: UInt32.self) == 6)
        #expect(Int(bitPattern: made) % 8 == 0)
    }

    @Test func nullIsTheEmptyString() throws {
        #expect(BString.length(nil) == 0)
        #expect(BString.byteLength(nil) == 0)
        #expect(BString.string(nil) == "")
        #expect(try BString.copy(nil) == nil)
        BString.free(nil)
    }

    @Test func anOddNumberOfBytesIsKept() throws {
        let bytes: [UInt8] = [1, 2, 0, 4, 5]
        let made = try #require(bytes.withUnsafeBytes { BString.allocate(bytes: $0) })
        defer { BString.free(made) }
        #expect(BString.byteLength(made) == 5)
        #expect(BString.length(made) == 2)
        let copy = try #require(try BString.copy(made))
        defer { BString.free(copy) }
        #expect(Array(BString.bytes(of: copy)) == bytes)
        let end = UnsafeRawPointer(copy) + 5
        #expect(end.load(as: UInt8.self) == 0 && (end + 1).load(as: UInt8.self) == 0)
    }

    @Test func aLoneSurrogateIsKeptInTheBSTR() throws {
        let units: [UInt16] = [0x61, 0xD800, 0x62]
        let made = try #require(units.withUnsafeBufferPointer { BString.allocate($0) })
        defer { BString.free(made) }
        #expect(Array(BString.units(of: made)) == units)
        #expect(BString.string(made) == "a\u{FFFD}b")
    }

    @Test(arguments: [-1, Int(UInt32.max), Int(UInt32.max) - 15, Int.max])
    func aLengthThatDoesNotFitIsRefused(count: Int) {
        #expect(BString.allocate(byteCount: count) == nil)
    }
}
