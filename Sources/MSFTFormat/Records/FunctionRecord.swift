// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// A function.
///
///     00 u16 bytes of the record, u16 its index      18 u32 helpcontext
///     04 i32 result type                             1C i32 help string
///     08 u32 FUNCFLAGS                               20 i32 DLL entry: a string, or the ordinal
///     0C i16 offset in the vtable                    24 i32 -1    28 i32 -1
///     0E u16 bytes of the FUNCDESC                   2C u32 helpstringcontext
///     10 u32 kinds, see below                        30 i32 custom data
///     14 i16 parameters, i16 optional ones           34 i32 custom data, one per parameter
///
/// The right half is there as far as the record's length says. After it stand, if bit 12 of `kinds` is set, one default
/// value per parameter (-1: none), then for each parameter i32 type, i32 name (-1: none), u32 PARAMFLAGS.
///
/// `kinds`: bits 0–2 FUNCKIND, 3–6 INVOKEKIND, 7 custom data, 8–11 CALLCONV, 12 default values, 13 the DLL entry is an
/// ordinal, 14–15 number of [lcid] and [retval] parameters, 16–31 the next function with the same MEMBERID (its own
/// index if none). Source: Wine `typelib_struct.h` MSFT_FuncRecord, `typelib.c` MSFT_DoFuncs.
struct FunctionRecord {
    static let fixedSize = 0x18
    static let parameterSize = 12
    private static let hasCustomData: UInt32 = 1 << 7
    private static let hasDefaults: UInt32 = 1 << 12
    private static let entryIsOrdinal: UInt32 = 1 << 13

    struct ParameterRecord {
        var type: Int32
        var name: Int32
        var flags: UInt32
        var defaultValue: Int32?
        var customData: Int32 = -1
    }

    var resultType: Int32
    var flags: UInt32
    var vtableOffset: Int16
    var descriptionSize: UInt16 = 0
    var kinds: UInt32
    var optionalCount: Int16
    var helpContext: UInt32 = 0
    var helpString: Int32 = -1
    var entry: Int32 = -1
    var helpStringContext: UInt32 = 0
    var customData: Int32 = -1
    var parameters: [ParameterRecord] = []

    var isEntryOrdinal: Bool { kinds & FunctionRecord.entryIsOrdinal != 0 }
    var invokeKind: InvokeKind { InvokeKind(rawValue: UInt16(truncatingIfNeeded: kinds >> 3 & 0xF)) }
    var callConv: CallConv { CallConv(rawValue: kinds >> 8 & 0xF) }

    init(reading view: ByteView) throws(TypeLibraryError) {
        var cursor = view.cursor(at: 4)
        resultType = try cursor.i32()
        flags = try cursor.u32()
        vtableOffset = try cursor.i16()
        descriptionSize = try cursor.u16()
        kinds = try cursor.u32()
        let count = Int(try cursor.i16())
        optionalCount = try cursor.i16()

        let hasDefaults = kinds & FunctionRecord.hasDefaults != 0
        let parameters = view.count - count * FunctionRecord.parameterSize
        let optionalEnd = parameters - (hasDefaults ? count * 4 : 0)
        guard count >= 0, optionalEnd >= FunctionRecord.fixedSize else {
            throw view.invalid("a function record of \(view.count) bytes has no room for \(count) parameters", at: 0x14)
        }
        func optional(_ offset: Int) throws(TypeLibraryError) -> Int32? {
            offset + 4 <= optionalEnd ? try view.i32(at: offset) : nil
        }
        helpContext = UInt32(bitPattern: try optional(0x18) ?? 0)
        helpString = try optional(0x1C) ?? -1
        entry = try optional(0x20) ?? -1
        helpStringContext = UInt32(bitPattern: try optional(0x2C) ?? 0)
        let hasCustomData = kinds & FunctionRecord.hasCustomData != 0
        if hasCustomData { customData = try optional(0x30) ?? -1 }

        self.parameters.reserveCapacity(count)
        for index in 0..<count {
            var cursor = view.cursor(at: parameters + index * FunctionRecord.parameterSize)
            var parameter = ParameterRecord(
                type: try cursor.i32(), name: try cursor.i32(), flags: try cursor.u32(), defaultValue: nil)
            let hasDefault = ParamFlags(rawValue: UInt16(truncatingIfNeeded: parameter.flags)).contains(.hasDefault)
            if hasDefaults && hasDefault {
                let word = try view.i32(at: optionalEnd + index * 4)
                parameter.defaultValue = word == -1 ? nil : word
            }
            if hasCustomData { parameter.customData = try optional(0x34 + index * 4) ?? -1 }
            self.parameters.append(parameter)
        }
    }

    /// A record to be written. `kinds` is made of the function's kinds; the rest is set by the writer.
    init(_ function: Function, resultType: Int32) {
        self.resultType = resultType
        flags = UInt32(function.flags.rawValue)
        vtableOffset = function.vtableOffset
        kinds =
            function.kind.rawValue & 7 | UInt32(function.invokeKind.rawValue & 0xF) << 3
            | (function.callConv.rawValue & 0xF) << 8
        let special = function.parameters.count { !$0.flags.isDisjoint(with: [.lcid, .retval]) }
        kinds |= UInt32(min(special, 2)) << 14
        optionalCount = function.optionalCount
        helpContext = function.documentation.helpContext
        helpStringContext = function.documentation.helpStringContext
        if case .ordinal = function.entry { kinds |= FunctionRecord.entryIsOrdinal }
    }

    /// How many of the optional words the record needs: as many as reach the last one that says something.
    private var optionalCountToWrite: Int {
        if parameters.contains(where: { $0.customData != -1 }) { return 7 + parameters.count }
        if customData != -1 { return 7 }
        if helpStringContext != 0 { return 6 }
        if entry != -1 || isEntryOrdinal { return 3 }
        if helpString != -1 { return 2 }
        return helpContext != 0 ? 1 : 0
    }

    /// Appends the record.
    /// - Parameters:
    ///   - index: the function's index in its type; `next`: the next function with the same MEMBERID.
    /// - Throws: E_INVALIDARG if the function has more parameters than a record has room for.
    func write(to out: inout ByteWriter, index: Int, next: Int) throws(TypeLibraryError) {
        let optionals = optionalCountToWrite
        // A loader that sees PARAMFLAG_FHASDEFAULT relies on the words of default values being there.
        let hasDefaults = parameters.contains {
            $0.defaultValue != nil || ParamFlags(rawValue: UInt16(truncatingIfNeeded: $0.flags)).contains(.hasDefault)
        }
        let size =
            FunctionRecord.fixedSize + optionals * 4 + parameters.count
            * (FunctionRecord.parameterSize + (hasDefaults ? 4 : 0))
        guard size <= UInt16.max else {
            throw TypeLibraryError(.E_INVALIDARG, "a function with \(parameters.count) parameters cannot be stored")
        }
        var kinds = kinds & 0xFFFF | UInt32(truncatingIfNeeded: next) << 16
        if hasDefaults { kinds |= FunctionRecord.hasDefaults }
        if optionals > 6 { kinds |= FunctionRecord.hasCustomData }

        out.append(UInt16(truncatingIfNeeded: size))
        out.append(UInt16(truncatingIfNeeded: index))
        out.append(resultType)
        out.append(flags)
        out.append(vtableOffset)
        out.append(descriptionSize)
        out.append(kinds)
        out.append(Int16(truncatingIfNeeded: parameters.count))
        out.append(optionalCount)
        if optionals > 0 { out.append(helpContext) }
        if optionals > 1 { out.append(helpString) }
        if optionals > 2 { out.append(entry) }
        if optionals > 3 {
            out.append(Int32(-1))
            out.append(Int32(-1))
            out.append(helpStringContext)
        }
        if optionals > 6 { out.append(customData) }
        if optionals > 7 { for parameter in parameters { out.append(parameter.customData) } }
        if hasDefaults {
            for parameter in parameters { out.append(parameter.defaultValue ?? -1) }
        }
        for parameter in parameters {
            out.append(parameter.type)
            out.append(parameter.name)
            out.append(parameter.flags)
        }
    }
}
