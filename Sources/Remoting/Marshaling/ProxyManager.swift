// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Synchronization

/// An object of another apartment or process, as one apartment sees it: the identity that its interface proxies are aggregated under.
/// [MS-DCOM] 3.2.1
///
/// It is small: a client may hold a hundred thousand.
final class ProxyManager: ComObject, @unchecked Sendable {
    // Unchecked: what changes is in `state`.
    let oxid: UInt64
    let oid: UInt64
    let exporter: any ExporterConnection
    private let apartment: Apartment
    private let state: Mutex<State>

    /// One interface that the object is known to have.
    fileprivate struct Interface {
        var iid: GUID
        var ipid: GUID
        /// References that this side holds.
        var references: UInt32
        /// Owned; nil for IUnknown, and for an interface that nobody here has asked for yet.
        var proxy: UnsafeMutablePointer<IRpcProxyBuffer>?
        /// The interface of the proxy; it counts at this object.
        var pointer: UnsafeMutableRawPointer?
    }
    private struct State: @unchecked Sendable {
        // Unchecked: the pointers are used as COM's rules for proxies allow.
        var interfaces: [Interface] = []
        /// Interfaces that the object does not have: it will not get them. [MS-DCOM] 1.3.2
        var refused: [GUID] = []
        var marshaler: UnsafeMutableRawPointer?
        var isDisconnected = false
    }

    init(oxid: UInt64, oid: UInt64, exporter: any ExporterConnection, apartment: Apartment) {
        self.oxid = oxid
        self.oid = oid
        self.exporter = exporter
        self.apartment = apartment
        state = Mutex(State())
        super.init()
        addInterface(vtable: ProxyManager.vtable)
        LiveProxies.count.add(1)
        CallObserver.liveChanged(.proxies)
    }

    deinit {
        LiveProxies.count.add(-1)
        CallObserver.liveChanged(.proxies)
        apartment.proxies.remove(self)
        let interfaces = state.withLock { state in
            defer { state.interfaces = [] }
            return state.interfaces
        }
        for interface in interfaces { ProxyManager.end(interface.proxy) }
        exporter.releaseReferences(interfaces.compactMap(\.given))
    }

    private static func end(_ proxy: UnsafeMutablePointer<IRpcProxyBuffer>?) {
        guard let proxy else { return }
        proxy.pointee.lpVtbl.pointee.Disconnect(proxy)
        comRelease(UnsafeMutableRawPointer(proxy))
    }

    // MARK: QueryInterface

    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? {
        if iid == IID_IMultiQI { return unknown }
        if iid == IID_IMarshal { return marshalInterface }
        return state.withLock { state in state.interfaces.first { $0.iid == iid }?.pointer }
    }

    /// Its IMarshal, made when it is first asked for.
    private var marshalInterface: UnsafeMutableRawPointer {
        if let known = state.withLock({ $0.marshaler }) { return known }
        let made = addInterface(vtable: StandardMarshaler.vtable)
        return state.withLock { state in
            state.marshaler = state.marshaler ?? made
            return state.marshaler ?? made
        }
    }

    override func queryInterface(_ iid: GUID, into result: UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> HResult {
        if let known = retainedInterface(iid) {
            result.pointee = known
            return .S_OK
        }
        do throws(COMError) {
            try query([iid])[0].check()
            result.pointee = retainedInterface(iid)
            return result.pointee == nil ? .E_NOINTERFACE : .S_OK
        } catch {
            result.pointee = nil
            return error.hresult
        }
    }

    /// Asks the object for interfaces that are not known here, all in one call.
    /// - Returns: one result for each.
    private func query(_ iids: [GUID]) throws(COMError) -> [HResult] {
        guard Apartment.current === apartment else { throw COMError(.RPC_E_WRONG_THREAD) }
        let (ipid, refused, isDisconnected) = state.withLock { state in
            (state.interfaces.first?.ipid, state.refused, state.isDisconnected)
        }
        guard !isDisconnected, let ipid else { throw COMError(.RPC_E_DISCONNECTED) }
        // An interface may be known by its IPID, and only lack a proxy.
        var results = [HResult](repeating: .E_NOINTERFACE, count: iids.count)
        var asked: [Int] = []
        for (index, iid) in iids.enumerated() where !refused.contains(iid) {
            if state.withLock({ $0.interfaces.contains { $0.iid == iid } }) {
                results[index] = connect(iid)
            } else {
                asked.append(index)
            }
        }
        guard !asked.isEmpty else { return results }
        let answers = try exporter.queryInterfaces(
            ipid: ipid, references: UInt32(Exporter.referencesGiven), iids: asked.map { iids[$0] })
        guard answers.count == asked.count else { throw COMError(.RPC_E_INVALID_DATAPACKET) }
        for (index, answer) in zip(asked, answers) {
            if answer.0.isFailure {
                results[index] = answer.0
                if answer.0 == .E_NOINTERFACE { state.withLock { $0.refused.append(iids[index]) } }
                continue
            }
            add(answer.1, iids[index])
            results[index] = connect(iids[index])
        }
        return results
    }

    // MARK: Interfaces

    /// Takes over the references of an OBJREF.
    func add(_ reference: StandardObjectReference, _ iid: GUID) {
        state.withLock { state in
            if let index = state.interfaces.firstIndex(where: { $0.ipid == reference.ipid && $0.iid == iid }) {
                // Whatever many OBJREFs claim, no more than fit are given back.
                let (sum, overflow) = state.interfaces[index].references.addingReportingOverflow(reference.publicReferences)
                state.interfaces[index].references = overflow ? .max : sum
            } else {
                state.interfaces.append(
                    Interface(iid: iid, ipid: reference.ipid, references: reference.publicReferences))
            }
        }
    }

    /// Makes the proxy of an interface that the object has, if it is not there.
    func connect(_ iid: GUID) -> HResult {
        if iid == IID_IUnknown { return .S_OK }
        let (known, isDisconnected) = state.withLock { state in
            (state.interfaces.first { $0.iid == iid }, state.isDisconnected)
        }
        guard !isDisconnected else { return .RPC_E_DISCONNECTED }
        guard let known else { return .E_NOINTERFACE }
        if known.pointer != nil { return .S_OK }
        do throws(COMError) {
            let (proxy, interface) = try ProxyStubFactories.makeProxy(iid, outer: unknown)
            // The interface counts at its outer object: this one, which holds the proxy and needs no reference to itself.
            comRelease(interface)
            let channel = try exporter.makeChannel(ipid: known.ipid, iid: iid)
            let status = channel.withPointer(as: IRpcChannelBuffer.self) { channel in
                proxy.pointee.lpVtbl.pointee.Connect(proxy, channel)
            }
            guard status >= 0 else {
                ProxyManager.end(proxy)
                return HResult(rawValue: status)
            }
            let isUsed = state.withLock { state -> Bool in
                guard let index = state.interfaces.firstIndex(where: { $0.iid == iid }),
                    state.interfaces[index].pointer == nil, !state.isDisconnected
                else { return false }
                state.interfaces[index].proxy = proxy
                state.interfaces[index].pointer = interface
                return true
            }
            // Two threads asked at once: the first one's proxy serves both.
            if !isUsed { ProxyManager.end(proxy) }
            return .S_OK
        } catch {
            ErrorInfo.set(error)
            return error.hresult
        }
    }

    /// References of an interface for somebody else.
    /// - Parameter isExporter: whether he is the exporter himself, who does not need to be told.
    /// - Returns: the reference to send; with a count of 0 the receiver adds its own.
    func share(_ iid: GUID, isExporter: Bool) throws(COMError) -> StandardObjectReference {
        if iid != IID_IUnknown {
            guard let pointer = retainedOrQueried(iid) else { throw COMError(.E_NOINTERFACE) }
            // The interface is known now, and stays as long as this object.
            comRelease(pointer)
        }
        guard let known = state.withLock({ state in state.interfaces.first { $0.iid == iid } ?? state.interfaces.first }) else {
            throw COMError(.RPC_E_DISCONNECTED)
        }
        if known.iid != iid {
            // IUnknown was never asked for: the OBJREF of another interface does as well, its receiver asks for the identity.
            return try share(known.iid, isExporter: isExporter)
        }
        var given = state.withLock { state -> UInt32 in
            guard let index = state.interfaces.firstIndex(where: { $0.iid == iid }) else { return 0 }
            let given = state.interfaces[index].references / 2
            state.interfaces[index].references -= given
            return given
        }
        if given == 0 {
            given = UInt32(Exporter.referencesGiven)
            try exporter.addReferences(known.ipid, given)
        }
        if !isExporter { try exporter.transfer(known.ipid, given) }
        return StandardObjectReference(
            flags: 0, publicReferences: given, oxid: oxid, oid: oid, ipid: known.ipid)
    }

    private func retainedOrQueried(_ iid: GUID) -> UnsafeMutableRawPointer? {
        var result: UnsafeMutableRawPointer?
        return queryInterface(iid, into: &result).isSuccess ? result : nil
    }

    /// The IID of an interface that stands for the object where IUnknown itself is not known.
    func knownInterface(_ iid: GUID) -> GUID? {
        state.withLock { state in state.interfaces.first { $0.iid == iid }?.iid ?? state.interfaces.first?.iid }
    }

    // MARK: Ends

    /// Ends all calls: CoDisconnectObject on a proxy, or the end of its apartment. The references are given back.
    func disconnect() {
        let interfaces = state.withLock { state -> [Interface] in
            guard !state.isDisconnected else { return [] }
            state.isDisconnected = true
            let given = state.interfaces
            for index in state.interfaces.indices { state.interfaces[index].references = 0 }
            return given
        }
        // The proxies stay, because their interfaces are in use; they only answer RPC_E_DISCONNECTED.
        for interface in interfaces {
            if let proxy = interface.proxy { proxy.pointee.lpVtbl.pointee.Disconnect(proxy) }
        }
        exporter.releaseReferences(interfaces.compactMap(\.given))
    }

    /// CoIsHandlerConnected.
    var isConnected: Bool { !state.withLock { $0.isDisconnected } && exporter.isConnected }

    // MARK: IMultiQI

    private func queryMultiple(_ queries: UnsafeMutableBufferPointer<MULTI_QI>) -> HResult {
        var missing: [Int] = []
        for index in queries.indices {
            queries[index].pItf = nil
            guard let iid = queries[index].pIID?.pointee else { return .E_INVALIDARG }
            let known = retainedInterface(iid)
            queries[index].pItf = known?.assumingMemoryBound(to: IUnknown.self)
            queries[index].hr = 0
            if known == nil { missing.append(index) }
        }
        do throws(COMError) {
            let results = missing.isEmpty ? [] : try query(missing.compactMap { queries[$0].pIID?.pointee })
            for (index, result) in zip(missing, results) {
                queries[index].hr = result.rawValue
                guard result.isSuccess, let iid = queries[index].pIID?.pointee else { continue }
                queries[index].pItf = retainedInterface(iid)?.assumingMemoryBound(to: IUnknown.self)
                if queries[index].pItf == nil { queries[index].hr = HResult.E_NOINTERFACE.rawValue }
            }
        } catch {
            for index in missing { queries[index].hr = error.hresult.rawValue }
        }
        let found = queries.count { $0.pItf != nil }
        return found == queries.count ? .S_OK : found == 0 ? .E_NOINTERFACE : .S_FALSE
    }

    nonisolated(unsafe) private static let vtable: UnsafeRawPointer = {
        var table = IMultiQIVtbl()
        table.QueryMultipleInterfaces = { this, count, queries in
            guard let manager = ComObject.object(from: this) as? ProxyManager else { return HResult.E_POINTER.rawValue }
            guard count == 0 || queries != nil else { return HResult.E_POINTER.rawValue }
            return manager.queryMultiple(UnsafeMutableBufferPointer(start: queries, count: Int(count))).rawValue
        }
        return ComObject.makeVTable(table)
    }()
}

extension ProxyManager.Interface {
    fileprivate var given: InterfaceReferences? {
        references == 0 ? nil : InterfaceReferences(ipid: ipid, publicReferences: references)
    }
}

/// How many proxy managers there are: a number for tests and counters.
public enum LiveProxies {
    static let count = Counter()
    public static var now: Int { count.value }

    struct Counter: ~Copyable, Sendable {
        private let number = Atomic<Int>(0)
        var value: Int { number.load(ordering: .relaxed) }
        func add(_ change: Int) { number.wrappingAdd(change, ordering: .relaxed) }
    }
}
