// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import IDL
import MSFTFormat
import TestSupport
import TypeLibrary

/// Other people's IDL and libraries: those of Debian's packages libwine-dev and libwine, and of Python packages.
enum RealWorld {
    static let idlFolder = "/usr/include/wine/wine/windows"
    static let widl = "x86_64-w64-mingw32-widl"
    static let data = repositoryFile("Tests/RealWorldTests")
    static let isRewriting = environmentVariable("LATEBIND_REWRITE_GOLDENS") != nil

    /// Every IDL file of libwine-dev; empty if it is not installed, which a test of its own reports.
    static let idlFiles = ((try? entries(of: idlFolder)) ?? []).filter { $0.hasSuffix(".idl") }

    /// Those with a library block.
    static let libraryFiles = idlFiles.filter { name in
        (try? readFile(idlFolder + "/" + name))?.split(separator: "\n").contains {
            $0.drop(while: { $0 == " " }).hasPrefix("library")
        } == true
    }

    /// The type libraries in libwine: `FILE` or `FILE\RESOURCE`.
    static let libraries = ((try? readFile(data + "/libraries.txt")) ?? "").split(separator: "\n").map(String.init)

    /// Finds what files import, and keeps it.
    static let installed = Libraries(folders: [WineLibraries.folder])

    /// Compiles a file as it stands.
    static func compile(
        _ path: String, target: SystemKind = .win64, searchPath: [String] = [idlFolder]
    ) throws -> Compilation {
        var options = IDLCompiler.Options()
        options.searchPath = searchPath
        options.target = target
        let result = IDLCompiler(options: options, files: FilesOnDisk(), libraries: installed).compile(path: path)
        return Compilation(
            bytes: try result.library.map { try MSFTWriter.bytes(of: $0, resolver: installed.loader) },
            diagnostics: result.diagnostics)
    }

    /// The dump of a library in memory, as that of a file in the folder where the installed ones are.
    static func dump(_ bytes: [UInt8], path: String = "library.tlb") throws -> [UInt8] {
        try dump(library(bytes, path: path))
    }

    static func dump(_ library: TypeLibrary) throws -> [UInt8] { try library.jsonDump() }

    static func library(_ bytes: [UInt8], path: String = "library.tlb") throws -> TypeLibrary {
        TypeLibrary(storage: try TypeLibraryFile.storage(of: bytes), path: path, resolver: installed.loader)
    }

    /// What golden_diff.py tells about two dumps, one difference to a line.
    static func differences(_ golden: [UInt8], _ ours: [UInt8], _ options: String...) throws -> [String] {
        if golden == ours { return [] }
        let folder = try ScratchDirectory()
        let (first, second) = (folder.path + "/golden.json", folder.path + "/ours.json")
        try writeFile(first, golden)
        try writeFile(second, ours)
        let script = repositoryFile("Tests/MSFTFormatTests/Goldens/golden_diff.py")
        // Its exit status says that there are differences; what it prints says so as well.
        let command = ["sh", "-c", "\"$@\" || true", "sh", "python3", script, first, second] + options
        return try runProgram(command).split(separator: "\n").map(String.init)
    }
}

/// What the compiler made of a file.
struct Compilation {
    /// nil if there is an error or no library.
    var bytes: [UInt8]?
    var diagnostics: [Diagnostic]

    /// `ok`, or how many errors there are and the first of them.
    var summary: String {
        let errors = diagnostics.filter { $0.severity == .error }
        guard let first = errors.first else { return "ok" }
        let place = first.file.split(separator: "/").last.map { "\($0):\(first.line):\(first.column): " } ?? ""
        return "\(errors.count): \(first.line > 0 ? place : "")\(first.message)"
    }
}

/// Type libraries in folders, for `importlib` and for what a library refers to.
struct Libraries: LibraryProvider {
    let loader: TypeLibraryLoader

    init(folders: [String]) { loader = TypeLibraryLoader(folders: folders) }

    func library(named name: String) throws(TypeLibraryError) -> TypeLibrary? {
        for folder in loader.folders where isReadable(folder + "/" + name) { return try loader.open(folder + "/" + name) }
        return nil
    }
}

struct FilesOnDisk: FileProvider {
    func contents(of path: String) -> [UInt8]? { try? readBytes(path) }
}
