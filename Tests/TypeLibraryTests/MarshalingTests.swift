// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import Testing
import TypeLibrary

@Suite struct MarshalingTests {
    @Test(arguments: [
        ("12", 12), ("0x10 + 1u", 17), ("cb", 8), ("cb * 2 + 1", 17), ("(cb + 1) * 2", 18), ("*pcb - 1", 4), ("**ppcb", 6),
        ("cb > 7 ? cb / 2 : 0", 4), ("cb & 0xC | 1", 9), ("-cb", -8), ("~cb", -9), ("!cb", 0), ("cb << 2 >> 1", 16), ("cb % 3", 2),
        ("cb <= 8 && cb >= 8", 1), ("cb == 8 || nothing", nil), ("cb / 0", nil), ("nothing", nil),
    ] as [(String, Int64?)])
    func expressionsHaveCsValues(text: String, value: Int64?) throws {
        let values: [String: Int64] = ["cb0": 8, "pcb1": 5, "ppcb2": 6]
        let expression = try #require(MarshalingExpression(text))
        #expect(expression.evaluate { values["\($0)\($1)"] } == value)
    }

    @Test(arguments: ["", "1 +", "sizeof(long)", "a.b", "a[1]", "(a", "a b", String(repeating: "(", count: 900), "99999999999999999999"])
    func whatIsNoExpressionIsRefused(text: String) { #expect(MarshalingExpression(text) == nil) }

    @Test func attributesOfParametersAreDecoded() throws {
        func item(_ name: String, _ text: String) throws -> CustomData {
            CustomData(guid: try #require(AttributeGUID.guid(of: name)), value: .bstr(text))
        }
        let function = Function(
            memberID: 1, name: "Read",
            parameters: ["pv", "cb", "riid"].map { Parameter(name: $0, type: .basic(.i4)) },
            customData: [
                try item("size_is", "0:cb,*n;9:x"), try item("iid_is", "0:riid"), try item("unique", "0;-1"), try item("range", "1:-1,10"),
                try item("string", "junk;2"), try item("call_as", "ReadHere"), try item("max_is", "2:sizeof(long)"),
            ])
        let (parameters, result) = function.marshaling
        #expect(parameters[0].sizeIs == [.expression(.name("cb")), .expression(.dereferenced(.name("n")))])
        #expect(parameters[0].iidIs == .expression(.name("riid")))
        #expect(parameters[0].pointerKind == .unique)
        #expect(parameters[1].range == -1...10)
        #expect(parameters[2].isString)
        #expect(parameters[2].maxIs == [.unsupported("sizeof(long)")])
        #expect(result.pointerKind == .unique)
        #expect(function.callAs == "ReadHere")
    }

    @Test func everyAttributeHasItsGUID() {
        for name in AttributeGUID.names { #expect(AttributeGUID.guid(of: name).flatMap(AttributeGUID.name(of:)) == name) }
        #expect(Set(AttributeGUID.names.compactMap(AttributeGUID.guid(of:))).count == AttributeGUID.names.count)
        #expect(AttributeGUID.name(of: .zero) == nil)
    }
}
