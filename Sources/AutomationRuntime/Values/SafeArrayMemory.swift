// SPDX-License-Identifier: Apache-2.0
//
// The memory of SAFEARRAYs: the descriptor with the 16 hidden bytes before it, the elements, locks and ownership.
// `SafeArray` is the owning Swift value over this.

public import AutomationTypes
public import CAutomation
import Synchronization
public import TypeLibrary

public typealias SafeArrayPointer = UnsafeMutablePointer<SAFEARRAY>

/// SAFEARRAY memory. [MS-OAUT] 2.2.30
///
///     descriptor - 16   the IID (FADF_HAVEIID)
///     descriptor -  8   the IRecordInfo (FADF_RECORD), which the array owns
///     descriptor -  4   the VARTYPE (FADF_HAVEVARTYPE)
///     descriptor        SAFEARRAY, with one SAFEARRAYBOUND for each dimension, the last dimension first
///
/// The elements lie in one block with the leftmost index running fastest. An array owns its elements' BSTRs, interfaces,
/// VARIANTs and records. Functions return the HRESULTs documented for their SafeArray… counterparts.
public enum SafeArrayMemory {
    private static let hiddenSize = 16
    private static let boundsOffset = MemoryLayout<SAFEARRAY>.offset(of: \SAFEARRAY.rgsabound)!

    static let bstrFeature = UInt16(FADF_BSTR)
    static let interfaceFeatures = UInt16(FADF_UNKNOWN | FADF_DISPATCH)
    static let variantFeature = UInt16(FADF_VARIANT)
    static let recordFeature = UInt16(FADF_RECORD)
    static let haveIIDFeature = UInt16(FADF_HAVEIID)
    static let haveTypeFeature = UInt16(FADF_HAVEVARTYPE)
    /// The caller's own memory: descriptor or data are not to be freed.
    static let notOwnedFeatures = UInt16(FADF_AUTO | FADF_STATIC | FADF_EMBEDDED)

    /// Bytes of one element, or nil if an array cannot hold the type. VT_RECORD has no size of its own.
    public static func elementSize(of type: VarType) -> Int? {
        switch type {
        case .i1, .ui1: 1
        case .i2, .ui2, .bool: 2
        case .i4, .ui4, .int, .uint, .r4, .error: 4
        case .i8, .ui8, .r8, .cy, .date, .bstr, .dispatch, .unknown: 8
        case .decimal: MemoryLayout<DECIMAL>.size
        case .variant: MemoryLayout<VARIANT>.size
        default: nil
        }
    }

    /// Bytes of one element of an array. VT_INT_PTR and VT_UINT_PTR are types of arrays and of no VARIANT.
    static func arrayElementSize(of type: VarType) -> Int? {
        type == .intPtr || type == .uintPtr ? MemoryLayout<Int>.size : elementSize(of: type)
    }

    /// Whether there are arrays of a type.
    public static func canHold(_ type: VarType) -> Bool { type == .record || arrayElementSize(of: type) != nil }

    // MARK: Making and destroying

    /// A descriptor with no elements' memory: SafeArrayAllocDescriptor(Ex).
    public static func allocateDescriptor(type: VarType?, dimensions: Int) -> SafeArrayPointer? {
        guard dimensions > 0, dimensions <= Int(UInt16.max) else { return nil }
        let size = hiddenSize + boundsOffset + dimensions * MemoryLayout<SAFEARRAYBOUND>.stride
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        block.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        let array = (block + hiddenSize).assumingMemoryBound(to: SAFEARRAY.self)
        array.pointee.cDims = UInt16(dimensions)
        if let type {
            array.pointee.cbElements = UInt32(arrayElementSize(of: type) ?? 0)
            switch type {
            case .bstr: array.pointee.fFeatures = bstrFeature | haveTypeFeature
            case .variant: array.pointee.fFeatures = variantFeature | haveTypeFeature
            case .unknown:
                array.pointee.fFeatures = UInt16(FADF_UNKNOWN) | haveIIDFeature
                setIID(array, WellKnown.unknown)
            case .dispatch:
                array.pointee.fFeatures = UInt16(FADF_DISPATCH) | haveIIDFeature
                setIID(array, WellKnown.dispatch)
            case .record: array.pointee.fFeatures = recordFeature
            default: array.pointee.fFeatures = haveTypeFeature
            }
            if array.pointee.fFeatures & haveTypeFeature != 0 {
                (UnsafeMutableRawPointer(array) - 4).storeBytes(of: UInt32(type.rawValue), as: UInt32.self)
            }
        }
        LiveObjects.arrays.increment()
        return array
    }

    /// An array of zeros: SafeArrayCreate(Ex).
    /// - Parameters:
    ///   - bounds: leftmost dimension first, as a script writes them.
    ///   - recordInfo: for VT_RECORD; the array adds its own reference.
    /// - Throws: E_INVALIDARG for no dimensions or a type that cannot be an element, E_OUTOFMEMORY if the product of the
    ///   dimensions overflows or the memory does not suffice.
    public static func create(
        _ type: VarType, bounds: some Collection<ArrayBound>, recordInfo: UnsafeMutablePointer<IRecordInfo>? = nil
    ) throws(COMError) -> SafeArrayPointer {
        try withUnsafeTemporaryAllocation(of: SAFEARRAYBOUND.self, capacity: max(1, bounds.count)) { (list) throws(COMError) in
            for (index, bound) in bounds.enumerated() {
                list.initializeElement(at: index, to: SAFEARRAYBOUND(cElements: bound.count, lLbound: bound.lower))
            }
            return try create(type, list: UnsafeBufferPointer(start: list.baseAddress, count: bounds.count), recordInfo: recordInfo)
        }
    }

    /// The same with the bounds as SafeArrayCreate takes them: without generic code between the caller and the memory.
    public static func create(
        _ type: VarType, list: UnsafeBufferPointer<SAFEARRAYBOUND>, recordInfo: UnsafeMutablePointer<IRecordInfo>? = nil
    ) throws(COMError) -> SafeArrayPointer {
        guard arrayElementSize(of: type) != nil || (type == .record && recordInfo != nil) else {
            throw COMError(.E_INVALIDARG, "an array cannot hold \(type.documentedName)")
        }
        guard let array = allocateDescriptor(type: type, dimensions: list.count) else {
            throw COMError(.E_INVALIDARG, "an array has 1 to 65535 dimensions")
        }
        if type == .record, let recordInfo {
            setRecordInfo(array, recordInfo)
            var size: UInt32 = 0
            let status = recordInfo.pointee.lpVtbl.pointee.GetSize(recordInfo, &size)
            guard status >= 0, size > 0 else {
                freeDescriptor(array)
                throw COMError(status < 0 ? HResult(rawValue: status) : .E_INVALIDARG, "the record has no size")
            }
            array.pointee.cbElements = size
        }
        let stored = mutableBounds(array)
        for index in 0..<list.count { stored[list.count - 1 - index] = list[index] }
        let status = allocateData(array)
        guard status >= 0 else {
            freeDescriptor(array)
            throw COMError(HResult(rawValue: status), "the array's dimensions are too large")
        }
        return array
    }

    /// Memory for the elements, zeroed: SafeArrayAllocData.
    public static func allocateData(_ array: SafeArrayPointer) -> Int32 {
        guard let size = dataSize(array) else { return HResult.E_OUTOFMEMORY.rawValue }
        guard let data = zeroedMemory(size) else { return HResult.E_OUTOFMEMORY.rawValue }
        array.pointee.pvData = data
        return 0
    }

    /// Destroys the elements and frees everything: SafeArrayDestroy.
    /// - Returns: DISP_E_ARRAYISLOCKED, and the array stays, while it is locked.
    @discardableResult
    public static func destroy(_ array: SafeArrayPointer?) -> Int32 {
        guard let array else { return 0 }
        let status = destroyData(array)
        guard status >= 0 else { return status }
        freeDescriptor(array)
        return 0
    }

    /// Destroys the elements and frees their memory: SafeArrayDestroyData. A static array's elements are cleared and stay.
    @discardableResult
    public static func destroyData(_ array: SafeArrayPointer) -> Int32 {
        guard array.pointee.cLocks == 0 else { return HResult.DISP_E_ARRAYISLOCKED.rawValue }
        guard array.pointee.pvData != nil else { return 0 }
        guard array.pointee.fFeatures & variantFeature != 0 else {
            releaseData(array)
            return 0
        }
        // VARIANTs may hold arrays of VARIANTs, and so on, and, wrongly, an array that is on its way out. Each array that is found
        // is locked, so that none is found twice and no VARIANT frees it, then all elements go, then all descriptors: however
        // deep arrays are nested, the stack does not grow with them, and a circle ends.
        array.pointee.cLocks = 1
        var nested: [SafeArrayPointer] = []
        lockNestedArrays(array, into: &nested)
        var next = 0
        while next < nested.count {
            if nested[next].pointee.fFeatures & variantFeature != 0 { lockNestedArrays(nested[next], into: &nested) }
            next += 1
        }
        for found in nested { releaseData(found) }
        releaseData(array)
        for found in nested {
            found.pointee.cLocks = 0
            freeDescriptor(found)
        }
        array.pointee.cLocks = 0
        return 0
    }

    private static func releaseData(_ array: SafeArrayPointer) {
        guard let data = array.pointee.pvData else { return }
        clearElements(array, from: 0, to: elementCount(array))
        if array.pointee.fFeatures & UInt16(FADF_STATIC) == 0 {
            freeMemory(data)
            array.pointee.pvData = nil
        }
    }

    /// Takes the unlocked arrays out of an array's elements. One that is locked stays where it is.
    private static func lockNestedArrays(_ array: SafeArrayPointer, into found: inout [SafeArrayPointer]) {
        guard let elements = array.pointee.pvData?.assumingMemoryBound(to: VARIANT.self) else { return }
        for index in 0..<elementCount(array) {
            let type = VarType(rawValue: elements[index].vt)
            guard type.isArray, !type.isByRef, let nested = elements[index].parray, nested.pointee.cLocks == 0 else { continue }
            elements[index] = VARIANT()
            nested.pointee.cLocks = 1
            found.append(nested)
        }
    }

    /// Frees the descriptor alone: SafeArrayDestroyDescriptor.
    public static func freeDescriptor(_ array: SafeArrayPointer) {
        if array.pointee.fFeatures & recordFeature != 0 { setRecordInfo(array, nil) }
        guard array.pointee.fFeatures & notOwnedFeatures == 0 else { return }
        LiveObjects.arrays.decrement()
        (UnsafeMutableRawPointer(array) - hiddenSize).deallocate()
    }

    /// How deep arrays of VARIANTs that hold arrays may be nested to be copied.
    static let deepestNesting = 256

    /// A deep copy with the same bounds and features: SafeArrayCopy; nil for nil.
    /// - Throws: E_OUTOFMEMORY, also for arrays nested more than 256 deep.
    public static func copy(_ array: SafeArrayPointer?) throws(COMError) -> SafeArrayPointer? {
        try copy(array, depth: 0)
    }

    static func copy(_ array: SafeArrayPointer?, depth: Int) throws(COMError) -> SafeArrayPointer? {
        guard let array else { return nil }
        guard depth < deepestNesting else {
            throw COMError(.E_OUTOFMEMORY, "arrays are nested more than \(deepestNesting) deep")
        }
        let type = array.pointee.fFeatures & haveTypeFeature != 0 ? varType(array) : nil
        guard let made = allocateDescriptor(type: type, dimensions: Int(array.pointee.cDims)) else {
            throw COMError(.E_INVALIDARG, "the array has no dimensions")
        }
        made.pointee.fFeatures = array.pointee.fFeatures & ~(notOwnedFeatures | UInt16(FADF_FIXEDSIZE) | recordFeature)
        made.pointee.cbElements = array.pointee.cbElements
        let (from, to) = (mutableBounds(array), mutableBounds(made))
        for index in 0..<from.count { to[index] = from[index] }
        if array.pointee.fFeatures & haveIIDFeature != 0, let iid = iid(array) { setIID(made, iid) }
        if array.pointee.fFeatures & recordFeature != 0 {
            made.pointee.fFeatures |= recordFeature
            setRecordInfo(made, recordInfo(array))
        }
        var status = allocateData(made)
        if status >= 0 { status = copyElements(from: array, to: made, depth: depth) }
        guard status >= 0 else {
            destroy(made)
            throw COMError(HResult(rawValue: status), "the array cannot be copied")
        }
        return made
    }

    // MARK: What the descriptor says

    /// The bounds as stored, the last dimension first; valid as long as the descriptor.
    public static func mutableBounds(_ array: SafeArrayPointer) -> UnsafeMutableBufferPointer<SAFEARRAYBOUND> {
        let start = (UnsafeMutableRawPointer(array) + boundsOffset).assumingMemoryBound(to: SAFEARRAYBOUND.self)
        return UnsafeMutableBufferPointer(start: start, count: Int(array.pointee.cDims))
    }

    /// The bounds, leftmost dimension first.
    public static func bounds(_ array: SafeArrayPointer) -> [ArrayBound] {
        mutableBounds(array).reversed().map { ArrayBound(count: $0.cElements, lower: $0.lLbound) }
    }

    /// How many elements all dimensions have together; 0 for bounds that no array with data can have.
    public static func elementCount(_ array: SafeArrayPointer) -> Int {
        dataSize(array) == nil ? 0 : checkedCount(array) ?? 0
    }

    private static func checkedCount(_ array: SafeArrayPointer) -> Int? {
        var count = 1
        for bound in mutableBounds(array) {
            let (product, overflow) = count.multipliedReportingOverflow(by: Int(bound.cElements))
            guard !overflow else { return nil }
            count = product
        }
        return count
    }

    /// Bytes of all elements; nil if they exceed 32 bits, the limit that the descriptor's users count in.
    static func dataSize(_ array: SafeArrayPointer) -> Int? {
        guard let count = checkedCount(array) else { return nil }
        let (size, overflow) = count.multipliedReportingOverflow(by: Int(array.pointee.cbElements))
        return overflow || size > Int(UInt32.max) ? nil : size
    }

    /// The elements' type: SafeArrayGetVartype. nil if the descriptor does not tell.
    public static func varType(_ array: SafeArrayPointer) -> VarType? {
        let features = array.pointee.fFeatures
        if features & recordFeature != 0 { return .record }
        if features & haveTypeFeature != 0 {
            return VarType(rawValue: (UnsafeRawPointer(array) - 4).load(as: UInt16.self))
        }
        if features & UInt16(FADF_DISPATCH) != 0 { return .dispatch }
        if features & UInt16(FADF_UNKNOWN) != 0 { return .unknown }
        if features & bstrFeature != 0 { return .bstr }
        if features & variantFeature != 0 { return .variant }
        return nil
    }

    /// The IID of an array of interfaces.
    public static func iid(_ array: SafeArrayPointer) -> GUID? {
        guard array.pointee.fFeatures & haveIIDFeature != 0 else { return nil }
        return (UnsafeRawPointer(array) - 16).loadUnaligned(as: GUID.self)
    }

    /// - Precondition: the array has the hidden bytes, as every array made here has.
    public static func setIID(_ array: SafeArrayPointer, _ iid: GUID) {
        (UnsafeMutableRawPointer(array) - 16).storeBytes(of: iid, as: GUID.self)
    }

    /// The record description of an array of records; not AddRef'd.
    public static func recordInfo(_ array: SafeArrayPointer) -> UnsafeMutablePointer<IRecordInfo>? {
        guard array.pointee.fFeatures & recordFeature != 0 else { return nil }
        return (UnsafeRawPointer(array) - 8).load(as: UnsafeMutablePointer<IRecordInfo>?.self)
    }

    /// Gives the array another record description, which it AddRefs; the old one is released.
    public static func setRecordInfo(_ array: SafeArrayPointer, _ info: UnsafeMutablePointer<IRecordInfo>?) {
        let old = recordInfo(array)
        if let info { comAddRef(info) }
        (UnsafeMutableRawPointer(array) - 8).storeBytes(of: info, as: UnsafeMutablePointer<IRecordInfo>?.self)
        if let old { comRelease(old) }
    }

    // MARK: Locks

    /// SafeArrayLock: while a lock is held the data neither moves nor goes.
    public static func lock(_ array: SafeArrayPointer) -> Int32 {
        let (before, _) = locks(array).pointee.wrappingAdd(1, ordering: .acquiringAndReleasing)
        guard before < UInt32(UInt16.max) else {
            locks(array).pointee.wrappingSubtract(1, ordering: .relaxed)
            return HResult.E_UNEXPECTED.rawValue
        }
        return 0
    }

    /// SafeArrayUnlock. E_UNEXPECTED if the array is not locked.
    @discardableResult
    public static func unlock(_ array: SafeArrayPointer) -> Int32 {
        let (before, _) = locks(array).pointee.wrappingSubtract(1, ordering: .acquiringAndReleasing)
        guard before > 0 else {
            locks(array).pointee.wrappingAdd(1, ordering: .relaxed)
            return HResult.E_UNEXPECTED.rawValue
        }
        return 0
    }

    /// cLocks as an atomic: same size and alignment as the ULONG that it lies over.
    private static func locks(_ array: SafeArrayPointer) -> UnsafeMutablePointer<Atomic<UInt32>> {
        (UnsafeMutableRawPointer(array) + MemoryLayout<SAFEARRAY>.offset(of: \SAFEARRAY.cLocks)!)
            .assumingMemoryBound(to: Atomic<UInt32>.self)
    }
}
