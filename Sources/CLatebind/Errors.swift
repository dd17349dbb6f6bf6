// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions

@c @implementation
public func SetErrorInfo(_ reserved: ULONG, _ info: LPERRORINFO?) -> HRESULT {
    guard reserved == 0 else { return HResult.E_INVALIDARG.rawValue }
    ErrorInfo.setRaw(info)
    return 0
}

@c @implementation
public func GetErrorInfo(_ reserved: ULONG, _ result: Out<LPERRORINFO?>) -> HRESULT {
    guard let result, reserved == 0 else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = ErrorInfo.takeRaw()?.assumingMemoryBound(to: IErrorInfo.self)
    return result.pointee == nil ? HResult.S_FALSE.rawValue : 0
}

@c @implementation
public func CreateErrorInfo(_ result: Out<LPCREATEERRORINFO?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    return give(ErrorInfoObject().retainedInterface(IID_ICreateErrorInfo), to: result).rawValue
}
