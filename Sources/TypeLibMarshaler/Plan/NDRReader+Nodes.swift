// SPDX-License-Identifier: Apache-2.0
//
// Values from the wire to memory that is all zeros. Whatever fails, the memory and the log together say what is to be freed.

import AutomationRuntime
import AutomationTypes
import CAutomation

extension NDRReader {
    /// The value itself. Where it has a pointer that is not null, `PendingPointer.marker` is left until `referents` reads what it
    /// points at; a VARIANT is left empty with its last reserved word set.
    mutating func scalars(_ node: UnsafePointer<WireNode>, _ place: UnsafeMutableRawPointer) throws(WireFailure) {
        switch node.pointee.kind {
        case .number:
            switch node.pointee.width {
            case 4: place.storeBytes(of: try get(UInt32.self), as: UInt32.self)
            case 8: place.storeBytes(of: try get(UInt64.self), as: UInt64.self)
            case 2: place.storeBytes(of: try get(UInt16.self), as: UInt16.self)
            default: place.storeBytes(of: try get(UInt8.self), as: UInt8.self)
            }
            if node.pointee.has(.ranged) { try checkRange(node, place) }
        case .int3264:
            let value = try get(UInt32.self)
            let wide = node.pointee.has(.signed) ? UInt64(bitPattern: Int64(Int32(bitPattern: value))) : UInt64(value)
            place.storeBytes(of: wide, as: UInt64.self)
        case .bstr, .safeArray, .interface:
            if try get(UInt32.self) != 0 { place.storeBytes(of: PendingPointer.marker, as: UnsafeRawPointer?.self) }
        case .variant:
            if try get(UInt32.self) != 0 {
                place.assumingMemoryBound(to: VARIANT.self).pointee.wReserved3 = NDRReader.pendingVariant
            }
        case .pointer:
            if node.pointee.has(.topLevel) { return }
            if try get(UInt32.self) != 0 {
                place.storeBytes(of: PendingPointer.marker, as: UnsafeRawPointer?.self)
            } else if node.pointee.has(.reference) {
                throw WireFailure(.nullReference, at: position - 4)
            }
        case .record:
            if node.pointee.has(.block), !isBigEndian {
                try align(node.pointee.wireAlignment)
                return place.copyMemory(from: try take(node.pointee.size), byteCount: node.pointee.size)
            }
            let saved = record
            record = UnsafeRawPointer(place)
            defer { record = saved }
            try align(node.pointee.wireAlignment)
            for index in 0..<node.pointee.fieldCount {
                let field = node.pointee.fields + index
                try scalars(field.pointee.node, place + field.pointee.offset)
            }
        case .array:
            guard let child = node.pointee.child else { return }
            let range = try node.pointee.has(.varying) ? variance(node, node.pointee.count, child) : 0..<node.pointee.count
            try self.elements(child, place, range)
            if node.pointee.has(.string) { try checkTerminated(child, place, range) }
        case .union:
            let start = position
            let discriminant = try discriminant(node)
            guard let arm = WireMemory.arm(of: node, discriminant) else {
                throw WireFailure(.unknownDiscriminant, at: start, .RPC_X_INVALID_TAG)
            }
            if let selector = node.pointee.selector {
                log.addCheck(
                    UnmarshalLog.Check(
                        expression: selector, record: record, value: discriminant, rule: .discriminantDiffers, offset: start))
            }
            if !arm.pointee.flags.isDisjoint(with: [.owns, .pointers]) { log.addArm(place, arm) }
            if arm.pointee.has(.referents) { arms[UnsafeRawPointer(place)] = arm }
            let saved = record
            record = UnsafeRawPointer(place)
            defer { record = saved }
            try scalars(arm, place)
        }
    }

    /// In the last reserved word of an empty VARIANT: what it holds comes later.
    static let pendingVariant: UInt16 = 0xFFFF

    /// The tag of a union, which comes first on the wire.
    mutating func discriminant(_ node: UnsafePointer<WireNode>) throws(WireFailure) -> Int64 {
        let isSigned = node.pointee.has(.signed)
        switch node.pointee.width {
        case 4:
            let value = try get(UInt32.self)
            return isSigned ? Int64(Int32(bitPattern: value)) : Int64(value)
        case 2:
            let value = try get(UInt16.self)
            return isSigned ? Int64(Int16(bitPattern: value)) : Int64(value)
        case 8: return Int64(bitPattern: try get(UInt64.self))
        default:
            let value = try get(UInt8.self)
            return isSigned ? Int64(Int8(bitPattern: value)) : Int64(value)
        }
    }

    private func checkRange(_ node: UnsafePointer<WireNode>, _ place: UnsafeRawPointer) throws(WireFailure) {
        let source = WireExpression.Source(
            parameter: -1, offset: 0, dereferences: 0, width: node.pointee.width, isSigned: node.pointee.has(.signed))
        guard let value = source.value(nil, place), value >= node.pointee.low, value <= node.pointee.high else {
            throw WireFailure(.outOfRange, at: position - node.pointee.width)
        }
    }

    /// What is deferred of the value.
    mutating func referents(_ node: UnsafePointer<WireNode>, _ place: UnsafeMutableRawPointer) throws(WireFailure) {
        guard node.pointee.has(.referents) else { return }
        switch node.pointee.kind {
        case .number, .int3264: break
        case .bstr:
            guard takeMarker(place) else { return }
            place.storeBytes(of: try WireBString.read(&self), as: BSTR?.self)
        case .safeArray:
            guard takeMarker(place) else { return }
            let array = try littleEndian { (reader) throws(WireFailure) in
                try WireSafeArray.read(node.pointee.elementType, node.pointee.guid, &reader)
            }
            place.storeBytes(of: array, as: UnsafeMutablePointer<SAFEARRAY>?.self)
        case .interface:
            guard takeMarker(place) else { return }
            let iid = try interfaceID(node)
            place.storeBytes(of: try WireInterface.read(iid, &self), as: UnsafeMutableRawPointer?.self)
        case .variant:
            let variant = place.assumingMemoryBound(to: VARIANT.self)
            guard variant.pointee.wReserved3 == NDRReader.pendingVariant else { return }
            variant.pointee.wReserved3 = 0
            try littleEndian { (reader) throws(WireFailure) in try WireVariant.read(into: variant, &reader) }
        case .pointer:
            if node.pointee.has(.topLevel) {
                // A parameter's own: it points at its place already, or its place is made now.
                let target = place.loadUnaligned(as: UnsafeMutableRawPointer?.self)
                return try nested { (reader) throws(WireFailure) in try reader.pointee(node, place, target) }
            }
            guard takeMarker(place) else { return }
            try nested { (reader) throws(WireFailure) in try reader.pointee(node, place, nil) }
        case .record:
            let saved = record
            record = UnsafeRawPointer(place)
            defer { record = saved }
            for index in 0..<node.pointee.fieldCount {
                let field = node.pointee.fields + index
                if field.pointee.node.pointee.has(.referents) {
                    try referents(field.pointee.node, place + field.pointee.offset)
                }
            }
        case .array:
            guard let child = node.pointee.child else { return }
            // An element that was not sent has no marker.
            for index in 0..<node.pointee.count { try referents(child, place + index * child.pointee.size) }
        case .union:
            guard let arm = arms[UnsafeRawPointer(place)] else { return }
            let saved = record
            record = UnsafeRawPointer(place)
            defer { record = saved }
            try referents(arm, place)
        }
    }

    private func takeMarker(_ place: UnsafeMutableRawPointer) -> Bool {
        guard place.loadUnaligned(as: UnsafeRawPointer?.self) == PendingPointer.marker else { return false }
        place.storeBytes(of: nil, as: UnsafeRawPointer?.self)
        return true
    }

    private func interfaceID(_ node: UnsafePointer<WireNode>) throws(WireFailure) -> GUID {
        guard let selector = node.pointee.selector else { return node.pointee.guid }
        guard let address = selector.pointee.source?.address(arguments, record) else {
            throw WireFailure(.missingExpression, at: position)
        }
        return address.loadUnaligned(as: GUID.self)
    }

    /// What a pointer points at.
    /// - Parameters:
    ///   - place: where the pointer lies.
    ///   - target: what it points at already; nil lets memory be allocated.
    mutating func pointee(
        _ node: UnsafePointer<WireNode>, _ place: UnsafeMutableRawPointer, _ target: UnsafeMutableRawPointer?
    ) throws(WireFailure) {
        guard let child = node.pointee.child else { return }
        guard node.pointee.has(.conformant) else {
            var target = target
            if target == nil { target = try allocate(child, 1, for: place) }
            guard let target else { return }
            try scalars(child, target)
            return try referents(child, target)
        }
        let start = position
        let isVarying = node.pointee.has(.varying)
        let count = try getCount(elementSize: isVarying ? 0 : child.pointee.wireMinimum)
        let range = isVarying ? try variance(node, count, child) : 0..<count
        if let size = node.pointee.sizeIs {
            if isThere(size) {
                // Before memory is taken for them.
                guard size.pointee.value(arguments, record) == Int64(count) else { throw WireFailure(.conformance, at: start) }
            } else {
                log.addCheck(
                    UnmarshalLog.Check(expression: size, record: record, value: Int64(count), rule: .conformance, offset: start))
            }
        }
        if isVarying, !child.pointee.has(.block) {
            // Elements that are not sent take nothing of the message, but each will be looked at.
            try spend((count - range.count) * MarshalingLimits.elementCost)
        }
        var memory = target
        if memory == nil { memory = try allocate(child, count, for: place) }
        guard let memory else { return }
        try elements(child, memory, range)
        if node.pointee.has(.string) { try checkTerminated(child, memory, range) }
        guard child.pointee.has(.referents) else { return }
        for index in range { try referents(child, memory + index * child.pointee.size) }
    }

    /// Zeroed memory for a pointer's target, in the log and in the pointer's place.
    private mutating func allocate(
        _ child: UnsafePointer<WireNode>, _ count: Int, for place: UnsafeMutableRawPointer
    ) throws(WireFailure) -> UnsafeMutableRawPointer {
        let (size, overflow) = child.pointee.size.multipliedReportingOverflow(by: count)
        guard !overflow else { throw WireFailure(.tooMuchMemory, at: position) }
        try spend(size)
        guard let memory = WireMemory.allocate(size) else {
            throw WireFailure(.outOfMemory, at: position, .E_OUTOFMEMORY)
        }
        log.addBlock(memory, child, count)
        place.storeBytes(of: memory, as: UnsafeMutableRawPointer?.self)
        return memory
    }

    /// The elements that are sent of an array of `count`.
    private mutating func variance(
        _ node: UnsafePointer<WireNode>, _ count: Int, _ child: UnsafePointer<WireNode>
    ) throws(WireFailure) -> Range<Int> {
        let start = position
        let first = Int(try get(UInt32.self))
        let length = try getCount(elementSize: child.pointee.wireMinimum)
        guard first <= count, length <= count - first else { throw WireFailure(.variance, at: start) }
        if node.pointee.has(.string) {
            guard first == 0 else { throw WireFailure(.variance, at: start) }
            return 0..<length
        }
        if let expression = node.pointee.firstIs {
            log.addCheck(
                UnmarshalLog.Check(
                    expression: expression, record: record, value: Int64(first), rule: .variance, offset: start))
        }
        if let expression = node.pointee.lengthIs {
            log.addCheck(
                UnmarshalLog.Check(
                    expression: expression, record: record, value: Int64(node.pointee.lengthIsLast ? first + length : length),
                    rule: .variance, offset: start))
        }
        return first..<(first + length)
    }

    private func checkTerminated(
        _ child: UnsafePointer<WireNode>, _ memory: UnsafeRawPointer, _ range: Range<Int>
    ) throws(WireFailure) {
        guard let last = range.last else { throw WireFailure(.unterminatedString, at: position) }
        let end = memory + last * child.pointee.size
        guard child.pointee.width == 2 ? end.loadUnaligned(as: UInt16.self) == 0 : end.load(as: UInt8.self) == 0 else {
            throw WireFailure(.unterminatedString, at: position)
        }
    }

    private mutating func elements(
        _ child: UnsafePointer<WireNode>, _ memory: UnsafeMutableRawPointer, _ range: Range<Int>
    ) throws(WireFailure) {
        guard !range.isEmpty else { return }
        if child.pointee.has(.block), !isBigEndian || child.pointee.size == 1 {
            try align(child.pointee.wireAlignment)
            let bytes = range.count * child.pointee.size
            return (memory + range.lowerBound * child.pointee.size).copyMemory(from: try take(bytes), byteCount: bytes)
        }
        for index in range { try scalars(child, memory + index * child.pointee.size) }
    }
}
