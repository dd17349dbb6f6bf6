// SPDX-License-Identifier: Apache-2.0

/// An HRESULT: the 32-bit result of a COM call; negative is failure. The constants bear their documented names.
/// [MS-ERREF] 2.1, [MS-OAUT] 2.2
public struct HResult: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int32

    @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

    /// From the usual hexadecimal spelling: `HResult(0x80004002)`.
    @inlinable public init(_ code: UInt32) { self.rawValue = Int32(bitPattern: code) }

    @inlinable public var isSuccess: Bool { rawValue >= 0 }
    @inlinable public var isFailure: Bool { rawValue < 0 }

    /// Bits 16 to 26.
    public var facility: Int32 { (rawValue >> 16) & 0x7FF }
    /// Bits 0 to 15.
    public var code: Int32 { rawValue & 0xFFFF }

    @inlinable public static var S_OK: HResult { HResult(0) }
    @inlinable public static var S_FALSE: HResult { HResult(1) }
    @inlinable public static var E_PENDING: HResult { HResult(0x8000_000A) }
    @inlinable public static var E_NOTIMPL: HResult { HResult(0x8000_4001) }
    @inlinable public static var E_NOINTERFACE: HResult { HResult(0x8000_4002) }
    @inlinable public static var E_POINTER: HResult { HResult(0x8000_4003) }
    @inlinable public static var E_ABORT: HResult { HResult(0x8000_4004) }
    @inlinable public static var E_FAIL: HResult { HResult(0x8000_4005) }
    @inlinable public static var E_UNEXPECTED: HResult { HResult(0x8000_FFFF) }
    @inlinable public static var E_ACCESSDENIED: HResult { HResult(0x8007_0005) }
    @inlinable public static var E_HANDLE: HResult { HResult(0x8007_0006) }
    @inlinable public static var E_OUTOFMEMORY: HResult { HResult(0x8007_000E) }
    @inlinable public static var E_INVALIDARG: HResult { HResult(0x8007_0057) }

    @inlinable public static var DISP_E_UNKNOWNINTERFACE: HResult { HResult(0x8002_0001) }
    @inlinable public static var DISP_E_MEMBERNOTFOUND: HResult { HResult(0x8002_0003) }
    @inlinable public static var DISP_E_PARAMNOTFOUND: HResult { HResult(0x8002_0004) }
    @inlinable public static var DISP_E_TYPEMISMATCH: HResult { HResult(0x8002_0005) }
    @inlinable public static var DISP_E_UNKNOWNNAME: HResult { HResult(0x8002_0006) }
    @inlinable public static var DISP_E_NONAMEDARGS: HResult { HResult(0x8002_0007) }
    @inlinable public static var DISP_E_BADVARTYPE: HResult { HResult(0x8002_0008) }
    @inlinable public static var DISP_E_EXCEPTION: HResult { HResult(0x8002_0009) }
    @inlinable public static var DISP_E_OVERFLOW: HResult { HResult(0x8002_000A) }
    @inlinable public static var DISP_E_BADINDEX: HResult { HResult(0x8002_000B) }
    @inlinable public static var DISP_E_UNKNOWNLCID: HResult { HResult(0x8002_000C) }
    @inlinable public static var DISP_E_ARRAYISLOCKED: HResult { HResult(0x8002_000D) }
    @inlinable public static var DISP_E_BADPARAMCOUNT: HResult { HResult(0x8002_000E) }
    @inlinable public static var DISP_E_PARAMNOTOPTIONAL: HResult { HResult(0x8002_000F) }
    @inlinable public static var DISP_E_BADCALLEE: HResult { HResult(0x8002_0010) }
    @inlinable public static var DISP_E_NOTACOLLECTION: HResult { HResult(0x8002_0011) }
    @inlinable public static var DISP_E_DIVBYZERO: HResult { HResult(0x8002_0012) }
    @inlinable public static var DISP_E_BUFFERTOOSMALL: HResult { HResult(0x8002_0013) }

    @inlinable public static var TYPE_E_BUFFERTOOSMALL: HResult { HResult(0x8002_8016) }
    @inlinable public static var TYPE_E_FIELDNOTFOUND: HResult { HResult(0x8002_8017) }
    @inlinable public static var TYPE_E_INVDATAREAD: HResult { HResult(0x8002_8018) }
    @inlinable public static var TYPE_E_UNSUPFORMAT: HResult { HResult(0x8002_8019) }
    @inlinable public static var TYPE_E_REGISTRYACCESS: HResult { HResult(0x8002_801C) }
    @inlinable public static var TYPE_E_LIBNOTREGISTERED: HResult { HResult(0x8002_801D) }
    @inlinable public static var TYPE_E_UNDEFINEDTYPE: HResult { HResult(0x8002_8027) }
    @inlinable public static var TYPE_E_QUALIFIEDNAMEDISALLOWED: HResult { HResult(0x8002_8028) }
    @inlinable public static var TYPE_E_INVALIDSTATE: HResult { HResult(0x8002_8029) }
    @inlinable public static var TYPE_E_WRONGTYPEKIND: HResult { HResult(0x8002_802A) }
    @inlinable public static var TYPE_E_ELEMENTNOTFOUND: HResult { HResult(0x8002_802B) }
    @inlinable public static var TYPE_E_AMBIGUOUSNAME: HResult { HResult(0x8002_802C) }
    @inlinable public static var TYPE_E_NAMECONFLICT: HResult { HResult(0x8002_802D) }
    @inlinable public static var TYPE_E_UNKNOWNLCID: HResult { HResult(0x8002_802E) }
    @inlinable public static var TYPE_E_DLLFUNCTIONNOTFOUND: HResult { HResult(0x8002_802F) }
    @inlinable public static var TYPE_E_BADMODULEKIND: HResult { HResult(0x8002_88BD) }
    @inlinable public static var TYPE_E_SIZETOOBIG: HResult { HResult(0x8002_88C5) }
    @inlinable public static var TYPE_E_DUPLICATEID: HResult { HResult(0x8002_88C6) }
    @inlinable public static var TYPE_E_INVALIDID: HResult { HResult(0x8002_88CF) }
    @inlinable public static var TYPE_E_TYPEMISMATCH: HResult { HResult(0x8002_8CA0) }
    @inlinable public static var TYPE_E_OUTOFBOUNDS: HResult { HResult(0x8002_8CA1) }
    @inlinable public static var TYPE_E_IOERROR: HResult { HResult(0x8002_8CA2) }
    @inlinable public static var TYPE_E_CANTLOADLIBRARY: HResult { HResult(0x8002_9C4A) }
    @inlinable public static var TYPE_E_INCONSISTENTPROPFUNCS: HResult { HResult(0x8002_9C83) }
    @inlinable public static var TYPE_E_CIRCULARTYPE: HResult { HResult(0x8002_9C84) }

    @inlinable public static var CLASS_E_NOAGGREGATION: HResult { HResult(0x8004_0110) }
    @inlinable public static var CLASS_E_CLASSNOTAVAILABLE: HResult { HResult(0x8004_0111) }
    @inlinable public static var REGDB_E_CLASSNOTREG: HResult { HResult(0x8004_0154) }
    @inlinable public static var REGDB_E_IIDNOTREG: HResult { HResult(0x8004_0155) }
    @inlinable public static var CO_E_CLASSSTRING: HResult { HResult(0x8004_01F3) }
    @inlinable public static var CO_E_APPNOTFOUND: HResult { HResult(0x8004_01F5) }
    @inlinable public static var CO_E_IIDSTRING: HResult { HResult(0x8004_01F4) }
    @inlinable public static var CO_E_DLLNOTFOUND: HResult { HResult(0x8004_01F8) }
    @inlinable public static var CO_E_ERRORINDLL: HResult { HResult(0x8004_01F9) }
    @inlinable public static var CO_E_OBJNOTREG: HResult { HResult(0x8004_01FB) }
    @inlinable public static var CO_S_NOTALLINTERFACES: HResult { HResult(0x0008_0012) }
    @inlinable public static var RPC_E_CHANGED_MODE: HResult { HResult(0x8001_0106) }
    @inlinable public static var CONNECT_E_NOCONNECTION: HResult { HResult(0x8004_0200) }
    @inlinable public static var CONNECT_E_ADVISELIMIT: HResult { HResult(0x8004_0201) }
    @inlinable public static var CONNECT_E_CANNOTCONNECT: HResult { HResult(0x8004_0202) }
}

extension HResult: CustomStringConvertible {
    /// `DISP_E_TYPEMISMATCH (0x80020005)`, or the number alone if it has no documented name here.
    public var description: String {
        let number = "0x" + hexadecimal(UInt64(UInt32(bitPattern: rawValue)), digits: 8)
        guard let entry = HResult.table[rawValue] else { return number }
        return entry.name + " (" + number + ")"
    }

    /// The documented name, if this table knows it.
    public var name: String? { HResult.table[rawValue]?.name }

    /// One sentence that says what the code means to the caller; `nil` for a code that is not in the table.
    public var explanation: String? { HResult.table[rawValue]?.text }

    private static let table: [Int32: (name: String, text: String)] = Dictionary(
        uniqueKeysWithValues: [
            (S_OK, "S_OK", "success"),
            (S_FALSE, "S_FALSE", "success, with a negative answer"),
            (E_PENDING, "E_PENDING", "the data is not yet available"),
            (E_NOTIMPL, "E_NOTIMPL", "not implemented"),
            (E_NOINTERFACE, "E_NOINTERFACE", "the object does not support this interface"),
            (E_POINTER, "E_POINTER", "a pointer that must not be null is null"),
            (E_ABORT, "E_ABORT", "the operation was aborted"),
            (E_FAIL, "E_FAIL", "unspecified failure"),
            (E_UNEXPECTED, "E_UNEXPECTED", "unexpected failure"),
            (E_ACCESSDENIED, "E_ACCESSDENIED", "access is denied"),
            (E_HANDLE, "E_HANDLE", "invalid handle"),
            (E_OUTOFMEMORY, "E_OUTOFMEMORY", "out of memory"),
            (E_INVALIDARG, "E_INVALIDARG", "an argument is invalid"),
            (DISP_E_UNKNOWNINTERFACE, "DISP_E_UNKNOWNINTERFACE", "unknown interface"),
            (DISP_E_MEMBERNOTFOUND, "DISP_E_MEMBERNOTFOUND", "the object has no such member, or not of this kind"),
            (DISP_E_PARAMNOTFOUND, "DISP_E_PARAMNOTFOUND", "no parameter with that DISPID, or a missing argument"),
            (DISP_E_TYPEMISMATCH, "DISP_E_TYPEMISMATCH", "an argument cannot be coerced to the parameter's type"),
            (DISP_E_UNKNOWNNAME, "DISP_E_UNKNOWNNAME", "the object has no member or parameter of that name"),
            (DISP_E_NONAMEDARGS, "DISP_E_NONAMEDARGS", "named arguments are not supported here"),
            (DISP_E_BADVARTYPE, "DISP_E_BADVARTYPE", "the VARIANT's type is not valid"),
            (DISP_E_EXCEPTION, "DISP_E_EXCEPTION", "the object raised an exception"),
            (DISP_E_OVERFLOW, "DISP_E_OVERFLOW", "the value is out of the target type's range"),
            (DISP_E_BADINDEX, "DISP_E_BADINDEX", "an index is out of bounds"),
            (DISP_E_UNKNOWNLCID, "DISP_E_UNKNOWNLCID", "unknown locale"),
            (DISP_E_ARRAYISLOCKED, "DISP_E_ARRAYISLOCKED", "the array is locked"),
            (DISP_E_BADPARAMCOUNT, "DISP_E_BADPARAMCOUNT", "the number of arguments is wrong"),
            (DISP_E_PARAMNOTOPTIONAL, "DISP_E_PARAMNOTOPTIONAL", "an argument that is not optional is missing"),
            (DISP_E_BADCALLEE, "DISP_E_BADCALLEE", "bad callee"),
            (DISP_E_NOTACOLLECTION, "DISP_E_NOTACOLLECTION", "the object is not a collection"),
            (DISP_E_DIVBYZERO, "DISP_E_DIVBYZERO", "division by zero"),
            (DISP_E_BUFFERTOOSMALL, "DISP_E_BUFFERTOOSMALL", "the buffer is too small"),
            (TYPE_E_BUFFERTOOSMALL, "TYPE_E_BUFFERTOOSMALL", "the buffer is too small"),
            (TYPE_E_FIELDNOTFOUND, "TYPE_E_FIELDNOTFOUND", "the record has no such field"),
            (TYPE_E_INVDATAREAD, "TYPE_E_INVDATAREAD", "the type library holds invalid data"),
            (TYPE_E_UNSUPFORMAT, "TYPE_E_UNSUPFORMAT", "the type library has an unsupported format"),
            (TYPE_E_REGISTRYACCESS, "TYPE_E_REGISTRYACCESS", "the store of registrations cannot be read or written"),
            (TYPE_E_LIBNOTREGISTERED, "TYPE_E_LIBNOTREGISTERED", "the type library is not registered"),
            (TYPE_E_UNDEFINEDTYPE, "TYPE_E_UNDEFINEDTYPE", "the type is not defined"),
            (TYPE_E_QUALIFIEDNAMEDISALLOWED, "TYPE_E_QUALIFIEDNAMEDISALLOWED", "a qualified name is not allowed here"),
            (TYPE_E_INVALIDSTATE, "TYPE_E_INVALIDSTATE", "not valid in this state"),
            (TYPE_E_WRONGTYPEKIND, "TYPE_E_WRONGTYPEKIND", "the type is of the wrong kind"),
            (TYPE_E_ELEMENTNOTFOUND, "TYPE_E_ELEMENTNOTFOUND", "no such element"),
            (TYPE_E_AMBIGUOUSNAME, "TYPE_E_AMBIGUOUSNAME", "the name is ambiguous"),
            (TYPE_E_NAMECONFLICT, "TYPE_E_NAMECONFLICT", "the name is already used"),
            (TYPE_E_UNKNOWNLCID, "TYPE_E_UNKNOWNLCID", "unknown locale"),
            (TYPE_E_DLLFUNCTIONNOTFOUND, "TYPE_E_DLLFUNCTIONNOTFOUND", "the function is not in that library"),
            (TYPE_E_BADMODULEKIND, "TYPE_E_BADMODULEKIND", "wrong module kind for the operation"),
            (TYPE_E_SIZETOOBIG, "TYPE_E_SIZETOOBIG", "the size is too big"),
            (TYPE_E_DUPLICATEID, "TYPE_E_DUPLICATEID", "the member id is used twice"),
            (TYPE_E_INVALIDID, "TYPE_E_INVALIDID", "the member id is not valid"),
            (TYPE_E_TYPEMISMATCH, "TYPE_E_TYPEMISMATCH", "type mismatch"),
            (TYPE_E_OUTOFBOUNDS, "TYPE_E_OUTOFBOUNDS", "an index is out of bounds"),
            (TYPE_E_IOERROR, "TYPE_E_IOERROR", "the file cannot be read or written"),
            (TYPE_E_CANTLOADLIBRARY, "TYPE_E_CANTLOADLIBRARY", "the type library or DLL cannot be loaded"),
            (TYPE_E_INCONSISTENTPROPFUNCS, "TYPE_E_INCONSISTENTPROPFUNCS", "the property's functions are inconsistent"),
            (TYPE_E_CIRCULARTYPE, "TYPE_E_CIRCULARTYPE", "the type refers to itself in a circle"),
            (CLASS_E_NOAGGREGATION, "CLASS_E_NOAGGREGATION", "the class cannot be aggregated"),
            (CLASS_E_CLASSNOTAVAILABLE, "CLASS_E_CLASSNOTAVAILABLE", "the class is not available here"),
            (REGDB_E_CLASSNOTREG, "REGDB_E_CLASSNOTREG", "the class is not registered"),
            (REGDB_E_IIDNOTREG, "REGDB_E_IIDNOTREG", "the interface is not registered"),
            (CO_E_CLASSSTRING, "CO_E_CLASSSTRING", "the class string is not valid, or no such ProgID"),
            (CO_E_APPNOTFOUND, "CO_E_APPNOTFOUND", "the application was not found"),
            (CO_E_IIDSTRING, "CO_E_IIDSTRING", "the text is not an IID"),
            (CO_E_DLLNOTFOUND, "CO_E_DLLNOTFOUND", "the component's library was not found"),
            (CO_E_ERRORINDLL, "CO_E_ERRORINDLL", "the component's library cannot be used"),
            (CO_E_OBJNOTREG, "CO_E_OBJNOTREG", "the class object is not registered"),
            (CO_S_NOTALLINTERFACES, "CO_S_NOTALLINTERFACES", "the object has some of the interfaces only"),
            (RPC_E_CHANGED_MODE, "RPC_E_CHANGED_MODE", "the thread is in an apartment of the other kind"),
            (CONNECT_E_NOCONNECTION, "CONNECT_E_NOCONNECTION", "there is no such connection"),
            (CONNECT_E_ADVISELIMIT, "CONNECT_E_ADVISELIMIT", "the connection point is full"),
            (CONNECT_E_CANNOTCONNECT, "CONNECT_E_CANNOTCONNECT", "the sink cannot be connected"),
        ].map { ($0.0.rawValue, (name: $0.1, text: $0.2)) })
}

/// DISPIDs with a fixed meaning. [MS-OAUT] 2.2.32
public enum DispID {
    /// The default member.
    @inlinable public static var value: Int32 { 0 }
    /// No such member.
    @inlinable public static var unknown: Int32 { -1 }
    /// The name of the value that a property put carries.
    @inlinable public static var propertyPut: Int32 { -3 }
    /// The enumerator of a collection.
    @inlinable public static var newEnum: Int32 { -4 }
    @inlinable public static var evaluate: Int32 { -5 }
    @inlinable public static var constructor: Int32 { -6 }
    @inlinable public static var destructor: Int32 { -7 }
    @inlinable public static var collect: Int32 { -8 }
}
