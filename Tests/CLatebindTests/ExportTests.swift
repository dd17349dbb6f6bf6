// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What liblatebind exports is what the headers declare. That the definitions also have the prototypes of the headers is
/// checked by the Swift compiler: `@c @implementation`.
@Suite struct ExportTests {
    /// The functions that a header declares: the word before the first parenthesis of each prototype.
    private func declared(in header: String) throws -> [String] {
        var names: [String] = []
        for line in try readFile(Building.include + "/latebind/" + header).split(separator: "\n") {
            guard let first = line.first, first.isLetter, !line.hasPrefix("typedef"), !line.hasPrefix("extern"),
                let parenthesis = line.firstIndex(of: "(")
            else { continue }
            let name = line[..<parenthesis].split(whereSeparator: { $0 == " " || $0 == "*" }).last
            if let name { names.append(String(name)) }
        }
        return names
    }

    /// Those of the names that dlsym does not find, in a process of their own: this one has the same Swift code linked in.
    private func unresolved(_ names: [String]) throws -> String {
        let scratch = try ScratchDirectory()
        try writeFile(scratch.path + "/names", names.joined(separator: "\n"))
        try Building.compile("resolve.c", standard: "gnu11", to: scratch.path + "/resolve")
        return try runProgram(["sh", "-c", "\(scratch.path)/resolve \(Building.library) < \(scratch.path)/names"])
    }

    @Test(arguments: [("oleauto.h", 270), ("objbase.h", 20)])
    func everyDeclaredFunctionResolves(header: String, fewest: Int) throws {
        let names = try declared(in: header)
        #expect(names.count >= fewest)
        #expect(Set(names).count == names.count)
        #expect(try unresolved(names) == "")
    }

    /// functions.txt lists the groups that are complete.
    @Test func everyFunctionOfTheFinishedGroupsIsDeclaredAndExported() throws {
        let names = try readFile(siblingOfThisFile("functions.txt")).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
        #expect(names.count > 290)
        let declared = try Set(declared(in: "oleauto.h") + declared(in: "objbase.h"))
        #expect(names.filter { !declared.contains($0) }.isEmpty)
        #expect(try unresolved(names) == "")
    }
}
