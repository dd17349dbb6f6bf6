// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import TestSupport
import Testing
import TypeLibMarshaler
import WireHarness

/// What the fuzzer runs (Fuzz/README.md): the inputs that once were too much, and those that it begins with.
@Suite(.noLeaks) struct HostileTests {
    @Test func requestsThatWereTooMuch() throws {
        let requests = try HostileRequests()
        for file in try entries(of: siblingOfThisFile("Regressions/Requests")) {
            #expect(requests.run(try readBytes(siblingOfThisFile("Regressions/Requests/" + file))) == nil, "\(file)")
        }
    }

    @Test func responsesThatWereTooMuch() throws {
        let responses = try HostileResponses()
        for file in try entries(of: siblingOfThisFile("Regressions/Responses")) {
            #expect(responses.run(try readBytes(siblingOfThisFile("Regressions/Responses/" + file))) == nil, "\(file)")
        }
    }

    /// The seeds are what they should be: honest calls, which succeed and leave nothing.
    @Test func honestMessagesAreServed() throws {
        let seeds = try WireSeeds.record()
        let (requests, responses) = (try HostileRequests(), try HostileResponses())
        var served = 0
        // What a library makes once, when it is first asked for, is not left behind by a call.
        for seed in seeds.requests where try requests.answer(seed)?.status.isSuccess == true { served += 1 }
        for seed in seeds.responses { _ = responses.run(seed) }
        for seed in seeds.requests { #expect(requests.run(seed) == nil) }
        for seed in seeds.responses { #expect(responses.run(seed) == nil) }
        ErrorInfo.clear()
        #expect(served > 400 && served > seeds.requests.count * 9 / 10, "\(served) of \(seeds.requests.count)")
        #expect(seeds.responses.count > 400)
    }
}
