// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import CPlatform
import FaultSupport
import Synchronization
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

/// Half a PDU and then silence, 200 times: the connection ends after the fragment timeout, the caller is told, and nothing is left over
/// in the process that is observed.
@Suite(.serialized) struct SilenceTests {
    /// A client of the observed process.
    @Test func ofAClient() throws {
        let stage = try FaultStage()
        let observed = try stage.process("fragment=50")
        let reference = try StandardReference(observed.object())
        let socket = try observed.ask("socket")
        let bind = RawConnection.bind([SyntaxIdentifier(IID_IDispatch), SyntaxIdentifier(ObjectExporter.iid)])
        let request = RawConnection.request(0, 3, object: reference.ipid, RawConnection.orpc([]))
        let first = RawConnection.request(0, 3, object: reference.ipid, flags: PDUFlags.first, RawConnection.orpc([1, 2, 3, 4, 5, 6, 7, 8]))
        // What is sent before the silence: a part of the bind, or the bind, its answer, and a part of a call.
        var halves: [(bound: Bool, bytes: [UInt8])] = []
        for count in [1, 15, 16, 17, bind.count - 1] { halves.append((false, Array(bind.prefix(count)))) }
        for count in [1, 16, 40, request.count - 1] { halves.append((true, Array(request.prefix(count)))) }
        halves.append((true, first))
        func speak(_ half: (bound: Bool, bytes: [UInt8])) throws -> RawConnection {
            let raw = try RawConnection(socket)
            if half.bound {
                raw.send(bind)
                #expect(type(of: raw.receive()) == PDUType.bindAck.rawValue)
            }
            raw.send(half.bytes)
            return raw
        }
        func honestCall() throws {
            let raw = try speak((true, request))
            let answer = try #require(raw.receive())
            // IDispatch::GetTypeInfoCount: 1.
            #expect(answer[2] == PDUType.response.rawValue && Array(answer[32..<40]) == [1, 0, 0, 0, 0, 0, 0, 0])
        }
        let before = try observed.counts()
        var resident = 0
        for batch in 0..<20 {
            if batch == 5 { resident = try observed.number("resident") }
            let silent = try halves.map(speak)
            for raw in silent { #expect(raw.receiveUntilClosed() == []) }
            try honestCall()
        }
        try observed.expectBack(at: before)
        #expect(try observed.number("resident") - resident < FaultStage.mostGrowth)
        #expect(observed.stop() == 0)
    }

    /// A server of the observed process: half an answer to the bind, to Hello, to ResolveOxid2, to Claim.
    @Test func ofAServer() throws {
        let stage = try FaultStage()
        let observed = try stage.process("fragment=20")
        let other = try stage.process()
        try observed.take(other.object())
        let before = try observed.counts()
        var resident = 0
        let server = try SilentServer(stage.folder)
        for round in 0..<FaultStage.rounds {
            if round == FaultStage.warmUp { resident = try observed.number("resident") }
            let question = SilentServer.Question.allCases[round % 4]
            server.half.store(question, ordering: .relaxed)
            // Each is of another apartment, about which it is asked.
            let answer = try observed.ask("take " + hexadecimal(SilentServer.reference(apartment: UInt64(round + 1))))
            #expect(answer == "\(HResult.RPC_E_TIMEOUT)", "\(question)")
            // What it holds is not disturbed.
            #expect(try observed.ask("call") == "7")
        }
        server.stop()
        try observed.expectBack(at: before)
        #expect(try observed.number("resident") - resident < FaultStage.mostGrowth)
        for child in [observed, other] { #expect(child.stop() == 0) }
    }
}

/// A server that answers everything but one question, to which it sends half an answer.
private final class SilentServer: Sendable {
    enum Question: Int, CaseIterable, AtomicRepresentable { case bind, hello, resolve, claim }

    static let process: UInt64 = 0x51_1E27
    let half = Atomic<Question>(.bind)
    private let listener: Int32
    private let path: String
    private let threads = WaitGroup()

    /// An OBJREF of an object that it claims to have.
    static func reference(apartment: UInt64) -> [UInt8] {
        var writer = WireWriter()
        writer.uint32(0x574F_454D)
        writer.uint32(1)
        writer.guid(IID_IDispatch)
        writer.standardObjectReference(
            StandardObjectReference(
                flags: 0, publicReferences: 5, oxid: SilentServer.process << 16 | apartment, oid: 7,
                ipid: GUID("{0B5E2A10-5F0C-4E0B-9C7D-0000005113E7}")!))
        writer.raw(StringBindings().packed())
        return writer.bytes
    }

    init(_ folder: RuntimeFolder) throws {
        path = folder.socket(process: SilentServer.process)
        listener = socket(AF_UNIX, Socket.stream, 0)
        guard listener >= 0, Socket.bind(listener, path: path) == 0, listen(listener, 64) == 0 else {
            throw Failure(errno: errno, path)
        }
        let (listener, threads) = (listener, threads)
        threads.enter()
        _ = Thread.start(stack: 1 << 20) { [self] in
            while true {
                let descriptor = latebind_accept(listener)
                guard descriptor >= 0 else { break }
                threads.enter()
                let half = half.load(ordering: .relaxed)
                let isStarted = Thread.start(stack: 1 << 20) {
                    SilentServer.serve(RawConnection(adopting: descriptor), half)
                    threads.leave()
                }
                if !isStarted {
                    close(descriptor)
                    threads.leave()
                }
            }
            threads.leave()
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        threads.wait()
        close(listener)
        unlink(path)
    }

    private static func serve(_ raw: RawConnection, _ half: Question) {
        while let pdu = raw.receive() {
            let (question, answer) = answer(pdu)
            guard question == half else {
                raw.send(answer)
                continue
            }
            raw.send(Array(answer.prefix(answer.count / 2)))
            break
        }
        // Silence, until the client has had enough.
        _ = raw.receiveUntilClosed()
    }

    /// What a server says to a bind, and to the calls of the runtime's own interfaces.
    private static func answer(_ pdu: [UInt8]) -> (Question, [UInt8]) {
        if pdu[2] == PDUType.bind.rawValue {
            let answer = BindAckPDU(
                maximumTransmit: 4280, maximumReceive: 4280, associationGroup: 1, secondaryAddress: "x",
                results: [ContextResult](repeating: .accepted, count: Int(pdu[24]))
            ).bytes(.bindAck, callID: UInt32(pdu[12]))
            return (.bind, answer)
        }
        let question: Question
        var results = WireWriter()
        switch (pdu[20], pdu[22]) {
        case (0, 0):
            question = .hello
            results.uint64(process)
            results.uint32(0)
        case (1, 4):  // ResolveOxid2
            question = .resolve
            results.pointer()
            results.dualStringArray(StringBindings())
            results.guid(GUID("{0B5E2A10-5F0C-4E0B-9C7D-000000511FFF}")!)
            results.uint32(1)
            results.comVersion()
            results.uint32(0)
        default:
            question = .claim
            results.uint32(0)
        }
        let stub = results.bytes
        let response = PDUHeader.pdu(.response, flags: PDUFlags.only, callID: UInt32(pdu[12])) { writer in
            writer.uint32(UInt32(stub.count))
            writer.uint32(0)
            writer.raw(stub)
        }
        return (question, response)
    }
}
