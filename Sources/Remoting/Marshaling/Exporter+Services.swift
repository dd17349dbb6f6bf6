// SPDX-License-Identifier: Apache-2.0
//
// What other processes ask of the exporter: the calls of ORPC's server side.

public import AutomationRuntime
public import AutomationTypes
public import CAutomation

extension Exporter: ORPCServices {
    public func invoke(
        ipid: GUID, iid: GUID, causality: GUID, peer: RPCPeer, message: UnsafeMutablePointer<RPCOLEMESSAGE>,
        channel: UnsafeMutableRawPointer
    ) -> HResult {
        invoke(ipid: ipid, iid: iid, causality: causality, caller: peer, message: message, channel: channel)
    }

    /// Runs one call in the apartment of the exported object.
    /// - Parameter caller: the process that calls; nil for this one.
    func invoke(
        ipid: GUID, iid: GUID, causality: GUID, caller: RPCPeer?, message: UnsafeMutablePointer<RPCOLEMESSAGE>, channel: UnsafeMutableRawPointer
    ) -> HResult {
        guard let stub = stub(ipid) else { return .RPC_E_DISCONNECTED }
        guard stub.iid == iid else { return .RPC_S_UNKNOWN_IF }
        let method = CalledMethod(
            interface: stub.interface.pointer, iid: iid, slot: UInt16(truncatingIfNeeded: message.pointee.iMethod))
        return stub.manager.apartment.perform(causality: causality, method: method) {
            let thread = ThreadState.current
            let before = thread.caller
            thread.caller = caller
            defer { thread.caller = before }
            guard let observer = CallObserver.current else {
                return ChannelHooks.serve(iid, message) { stub.invoke(message, channel) }
            }
            let subject = CallObserver.Subject(
                iid: iid, object: ipid, causality: causality, transport: CallObserver.transport(caller), process: caller?.pid ?? 0,
                message: message.pointee)
            return CallObserver.serve(observer, subject, CallObserver.carried(by: message)) { outcome in
                let arguments = message.pointee.Buffer
                let status = ChannelHooks.serve(iid, message) { stub.invoke(message, channel) }
                outcome.status = status
                // A stub that has no results leaves the arguments' buffer where it is.
                if message.pointee.Buffer != arguments {
                    outcome.results = UnsafeRawBufferPointer(start: message.pointee.Buffer, count: Int(message.pointee.cbBuffer))
                    outcome.dataRepresentation = message.pointee.dataRepresentation
                }
                return status
            }
        }
    }

    // MARK: IRemUnknown

    public func isRemUnknown(_ ipid: GUID) -> Bool { Apartment.hasRemoteUnknown(ipid) }

    public func queryInterfaces(ipid: GUID, references: UInt32, iids: [GUID], peer: RPCPeer) throws(COMError)
        -> [(HResult, StandardObjectReference)]
    {
        try queryInterfaces(ipid: ipid, references: references, iids: iids, holder: .init(peer))
    }

    func queryInterfaces(ipid: GUID, references: UInt32, iids: [GUID], holder: Account.Holder) throws(COMError)
        -> [(HResult, StandardObjectReference)]
    {
        let count = min(Int(references), 1 << 16)
        return try eachInterface(ipid, iids) { (object, iid, apartment) throws(COMError) in
            try self.export(object, iid, from: apartment, count: count, to: holder)
        }.map { ($0.0, $0.1 ?? StandardObjectReference(flags: 0, publicReferences: 0, oxid: 0, oid: 0, ipid: .zero)) }
    }

    public func queryObjectReferences(ipid: GUID, iids: [GUID], peer: RPCPeer) throws(COMError) -> [(HResult, [UInt8])] {
        try eachInterface(ipid, iids) { (object, iid, apartment) throws(COMError) in
            let reference = try self.export(
                object, iid, from: apartment, count: Exporter.referencesGiven, to: .init(peer))
            return ObjectReference(iid: iid, body: .standard(reference, ExporterEndpoint.bindings(for: peer))).bytes
        }.map { ($0.0, $0.1 ?? []) }
    }

    /// Asks the object, in its apartment, for one interface after the other.
    private func eachInterface<Result>(
        _ ipid: GUID, _ iids: [GUID],
        _ body: (UnsafeMutableRawPointer, GUID, Apartment) throws(COMError) -> Result
    ) throws(COMError) -> [(HResult, Result?)] {
        guard let stub = stub(ipid) else {
            throw COMError(.RPC_E_INVALID_OBJECT, "RemQueryInterface: no interface has this IPID")
        }
        let manager = stub.manager
        var results: [(HResult, Result?)] = []
        let method = CalledMethod(interface: manager.object.pointer, iid: IID_IUnknown, slot: 0)
        let status = manager.apartment.perform(causality: ORPCCall.causality ?? ORPCCall.newCausality(), method: method) {
            for iid in iids {
                do throws(COMError) {
                    results.append((.S_OK, try body(manager.object.pointer, iid, manager.apartment)))
                } catch {
                    results.append((error.hresult, nil))
                }
            }
            return .S_OK
        }
        guard status.isSuccess else { throw COMError(status) }
        return results
    }

    public func addReferences(_ references: [InterfaceReferences], peer: RPCPeer) -> [HResult] {
        references.map { addReferences($0.ipid, $0.total, to: .init(peer)) }
    }

    public func releaseReferences(_ references: [InterfaceReferences], peer: RPCPeer) {
        for reference in references { release(reference.ipid, reference.total, of: .init(peer)) }
    }

    public func transfer(ipid: GUID, count: UInt32, peer: RPCPeer) -> HResult {
        move(ipid, Int(count), from: .init(peer), to: .inFlight)
    }

    public func claim(ipid: GUID, count: UInt32, peer: RPCPeer) -> HResult {
        claim(ipid, Int(count), for: .init(peer))
    }

    // MARK: Activation

    public func activate(clsid: GUID, iids: [GUID], wantsClassObject: Bool, peer: RPCPeer) throws(COMError)
        -> [(HResult, [UInt8])]
    {
        let classObject = try ClassRegistry.shared.servedClassObject(clsid)
        return try classObject.make(wantsClassObject: wantsClassObject, iids: iids, peer: peer)
    }

    public func exportedApartment(oxid: UInt64) -> ExportedApartment? {
        guard oxid >> 16 == Exporter.process, let apartment = Apartment.numbered(UInt16(truncatingIfNeeded: oxid)) else {
            return nil
        }
        return ExportedApartment(remUnknown: apartment.remoteUnknown)
    }

    public func activationApartment(clsid: GUID) -> UInt64 {
        ClassRegistry.shared.apartment(ofServed: clsid)?.oxid ?? Apartment.multiThreaded.oxid
    }

    // MARK: The caller's side

    public func callWaiting() -> (any CallWaiting)? { Apartment.current.queue.map(ApartmentWaiting.init) }

    public func retryDelay(rejection: HResult, elapsed: UInt32, peer: RPCPeer) -> UInt32? {
        Apartment.current.messageFilter.flatMap { MessageFilter($0).retry(rejection, elapsed: elapsed) }
    }
}

extension InterfaceReferences {
    var total: Int { Int(publicReferences) + Int(privateReferences) }
}

/// How the thread of a single-threaded apartment waits for the answer of another process.
private final class ApartmentWaiting: CallWaiting {
    private let queue: CallQueue

    init(_ queue: CallQueue) { self.queue = queue }

    var wakeDescriptor: Int32 { queue.wakeDescriptor }
    func serve() { queue.serveWoken() }
}
