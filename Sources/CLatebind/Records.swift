// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions

@c @implementation
public func GetRecordInfoFromTypeInfo(_ typeInfo: LPTYPEINFO?, _ result: Out<LPRECORDINFO?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let typeInfo else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        guard let described = ComObject.object(from: typeInfo) as? TypeInfoObject else {
            throw COMError(.E_INVALIDARG, "the type information is not of this library")
        }
        // An alias of a record stands for the record.
        var type = described.typeInfo
        for _ in 0..<16 {
            guard case .userDefined(let reference)? = type.definition.alias else { break }
            type = try type.library.resolve(reference)
        }
        return give(try RecordInfoObject(type).retainedInterface(IID_IRecordInfo), to: result)
    }
}

@c @implementation
public func GetRecordInfoFromGuids(
    _ library: UnsafePointer<GUID>?, _ major: ULONG, _ minor: ULONG, _ locale: LCID, _ type: UnsafePointer<GUID>?,
    _ result: Out<LPRECORDINFO?>
) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let type, let major = WORD(exactly: major), let minor = WORD(exactly: minor) else {
        return HResult.E_INVALIDARG.rawValue
    }
    var typeLibrary: LPTYPELIB?
    var status = LoadRegTypeLib(library, major, minor, locale, &typeLibrary)
    guard status >= 0, let typeLibrary else { return status }
    defer { comRelease(typeLibrary) }
    var typeInfo: LPTYPEINFO?
    status = typeLibrary.pointee.lpVtbl.pointee.GetTypeInfoOfGuid(typeLibrary, type, &typeInfo)
    guard status >= 0, let typeInfo else { return status }
    defer { comRelease(typeInfo) }
    return GetRecordInfoFromTypeInfo(typeInfo, result)
}
