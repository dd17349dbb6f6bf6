// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import FaultSupport
import Remoting
import TestSupport
import Testing

/// What processes of tests of faults run in: a runtime folder of their own.
final class FaultStage {
    /// How often each fault happens.
    static let rounds = 200
    /// Of these, how many come before the memory is looked at for the first time.
    static let warmUp = 50
    /// How much memory the rest may add, in KiB: nothing is seen on a quiet machine, 296 was on a busy one, in which threads meet anew. What
    /// lives is counted exactly.
    static let mostGrowth = 512

    let scratch: ScratchDirectory
    let folder: RuntimeFolder
    private var waiting: [FaultChild] = []

    init() throws {
        scratch = try ScratchDirectory()
        folder = try RuntimeFolder(path: scratch.path + "/runtime")
    }

    /// Starts a process.
    /// - Parameter configuration: limits, as FaultProcess takes them.
    func process(_ configuration: String? = nil) throws -> FaultChild {
        let child = FaultChild(try ChildProcess(
            [InteropStage.buildFolder + "/FaultProcess"],
            // One arena: a thread that glibc gives another one would count as growth.
            environment: ["LATEBIND_RUNTIME_DIR": folder.path, "MALLOC_ARENA_MAX": "1"]))
        if let configuration { #expect(try child.ask("configure " + configuration) == "configured") }
        return child
    }

    /// A process that will be killed. The next ones start while this one is used.
    func victim() throws -> FaultChild {
        while waiting.count < 3 { waiting.append(try process()) }
        return waiting.removeFirst()
    }

    /// Lets a fault happen many times to a process that is observed. It has connections in both directions to a process that lives on, so
    /// that everything that it makes once is there before it is counted; afterwards it holds exactly what it held then, and no more memory.
    /// - Parameters:
    ///   - ends: how many of its own objects end in each round.
    ///   - round: is given the observed process.
    func observe(ends: Int = 0, _ round: (FaultChild) throws -> Void) throws {
        let observed = try process()
        let other = try process()
        // The other one's object is here, and an object of this one is there.
        try observed.take(other.object())
        #expect(try observed.ask("call") == "7")
        #expect(try observed.ask("keep") == "kept")
        try other.take(observed.object())
        #expect(try other.ask("call") == "7")
        var before = try observed.countsAtRest()
        var resident = 0
        for number in 0..<FaultStage.rounds {
            if number == FaultStage.warmUp { resident = try observed.number("resident") }
            try round(observed)
        }
        before["ended"] += ends * FaultStage.rounds
        try observed.expectBack(at: before)
        let growth = try observed.number("resident") - resident
        #expect(growth < FaultStage.mostGrowth, "\(growth) KiB more after \(FaultStage.rounds - FaultStage.warmUp) rounds")
        // It is in order, and so is the other one.
        #expect(try other.ask("call") == "7")
        try observed.take(other.object())
        #expect(try observed.ask("call") == "7")

        // What the dead left in the folder goes when the next process begins to listen.
        for child in waiting { child.kill() }
        waiting = []
        let last = try process()
        _ = try last.object()
        let expected = try Set([observed, other, last].map { try String($0.ask("socket").dropFirst(folder.path.count + 1)) })
        #expect(try Set(entries(of: folder.path)) == expected)
        for child in [observed, other, last] { #expect(child.stop() == 0) }
        #expect(try entries(of: folder.path) == [])
    }
}

/// A process of Tests/FaultProcess.
final class FaultChild {
    private let process: ChildProcess
    init(_ process: ChildProcess) { self.process = process }

    func send(_ line: String) throws { try process.writeLine(line) }
    func receive() throws -> String { try process.readLine() }

    /// Sends a line and takes the answer.
    @discardableResult
    func ask(_ line: String) throws -> String {
        try send(line)
        return try receive()
    }

    func number(_ line: String) throws -> Int {
        let answer = try ask(line)
        guard let number = Int(answer) else { throw Failure("\(line): \(answer)") }
        return number
    }

    /// An OBJREF of a new object of its.
    func object() throws -> String { try ask("object") }

    func take(_ reference: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try ask("take " + reference) == "taken", sourceLocation: sourceLocation)
    }

    func counts() throws -> Counts {
        let answer = try ask("counts")
        guard let counts = Counts(answer) else { throw Failure("no counts: \(answer)") }
        return counts
    }

    /// What it holds when nothing is on its way: a connection that is served has one block while it waits, and the one of the last answer is
    /// given back after the answer was read.
    func countsAtRest(sourceLocation: SourceLocation = #_sourceLocation) throws -> Counts {
        var rest = try counts()
        rest["blocks"] = rest["connections"]
        try expectBack(at: rest, sourceLocation: sourceLocation)
        return rest
    }

    /// Waits until it holds what it held.
    func expectBack(at wanted: Counts, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let answer = try ask("settle \(wanted)")
        guard let now = Counts(answer) else { throw Failure("no counts: \(answer)") }
        #expect(now.isBack(at: wanted), "\(now), not \(wanted)", sourceLocation: sourceLocation)
    }

    @discardableResult func kill() -> Int32 { process.kill() }
    @discardableResult func stop() -> Int32 { process.stop() }
    func signal(_ number: Int32) { process.signal(number) }
}

/// What an OBJREF_STANDARD says. [MS-DCOM] 2.2.18.4, 2.2.18.2
struct StandardReference {
    let oxid: UInt64
    let ipid: GUID

    init(_ hexadecimal: String) throws {
        let bytes = bytes(hexadecimal: hexadecimal)
        guard bytes.count >= 64 else { throw Failure("no OBJREF: \(hexadecimal)") }
        (oxid, ipid) = bytes.withUnsafeBytes { bytes in
            (
                bytes.loadUnaligned(fromByteOffset: 32, as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 48, as: GUID.self)
            )
        }
    }
}
