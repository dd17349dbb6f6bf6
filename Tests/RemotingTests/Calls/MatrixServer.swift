// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation
import Remoting
import TestSupport

/// A process with the object of the call matrix (Tests/CallMatrixServer).
final class MatrixServer {
    private let process: ChildProcess

    init(environment: [String: String] = [:]) throws {
        let program = CommandLine.arguments[0]
        let folder = program[..<(program.lastIndex(of: "/") ?? program.endIndex)]
        process = try ChildProcess([String(folder) + "/CallMatrixServer"], environment: environment)
    }

    /// A proxy of its object.
    func object() throws -> ComReference {
        let digits = Array(try process.readLine().utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { index in
            UInt8(String(decoding: digits[index..<(index + 2)], as: UTF8.self), radix: 16) ?? 0
        }
        return try Marshaling.unmarshaled(bytes, IID_IUnknown, context: MSHCTX_LOCAL.rawValue)
    }

    /// How many objects it has exported.
    func exported() throws -> Int {
        try process.writeLine("")
        return Int(try process.readLine()) ?? -1
    }

    func stop() { process.stop() }
}

extension Marshaling {
    /// An interface as bytes.
    static func marshaled(_ object: ComReference, _ iid: GUID, context: UInt32, flags: UInt32 = 0) throws(COMError) -> [UInt8] {
        let memory = MemoryStream()
        let stream = try memory.reference(IID_IStream)
        try stream.withPointer(as: IStream.self) { (stream) throws(COMError) in
            try marshal(object.pointer, iid, to: MarshalDestination(context: context), flags: flags, into: stream)
        }
        return memory.bytes
    }

    static func unmarshaled(_ bytes: [UInt8], _ iid: GUID, context: UInt32) throws(COMError) -> ComReference {
        let stream = try MemoryStream().reference(IID_IStream)
        return try stream.withPointer(as: IStream.self) { (stream) throws(COMError) in
            var written: UInt32 = 0
            try COMError.check(stream.pointee.lpVtbl.pointee.Write(stream, bytes, UInt32(bytes.count), &written))
            try COMError.check(stream.pointee.lpVtbl.pointee.Seek(stream, LARGE_INTEGER(), 0, nil))
            return ComReference(adopting: try unmarshal(stream, iid, from: MarshalDestination(context: context)))
        }
    }
}
