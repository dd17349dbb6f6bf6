// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A SAFEARRAY, which is a pointer of its own. [MS-OAUT] 2.2.30.10
///
///     + 0   4 bytes   the pointer; 0 and nothing more for a null array
///     + 4   4 bytes   conformance: dimensions
///     + 8   2 bytes   cDims
///     +10   2 bytes   fFeatures
///     +12   4 bytes   cbElements: bytes of an element on the wire
///     +16   4 bytes   cLocks: the elements' VARTYPE in the high word if FADF_HAVEVARTYPE
///     +20   4 bytes   sfType
///     +24   4 bytes   elements
///     +28   4 bytes   the pointer to them
///     +32  16 bytes   SF_HAVEIID only: the IID
///           8 bytes   for each dimension, the last one first: elements, lower bound
///           4 bytes   conformance: elements
///                     the elements; BSTRs, VARIANTs, interfaces and records as pointers, and then what they point at
///
/// It is aligned to 4 and little-endian. DECIMAL has no SF_TYPE: its elements travel as pairs of SF_I8.
enum WireSafeArray {
    /// SF_TYPE. [MS-OAUT] 2.2.8
    enum Form: UInt32 {
        case bytes = 16
        case words = 2
        case longs = 3
        case hypers = 20
        case strings = 8
        case unknowns = 13
        case dispatches = 9
        case variants = 12
        case records = 36
        case interfaces = 0x800D

        /// Bytes of an element in place.
        var wireSize: Int {
            switch self {
            case .bytes: 1
            case .words: 2
            case .hypers: 8
            default: 4
            }
        }

        var isNumbers: Bool {
            switch self {
            case .bytes, .words, .longs, .hypers: true
            default: false
            }
        }
    }

    private static let mostDimensions = 64
    /// What a receiver may know of an array; where its memory lies is nobody else's business.
    private static let sentFeatures = UInt16(
        FADF_FIXEDSIZE | FADF_RECORD | FADF_HAVEIID | FADF_HAVEVARTYPE | FADF_BSTR | FADF_UNKNOWN | FADF_DISPATCH | FADF_VARIANT)

    private static func form(_ array: UnsafeMutablePointer<SAFEARRAY>, at offset: Int) throws(WireFailure) -> Form {
        let type = SafeArrayMemory.varType(array)
        switch type {
        case .bstr: return .strings
        case .variant: return .variants
        case .record: return .records
        case .unknown, .dispatch:
            if SafeArrayMemory.iid(array) != nil { return .interfaces }
            return type == .unknown ? .unknowns : .dispatches
        default: break
        }
        switch array.pointee.cbElements {
        case 1: return .bytes
        case 2: return .words
        case 4: return .longs
        case 8: return .hypers
        case 16 where type == .decimal: return .hypers
        default: throw WireFailure(.arrayType, at: offset, .DISP_E_BADVARTYPE)
        }
    }

    // MARK: Writing

    static func write(_ array: UnsafeMutablePointer<SAFEARRAY>?, _ writer: inout NDRWriter) throws(WireFailure) {
        try writer.align(4)
        try writer.putReferent(array == nil)
        guard let array else { return }
        try writer.nested { (writer) throws(WireFailure) in try writeArray(array, &writer) }
    }

    private static func writeArray(
        _ array: UnsafeMutablePointer<SAFEARRAY>, _ writer: inout NDRWriter
    ) throws(WireFailure) {
        let start = writer.position
        let form = try form(array, at: start)
        let count = SafeArrayMemory.elementCount(array)
        let isPair = array.pointee.cbElements == 16 && form == .hypers
        let sent = isPair ? 2 * count : count
        let type = SafeArrayMemory.varType(array)
        guard count <= Int(Int32.max) / 2, count == 0 || array.pointee.pvData != nil else {
            throw WireFailure(.arrayElements, at: start, .E_INVALIDARG)
        }
        try writer.put(UInt32(array.pointee.cDims))
        try writer.put(array.pointee.cDims)
        try writer.put(array.pointee.fFeatures & sentFeatures)
        switch form {
        case .variants: try writer.put(UInt32(16))
        case .strings, .unknowns, .dispatches, .interfaces: try writer.put(UInt32(4))
        default: try writer.put(array.pointee.cbElements)
        }
        let stated = array.pointee.fFeatures & UInt16(FADF_HAVEVARTYPE) != 0 ? type?.rawValue ?? 0 : 0
        try writer.put(UInt32(stated) << 16)
        try writer.put(form.rawValue)
        // The records of an array are one BRECORD: [MS-OAUT] 2.2.28.2.1.
        try writer.put(UInt32(form == .records ? 1 : sent))
        try writer.putReferent(false)
        if form == .interfaces { try writer.putGUID(SafeArrayMemory.iid(array) ?? WellKnownInterface.unknown) }
        for bound in SafeArrayMemory.mutableBounds(array) {
            try writer.put(bound.cElements)
            try writer.put(bound.lLbound)
        }
        try writer.put(UInt32(form == .records ? 1 : sent))
        if form == .records {
            return try WireRecord.write(
                array.pointee.pvData, SafeArrayMemory.recordInfo(array), count: count, &writer)
        }
        guard count > 0, let data = array.pointee.pvData else { return }
        try writeElements(form, data, count, sent, array, &writer)
    }

    private static func writeElements(
        _ form: Form, _ data: UnsafeMutableRawPointer, _ count: Int, _ sent: Int, _ array: UnsafeMutablePointer<SAFEARRAY>,
        _ writer: inout NDRWriter
    ) throws(WireFailure) {
        switch form {
        case .bytes, .words, .longs, .hypers:
            try writer.align(form.wireSize)
            try writer.putBytes(data, sent * form.wireSize)
        case .strings:
            for _ in 0..<count { try writer.put(NDRWriter.userMarshaled) }
            for index in 0..<count { try WireBString.write(data.load(fromByteOffset: 8 * index, as: BSTR?.self), &writer) }
        case .variants:
            let variants = data.assumingMemoryBound(to: VARIANT.self)
            for _ in 0..<count { try writer.put(NDRWriter.userMarshaled) }
            for index in 0..<count { try WireVariant.write(variants + index, &writer) }
        case .unknowns, .dispatches, .interfaces:
            let iid =
                form == .unknowns
                ? WellKnownInterface.unknown
                : form == .dispatches ? WellKnownInterface.dispatch : SafeArrayMemory.iid(array) ?? WellKnownInterface.unknown
            for index in 0..<count {
                try writer.putReferent(data.load(fromByteOffset: 8 * index, as: UnsafeRawPointer?.self) == nil)
            }
            for index in 0..<count {
                guard let pointer = data.load(fromByteOffset: 8 * index, as: UnsafeMutableRawPointer?.self) else { continue }
                try WireInterface.write(pointer, iid, &writer)
            }
        case .records: break
        }
    }

    // MARK: Reading

    /// An array that is the caller's, or nil for a null one.
    /// - Parameters:
    ///   - declared: the type of the elements that the caller takes; VT_EMPTY for any.
    ///   - record: the GUID of the record that the caller takes.
    static func read(
        _ declared: VarType, _ record: GUID, _ reader: inout NDRReader
    ) throws(WireFailure) -> UnsafeMutablePointer<SAFEARRAY>? {
        guard try reader.get(UInt32.self) != 0 else { return nil }
        return try reader.nested { (reader) throws(WireFailure) in try readArray(declared, record, &reader) }
    }

    private static func readArray(
        _ declared: VarType, _ record: GUID, _ reader: inout NDRReader
    ) throws(WireFailure) -> UnsafeMutablePointer<SAFEARRAY> {
        let start = reader.position
        let conformance = Int(try reader.get(UInt32.self))
        let dimensions = Int(try reader.get(UInt16.self))
        let features = try reader.get(UInt16.self)
        let elementSize = Int(try reader.get(UInt32.self))
        let locks = try reader.get(UInt32.self)
        guard dimensions == conformance, dimensions > 0, dimensions <= mostDimensions else {
            throw WireFailure(.arrayDimensions, at: start)
        }
        guard let form = Form(rawValue: try reader.get(UInt32.self)) else {
            throw WireFailure(.arrayType, at: reader.position - 4)
        }
        let sent = Int(try reader.get(UInt32.self))
        let pointer = try reader.get(UInt32.self)
        let iid = form == .interfaces ? try reader.getGUID() : GUID.zero
        let bounds = try reader.take(8 * dimensions)
        var count = 1
        for index in 0..<dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(
                by: Int(UInt32(littleEndian: bounds.loadUnaligned(fromByteOffset: 8 * index, as: UInt32.self))))
            guard !overflow, product <= Int(Int32.max) else { throw WireFailure(.arrayDimensions, at: reader.position) }
            count = product
        }
        let stated = features & UInt16(FADF_HAVEVARTYPE) != 0 ? VarType(rawValue: UInt16(locks >> 16)) : nil
        let type = try elementType(form, stated, declared, elementSize, at: start)
        let expected = form == .records ? 1 : type == .decimal ? 2 * count : count
        guard sent == expected else { throw WireFailure(.arrayElements, at: start) }
        var conforming = 0
        if pointer != 0 || sent > 0 {
            conforming = try reader.getCount(elementSize: form.wireSize)
            guard conforming == sent else { throw WireFailure(.conformance, at: reader.position - 4) }
        }
        if form == .records {
            return try readRecords(count, bounds, dimensions, declared == .record ? record : .zero, &reader)
        }
        let memorySize = form.isNumbers ? (type == .decimal ? 16 : form.wireSize) : type == .variant ? 24 : 8
        try reader.spend(count * memorySize)
        guard let array = SafeArrayMemory.allocateDescriptor(type: type, dimensions: dimensions) else {
            throw WireFailure(.outOfMemory, at: start, .E_OUTOFMEMORY)
        }
        setBounds(array, bounds)
        array.pointee.cbElements = UInt32(memorySize)
        if form == .interfaces { SafeArrayMemory.setIID(array, iid) }
        guard SafeArrayMemory.allocateData(array) >= 0, let data = array.pointee.pvData else {
            SafeArrayMemory.freeDescriptor(array)
            throw WireFailure(.outOfMemory, at: start, .E_OUTOFMEMORY)
        }
        do throws(WireFailure) {
            try readElements(form, data, count, bytes: count * memorySize, iid, &reader)
        } catch {
            destroy(array)
            throw error
        }
        return array
    }

    private static func setBounds(_ array: UnsafeMutablePointer<SAFEARRAY>, _ bounds: UnsafeRawPointer) {
        let stored = SafeArrayMemory.mutableBounds(array)
        for index in 0..<stored.count {
            stored[index] = SAFEARRAYBOUND(
                cElements: UInt32(littleEndian: bounds.loadUnaligned(fromByteOffset: 8 * index, as: UInt32.self)),
                lLbound: Int32(littleEndian: bounds.loadUnaligned(fromByteOffset: 8 * index + 4, as: Int32.self)))
        }
    }

    /// The type of the elements: as stated, else as declared, else what the form says. nil where it says the size alone.
    private static func elementType(
        _ form: Form, _ stated: VarType?, _ declared: VarType, _ elementSize: Int, at offset: Int
    ) throws(WireFailure) -> VarType? {
        let implied: VarType?
        switch form {
        case .bytes, .words, .longs, .hypers: implied = nil
        case .strings: implied = .bstr
        case .variants: implied = .variant
        case .records: implied = .record
        case .unknowns: implied = .unknown
        case .dispatches: implied = .dispatch
        case .interfaces: implied = declared == .dispatch || stated == .dispatch ? .dispatch : .unknown
        }
        if let implied {
            let fits = stated == nil || stated == implied || form == .interfaces
            let isWanted = declared == .empty || declared == implied || (form == .interfaces && declared == .unknown)
            guard fits else { throw WireFailure(.arrayType, at: offset) }
            guard isWanted else { throw WireFailure(.arrayTypeDiffers, at: offset) }
            return implied
        }
        let wanted = declared == .empty ? nil : declared
        if let stated {
            guard let size = SafeArrayMemory.elementSize(of: stated), stated.isPlain,
                size == form.wireSize || (stated == .decimal && form == .hypers)
            else { throw WireFailure(.arrayType, at: offset) }
            guard elementSize == size else { throw WireFailure(.arrayElementSize, at: offset) }
            guard wanted == nil || wanted?.element == stated.element else { throw WireFailure(.arrayTypeDiffers, at: offset) }
            return stated
        }
        guard elementSize == form.wireSize else { throw WireFailure(.arrayElementSize, at: offset) }
        guard let wanted else { return nil }
        guard wanted.isPlain, SafeArrayMemory.elementSize(of: wanted) == form.wireSize else {
            throw WireFailure(.arrayTypeDiffers, at: offset)
        }
        return wanted
    }

    private static func readElements(
        _ form: Form, _ data: UnsafeMutableRawPointer, _ count: Int, bytes: Int, _ iid: GUID, _ reader: inout NDRReader
    ) throws(WireFailure) {
        guard count > 0 else { return }
        switch form {
        case .bytes, .words, .longs, .hypers:
            try reader.align(form.wireSize)
            memcpy(data, try reader.take(bytes), bytes)
        case .strings:
            let pointers = try reader.take(4 * count)
            for index in 0..<count where pointers.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self) != 0 {
                data.storeBytes(of: try WireBString.read(&reader), toByteOffset: 8 * index, as: BSTR?.self)
            }
        case .variants:
            let variants = data.assumingMemoryBound(to: VARIANT.self)
            let pointers = try reader.take(4 * count)
            for index in 0..<count where pointers.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self) != 0 {
                try WireVariant.read(into: variants + index, &reader, keepsReference: false)
            }
        case .unknowns, .dispatches, .interfaces:
            let wanted =
                form == .unknowns ? WellKnownInterface.unknown : form == .dispatches ? WellKnownInterface.dispatch : iid
            let pointers = try reader.take(4 * count)
            for index in 0..<count where pointers.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self) != 0 {
                let pointer = try WireInterface.read(wanted, &reader)
                data.storeBytes(of: pointer, toByteOffset: 8 * index, as: UnsafeMutableRawPointer.self)
            }
        case .records: break
        }
    }

    private static func readRecords(
        _ count: Int, _ bounds: UnsafeRawPointer, _ dimensions: Int, _ wanted: GUID, _ reader: inout NDRReader
    ) throws(WireFailure) -> UnsafeMutablePointer<SAFEARRAY> {
        let start = reader.position
        guard let array = SafeArrayMemory.allocateDescriptor(type: .record, dimensions: dimensions) else {
            throw WireFailure(.outOfMemory, at: start, .E_OUTOFMEMORY)
        }
        setBounds(array, bounds)
        do throws(WireFailure) {
            try WireRecord.read(count, into: array, wanted, &reader)
        } catch {
            destroy(array)
            throw error
        }
        return array
    }

    /// Destroys an array, whatever locks a callee has left on it.
    static func destroy(_ array: UnsafeMutablePointer<SAFEARRAY>?) {
        guard let array else { return }
        array.pointee.cLocks = 0
        SafeArrayMemory.destroy(array)
    }
}

extension VarType {
    /// Whether an element owns nothing: its bytes may be copied.
    fileprivate var isPlain: Bool {
        switch self {
        case .bstr, .variant, .unknown, .dispatch, .record: false
        default: true
        }
    }

    /// VT_INT and VT_UINT as the VT_I4 and VT_UI4 that they are, VT_HRESULT as VT_ERROR.
    fileprivate var element: VarType {
        switch self {
        case .int: .i4
        case .uint: .ui4
        case .hresult: .error
        default: self
        }
    }
}

extension NDRWriter {
    mutating func putGUID(_ guid: GUID) throws(WireFailure) {
        try align(4)
        guard let place = try reserve(16) else { return }
        var stored = guid
        stored.Data1 = guid.Data1.littleEndian
        stored.Data2 = guid.Data2.littleEndian
        stored.Data3 = guid.Data3.littleEndian
        place.storeBytes(of: stored, as: GUID.self)
    }
}

extension NDRReader {
    mutating func getGUID() throws(WireFailure) -> GUID {
        try align(4)
        var guid = try take(16).loadUnaligned(as: GUID.self)
        guid.Data1 = isBigEndian ? UInt32(bigEndian: guid.Data1) : UInt32(littleEndian: guid.Data1)
        guid.Data2 = isBigEndian ? UInt16(bigEndian: guid.Data2) : UInt16(littleEndian: guid.Data2)
        guid.Data3 = isBigEndian ? UInt16(bigEndian: guid.Data3) : UInt16(littleEndian: guid.Data3)
        return guid
    }
}
