// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Invocation
import Latebind
import MSFTFormat
import Remoting
import TypeLibrary

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@c @implementation
public func LoadTypeLib(_ file: LPCOLESTR?, _ result: Out<LPTYPELIB?>) -> HRESULT {
    LoadTypeLibEx(file, REGKIND_NONE, result)
}

@c @implementation
public func LoadTypeLibEx(_ file: LPCOLESTR?, _ registration: REGKIND, _ result: Out<LPTYPELIB?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let file else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        let library = try TypeLibraries.open(string(fromTerminated: file))
        if registration == REGKIND_REGISTER {
            try TypeLibraryStore.register(
                RegisteredTypeLibrary(
                    guid: library.guid, version: library.version, lcid: library.lcid,
                    path: absolutePath(library.path ?? string(fromTerminated: file))))
        }
        return give(library, to: result)
    }
}

private func give(_ library: TypeLibrary, to result: UnsafeMutablePointer<LPTYPELIB?>) -> HResult {
    let object = TypeLibObject.object(for: library, invoker: TypeLibraryInvoker())
    return give(object.retainedInterface(IID_ITypeLib), to: result)
}

// MARK: Making libraries

@c @implementation
public func CreateTypeLib(_ system: SYSKIND, _ file: LPCOLESTR?, _ result: Out<LPCREATETYPELIB?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    return entry { give(try create(system, file).retainedInterface(IID_ICreateTypeLib), to: result) }
}

@c @implementation
public func CreateTypeLib2(
    _ system: SYSKIND, _ file: LPCOLESTR?, _ result: Out<UnsafeMutablePointer<ICreateTypeLib2>?>
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    return entry { give(try create(system, file).retainedInterface(IID_ICreateTypeLib2), to: result) }
}

private func create(_ system: SYSKIND, _ file: LPCOLESTR?) throws -> CreatedTypeLibObject {
    guard let file else { throw COMError(.E_INVALIDARG, "the file name is a null pointer") }
    let kinds: [UInt32: SystemKind] = [SYS_WIN32.rawValue: .win32, SYS_WIN64.rawValue: .win64]
    guard let kind = kinds[system.rawValue] else {
        throw COMError(.E_INVALIDARG, "libraries are made for SYS_WIN32 and SYS_WIN64; nothing reads those of other systems")
    }
    let path = absolutePath(string(fromTerminated: file))
    return CreatedTypeLibObject.make(
        fileName: path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path, system: kind,
        resolver: TypeLibraries.resolver, invoker: TypeLibraryInvoker()
    ) { library, resolver in
        try TypeLibraryFile.write(try MSFTWriter.bytes(of: library, resolver: resolver), to: path)
    }
}

// MARK: Registered libraries

@c @implementation
public func LoadRegTypeLib(
    _ guid: UnsafePointer<GUID>?, _ major: WORD, _ minor: WORD, _ locale: LCID, _ result: Out<LPTYPELIB?>
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let guid else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        let registered = try TypeLibraryStore.find(guid.pointee, Version(major, minor), lcid: locale)
        return give(try TypeLibraries.open(registered.path), to: result)
    }
}

@c @implementation
public func QueryPathOfRegTypeLib(
    _ guid: UnsafePointer<GUID>?, _ major: USHORT, _ minor: USHORT, _ locale: LCID, _ result: LPBSTR?
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let guid else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        let registered = try TypeLibraryStore.find(guid.pointee, Version(major, minor), lcid: locale)
        result.pointee = BString.allocate(registered.path)
        return result.pointee == nil ? .E_OUTOFMEMORY : .S_OK
    }
}

@c @implementation
public func RegisterTypeLib(_ library: LPTYPELIB?, _ path: LPCOLESTR?, _ helpFolder: LPCOLESTR?) -> HRESULT {
    guard let library, let path else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        var described: UnsafeMutablePointer<TLIBATTR>?
        try COMError.check(library.pointee.lpVtbl.pointee.GetLibAttr(library, &described))
        guard let described else { return .E_UNEXPECTED }
        let attributes = described.pointee
        library.pointee.lpVtbl.pointee.ReleaseTLibAttr(library, described)
        try TypeLibraryStore.register(
            RegisteredTypeLibrary(
                guid: attributes.guid, version: Version(attributes.wMajorVerNum, attributes.wMinorVerNum),
                lcid: attributes.lcid, path: absolutePath(string(fromTerminated: path))))
        return .S_OK
    }
}

/// Every registration is the user's own here.
@c @implementation
public func RegisterTypeLibForUser(_ library: LPTYPELIB?, _ path: LPOLESTR?, _ helpFolder: LPOLESTR?) -> HRESULT {
    RegisterTypeLib(library, path, helpFolder)
}

@c @implementation
public func UnRegisterTypeLib(
    _ guid: UnsafePointer<GUID>?, _ major: WORD, _ minor: WORD, _ locale: LCID, _ system: SYSKIND
) -> HRESULT {
    guard let guid else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        try TypeLibraryStore.unregister(guid.pointee, Version(major, minor), lcid: locale)
        return .S_OK
    }
}

@c @implementation
public func UnRegisterTypeLibForUser(
    _ guid: UnsafePointer<GUID>?, _ major: WORD, _ minor: WORD, _ locale: LCID, _ system: SYSKIND
) -> HRESULT {
    UnRegisterTypeLib(guid, major, minor, locale, system)
}

private func absolutePath(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
}

// MARK: Names and custom data

@c @implementation
public func LHashValOfNameSys(_ system: SYSKIND, _ locale: LCID, _ name: UnsafePointer<OLECHAR>?) -> ULONG {
    guard let name else { return 0 }
    return hash(CodePage.ofLanguage(locale).bytes(of: units(ofTerminated: name)), system, locale)
}

@c @implementation
public func LHashValOfNameSysA(_ system: SYSKIND, _ locale: LCID, _ name: LPCSTR?) -> ULONG {
    guard let name else { return 0 }
    var bytes: [UInt8] = []
    while name[bytes.count] != 0 { bytes.append(UInt8(bitPattern: Int8(truncatingIfNeeded: name[bytes.count]))) }
    return hash(bytes, system, locale)
}

private func hash(_ name: [UInt8], _ system: SYSKIND, _ locale: LCID) -> ULONG {
    NameHash.value(of: name, system: system == SYS_MAC ? .mac : .win32, lcid: locale)
}

@c @implementation
public func ClearCustData(_ data: LPCUSTDATA?) {
    if let data { Descriptions.clear(data) }
}
