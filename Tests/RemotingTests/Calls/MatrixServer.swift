// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import FaultSupport
import Remoting
import TestSupport

/// A process with the object of the call matrix (Tests/CallMatrixServer).
final class MatrixServer {
    private let process: ChildProcess

    init() throws {
        let program = CommandLine.arguments[0]
        let folder = program[..<(program.lastIndex(of: "/") ?? program.endIndex)]
        process = try ChildProcess([String(folder) + "/CallMatrixServer"])
    }

    /// A proxy of its object.
    func object() throws -> ComReference {
        try Marshaling.unmarshaled(bytes(hexadecimal: process.readLine()), IID_IUnknown)
    }

    /// How many objects it has exported.
    func exported() throws -> Int {
        try process.writeLine("")
        return Int(try process.readLine()) ?? -1
    }

    func stop() { process.stop() }
}
