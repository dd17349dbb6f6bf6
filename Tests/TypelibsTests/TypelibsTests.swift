// SPDX-License-Identifier: Apache-2.0

import MSFTFormat
import TestSupport
import Testing
import TypeLibrary

/// Every folder of typelibs/ holds NAME.idl, the NAME.tlb compiled from it and its dump NAME.json. Adding a case is adding a
/// folder; `make typelibs` writes the compiled files.
@Suite struct TypelibsTests {
    static let names = ((try? folders(of: repositoryFile("typelibs"))) ?? [])

    @Test func thereAreLibraries() {
        #expect(TypelibsTests.names.contains("stdole2"))
        #expect(TypelibsTests.names.contains("scripting"))
    }

    @Test(arguments: names) func whatIsCommittedIsWhatTheCompilerMakes(name: String) throws {
        let base = repositoryFile("typelibs/\(name)/\(name)")
        let compiled = try CompiledLibraries.bytes(base + ".idl")
        #expect(try compiled == readBytes(base + ".tlb"), "run `make typelibs`")
    }

    @Test(arguments: names) func theDumpIsThatOfTheLibrary(name: String) throws {
        let base = repositoryFile("typelibs/\(name)/\(name)")
        let loader = TypeLibraryLoader(folders: [repositoryFile("typelibs/stdole2")])
        let dump = try loader.open(base + ".tlb").jsonDump()
        #expect(try dump == readBytes(base + ".json"), "run `make typelibs`")
    }
}
