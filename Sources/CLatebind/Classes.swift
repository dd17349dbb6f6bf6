// SPDX-License-Identifier: Apache-2.0
//
// Class objects: getting and registering them.

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Remoting

// MARK: Getting

@c @implementation
public func CoGetClassObject(
    _ clsid: UnsafePointer<GUID>?, _ context: DWORD, _ server: LPVOID?, _ iid: UnsafePointer<GUID>?,
    _ result: Out<LPVOID?>
) -> HRESULT {
    guard let result else { return HResult.E_POINTER.rawValue }
    result.pointee = nil
    guard let clsid, let iid else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        try refuseOtherMachines(server)
        let found = try ClassRegistry.shared.classObject(
            clsid.pointee, context: ClassContext(clsctx: context), iid: iid.pointee)
        result.pointee = found.retainedPointer()
        return .S_OK
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
        let made = try create(clsid.pointee, outer, context, [iid.pointee])
        guard let (status, object) = made.first else { return .E_UNEXPECTED }
        result.pointee = object?.retainedPointer()
        return status
    }
}

@c @implementation
public func CoCreateInstanceEx(
    _ clsid: UnsafePointer<GUID>?, _ outer: LPUNKNOWN?, _ context: DWORD, _ server: OpaquePointer?, _ count: DWORD,
    _ results: Out<MULTI_QI>
) -> HRESULT {
    guard let clsid, let results, count > 0 else { return HResult.E_INVALIDARG.rawValue }
    let queries = UnsafeMutableBufferPointer(start: results, count: Int(count))
    var iids: [GUID] = []
    for index in queries.indices {
        queries[index].pItf = nil
        queries[index].hr = HResult.E_NOINTERFACE.rawValue
        guard let iid = queries[index].pIID else { return HResult.E_INVALIDARG.rawValue }
        iids.append(iid.pointee)
    }
    let status = entry {
        try refuseOtherMachines(server.map { UnsafeMutableRawPointer($0) })
        var found = 0
        for (index, (status, object)) in try create(clsid.pointee, outer, context, iids).enumerated() {
            queries[index].hr = status.rawValue
            queries[index].pItf = object?.retainedPointer().assumingMemoryBound(to: IUnknown.self)
            if object != nil { found += 1 }
        }
        if found == queries.count { return .S_OK }
        return found == 0 ? .E_NOINTERFACE : .CO_S_NOTALLINTERFACES
    }
    if status < 0, status != HResult.E_NOINTERFACE.rawValue {
        for index in queries.indices { queries[index].hr = status }
    }
    return status
}

private func create(
    _ clsid: GUID, _ outer: LPUNKNOWN?, _ context: DWORD, _ iids: [GUID]
) throws(COMError) -> [(HResult, ComReference?)] {
    try ClassRegistry.shared.create(
        clsid, outer: outer.map { UnsafeMutableRawPointer($0) }, context: ClassContext(clsctx: context), iids: iids)
}

private func refuseOtherMachines(_ server: UnsafeMutableRawPointer?) throws(COMError) {
    guard server == nil else { throw COMError(.E_NOTIMPL, "classes of other machines (COSERVERINFO) cannot be had") }
}

/// Components stay loaded: an object's vtable may lie in one after the last object that COM knows of has gone.
@c @implementation
public func CoFreeUnusedLibraries() {}

// MARK: Registering

@c @implementation
public func CoRegisterClassObject(
    _ clsid: UnsafePointer<GUID>?, _ classObject: LPUNKNOWN?, _ context: DWORD, _ flags: DWORD, _ result: Out<DWORD>
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = 0
    guard let clsid, let classObject, let use = ClassUse(regcls: flags) else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        result.pointee = try ClassRegistry.shared.register(
            clsid.pointee, classObject: ComReference(retaining: UnsafeMutableRawPointer(classObject)),
            context: ClassContext(clsctx: context), use: use)
        return .S_OK
    }
}

@c @implementation
public func CoRevokeClassObject(_ cookie: DWORD) -> HRESULT {
    entry {
        try ClassRegistry.shared.revokeClassObject(cookie)
        return .S_OK
    }
}

@c @implementation
public func CoSuspendClassObjects() -> HRESULT {
    ClassRegistry.shared.suspendClassObjects()
    return 0
}

@c @implementation
public func CoResumeClassObjects() -> HRESULT {
    entry {
        try ClassRegistry.shared.resumeClassObjects()
        return .S_OK
    }
}

// MARK: The server process

@c @implementation
public func CoAddRefServerProcess() -> ULONG { ClassRegistry.shared.addServerReference() }

@c @implementation
public func CoReleaseServerProcess() -> ULONG { ClassRegistry.shared.releaseServerReference() }
