// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The types that one type refers to.
///
///     00 u8 0xDF, 44 u32 eight times their number, 48 eight bytes for each, seven bytes, then for each
///        u16 length and a text `*\Rlibrary*#index`, both numbers hexadecimal
///
/// `library` is 0xFFFF for this library, else where the name table has `*\G{GUID}#major.minor#lcid#file#`.
/// Source: Wine `typelib.c` SLTG_DoRefs.
struct SLTGReferences {
    private static let mark: UInt8 = 0xDF
    private static let none = UInt32.max
    /// IDispatch's index in every stdole library.
    private static let dispatchIndex = 4

    private(set) var all: [TypeReference] = []

    init(reading block: ByteView, names: SLTGNames, typeCount: Int) throws(TypeLibraryError) {
        let offset = try block.u32(at: 2)
        guard offset != SLTGReferences.none else { return }
        let start = Int(offset)
        guard try block.u8(at: start) == SLTGReferences.mark else {
            throw block.invalid("the mark of a type's references is missing", at: start)
        }
        let size = Int(try block.u32(at: start + 0x44))
        guard size <= block.count else { throw block.invalid("more references than the block has bytes", at: start) }
        var position = start + 0x48 + size + 7
        for _ in 0..<size / 8 {
            let length = Int(try block.u16(at: position))
            let text = try block.text(at: position + 2, count: length)
            position += 2 + length
            all.append(try SLTGReferences.reference(text, names, typeCount: typeCount) ?? .invalid(UInt32(all.count)))
        }
    }

    /// The reference with this number; `.invalid` if there is none.
    subscript(number: Int) -> TypeReference {
        all.indices.contains(number) ? all[number] : .invalid(UInt32(truncatingIfNeeded: number))
    }

    private static func reference(
        _ text: String, _ names: SLTGNames, typeCount: Int
    ) throws(TypeLibraryError) -> TypeReference? {
        guard text.hasPrefix("*\\R") else { return nil }
        let parts = text.dropFirst(3).split(separator: "*#", maxSplits: 1)
        guard parts.count == 2, let library = Int(parts[0], radix: 16), let index = Int(parts[1], radix: 16) else {
            return nil
        }
        if library == 0xFFFF { return index < typeCount ? .local(index) : nil }
        guard let imported = importedLibrary(try names.text(at: library)) else { return nil }
        let isDispatch = imported.guid == WellKnownIID.stdole && index == dispatchIndex
        return .external(
            ExternalType(
                library: imported, target: isDispatch ? .guid(WellKnownIID.dispatch) : .index(index),
                kind: isDispatch ? .interface : nil))
    }

    private static func importedLibrary(_ text: String) -> ImportedLibrary? {
        guard text.hasPrefix("*\\G") else { return nil }
        let parts = text.dropFirst(3).split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count >= 4, let guid = GUID(parts[0]), let lcid = UInt32(parts[2], radix: 16) else { return nil }
        let version = parts[1].split(separator: ".")
        guard version.count == 2, let major = UInt16(version[0]), let minor = UInt16(version[1]) else { return nil }
        return ImportedLibrary(fileName: String(parts[3]), guid: guid, version: Version(major, minor), lcid: lcid)
    }
}
