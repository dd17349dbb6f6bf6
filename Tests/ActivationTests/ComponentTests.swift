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

/// In-process components: the apartments that their objects live in, and `latebind serve`, which serves them to other processes.
@Suite struct ComponentTests {
    private let createHere = "create \(Stage.clsid) \(Stage.inProcess)"
    private let createElsewhere = "create \(Stage.clsid) \(Stage.localServer)"
    private let command = Programs.buildFolder + "/latebind"

    private func stage(_ members: String = "") throws -> Stage {
        let stage = try Stage()
        try stage.describe(#""inProcessServer": "\#(Programs.component())"\#(members)"#)
        return stage
    }

    // MARK: Apartments

    /// Where the object was made, where its methods run, and the client's own thread.
    private func threads(_ client: RunningProgram) throws -> (creator: String, call: String, own: String) {
        #expect(try client.ask(createHere) == "0x00000000 \(client.pid)")
        return (try client.ask("creator"), try client.ask("thread"), try client.ask("own-thread"))
    }

    @Test(arguments: [[], ["sta"]])
    func anObjectLivesWhereItIsMade(apartment: [String]) throws {
        let threads = try threads(stage().client(apartment))
        #expect(threads.creator == threads.own)
        #expect(threads.call == threads.own)
    }

    @Test func anApartmentComponentGetsAHostApartment() throws {
        let stage = try stage(#", "threadingModel": "apartment""#)
        let client = try stage.client()
        let first = try threads(client)
        #expect(first.creator != first.own)
        #expect(first.call == first.creator)
        // One host serves them all.
        #expect(try threads(client).creator == first.creator)
    }

    @Test func anApartmentComponentLivesInItsMakersApartment() throws {
        let threads = try threads(stage(#", "threadingModel": "apartment""#).client(["sta"]))
        #expect(threads.creator == threads.own)
        #expect(threads.call == threads.own)
    }

    @Test func aFreeComponentLivesInTheMultiThreadedApartment() throws {
        let threads = try threads(stage(#", "threadingModel": "free""#).client(["sta"]))
        #expect(threads.creator != threads.own)
        #expect(threads.call != threads.own)
    }

    @Test func anObjectOfAnotherApartmentIsNotAggregated() throws {
        let stage = try stage(#", "threadingModel": "apartment""#)
        let answer = try stage.client().ask("aggregate \(Stage.clsid) \(Stage.inProcess)")
        #expect(answer.hasPrefix("0x80040110"), "\(answer)")
    }

    @Test func theHandOfTheManifestChoosesInProcessFirst() throws {
        let stage = try stage(#", "localServer": ["\#(Programs.server())", "\#(Stage.clsid)"]"#)
        let client = try stage.client()
        #expect(try client.ask("create \(Stage.clsid) 5") == "0x00000000 \(client.pid)")
        let answer = try client.ask(createElsewhere)
        #expect(answer.hasPrefix("0x00000000 ") && answer != "0x00000000 \(client.pid)", "\(answer)")
    }

    // MARK: latebind serve

    private func serve(_ stage: Stage, _ arguments: [String]) throws -> RunningProgram {
        try RunningProgram([command, "serve", "--announce"] + arguments, in: stage)
    }

    @Test(arguments: ["--class", "--manifest"])
    func theSurrogateServesUntilItIsIdle(option: String) throws {
        let stage = try stage()
        let manifest = stage.manifests + "/Test.Counter.latebind.json"
        let surrogate = try serve(stage, [option, option == "--class" ? "Test.Counter" : manifest])
        #expect(try surrogate.receive() == "ready \(Stage.clsid)")
        let client = try stage.client()
        #expect(try client.ask(createElsewhere) == "0x00000000 \(surrogate.pid)")
        #expect(try client.ask("release") == "0x00000000")
        #expect(try surrogate.wait() == 0)
        #expect(try stage.runtimeEntries("class-").isEmpty)
        #expect(try stage.runtimeEntries("oxid-").isEmpty)
    }

    @Test func theSurrogateKeepsAComponentsApartment() throws {
        let stage = try stage(#", "threadingModel": "apartment""#)
        let surrogate = try serve(stage, ["--class", "Test.Counter"])
        _ = try surrogate.receive()
        let clients = try (0..<2).map { _ in try stage.client() }
        for client in clients { #expect(try client.ask(createElsewhere) == "0x00000000 \(surrogate.pid)") }
        // One thread made both objects, and their methods run there.
        #expect(try Set(clients.flatMap { [try $0.ask("creator"), try $0.ask("thread")] }).count == 1)
        for client in clients { #expect(try client.ask("release") == "0x00000000") }
        #expect(try surrogate.wait() == 0)
    }

    @Test func theSurrogateEndsWithTheClient() throws {
        let stage = try stage()
        let surrogate = try serve(stage, ["--class", Stage.clsid])
        #expect(try surrogate.receive() == "ready \(Stage.clsid)")
        let client = try stage.client()
        #expect(try client.ask(createElsewhere) == "0x00000000 \(surrogate.pid)")
        kill(client.pid, SIGKILL)
        #expect(try surrogate.wait() == 0)
    }

    @Test func theSurrogateStaysIfItIsTold() throws {
        let stage = try stage()
        let surrogate = try serve(stage, ["--class", "Test.Counter", "--stay"])
        _ = try surrogate.receive()
        let client = try stage.client()
        for _ in 0..<3 {
            #expect(try client.ask(createElsewhere) == "0x00000000 \(surrogate.pid)")
            #expect(try client.ask("release") == "0x00000000")
        }
        kill(surrogate.pid, SIGTERM)
        #expect(try surrogate.wait() == 0)
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func aSignalEndsTheSurrogate(signal: Int32) throws {
        let stage = try stage()
        let surrogate = try serve(stage, ["--class", "Test.Counter"])
        _ = try surrogate.receive()
        let client = try stage.client()
        #expect(try client.ask(createElsewhere) == "0x00000000 \(surrogate.pid)")
        kill(surrogate.pid, signal)
        #expect(try surrogate.wait() == 0)
        #expect(try stage.runtimeEntries("class-").isEmpty)
        #expect(try client.ask("call").hasPrefix("0x8001"))
    }

    @Test func aSurrogateThatNobodyUsesEnds() throws {
        let stage = try stage()
        let surrogate = try serve(stage, ["--class", "Test.Counter", "--first-client", "0.2"])
        _ = try surrogate.receive()
        #expect(try surrogate.wait() == 0)
        #expect(try stage.runtimeEntries("class-").isEmpty)
    }

    @Test func theSurrogateIsStartedOnDemand() throws {
        let stage = try stage(#", "localServer": ["\#(command)", "serve", "--class", "Test.Counter"]"#)
        let client = try stage.client()
        let answer = try client.ask(createElsewhere)
        #expect(answer.hasPrefix("0x00000000 ") && answer != "0x00000000 \(client.pid)", "\(answer)")
        #expect(try client.ask("call") == answer)
    }

    @Test func theSurrogateListensAtLoopbackIfItIsTold() throws {
        let stage = try stage()
        let surrogate = try serve(stage, ["--class", "Test.Counter", "--tcp", "127.0.0.1:0", "--stay"])
        let line = try surrogate.receive()
        let port = try #require(UInt16(line.split(separator: " ").last ?? ""), "\(line)")
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(status == 0)
        kill(surrogate.pid, SIGTERM)
        #expect(try surrogate.wait() == 0)
    }

    @Test(arguments: [
        ["--class", "Test.Nothing"], ["--class", "Test.Counter", "--tcp", "0.0.0.0:1"], ["--manifest", "/no/such/manifest"], [],
    ])
    func whatCannotBeServedIsRefused(arguments: [String]) throws {
        let stage = try stage()
        #expect(try serve(stage, arguments).wait() != 0)
        #expect(try stage.runtimeEntries("class-").isEmpty)
    }
}
