// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The TYPELIB resources of a Windows executable (.dll, .exe, .ocx, .olb), PE32 or PE32+.
///
///     DOS header      00 "MZ", 3C u32 offset of the PE header
///     PE header       00 "PE\0\0", 06 u16 sections, 14 u16 bytes of the optional header, 18 the optional header
///     optional header 00 u16 0x10B (PE32) or 0x20B (PE32+); data directories at 60 or 70, their number 4 bytes before
///     section header  08 u32 size in memory, 0C u32 address, 10 u32 size in the file, 14 u32 offset in the file; 28
//bytes /     resource folder 0C u16 named entries, 0E u16 numbered entries; entries of 8 bytes from 10 on
///     resource entry  00 u32 number, or bit 31 and the offset of the name; 04 u32 bit 31: offset of a folder, else of
//data /     resource data   00 u32 address, 04 u32 size
///
/// The tree is three deep: type, number, language. Source: Microsoft, "PE Format".
struct PEFile {
    private static let mostEntries = 4096
    private static let highBit: UInt32 = 0x8000_0000
    private static let resourceDirectory = 2

    private struct Section {
        let address: Int
        let size: Int
        let fileOffset: Int
    }

    private let file: ByteView
    private let sections: [Section]
    private let resources: ByteView?

    static func hasSignature(_ view: ByteView) -> Bool { (try? view.u16(at: 0)) == 0x5A4D }

    init(reading file: ByteView) throws(TypeLibraryError) {
        let header = Int(try file.u32(at: 0x3C))
        guard try file.u32(at: header) == 0x4550 else {
            throw TypeLibraryError(
                .TYPE_E_UNSUPFORMAT, "the executable is not of the PE format (16-bit executables are not read)",
                offset: header)
        }
        let sectionCount = Int(try file.u16(at: header + 6))
        let optional = header + 0x18
        let directories: Int
        switch try file.u16(at: optional) {
        case 0x10B: directories = optional + 0x60
        case 0x20B: directories = optional + 0x70
        case let magic:
            throw file.invalid("0x\(String(magic, radix: 16)) is neither PE32 nor PE32+", at: optional)
        }
        let table = optional + Int(try file.u16(at: header + 0x14))
        var sections: [Section] = []
        for index in 0..<sectionCount {
            let at = table + index * 0x28
            let inMemory = try file.u32(at: at + 8)
            let inFile = try file.u32(at: at + 0x10)
            sections.append(
                Section(
                    address: Int(try file.u32(at: at + 0xC)), size: Int(inMemory == 0 ? inFile : min(inFile, inMemory)),
                    fileOffset: Int(try file.u32(at: at + 0x14))))
        }
        self.file = file
        self.sections = sections
        guard try file.u32(at: directories - 4) > UInt32(PEFile.resourceDirectory) else {
            resources = nil
            return
        }
        let entry = directories + PEFile.resourceDirectory * 8
        let address = Int(try file.u32(at: entry))
        guard address != 0, let section = PEFile.section(of: address, in: sections) else {
            resources = nil
            return
        }
        let inside = address - section.address
        resources = try file.part(
            at: section.fileOffset + inside, count: section.size - inside, name: "the resource section")
    }

    private static func section(of address: Int, in sections: [Section]) -> Section? {
        sections.first { address >= $0.address && address - $0.address < $0.size }
    }

    /// The numbers of the TYPELIB resources, ascending as stored.
    func typeLibraryNumbers() throws(TypeLibraryError) -> [Int] {
        guard let resources, let folder = try typeLibraryFolder() else { return [] }
        var numbers: [Int] = []
        for entry in try entries(of: folder, in: resources) where entry.id & PEFile.highBit == 0 {
            numbers.append(Int(entry.id))
        }
        return numbers
    }

    /// The bytes of TYPELIB resource `number`.
    /// - Throws: TYPE_E_CANTLOADLIBRARY if there is no such resource.
    func typeLibrary(number: Int) throws(TypeLibraryError) -> ByteView {
        if let resources, let folder = try typeLibraryFolder() {
            for entry in try entries(of: folder, in: resources) where Int(entry.id) == number {
                return try data(of: entry, in: resources)
            }
        }
        let numbers = try typeLibraryNumbers().map(String.init).joined(separator: ", ")
        throw TypeLibraryError(
            .TYPE_E_CANTLOADLIBRARY,
            numbers.isEmpty
                ? "the executable has no type library"
                : "the executable has no type library \(number); it has \(numbers)")
    }

    private struct Entry {
        let id: UInt32
        let target: UInt32
    }

    private func entries(of folder: Int, in resources: ByteView) throws(TypeLibraryError) -> [Entry] {
        let named = Int(try resources.u16(at: folder + 0xC))
        let numbered = Int(try resources.u16(at: folder + 0xE))
        guard named + numbered <= PEFile.mostEntries else {
            throw resources.invalid("a resource folder with \(named + numbered) entries", at: folder)
        }
        var entries: [Entry] = []
        for index in 0..<named + numbered {
            let at = folder + 0x10 + index * 8
            entries.append(Entry(id: try resources.u32(at: at), target: try resources.u32(at: at + 4)))
        }
        return entries
    }

    /// The folder of the resources whose type is named TYPELIB.
    private func typeLibraryFolder() throws(TypeLibraryError) -> Int? {
        guard let resources else { return nil }
        for entry in try entries(of: 0, in: resources)
        where entry.id & PEFile.highBit != 0 && entry.target & PEFile.highBit != 0 {
            if try isTypeLibrary(Int(entry.id & ~PEFile.highBit), in: resources) {
                return Int(entry.target & ~PEFile.highBit)
            }
        }
        return nil
    }

    private func isTypeLibrary(_ name: Int, in resources: ByteView) throws(TypeLibraryError) -> Bool {
        let expected = Array("TYPELIB".utf16)
        guard Int(try resources.u16(at: name)) == expected.count else { return false }
        for (index, unit) in expected.enumerated() {
            let found = try resources.u16(at: name + 2 + index * 2)
            guard found == unit || found == unit + 0x20 else { return false }
        }
        return true
    }

    /// The first language of a numbered resource.
    private func data(of entry: Entry, in resources: ByteView) throws(TypeLibraryError) -> ByteView {
        var target = entry.target
        if target & PEFile.highBit != 0 {
            let folder = Int(target & ~PEFile.highBit)
            guard let language = try entries(of: folder, in: resources).first else {
                throw resources.invalid("a resource without data", at: folder)
            }
            target = language.target
        }
        guard target & PEFile.highBit == 0 else {
            throw resources.invalid("the resource tree is more than three deep", at: Int(target & ~PEFile.highBit))
        }
        let address = Int(try resources.u32(at: Int(target)))
        let size = Int(try resources.u32(at: Int(target) + 4))
        guard let section = PEFile.section(of: address, in: sections) else {
            throw resources.invalid("the resource's data is in no section", at: Int(target))
        }
        return try file.part(
            at: section.fileOffset + address - section.address, count: size, name: "the TYPELIB resource")
    }
}
