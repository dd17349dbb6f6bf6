// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes
public import CAutomation

/// The free-threaded marshaler: an object that aggregates it is called directly from every apartment of its process.
/// CoCreateFreeThreadedMarshaler
public final class FreeThreadedMarshaler: ComObject, @unchecked Sendable {
    // Unchecked as its base class.
    private var marshal: UnsafeMutableRawPointer?

    /// - Parameter outer: the IUnknown of the object that aggregates it.
    public override init(controllingUnknown outer: UnsafeMutableRawPointer? = nil) {
        super.init(controllingUnknown: outer)
        marshal = addInterface(vtable: FreeThreadedMarshaler.vtable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IMarshal ? marshal : nil
    }

    // Within the process the data are the pointer itself, which holds a reference unless it is for a table that does not. The secret
    // keeps bytes that came from outside from being taken for a pointer.
    //
    //     0 flags (MSHLFLAGS)   4 zero   8 pointer   16 secret      32 bytes
    static let dataSize = 32
    private static let secret = Random.guid()

    private static func data(_ pointer: UnsafeMutableRawPointer, _ flags: UInt32) -> [UInt8] {
        var writer = LittleEndianWriter()
        writer.append(flags)
        writer.append(UInt32(0))
        writer.append(UInt64(UInt(bitPattern: pointer)))
        writer.append(secret)
        return writer.bytes
    }

    private static func pointer(_ data: [UInt8]) -> (pointer: UnsafeMutableRawPointer, flags: UInt32)? {
        var reader = LittleEndianReader(data)
        let flags = reader.uint32()
        _ = reader.uint32()
        let address = reader.uint64()
        guard reader.guid() == secret else { return nil }
        return UnsafeMutableRawPointer(bitPattern: UInt(address)).map { ($0, flags) }
    }

    /// The interface that the data hold, with a reference for the caller.
    static func unmarshal(_ data: [UInt8]) throws(COMError) -> UnsafeMutableRawPointer {
        guard let (pointer, flags) = pointer(data) else {
            throw COMError(.RPC_E_INVALID_OBJREF, "OBJREF: a free-threaded object of another process")
        }
        // A normal reference is given over; a table keeps its own.
        if flags & DWORD(MSHLFLAGS_TABLESTRONG.rawValue | MSHLFLAGS_TABLEWEAK.rawValue) != 0 { comAddRef(pointer) }
        return pointer
    }

    static func release(_ data: [UInt8]) {
        guard let (pointer, flags) = pointer(data), flags & DWORD(MSHLFLAGS_TABLEWEAK.rawValue) == 0 else { return }
        comRelease(pointer)
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IMarshalVtbl()
        table.GetUnmarshalClass = { _, _, _, context, extra, _, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            let destination = MarshalDestination(context: context, extra: extra)
            result.pointee = destination.isInProcess ? CLSID_InProcFreeMarshaler : CLSID_StdMarshal
            return 0
        }
        table.GetMarshalSizeMax = { _, iid, object, context, extra, flags, result in
            guard let result, let iid, let object else { return HResult.E_POINTER.rawValue }
            let destination = MarshalDestination(context: context, extra: extra)
            guard !destination.isInProcess else {
                result.pointee = DWORD(dataSize)
                return 0
            }
            result.pointee = DWORD(StandardMarshaler.maximumSize(destination))
            return 0
        }
        table.MarshalInterface = { _, stream, iid, object, context, extra, flags in
            guard let stream, let iid, let object else { return HResult.E_POINTER.rawValue }
            let destination = MarshalDestination(context: context, extra: extra)
            return StandardMarshaler.entry { () throws(COMError) in
                guard destination.isInProcess else {
                    return try StreamReference(stream: stream).write(
                        Marshaling.standard(object, iid.pointee, to: destination, flags: flags))
                }
                let pointer = try ComReference(retaining: object).query(iid.pointee)
                try StreamReference(stream: stream).write(data(pointer.pointer, flags))
                if flags & DWORD(MSHLFLAGS_TABLEWEAK.rawValue) == 0 { comAddRef(pointer.pointer) }
            }
        }
        table.UnmarshalInterface = { _, stream, iid, result in
            guard let stream, let iid, let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return StandardMarshaler.entry { () throws(COMError) in
                let pointer = try unmarshal(StreamReference(stream: stream).read(dataSize))
                defer { comRelease(pointer) }
                try COMError.check(comQueryInterface(pointer, iid.pointee, into: result))
            }
        }
        table.ReleaseMarshalData = { _, stream in
            guard let stream else { return HResult.E_POINTER.rawValue }
            return StandardMarshaler.entry { () throws(COMError) in release(try StreamReference(stream: stream).read(dataSize)) }
        }
        table.DisconnectObject = { _, _ in 0 }
        return ComObject.makeVTable(table)
    }()
}
