// SPDX-License-Identifier: Apache-2.0
//
// The seam between the protocol (this folder) and the exporter (../Marshaling, ../Apartments): what the server side of ORPC asks
// of the exporter, and what a waiting client side asks of the apartment that it runs in.

public import AutomationRuntime
public import AutomationTypes
public import CAutomation

/// An interface of an object, as it travels: STDOBJREF. [MS-DCOM] 2.2.18.2
public struct StandardObjectReference: Hashable, Sendable {
    /// SORF_NOPING (0x1000) or 0.
    public var flags: UInt32
    /// How many public references travel with it.
    public var publicReferences: UInt32
    /// The apartment: (48 bits of its process) << 16 | its number.
    public var oxid: UInt64
    public var oid: UInt64
    public var ipid: GUID

    public init(flags: UInt32, publicReferences: UInt32, oxid: UInt64, oid: UInt64, ipid: GUID) {
        self.flags = flags
        self.publicReferences = publicReferences
        self.oxid = oxid
        self.oid = oid
        self.ipid = ipid
    }
}

/// How many references of an interface are added or given back: REMINTERFACEREF. [MS-DCOM] 2.2.23
public struct InterfaceReferences: Hashable, Sendable {
    public var ipid: GUID
    public var publicReferences: UInt32
    public var privateReferences: UInt32

    public init(ipid: GUID, publicReferences: UInt32, privateReferences: UInt32 = 0) {
        self.ipid = ipid
        self.publicReferences = publicReferences
        self.privateReferences = privateReferences
    }
}

/// What a resolver of OXIDs tells about an apartment. [MS-DCOM] 3.1.2.5.1.1
public struct ExportedApartment: Hashable, Sendable {
    /// The IPID of the apartment's IRemUnknown (and IRemUnknown2).
    public var remUnknown: GUID

    public init(remUnknown: GUID) { self.remUnknown = remUnknown }
}

/// What the server side of ORPC asks of the process's exporter. Every function is called on a thread of a connection, without a
/// lock held, possibly by several threads at once; none may trap on what a hostile peer sends.
public protocol ORPCServices: AnyObject, Sendable {
    /// Runs one call on an exported interface: finds the stub by `ipid`, checks that it is of `iid`, enters its apartment, calls
    /// IRpcStubBuffer::Invoke there. If it runs on another thread than the calling one: `ORPCCall.causality` must be set to
    /// `causality` there meanwhile, and the thread's error object carried back (ErrorInfo.takeRaw there, setRaw here).
    ///
    /// - Parameters:
    ///   - message: the arguments; on success its Buffer is what the stub got of `channel` with GetBuffer. Not to be freed here.
    ///   - channel: an IRpcChannelBuffer, borrowed; GetDestCtx tells `peer`.
    /// - Returns: a failure becomes a fault PDU with this status. RPC_E_DISCONNECTED: no such IPID. RPC_S_UNKNOWN_IF and
    ///   RPC_S_PROCNUM_OUT_OF_RANGE (as HRESULTs: 0x800706B5, 0x800706D1) travel as the nca_ codes of C706.
    func invoke(
        ipid: GUID, iid: GUID, causality: GUID, peer: RPCPeer, message: UnsafeMutablePointer<RPCOLEMESSAGE>,
        channel: UnsafeMutableRawPointer
    ) -> HResult

    /// Whether this is the IPID of an apartment's IRemUnknown. A call of IRemUnknown on any other IPID is refused.
    func isRemUnknown(_ ipid: GUID) -> Bool

    /// IRemUnknown::RemQueryInterface: other interfaces of the object that has `ipid`. [MS-DCOM] 3.1.1.5.6.1.1
    ///
    /// - Parameter references: how many public references the caller gets of each, on `peer`'s account.
    /// - Returns: one pair for each of `iids`, in their order; the reference counts only beside a success.
    /// - Throws: what the whole call returns: RPC_E_INVALID_OBJECT for an unknown IPID.
    func queryInterfaces(ipid: GUID, references: UInt32, iids: [GUID], peer: RPCPeer) throws(COMError)
        -> [(HResult, StandardObjectReference)]

    /// IRemUnknown2::RemQueryInterface2: as above, but each interface comes as an OBJREF.
    func queryObjectReferences(ipid: GUID, iids: [GUID], peer: RPCPeer) throws(COMError) -> [(HResult, [UInt8])]

    /// IRemUnknown::RemAddRef. One result for each. [MS-DCOM] 3.1.1.5.6.1.2
    func addReferences(_ references: [InterfaceReferences], peer: RPCPeer) -> [HResult]

    /// IRemUnknown::RemRelease. [MS-DCOM] 3.1.1.5.6.1.3
    func releaseReferences(_ references: [InterfaceReferences], peer: RPCPeer)

    /// ILatebindExporter::Transfer: `count` of `peer`'s references of `ipid` go to the account of references in flight.
    func transfer(ipid: GUID, count: UInt32, peer: RPCPeer) -> HResult

    /// ILatebindExporter::Claim: `count` references of `ipid` in flight become `peer`'s.
    func claim(ipid: GUID, count: UInt32, peer: RPCPeer) -> HResult

    /// Makes an object of a class (or gives its class object) and marshals it for `peer`.
    ///
    /// - Returns: one pair for each of `iids`: an OBJREF beside a success.
    /// - Throws: REGDB_E_CLASSNOTREG and what the class object answers.
    func activate(clsid: GUID, iids: [GUID], wantsClassObject: Bool, peer: RPCPeer) throws(COMError) -> [(HResult, [UInt8])]

    /// What ResolveOxid answers about an apartment of this process, or nil: OR_INVALID_OXID.
    func exportedApartment(oxid: UInt64) -> ExportedApartment?

    /// The apartment that activation answers with: the one that `activate` marshals the objects of this class from.
    func activationApartment(clsid: GUID) -> UInt64

    /// No connection to or from this peer is left: what its account holds is to be dropped. Called once for each `RPCPeer`.
    func peerDied(_ peer: RPCPeer)

    /// How the calling thread waits while its call is out: nil in the multi-threaded apartment.
    func callWaiting() -> (any CallWaiting)?

    /// Asks the apartment's message filter what to do with a call that the callee's apartment rejected.
    ///
    /// - Parameters:
    ///   - rejection: RPC_E_SERVERCALL_RETRYLATER or RPC_E_CALL_REJECTED.
    ///   - elapsed: milliseconds since the call was first sent.
    /// - Returns: after how many milliseconds it is to be sent again; nil to give up, which is what a thread without a filter does.
    func retryDelay(rejection: HResult, elapsed: UInt32, peer: RPCPeer) -> UInt32?
}

/// A single-threaded apartment whose thread waits for the answer of a call: it serves what comes in meanwhile.
public protocol CallWaiting: AnyObject {
    /// Becomes readable (poll, POLLIN) when something is there to be served. Belongs to the apartment.
    var wakeDescriptor: Int32 { get }
    /// Serves what is there, on the apartment's own thread, and drains the descriptor.
    func serve()
}
