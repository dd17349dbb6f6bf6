// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import TypeLibrary

extension WireExpression.Source {
    /// The address of the value, every pointer on the way followed; nil if one is null.
    @inline(__always)
    func address(
        _ arguments: UnsafePointer<UnsafeMutableRawPointer?>?, _ record: UnsafeRawPointer?
    ) -> UnsafeRawPointer? {
        var place: UnsafeRawPointer?
        if parameter >= 0 {
            place = arguments?[parameter].map { UnsafeRawPointer($0) }
        } else {
            place = record.map { $0 + offset }
        }
        for _ in 0..<dereferences {
            place = place?.loadUnaligned(as: UnsafeRawPointer?.self)
            // A pointer that has been announced but not yet read is not followed.
            if place == PendingPointer.marker { return nil }
        }
        return place
    }

    @inline(__always)
    func value(_ arguments: UnsafePointer<UnsafeMutableRawPointer?>?, _ record: UnsafeRawPointer?) -> Int64? {
        guard let place = address(arguments, record) else { return nil }
        switch (width, isSigned) {
        case (4, true): return Int64(place.loadUnaligned(as: Int32.self))
        case (4, false): return Int64(place.loadUnaligned(as: UInt32.self))
        case (8, _): return place.loadUnaligned(as: Int64.self)
        case (2, true): return Int64(place.loadUnaligned(as: Int16.self))
        case (2, false): return Int64(place.loadUnaligned(as: UInt16.self))
        case (1, true): return Int64(place.loadUnaligned(as: Int8.self))
        case (1, false): return Int64(place.loadUnaligned(as: UInt8.self))
        default: return nil
        }
    }
}

extension WireExpression {
    /// The value over the arguments of a call, or over the fields of a record; nil if something that it needs is null.
    @inline(__always)
    func value(_ arguments: UnsafePointer<UnsafeMutableRawPointer?>?, _ record: UnsafeRawPointer?) -> Int64? {
        if let source { return source.value(arguments, record).map { $0 &+ increment } }
        return WireExpression.value(of: term, arguments, record).map { $0 &+ increment }
    }

    private static func value(
        of term: Term, _ arguments: UnsafePointer<UnsafeMutableRawPointer?>?, _ record: UnsafeRawPointer?
    ) -> Int64? {
        switch term {
        case .number(let number): return number
        case .source(let source): return source.value(arguments, record)
        case .unary(let operation, let operand):
            guard let value = value(of: operand, arguments, record) else { return nil }
            switch operation {
            case "-": return 0 &- value
            case "~": return ~value
            default: return value == 0 ? 1 : 0
            }
        case .binary(let operation, let left, let right):
            guard let a = value(of: left, arguments, record), let b = value(of: right, arguments, record) else { return nil }
            // The one place where C's operators are defined is the expression's own type.
            return MarshalingExpression.binary(operation, .number(a), .number(b)).evaluate { _, _ in nil }
        case .conditional(let condition, let first, let second):
            guard let chosen = value(of: condition, arguments, record) else { return nil }
            return value(of: chosen != 0 ? first : second, arguments, record)
        }
    }
}

/// What lies in a pointer's place between the moment when it is announced and the moment when what it points at is read.
enum PendingPointer {
    static var marker: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: 1) }
}
