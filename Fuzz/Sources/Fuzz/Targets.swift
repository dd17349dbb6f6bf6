// SPDX-License-Identifier: Apache-2.0
//
// What one input goes through. Every input ends in an error or in results; a trap, a read out of bounds, a leak or five
// seconds of work is a finding.

import CFuzzer
import IDL
import MSFTFormat
import TypeLibrary

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum Targets {
    private static let dumpLimit = 1 << 20

    /// Makes what lives as long as the process. LeakSanitizer would call it lost: Swift keeps tags in the high bits of the
    /// pointers in a String and in an indirect enum, so it does not see that they point at anything.
    static func warmUp() {
        __lsan_disable()
        defer { __lsan_enable() }
        let text = """
            import "ocidl.idl";
            [uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1001)] library Sample
            {
                importlib("stdole2.tlb");
                interface INothing : IDispatch { HRESULT f([in] unknown x, [in, defaultvalue("1")] BSTR s); };
                [uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1002), dual]
                interface IThing : IDispatch { HRESULT f([in, defaultvalue(1.5)] VARIANT x, [out, retval] BSTR *s); };
            };
            """
        _ = idl(Array(text.utf8))
        _ = idl(Array(text.utf8.filter { $0 != UInt8(ascii: "u") }))
        if let library = StandardLibraries.stdole2, let definition = try? library.definition(),
            let bytes = try? MSFTWriter.bytes(of: definition)
        {
            open(bytes, resource: nil)
        }
    }

    static func msft(_ bytes: [UInt8]) -> Int32 { file(bytes, signature: "MSFT") }

    static func sltg(_ bytes: [UInt8]) -> Int32 { file(bytes, signature: "SLTG") }

    static func pe(_ bytes: [UInt8]) -> Int32 {
        let file = signed(bytes, "MZ")
        // What libraries say is searched by the other targets: here they are only opened.
        for number in [nil, 1, 2, 7] {
            guard let storage = try? TypeLibraryFile.storage(of: file, resource: number) else { continue }
            for index in 0..<storage.typeCount { _ = try? storage.header(at: index) }
        }
        return 0
    }

    static func idl(_ bytes: [UInt8]) -> Int32 {
        let result = IDLCompiler(files: OneFile(bytes: bytes)).compile(path: OneFile.path)
        for diagnostic in result.diagnostics { _ = diagnostic.description }
        guard let definition = result.library else { return 0 }
        write(definition)
        return 0
    }

    // MARK: Parts

    /// The format is given by its signature, so that no input is wasted on bytes that begin otherwise.
    private static func signed(_ bytes: [UInt8], _ signature: String) -> [UInt8] {
        Array(signature.utf8) + bytes.dropFirst(signature.utf8.count)
    }

    private static func file(_ bytes: [UInt8], signature: String) -> Int32 {
        open(signed(bytes, signature), resource: nil)
        return 0
    }

    private static func open(_ bytes: [UInt8], resource: Int?) {
        guard let storage = try? TypeLibraryFile.storage(of: bytes, resource: resource) else { return }
        let library = TypeLibrary(storage: storage, path: "fuzzed.tlb", resolver: StandardOnly())
        for index in 0..<library.typeCount {
            if let header = try? library.header(at: index) {
                _ = library.index(of: header.guid)
                _ = header.name.map(library.index(ofTypeNamed:))
            }
            guard let type = try? library.typeInfo(at: index) else { continue }
            _ = try? type.members()
            _ = try? type.vtableFunctions()
            _ = try? type.names(of: 0)
            _ = type.instanceSize
            for variable in type.variables { _ = variable.type.layout(in: library) }
        }
        _ = try? library.jsonDump(limit: dumpLimit)
        _ = try? IDLPrinter().print(library)
        if let definition = try? library.definition() { write(definition) }
    }

    /// What the writer writes, the reader opens.
    private static func write(_ definition: LibraryDefinition) {
        guard let bytes = try? MSFTWriter.bytes(of: definition, resolver: StandardOnly()) else { return }
        do {
            let again = TypeLibrary(storage: try TypeLibraryFile.storage(of: bytes), resolver: StandardOnly())
            _ = try again.jsonDump(limit: dumpLimit)
        } catch where error.hresult != .TYPE_E_SIZETOOBIG {
            print("what was written cannot be read: \(error)")
            abort()
        } catch {}
    }
}

/// The one file that the compiler is given; `#include` of itself finds it again.
private struct OneFile: FileProvider {
    static let path = "input.idl"
    let bytes: [UInt8]

    func contents(of path: String) -> [UInt8]? { path == OneFile.path ? bytes : nil }
}

/// A resolver that knows stdole2 and nothing else.
private struct StandardOnly: TypeLibraryResolver {
    func library(for reference: ImportedLibrary, importer: String?) throws(TypeLibraryError) -> TypeLibrary {
        guard reference.guid == WellKnownIID.stdole, let library = StandardLibraries.stdole2 else {
            return try NoImports().library(for: reference, importer: importer)
        }
        return library
    }
}
