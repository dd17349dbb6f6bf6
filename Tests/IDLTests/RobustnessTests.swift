// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TypeLibrary

@testable import IDL

/// Text from outside is hostile: whatever it is, the compiler ends with a library or with diagnostics.
@Suite struct RobustnessTests {
    /// A small generator with a fixed seed (SplitMix64), so that a failure can be repeated.
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let seeds: [String] = [
        """
        import "oaidl.idl";
        #define N(x) x##1
        #if defined(N) && 2 > 1
        [uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1001), version(1.2), helpstring("h"), custom(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1fff, 3)]
        library Sample
        {
            importlib("stdole2.tlb");
            typedef [public] struct tagP { long x, y; BSTR N(z)[2][3]; union { long a; double b; } u; } P, *LPP;
            typedef enum E { A = 1 << 2, B = A | 3, C = sizeof(P) } E;
            typedef union U switch (short k) u { case 1: long a; default: ; } U;
            [odl, dual, uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1002)]
            interface ICounter : IDispatch
            {
                [id(0), propget] HRESULT Value([in] P *p, [out, retval] E *value);
                [id(0), propput] HRESULT Value([in] P *p, [in] E value);
                HRESULT Reset([in, size_is(n), defaultvalue(-7)] short n, [in, optional] SAFEARRAY(VARIANT) *why);
            };
            [uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1003)] dispinterface D { properties: [id(1)] long c; methods: [id(2)] void m(); };
            [dllname("m.dll")] module M { const double Pi = 3.5e0; [entry(12)] void __cdecl g(long (*f)(int)); };
            [uuid(6d0f3b5e-3f5c-4e0e-9d4b-0c3a1e7a1004)] coclass Cls { [default] interface ICounter; [source] dispinterface D; };
        };
        #endif
        """,
        StandardLibraries.stdole2Text,
    ]
    private static let fragments = [
        "{", "}", "(", ")", "[", "]", ";", ",", "*", "::", "\"", "'", "`", "#if ", "#define A A\n", "\n#endif\n", "/*", "*/", "interface ", "struct ",
        "typedef ", "SAFEARRAY(", "uuid(", "0xFFFFFFFFFFFFFFFFF", "9223372036854775807", "-9223372036854775808", "/0", "%0", "<<64", "enum {",
        "union U switch(", "import \"oaidl.idl\";", "#include \"input.idl\"\n", "importlib(\"stdole2.tlb\");", "[local]", "sizeof(", "custom(",
        "#pragma pack(3)\n", "#pragma latebind_order(P, D)\n", "\u{0}", "\u{FF}", "\\\n", "...", "const ", "#line 99999999999999999999\n",
        "[2147483647][2147483647]", "defaultvalue(1.0/0)", "id(0x7fffffff)", "~", "? :", "case 1:", "IUnknown", "dispinterface ", "= ",
    ]

    @Test(arguments: 0..<8) func mutatedTextEndsInDiagnosticsOrALibrary(part: Int) {
        var random = Random(state: UInt64(part) &* 7919 + 17)
        for _ in 0..<300 {
            let seed = Self.seeds[part % 4 == 3 ? 1 : 0]
            var bytes = Array(seed.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let position = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: bytes.insert(contentsOf: Self.fragments.randomElement(using: &random)?.utf8.map { $0 } ?? [], at: position)
                case 1: if position < bytes.count { bytes[position] = UInt8.random(in: 0...255, using: &random) }
                case 2: bytes.removeSubrange(position..<min(bytes.count, position + Int.random(in: 0...40, using: &random)))
                case 3: bytes.removeSubrange(position...)
                case 4:
                    let from = Int.random(in: 0...bytes.count, using: &random)
                    bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + 60)], at: position)
                default:
                    let count = Int.random(in: 0...3, using: &random)
                    for _ in 0..<count { bytes.insert(UInt8.random(in: 32...126, using: &random), at: min(position, bytes.count)) }
                }
            }
            let compiler = IDLCompiler(files: InMemoryFiles(["input.idl": String(decoding: bytes, as: UTF8.self)]))
            let result = compiler.compile(path: "input.idl")
            #expect(result.library != nil || !result.diagnostics.isEmpty)
            for diagnostic in result.diagnostics { _ = diagnostic.description }
        }
    }

    @Test func everyPrefixOfALibraryEnds() {
        let bytes = Array(Self.seeds[0].utf8)
        for count in 0..<bytes.count {
            let result = compile(String(decoding: bytes[..<count], as: UTF8.self))
            #expect(result.library != nil || result.hasErrors)
        }
    }

    @Test(arguments: [
        ("(", ")"), ("{", "}"), ("struct { ", "} a;"), ("SAFEARRAY(", ")"), ("[", "]"), ("-", ""), ("~(", ")"), ("*", ""), ("1 ? ", ""),
        ("long (*", ")"), ("enum { a = ", "}"), ("#if 1\n", "#endif\n"), ("f(", ")"), ("1+(", ")"), ("sizeof(struct { long x[", "];})"),
    ])
    func deepNestingEnds(open: String, close: String) {
        for count in [140, 149, 150, 151, 20_000] {
            let nest = String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
            for text in [nest, "const long X = \(nest);", "struct S { \(nest) x; };", "typedef \(nest) T;", "interface I { \(nest); }", "#if \(nest)\n#endif\n"] {
                #expect(compile(text).hasErrors)
            }
        }
    }

    @Test func chainsOfTypesEnd() {
        var aliases = "typedef long T0;\n"
        var records = "struct R0 { long x; };\n"
        var pointers = "struct P20000 { long x; };\n"
        var bases = ""
        for index in 1...20_000 {
            aliases += "typedef T\(index - 1) *T\(index);\n"
            records += "struct R\(index) { struct R\(index - 1) x; };\n"
            bases += "interface B\(index - 1) : B\(index) { HRESULT f(); };\n"
        }
        for index in (0..<20_000).reversed() { pointers += "struct P\(index) { struct P\(index + 1) *next; };\n" }
        #expect(compile(aliases + library("    struct S { T20000 x; };")).hasErrors)
        #expect(compile(records + library("    struct S { struct R20000 x; };")).library?.types.count == 20_002)
        #expect(compile(pointers + library("    struct S { struct P0 *x; };")).library?.types.count == 20_002)
        let forward = (0...20_000).map { "interface B\($0);\n" }.joined()
        #expect(compile(forward + bases + library("    interface B0;")).hasErrors)
    }

    @Test func circlesEnd() {
        #expect(compile("interface A; interface B : A {}; interface A : B {};" + library("    interface A;")).hasErrors)
        #expect(compile(library("    struct S { struct S x; };")).hasErrors)
        #expect(compile("import \"input.idl\";\n", files: ["input.idl": "import \"input.idl\";\n"]).hasErrors)
    }

    @Test func longExpressionsEnd() {
        for piece in ["1+", "1<<", "a.b[0]->", "1?1:", "-1-"] {
            let expression = String(repeating: piece, count: 100_000) + "1"
            #expect(compile("const long X = \(expression);\n" + library("")).hasErrors)
        }
    }

    @Test func includesThatMultiplyEnd() {
        var files: [String: String] = [:]
        for level in 0..<60 { files["f\(level).h"] = "#include \"f\(level + 1).h\"\n#include \"f\(level + 1).h\"\n" }
        files["f60.h"] = "const long X = 1;\n"
        #expect(compile("#include \"f0.h\"\n", files: files).hasErrors)
    }

    @Test func endlessErrorsStop() {
        let result = compile(String(repeating: "nonsense here;\n", count: 10_000))
        #expect(result.diagnostics.count < 500)
    }

    @Test func hugeArraysAreRefused() {
        #expect(compile(library("    struct S { long a[2147483647][2147483647][2147483647]; };")).hasErrors)
    }

    @Test func macroArgumentsThatMultiplyEnd() {
        let long = String(repeating: "a ", count: 2000)
        let body = String(repeating: "x ", count: 2000)
        var text = "#define E(x)\n#define G(x) \(body)\n"
        text += "const long X = " + String(repeating: "G(", count: 20) + "E(\(long))" + String(repeating: ")", count: 20) + ";\n"
        #expect(compile(text).hasErrors)
    }

    @Test(arguments: ["2147483647", "2147483648", "9223372036854775807", "99999999999999999999"])
    func lineNumbersAtTheLimitEnd(_ number: String) {
        #expect(compile("#line \(number)\n\nnonsense here;\n").hasErrors)
        #expect(compile("# \(number) \"f.idl\"\n\nnonsense here;\n").hasErrors)
    }

    @Test func aWireTypeThatNamesItsTypedefIsWrittenOnce() {
        let result = compile(
            "typedef struct Inner { long x; } Inner;\ntypedef [wire_marshal(struct { T x; })] Inner *T;\n"
                + library("    struct S { T x; T y; };"))
        #expect(result.hasErrors || (result.library?.types.count ?? 0) < 10)
    }

    /// Symbols name each other in circles: none outlives the binder that made it.
    @Test func symbolsAreReleased() throws {
        weak var binder: Binder?
        weak var first: Symbol?
        weak var record: Symbol?
        do {
            let sink = DiagnosticSink(sources: SourceMap(), errorLimit: 10)
            let imports = Parser.ImportState(
                finder: FileFinder(provider: InMemoryFiles(), searchPath: []), definitions: [])
            let text = """
                interface A; interface B : A { HRESULT f(A *a, struct S *s); }; interface A { HRESULT g(B *b, A *a); };
                typedef struct S { struct S *next; A *a; } S;
                """
            let statements = Parser(path: "input.idl", bytes: Array(text.utf8), imports: imports, sink: sink).parseFile()
            let made = Binder(sink: sink, layout: Layout(.win64), provider: NoLibraries(), fileName: "input.idl")
            made.bind(statements)
            let emitter = LibraryEmitter(binder: made)
            #expect(sink.diagnostics.isEmpty)
            binder = emitter.binder
            first = made.findDeclared(sink.sources.names.intern("A"))
            record = made.findTag(sink.sources.names.intern("S"))
            #expect(first?.functions.isEmpty == false)
            #expect(record?.fields.count == 2)
        }
        #expect(binder == nil)
        #expect(first == nil)
        #expect(record == nil)
    }

    /// Texts that went wrong once, found by the fuzzer or by reading.
    @Test(arguments: try Regressions.names()) func whatWentWrongOnceEnds(_ name: String) throws {
        struct OneFile: FileProvider {
            let bytes: [UInt8]
            func contents(of path: String) -> [UInt8]? { path == "input.idl" ? bytes : nil }
        }
        let result = IDLCompiler(files: OneFile(bytes: try Regressions.bytes(of: name))).compile(path: "input.idl")
        #expect(result.library != nil || !result.diagnostics.isEmpty)
        for diagnostic in result.diagnostics { _ = diagnostic.description }
    }
}

/// The files in Tests/IDLTests/Regressions; Fuzz/README.md says how one gets there.
private enum Regressions {
    private static let folder = Repository.tests.appendingPathComponent("Regressions")

    static func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

    static func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
}
