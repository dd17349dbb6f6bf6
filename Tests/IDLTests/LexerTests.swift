// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import IDL

@Suite struct LexerTests {
    private struct Lexed {
        var kind: Token.Kind
        var text: String
        var spelling: String
        var keyword: Keyword?
    }

    private func lex(_ text: String) -> [Lexed] {
        let names = NameTable()
        var lexer = Lexer(file: SourceFile(path: "input.idl", bytes: Array(text.utf8)), id: 0, names: names)
        var tokens: [Lexed] = []
        while true {
            let token = lexer.next()
            if token.kind == .endOfFile { return tokens }
            tokens.append(
                Lexed(
                    kind: token.kind, text: names.text(of: token), spelling: names.spelling(of: token), keyword: token.keyword))
        }
    }

    @Test func identifiersNumbersAndOperators() {
        let tokens = lex("foo _bar1 0x1F <<= -> .. ... 0..9 1.5.2 .5")
        #expect(
            tokens.map(\.text) == [
                "foo", "_bar1", "0x1F", "<<", "=", "->", "..", "...", "0", "..", "9", "1.5.2", ".5",
            ])
        #expect(tokens.map(\.kind)[..<3] == [.identifier, .identifier, .number])
    }

    @Test func keywordsAreKnownByNumber() {
        #expect(lex("interface default __int3264 defined Interface").map(\.keyword) == [.interface, .default, .__int3264, .defined, nil])
        #expect(Keyword.allCases.allSatisfy { keyword in lex(keyword.spelling).map(\.keyword) == [keyword] })
        #expect(Keyword.attributeCount <= 192, "AttributeSet has room for 192")
    }

    @Test func namesAreEqualIfTheirTextsAre() {
        let names = NameTable()
        let texts = (0..<20_000).map { "name\($0)" } + ["", "a", "A", "\u{E9}", String(repeating: "x", count: 1000)]
        let first = texts.map { names.intern($0) }
        #expect(Set(first).count == texts.count)
        #expect(texts.map { names.intern($0) } == first)
        #expect(first.map(names.text) == texts)
    }

    @Test func commentsAndSplicedLinesAreSpace() {
        #expect(lex("a/* x\n y */b // c \\\n still c\nd\\\ne").map(\.text) == ["a", "b", "d", "e"])
        #expect(lex("\"a\\\nb\" \"c\\\"\\\nd\"").map(\.text) == ["ab", "c\\\"d"])
    }

    @Test func aBareUUIDIsTheSameTextAfterLexing() {
        let uuid = "0a411e93-aeb0-4b84-8722-b237a1b87ba1"
        #expect(lex(uuid).map(\.spelling).joined() == uuid)
    }

    @Test func stringsKeepTheirEscapesUntilTheyAreNeeded() {
        let tokens = lex(#""a\"b" L"wide" 'x' '\n'"#)
        #expect(tokens.map(\.kind) == [.string, .wideString, .character, .character])
        #expect(unescape(tokens[0].text) == "a\"b")
        #expect(unescape(tokens[3].text) == "\n")
        #expect(unescape(#"\x41\102\\\q"#) == "AB\\q")
    }

    @Test func aStringEndsWithItsLine() {
        #expect(lex("\"open\nnext").map(\.kind) == [.invalid, .identifier])
    }

    @Test func aBackquotedNameIsNoKeyword() {
        let tokens = lex("`interface` `my name`")
        #expect(tokens.map(\.text) == ["interface", "my name"])
        #expect(tokens.allSatisfy { $0.kind == .identifier && $0.keyword == nil })
    }

    @Test func positionsAreLineAndColumn() {
        let file = SourceFile(path: "input.idl", bytes: Array("one\n  two\n".utf8))
        let place = file.position(at: 6)
        #expect(place.line == 2 && place.column == 3)
        #expect(file.lineText(at: 6) == "  two")
    }

    @Test(arguments: [
        ("42", NumberLiteral.integer(42, isUnsigned: false, isWide: false, isHexadecimal: false)),
        ("0x7FFFFFFFul", .integer(0x7FFF_FFFF, isUnsigned: true, isWide: false, isHexadecimal: true)),
        ("0xFFFFFFFFFFFFFFFF", .integer(.max, isUnsigned: false, isWide: false, isHexadecimal: true)),
        ("18446744073709551615", .integer(.max, isUnsigned: false, isWide: false, isHexadecimal: false)),
        ("010", .integer(8, isUnsigned: false, isWide: false, isHexadecimal: false)),
        ("1i64", .integer(1, isUnsigned: false, isWide: true, isHexadecimal: false)),
        ("1.5e3", .floating(1500)),
        ("2.5f", .floating(2.5)),
    ])
    func numbers(text: String, value: NumberLiteral) {
        let names = NameTable()
        #expect(NumberLiteral(names.intern(text), in: names) == value)
    }

    @Test(arguments: ["0x", "08", "1x", "99999999999999999999", "0x1ffffffffffffffff", "0xg", "1.2.3"])
    func notNumbers(text: String) {
        let names = NameTable()
        #expect(NumberLiteral(names.intern(text), in: names) == nil)
    }
}
