// SPDX-License-Identifier: Apache-2.0

public import TypeLibrary

/// The type libraries that the compiler brings along.
public enum StandardLibraries {
    /// The library that `importlib` names if no file of that name is found; nil if it is none of ours.
    public static func library(named name: String) -> TypeLibrary? {
        let file = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map { $0.lowercased() }
        switch file {
        case "stdole2.tlb", "stdole32.tlb", "stdole2", "stdole32": return stdole2
        default: return nil
        }
    }

    /// OLE Automation's own types: stdole 2.0, compiled from `typelibs/stdole2/stdole2.idl`.
    public static let stdole2: TypeLibrary? = {
        let compiler = IDLCompiler(files: InMemoryFiles())
        return compiler.compile(text: stdole2Text, path: "stdole2.idl").library.map { TypeLibrary($0) }
    }()
}
