// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import IDL

@Suite struct PreprocessorTests {
    private func tokens(_ text: String, files: [String: String] = [:]) -> String {
        preprocess(text, files: files).tokens.joined(separator: " ")
    }

    @Test func objectLikeMacros() {
        #expect(tokens("#define A B\n#define B 3\nA A2") == "3 A2")
        #expect(tokens("#define A 1\n#undef A\nA") == "A")
    }

    @Test func functionLikeMacros() {
        #expect(tokens("#define ADD(a, b) (a + b)\nADD(1, ADD(2, 3)) ADD") == "( 1 + ( 2 + 3 ) ) ADD")
        #expect(tokens("#define F() x\nF( )") == "x")
        #expect(tokens("#define LOG(...) f(__VA_ARGS__)\nLOG(1, 2)") == "f ( 1 , 2 )")
    }

    @Test func stringizingAndPasting() {
        #expect(tokens("#define S(x) #x\nS(a  \"b\")") == #""a \"b\"""#)
        #expect(tokens("#define J(a, b) a##b\nJ(foo, 1) J(0x, FF)") == "foo1 0xFF")
    }

    @Test func aMacroIsNotExpandedInsideItself() {
        #expect(tokens("#define A A + 1\nA") == "A + 1")
        #expect(tokens("#define f(x) x f\nf(1)(2)") == "1 f ( 2 )")
    }

    @Test func conditionals() {
        let text = """
            #define X 2
            #if X == 1
            one
            #elif defined(X) && X << 1 == 4
            two
            #else
            other
            #endif
            #ifndef Y
            noY
            #endif
            #if 0
            # if 1
            don't look here
            # endif
            #endif
            """
        #expect(tokens(text) == "two noY")
    }

    @Test(arguments: [
        ("1 ? 2 : 3", 2), ("(1 + 2) * 3 - -1", 10), ("!0 && ~0 == -1", 1), ("7 / 2 % 2", 1), ("UNKNOWN", 0), ("'a'", 97),
        ("0x10 | 3 ^ 1 & 1", 18), ("1 << 4 >> 2", 4), ("3 >= 3 && 2 < 1", 0),
    ])
    func integerExpressions(text: String, value: Int) {
        #expect(tokens("#if (\(text)) == \(value)\nyes\n#endif") == "yes")
    }

    @Test func includesAreSearchedBesideTheFileAndOnThePath() {
        let files = ["a.h": "beside", "include/b.h": "#include \"c.h\"\n", "include/c.h": "nested"]
        #expect(tokens("#include \"a.h\"\n#include <b.h>\nend", files: files) == "beside nested end")
    }

    @Test func pragmaOnce() {
        #expect(tokens("#include \"a.h\"\n#include \"a.h\"\n", files: ["a.h": "#pragma once\nx"]) == "x")
    }

    @Test func lineChangesWhereMessagesPoint() {
        let result = compile("#line 70 \"other.idl\"\nnonsense here;\n")
        #expect(result.diagnostics.first?.file == "other.idl")
        #expect(result.diagnostics.first?.line == 70)
    }

    @Test(arguments: [
        ("#if 1\n", "this #if has no #endif"),
        ("#endif\n", "#endif without #if"),
        ("#include \"none.h\"\n", "the file none.h was not found"),
        ("#error stop here\n", "#error stop here"),
        ("#nothing\n", "there is no directive #nothing"),
        ("#if 1 / 0\n#endif\n", "division by zero"),
        ("#define F(x) x\nF(1\n", "the arguments of macro F have no closing parenthesis"),
        ("#define F(x) x\nF(1, 2)\n", "macro F takes 1 argument, not 2"),
    ])
    func problemsAreReported(text: String, message: String) {
        #expect(preprocess(text).messages.contains(message))
    }

    @Test func anIncludeThatIncludesItselfEnds() {
        let result = preprocess("#include \"a.h\"\n", files: ["a.h": "#include \"a.h\"\n"])
        #expect(result.messages == ["files are included deeper than 64"])
    }

    @Test func exponentialExpansionEnds() {
        var text = "#define A0 x x\n"
        for level in 1...40 { text += "#define A\(level) A\(level - 1) A\(level - 1)\n" }
        let result = preprocess(text + "A40\n")
        #expect(result.messages == ["macros expand to more than 50000 tokens"])
    }
}
