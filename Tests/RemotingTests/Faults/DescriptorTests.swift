// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import FaultSupport
import TestSupport
import Testing

@testable import Remoting

/// Processes without descriptors of files: the documented HRESULT, no busy waiting, service to those who are connected, and to all when
/// there are descriptors again.
@Suite(.serialized) struct DescriptorTests {
    private static let bind = RawConnection.bind([SyntaxIdentifier(ObjectExporter.iid)])

    /// What all threads of an idle process may use of a processor in 300 milliseconds. One that spins uses it all, or what others leave
    /// of it.
    private func expectRest(_ child: FaultChild, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let used = try child.number("rest 300")
        #expect(used < 60, "\(used) ms of 300", sourceLocation: sourceLocation)
    }

    private func bound(_ socket: String) throws -> RawConnection {
        let raw = try RawConnection(socket)
        raw.send(DescriptorTests.bind)
        #expect(type(of: raw.receive()) == PDUType.bindAck.rawValue)
        return raw
    }

    /// IObjectExporter::ServerAlive.
    private func expectService(_ raw: RawConnection, sourceLocation: SourceLocation = #_sourceLocation) {
        raw.send(RawConnection.request(0, 3, []))
        #expect(type(of: raw.receive()) == PDUType.response.rawValue, sourceLocation: sourceLocation)
    }

    @Test func aServerRefusesWhatItCannotAccept() throws {
        let stage = try FaultStage()
        let server = try stage.process()
        _ = try server.object()
        let socket = try server.ask("socket")
        let before = try server.counts()
        try server.ask("leave 5")
        // Five are accepted, and not one more.
        var accepted = try (0..<5).map { _ in try bound(socket) }
        for _ in 0..<100 {
            let raw = try RawConnection(socket)
            let answer = try #require(raw.receive())
            #expect(answer[2] == PDUType.bindNak.rawValue && UInt16(answer[16]) == BindNak.localLimit)
            #expect(raw.receiveUntilClosed() == [])
        }
        try expectRest(server)
        for raw in accepted { expectService(raw) }
        #expect(try server.counts()["connections"] == 5)
        // With one that goes there is room for one.
        var full = try server.countsAtRest()
        for name in ["connections", "descriptors", "blocks"] { full[name] -= 1 }
        accepted.removeLast()
        try server.expectBack(at: full)
        accepted.append(try bound(socket))
        for raw in accepted { expectService(raw) }
        accepted = []
        try server.expectBack(at: before)
        try server.ask("limit 8192")
        #expect(server.stop() == 0)
    }

    /// Not even the one that is kept for a refusal can be opened: who connects waits.
    @Test func aServerThatCannotRefuseWaits() throws {
        let stage = try FaultStage()
        let server = try stage.process()
        _ = try server.object()
        let socket = try server.ask("socket")
        let before = try server.counts()
        do {
            let connected = try bound(socket)
            try server.ask("limit 3")
            let waiting = try (0..<10).map { _ in
                let raw = try RawConnection(socket)
                raw.send(DescriptorTests.bind)
                return raw
            }
            expectService(connected)
            try expectRest(server)
            expectService(connected)
            #expect(try server.counts()["connections"] == 1)
            try server.ask("limit 8192")
            for raw in waiting {
                #expect(type(of: raw.receive()) == PDUType.bindAck.rawValue)
                expectService(raw)
            }
            #expect(try server.counts()["connections"] == 11)
        }
        try server.expectBack(at: before)
        #expect(server.stop() == 0)
    }

    @Test func aProcessThatCannotListenSaysSo() throws {
        let stage = try FaultStage()
        let server = try stage.process()
        var before = try server.counts()
        let outOfResources = "\(HResult.RPC_E_OUT_OF_RESOURCES)"
        // The folder, the socket, the two ends of a pipe: none, one, two are not enough.
        for left in 0..<3 {
            try server.ask("leave \(left)")
            #expect(try server.object() == outOfResources, "\(left) descriptors")
            before["ended"] += 1
            try server.expectBack(at: before)
        }
        try server.ask("limit 8192")
        let reference = try server.object()
        let client = try stage.process()
        try client.take(reference)
        #expect(try client.ask("call") == "7")
        for child in [client, server] { #expect(child.stop() == 0) }
    }

    /// Limits are chosen before there is anything that they are for.
    @Test func limitsAreChosenAtTheBeginning() throws {
        let stage = try FaultStage()
        let server = try stage.process("connections=1")
        #expect(try server.ask("configure connections=2") == "configured")
        _ = try server.object()
        #expect(try server.ask("configure connections=3") == "\(HResult.RPC_E_TOO_LATE)")
        let socket = try server.ask("socket")
        let accepted = try (0..<2).map { _ in try bound(socket) }
        let refused = try RawConnection(socket)
        #expect(type(of: refused.receive()) == PDUType.bindNak.rawValue)
        for raw in accepted { expectService(raw) }
        #expect(server.stop() == 0)
    }

    /// The same by the command's option.
    @Test func latebindServeHasALimit() throws {
        let stage = try InteropStage()
        try stage.makeCounter()
        let server = try ChildProcess(
            [
                InteropStage.buildFolder + "/latebind", "serve", "--announce", "--stay", "--class", "Counters.Counter", "--max-connections", "2",
            ], environment: stage.environment)
        let ready = try server.readLine()
        #expect(ready == "ready {7C5E2A12-3B9D-4F60-8A41-6D0F9B2C1E00}")
        let socket = stage.runtime + "/class-7C5E2A12-3B9D-4F60-8A41-6D0F9B2C1E00"
        let accepted = try (0..<2).map { _ in try bound(socket) }
        let refused = try RawConnection(socket)
        #expect(type(of: refused.receive()) == PDUType.bindNak.rawValue)
        for raw in accepted { expectService(raw) }
        server.signal(15)
        #expect(server.stop() == 0)
    }

    @Test func aClientThatCannotConnectIsTold() throws {
        let stage = try FaultStage()
        let servers = try (0..<2).map { _ in try stage.process() }
        let references = try servers.map { try $0.object() }
        let client = try stage.process()
        try client.take(references[0])
        #expect(try client.ask("call") == "7")
        let before = try client.counts()
        try client.ask("leave 0")
        for _ in 0..<10 { #expect(try client.ask("take " + references[1]) == "\(HResult.RPC_E_OUT_OF_RESOURCES)") }
        // The connection that is there serves.
        #expect(try client.ask("call") == "7")
        try client.expectBack(at: before)
        try client.ask("limit 8192")
        try client.take(references[1])
        #expect(try client.ask("call") == "7")
        for child in servers + [client] { #expect(child.stop() == 0) }
    }

    /// The one descriptor that is left is the connection's; what watches connections has none until there are more.
    @Test func aDeathIsNoticedWithADescriptorThatCameLate() throws {
        let stage = try FaultStage()
        let server = try stage.process()
        let reference = try server.object()
        let client = try stage.process()
        // The process's own part of the runtime is there: only the connection is to come.
        #expect(try client.ask("take 00") != "taken")
        let before = try client.counts()
        try client.ask("leave 1")
        try client.take(reference)
        #expect(try client.ask("call") == "7")
        try expectRest(client)
        try client.ask("limit 8192")
        server.kill()
        // Without a call: the process is forgotten, the connection closed; what watches stays.
        var after = try client.counts()
        after["peers"] = before["peers"]
        after["descriptors"] = before["descriptors"] + 1
        try client.expectBack(at: after)
        #expect(try client.ask("call") == "\(HResult.RPC_E_DISCONNECTED)")
        #expect(client.stop() == 0)
    }
}
