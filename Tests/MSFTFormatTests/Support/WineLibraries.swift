// SPDX-License-Identifier: Apache-2.0

import Foundation
import MSFTFormat
import Testing

/// The type libraries in Debian's package libwine.
enum WineLibraries {
    static let folder = "/usr/lib/x86_64-linux-gnu/wine/x86_64-windows"

    /// One loader for all tests, so that stdole2.tlb is decoded once.
    static let loader = TypeLibraryLoader(folders: [folder])

    /// - Throws: a failure that says what to install.
    static func requireInstalled() throws {
        try #require(
            FileManager.default.fileExists(atPath: folder + "/stdole2.tlb"),
            "Debian's libwine is not installed: run `apt-get install libwine` (make test does)")
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try requireInstalled()
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
    }

    /// The path of the library whose dump is `FILE.RESOURCE.json`: `FILE` for a .tlb, else `FILE\RESOURCE`.
    static func path(ofDump dump: String) -> String {
        let parts = dump.split(separator: ".").dropLast()
        let file = folder + "/" + parts.dropLast().joined(separator: ".")
        return file.hasSuffix(".tlb") ? file : file + "\\" + (parts.last ?? "1")
    }
}
