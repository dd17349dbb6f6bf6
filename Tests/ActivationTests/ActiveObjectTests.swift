// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// RegisterActiveObject, GetActiveObject, RevokeActiveObject between processes.
@Suite struct ActiveObjectTests {
    private let get = "active \(Stage.clsid)"
    private let unavailable = "0x800401E3"

    @Test(arguments: ["strong", "weak"])
    func anActiveObjectIsFoundUntilItIsRevoked(kind: String) throws {
        let stage = try Stage()
        let client = try stage.client()
        #expect(try client.ask(get).hasPrefix(unavailable))
        let server = try stage.server()
        #expect(try server.ask(kind) == "0x00000000")
        #expect(try client.ask(get) == "0x00000000 \(server.pid)")
        #expect(try server.ask("revoke") == "0x00000000")
        #expect(try client.ask(get).hasPrefix(unavailable))
        #expect(try client.ask("call") == "0x00000000 \(server.pid)")
        #expect(access(stage.activeFile, F_OK) != 0)
        #expect(try server.ask("revoke") == "0x80070057")
    }

    @Test func aStrongOneLivesWithoutItsMaker() throws {
        let stage = try Stage()
        let server = try stage.server()
        #expect(try server.ask("strong") == "0x00000000")
        #expect(try server.ask("forget") == "0x00000000")
        let client = try stage.client()
        #expect(try client.ask(get) == "0x00000000 \(server.pid)")
        #expect(try client.ask("release") == "0x00000000")
        #expect(try client.ask(get) == "0x00000000 \(server.pid)")
    }

    @Test func whatADeadProcessLeftIsRemoved() throws {
        let stage = try Stage()
        let server = try stage.server()
        #expect(try server.ask("strong") == "0x00000000")
        kill(server.pid, SIGKILL)
        try server.wait()
        #expect(access(stage.activeFile, F_OK) == 0)
        #expect(try stage.client().ask(get).hasPrefix(unavailable))
        #expect(access(stage.activeFile, F_OK) != 0)
    }

    @Test func theFirstOneIsGivenAndThenTheNext() throws {
        let stage = try Stage()
        let first = try stage.server()
        let second = try stage.server()
        #expect(try first.ask("strong") == "0x00000000")
        // MK_S_MONIKERALREADYREGISTERED
        #expect(try second.ask("strong") == "0x000401E7")
        let client = try stage.client()
        #expect(try client.ask(get) == "0x00000000 \(first.pid)")
        kill(first.pid, SIGKILL)
        try first.wait()
        #expect(try client.ask(get) == "0x00000000 \(second.pid)")
    }

    @Test func anOrderlyEndRevokes() throws {
        let stage = try Stage()
        let server = try stage.server()
        #expect(try server.ask("strong") == "0x00000000")
        try server.send("quit")
        #expect(try server.wait() == 0)
        #expect(access(stage.activeFile, F_OK) != 0)
    }

    /// Whatever lies there, the answer is that there is no object.
    @Test func damagedFilesHoldNothing() throws {
        let stage = try Stage()
        let server = try stage.server()
        #expect(try server.ask("strong") == "0x00000000")
        let good = try readBytes(stage.activeFile)
        let client = try stage.client()
        var damaged: [[UInt8]] = [[], Array(good.prefix(7)), Array(good.prefix(20)), Array(good.dropLast(3))]
        for position in [0, 4, 8, 20, 24, 30, 60] where position < good.count {
            var bytes = good
            bytes[position] ^= 0xFF
            damaged.append(bytes)
        }
        damaged.append([UInt8](repeating: 0xFF, count: 70_000))
        for bytes in damaged {
            try writeFile(stage.activeFile, bytes)
            let answer = try client.ask(get)
            #expect(answer.hasPrefix("0x8") || answer == "0x00000000 \(server.pid)", "\(answer)")
        }
        try writeFile(stage.activeFile, good)
        #expect(try client.ask(get) == "0x00000000 \(server.pid)")
    }
}
