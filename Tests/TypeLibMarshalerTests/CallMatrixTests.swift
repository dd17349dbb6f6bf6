// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CallMatrix
import TestSupport
import Testing
import TypeLibMarshaler
import TypeLibrary
import WireHarness

/// The table of calls, through a proxy and a stub: the same results and errors as on the object itself.
@Suite(.noLeaks) struct MarshaledCallMatrixTests {
    @Test(arguments: CallMatrix.Way.allCases) func everyCallIsTheSame(_ way: CallMatrix.Way) throws {
        let matrix = try CallMatrix()
        InterfaceTypes.add(matrix.library)
        defer { InterfaceTypes.remove(matrix.library) }
        let loopback = Loopback(try matrix.makeObject().reference(WellKnownIID.dispatch))
        defer { withExtendedLifetime(loopback) {} }
        let report = try matrix.run(on: loopback.proxy, [way])
        #expect(report.calls > 300)
        for failure in report.failures.prefix(40) { Issue.record("\(failure)") }
        #expect(report.failures.isEmpty)
        #expect(loopback.waitingInterfaces == 0)
    }
}
