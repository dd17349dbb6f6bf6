// SPDX-License-Identifier: Apache-2.0

import AutomationTypes
import CAutomation

/// Reads NDR20 of either byte order, every read within bounds. [C706] 14
struct NDRReader {
    let base: UnsafeRawPointer
    let end: Int
    private(set) var position: Int
    /// Alignment counts from here.
    var origin = 0
    /// The numbers are big-endian.
    var isBigEndian: Bool
    var depth = 0
    private var stack = StackGuard()
    /// Bytes that may still be allocated.
    private var memory: Int
    /// What was allocated, and what is to be checked when everything has been read.
    var log = UnmarshalLog()

    /// The chosen arms of unions of which something is deferred, by the unions' addresses.
    var arms: [UnsafeRawPointer: UnsafePointer<WireNode>] = [:]

    var arguments: UnsafePointer<UnsafeMutableRawPointer?>?
    var record: UnsafeRawPointer?
    /// The parameters that are being read.
    var progress: Progress?
    var route: InterfaceRoute
    /// What a VARIANT by reference becomes.
    var references = ReferencePolicy.logged

    /// How far the parameters of a call have been read.
    struct Progress {
        let parameters: UnsafePointer<WireParameter>
        /// What the request held is known; else it is the request that is read.
        let isResponse: Bool
        /// The parameter that is being read: those before it are there.
        var current = 0

        func isThere(_ index: Int) -> Bool {
            if isResponse, !parameters[index].isOut { return parameters[index].isIn }
            return index < current && (isResponse || parameters[index].isIn)
        }
    }

    /// Whether what an expression names has been read already. The fields of a record are, when what its pointers point at is read.
    func isThere(_ expression: UnsafePointer<WireExpression>) -> Bool {
        guard let source = expression.pointee.source else { return false }
        if source.parameter < 0 { return source.dereferences == 0 && record != nil }
        return progress?.isThere(source.parameter) ?? false
    }

    enum ReferencePolicy {
        /// A block of memory that the log owns.
        case logged
        /// A block of memory that belongs to the VARIANT: CoTaskMemFree.
        case given
        /// The value itself.
        case dereferenced
    }

    /// - Parameters:
    ///   - label: the data representation label of the message.
    ///   - position: where the first byte is; alignment counts from `base`.
    init(
        _ base: UnsafeRawPointer, count: Int, from position: Int = 0, label: UInt32, route: InterfaceRoute
    ) throws(WireFailure) {
        // First byte: 0 or 0x10 for big- or little-endian, ASCII; second byte: IEEE. [C706] 14.1
        guard label & 0xFF0F == 0, label & 0xF0 <= 0x10 else { throw WireFailure(.dataRepresentation, at: 0) }
        self.base = base
        end = count
        self.position = position
        isBigEndian = label & 0xF0 == 0
        memory = MarshalingLimits.memory + min(max(0, count), 1 << 32)
        self.route = route
    }

    var remaining: Int { end - position }

    @inline(__always)
    mutating func align(_ boundary: Int) throws(WireFailure) {
        let padding = (origin - position) & (boundary - 1)
        guard padding <= end - position else { throw WireFailure(.endOfMessage, at: position) }
        position += padding
    }

    /// The bytes that come next.
    @inline(__always)
    mutating func take(_ count: Int) throws(WireFailure) -> UnsafeRawPointer {
        guard count >= 0, count <= end - position else { throw WireFailure(.endOfMessage, at: position) }
        let place = base + position
        position += count
        return place
    }

    @inline(__always)
    mutating func get<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(WireFailure) -> T {
        try align(MemoryLayout<T>.size)
        let value = try take(MemoryLayout<T>.size).loadUnaligned(as: T.self)
        return isBigEndian ? T(bigEndian: value) : T(littleEndian: value)
    }

    /// A number of elements of which each needs at least `size` bytes of what follows.
    mutating func getCount(elementSize size: Int) throws(WireFailure) -> Int {
        let count = Int(try get(UInt32.self))
        guard count <= Int(Int32.max) else { throw WireFailure(.tooManyElements, at: position - 4) }
        guard size == 0 || count <= remaining / size else { throw WireFailure(.endOfMessage, at: position - 4) }
        return count
    }

    /// Counts memory that is about to be allocated.
    mutating func spend(_ bytes: Int) throws(WireFailure) {
        guard bytes >= 0, bytes <= memory else { throw WireFailure(.tooMuchMemory, at: position) }
        memory -= bytes
    }

    mutating func nested<Result>(_ body: (inout NDRReader) throws(WireFailure) -> Result) throws(WireFailure) -> Result {
        try enter()
        defer { depth -= 1 }
        return try body(&self)
    }

    /// Goes one level deeper; whoever does takes it back from `depth`.
    mutating func enter() throws(WireFailure) {
        guard depth < MarshalingLimits.depth else { throw WireFailure(.nestedTooDeeply, at: position) }
        guard stack.fits(depth) else { throw WireFailure(.stackTooSmall, at: position, .E_OUTOFMEMORY) }
        depth += 1
    }

    /// Reads values that are little-endian whatever the label says: [MS-OAUT] 2.2.23, 2.2.29, 2.2.30.
    mutating func littleEndian<Result>(_ body: (inout NDRReader) throws(WireFailure) -> Result) throws(WireFailure) -> Result {
        let saved = isBigEndian
        isBigEndian = false
        defer { isBigEndian = saved }
        return try body(&self)
    }
}
