// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// BSTR_UserMarshal, VARIANT_UserMarshal and LPSAFEARRAY_UserMarshal against the bytes that an independent oleaut32 wrote for the
/// same program: Programs/wireforms.c.
@Suite struct WireFormTests {
    private static func lines(_ text: String) -> [[String]] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Sizes and bytes are equal, except for those that differences.tsv lists with the reason; and every value can be read back.
    @Test(arguments: [[], ["filled"]]) func everyByteIsAsTheTableSays(arguments: [String]) throws {
        let scratch = try ScratchDirectory()
        let answers = Self.lines(
            try Building.output(of: "wireforms.c", standard: "gnu11", in: scratch, arguments: arguments))
        let table = Self.lines(try readFile(siblingOfThisFile("wireforms/wireforms.tsv")))
        var expected: [String: [String]] = [:]
        for line in Self.lines(try readFile(siblingOfThisFile("wireforms/differences.tsv"))) {
            expected[line[0]] = Array(line[1...3])
        }
        try #require(answers.count == table.count)
        for (answer, row) in zip(answers, table) {
            try #require(answer.count == 5 && row.count == 5)
            #expect(answer[0] == row[0])
            #expect(answer[4] == "same", "\(answer[0]) cannot be read back")
            let known = expected.removeValue(forKey: answer[0])
            #expect(Array(answer[1...3]) == known ?? Array(row[1...3]), "\(answer[0])")
            if let known { #expect(known != Array(row[1...3]), "\(answer[0]) is no difference any more") }
        }
        #expect(expected.isEmpty)
    }
}
