// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Foundation
import SystemPackage
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

    /// A library with one alias, of the first type of another library.
    private func alias(_ name: String, _ guid: String, of other: String, _ otherGUID: String) throws -> [UInt8] {
        let imported = ImportedLibrary(fileName: other + ".tlb", guid: GUID(otherGUID)!, version: Version(1, 0))
        let type = TypeReference.external(ExternalType(library: imported, target: .index(0), kind: .alias))
        return try MSFTWriter.bytes(
            of: LibraryDefinition(
                attributes: LibraryAttributes(name: name, guid: GUID(guid)!, version: Version(1, 0)),
                types: [TypeDefinition(name: name + "Type", kind: .alias, alias: .userDefined(type))]))
    }

    @Test func librariesThatImportEachOtherGoWhenNobodyHoldsThem() throws {
        let (first, second) = ("00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b")
        try write(alias("First", first, of: "second", second), "first.tlb")
        try write(alias("Second", second, of: "first", first), "second.tlb")
        weak var kept: TypeLibrary?
        weak var other: TypeLibrary?
        do {
            let loader = TypeLibraryLoader()
            let library = try loader.open(folder + "/first.tlb")
            guard case .userDefined(let there)? = try library.typeInfo(at: 0).definition.alias else { throw CancellationError() }
            let target = try library.resolve(there)
            guard case .userDefined(let back)? = target.definition.alias else { throw CancellationError() }
            #expect(try target.library.resolve(back).library === library)
            // Again, now from what each has noted.
            #expect(try target.library.resolve(back).name == "FirstType" && library.resolve(there).name == "SecondType")
            (kept, other) = (library, target.library)
        }
        #expect(kept == nil && other == nil)
    }

    @Test func aFileThatWasReplacedIsReadAgain() throws {
        let loader = TypeLibraryLoader()
        try write(other(name: "Old"), "other.tlb")
        let old = try loader.open(folder + "/other.tlb")
        #expect(try loader.open(folder + "/other.tlb") === old)
        try write(other(name: "Replaced"), "other.tlb")
        #expect(try loader.open(folder + "/other.tlb").name == "Replaced")
        #expect(old.name == "Old")
        // What the old library has not decoded yet is still the old file's.
        #expect(try old.typeInfo(at: 0).name == SampleLibrary.definition().types[0].name)
    }

    /// Whoever may write a file may truncate it, and a reader of a mapped file would get SIGBUS.
    @Test func onlyFilesThatNobodyButRootWritesAreMapped() throws {
        try write([1, 2, 3], "mine.tlb")
        chmod(folder + "/mine.tlb", 0o666)
        let mine = try FileBytes(contentsOf: folder + "/mine.tlb", largest: 100, user: 1000)
        #expect(!mine.isMapped && mine.count == 3)
        let installed = try FileBytes(contentsOf: "/etc/passwd", largest: 1 << 20, user: 1000)
        #expect(installed.isMapped && UnsafeRawBufferPointer(start: installed.start, count: 5).elementsEqual("root:".utf8))
        #expect(try !FileBytes(contentsOf: "/etc/passwd", largest: 1 << 20, user: 0).isMapped)
        #expect(throws: Errno.fileTooLarge) { try FileBytes(contentsOf: folder + "/mine.tlb", largest: 2) }
        #expect(throws: Errno.isDirectory) { try FileBytes(contentsOf: folder, largest: 100) }
        #expect(throws: Errno.noSuchFileOrDirectory) { try FileBytes(contentsOf: folder + "/none", largest: 100) }
        try write([], "empty.tlb")
        #expect(try FileBytes(contentsOf: folder + "/empty.tlb", largest: 2).count == 0)
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
