// SPDX-License-Identifier: Apache-2.0
//
// What activation asks of the protocol.

import AutomationRuntime
import AutomationTypes

enum ActivationTransport {
    /// A socket at which activation calls come in.
    struct Listener: Sendable {
        fileprivate let runtime: ORPCRuntime
        fileprivate let descriptor: Int32

        /// Accepts no more connections. Those that wait already, and those that are open, are served.
        func stop() { runtime.stopListening(descriptor: descriptor) }
    }

    /// Serves a socket that listens; it then belongs to the listener.
    /// - Parameter isShared: whether another process (systemd) listens at it too.
    static func listen(_ descriptor: Int32, isShared: Bool) throws(COMError) -> Listener {
        let runtime = try ExporterEndpoint.runtime()
        try runtime.listen(descriptor: descriptor, isShared: isShared)
        return Listener(runtime: runtime, descriptor: descriptor)
    }

    /// - Returns: the port at 127.0.0.1.
    static func listen(port: UInt16) throws(COMError) -> UInt16 { try ExporterEndpoint.runtime().listen(port: port) }

    /// Asks the process that listens at a path for an object, or its class object.
    /// - Returns: what `receive` makes of the OBJREFs, which are of `peer`.
    /// - Throws: RPC_E_SERVER_DIED_DNE if nobody listens, RPC_E_SERVER_DIED if it went away; what the server answers.
    static func activate<Result>(
        path: String, clsid: GUID, iids: [GUID], wantsClassObject: Bool,
        _ receive: ([(HResult, [UInt8])], RPCPeer) throws(COMError) -> Result
    ) throws(COMError) -> Result {
        // From a worker if the thread is of a single-threaded apartment: that serves its calls meanwhile.
        let (peer, results) = try CrossApartment.run(in: .multiThreaded) { () throws(COMError) in
            try ExporterEndpoint.runtime().activate(.unix(path), clsid: clsid, iids: iids, wantsClassObject: wantsClassObject)
        }
        return try receive(results, peer)
    }
}
