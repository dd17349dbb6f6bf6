// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Objects that any process of the user can have by their class: RegisterActiveObject, GetActiveObject.
///
/// An object is known by a table OBJREF in the file `active-<CLSID>` of the runtime folder. Of several of one class the one that was
/// registered first is given; what a dead process left is removed by whoever meets it.
public enum RunningObjects {
    private struct Registered: Sendable {
        var clsid: GUID
        var bytes: [UInt8]
        var isStrong: Bool
    }
    private struct State: Sendable {
        var registered: [UInt32: Registered] = [:]
        var last: UInt32 = 0
        var watchesExit = false
    }
    private static let state = Mutex(State())
    /// For other processes.
    private static let destination = MarshalDestination(context: DWORD(MSHCTX_LOCAL.rawValue))

    // MARK: Registering

    /// Makes an object known under a class until it is revoked, or the process ends. Called in the object's apartment.
    /// - Parameters:
    ///   - isStrong: keeps the object alive, and the server process with it. If not, the object goes when its last client does.
    /// - Returns: a number for `revoke`, and whether another object of the class is known already.
    public static func register(
        _ object: UnsafeMutableRawPointer, _ clsid: GUID, isStrong: Bool
    ) throws(COMError) -> (cookie: UInt32, isFurther: Bool) {
        let folder = try RuntimeFolder.current()
        let flags = DWORD(isStrong ? MSHLFLAGS_TABLESTRONG.rawValue : MSHLFLAGS_TABLEWEAK.rawValue)
        let bytes = try CrossApartment.bytes(object, IID_IUnknown, to: destination, flags: flags)
        let (cookie, isFirstEver) = state.withLock { state -> (UInt32, Bool) in
            repeat { state.last &+= 1 } while state.last == 0 || state.registered[state.last] != nil
            state.registered[state.last] = Registered(clsid: clsid, bytes: bytes, isStrong: isStrong)
            defer { state.watchesExit = true }
            return (state.last, !state.watchesExit)
        }
        if isFirstEver { atexit { RunningObjects.removeAll() } }
        do throws(COMError) {
            let isFurther = try ActiveObjectFile.change(clsid, in: folder) { records in
                records.removeAll { !$0.isAlive(folder) }
                defer { records.append(.init(process: Exporter.process, cookie: cookie, reference: bytes)) }
                return !records.isEmpty
            }
            if isStrong { ClassRegistry.shared.addServerReference() }
            return (cookie, isFurther)
        } catch {
            _ = state.withLock { $0.registered.removeValue(forKey: cookie) }
            CrossApartment.release(bytes, from: destination)
            throw error
        }
    }

    /// RevokeActiveObject.
    /// - Throws: E_INVALIDARG for a number that stands for nothing.
    public static func revoke(_ cookie: UInt32) throws(COMError) {
        guard let registered = state.withLock({ $0.registered.removeValue(forKey: cookie) }) else {
            throw COMError(.E_INVALIDARG, "no active object is registered under this number")
        }
        remove([cookie: registered])
        CrossApartment.release(registered.bytes, from: destination)
        if registered.isStrong { ClassRegistry.shared.releaseServerReference() }
    }

    private static func remove(_ gone: [UInt32: Registered]) {
        // A folder that is no longer good has no objects that anybody would take.
        guard let folder = try? RuntimeFolder.current() else { return }
        for clsid in Set(gone.values.map(\.clsid)) {
            _ = try? ActiveObjectFile.change(clsid, in: folder) { records in
                records.removeAll { $0.process == Exporter.process && gone[$0.cookie] != nil }
            }
        }
    }

    /// At the end of the process.
    private static func removeAll() {
        // Another thread may be at it just now; then whoever meets what is left removes it.
        let gone = state.withLockIfAvailable { state -> [UInt32: Registered] in
            defer { state.registered = [:] }
            return state.registered
        }
        if let gone, !gone.isEmpty { remove(gone) }
    }

    // MARK: Finding

    /// The object that is registered under a class, or a proxy of it.
    /// - Throws: MK_E_UNAVAILABLE if there is none that lives.
    public static func find(_ clsid: GUID, iid: GUID = IID_IUnknown) throws(COMError) -> ComReference {
        let folder = try RuntimeFolder.current()
        var dead: [ActiveObjectFile.Record] = []
        defer {
            if !dead.isEmpty {
                _ = try? ActiveObjectFile.change(clsid, in: folder) { records in records.removeAll { dead.contains($0) } }
            }
        }
        for record in try ActiveObjectFile.read(clsid, in: folder) {
            guard record.isAlive(folder) else {
                dead.append(record)
                continue
            }
            do throws(COMError) {
                let unknown = ComReference(
                    adopting: try CrossApartment.unmarshal(record.reference, IID_IUnknown, from: destination))
                return iid == IID_IUnknown ? unknown : try unknown.query(iid)
            } catch {
                switch error.hresult {
                case .RPC_E_SERVER_DIED, .RPC_E_SERVER_DIED_DNE, .RPC_E_DISCONNECTED, .RPC_E_INVALID_OBJECT, .CO_E_OBJNOTREG,
                    .CO_E_OBJNOTCONNECTED, .RPC_E_INVALID_OBJREF:
                    dead.append(record)
                default: throw error
                }
            }
        }
        throw COMError(.MK_E_UNAVAILABLE, "no active object of class \(clsid) is registered")
    }
}

extension HResult {
    /// RegisterActiveObject: done, but another object of the class was registered before.
    public static let MK_S_MONIKERALREADYREGISTERED = HResult(0x0004_01E7)
}

/// The file of a class's active objects.
enum ActiveObjectFile {
    /// One object. In the file, little-endian:
    ///
    ///     0 process (48 bits)   8 cookie   12 size of the OBJREF   16 OBJREF
    struct Record: Hashable {
        var process: UInt64
        var cookie: UInt32
        var reference: [UInt8]

        static let headSize = 16

        /// Whether its process listens.
        func isAlive(_ folder: RuntimeFolder) -> Bool {
            if process == Exporter.process { return true }
            let socket = folder.socket(process: process)
            return access(socket, F_OK) == 0 && Socket.isListening(socket)
        }
    }

    // "LBAO", version 1.
    private static let signature: UInt32 = 0x4F41_424C
    private static let version: UInt32 = 1
    private static let largestFile = 1 << 16

    /// The objects, in the order in which they were registered; none for a file that is damaged.
    static func read(_ clsid: GUID, in folder: RuntimeFolder) throws(COMError) -> [Record] {
        do throws(SmallFile.Failure) {
            return records(try SmallFile.read(folder.activeObjects(clsid), atMost: largestFile))
        } catch {
            if case .cannotOpen(let code) = error, code != ENOENT {
                throw COMError(.E_ACCESSDENIED, "\(folder.activeObjects(clsid)): \(String(cString: strerror(code)))")
            }
            return []
        }
    }

    static func records(_ bytes: [UInt8]) -> [Record] {
        guard bytes.count >= 8 else { return [] }
        var head = LittleEndianReader(Array(bytes[..<8]))
        guard head.uint32() == signature, head.uint32() == version else { return [] }
        var records: [Record] = []
        var position = 8
        while bytes.count - position >= Record.headSize {
            var reader = LittleEndianReader(Array(bytes[position..<(position + Record.headSize)]))
            let (process, cookie, size) = (reader.uint64(), reader.uint32(), Int(reader.uint32()))
            position += Record.headSize
            guard process >> 48 == 0, size <= bytes.count - position else { return records }
            records.append(Record(process: process, cookie: cookie, reference: Array(bytes[position..<(position + size)])))
            position += size
        }
        return records
    }

    /// Reads, changes and replaces the file while nobody else does.
    /// - Throws: E_ACCESSDENIED if it cannot be written; E_OUTOFMEMORY if it would become too long.
    static func change<Result>(
        _ clsid: GUID, in folder: RuntimeFolder, _ body: (inout [Record]) -> Result
    ) throws(COMError) -> Result {
        try FileLock.holding(folder.placesLock) { () throws(COMError) in
            var records = try read(clsid, in: folder)
            let before = records
            let result = body(&records)
            guard records != before else { return result }
            let path = folder.activeObjects(clsid)
            if records.isEmpty {
                unlink(path)
                return result
            }
            var writer = LittleEndianWriter()
            writer.append(signature)
            writer.append(version)
            for record in records {
                writer.append(record.process)
                writer.append(record.cookie)
                writer.append(UInt32(record.reference.count))
                writer.bytes += record.reference
            }
            guard writer.bytes.count <= largestFile else {
                throw COMError(.E_OUTOFMEMORY, "\(path): there are too many active objects of one class")
            }
            guard SmallFile.replace(path, writer.bytes) else {
                throw COMError(.E_ACCESSDENIED, "\(path): \(String(cString: strerror(errno)))")
            }
            return result
        }
    }
}
