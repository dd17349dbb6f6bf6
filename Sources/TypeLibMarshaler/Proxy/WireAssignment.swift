// SPDX-License-Identifier: Apache-2.0
//
// An [in, out] value that came back, put where the caller has the old one: what the old value owned is released, memory that the
// caller's pointers point at is used again. [C706] 14.3.11.2

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

struct WireAssignment {
    /// The addresses of the arguments before the call, and with what came back.
    let old: UnsafePointer<UnsafeMutableRawPointer?>
    let new: UnsafePointer<UnsafeMutableRawPointer?>

    /// Moves a value; what is left at `from` owns nothing.
    func assign(
        _ node: UnsafePointer<WireNode>, from: UnsafeMutableRawPointer, to: UnsafeMutableRawPointer,
        oldRecord: UnsafeRawPointer?, newRecord: UnsafeRawPointer?, depth: Int = 0
    ) {
        guard depth <= 2 * MarshalingLimits.depth else { return }
        switch node.pointee.kind {
        case .number, .int3264: memcpy(to, from, node.pointee.size)
        case .bstr, .interface, .safeArray:
            WireMemory.dropInPlace(node, to)
            memcpy(to, from, node.pointee.size)
            memset(from, 0, node.pointee.size)
        case .variant:
            WireVariant.assign(from.assumingMemoryBound(to: VARIANT.self), to: to.assumingMemoryBound(to: VARIANT.self))
        case .record:
            if node.pointee.has(.block) {
                memcpy(to, from, node.pointee.size)
                return
            }
            // Fields that others measure go last.
            for isNumber in [false, true] {
                for index in 0..<node.pointee.fieldCount {
                    let field = node.pointee.fields + index
                    let isPlain = field.pointee.node.pointee.kind == .number || field.pointee.node.pointee.kind == .int3264
                    guard isPlain == isNumber else { continue }
                    assign(
                        field.pointee.node, from: from + field.pointee.offset, to: to + field.pointee.offset,
                        oldRecord: to, newRecord: from, depth: depth + 1)
                }
            }
        case .array:
            guard let child = node.pointee.child else { return }
            for index in 0..<node.pointee.count {
                assign(
                    child, from: from + index * child.pointee.size, to: to + index * child.pointee.size, oldRecord: oldRecord,
                    newRecord: newRecord, depth: depth + 1)
            }
        case .union:
            // The arm may be another one now.
            if let arm = WireMemory.arm(of: node, node.pointee.selector?.pointee.value(old, oldRecord)) {
                WireMemory.dropInPlace(arm, to)
            }
            memcpy(to, from, node.pointee.size)
            memset(from, 0, node.pointee.size)
        case .pointer:
            assignPointer(node, from: from, to: to, oldRecord, newRecord, depth)
        }
    }

    private func assignPointer(
        _ node: UnsafePointer<WireNode>, from: UnsafeMutableRawPointer, to: UnsafeMutableRawPointer,
        _ oldRecord: UnsafeRawPointer?, _ newRecord: UnsafeRawPointer?, _ depth: Int
    ) {
        let received = from.loadUnaligned(as: UnsafeMutableRawPointer?.self)
        let existing = to.loadUnaligned(as: UnsafeMutableRawPointer?.self)
        guard let received, let existing, let child = node.pointee.child else {
            to.storeBytes(of: received, as: UnsafeMutableRawPointer?.self)
            return
        }
        var count = 1
        if node.pointee.has(.conformant) {
            let room = node.pointee.sizeIs?.pointee.value(old, oldRecord) ?? 0
            count = max(0, Int(clamping: node.pointee.sizeIs?.pointee.value(new, newRecord) ?? 0))
            // A string has as many elements as it has: it gets memory of its own.
            guard node.pointee.sizeIs != nil, Int64(count) <= room else {
                to.storeBytes(of: received, as: UnsafeMutableRawPointer?.self)
                return
            }
        }
        for index in 0..<count {
            assign(
                child, from: received + index * child.pointee.size, to: existing + index * child.pointee.size,
                oldRecord: oldRecord, newRecord: newRecord, depth: depth + 1)
        }
        TaskMemory.release(received)
    }

    /// A parameter that is a unique pointer, by value: what it points at is the caller's, and a null one cannot become another.
    func commitPointer(_ node: UnsafePointer<WireNode>, from: UnsafeMutableRawPointer, to: UnsafeMutableRawPointer) {
        if to.loadUnaligned(as: UnsafeRawPointer?.self) == nil || from.loadUnaligned(as: UnsafeRawPointer?.self) == nil {
            WireMemory.destroy(node, from, new, record: nil)
            return
        }
        var place = to.loadUnaligned(as: UnsafeMutableRawPointer?.self)
        let before = place
        assignPointer(node, from: from, to: &place, nil, nil, 0)
        // It needed more room than the caller has: there is nowhere to put it.
        if place != before { WireMemory.destroy(node, &place, new, record: nil) }
    }
}
