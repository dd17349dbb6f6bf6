// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The Var…From… functions against what an independent oleaut32 answered to the same program: Programs/conversions.c.
@Suite struct ConversionTests {
    private static func lines(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Every cell is equal, except for those that differences.tsv lists with the reason.
    @Test func everyFunctionAnswersAsTheTableSays() throws {
        let scratch = try ScratchDirectory()
        let answers = Self.lines(try Building.output(of: "conversions.c", standard: "c11", in: scratch))
        let table = Self.lines(try readFile(siblingOfThisFile("conversions/conversions.tsv")))
        var expected: [[String]: String] = [:]
        for line in Self.lines(try readFile(siblingOfThisFile("conversions/differences.tsv"))) where line.count == 5 {
            expected[Array(line[0...2])] = line[4]
        }
        try #require(answers.count == table.count && answers[0] == table[0])
        var found: [String] = []
        var cells = 0
        for (answer, row) in zip(answers, table).dropFirst() {
            try #require(answer[0...1] == row[0...1] && answer.count == row.count)
            for column in 2..<row.count where row[column] != "-" {
                cells += 1
                guard answer[column] != row[column] else { continue }
                let key = [row[0], row[1], table[0][column]]
                if expected.removeValue(forKey: key) == answer[column] { continue }
                found.append((key + [row[column], answer[column]]).joined(separator: "\t"))
            }
        }
        #expect(cells > 6_000)
        #expect(found.isEmpty, "\(found.count) of \(cells) cells differ:\n\(found.joined(separator: "\n"))")
        #expect(expected.isEmpty, "listed in differences.tsv, but equal now: \(expected.keys)")
    }
}
