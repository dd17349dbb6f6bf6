// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation.Functions
import TypeLibrary

@c @implementation
public func SysAllocString(_ text: UnsafePointer<OLECHAR>?) -> BSTR? {
    text == nil ? nil : BString.allocate(units(ofTerminated: text))
}

@c @implementation
public func SysAllocStringLen(_ text: UnsafePointer<OLECHAR>?, _ length: UINT) -> BSTR? {
    makeString(UnsafeRawPointer(text), byteCount: Int(length) * MemoryLayout<OLECHAR>.stride)
}

@c @implementation
public func SysAllocStringByteLen(_ bytes: LPCSTR?, _ length: UINT) -> BSTR? {
    makeString(UnsafeRawPointer(bytes), byteCount: Int(length))
}

@c @implementation
public func SysReAllocString(_ string: Out<BSTR?>, _ text: UnsafePointer<OLECHAR>?) -> INT {
    guard let string else { return 0 }
    let made = SysAllocString(text)
    guard made != nil || text == nil else { return 0 }
    // The new text may lie in the old string, so that goes last.
    BString.free(string.pointee)
    string.pointee = made
    return 1
}

@c @implementation
public func SysReAllocStringLen(_ string: Out<BSTR?>, _ text: UnsafePointer<OLECHAR>?, _ length: UINT) -> INT {
    guard let string, let made = SysAllocStringLen(text, length) else { return 0 }
    if text == nil, let old = string.pointee {
        // Without a text the old one stays, cut or followed by zeros.
        UnsafeMutableRawPointer(made).copyMemory(
            from: old, byteCount: min(BString.byteLength(old), BString.byteLength(made)))
    }
    BString.free(string.pointee)
    string.pointee = made
    return 1
}

@c @implementation
public func SysFreeString(_ string: BSTR?) { BString.free(string) }

@c @implementation
public func SysStringLen(_ string: BSTR?) -> UINT { UINT(BString.length(string)) }

@c @implementation
public func SysStringByteLen(_ string: BSTR?) -> UINT { UINT(BString.byteLength(string)) }

/// A string with these bytes; with zeros, which tell nothing of what lay in the memory before, if there are none.
private func makeString(_ bytes: UnsafeRawPointer?, byteCount: Int) -> BSTR? {
    if let bytes { return BString.allocate(bytes: UnsafeRawBufferPointer(start: bytes, count: byteCount)) }
    guard let made = BString.allocate(byteCount: byteCount) else { return nil }
    UnsafeMutableRawPointer(made).initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    return made
}

// MARK: Strings as arrays of bytes

@c @implementation
public func VectorFromBstr(_ string: BSTR?, _ result: Out<UnsafeMutablePointer<SAFEARRAY>?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    return entry {
        let bytes = BString.bytes(of: string)
        let array = try SafeArrayMemory.create(.ui1, bounds: [ArrayBound(count: UInt32(bytes.count))])
        if let source = bytes.baseAddress, let data = array.pointee.pvData {
            data.copyMemory(from: source, byteCount: bytes.count)
        }
        result.pointee = array
        return .S_OK
    }
}

@c @implementation
public func BstrFromVector(_ array: UnsafeMutablePointer<SAFEARRAY>?, _ result: Out<BSTR?>) -> HRESULT {
    guard let result else { return HResult.E_INVALIDARG.rawValue }
    result.pointee = nil
    guard let array else { return HResult.E_INVALIDARG.rawValue }
    return entry {
        guard array.pointee.cDims == 1, let type = SafeArrayMemory.varType(array), type == .ui1 || type == .i1 else {
            throw COMError(.E_INVALIDARG, "a BSTR is made of a one-dimensional array of bytes")
        }
        let count = array.pointee.pvData == nil ? 0 : SafeArrayMemory.elementCount(array)
        result.pointee = BString.allocate(bytes: UnsafeRawBufferPointer(start: array.pointee.pvData, count: count))
        return result.pointee == nil ? .E_OUTOFMEMORY : .S_OK
    }
}
