// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import TypeLibrary

private let invalidArgument = HResult.E_INVALIDARG.rawValue

// MARK: Making

@c @implementation
public func SafeArrayCreate(_ type: VARTYPE, _ count: UINT, _ bounds: LPSAFEARRAYBOUND?) -> LPSAFEARRAY? {
    SafeArrayCreateEx(type, count, bounds, nil)
}

@c @implementation
public func SafeArrayCreateEx(
    _ type: VARTYPE, _ count: UINT, _ bounds: LPSAFEARRAYBOUND?, _ extra: PVOID?
) -> LPSAFEARRAY? {
    guard let bounds, count > 0, count <= UInt16.max else { return nil }
    return makeArray(VarType(rawValue: type), UnsafeBufferPointer(start: UnsafePointer(bounds), count: Int(count)), extra)
}

@c @implementation
public func SafeArrayCreateVector(_ type: VARTYPE, _ lower: LONG, _ count: ULONG) -> LPSAFEARRAY? {
    SafeArrayCreateVectorEx(type, lower, count, nil)
}

@c @implementation
public func SafeArrayCreateVectorEx(_ type: VARTYPE, _ lower: LONG, _ count: ULONG, _ extra: PVOID?) -> LPSAFEARRAY? {
    var bound = SAFEARRAYBOUND(cElements: count, lLbound: lower)
    return withUnsafePointer(to: &bound) {
        makeArray(VarType(rawValue: type), UnsafeBufferPointer(start: $0, count: 1), extra)
    }
}

/// - Parameter extra: an IRecordInfo for VT_RECORD, an IID for interfaces.
private func makeArray(_ type: VarType, _ bounds: UnsafeBufferPointer<SAFEARRAYBOUND>, _ extra: PVOID?) -> LPSAFEARRAY? {
    let record = type == .record ? extra?.assumingMemoryBound(to: IRecordInfo.self) : nil
    guard let made = try? SafeArrayMemory.create(type, list: bounds, recordInfo: record) else { return nil }
    if type == .unknown || type == .dispatch, let extra { SafeArrayMemory.setIID(made, extra.loadUnaligned(as: GUID.self)) }
    return made
}

@c @implementation
public func SafeArrayAllocDescriptor(_ count: UINT, _ result: Out<LPSAFEARRAY?>) -> HRESULT {
    allocateDescriptor(nil, count, result)
}

@c @implementation
public func SafeArrayAllocDescriptorEx(_ type: VARTYPE, _ count: UINT, _ result: Out<LPSAFEARRAY?>) -> HRESULT {
    let type = VarType(rawValue: type)
    guard SafeArrayMemory.canHold(type) else { return invalidArgument }
    return allocateDescriptor(type, count, result)
}

private func allocateDescriptor(_ type: VarType?, _ count: UINT, _ result: Out<LPSAFEARRAY?>) -> HRESULT {
    guard let result else { return HResult.E_POINTER.rawValue }
    result.pointee = SafeArrayMemory.allocateDescriptor(type: type, dimensions: Int(count))
    return result.pointee == nil ? invalidArgument : 0
}

@c @implementation
public func SafeArrayAllocData(_ array: LPSAFEARRAY?) -> HRESULT {
    guard let array else { return invalidArgument }
    return SafeArrayMemory.allocateData(array)
}

@c @implementation
public func SafeArrayCopy(_ array: LPSAFEARRAY?, _ result: Out<LPSAFEARRAY?>) -> HRESULT {
    guard let result else { return invalidArgument }
    result.pointee = nil
    return entry {
        result.pointee = try SafeArrayMemory.copy(array)
        return .S_OK
    }
}

@c @implementation
public func SafeArrayCopyData(_ source: LPSAFEARRAY?, _ target: LPSAFEARRAY?) -> HRESULT {
    guard let source, let target else { return invalidArgument }
    return SafeArrayMemory.copyData(from: source, to: target)
}

@c @implementation
public func SafeArrayRedim(_ array: LPSAFEARRAY?, _ bound: LPSAFEARRAYBOUND?) -> HRESULT {
    guard let array, let bound else { return invalidArgument }
    return SafeArrayMemory.redim(array, bound.pointee)
}

// MARK: Destroying

@c @implementation
public func SafeArrayDestroy(_ array: LPSAFEARRAY?) -> HRESULT { SafeArrayMemory.destroy(array) }

@c @implementation
public func SafeArrayDestroyData(_ array: LPSAFEARRAY?) -> HRESULT {
    guard let array else { return invalidArgument }
    return SafeArrayMemory.destroyData(array)
}

@c @implementation
public func SafeArrayDestroyDescriptor(_ array: LPSAFEARRAY?) -> HRESULT {
    guard let array else { return 0 }
    guard array.pointee.cLocks == 0 else { return HResult.DISP_E_ARRAYISLOCKED.rawValue }
    SafeArrayMemory.freeDescriptor(array)
    return 0
}

// MARK: Shape and type

@c @implementation
public func SafeArrayGetDim(_ array: LPSAFEARRAY?) -> UINT { array.map { UINT($0.pointee.cDims) } ?? 0 }

@c @implementation
public func SafeArrayGetElemsize(_ array: LPSAFEARRAY?) -> UINT { array?.pointee.cbElements ?? 0 }

@c @implementation
public func SafeArrayGetLBound(_ array: LPSAFEARRAY?, _ dimension: UINT, _ result: Out<LONG>) -> HRESULT {
    bound(array, dimension, result) { $0.lLbound }
}

@c @implementation
public func SafeArrayGetUBound(_ array: LPSAFEARRAY?, _ dimension: UINT, _ result: Out<LONG>) -> HRESULT {
    bound(array, dimension, result) { $0.lLbound &+ LONG(truncatingIfNeeded: $0.cElements) &- 1 }
}

private func bound(
    _ array: LPSAFEARRAY?, _ dimension: UINT, _ result: Out<LONG>, _ value: (SAFEARRAYBOUND) -> LONG
) -> HRESULT {
    guard let array, let result else { return invalidArgument }
    guard dimension > 0, dimension <= array.pointee.cDims else { return HResult.DISP_E_BADINDEX.rawValue }
    // The last dimension is stored first.
    result.pointee = value(SafeArrayMemory.mutableBounds(array)[Int(array.pointee.cDims) - Int(dimension)])
    return 0
}

@c @implementation
public func SafeArrayGetVartype(_ array: LPSAFEARRAY?, _ result: Out<VARTYPE>) -> HRESULT {
    guard let array, let result, let type = SafeArrayMemory.varType(array) else { return invalidArgument }
    result.pointee = type.rawValue
    return 0
}

@c @implementation
public func SafeArrayGetIID(_ array: LPSAFEARRAY?, _ result: Out<GUID>) -> HRESULT {
    guard let array, let result, let iid = SafeArrayMemory.iid(array) else { return invalidArgument }
    result.pointee = iid
    return 0
}

@c @implementation
public func SafeArraySetIID(_ array: LPSAFEARRAY?, _ iid: UnsafePointer<GUID>?) -> HRESULT {
    // Only an array that has an IID has room for one.
    guard let array, let iid, SafeArrayMemory.iid(array) != nil else { return invalidArgument }
    SafeArrayMemory.setIID(array, iid.pointee)
    return 0
}

@c @implementation
public func SafeArrayGetRecordInfo(_ array: LPSAFEARRAY?, _ result: Out<LPRECORDINFO?>) -> HRESULT {
    guard let array, let result, array.pointee.fFeatures & UInt16(FADF_RECORD) != 0 else { return invalidArgument }
    result.pointee = SafeArrayMemory.recordInfo(array)
    if let info = result.pointee { comAddRef(info) }
    return 0
}

@c @implementation
public func SafeArraySetRecordInfo(_ array: LPSAFEARRAY?, _ info: LPRECORDINFO?) -> HRESULT {
    guard let array, array.pointee.fFeatures & UInt16(FADF_RECORD) != 0 else { return invalidArgument }
    SafeArrayMemory.setRecordInfo(array, info)
    return 0
}

// MARK: Elements

@c @implementation
public func SafeArrayLock(_ array: LPSAFEARRAY?) -> HRESULT {
    guard let array else { return invalidArgument }
    return SafeArrayMemory.lock(array)
}

@c @implementation
public func SafeArrayUnlock(_ array: LPSAFEARRAY?) -> HRESULT {
    guard let array else { return invalidArgument }
    return SafeArrayMemory.unlock(array)
}

@c @implementation
public func SafeArrayAccessData(_ array: LPSAFEARRAY?, _ result: Out<UnsafeMutableRawPointer?>) -> HRESULT {
    guard let array, let result else { return invalidArgument }
    let status = SafeArrayMemory.lock(array)
    result.pointee = status >= 0 ? array.pointee.pvData : nil
    return status
}

@c @implementation
public func SafeArrayUnaccessData(_ array: LPSAFEARRAY?) -> HRESULT { SafeArrayUnlock(array) }

@c @implementation
public func SafeArrayPtrOfIndex(
    _ array: LPSAFEARRAY?, _ indices: Out<LONG>, _ result: Out<UnsafeMutableRawPointer?>
) -> HRESULT {
    guard let array, let indices, let result else { return invalidArgument }
    result.pointee = SafeArrayMemory.element(array, indices)
    return result.pointee == nil ? HResult.DISP_E_BADINDEX.rawValue : 0
}

@c @implementation
public func SafeArrayGetElement(
    _ array: LPSAFEARRAY?, _ indices: Out<LONG>, _ result: UnsafeMutableRawPointer?
) -> HRESULT {
    guard let array, let indices, let result else { return invalidArgument }
    return SafeArrayMemory.getElement(array, indices, into: result)
}

@c @implementation
public func SafeArrayPutElement(
    _ array: LPSAFEARRAY?, _ indices: Out<LONG>, _ value: UnsafeMutableRawPointer?
) -> HRESULT {
    guard let array, let indices else { return invalidArgument }
    return SafeArrayMemory.putElement(array, indices, value)
}
