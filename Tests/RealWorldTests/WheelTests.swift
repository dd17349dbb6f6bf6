// SPDX-License-Identifier: Apache-2.0

import MSFTFormat
import TestSupport
import Testing

/// MIDL's own libraries and IDL, from Python packages. `make test` gets the packages (scripts/fetch-wheels.sh) and names their
/// folder in LATEBIND_WHEELS, if PyPI can be reached.
@Suite(
    .enabled(if: environmentVariable("LATEBIND_WHEELS") != nil, "scripts/fetch-wheels.sh gets the packages; LATEBIND_WHEELS names the folder"),
    .serialized)
struct WheelTests {
    private let folder: ScratchDirectory

    init() throws {
        folder = try ScratchDirectory()
        let wheels = environmentVariable("LATEBIND_WHEELS") ?? ""
        let names = try entries(of: wheels).filter { $0.hasSuffix(".whl") }
        for package in ["comtypes-", "pywin32-", "PyAutoIt-"] {
            try #require(names.contains { $0.hasPrefix(package) }, "\(wheels) has no wheel of \(package)")
        }
        for name in names { try runProgram(["python3", "-m", "zipfile", "-e", wheels + "/" + name, folder.path]) }
    }

    private static let libraries = [
        "comtypes/test/TestComServer.tlb", "comtypes/test/TestDispServer.tlb", "comtypes/test/mylib.tlb",
        "comtypes/test/urlhist.tlb", "autoit/lib/AutoItX3.dll", "autoit/lib/AutoItX3_x64.dll",
    ]

    private static func stem(_ path: String) -> String {
        String(path.split(separator: "/").last.map { $0.prefix { $0 != "." } } ?? "")
    }

    @Test func theseAreAllOfThem() throws {
        let found = try runProgram(["find", folder.path, "-name", "*.tlb", "-o", "-name", "*.idl"]).split(separator: "\n")
        let known = WheelTests.libraries.filter { $0.hasSuffix(".tlb") }.count + WheelTests.sources.count
        #expect(found.count == known, "\(found)")
    }

    private static let sources = [
        "comtypes/test/TestComServer", "comtypes/test/TestDispServer", "comtypes/test/mylib", "comtypes/test/mytypelib",
        "win32com/test/pippo",
    ]

    @Test(arguments: WheelTests.sources) func compilesAsMIDLDoes(name: String) throws {
        let path = folder.path + "/" + name
        // MIDL made these for 32 bits.
        let compilation = try RealWorld.compile(path + ".idl", target: .win32)
        let ours = try #require(compilation.bytes, "\(compilation.summary)")
        guard isReadable(path + ".tlb") else { return }
        let midl = try RealWorld.installed.loader.open(path + ".tlb")
        let found = try RealWorld.differences(RealWorld.dump(midl), RealWorld.dump(ours), "--written", "--ignore-build")
        try KnownDifferences(name: "\(WheelTests.stem(name)).midl").check(found)
    }

    @Test(arguments: WheelTests.libraries) func dumpsAsTheIndependentLoaderDumpsIt(name: String) throws {
        let library = try RealWorld.installed.loader.open(folder.path + "/" + name)
        try LoaderDumps.check(RealWorld.dump(library), named: "midl_" + WheelTests.stem(name))
    }

    @Test(arguments: WheelTests.libraries) func theTextCompilesToAnEqualLibrary(name: String) throws {
        try RoundTrip.check(RealWorld.installed.loader.open(folder.path + "/" + name))
    }
}
