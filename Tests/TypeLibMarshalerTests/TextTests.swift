// SPDX-License-Identifier: Apache-2.0
//
// Calls as text: every golden message (Goldens/) as the trace tells it, one line each, in Texts/calls.txt; LATEBIND_REWRITE_GOLDENS=1
// writes it. The bytes are confirmed by others, so what the text says of them can be read off there.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CallMatrix
import Invocation
import TestSupport
import Testing
import TypeLibMarshaler
import TypeLibrary
import WireHarness

@Suite struct TextTests {
    private struct Exchange {
        var call: MarshaledCall
        var request: [UInt8]
        var response: [UInt8]?
        var status: HResult
    }

    /// What is in a file of Goldens/.
    private static func exchanges(_ name: String, _ iid: GUID) throws -> [Exchange] {
        try GoldenExchange.all(in: readFile(siblingOfThisFile("Goldens/" + name))).map {
            Exchange(
                call: MarshaledCall(object: .zero, iid: iid, method: UInt32($0.slot)), request: $0.request, response: $0.response,
                status: $0.status)
        }
    }

    private static func text(_ exchange: Exchange, label: UInt32 = 0x10) -> String {
        exchange.request.withUnsafeBytes { request in
            let arguments = MarshaledValues(request, dataRepresentation: label)
            guard let response = exchange.response else {
                return CallText.describe(exchange.call, arguments, nil, status: exchange.status)
            }
            return response.withUnsafeBytes {
                CallText.describe(exchange.call, arguments, MarshaledValues($0, dataRepresentation: label), status: .S_OK)
            }
        }
    }

    /// Every exchange of Goldens/, by the file's name.
    private static func withExchanges(_ body: ([(name: String, exchanges: [Exchange])]) throws -> Void) throws {
        let library = try WireSubject.library.get()
        InterfaceTypes.add(library)
        let wire = try library.typeInfo(named: "IWire").guid
        var found: [(String, [Exchange])] = []
        for name in try entries(of: siblingOfThisFile("Goldens")).sorted() where name.hasSuffix(".txt") {
            found.append((name, try exchanges(name, name.hasPrefix("IWire.") ? wire : IID_IDispatch)))
        }
        try #require(found.count > 40)
        try body(found)
    }

    @Test func everyGoldenCallHasItsText() throws {
        try TextTests.withExchanges { files in
            var lines = ""
            for (name, exchanges) in files {
                for exchange in exchanges { lines += name.dropLast(4) + ": " + TextTests.text(exchange) + "\n" }
            }
            let path = siblingOfThisFile("Texts/calls.txt")
            if environmentVariable("LATEBIND_REWRITE_GOLDENS") == "1" { try writeFile(path, lines) }
            #expect(try readFile(path) == lines)
            // Nothing was there that could not be read.
            #expect(!lines.contains(" at "))
        }
    }

    /// A trace reads what any peer sends: each message cut off anywhere, with any byte another, and in the other byte order.
    @Test func noMessageHarmsTheReader() throws {
        try TextTests.withExchanges { files in
            var told = 0
            for exchange in files.flatMap(\.exchanges) {
                func tell(_ change: (inout Exchange) -> Void) {
                    var changed = exchange
                    change(&changed)
                    // It may say what it likes, in a line.
                    let text = TextTests.text(changed)
                    #expect(!text.isEmpty && !text.contains("\n"))
                    told += 1
                }
                for count in 0..<exchange.request.count { tell { $0.request.removeLast($0.request.count - count) } }
                let response = exchange.response ?? []
                for count in response.indices { tell { $0.response = Array(response[..<count]) } }
                for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                    for index in exchange.request.indices { tell { $0.request[index] = value } }
                    for index in response.indices { tell { $0.response?[index] = value } }
                }
                _ = TextTests.text(exchange, label: 0)
                _ = TextTests.text(exchange, label: 0xFFFF_FFFF)
            }
            #expect(told > 10_000)
        }
    }

    /// An interface that no library describes is told by its IID, a slot that it does not have by its number.
    @Test func whatNobodyDescribesIsToldByItsNumbers() throws {
        let stranger = GUID("{7d1c2a4f-0000-4c52-8a1d-35e2c9b0a710}")!
        var exchange = Exchange(
            call: MarshaledCall(object: .zero, iid: stranger, method: 9), request: [1, 2, 3], response: [0, 0, 0, 0, 5, 0, 7, 0x80],
            status: .S_OK)
        #expect(TextTests.text(exchange) == "{7D1C2A4F-0000-4C52-8A1D-35E2C9B0A710}.9(3 bytes) = 8 bytes E_ACCESSDENIED")
        exchange.response = nil
        exchange.status = .RPC_E_SERVER_DIED
        #expect(TextTests.text(exchange) == "{7D1C2A4F-0000-4C52-8A1D-35E2C9B0A710}.9(3 bytes) RPC_E_SERVER_DIED")
        exchange.call = MarshaledCall(object: .zero, iid: IID_IDispatch, method: 99)
        #expect(TextTests.text(exchange).hasSuffix(".99(3 bytes) RPC_E_SERVER_DIED"))
    }

    /// Null pointers take nothing of the message but their place: a message may end with them.
    @Test(.noLeaks) func anArrayOfNullPointersMayEndAMessage() throws {
        let library = try WireSubject.library.get()
        InterfaceTypes.add(library)
        let type = try library.typeInfo(named: "IAutomationWire")
        let loopback = Loopback(try AutomationWire.makeObject(library))
        defer { withExtendedLifetime(loopback) {} }
        let proxy = try loopback.proxy(type.guid)
        let table = try DispatchTable.of(type)
        let member = try #require(table.members.memberID(named: "Objects"))
        let plan = try table.plan(at: #require(table.functionIndex(member, .method)))
        var list = try Variant(SafeArray(.unknown, bounds: [ArrayBound(count: 2)])).makeRaw()
        var result = VARIANT()
        defer {
            VariantOps.clear(&list)
            VariantOps.clear(&result)
        }
        let messages = loopback.record {
            withUnsafeMutablePointer(to: &list) { list in
                #expect(plan.call(proxy.pointer, arguments: [list, nil], lcid: 0, result: &result).status == .S_OK)
            }
        }
        let message = try #require(messages.first)
        let text = message.request.withUnsafeBytes {
            CallText.describe(
                MarshaledCall(object: .zero, iid: type.guid, method: UInt32(message.slot)), MarshaledValues($0, dataRepresentation: 0x10), nil,
                status: .S_OK)
        }
        #expect(text == "IAutomationWire.Objects(list: [null, null]) S_OK")
    }
}
