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

/// Servers that are started on demand, with real processes: client.c and server.c.
@Suite struct LocalServerTests {
    private let create = "create \(Stage.clsid) \(Stage.localServer)"

    /// "0x00000000 4711": the process of the object.
    private func process(_ answer: String) throws -> pid_t {
        let parts = answer.split(separator: " ")
        guard parts.count == 2, parts[0] == "0x00000000", let pid = pid_t(parts[1]) else { throw Failure(answer) }
        return pid
    }

    @Test func aClientStartsTheServer() throws {
        let stage = try Stage()
        try stage.describeServer()
        let client = try stage.client()
        let pid = try process(client.ask(create))
        #expect(pid != client.pid)
        #expect(stage.startedServers() == [pid])
        #expect(try process(client.ask(create)) == pid)
        #expect(stage.startedServers() == [pid])
    }

    @Test func twoClientsAtOnceStartOneServer() throws {
        let stage = try Stage()
        try stage.describeServer()
        let clients = try (0..<4).map { _ in try stage.client() }
        for client in clients { try client.send(create) }
        let pids = try clients.map { try process($0.receive()) }
        #expect(Set(pids).count == 1)
        #expect(stage.startedServers() == [pids[0]])
    }

    @Test func threadsAtOnceStartOneServer() throws {
        let stage = try Stage()
        try stage.describeServer()
        let answer = try stage.client().ask("at-once \(Stage.clsid) \(Stage.localServer) 8").split(separator: " ")
        #expect(answer.first == "0x00000000")
        #expect(Set(answer.dropFirst()).count == 1)
        #expect(stage.startedServers().count == 1)
    }

    @Test func aServerThatFailsIsQuoted() throws {
        let stage = try Stage()
        try stage.describeServer(["--fail"], environment: #"{ "TEST_PRODUCT": "counters" }"#)
        let answer = try stage.client().ask(create)
        #expect(answer.hasPrefix("0x80080005 "), "\(answer)")
        #expect(answer.contains("exited with status 3"), "\(answer)")
        #expect(answer.contains("no licence for counters"), "\(answer)")
    }

    @Test func clientsThatWaitedForAFailingServerAreToldToo() throws {
        let stage = try Stage()
        try stage.describeServer(["--fail"])
        let answer = try stage.client().ask("at-once \(Stage.clsid) \(Stage.localServer) 8")
        #expect(answer == "0x80080005 0 0 0 0 0 0 0 0")
    }

    @Test func aProgramThatIsNotThereIsNamed() throws {
        let stage = try Stage()
        try stage.describe(#""localServer": ["./no-such-server"]"#)
        let answer = try stage.client().ask(create)
        #expect(answer.hasPrefix("0x80080005 "), "\(answer)")
        #expect(answer.contains("/manifests/no-such-server: cannot be started: No such file"), "\(answer)")
    }

    @Test func aServerThatNeverListensIsEnded() throws {
        let stage = try Stage()
        try stage.describeServer(["--hang"], timeout: 0.5)
        let answer = try stage.client().ask(create)
        #expect(answer.hasPrefix("0x80080005 "), "\(answer)")
        #expect(answer.contains("did not serve the class in 0.5 seconds"), "\(answer)")
        #expect(answer.contains("thinking"), "\(answer)")
        try stage.waitForServersToEnd()
    }

    @Test func aKilledServerIsReplaced() throws {
        let stage = try Stage()
        try stage.describeServer()
        let client = try stage.client()
        let first = try process(client.ask(create))
        kill(first, SIGKILL)
        try stage.waitForServersToEnd()
        let answer = try client.ask("call")
        #expect(answer.hasPrefix("0x80010007") || answer.hasPrefix("0x80010108") || answer.hasPrefix("0x80010012"), "\(answer)")
        let second = try process(client.ask(create))
        #expect(second != first)
        #expect(stage.startedServers() == [first, second])
    }

    @Test func aServerEndsWithItsLastObject() throws {
        let stage = try Stage()
        try stage.describeServer()
        let client = try stage.client()
        let first = try process(client.ask(create))
        #expect(try client.ask("release") == "0x00000000")
        try stage.waitForServersToEnd()
        #expect(try stage.runtimeEntries("class-").isEmpty)
        #expect(try process(client.ask(create)) != first)
    }

    @Test func aServerEndsWithItsLastClient() throws {
        let stage = try Stage()
        try stage.describeServer()
        let client = try stage.client()
        _ = try process(client.ask(create))
        kill(client.pid, SIGKILL)
        try stage.waitForServersToEnd()
    }

    /// The server suspends its class objects with its last object; a client that comes at that moment gets the next server.
    @Test func noActivationIsLostToAServerThatEnds() throws {
        let stage = try Stage()
        try stage.describeServer()
        let clients = try (0..<2).map { _ in try stage.client() }
        for client in clients { try client.send("cycle \(Stage.clsid) \(Stage.localServer) 20") }
        for client in clients {
            let answer = try client.receive()
            #expect(answer.hasPrefix("0x00000000 "), "\(answer)")
        }
        try stage.waitForServersToEnd()
    }

    @Test func aSingleUseServerServesOneClient() throws {
        let stage = try Stage()
        try stage.describeServer(["--single"])
        let clients = try (0..<3).map { _ in try stage.client() }
        for client in clients { try client.send(create) }
        let pids = try clients.map { try process($0.receive()) }
        #expect(Set(pids).count == 3)
        #expect(stage.startedServers().count == 3)
    }

    @Test func suspendedClassesWaitUntilTheyAreResumed() throws {
        let stage = try Stage()
        let server = try stage.server(["--suspended"])
        let client = try stage.client()
        #expect(try client.ask(create).hasPrefix("0x80040154"))
        #expect(try server.ask("resume") == "0x00000000")
        #expect(try process(client.ask(create)) == server.pid)
        #expect(try server.ask("suspend") == "0x00000000")
        #expect(try client.ask(create).hasPrefix("0x80040154"))
        // Who has an object keeps it.
        #expect(try process(client.ask("call")) == server.pid)
        #expect(try server.ask("resume") == "0x00000000")
        #expect(try process(client.ask(create)) == server.pid)
    }

    @Test func theFirstOfTwoServersStays() throws {
        let stage = try Stage()
        let first = try stage.server()
        let second = try stage.server()
        let client = try stage.client()
        #expect(try process(client.ask(create)) == first.pid)
        _ = second
    }

    /// Whether the first one is killed, ends in order, or is told to serve no more.
    @Test(arguments: ["kill", "quit", "suspend"])
    func theNextOfTwoServersTakesThePlace(end: String) throws {
        let stage = try Stage()
        let first = try stage.server()
        let second = try stage.server()
        let client = try stage.client()
        #expect(try process(client.ask(create)) == first.pid)
        switch end {
        case "kill":
            kill(first.pid, SIGKILL)
            try first.wait()
        case "quit":
            #expect(try client.ask("release") == "0x00000000")
            try first.send("quit")
            try first.wait()
        default: #expect(try first.ask("suspend") == "0x00000000")
        }
        // No manifest names a server that could be started: it is the second one, as soon as it has noticed.
        var answer = ""
        let deadline = time(nil) + 60
        repeat { answer = try client.ask(create) } while !answer.hasPrefix("0x00000000") && time(nil) < deadline
        #expect(try process(answer) == second.pid)
        // A third one waits for the second.
        let third = try stage.server()
        #expect(try process(client.ask(create)) == second.pid)
        kill(second.pid, SIGKILL)
        try second.wait()
        repeat { answer = try client.ask(create) } while !answer.hasPrefix("0x00000000") && time(nil) < deadline
        #expect(try process(answer) == third.pid)
    }

    @Test func aSocketThatNobodyListensAtIsReplaced() throws {
        let stage = try Stage()
        let first = try stage.server()
        kill(first.pid, SIGKILL)
        try first.wait()
        #expect(try stage.runtimeEntries("class-").count == 1)
        let second = try stage.server()
        #expect(try process(stage.client().ask(create)) == second.pid)
    }

    @Test func anOrderlyEndLeavesNothing() throws {
        let stage = try Stage()
        let server = try stage.server()
        let client = try stage.client()
        #expect(try process(client.ask(create)) == server.pid)
        _ = try client.ask("release")
        client.closeInput()
        #expect(try client.wait() == 0)
        try server.send("quit")
        #expect(try server.wait() == 0)
        #expect(try stage.runtimeEntries("class-").isEmpty)
        #expect(try stage.runtimeEntries("oxid-").isEmpty)
        #expect(try stage.runtimeEntries("ready-").isEmpty)
    }

    /// What a client that was killed while it started a server leaves is removed by the next one.
    @Test func leftoversOfKilledProcessesAreRemoved() throws {
        let stage = try Stage()
        try stage.describeServer()
        for name in ["ready-0123456789ABCDEF", "class-\(Stage.clsid.dropFirst().dropLast()).0123456789ABCDEF"] {
            try bindAndForget(stage.runtime + "/" + name)
        }
        _ = try process(stage.client().ask(create))
        #expect(try stage.runtimeEntries("ready-").isEmpty)
        #expect(try stage.runtimeEntries("class-").allSatisfy { !$0.contains(".") })
    }

    private func bindAndForget(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw Failure(errno: errno, path) }
    }

    @Test func severalInterfacesComeAtOnce() throws {
        let stage = try Stage()
        try stage.describeServer()
        #expect(
            try stage.client().ask("multiple \(Stage.clsid) \(Stage.localServer)")
                == "0x00080012 0x00000000 0x80004002 0x00000000")
    }

    @Test func anObjectOfAnotherProcessIsNotAggregated() throws {
        let stage = try Stage()
        try stage.describeServer()
        let answer = try stage.client().ask("aggregate \(Stage.clsid) \(Stage.localServer)")
        #expect(answer.hasPrefix("0x80040110"), "\(answer)")
    }

    @Test func theClassObjectOfAnotherProcessMakesObjects() throws {
        let stage = try Stage()
        try stage.describeServer()
        let client = try stage.client()
        let pid = try process(client.ask("class \(Stage.clsid) \(Stage.localServer)"))
        #expect(stage.startedServers() == [pid])
    }

    @Test func aSingleThreadedClientCallsAServer() throws {
        let stage = try Stage()
        try stage.describeServer()
        let pid = try process(stage.client(["sta"]).ask(create))
        #expect(stage.startedServers() == [pid])
    }

    @Test func aClassThatIsNotThereTellsWhereItWasLookedFor() throws {
        let stage = try Stage()
        let client = try stage.client()
        let answer = try client.ask("create \(Stage.clsid) 5")
        #expect(answer.hasPrefix("0x80040154"), "\(answer)")
        #expect(answer.contains(stage.manifests), "\(answer)")
        try stage.describeServer()
        let inProcess = try client.ask("create \(Stage.clsid) \(Stage.inProcess)")
        #expect(inProcess.hasPrefix("0x80040154"), "\(inProcess)")
        #expect(inProcess.contains("no inProcessServer"), "\(inProcess)")
        #expect(try client.ask("create \(Stage.clsid) 16").hasPrefix("0x80040154"))
    }
}
