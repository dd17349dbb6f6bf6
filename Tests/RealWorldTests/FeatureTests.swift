// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// `Feature/feature.idl` uses every feature of the language; an independent loader has read what the compiler makes of it.
@Suite struct FeatureTests {
    private static let base = RealWorld.data + "/Feature/feature"

    @Test func theFileThatTheLoaderReadIsWhatTheCompilerMakes() throws {
        let compilation = try RealWorld.compile(FeatureTests.base + ".idl", searchPath: [])
        let bytes = try #require(compilation.bytes, "\(compilation.summary)")
        if RealWorld.isRewriting { try writeFile(FeatureTests.base + ".tlb", bytes) }
        #expect(try bytes == readBytes(FeatureTests.base + ".tlb"), "make feature.tlb and feature.json anew, see feature.idl")
    }

    @Test func ourDumpIsThatOfTheLoader() throws {
        let library = try RealWorld.library(readBytes(FeatureTests.base + ".tlb"))
        let found = try RealWorld.differences(readBytes(FeatureTests.base + ".json"), RealWorld.dump(library))
        try KnownDifferences(name: "feature.loader").check(found)
    }

    @Test func theTextCompilesToAnEqualLibrary() throws {
        try RoundTrip.check(RealWorld.library(readBytes(FeatureTests.base + ".tlb")))
    }
}
