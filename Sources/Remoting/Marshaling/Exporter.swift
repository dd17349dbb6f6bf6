// SPDX-License-Identifier: Apache-2.0
//
// The objects of this process that others hold: tables from IPID, OID and identity to stub managers, and the ledger of references.
// [MS-DCOM] 3.1.1.1

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization

/// The exporter of the process.
public final class Exporter: Sendable {
    public static let shared = Exporter()

    /// The upper 48 bits of the OXIDs of this process.
    public static let process = Random.uint64() >> 16

    /// How many references a marshaled interface gives its receiver. [MS-DCOM] 3.1.1.5.1: five save round trips later on.
    static let referencesGiven = 5
    /// A peer that adds references without end makes no count overflow.
    private static let mostReferences = 1 << 40

    private struct Identity: Hashable {
        var object: UnsafeMutableRawPointer
        var apartment: UInt16
    }
    private struct State: @unchecked Sendable {
        // Unchecked: used under the lock alone.
        /// By the first 32 bits of the IPID.
        var stubs: [InterfaceStub?] = []
        var free: [Int] = []
        var managers: [Identity: StubManager] = [:]
        var objects: [UInt64: StubManager] = [:]
    }
    private let state = Mutex(State())
    /// How many references other processes have, or may claim.
    private let external = Atomic<Int>(0)
    private let served = Atomic<Bool>(false)

    private init() {}

    /// Whether another process has a reference to something of this one, or can claim one.
    var hasExternalReferences: Bool { external.load(ordering: .sequentiallyConsistent) > 0 }

    /// Whether another process has ever had a reference.
    var hasHadClients: Bool { served.load(ordering: .relaxed) }

    private func removeExternal(_ count: Int) {
        guard count > 0, external.wrappingSubtract(count, ordering: .sequentiallyConsistent).newValue == 0 else { return }
        ServerIdleness.shared.changed()
    }

    /// Live stub managers and interface stubs: numbers for tests and counters.
    public var counts: (objects: Int, interfaces: Int) {
        state.withLock { ($0.objects.count, $0.stubs.count - $0.free.count) }
    }

    // MARK: Exporting

    /// Exports an interface of an object from an apartment.
    /// - Parameters:
    ///   - object: any interface of it. The thread that calls is in `apartment`.
    ///   - count: how many references `holder` gets.
    /// - Throws: E_NOINTERFACE; REGDB_E_IIDNOTREG and what the stub's factory answers; CO_E_OBJNOTCONNECTED for a closed apartment.
    func export(
        _ object: UnsafeMutableRawPointer, _ iid: GUID, from apartment: Apartment, count: Int, to holder: Account.Holder
    ) throws(COMError) -> StandardObjectReference {
        guard let unknown = comQueryInterface(object, IID_IUnknown) else {
            throw COMError(.E_NOINTERFACE, "an object does not answer to IUnknown")
        }
        let identity = ComReference(adopting: unknown)
        let key = Identity(object: unknown, apartment: apartment.number)
        let known = state.withLock { state -> StandardObjectReference? in
            guard let manager = state.managers[key], let stub = manager.stubs.first(where: { $0.iid == iid }) else { return nil }
            return add(count, holder, stub)
        }
        if let known { return known }

        // The stub is made without the lock: its factory and the object are foreign code.
        let interface = try identity.query(iid)
        let stub = iid == IID_IUnknown ? nil : try ProxyStubFactories.makeStub(iid, for: interface)
        let fresh = StubManager(apartment: apartment, object: identity)
        let (reference, isNew, unused) = state.withLock { state -> (StandardObjectReference, Bool, ComReference?) in
            let manager = state.managers[key] ?? fresh
            if manager === fresh {
                state.managers[key] = manager
                state.objects[manager.oid] = manager
            }
            if let other = manager.stubs.first(where: { $0.iid == iid }) {
                return (add(count, holder, other), false, stub)
            }
            let index = state.free.popLast() ?? state.stubs.count
            if index == state.stubs.count { state.stubs.append(nil) }
            var ipid = Random.guid()
            ipid.Data1 = UInt32(truncatingIfNeeded: index)
            let made = InterfaceStub(ipid: ipid, iid: iid, manager: manager, stub: stub, interface: interface)
            state.stubs[index] = made
            manager.stubs.append(made)
            return (add(count, holder, made), manager === fresh, nil)
        }
        unused?.withPointer(as: IRpcStubBuffer.self) { $0.pointee.lpVtbl.pointee.Disconnect($0) }
        CallObserver.liveChanged(.stubs)
        if isNew { ExternalConnection.add(identity) }
        return reference
    }

    /// With the lock held.
    private func add(_ count: Int, _ holder: Account.Holder, _ stub: InterfaceStub) -> StandardObjectReference {
        let manager = stub.manager
        if count > 0 {
            if let index = stub.accounts.firstIndex(where: { $0.holder == holder }) {
                stub.accounts[index].count += count
            } else {
                stub.accounts.append(Account(holder: holder, count: count))
            }
            manager.references += count
            if holder.isExternal { external.wrappingAdd(count, ordering: .sequentiallyConsistent) }
            switch holder {
            case .peer, .stranger: served.store(true, ordering: .relaxed)
            case .process, .inFlight, .table: break
            }
        }
        return StandardObjectReference(
            flags: 0, publicReferences: UInt32(clamping: holder == .table ? 0 : count), oxid: manager.apartment.oxid,
            oid: manager.oid, ipid: stub.ipid)
    }

    // MARK: Finding

    @inline(__always)
    private func find(_ ipid: GUID, _ state: borrowing State) -> InterfaceStub? {
        let index = Int(ipid.Data1)
        guard index < state.stubs.count, let stub = state.stubs[index], stub.ipid == ipid else { return nil }
        return stub
    }

    func stub(_ ipid: GUID) -> InterfaceStub? { state.withLock { find(ipid, $0) } }

    /// The object with this OID, if it is exported.
    func manager(oid: UInt64) -> StubManager? { state.withLock { $0.objects[oid] } }

    /// The exported object behind an identity, from whatever apartment.
    private func managers(of identity: UnsafeMutableRawPointer) -> [StubManager] {
        state.withLock { state in
            state.managers.compactMap { $0.key.object == identity ? $0.value : nil }
        }
    }

    // MARK: The ledger

    /// Adds references to a holder's account.
    /// - Returns: RPC_E_INVALID_OBJECT for an unknown IPID; E_INVALIDARG for a count that is none.
    func addReferences(_ ipid: GUID, _ count: Int, to holder: Account.Holder) -> HResult {
        guard count > 0 else { return .E_INVALIDARG }
        return state.withLock { state in
            guard let stub = find(ipid, state) else { return .RPC_E_INVALID_OBJECT }
            guard stub.manager.references + count < Exporter.mostReferences else { return .E_OUTOFMEMORY }
            _ = add(count, holder, stub)
            return .S_OK
        }
    }

    /// Moves references from one account to another; as many as there are.
    /// - Returns: RPC_E_INVALID_OBJECT for an unknown IPID or if `from` has none.
    @discardableResult
    func move(_ ipid: GUID, _ count: Int, from: Account.Holder, to: Account.Holder) -> HResult {
        // Between the two accounts they are not gone.
        external.wrappingAdd(1, ordering: .sequentiallyConsistent)
        defer { removeExternal(1) }
        return state.withLock { state in
            guard let stub = find(ipid, state) else { return .RPC_E_INVALID_OBJECT }
            let moved = take(count, from, stub)
            guard moved > 0 else { return .RPC_E_INVALID_OBJECT }
            _ = add(moved, to, stub)
            return .S_OK
        }
    }

    /// Makes references of an OBJREF its receiver's: they are in flight, or, if they were marshaled for him, on his account already.
    func claim(_ ipid: GUID, _ count: Int, for holder: Account.Holder) -> HResult {
        state.withLock { state in
            guard count > 0, let stub = find(ipid, state) else { return .RPC_E_INVALID_OBJECT }
            let moved = take(count, .inFlight, stub)
            if moved > 0 { _ = add(moved, holder, stub) }
            let own = stub.accounts.first { $0.holder == holder }?.count ?? 0
            return own >= count ? .S_OK : .RPC_E_INVALID_OBJECT
        }
    }

    /// Gives back the references of an OBJREF that came home.
    /// - Parameter sender: who sent it, if that is known; what a thread unmarshals while it serves a call may be the caller's.
    func giveBack(_ ipid: GUID, _ count: Int, from sender: RPCPeer?) {
        if let sender { return release(ipid, count, of: Account.Holder(sender)) }
        let isInFlight = state.withLock { state in
            find(ipid, state)?.accounts.contains { $0.holder == .inFlight && $0.count >= count } ?? false
        }
        release(ipid, count, of: Account.Holder(isInFlight ? nil : ThreadState.current.caller))
    }

    /// Gives back references. Nobody can give back what is not on his account, or that of another stranger for a stranger.
    func release(_ ipid: GUID, _ count: Int, of holder: Account.Holder) {
        let dead = state.withLock { state -> StubManager? in
            guard let stub = find(ipid, state) else { return nil }
            var taken = take(count, holder, stub)
            if case .stranger = holder {
                for account in stub.accounts where taken < count {
                    if case .stranger = account.holder { taken += take(count - taken, account.holder, stub) }
                }
            }
            return taken > 0 ? removeIfUnreferenced(stub.manager, &state) : nil
        }
        dead.map(disconnect)
    }

    /// With the lock held: takes references off an account.
    /// - Returns: how many there were to take.
    private func take(_ count: Int, _ holder: Account.Holder, _ stub: InterfaceStub) -> Int {
        guard count > 0, let index = stub.accounts.firstIndex(where: { $0.holder == holder }) else { return 0 }
        let taken = min(count, stub.accounts[index].count)
        stub.accounts[index].count -= taken
        if stub.accounts[index].count == 0 { stub.accounts.remove(at: index) }
        stub.manager.references -= taken
        if holder.isExternal { removeExternal(taken) }
        return taken
    }

    /// With the lock held: forgets a manager that nobody refers to.
    /// - Returns: it, if so; its stubs are to be disconnected without the lock.
    private func removeIfUnreferenced(_ manager: StubManager, _ state: inout State) -> StubManager? {
        guard manager.references == 0, manager.locks == 0, !manager.isDisconnected else { return nil }
        remove(manager, &state)
        return manager
    }

    /// With the lock held.
    private func remove(_ manager: StubManager, _ state: inout State) {
        manager.isDisconnected = true
        state.managers[Identity(object: manager.object.pointer, apartment: manager.apartment.number)] = nil
        state.objects[manager.oid] = nil
        removeExternal(manager.stubs.reduce(0) { $0 + $1.accounts.reduce(0) { $0 + ($1.holder.isExternal ? $1.count : 0) } })
        for stub in manager.stubs {
            state.stubs[Int(stub.ipid.Data1)] = nil
            state.free.append(Int(stub.ipid.Data1))
        }
        // Many objects once are no reason to keep a slot for each.
        if state.free.count == state.stubs.count {
            state.stubs = []
            state.free = []
        }
    }

    /// Lets go of an object that is no longer exported: on a thread of its apartment.
    private func disconnect(_ manager: StubManager) {
        CallObserver.liveChanged(.stubs)
        let work: @Sendable () -> Void = {
            ExternalConnection.remove(manager.object)
            for stub in manager.stubs { stub.disconnect() }
            // The circle manager → stub → manager.
            manager.stubs = []
        }
        if let queue = manager.apartment.queue, Apartment.current !== manager.apartment, queue.post(job: work) { return }
        work()
    }

    // MARK: Ends

    /// What a dead process held is given back.
    public func peerDied(_ peer: RPCPeer) {
        let holder = Account.Holder(peer)
        let dead = state.withLock { state -> [StubManager] in
            var dead: [StubManager] = []
            for case let stub? in state.stubs where take(.max, holder, stub) > 0 {
                if let manager = removeIfUnreferenced(stub.manager, &state) { dead.append(manager) }
            }
            return dead
        }
        for manager in dead { disconnect(manager) }
    }

    /// Nobody can call the apartment's objects any more.
    func disconnectAll(of apartment: Apartment) {
        let managers = state.withLock { state in
            let managers = state.objects.values.filter { $0.apartment === apartment }
            for manager in managers { remove(manager, &state) }
            return managers
        }
        for manager in managers { disconnect(manager) }
    }

    /// Forgets an object that was marshaled for a table weakly and that nobody refers to.
    func releaseIfUnreferenced(_ ipid: GUID) {
        let dead = state.withLock { state in find(ipid, state).flatMap { removeIfUnreferenced($0.manager, &state) } }
        dead.map(disconnect)
    }

    /// CoDisconnectObject: nobody can call the object any more until it is marshaled anew.
    func disconnectObject(_ identity: UnsafeMutableRawPointer) {
        for manager in managers(of: identity) {
            let isOurs = state.withLock { state -> Bool in
                guard !manager.isDisconnected else { return false }
                remove(manager, &state)
                return true
            }
            if isOurs { disconnect(manager) }
        }
    }

    /// CoLockObjectExternal.
    /// - Parameter lastUnlockReleases: whether an object that nobody refers to goes with its last lock.
    func lock(_ object: UnsafeMutableRawPointer, _ isLocked: Bool, lastUnlockReleases: Bool) throws(COMError) {
        let apartment = Apartment.current
        guard let unknown = comQueryInterface(object, IID_IUnknown) else { throw COMError(.E_NOINTERFACE) }
        defer { comRelease(unknown) }
        if isLocked {
            _ = try export(unknown, IID_IUnknown, from: apartment, count: 0, to: .table)
        }
        let key = Identity(object: unknown, apartment: apartment.number)
        let dead = state.withLock { state -> StubManager? in
            guard let manager = state.managers[key] else { return nil }
            if isLocked {
                manager.locks += 1
                return nil
            }
            guard manager.locks > 0 else { return nil }
            manager.locks -= 1
            return lastUnlockReleases ? removeIfUnreferenced(manager, &state) : nil
        }
        dead.map(disconnect)
    }
}

/// IExternalConnection: an object that has it is told of its first and last connection from outside.
private enum ExternalConnection {
    static func add(_ object: ComReference) {
        call(object) { $0.pointee.lpVtbl.pointee.AddConnection($0, EXTCONN_STRONG.rawValue, 0) }
    }

    static func remove(_ object: ComReference) {
        call(object) { $0.pointee.lpVtbl.pointee.ReleaseConnection($0, EXTCONN_STRONG.rawValue, 0, 1) }
    }

    private static func call(_ object: ComReference, _ body: (UnsafeMutablePointer<IExternalConnection>) -> DWORD) {
        guard let pointer = comQueryInterface(object.pointer, IID_IExternalConnection) else { return }
        _ = body(pointer.assumingMemoryBound(to: IExternalConnection.self))
        comRelease(pointer)
    }
}
