// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The names of types, members and parameters, each once whatever its case, found through a hash table of 128 buckets.
///
///     00 i32 the type (its offset) that is, or first has a member, of this name; -1 for parameters and the library
///     04 i32 the next entry of the same bucket, -1 if it is the last
///     08 u8  bytes of the name;  09 u8 flags: 0x38 a type's name, 0x10 one member only, 0x20 in an enum or module
///     0A u16 LHashValOfNameSys of the name
///     0C the name in the code page, filled with 0x57 to a multiple of four
///
/// An entry is named by its offset. Source: Wine `typelib_struct.h` MSFT_NameIntro, `write_msft.c`.
enum NameTable {
    static let bucketCount = 128
    static let longestName = 255
    private static let introSize = 12
    /// Of the flags 0x38 of a type's name, the one that no member's name has.
    private static let typeFlag: UInt8 = 0x08

    /// The name at `offset`; nil for -1, the absent name.
    static func read(
        _ offset: Int32, in segment: ByteView, budget: inout DecodingBudget
    ) throws(TypeLibraryError) -> String? {
        guard offset >= 0 else { return nil }
        let length = Int(try segment.u8(at: Int(offset) + 8))
        try budget.spend(length, at: segment.start + Int(offset))
        return try segment.text(at: Int(offset) + introSize, count: length)
    }

    /// The longest chain of a bucket that is followed.
    private static let longestChain = 4096

    /// The offset of the type with this name, letters of either case; nil if the hash table leads to none.
    static func typeOffset(
        of name: String, in segment: ByteView, hash table: ByteView, system: SystemKind, lcid: UInt32
    ) -> Int? {
        do throws(TypeLibraryError) {
            let bytes = try segment.codePage.encode(name)
            let wanted = name.lowercased()
            let bucket = Int(NameHash.value(of: bytes, system: system, lcid: lcid) & 0xFFFF) & (bucketCount - 1)
            var offset = try table.i32(at: bucket * 4)
            for _ in 0..<longestChain {
                guard offset >= 0 else { return nil }
                let at = Int(offset)
                let length = Int(try segment.u8(at: at + 8))
                if length == bytes.count, try segment.u8(at: at + 9) & typeFlag != 0,
                    try segment.text(at: at + introSize, count: length).lowercased() == wanted
                {
                    let owner = try segment.i32(at: at)
                    return owner >= 0 ? Int(owner) : nil
                }
                offset = try segment.i32(at: at + 4)
            }
            return nil
        } catch {
            // Whoever looks at every type meets the error.
            return nil
        }
    }

    enum Use {
        case library
        case parameter
        /// A type, by its offset.
        case type(Int32)
        /// A member of the type at an offset; `isConstant` for members of enums and modules; `isAlone` for those that are
        /// marked as long as no other member bears their name: the functions of modules, and variables but for
        /// properties.
        case member(of: Int32, isConstant: Bool, isAlone: Bool)
    }

    struct Builder {
        private(set) var segment = ByteWriter()
        private(set) var count: Int32 = 0
        private(set) var characters: Int32 = 0
        private var buckets = [Int32](repeating: -1, count: NameTable.bucketCount)
        /// By the letters without their case, and by the spelling that was asked for.
        private var known: [[UInt8]: Int32] = [:]
        private var knownSpellings: [String: Int32] = [:]
        private let system: SystemKind
        private let lcid: UInt32
        private let codePage: CodePage

        init(system: SystemKind, lcid: UInt32, codePage: CodePage) {
            self.system = system
            self.lcid = lcid
            self.codePage = codePage
        }

        /// The offset of the name's entry, made if no name that differs in case alone has one.
        /// - Throws: E_INVALIDARG if the name is longer than 255 bytes or has a character outside the code page.
        mutating func offset(of name: String, _ use: Use) throws(TypeLibraryError) -> Int32 {
            if let offset = knownSpellings[name] {
                note(use, at: Int(offset))
                return offset
            }
            let bytes = try codePage.encode(name)
            guard bytes.count <= NameTable.longestName else {
                throw TypeLibraryError(
                    .E_INVALIDARG, "the name \"\(name)\" has \(bytes.count) bytes; the format has room for 255")
            }
            // Of the text, not of its bytes: half of a double-byte character may look like a letter.
            let key = name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
            let offset: Int32
            if let found = known[key] {
                offset = found
            } else {
                offset = append(bytes)
                known[key] = offset
            }
            knownSpellings[name] = offset
            note(use, at: Int(offset))
            return offset
        }

        private mutating func append(_ bytes: [UInt8]) -> Int32 {
            let offset = segment.offset
            let hash = UInt16(truncatingIfNeeded: NameHash.value(of: bytes, system: system, lcid: lcid))
            let bucket = Int(hash) & (NameTable.bucketCount - 1)
            segment.append(Int32(-1))
            segment.append(buckets[bucket])
            segment.append(UInt8(truncatingIfNeeded: bytes.count))
            segment.append(UInt8(0))
            segment.append(hash)
            segment.append(bytes: bytes)
            segment.pad()
            buckets[bucket] = offset
            count += 1
            characters += Int32(truncatingIfNeeded: bytes.count)
            return offset
        }

        /// Keeps the entry's owner and flags as other writers do.
        private mutating func note(_ use: Use, at offset: Int) {
            let owner = Int32(bitPattern: segment.u32(at: offset))
            var flags = segment.bytes[offset + 9]
            switch use {
            case .library, .parameter: return
            case .type(let type):
                // Of types that share a name the first owns the entry; see `ImportTables.reference`.
                if flags & NameTable.typeFlag == 0 { segment.overwrite(type, at: offset) }
                flags |= 0x38
            case .member(let type, let isConstant, let isAlone):
                if owner == -1 {
                    segment.overwrite(type, at: offset)
                    if isAlone { flags |= 0x10 }
                } else {
                    flags &= ~0x10
                }
                if isConstant { flags |= 0x20 }
            }
            segment.overwrite(flags, at: offset + 9)
        }

        var hashSegment: ByteWriter {
            var out = ByteWriter()
            for bucket in buckets { out.append(bucket) }
            return out
        }
    }
}
