// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The functions of arithmetic and comparison against what an independent oleaut32 answered to the same program:
/// Programs/arithmetic.c.
@Suite struct ArithmeticTests {
    @Test func everyFunctionAnswersAsTheTableSays() throws {
        let scratch = try ScratchDirectory()
        let folder = siblingOfThisFile("arithmetic/")
        let answers = Table(try Building.output(of: "arithmetic.c", standard: "c11", in: scratch))
        let table = Table(try readFile(folder + "arithmetic.tsv"))
        var differences = Differences(try readFile(folder + "differences.tsv"), exact: try readFile(folder + "exact.tsv"))
        try #require(answers.headings == table.headings && answers.cells.count == table.cells.count)
        var found: [String] = []
        for (answer, cell) in zip(answers.cells, table.cells) where answer.value != cell.value {
            try #require(answer.key == cell.key)
            if !differences.allow(cell.key, cell.value, answer.value) {
                found.append((cell.key + [cell.value, answer.value]).joined(separator: "\t"))
            }
        }
        #expect(table.cells.count > 80_000)
        #expect(found.isEmpty, "\(found.count) of \(table.cells.count) cells differ:\n\(found.joined(separator: "\n"))")
        #expect(differences.unused.isEmpty, "listed in differences.tsv, but needed by no cell: \(differences.unused)")
    }
}

/// A table whose heading lines begin with '=': a cell's key is its line's function and left operand, and its column's heading.
struct Table {
    var headings: [[String]] = []
    var cells: [(key: [String], value: String)] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            if line.hasPrefix("=") {
                headings.append(parts)
            } else if let heading = headings.last, parts.count == heading.count + 1 {
                for column in 1..<heading.count {
                    cells.append(([parts[0], parts[1], heading[column]], parts[column + 1]))
                }
            }
        }
    }
}

/// The listed differences: key, the table's value, the value here. `*` stands for any, `exact` for what a second table says.
struct Differences {
    private var rules: [[String]: String] = [:]
    private var exact: [[String]: String] = [:]
    private(set) var unused: Set<[String]> = []

    init(_ text: String, exact: String = "") {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard let value = parts.last else { continue }
            // A rule for any operands may have several results, so the result is part of its name.
            rules[parts] = value
            unused.insert(parts)
        }
        for line in exact.split(separator: "\n") {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            if let value = parts.last { self.exact[Array(parts.dropLast())] = value }
        }
    }

    mutating func allow(_ key: [String], _ expected: String, _ found: String) -> Bool {
        let anything = [key[0]] + key.dropFirst().map { _ in "*" }
        if exact[key] == found, rules[anything + ["*", "exact"]] != nil {
            unused.remove(anything + ["*", "exact"])
            return true
        }
        for rule in [key + [expected, found], anything + [expected, found]] where rules[rule] != nil {
            unused.remove(rule)
            return true
        }
        return false
    }
}
