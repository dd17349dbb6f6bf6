// SPDX-License-Identifier: Apache-2.0
//
// What a server process gives to another one that asks for a class.

import AutomationRuntime
import AutomationTypes
import CAutomation

/// A class object that is given to another process, in its apartment. Until it has answered the process does not become idle.
final class ServedClass: Sendable {
    let clsid: GUID
    let apartment: Apartment
    private let classObject: ComReference

    fileprivate init(_ registration: ClassRegistration) {
        clsid = registration.clsid
        apartment = registration.apartment
        classObject = registration.classObject
    }

    deinit { ClassRegistry.shared.endActivation() }

    /// Makes an object (or takes the class object) and marshals its interfaces, in the apartment of the class object.
    /// - Returns: for each of `iids`, in their order, an OBJREF for `peer` beside a success.
    /// - Throws: what the class object answers.
    func make(wantsClassObject: Bool, iids: [GUID], peer: RPCPeer) throws(COMError) -> [(HResult, [UInt8])] {
        let destination = MarshalDestination(
            context: DWORD(peer.usesTCP ? MSHCTX_NOSHAREDMEM.rawValue : MSHCTX_LOCAL.rawValue), extra: peer.destinationContext)
        return try CrossApartment.run(in: apartment) { () throws(COMError) in
            let object =
                wantsClassObject
                ? classObject : try IClassFactory.createInstance(classObject, clsid, outer: nil, iid: IID_IUnknown)
            return CrossApartment.marshal(object, iids, to: destination)
        }
    }
}

extension ClassRegistry {
    /// The class object that another process gets. A single-use one is taken by this.
    /// - Throws: CO_E_SERVER_STOPPING for a class that this process served and does not serve now; REGDB_E_CLASSNOTREG for others.
    func servedClassObject(_ clsid: GUID) throws(COMError) -> ServedClass {
        if let registration = takeServed(clsid, isActivation: true) { return ServedClass(registration) }
        guard registration(clsid, { $0.isLocalServer }) != nil || endpoints?.hasServed(clsid) == true else {
            throw COMError(.REGDB_E_CLASSNOTREG, "this process serves no class \(clsid)")
        }
        throw COMError(.CO_E_SERVER_STOPPING, "this process does not serve class \(clsid) now")
    }

    /// The registration that serves a class to whoever asks now; a single-use one is used up.
    /// - Parameter isActivation: whether the process is kept from ending until `endActivation`.
    func takeServed(_ clsid: GUID, isActivation: Bool = false) -> ClassRegistration? {
        let (found, isUsedUp) = state.withLock { state -> (ClassRegistration?, Bool) in
            guard !state.isSuspended else { return (nil, false) }
            for cookie in state.cookies[clsid] ?? [] {
                guard let registration = state.registered[cookie], registration.isServed else { continue }
                if registration.isSingleUse { state.registered[cookie]?.isTaken = true }
                if isActivation { state.serverReferences += 1 }
                return (registration, registration.isSingleUse && !state.isServed(clsid))
            }
            return (nil, false)
        }
        // Whoever asks next gets a server of his own.
        if isUsedUp { endpoints?.close(unserved: [clsid]) }
        return found
    }

    /// An activation has been answered, or has failed. Whoever counts the process's objects is not told, and so goes on serving.
    fileprivate func endActivation() {
        let isLast = state.withLock { state in
            state.serverReferences -= 1
            return state.serverReferences == 0
        }
        if isLast { ServerIdleness.shared.changed() }
    }

    /// The apartment whose class object another process would get.
    func apartment(ofServed clsid: GUID) -> Apartment? { registration(clsid, { $0.isLocalServer })?.apartment }
}
