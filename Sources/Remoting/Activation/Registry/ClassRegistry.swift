// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import Synchronization

/// The classes of this process: those that it registered, then those of the manifests.
///
/// A class object belongs to the apartment that registered it; other apartments and other processes get proxies. What other
/// processes see of the registry, ClassEndpoints shows them.
public final class ClassRegistry: Sendable {
    /// The registry of the process, over the manifests of `ManifestPath.current()`.
    public static let shared = ClassRegistry()

    struct State: Sendable {
        var registered: [UInt32: ClassRegistration] = [:]
        /// Cookies by class, in the order of registration.
        var cookies: [GUID: [UInt32]] = [:]
        var nextCookie: UInt32 = 1
        /// CoSuspendClassObjects, or the last CoReleaseServerProcess: nobody outside gets a class object until they are resumed.
        var isSuspended = false
        /// CoAddRefServerProcess.
        var serverReferences: UInt32 = 0
    }
    let state = Mutex(State())
    let path: ManifestPath?

    /// - Parameter path: where manifests are; nil follows LATEBIND_PATH as it is at each look-up.
    public init(path: ManifestPath? = nil) { self.path = path }

    // MARK: Registering

    /// Makes a class known until it is revoked: CoRegisterClassObject. The class object belongs to the apartment of the thread that
    /// calls. For other processes, the process listens in the runtime folder; the first that registers a class there stays.
    /// - Returns: a cookie for `revoke`.
    /// - Throws: E_INVALIDARG for an empty context; what keeps the process from listening.
    public func register(
        _ clsid: GUID, progID: String? = nil, classObject: ComReference, context: ClassContext, use: ClassUse
    ) throws(COMError) -> UInt32 {
        guard !context.isEmpty else { throw COMError(.E_INVALIDARG, "a class is registered for this process, for others, or both") }
        let cookie = add(
            ClassRegistration(
                clsid, progID: progID, classObject: classObject, apartment: .current, context: context, use: use))
        guard context.contains(.localServer) else { return cookie }
        do throws(COMError) {
            try endpoints?.update([clsid])
        } catch {
            remove([cookie])
            throw error
        }
        return cookie
    }

    /// Makes a class known to this process.
    /// - Returns: a cookie for `revoke`.
    @discardableResult
    public func register(_ clsid: GUID, progID: String? = nil, classObject: ComReference) -> UInt32 {
        add(
            ClassRegistration(
                clsid, progID: progID, classObject: classObject, apartment: .current, context: .inProcess,
                use: ClassUse(.multiple)))
    }

    private func add(_ registration: ClassRegistration) -> UInt32 {
        state.withLock { state in
            while state.nextCookie == 0 || state.registered[state.nextCookie] != nil { state.nextCookie &+= 1 }
            let cookie = state.nextCookie
            state.nextCookie &+= 1
            state.registered[cookie] = registration
            state.cookies[registration.clsid, default: []].append(cookie)
            return cookie
        }
    }

    /// Other registries than the process's own are not shown to other processes.
    var endpoints: ClassEndpoints? { self === ClassRegistry.shared ? .shared : nil }

    // MARK: Revoking

    /// CoRevokeClassObject.
    /// - Throws: CO_E_OBJNOTREG for a cookie that is not known; RPC_E_WRONG_THREAD outside the single-threaded apartment that
    ///   registered.
    public func revokeClassObject(_ cookie: UInt32) throws(COMError) {
        let apartment = state.withLock { $0.registered[cookie]?.apartment }
        guard let apartment else { throw COMError(.CO_E_OBJNOTREG) }
        guard !apartment.isSingleThreaded || apartment === Apartment.current else {
            throw COMError(.RPC_E_WRONG_THREAD, "a class object is revoked in the apartment that registered it")
        }
        guard remove([cookie]) else { throw COMError(.CO_E_OBJNOTREG) }
    }

    /// - Returns: whether the cookie was known (and is revoked now).
    @discardableResult
    public func revoke(_ cookie: UInt32) -> Bool { (try? revokeClassObject(cookie)) != nil }

    /// An apartment that ends takes its class objects along.
    func revokeAll(of apartment: Apartment) {
        remove(state.withLock { $0.registered.compactMap { $0.value.apartment === apartment ? $0.key : nil } })
    }

    /// - Returns: whether there was one of them.
    @discardableResult
    private func remove(_ cookies: [UInt32]) -> Bool {
        // The references go after the lock is released: their Release is foreign code.
        let removed = state.withLock { state -> [ClassRegistration] in
            var removed: [ClassRegistration] = []
            for cookie in cookies {
                guard let registration = state.registered.removeValue(forKey: cookie) else { continue }
                state.cookies[registration.clsid]?.removeAll { $0 == cookie }
                if state.cookies[registration.clsid]?.isEmpty == true { state.cookies[registration.clsid] = nil }
                removed.append(registration)
            }
            return removed
        }
        let served = removed.filter(\.isLocalServer).map(\.clsid)
        if !served.isEmpty { endpoints?.close(unserved: served) }
        return !removed.isEmpty
    }

    // MARK: Registered here

    /// The first registration of a class that fits.
    func registration(_ clsid: GUID, _ fits: (ClassRegistration) -> Bool) -> ClassRegistration? {
        state.withLock { state in
            for cookie in state.cookies[clsid] ?? [] {
                if let registration = state.registered[cookie], fits(registration) { return registration }
            }
            return nil
        }
    }

    /// Whether another process that asks for the class now gets it here.
    func isServed(_ clsid: GUID) -> Bool {
        state.withLock { state in !state.isSuspended && state.isServed(clsid) }
    }
}

extension ClassRegistry.State {
    func isServed(_ clsid: GUID) -> Bool {
        (cookies[clsid] ?? []).contains { registered[$0]?.isServed == true }
    }

    /// The classes that are registered for other processes.
    var localServerClasses: [GUID] {
        cookies.keys.filter { clsid in cookies[clsid]?.contains { registered[$0]?.isLocalServer == true } == true }
    }
}
