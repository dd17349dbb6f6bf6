// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions

@c @implementation
public func CoTaskMemAlloc(_ size: SIZE_T) -> LPVOID? { TaskMemory.allocate(Int(clamping: size)) }

@c @implementation
public func CoTaskMemRealloc(_ block: LPVOID?, _ size: SIZE_T) -> LPVOID? {
    TaskMemory.reallocate(block, Int(clamping: size))
}

@c @implementation
public func CoTaskMemFree(_ block: LPVOID?) { TaskMemory.release(block) }

@c @implementation
public func CoGetMalloc(_ context: DWORD, _ result: Out<LPMALLOC?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    // MEMCTX_TASK
    guard context == 1 else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = TaskMemory.allocator
    return 0
}

@c @implementation
public func CreateStreamOnHGlobal(_ block: HGLOBAL?, _ freesBlock: WINBOOL, _ result: Out<LPSTREAM?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    let stream = MemoryStream(memory: block, freesMemory: freesBlock != 0)
    return give(stream.retainedInterface(IID_IStream), to: result).rawValue
}

@c @implementation
public func GetHGlobalFromStream(_ stream: LPSTREAM?, _ result: Out<HGLOBAL?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let stream = ComObject.object(from: stream) as? MemoryStream else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = stream.memory
    return 0
}
