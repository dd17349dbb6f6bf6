// SPDX-License-Identifier: Apache-2.0
//
// Records in calls: a native record is seen as a VT_RECORD that borrows its memory, and a record that a call gives back moves
// into memory of its own. The record's IRecordInfo frees what its fields own.

import AutomationRuntime
import AutomationTypes
import CAutomation

extension NativeType {
    /// The description of the record for a VARIANT; nil for a union, whose fields nobody can free.
    private func makeRecordInfo() -> RecordInfoObject? {
        guard let layout, let info = try? RecordInfoObject(layout.typeInfo), info.size == layout.size else { return nil }
        return info
    }

    /// Whether a VARIANT can hold the value: any but a union, or a record that is not laid out here as its library says.
    var hasVariantForm: Bool { kind != .record || makeRecordInfo() != nil }

    /// Shows native memory as a VT_RECORD. The VARIANT owns its reference to the description alone: `releaseRecordInfo`.
    /// - Returns: DISP_E_BADVARTYPE if no VARIANT can hold the value.
    func borrowRecord(at place: UnsafeMutableRawPointer, into cell: UnsafeMutablePointer<VARIANT>) -> HResult {
        cell.initialize(to: VARIANT())
        guard let info = makeRecordInfo() else { return .DISP_E_BADVARTYPE }
        cell.pointee.pvRecord = place
        cell.pointee.pRecInfo = info.retainedInterface(IID_IRecordInfo)?.assumingMemoryBound(to: IRecordInfo.self)
        cell.pointee.vt = VarType.record.rawValue
        return .S_OK
    }

    /// Moves a native record into a VT_RECORD with memory of its own; what is left behind owns nothing. Calls whose results have no
    /// such form are not made: `CallPlan.hasOutputWithoutForm`.
    func moveRecord(from source: UnsafeRawPointer, into destination: UnsafeMutablePointer<VARIANT>) {
        destination.initialize(to: VARIANT())
        guard let info = makeRecordInfo() else { return }
        guard let record = try? info.makeRecord() else {
            info.clear(UnsafeMutableRawPointer(mutating: source))
            return
        }
        record.copyMemory(from: source, byteCount: size)
        destination.pointee.pvRecord = record
        destination.pointee.pRecInfo = info.retainedInterface(IID_IRecordInfo)?.assumingMemoryBound(to: IRecordInfo.self)
        destination.pointee.vt = VarType.record.rawValue
    }

    /// Frees what a native record's fields own.
    func clearRecord(at place: UnsafeMutableRawPointer) { makeRecordInfo()?.clear(place) }

    /// Whether a VT_RECORD, by value or by reference, holds a record of this type: of the same GUID and size.
    func matchesRecord(_ variant: UnsafePointer<VARIANT>) -> Bool {
        guard let layout, let info = variant.pointee.pRecInfo else { return false }
        var guid = GUID.zero
        var size: UInt32 = 0
        let vtable = info.pointee.lpVtbl.pointee
        return vtable.GetGuid(info, &guid) >= 0 && vtable.GetSize(info, &size) >= 0 && guid == layout.guid
            && Int(size) == layout.size
    }
}

extension UnsafeMutablePointer where Pointee == VARIANT {
    /// Gives back the description that `borrowRecord` put into the VARIANT, which is empty afterwards.
    func releaseRecordInfo() {
        guard pointee.vt == VarType.record.rawValue else { return }
        let info = pointee.pRecInfo
        initialize(to: VARIANT())
        if let info { comRelease(info) }
    }
}
