// SPDX-License-Identifier: Apache-2.0

public import AutomationRuntime
public import AutomationTypes
import CAutomation
import Invocation
import Latebind
public import Remoting
import Synchronization
import TestSupport
import TypeLibMarshaler
public import TypeLibrary

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// IFault: what the processes that die in tests have, and what tests give them.
public final class Faults: Sendable {
    private let library: TypeLibrary
    private let objects: ObjectClass<Instance>

    private final class Instance: Sendable {
        let kept = Mutex<[Variant]>([])
        let willGo: @Sendable () -> Void
        init(_ willGo: @escaping @Sendable () -> Void) { self.willGo = willGo }
        deinit { willGo() }
    }

    public init() throws {
        library = try CompiledLibraries.compile(siblingOfThisFile("faults.idl"))
        InterfaceTypes.add(library)
        let made = Made()
        objects = try ObjectClass<Instance>(
            implementing: library.typeInfo(named: "IFault"),
            members: [
                .method("Echo") { _, call in call[0] },
                .method("Block") { _, _ in
                    say("blocked")
                    while true { pause() }
                },
                .method("Die") { _, _ in
                    kill(getpid(), SIGKILL)
                    return nil
                },
                .method("Keep") { instance, call in
                    let object = call[0]
                    instance.kept.withLock { $0.append(object) }
                    return nil
                },
                .method("Make") { _, _ in Variant(try made.make()) },
                .method("Relay") { _, call in
                    guard let depth = call[2].int, depth > 0 else { return Variant(Int32(0)) }
                    let next = try DispatchReference(call[0])
                    let below = try next.call("Relay", call[1], call[0], Variant(Int32(depth - 1))).int ?? -1
                    return Variant(Int32(below + 1))
                },
                .method("Fail") { _, call in throw COMError(HResult(rawValue: Int32(call[0].int ?? 0)), "as it was asked to") },
            ])
        made.objects = objects
    }

    private final class Made: @unchecked Sendable {
        // Unchecked: set once, before the first call.
        weak var objects: ObjectClass<Instance>?
        func make() throws -> ComReference {
            guard let objects else { throw COMError(.E_UNEXPECTED) }
            return try objects.makeObject(Instance {}).reference(WellKnownIID.dispatch)
        }
    }

    /// - Parameter willGo: called when the object is freed.
    public func object(_ willGo: @escaping @Sendable () -> Void = {}) throws -> ComReference {
        try objects.makeObject(Instance(willGo)).reference(WellKnownIID.dispatch)
    }

    /// Forgets the library's interfaces.
    public func remove() { InterfaceTypes.remove(library) }
}

/// A line for the test that started the process.
public func say(_ line: String) {
    print(line)
    fflush(nil)
}

extension Marshaling {
    /// An interface as bytes.
    public static func marshaled(
        _ object: ComReference, _ iid: GUID = WellKnownIID.dispatch, context: UInt32 = MSHCTX_LOCAL.rawValue, flags: UInt32 = 0
    ) throws(COMError) -> [UInt8] {
        let memory = MemoryStream()
        let stream = try memory.reference(IID_IStream)
        try stream.withPointer(as: IStream.self) { (stream) throws(COMError) in
            try marshal(object.pointer, iid, to: MarshalDestination(context: context), flags: flags, into: stream)
        }
        return memory.bytes
    }

    public static func unmarshaled(
        _ bytes: [UInt8], _ iid: GUID = WellKnownIID.dispatch, context: UInt32 = MSHCTX_LOCAL.rawValue
    ) throws(COMError) -> ComReference {
        let stream = try MemoryStream().reference(IID_IStream)
        return try stream.withPointer(as: IStream.self) { (stream) throws(COMError) in
            try COMError.check(stream.pointee.lpVtbl.pointee.Write(stream, bytes, UInt32(bytes.count), nil))
            try COMError.check(stream.pointee.lpVtbl.pointee.Seek(stream, LARGE_INTEGER(), 0, nil))
            return ComReference(adopting: try unmarshal(stream, iid, from: MarshalDestination(context: context)))
        }
    }
}

/// Bytes as hexadecimal digits, and back.
public func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

public func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = Array(text.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).map { index in
        UInt8(String(decoding: digits[index..<(index + 2)], as: UTF8.self), radix: 16) ?? 0
    }
}
