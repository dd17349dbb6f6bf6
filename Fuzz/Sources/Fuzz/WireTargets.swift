// SPDX-License-Identifier: Apache-2.0
//
// Bytes that come over the wire: what one input goes through is in Tests/WireHarness and Tests/RemotingTests/RPC, where the tests run
// it too.

import CFuzzer
import WireHarness

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum WireTargets {
    static let names = ["stub", "proxy", "pdu"]

    // Made by `warmUp`, before the first input; libFuzzer calls on one thread.
    nonisolated(unsafe) private static var requests: HostileRequests?
    nonisolated(unsafe) private static var responses: HostileResponses?
    nonisolated(unsafe) private static var streams: HostileStreams?

    /// Makes the objects, and what lives as long as the process: the plans of every call, class tables, what is asked for only once.
    static func warmUp(_ target: String) {
        __lsan_disable()
        defer { __lsan_enable() }
        do {
            switch target {
            case "stub":
                let made = try HostileRequests()
                requests = made
                for seed in try WireSeeds.record().requests { _ = made.run(seed) }
            case "proxy":
                let made = try HostileResponses()
                responses = made
                for seed in try WireSeeds.record().responses { _ = made.run(seed) }
            default:
                let made = try HostileStreams()
                streams = made
                for seed in try made.seeds() { _ = made.run(seed) }
            }
        } catch {
            print("\(target): \(error)")
            exit(2)
        }
    }

    static func stub(_ bytes: [UInt8]) -> Int32 { check(requests?.run(bytes)) }

    static func proxy(_ bytes: [UInt8]) -> Int32 { check(responses?.run(bytes)) }

    static func pdu(_ bytes: [UInt8]) -> Int32 { check(streams?.run(bytes)) }

    /// What is left alive is a finding, whether or not LeakSanitizer sees a block that nobody points at.
    private static func check(_ left: String?) -> Int32 {
        if let left {
            print("left alive: \(left)")
            abort()
        }
        return 0
    }
}
