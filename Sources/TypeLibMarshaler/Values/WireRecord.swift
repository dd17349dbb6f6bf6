// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import TypeLibrary

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// BRECORD: the records of a VARIANT or a SAFEARRAY, with what names their type. [MS-OAUT] 2.2.28.2
///
///     + 0   4 bytes   the pointer; 0 and nothing more for none
///     + 4   4 bytes   fFlags: 1 if there are records
///     + 8   4 bytes   clSize: bytes of the records and of the size before them
///     +12   4 bytes   the pointer to the MInterfacePointer
///     +16   4 bytes   the pointer to the records
///                     MInterfacePointer: an OBJREF_CUSTOM of CLSID_RecordInfo with a RecordInfoData
///           4 bytes   conformance: clSize
///           4 bytes   clSize
///                     the records, NDR, aligned from here
enum WireRecord {
    private static let objrefSize = 48 + 44
    private static let signature: UInt32 = 0x574F_454D
    private static let customObjref: UInt32 = 4
    private static let recordInfoClass = GUID("{0000002F-0000-0000-C000-000000000046}") ?? .zero

    /// The plan of a record type, kept with it.
    final class Plan: Sendable {
        let types: WireTypes
        nonisolated(unsafe) let node: UnsafePointer<WireNode>
        init(_ type: TypeInfo) throws(TypeLibraryError) {
            var compiler = WireCompiler()
            node = try compiler.record(type)
            types = compiler.types
            // An IRecordInfo cannot free what it knows nothing of. [MS-OAUT] 2.2.28.1
            guard node.pointee.flags.isDisjoint(with: [.pointers, .unions]) else {
                throw TypeLibraryError(.E_NOTIMPL, "\(type.name) has pointers or unions: it cannot travel in a VARIANT")
            }
        }
    }

    private static func plan(_ type: TypeInfo, at offset: Int) throws(WireFailure) -> Plan {
        do throws(TypeLibraryError) {
            return try type.attachment(Plan.self) { () throws(TypeLibraryError) in try Plan(type) }
        } catch {
            throw WireFailure(.recordType, at: offset, error.hresult)
        }
    }

    /// The type behind an IRecordInfo.
    private static func type(
        of info: UnsafeMutablePointer<IRecordInfo>, at offset: Int
    ) throws(WireFailure) -> TypeInfo {
        if let object = ComObject.object(from: info) as? RecordInfoObject { return object.typeInfo }
        var typeInfo: UnsafeMutablePointer<ITypeInfo>?
        guard info.pointee.lpVtbl.pointee.GetTypeInfo(info, &typeInfo) >= 0, let typeInfo else {
            throw WireFailure(.recordType, at: offset, .E_INVALIDARG)
        }
        defer { comRelease(typeInfo) }
        guard let object = ComObject.object(from: typeInfo) as? TypeInfoObject else {
            throw WireFailure(.recordType, at: offset, .E_NOTIMPL)
        }
        return object.typeInfo
    }

    // MARK: Writing

    static func write(
        _ data: UnsafeMutableRawPointer?, _ info: UnsafeMutablePointer<IRecordInfo>?, count: Int = 1, _ writer: inout NDRWriter
    ) throws(WireFailure) {
        try writer.align(4)
        guard let info else {
            guard data == nil || count == 0 else { throw WireFailure(.recordType, at: writer.position, .E_INVALIDARG) }
            return try writer.putReferent(true)
        }
        let start = writer.position
        let type = try type(of: info, at: start)
        let plan = try plan(type, at: start)
        let hasData = data != nil && count > 0
        try writer.putReferent(false)
        try writer.put(UInt32(hasData ? 1 : 0))
        let sizePlace = writer.position
        try writer.put(UInt32(0))
        try writer.putReferent(false)
        try writer.putReferent(!hasData)
        try writeDescription(type, &writer)
        guard hasData, let data else { return }
        try writer.align(4)
        let conformancePlace = writer.position
        try writer.put(UInt32(0))
        let prefixPlace = writer.position
        try writer.put(UInt32(0))
        // The records are a buffer of their own, aligned from its start.
        let saved = (writer.record, writer.origin)
        (writer.record, writer.origin) = (nil, prefixPlace)
        defer { (writer.record, writer.origin) = saved }
        let node = plan.node
        for index in 0..<count { try writer.scalars(node, data + index * node.pointee.size) }
        for index in 0..<count { try writer.referents(node, data + index * node.pointee.size) }
        let size = UInt32(clamping: writer.position - prefixPlace)
        for place in [sizePlace, conformancePlace, prefixPlace] { writer.patch(size, at: place) }
    }

    /// OBJREF_CUSTOM: [MS-DCOM] 2.2.18.6; RecordInfoData: [MS-OAUT] 2.2.31.
    private static func writeDescription(_ type: TypeInfo, _ writer: inout NDRWriter) throws(WireFailure) {
        let library = type.library
        try writer.put(UInt32(objrefSize))
        try writer.put(UInt32(objrefSize))
        try writer.put(signature)
        try writer.put(customObjref)
        try writer.putGUID(WellKnownInterface.recordInfo)
        try writer.putGUID(recordInfoClass)
        try writer.put(UInt32(0))
        try writer.put(UInt32(44))
        try writer.putGUID(library.guid)
        try writer.put(UInt32(library.version.major))
        try writer.putGUID(type.guid)
        try writer.put(UInt32(library.version.minor))
        try writer.put(library.attributes.lcid)
    }

    // MARK: Reading

    /// A record and its IRecordInfo, both the caller's; nil for none.
    static func read(
        _ reader: inout NDRReader
    ) throws(WireFailure) -> (data: UnsafeMutableRawPointer, info: UnsafeMutablePointer<IRecordInfo>)? {
        guard let header = try readHeader(&reader) else { return nil }
        let info = try recordInfo(header.type, at: reader.position)
        guard header.hasData else {
            comRelease(info)
            return nil
        }
        try reader.spend(header.plan.node.pointee.size)
        guard let data = info.pointee.lpVtbl.pointee.RecordCreate(info) else {
            comRelease(info)
            throw WireFailure(.outOfMemory, at: reader.position, .E_OUTOFMEMORY)
        }
        do throws(WireFailure) {
            try readData(header, 1, into: data, &reader)
        } catch {
            _ = info.pointee.lpVtbl.pointee.RecordDestroy(info, data)
            comRelease(info)
            throw error
        }
        return (data, info)
    }

    /// The records of an array whose bounds are set; on failure the array can be destroyed.
    static func read(
        _ count: Int, into array: UnsafeMutablePointer<SAFEARRAY>, _ wanted: GUID, _ reader: inout NDRReader
    ) throws(WireFailure) {
        guard let header = try readHeader(&reader) else { throw WireFailure(.recordType, at: reader.position) }
        guard wanted == .zero || header.type.guid == wanted else { throw WireFailure(.arrayTypeDiffers, at: reader.position) }
        let info = try recordInfo(header.type, at: reader.position)
        SafeArrayMemory.setRecordInfo(array, info)
        comRelease(info)
        let size = header.plan.node.pointee.size
        array.pointee.cbElements = UInt32(size)
        guard header.hasData == (count > 0) else { throw WireFailure(.arrayElements, at: reader.position) }
        let (bytes, overflow) = size.multipliedReportingOverflow(by: count)
        // Every record takes a byte at least.
        guard !overflow, count <= reader.remaining else { throw WireFailure(.arrayElements, at: reader.position) }
        try reader.spend(bytes)
        guard SafeArrayMemory.allocateData(array) >= 0, let data = array.pointee.pvData else {
            throw WireFailure(.outOfMemory, at: reader.position, .E_OUTOFMEMORY)
        }
        if header.hasData { try readData(header, count, into: data, &reader) }
    }

    struct Header {
        let type: TypeInfo
        let plan: Plan
        let size: Int
        let hasData: Bool
    }

    static func readHeader(_ reader: inout NDRReader) throws(WireFailure) -> Header? {
        guard try reader.get(UInt32.self) != 0 else { return nil }
        let start = reader.position
        let flags = try reader.get(UInt32.self)
        let size = Int(try reader.get(UInt32.self))
        let hasInfo = try reader.get(UInt32.self) != 0
        let hasData = try reader.get(UInt32.self) != 0
        guard hasInfo, hasData == (flags != 0) else { throw WireFailure(.recordType, at: start) }
        let description = try WireInterface.bytes(&reader)
        let type = try type(describedBy: description.bytes, at: description.offset)
        if hasData {
            let conformance = try reader.getCount(elementSize: 1)
            let prefix = Int(try reader.get(UInt32.self))
            guard conformance == size, prefix == size, size >= 4 else { throw WireFailure(.recordSize, at: reader.position) }
        }
        return Header(type: type, plan: try plan(type, at: start), size: size, hasData: hasData)
    }

    private static func readData(
        _ header: Header, _ count: Int, into data: UnsafeMutableRawPointer, _ reader: inout NDRReader
    ) throws(WireFailure) {
        let start = reader.position - 4
        let saved = (reader.record, reader.origin)
        (reader.record, reader.origin) = (nil, start)
        defer { (reader.record, reader.origin) = saved }
        let node = header.plan.node
        do throws(WireFailure) {
            for index in 0..<count { try reader.scalars(node, data + index * node.pointee.size) }
            for index in 0..<count { try reader.referents(node, data + index * node.pointee.size) }
            guard reader.position - start == header.size else { throw WireFailure(.recordSize, at: start) }
        } catch {
            // What was announced and not read must not be taken for a pointer.
            for index in 0..<count { WireMemory.dropInPlace(node, data + index * node.pointee.size) }
            throw error
        }
    }

    private static func type(describedBy bytes: UnsafeRawBufferPointer, at offset: Int) throws(WireFailure) -> TypeInfo {
        guard bytes.count >= objrefSize, let start = bytes.baseAddress else { throw WireFailure(.recordType, at: offset) }
        var reader = try NDRReader(start, count: bytes.count, label: 0x10, route: InterfaceRoute(nil))
        guard try reader.get(UInt32.self) == signature, try reader.get(UInt32.self) == customObjref,
            try reader.getGUID() == WellKnownInterface.recordInfo, try reader.getGUID() == recordInfoClass
        else { throw WireFailure(.recordType, at: offset) }
        _ = try reader.get(UInt32.self)
        _ = try reader.get(UInt32.self)
        let library = try reader.getGUID()
        _ = try reader.get(UInt32.self)
        guard let type = InterfaceTypes.record(try reader.getGUID(), library: library) else {
            throw WireFailure(.recordType, at: offset, .TYPE_E_ELEMENTNOTFOUND)
        }
        return type
    }

    private static func recordInfo(
        _ type: TypeInfo, at offset: Int
    ) throws(WireFailure) -> UnsafeMutablePointer<IRecordInfo> {
        guard let object = try? RecordInfoObject(type), let pointer = object.retainedInterface(WellKnownInterface.recordInfo) else {
            throw WireFailure(.recordType, at: offset, .E_UNEXPECTED)
        }
        return pointer.assumingMemoryBound(to: IRecordInfo.self)
    }
}
