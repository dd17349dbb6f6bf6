// SPDX-License-Identifier: Apache-2.0

public import AutomationTypes
public import TypeLibrary

/// Compiles IDL text to a type library.
///
///     let compiler = IDLCompiler(files: InMemoryFiles(["a.idl": text]))
///     let result = compiler.compile(path: "a.idl")
///
/// It needs no file system: `files` gives the text of a file, `libraries` the type libraries that `importlib` names. The
/// declarations that most IDL imports (`oaidl.idl`, `ocidl.idl`, `unknwn.idl` …) and the library stdole2 are built in, and
/// are used where `files` and `libraries` have none of that name.
///
/// Text may be hostile: depth, counts and expansion are bounded, and every case ends in diagnostics or a library.
public struct IDLCompiler {
    public struct Options: Sendable {
        /// Folders in which `#include` and `import` look, after that of the file that asks.
        public var searchPath: [String] = []
        /// Macros, as `-D name=value` defines them.
        public var definitions: [(name: String, value: String)] = []
        /// For which system sizes and offsets are computed.
        public var target: SystemKind = .win64
        /// A warning makes the compilation fail.
        public var warningsAreErrors = false
        /// How many errors are reported before the compiler gives up.
        public var errorLimit = 100
        /// Whether the result tells where each declaration is in the text.
        public var recordsSources = false

        public init() {}
    }

    public struct Result {
        /// nil if there was an error, or if the text has no library block.
        public var library: LibraryDefinition?
        /// Errors, warnings and notes in the order in which they were found.
        public var diagnostics: [Diagnostic]
        /// Where the library's declarations are in the text; empty unless `Options.recordsSources` is set.
        public var sources: [DeclarationPath: DeclarationSource] = [:]

        public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
    }

    public var options: Options
    private let files: any FileProvider
    private let libraries: any LibraryProvider

    public init(
        options: Options = Options(), files: any FileProvider, libraries: any LibraryProvider = NoLibraries()
    ) {
        self.options = options
        self.files = files
        self.libraries = libraries
    }

    /// Compiles the file at `path`.
    public func compile(path: String) -> Result {
        guard let bytes = files.contents(of: path) else {
            return Result(diagnostics: [Diagnostic(.error, "the file cannot be read", file: path)])
        }
        return compile(bytes, path: path)
    }

    /// Compiles `text`; `path` is what messages call it and where relative includes start.
    public func compile(text: String, path: String) -> Result { compile(Array(text.utf8), path: path) }

    private func compile(_ bytes: [UInt8], path: String) -> Result {
        let sink = DiagnosticSink(sources: SourceMap(), errorLimit: max(1, options.errorLimit))
        let imports = Parser.ImportState(
            finder: FileFinder(provider: files, searchPath: options.searchPath),
            definitions: predefined + options.definitions)
        let statements = Parser(path: path, bytes: bytes, imports: imports, sink: sink).parseFile()
        let binder = Binder(sink: sink, layout: Layout(options.target), provider: libraries, fileName: path)
        binder.bind(statements)
        var library: LibraryDefinition?
        var sources: [DeclarationPath: DeclarationSource] = [:]
        if let bound = binder.library {
            let emitter = LibraryEmitter(binder: binder)
            let made = emitter.emit(bound, imports.pragmas)
            emitter.checkLibrary(made, bound)
            library = made
            if options.recordsSources { sources = emitter.declarationSources(of: bound) }
        } else if !sink.hasErrors {
            sink.error(
                "\(path) has no library block, so there is nothing to write", at: .none,
                hint: "write library Name { … } with the coclasses and interfaces")
        }
        var result = Result(library: sink.hasErrors ? nil : library, diagnostics: sink.diagnostics, sources: sources)
        if options.warningsAreErrors {
            for index in result.diagnostics.indices where result.diagnostics[index].severity == .warning {
                result.diagnostics[index].severity = .error
                result.library = nil
            }
        }
        return result
    }

    private var predefined: [(name: String, value: String)] {
        // Headers of Wine and MinGW leave out what widl lacks where __WIDL__ is not defined, and the other way round.
        return [("__midl", "801"), ("__WIDL__", "0x80000"), ("__LATEBIND__", "1")]
    }
}
