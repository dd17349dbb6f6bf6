// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TestSupport
import Testing

@testable import Remoting

@Suite struct PacketTraceTests {
    /// Each opens the file for itself, as a process of its own does.
    @Test func thoseThatBeginAtOnceWriteOneHead() throws {
        let folder = try ScratchDirectory()
        for round in 0..<100 {
            let path = folder.path + "/\(round)"
            let group = WaitGroup()
            let waiting = Start()
            for _ in 0..<4 {
                group.enter()
                let isStarted = Thread.start(stack: 256 << 10) {
                    waiting.number.wrappingAdd(1, ordering: .acquiringAndReleasing)
                    while waiting.number.load(ordering: .acquiring) < 4 {}
                    _ = PacketTrace(path: path)
                    group.leave()
                }
                guard isStarted else { throw Failure("no thread") }
            }
            group.wait()
            #expect(try readBytes(path).count == 24)
        }
    }

    private final class Start: Sendable {
        let number = Atomic<Int>(0)
    }
}
