// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Remoting

@c @implementation
public func CoGetClassObject(
    _ clsid: UnsafePointer<GUID>?, _ context: DWORD, _ server: LPVOID?, _ iid: UnsafePointer<GUID>?,
    _ result: Out<LPVOID?>
) -> HRESULT {
    guard let result else { return HResult.E_POINTER.rawValue }
    result.pointee = nil
    guard let clsid, let iid else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        let found = try classObject(clsid.pointee, context)
        return HResult(rawValue: comQueryInterface(found.pointer, iid.pointee, into: result))
    }
}

@c @implementation
public func CoCreateInstance(
    _ clsid: UnsafePointer<GUID>?, _ outer: LPUNKNOWN?, _ context: DWORD, _ iid: UnsafePointer<GUID>?,
    _ result: Out<LPVOID?>
) -> HRESULT {
    guard let result else { return HResult.E_POINTER.rawValue }
    result.pointee = nil
    guard let clsid, let iid else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        try classObject(clsid.pointee, context).query(IID_IClassFactory).withPointer(as: IClassFactory.self) { factory in
            HResult(rawValue: factory.pointee.lpVtbl.pointee.CreateInstance(factory, outer, iid, result))
        }
    }
}

@c @implementation
public func CoCreateInstanceEx(
    _ clsid: UnsafePointer<GUID>?, _ outer: LPUNKNOWN?, _ context: DWORD, _ server: OpaquePointer?, _ count: DWORD,
    _ results: Out<MULTI_QI>
) -> HRESULT {
    guard let clsid, let results, count > 0 else { return HResult.E_INVALIDARG.rawValue }
    // Another machine's classes are not to be had here.
    guard server == nil else { return HResult.E_NOTIMPL.rawValue }
    let queries = UnsafeMutableBufferPointer(start: results, count: Int(count))
    for index in queries.indices {
        queries[index].pItf = nil
        queries[index].hr = HResult.E_NOINTERFACE.rawValue
    }
    var iid = IID_IUnknown
    var object: LPVOID?
    let status = CoCreateInstance(clsid, outer, context, &iid, &object)
    guard status >= 0, let object else {
        for index in queries.indices { queries[index].hr = status }
        return status
    }
    defer { comRelease(object) }
    var found = 0
    for index in queries.indices {
        guard let iid = queries[index].pIID else { continue }
        var interface: LPVOID?
        queries[index].hr = comQueryInterface(object, iid.pointee, into: &interface)
        queries[index].pItf = interface?.assumingMemoryBound(to: IUnknown.self)
        if interface != nil { found += 1 }
    }
    if found == queries.count { return 0 }
    return found == 0 ? HResult.E_NOINTERFACE.rawValue : HResult.CO_S_NOTALLINTERFACES.rawValue
}

@c @implementation
public func CoRegisterClassObject(
    _ clsid: UnsafePointer<GUID>?, _ classObject: LPUNKNOWN?, _ context: DWORD, _ flags: DWORD, _ result: Out<DWORD>
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = 0
    guard let clsid, let classObject else { return HResult.E_INVALIDARG.rawValue }
    // A class for other processes needs a server that they can reach.
    guard context & inProcess != 0 else { return HResult.E_NOTIMPL.rawValue }
    result.pointee = ClassRegistry.shared.register(
        clsid.pointee, classObject: ComReference(retaining: UnsafeMutableRawPointer(classObject)))
    return 0
}

@c @implementation
public func CoRevokeClassObject(_ cookie: DWORD) -> HRESULT {
    ClassRegistry.shared.revoke(cookie) ? 0 : HResult.CO_E_OBJNOTREG.rawValue
}

/// Components stay loaded: an object's vtable may lie in one after the last object that COM knows of has gone.
@c @implementation
public func CoFreeUnusedLibraries() {}

private let inProcess = DWORD(CLSCTX_INPROC_SERVER.rawValue | CLSCTX_INPROC_HANDLER.rawValue)

private func classObject(_ clsid: GUID, _ context: DWORD) throws -> ComReference {
    guard context & inProcess != 0 else {
        throw COMError(.REGDB_E_CLASSNOTREG, "class \(clsid) has no server outside this process")
    }
    return try ClassRegistry.shared.classObject(clsid)
}
