// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// A variable: a field, a constant, or a property of a dispinterface.
///
///     00 u16 bytes of the record, u16 its index      14 u32 helpcontext
///     04 i32 type                                    18 i32 help string
///     08 u32 VARFLAGS                                1C i32 -1
///     0C u16 VARKIND                                 20 i32 custom data
///     0E u16 bytes of the VARDESC                    24 u32 helpstringcontext
///     10 u32 VAR_CONST: the value; else the offset
///
/// The right half is there as far as the record's length says.
/// Source: Wine `typelib_struct.h` MSFT_VarRecord, `typelib.c` MSFT_DoVars.
struct VariableRecord {
    static let fixedSize = 0x14

    var type: Int32
    var flags: UInt32
    var kind: UInt16
    var descriptionSize: UInt16 = 0
    /// The value of a constant as `ValueTable` has it, or the offset in the instance.
    var value: Int32
    var helpContext: UInt32 = 0
    var helpString: Int32 = -1
    var customData: Int32 = -1
    var helpStringContext: UInt32 = 0

    init(type: Int32, flags: VarFlags, kind: VarKind, value: Int32) {
        self.type = type
        self.flags = UInt32(flags.rawValue)
        self.kind = UInt16(truncatingIfNeeded: kind.rawValue)
        self.value = value
    }

    init(reading view: ByteView) throws(TypeLibraryError) {
        var cursor = view.cursor(at: 4)
        type = try cursor.i32()
        flags = try cursor.u32()
        kind = try cursor.u16()
        descriptionSize = try cursor.u16()
        value = try cursor.i32()
        func optional(_ offset: Int) throws(TypeLibraryError) -> Int32? {
            offset + 4 <= view.count ? try view.i32(at: offset) : nil
        }
        helpContext = UInt32(bitPattern: try optional(0x14) ?? 0)
        helpString = try optional(0x18) ?? -1
        customData = try optional(0x20) ?? -1
        helpStringContext = UInt32(bitPattern: try optional(0x24) ?? 0)
    }

    /// Appends the record.
    func write(to out: inout ByteWriter, index: Int) {
        let optionals =
            helpStringContext != 0 ? 5 : customData != -1 ? 4 : helpString != -1 ? 2 : helpContext != 0 ? 1 : 0
        out.append(UInt16(truncatingIfNeeded: VariableRecord.fixedSize + optionals * 4))
        out.append(UInt16(truncatingIfNeeded: index))
        out.append(type)
        out.append(flags)
        out.append(kind)
        out.append(descriptionSize)
        out.append(value)
        if optionals > 0 { out.append(helpContext) }
        if optionals > 1 { out.append(helpString) }
        if optionals > 2 {
            out.append(Int32(-1))
            out.append(customData)
        }
        if optionals > 4 { out.append(helpStringContext) }
    }
}
