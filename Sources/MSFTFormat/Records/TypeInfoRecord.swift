// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The fixed part of a type.
///
///     00 u32 TYPEKIND in bits 0–3; see below       34 i32 name
///     04 i32 offset of the members in the file     38 u16 major, u16 minor
///     08 u32 memory that the members will need     3C i32 help string
///     0C i32 size of the members as FUNCDESCs      40 u32 helpstringcontext
///     10 u32 3                                     44 u32 helpcontext
///     14 u32 0                                     48 i32 custom data
///     18 u16 functions, u16 variables              4C u16 implemented types, u16 bytes of the vtable
///     1C u32 0 (four times)                        50 u32 size of an instance
///     2C i32 GUID                                  54 i32 detail, by kind
///     30 u32 TYPEFLAGS                             58 u16 inherited interfaces, u16 inherited functions
///                                                  5C u32 0    60 i32 -1
///
/// The first field also has: bits 6–10 and 11–15 the alignment in bytes; bits 16–31 the type's index. `detail` is the
/// base interface's reference, an alias's type, a module's DLL name (string table), or the first entry of a coclass in
/// the reference table; -1 if there is none. For an alias, 58 is the size of its TYPEDESCs.
/// Source: Wine `typelib_struct.h` MSFT_TypeInfoBase, `write_msft.c`; "Unofficial TypeLib Data Format Specification".
struct TypeInfoRecord {
    static let size = 0x64

    var kindBits: UInt32 = 0
    var members: Int32 = -1
    var memberMemory: UInt32 = 0
    var memberSize: Int32 = -1
    var functionCount: UInt16 = 0
    var variableCount: UInt16 = 0
    var guid: Int32 = -1
    var flags: UInt32 = 0
    var name: Int32 = -1
    var version = Version(0, 0)
    var helpString: Int32 = -1
    var helpStringContext: UInt32 = 0
    var helpContext: UInt32 = 0
    var customData: Int32 = -1
    var implementedCount: UInt16 = 0
    var vtableSize: UInt16 = 0
    var instanceSize: UInt32 = 0
    var detail: Int32 = -1
    var inheritedInterfaces: UInt16 = 0
    var inheritedFunctions: UInt16 = 0

    init() {}

    init(reading segment: ByteView, index: Int) throws(TypeLibraryError) {
        var cursor = segment.cursor(at: index * TypeInfoRecord.size)
        kindBits = try cursor.u32()
        members = try cursor.i32()
        memberMemory = try cursor.u32()
        memberSize = try cursor.i32()
        _ = try cursor.u32()
        _ = try cursor.u32()
        functionCount = try cursor.u16()
        variableCount = try cursor.u16()
        for _ in 0..<4 { _ = try cursor.u32() }
        guid = try cursor.i32()
        flags = try cursor.u32()
        name = try cursor.i32()
        version = Version(try cursor.u16(), try cursor.u16())
        helpString = try cursor.i32()
        helpStringContext = try cursor.u32()
        helpContext = try cursor.u32()
        customData = try cursor.i32()
        implementedCount = try cursor.u16()
        vtableSize = try cursor.u16()
        instanceSize = try cursor.u32()
        detail = try cursor.i32()
        inheritedInterfaces = try cursor.u16()
        inheritedFunctions = try cursor.u16()
        _ = try cursor.u32()
        _ = try cursor.i32()
    }

    /// The name alone.
    static func name(reading segment: ByteView, index: Int) throws(TypeLibraryError) -> Int32 {
        try segment.i32(at: index * size + 0x34)
    }

    func write(to out: inout ByteWriter) {
        out.append(kindBits)
        out.append(members)
        out.append(memberMemory)
        out.append(memberSize)
        out.append(UInt32(3))
        out.append(UInt32(0))
        out.append(functionCount)
        out.append(variableCount)
        for _ in 0..<4 { out.append(UInt32(0)) }
        out.append(guid)
        out.append(flags)
        out.append(name)
        out.append(version.major)
        out.append(version.minor)
        out.append(helpString)
        out.append(helpStringContext)
        out.append(helpContext)
        out.append(customData)
        out.append(implementedCount)
        out.append(vtableSize)
        out.append(instanceSize)
        out.append(detail)
        out.append(inheritedInterfaces)
        out.append(inheritedFunctions)
        out.append(UInt32(0))
        out.append(Int32(-1))
    }

    /// - Throws: TYPE_E_INVDATAREAD for a number that is not a TYPEKIND.
    func kind(in segment: ByteView, index: Int) throws(TypeLibraryError) -> TypeKind {
        guard let kind = TypeKind(rawValue: kindBits & 0xF) else {
            throw segment.invalid("\(kindBits & 0xF) is not a TYPEKIND", at: index * TypeInfoRecord.size)
        }
        return kind
    }

    var alignment: UInt16 { UInt16(truncatingIfNeeded: (kindBits >> 11) & 0x1F) }

    /// The first field of a type. Bits 6–10 are the alignment of what holds a value: of a record the record's own, but
    /// 8 for types of which there are only pointers; a plain dispinterface has the size of a pointer there.
    static func kindBits(_ kind: TypeKind, alignment: UInt16, isDual: Bool, index: Int) -> UInt32 {
        let alignment = UInt32(alignment & 0x1F)
        let holder: UInt32 =
            switch kind {
            case .interface, .coclass, .module: 8
            case .dispatch: isDual ? 8 : alignment
            case .enum, .record, .alias, .union: alignment
            }
        let dualMark: UInt32 = kind == .dispatch && isDual ? 0x10 : 0
        return kind.rawValue | 0x20 | dualMark | holder << 6 | alignment << 11
            | UInt32(truncatingIfNeeded: index) << 16
    }
}
