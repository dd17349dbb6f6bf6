// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The first record of an MSFT library. After it stand, if `hasHelpStringDLL`, the offset of that DLL's name in the
/// string table, then one 32-bit offset for each type (into the type-info segment), then the segment directory.
///
///     00 u32 "MSFT"                 1C u32 LIBFLAGS            38 i32 library name (name table)
///     04 u32 0x00010002             20 i32 number of types     3C i32 help file (string table)
///     08 i32 LIBID (GUID table)     24 i32 help string         40 i32 custom data (its directory)
///     0C u32 LCID of the names      28 u32 helpstringcontext   44 u32 0x20, GUID hash buckets
///     10 u32 LCID                   2C u32 helpcontext         48 u32 0x80, name hash buckets
///     14 u32 SYSKIND and flags      30 i32 number of names     4C i32 reference to IDispatch
///     18 u16 major, u16 minor       34 i32 characters in them  50 i32 number of import infos
///
/// Offsets that are absent are -1. Source: Wine `typelib_struct.h` MSFT_Header; "Unofficial TypeLib Data Format
/// Specification", The TypeLib Header.
struct Header {
    static let size = 0x54
    static let signature: UInt32 = 0x5446_534D
    static let formatVersion: UInt32 = 0x0001_0002
    /// Set in `systemAndFlags` by every known writer.
    private static let alwaysSet: UInt32 = 0x40
    private static let helpFileFlag: UInt32 = 0x10
    private static let helpStringDLLFlag: UInt32 = 0x100

    var guid: Int32 = -1
    var nameLCID: UInt32 = 0x409
    var lcid: UInt32 = 0
    var systemAndFlags: UInt32 = 0
    var version = Version(0, 0)
    var flags: UInt32 = 0
    var typeCount: Int32 = 0
    var helpString: Int32 = -1
    var helpStringContext: UInt32 = 0
    var helpContext: UInt32 = 0
    var nameCount: Int32 = 0
    var nameCharacters: Int32 = 0
    var name: Int32 = -1
    var helpFile: Int32 = -1
    var customData: Int32 = -1
    var dispatch: Int32 = -1
    var importCount: Int32 = 0

    var hasHelpStringDLL: Bool { systemAndFlags & Header.helpStringDLLFlag != 0 }

    init(system: SystemKind, hasHelpFile: Bool, hasHelpStringDLL: Bool) {
        systemAndFlags = system.rawValue | Header.alwaysSet
        if hasHelpFile { systemAndFlags |= Header.helpFileFlag }
        if hasHelpStringDLL { systemAndFlags |= Header.helpStringDLLFlag }
    }

    init(reading view: ByteView) throws(TypeLibraryError) {
        var cursor = view.cursor()
        guard try cursor.u32() == Header.signature else {
            throw TypeLibraryError(.TYPE_E_UNSUPFORMAT, "the signature of an MSFT type library is missing", offset: 0)
        }
        _ = try cursor.u32()
        guid = try cursor.i32()
        nameLCID = try cursor.u32()
        lcid = try cursor.u32()
        systemAndFlags = try cursor.u32()
        version = Version(try cursor.u16(), try cursor.u16())
        flags = try cursor.u32()
        typeCount = try cursor.i32()
        helpString = try cursor.i32()
        helpStringContext = try cursor.u32()
        helpContext = try cursor.u32()
        nameCount = try cursor.i32()
        nameCharacters = try cursor.i32()
        name = try cursor.i32()
        helpFile = try cursor.i32()
        customData = try cursor.i32()
        _ = try cursor.u32()
        _ = try cursor.u32()
        dispatch = try cursor.i32()
        importCount = try cursor.i32()
    }

    func write(to out: inout ByteWriter) {
        out.append(Header.signature)
        out.append(Header.formatVersion)
        out.append(guid)
        out.append(nameLCID)
        out.append(lcid)
        out.append(systemAndFlags)
        out.append(version.major)
        out.append(version.minor)
        out.append(flags)
        out.append(typeCount)
        out.append(helpString)
        out.append(helpStringContext)
        out.append(helpContext)
        out.append(nameCount)
        out.append(nameCharacters)
        out.append(name)
        out.append(helpFile)
        out.append(customData)
        out.append(UInt32(GUIDTable.bucketCount))
        out.append(UInt32(NameTable.bucketCount))
        out.append(dispatch)
        out.append(importCount)
    }

    /// The system whose layouts the library holds.
    /// - Throws: TYPE_E_UNSUPFORMAT for the systems that no process of today has: 16-bit Windows and the classic
    /// Macintosh.
    func system() throws(TypeLibraryError) -> SystemKind {
        let number = systemAndFlags & 0xF
        switch SystemKind(rawValue: number) {
        case .win32: return .win32
        case .win64: return .win64
        case .win16, .mac:
            let name = number == 0 ? "SYS_WIN16 (16-bit Windows)" : "SYS_MAC (the classic Macintosh)"
            throw TypeLibraryError(
                .TYPE_E_UNSUPFORMAT,
                "the library was made for \(name); only SYS_WIN32 and SYS_WIN64 layouts can be used here", offset: 0x14)
        case nil:
            throw TypeLibraryError(.TYPE_E_UNSUPFORMAT, "SYSKIND \(number) is not known", offset: 0x14)
        }
    }
}
