// SPDX-License-Identifier: Apache-2.0
//
// Calls of COM's own interfaces, whatever comes of them: what they give is released.

public import AutomationRuntime
import AutomationTypes
import CAutomation

/// One call, to be made as often as one likes.
struct NamedCall {
    let name: String
    let make: () -> Void
}

public enum StandardCalls {
    /// IDispatch's own, but for Invoke.
    public static func dispatch(_ object: ComReference) -> [() -> Void] { dispatchCalls(object).map(\.make) }

    /// - Parameter proxy: a proxy of the interface; it is kept with the calls.
    static func all(_ proxy: (GUID) throws -> ComReference) throws -> [NamedCall] {
        try dispatchCalls(proxy(IID_IDispatch)) + enumerations(proxy) + streams(proxy) + connections(proxy) + others(proxy)
    }

    /// A call of a typed interface pointer.
    private static func call<Interface>(
        _ name: String, _ object: ComReference, _ body: @escaping (UnsafeMutablePointer<Interface>) -> Void
    ) -> NamedCall {
        NamedCall(name: name) { object.withPointer(as: Interface.self) { body($0) } }
    }

    private static func drop<Interface>(_ pointer: UnsafeMutablePointer<Interface>?) {
        if let pointer { comRelease(pointer) }
    }

    private static func dispatchCalls(_ object: ComReference) -> [NamedCall] {
        [
            call("IDispatch.GetTypeInfoCount", object) { (dispatch: UnsafeMutablePointer<IDispatch>) in
                var count: UInt32 = 0
                _ = dispatch.pointee.lpVtbl.pointee.GetTypeInfoCount(dispatch, &count)
            },
            call("IDispatch.GetTypeInfo", object) { (dispatch: UnsafeMutablePointer<IDispatch>) in
                var type: UnsafeMutablePointer<ITypeInfo>?
                _ = dispatch.pointee.lpVtbl.pointee.GetTypeInfo(dispatch, 0, 0, &type)
                drop(type)
            },
            call("IDispatch.GetIDsOfNames", object) { (dispatch: UnsafeMutablePointer<IDispatch>) in
                var first: [UInt16] = Array("Optional".utf16) + [0]
                var second: [UInt16] = Array("d".utf16) + [0]
                var (iid, found) = (GUID.zero, [Int32](repeating: 0, count: 2))
                first.withUnsafeMutableBufferPointer { first in
                    second.withUnsafeMutableBufferPointer { second in
                        var names: [UnsafeMutablePointer<UInt16>?] = [first.baseAddress, second.baseAddress]
                        _ = dispatch.pointee.lpVtbl.pointee.GetIDsOfNames(dispatch, &iid, &names, 2, 0, &found)
                    }
                }
            },
        ]
    }

    private static func enumerations(_ proxy: (GUID) throws -> ComReference) throws -> [NamedCall] {
        let variants = try proxy(IID_IEnumVARIANT)
        return [
            call("IEnumVARIANT.Next", variants) { (enumerator: UnsafeMutablePointer<IEnumVARIANT>) in
                var values = [VARIANT](repeating: VARIANT(), count: 4)
                var count: UInt32 = 0
                _ = enumerator.pointee.lpVtbl.pointee.Next(enumerator, 4, &values, &count)
                for index in 0..<4 { VariantOps.clear(&values[index]) }
            },
            call("IEnumVARIANT.Skip", variants) { (enumerator: UnsafeMutablePointer<IEnumVARIANT>) in
                _ = enumerator.pointee.lpVtbl.pointee.Skip(enumerator, 1)
            },
            call("IEnumVARIANT.Reset", variants) { (enumerator: UnsafeMutablePointer<IEnumVARIANT>) in
                _ = enumerator.pointee.lpVtbl.pointee.Reset(enumerator)
            },
            call("IEnumVARIANT.Clone", variants) { (enumerator: UnsafeMutablePointer<IEnumVARIANT>) in
                var clone: UnsafeMutablePointer<IEnumVARIANT>?
                _ = enumerator.pointee.lpVtbl.pointee.Clone(enumerator, &clone)
                drop(clone)
            },
        ]
    }

    private static func streams(_ proxy: (GUID) throws -> ComReference) throws -> [NamedCall] {
        let object = try proxy(IID_IStream)
        return [
            call("IStream.Read", object) { (stream: UnsafeMutablePointer<IStream>) in
                var (bytes, count) = ([UInt8](repeating: 0, count: 24), UInt32(0))
                _ = stream.pointee.lpVtbl.pointee.Read(stream, &bytes, 24, &count)
            },
            call("IStream.Write", object) { (stream: UnsafeMutablePointer<IStream>) in
                var (bytes, count) = ([UInt8](repeating: 7, count: 24), UInt32(0))
                _ = stream.pointee.lpVtbl.pointee.Write(stream, &bytes, 24, &count)
            },
            call("IStream.Seek", object) { (stream: UnsafeMutablePointer<IStream>) in
                var position = ULARGE_INTEGER()
                _ = stream.pointee.lpVtbl.pointee.Seek(stream, LARGE_INTEGER(QuadPart: 3), 0, &position)
            },
            call("IStream.CopyTo", object) { (stream: UnsafeMutablePointer<IStream>) in
                var (read, written) = (ULARGE_INTEGER(), ULARGE_INTEGER())
                _ = stream.pointee.lpVtbl.pointee.CopyTo(stream, stream, ULARGE_INTEGER(QuadPart: 7), &read, &written)
            },
            call("IStream.Stat", object) { (stream: UnsafeMutablePointer<IStream>) in
                var statistics = STATSTG()
                _ = stream.pointee.lpVtbl.pointee.Stat(stream, &statistics, 0)
                TaskMemory.release(statistics.pwcsName)
            },
            call("IStream.Clone", object) { (stream: UnsafeMutablePointer<IStream>) in
                var clone: UnsafeMutablePointer<IStream>?
                _ = stream.pointee.lpVtbl.pointee.Clone(stream, &clone)
                drop(clone)
            },
        ]
    }

    private static func connections(_ proxy: (GUID) throws -> ComReference) throws -> [NamedCall] {
        let container = try proxy(IID_IConnectionPointContainer)
        let point = try proxy(IID_IConnectionPoint)
        return [
            call("IConnectionPointContainer.EnumConnectionPoints", container) {
                (container: UnsafeMutablePointer<IConnectionPointContainer>) in
                var points: UnsafeMutablePointer<IEnumConnectionPoints>?
                _ = container.pointee.lpVtbl.pointee.EnumConnectionPoints(container, &points)
                drop(points)
            },
            call("IConnectionPointContainer.FindConnectionPoint", container) {
                (container: UnsafeMutablePointer<IConnectionPointContainer>) in
                var (iid, point) = (IID_IDispatch, UnsafeMutablePointer<IConnectionPoint>?.none)
                _ = container.pointee.lpVtbl.pointee.FindConnectionPoint(container, &iid, &point)
                drop(point)
            },
            call("IConnectionPoint.GetConnectionInterface", point) { (point: UnsafeMutablePointer<IConnectionPoint>) in
                var iid = GUID.zero
                _ = point.pointee.lpVtbl.pointee.GetConnectionInterface(point, &iid)
            },
            call("IConnectionPoint.Advise", point) { (point: UnsafeMutablePointer<IConnectionPoint>) in
                var cookie: UInt32 = 0
                _ = point.pointee.lpVtbl.pointee.Advise(
                    point, UnsafeMutableRawPointer(point).assumingMemoryBound(to: IUnknown.self), &cookie)
            },
            call("IConnectionPoint.EnumConnections", point) { (point: UnsafeMutablePointer<IConnectionPoint>) in
                var connections: UnsafeMutablePointer<IEnumConnections>?
                _ = point.pointee.lpVtbl.pointee.EnumConnections(point, &connections)
                drop(connections)
            },
        ]
    }

    private static func others(_ proxy: (GUID) throws -> ComReference) throws -> [NamedCall] {
        let support = try proxy(IID_ISupportErrorInfo)
        return [
            call("ISupportErrorInfo.InterfaceSupportsErrorInfo", support) { (support: UnsafeMutablePointer<ISupportErrorInfo>) in
                var iid = IID_IDispatch
                _ = support.pointee.lpVtbl.pointee.InterfaceSupportsErrorInfo(support, &iid)
            }
        ]
    }

    /// Calls of interfaces that no object of the harness has: only answers are made for them.
    static func answered(_ proxy: (GUID) throws -> ComReference) throws -> [NamedCall] {
        [
            call("IEnumUnknown.Next", try proxy(IID_IEnumUnknown)) { (enumerator: UnsafeMutablePointer<IEnumUnknown>) in
                var (objects, count) = ([UnsafeMutablePointer<IUnknown>?](repeating: nil, count: 3), UInt32(0))
                _ = enumerator.pointee.lpVtbl.pointee.Next(enumerator, 3, &objects, &count)
                for object in objects { drop(object) }
            },
            call("IEnumConnectionPoints.Next", try proxy(IID_IEnumConnectionPoints)) {
                (enumerator: UnsafeMutablePointer<IEnumConnectionPoints>) in
                var (points, count) = ([UnsafeMutablePointer<IConnectionPoint>?](repeating: nil, count: 3), UInt32(0))
                _ = enumerator.pointee.lpVtbl.pointee.Next(enumerator, 3, &points, &count)
                for point in points { drop(point) }
            },
            call("IEnumConnections.Next", try proxy(IID_IEnumConnections)) { (enumerator: UnsafeMutablePointer<IEnumConnections>) in
                var (connections, count) = ([CONNECTDATA](repeating: CONNECTDATA(), count: 3), UInt32(0))
                _ = enumerator.pointee.lpVtbl.pointee.Next(enumerator, 3, &connections, &count)
                for connection in connections { drop(connection.pUnk) }
            },
            call("IClassFactory.CreateInstance", try proxy(IID_IClassFactory)) { (factory: UnsafeMutablePointer<IClassFactory>) in
                var (iid, object) = (IID_IDispatch, UnsafeMutableRawPointer?.none)
                _ = factory.pointee.lpVtbl.pointee.CreateInstance(factory, nil, &iid, &object)
                if let object { comRelease(object) }
            },
            call("IPersist.GetClassID", try proxy(IID_IPersist)) { (persist: UnsafeMutablePointer<IPersist>) in
                var clsid = GUID.zero
                _ = persist.pointee.lpVtbl.pointee.GetClassID(persist, &clsid)
            },
            call("IProvideClassInfo2.GetClassInfo", try proxy(IID_IProvideClassInfo2)) {
                (information: UnsafeMutablePointer<IProvideClassInfo2>) in
                var type: UnsafeMutablePointer<ITypeInfo>?
                _ = information.pointee.lpVtbl.pointee.GetClassInfo(information, &type)
                drop(type)
            },
            call("IProvideClassInfo2.GetGUID", try proxy(IID_IProvideClassInfo2)) {
                (information: UnsafeMutablePointer<IProvideClassInfo2>) in
                var guid = GUID.zero
                _ = information.pointee.lpVtbl.pointee.GetGUID(information, 1, &guid)
            },
        ]
    }
}

/// An object that has every interface and no function: for proxies whose stub is never called.
final class Pretender: ComObject, @unchecked Sendable {
    // Unchecked as its base class.
    override func interfacePointer(for iid: GUID) -> UnsafeMutableRawPointer? { unknown }
}
