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

/// A server that systemd starts: the socket was there before it, and is there after it. sd_listen_fds(3)
@Suite struct SocketActivationTests {
    private let create = "create \(Stage.clsid) \(Stage.localServer)"

    /// Listens at a path, as systemd does for a socket unit.
    private func listen(at path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw Failure("\(path) is too long") }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0, Glibc.listen(descriptor, 16) == 0 else { throw Failure(errno: errno, path) }
        return descriptor
    }

    /// Starts the server as systemd does. The environment must name the process itself: a shell knows it before it becomes the server.
    private func start(_ stage: Stage, _ descriptor: Int32, name: String) throws -> RunningProgram {
        let server = try RunningProgram(
            [
                "/bin/sh", "-c", "LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=\(name) exec \"$@\"", "sh", try Programs.server(),
                Stage.clsid, "--stdin",
            ],
            in: stage, descriptors: [(3, descriptor)])
        #expect(try server.receive() == "0x00000000")
        return server
    }

    @Test func aClientThatCameBeforeTheServerIsServed() throws {
        let stage = try Stage()
        let descriptor = try listen(at: stage.socket)
        defer { close(descriptor) }
        let client = try stage.client()
        try client.send(create)
        let first = try start(stage, descriptor, name: "anything")
        #expect(try client.receive() == "0x00000000 \(first.pid)")
        _ = try client.ask("release")
        try first.send("quit")
        #expect(try first.wait() == 0)
        // The socket is systemd's.
        #expect(access(stage.socket, F_OK) == 0)

        try client.send(create)
        let second = try start(stage, descriptor, name: "anything")
        #expect(try client.receive() == "0x00000000 \(second.pid)")
    }

    /// A socket at another path says by its name which class it is for.
    @Test func aSocketIsNamedByItsClass() throws {
        let stage = try Stage()
        let path = stage.scratch.path + "/socket"
        let descriptor = try listen(at: path)
        defer { close(descriptor) }
        let server = try start(stage, descriptor, name: "'\(Stage.clsid)'")
        // The server listens there and makes no socket of its own.
        #expect(try stage.runtimeEntries("class-").isEmpty)
        symlink(path, stage.socket)
        #expect(try stage.client().ask(create) == "0x00000000 \(server.pid)")
    }

    @Test func whatIsForAnotherProcessIsLeftAlone() throws {
        let stage = try Stage()
        stage.environment["LISTEN_PID"] = "1"
        stage.environment["LISTEN_FDS"] = "1"
        let server = try stage.server()
        #expect(try stage.runtimeEntries("class-").count == 1)
        #expect(try stage.client().ask(create) == "0x00000000 \(server.pid)")
    }
}
