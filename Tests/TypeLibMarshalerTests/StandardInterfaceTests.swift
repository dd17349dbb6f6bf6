// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import Invocation
import Latebind
import Remoting
import TestSupport
import Testing
import TypeLibMarshaler
import TypeLibrary
import WireHarness

/// COM's own interfaces, whose remote forms are not the local ones.
@Suite(.noLeaks) struct StandardInterfaceTests {
    @Test func aStreamIsReadAndWritten() throws {
        let loopback = Loopback(try MemoryStream().reference(IID_IStream))
        defer { withExtendedLifetime(loopback) {} }
        let proxy = try loopback.proxy(IID_IStream)
        try proxy.withPointer(as: IStream.self) { stream in
            let functions = try #require(stream.pointee.lpVtbl)
            var bytes: [UInt8] = Array(0...99)
            var count: UInt32 = 0
            #expect(functions.pointee.Write(stream, &bytes, 100, &count) == 0 && count == 100)
            // A caller may leave results out.
            #expect(functions.pointee.Write(stream, &bytes, 50, nil) == 0)
            var position = ULARGE_INTEGER()
            #expect(functions.pointee.Seek(stream, LARGE_INTEGER(QuadPart: 10), 0, &position) == 0)
            #expect(position.QuadPart == 10)
            var read = [UInt8](repeating: 0xEE, count: 200)
            #expect(functions.pointee.Read(stream, &read, 20, &count) == 0 && count == 20)
            #expect(Array(read[..<21]) == Array(10...29) + [0xEE])
            #expect(functions.pointee.Seek(stream, LARGE_INTEGER(QuadPart: -5), 2, nil) == 0)
            _ = functions.pointee.Read(stream, &read, 200, &count)
            #expect(count == 5 && Array(read[..<5]) == Array(45...49))
            var statistics = STATSTG()
            #expect(functions.pointee.Stat(stream, &statistics, 1) == 0)
            #expect(statistics.cbSize.QuadPart == 150 && statistics.pwcsName == nil)
            #expect(functions.pointee.SetSize(stream, ULARGE_INTEGER(QuadPart: 30)) == 0)
            var clone: UnsafeMutablePointer<IStream>?
            #expect(functions.pointee.Clone(stream, &clone) == 0)
            if let clone { comRelease(clone) }
            let target = try MemoryStream().reference(IID_IStream)
            target.withPointer(as: IStream.self) { target in
                _ = functions.pointee.Seek(stream, LARGE_INTEGER(QuadPart: 0), 0, nil)
                var copied = ULARGE_INTEGER()
                #expect(functions.pointee.CopyTo(stream, target, ULARGE_INTEGER(QuadPart: 7), &copied, nil) == 0)
                #expect(copied.QuadPart == 7)
            }
        }
        ErrorInfo.clear()
    }

    /// What is copied is what was there: the copy, which the clone writes behind it, is not.
    @Test func aStreamIsCopiedToItsOwnClone() throws {
        let memory = try MemoryStream().reference(IID_IStream)
        memory.withPointer(as: IStream.self) { stream in
            let functions = stream.pointee.lpVtbl.pointee
            #expect(functions.Write(stream, [UInt8](repeating: 7, count: 100_000), 100_000, nil) == 0)
            var clone: UnsafeMutablePointer<IStream>?
            #expect(functions.Clone(stream, &clone) == 0)
            guard let clone else { return }
            #expect(functions.Seek(stream, LARGE_INTEGER(), 0, nil) == 0)
            var (read, written) = (ULARGE_INTEGER(), ULARGE_INTEGER())
            #expect(functions.CopyTo(stream, clone, ULARGE_INTEGER(QuadPart: .max), &read, &written) == 0)
            #expect(read.QuadPart == 100_000 && written.QuadPart == 100_000)
            comRelease(clone)
        }
    }

    @Test func anEnumeratorGivesItsElements() throws {
        let loopback = Loopback(try EnumVariantObject([1, "two", 3.5] as [Variant]).reference(IID_IEnumVARIANT))
        defer { withExtendedLifetime(loopback) {} }
        try loopback.proxy(IID_IEnumVARIANT).withPointer(as: IEnumVARIANT.self) { enumerator in
            let functions = try #require(enumerator.pointee.lpVtbl)
            var values = [VARIANT](repeating: VARIANT(), count: 4)
            var fetched: UInt32 = 9
            // One without a count, as scripts ask.
            #expect(functions.pointee.Next(enumerator, 1, &values, nil) == 0)
            #expect(Variant(adopting: values[0]) == 1)
            #expect(functions.pointee.Next(enumerator, 4, &values, &fetched) == 1 && fetched == 2)
            #expect(Variant(adopting: values[0]) == "two")
            #expect(Variant(adopting: values[1]) == 3.5)
            #expect(functions.pointee.Next(enumerator, 4, &values, &fetched) == 1 && fetched == 0)
            #expect(functions.pointee.Reset(enumerator) == 0)
            #expect(functions.pointee.Skip(enumerator, 2) == 0)
            #expect(functions.pointee.Next(enumerator, 1, &values, &fetched) == 0 && fetched == 1)
            #expect(Variant(adopting: values[0]) == 3.5)
            var clone: UnsafeMutablePointer<IEnumVARIANT>?
            #expect(functions.pointee.Clone(enumerator, &clone) == 0)
            if let clone { comRelease(clone) }
        }
    }

    /// EXCEPINFO has the address of a function of the object's. One that comes over the wire is not for the caller to call.
    @Test func anAddressOfTheServersIsNotGivenToTheCaller() throws {
        let loopback = Loopback(try CallMatrix().makeObject().reference(WellKnownIID.dispatch))
        let proxy = try loopback.proxy(WellKnownIID.dispatch)
        var bytes = NDRBytes()
        // No result; EXCEPINFO with pvReserved and pfnDeferredFillIn; no argument at fault, no references; DISP_E_EXCEPTION.
        for word in [0, 0, 0, 0, 0, 0, 0x1000, 0x4141_4140, 0x8000_4005, 0, 0, 0x8002_0009] as [UInt32] { bytes.long(word) }
        loopback.answer(Loopback.Answer(bytes: bytes.bytes))
        var (parameters, exception, null) = (DISPPARAMS(), EXCEPINFO(), GUID.zero)
        let status = proxy.withPointer(as: IDispatch.self) { dispatch in
            dispatch.pointee.lpVtbl.pointee.Invoke(dispatch, 1, &null, 0, 1, &parameters, nil, &exception, nil)
        }
        #expect(HResult(rawValue: status) == .DISP_E_EXCEPTION && exception.scode == HResult.E_FAIL.rawValue)
        #expect(exception.pfnDeferredFillIn == nil && exception.pvReserved == nil)
        ErrorInfo.clear()
    }

    @Test func typeInformationIsAskedFor() throws {
        let matrix = try CallMatrix()
        InterfaceTypes.add(matrix.library)
        defer { InterfaceTypes.remove(matrix.library) }
        let loopback = Loopback(try matrix.makeObject().reference(WellKnownIID.dispatch))
        defer { withExtendedLifetime(loopback) {} }
        try loopback.proxy(WellKnownIID.dispatch).withPointer(as: IDispatch.self) { dispatch in
            let functions = try #require(dispatch.pointee.lpVtbl)
            var count: UInt32 = 0
            #expect(functions.pointee.GetTypeInfoCount(dispatch, &count) == 0 && count == 1)
            var type: UnsafeMutablePointer<ITypeInfo>?
            #expect(functions.pointee.GetTypeInfo(dispatch, 0, 0, &type) == 0 && type != nil)
            if let type { comRelease(type) }
            #expect(functions.pointee.GetTypeInfo(dispatch, 7, 0, &type) == HResult.DISP_E_BADINDEX.rawValue && type == nil)
        }
        try loopback.proxy(IID_ISupportErrorInfo).withPointer(as: ISupportErrorInfo.self) { support in
            var iid = try matrix.library.typeInfo(named: "ISignatures").guid
            #expect(support.pointee.lpVtbl.pointee.InterfaceSupportsErrorInfo(support, &iid) == 0)
            iid.Data1 ^= 1
            #expect(support.pointee.lpVtbl.pointee.InterfaceSupportsErrorInfo(support, &iid) == 1)
        }
    }

    @Test func aClassObjectMakesObjects() throws {
        let matrix = try CallMatrix()
        let loopback = Loopback(try ClassObject { _ in try matrix.makeObject() }.reference(IID_IClassFactory))
        defer { withExtendedLifetime(loopback) {} }
        try loopback.proxy(IID_IClassFactory).withPointer(as: IClassFactory.self) { factory in
            let functions = try #require(factory.pointee.lpVtbl)
            var (iid, made) = (WellKnownIID.dispatch, UnsafeMutableRawPointer?.none)
            #expect(functions.pointee.CreateInstance(factory, nil, &iid, &made) == 0)
            let object = ComReference(adopting: try #require(made))
            #expect(try matrix.run(on: object, [.byName]).failures == [])
            // An object of another apartment cannot be part of one of this.
            let outer = object.pointer.assumingMemoryBound(to: IUnknown.self)
            #expect(functions.pointee.CreateInstance(factory, outer, &iid, &made) == HResult.CLASS_E_NOAGGREGATION.rawValue)
            #expect(made == nil)
            iid.Data1 ^= 1
            #expect(functions.pointee.CreateInstance(factory, nil, &iid, &made) == HResult.E_NOINTERFACE.rawValue && made == nil)
            #expect(functions.pointee.LockServer(factory, 1) == 0)
            #expect(functions.pointee.LockServer(factory, 0) == 0)
        }
        ErrorInfo.clear()
    }

    @Test func connectionPointsAreFoundAndListed() throws {
        let library = try CallMatrix().library
        let events = try library.typeInfo(named: "DEvents")
        let source = try ObjectClass<Plain>(
            implementing: library.typeInfo(named: "ISignatures"), as: library.typeInfo(named: "Matrix"), members: []
        ).makeObject(Plain()).reference(IID_IConnectionPointContainer)
        let connection = try EventConnection(to: source, events) { _ in nil }
        defer { withExtendedLifetime(connection) {} }

        let containers = Loopback(source)
        defer { withExtendedLifetime(containers) {} }
        let (point, points) = try containers.proxy(IID_IConnectionPointContainer).withPointer(
            as: IConnectionPointContainer.self
        ) { container in
            let functions = try #require(container.pointee.lpVtbl)
            var (iid, point) = (events.guid, UnsafeMutablePointer<IConnectionPoint>?.none)
            #expect(functions.pointee.FindConnectionPoint(container, &iid, &point) == 0)
            var points: UnsafeMutablePointer<IEnumConnectionPoints>?
            #expect(functions.pointee.EnumConnectionPoints(container, &points) == 0)
            iid.Data1 ^= 1
            var none: UnsafeMutablePointer<IConnectionPoint>?
            #expect(functions.pointee.FindConnectionPoint(container, &iid, &none) == HResult.CONNECT_E_NOCONNECTION.rawValue)
            #expect(none == nil)
            return (ComReference(adopting: try #require(point)), ComReference(adopting: try #require(points)))
        }

        let list = Loopback(points)
        defer { withExtendedLifetime(list) {} }
        try list.proxy(IID_IEnumConnectionPoints).withPointer(as: IEnumConnectionPoints.self) { enumerator in
            var (found, count) = ([UnsafeMutablePointer<IConnectionPoint>?](repeating: nil, count: 5), UInt32(9))
            #expect(enumerator.pointee.lpVtbl.pointee.Next(enumerator, 5, &found, &count) == 1)
            let references = found.compactMap { $0 }.map { ComReference(adopting: $0) }
            #expect(references.count == Int(count) && count == 2)
            #expect(references.contains { $0.isSameObject(as: point) })
        }

        let advised = Loopback(point)
        defer { withExtendedLifetime(advised) {} }
        let connections = try advised.proxy(IID_IConnectionPoint).withPointer(as: IConnectionPoint.self) { point in
            let functions = try #require(point.pointee.lpVtbl)
            var iid = GUID.zero
            #expect(functions.pointee.GetConnectionInterface(point, &iid) == 0 && iid == events.guid)
            var container: UnsafeMutablePointer<IConnectionPointContainer>?
            #expect(functions.pointee.GetConnectionPointContainer(point, &container) == 0)
            #expect(ComReference(adopting: try #require(container)).isSameObject(as: source))
            var connections: UnsafeMutablePointer<IEnumConnections>?
            #expect(functions.pointee.EnumConnections(point, &connections) == 0)
            return ComReference(adopting: try #require(connections))
        }
        let connected = Loopback(connections)
        defer { withExtendedLifetime(connected) {} }
        let sink = try connected.proxy(IID_IEnumConnections).withPointer(as: IEnumConnections.self) { enumerator in
            var (found, count) = ([CONNECTDATA](repeating: CONNECTDATA(), count: 2), UInt32(9))
            #expect(enumerator.pointee.lpVtbl.pointee.Next(enumerator, 2, &found, &count) == 1 && count == 1)
            #expect(found[0].dwCookie != 0 && found[1].pUnk == nil)
            return ComReference(adopting: try #require(found[0].pUnk))
        }
        try advised.proxy(IID_IConnectionPoint).withPointer(as: IConnectionPoint.self) { point in
            let functions = try #require(point.pointee.lpVtbl)
            var cookie: UInt32 = 0
            let unknown = sink.pointer.assumingMemoryBound(to: IUnknown.self)
            #expect(functions.pointee.Advise(point, unknown, &cookie) == 0 && cookie != 0)
            #expect(functions.pointee.Unadvise(point, cookie) == 0)
            #expect(functions.pointee.Unadvise(point, cookie) == HResult.CONNECT_E_NOCONNECTION.rawValue)
            #expect(functions.pointee.Advise(point, nil, &cookie) == HResult.E_POINTER.rawValue)
        }
        ErrorInfo.clear()
    }

    @Test func aClassTellsItsTypeAndItsEvents() throws {
        let library = try CallMatrix().library
        let loopback = Loopback(
            try ObjectClass<Plain>(
                implementing: library.typeInfo(named: "ISignatures"), as: library.typeInfo(named: "Matrix"), members: []
            ).makeObject(Plain()).reference(IID_IProvideClassInfo2))
        defer { withExtendedLifetime(loopback) {} }
        try loopback.proxy(IID_IProvideClassInfo2).withPointer(as: IProvideClassInfo2.self) { provider in
            let functions = try #require(provider.pointee.lpVtbl)
            var type: UnsafeMutablePointer<ITypeInfo>?
            #expect(functions.pointee.GetClassInfo(provider, &type) == 0 && type != nil)
            if let type { comRelease(type) }
            var guid = GUID.zero
            #expect(functions.pointee.GetGUID(provider, 1, &guid) == 0)
            #expect(guid == (try library.typeInfo(named: "DEvents").guid))
            #expect(functions.pointee.GetGUID(provider, 99, &guid) == HResult.E_INVALIDARG.rawValue)
        }
        ErrorInfo.clear()
    }

    private final class Plain: Sendable {}
}

/// What a proxy, a stub and their factory say when something is not as it should be.
@Suite(.noLeaks) struct ProxyAndStubTests {
    private func create(
        _ iid: GUID
    ) -> (status: HResult, buffer: UnsafeMutablePointer<IRpcProxyBuffer>?, interface: UnsafeMutableRawPointer?) {
        let factory = TypeLibMarshaler.factory
        var (iid, buffer, interface) = (iid, UnsafeMutablePointer<IRpcProxyBuffer>?.none, UnsafeMutableRawPointer?.none)
        let status = factory.pointee.lpVtbl.pointee.CreateProxy(factory, nil, &iid, &buffer, &interface)
        return (HResult(rawValue: status), buffer, interface)
    }

    @Test func anUnknownInterfaceIsToldByName() throws {
        let iid = try #require(GUID("{DEADBEEF-0000-4000-8000-000000000001}"))
        #expect(create(iid).status == .REGDB_E_IIDNOTREG)
        #expect(ErrorInfo.take()?.message?.contains(iid.description) == true)
        var (stub, id) = (UnsafeMutablePointer<IRpcStubBuffer>?.none, iid)
        let factory = TypeLibMarshaler.factory
        #expect(factory.pointee.lpVtbl.pointee.CreateStub(factory, &id, nil, &stub) == HResult.REGDB_E_IIDNOTREG.rawValue)
        ErrorInfo.clear()
    }

    @Test func aResolverIsAskedForAnUnknownInterface() throws {
        let library = try WireSubject.library.get()
        let type = try library.typeInfo(named: "IWire")
        #expect(InterfaceTypes.find(type.guid)?.guid == type.guid || create(type.guid).status == .REGDB_E_IIDNOTREG)
        ErrorInfo.clear()
        let unknown = try #require(GUID("{DEADBEEF-0000-4000-8000-000000000002}"))
        // One that answers with another type is not believed.
        InterfaceTypes.setResolver { iid in iid == unknown ? type : nil }
        #expect(InterfaceTypes.find(unknown) == nil)
        InterfaceTypes.setResolver(nil)
    }

    @Test func aProxyWithoutAChannelIsDisconnected() throws {
        let made = create(IID_IPersist)
        let (buffer, interface) = (try #require(made.buffer), try #require(made.interface))
        let persist = interface.assumingMemoryBound(to: IPersist.self)
        var guid = IID_IPersist
        #expect(persist.pointee.lpVtbl.pointee.GetClassID(persist, &guid) == HResult.RPC_E_DISCONNECTED.rawValue)
        // What a failed call gives back is nothing.
        #expect(guid == .zero)
        ErrorInfo.clear()
        comRelease(interface)
        comRelease(buffer)
    }

    @Test func afterDisconnectNothingIsCalled() throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        #expect(WireSubject.check(proxy) == nil)
        subject.loopback.disconnect()
        #expect(WireSubject.check(proxy) != nil)
        #expect(ErrorInfo.take()?.message?.contains("disconnected") == true)
        ErrorInfo.clear()
    }

    @Test func aFunctionThatCannotTravelSaysSo() throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        typealias Pointless = @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Int32
        let table = proxy.pointer.load(as: UnsafePointer<UnsafeRawPointer>.self)
        let last = try WireSubject.library.get().typeInfo(named: "IWire").vtableFunctions().count - 1
        #expect(unsafeBitCast(table[last], to: Pointless.self)(proxy.pointer, nil) == HResult.E_NOTIMPL.rawValue)
        let message = ErrorInfo.take()?.message ?? ""
        #expect(message.contains("IWire.Pointless") && message.contains("void *"), "\(message)")
    }

    @Test func aNullPointerIsRefusedBeforeAnythingIsSent() throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        typealias SumArray = @convention(c) (
            UnsafeMutableRawPointer?, Int32, UnsafePointer<Int32>?, UnsafeMutablePointer<Int32>?
        ) -> Int32
        let table = proxy.pointer.load(as: UnsafePointer<UnsafeRawPointer>.self)
        let messages = subject.loopback.record {
            var sum: Int32 = 5
            let call = unsafeBitCast(table[3], to: SumArray.self)
            #expect(call(proxy.pointer, 1, nil, &sum) == HResult.RPC_X_NULL_REF_POINTER.rawValue)
            #expect(sum == 0)
            #expect(call(proxy.pointer, 0, [1], nil) == HResult.RPC_X_NULL_REF_POINTER.rawValue)
            // More elements than any array has.
            #expect(call(proxy.pointer, -1, [1], &sum) == HResult.RPC_X_INVALID_BOUND.rawValue)
        }
        #expect(messages.isEmpty)
        #expect(ErrorInfo.take()?.message?.contains("IWire.SumArray") == true)
    }

    @Test func aNumberOutOfItsRangeIsRefusedByTheStub() throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        typealias Seasons = @convention(c) (UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<Int32>?, Int32) -> Int32
        let table = proxy.pointer.load(as: UnsafePointer<UnsafeRawPointer>.self)
        let functions = try WireSubject.library.get().typeInfo(named: "IWire").vtableFunctions()
        let slot = try #require(functions.first { $0.function.name == "Seasons" }).slot
        var season: Int32 = 0
        let call = unsafeBitCast(table[slot], to: Seasons.self)
        #expect(call(proxy.pointer, 1, &season, 10) == 0)
        #expect(call(proxy.pointer, 1, &season, 11) == HResult.RPC_X_BAD_STUB_DATA.rawValue)
        #expect(ErrorInfo.take()?.message?.contains("range") == true)
    }

    @Test func aStubKnowsItsSlots() throws {
        let subject = try WireSubject()
        let factory = TypeLibMarshaler.factory
        var (iid, made) = (subject.iid, UnsafeMutablePointer<IRpcStubBuffer>?.none)
        #expect(
            subject.object.withPointer(as: IUnknown.self) {
                factory.pointee.lpVtbl.pointee.CreateStub(factory, &iid, $0, &made)
            } == 0)
        let stub = try #require(made)
        let functions = try #require(stub.pointee.lpVtbl)
        #expect(functions.pointee.CountRefs(stub) == 1)
        let supported = functions.pointee.IsIIDSupported(stub, &iid)
        #expect(supported == stub)
        if let supported { comRelease(supported) }
        iid.Data1 ^= 1
        #expect(functions.pointee.IsIIDSupported(stub, &iid) == nil)
        // Another object, and then none.
        subject.object.withPointer(as: IUnknown.self) { object in
            #expect(functions.pointee.Connect(stub, object) == HResult.E_UNEXPECTED.rawValue)
            functions.pointee.Disconnect(stub)
            functions.pointee.Disconnect(stub)
            #expect(functions.pointee.CountRefs(stub) == 0)
            #expect(functions.pointee.Connect(stub, object) == 0)
        }
        var debug: UnsafeMutableRawPointer?
        #expect(functions.pointee.DebugServerQueryInterface(stub, &debug) == 0 && debug != nil)
        // The object goes when the last call has left.
        functions.pointee.Disconnect(stub)
        functions.pointee.DebugServerRelease(stub, debug)
        comRelease(stub)
    }

    /// Big-endian requests are read too, but for the types that are little-endian always.
    @Test func otherByteOrdersAreRead() throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        typealias SumArray = @convention(c) (
            UnsafeMutableRawPointer?, Int32, UnsafePointer<Int32>?, UnsafeMutablePointer<Int32>?
        ) -> Int32
        let table = proxy.pointer.load(as: UnsafePointer<UnsafeRawPointer>.self)
        subject.loopback.tamper { isRequest, bytes, label in
            // Every number of these messages has four bytes.
            for start in stride(from: 0, to: bytes.count, by: 4) { bytes[start..<start + 4].reverse() }
            label = 0
        }
        var sum: Int32 = 0
        #expect(unsafeBitCast(table[3], to: SumArray.self)(proxy.pointer, 3, [1, 2, 300], &sum) == 0)
        #expect(sum == 303)
        // EBCDIC and VAX numbers are not.
        for label: UInt32 in [0x11, 0x0110, 0x20] {
            subject.loopback.tamper { _, _, found in found = label }
            #expect(
                unsafeBitCast(table[3], to: SumArray.self)(proxy.pointer, 3, [1, 2, 300], &sum)
                    == HResult.RPC_X_BAD_STUB_DATA.rawValue)
        }
        ErrorInfo.clear()
    }

    @Test func proxiesAreSmall() throws {
        let made = (0..<1000).map { _ in create(IID_IPersist) }
        for proxy in made {
            #expect(proxy.interface != nil && TaskMemory.size(of: proxy.interface) <= 128)
            if let interface = proxy.interface, let buffer = proxy.buffer {
                comRelease(interface)
                comRelease(buffer)
            }
        }
    }
}
