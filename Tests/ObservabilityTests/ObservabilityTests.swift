// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What metrics and spans tell of known calls: between processes, within one, of failures and of a peer that dies. Both ends are
/// processes of their own, in which nothing else happens.
@Suite struct ObservabilityTests {
    /// A pair of processes; the client holds an object of the server.
    private struct Pair {
        let client: Observed
        let server: Observed

        init(client clientWatch: String = "both", server serverWatch: String = "both") throws {
            (client, server) = (try Observed(), try Observed())
            #expect(try client.ask("watch " + clientWatch) == (clientWatch == "nothing" ? "false" : "true"))
            #expect(try server.ask("watch " + serverWatch) == (serverWatch == "nothing" ? "false" : "true"))
            #expect(try client.ask("take " + server.ask("object")) == "taken")
        }

        func end() {
            client.stop()
            server.stop()
        }
    }

    private let echoed = "transport=unix,rpc_service=IFault,rpc_method=Echo}"

    // MARK: Metrics

    @Test func everyCallBetweenProcessesIsCounted() throws {
        let pair = try Pair()
        defer { pair.end() }
        for value in 1...7 { #expect(try pair.client.ask("echo \(value)") == "\(value)") }
        #expect(try pair.client.ask("fail -2147024891") == "E_ACCESSDENIED (0x80070005)")
        let out = try pair.client.metrics()
        #expect(out["latebind_calls_total{direction=out,\(echoed)"] == "7")
        #expect(out["latebind_call_failures_total{direction=out,\(echoed)"] == "0")
        // Every one has taken some time.
        #expect(out["latebind_call_duration{direction=out,\(echoed)"] == "7 of 7")
        let failing = "transport=unix,rpc_service=IDispatch,rpc_method=Invoke}"
        #expect(out["latebind_calls_total{direction=out,\(failing)"] == "1")
        #expect(out["latebind_call_failures_total{direction=out,\(failing)"] == "1")
        // Nothing was served here.
        #expect(!out.keys.contains { $0.contains("direction=in") })

        let served = try pair.server.metrics { $0["latebind_calls_total{direction=in,\(failing)"] == "1" }
        #expect(served["latebind_calls_total{direction=in,\(echoed)"] == "7")
        #expect(served["latebind_call_failures_total{direction=in,\(failing)"] == "1")
        #expect(served["latebind_call_duration{direction=in,\(echoed)"] == "7 of 7")
        #expect(!served.keys.contains { $0.contains("direction=out") })
    }

    /// What one end sends the other one receives, byte for byte.
    @Test func bytesAreTheSameAtBothEnds() throws {
        let pair = try Pair()
        defer { pair.end() }
        for value in 1...5 { #expect(try pair.client.ask("named \(value)") == "\(value)") }
        let client = try pair.client.metrics()
        let server = try pair.server.metrics {
            $0["latebind_sent_bytes_total{}"] == client["latebind_received_bytes_total{}"]
        }
        #expect(server["latebind_received_bytes_total{}"] == client["latebind_sent_bytes_total{}"])
        #expect(Int(client["latebind_sent_bytes_total{}"] ?? "") ?? 0 > 5 * 100)
    }

    @Test func whatLivesIsCountedUpAndDown() throws {
        let pair = try Pair()
        defer { pair.end() }
        #expect(try pair.client.ask("echo 1") == "1")
        let held = try pair.client.metrics()
        #expect(held["latebind_live_proxies{}"] == "1")
        #expect(held["latebind_live_connections{end=client}"] == "1")
        #expect(held["latebind_live_connections{end=server}"] == "0")
        let exported = try pair.server.metrics()
        #expect(exported["latebind_live_stubs{}"] == "1")
        #expect(exported["latebind_live_connections{end=server}"] == "1")
        #expect(exported["latebind_live_proxies{}"] == "0")

        #expect(try pair.client.ask("drop") == "dropped")
        #expect(try pair.client.metrics()["latebind_live_proxies{}"] == "0")
        // The reference is given back by a thread of its own.
        #expect(try pair.server.metrics { $0["latebind_live_stubs{}"] == "0" }["latebind_live_stubs{}"] == "0")
        pair.client.stop()
        let left = try pair.server.metrics { $0["latebind_live_connections{end=server}"] == "0" }
        #expect(left["latebind_live_connections{end=server}"] == "0")
    }

    @Test func callsToAnotherApartmentAreCounted() throws {
        let process = try Observed()
        defer { process.stop() }
        #expect(try process.ask("watch both") == "true")
        #expect(try process.ask("thread 6") == "called")
        let metrics = try process.metrics()
        let invoked = "transport=apartment,rpc_service=IDispatch,rpc_method=Invoke}"
        #expect(metrics["latebind_calls_total{direction=out,\(invoked)"] == "6")
        #expect(metrics["latebind_calls_total{direction=in,\(invoked)"] == "6")
        #expect(metrics["latebind_call_failures_total{direction=in,\(invoked)"] == "0")
        #expect(metrics["latebind_live_proxies{}"] == "0")
        #expect(metrics["latebind_live_stubs{}"] == "0")
        // Nothing went over a socket.
        #expect(metrics["latebind_sent_bytes_total{}"] == "0")

        let spans = try process.spans()
        let calls = spans.filter { $0.name == "IDispatch.Invoke" && $0.kind == "client" }
        #expect(calls.count == 6)
        for call in calls {
            #expect(spans.filter { $0.kind == "server" && $0.parent == call.id && $0.trace == call.trace }.count == 1)
            #expect(call.attributes["latebind.transport"] == "apartment")
            // The object has said what its DISPIDs are called.
            #expect(call.attributes["latebind.member"] == "Echo")
        }
    }

    @Test func aServerThatDiesIsAFailure() throws {
        let pair = try Pair()
        defer { pair.end() }
        #expect(try pair.client.ask("die") == "RPC_E_SERVER_DIED (0x80010007)")
        let metrics = try pair.client.metrics()
        #expect(metrics["latebind_call_failures_total{direction=out,transport=unix,rpc_service=IDispatch,rpc_method=Invoke}"] == "1")
        let span = try #require(try pair.client.spans().first { $0.attributes["error.type"] != nil })
        #expect(span.status == "error")
        #expect(span.attributes["error.type"] == "RPC_E_SERVER_DIED")
        #expect(span.attributes["latebind.hresult"] == "0x80010007")
    }

    // MARK: Spans

    @Test func aCallIsAClientSpanAndItsChildAServerSpan() throws {
        let pair = try Pair()
        defer { pair.end() }
        #expect(try pair.client.ask("within 5") == "5")
        #expect(try pair.client.ask("named 6") == "6")
        let own = try pair.client.spans()
        let served = try pair.server.spans { $0.count >= 2 }
        let program = try #require(own.first { $0.name == "the program's" })
        let call = try #require(own.first { $0.name == "IFault.Echo" })
        #expect(call.kind == "client")
        #expect(call.parent == program.id && call.trace == program.trace)
        let answer = try #require(served.first { $0.name == "IFault.Echo" })
        #expect(answer.kind == "server")
        #expect(answer.parent == call.id && answer.trace == call.trace)
        for span in [call, answer] {
            #expect(span.attributes["rpc.system"] == "dcom")
            #expect(span.attributes["rpc.service"] == "IFault")
            #expect(span.attributes["rpc.method"] == "Echo")
            #expect(span.attributes["network.transport"] == "unix")
            #expect(span.attributes["latebind.transport"] == "unix")
            #expect(span.status == "ok")
        }
        #expect(call.attributes["latebind.causality"] == answer.attributes["latebind.causality"])
        #expect(call.attributes["latebind.peer.pid"] == "\(pair.server.pid)")
        #expect(answer.attributes["latebind.peer.pid"] == "\(pair.client.pid)")
        // A call by name tells the member's name too, and begins a trace of its own.
        let named = try #require(own.first { $0.name == "IDispatch.Invoke" })
        #expect(named.attributes["latebind.member"] == "Echo")
        #expect(named.parent == "none" && named.trace != call.trace)
    }

    /// Calls there and back, each within the one before: one trace, each server span the child of its call, each call the child of the
    /// server span that it is made in.
    @Test func callsWithinCallsAreOneTrace() throws {
        let pair = try Pair()
        defer { pair.end() }
        #expect(try pair.client.ask("relay 5") == "5")
        let spans = try pair.client.spans() + pair.server.spans { $0.count { $0.attributes["latebind.member"] == "Relay" } >= 6 }
        let relayed = spans.filter { $0.attributes["latebind.member"] == "Relay" || $0.name.hasSuffix(".Invoke") }
        var span = try #require(relayed.first { $0.parent == "none" })
        var chain = [span]
        while let child = relayed.first(where: { $0.parent == span.id }) {
            span = child
            chain.append(child)
        }
        // The client's own call is the first: six calls, each with two spans.
        #expect(chain.map(\.kind) == Array(repeating: ["client", "server"], count: 6).flatMap { $0 })
        #expect(Set(chain.map(\.trace)).count == 1)
        #expect(Set(chain.map { $0.attributes["latebind.causality"] }).count == 1)
    }

    // MARK: One end alone

    /// An extension that a peer does not know changes nothing for it, and its absence nothing for who does.
    @Test(arguments: [("both", "nothing"), ("nothing", "both"), ("metrics", "spans"), ("spans", "metrics")])
    func oneEndMayWatchAlone(client: String, server: String) throws {
        let pair = try Pair(client: client, server: server)
        defer { pair.end() }
        for value in 1...3 { #expect(try pair.client.ask("echo \(value)") == "\(value)") }
        #expect(try pair.client.ask("relay 2") == "2")
        let counted = try pair.client.metrics()["latebind_calls_total{direction=out,\(echoed)"]
        #expect(counted == (client == "both" || client == "metrics" ? "3" : nil))
        let spans = try pair.server.spans { server == "nothing" || server == "metrics" || $0.count >= 4 }
        let echoes = spans.filter { $0.name == "IFault.Echo" }
        #expect(echoes.count == (server == "both" || server == "spans" ? 3 : 0))
        #expect(echoes.allSatisfy { $0.kind == "server" && $0.parent == "none" })
    }

    @Test func withoutABackendNothingIsWatched() throws {
        let process = try Observed()
        defer { process.stop() }
        #expect(try process.ask("watch default") == "false")
        #expect(try process.ask("thread 3") == "called")
        #expect(try process.metrics().isEmpty)
        #expect(try process.spans().isEmpty)
        // What has begun can end.
        #expect(try process.ask("watch both") == "true")
        #expect(try process.ask("thread 1") == "called")
        #expect(try process.ask("watch nothing") == "false")
        #expect(try process.ask("thread 5") == "called")
        let invoked = "transport=apartment,rpc_service=IDispatch,rpc_method=Invoke}"
        #expect(try process.metrics()["latebind_calls_total{direction=out,\(invoked)"] == "1")
        #expect(try process.spans().count { $0.name == "IDispatch.Invoke" } == 2)
    }
}
