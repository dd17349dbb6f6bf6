// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
import CAutomation
public import TypeLibrary

/// Owns a SAFEARRAY. Copies of the value share the array until one of them changes it.
public struct SafeArray: @unchecked Sendable {
    // Unchecked: the array is only changed while one value holds it.
    private var storage: Storage

    private final class Storage {
        let array: SafeArrayPointer
        var isOwner = true
        init(_ array: SafeArrayPointer) { self.array = array }
        deinit { if isOwner { SafeArrayMemory.destroy(array) } }
    }

    // MARK: Making

    /// Takes over an array that the caller owns.
    public init(adopting array: SafeArrayPointer) { storage = Storage(array) }

    /// A deep copy of an array.
    /// - Throws: E_OUTOFMEMORY
    public init(copying array: SafeArrayPointer) throws(COMError) {
        guard let copy = try SafeArrayMemory.copy(array) else { throw COMError(.E_INVALIDARG, "there is no array") }
        storage = Storage(copy)
    }

    /// An array of zeros, empty strings or nulls.
    /// - Parameter bounds: leftmost dimension first.
    /// - Throws: E_INVALIDARG, E_OUTOFMEMORY
    public init(_ type: VarType, bounds: [ArrayBound]) throws(COMError) {
        storage = Storage(try SafeArrayMemory.create(type, bounds: bounds))
    }

    /// A one-dimensional array of VARIANTs with lower bound 0.
    public init(_ values: [Variant]) throws(COMError) {
        try self.init(.variant, values)
    }

    /// A one-dimensional array with lower bound 0; each value is coerced to `type`.
    /// - Throws: DISP_E_TYPEMISMATCH or DISP_E_OVERFLOW with the index of the value that cannot be coerced.
    public init(_ type: VarType, _ values: [Variant]) throws(COMError) {
        guard let count = UInt32(exactly: values.count) else { throw COMError(.E_OUTOFMEMORY) }
        try self.init(type, bounds: [ArrayBound(count: count)])
        for (index, value) in values.enumerated() {
            guard let position = Int32(exactly: index) else { throw COMError(.E_OUTOFMEMORY) }
            do throws(COMError) { try set(value, at: [position]) } catch {
                throw COMError(error.hresult, "element \(index): " + (error.message ?? error.description))
            }
        }
    }

    /// A one-dimensional array of numbers with lower bound 0.
    public init<Number: SafeArrayNumber>(numbers: [Number]) throws(COMError) {
        guard let count = UInt32(exactly: numbers.count) else { throw COMError(.E_OUTOFMEMORY) }
        try self.init(Number.elementType, bounds: [ArrayBound(count: count)])
        numbers.withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress, let data = storage.array.pointee.pvData else { return }
            data.copyMemory(from: source, byteCount: bytes.count)
        }
    }

    // MARK: Shape

    public var elementType: VarType { SafeArrayMemory.varType(storage.array) ?? .empty }
    /// Leftmost dimension first.
    public var bounds: [ArrayBound] { SafeArrayMemory.bounds(storage.array) }
    public var dimensionCount: Int { Int(storage.array.pointee.cDims) }
    /// Elements of all dimensions together.
    public var count: Int { SafeArrayMemory.elementCount(storage.array) }

    // MARK: Elements

    /// The element with these indices, one for each dimension, leftmost first.
    /// - Throws: DISP_E_BADINDEX
    public func element(at indices: [Int32]) throws(COMError) -> Variant {
        let address = try address(of: indices)
        return try value(at: address)
    }

    private func address(of indices: [Int32]) throws(COMError) -> UnsafeMutableRawPointer {
        guard indices.count == dimensionCount,
            let address = indices.withUnsafeBufferPointer({ buffer -> UnsafeMutableRawPointer? in
                guard let base = buffer.baseAddress else { return nil }
                return SafeArrayMemory.element(storage.array, base)
            })
        else { throw COMError(.DISP_E_BADINDEX, "no element \(indices) in an array of \(bounds.count) dimensions") }
        return address
    }

    private func value(at address: UnsafeMutableRawPointer) throws(COMError) -> Variant {
        defer { withExtendedLifetime(storage) {} }
        if elementType == .variant {
            return try Variant(copying: UnsafePointer(address.assumingMemoryBound(to: VARIANT.self)))
        }
        var shallow = VARIANT()
        if elementType == .record {
            shallow.pvRecord = address
            shallow.pRecInfo = SafeArrayMemory.recordInfo(storage.array)
            shallow.vt = VarType.record.rawValue
            return try Variant(copying: &shallow)
        }
        // No VARIANT holds a VT_INT_PTR: it is given as a VT_I8.
        let type: VarType = elementType == .intPtr ? .i8 : elementType == .uintPtr ? .ui8 : elementType
        let loaded = VariantOps.load(type, from: address, into: &shallow)
        guard loaded.isSuccess else { throw COMError(loaded, "an element of \(elementType.documentedName)") }
        return try Variant(copying: &shallow)
    }

    /// Replaces an element; the value is coerced to the array's type.
    /// - Throws: DISP_E_BADINDEX, DISP_E_TYPEMISMATCH, DISP_E_OVERFLOW
    public mutating func set(_ value: Variant, at indices: [Int32]) throws(COMError) {
        try makeUnique()
        let address = try address(of: indices)
        let type = elementType
        let array = storage.array
        let stored =
            type == .variant ? value : try value.coerced(to: type == .intPtr ? .i8 : type == .uintPtr ? .ui8 : type)
        let status = stored.withRaw { raw -> Int32 in
            if type == .record {
                guard let record = raw.pointee.pvRecord, let info = raw.pointee.pRecInfo,
                    let own = SafeArrayMemory.recordInfo(array),
                    info.pointee.lpVtbl.pointee.IsMatchingType(info, own) != 0
                else { return HResult.DISP_E_TYPEMISMATCH.rawValue }
                return SafeArrayMemory.replaceElement(array, address, with: record)
            }
            // The union begins at offset 8, whatever the type; a DECIMAL covers the VARIANT from its start.
            let mutable = UnsafeMutableRawPointer(mutating: raw)
            let source = type == .variant || type == .decimal ? mutable : mutable + 8
            return SafeArrayMemory.replaceElement(array, address, with: source)
        }
        guard status >= 0 else { throw COMError(HResult(rawValue: status)) }
        if type == .decimal { address.assumingMemoryBound(to: DECIMAL.self).pointee.wReserved = 0 }
    }

    /// All elements, the leftmost index running fastest, as in memory.
    public var elements: [Variant] {
        guard let data = storage.array.pointee.pvData else { return [] }
        let size = Int(storage.array.pointee.cbElements)
        return (0..<count).map { (try? value(at: data + $0 * size)) ?? .empty }
    }

    /// The elements of an array of this number type; nil if the type is another.
    public func numbers<Number: SafeArrayNumber>(_ type: Number.Type = Number.self) -> [Number]? {
        guard Number.accepts(elementType) else { return nil }
        defer { withExtendedLifetime(storage) {} }
        let start = storage.array.pointee.pvData?.assumingMemoryBound(to: Number.self)
        return Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    /// Gives the rightmost dimension another size; elements that remain keep their values.
    /// - Throws: DISP_E_ARRAYISLOCKED, E_INVALIDARG for a fixed-size array, E_OUTOFMEMORY
    public mutating func redim(_ bound: ArrayBound) throws(COMError) {
        try makeUnique()
        try COMError.check(
            SafeArrayMemory.redim(storage.array, SAFEARRAYBOUND(cElements: bound.count, lLbound: bound.lower)))
    }

    // MARK: Raw access

    /// Calls `body` with the array, which must not be destroyed; valid within `body`.
    public func withRaw<Result, Failure: Error>(_ body: (SafeArrayPointer) throws(Failure) -> Result)
        throws(Failure) -> Result
    {
        defer { withExtendedLifetime(storage) {} }
        return try body(storage.array)
    }

    /// A deep copy for the caller to own.
    public func makeCopy() throws(COMError) -> SafeArrayPointer {
        defer { withExtendedLifetime(storage) {} }
        guard let copy = try SafeArrayMemory.copy(storage.array) else { throw COMError(.E_OUTOFMEMORY) }
        return copy
    }

    /// The array for the caller to own: this one if nobody shares it, else a copy.
    public consuming func take() throws(COMError) -> SafeArrayPointer {
        guard isKnownUniquelyReferenced(&storage) else { return try makeCopy() }
        storage.isOwner = false
        return storage.array
    }

    private mutating func makeUnique() throws(COMError) {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(try makeCopy()) }
    }
}

extension SafeArray: Equatable {
    /// Same element type, same bounds, equal elements.
    public static func == (a: SafeArray, b: SafeArray) -> Bool {
        a.elementType == b.elementType && a.bounds == b.bounds && a.elements == b.elements
    }
}

extension SafeArray: CustomStringConvertible {
    public var description: String {
        let shown = elements.prefix(16).map(\.description).joined(separator: ", ")
        return "[" + shown + (count > 16 ? ", … \(count) in all]" : "]")
    }
}

/// A Swift number that lies in a SAFEARRAY as it is.
public protocol SafeArrayNumber: BitwiseCopyable {
    static var elementType: VarType { get }
}

extension SafeArrayNumber {
    /// VT_INT and VT_UINT arrays hold what VT_I4 and VT_UI4 arrays hold.
    static func accepts(_ type: VarType) -> Bool {
        type == elementType || (type == .int && elementType == .i4) || (type == .uint && elementType == .ui4)
    }
}

extension Int8: SafeArrayNumber { public static var elementType: VarType { .i1 } }
extension UInt8: SafeArrayNumber { public static var elementType: VarType { .ui1 } }
extension Int16: SafeArrayNumber { public static var elementType: VarType { .i2 } }
extension UInt16: SafeArrayNumber { public static var elementType: VarType { .ui2 } }
extension Int32: SafeArrayNumber { public static var elementType: VarType { .i4 } }
extension UInt32: SafeArrayNumber { public static var elementType: VarType { .ui4 } }
extension Int64: SafeArrayNumber { public static var elementType: VarType { .i8 } }
extension UInt64: SafeArrayNumber { public static var elementType: VarType { .ui8 } }
extension Float: SafeArrayNumber { public static var elementType: VarType { .r4 } }
extension Double: SafeArrayNumber { public static var elementType: VarType { .r8 } }
