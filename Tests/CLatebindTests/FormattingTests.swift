// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// The functions of formatting, and of numbers and dates as text, against what an independent oleaut32 answered to the same
/// program, Programs/formatting.c; and against Python for what that does not do: exact.tsv.
@Suite struct FormattingTests {
    private static let folder = siblingOfThisFile("formatting/")

    /// The program's answers without and with the locales that are not built in.
    private static func answers(in scratch: ScratchDirectory) throws -> (english: Table, others: Table) {
        let english = Table(try Building.output(of: "formatting.c", standard: "c11", in: scratch))
        return (english, Table(try runProgram([scratch.path + "/program", "locales"])))
    }

    @Test func everyFunctionAnswersAsTheTablesSay() throws {
        let scratch = try ScratchDirectory()
        let answers = try Self.answers(in: scratch)
        var differences = Differences(
            try readFile(Self.folder + "differences.tsv"), exact: try readFile(Self.folder + "exact.tsv"))
        var found: [String] = []
        var cells = 0
        for (answer, name) in [(answers.english, "formatting.tsv"), (answers.others, "locales.tsv")] {
            let table = Table(try readFile(Self.folder + name))
            try #require(answer.headings == table.headings && answer.cells.count == table.cells.count)
            for (answer, cell) in zip(answer.cells, table.cells) {
                cells += 1
                guard answer.value != cell.value else { continue }
                try #require(answer.key == cell.key)
                if !differences.allow(cell.key, cell.value, answer.value) {
                    found.append((cell.key + [cell.value, answer.value]).joined(separator: "\t"))
                }
            }
        }
        #expect(cells > 13_000)
        #expect(found.isEmpty, "\(found.count) of \(cells) cells differ:\n\(found.joined(separator: "\n"))")
        #expect(differences.unused.isEmpty, "listed in differences.tsv, but needed by no cell: \(differences.unused)")
    }

    @Test func daysAndWeeksAreThoseOfTheCalendar() throws {
        let scratch = try ScratchDirectory()
        let answers = try Self.answers(in: scratch)
        var known: [[String]: String] = [:]
        for cell in answers.english.cells + answers.others.cells { known[cell.key] = cell.value }
        let lines = try readFile(Self.folder + "exact.tsv").split(separator: "\n")
        #expect(lines.count > 1300)
        for line in lines {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            #expect(known[Array(parts.dropLast())] == parts.last, "\(line)")
        }
    }

    /// The Hijri calendar against ICU's, day by day, and what Microsoft documents of it.
    @Test func theHijriCalendarIsTheTabularOne() throws {
        let scratch = try ScratchDirectory()
        let output = try Building.output(of: "hijri.c", standard: "gnu11", in: scratch)
        #expect(output.hasSuffix(" checks, 0 failures\n"), "\(output)")
    }

    /// The order of texts: en-US against what an independent oleaut32 answered to the same program, the others against their alphabets.
    @Test func textsStandInTheOrderOfTheirLocale() throws {
        let scratch = try ScratchDirectory()
        let folder = siblingOfThisFile("collation/")
        let answers = Table(try Building.output(of: "collation.c", standard: "c11", in: scratch))
        let table = Table(try readFile(folder + "collation.tsv"))
        try #require(answers.headings == table.headings && answers.cells.count == table.cells.count)
        let found = zip(answers.cells, table.cells).filter { $0.0.value != $0.1.value }.map { answer, cell in
            (cell.key + [cell.value, answer.value]).joined(separator: "\t")
        }
        #expect(table.cells.count > 26_000)
        #expect(found.isEmpty, "\(found.count) cells differ:\n\(found.joined(separator: "\n"))")
        #expect(try runProgram([scratch.path + "/program", "sorted"]) == readFile(folder + "sorted.tsv"))
    }

    /// A process whose own locale is a German one, made for the test, gets what every other process gets.
    @Test func theProcessesLocaleChangesNothing() throws {
        let scratch = try ScratchDirectory()
        let program = scratch.path + "/locales"
        try Building.compile("locales.c", standard: "gnu11", to: program, options: ["-DEXPECT_ICU"])
        _ = try runProgram(["localedef", "--no-archive", "-i", "de_DE", "-f", "UTF-8", scratch.path + "/de_DE.UTF-8"])
        let odd = try runProgram(["env", "LOCPATH=" + scratch.path, "LC_ALL=de_DE.UTF-8", program, "de_DE"])
        #expect(odd.hasSuffix(" checks, 0 failures\n"), "\(odd)")
        let plain = try runProgram(["env", "LC_ALL=C", program])
        #expect(plain.hasSuffix(" checks, 0 failures\n"), "\(plain)")
    }
}
