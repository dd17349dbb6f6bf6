// SPDX-License-Identifier: Apache-2.0
//
// Goldens/wine8.tar.xz holds dumps of the type libraries in Debian's libwine 8.0, made by a Windows program that asks
// Wine's own loader: an independent source. golden_diff.py compares two dumps and knows what is Wine's habit, not the
// format's.

import Foundation
import MSFTFormat
import Testing
import TypeLibrary

@Suite(.serialized) struct GoldenTests {
    private static let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

    @Test func all51LibrariesDumpAsTheIndependentLoaderDumpsThem() throws {
        try compare { try $0.jsonDump() }
    }

    @Test func all51LibrariesSurviveBeingWritten() throws {
        try compare { library in
            let bytes = try MSFTWriter.bytes(of: library.definition(), resolver: WineLibraries.loader)
            let again = TypeLibrary(
                storage: try MSFTLibrary(bytes: bytes), path: library.path, resolver: WineLibraries.loader)
            return try again.jsonDump()
        }
    }

    /// Dumps every library that there is a golden for and compares the folders.
    private func compare(_ dump: (TypeLibrary) throws -> [UInt8]) throws {
        try WineLibraries.requireInstalled()
        let folder = FileManager.default.temporaryDirectory.appending(path: "goldens-\(UUID().uuidString)")
        let ours = folder.appending(path: "ours")
        try FileManager.default.createDirectory(at: ours, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let archive = GoldenTests.goldens.appending(path: "wine8.tar.xz").path
        let unpacked = try run("tar", "-xJf", archive, "-C", folder.path)
        try #require(unpacked.status == 0, "tar and xz are needed to unpack the goldens: \(unpacked.output)")

        let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        let dumps = found.filter { $0.hasSuffix(".json") }.sorted()
        try #require(dumps.count == 51)
        for name in dumps.map({ URL(fileURLWithPath: $0).lastPathComponent }) {
            do {
                let library = try WineLibraries.loader.open(WineLibraries.path(ofDump: name))
                try Data(dump(library)).write(to: ours.appending(path: name))
            } catch {
                let reason = ours.appending(path: name.replacing(".json", with: ".err"))
                try Data("\(error)".utf8).write(to: reason)
            }
        }
        let golden = folder.appending(path: dumps[0]).deletingLastPathComponent().path
        let script = GoldenTests.goldens.appending(path: "golden_diff.py").path
        let result = try run("python3", script, golden, ours.path)
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.hasSuffix("51 of 51 equal\n"))
    }

    private func run(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
