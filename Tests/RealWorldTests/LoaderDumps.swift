// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What Wine's loader says of libraries: `Loader/dumps.tar.xz`, which `Loader/make.sh` makes with a Windows program that asks
/// LoadTypeLibEx and ITypeInfo. `midl_NAME.json` are MIDL's own libraries, `ours_NAME_BITS.json` those that our compiler makes of
/// libwine-dev's IDL.
enum LoaderDumps {
    /// The archive, unpacked once for the process.
    private static let folder: Result<ScratchDirectory, any Error> = Result {
        let folder = try ScratchDirectory()
        try runProgram(["tar", "-xJf", RealWorld.data + "/Loader/dumps.tar.xz", "-C", folder.path])
        return folder
    }

    /// Compares a dump of ours with the loader's.
    static func check(_ dump: [UInt8], named name: String) throws {
        let golden = try readBytes(folder.get().path + "/" + name + ".json")
        let found = try RealWorld.differences(golden, dump)
        #expect(
            found.isEmpty,
            "\(name) (Loader/make.sh asks the loader again, after a change of what is written): \(found.prefix(10).joined(separator: "\n"))")
    }
}
