// SPDX-License-Identifier: Apache-2.0

import AutomationTypes

@testable import MSFTFormat

/// Makes a small library in the SLTG format: an enum, a record, an interface and a coclass.
///
/// What it makes loads in an independent loader: Wine 8.0 shows the same of it, but for the bounds of arrays (it takes
/// the stored SAFEARRAY for one of 64 bits), for the LCID of types, and for PARAMFLAGs of things that are no parameters.
/// winedump reads its types, members and help strings likewise.
struct SLTGBuilder {
    private var names = ByteWriter()

    static func library() -> [UInt8] {
        var builder = SLTGBuilder()
        return builder.build()
    }

    /// Files a name and tells its offset; bytes that are no letters stand before each, those of the first (the library's, at 0)
    /// at the end of what stands before the table.
    private mutating func name(_ text: String) -> UInt16 {
        if names.count > 0 { names.append(bytes: [0xFF, 0xFF]) }
        let offset = UInt16(truncatingIfNeeded: names.count)
        names.append(bytes: text.utf8)
        names.append(UInt8(0))
        return offset
    }

    private mutating func build() -> [UInt8] {
        let library = name("OldLibrary")
        let imported = name("*\\G{00020430-0000-0000-C000-000000000046}#2.0#0#stdole2.tlb#")
        let types: [(name: UInt16, guid: GUID, block: [UInt8])] = [
            (name("Colour"), GUID("00000001-AAAA-3333-4444-555555555555")!, enumeration()),
            (name("Point"), GUID("00000002-AAAA-3333-4444-555555555555")!, record()),
            (name("IThing"), GUID("00000003-AAAA-3333-4444-555555555555")!, interface(imported)),
            (name("Thing"), GUID("00000004-AAAA-3333-4444-555555555555")!, coclass()),
        ]
        let libraryBlock = self.library(library, types)
        var out = ByteWriter()
        out.append(bytes: "SLTG".utf8)
        out.append(UInt16(types.count + 2))
        out.append(UInt16(9))
        out.append(UInt16(13 + 11 * types.count))
        out.append(UInt16(1))
        out.append(bytes: repeatElement(0, count: 0x24 - 0xC))
        let blocks = types.map(\.block) + [libraryBlock]
        for (index, block) in blocks.enumerated() {
            out.append(UInt32(block.count))
            out.append(UInt16(13 + 11 * index))
            out.append(UInt16(index == blocks.count - 1 ? 0 : index + 2))
        }
        out.append(UInt8(1))
        out.append(bytes: "CompObj\0dir\0".utf8)
        for index in types.indices { out.append(bytes: indexName(index).utf8 + [0]) }
        out.append(bytes: repeatElement(0, count: 9))
        for block in blocks { out.append(bytes: block) }
        return out.bytes
    }

    private func indexName(_ index: Int) -> String { "AAAAAAAAA\(index)" }

    private func library(
        _ name: UInt16, _ types: [(name: UInt16, guid: GUID, block: [UInt8])]
    ) -> [UInt8] {
        var out = ByteWriter()
        for word: UInt16 in [0x51CC, 3, name, 0xFFFF] { out.append(word) }
        text("an old library", &out)
        out.append(UInt16(0xFFFF))
        out.append(UInt32(77))
        for word: UInt16 in [1, 9, 0, 0, 2, 4, 5] { out.append(word) }
        out.append(GUID("0000000F-AAAA-3333-4444-555555555555")!)
        out.append(bytes: repeatElement(0xFF, count: 0x40))
        // The number of types; behind each its TYPEKIND.
        let kinds: [UInt16] = [UInt16(types.count), 0, 1, 3, 5]
        for (index, type) in types.enumerated() {
            out.append(kinds[index])
            text(indexName(index), &out)
            text(indexName(index), &out)
            // The second type has a help string.
            for word: UInt16 in [0xFFFF, type.name, index == 1 ? 1 : 0] { out.append(word) }
            if index == 1 { out.append(bytes: SLTGBuilder.oldThing) }
            out.append(UInt16(0xFFFF))
            out.append(UInt32(index))
            out.append(UInt16(0xFFFF))
            out.append(type.guid)
        }
        out.append(kinds[types.count])
        out.append(UInt32(out.count + 4 + 6 + SLTGBuilder.code.count))
        out.append(UInt16(10))
        out.append(UInt32(SLTGBuilder.code.count))
        out.append(bytes: SLTGBuilder.code)
        out.append(bytes: repeatElement(0xFF, count: 0x218))
        out.append(bytes: names.bytes)
        return out.bytes
    }

    /// A code of two words: 1 is "old", 01 is "thing", 00 is the end.
    private static let code: [UInt8] =
        [0x80, 0, 8, 0] + Array("old".utf8) + [0, 0x80, 0, 18, 0] + Array("thing".utf8) + [0, 0, 0]
    /// "old thing" in it.
    private static let oldThing: [UInt8] = [0b1010_0000]

    private func text(_ text: String, _ out: inout ByteWriter) {
        out.append(UInt16(text.utf8.count))
        out.append(bytes: text.utf8)
    }

    // MARK: Types

    private func block(
        _ kind: TypeKind, references: [String] = [], members: [UInt8],
        counts: (functions: UInt16, variables: UInt16) = (0, 0),
        starts: (functions: UInt16, variables: UInt16) = (0xFFFF, 0xFFFF), size: UInt16, vtable: UInt16 = 0,
        helpContext: UInt16 = 0
    ) -> [UInt8] {
        var table = ByteWriter()
        if !references.isEmpty {
            table.append(bytes: [0xDF, 0] + [UInt8](repeating: 0xFF, count: 0x42))
            table.append(UInt32(references.count * 8))
            table.append(bytes: repeatElement(0xFF, count: references.count * 8 + 2))
            table.append(bytes: [1, 0, 0, 0, 0])
            for reference in references { text(reference, &table) }
            table.append(UInt8(0xDF))
        }
        var out = ByteWriter()
        out.append(UInt16(0x0501))
        out.append(references.isEmpty ? UInt32.max : 0x22)
        out.append(UInt32.max)
        out.append(UInt32(0x22 + table.count))
        out.append(UInt32.max)
        for word: UInt16 in [1, 2, 0, 0xFFFE] { out.append(word) }
        out.append(bytes: [2, 0, 2, UInt8(truncatingIfNeeded: kind.rawValue)])
        out.append(UInt32(0))
        out.append(bytes: table.bytes)
        out.append(bytes: [1, 0, 0xFF, 0xFF, 1])
        out.append(UInt32(members.count))
        out.append(bytes: members)
        let tail: [UInt16] = [
            counts.functions, counts.variables, 0, 0, starts.functions, starts.variables, 0xFFFF, 0, 0, 0, 0xFFFF,
            0xFFFF, helpContext, 0, 0, 0,
            size, 4, 0, 0, vtable, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0, 0,
        ]
        for word in tail { out.append(word) }
        return out.bytes
    }

    private func variable(
        _ form: UInt8, next: UInt16, _ name: UInt16, _ value: UInt16, _ type: UInt16, id: UInt32,
        helpContext: UInt16 = 0xFFFE, _ out: inout ByteWriter
    ) {
        out.append(bytes: [0x2A, form])
        for word in [next, name, value, type] { out.append(word) }
        out.append(id)
        for word: UInt16 in [helpContext, 0xFFFF, 0] { out.append(word) }
    }

    private mutating func enumeration() -> [UInt8] {
        var out = ByteWriter()
        variable(0x1A, next: 0x14, name("colourRed"), 3, 22, id: 0x4000_0000, helpContext: 5 << 2 | 1, &out)
        variable(0x12, next: 0xFFFF, name("colourBlue"), 0x28, 22, id: 0x4000_0001, helpContext: 0x2C, &out)
        out.append(Int32(-70_000))
        out.append(UInt32(1_000_000))
        return block(
            .enum, members: out.bytes, counts: (0, 2), starts: (0xFFFF, 0), size: 4, helpContext: 300)
    }

    private mutating func record() -> [UInt8] {
        var out = ByteWriter()
        variable(0x02, next: 0x14, name("x"), 0, 3, id: 0x4000_0000, &out)
        variable(0, next: 0xFFFF, name("cells"), 4, 0x28, id: 0x4000_0001, &out)
        for word: UInt16 in [28, 0x2E, 2] { out.append(word) }
        for word: UInt16 in [1, 4] { out.append(word) }
        for word: UInt32 in [2, 0, 0, 5, 0] { out.append(word) }
        return block(.record, members: out.bytes, counts: (0, 2), starts: (0xFFFF, 0), size: 16)
    }

    private func implemented(_ reference: UInt16, flags: UInt8, _ out: inout ByteWriter) {
        for word: UInt16 in [0x4A, 0xFFFF, 0xFFFF] { out.append(word) }
        out.append(bytes: [flags, 0x80])
        for word: UInt16 in [0x12, reference, 0x4001, 0xFFFE, 0xFFFF, 0x1D, 0] { out.append(word) }
    }

    /// `HRESULT Poke([in] long how, [out, retval] Colour **what)`; the first type stands in place, the second behind.
    private mutating func interface(_ imported: UInt16) -> [UInt8] {
        var out = ByteWriter()
        implemented(0, flags: 0, &out)
        out.append(bytes: [0x6C, 0x12])
        for word in [UInt16(0xFFFF), name("Poke")] { out.append(word) }
        out.append(UInt32(0x6001_0000))
        for word: UInt16 in [2 << 2 | 3, 0x3C, 0x2E] { out.append(word) }
        out.append(bytes: [2 << 3 | 4, 0x80])
        for word: UInt16 in [25, 12, 0x40] { out.append(word) }
        for word in [name("how") + 1, 3, name("what"), 0x36] { out.append(word) }
        for word: UInt16 in [0x4000 | 0x80 | 26, 0xE00 | 29, 4] { out.append(word) }
        out.append(bytes: SLTGBuilder.oldThing)
        return block(
            .interface, references: ["*\\R\(String(imported, radix: 16))*#3", "*\\Rffff*#0"], members: out.bytes,
            counts: (1, 0),
            starts: (0x16, 0xFFFF), size: 4, vtable: 16, helpContext: 100)
    }

    private func coclass() -> [UInt8] {
        var out = ByteWriter()
        implemented(0, flags: 1, &out)
        return block(.coclass, references: ["*\\Rffff*#2"], members: out.bytes, size: 4)
    }
}
