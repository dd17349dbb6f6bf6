// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Remoting

@c @implementation
public func RegisterActiveObject(
    _ object: UnsafeMutablePointer<IUnknown>?, _ clsid: UnsafePointer<GUID>?, _ flags: DWORD, _ result: Out<DWORD>
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = 0
    guard let object, let clsid, flags & ~DWORD(ACTIVEOBJECT_WEAK) == 0 else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        let (cookie, isFurther) = try RunningObjects.register(
            UnsafeMutableRawPointer(object), clsid.pointee, isStrong: flags & DWORD(ACTIVEOBJECT_WEAK) == 0)
        result.pointee = cookie
        return isFurther ? .MK_S_MONIKERALREADYREGISTERED : .S_OK
    }
}

@c @implementation
public func RevokeActiveObject(_ cookie: DWORD, _ reserved: UnsafeMutableRawPointer?) -> HRESULT {
    entry {
        try RunningObjects.revoke(cookie)
        return .S_OK
    }
}

@c @implementation
public func GetActiveObject(
    _ clsid: UnsafePointer<GUID>?, _ reserved: UnsafeMutableRawPointer?, _ result: Out<UnsafeMutablePointer<IUnknown>?>
) -> HRESULT {
    guard let result else { return HResult.E_POINTER.rawValue }
    result.pointee = nil
    guard let clsid else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        result.pointee = try RunningObjects.find(clsid.pointee).retainedPointer().assumingMemoryBound(to: IUnknown.self)
        return .S_OK
    }
}
