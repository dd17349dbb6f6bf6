// SPDX-License-Identifier: Apache-2.0
//
// The declarations of the standard interfaces, from [MS-OAUT] 3.1.4, [MS-DCOM] 2.2 and the SDK's objidl.idl, ocidl.idl.

import AutomationTypes
import CAutomation
import TypeLibrary

struct StandardTypes {
    private let unknown: TypeReference
    private let guid: TypeDescription
    private let long = TypeDescription.basic(.i4)
    private let ulong = TypeDescription.basic(.ui4)
    private let uint = TypeDescription.basic(.uint)
    private let uint64 = TypeDescription.basic(.ui8)
    private let variant = TypeDescription.basic(.variant)
    /// For pointers to ITypeInfo, which has no proxy from here.
    private let typeInfo: TypeReference

    init(_ builder: inout TypeLibraryBuilder) throws {
        guid = .userDefined(
            try builder.addRecord(
                "GUID",
                fields: [
                    .field("Data1", .basic(.ui4)), .field("Data2", .basic(.ui2)), .field("Data3", .basic(.ui2)),
                    .field("Data4", .cArray(.basic(.ui1), bounds: [ArrayBound(count: 8)])),
                ]))
        unknown = try builder.addInterface(
            "IUnknown", guid: WellKnownIID.unknown, base: nil,
            functions: [
                .method("QueryInterface", [.in("riid", .pointer(guid)), .out("ppvObject", .pointer(.basic(.void)))]),
                .method("AddRef", returning: .basic(.ui4)), .method("Release", returning: .basic(.ui4)),
            ])
        typeInfo = try builder.addInterface("ITypeInfo", guid: IID_ITypeInfo, base: unknown, functions: [])
    }

    /// A parameter that is a reference to a GUID.
    private func iid(_ name: String) -> Parameter { .in(name, .pointer(guid)) }
    private func interface(_ type: TypeReference) -> TypeDescription { .pointer(.userDefined(type)) }

    private func add(
        _ builder: inout TypeLibraryBuilder, _ name: String, _ guid: GUID, base: TypeReference? = nil, _ functions: [Function]
    ) throws -> TypeReference {
        try builder.addInterface(name, guid: guid, base: base ?? unknown, functions: functions)
    }

    // MARK: IDispatch

    func addDispatch(_ builder: inout TypeLibraryBuilder) throws {
        let parameters = try builder.addRecord(
            "DISPPARAMS",
            fields: [
                .field("rgvarg", .pointer(variant)).with("size_is", "cArgs"),
                .field("rgdispidNamedArgs", .pointer(long)).with("size_is", "cNamedArgs"), .field("cArgs", uint),
                .field("cNamedArgs", uint),
            ])
        let exception = try builder.addRecord(
            "EXCEPINFO",
            fields: [
                .field("wCode", .basic(.ui2)), .field("wReserved", .basic(.ui2)), .field("bstrSource", .basic(.bstr)),
                .field("bstrDescription", .basic(.bstr)), .field("bstrHelpFile", .basic(.bstr)), .field("dwHelpContext", ulong),
                .field("pvReserved", .basic(.uintPtr)), .field("pfnDeferredFillIn", .basic(.uintPtr)), .field("scode", .basic(.error)),
            ])
        _ = try add(
            &builder, "IDispatch", WellKnownIID.dispatch,
            [
                .method("GetTypeInfoCount", [.out("pctinfo", uint)]),
                .method("GetTypeInfo", [.in("iTInfo", uint), .in("lcid", ulong), .out("ppTInfo", interface(typeInfo))]),
                .method(
                    "GetIDsOfNames",
                    [
                        iid("riid"), .in("rgszNames", .pointer(.basic(.lpwstr))), .in("cNames", uint), .in("lcid", ulong),
                        .out("rgDispId", long),
                    ]
                ).with(["size_is": "1:cNames;4:cNames", "range": "2:0,16384"]),
                .method(
                    "RemoteInvoke",
                    [
                        .in("dispIdMember", long), iid("riid"), .in("lcid", ulong), .in("dwFlags", ulong),
                        .in("pDispParams", .pointer(.userDefined(parameters))), .out("pVarResult", variant),
                        .out("pExcepInfo", .userDefined(exception)), .out("pArgErr", uint), .in("cVarRef", uint),
                        .in("rgVarRefIdx", .pointer(uint)), .in("rgVarRef", .pointer(variant), flags: [.out]),
                    ]
                ).with(["size_is": "9:cVarRef;10:cVarRef"]),
            ])
    }

    // MARK: Enumerators

    /// Next in its remote form, Skip, Reset and Clone.
    private func enumeration(
        _ builder: inout TypeLibraryBuilder, _ name: String, _ guid: GUID, of element: TypeDescription
    ) throws -> TypeReference {
        let type = try builder.declare(name, .interface)
        try builder.update(type) { interface in
            interface.guid = guid
            try interface.add(ImplementedType(unknown))
            try interface.add(
                .method(
                    "RemoteNext", [.in("celt", ulong), .out("rgelt", element), .out("pceltFetched", ulong)]
                ).with(["size_is": "1:celt", "length_is": "1:*pceltFetched"]))
            try interface.add(.method("Skip", [.in("celt", ulong)]))
            try interface.add(.method("Reset"))
            try interface.add(.method("Clone", [.out("ppEnum", .pointer(.userDefined(type)))]))
        }
        return type
    }

    func addEnumerations(_ builder: inout TypeLibraryBuilder) throws {
        _ = try enumeration(&builder, "IEnumVARIANT", IID_IEnumVARIANT, of: variant)
        _ = try enumeration(&builder, "IEnumUnknown", IID_IEnumUnknown, of: .basic(.unknown))
    }

    // MARK: Streams

    func addStreams(_ builder: inout TypeLibraryBuilder) throws {
        let sequential = try add(
            &builder, "ISequentialStream", IID_ISequentialStream,
            [
                .method("RemoteRead", [.out("pv", .basic(.ui1)), .in("cb", ulong), .out("pcbRead", ulong)])
                    .with(["size_is": "0:cb", "length_is": "0:*pcbRead"]),
                .method("RemoteWrite", [.in("pv", .pointer(.basic(.ui1))), .in("cb", ulong), .out("pcbWritten", ulong)])
                    .with(["size_is": "0:cb"]),
            ])
        let time = TypeDescription.basic(.filetime)
        let statistics = try builder.addRecord(
            "STATSTG",
            fields: [
                .field("pwcsName", .basic(.lpwstr)), .field("type", ulong), .field("cbSize", uint64), .field("mtime", time),
                .field("ctime", time), .field("atime", time), .field("grfMode", ulong), .field("grfLocksSupported", ulong),
                .field("clsid", guid), .field("grfStateBits", ulong), .field("reserved", ulong),
            ])
        let stream = try builder.declare("IStream", .interface)
        let (ulong, uint64) = (self.ulong, self.uint64)
        try builder.update(stream) { interface in
            interface.guid = IID_IStream
            try interface.add(ImplementedType(sequential))
            for function in [
                Function.method(
                    "RemoteSeek", [.in("dlibMove", .basic(.i8)), .in("dwOrigin", ulong), .out("plibNewPosition", uint64)]),
                .method("SetSize", [.in("libNewSize", uint64)]),
                .method(
                    "RemoteCopyTo",
                    [
                        .in("pstm", .pointer(.userDefined(stream))), .in("cb", uint64), .out("pcbRead", uint64),
                        .out("pcbWritten", uint64),
                    ]),
                .method("Commit", [.in("grfCommitFlags", ulong)]), .method("Revert"),
                .method("LockRegion", [.in("libOffset", uint64), .in("cb", uint64), .in("dwLockType", ulong)]),
                .method("UnlockRegion", [.in("libOffset", uint64), .in("cb", uint64), .in("dwLockType", ulong)]),
                .method("Stat", [.out("pstatstg", .userDefined(statistics)), .in("grfStatFlag", ulong)]),
                .method("Clone", [.out("ppstm", .pointer(.userDefined(stream)))]),
            ] {
                try interface.add(function)
            }
        }
    }

    // MARK: Connection points

    func addConnections(_ builder: inout TypeLibraryBuilder) throws {
        let data = try builder.addRecord("CONNECTDATA", fields: [.field("pUnk", .basic(.unknown)), .field("dwCookie", ulong)])
        let connections = try enumeration(
            &builder, "IEnumConnections", IID_IEnumConnections, of: .userDefined(data))
        let container = try builder.declare("IConnectionPointContainer", .interface)
        let point = try add(
            &builder, "IConnectionPoint", IID_IConnectionPoint,
            [
                .method("GetConnectionInterface", [.out("pIID", guid)]),
                .method("GetConnectionPointContainer", [.out("ppCPC", interface(container))]),
                .method("Advise", [.in("pUnkSink", .basic(.unknown)), .out("pdwCookie", ulong)]),
                .method("Unadvise", [.in("dwCookie", ulong)]),
                .method("EnumConnections", [.out("ppEnum", interface(connections))]),
            ])
        let points = try enumeration(
            &builder, "IEnumConnectionPoints", IID_IEnumConnectionPoints, of: interface(point))
        let (unknown, iid, interface) = (unknown, iid("riid"), interface)
        try builder.update(container) { type in
            type.guid = IID_IConnectionPointContainer
            try type.add(ImplementedType(unknown))
            try type.add(.method("EnumConnectionPoints", [.out("ppEnum", interface(points))]))
            try type.add(.method("FindConnectionPoint", [iid, .out("ppCP", interface(point))]))
        }
    }

    // MARK: Others

    func addOthers(_ builder: inout TypeLibraryBuilder) throws {
        _ = try add(
            &builder, "IClassFactory", IID_IClassFactory,
            [
                .method("RemoteCreateInstance", [iid("riid"), .out("ppvObject", .basic(.unknown))])
                    .with(["iid_is": "1:riid"]),
                .method("RemoteLockServer", [.in("fLock", long)]),
            ])
        _ = try add(
            &builder, "ISupportErrorInfo", IID_ISupportErrorInfo, [.method("InterfaceSupportsErrorInfo", [iid("riid")])])
        _ = try add(&builder, "IPersist", IID_IPersist, [.method("GetClassID", [.out("pClassID", guid)])])
        let classInfo = try add(
            &builder, "IProvideClassInfo", IID_IProvideClassInfo, [.method("GetClassInfo", [.out("ppTI", interface(typeInfo))])])
        _ = try add(
            &builder, "IProvideClassInfo2", IID_IProvideClassInfo2, base: classInfo,
            [.method("GetGUID", [.in("dwGuidKind", ulong), .out("pGUID", guid)])])
    }
}
