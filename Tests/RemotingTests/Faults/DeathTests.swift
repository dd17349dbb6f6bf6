// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import FaultSupport
import Remoting
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Processes that are killed, with kill -9, before, in and after calls, many times over: the documented HRESULT at one side, service to
/// others at the other, and nothing left over. (DESIGN.md, decision 8)
@Suite(.serialized, .noLeaks) struct DeathTests {
    static let rounds = 200

    private func process() throws -> ChildProcess {
        let program = CommandLine.arguments[0]
        let folder = program[..<(program.lastIndex(of: "/") ?? program.endIndex)]
        return try ChildProcess([String(folder) + "/FaultProcess"])
    }

    /// A process with an object, and a proxy of it.
    private func server() throws -> (ChildProcess, ComReference) {
        let server = try process()
        try server.writeLine("object")
        return (server, try Marshaling.unmarshaled(bytes(hexadecimal: server.readLine())))
    }

    private func echo(_ object: ComReference) throws -> Int? { try DispatchReference(object).call("Echo", 7).int }

    private func failure(_ body: () throws -> Void) -> HResult? {
        do {
            try body()
            return nil
        } catch {
            return (error as? COMError)?.hresult ?? .E_UNEXPECTED
        }
    }

    /// The descriptors of this process: those of tests beside this one too, and of connections that are being closed. One that is lost
    /// in each round shows all the same.
    private func descriptors() throws -> Int { try entries(of: "/proc/self/fd").count }

    private func withFaults(_ body: (Faults) throws -> Void) throws {
        let faults = try Faults()
        defer { faults.remove() }
        // What the first call makes for the whole process is there before anything is counted.
        let (server, object) = try server()
        #expect(try echo(object) == 7)
        withExtendedLifetime(object) {}
        server.stop()
        let live = LiveObjects.snapshot()
        try body(faults)
        settle(live)
    }

    /// What is released on another thread is counted a moment after its end is told.
    private func settle(_ live: LiveObjects.Snapshot) {
        for _ in 0..<1_000_000 where LiveObjects.snapshot() != live { sched_yield() }
    }

    private static let gone: Set<HResult> = [.RPC_E_DISCONNECTED, .RPC_E_SERVER_DIED, .RPC_E_SERVER_DIED_DNE]

    @Test func aServerThatIsKilledBeforeACall() throws {
        try withFaults { _ in
            let before = try descriptors()
            for _ in 0..<DeathTests.rounds {
                let (server, object) = try server()
                server.kill()
                let status = failure { _ = try echo(object) }
                #expect(status.map { DeathTests.gone.contains($0) } == true, "\(String(describing: status))")
                // It stays so.
                #expect(failure { _ = try echo(object) } == .RPC_E_DISCONNECTED)
            }
            #expect(try descriptors() < before + DeathTests.rounds / 4)
        }
    }

    @Test func aServerThatDiesInACall() throws {
        try withFaults { _ in
            let before = try descriptors()
            for _ in 0..<DeathTests.rounds {
                let (server, object) = try server()
                #expect(failure { _ = try DispatchReference(object).call("Die") } == .RPC_E_SERVER_DIED)
                #expect(failure { _ = try echo(object) } == .RPC_E_DISCONNECTED)
                server.stop()
            }
            #expect(try descriptors() < before + DeathTests.rounds / 4)
        }
    }

    /// The caller waits in a call that never returns; its server is killed from outside.
    @Test func aServerThatIsKilledWhileACallerWaits() async throws {
        let faults = try Faults()
        defer { faults.remove() }
        let live = LiveObjects.snapshot()
        defer { settle(live) }
        for _ in 0..<20 {
            let (server, object) = try server()
            async let status = Task.detached { () -> HResult? in
                do {
                    _ = try DispatchReference(object).call("Block")
                    return nil
                } catch {
                    return (error as? COMError)?.hresult
                }
            }.value
            #expect(try server.readLine() == "blocked")
            server.kill()
            #expect(await status == .RPC_E_SERVER_DIED)
        }
    }

    /// What a client held is released when it is killed: the object's own end is what the test waits for.
    @Test func aClientThatIsKilledWhileItHoldsReferences() throws {
        try withFaults { faults in
            let before = try descriptors()
            for _ in 0..<DeathTests.rounds {
                let end = Signal()
                var object: ComReference? = try faults.object { end.signal() }
                let client = try process()
                try client.writeLine("take " + hexadecimal(Marshaling.marshaled(object!)))
                #expect(try client.readLine() == "taken")
                try client.writeLine("call")
                #expect(try client.readLine() == "7")
                object = nil
                client.kill()
                end.wait()
            }
            #expect(Exporter.shared.counts.objects == 0)
            #expect(try descriptors() < before + DeathTests.rounds / 4)
        }
    }

    /// Both hold objects of each other; the one that stays is not disturbed.
    @Test func aPeerThatIsKilledWhileBothHoldReferences() throws {
        try withFaults { faults in
            let (other, steady) = try server()
            defer { other.stop() }
            for _ in 0..<50 {
                let end = Signal()
                var object: ComReference? = try faults.object { end.signal() }
                let client = try process()
                try client.writeLine("take " + hexadecimal(Marshaling.marshaled(object!)))
                #expect(try client.readLine() == "taken")
                try client.writeLine("give")
                #expect(try client.readLine() == "given")
                object = nil
                client.kill()
                end.wait()
                #expect(try echo(steady) == 7)
            }
        }
    }
}

/// Waits for one event.
private final class Signal: @unchecked Sendable {
    // Unchecked: POSIX semaphores are made for this.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    init() { sem_init(semaphore, 0, 0) }
    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }
    func signal() { sem_post(semaphore) }
    func wait() { while sem_wait(semaphore) != 0, errno == EINTR {} }
}
