// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// Where the class object of a class is, as CoGetClassObject looks for it: in this process first, then in another one.
enum ClassSource {
    /// In this process, in an apartment of it.
    case here(Apartment, () throws(COMError) -> ComReference)
    /// In another process: one that listens, or one that the command starts.
    case localServer(LocalServerCommand?)
}

extension ClassRegistry {
    /// - Throws: REGDB_E_CLASSNOTREG with the places that were searched; E_INVALIDARG for a manifest that is not valid.
    func source(_ clsid: GUID, _ context: ClassContext, iid: GUID) throws(COMError) -> ClassSource {
        if context.contains(.inProcess) {
            if let known = registration(clsid, { $0.isInProcess }) { return .here(known.apartment) { known.classObject } }
            if let known = BuiltInClasses.classObject(clsid) { return .here(.current) { known } }
        }
        let described = try manifestClass(clsid)
        if context.contains(.inProcess), let path = described?.inProcessServer {
            let server = try InProcessServer.at(path)
            let apartment = try home(described?.threadingModel ?? .both)
            return .here(apartment) { () throws(COMError) in try server.classObject(clsid, iid: iid) }
        }
        if context.contains(.localServer) {
            // Its own class object does not need a way around through a socket.
            if let own = takeServed(clsid) { return .here(own.apartment) { own.classObject } }
            let command = described?.localServer
            if command != nil { return .localServer(command) }
            if try LocalServers.isServed(clsid) { return .localServer(nil) }
        }
        throw notRegistered(clsid, context, described)
    }

    private func notRegistered(_ clsid: GUID, _ context: ClassContext, _ described: ManifestClass?) -> COMError {
        if context.isEmpty {
            return COMError(
                .REGDB_E_CLASSNOTREG,
                "class \(clsid) was asked for neither in this process nor in another one on this machine (CLSCTX)")
        }
        guard let described else { return COMError(.REGDB_E_CLASSNOTREG, "no class has the CLSID \(clsid); " + searched) }
        let missing =
            switch context {
            case .inProcess: "no inProcessServer"
            case .localServer: "no localServer, and no process serves it"
            default: "neither an inProcessServer nor a localServer, and no process serves it"
            }
        return COMError(.REGDB_E_CLASSNOTREG, "\(described.manifest): class \(clsid) names \(missing)")
    }

    /// Where objects of an in-process server live that the calling thread makes.
    private func home(_ model: ThreadingModel) throws(COMError) -> Apartment {
        let current = Apartment.current
        switch model {
        case .both: return current
        case .free: return .multiThreaded
        case .apartment: return current.isSingleThreaded ? current : try HostApartment.apartment()
        }
    }
}

extension IClassFactory {
    /// CreateInstance.
    static func createInstance(
        _ classObject: ComReference, _ clsid: GUID, outer: UnsafeMutableRawPointer?, iid: GUID
    ) throws(COMError) -> ComReference {
        try classObject.query(IID_IClassFactory).withPointer(as: IClassFactory.self) { (factory) throws(COMError) in
            var iid = iid
            var object: UnsafeMutableRawPointer?
            ErrorInfo.clear()
            let status = factory.pointee.lpVtbl.pointee.CreateInstance(
                factory, outer?.assumingMemoryBound(to: IUnknown.self), &iid, &object)
            guard status >= 0, let object else {
                throw ErrorInfo.take(
                    for: status < 0 ? HResult(rawValue: status) : .E_NOINTERFACE, "class \(clsid) cannot make an instance")
            }
            return ComReference(adopting: object)
        }
    }
}
