// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
public import CAutomation

/// The standard marshaler as an object: what CoGetStandardMarshal gives, for objects that marshal themselves to some places and leave
/// the others to it.
public final class StandardMarshaler: ComObject, @unchecked Sendable {
    // Unchecked as its base class.
    private let object: ComReference?

    /// - Parameter object: what it marshals; nil at the client's side, where it only unmarshals.
    public init(object: ComReference?) {
        self.object = object
        super.init()
        addInterface(vtable: StandardMarshaler.vtable)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IMarshal ? unknown : nil
    }

    /// Calls what may throw; its error becomes an HRESULT, and the thread's error object if it says more.
    static func entry(_ body: () throws(COMError) -> Void) -> Int32 {
        do throws(COMError) {
            try body()
            return 0
        } catch {
            if error.message != nil { ErrorInfo.set(error) }
            return error.hresult.rawValue
        }
    }

    /// Bytes that an OBJREF of the standard marshaler has at most.
    static func maximumSize(_ destination: MarshalDestination) -> Int {
        24 + StandardObjectReference.size + 16 + ExporterEndpoint.bindings(for: destination.peer).packed().count
    }

    /// The object that an IMarshal with this vtable marshals: of a proxy manager, itself.
    private static func target(_ this: UnsafeMutableRawPointer?, _ given: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        switch ComObject.object(from: this) {
        case let marshaler as StandardMarshaler: marshaler.object?.pointer ?? given
        case let manager as ProxyManager: manager.unknown
        default: given
        }
    }

    nonisolated(unsafe) static let vtable: UnsafeRawPointer = {
        var table = IMarshalVtbl()
        table.GetUnmarshalClass = { _, _, _, _, _, _, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = CLSID_StdMarshal
            return 0
        }
        table.GetMarshalSizeMax = { _, _, _, context, extra, _, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = DWORD(maximumSize(MarshalDestination(context: context, extra: extra)))
            return 0
        }
        table.MarshalInterface = { this, stream, iid, object, context, extra, flags in
            guard let stream, let iid, let object = target(this, object) else { return HResult.E_POINTER.rawValue }
            let destination = MarshalDestination(context: context, extra: extra)
            return entry { () throws(COMError) in
                let bytes = try Marshaling.standard(object, iid.pointee, to: destination, flags: flags)
                try StreamReference(stream: stream).write(bytes)
            }
        }
        table.UnmarshalInterface = { _, stream, iid, result in
            guard let stream, let iid, let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            return entry { () throws(COMError) in result.pointee = try Marshaling.unmarshal(stream, iid.pointee, from: .stream) }
        }
        table.ReleaseMarshalData = { _, stream in
            guard let stream else { return HResult.E_POINTER.rawValue }
            return entry { () throws(COMError) in try Marshaling.release(stream, from: .stream) }
        }
        table.DisconnectObject = { this, _ in
            guard let object = target(this, nil) else { return HResult.E_UNEXPECTED.rawValue }
            return Connections.disconnect(object).rawValue
        }
        return ComObject.makeVTable(table)
    }()
}

/// What can be done to an object's connections with other apartments.
public enum Connections {
    /// CoDisconnectObject: of an object, all its stubs; of a proxy, itself.
    public static func disconnect(_ object: UnsafeMutableRawPointer) -> HResult {
        if let manager = Marshaling.proxyManager(of: object) {
            manager.disconnect()
            return .S_OK
        }
        guard let identity = comQueryInterface(object, IID_IUnknown) else { return .E_NOINTERFACE }
        defer { comRelease(identity) }
        Exporter.shared.disconnectObject(identity)
        return .S_OK
    }

    /// CoIsHandlerConnected: false for a proxy whose object is known to be gone.
    public static func isConnected(_ object: UnsafeMutableRawPointer) -> Bool {
        Marshaling.proxyManager(of: object)?.isConnected ?? true
    }

    /// CoLockObjectExternal.
    public static func lock(
        _ object: UnsafeMutableRawPointer, _ isLocked: Bool, lastUnlockReleases: Bool
    ) throws(COMError) {
        try Exporter.shared.lock(object, isLocked, lastUnlockReleases: lastUnlockReleases)
    }
}
