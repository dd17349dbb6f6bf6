// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
import AutomationTypes
public import CAutomation
import Synchronization
import TypeLibMarshaler

/// The factory of an interface's proxies and stubs: one that was registered for the interface (hand-written proxies and stubs), or else
/// the type-library marshaler.
public enum ProxyStubFactories {
    /// Of oleaut32's marshaler: what CoGetPSClsid answers for an interface that a type library describes.
    static let universalMarshaler = GUID("{00020424-0000-0000-C000-000000000046}")!

    private static let registered = Mutex<[GUID: GUID]>([:])

    /// CoRegisterPSClsid: the class whose class object is the IPSFactoryBuffer of an interface.
    public static func register(_ iid: GUID, _ clsid: GUID) { registered.withLock { $0[iid] = clsid } }

    /// CoGetPSClsid.
    /// - Throws: REGDB_E_IIDNOTREG
    public static func clsid(of iid: GUID) throws(COMError) -> GUID {
        if let known = registered.withLock({ $0[iid] }) { return known }
        guard InterfaceTypes.find(iid) != nil else {
            throw COMError(.REGDB_E_IIDNOTREG, "no type library that this process knows describes interface \(iid)")
        }
        return universalMarshaler
    }

    private static func withFactory<Result>(
        _ iid: GUID, _ body: (UnsafeMutablePointer<IPSFactoryBuffer>) throws(COMError) -> Result
    ) throws(COMError) -> Result {
        if let clsid = registered.withLock({ $0[iid] }), clsid != universalMarshaler {
            return try ClassRegistry.shared.proxyStubFactory(clsid).withPointer(as: IPSFactoryBuffer.self, body)
        }
        _ = MarshalingHooks.areSet
        return try body(TypeLibMarshaler.factory)
    }

    /// An interface stub, connected to the object.
    static func makeStub(_ iid: GUID, for object: ComReference) throws(COMError) -> ComReference {
        try withFactory(iid) { (factory) throws(COMError) in
            var iid = iid
            var stub: UnsafeMutablePointer<IRpcStubBuffer>?
            let status = factory.pointee.lpVtbl.pointee.CreateStub(
                factory, &iid, object.pointer.assumingMemoryBound(to: IUnknown.self), &stub)
            guard status >= 0, let stub else {
                throw ErrorInfo.take(for: HResult(rawValue: status), "interface \(iid) has no stub")
            }
            return ComReference(adopting: UnsafeMutableRawPointer(stub))
        }
    }

    /// An interface proxy that is not connected yet.
    /// - Parameter outer: the IUnknown of the proxy manager, which aggregates it.
    /// - Returns: the proxy (IRpcProxyBuffer), owned by the caller, and the interface, which counts at `outer`.
    static func makeProxy(_ iid: GUID, outer: UnsafeMutableRawPointer) throws(COMError)
        -> (proxy: UnsafeMutablePointer<IRpcProxyBuffer>, interface: UnsafeMutableRawPointer)
    {
        try withFactory(iid) { (factory) throws(COMError) in
            var wanted = iid
            var proxy: UnsafeMutablePointer<IRpcProxyBuffer>?
            var interface: UnsafeMutableRawPointer?
            let status = factory.pointee.lpVtbl.pointee.CreateProxy(
                factory, outer.assumingMemoryBound(to: IUnknown.self), &wanted, &proxy, &interface)
            guard status >= 0, let proxy, let interface else {
                throw ErrorInfo.take(for: HResult(rawValue: status), "interface \(iid) has no proxy")
            }
            return (proxy, interface)
        }
    }
}
