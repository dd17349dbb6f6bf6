// SPDX-License-Identifier: Apache-2.0
//
// Values in values in values, made of bytes: no honest marshaler writes them. What is nested as deep as the limit says is served; what is
// nested deeper is refused with RPC_X_BAD_STUB_DATA, by the stub in a request and by the proxy in a response, and nothing stays.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CWireObject
import Invocation
import TestSupport
import Testing
import TypeLibMarshaler
import TypeLibrary
import WireHarness

@Suite(.noLeaks) struct NestingTests {
    /// How a call ended, and what its error says.
    private func ending(_ body: () throws -> HResult) throws -> (status: HResult, message: String) {
        try onLargeStack {
            let status = try body()
            return (status, ErrorInfo.take()?.message ?? "")
        }
    }

    private static let tooDeep = "nested more than 128 deep"

    // MARK: Requests

    private func send(
        _ requests: HostileRequests, _ target: String, slot: Int, _ bytes: [UInt8]
    ) throws -> (status: HResult, message: String) {
        try ending { try requests.answer(requests.input(target, slot: slot, bytes))?.status ?? .E_UNEXPECTED }
    }

    /// IAutomationWire::Echo of a value.
    private func request(_ requests: HostileRequests, _ value: NDRBytes) throws -> (status: HResult, message: String) {
        try send(requests, "IAutomationWire", slot: 7, NDRBytes.user + [UInt8](repeating: 0, count: 4) + value.bytes)
    }

    @Test(arguments: NestingBomb.allCases) func aRequestMayBeNestedSoDeepAndNoDeeper(_ bomb: NestingBomb) throws {
        let requests = try HostileRequests()
        #expect(try request(requests, bomb.value(depth: 2)).status == .S_OK)
        #expect(try request(requests, bomb.value(depth: 120 / bomb.cost)).status == .S_OK)
        for depth in [140, 1000, 20_000] {
            let ending = try request(requests, bomb.value(depth: depth))
            #expect(ending.status == .RPC_X_BAD_STUB_DATA && ending.message.contains(NestingTests.tooDeep), "\(depth): \(ending)")
        }
        // In IDispatch::Invoke too.
        for (depth, expected) in [(100 / bomb.cost, HResult.S_OK), (1000, .RPC_X_BAD_STUB_DATA)] {
            let ending = try send(requests, "IDispatch", slot: 6, NDRBytes.invoke(19, bomb.value(depth: depth, at: 56)))
            #expect(ending.status == expected, "\(depth): \(ending)")
        }
    }

    @Test func aListMayBeSoLongAndNoLonger() throws {
        let requests = try HostileRequests()
        // Each node takes a level, and the parameter one.
        for (count, expected) in [(1, HResult.S_OK), (120, .S_OK), (140, .RPC_X_BAD_STUB_DATA), (50_000, .RPC_X_BAD_STUB_DATA)] {
            #expect(try send(requests, "IWire", slot: 14, NDRBytes.list(count)).status == expected, "\(count)")
        }
    }

    // MARK: Responses

    /// Echo's result, as a proxy's caller gets it.
    private func response(_ loopback: Loopback, _ value: NDRBytes) throws -> (status: HResult, message: String) {
        loopback.answer(Loopback.Answer(bytes: NDRBytes.user + [UInt8](repeating: 0, count: 4) + value.bytes + [0, 0, 0, 0]))
        let type = try WireSubject.library.get().typeInfo(named: "IAutomationWire")
        let table = try DispatchTable.of(type)
        let plan = try table.plan(at: #require(table.functionIndex(1, .method)))
        let proxy = try loopback.proxy(type.guid)
        return try ending {
            var (argument, result) = (VARIANT(), VARIANT())
            defer { VariantOps.clear(&result) }
            return withUnsafeMutablePointer(to: &argument) { argument in
                plan.call(proxy.pointer, arguments: [argument, nil], lcid: 0, result: &result).status
            }
        }
    }

    @Test(arguments: NestingBomb.allCases) func aResponseMayBeNestedSoDeepAndNoDeeper(_ bomb: NestingBomb) throws {
        let subject = try WireSubject()
        let library = try WireSubject.library.get()
        let loopback = Loopback(try AutomationWire.makeObject(library))
        defer { withExtendedLifetime(subject) {} }
        #expect(try response(loopback, bomb.value(depth: 2)).status == .S_OK)
        #expect(try response(loopback, bomb.value(depth: 120 / bomb.cost)).status == .S_OK)
        for depth in [140, 1000, 20_000] {
            let ending = try response(loopback, bomb.value(depth: depth))
            #expect(ending.status == .RPC_X_BAD_STUB_DATA && ending.message.contains(NestingTests.tooDeep), "\(depth): \(ending)")
        }
    }

    @Test func aListThatComesBackMayBeSoLongAndNoLonger() throws {
        let subject = try WireSubject()
        let proxy = try subject.loopback.proxy(subject.iid)
        for (count, expected) in [(1, HResult.S_OK), (120, .S_OK), (140, .RPC_X_BAD_STUB_DATA), (50_000, .RPC_X_BAD_STUB_DATA)] {
            // The sum, the list, the result.
            subject.loopback.answer(
                Loopback.Answer(bytes: [6, 0, 0, 0, 0, 0, 2, 0] + NDRBytes.list(count) + [0, 0, 0, 0]))
            let ending = try ending { HResult(rawValue: wire_object_exercise(proxy.pointer, 11)) }
            #expect(ending.status == expected, "\(count): \(ending)")
        }
    }

    // MARK: Interface pointers

    /// Interface pointers in VARIANTs of an array, good ones before a bad one: what was unmarshaled is let go.
    @Test func objectsBeforeABadOneAreLetGo() throws {
        let requests = try HostileRequests()
        let good = Loopback.reference(HostileRequests.firstObject)
        let bad = Loopback.reference(1)
        for (last, expected) in [(good, HResult.S_OK), (bad, .E_INVALIDARG), (Array(good.dropLast()), .E_INVALIDARG), ([], .E_INVALIDARG)] {
            var bytes = NDRBytes()
            bytes.arrayOfVariants(1001)
            for _ in 0..<1000 { bytes.object(good) }
            bytes.object(last)
            #expect(try request(requests, bytes).status == expected)
        }
        // An OBJREF that is longer than the message.
        var bytes = NDRBytes()
        bytes.object(good)
        bytes.bytes.removeLast(4)
        #expect(try request(requests, bytes).status == .RPC_X_BAD_STUB_DATA)
    }
}
