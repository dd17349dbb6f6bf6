// SPDX-License-Identifier: Apache-2.0

import Testing
import TypeLibraryTools

/// Each folder in Outline holds an `input.idl` and the outline of the library that it compiles to.
@Suite struct OutlineTests {
    static let folder = GoldenFolder("Outline")

    @Test(arguments: folder.cases) func outline(name: String) throws {
        try Self.folder.check(Outline(Self.folder.library(name, "input.idl")).rendered(), name)
    }
}
