// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import FaultSupport
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

/// A thousand clients of one server process, each of which is a process for it: with a name of its own, a connection of its own,
/// references of its own.
@Suite(.serialized, .noLeaks) struct ManyClientsTests {
    private static let count = 1000
    private static let fault = GUID("{4D1E0002-52A6-4C0B-9D0B-7A1F0C9E5B11}")!
    private static let echo: UInt32 = 7
    /// KiB of memory that a connection may take in the server: its thread's stack as far as it is used, its buffers.
    private static let mostMemory = 64

    private struct Client: Sendable {
        let runtime: ORPCRuntime
        let unknown: RemoteUnknown
        let channel: RemoteChannel

        init(of object: StandardReference, in folder: RuntimeFolder) throws {
            let process = ORPCRuntime.randomProcess()
            runtime = try ORPCRuntime(
                process: process, services: TestExporter(ipid: TestExporter.ipid(of: process)), folder: folder)
            let peer = try runtime.peer(oxid: object.oxid)
            unknown = RemoteUnknown(peer: peer, ipid: try peer.apartment(oxid: object.oxid).remUnknown)
            // As long as there are proxies a connection is kept.
            try peer.retainProxies()
            let found = try unknown.queryInterfaces(object: object.ipid, references: 1, iids: [ManyClientsTests.fault])
            guard found.first?.0 == .S_OK, let reference = found.first?.1 else { throw Failure("\(found)") }
            channel = try RemoteChannel(peer: peer, oxid: object.oxid, ipid: reference.ipid, iid: ManyClientsTests.fault)
        }

        func call(_ value: UInt32) throws {
            let answer = try channel.call(ManyClientsTests.echo, bytes(of: value))
            guard answer == bytes(of: value) + [0, 0, 0, 0] else { throw Failure("Echo(\(value)) answered \(answer)") }
        }

        func release() throws {
            try unknown.releaseReferences([InterfaceReferences(ipid: channel.ipid, publicReferences: 1)])
        }

        func end() { runtime.stop() }
    }

    /// Does something with each of many, on a few threads.
    private func forEach(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
        try WorkOfMany(count: count, body: body).run(threads: 8)
    }

    @Test func areServedAtOnce() throws {
        let count = ManyClientsTests.count
        #expect(Counts.allowDescriptors(8192) > count + 100)
        let stage = try FaultStage()
        let server = try stage.process("connections=\(count)")
        // A first object, which stays, so that everything that is made once is there.
        _ = try server.object()
        var before = try server.countsAtRest()
        let resident = try server.number("resident")
        let object = try StandardReference(server.object())
        let folder = stage.folder
        let clients = Clients()
        try forEach(count) { number in
            let client = try Client(of: object, in: folder)
            try client.call(UInt32(number))
            clients.add(client)
        }
        var all = clients.taken()
        #expect(all.count == count)
        let full = try server.countsAtRest()
        #expect(full["connections"] == count)
        #expect(full["peers"] == count)
        #expect(full["descriptors"] == before["descriptors"] + count)
        // One thread for each connection, and no more.
        #expect(full["threads"] <= before["threads"] + count)
        #expect(full["exported"] == before["exported"] + 1)
        #expect(full["stubs"] == before["stubs"] + 2)
        let each = (try server.number("resident") - resident) / count
        #expect(each < ManyClientsTests.mostMemory, "\(each) KiB for each connection")

        // The configured limit: the next one is refused, and does not disturb the others.
        for _ in 0..<10 {
            let error = #expect(throws: COMError.self) { try Client(of: object, in: folder) }
            #expect(error?.hresult == .RPC_E_OUT_OF_RESOURCES, "\(String(describing: error))")
        }
        let served = all
        try forEach(count) { number in
            for value in 0..<3 as Range<UInt32> { try served[number].call(UInt32(number) << 8 | value) }
        }
        #expect(try server.counts()["connections"] == count)

        // One goes, one comes.
        all.removeLast().end()
        var less = full
        for name in ["connections", "peers", "descriptors", "blocks", "objects"] { less[name] -= 1 }
        try server.expectBack(at: less)
        let another = try Client(of: object, in: folder)
        try another.call(7)
        all.append(another)

        // Half of them give back what they have, the others just go; the references that nobody claimed are the first one's.
        try all[0].unknown.claim(object: object.ipid, count: 5)
        for client in all[..<(count / 2)] { try client.release() }
        #expect(try server.counts()["ended"] == before["ended"])
        for client in all { client.end() }
        before["ended"] += 1
        try server.expectBack(at: before)
        #expect(server.stop() == 0)
    }

    /// They connect while the server does not run: the kernel keeps them until it does.
    @Test func waitInTheBacklog() throws {
        // What the kernel allows; a listener's wish beyond it is cut.
        let allowed = Int(try readFile("/proc/sys/net/core/somaxconn").filter(\.isNumber)) ?? 128
        let count = min(ManyClientsTests.count, allowed)
        #expect(Counts.allowDescriptors(8192) > count + 100)
        let stage = try FaultStage()
        let server = try stage.process()
        _ = try server.object()
        let socket = try server.ask("socket")
        let before = try server.counts()
        server.signal(SIGSTOP)
        do {
            let waiting = try (0..<count).map { _ in
                let raw = try RawConnection(socket)
                raw.send(RawConnection.bind([SyntaxIdentifier(ObjectExporter.iid)]))
                return raw
            }
            server.signal(SIGCONT)
            for raw in waiting {
                #expect(type(of: raw.receive()) == PDUType.bindAck.rawValue)
                raw.send(RawConnection.request(0, 3, []))
                #expect(type(of: raw.receive()) == PDUType.response.rawValue)
            }
            #expect(try server.counts()["connections"] == count)
        }
        try server.expectBack(at: before)
        #expect(server.stop() == 0)
    }

    private final class Clients: Sendable {
        private let all = Mutex<[Client]>([])
        func add(_ client: Client) { all.withLock { $0.append(client) } }
        func taken() -> [Client] {
            all.withLock { all in
                defer { all = [] }
                return all
            }
        }
    }
}

/// Something that is done many times, on a few threads.
private final class WorkOfMany: Sendable {
    private let count: Int
    private let body: @Sendable (Int) throws -> Void
    private let next = Atomic<Int>(0)
    private let failures = Mutex<[String]>([])
    private let running = WaitGroup()

    init(count: Int, body: @escaping @Sendable (Int) throws -> Void) {
        self.count = count
        self.body = body
    }

    /// - Throws: `Failure` with what went wrong.
    func run(threads: Int) throws {
        for _ in 0..<threads {
            running.enter()
            if !Thread.start(stack: 1 << 20, { [self] in work() }) { running.leave() }
        }
        running.wait()
        let failures = failures.withLock { $0 }
        guard failures.isEmpty else { throw Failure("\(failures.count) failed: " + failures.prefix(3).joined(separator: "\n")) }
    }

    private func work() {
        while true {
            let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard number < count else { break }
            do { try body(number) } catch { failures.withLock { $0.append("\(number): \(error)") } }
        }
        running.leave()
    }
}
