// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CPlatform
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

/// A server before clients that break every rule: the answer or the end that [C706] asks for, and service to others.
@Suite(.serialized, .noLeaks) struct HostileClientTests {
    private static let interface = SyntaxIdentifier(TestExporter.iid)

    /// Runs `body` beside a server, and then calls it as an honest client.
    private func withServer(_ options: RPCOptions = RPCOptions(), _ body: (ORPCRuntime, TestExporter) throws -> Void) throws {
        let world = try World()
        let before = latebind_blocks_taken()
        do {
            let server = try world.makeProcess(options)
            let client = try world.makeProcess(listens: false)
            defer { World.end(client, server) }
            try body(server.runtime, server.exporter)
            let channel = try world.channel(from: client.runtime, to: server.runtime)
            #expect(try channel.add(20, 22) == 42)
        }
        // Fewer is no leak: a thread of an earlier test may have had one still when they were counted.
        #expect(eventually { latebind_blocks_taken() <= before })
    }

    private func bound(_ server: ORPCRuntime) throws -> RawConnection {
        let raw = try RawConnection(server.socketPath)
        raw.send(RawConnection.bind([HostileClientTests.interface, SyntaxIdentifier(ObjectExporter.iid)]))
        #expect(type(of: raw.receive()) == PDUType.bindAck.rawValue)
        return raw
    }

    @Test func contextsAreNegotiated() throws {
        try withServer { server, _ in
            let raw = try RawConnection(server.socketPath)
            let ndr64 = SyntaxIdentifier(GUID("{71710533-BEBA-4937-8319-B5DBEF9CCC36}")!, version: 1)
            let features = SyntaxIdentifier(GUID("{6CB71C2C-9812-4540-0300-000000000000}")!, version: 1)
            let bind = BindPDU(
                maximumFragment: 4280, associationGroup: 0,
                contexts: [
                    PresentationContext(id: 0, interface: HostileClientTests.interface, transferSyntaxes: [.ndr20]),
                    PresentationContext(id: 1, interface: HostileClientTests.interface, transferSyntaxes: [ndr64]),
                    PresentationContext(id: 2, interface: HostileClientTests.interface, transferSyntaxes: [features]),
                    PresentationContext(
                        id: 3, interface: SyntaxIdentifier(TestExporter.iid, version: 1), transferSyntaxes: [.ndr20]),
                    PresentationContext(id: 4, interface: HostileClientTests.interface, transferSyntaxes: [ndr64, .ndr20]),
                ])
            raw.send(bind.bytes(.bind, callID: 5))
            let answer = try #require(raw.receive())
            let ack = try answer.withUnsafeBytes { try BindAckPDU($0, isBigEndian: false) }
            #expect(ack.results == [.accepted, .rejected(2), .noFeatures, .rejected(1), .accepted])
            #expect(ack.maximumTransmit == 4280 && ack.associationGroup != 0)
            #expect(ack.secondaryAddress == server.socketPath)
            // Another one later on.
            raw.send(RawConnection.bind([SyntaxIdentifier(ObjectExporter.iid)], type: .alterContext, callID: 6, first: 9))
            #expect(type(of: raw.receive()) == PDUType.alterContextResponse.rawValue)
            raw.send(RawConnection.request(9, 3, []))
            #expect(type(of: raw.receive()) == PDUType.response.rawValue)
        }
    }

    @Test func callsInBigEndianAreServed() throws {
        try withServer { server, exporter in
            let raw = try bound(server)
            var arguments: [UInt8] = [0, 5, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0]
            arguments += [UInt8](repeating: 7, count: 16) + [0, 0, 0, 0] + [0, 0, 0, 2, 0, 0, 0, 3]
            var request = RawConnection.request(0, 4, object: exporter.ipid, arguments)
            // The header again, in the other order.
            request[4] = 0
            (request[8], request[9]) = (request[9], request[8])
            (request[12], request[15]) = (request[15], request[12])
            (request[16], request[19]) = (request[19], request[16])
            (request[22], request[23]) = (request[23], request[22])
            func swapGUID(at offset: Int) {
                request[offset..<(offset + 4)].reverse()
                request[(offset + 4)..<(offset + 6)].reverse()
                request[(offset + 6)..<(offset + 8)].reverse()
            }
            swapGUID(at: 24)
            raw.send(request)
            let answer = try #require(raw.receive())
            #expect(answer[2] == PDUType.response.rawValue && Array(answer[32..<36]) == [5, 0, 0, 0])
        }
    }

    @Test func whatABindMustNotBeIsRefused() throws {
        try withServer { server, _ in
            func answer(_ bytes: [UInt8]) throws -> [UInt8]? {
                let raw = try RawConnection(server.socketPath)
                raw.send(bytes)
                let answer = raw.receive()
                #expect(raw.receiveUntilClosed() == [])
                return answer
            }
            let good = RawConnection.bind([HostileClientTests.interface])
            // Another version: bind_nak, with the reason and the versions there are.
            var other = good
            other[0] = 4
            let nak = try #require(try answer(other))
            #expect(nak[2] == PDUType.bindNak.rawValue && nak[16] == 4)
            // Authentication.
            var authenticated = good + [10, 2, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]
            authenticated[8] = UInt8(authenticated.count)
            authenticated[10] = 4
            let refused = try #require(try answer(authenticated))
            #expect(refused[2] == PDUType.bindNak.rawValue && refused[16] == 8)
            // Fragments that are too small to be of use.
            var small = good
            small[18] = 100
            small[19] = 0
            #expect(type(of: try answer(small)) == PDUType.bindNak.rawValue)
            // A bind whose list goes beyond its end.
            var long = good
            long[24] = 200
            #expect(status(try answer(long)) == RPCStatus.badStubData)
            // A second bind; an alter_context before the bind; a request before it; what servers send.
            #expect(status(try answer(RawConnection.bind([HostileClientTests.interface], type: .alterContext))) == RPCStatus.protocolError)
            #expect(status(try answer(RawConnection.request(0, 3, []))) == RPCStatus.protocolError)
            for kind: UInt8 in [2, 3, 12, 13, 15, 16, 17] {
                var bytes = good
                bytes[2] = kind
                #expect(status(try answer(bytes)) == RPCStatus.protocolError)
            }
            let raw = try bound(server)
            raw.send(good)
            #expect(status(raw.receive()) == RPCStatus.protocolError)
            #expect(raw.receiveUntilClosed() == [])
        }
    }

    @Test func whatACallMustNotBeIsAFaultAndTheNextIsServed() throws {
        try withServer { server, exporter in
            let raw = try bound(server)
            let add = RawConnection.orpc(bytes(of: UInt32(2)) + bytes(of: UInt32(3)))
            func fault(_ request: [UInt8]) -> UInt32? {
                raw.send(request)
                return status(raw.receive())
            }
            let ipid = exporter.ipid
            #expect(fault(RawConnection.request(77, 4, object: ipid, add)) == RPCStatus.invalidContextID)
            #expect(fault(RawConnection.request(0, 999, object: ipid, add)) == RPCStatus.operationRange)
            #expect(fault(RawConnection.request(1, 999, [])) == RPCStatus.operationRange)
            #expect(fault(RawConnection.request(0, 4, object: .zero, add)) == 0x8001_0108)
            #expect(fault(RawConnection.request(0, 4, add)) == 0x8001_0114)
            #expect(fault(RawConnection.request(0, 4, object: ipid, Array(add.prefix(31)))) == RPCStatus.badStubData)
            #expect(fault(RawConnection.request(0, 4, object: ipid, Array(add.prefix(36)))) == RPCStatus.badStubData)
            var version = add
            version[0] = 6
            #expect(fault(RawConnection.request(0, 4, object: ipid, version)) == 0x8001_0110)
            version = add
            version[2] = 8
            #expect(fault(RawConnection.request(0, 4, object: ipid, version)) == 0x8001_0110)
            // Extents that lie about themselves.
            var extents = add
            extents[28] = 1
            #expect(fault(RawConnection.request(0, 4, object: ipid, extents)) == RPCStatus.badStubData)
            // A cancel of nothing, an orphaned call: read and forgotten.
            raw.send(PDUHeader.pdu(.cancel, callID: 9) { _ in })
            raw.send(PDUHeader.pdu(.orphaned, callID: 9) { _ in })
            raw.send(RawConnection.request(0, 4, object: ipid, add))
            let answer = try #require(raw.receive())
            #expect(answer[2] == PDUType.response.rawValue && Array(answer[32..<36]) == [5, 0, 0, 0])
        }
    }

    @Test func fragmentsOutOfOrderEndTheConnection() throws {
        try withServer { server, exporter in
            let part = RawConnection.orpc([UInt8](repeating: 1, count: 8))
            let wrong: [[[UInt8]]] = [
                // No first one.
                [RawConnection.request(0, 3, object: exporter.ipid, flags: 0, part)],
                [RawConnection.request(0, 3, object: exporter.ipid, flags: PDUFlags.last, part)],
                // A second first one; another call's; another kind.
                [
                    RawConnection.request(0, 3, object: exporter.ipid, flags: PDUFlags.first, part),
                    RawConnection.request(0, 3, object: exporter.ipid, flags: PDUFlags.only, part),
                ],
                [
                    RawConnection.request(0, 3, object: exporter.ipid, flags: PDUFlags.first, part),
                    RawConnection.request(0, 3, object: exporter.ipid, callID: 3, flags: PDUFlags.last, part),
                ],
                [
                    RawConnection.request(0, 3, object: exporter.ipid, flags: PDUFlags.first, part),
                    RawConnection.bind([HostileClientTests.interface]),
                ],
            ]
            for pdus in wrong {
                let raw = try bound(server)
                for pdu in pdus { raw.send(pdu) }
                #expect(status(raw.receive()) == RPCStatus.protocolError)
                #expect(raw.receiveUntilClosed() == [])
            }
            // In order, with a cancel between them, they are one call.
            let raw = try bound(server)
            raw.send(RawConnection.request(0, 3, object: exporter.ipid, flags: PDUFlags.first, part))
            raw.send(PDUHeader.pdu(.cancel, callID: 2) { _ in })
            raw.send(RawConnection.request(0, 3, object: exporter.ipid, flags: 0, [2, 2, 2, 2, 2, 2, 2, 2]))
            raw.send(RawConnection.request(0, 3, flags: PDUFlags.last, [3]))
            let answer = try #require(raw.receive())
            #expect(Array(answer[32...]) == [UInt8](repeating: 1, count: 8) + [UInt8](repeating: 2, count: 8) + [3])
        }
    }

    @Test func halfAMessageAndThenSilenceEndsTheConnection() throws {
        var options = RPCOptions()
        options.fragmentTimeout = 50
        try withServer(options) { server, exporter in
            let bind = RawConnection.bind([HostileClientTests.interface])
            let request = RawConnection.request(0, 4, object: exporter.ipid, RawConnection.orpc([1, 0, 0, 0, 2, 0, 0, 0]))
            for count in [1, 15, 16, 17, bind.count - 1] {
                let raw = try RawConnection(server.socketPath)
                raw.send(Array(bind.prefix(count)))
                #expect(raw.receiveUntilClosed() == [])
            }
            for count in [1, 16, 40, request.count - 1] {
                let raw = try bound(server)
                raw.send(Array(request.prefix(count)))
                #expect(raw.receiveUntilClosed() == [])
            }
            // A whole message and then silence is an idle connection. It is silent for longer than the next one, which ends.
            let idle = try bound(server)
            // A first fragment, and no second.
            let raw = try bound(server)
            raw.send(RawConnection.request(0, 3, object: exporter.ipid, flags: PDUFlags.first, RawConnection.orpc([])))
            #expect(raw.receiveUntilClosed() == [])
            idle.send(request)
            #expect(type(of: idle.receive()) == PDUType.response.rawValue)
        }
    }

    @Test func everyTruncationIsSurvived() throws {
        try withServer { server, exporter in
            let request = RawConnection.request(0, 4, object: exporter.ipid, RawConnection.orpc([1, 0, 0, 0, 2, 0, 0, 0]))
            let whole = RawConnection.bind([HostileClientTests.interface]) + request
            for count in 0..<whole.count {
                let raw = try RawConnection(server.socketPath)
                raw.send(Array(whole.prefix(count)))
                raw.finish()
                #expect(raw.receiveUntilClosed() != nil, "\(count) bytes")
            }
        }
    }

    @Test(arguments: 0..<8) func mutationsAreSurvived(seed: UInt64) throws {
        var options = RPCOptions()
        options.maximumMessage = 1 << 20
        try withServer(options) { server, exporter in
            var random = SplitMix(seed: seed)
            let names: [[UInt8]] = [
                RawConnection.bind([HostileClientTests.interface, SyntaxIdentifier(ObjectExporter.iid), SyntaxIdentifier(RemUnknown.iid2)]),
                RawConnection.bind([SyntaxIdentifier(Activation.iid), SyntaxIdentifier(RemoteActivator.iid)], type: .alterContext, first: 3),
                RawConnection.request(0, 3, object: exporter.ipid, RawConnection.orpc([1, 2, 3, 4, 5, 6, 7, 8])),
                RawConnection.request(
                    2, 3, object: TestExporter.remUnknown,
                    RawConnection.orpc([UInt8](repeating: 0, count: 16) + bytes(of: UInt32(1)) + [1, 0, 0, 0] + bytes(of: UInt32(1)) + [UInt8](repeating: 0, count: 16))),
                RawConnection.request(1, 4, [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7, 0]),
                RawConnection.request(1, 2, [UInt8](repeating: 0, count: 24)),
                RawConnection.request(3, 0, RawConnection.orpc([UInt8](repeating: 1, count: 80))),
                RawConnection.request(4, 4, RawConnection.orpc([UInt8](repeating: 1, count: 80))),
                RawConnection.request(0, 3, object: exporter.ipid, flags: PDUFlags.first, RawConnection.orpc([1])),
                RawConnection.request(0, 3, flags: PDUFlags.last, [1]),
            ]
            for _ in 0..<150 {
                let raw = try RawConnection(server.socketPath)
                var stream = names[0]
                for _ in 0..<4 { stream += names[Int(random.next() % UInt64(names.count))] }
                for _ in 0..<(random.next() % 6) {
                    let place = Int(random.next() % UInt64(stream.count))
                    stream[place] = random.next() % 3 == 0 ? 0xFF : UInt8(truncatingIfNeeded: random.next())
                }
                if random.next() % 4 == 0 { stream.removeLast(Int(random.next() % UInt64(stream.count))) }
                raw.send(stream)
                raw.finish()
                #expect(raw.receiveUntilClosed() != nil)
            }
        }
    }

    @Test func helloIsBelievedOnce() throws {
        try withServer { server, _ in
            let raw = try RawConnection(server.socketPath)
            raw.send(RawConnection.bind([SyntaxIdentifier(LatebindExporter.iid)]))
            _ = raw.receive()
            func hello(_ process: UInt64) -> [UInt8]? {
                raw.send(RawConnection.request(0, 0, bytes(of: process)))
                return raw.receive()
            }
            #expect(status(hello(0)) == RPCStatus.badStubData)
            #expect(status(hello(1 << 48)) == RPCStatus.badStubData)
            #expect(type(of: hello(0x1234)) == PDUType.response.rawValue)
            #expect(type(of: hello(0x1234)) == PDUType.response.rawValue)
            #expect(status(hello(0x4321)) == RPCStatus.accessDenied)
        }
    }

    @Test func aClientThatDoesNotReadDoesNotHoldOthers() throws {
        var options = RPCOptions()
        options.fragmentTimeout = 100
        try withServer(options) { server, exporter in
            let raw = try bound(server)
            // Answers that do not fit into the socket's buffers.
            let request = RawConnection.request(0, 11, object: exporter.ipid, RawConnection.orpc(bytes(of: UInt32(8_000_000))))
            raw.send(request)
            let world = server.connectionCount
            #expect(world >= 1)
        }
    }
}

/// Numbers that a seed determines.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
