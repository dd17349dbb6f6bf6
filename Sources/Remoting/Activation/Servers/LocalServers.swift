// SPDX-License-Identifier: Apache-2.0
//
// The client's side of local servers: finding the process that serves a class, or starting it.

import AutomationRuntime
import AutomationTypes
import CAutomation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

enum LocalServers {
    /// Whether some process listens for the class.
    /// - Throws: E_ACCESSDENIED for a runtime folder that is not this user's alone.
    static func isServed(_ clsid: GUID) throws(COMError) -> Bool {
        let path = try RuntimeFolder.current().classSocket(clsid)
        return access(path, F_OK) == 0 && Socket.isListening(path)
    }

    /// Has the server of a class make an object (or give its class object), and starts one if none listens.
    ///
    /// A server that ends just then says so, or is gone before it answers: the next one is asked. Of several clients that find no
    /// server at the same time one starts it; the others wait for that.
    /// - Returns: for each of `iids` a proxy, or why there is none.
    /// - Throws: CO_E_SERVER_EXEC_FAILURE with what the server wrote to stderr; REGDB_E_CLASSNOTREG; what the server answers.
    static func activate(
        _ clsid: GUID, _ iids: [GUID], wantsClassObject: Bool, _ command: LocalServerCommand?
    ) throws(COMError) -> [(HResult, ComReference?)] {
        let folder = try RuntimeFolder.current()
        let request = Request(
            clsid: clsid, iids: iids, wantsClassObject: wantsClassObject, path: folder.classSocket(clsid))
        var failure: COMError
        do throws(COMError) {
            return try request.send()
        } catch {
            guard request.meansGone(error) else { throw error }
            failure = error
        }
        guard let command else {
            // Nobody can be started; another one may have come in place of the one that went.
            do throws(COMError) {
                return try request.send()
            } catch {
                guard request.meansGone(error) else { throw error }
                throw COMError(
                    .REGDB_E_CLASSNOTREG,
                    "the server of class \(clsid) ended, and no manifest names a command for another one "
                        + "(\(error.message ?? failure.message ?? error.hresult.description))")
            }
        }
        let start = try ServerStart(clsid: clsid, command: command, folder: folder)
        // A server may end again between its start and the request, for it is idle then.
        for _ in 0..<3 {
            try start.run()
            do throws(COMError) {
                return try request.send()
            } catch {
                guard request.meansGone(error) else { throw error }
                failure = error
            }
        }
        throw COMError(
            .CO_E_SERVER_EXEC_FAILURE,
            "class \(clsid): its server ended each time before it made an object (\(failure.message ?? failure.hresult.description))")
    }

    private struct Request {
        let clsid: GUID
        let iids: [GUID]
        let wantsClassObject: Bool
        let path: String

        func send() throws(COMError) -> [(HResult, ComReference?)] {
            try ActivationTransport.activate(path: path, clsid: clsid, iids: iids, wantsClassObject: wantsClassObject) {
                (results, peer) in
                CrossApartment.unmarshal(
                    results, iids,
                    from: MarshalDestination(context: DWORD(MSHCTX_LOCAL.rawValue), extra: peer.destinationContext))
            }
        }

        /// Whether there was no server, or it went: then nothing has been made that anybody has.
        func meansGone(_ error: COMError) -> Bool {
            switch error.hresult {
            case .RPC_E_SERVER_DIED, .RPC_E_SERVER_DIED_DNE, .RPC_E_DISCONNECTED, .CO_E_SERVER_STOPPING: true
            default: false
            }
        }
    }
}
