// SPDX-License-Identifier: Apache-2.0
//
// The elements of SAFEARRAYs: which one an index means, and getting, putting, copying and clearing them.

import AutomationTypes
public import CAutomation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension SafeArrayMemory {
    static func zeroedMemory(_ size: Int) -> UnsafeMutableRawPointer? { calloc(max(size, 1), 1) }
    static func freeMemory(_ memory: UnsafeMutableRawPointer) { free(memory) }

    /// Where the element with these indices is: SafeArrayPtrOfIndex. One index per dimension, leftmost first.
    /// - Returns: nil if an index is out of bounds (DISP_E_BADINDEX).
    public static func element(_ array: SafeArrayPointer, _ indices: UnsafePointer<Int32>) -> UnsafeMutableRawPointer? {
        // A size that fits keeps every product below from overflowing.
        guard let data = array.pointee.pvData, dataSize(array) != nil else { return nil }
        let bounds = mutableBounds(array)
        var position = 0
        var stride = 1
        for dimension in 0..<bounds.count {
            let bound = bounds[bounds.count - 1 - dimension]
            let offset = Int(indices[dimension]) - Int(bound.lLbound)
            guard offset >= 0, offset < Int(bound.cElements) else { return nil }
            position += offset * stride
            stride *= Int(bound.cElements)
        }
        return data + position * Int(array.pointee.cbElements)
    }

    /// Copies an element out: SafeArrayGetElement. The caller owns what `result` gets (a BSTR, a reference, a VARIANT …);
    /// what was there before is overwritten, except for a record, which must be one.
    public static func getElement(
        _ array: SafeArrayPointer, _ indices: UnsafePointer<Int32>, into result: UnsafeMutableRawPointer
    ) -> Int32 {
        let status = lock(array)
        guard status >= 0 else { return status }
        defer { unlock(array) }
        guard let element = element(array, indices) else { return HResult.DISP_E_BADINDEX.rawValue }
        if array.pointee.fFeatures & recordFeature == 0 { zero(result, Int(array.pointee.cbElements)) }
        return copyElement(array, from: element, to: result)
    }

    /// Copies an element in: SafeArrayPutElement. The old element is released. `value` is the element's address, except
    /// that a BSTR or an interface is passed itself.
    public static func putElement(
        _ array: SafeArrayPointer, _ indices: UnsafePointer<Int32>, _ value: UnsafeMutableRawPointer?
    ) -> Int32 {
        let status = lock(array)
        guard status >= 0 else { return status }
        defer { unlock(array) }
        guard let element = element(array, indices) else { return HResult.DISP_E_BADINDEX.rawValue }
        let features = array.pointee.fFeatures
        if features & (bstrFeature | interfaceFeatures) != 0 {
            var pointer = value
            return replaceElement(array, element, with: &pointer)
        }
        guard let value else { return HResult.E_INVALIDARG.rawValue }
        return replaceElement(array, element, with: value)
    }

    /// Replaces an element by a copy of the one at `value`.
    static func replaceElement(
        _ array: SafeArrayPointer, _ element: UnsafeMutableRawPointer, with value: UnsafeMutableRawPointer
    ) -> Int32 {
        let size = Int(array.pointee.cbElements)
        let features = array.pointee.fFeatures
        guard features & (bstrFeature | interfaceFeatures | variantFeature) != 0 else {
            return copyElement(array, from: value, to: element)
        }
        // The copy is made before the old value goes: `value` may depend on it.
        return withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { buffer in
            guard let copy = buffer.baseAddress else { return HResult.E_OUTOFMEMORY.rawValue }
            zero(copy, size)
            let status = copyElement(array, from: value, to: copy)
            guard status >= 0 else { return status }
            clearElement(array, element)
            memcpy(element, copy, size)
            return 0
        }
    }

    /// Copies one element over memory that holds nothing (a record: that holds one).
    private static func copyElement(
        _ array: SafeArrayPointer, from source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer, depth: Int = 0
    ) -> Int32 {
        let features = array.pointee.fFeatures
        if features & bstrFeature != 0 {
            let text = source.load(as: BSTR?.self)
            var made: BSTR?
            if let text {
                made = BString.allocate(bytes: BString.bytes(of: text))
                if made == nil { return HResult.E_OUTOFMEMORY.rawValue }
            }
            target.storeBytes(of: made, as: BSTR?.self)
        } else if features & interfaceFeatures != 0 {
            let pointer = source.load(as: UnsafeMutableRawPointer?.self)
            if let pointer { comAddRef(pointer) }
            target.storeBytes(of: pointer, as: UnsafeMutableRawPointer?.self)
        } else if features & variantFeature != 0 {
            return VariantOps.duplicate(
                source.assumingMemoryBound(to: VARIANT.self), into: target.assumingMemoryBound(to: VARIANT.self),
                depth: depth + 1
            ).rawValue
        } else if features & recordFeature != 0, let info = recordInfo(array) {
            return info.pointee.lpVtbl.pointee.RecordCopy(info, source, target)
        } else {
            memmove(target, source, Int(array.pointee.cbElements))
        }
        return 0
    }

    /// Copies all elements over `to`'s zeroed ones. On failure the elements copied so far stay and are `to`'s.
    static func copyElements(from: SafeArrayPointer, to: SafeArrayPointer, depth: Int = 0) -> Int32 {
        guard let source = from.pointee.pvData, let target = to.pointee.pvData else { return 0 }
        let count = elementCount(from)
        let size = Int(from.pointee.cbElements)
        if from.pointee.fFeatures & (bstrFeature | interfaceFeatures | variantFeature | recordFeature) == 0 {
            memcpy(target, source, count * size)
            return 0
        }
        for index in 0..<count {
            let status = copyElement(to, from: source + index * size, to: target + index * size, depth: depth)
            guard status >= 0 else { return status }
        }
        return 0
    }

    /// Releases what the elements of a range own and makes them zero.
    static func clearElements(_ array: SafeArrayPointer, from first: Int, to end: Int) {
        guard let data = array.pointee.pvData, first < end else { return }
        let size = Int(array.pointee.cbElements)
        if array.pointee.fFeatures & (bstrFeature | interfaceFeatures | variantFeature | recordFeature) != 0 {
            for index in first..<end { clearElement(array, data + index * size) }
        }
        zero(data + first * size, (end - first) * size)
    }

    private static func clearElement(_ array: SafeArrayPointer, _ element: UnsafeMutableRawPointer) {
        let features = array.pointee.fFeatures
        if features & bstrFeature != 0 {
            let text = element.load(as: BSTR?.self)
            element.storeBytes(of: nil, as: BSTR?.self)
            BString.free(text)
        } else if features & interfaceFeatures != 0 {
            let pointer = element.load(as: UnsafeMutableRawPointer?.self)
            element.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
            if let pointer { comRelease(pointer) }
        } else if features & variantFeature != 0 {
            _ = VariantOps.clear(element.assumingMemoryBound(to: VARIANT.self))
        } else if features & recordFeature != 0, let info = recordInfo(array) {
            _ = info.pointee.lpVtbl.pointee.RecordClear(info, element)
        }
    }

    private static func zero(_ memory: UnsafeMutableRawPointer, _ count: Int) { memset(memory, 0, count) }

    /// Copies all elements into another array of the same shape: SafeArrayCopyData. The target's old elements go.
    public static func copyData(from: SafeArrayPointer, to: SafeArrayPointer) -> Int32 {
        let (source, target) = (mutableBounds(from), mutableBounds(to))
        guard from.pointee.cbElements == to.pointee.cbElements, varType(from) == varType(to),
            source.count == target.count,
            source.indices.allSatisfy({ source[$0].cElements == target[$0].cElements })
        else { return HResult.E_INVALIDARG.rawValue }
        clearElements(to, from: 0, to: elementCount(to))
        return copyElements(from: from, to: to)
    }

    /// Gives the rightmost dimension another size: SafeArrayRedim. Elements that remain keep their values, new ones are zero.
    public static func redim(_ array: SafeArrayPointer, _ bound: SAFEARRAYBOUND) -> Int32 {
        guard array.pointee.cLocks == 0 else { return HResult.DISP_E_ARRAYISLOCKED.rawValue }
        guard array.pointee.fFeatures & (notOwnedFeatures | UInt16(FADF_FIXEDSIZE)) == 0 else {
            return HResult.E_INVALIDARG.rawValue
        }
        let stored = mutableBounds(array)
        let old = stored[0]
        let oldCount = elementCount(array)
        stored[0] = bound
        guard let newSize = dataSize(array) else {
            stored[0] = old
            return HResult.E_OUTOFMEMORY.rawValue
        }
        let newCount = elementCount(array)
        guard let data = zeroedMemory(newSize) else {
            stored[0] = old
            return HResult.E_OUTOFMEMORY.rawValue
        }
        // Elements move bit by bit: the ones that remain are not copied, the others are released first.
        clearElements(array, from: newCount, to: oldCount)
        if let oldData = array.pointee.pvData {
            memcpy(data, oldData, min(oldCount, newCount) * Int(array.pointee.cbElements))
            freeMemory(oldData)
        }
        array.pointee.pvData = data
        return 0
    }
}
