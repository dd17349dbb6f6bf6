// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import TypeLibrary
import FaultSupport
import Remoting
import TestSupport
import Testing

/// Two processes whose libraries describe one IID differently: a method that one of them lacks, arguments of other types. Each call fails
/// as documented, at the side that finds out; nothing is left behind, and the next call is served.
@Suite(.serialized, .noLeaks) struct DriftTests {
    /// A call of a method by a client of one version to a server of another: nil if it succeeds.
    private struct Expectation {
        let method: String
        let argument: Variant
        let status: HResult?
    }

    private func check(client: Int, server version: Int, _ expectations: [Expectation]) throws {
        let program = CommandLine.arguments[0]
        let folder = program[..<(program.lastIndex(of: "/") ?? program.endIndex)]
        let server = try ChildProcess([String(folder) + "/FaultProcess"])
        defer { server.stop() }
        try server.writeLine("drift \(version)")
        let reference = try bytes(hexadecimal: server.readLine())
        let drift = try Drift(version: client)
        defer { drift.remove() }
        let object = try Marshaling.unmarshaled(reference, drift.type.guid)

        func calls() throws {
            for expected in expectations {
                var status: HResult?
                do throws(COMError) { _ = try drift.call(object, expected.method, expected.argument) } catch { status = error.hresult }
                #expect(status == expected.status, "\(expected.method)(\(expected.argument)): \(String(describing: status))")
                // Service goes on: on this connection, of this object.
                #expect(try drift.call(object, "Echo", 7) == 7)
            }
            ErrorInfo.clear()
        }
        func alive() throws -> String {
            try server.writeLine("alive")
            return try server.readLine()
        }
        // What plans and names take is there after the first time.
        try calls()
        let before = (LiveObjects.snapshot(), try alive())
        for _ in 0..<20 { try calls() }
        #expect(LiveObjects.snapshot() == before.0)
        #expect(try alive() == before.1)
        // By name, the server's library says how it is called.
        let dispatch = DispatchReference(interface: try object.query(WellKnownIID.dispatch))
        #expect(try dispatch.call("Echo", 8) == 8)
        if version == 2 {
            #expect(throws: COMError.self) { try dispatch.call("Removed", 1) }
            #expect(try dispatch.call("Number", "seven") == "called")
        }
        ErrorInfo.clear()
    }

    /// The client knows a method that the server's library no longer has, and sends what the server takes for something else.
    @Test func aClientThatIsOlderThanItsServer() throws {
        try check(
            client: 1, server: 2,
            [
                Expectation(method: "Removed", argument: 1, status: .RPC_S_PROCNUM_OUT_OF_RANGE),
                // A BSTR where a number is read: the number comes back, and is no BSTR.
                Expectation(method: "Text", argument: "text", status: .RPC_X_BAD_STUB_DATA),
                // A number where a VARIANT is read.
                Expectation(method: "Number", argument: 5, status: .RPC_X_BAD_STUB_DATA),
                Expectation(method: "Number", argument: 0, status: nil),
                Expectation(
                    method: "List", argument: try Variant(SafeArray(numbers: [Int32(1), 2, 3])), status: .RPC_X_BAD_STUB_DATA),
                // A null pointer is one of either.
                Expectation(method: "Object", argument: Variant(nil as ComReference?), status: nil),
            ])
    }

    @Test func aClientThatIsNewerThanItsServer() throws {
        try check(
            client: 2, server: 1,
            [
                // A number where a BSTR is read.
                Expectation(method: "Text", argument: 5, status: .RPC_X_BAD_STUB_DATA),
                Expectation(method: "Number", argument: "a VARIANT", status: nil),
                Expectation(method: "List", argument: try Variant(SafeArray(.bstr, ["a", "b"])), status: .RPC_X_BAD_STUB_DATA),
                Expectation(method: "Object", argument: "a BSTR", status: .RPC_X_BAD_STUB_DATA),
            ])
    }
}
