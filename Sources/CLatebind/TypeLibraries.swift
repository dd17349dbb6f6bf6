// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Invocation
import Latebind
import MSFTFormat
import TypeLibrary

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
        return give(TypeLibObject.object(for: library, invoker: TypeLibraryInvoker()).retainedInterface(IID_ITypeLib), to: result)
    }
}

@c @implementation
public func LHashValOfNameSys(_ system: SYSKIND, _ locale: LCID, _ name: UnsafePointer<OLECHAR>?) -> ULONG {
    guard let name else { return 0 }
    return hash(units(ofTerminated: name).map { CodePage.byte(of: $0) ?? UInt8(ascii: "?") }, system, locale)
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
