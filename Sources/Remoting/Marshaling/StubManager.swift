// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// An exported object of one apartment: it has the OID, and holds the object as long as somebody outside does.
final class StubManager: @unchecked Sendable {
    // Unchecked: what changes is in the exporter's table, under its lock (the fields marked so).
    let oid = Random.uint64()
    let apartment: Apartment
    /// The object's IUnknown: its identity.
    let object: ComReference

    // Under the exporter's lock.
    /// The exported interfaces.
    var stubs: [InterfaceStub] = []
    /// References from outside, table references and locks: the object goes when they do.
    var references = 0
    /// CoLockObjectExternal.
    var locks = 0
    /// References of peers, for IExternalConnection.
    var isDisconnected = false

    init(apartment: Apartment, object: ComReference) {
        self.apartment = apartment
        self.object = object
    }
}

/// An exported interface: it has the IPID, and the stub that makes its calls.
final class InterfaceStub: @unchecked Sendable {
    // Unchecked: as StubManager.
    let ipid: GUID
    let iid: GUID
    let manager: StubManager
    /// The interface stub; nil for IUnknown, whose methods travel as IRemUnknown's.
    let stub: ComReference?
    /// The object's interface.
    let interface: ComReference

    // Under the exporter's lock.
    var accounts: [Account] = []

    init(ipid: GUID, iid: GUID, manager: StubManager, stub: ComReference?, interface: ComReference) {
        self.ipid = ipid
        self.iid = iid
        self.manager = manager
        self.stub = stub
        self.interface = interface
    }

    /// Makes one call, in the object's apartment.
    func invoke(_ message: UnsafeMutablePointer<RPCOLEMESSAGE>, _ channel: UnsafeMutableRawPointer) -> HResult {
        // IUnknown's methods are asked of IRemUnknown, never of the object's own IPID. [MS-DCOM] 3.1.1.5.4
        guard let stub, message.pointee.iMethod > 2 else { return .RPC_S_PROCNUM_OUT_OF_RANGE }
        return stub.withPointer(as: IRpcStubBuffer.self) { stub in
            HResult(
                rawValue: stub.pointee.lpVtbl.pointee.Invoke(
                    stub, message, channel.assumingMemoryBound(to: IRpcChannelBuffer.self)))
        }
    }

    /// Lets go of the object.
    func disconnect() {
        stub?.withPointer(as: IRpcStubBuffer.self) { $0.pointee.lpVtbl.pointee.Disconnect($0) }
    }
}

/// Who answers for references of an interface: what somebody holds when he dies is given back at once (DESIGN.md, decision 8).
struct Account {
    enum Holder: Hashable {
        /// Another process.
        case peer(ObjectIdentifier)
        /// An association group of a client over loopback TCP that has not said who it is. A client may have several: what one of
        /// them was given, another one may give back, as RemRelease has it ([MS-DCOM] 3.1.1.5.6.1.3).
        case stranger(ObjectIdentifier)
        /// Proxies of other apartments of this process.
        case process
        /// OBJREFs that nobody has unmarshaled yet, and whose receiver is not known.
        case inFlight
        /// OBJREFs for a table, which stay until CoReleaseMarshalData.
        case table

        /// Whether another process has the references, or can claim them: a reason for a server process to go on.
        var isExternal: Bool {
            switch self {
            case .peer, .stranger, .inFlight: true
            case .process, .table: false
            }
        }
    }
    var holder: Holder
    var count: Int
}

extension Account.Holder {
    init(_ peer: RPCPeer?) {
        guard let peer else {
            self = .inFlight
            return
        }
        let isStranger = peer.process == nil && peer.usesTCP
        self = isStranger ? .stranger(ObjectIdentifier(peer)) : .peer(ObjectIdentifier(peer))
    }
}

