// SPDX-License-Identifier: Apache-2.0
//
// Interfaces in streams: for other apartments and other processes.

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Remoting

@c @implementation
public func CoMarshalInterface(
    _ stream: LPSTREAM?, _ iid: UnsafePointer<GUID>?, _ object: LPUNKNOWN?, _ context: DWORD, _ extra: LPVOID?,
    _ flags: DWORD
) -> HRESULT {
    guard let stream, let iid, let object else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        try Marshaling.marshal(
            UnsafeMutableRawPointer(object), iid.pointee, to: MarshalDestination(context: context, extra: extra),
            flags: flags, into: stream)
        return .S_OK
    }
}

@c @implementation
public func CoUnmarshalInterface(_ stream: LPSTREAM?, _ iid: UnsafePointer<GUID>?, _ result: Out<LPVOID?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let stream, let iid else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        result.pointee = try Marshaling.unmarshal(stream, iid.pointee, from: .stream)
        return .S_OK
    }
}

@c @implementation
public func CoReleaseMarshalData(_ stream: LPSTREAM?) -> HRESULT {
    guard let stream else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        try Marshaling.release(stream, from: .stream)
        return .S_OK
    }
}

@c @implementation
public func CoGetMarshalSizeMax(
    _ result: Out<ULONG>, _ iid: UnsafePointer<GUID>?, _ object: LPUNKNOWN?, _ context: DWORD, _ extra: LPVOID?,
    _ flags: DWORD
) -> HRESULT {
    guard let result, let iid, let object else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = 0
    return entry {
        let size = try Marshaling.maximumSize(
            UnsafeMutableRawPointer(object), iid.pointee, to: MarshalDestination(context: context, extra: extra),
            flags: flags)
        result.pointee = ULONG(clamping: size)
        return .S_OK
    }
}

/// The IMarshal of the standard marshaler; of no object in particular, where `object` is null: it unmarshals.
@c @implementation
public func CoGetStandardMarshal(
    _ iid: UnsafePointer<GUID>?, _ object: LPUNKNOWN?, _ context: DWORD, _ extra: LPVOID?, _ flags: DWORD,
    _ result: Out<LPMARSHAL?>
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    let marshaler = StandardMarshaler(object: object.map { ComReference(retaining: UnsafeMutableRawPointer($0)) })
    return give(marshaler.retainedInterface(IID_IMarshal), to: result).rawValue
}

@c @implementation
public func CoMarshalInterThreadInterfaceInStream(
    _ iid: UnsafePointer<GUID>?, _ object: LPUNKNOWN?, _ result: Out<LPSTREAM?>
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let iid, let object else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        let stream = try Marshaling.stream(UnsafeMutableRawPointer(object), iid.pointee)
        return give(stream.retainedInterface(IID_IStream), to: result)
    }
}

/// The stream is released whatever happens.
@c @implementation
public func CoGetInterfaceAndReleaseStream(
    _ stream: LPSTREAM?, _ iid: UnsafePointer<GUID>?, _ result: Out<LPVOID?>
) -> HRESULT {
    result?.pointee = nil
    guard let stream else { return HResult.E_INVALIDARG.rawValue }
    defer { comRelease(UnsafeMutableRawPointer(stream)) }
    return CoUnmarshalInterface(stream, iid, result)
}

@c @implementation
public func CoCreateFreeThreadedMarshaler(_ outer: LPUNKNOWN?, _ result: Out<LPUNKNOWN?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    let marshaler = FreeThreadedMarshaler(controllingUnknown: outer.map { UnsafeMutableRawPointer($0) })
    let inner = marshaler.innerUnknown
    comAddRef(inner)
    return give(inner, to: result).rawValue
}

// MARK: Connections

@c @implementation
public func CoDisconnectObject(_ object: LPUNKNOWN?, _ reserved: DWORD) -> HRESULT {
    guard let object, reserved == 0 else { return HResult.E_INVALIDARG.rawValue }
    return Connections.disconnect(UnsafeMutableRawPointer(object)).rawValue
}

@c @implementation
public func CoLockObjectExternal(_ object: LPUNKNOWN?, _ isLocked: WINBOOL, _ lastUnlockReleases: WINBOOL) -> HRESULT {
    guard let object else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        try Connections.lock(
            UnsafeMutableRawPointer(object), isLocked != 0, lastUnlockReleases: lastUnlockReleases != 0)
        return .S_OK
    }
}

@c @implementation
public func CoIsHandlerConnected(_ object: LPUNKNOWN?) -> WINBOOL {
    guard let object else { return 0 }
    return Connections.isConnected(UnsafeMutableRawPointer(object)) ? 1 : 0
}

// MARK: Factories of proxies and stubs

@c @implementation
public func CoGetPSClsid(_ iid: UnsafePointer<GUID>?, _ result: Out<GUID>) -> HRESULT {
    guard let iid, let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = .zero
    return entry {
        result.pointee = try ProxyStubFactories.clsid(of: iid.pointee)
        return .S_OK
    }
}

@c @implementation
public func CoRegisterPSClsid(_ iid: UnsafePointer<GUID>?, _ clsid: UnsafePointer<GUID>?) -> HRESULT {
    guard let iid, let clsid else { return HResult.E_INVALIDARG.rawValue }
    ProxyStubFactories.register(iid.pointee, clsid.pointee)
    return 0
}

// MARK: Channel hooks

@c @implementation
public func CoRegisterChannelHook(_ id: UnsafePointer<GUID>?, _ hook: UnsafeMutablePointer<IChannelHook>?) -> HRESULT {
    guard let id, let hook else { return HResult.E_INVALIDARG.rawValue }
    ChannelHooks.register(id.pointee, ComReference(retaining: UnsafeMutableRawPointer(hook)))
    return 0
}

// MARK: HRESULTs in streams

@c @implementation
public func CoMarshalHresult(_ stream: LPSTREAM?, _ value: HRESULT) -> HRESULT {
    guard let stream else { return HResult.E_INVALIDARG.rawValue }
    var value = value.littleEndian
    return stream.pointee.lpVtbl.pointee.Write(stream, &value, ULONG(MemoryLayout<HRESULT>.size), nil)
}

@c @implementation
public func CoUnmarshalHresult(_ stream: LPSTREAM?, _ result: Out<HRESULT>) -> HRESULT {
    guard let stream, let result else { return HResult.E_INVALIDARG.rawValue }
    var value: HRESULT = 0
    var count: ULONG = 0
    let size = ULONG(MemoryLayout<HRESULT>.size)
    let status = stream.pointee.lpVtbl.pointee.Read(stream, &value, size, &count)
    guard status >= 0 else { return status }
    guard count == size else { return HResult.E_UNEXPECTED.rawValue }
    result.pointee = HRESULT(littleEndian: value)
    return 0
}
