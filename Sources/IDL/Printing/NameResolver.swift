// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

/// The names by which the text calls types: those of the library and those of the libraries that it imports.
struct NameResolver: LibraryProvider {
    private let library: TypeLibrary
    private let types: [TypeDefinition]
    /// Imported libraries by file name; nil for one that is not found.
    private(set) var imported: [(file: String, library: TypeLibrary?)] = []
    private let localNames: Set<String>

    init(library: TypeLibrary, types: [TypeDefinition]) {
        self.library = library
        self.types = types
        localNames = Set(types.compactMap(\.name))
        for reference in library.imports { imported.append((reference.fileName, find(reference))) }
        // IUnknown * and IDispatch * stand in the text wherever VT_UNKNOWN and VT_DISPATCH stand in the library.
        let hasRoots = localNames.contains("IUnknown") && localNames.contains("IDispatch")
        let isImported = imported.contains { $0.library?.guid == WellKnownIID.stdole }
        if !hasRoots, !isImported, library.guid != WellKnownIID.stdole {
            imported.append(("stdole2.tlb", StandardLibraries.stdole2))
        }
    }

    var importedFiles: [String] { imported.map(\.file) }

    /// Any type of the import leads to its library.
    private func find(_ reference: ImportedLibrary) -> TypeLibrary? {
        for type in types {
            for case .external(let external) in type.references where external.library == reference {
                if let found = try? library.resolve(.external(external)) { return found.library }
            }
        }
        return nil
    }

    func library(named name: String) -> TypeLibrary? { imported.first { $0.file == name }?.library ?? nil }

    /// The name of the type that a reference means, and what it is; nil if it cannot be resolved.
    func resolve(_ reference: TypeReference) -> (name: String, info: TypeInfo)? {
        guard let info = try? library.resolve(reference) else { return nil }
        guard info.library !== library else { return (identifier(types[info.index].name ?? ""), info) }
        let plain = identifier(info.name)
        let others = imported.filter { $0.library != nil && $0.library !== info.library }
        let isShared = localNames.contains(info.name) || others.contains { $0.library?.index(ofTypeNamed: info.name) != nil }
        return (isShared ? identifier(info.library.name) + "." + plain : plain, info)
    }
}

/// Words that mean something where a name is expected.
private let reservedWords: Set<String> = [
    "TRUE", "FALSE", "NULL", "true", "false", "const", "void", "unsigned", "signed", "long", "short", "int", "char", "small",
    "hyper", "byte", "boolean", "wchar_t", "float", "double", "__int8", "__int16", "__int32", "__int64", "__int3264", "handle_t",
    "error_status_t", "_Bool", "struct", "union", "enum", "interface", "dispinterface", "coclass", "module", "library", "typedef",
    "import", "importlib", "cpp_quote", "midl_echo", "midl_pragma", "pragma_pack", "sizeof", "switch", "case", "default",
    "SAFEARRAY", "volatile", "static", "extern", "inline", "register", "stdcall", "cdecl", "pascal", "STDMETHODCALLTYPE",
    "WINAPI", "CALLBACK", "APIENTRY", "pipe", "namespace", "runtimeclass", "delegate", "apicontract", "declare", "properties",
    "methods", "requires",
]

/// A name as the text spells it: between backquotes if it is a word of the language or no identifier.
func identifier(_ name: String) -> String {
    let utf8 = name.utf8
    let isPlain =
        utf8.first.map { isIdentifierStart($0) && $0 < 0x80 } == true && utf8.allSatisfy { isIdentifierPart($0) && $0 < 0x80 }
    // Names with two underscores in front may be macros or calling conventions.
    let isGenerated = name.hasPrefix("__MIDL_") || name.hasPrefix("__WIDL_")
    if isPlain, !reservedWords.contains(name), !name.hasPrefix("_"), name.first?.isLetter == true || isGenerated { return name }
    if isPlain, name.hasPrefix("_"), isGenerated || !name.hasPrefix("__") {
        return ["_In_", "_Out_", "_stdcall", "_cdecl", "_fastcall", "_pascal", "_WIN64", "_Bool"].contains(name) ? "`\(name)`" : name
    }
    return "`" + name + "`"
}

/// A string literal.
func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case "\r": result += "\\r"
        default:
            if scalar.value < 0x20 || scalar.value == 0x7F {
                let octal = String(scalar.value, radix: 8)
                result += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result + "\""
}

/// A GUID without braces, as uuid() has it.
func plain(_ guid: GUID) -> String { String(guid.description.dropFirst().dropLast()) }
