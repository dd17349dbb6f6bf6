// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import Invocation

@c @implementation
public func DispInvoke(
    _ instance: UnsafeMutableRawPointer?, _ typeInfo: LPTYPEINFO?, _ member: DISPID, _ flags: WORD,
    _ parameters: Out<DISPPARAMS>, _ result: LPVARIANT?, _ exception: LPEXCEPINFO?, _ argumentError: Out<UINT>
) -> HRESULT {
    guard let typeInfo else { return HResult.E_INVALIDARG.rawValue }
    return typeInfo.pointee.lpVtbl.pointee.Invoke(
        typeInfo, instance, member, flags, parameters, result, exception, argumentError)
}

@c @implementation
public func DispGetIDsOfNames(
    _ typeInfo: LPTYPEINFO?, _ names: Out<LPOLESTR?>, _ count: UINT, _ result: Out<DISPID>
) -> HRESULT {
    guard let typeInfo, let names, let result else { return HResult.E_INVALIDARG.rawValue }
    return typeInfo.pointee.lpVtbl.pointee.GetIDsOfNames(typeInfo, names, count, result)
}

@c @implementation
public func DispGetParam(
    _ parameters: Out<DISPPARAMS>, _ position: UINT, _ type: VARTYPE, _ result: LPVARIANT?, _ argumentError: Out<UINT>
) -> HRESULT {
    guard let parameters = parameters?.pointee, parameters.cNamedArgs <= parameters.cArgs, parameters.cArgs <= 65535,
        parameters.cNamedArgs == 0 || parameters.rgdispidNamedArgs != nil
    else { return HResult.E_INVALIDARG.rawValue }
    let (count, named) = (Int(parameters.cArgs), Int(parameters.cNamedArgs))
    let names = UnsafeBufferPointer(start: UnsafePointer(parameters.rgdispidNamedArgs), count: named)
    // "Named parameters cannot be accessed positionally, and vice versa."
    let index: Int
    if position < count - named {
        index = count - 1 - Int(position)
    } else if let found = names.firstIndex(of: DISPID(bitPattern: position)) {
        index = found
    } else {
        return HResult.DISP_E_PARAMNOTFOUND.rawValue
    }
    let status =
        if let list = parameters.rgvarg, let result {
            VariantChangeType(result, UnsafePointer(list + index), 0, type)
        } else {
            HResult.E_INVALIDARG.rawValue
        }
    if status < 0 { argumentError?.pointee = UINT(index) }
    return status
}

@c @implementation
public func DispCallFunc(
    _ instance: UnsafeMutableRawPointer?, _ offset: ULONG_PTR, _ convention: CALLCONV, _ resultType: VARTYPE,
    _ count: UINT, _ types: Out<VARTYPE>, _ arguments: Out<LPVARIANT?>, _ result: LPVARIANT?
) -> HRESULT {
    // The conventions that mean the platform's own here; a hidden result is no HRESULT.
    guard convention == CC_STDCALL || convention == CC_CDECL, resultType != VarType.hresult.rawValue, let result,
        count == 0 || (types != nil && arguments != nil)
    else { return HResult.E_INVALIDARG.rawValue }
    let given = UnsafeBufferPointer(start: arguments, count: Int(count)).compactMap { $0 }
    guard given.count == Int(count) else { return HResult.E_INVALIDARG.rawValue }
    return DirectCall(
        instance: instance, offset: UInt(offset), resultType: VarType(rawValue: resultType),
        types: UnsafeBufferPointer(start: types, count: Int(count)).map { VarType(rawValue: $0) }, arguments: given
    ).run(into: result).rawValue
}

@c @implementation
public func CreateStdDispatch(
    _ outer: LPUNKNOWN?, _ instance: UnsafeMutableRawPointer?, _ typeInfo: LPTYPEINFO?, _ result: Out<LPUNKNOWN?>
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let instance, let typeInfo else { return HResult.E_INVALIDARG.rawValue }
    let object = StandardDispatch(controllingUnknown: outer, instance: instance, typeInfo: typeInfo)
    guard outer != nil else { return give(object.retainedInterface(IID_IUnknown), to: result).rawValue }
    comAddRef(object.innerUnknown)
    return give(object.innerUnknown, to: result).rawValue
}
