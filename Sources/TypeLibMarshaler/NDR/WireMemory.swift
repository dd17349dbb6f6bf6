// SPDX-License-Identifier: Apache-2.0
//
// What values in memory own, and how they give it back.

import AutomationRuntime
import AutomationTypes
import CAutomation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

enum WireMemory {
    /// Zeroed memory of the kind that COM passes between components.
    static func allocate(_ size: Int) -> UnsafeMutableRawPointer? { calloc(max(1, size), 1) }

    /// Gives back what a value owns in place, and leaves it null. Pointers are not followed and unions not looked into: what they
    /// hold is in the log.
    static func dropInPlace(_ node: UnsafePointer<WireNode>, _ place: UnsafeMutableRawPointer) {
        switch node.pointee.kind {
        case .number, .int3264, .pointer, .union: break
        case .bstr:
            let text = place.loadUnaligned(as: UnsafeRawPointer?.self)
            place.storeBytes(of: nil, as: UnsafeRawPointer?.self)
            if text != PendingPointer.marker { BString.free(UnsafeMutableRawPointer(mutating: text)?.assumingMemoryBound(to: OLECHAR.self)) }
        case .interface:
            let pointer = place.loadUnaligned(as: UnsafeMutableRawPointer?.self)
            place.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
            if let pointer, UnsafeRawPointer(pointer) != PendingPointer.marker { comRelease(pointer) }
        case .safeArray:
            let array = place.loadUnaligned(as: UnsafeMutableRawPointer?.self)
            place.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
            if let array, UnsafeRawPointer(array) != PendingPointer.marker { WireSafeArray.destroy(array.assumingMemoryBound(to: SAFEARRAY.self)) }
        case .variant: VariantOps.clear(place.assumingMemoryBound(to: VARIANT.self))
        case .record:
            guard node.pointee.has(.owns) else { return }
            for index in 0..<node.pointee.fieldCount {
                let field = node.pointee.fields + index
                if field.pointee.node.pointee.has(.owns) { dropInPlace(field.pointee.node, place + field.pointee.offset) }
            }
        case .array:
            guard node.pointee.has(.owns), let child = node.pointee.child else { return }
            for index in 0..<node.pointee.count { dropInPlace(child, place + index * child.pointee.size) }
        }
    }

    /// Gives back everything that a value owns, what its pointers point at included, and leaves it null: what an [out] or
    /// [in, out] value leaves behind when it has been sent.
    ///
    /// - Parameters:
    ///   - arguments: the addresses of the call's arguments, for size_is.
    ///   - record: the record that the value is a field of.
    static func destroy(
        _ node: UnsafePointer<WireNode>, _ place: UnsafeMutableRawPointer,
        _ arguments: UnsafePointer<UnsafeMutableRawPointer?>?, record: UnsafeRawPointer?, depth: Int = 0
    ) {
        guard depth <= 2 * MarshalingLimits.depth, !node.pointee.flags.isDisjoint(with: [.owns, .pointers, .unions]) else { return }
        switch node.pointee.kind {
        case .number, .int3264: break
        case .bstr, .interface, .safeArray, .variant: dropInPlace(node, place)
        case .record:
            for index in 0..<node.pointee.fieldCount {
                let field = node.pointee.fields + index
                destroy(field.pointee.node, place + field.pointee.offset, arguments, record: place, depth: depth + 1)
            }
        case .union:
            if let arm = arm(of: node, node.pointee.selector?.pointee.value(arguments, record)) {
                destroy(arm, place, arguments, record: place, depth: depth + 1)
            }
        case .array:
            guard let child = node.pointee.child else { return }
            for index in 0..<node.pointee.count {
                destroy(child, place + index * child.pointee.size, arguments, record: record, depth: depth + 1)
            }
        case .pointer:
            guard let target = place.loadUnaligned(as: UnsafeMutableRawPointer?.self), let child = node.pointee.child else { return }
            place.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
            var count = 1
            if node.pointee.has(.conformant) {
                count = node.pointee.sizeIs.map { Int(clamping: $0.pointee.value(arguments, record) ?? 0) } ?? 0
            }
            if !child.pointee.flags.isDisjoint(with: [.owns, .pointers, .unions]), count > 0 {
                for index in 0..<count {
                    destroy(child, target + index * child.pointee.size, arguments, record: record, depth: depth + 1)
                }
            }
            TaskMemory.release(target)
        }
    }

    /// The arm of a union that a discriminant chooses.
    static func arm(of union: UnsafePointer<WireNode>, _ discriminant: Int64?) -> UnsafePointer<WireNode>? {
        guard let discriminant else { return nil }
        var other: UnsafePointer<WireNode>?
        for index in 0..<union.pointee.fieldCount {
            let arm = union.pointee.fields + index
            for position in 0..<arm.pointee.caseCount where arm.pointee.cases?[position] == discriminant { return arm.pointee.node }
            if arm.pointee.isDefault { other = arm.pointee.node }
        }
        return other
    }
}
