// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TestSupport
import Testing
import TypeLibrary

/// What we write is what widl writes, for each file of libwine-dev that widl makes a library of; and Wine's loader finds in it what
/// we find.
///
/// Where they differ, `Differences/NAME.BITS.txt` lists each difference, under comments that say why. Adding a case is adding a
/// file; `LATEBIND_REWRITE_GOLDENS=1` writes the lines and keeps the comments.
@Suite struct WidlTests {
    /// Files that widl refuses, as we do.
    static let refused: Set = [
        "msinkaut.idl", "shobjidl.idl", "shobjidl_core.idl", "uiautomationclient.idl", "wbemprov.idl", "xpsobjectmodel.idl",
    ]
    /// Files at which widl of Debian 12 stops without a word.
    static let unreadable: Set = [
        "bits1_5.idl", "bits2_0.idl", "bits3_0.idl", "documenttarget.idl", "iextag.idl", "mimeole.idl", "mmdeviceapi.idl", "propsys.idl",
    ]
    static let targets = [("64", SystemKind.win64), ("32", .win32)]

    @Test(arguments: RealWorld.libraryFiles, targets) func writesWhatWidlWrites(
        name: String, target: (bits: String, system: SystemKind)
    ) throws {
        let source = RealWorld.idlFolder + "/" + name
        let folder = try ScratchDirectory()
        let output = folder.path + "/widl.tlb"
        // When it fails, widl leaves a file in the folder where it runs.
        let command = [
            "sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path, RealWorld.widl, "-t", "-m\(target.bits)", "-I", RealWorld.idlFolder, "-L", WineLibraries.folder, "-o", output, source,
        ]
        let compilation = try RealWorld.compile(source, target: target.system)
        if WidlTests.refused.contains(name) {
            #expect(throws: Failure.self) { try runProgram(command) }
            #expect(compilation.bytes == nil)
            return
        }
        let ours = try RealWorld.dump(#require(compilation.bytes))
        try LoaderDumps.check(ours, named: "ours_\(name.dropLast(4))_\(target.bits)")
        if WidlTests.unreadable.contains(name) {
            #expect(throws: Failure.self) { try runProgram(command) }
            return
        }
        try runProgram(command)
        let theirs = try readBytes(output)
        let found = try RealWorld.differences(RealWorld.dump(theirs), ours, "--written", "--ignore-build")
        try KnownDifferences(name: "\(name.dropLast(4)).\(target.bits)").check(found)
        // A 32-bit library says the same with other numbers.
        if target.system == .win64 { try RoundTrip.check(RealWorld.library(theirs)) }
    }
}

/// The differences that are expected of one library.
struct KnownDifferences {
    let path: String

    init(name: String) { path = RealWorld.data + "/Differences/\(name).txt" }

    func check(_ found: [String]) throws {
        let lines = isReadable(path) ? try readFile(path).split(separator: "\n").map(String.init) : []
        let comments = lines.filter { $0.hasPrefix("#") }
        if RealWorld.isRewriting, !found.isEmpty {
            try writeFile(path, (comments + found).map { $0 + "\n" }.joined())
        }
        #expect(found == lines.filter { !$0.hasPrefix("#") }, "\(path)")
        #expect(lines.isEmpty || !comments.isEmpty, "\(path) does not say why")
    }
}
