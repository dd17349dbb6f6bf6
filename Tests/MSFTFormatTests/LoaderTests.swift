// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Foundation
import Testing
import TypeLibrary

@testable import MSFTFormat

/// Libraries in files of a folder of their own.
@Suite final class LoaderTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/loader-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/more", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    /// A library that has the types that the sample imports from "other.tlb".
    private func other(_ version: Version = Version(1, 7), name: String = "Other") throws -> [UInt8] {
        var definition = SampleLibrary.definition()
        definition.attributes.guid = SampleLibrary.other.guid
        definition.attributes.version = version
        definition.attributes.name = name
        return try MSFTWriter.bytes(of: definition)
    }

    private func importedName(_ folders: [String] = []) throws -> String {
        let loader = TypeLibraryLoader(folders: folders)
        let library = try loader.open(folder + "/sample.tlb")
        return try loader.library(for: SampleLibrary.other, importer: library.path).name
    }

    @Test func theImportersFolderIsSearchedFirst() throws {
        try write(MSFTWriter.bytes(of: SampleLibrary.definition()), "sample.tlb")
        try write(other(name: "Near"), "other.tlb")
        try write(other(name: "Far"), "more/other.tlb")
        #expect(try importedName([folder + "/more"]) == "Near")
    }

    @Test func theGivenFoldersAreSearchedNext() throws {
        try write(MSFTWriter.bytes(of: SampleLibrary.definition()), "sample.tlb")
        try write(other(name: "Far"), "more/other.tlb")
        #expect(try importedName([folder + "/more"]) == "Far")
    }

    @Test func theCaseOfAFileNameDoesNotMatter() throws {
        try write(MSFTWriter.bytes(of: SampleLibrary.definition()), "sample.tlb")
        try write(other(), "OTHER.Tlb")
        #expect(try importedName() == "Other")
    }

    @Test(arguments: [(Version(1, 6), false), (Version(1, 8), true), (Version(2, 7), false)])
    func theVersionMustServe(_ version: Version, _ serves: Bool) throws {
        try write(MSFTWriter.bytes(of: SampleLibrary.definition()), "sample.tlb")
        try write(other(version), "other.tlb")
        if serves {
            #expect(try importedName() == "Other")
        } else {
            let error = try #require(throws: TypeLibraryError.self) { try self.importedName() }
            #expect(error.hresult == .TYPE_E_CANTLOADLIBRARY)
            #expect(error.message.contains("other.tlb"))
        }
    }

    @Test func anExecutableIsSearchedForTheLibraryThatIsMeant() throws {
        try write(MSFTWriter.bytes(of: SampleLibrary.definition()), "sample.tlb")
        let file = PEBuilder.executable([
            (1, try MSFTWriter.bytes(of: SampleLibrary.definition())), (3, try other(name: "Inside")),
        ])
        try write(file, "other.tlb")
        #expect(try importedName() == "Inside")
    }

    @Test func aLibraryIsOpenedOnce() throws {
        try write(other(), "other.tlb")
        let loader = TypeLibraryLoader()
        let library = try loader.open(folder + "/other.tlb")
        #expect(try loader.open(folder + "/other.tlb") === library)
        #expect(try loader.library(for: SampleLibrary.other, importer: folder + "/x.tlb") === library)
    }

    @Test func aMissingFileIsNamed() throws {
        let error = try #require(throws: TypeLibraryError.self) {
            try TypeLibraryFile.open(path: folder + "/missing.tlb")
        }
        #expect(error.hresult == .TYPE_E_CANTLOADLIBRARY)
        #expect(error.file == folder + "/missing.tlb")
    }

    @Test func aFolderIsNoLibrary() {
        #expect(throws: TypeLibraryError.self) { try TypeLibraryFile.open(path: folder) }
    }
}
