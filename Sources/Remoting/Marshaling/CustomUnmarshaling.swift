// SPDX-License-Identifier: Apache-2.0
//
// OBJREF_CUSTOM: bytes that name a class, which makes an object of them. Which class that may be is not for the bytes to say
// (DESIGN.md, decision 9): only classes that are known as unmarshalers are asked.

import AutomationRuntime
import AutomationTypes
public import CAutomation
import Synchronization

public enum CustomUnmarshaling {
    private static let allowed = Mutex<Set<GUID>>([])

    /// Lets objects of a class unmarshal themselves in this process. Class objects that the process itself registers for its own use
    /// (CoRegisterClassObject with an in-process context) and classes whose manifest says `"unmarshaler": true` may do so anyway.
    public static func allow(_ clsid: GUID) { allowed.withLock { _ = $0.insert(clsid) } }

    private static func isAllowed(_ clsid: GUID) throws(COMError) -> Bool {
        if allowed.withLock({ $0.contains(clsid) }) { return true }
        return try ClassRegistry.shared.mayUnmarshal(clsid)
    }

    static func unmarshal(
        _ clsid: GUID, size: Int, _ stream: UnsafeMutablePointer<IStream>, _ iid: GUID
    ) throws(COMError) -> UnsafeMutableRawPointer {
        switch clsid {
        case CLSID_InProcFreeMarshaler:
            return try FreeThreadedMarshaler.unmarshal(StreamReference(stream: stream).read(FreeThreadedMarshaler.dataSize))
        case TypeInformationMarshaling.unmarshalClass:
            guard size <= TypeInformationMarshaling.largestData else {
                throw COMError(.RPC_E_INVALID_OBJREF, "OBJREF: \(size) bytes name no type")
            }
            return try TypeInformationMarshaling.unmarshal(StreamReference(stream: stream).read(size), iid)
        default: break
        }
        return try withMarshaler(clsid) { (marshal) throws(COMError) in
            var iid = iid
            var result: UnsafeMutableRawPointer?
            try COMError.check(marshal.pointee.lpVtbl.pointee.UnmarshalInterface(marshal, stream, &iid, &result))
            guard let result else { throw COMError(.E_NOINTERFACE) }
            return result
        }
    }

    static func release(_ clsid: GUID, size: Int, _ stream: UnsafeMutablePointer<IStream>) throws(COMError) {
        switch clsid {
        case CLSID_InProcFreeMarshaler:
            FreeThreadedMarshaler.release(try StreamReference(stream: stream).read(FreeThreadedMarshaler.dataSize))
        case TypeInformationMarshaling.unmarshalClass:
            break
        default:
            try withMarshaler(clsid) { (marshal) throws(COMError) in
                try COMError.check(marshal.pointee.lpVtbl.pointee.ReleaseMarshalData(marshal, stream))
            }
        }
    }

    private static func withMarshaler<Result>(
        _ clsid: GUID, _ body: (UnsafeMutablePointer<IMarshal>) throws(COMError) -> Result
    ) throws(COMError) -> Result {
        guard try isAllowed(clsid) else {
            throw COMError(
                .E_ACCESSDENIED,
                "class \(clsid) may not unmarshal in this process: its manifest does not say \"unmarshaler\": true")
        }
        return try ClassRegistry.shared.create(clsid, iid: IID_IMarshal).withPointer(as: IMarshal.self, body)
    }
}
