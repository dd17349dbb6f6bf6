// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
public import CAutomation
public import TypeLibrary

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// IRecordInfo over a record of a type library: what VT_RECORD values and arrays of records use to handle their memory.
public final class RecordInfoObject: ComObject, @unchecked Sendable {
    // Unchecked: nothing changes after init.
    let layout: RecordLayout
    public var typeInfo: TypeInfo { layout.type }

    /// - Throws: TYPE_E_WRONGTYPEKIND if the type is no record; TYPE_E_UNSUPFORMAT, or what resolving its fields' types
    ///   throws.
    public convenience init(_ type: TypeInfo) throws { self.init(layout: try RecordLayout(type)) }

    init(layout: RecordLayout) {
        self.layout = layout
        super.init()
        addInterface(vtable: RecordInfoObject.vtable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IRecordInfo ? unknown : nil
    }

    // MARK: Memory

    /// A new record of zeros: RecordCreate.
    public func makeRecord() throws(COMError) -> UnsafeMutableRawPointer {
        guard let record = SafeArrayMemory.zeroedMemory(layout.size) else { throw COMError(.E_OUTOFMEMORY) }
        LiveObjects.records.increment()
        return record
    }

    /// A new record with a copy of what another holds: RecordCreateCopy.
    public func makeCopy(of record: UnsafeMutableRawPointer) throws(COMError) -> UnsafeMutableRawPointer {
        let copy = try makeRecord()
        let status = layout.copy(record, to: copy)
        guard status.isSuccess else {
            destroy(copy)
            throw COMError(status)
        }
        return copy
    }

    /// Clears and frees a record that makeRecord or makeCopy made: RecordDestroy.
    public func destroy(_ record: UnsafeMutableRawPointer) {
        layout.clear(record)
        SafeArrayMemory.freeMemory(record)
        LiveObjects.records.decrement()
    }

    /// Frees what a record's fields own and leaves zeros: RecordClear.
    public func clear(_ record: UnsafeMutableRawPointer) { layout.clear(record) }

    /// Bytes of a record.
    public var size: Int { layout.size }

    /// A VT_RECORD of a new record of zeros.
    public func makeVariant() throws(COMError) -> Variant {
        var raw = VARIANT()
        raw.pvRecord = try makeRecord()
        raw.pRecInfo = retainedInterface(IID_IRecordInfo)?.assumingMemoryBound(to: IRecordInfo.self)
        raw.vt = VarType.record.rawValue
        return Variant(adopting: raw)
    }

    // MARK: Fields

    private func field(_ name: UnsafePointer<UInt16>?) throws -> RecordLayout.Field {
        guard let field = layout.field(named: units(ofTerminated: name)) else { throw COMError(.TYPE_E_FIELDNOTFOUND) }
        return field
    }

    /// A copy of a field: GetField.
    func get(_ name: UnsafePointer<UInt16>?, of record: UnsafeMutableRawPointer, into result: VariantPointer) throws -> HResult {
        let field = try field(name)
        let place = record + field.offset
        var made = VARIANT()
        var status = HResult.S_OK
        switch field.content {
        case .variant:
            status = VariantOps.copyIndirect(&made, place.assumingMemoryBound(to: VARIANT.self))
        case .record(let nested):
            let info = RecordInfoObject(layout: nested)
            made.pvRecord = try info.makeCopy(of: place)
            made.pRecInfo = info.retainedInterface(IID_IRecordInfo)?.assumingMemoryBound(to: IRecordInfo.self)
            made.vt = VarType.record.rawValue
        case .inPlace(let content, let count, let elementSize, let bounds):
            guard let type = RecordLayout.varType(of: content), count > 0 else { return .DISP_E_TYPEMISMATCH }
            let array: SafeArrayPointer
            if case .record(let nested) = content {
                array = try RecordInfoObject(layout: nested).reference(IID_IRecordInfo).withPointer(as: IRecordInfo.self) {
                    try SafeArrayMemory.create(type, bounds: bounds, recordInfo: $0)
                }
            } else {
                array = try SafeArrayMemory.create(type, bounds: bounds)
            }
            made.parray = array
            made.vt = type.array.rawValue
            guard let data = array.pointee.pvData, Int(array.pointee.cbElements) == elementSize else {
                status = .DISP_E_TYPEMISMATCH
                break
            }
            status = RecordLayout.copy(field.content, from: place, to: data)
        default:
            guard let type = RecordLayout.varType(of: field.content) else { return .DISP_E_TYPEMISMATCH }
            var shallow = VARIANT()
            status = VariantOps.load(type, from: place, into: &shallow)
            if status.isSuccess { status = VariantOps.duplicate(&shallow, into: &made) }
        }
        guard status.isSuccess else {
            VariantOps.clear(&made)
            return status
        }
        result.initialize(to: made)
        return .S_OK
    }

    /// A field by reference: GetFieldNoCopy. An array in place gives its address in `inPlace` as well.
    func getReference(
        _ name: UnsafePointer<UInt16>?, of record: UnsafeMutableRawPointer, into result: VariantPointer,
        inPlace: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) throws -> HResult {
        let field = try field(name)
        var made = VARIANT()
        switch field.content {
        case .record(let nested):
            // The VARIANT refers to the field's memory; the caller gives back the description.
            made.pvRecord = record + field.offset
            made.pRecInfo = RecordInfoObject(layout: nested).retainedInterface(IID_IRecordInfo)?
                .assumingMemoryBound(to: IRecordInfo.self)
            made.vt = VarType.record.byRef.rawValue
        case .inPlace(let content, _, _, _):
            guard let inPlace else { return .E_INVALIDARG }
            inPlace.pointee = record + field.offset
            made.vt = (RecordLayout.varType(of: content) ?? .void).array.rawValue
        default:
            guard let type = RecordLayout.varType(of: field.content) else { return .DISP_E_TYPEMISMATCH }
            made.byref = record + field.offset
            made.vt = type.byRef.rawValue
        }
        result.initialize(to: made)
        return .S_OK
    }

    /// Replaces a field by a copy of a value, which is coerced to the field's type: PutField.
    func put(_ name: UnsafePointer<UInt16>?, of record: UnsafeMutableRawPointer, _ value: VariantPointer) throws -> HResult {
        let field = try field(name)
        let place = record + field.offset
        var made = VARIANT()
        defer { VariantOps.clear(&made) }
        switch field.content {
        case .variant:
            let status = VariantOps.copyIndirect(&made, value)
            guard status.isSuccess else { return status }
            return VariantOps.replace(place.assumingMemoryBound(to: VARIANT.self), &made)
        case .record(let nested):
            guard value.pointee.vt & ~VarType.byRefFlag == VarType.record.rawValue, let source = value.pointee.pvRecord,
                let info = ComObject.object(from: value.pointee.pRecInfo) as? RecordInfoObject, info.describes(nested)
            else { return .DISP_E_TYPEMISMATCH }
            guard source != place else { return .S_OK }
            nested.clear(place)
            return nested.copy(source, to: place)
        case .inPlace(let content, let count, let elementSize, _):
            return putArray(value, content, count: count, elementSize: elementSize, field.content, at: place)
        case .bytes:
            return .DISP_E_TYPEMISMATCH
        default:
            guard let type = RecordLayout.varType(of: field.content) else { return .DISP_E_TYPEMISMATCH }
            let status = VariantOps.changeType(&made, value, type)
            guard status.isSuccess else { return status }
            RecordLayout.clear(field.content, at: place)
            let stored = VariantOps.store(&made, to: place)
            // The bits are the record's now.
            made = VARIANT()
            return stored
        }
    }

    /// Replaces the elements of an array in place by copies of those of a SAFEARRAY of the same type and as many elements.
    private func putArray(
        _ value: VariantPointer, _ content: RecordLayout.Content, count: Int, elementSize: Int, _ whole: RecordLayout.Content,
        at place: UnsafeMutableRawPointer
    ) -> HResult {
        let type = VarType(rawValue: value.pointee.vt)
        let array = type.isByRef ? value.pointee.pparray?.pointee : value.pointee.parray
        guard type.isArray, let array, let data = array.pointee.pvData, data != place,
            let element = SafeArrayMemory.varType(array), element == RecordLayout.varType(of: content),
            Int(array.pointee.cbElements) == elementSize, SafeArrayMemory.elementCount(array) == count
        else { return .DISP_E_TYPEMISMATCH }
        if case .record(let nested) = content {
            guard let info = ComObject.object(from: SafeArrayMemory.recordInfo(array)) as? RecordInfoObject,
                info.describes(nested)
            else { return .DISP_E_TYPEMISMATCH }
        }
        // While it is locked the source stays, whatever the old elements' objects do when they are released.
        let locked = HResult(rawValue: SafeArrayMemory.lock(array))
        guard locked.isSuccess else { return locked }
        defer { SafeArrayMemory.unlock(array) }
        RecordLayout.clear(whole, at: place)
        memset(place, 0, count * elementSize)
        return RecordLayout.copy(whole, from: data, to: place)
    }

    /// Whether a layout is of the same record: the same type, or two of the same GUID and size.
    func describes(_ other: RecordLayout) -> Bool {
        let (mine, theirs) = (layout.type, other.type)
        if mine === theirs || (mine.library === theirs.library && mine.index == theirs.index) { return true }
        return mine.guid != .zero && mine.guid == theirs.guid && layout.size == other.size
    }
}

extension RecordInfoObject {
    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IRecordInfoVtbl()
        table.RecordInit = { this, record in
            guard let record else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { object in
                memset(record, 0, object.layout.size)
                return .S_OK
            }
        }
        table.RecordClear = { this, record in
            guard let record else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { object in
                object.layout.clear(record)
                return .S_OK
            }
        }
        table.RecordCopy = { this, source, target in
            guard let source, let target else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { object in
                guard source != target else { return .S_OK }
                object.layout.clear(target)
                return object.layout.copy(source, to: target)
            }
        }
        table.GetGuid = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { object in
                result.pointee = object.typeInfo.guid
                return .S_OK
            }
        }
        table.GetName = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { object in
                try result.give(object.typeInfo.name)
                return .S_OK
            }
        }
        table.GetSize = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { object in
                result.pointee = UInt32(object.layout.size)
                return .S_OK
            }
        }
        table.GetTypeInfo = { this, result in
            guard let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, RecordInfoObject.self) { object in
                result.give(TypeInfoObject.object(for: object.typeInfo), IID_ITypeInfo)
                return .S_OK
            }
        }
        table.GetField = { this, record, name, result in
            guard let record, name != nil, let result else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { try $0.get(name, of: record, into: result) }
        }
        table.GetFieldNoCopy = { this, record, name, result, inPlace in
            guard let record, name != nil, let result else { return HResult.E_INVALIDARG.rawValue }
            inPlace?.pointee = nil
            return ComCall.run(this, RecordInfoObject.self) {
                try $0.getReference(name, of: record, into: result, inPlace: inPlace)
            }
        }
        table.PutField = { this, _, record, name, value in
            guard let record, name != nil, let value else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { try $0.put(name, of: record, value) }
        }
        // The value becomes the record's: it is copied, and the caller's is emptied.
        table.PutFieldNoCopy = { this, _, record, name, value in
            guard let record, name != nil, let value else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { object in
                let status = try object.put(name, of: record, value)
                if status.isSuccess { VariantOps.clear(value) }
                return status
            }
        }
        table.GetFieldNames = { this, count, names in
            guard let count else { return HResult.E_INVALIDARG.rawValue }
            return ComCall.run(this, RecordInfoObject.self) { object in
                let fields = object.layout.fields
                guard let names else {
                    count.pointee = UInt32(fields.count)
                    return .S_OK
                }
                let given = min(Int(count.pointee), fields.count)
                for index in 0..<given {
                    do {
                        try (names + index).give(fields[index].name)
                    } catch {
                        for done in 0..<index {
                            BString.free(names[done])
                            names[done] = nil
                        }
                        throw error
                    }
                }
                count.pointee = UInt32(given)
                return .S_OK
            }
        }
        table.IsMatchingType = { this, other in
            guard let object = ComCall.object(this, RecordInfoObject.self),
                let other = ComObject.object(from: other) as? RecordInfoObject
            else { return 0 }
            return object.describes(other.layout) ? 1 : 0
        }
        table.RecordCreate = { this in
            try? ComCall.object(this, RecordInfoObject.self)?.makeRecord()
        }
        table.RecordCreateCopy = { this, source, result in
            guard let source, let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return ComCall.run(this, RecordInfoObject.self) { object in
                result.pointee = try object.makeCopy(of: source)
                return .S_OK
            }
        }
        table.RecordDestroy = { this, record in
            guard let record else { return 0 }
            return ComCall.run(this, RecordInfoObject.self) { object in
                object.destroy(record)
                return .S_OK
            }
        }
        return makeVTable(table)
    }()
}
