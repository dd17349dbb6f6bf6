// SPDX-License-Identifier: Apache-2.0

/// Makes the syntax tree of a file and of the files that it imports.
///
/// An error ends the statement that it is in: parsing goes on behind the next semicolon or closing brace, so that one run
/// reports as much as it can.
final class Parser {
    /// Thrown after an error has been reported.
    struct Abandoned: Error {}

    enum Limit {
        /// Nested types, declarators and expressions.
        static let depth = 150
        /// Operators of one expression that stand side by side.
        static let operators = 500
        static let importDepth = 64
    }

    let sink: DiagnosticSink
    let imports: ImportState
    let names: NameTable
    let expressions: ExpressionTable
    private let preprocessor: Preprocessor
    // Read and written at every token, by one function at a time.
    @exclusivity(unchecked) private(set) var token: Token
    @exclusivity(unchecked) private var ahead: [Token] = []
    @exclusivity(unchecked) private var aheadIndex = 0
    @exclusivity(unchecked) private var depth = 0
    /// What `#pragma pack` set, if anything.
    var packing: Int? { preprocessor.packing }

    /// What the parsers of one compilation share.
    final class ImportState {
        let finder: FileFinder
        let definitions: [(name: String, value: String)]
        var paths: Set<String> = []
        var depth = 0
        /// Names that typedefs and interfaces have introduced: only needed to tell `(T)-1` from `(a)-1`.
        var typeNames = NameMap<Bool>()
        /// Of the main file.
        var pragmas = LibraryPragmas()

        init(finder: FileFinder, definitions: [(name: String, value: String)]) {
            self.finder = finder
            self.definitions = definitions
        }
    }

    init(path: String, bytes: [UInt8], imports: ImportState, sink: DiagnosticSink) {
        self.sink = sink
        self.imports = imports
        names = sink.sources.names
        expressions = sink.sources.expressions
        preprocessor = Preprocessor(
            path: path, bytes: bytes, finder: imports.finder, sink: sink, definitions: imports.definitions)
        token = .end
        if imports.depth == 0 {
            let names = names
            preprocessor.onPragma = { imports.pragmas.add($0, $1, names) }
        }
        advance()
    }

    /// All statements of the file.
    func parseFile() -> [StatementSyntax] {
        var statements: [StatementSyntax] = []
        while token.kind != .endOfFile, !sink.isFull {
            if token.is("}") {
                sink.error("this closing brace closes nothing", at: token.range)
                advance()
            } else {
                parseStatement(into: &statements, context: .file)
            }
        }
        return statements
    }

    // MARK: Tokens

    func advance() {
        guard aheadIndex == ahead.count else {
            token = ahead[aheadIndex]
            aheadIndex += 1
            if aheadIndex == ahead.count {
                ahead.removeAll(keepingCapacity: true)
                aheadIndex = 0
            }
            return
        }
        token = preprocessor.next()
        while token.kind == .invalid {
            let text = names.text(of: token.name)
            let isLiteral = ["\"", "'", "L"].contains(text.first)
            sink.error(
                isLiteral ? "this literal has no closing quote" : "\(text) is no part of the language", at: token.range)
            token = preprocessor.next()
        }
    }

    /// The token `distance` after the current one.
    func peek(_ distance: Int = 1) -> Token {
        while ahead.count - aheadIndex < distance { ahead.append(preprocessor.next()) }
        return ahead[aheadIndex + distance - 1]
    }

    func accept(_ punctuator: Punctuator) -> Bool {
        guard token.is(punctuator) else { return false }
        advance()
        return true
    }

    func acceptWord(_ word: Keyword) -> Bool {
        guard token.isWord(word) else { return false }
        advance()
        return true
    }

    func expect(_ punctuator: Punctuator, _ place: @autoclosure () -> String) throws(Abandoned) {
        if accept(punctuator) { return }
        throw unexpected("\"\(punctuator.spelling)\" is expected \(place())")
    }

    func expectIdentifier(_ what: @autoclosure () -> String) throws(Abandoned) -> Identifier {
        guard token.kind == .identifier else { throw unexpected("\(what()) is expected") }
        let identifier = Identifier(name: token.name, text: names.text(of: token.name), range: token.range)
        advance()
        return identifier
    }

    /// Reports what stands here instead of what should.
    func unexpected(_ message: String, hint: String? = nil) -> Abandoned {
        let found = names.spelling(of: token)
        return fail("\(message), not \(token.kind == .endOfFile ? found : "\"\(found)\"")", hint: hint)
    }

    func fail(_ message: String, at range: SourceRange? = nil, hint: String? = nil) -> Abandoned {
        sink.error(message, at: range ?? token.range, hint: hint)
        return Abandoned()
    }

    /// Runs `body` one level deeper, if that is not too deep.
    func nested<Value>(_ body: () throws(Abandoned) -> Value) throws(Abandoned) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth < Limit.depth else { throw fail("this is nested deeper than \(Limit.depth) levels") }
        return try body()
    }

    // MARK: Recovery

    /// Goes behind the next semicolon of this level, or before the brace that closes it.
    func skipStatement() {
        var braces = 0
        while token.kind != .endOfFile {
            if token.is("{") {
                braces += 1
            } else if token.is("}") {
                if braces == 0 { return }
                braces -= 1
                if braces == 0 {
                    advance()
                    _ = accept(";")
                    return
                }
            } else if token.is(";"), braces == 0 {
                advance()
                return
            }
            advance()
        }
    }

    /// Passes a bracketed group whose opening bracket is the current token.
    func skipGroup() {
        var level = 0
        repeat {
            if token.is("(") || token.is("{") || token.is("[") { level += 1 }
            if token.is(")") || token.is("}") || token.is("]") { level -= 1 }
            advance()
        } while level > 0 && token.kind != .endOfFile
    }

    // MARK: Imports

    /// `import "a.idl", "b.idl";`
    func parseImport() throws(Abandoned) -> [StatementSyntax] {
        advance()
        var statements: [StatementSyntax] = []
        repeat {
            guard token.kind == .string else { throw unexpected("the name of a file in quotes is expected after import") }
            statements.append(.imported(importFile(named: names.text(of: token), at: token.range)))
            advance()
        } while accept(",")
        try expect(";", "after import")
        return statements
    }

    private func importFile(named name: String, at range: SourceRange) -> [StatementSyntax] {
        guard let found = imports.finder.find(name, from: preprocessor.currentPath) else {
            sink.error("the imported file \(name) was not found", at: range, hint: "name its folder with -I")
            return []
        }
        guard imports.paths.insert(found.path).inserted else { return [] }
        guard imports.depth < Limit.importDepth else {
            sink.error("files are imported deeper than \(Limit.importDepth)", at: range)
            return []
        }
        imports.depth += 1
        defer { imports.depth -= 1 }
        return Parser(path: found.path, bytes: found.bytes, imports: imports, sink: sink).parseFile()
    }
}
