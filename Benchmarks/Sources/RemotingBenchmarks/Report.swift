// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import Figures

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Calls in one run.
let turns = 20_000

/// Nanoseconds for one of `count` turns of `body`: the median of five runs.
func measure(_ count: Int, _ body: (Int) throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    try body(count / 10 + 1)
    let runs = try (0..<5).map { _ in try clock.nanoseconds { try body(count) } / Double(count) }
    return runs.sorted()[2]
}

/// Both measured in turn, so that a slow moment of the machine is in both: of three pairs the one whose ratio is the median.
func inTurn(
    _ peer: (Int) throws -> Void, _ ours: (Int) throws -> Void
) rethrows -> (peer: Double, ours: Double) {
    var pairs: [(peer: Double, ours: Double)] = []
    for _ in 0..<3 { pairs.append((try measure(turns, peer), try measure(turns, ours))) }
    pairs.sort { $0.ours / $0.peer < $1.ours / $1.peer }
    return pairs[1]
}

/// - Parameters:
///   - time: nanoseconds.
///   - peer: what it is compared with, in nanoseconds.
func row(_ name: String, _ time: Double, _ peer: Double? = nil, _ peerName: String = "") {
    let ratio = peer.map { "\(hundredths(time / $0)) × \(peerName)".padded(24) + "(\(hundredths($0 / 1000)) µs)" } ?? ""
    print(name.padded(56) + "\(hundredths(time / 1000)) µs".padded(14) + ratio)
}

/// A folder of this run.
struct TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/latebind-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw COMError(.E_FAIL, "no folder in /tmp: errno \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func remove() { rmdir(path) }
}

/// This program again, as a server. It ends when its client has gone.
struct ServerProcess {
    private let pipe: UnsafeMutablePointer<FILE>
    /// The first line that it wrote.
    let line: String

    init(_ arguments: String...) throws {
        let words = [CommandLine.arguments[0]] + arguments
        guard let pipe = popen("exec " + words.map { "'\($0)'" }.joined(separator: " "), "r") else {
            throw COMError(.E_FAIL, "popen: errno \(errno)")
        }
        self.pipe = pipe
        var text: [UInt8] = []
        while case let byte = getc(pipe), byte != EOF, byte != 10 { text.append(UInt8(truncatingIfNeeded: byte)) }
        guard !text.isEmpty else {
            pclose(pipe)
            throw COMError(.E_FAIL, "the server did not start")
        }
        line = String(decoding: text, as: UTF8.self)
    }

    func wait() { pclose(pipe) }
}
