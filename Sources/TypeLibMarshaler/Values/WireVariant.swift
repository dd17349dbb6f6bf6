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

/// _wireVARIANT, what a VARIANT's pointer points at. [MS-OAUT] 2.2.29.1
///
///     + 0   4 bytes   clSize: the whole in units of 8 bytes, rounded up
///     + 4   4 bytes   rpcReserved: 0
///     + 8   2 bytes   vt
///     +10   6 bytes   reserved: 0
///     +16   4 bytes   the union's discriminant: vt; VT_ARRAY or VT_ARRAY|VT_BYREF alone for arrays
///     +20             the arm, aligned to its own size; what it points at follows
///
/// It is aligned to 8 and little-endian.
enum WireVariant {
    private static let headerSize = 20

    /// How the arm of a type travels.
    private enum Arm {
        case nothing
        case number(Int)
        case bstr
        case interface(GUID)
        case decimal
        case record
        case variant
        case array

        init?(_ type: VarType) {
            if type.isArray {
                self = .array
                return
            }
            switch type.base {
            case .empty, .null: self = .nothing
            case .i1, .ui1: self = .number(1)
            case .i2, .ui2, .bool: self = .number(2)
            case .i4, .ui4, .int, .uint, .r4, .error: self = .number(4)
            case .i8, .ui8, .r8, .cy, .date: self = .number(8)
            case .bstr: self = .bstr
            case .unknown: self = .interface(WellKnownInterface.unknown)
            case .dispatch: self = .interface(WellKnownInterface.dispatch)
            case .decimal: self = .decimal
            case .variant: self = .variant
            case .record: self = .record
            default: return nil
            }
        }
    }

    private static func arm(of type: VarType, at offset: Int) throws(WireFailure) -> Arm {
        let known = VarType.byRefFlag | VarType.arrayFlag | VarType.typeMask
        guard type.rawValue & ~known == 0, let arm = Arm(type) else { throw WireFailure(.variantType, at: offset) }
        switch arm {
        // A VARIANT in a VARIANT, and nothing by reference, do not exist.
        case .variant where !type.isByRef, .nothing where type.isByRef: throw WireFailure(.variantType, at: offset)
        case .array where type.base.rawValue <= VarType.null.rawValue: throw WireFailure(.variantType, at: offset)
        default: return arm
        }
    }

    // MARK: Writing

    static func write(_ variant: UnsafePointer<VARIANT>, _ writer: inout NDRWriter) throws(WireFailure) {
        try writer.nested { (writer) throws(WireFailure) in
            try writer.align(8)
            let start = writer.position
            let type = VarType(rawValue: variant.pointee.vt)
            var arm: Arm
            do throws(WireFailure) {
                arm = try WireVariant.arm(of: type, at: start)
            } catch {
                throw WireFailure(.variantType, at: start, .DISP_E_BADVARTYPE)
            }
            if case .record = arm, type.isByRef { arm = .record }
            var discriminant = UInt32(type.rawValue)
            if type.isArray { discriminant &= ~UInt32(VarType.typeMask) }
            if let place = try writer.reserve(headerSize) {
                memset(place, 0, 8)
                place.storeBytes(of: type.rawValue.littleEndian, toByteOffset: 8, as: UInt16.self)
                memset(place + 10, 0, 6)
                place.storeBytes(of: discriminant.littleEndian, toByteOffset: 16, as: UInt32.self)
            }
            if case .record = arm {
                try WireRecord.write(variant.pointee.pvRecord, variant.pointee.pRecInfo, &writer)
            } else if type.isByRef {
                guard let target = variant.pointee.byref else { throw WireFailure(.variantReference, at: start, .E_INVALIDARG) }
                try writer.putReferent(false)
                try writeValue(arm, target, &writer)
            } else if case .decimal = arm {
                try writeDecimal(variant, &writer)
            } else {
                try writeValue(arm, UnsafeRawPointer(variant) + 8, &writer)
            }
            let units = (writer.position - start + 7) / 8
            writer.patch(UInt32(clamping: units), at: start)
        }
    }

    /// A value in memory of its own type, with what it points at.
    private static func writeValue(_ arm: Arm, _ place: UnsafeRawPointer, _ writer: inout NDRWriter) throws(WireFailure) {
        switch arm {
        case .nothing: break
        case .number(let size):
            try writer.align(size)
            guard let target = try writer.reserve(size) else { return }
            switch size {
            case 8: target.storeBytes(of: place.loadUnaligned(as: UInt64.self).littleEndian, as: UInt64.self)
            case 4: target.storeBytes(of: place.loadUnaligned(as: UInt32.self).littleEndian, as: UInt32.self)
            case 2: target.storeBytes(of: place.loadUnaligned(as: UInt16.self).littleEndian, as: UInt16.self)
            default: target.storeBytes(of: place.load(as: UInt8.self), as: UInt8.self)
            }
        case .bstr:
            // A null BSTR is a blob too: its pointer is not null.
            try writer.putReferent(false)
            try WireBString.write(place.loadUnaligned(as: BSTR?.self), &writer)
        case .interface(let iid):
            let pointer = place.loadUnaligned(as: UnsafeMutableRawPointer?.self)
            try writer.putReferent(pointer == nil)
            if let pointer { try WireInterface.write(pointer, iid, &writer) }
        case .decimal: try writeDecimal(place, &writer)
        case .variant:
            try writer.put(NDRWriter.userMarshaled)
            try write(place.assumingMemoryBound(to: VARIANT.self), &writer)
        case .array:
            try writer.put(NDRWriter.userMarshaled)
            try WireSafeArray.write(place.loadUnaligned(as: UnsafeMutablePointer<SAFEARRAY>?.self), &writer)
        case .record: throw WireFailure(.variantType, at: writer.position, .DISP_E_BADVARTYPE)
        }
    }

    /// [MS-OAUT] 2.2.26: the reserved word, in a VARIANT its type, is 0.
    private static func writeDecimal(_ place: UnsafeRawPointer, _ writer: inout NDRWriter) throws(WireFailure) {
        try writer.align(8)
        guard let target = try writer.reserve(16) else { return }
        target.copyMemory(from: place, byteCount: 16)
        target.storeBytes(of: 0, as: UInt16.self)
    }

    // MARK: Reading

    /// Reads into a VARIANT that is all zeros. On failure it stays one that can be cleared.
    /// - Parameter keepsReference: a reference stays one, as the reader's policy says; else it becomes the value.
    static func read(
        into variant: UnsafeMutablePointer<VARIANT>, _ reader: inout NDRReader, keepsReference: Bool = true
    ) throws(WireFailure) {
        try reader.nested { (reader) throws(WireFailure) in
            try reader.align(8)
            let start = reader.position
            let header = try reader.take(headerSize)
            let type = VarType(rawValue: UInt16(littleEndian: header.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
            let discriminant = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            let arm = try WireVariant.arm(of: type, at: start + 8)
            let expected = type.isArray ? type.rawValue & ~VarType.typeMask : type.rawValue
            guard discriminant == UInt32(expected) else { throw WireFailure(.discriminantDiffers, at: start + 16) }
            if case .record = arm { return try readRecord(type, into: variant, &reader, keepsReference) }
            guard type.isByRef else { return try readValue(arm, type, into: variant, &reader) }
            guard try reader.get(UInt32.self) != 0 else { throw WireFailure(.variantReference, at: start + headerSize) }
            try readReference(arm, type, into: variant, &reader, keepsReference)
        }
    }

    private static func readRecord(
        _ type: VarType, into variant: UnsafeMutablePointer<VARIANT>, _ reader: inout NDRReader, _ keepsReference: Bool
    ) throws(WireFailure) {
        guard let record = try WireRecord.read(&reader) else { return variant.pointee.vt = VarType.record.rawValue }
        variant.pointee.pvRecord = record.data
        variant.pointee.pRecInfo = record.info
        if type.isByRef, keepsReference, reader.references == .logged {
            // The callee borrows it; the log gives record and description back.
            reader.log.addReference(record.data, .record, info: UnsafeMutableRawPointer(record.info))
            variant.pointee.vt = type.rawValue
        } else {
            variant.pointee.vt = VarType.record.rawValue
        }
    }

    private static func readReference(
        _ arm: Arm, _ type: VarType, into variant: UnsafeMutablePointer<VARIANT>, _ reader: inout NDRReader,
        _ keepsReference: Bool
    ) throws(WireFailure) {
        let inner = type.dereferenced
        if case .variant = arm {
            guard try reader.get(UInt32.self) != 0 else { throw WireFailure(.variantReference, at: reader.position - 4) }
            guard keepsReference, reader.references != .dereferenced else {
                return try read(into: variant, &reader, keepsReference: false)
            }
        } else if !keepsReference || reader.references == .dereferenced {
            return try readValue(arm, inner, into: variant, &reader)
        }
        let size = memorySize(inner)
        try reader.spend(size)
        guard let block = WireMemory.allocate(size) else { throw WireFailure(.outOfMemory, at: reader.position, .E_OUTOFMEMORY) }
        do throws(WireFailure) {
            if case .variant = arm {
                try read(into: block.assumingMemoryBound(to: VARIANT.self), &reader, keepsReference: true)
            } else {
                var value = VARIANT()
                do throws(WireFailure) {
                    try readValue(arm, inner, into: &value, &reader)
                } catch {
                    VariantOps.clear(&value)
                    throw error
                }
                if inner == .decimal {
                    value.decVal.wReserved = 0
                    block.storeBytes(of: value.decVal, as: DECIMAL.self)
                } else {
                    withUnsafeBytes(of: value) { block.copyMemory(from: $0.baseAddress.unsafelyUnwrapped + 8, byteCount: size) }
                }
            }
        } catch {
            if case .variant = arm { VariantOps.clear(block.assumingMemoryBound(to: VARIANT.self)) }
            TaskMemory.release(block)
            throw error
        }
        if reader.references == .logged { reader.log.addReference(block, inner) }
        variant.pointee.byref = block
        variant.pointee.vt = type.rawValue
    }

    /// The bytes of a value by itself.
    private static func memorySize(_ type: VarType) -> Int {
        type.isArray ? 8 : SafeArrayMemory.elementSize(of: type) ?? 8
    }

    private static func readValue(
        _ arm: Arm, _ type: VarType, into variant: UnsafeMutablePointer<VARIANT>, _ reader: inout NDRReader
    ) throws(WireFailure) {
        switch arm {
        case .nothing: break
        case .number(let size):
            try reader.align(size)
            let source = try reader.take(size)
            switch size {
            case 8: variant.pointee.ullVal = UInt64(littleEndian: source.loadUnaligned(as: UInt64.self))
            case 4: variant.pointee.ulVal = UInt32(littleEndian: source.loadUnaligned(as: UInt32.self))
            case 2: variant.pointee.uiVal = UInt16(littleEndian: source.loadUnaligned(as: UInt16.self))
            default: variant.pointee.bVal = source.load(as: UInt8.self)
            }
        case .bstr:
            if try reader.get(UInt32.self) != 0 { variant.pointee.bstrVal = try WireBString.read(&reader) }
        case .interface(let iid):
            if try reader.get(UInt32.self) != 0 { variant.pointee.byref = try WireInterface.read(iid, &reader) }
        case .decimal:
            try reader.align(8)
            memcpy(variant, try reader.take(16), 16)
        case .array:
            if try reader.get(UInt32.self) != 0 {
                variant.pointee.parray = try WireSafeArray.read(type.base, .zero, &reader)
            }
        case .variant, .record: throw WireFailure(.variantType, at: reader.position)
        }
        variant.pointee.vt = type.rawValue
    }

    // MARK: Memory

    /// Gives back what the target of a VARIANT by reference owns; the block itself stays.
    static func dropReferenced(_ block: UnsafeMutableRawPointer, _ type: VarType, info: UnsafeMutableRawPointer?) {
        if let info {
            let record = info.assumingMemoryBound(to: IRecordInfo.self)
            _ = record.pointee.lpVtbl.pointee.RecordDestroy(record, block)
            comRelease(info)
            return
        }
        if type == .variant {
            VariantOps.clear(block.assumingMemoryBound(to: VARIANT.self))
            return
        }
        if type.isArray {
            WireSafeArray.destroy(block.load(as: UnsafeMutablePointer<SAFEARRAY>?.self))
            return
        }
        switch type {
        case .bstr: BString.free(block.load(as: BSTR?.self))
        case .unknown, .dispatch: if let pointer = block.load(as: UnsafeMutableRawPointer?.self) { comRelease(pointer) }
        default: break
        }
    }

    /// Puts a value that came back where the caller has one. A reference of the same type is written through, as the callee would
    /// have done; any other value replaces what is there.
    /// - Parameter value: consumed.
    static func assign(_ value: UnsafeMutablePointer<VARIANT>, to target: UnsafeMutablePointer<VARIANT>) {
        let type = VarType(rawValue: value.pointee.vt)
        if type == VarType.record.byRef, target.pointee.vt == type.rawValue, let from = value.pointee.pvRecord,
            let to = target.pointee.pvRecord, let info = target.pointee.pRecInfo
        {
            // The record that came back stays in the log.
            _ = info.pointee.lpVtbl.pointee.RecordCopy(info, from, to)
            return
        }
        guard type.isByRef, target.pointee.vt == type.rawValue, type.base != .record, let from = value.pointee.byref,
            let to = target.pointee.byref
        else {
            VariantOps.clear(target)
            if type.isByRef {
                // Nobody would free what the reference refers to: the caller gets the value.
                var copy = VARIANT()
                _ = VariantOps.copyIndirect(&copy, value)
                target.initialize(to: copy)
            } else {
                target.initialize(to: value.pointee)
            }
            value.initialize(to: VARIANT())
            return
        }
        let inner = type.dereferenced
        if inner == .variant {
            assign(from.assumingMemoryBound(to: VARIANT.self), to: to.assumingMemoryBound(to: VARIANT.self))
            return
        }
        dropReferenced(to, inner, info: nil)
        let size = memorySize(inner)
        to.copyMemory(from: from, byteCount: size)
        // What it owned is the caller's now.
        from.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }
}

enum WellKnownInterface {
    static let unknown = IID_IUnknown
    static let dispatch = IID_IDispatch
    static let recordInfo = IID_IRecordInfo
}
