// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// A process whose calls are watched (Tests/ObservedProcess).
final class Observed {
    struct Span {
        var name: String
        var kind: String
        var trace: String
        var id: String
        var parent: String
        var status: String
        var attributes: [String: String]
    }

    private let process: ChildProcess
    var pid: Int32 { process.pid }

    init() throws {
        let program = CommandLine.arguments[0]
        let folder = program[..<(program.lastIndex(of: "/") ?? program.endIndex)]
        process = try ChildProcess([String(folder) + "/ObservedProcess"])
    }

    func ask(_ line: String) throws -> String {
        try process.writeLine(line)
        return try process.readLine()
    }

    private func lines(_ question: String) throws -> [String] {
        try process.writeLine(question)
        var lines: [String] = []
        while true {
            let line = try process.readLine()
            if line == "." { return lines }
            lines.append(line)
        }
    }

    /// What the end of a call adds may be added a moment after its caller has the answer: asked again until it is there.
    private static let patience = 10_000

    /// The metrics by name and labels.
    func metrics(until isThere: ([String: String]) -> Bool = { _ in true }) throws -> [String: String] {
        for _ in 0..<Observed.patience {
            var metrics: [String: String] = [:]
            for line in try lines("metrics") {
                guard let end = line.firstIndex(of: "}") else { throw Failure("a metric: \(line)") }
                metrics[String(line[...end])] = String(line[line.index(end, offsetBy: 2)...])
            }
            if isThere(metrics) { return metrics }
        }
        throw Failure("what was waited for did not come: \(try lines("metrics"))")
    }

    func spans(until isThere: ([Span]) -> Bool = { _ in true }) throws -> [Span] {
        for _ in 0..<Observed.patience {
            let spans = try lines("spans").map { line in
                let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 7 else { throw Failure("a span: \(line)") }
                var attributes: [String: String] = [:]
                for pair in parts[6].split(separator: ",") {
                    guard let sign = pair.firstIndex(of: "=") else { throw Failure("an attribute: \(pair)") }
                    attributes[String(pair[..<sign])] = String(pair[pair.index(after: sign)...])
                }
                return Span(
                    name: parts[0], kind: parts[1], trace: parts[2], id: parts[3], parent: parts[4], status: parts[5],
                    attributes: attributes)
            }
            if isThere(spans) { return spans }
        }
        throw Failure("what was waited for did not come: \(try lines("spans"))")
    }

    func stop() { process.stop() }
}
