// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import Invocation
import Latebind
import Synchronization
import TestSupport
import Testing
import TypeLibrary

/// Connection points: sources and sinks in Swift, a sink in C, and the COM interfaces between them.
@Suite(.noLeaks) struct EventTests {
    let library: TypeLibrary
    let events: TypeInfo
    let listener: TypeInfo
    let object: DynamicObject
    let source: ComReference

    init() throws {
        library = try CallMatrix().library
        events = try library.typeInfo(named: "DEvents")
        listener = try library.typeInfo(named: "IListener")
        object = try ObjectClass<PlainObject>(
            implementing: library.typeInfo(named: "ISignatures"), as: library.typeInfo(named: "Matrix"), members: []
        ).makeObject(PlainObject())
        source = try object.reference(WellKnownIID.unknown)
    }

    /// What sinks were told, in order.
    final class Log: Sendable {
        private let entries = Mutex<[String]>([])
        var all: [String] { entries.withLock { $0 } }
        func add(_ entry: String) { entries.withLock { $0.append(entry) } }
    }

    @Test func everySinkIsToldInOrder() throws {
        let log = Log()
        let first = try EventConnection(to: source, events) { event in
            log.add("first \(event.name) \(event[0].int ?? 0) \(event[1].string ?? "")")
            return nil
        }
        let second = try EventConnection(to: source) { event in
            log.add("second \(event.name)")
            return nil
        }
        let results = try object.fire("Changed", 5, "five")
        #expect(log.all == ["first Changed 5 five", "second Changed"])
        #expect(results.count == 2)
        try first.disconnect()
        try first.disconnect()
        try object.fire("Changed", "6", 6)
        #expect(log.all.dropFirst(2) == ["second Changed"])
        withExtendedLifetime(second) {}
    }

    @Test func argumentsByReferenceGoFromSinkToSinkAndBack() throws {
        let sinks = try (1...2).map { number in
            try EventConnection(to: source, events) { event in
                event.setOut(1, Variant((event[1].int ?? 0) * 10 + number))
                return Variant(100 + number)
            }
        }
        var arguments: [Variant] = [7, 0]
        let results = try object.fire("Ask", with: &arguments)
        #expect(arguments == [7, 12])
        #expect(try results.map { try $0.get() } == [101, 102])
        withExtendedLifetime(sinks) {}
    }

    @Test func eventsThroughAVTable() throws {
        let log = Log()
        let connection = try EventConnection(to: source, listener) { event in
            if event.name == "Closing" {
                event.setOut(0, true)
                return 42
            }
            log.add("\(event[0].int ?? 0) \(event[1].double ?? 0) \(event[2].string ?? "")")
            return nil
        }
        try object.fire("Moved", 1, 2.5, "three")
        #expect(log.all == ["1 2.5 three"])
        var arguments: [Variant] = [false]
        let results = try object.fire("Closing", with: &arguments)
        #expect(arguments == [true])
        #expect(try results.map { try $0.get() } == [42])
        withExtendedLifetime(connection) {}
    }

    @Test func aSinkThatFailsKeepsNoOtherFromBeingTold() throws {
        let log = Log()
        let failing = try [events, listener].map { type in
            try EventConnection(to: source, type) { _ in throw COMError(.E_INVALIDARG, "not now") }
        }
        let hearing = try [events, listener].map { type in
            try EventConnection(to: source, type) { event in
                log.add(event.name)
                return nil
            }
        }
        for results in [try object.fire("Changed", 1, ""), try object.fire("Moved", 1, 1.0, "")] {
            #expect(results.count == 2)
            #expect(throws: COMError.self) { try results[0].get() }
            if case .failure(let error) = results[0] {
                #expect(error.hresult == .E_INVALIDARG)
                #expect(error.message == "not now")
            }
        }
        #expect(log.all == ["Changed", "Moved"])
        withExtendedLifetime((failing, hearing)) {}
    }

    @Test func aSinkMayEndConnectionsWhileItIsCalled() throws {
        let log = Log()
        let connections = Mutex<[EventConnection]>([])
        for number in 1...3 {
            let connection = try EventConnection(to: source, events) { _ in
                log.add("\(number)")
                // The first ends its own connection and the second's.
                let ended = number == 1 ? connections.withLock { Array($0.prefix(2)) } : []
                for connection in ended { try connection.disconnect() }
                return nil
            }
            connections.withLock { $0.append(connection) }
        }
        try object.fire("Changed", 1, "")
        #expect(log.all == ["1", "3"])
        try object.fire("Changed", 1, "")
        #expect(log.all == ["1", "3", "3"])
        #expect(object.events[0].connectionCount == 1)
        connections.withLock { $0 = [] }
        #expect(object.events[0].connectionCount == 0)
    }

    @Test func wrongEventsAndArgumentsAreTold() throws {
        #expect(status { _ = try object.fire("Exploded") } == .TYPE_E_ELEMENTNOTFOUND)
        #expect(status { _ = try object.fire("Changed", 1) } == .DISP_E_BADPARAMCOUNT)
        #expect(status { _ = try object.fire("Changed", 1, "", 3) } == .DISP_E_BADPARAMCOUNT)
        #expect(status { _ = try object.fire("Changed", "one", "") } == .DISP_E_TYPEMISMATCH)
        let silent = try CallMatrix().makeObject().reference(WellKnownIID.unknown)
        #expect(status { _ = try EventConnection(to: silent, events) { _ in nil } } == .E_NOINTERFACE)
        #expect(status { _ = try EventConnection(to: silent) { _ in nil } } == .CONNECT_E_NOCONNECTION)
        let foreign = try library.typeInfo(named: "IPlain")
        #expect(status { _ = try EventConnection(to: source, foreign) { _ in nil } } == .CONNECT_E_NOCONNECTION)
    }

    @Test func aSinkOfAnotherInterfaceIsRefused() throws {
        let stranger = EnumVariantObject([Variant]())
        #expect(status { _ = try EventConnection(to: source, listener, sink: stranger) } == .CONNECT_E_CANNOTCONNECT)
        #expect(status { _ = try EventConnection(to: source, events, sink: stranger) } == .CONNECT_E_CANNOTCONNECT)
        // A late-bound sink has IDispatch alone: enough for a dispinterface.
        let late = try CallMatrix().makeObject()
        let connection = try EventConnection(to: source, events, sink: late)
        #expect(status { _ = try EventConnection(to: source, listener, sink: late) } == .CONNECT_E_CANNOTCONNECT)
        try connection.disconnect()
    }

    @Test func sinksAreReleasedWithTheObject() throws {
        weak var alive: DynamicObject?
        do {
            let short = try ObjectClass<PlainObject>(
                implementing: library.typeInfo(named: "ISignatures"), events: [events], members: []
            ).makeObject(PlainObject())
            let sink = try CallMatrix().makeObject()
            alive = sink
            _ = try short.events[0].advise(sink.unknown)
        }
        #expect(alive == nil)
    }

    @Test func manyThreadsAdviseAndFire() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<50 {
                        let connection = try EventConnection(to: source, events) { _ in nil }
                        try object.fire("Changed", 1, "x")
                        try connection.disconnect()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(object.events[0].connectionCount == 0)
    }

    // MARK: The COM side

    @Test func theClassIsTold() throws {
        try source.query(IID_IProvideClassInfo2).withPointer(as: IProvideClassInfo2.self) { provider in
            var guid = GUID.zero
            #expect(provider.pointee.lpVtbl.pointee.GetGUID(provider, 1, &guid) == 0)
            #expect(guid == events.guid)
            #expect(provider.pointee.lpVtbl.pointee.GetGUID(provider, 2, &guid) == HResult.E_INVALIDARG.rawValue)
            #expect(provider.pointee.lpVtbl.pointee.GetGUID(provider, 1, nil) == HResult.E_POINTER.rawValue)
            #expect(provider.pointee.lpVtbl.pointee.GetClassInfo(provider, nil) == HResult.E_POINTER.rawValue)
        }
        #expect(try EventConnection.defaultEvents(of: source)?.guid == events.guid)
    }

    @Test func containersAndPointsAreEnumerated() throws {
        let container = try source.query(IID_IConnectionPointContainer)
        let points = try #require(
            container.withPointer(as: IConnectionPointContainer.self) { container in
                var raw: UnsafeMutablePointer<IEnumConnectionPoints>?
                #expect(container.pointee.lpVtbl.pointee.EnumConnectionPoints(container, &raw) == 0)
                return raw.map { ComReference(adopting: UnsafeMutableRawPointer($0)) }
            })
        points.withPointer(as: IEnumConnectionPoints.self) { points in
            var found = [UnsafeMutablePointer<IConnectionPoint>?](repeating: nil, count: 3)
            var fetched: UInt32 = 9
            // Only a count of one may go without `fetched`.
            #expect(points.pointee.lpVtbl.pointee.Next(points, 3, &found, nil) == HResult.E_POINTER.rawValue)
            #expect(points.pointee.lpVtbl.pointee.Next(points, 3, &found, &fetched) == 1)
            #expect(fetched == 2)
            var iid = GUID.zero
            for (index, type) in [events, listener].enumerated() {
                guard let point = found[index] else { continue }
                #expect(point.pointee.lpVtbl.pointee.GetConnectionInterface(point, &iid) == 0)
                #expect(iid == type.guid)
                var back: UnsafeMutablePointer<IConnectionPointContainer>?
                #expect(point.pointee.lpVtbl.pointee.GetConnectionPointContainer(point, &back) == 0)
                #expect(back.map { UnsafeMutableRawPointer($0) } == container.pointer)
                if let back { comRelease(back) }
                comRelease(point)
            }
            #expect(points.pointee.lpVtbl.pointee.Skip(points, 1) == 1)
            #expect(points.pointee.lpVtbl.pointee.Reset(points) == 0)
            #expect(points.pointee.lpVtbl.pointee.Skip(points, 1) == 0)
            var clone: UnsafeMutablePointer<IEnumConnectionPoints>?
            #expect(points.pointee.lpVtbl.pointee.Clone(points, &clone) == 0)
            if let clone {
                #expect(clone.pointee.lpVtbl.pointee.Next(clone, 1, &found, nil) == 0)
                if let point = found[0] { comRelease(point) }
                #expect(clone.pointee.lpVtbl.pointee.Skip(clone, 1) == 1)
                comRelease(clone)
            }
        }
    }

    @Test func aPointIsOneObjectAndItsConnectionsAreEnumerated() throws {
        let container = try source.query(IID_IConnectionPointContainer)
        func find() throws -> ComReference {
            try container.withPointer(as: IConnectionPointContainer.self) { container in
                var raw: UnsafeMutablePointer<IConnectionPoint>?
                var iid = events.guid
                try COMError.check(container.pointee.lpVtbl.pointee.FindConnectionPoint(container, &iid, &raw))
                return ComReference(adopting: UnsafeMutableRawPointer(try #require(raw)))
            }
        }
        let point = try find()
        #expect(try find().isSameObject(as: point))
        // It is not its container.
        #expect(!point.isSameObject(as: source))
        #expect(comQueryInterface(point.pointer, IID_IConnectionPointContainer) == nil)
        let sink = try CallMatrix().makeObject().reference(WellKnownIID.unknown)
        try point.withPointer(as: IConnectionPoint.self) { point in
            let vtable = point.pointee.lpVtbl.pointee
            var cookies: [UInt32] = [0, 0]
            let unknown = sink.pointer.assumingMemoryBound(to: IUnknown.self)
            #expect(vtable.Advise(point, unknown, &cookies[0]) == 0)
            #expect(vtable.Advise(point, unknown, &cookies[1]) == 0)
            #expect(cookies[0] != 0 && cookies[1] != 0 && cookies[0] != cookies[1])
            #expect(vtable.Advise(point, nil, &cookies[0]) == HResult.E_POINTER.rawValue)
            #expect(vtable.Advise(point, unknown, nil) == HResult.E_POINTER.rawValue)
            var raw: UnsafeMutablePointer<IEnumConnections>?
            #expect(vtable.EnumConnections(point, &raw) == 0)
            let connections = try #require(raw)
            defer { comRelease(connections) }
            var data = [CONNECTDATA](repeating: CONNECTDATA(), count: 3)
            var fetched: UInt32 = 0
            #expect(connections.pointee.lpVtbl.pointee.Next(connections, 3, &data, &fetched) == 1)
            #expect(fetched == 2)
            for entry in data.prefix(2) {
                if let unknown = entry.pUnk { comRelease(unknown) }
                #expect(vtable.Unadvise(point, entry.dwCookie) == 0)
                #expect(vtable.Unadvise(point, entry.dwCookie) == HResult.CONNECT_E_NOCONNECTION.rawValue)
            }
            #expect(connections.pointee.lpVtbl.pointee.Reset(connections) == 0)
            #expect(connections.pointee.lpVtbl.pointee.Skip(connections, 2) == 0)
        }
    }

    @Test func cSinksAnEvent() throws {
        let program = try CProgram(source: "sink.c")
        #expect(try program.run("connect_sink", source).failures.isEmpty)
        try object.fire("Changed", 7, "seven")
        var arguments: [Variant] = [1, "keep"]
        let results = try object.fire("Ask", with: &arguments)
        #expect(arguments[1] == "cancelled")
        #expect(try results.map { try $0.get() } == [43])
        let result = try program.run("disconnect_sink", source)
        #expect(result.checks == 4)
        #expect(result.failures.isEmpty)
        #expect(object.events[0].connectionCount == 0)
    }
}

private func status(_ body: () throws -> Void) -> HResult? {
    do { try body() } catch { return (error as? COMError)?.hresult }
    return nil
}

