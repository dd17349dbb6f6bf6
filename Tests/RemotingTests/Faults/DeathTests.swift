// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TestSupport
import Testing

/// Processes that are killed, with kill -9, before, in and after calls, 200 times each: the documented HRESULT at one side, service to
/// others at the other, and nothing left over in the process that is observed. (DESIGN.md, decision 8)
@Suite(.serialized) struct DeathTests {
    private static let gone: Set<String> = [
        "\(HResult.RPC_E_DISCONNECTED)", "\(HResult.RPC_E_SERVER_DIED)", "\(HResult.RPC_E_SERVER_DIED_DNE)",
    ]

    @Test func aServerThatIsKilledBeforeACall() throws {
        let stage = try FaultStage()
        try stage.observe { observed in
            let server = try stage.victim()
            try observed.take(server.object())
            server.kill()
            let status = try observed.ask("call")
            #expect(DeathTests.gone.contains(status), "\(status)")
            // It stays so.
            #expect(try observed.ask("call") == "\(HResult.RPC_E_DISCONNECTED)")
            try observed.ask("drop")
        }
    }

    @Test func aServerThatDiesInACall() throws {
        let stage = try FaultStage()
        try stage.observe { observed in
            let server = try stage.victim()
            try observed.take(server.object())
            #expect(try observed.ask("die") == "\(HResult.RPC_E_SERVER_DIED)")
            #expect(try observed.ask("call") == "\(HResult.RPC_E_DISCONNECTED)")
            try observed.ask("drop")
            server.stop()
        }
    }

    /// The caller waits in a call that never returns; its server is killed from outside.
    @Test func aServerThatIsKilledWhileACallerWaits() throws {
        let stage = try FaultStage()
        try stage.observe { observed in
            let server = try stage.victim()
            try observed.take(server.object())
            try observed.send("block")
            #expect(try server.receive() == "blocked")
            server.kill()
            #expect(try observed.receive() == "\(HResult.RPC_E_SERVER_DIED)")
            try observed.ask("drop")
        }
    }

    /// The last call was answered; nobody calls again, and the proxy is let go of when its server is gone.
    @Test func aServerThatIsKilledAfterACall() throws {
        let stage = try FaultStage()
        try stage.observe { observed in
            let server = try stage.victim()
            try observed.take(server.object())
            #expect(try observed.ask("call") == "7")
            server.kill()
            try observed.ask("drop")
        }
    }

    /// What a client held is released when it is killed: the object ends.
    @Test func aClientThatIsKilledWhileItHoldsReferences() throws {
        let stage = try FaultStage()
        try stage.observe(ends: 1) { observed in
            let client = try stage.victim()
            try client.take(observed.object())
            #expect(try client.ask("call") == "7")
            client.kill()
        }
    }

    /// Both hold objects of each other; the one that stays is not disturbed.
    @Test func aPeerThatIsKilledWhileBothHoldReferences() throws {
        let stage = try FaultStage()
        try stage.observe(ends: 1) { observed in
            let peer = try stage.victim()
            try peer.take(observed.object())
            // It gives an object of its own to the one that it holds, which keeps it until it ends.
            #expect(try peer.ask("give") == "given")
            try observed.take(peer.object())
            #expect(try observed.ask("call") == "7")
            peer.kill()
            #expect(DeathTests.gone.contains(try observed.ask("call")))
            try observed.ask("drop")
        }
    }
}
