// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
public import TypeLibrary

/// Writes a library as IDL.
///
/// The text is made for reading, and our compiler makes an equal library of it. Where IDL has no words for what a library
/// says, the text uses what the compiler adds to the language: `` `name` `` for a name that is a keyword or no identifier,
/// `stdole.GUID` for a type of an imported library whose name is used twice, and `#pragma latebind_order(…)` where the order of
/// the types does not follow from the text, `#pragma latebind_name(…)` where a library has two types of one name, and
/// `#pragma latebind_alignment(…)` and `latebind_optional(…)` where another compiler counted otherwise.
///
/// Not kept, because the language cannot say it: a lower bound of an array other than 0, and sizes that no `#pragma pack`
/// explains.
public struct IDLPrinter {
    public init() {}

    /// The library as IDL text.
    /// - Throws: TYPE_E_INVDATAREAD if a type cannot be read.
    public func print(_ library: TypeLibrary) throws(TypeLibraryError) -> String {
        // Kept while the text is made, so that a type that others refer to is decoded once.
        var infos: [TypeInfo] = []
        for index in 0..<library.typeCount { infos.append(try library.typeInfo(at: index)) }
        defer { withExtendedLifetime(infos) {} }
        let types = infos.map(\.definition)
        var writer = LibraryWriter(library: library, types: types)
        let names = writer.types.compactMap(\.name)
        guard writer.storedNames.isEmpty else { return writer.write(order: names) }
        let text = writer.write(order: nil)
        // Compiling the text tells whether its types fall into the library's order by themselves.
        let compiled = IDLCompiler(files: InMemoryFiles(), libraries: writer.names).compile(text: text, path: "library.idl")
        guard let made = compiled.library, made.types.map(\.name) != types.map(\.name) else { return text }
        return writer.write(order: names)
    }
}

/// The text of one library, block by block.
struct LibraryWriter {
    let library: TypeLibrary
    let types: [TypeDefinition]
    var names: NameResolver
    var text = ""
    /// The names in the library of types that the text calls otherwise, because another type has their name.
    let storedNames: [(text: String, stored: String)]

    init(library: TypeLibrary, types: [TypeDefinition]) {
        self.library = library
        var types = types
        var known = Set(types.compactMap(\.name))
        var used: Set<String> = []
        var storedNames: [(text: String, stored: String)] = []
        for index in types.indices {
            guard let name = types[index].name, !used.insert(name).inserted else { continue }
            var number = 2
            while !known.insert("\(name)_\(number)").inserted { number += 1 }
            types[index].name = "\(name)_\(number)"
            storedNames.append(("\(name)_\(number)", name))
        }
        self.types = types
        self.storedNames = storedNames
        names = NameResolver(library: library, types: types)
    }

    mutating func write(order: [String]?) -> String {
        text = ""
        line("// \(library.name) \(library.version)")
        line("")
        if let order {
            line("#pragma latebind_order(\(order.map(identifier).joined(separator: ", ")))")
            line("")
        }
        for (name, stored) in storedNames {
            line("#pragma latebind_name(\(identifier(name)), \(identifier(stored)))")
        }
        for type in types { writePragmas(of: type) }
        writeAttributes(libraryAttributes(), indent: "")
        line("library \(identifier(library.name))")
        line("{")
        for file in names.importedFiles { line("    importlib(\(quoted(file)));") }
        let sequence = PrintOrder(types: types).sequence
        writeForwardDeclarations(sequence)
        for index in sequence {
            line("")
            writeType(types[index], index: index)
        }
        line("};")
        return text
    }

    /// What the text of the type cannot say: the alignment of a coclass, which is 8 in MIDL's 64-bit libraries, and a number of
    /// optional parameters that is not what their attributes make it.
    private mutating func writePragmas(of type: TypeDefinition) {
        let name = identifier(type.name ?? "")
        if type.kind == .coclass, type.alignment != LibraryEmitter.coclassAlignment {
            line("#pragma latebind_alignment(\(name), \(type.alignment))")
        }
        for (index, function) in type.functions.enumerated() where countsOtherwise(function) {
            line("#pragma latebind_optional(\(name), \(index), \(function.optionalCount))")
        }
    }

    mutating func line(_ content: String) {
        text += content
        text += "\n"
    }

    /// `[a, b, c]` on one line if it is short, else one attribute to a line.
    mutating func writeAttributes(_ attributes: [String], indent: String) {
        guard !attributes.isEmpty else { return }
        let flat = "\(indent)[\(attributes.joined(separator: ", "))]"
        if flat.utf8.count <= 110 { return line(flat) }
        line(indent + "[")
        for (index, attribute) in attributes.enumerated() {
            line("\(indent)    \(attribute)\(index < attributes.count - 1 ? "," : "")")
        }
        line(indent + "]")
    }

    private func libraryAttributes() -> [String] {
        let attributes = library.attributes
        var list = ["uuid(\(plain(attributes.guid)))", "version(\(attributes.version))"]
        if attributes.lcid != 0 { list.append("lcid(0x\(String(attributes.lcid, radix: 16)))") }
        list += documentation(attributes.documentation)
        if let file = attributes.helpFile { list.append("helpfile(\(quoted(file)))") }
        if let file = attributes.helpStringDLL { list.append("helpstringdll(\(quoted(file)))") }
        if attributes.flags.contains(.restricted) { list.append("restricted") }
        if attributes.flags.contains(.control) { list.append("control") }
        if attributes.flags.contains(.hidden) { list.append("hidden") }
        return list + customData(attributes.customData)
    }

    /// Declares what is named before it is defined.
    private mutating func writeForwardDeclarations(_ sequence: [Int]) {
        var defined: Set<Int> = []
        var needed: Set<Int> = []
        for index in sequence {
            // An interface may name itself, and so may anything that is declared by its own head.
            defined.insert(index)
            for case .local(let other) in types[index].references where !defined.contains(other) && other < types.count {
                needed.insert(other)
            }
        }
        let lines = needed.sorted().compactMap { index -> String? in
            guard let keyword = keyword(of: types[index]) else { return nil }
            return "    \(keyword) \(identifier(types[index].name ?? ""));"
        }
        guard !lines.isEmpty else { return }
        line("")
        for declaration in lines { line(declaration) }
    }

    /// The keyword that declares a type ahead; nil for a typedef, which cannot be.
    func keyword(of type: TypeDefinition) -> String? {
        switch type.kind {
        case .enum: "enum"
        case .record: "struct"
        case .union: "union"
        case .module: "module"
        case .interface: "interface"
        case .dispatch: type.flags.contains(.dual) ? "interface" : "dispinterface"
        case .coclass: "coclass"
        case .alias: nil
        }
    }
}

/// The order in which definitions are printed: that of the library, but a typedef before what names it, and a record before
/// what holds it by value.
struct PrintOrder {
    private(set) var sequence: [Int] = []
    private var isVisited: [Bool]
    private let types: [TypeDefinition]
    private static let deepest = 500

    init(types: [TypeDefinition]) {
        self.types = types
        isVisited = Array(repeating: false, count: types.count)
        for index in types.indices { visit(index, depth: 0) }
    }

    private mutating func visit(_ index: Int, depth: Int) {
        guard index < types.count, !isVisited[index] else { return }
        isVisited[index] = true
        if depth < PrintOrder.deepest {
            for other in needs(of: types[index]) { visit(other, depth: depth + 1) }
        }
        sequence.append(index)
    }

    private func needs(of type: TypeDefinition) -> [Int] {
        var found: [Int] = []
        for case .local(let other) in type.references where other < types.count && types[other].kind == .alias {
            found.append(other)
        }
        func byValue(_ type: TypeDescription?) {
            switch type {
            case .userDefined(.local(let other)): found.append(other)
            case .cArray(let element, _): byValue(element)
            default: break
            }
        }
        byValue(type.alias)
        if type.kind == .record || type.kind == .union { for variable in type.variables { byValue(variable.type) } }
        return found
    }
}
