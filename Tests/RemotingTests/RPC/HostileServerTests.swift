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

/// A client before servers that break every rule: the documented HRESULT, soon, and nothing else.
@Suite(.serialized, .noLeaks) struct HostileServerTests {
    private static let process: UInt64 = 0xBAD

    /// A server that plays a script: each element answers one PDU; nil closes.
    private func withServer(
        _ answers: [@Sendable ([UInt8]) -> [UInt8]?], _ options: RPCOptions = RPCOptions(), _ body: (RemoteChannel) throws -> Void
    ) throws {
        let world = try World()
        let before = latebind_blocks_taken()
        do {
            let path = world.folder.socket(process: HostileServerTests.process)
            let listener = socket(AF_UNIX, Socket.stream, 0)
            #expect(Socket.bind(listener, path: path) == 0)
            listen(listener, 8)
            let group = WaitGroup()
            group.enter()
            _ = Thread.start(stack: 1 << 20) {
                // One connection: what comes afterwards finds nobody.
                let raw = RawConnection(adopting: latebind_accept(listener))
                close(listener)
                for answer in answers {
                    guard let pdu = raw.receive(), let bytes = answer(pdu), raw.send(bytes) else { break }
                }
                raw.finish()
                // Until the client has gone; it may be given something to read no more.
                group.leave()
            }
            let client = try world.makeProcess(options, listens: false)
            let oxid = HostileServerTests.process << 16 | 1
            let channel = try RemoteChannel(
                peer: client.runtime.peer(oxid: oxid), oxid: oxid, ipid: TestExporter.ipid(of: HostileServerTests.process),
                iid: TestExporter.iid)
            try body(channel)
            group.wait()
            World.end(client)
        }
        // Fewer is no leak: a thread of an earlier test may have had one still when they were counted.
        #expect(eventually { latebind_blocks_taken() <= before })
    }

    private func failure(_ channel: RemoteChannel) -> HResult? {
        do { _ = try channel.add(1, 2) } catch { return (error as? COMError)?.hresult }
        return nil
    }

    private static let accept: @Sendable ([UInt8]) -> [UInt8]? = { bind in
        let count = Int(bind[24])
        return BindAckPDU(
            maximumTransmit: 4280, maximumReceive: 4280, associationGroup: 1, secondaryAddress: "x",
            results: [ContextResult](repeating: .accepted, count: count)
        ).bytes(.bindAck, callID: 1)
    }

    private static let hello: @Sendable ([UInt8]) -> [UInt8]? = { request in
        response(callID: request[12], bytes(of: process) + [0, 0, 0, 0])
    }

    private static func response(callID: UInt8, flags: UInt8 = PDUFlags.only, _ stub: [UInt8]) -> [UInt8] {
        PDUHeader.pdu(.response, flags: flags, callID: UInt32(callID)) { writer in
            writer.uint32(UInt32(stub.count))
            writer.uint32(0)
            writer.raw(stub)
        }
    }

    @Test func anHonestScriptIsUnderstood() throws {
        try withServer([
            Self.accept, Self.hello, { Self.response(callID: $0[12], [UInt8](repeating: 0, count: 8) + [5, 0, 0, 0, 0, 0, 0, 0]) },
        ]) { channel in
            #expect((try? channel.add(1, 2)) == 5)
            // It has gone now.
            let after = failure(channel)
            #expect(after == .RPC_E_DISCONNECTED || after == .RPC_E_SERVER_DIED || after == .RPC_E_SERVER_DIED_DNE)
        }
    }

    @Test func aServerThatDiesInACallIsTold() throws {
        try withServer([Self.accept, Self.hello, { _ in nil }]) { channel in #expect(failure(channel) == .RPC_E_SERVER_DIED) }
        // Within an answer.
        try withServer([
            Self.accept, Self.hello, { Array(Self.response(callID: $0[12], [UInt8](repeating: 0, count: 16)).prefix(20)) },
        ]) { channel in #expect(failure(channel) == .RPC_E_SERVER_DIED) }
    }

    @Test func aServerThatRefusesIsTold() throws {
        try withServer([{ _ in BindNak.bytes(reason: BindNak.localLimit, callID: 1) }]) { channel in
            #expect(failure(channel) == .RPC_E_OUT_OF_RESOURCES)
        }
        try withServer([{ _ in BindNak.bytes(reason: BindNak.protocolVersion, callID: 1) }]) { channel in
            #expect(failure(channel) == .RPC_E_ACCESS_DENIED)
        }
        // Another process than the one that is meant.
        try withServer([Self.accept, { Self.response(callID: $0[12], bytes(of: UInt64(0x777)) + [0, 0, 0, 0]) }]) { channel in
            #expect(failure(channel) == .RPC_E_ACCESS_DENIED)
        }
    }

    @Test(arguments: 0..<9) func nonsenseIsInvalidData(kind: Int) throws {
        let answer: @Sendable ([UInt8]) -> [UInt8]? = { request in
            let good = Self.response(callID: request[12], [UInt8](repeating: 0, count: 16))
            var bad = good
            switch kind {
            case 0: bad[12] &+= 1  // another call
            case 1: bad[2] = PDUType.request.rawValue
            case 2: bad[2] = 99
            case 3: bad[3] = PDUFlags.last  // not its beginning
            case 4: bad = Self.response(callID: request[12], [0, 0, 0, 0])  // no ORPCTHAT
            case 5: bad[28] = 1  // extents that are not there
            case 6: bad[8] = 20  // shorter than its header
            case 7: bad[10] = 8  // authentication
            default:
                bad = Self.response(callID: request[12], flags: PDUFlags.first, [UInt8](repeating: 0, count: 16))
                    + Self.response(callID: request[12], flags: PDUFlags.only, [UInt8](repeating: 0, count: 16))
            }
            return bad
        }
        try withServer([Self.accept, Self.hello, answer]) { channel in
            #expect(failure(channel) == .RPC_E_INVALID_DATAPACKET, "kind \(kind)")
        }
    }

    @Test func halfAnAnswerAndThenSilenceTimesOut() throws {
        var options = RPCOptions()
        options.fragmentTimeout = 50
        let gate = Gate()
        try withServer(
            [
                Self.accept, Self.hello, { Array(Self.response(callID: $0[12], [UInt8](repeating: 0, count: 16)).prefix(20)) },
                { _ in nil },
            ], options
        ) { channel in
            #expect(failure(channel) == .RPC_E_TIMEOUT)
            channel.peer.closeIdle()
            gate.open()
        }
        gate.wait()
    }

    @Test(arguments: 0..<4) func mutatedAnswersAreSurvived(seed: UInt64) throws {
        for round in 0..<40 as Range<UInt64> {
            let answer: @Sendable ([UInt8]) -> [UInt8]? = { request in
                var random = SplitMix(seed: seed << 32 | round)
                var bytes = Self.response(
                    callID: request[12], flags: random.next() % 2 == 0 ? PDUFlags.only : PDUFlags.first, [UInt8](repeating: 0, count: 48))
                bytes += Self.response(callID: request[12], flags: PDUFlags.last, [UInt8](repeating: 3, count: 20))
                for _ in 0..<(random.next() % 5) {
                    bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
                }
                return bytes
            }
            try withServer([Self.accept, Self.hello, answer]) { channel in _ = try? channel.add(1, 2) }
        }
    }
}
