// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import TestSupport
import Testing
import WireHarness

@testable import Remoting

/// What the fuzzer runs (Fuzz/README.md): the inputs that once were too much, and those that it begins with.
@Suite(.serialized, .noLeaks) struct HostileStreamTests {
    /// Connections of other tests that are about to end are counted too: what is left behind is left each time.
    private func left(_ streams: HostileStreams, _ input: [UInt8]) -> String? {
        var last: String?
        for _ in 0..<3 {
            last = streams.run(input)
            if last == nil { return nil }
        }
        return last
    }

    @Test func streamsThatWereTooMuch() throws {
        let streams = try HostileStreams()
        for file in try entries(of: siblingOfThisFile("Regressions")) {
            #expect(left(streams, try readBytes(siblingOfThisFile("Regressions/" + file))) == nil, "\(file)")
        }
    }

    @Test func honestStreamsLeaveNothing() throws {
        let streams = try HostileStreams()
        let seeds = try streams.seeds()
        for seed in seeds { #expect(left(streams, seed) == nil) }
        #expect(seeds.count > 80)
    }

    /// Values that are nested as deep as they may be, on the smallest stack that a connection's thread can have and on larger ones: there
    /// is room for them, or they are refused.
    @Test(arguments: NestingBomb.allCases) func deepValuesDoNotOverflowTheStackOfAConnection(_ bomb: NestingBomb) throws {
        let requests = try HostileRequests()
        for stack in [0, 512 << 10, 1 << 20, 8 << 20] {
            var options = RPCOptions()
            options.threadStack = stack
            let inputs = try [2, 10, 120 / bomb.cost, 1000].map { depth in
                requests.input("IAutomationWire", slot: 7, try bomb.request(depth: depth))
            }
            let answers = try run(inputs, requests, stack: options.checked.threadStack)
            if !isSanitized || stack >= 1 << 20 { #expect(answers.prefix(2) == [.S_OK, .S_OK], "\(stack)") }
            #expect(answers[2] == .S_OK || answers[2] == .E_OUTOFMEMORY && stack < 8 << 20, "\(stack): \(answers)")
            #expect(answers[3] == .RPC_X_BAD_STUB_DATA || answers[3] == .E_OUTOFMEMORY, "\(stack): \(answers)")
        }
    }

    /// Runs requests on a thread with a stack of so many bytes.
    private func run(_ inputs: [[UInt8]], _ requests: HostileRequests, stack: Int) throws -> [HResult?] {
        let group = WaitGroup()
        let work = Work(requests, inputs)
        group.enter()
        let isStarted = Thread.start(stack: stack) {
            work.run()
            group.leave()
        }
        guard isStarted else { throw Failure("no thread") }
        group.wait()
        return work.answers
    }

    private final class Work: @unchecked Sendable {
        // Unchecked: the test waits while the thread uses it.
        private unowned let requests: HostileRequests
        private let inputs: [[UInt8]]
        private(set) var answers: [HResult?] = []

        init(_ requests: HostileRequests, _ inputs: [[UInt8]]) {
            self.requests = requests
            self.inputs = inputs
        }

        func run() {
            for input in inputs {
                answers.append(try? requests.answer(input)?.status)
                ErrorInfo.clear()
            }
        }
    }
}
