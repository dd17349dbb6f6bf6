// SPDX-License-Identifier: Apache-2.0
//
// The request path of the type-library marshaler before bytes of anybody's: a stub, a real object behind it.

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import CWireObject
import CallMatrix
import Invocation
import Latebind
import TypeLibMarshaler
import TypeLibrary

/// A number of interfaces, each with an object for every request.
///
/// An input is
///
///     0 the interface   1 the slot   2 the label's first byte   3 nothing   4… the body of the request
///
/// Interface pointers in it are named as `Loopback.reference` does: from `firstObject` on, there are objects of every kind.
public final class HostileRequests {
    public static let headerSize = 4
    /// The ids of objects that any message may name.
    public static let firstObject: UInt64 = 0xF000

    /// What requests are sent to.
    public struct Target {
        public let name: String
        public let iid: GUID
        /// Makes an object that has the interface.
        public let make: () throws -> ComReference
    }

    public let targets: [Target]
    private let standing: [ComReference]
    private let library: TypeLibrary

    public init() throws {
        let wire = try WireSubject.library.get()
        InterfaceTypes.add(wire)
        let matrix = try CallMatrix()
        library = matrix.library
        InterfaceTypes.add(matrix.library)
        let signatures = try SignatureObject.objectClass(matrix.library)
        let directions = try DirectionsObject.objectClass(matrix.library)
        let plain = try PlainObject.objectClass(matrix.library)
        let automation = try AutomationWire.objectClass(wire)
        let events = try matrix.library.typeInfo(named: "DEvents")
        // Plans are made when a member is called first, and live as long as the class: here, so that no request leaves one behind.
        for type in [signatures.typeInfo, directions.typeInfo, plain.typeInfo, automation.typeInfo] {
            let table = try DispatchTable.of(type.dispatchHalf())
            for index in table.members.functions.indices { _ = try table.plan(at: index) }
        }
        func automationObject() throws -> ComReference {
            let object = DynamicObject(
                [
                    signatures.implementedInterface(by: SignatureObject()), directions.implementedInterface(by: DirectionsObject()),
                    automation.implementedInterface(by: AutomationWire()), plain.implementedInterface(by: PlainObject()),
                ], events: [EventSource(events)])
            return try object.reference(IID_IUnknown)
        }
        func wireObject() -> ComReference { ComReference(adopting: UnsafeMutableRawPointer(wire_object_create())) }
        func enumerator() throws -> ComReference {
            try EnumVariantObject([1, "two", 3.5, .null] as [Variant]).reference(IID_IEnumVARIANT)
        }
        func stream() throws -> ComReference {
            let stream = MemoryStream()
            try stream.withInterface { try Self.fill($0) }
            return try stream.reference(IID_IStream)
        }
        func connectionPoint() throws -> ComReference {
            var (point, iid) = (UnsafeMutablePointer<IConnectionPoint>?.none, events.guid)
            let container = try automationObject().query(IID_IConnectionPointContainer)
            let status = container.withPointer(as: IConnectionPointContainer.self) {
                $0.pointee.lpVtbl.pointee.FindConnectionPoint($0, &iid, &point)
            }
            try COMError.check(status)
            guard let point else { throw COMError(.E_UNEXPECTED) }
            return ComReference(adopting: UnsafeMutableRawPointer(point))
        }
        func iid(_ name: String, _ library: TypeLibrary) throws -> GUID { try library.typeInfo(named: name).guid }
        targets = [
            Target(name: "IWire", iid: try iid("IWire", wire), make: wireObject),
            Target(name: "IAutomationWire", iid: try iid("IAutomationWire", wire), make: automationObject),
            Target(name: "ISignatures", iid: try iid("ISignatures", matrix.library), make: automationObject),
            Target(name: "IDirections", iid: try iid("IDirections", matrix.library), make: automationObject),
            Target(name: "IDispatch", iid: IID_IDispatch, make: automationObject),
            Target(name: "IPlain", iid: try iid("IPlain", matrix.library), make: automationObject),
            Target(name: "IEnumVARIANT", iid: IID_IEnumVARIANT, make: enumerator),
            Target(name: "IStream", iid: IID_IStream, make: stream),
            Target(name: "IConnectionPointContainer", iid: IID_IConnectionPointContainer, make: automationObject),
            Target(name: "IConnectionPoint", iid: IID_IConnectionPoint, make: connectionPoint),
            Target(name: "ISupportErrorInfo", iid: IID_ISupportErrorInfo, make: automationObject),
        ]
        standing = [try automationObject(), wireObject(), try stream(), try enumerator()]
    }

    deinit { InterfaceTypes.remove(library) }

    private static func fill(_ stream: UnsafeMutablePointer<IStream>) throws {
        let bytes: [UInt8] = Array(0..<100)
        try COMError.check(stream.pointee.lpVtbl.pointee.Write(stream, bytes, 100, nil))
        try COMError.check(stream.pointee.lpVtbl.pointee.Seek(stream, LARGE_INTEGER(QuadPart: 10), 0, nil))
    }

    /// The input that sends a request to a target.
    public func input(_ target: String, slot: Int, label: UInt8 = 0x10, _ request: [UInt8]) -> [UInt8] {
        let index = targets.firstIndex { $0.name == target } ?? 0
        return [UInt8(index), UInt8(truncatingIfNeeded: slot), label, 0] + request
    }

    /// What the stub answers to an input: nil if it is too short for one. The trace tells the call, too.
    public func answer(_ input: [UInt8]) throws -> Loopback.Answer? {
        guard input.count >= Self.headerSize else { return nil }
        let target = targets[Int(input[0]) % targets.count]
        let body = Array(input[Self.headerSize...])
        Self.describe(target.iid, slot: input[1], body, label: UInt32(input[2]))
        // How large a stream may be made is its owner's affair, not the marshaler's: a few bytes make it gigabytes.
        if target.iid == IID_IStream, input[1] == 6 { return nil }
        let object = try target.make()
        let loopback = Loopback(object)
        defer { loopback.dropWaitingInterfaces() }
        for (index, object) in standing.enumerated() { loopback.offer(object, as: Self.firstObject + UInt64(index)) }
        return try loopback.serve(target.iid, slot: Int(input[1]), body, label: UInt32(input[2]))
    }

    /// What the trace says of the call, were the bytes its arguments, and were they its results.
    private static func describe(_ iid: GUID, slot: UInt8, _ body: [UInt8], label: UInt32) {
        // A block of just its size, so that a read beyond its end is seen.
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, body.count), alignment: 16)
        defer { copy.deallocate() }
        copy.copyBytes(from: body)
        let values = MarshaledValues(UnsafeRawBufferPointer(rebasing: copy[..<body.count]), dataRepresentation: label)
        let call = MarshaledCall(object: .zero, iid: iid, method: UInt32(slot))
        _ = CallText.describe(call, values, values, status: .S_OK)
    }

    /// Runs an input.
    /// - Returns: what it left behind; nil if it left nothing.
    public func run(_ input: [UInt8]) -> String? { WireBalance.leak { _ = try? answer(input) } }
}

extension MemoryStream {
    fileprivate func withInterface(_ body: (UnsafeMutablePointer<IStream>) throws -> Void) rethrows {
        defer { withExtendedLifetime(self) {} }
        try body(unknown.assumingMemoryBound(to: IStream.self))
    }
}
