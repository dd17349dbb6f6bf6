// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import Synchronization
import TestSupport
import Testing

@testable import Remoting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite(.serialized, .noLeaks) struct LifetimeTests {
    private func failure(_ body: () throws -> Void) -> HResult? {
        do { try body() } catch { return (error as? COMError)?.hresult }
        return nil
    }

    @Test func aServerThatStopsIsNoticedWithoutACall() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        #expect(try channel.add(1, 2) == 3)
        World.end(server)
        client.exporter.diedGate.wait()
        #expect(channel.peer.isDead)
        #expect(failure { _ = try channel.add(1, 2) } == .RPC_E_DISCONNECTED)
    }

    @Test func aClientThatEndsIsNoticed() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        try channel.peer.retainProxies()
        #expect(try channel.add(1, 2) == 3)
        let peer = server.exporter.lastPeer.withLock { $0 }!
        World.end(client)
        server.exporter.diedGate.wait()
        #expect(server.exporter.died.withLock { $0 } == [ObjectIdentifier(peer)])
        #expect(peer.isDead)
    }

    @Test func aConnectionIsKeptWhileThereAreProxies() throws {
        let world = try World()
        var options = RPCOptions()
        options.linger = 1
        let server = try world.makeProcess()
        let client = try world.makeProcess(options, listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        try channel.peer.retainProxies()
        #expect(server.runtime.connectionCount == 1)
        channel.peer.releaseProxies()
        server.exporter.diedGate.wait()
        #expect(channel.peer.isDead)
    }

    @Test func aProcessThatIsNotThereIsDisconnected() throws {
        let world = try World()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client) }
        let oxid: UInt64 = 0x1234_5678_9ABC_0001
        let channel = try RemoteChannel(peer: client.runtime.peer(oxid: oxid), oxid: oxid, ipid: .zero, iid: TestExporter.iid)
        #expect(failure { _ = try channel.add(1, 2) } == .RPC_E_DISCONNECTED)
        #expect(failure { try channel.peer.retainProxies() } == .RPC_E_DISCONNECTED)
        #expect(failure { _ = try client.runtime.peer(oxid: 7) } == HResult(0x8001_011D))
    }

    @Test func remUnknownCarriesReferences() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let oxid = server.runtime.process << 16 | 1
        let peer = try client.runtime.peer(oxid: oxid)
        let apartment = try peer.apartment(oxid: oxid)
        #expect(apartment.remUnknown == TestExporter.remUnknown)
        #expect(failure { _ = try peer.apartment(oxid: oxid + 1) } == HResult(0x8007_0776))
        let remote = RemoteUnknown(peer: peer, ipid: apartment.remUnknown)
        let object = server.exporter.ipid
        let unknown = GUID("{99999999-0000-0000-0000-000000000000}")!
        let results = try remote.queryInterfaces(object: object, references: 5, iids: [TestExporter.iid, unknown])
        #expect(results.map(\.0) == [.S_OK, .E_NOINTERFACE])
        #expect(results[0].1 == StandardObjectReference(flags: 0, publicReferences: 5, oxid: 0x1234, oid: 0x5678, ipid: object))
        #expect(failure { _ = try remote.queryInterfaces(object: unknown, references: 1, iids: [unknown]) } == .RPC_E_INVALID_OBJECT)
        let references = try remote.queryObjectReferences(object: object, iids: [unknown, TestExporter.iid])
        #expect(references.map(\.0) == [.E_NOINTERFACE, .S_OK])
        #expect(references[1].1 == [1, 2, 3, 4, 5])
        let added = [InterfaceReferences(ipid: object, publicReferences: 3), InterfaceReferences(ipid: unknown, publicReferences: 1)]
        #expect(try remote.addReferences(added) == [.S_OK, .RPC_E_INVALID_OBJECT])
        try remote.releaseReferences(added)
        #expect(server.exporter.released.withLock { $0 } == added)
        try remote.transfer(object: object, count: 2)
        try remote.claim(object: object, count: 1)
        #expect(failure { try remote.claim(object: unknown, count: 1) } == .RPC_E_INVALID_OBJECT)
        #expect(server.exporter.moved.withLock { $0 } == ["transfer 2", "claim 1", "claim 1"])
        // Not an IRemUnknown.
        #expect(failure { try RemoteUnknown(peer: peer, ipid: object).releaseReferences(added) } == .RPC_E_DISCONNECTED)
    }

    @Test func classesAreActivatedBySocketAndByPort() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let port = try server.runtime.listen(port: 0)
        let unknown = GUID("{99999999-0000-0000-0000-000000000000}")!
        let path = world.folder.path + "/class"
        try server.runtime.listen(path: path)
        for wantsClassObject in [false, true] {
            let results = try client.runtime.activate(
                path: path, clsid: TestExporter.clsid, iids: [TestExporter.iid, unknown], wantsClassObject: wantsClassObject)
            #expect(results.map(\.0) == [.S_OK, .E_NOINTERFACE])
            #expect(results[0].1 == server.exporter.standardReference())
        }
        #expect(
            failure { _ = try client.runtime.activate(path: path, clsid: unknown, iids: [unknown], wantsClassObject: false) }
                == .REGDB_E_CLASSNOTREG)
        let remote = try world.makeProcess(listens: false)
        defer { World.end(remote) }
        let results = try remote.runtime.activate(port: port, clsid: TestExporter.clsid, iids: [TestExporter.iid], wantsClassObject: false)
        #expect(results.map(\.0) == [.S_OK])
        let channel = try world.channel(from: remote.runtime, to: server.runtime)
        #expect(channel.peer.usesTCP)
        #expect(try channel.add(4, 5) == 9)
    }

    /// The HRESULT, and the error object of whoever failed to make the object.
    @Test func aFailedActivationTellsWhy() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let path = world.folder.path + "/class"
        try server.runtime.listen(path: path)
        func activate(_ clsid: GUID, _ count: Int = 1) throws {
            let iids = [GUID](repeating: TestExporter.iid, count: count)
            _ = try client.runtime.activate(path: path, clsid: clsid, iids: iids, wantsClassObject: false)
        }
        let unknown = GUID("{99999999-0000-0000-0000-000000000000}")!
        for count in [1, 2, 3] {
            let error = try #require(#expect(throws: COMError.self) { try activate(unknown, count) })
            #expect(error.hresult == .REGDB_E_CLASSNOTREG)
            #expect(error.message == "there is no such class" && error.source == "Test.Exporter")
            #expect(error.helpFile == "help.chm" && error.helpContext == 7)
        }
        // Without one the client says what it was about.
        let error = try #require(#expect(throws: COMError.self) { try activate(.zero) })
        #expect(error.hresult == .REGDB_E_CLASSNOTREG && error.message?.contains("00000000-0000") == true)
        // The connection is in step.
        try activate(TestExporter.clsid)
    }

    @Test func aFolderThatOthersMayEnterIsRefused() throws {
        let world = try World()
        let open = world.folder.path + "/open"
        mkdir(open, 0o755)
        chmod(open, 0o755)
        defer { rmdir(open) }
        #expect(throws: COMError.self) { try RuntimeFolder(path: open) }
        let link = world.folder.path + "/link"
        symlink(world.folder.path, link)
        defer { unlink(link) }
        #expect(throws: COMError.self) { try RuntimeFolder(path: link) }
        let file = world.folder.path + "/file"
        try writeFile(file, "")
        #expect(throws: COMError.self) { try RuntimeFolder(path: file) }
    }

    @Test func staleSocketsAreRemovedAndOthersAreNot() throws {
        let world = try World()
        let server = try world.makeProcess()
        defer { World.end(server) }
        let stale = world.folder.socket(process: 0xDEAD)
        let descriptor = socket(AF_UNIX, Socket.stream, 0)
        #expect(Socket.bind(descriptor, path: stale) == 0)
        close(descriptor)
        #expect(access(stale, F_OK) == 0)
        world.folder.removeStaleSockets()
        #expect(access(stale, F_OK) != 0)
        #expect(access(server.runtime.socketPath, F_OK) == 0)
    }

    @Test func aLongPathIsReached() throws {
        let world = try World()
        var path = world.folder.path
        var made: [String] = []
        for _ in 0..<4 {
            path += "/" + String(repeating: "x", count: 40)
            mkdir(path, 0o700)
            made.append(path)
        }
        defer { for path in made.reversed() { rmdir(path) } }
        let folder = try RuntimeFolder(path: path)
        let exporter = TestExporter(ipid: TestExporter.ipid(of: 77))
        let server = try ORPCRuntime(process: 77, services: exporter, folder: folder)
        try server.listen()
        let client = try ORPCRuntime(services: TestExporter(ipid: .zero), folder: folder)
        let channel = try RemoteChannel(peer: client.peer(oxid: 77 << 16 | 1), oxid: 77 << 16 | 1, ipid: exporter.ipid, iid: TestExporter.iid)
        #expect(try channel.add(1, 2) == 3)
        client.stop()
        server.stop()
        exporter.lastPeer.withLock { $0 = nil }
    }

    @Test func connectionsBeyondTheLimitAreRefused() throws {
        let world = try World()
        var options = RPCOptions()
        options.maximumConnections = 2
        let server = try world.makeProcess(options)
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let peer = try client.runtime.peer(oxid: server.runtime.process << 16 | 1)
        let first = try peer.connect()
        let second = try peer.connect()
        #expect(failure { _ = try peer.connect() } == .RPC_E_OUT_OF_RESOURCES)
        peer.close(second)
        peer.putBack(first)
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        #expect(try channel.add(1, 2) == 3)
    }

    @Test func aSlowMethodIsWaitedForAndAStuckProcessIsNot() throws {
        let world = try World()
        var options = RPCOptions()
        options.probeInterval = 20
        options.probeTimeout = 2000
        let server = try world.makeProcess()
        let client = try world.makeProcess(options, listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        #expect(try channel.add(1, 2) == 3)
        let before = server.runtime.acceptedCount
        let finished = Gate()
        let result = Mutex<[UInt8]?>(nil)
        _ = Thread.start(stack: 1 << 20) {
            let answer = try? channel.call(TestExporter.Method.wait, [])
            result.withLock { $0 = answer }
            finished.open()
        }
        // The method lasts several probes; each of them is a connection of its own that the server sees.
        for _ in 0..<20 { #expect(try channel.add(1, 2) == 3) }
        #expect(eventually { server.runtime.acceptedCount >= before + 5 })
        server.exporter.gate.open()
        finished.wait()
        #expect(result.withLock { $0 } == [])
    }

    @Test func aServerThatNeverAnswersTimesOut() throws {
        let world = try World()
        var options = RPCOptions()
        options.probeInterval = 50
        options.probeTimeout = 50
        let client = try world.makeProcess(options, listens: false)
        defer { World.end(client) }
        // A listener whose process is stopped: connections wait in its queue.
        let path = world.folder.socket(process: 0xABCD)
        let descriptor = socket(AF_UNIX, Socket.stream, 0)
        #expect(Socket.bind(descriptor, path: path) == 0)
        listen(descriptor, 4)
        defer { close(descriptor) }
        let oxid: UInt64 = 0xABCD << 16 | 1
        let channel = try RemoteChannel(peer: client.runtime.peer(oxid: oxid), oxid: oxid, ipid: .zero, iid: TestExporter.iid)
        #expect(failure { _ = try channel.add(1, 2) } == .RPC_E_TIMEOUT)
    }

    @Test func aCallMayHaveALimit() throws {
        let world = try World()
        var options = RPCOptions()
        options.callTimeout = 50
        let server = try world.makeProcess()
        let client = try world.makeProcess(options, listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        #expect(failure { _ = try channel.call(TestExporter.Method.wait, []) } == .RPC_E_TIMEOUT)
        server.exporter.gate.open()
        #expect(try channel.add(1, 2) == 3)
    }
}
