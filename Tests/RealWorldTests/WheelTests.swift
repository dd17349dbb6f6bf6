// SPDX-License-Identifier: Apache-2.0

import MSFTFormat
import TestSupport
import Testing

/// MIDL's own libraries and IDL, from Python packages. Tests run offline, so these run where LATEBIND_WHEELS names a folder with the
/// wheels of comtypes, pywin32 (for Windows) and PyAutoIt, as `pip download --no-deps` gets them.
@Suite(.enabled(if: environmentVariable("LATEBIND_WHEELS") != nil), .serialized) struct WheelTests {
    private let folder: ScratchDirectory

    init() throws {
        folder = try ScratchDirectory()
        let wheels = environmentVariable("LATEBIND_WHEELS") ?? ""
        for name in try entries(of: wheels) where name.hasSuffix(".whl") {
            try runProgram(["python3", "-m", "zipfile", "-e", wheels + "/" + name, folder.path])
        }
    }

    @Test(arguments: [
        "comtypes/test/TestComServer", "comtypes/test/TestDispServer", "comtypes/test/mylib", "comtypes/test/mytypelib",
        "win32com/test/pippo",
    ])
    func compilesAsMIDLDoes(name: String) throws {
        let path = folder.path + "/" + name
        // MIDL made these for 32 bits.
        let compilation = try RealWorld.compile(path + ".idl", target: .win32)
        let ours = try #require(compilation.bytes, "\(compilation.summary)")
        guard isReadable(path + ".tlb") else { return }
        let midl = try RealWorld.installed.loader.open(path + ".tlb")
        let found = try RealWorld.differences(RealWorld.dump(midl), RealWorld.dump(ours), "--written", "--ignore-build")
        let stem = name.split(separator: "/").last ?? ""
        try KnownDifferences(name: "\(stem).midl").check(found)
    }

    @Test(arguments: [
        "comtypes/test/TestComServer.tlb", "comtypes/test/TestDispServer.tlb", "comtypes/test/mylib.tlb",
        "comtypes/test/urlhist.tlb", "autoit/lib/AutoItX3.dll", "autoit/lib/AutoItX3_x64.dll",
    ])
    func theTextCompilesToAnEqualLibrary(name: String) throws {
        let stem = name.split(separator: "/").last.map { $0.prefix { $0 != "." } } ?? ""
        try RoundTrip.check(RealWorld.installed.loader.open(folder.path + "/" + name), known: "\(stem).text")
    }
}
