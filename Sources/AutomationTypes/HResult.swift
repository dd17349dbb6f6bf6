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

    // Calls to other apartments and processes: [MS-ERREF] 2.1.1, and the Win32 codes of RPC as HRESULTs.
    @inlinable public static var RPC_E_CALL_REJECTED: HResult { HResult(0x8001_0001) }
    @inlinable public static var RPC_E_CALL_CANCELED: HResult { HResult(0x8001_0002) }
    @inlinable public static var RPC_E_CONNECTION_TERMINATED: HResult { HResult(0x8001_0006) }
    @inlinable public static var RPC_E_SERVER_DIED: HResult { HResult(0x8001_0007) }
    @inlinable public static var RPC_E_CLIENT_DIED: HResult { HResult(0x8001_0008) }
    @inlinable public static var RPC_E_INVALID_DATAPACKET: HResult { HResult(0x8001_0009) }
    @inlinable public static var RPC_E_CANTTRANSMIT_CALL: HResult { HResult(0x8001_000A) }
    @inlinable public static var RPC_E_CLIENT_CANTMARSHAL_DATA: HResult { HResult(0x8001_000B) }
    @inlinable public static var RPC_E_CLIENT_CANTUNMARSHAL_DATA: HResult { HResult(0x8001_000C) }
    @inlinable public static var RPC_E_SERVER_CANTMARSHAL_DATA: HResult { HResult(0x8001_000D) }
    @inlinable public static var RPC_E_SERVER_CANTUNMARSHAL_DATA: HResult { HResult(0x8001_000E) }
    @inlinable public static var RPC_E_INVALID_DATA: HResult { HResult(0x8001_000F) }
    @inlinable public static var RPC_E_SERVER_DIED_DNE: HResult { HResult(0x8001_0012) }
    @inlinable public static var RPC_E_SYS_CALL_FAILED: HResult { HResult(0x8001_0100) }
    @inlinable public static var RPC_E_OUT_OF_RESOURCES: HResult { HResult(0x8001_0101) }
    @inlinable public static var RPC_E_FAULT: HResult { HResult(0x8001_0104) }
    @inlinable public static var RPC_E_SERVERFAULT: HResult { HResult(0x8001_0105) }
    @inlinable public static var RPC_E_INVALIDMETHOD: HResult { HResult(0x8001_0107) }
    @inlinable public static var RPC_E_DISCONNECTED: HResult { HResult(0x8001_0108) }
    @inlinable public static var RPC_E_RETRY: HResult { HResult(0x8001_0109) }
    @inlinable public static var RPC_E_SERVERCALL_RETRYLATER: HResult { HResult(0x8001_010A) }
    @inlinable public static var RPC_E_SERVERCALL_REJECTED: HResult { HResult(0x8001_010B) }
    @inlinable public static var RPC_E_WRONG_THREAD: HResult { HResult(0x8001_010E) }
    @inlinable public static var RPC_E_THREAD_NOT_INIT: HResult { HResult(0x8001_010F) }
    @inlinable public static var RPC_E_VERSION_MISMATCH: HResult { HResult(0x8001_0110) }
    @inlinable public static var RPC_E_INVALID_HEADER: HResult { HResult(0x8001_0111) }
    @inlinable public static var RPC_E_INVALID_EXTENSION: HResult { HResult(0x8001_0112) }
    @inlinable public static var RPC_E_INVALID_IPID: HResult { HResult(0x8001_0113) }
    @inlinable public static var RPC_E_INVALID_OBJECT: HResult { HResult(0x8001_0114) }
    @inlinable public static var RPC_E_CALL_COMPLETE: HResult { HResult(0x8001_0117) }
    @inlinable public static var RPC_E_TOO_LATE: HResult { HResult(0x8001_0119) }
    @inlinable public static var RPC_E_ACCESS_DENIED: HResult { HResult(0x8001_011B) }
    @inlinable public static var RPC_E_REMOTE_DISABLED: HResult { HResult(0x8001_011C) }
    @inlinable public static var RPC_E_INVALID_OBJREF: HResult { HResult(0x8001_011D) }
    @inlinable public static var RPC_E_NO_CONTEXT: HResult { HResult(0x8001_011E) }
    @inlinable public static var RPC_E_TIMEOUT: HResult { HResult(0x8001_011F) }
    @inlinable public static var RPC_E_UNEXPECTED: HResult { HResult(0x8001_FFFF) }
    @inlinable public static var RPC_S_SERVER_UNAVAILABLE: HResult { HResult(0x8007_06BA) }
    @inlinable public static var RPC_S_UNKNOWN_IF: HResult { HResult(0x8007_06B5) }
    @inlinable public static var RPC_S_PROCNUM_OUT_OF_RANGE: HResult { HResult(0x8007_06D1) }
    @inlinable public static var RPC_S_PROTOCOL_ERROR: HResult { HResult(0x8007_06C0) }
    @inlinable public static var RPC_X_NULL_REF_POINTER: HResult { HResult(0x8007_06F4) }
    @inlinable public static var RPC_X_BAD_STUB_DATA: HResult { HResult(0x8007_06F7) }
    @inlinable public static var RPC_X_INVALID_TAG: HResult { HResult(0x8007_06C5) }
    @inlinable public static var RPC_X_INVALID_BOUND: HResult { HResult(0x8007_06C6) }
    @inlinable public static var RPC_X_WRONG_ES_VERSION: HResult { HResult(0x8007_0724) }
    @inlinable public static var CO_E_NOT_SUPPORTED: HResult { HResult(0x8000_4021) }
    @inlinable public static var CO_E_NOTINITIALIZED: HResult { HResult(0x8004_01F0) }
    @inlinable public static var CO_E_OBJNOTCONNECTED: HResult { HResult(0x8004_01FD) }
    @inlinable public static var CO_E_APPDIDNTREG: HResult { HResult(0x8004_01FE) }
    @inlinable public static var CO_E_SERVER_EXEC_FAILURE: HResult { HResult(0x8008_0005) }
    @inlinable public static var CO_E_SERVER_STOPPING: HResult { HResult(0x8008_0008) }
    @inlinable public static var CO_E_CLASS_CREATE_FAILED: HResult { HResult(0x8008_0001) }
    @inlinable public static var MK_E_UNAVAILABLE: HResult { HResult(0x8004_01E3) }
    @inlinable public static var STG_E_READFAULT: HResult { HResult(0x8003_001E) }
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
            (RPC_E_CALL_REJECTED, "RPC_E_CALL_REJECTED", "the callee rejected the call"),
            (RPC_E_CALL_CANCELED, "RPC_E_CALL_CANCELED", "the call was cancelled"),
            (RPC_E_CONNECTION_TERMINATED, "RPC_E_CONNECTION_TERMINATED", "the connection ended or was never made"),
            (RPC_E_SERVER_DIED, "RPC_E_SERVER_DIED", "the server process ended during the call; the call may have been executed"),
            (RPC_E_CLIENT_DIED, "RPC_E_CLIENT_DIED", "the client process ended"),
            (RPC_E_INVALID_DATAPACKET, "RPC_E_INVALID_DATAPACKET", "the data of the call are not valid"),
            (RPC_E_CANTTRANSMIT_CALL, "RPC_E_CANTTRANSMIT_CALL", "the call cannot be sent"),
            (RPC_E_CLIENT_CANTMARSHAL_DATA, "RPC_E_CLIENT_CANTMARSHAL_DATA", "the client cannot marshal the arguments"),
            (RPC_E_CLIENT_CANTUNMARSHAL_DATA, "RPC_E_CLIENT_CANTUNMARSHAL_DATA", "the client cannot unmarshal the results"),
            (RPC_E_SERVER_CANTMARSHAL_DATA, "RPC_E_SERVER_CANTMARSHAL_DATA", "the server cannot marshal the results"),
            (RPC_E_SERVER_CANTUNMARSHAL_DATA, "RPC_E_SERVER_CANTUNMARSHAL_DATA", "the server cannot unmarshal the arguments"),
            (RPC_E_INVALID_DATA, "RPC_E_INVALID_DATA", "the data of the call are not valid"),
            (RPC_E_SERVER_DIED_DNE, "RPC_E_SERVER_DIED_DNE", "the server process has ended; the call was not executed"),
            (RPC_E_SYS_CALL_FAILED, "RPC_E_SYS_CALL_FAILED", "a system call failed"),
            (RPC_E_OUT_OF_RESOURCES, "RPC_E_OUT_OF_RESOURCES", "a resource that the call needs is exhausted"),
            (RPC_E_FAULT, "RPC_E_FAULT", "the call failed at the other side"),
            (RPC_E_SERVERFAULT, "RPC_E_SERVERFAULT", "the server failed while it served the call"),
            (RPC_E_INVALIDMETHOD, "RPC_E_INVALIDMETHOD", "the interface has no such method"),
            (RPC_E_DISCONNECTED, "RPC_E_DISCONNECTED", "the object is disconnected from its clients"),
            (RPC_E_RETRY, "RPC_E_RETRY", "the callee asks for the call to be made later"),
            (RPC_E_SERVERCALL_RETRYLATER, "RPC_E_SERVERCALL_RETRYLATER", "the callee is busy and asks for the call to be made later"),
            (RPC_E_SERVERCALL_REJECTED, "RPC_E_SERVERCALL_REJECTED", "the callee rejected the call"),
            (RPC_E_WRONG_THREAD, "RPC_E_WRONG_THREAD", "the interface was marshaled for another thread"),
            (RPC_E_THREAD_NOT_INIT, "RPC_E_THREAD_NOT_INIT", "the thread is in no apartment"),
            (RPC_E_VERSION_MISMATCH, "RPC_E_VERSION_MISMATCH", "the versions of the two sides do not fit"),
            (RPC_E_INVALID_HEADER, "RPC_E_INVALID_HEADER", "the header of the call is not valid"),
            (RPC_E_INVALID_EXTENSION, "RPC_E_INVALID_EXTENSION", "an extension of the call is not valid"),
            (RPC_E_INVALID_IPID, "RPC_E_INVALID_IPID", "no interface has this IPID"),
            (RPC_E_INVALID_OBJECT, "RPC_E_INVALID_OBJECT", "the object does not exist (any more)"),
            (RPC_E_CALL_COMPLETE, "RPC_E_CALL_COMPLETE", "the call is already complete"),
            (RPC_E_TOO_LATE, "RPC_E_TOO_LATE", "the security settings cannot be changed any more"),
            (RPC_E_ACCESS_DENIED, "RPC_E_ACCESS_DENIED", "the caller may not do this"),
            (RPC_E_REMOTE_DISABLED, "RPC_E_REMOTE_DISABLED", "calls from other processes are switched off"),
            (RPC_E_INVALID_OBJREF, "RPC_E_INVALID_OBJREF", "the marshaled interface is not valid"),
            (RPC_E_NO_CONTEXT, "RPC_E_NO_CONTEXT", "the call has no context"),
            (RPC_E_TIMEOUT, "RPC_E_TIMEOUT", "the call took longer than it may"),
            (RPC_E_UNEXPECTED, "RPC_E_UNEXPECTED", "an internal error"),
            (RPC_S_SERVER_UNAVAILABLE, "RPC_S_SERVER_UNAVAILABLE", "the server is not available"),
            (RPC_S_UNKNOWN_IF, "RPC_S_UNKNOWN_IF", "the interface is not known there"),
            (RPC_S_PROCNUM_OUT_OF_RANGE, "RPC_S_PROCNUM_OUT_OF_RANGE", "the interface has no such method"),
            (RPC_S_PROTOCOL_ERROR, "RPC_S_PROTOCOL_ERROR", "the peer broke a rule of the protocol"),
            (RPC_X_NULL_REF_POINTER, "RPC_X_NULL_REF_POINTER", "a pointer that must not be null is null"),
            (RPC_X_BAD_STUB_DATA, "RPC_X_BAD_STUB_DATA", "the marshaled data are not valid"),
            (RPC_X_INVALID_TAG, "RPC_X_INVALID_TAG", "the discriminant of a union chooses no arm"),
            (RPC_X_INVALID_BOUND, "RPC_X_INVALID_BOUND", "the bound of an array is not valid"),
            (RPC_X_WRONG_ES_VERSION, "RPC_X_WRONG_ES_VERSION", "the version of the encoding is not known"),
            (CO_E_NOT_SUPPORTED, "CO_E_NOT_SUPPORTED", "the operation is not possible in this apartment"),
            (CO_E_NOTINITIALIZED, "CO_E_NOTINITIALIZED", "the thread has not entered an apartment"),
            (CO_E_OBJNOTCONNECTED, "CO_E_OBJNOTCONNECTED", "the object has no connection to its server"),
            (CO_E_APPDIDNTREG, "CO_E_APPDIDNTREG", "the server was started and did not register the class"),
            (CO_E_SERVER_EXEC_FAILURE, "CO_E_SERVER_EXEC_FAILURE", "the server could not be started"),
            (CO_E_SERVER_STOPPING, "CO_E_SERVER_STOPPING", "the server is about to end"),
            (CO_E_CLASS_CREATE_FAILED, "CO_E_CLASS_CREATE_FAILED", "the object could not be made"),
            (MK_E_UNAVAILABLE, "MK_E_UNAVAILABLE", "no such object is running"),
            (STG_E_READFAULT, "STG_E_READFAULT", "the stream ended before what was to be read"),
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
