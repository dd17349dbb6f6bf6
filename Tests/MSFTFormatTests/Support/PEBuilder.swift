// SPDX-License-Identifier: Apache-2.0

@testable import MSFTFormat

/// Makes the smallest executable that carries type libraries: one section, with a resource tree of three levels.
enum PEBuilder {
    private static let sectionAddress: UInt32 = 0x1000
    private static let headerSize = 0x200

    /// - Parameter libraries: resource numbers and bytes.
    static func executable(_ libraries: [(number: UInt32, bytes: [UInt8])], is64Bit: Bool = true) -> [UInt8] {
        let section = resources(libraries)
        var out = ByteWriter()
        out.append(bytes: "MZ".utf8)
        fill(&out, to: 0x3C)
        out.append(UInt32(0x40))
        out.append(bytes: "PE\0\0".utf8)
        out.append(UInt16(is64Bit ? 0x8664 : 0x14C))
        out.append(UInt16(1))
        fill(&out, to: 0x54)
        let directories = is64Bit ? 0x70 : 0x60
        out.append(UInt16(truncatingIfNeeded: directories + 16 * 8))
        out.append(UInt16(0))
        let optional = out.count
        out.append(UInt16(is64Bit ? 0x20B : 0x10B))
        fill(&out, to: optional + directories - 4)
        out.append(UInt32(16))
        fill(&out, to: optional + directories + 2 * 8)
        out.append(sectionAddress)
        out.append(UInt32(truncatingIfNeeded: section.count))
        fill(&out, to: optional + directories + 16 * 8)
        out.append(bytes: ".rsrc\0\0\0".utf8)
        out.append(UInt32(truncatingIfNeeded: section.count))
        out.append(sectionAddress)
        out.append(UInt32(truncatingIfNeeded: section.count))
        out.append(UInt32(truncatingIfNeeded: headerSize))
        fill(&out, to: headerSize)
        out.append(bytes: section)
        return out.bytes
    }

    private static func resources(_ libraries: [(number: UInt32, bytes: [UInt8])]) -> [UInt8] {
        let high: UInt32 = 0x8000_0000
        let typeFolder = 0x18
        let languages = typeFolder + 0x10 + libraries.count * 8
        let dataEntries = languages + libraries.count * 0x18
        let name = dataEntries + libraries.count * 0x10
        let data = (name + 16 + 3) & ~3
        var out = ByteWriter()
        folder(&out, named: 1, numbered: 0)
        out.append(high | UInt32(truncatingIfNeeded: name))
        out.append(high | UInt32(truncatingIfNeeded: typeFolder))
        folder(&out, named: 0, numbered: libraries.count)
        for (index, library) in libraries.enumerated() {
            out.append(library.number)
            out.append(high | UInt32(truncatingIfNeeded: languages + index * 0x18))
        }
        for index in libraries.indices {
            folder(&out, named: 0, numbered: 1)
            out.append(UInt32(0x409))
            out.append(UInt32(truncatingIfNeeded: dataEntries + index * 0x10))
        }
        var position = data
        for library in libraries {
            out.append(sectionAddress + UInt32(truncatingIfNeeded: position))
            out.append(UInt32(truncatingIfNeeded: library.bytes.count))
            out.append(UInt64(0))
            position += (library.bytes.count + 3) & ~3
        }
        out.append(UInt16(7))
        for unit in "TYPELIB".utf16 { out.append(unit) }
        fill(&out, to: data)
        for library in libraries {
            out.append(bytes: library.bytes)
            fill(&out, to: (out.count + 3) & ~3)
        }
        return out.bytes
    }

    private static func folder(_ out: inout ByteWriter, named: Int, numbered: Int) {
        fill(&out, to: out.count + 12)
        out.append(UInt16(truncatingIfNeeded: named))
        out.append(UInt16(truncatingIfNeeded: numbered))
    }

    private static func fill(_ out: inout ByteWriter, to count: Int) {
        out.append(bytes: repeatElement(0, count: max(0, count - out.count)))
    }
}
