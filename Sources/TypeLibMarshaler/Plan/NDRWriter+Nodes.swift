// SPDX-License-Identifier: Apache-2.0
//
// Values from memory to the wire. NDR writes a construct first and what its pointers point at behind it, depth first:
// `scalars` and `referents`. [C706] 14.3.12.3

import AutomationRuntime
import AutomationTypes
import CAutomation

extension NDRWriter {
    /// The value itself, with ids where its pointers are.
    mutating func scalars(_ node: UnsafePointer<WireNode>, _ place: UnsafeRawPointer) throws(WireFailure) {
        switch node.pointee.kind {
        case .number:
            switch node.pointee.width {
            case 4: try put(place.loadUnaligned(as: UInt32.self))
            case 8: try put(place.loadUnaligned(as: UInt64.self))
            case 2: try put(place.loadUnaligned(as: UInt16.self))
            default: try put(place.load(as: UInt8.self))
            }
        case .int3264:
            let value = place.loadUnaligned(as: UInt64.self)
            if node.pointee.has(.signed) {
                guard let short = Int32(exactly: Int64(bitPattern: value)) else { throw notIn32Bits }
                try put(short)
            } else {
                guard let short = UInt32(exactly: value) else { throw notIn32Bits }
                try put(short)
            }
        case .bstr, .variant, .safeArray:
            try put(NDRWriter.userMarshaled)
        case .interface:
            try putReferent(place.loadUnaligned(as: UnsafeRawPointer?.self) == nil)
        case .pointer:
            if node.pointee.has(.topLevel) { return }
            try putReferent(place.loadUnaligned(as: UnsafeRawPointer?.self) == nil)
        case .record:
            if node.pointee.has(.block) {
                try align(node.pointee.wireAlignment)
                return try putBytes(place, node.pointee.size)
            }
            let saved = record
            record = place
            defer { record = saved }
            try align(node.pointee.wireAlignment)
            for index in 0..<node.pointee.fieldCount {
                let field = node.pointee.fields + index
                try scalars(field.pointee.node, place + field.pointee.offset)
            }
        case .array:
            try arrayInPlace(node, place)
        case .union:
            let discriminant = try discriminant(of: node)
            switch node.pointee.width {
            case 4: try put(UInt32(truncatingIfNeeded: discriminant))
            case 2: try put(UInt16(truncatingIfNeeded: discriminant))
            case 8: try put(discriminant)
            default: try put(UInt8(truncatingIfNeeded: discriminant))
            }
            guard let arm = WireMemory.arm(of: node, discriminant) else { throw noArm }
            let saved = record
            record = place
            defer { record = saved }
            try scalars(arm, place)
        }
    }

    private var notIn32Bits: WireFailure { WireFailure(.notIn32Bits, at: position, .E_INVALIDARG) }
    private var noArm: WireFailure { WireFailure(.unknownDiscriminant, at: position, .RPC_X_INVALID_TAG) }

    private func discriminant(of node: UnsafePointer<WireNode>) throws(WireFailure) -> Int64 {
        guard let value = node.pointee.selector?.pointee.value(arguments, record) else {
            throw WireFailure(.missingExpression, at: position, .RPC_X_NULL_REF_POINTER)
        }
        return value
    }

    /// What is deferred of the value.
    mutating func referents(_ node: UnsafePointer<WireNode>, _ place: UnsafeRawPointer) throws(WireFailure) {
        guard node.pointee.has(.referents) else { return }
        switch node.pointee.kind {
        case .number, .int3264: break
        case .bstr: try WireBString.write(place.loadUnaligned(as: BSTR?.self), &self)
        case .variant: try WireVariant.write(place.assumingMemoryBound(to: VARIANT.self), &self)
        case .safeArray: try WireSafeArray.write(place.loadUnaligned(as: UnsafeMutablePointer<SAFEARRAY>?.self), &self)
        case .interface:
            guard let pointer = place.loadUnaligned(as: UnsafeMutableRawPointer?.self) else { return }
            try WireInterface.write(pointer, try interfaceID(node), &self)
        case .pointer:
            guard let target = place.loadUnaligned(as: UnsafeRawPointer?.self) else {
                guard !node.pointee.has(.reference) else {
                    throw WireFailure(.nullReference, at: position, .RPC_X_NULL_REF_POINTER)
                }
                return
            }
            try nested { (writer) throws(WireFailure) in try writer.pointee(node, target) }
        case .record:
            let saved = record
            record = place
            defer { record = saved }
            for index in 0..<node.pointee.fieldCount {
                let field = node.pointee.fields + index
                if field.pointee.node.pointee.has(.referents) {
                    try referents(field.pointee.node, place + field.pointee.offset)
                }
            }
        case .array:
            guard let child = node.pointee.child else { return }
            var elements = 0..<node.pointee.count
            if node.pointee.has(.varying) { elements = try transmitted(node, place, node.pointee.count) }
            for index in elements { try referents(child, place + index * child.pointee.size) }
        case .union:
            guard let arm = WireMemory.arm(of: node, try discriminant(of: node)) else { throw noArm }
            let saved = record
            record = place
            defer { record = saved }
            try referents(arm, place)
        }
    }

    /// The IID of an interface pointer: the declared one, or what iid_is names.
    private func interfaceID(_ node: UnsafePointer<WireNode>) throws(WireFailure) -> GUID {
        guard let selector = node.pointee.selector else { return node.pointee.guid }
        guard let address = selector.pointee.source?.address(arguments, record) else {
            throw WireFailure(.missingExpression, at: position, .RPC_X_NULL_REF_POINTER)
        }
        return address.loadUnaligned(as: GUID.self)
    }

    /// What a pointer points at.
    mutating func pointee(_ node: UnsafePointer<WireNode>, _ target: UnsafeRawPointer) throws(WireFailure) {
        guard let child = node.pointee.child else { return }
        guard node.pointee.has(.conformant) else {
            try scalars(child, target)
            return try referents(child, target)
        }
        var count: Int
        var elements: Range<Int>
        if node.pointee.has(.string) {
            let length = try stringLength(child, target, node.pointee.sizeIs == nil ? nil : try size(node))
            count = node.pointee.sizeIs == nil ? length : try size(node)
            elements = 0..<length
        } else {
            count = try size(node)
            elements = 0..<count
            if node.pointee.has(.varying) { elements = try transmitted(node, target, count) }
        }
        try put(UInt32(count))
        if node.pointee.has(.varying) {
            try put(UInt32(elements.lowerBound))
            try put(UInt32(elements.count))
        }
        try self.elements(child, target, elements)
    }

    /// The number of elements that size_is says.
    private func size(_ node: UnsafePointer<WireNode>) throws(WireFailure) -> Int {
        guard let value = node.pointee.sizeIs?.pointee.value(arguments, record) else {
            throw WireFailure(.missingExpression, at: position, .RPC_X_NULL_REF_POINTER)
        }
        guard value >= 0, value <= Int64(Int32.max) else {
            throw WireFailure(.tooManyElements, at: position, .RPC_X_INVALID_BOUND)
        }
        return Int(value)
    }

    /// Which of an array's `count` elements are sent.
    private func transmitted(
        _ node: UnsafePointer<WireNode>, _ place: UnsafeRawPointer, _ count: Int
    ) throws(WireFailure) -> Range<Int> {
        if node.pointee.has(.string), let child = node.pointee.child { return 0..<(try stringLength(child, place, count)) }
        var first: Int64 = 0
        if let expression = node.pointee.firstIs {
            guard let value = expression.pointee.value(arguments, record) else { throw noLength }
            first = value
        }
        var length = Int64(count) &- first
        if let expression = node.pointee.lengthIs {
            guard let value = expression.pointee.value(arguments, record) else { throw noLength }
            length = node.pointee.lengthIsLast ? value &- first : value
        }
        guard first >= 0, length >= 0, first <= Int64(count), length <= Int64(count) - first else {
            throw WireFailure(.variance, at: position, .RPC_X_INVALID_BOUND)
        }
        return Int(first)..<Int(first + length)
    }

    private var noLength: WireFailure { WireFailure(.missingExpression, at: position, .RPC_X_NULL_REF_POINTER) }

    /// Elements up to and with the zero that ends a string.
    private func stringLength(
        _ child: UnsafePointer<WireNode>, _ place: UnsafeRawPointer, _ limit: Int?
    ) throws(WireFailure) -> Int {
        let limit = limit ?? Int(Int32.max)
        var length = 0
        if child.pointee.width == 2 {
            while length < limit {
                if place.loadUnaligned(fromByteOffset: 2 * length, as: UInt16.self) == 0 { return length + 1 }
                length += 1
            }
        } else {
            while length < limit {
                if place.load(fromByteOffset: length, as: UInt8.self) == 0 { return length + 1 }
                length += 1
            }
        }
        throw WireFailure(.notNullTerminated, at: position, .RPC_X_INVALID_BOUND)
    }

    private mutating func arrayInPlace(_ node: UnsafePointer<WireNode>, _ place: UnsafeRawPointer) throws(WireFailure) {
        guard let child = node.pointee.child else { return }
        var elements = 0..<node.pointee.count
        if node.pointee.has(.varying) {
            elements = try transmitted(node, place, node.pointee.count)
            try put(UInt32(elements.lowerBound))
            try put(UInt32(elements.count))
        }
        if child.pointee.has(.block) {
            guard !elements.isEmpty else { return }
            try align(child.pointee.wireAlignment)
            return try putBytes(place + elements.lowerBound * child.pointee.size, elements.count * child.pointee.size)
        }
        for index in elements { try scalars(child, place + index * child.pointee.size) }
    }

    private mutating func elements(
        _ child: UnsafePointer<WireNode>, _ target: UnsafeRawPointer, _ range: Range<Int>
    ) throws(WireFailure) {
        guard !range.isEmpty else { return }
        if child.pointee.has(.block) {
            try align(child.pointee.wireAlignment)
            return try putBytes(target + range.lowerBound * child.pointee.size, range.count * child.pointee.size)
        }
        for index in range { try scalars(child, target + index * child.pointee.size) }
        guard child.pointee.has(.referents) else { return }
        for index in range { try referents(child, target + index * child.pointee.size) }
    }
}
