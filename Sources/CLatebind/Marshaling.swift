// SPDX-License-Identifier: Apache-2.0
//
// HRESULTs in streams; and, until interfaces can be marshaled, the functions that say so. Results are null as the contract
// of a failing function demands.

import AutomationTypes
public import CAutomation.Functions

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

// MARK: Not there yet

private let notImplemented = HResult.E_NOTIMPL.rawValue

@c @implementation
public func CoMarshalInterface(
    _ stream: LPSTREAM?, _ iid: UnsafePointer<GUID>?, _ object: LPUNKNOWN?, _ context: DWORD, _ extra: LPVOID?,
    _ flags: DWORD
) -> HRESULT { notImplemented }

@c @implementation
public func CoUnmarshalInterface(_ stream: LPSTREAM?, _ iid: UnsafePointer<GUID>?, _ result: Out<LPVOID?>) -> HRESULT {
    result?.pointee = nil
    return notImplemented
}

@c @implementation
public func CoReleaseMarshalData(_ stream: LPSTREAM?) -> HRESULT { notImplemented }

@c @implementation
public func CoGetMarshalSizeMax(
    _ result: Out<ULONG>, _ iid: UnsafePointer<GUID>?, _ object: LPUNKNOWN?, _ context: DWORD, _ extra: LPVOID?,
    _ flags: DWORD
) -> HRESULT { notImplemented }

@c @implementation
public func CoGetStandardMarshal(
    _ iid: UnsafePointer<GUID>?, _ object: LPUNKNOWN?, _ context: DWORD, _ extra: LPVOID?, _ flags: DWORD,
    _ result: Out<LPMARSHAL?>
) -> HRESULT {
    result?.pointee = nil
    return notImplemented
}

@c @implementation
public func CoMarshalInterThreadInterfaceInStream(
    _ iid: UnsafePointer<GUID>?, _ object: LPUNKNOWN?, _ result: Out<LPSTREAM?>
) -> HRESULT {
    result?.pointee = nil
    return notImplemented
}

@c @implementation
public func CoGetInterfaceAndReleaseStream(
    _ stream: LPSTREAM?, _ iid: UnsafePointer<GUID>?, _ result: Out<LPVOID?>
) -> HRESULT {
    result?.pointee = nil
    return notImplemented
}

@c @implementation
public func CoCreateFreeThreadedMarshaler(_ outer: LPUNKNOWN?, _ result: Out<LPUNKNOWN?>) -> HRESULT {
    result?.pointee = nil
    return notImplemented
}

@c @implementation
public func CoDisconnectObject(_ object: LPUNKNOWN?, _ reserved: DWORD) -> HRESULT { notImplemented }

@c @implementation
public func CoLockObjectExternal(_ object: LPUNKNOWN?, _ locks: WINBOOL, _ releasesLast: WINBOOL) -> HRESULT {
    notImplemented
}

@c @implementation
public func CoGetPSClsid(_ iid: UnsafePointer<GUID>?, _ result: Out<GUID>) -> HRESULT { notImplemented }

@c @implementation
public func CoRegisterPSClsid(_ iid: UnsafePointer<GUID>?, _ clsid: UnsafePointer<GUID>?) -> HRESULT { notImplemented }

@c @implementation
public func CoRegisterMessageFilter(_ filter: LPMESSAGEFILTER?, _ previous: Out<LPMESSAGEFILTER?>) -> HRESULT {
    previous?.pointee = nil
    return notImplemented
}

@c @implementation
public func CoSuspendClassObjects() -> HRESULT { notImplemented }

@c @implementation
public func CoResumeClassObjects() -> HRESULT { notImplemented }
