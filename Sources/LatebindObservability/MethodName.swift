// SPDX-License-Identifier: Apache-2.0

import CAutomation.Functions
import Synchronization

/// A method by name.
struct MethodName: Sendable {
    /// The interface's name, or its IID if no type library has it.
    var service: String
    var method: String
}

/// The names of the methods that have been called.
final class MethodNames: Sendable {
    private struct Key: Hashable, Sendable {
        var iid: (UInt64, UInt64)
        var method: ULONG

        init(_ call: UnsafePointer<LatebindCall>) {
            iid = withUnsafeBytes(of: call.pointee.iid) {
                ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            }
            method = call.pointee.method
        }
        static func == (a: Key, b: Key) -> Bool { a.iid == b.iid && a.method == b.method }
        func hash(into hasher: inout Hasher) {
            hasher.combine(iid.0)
            hasher.combine(iid.1)
            hasher.combine(method)
        }
    }
    private let known = Mutex<[Key: MethodName]>([:])
    /// A peer that calls methods which nobody has fills no memory, and no backend: the names are few.
    private static let most = 4096
    static let other = MethodName(service: "other", method: "other")

    func of(_ call: UnsafePointer<LatebindCall>) -> MethodName {
        let key = Key(call)
        if let name = known.withLock({ $0[key] }) { return name }
        // Asked without the lock: the library may have to look for a type library.
        let made = MethodName(
            service: MethodNames.text(call, LATEBIND_CALL_INTERFACE) ?? MethodNames.registryForm(call.pointee.iid),
            method: MethodNames.text(call, LATEBIND_CALL_METHOD) ?? "\(call.pointee.method)")
        return known.withLock { known in
            guard known.count < MethodNames.most || known[key] != nil else { return MethodNames.other }
            known[key] = made
            return made
        }
    }

    /// What the library tells of a call.
    static func text(_ call: UnsafePointer<LatebindCall>, _ what: Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            let length = Int(LatebindDescribeCall(call, ULONG(what), buffer.baseAddress, ULONG(buffer.count)))
            guard length > 0 else { return nil }
            return String(decoding: UnsafeRawBufferPointer(start: buffer.baseAddress, count: length), as: UTF8.self)
        }
    }

    static func hexadecimal(_ number: UInt64, _ digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// {00020400-0000-0000-C000-000000000046}
    static func registryForm(_ guid: GUID) -> String {
        var guid = guid
        return withUnsafeTemporaryAllocation(of: OLECHAR.self, capacity: 39) { buffer in
            let length = Int(StringFromGUID2(&guid, buffer.baseAddress, Int32(buffer.count)))
            return String(decoding: buffer.prefix(max(0, length - 1)), as: UTF16.self)
        }
    }
}
