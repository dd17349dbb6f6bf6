// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import TestSupport
import Testing

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
}
