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

    /// The groups of functions.txt: what their comment lines say, and the names below.
    private func groups() throws -> [String: [String]] {
        var groups: [String: [String]] = [:]
        var group = ""
        for line in try readFile(siblingOfThisFile("functions.txt")).split(separator: "\n") {
            if line.hasPrefix("# ") { group = String(line.dropFirst(2)) } else { groups[group, default: []].append(String(line)) }
        }
        return groups
    }

    /// What returns success without doing its work would be found out by a program that looks at what it did: none of the
    /// functions is without one.
    @Test func everyFunctionIsCalledBySomeProgram() throws {
        var words: Set<Substring> = []
        let programs = try runProgram(["sh", "-c", "ls " + siblingOfThisFile("Programs") + "/*.c*"])
        for program in programs.split(separator: "\n") {
            let text = try readFile(String(program))
            words.formUnion(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map { Substring(String($0)) })
        }
        let names = try groups().values.joined()
        #expect(names.count > 360)
        #expect(names.filter { !words.contains(Substring($0)) }.sorted() == [])
    }

    /// Null pointers: an error, or what the documentation says of them, and never a trap.
    @Test func everyFunctionOfValuesStandsNullPointers() throws {
        let groups = try groups()
        let names = [
            "strings", "variants", "conversions", "formatting", "arithmetic and comparison", "arrays", "errors",
            "memory and streams", "identifiers",
        ].flatMap { groups[$0] ?? [] }
        #expect(names.count > 330)
        let scratch = try ScratchDirectory()
        try writeFile(scratch.path + "/names", names.joined(separator: "\n") + "\n")
        try Building.compile("nulls.c", standard: "gnu11", to: scratch.path + "/nulls")
        let answers = try runProgram(["sh", "-c", "\(scratch.path)/nulls \(Building.library) < \(scratch.path)/names"])
        var known: [String: Substring] = [:]
        for line in answers.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            if parts.count == 2 { known[String(parts[0])] = parts[1] }
        }
        #expect(known.count == names.count)
        // No result and no text: the functions that answer a number or a pointer say 0, the others an error.
        let zero: Set<String> = [
            "SysAllocString", "SysAllocStringLen", "SysAllocStringByteLen", "SysReAllocString", "SysReAllocStringLen",
            "SysFreeString", "SysStringLen", "SysStringByteLen", "VariantInit", "DosDateTimeToVariantTime",
            "SystemTimeToVariantTime", "VariantTimeToDosDateTime", "VariantTimeToSystemTime", "SafeArrayCreate",
            "SafeArrayCreateEx", "SafeArrayCreateVector", "SafeArrayCreateVectorEx", "SafeArrayDestroy",
            "SafeArrayDestroyDescriptor", "SafeArrayGetDim", "SafeArrayGetElemsize", "CoTaskMemFree", "CoTaskMemAlloc",
            "CoTaskMemRealloc", "StringFromGUID2", "SetErrorInfo", "VarBstrCmp", "VarCyCmp", "VarCyCmpR8", "VarR4CmpR8",
        ]
        for name in names where !zero.contains(name) {
            #expect(known[name]?.hasPrefix("8") == true, "\(name) answers \(known[name] ?? "nothing")")
        }
    }
}
