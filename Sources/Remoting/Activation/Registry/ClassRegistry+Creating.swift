// SPDX-License-Identifier: Apache-2.0
//
// CoGetClassObject, CoCreateInstance and CoCreateInstanceEx.

public import AutomationRuntime
public import AutomationTypes
import CAutomation

extension ClassRegistry {
    /// The class object: CoGetClassObject. One that belongs to another apartment or another process comes as a proxy.
    /// - Parameters:
    ///   - context: where the class may be served; this process comes first.
    ///   - iid: the interface of the class object.
    /// - Throws: REGDB_E_CLASSNOTREG; CO_E_DLLNOTFOUND, CO_E_ERRORINDLL for a component that cannot be loaded;
    ///   CO_E_SERVER_EXEC_FAILURE for a server that cannot be started, with what it wrote to stderr; E_NOINTERFACE.
    public func classObject(
        _ clsid: GUID, context: ClassContext = .any, iid: GUID = IID_IClassFactory
    ) throws(COMError) -> ComReference {
        switch try source(clsid, context, iid: iid) {
        case .here(let apartment, let get):
            if apartment === Apartment.current { return try get().query(iid) }
            return try only(
                CrossApartment.fetch([iid], from: apartment) { () throws(COMError) in try get() }, "class object of \(clsid)")
        case .localServer(let command):
            return try only(
                LocalServers.activate(clsid, [iid], wantsClassObject: true, command), "class object of \(clsid)")
        }
    }

    /// A new object of a class: CoCreateInstance.
    /// - Throws: as `classObject`; what the class object answers.
    public func create(
        _ clsid: GUID, context: ClassContext = .any, iid: GUID = IID_IDispatch
    ) throws(COMError) -> ComReference {
        try only(create(clsid, outer: nil, context: context, iids: [iid]), "object of class \(clsid)")
    }

    /// A new object of the class with this ProgID, or with this CLSID in registry form.
    public func create(
        _ nameOrCLSID: String, context: ClassContext = .any, iid: GUID = IID_IDispatch
    ) throws(COMError) -> ComReference {
        try create(try clsid(of: nameOrCLSID), context: context, iid: iid)
    }

    /// A new object by several of its interfaces: CoCreateInstanceEx. From another process they come in one round trip.
    /// - Parameters:
    ///   - outer: the controlling IUnknown if the object is to be aggregated, and then `iids` is IID_IUnknown alone.
    ///   - iids: at least one.
    /// - Returns: for each of `iids`, in their order, what QueryInterface answers.
    /// - Throws: if there is no object. CLASS_E_NOAGGREGATION for an object that would live in another apartment or process.
    public func create(
        _ clsid: GUID, outer: UnsafeMutableRawPointer?, context: ClassContext, iids: [GUID]
    ) throws(COMError) -> [(HResult, ComReference?)] {
        guard let first = iids.first else { throw COMError(.E_INVALIDARG, "no interface is asked for") }
        func refuseAggregation() throws(COMError) {
            guard outer == nil else {
                throw COMError(.CLASS_E_NOAGGREGATION, "an object of another apartment or process cannot be aggregated")
            }
        }
        switch try source(clsid, context, iid: IID_IClassFactory) {
        case .here(let apartment, let get):
            guard apartment === Apartment.current else {
                try refuseAggregation()
                return try CrossApartment.fetch(iids, from: apartment) { () throws(COMError) in
                    try IClassFactory.createInstance(get(), clsid, outer: nil, iid: IID_IUnknown)
                }
            }
            if iids.count == 1 { return [(.S_OK, try IClassFactory.createInstance(get(), clsid, outer: outer, iid: first))] }
            let object = try IClassFactory.createInstance(get(), clsid, outer: outer, iid: IID_IUnknown)
            return iids.map { iid in
                do throws(COMError) {
                    return (.S_OK, try object.query(iid))
                } catch {
                    return (error.hresult, nil)
                }
            }
        case .localServer(let command):
            try refuseAggregation()
            return try LocalServers.activate(clsid, iids, wantsClassObject: false, command)
        }
    }

    /// The factory of an interface's hand-written proxies and stubs. It belongs to no apartment: every one makes its own with it.
    /// - Throws: as `classObject`.
    func proxyStubFactory(_ clsid: GUID) throws(COMError) -> ComReference {
        if let known = registration(clsid, { $0.isInProcess }) { return try known.classObject.query(IID_IPSFactoryBuffer) }
        guard let path = try manifestClass(clsid)?.inProcessServer else {
            throw COMError(.REGDB_E_CLASSNOTREG, "no class of proxies and stubs has the CLSID \(clsid); " + searched)
        }
        return try InProcessServer.at(path).classObject(clsid, iid: IID_IPSFactoryBuffer)
    }

    private func only(_ results: [(HResult, ComReference?)], _ what: String) throws(COMError) -> ComReference {
        guard let (status, reference) = results.first else { throw COMError(.E_UNEXPECTED) }
        guard let reference else {
            throw COMError(status.isFailure ? status : .E_NOINTERFACE, "\(what): it does not have the interface that is asked for")
        }
        return reference
    }
}
