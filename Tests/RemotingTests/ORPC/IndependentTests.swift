// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
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

/// What programs that nobody here wrote make of the protocol: Wireshark's dissectors, impacket's client.
@Suite(.serialized, .noLeaks) struct IndependentTests {
    @Test func wiresharkDissectsASession() throws {
        let world = try World()
        let capture = world.folder.path + "/session.pcap"
        var options = RPCOptions()
        options.maximumFragment = 4280
        do {
            let trace: PacketTrace = try #require(PacketTrace(path: capture))
            options.trace = trace
            let server = try world.makeProcess()
            let client = try world.makeProcess(options, listens: false)
            defer { World.end(client, server) }
            let port = try server.runtime.listen(port: 0)
            let results = try client.runtime.activate(
                port: port, clsid: TestExporter.clsid, iids: [TestExporter.iid, IID_IDispatch], wantsClassObject: false)
            #expect(results.map(\.0) == [.S_OK, .E_NOINTERFACE])
            let channel = try world.channel(from: client.runtime, to: server.runtime)
            #expect(try channel.add(2, 3) == 5)
            #expect(try channel.call(TestExporter.Method.echo, [UInt8](repeating: 1, count: 20_000)).count == 20_000)
            // An interface that Wireshark knows, with an error object in the answer.
            server.exporter.acceptsDispatch.store(true, ordering: .relaxed)
            let dispatch = try RemoteChannel(peer: channel.peer, oxid: channel.oxid, ipid: channel.ipid, iid: IID_IDispatch)
            #expect(try dispatch.call(3, []) == [1, 0, 0, 0, 0, 0, 0, 0])
            #expect(ErrorInfo.take()?.message == "a remark")
            _ = try? channel.call(TestExporter.Method.fail, bytes(of: UInt32(0x8000_4005)))
            let oxid = server.runtime.process << 16 | 1
            // What the activation told is forgotten, so that it is asked for.
            let remote = RemoteUnknown(peer: channel.peer, ipid: TestExporter.remUnknown)
            _ = try channel.peer.call { connection, idle throws(RPCError) in
                try ObjectExporter.resolve(connection, oxid: oxid, idle: idle)
            }
            _ = try remote.queryInterfaces(object: server.exporter.ipid, references: 5, iids: [TestExporter.iid, IID_IDispatch])
            _ = try remote.addReferences([InterfaceReferences(ipid: server.exporter.ipid, publicReferences: 2)])
            try remote.releaseReferences([InterfaceReferences(ipid: server.exporter.ipid, publicReferences: 2)])
        }
        func dissect(_ arguments: [String]) throws -> [String] {
            try runProgram(["tshark", "-n", "-r", capture] + arguments).split(separator: "\n").map(String.init)
                .filter { !$0.hasPrefix("Running as user") }
        }
        let summary = try dissect(["-Y", "dcerpc"])
        // Malformed packets, and what a dissector otherwise calls an error.
        #expect(try dissect(["-Y", "_ws.malformed || _ws.expert.severity == error"]) == [])
        func contains(_ text: String) -> Bool { summary.contains { $0.contains(text) } }
        for text in [
            "Bind: call_id", "Bind_ack: call_id", "IOXIDResolver", "ResolveOxid2 request", "ResolveOxid2 response", "RemoteActivation request",
            "RemoteActivation response", "RemQueryInterface request", "RemAddRef request", "RemRelease response", "Fault: call_id", "GetTypeInfoCount response",
        ] {
            #expect(contains(text), "\(text) in \(summary)")
        }
        // The dissector finds what we meant: the OXID, the IPID of the object, the error's extension.
        let oxids = try dissect(["-Y", "dcom.oxid", "-T", "fields", "-e", "dcom.oxid"])
        #expect(oxids.contains { $0.contains("0x") })
        let extents = try dissect(["-Y", "dcom.extent.id", "-T", "fields", "-e", "dcom.extent.id"])
        #expect(extents.contains { $0.contains("0000031c-0000-0000-c000-000000000046") }, "\(extents)")
    }

    @Test func impacketActivatesAndCalls() throws {
        let world = try World()
        let server = try world.makeProcess()
        defer { World.end(server) }
        let port = try server.runtime.listen(port: 0)
        func plain(_ guid: GUID) -> String { String("\(guid)".dropFirst().dropLast()) }
        let output = try runProgram([
            "/usr/bin/python3", siblingOfThisFile("impacket_client.py"), "\(port)", plain(TestExporter.clsid), plain(TestExporter.iid),
        ])
        #expect(output.hasSuffix("as it should be\n"), "\(output)")
        #expect(server.exporter.released.withLock { $0 }.count == 1)
        #expect(server.exporter.lastPeer.withLock { $0 }?.process == nil)
    }
}
