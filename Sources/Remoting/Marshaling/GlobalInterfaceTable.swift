// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes
public import CAutomation
import Synchronization

/// The Global Interface Table: an interface that any apartment of the process can have, by a number.
public final class GlobalInterfaceTable: ComObject, @unchecked Sendable {
    // Unchecked as its base class; the table is under its lock.
    /// The one of the process: CLSID_StdGlobalInterfaceTable.
    public static let shared = GlobalInterfaceTable()

    private struct State: Sendable {
        var entries: [UInt32: [UInt8]] = [:]
        var last: UInt32 = 0
    }
    private let state = Mutex(State())

    private init() {
        super.init()
        addInterface(vtable: GlobalInterfaceTable.vtable)
        // It lives as long as the process.
        comAddRef(unknown)
    }

    public override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        iid == IID_IGlobalInterfaceTable ? unknown : nil
    }

    /// Keeps an interface until it is revoked.
    /// - Returns: its number, never 0.
    public func register(_ object: UnsafeMutableRawPointer, _ iid: GUID) throws(COMError) -> UInt32 {
        let stream = MemoryStream()
        try stream.withStream { (stream) throws(COMError) in
            try Marshaling.marshal(
                object, iid, to: .process, flags: DWORD(MSHLFLAGS_TABLESTRONG.rawValue), into: stream)
        }
        let bytes = stream.bytes
        return state.withLock { state in
            repeat { state.last = state.last &+ 1 } while state.last == 0 || state.entries[state.last] != nil
            state.entries[state.last] = bytes
            return state.last
        }
    }

    /// The interface, for the apartment of the thread that asks, with a reference for the caller.
    /// - Throws: E_INVALIDARG for a number that stands for nothing.
    public func interface(_ cookie: UInt32, _ iid: GUID) throws(COMError) -> UnsafeMutableRawPointer {
        let stream = try self.stream(state.withLock { $0.entries[cookie] })
        return try stream.withStream { (stream) throws(COMError) in
            try Marshaling.unmarshal(stream, iid, from: .process)
        }
    }

    /// Lets go of an interface.
    /// - Throws: E_INVALIDARG for a number that stands for nothing.
    public func revoke(_ cookie: UInt32) throws(COMError) {
        let stream = try self.stream(state.withLock { $0.entries.removeValue(forKey: cookie) })
        try stream.withStream { (stream) throws(COMError) in
            try Marshaling.release(stream, from: .process)
        }
    }

    private func stream(_ bytes: [UInt8]?) throws(COMError) -> MemoryStream {
        guard let bytes else { throw COMError(.E_INVALIDARG, "no interface is registered under this number") }
        var failure: COMError?
        let made = bytes.withUnsafeBytes { bytes -> MemoryStream? in
            do throws(COMError) {
                return try MemoryStream(bytes: bytes)
            } catch {
                failure = error
                return nil
            }
        }
        guard let made else { throw failure ?? COMError(.E_OUTOFMEMORY) }
        return made
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IGlobalInterfaceTableVtbl()
        table.RegisterInterfaceInGlobal = { _, object, iid, cookie in
            guard let object, let iid, let cookie else { return HResult.E_INVALIDARG.rawValue }
            cookie.pointee = 0
            return StandardMarshaler.entry { () throws(COMError) in
                cookie.pointee = try shared.register(UnsafeMutableRawPointer(object), iid.pointee)
            }
        }
        table.RevokeInterfaceFromGlobal = { _, cookie in
            StandardMarshaler.entry { () throws(COMError) in try shared.revoke(cookie) }
        }
        table.GetInterfaceFromGlobal = { _, cookie, iid, result in
            guard let iid, let result else { return HResult.E_INVALIDARG.rawValue }
            result.pointee = nil
            return StandardMarshaler.entry { () throws(COMError) in
                result.pointee = try shared.interface(cookie, iid.pointee)
            }
        }
        return ComObject.makeVTable(table)
    }()
}
