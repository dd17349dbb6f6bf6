// SPDX-License-Identifier: Apache-2.0
//
// The response path of the type-library marshaler before bytes of anybody's: a proxy, and an answer that no stub made.

import AutomationRuntime
import AutomationTypes
import CAutomation
import CWireObject
import CallMatrix
import TypeLibMarshaler
import TypeLibrary

/// Calls through proxies of many interfaces, every method of them.
///
/// An input is
///
///     0, 1 the call, little-endian   2 the label's first byte   3 bit 0: the call ends with a fault   4… the body of the response
///
/// Interface pointers in it are named as in `HostileRequests`.
public final class HostileResponses {
    public static let headerSize = 4

    private let calls: [NamedCall]
    private let loopback: Loopback
    private let standing: [ComReference]
    private let library: TypeLibrary

    public init() throws {
        let matrix = try CallMatrix()
        library = matrix.library
        let loopback = Loopback(try Pretender().reference(IID_IUnknown))
        standing = [
            try matrix.makeObject().reference(IID_IUnknown), ComReference(adopting: UnsafeMutableRawPointer(wire_object_create())),
            try MemoryStream().reference(IID_IStream), try EnumVariantObject([1, "two"] as [Variant]).reference(IID_IEnumVARIANT),
        ]
        for (index, object) in standing.enumerated() { loopback.offer(object, as: HostileRequests.firstObject + UInt64(index)) }
        calls =
            try HostileResponses.calls(matrix) { iid in try loopback.proxy(iid) } + StandardCalls.answered { try loopback.proxy($0) }
        self.loopback = loopback
    }

    deinit { InterfaceTypes.remove(library) }

    /// The calls that inputs answer, in their order.
    /// - Parameter proxy: a proxy of an object that has the interface.
    static func calls(_ matrix: CallMatrix, _ proxy: (GUID) throws -> ComReference) throws -> [NamedCall] {
        let wire = try WireSubject.library.get()
        InterfaceTypes.add(wire)
        InterfaceTypes.add(matrix.library)
        let object = try proxy(wire.typeInfo(named: "IWire").guid)
        var calls = (0..<wire_object_exercises()).map { which in
            NamedCall(name: "IWire \(which)") { _ = wire_object_exercise(object.pointer, which) }
        }
        let matrixObject = try proxy(matrix.library.typeInfo(named: "ISignatures").guid)
        for way in [CallMatrix.Way.throughVTable, .byDispID] {
            for (index, call) in try matrix.calls(on: matrixObject, way).enumerated() {
                calls.append(NamedCall(name: "\(way) \(index)", make: call))
            }
        }
        return try calls + StandardCalls.all(proxy)
    }

    /// The input that answers a call.
    static func input(_ call: Int, label: UInt8 = 0x10, _ response: [UInt8]) -> [UInt8] {
        [UInt8(truncatingIfNeeded: call), UInt8(truncatingIfNeeded: call >> 8), label, 0] + response
    }

    /// The input that answers a call that is told by its name.
    /// - Throws: `E_INVALIDARG` if there is no such call.
    public func input(_ name: String, label: UInt8 = 0x10, _ response: [UInt8]) throws -> [UInt8] {
        guard let call = calls.firstIndex(where: { $0.name == name }) else { throw COMError(.E_INVALIDARG, "no call \(name)") }
        return HostileResponses.input(call, label: label, response)
    }

    /// Runs an input.
    /// - Returns: what it left behind; nil if it left nothing.
    public func run(_ input: [UInt8]) -> String? {
        guard input.count >= Self.headerSize else { return nil }
        let call = calls[(Int(input[0]) | Int(input[1]) << 8) % calls.count]
        let status = input[3] & 1 == 0 ? HResult.S_OK : .E_FAIL
        return WireBalance.leak {
            loopback.answer(Loopback.Answer(status: status, bytes: Array(input[Self.headerSize...]), label: UInt32(input[2])))
            call.make()
            loopback.dropWaitingInterfaces()
        }
    }
}
