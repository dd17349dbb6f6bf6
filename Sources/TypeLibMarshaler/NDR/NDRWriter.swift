// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CAutomation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes NDR20 into a given buffer, never past its end: little-endian, aligned relative to the start, padding zero. [C706] 14
///
/// Without a buffer it measures: it goes through the same values and counts the bytes that they need at most.
struct NDRWriter {
    private let base: UnsafeMutableRawPointer?
    private let capacity: Int
    /// Bytes written, or counted.
    private(set) var position: Int
    /// Alignment counts from here.
    var origin = 0
    /// The last referent id that was given out.
    private var referent: UInt32 = 0x0002_0000 - 4
    var depth = 0
    private var stack = StackGuard()

    /// The addresses of the call's arguments, for expressions over parameters.
    var arguments: UnsafePointer<UnsafeMutableRawPointer?>?
    /// The record whose fields expressions name.
    var record: UnsafeRawPointer?
    var route: InterfaceRoute
    /// Interface pointers written so far: they hold references of the receiver until it has them.
    private var interfaces: [Range<Int>] = []

    /// Counts bytes, from a position that stands as far from a boundary of 8 bytes as the buffer will.
    init(measuringFrom position: Int = 0, route: InterfaceRoute) {
        base = nil
        capacity = Int(UInt32.max) - 16
        self.position = position
        self.route = route
    }

    /// - Parameters:
    ///   - base: alignment counts from here.
    ///   - position: where the first byte goes.
    init(_ base: UnsafeMutableRawPointer, capacity: Int, from position: Int = 0, route: InterfaceRoute) {
        self.base = base
        self.capacity = capacity
        self.position = position
        self.route = route
    }

    var isMeasuring: Bool { base == nil }

    // MARK: Bytes

    @inline(__always)
    mutating func align(_ boundary: Int) throws(WireFailure) {
        let padding = (origin - position) & (boundary - 1)
        guard padding != 0 else { return }
        guard padding <= capacity - position else { throw full }
        if let base { memset(base + position, 0, padding) }
        position += padding
    }

    private var full: WireFailure {
        isMeasuring
            ? WireFailure(.messageTooLarge, at: position, .E_INVALIDARG) : WireFailure(.endOfMessage, at: position, .E_UNEXPECTED)
    }

    /// Room for bytes; nil while measuring.
    @inline(__always)
    mutating func reserve(_ count: Int) throws(WireFailure) -> UnsafeMutableRawPointer? {
        guard count <= capacity - position else { throw full }
        let place = base.map { $0 + position }
        position += count
        return place
    }

    @inline(__always)
    mutating func put<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) throws(WireFailure) {
        try align(MemoryLayout<T>.size)
        try reserve(MemoryLayout<T>.size)?.storeBytes(of: value.littleEndian, as: T.self)
    }

    @inline(__always)
    mutating func putBytes(_ source: UnsafeRawPointer?, _ count: Int) throws(WireFailure) {
        guard count > 0, let source else { return }
        if let place = try reserve(count) { memcpy(place, source, count) }
    }

    /// Overwrites four bytes written before.
    func patch(_ value: UInt32, at offset: Int) {
        guard let base, offset >= 0, offset + 4 <= position else { return }
        (base + offset).storeBytes(of: value.littleEndian, as: UInt32.self)
    }

    /// Takes back bytes reserved last.
    mutating func giveBack(_ count: Int) { position -= count }

    // MARK: Pointers

    /// The id of a unique pointer. [C706] 14.3.11
    mutating func putReferent(_ isNull: Bool) throws(WireFailure) {
        guard !isNull else { return try put(UInt32(0)) }
        referent &+= 4
        try put(referent)
    }

    /// The pointer that stands before every value with a representation of its own (BSTR, VARIANT, SAFEARRAY): "User".
    static let userMarshaled: UInt32 = 0x7265_7355

    mutating func nested<Result>(_ body: (inout NDRWriter) throws(WireFailure) -> Result) throws(WireFailure) -> Result {
        guard depth < MarshalingLimits.depth else { throw WireFailure(.nestedTooDeeply, at: position, .E_INVALIDARG) }
        guard stack.fits(depth) else { throw WireFailure(.stackTooSmall, at: position, .E_OUTOFMEMORY) }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    // MARK: Interface pointers

    mutating func didMarshalInterface(_ range: Range<Int>) { interfaces.append(range) }

    /// Gives back the references in interface pointers that were written and will not be sent.
    mutating func releaseInterfaces() {
        guard let base else { return }
        for range in interfaces {
            route.release(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
        }
        interfaces = []
    }
}
