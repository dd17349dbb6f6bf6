// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPlatform
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

@Suite(.serialized, .noLeaks) struct CallTests {
    @Test func aCallGoesThereAndBack() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        #expect(try channel.add(2, 3) == 5)
        for number in 0..<100 as Range<UInt32> { #expect(try channel.add(number, 1) == number + 1) }
        #expect(try channel.call(TestExporter.Method.nothing, []) == [])
        #expect(server.runtime.connectionCount == 1)
        // The server knows who called.
        let peer = server.exporter.lastPeer.withLock { $0 }
        #expect(peer?.process == client.runtime.process)
        #expect(peer?.pid == getpid())
    }

    @Test(arguments: [0, 1, 7, 8, 1000, 4000, 4064, 5000, 65456, 65457, 70000, 300_001, 5_000_000])
    func messagesOfEverySizeTravelWhole(size: Int) throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        let data = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        #expect(try channel.call(TestExporter.Method.echo, data) == data)
        #expect(try channel.add(1, 1) == 2)
    }

    @Test func smallFragmentsAreAgreedOn() throws {
        let world = try World()
        var options = RPCOptions()
        options.maximumFragment = 1432
        let server = try world.makeProcess(options)
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        let data = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        #expect(try channel.call(TestExporter.Method.echo, data) == data)
    }

    @Test func aMessageLongerThanTheLimitIsRefused() throws {
        let world = try World()
        var options = RPCOptions()
        options.maximumMessage = 100_000
        let server = try world.makeProcess(options)
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        let connection = server.runtime.connectionCount
        for _ in 0..<3 {
            #expect(throws: COMError(.RPC_E_OUT_OF_RESOURCES)) {
                try channel.call(TestExporter.Method.echo, [UInt8](repeating: 1, count: 200_000))
            }
            // The next call is served, on the same connection.
            #expect(try channel.add(1, 2) == 3)
        }
        #expect(connection <= 1)
        #expect(server.runtime.connectionCount == 1)
    }

    @Test func resultsLongerThanTheLimitAreRefused() throws {
        let world = try World()
        var options = RPCOptions()
        options.maximumMessage = 100_000
        let server = try world.makeProcess()
        let client = try world.makeProcess(options, listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        for _ in 0..<3 {
            #expect(throws: COMError(.RPC_E_OUT_OF_RESOURCES)) { try channel.call(TestExporter.Method.enlarge, bytes(of: UInt32(200_000))) }
            #expect(try channel.add(1, 2) == 3)
        }
        #expect(server.runtime.connectionCount == 1)
    }

    @Test func failuresKeepTheirHRESULT() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        func failure(_ body: () throws -> Void) -> HResult? {
            do { try body() } catch { return (error as? COMError)?.hresult }
            return nil
        }
        for status: UInt32 in [0x8000_4005, 0x8002_0009, 0x8001_0108, 0x800A_01C9] {
            #expect(failure { _ = try channel.call(TestExporter.Method.fail, bytes(of: status)) } == HResult(status))
        }
        // Bad stub data, no such method.
        #expect(failure { _ = try channel.call(TestExporter.Method.add, [1]) } == .RPC_X_BAD_STUB_DATA)
        #expect(failure { _ = try channel.call(99, []) } == .RPC_S_PROCNUM_OUT_OF_RANGE)
        // Another object, another interface.
        let oxid = channel.oxid
        let stranger = try RemoteChannel(peer: channel.peer, oxid: oxid, ipid: .zero, iid: TestExporter.iid)
        #expect(failure { _ = try stranger.add(1, 1) } == .RPC_E_DISCONNECTED)
        let other = try RemoteChannel(peer: channel.peer, oxid: oxid, ipid: channel.ipid, iid: IID_IDispatch)
        #expect(failure { _ = try other.add(1, 1) } == .RPC_S_UNKNOWN_IF)
        #expect(try channel.add(1, 2) == 3)
    }

    @Test func theErrorObjectOfTheCalleeArrives() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        ErrorInfo.clear()
        #expect(try channel.call(TestExporter.Method.failWithResults, bytes(of: UInt32(0x8000_4005))) == bytes(of: UInt32(0x8000_4005)))
        let error = ErrorInfo.take()
        #expect(error?.message == "the reason")
        #expect(error?.source == "Test.Exporter")
        #expect(error?.helpFile == "help.chm")
        #expect(error?.helpContext == 7)
        // The next call has none.
        #expect(try channel.add(1, 2) == 3)
        #expect(ErrorInfo.take() == nil)
    }

    @Test func callsGoBackAndForthAtAnyDepth() throws {
        let world = try World()
        let a = try world.makeProcess()
        let b = try world.makeProcess()
        defer { World.end(a, b) }
        let channel = try world.channel(from: a.runtime, to: b.runtime)
        let own = a.runtime.process << 16 | 1
        for depth: UInt32 in [0, 1, 2, 9] {
            let result = try channel.call(
                TestExporter.Method.callBack, bytes(of: depth) + bytes(of: UInt32(0)) + bytes(of: own) + bytes(of: own))
            #expect(result == bytes(of: depth))
        }
    }

    @Test func causalityIsCarriedOnAndEachTopLevelCallHasItsOwn() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        let first = try channel.call(TestExporter.Method.causality, [])
        let second = try channel.call(TestExporter.Method.causality, [])
        #expect(first != second)
        let given = GUID("{11111111-2222-3333-4444-555555555555}")!
        let carried = ORPCCall.withCausality(given) { try? channel.call(TestExporter.Method.causality, []) }
        #expect(carried == withUnsafeBytes(of: given) { [UInt8]($0) })
        #expect(ORPCCall.causality == nil)
    }

    @Test func manyThreadsCallAtOnce() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        let failures = Atomic<Int>(0)
        let group = WaitGroup()
        for thread in 0..<16 as Range<UInt32> {
            group.enter()
            let isStarted = Thread.start(stack: 1 << 20) {
                for number in 0..<200 as Range<UInt32> {
                    if (try? channel.add(thread, number)) != thread + number { failures.wrappingAdd(1, ordering: .relaxed) }
                }
                group.leave()
            }
            #expect(isStarted)
        }
        group.wait()
        #expect(failures.load(ordering: .relaxed) == 0)
        #expect(server.runtime.connectionCount <= 16)
    }

    @Test func manyThreadsCallBackAndForth() throws {
        let world = try World()
        let a = try world.makeProcess()
        let b = try world.makeProcess()
        defer { World.end(a, b) }
        let channel = try world.channel(from: a.runtime, to: b.runtime)
        let back = try world.channel(from: b.runtime, to: a.runtime)
        let failures = Atomic<Int>(0)
        let group = WaitGroup()
        for thread in 0..<8 {
            group.enter()
            _ = Thread.start(stack: 1 << 20) {
                let (out, own) = thread % 2 == 0 ? (channel, a.runtime.process << 16 | 1) : (back, b.runtime.process << 16 | 1)
                for _ in 0..<20 {
                    let result = try? out.call(
                        TestExporter.Method.callBack, bytes(of: UInt32(4)) + bytes(of: UInt32(0)) + bytes(of: own) + bytes(of: own))
                    if result != bytes(of: UInt32(4)) { failures.wrappingAdd(1, ordering: .relaxed) }
                }
                group.leave()
            }
        }
        group.wait()
        #expect(failures.load(ordering: .relaxed) == 0)
    }

    @Test func noBlockIsLost() throws {
        let world = try World()
        let before = latebind_blocks_taken()
        do {
            let server = try world.makeProcess()
            let client = try world.makeProcess(listens: false)
            let channel = try world.channel(from: client.runtime, to: server.runtime)
            _ = try channel.add(1, 2)
            _ = try channel.call(TestExporter.Method.echo, [UInt8](repeating: 3, count: 200_000))
            _ = try? channel.call(TestExporter.Method.fail, bytes(of: UInt32(0x8000_4005)))
            World.end(client, server)
        }
        // Fewer is no leak: a thread of an earlier test may have had one still when they were counted.
        #expect(eventually { latebind_blocks_taken() <= before })
    }

    @Test func rejectedCallsAreSentAgainAsTheMessageFilterSays() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        server.exporter.rejections.store(3, ordering: .relaxed)
        client.exporter.retryDelay.withLock { $0 = 1 }
        #expect(try channel.add(20, 22) == 42)
        server.exporter.rejections.store(1, ordering: .relaxed)
        client.exporter.retryDelay.withLock { $0 = nil }
        #expect(throws: COMError(.RPC_E_SERVERCALL_RETRYLATER)) { try channel.add(1, 1) }
    }

    @Test func channelTellsItsPeer() throws {
        let world = try World()
        let server = try world.makeProcess()
        let client = try world.makeProcess(listens: false)
        defer { World.end(client, server) }
        let channel = try world.channel(from: client.runtime, to: server.runtime)
        let pointer = channel.interfacePointer(for: IID_IRpcChannelBuffer2)!.assumingMemoryBound(to: IRpcChannelBuffer2.self)
        var context: UInt32 = 99
        var destination: UnsafeMutableRawPointer?
        #expect(pointer.pointee.lpVtbl.pointee.GetDestCtx(pointer, &context, &destination) == 0)
        #expect(context == 0)
        #expect(RPCPeer.from(destinationContext: destination) === channel.peer)
        var version: UInt32 = 0
        #expect(pointer.pointee.lpVtbl.pointee.GetProtocolVersion(pointer, &version) == 0)
        #expect(version == 0x0007_0005)
        #expect(pointer.pointee.lpVtbl.pointee.IsConnected(pointer) == 0)
    }
}
