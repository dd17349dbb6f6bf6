// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
public import CAutomation
import TypeLibrary

/// The marshaler of every interface that a type library describes.
public enum TypeLibMarshaler {
    /// The IPSFactoryBuffer: CreateProxy and CreateStub for every interface that `InterfaceTypes` finds. There is one and it is
    /// never freed: AddRef and Release count nothing.
    ///
    /// CreateProxy gives an interface proxy that is connected to no channel yet: IRpcProxyBuffer::Connect gives it one. Its interface
    /// pointer passes IUnknown's calls to the controlling unknown, and comes with a reference to that. CreateStub gives a stub that is
    /// connected to the object, if one is passed. Both fail with REGDB_E_IIDNOTREG and a message in the error info for an interface
    /// that nothing describes.
    nonisolated(unsafe) public static let factory: UnsafeMutablePointer<IPSFactoryBuffer> = {
        let table = UnsafeMutablePointer<IPSFactoryBufferVtbl>.allocate(capacity: 1)
        table.initialize(to: IPSFactoryBufferVtbl())
        table.pointee.QueryInterface = { this, iid, result in
            guard let result else { return HResult.E_POINTER.rawValue }
            result.pointee = nil
            guard let iid else { return HResult.E_POINTER.rawValue }
            guard iid.pointee == IID_IUnknown || iid.pointee == IID_IPSFactoryBuffer else { return HResult.E_NOINTERFACE.rawValue }
            result.pointee = UnsafeMutableRawPointer(this)
            return 0
        }
        table.pointee.AddRef = { _ in 2 }
        table.pointee.Release = { _ in 1 }
        table.pointee.CreateProxy = { _, outer, iid, buffer, interface in
            buffer?.pointee = nil
            interface?.pointee = nil
            guard let iid, let buffer, let interface else { return HResult.E_POINTER.rawValue }
            return attempt(iid.pointee) { (type) throws(TypeLibraryError) in
                let proxy = InterfaceProxy.make(try ProxyVTable.of(type), outer: outer.map { UnsafeMutableRawPointer($0) })
                buffer.pointee = (UnsafeMutableRawPointer(proxy) + InterfaceProxy.bufferOffset)
                    .assumingMemoryBound(to: IRpcProxyBuffer.self)
                comAddRef(UnsafeMutableRawPointer(proxy))
                interface.pointee = UnsafeMutableRawPointer(proxy)
                return .S_OK
            }
        }
        table.pointee.CreateStub = { _, iid, object, result in
            result?.pointee = nil
            guard let iid, let result else { return HResult.E_POINTER.rawValue }
            return attempt(iid.pointee) { (type) throws(TypeLibraryError) in
                let stub = InterfaceStub.make(try MarshalTable.of(type))
                let buffer = UnsafeMutableRawPointer(stub).assumingMemoryBound(to: IRpcStubBuffer.self)
                if let object {
                    let status = InterfaceStub.connect(stub, UnsafeMutableRawPointer(object))
                    guard status.isSuccess else {
                        comRelease(UnsafeMutableRawPointer(buffer))
                        return status
                    }
                }
                result.pointee = buffer
                return .S_OK
            }
        }
        let factory = UnsafeMutablePointer<IPSFactoryBuffer>.allocate(capacity: 1)
        factory.initialize(to: IPSFactoryBuffer(lpVtbl: table))
        return factory
    }()

    /// Finds the type of an interface and goes on with it.
    private static func attempt(_ iid: GUID, _ body: (TypeInfo) throws(TypeLibraryError) -> HResult) -> Int32 {
        guard let type = InterfaceTypes.find(iid) else {
            let message = "no type library that is known here describes the interface \(iid)"
            ErrorInfo.set(COMError(.REGDB_E_IIDNOTREG, message), interface: iid)
            return HResult.REGDB_E_IIDNOTREG.rawValue
        }
        do throws(TypeLibraryError) {
            return try body(type).rawValue
        } catch {
            ErrorInfo.set(COMError(error), interface: iid)
            return error.hresult.rawValue
        }
    }
}
