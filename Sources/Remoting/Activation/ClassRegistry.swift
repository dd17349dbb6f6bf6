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

/// The classes that this process can create: registered in code first, then those of the manifests.
public final class ClassRegistry: Sendable {
    /// The registry of the process, over the manifests of `ManifestPath.current()`.
    public static let shared = ClassRegistry()

    private struct Registered: Sendable {
        var clsid: GUID
        var progID: String?
        var classObject: ComReference
    }
    private struct State: Sendable {
        var registered: [UInt32: Registered] = [:]
        var nextCookie: UInt32 = 1
        /// Handles of in-process servers by path. They are never unloaded: objects' vtables are in them.
        var servers: [String: InProcessServer] = [:]
    }
    private let state = Mutex(State())
    private let path: ManifestPath?

    /// - Parameter path: where manifests are; nil follows LATEBIND_PATH as it is at each look-up.
    public init(path: ManifestPath? = nil) { self.path = path }

    // MARK: Registered in code

    /// Makes a class known to this process until it is revoked: CoRegisterClassObject.
    /// - Returns: a cookie for `revoke`.
    @discardableResult
    public func register(_ clsid: GUID, progID: String? = nil, classObject: ComReference) -> UInt32 {
        state.withLock { state in
            let cookie = state.nextCookie
            state.nextCookie &+= 1
            state.registered[cookie] = Registered(clsid: clsid, progID: progID, classObject: classObject)
            return cookie
        }
    }

    /// - Returns: whether the cookie was known.
    @discardableResult
    public func revoke(_ cookie: UInt32) -> Bool {
        // The reference goes after the lock is released: its Release is foreign code.
        let removed = state.withLock { $0.registered.removeValue(forKey: cookie) }
        return removed != nil
    }

    // MARK: Finding

    /// CLSIDFromProgID.
    /// - Throws: CO_E_CLASSSTRING with the places that were searched; E_INVALIDARG for a manifest that is not valid.
    public func clsid(ofProgID progID: String) throws(COMError) -> GUID {
        let wanted = progID.lowercased()
        let known = state.withLock { state in
            state.registered.values.first { $0.progID?.lowercased() == wanted }?.clsid
        }
        if let known { return known }
        if let found = try manifestClass({ $0.progID?.lowercased() == wanted }) { return found.clsid }
        throw COMError(.CO_E_CLASSSTRING, "no class has the ProgID \"\(progID)\"; " + searched)
    }

    /// What a manifest says of a class; nil if none describes it.
    public func manifestClass(_ clsid: GUID) throws(COMError) -> ManifestClass? {
        try manifestClass { $0.clsid == clsid }
    }

    private func manifestClass(_ matches: (ManifestClass) -> Bool) throws(COMError) -> ManifestClass? {
        for file in (path ?? .current()).files() {
            if let found = try Manifest(path: file).classes.first(where: matches) { return found }
        }
        return nil
    }

    private var searched: String {
        let entries = (path ?? .current()).entries
        return "searched: classes registered in code, " + entries.joined(separator: ", ")
    }

    // MARK: Creating

    /// The class object (its IClassFactory): CoGetClassObject in process.
    /// - Throws: REGDB_E_CLASSNOTREG; CO_E_DLLNOTFOUND, CO_E_ERRORINDLL for a server that cannot be loaded.
    public func classObject(_ clsid: GUID) throws(COMError) -> ComReference {
        if let known = state.withLock({ $0.registered.values.first { $0.clsid == clsid }?.classObject }) { return known }
        if clsid == CLSID_StdGlobalInterfaceTable { return try ClassRegistry.tableClass.reference(IID_IUnknown) }
        guard let described = try manifestClass(clsid) else {
            throw COMError(.REGDB_E_CLASSNOTREG, "no class has the CLSID \(clsid); " + searched)
        }
        guard let server = described.inProcessServer else {
            throw COMError(
                .REGDB_E_CLASSNOTREG, "\(described.manifest): class \(clsid) names no inProcessServer")
        }
        return try loadedServer(server).classObject(clsid)
    }

    /// A new object of a class.
    /// - Throws: as `classObject`; E_NOINTERFACE; what the class object answers.
    public func create(_ clsid: GUID, iid: GUID = IID_IDispatch) throws(COMError) -> ComReference {
        let factory = try classObject(clsid)
        return try factory.withPointer(as: IClassFactory.self) { (factory) throws(COMError) in
            var iid = iid
            var object: UnsafeMutableRawPointer?
            let status = factory.pointee.lpVtbl.pointee.CreateInstance(factory, nil, &iid, &object)
            guard status >= 0, let object else {
                throw ErrorInfo.take(for: HResult(rawValue: status), "class \(clsid) cannot make an instance")
            }
            return ComReference(adopting: object)
        }
    }

    /// A new object of the class with this ProgID, or with this CLSID in registry form.
    public func create(_ nameOrCLSID: String, iid: GUID = IID_IDispatch) throws(COMError) -> ComReference {
        if nameOrCLSID.hasPrefix("{"), let clsid = GUID(nameOrCLSID) { return try create(clsid, iid: iid) }
        return try create(try clsid(ofProgID: nameOrCLSID), iid: iid)
    }

    private static let tableClass = ClassObject { _ in GlobalInterfaceTable.shared }

    func mayUnmarshal(_ clsid: GUID) throws(COMError) -> Bool {
        state.withLock { $0.registered.values.contains { $0.clsid == clsid } }
    }

    func servedClassObject(_ clsid: GUID) throws(COMError) -> ServedClass { throw COMError(.REGDB_E_CLASSNOTREG) }
    func apartment(ofServed clsid: GUID) -> Apartment? { nil }
    struct ServedClass {
        func make(wantsClassObject: Bool, iids: [GUID], peer: RPCPeer) throws(COMError) -> [(HResult, [UInt8])] { [] }
    }

    private func loadedServer(_ path: String) throws(COMError) -> InProcessServer {
        if let known = state.withLock({ $0.servers[path] }) { return known }
        let loaded = try InProcessServer(path: path)
        return state.withLock { state in
            if let known = state.servers[path] { return known }
            state.servers[path] = loaded
            return loaded
        }
    }
}

/// A shared object with class objects in it. Loaded for the rest of the process's life.
struct InProcessServer: @unchecked Sendable {
    // Unchecked: a function's address, valid for ever.
    private typealias GetClassObject =
        @convention(c) (
            UnsafePointer<GUID>?, UnsafePointer<GUID>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> Int32
    private let getClassObject: GetClassObject
    private let path: String

    init(path: String) throws(COMError) {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            let reason = dlerror().map { String(cString: $0) } ?? "dlopen failed"
            throw COMError(.CO_E_DLLNOTFOUND, reason.hasPrefix(path) ? reason : "\(path): \(reason)")
        }
        guard let symbol = dlsym(handle, "DllGetClassObject") else {
            throw COMError(.CO_E_ERRORINDLL, "\(path): does not export DllGetClassObject")
        }
        getClassObject = unsafeBitCast(symbol, to: GetClassObject.self)
        self.path = path
    }

    func classObject(_ clsid: GUID) throws(COMError) -> ComReference {
        var clsid = clsid
        var iid = IID_IClassFactory
        var object: UnsafeMutableRawPointer?
        let status = getClassObject(&clsid, &iid, &object)
        guard status >= 0, let object else {
            throw COMError(
                status < 0 ? HResult(rawValue: status) : .CLASS_E_CLASSNOTAVAILABLE,
                "\(path): DllGetClassObject has no class \(clsid)")
        }
        return ComReference(adopting: object)
    }
}
