// SPDX-License-Identifier: Apache-2.0

/// The bytes of a document as they are written: all of them, or, with somewhere to go, a block at a time. A dump has many
/// megabytes, and memory that is touched once costs more than what is written into it.
final class JSONBuffer {
    /// Takes a block; it is gone afterwards.
    typealias Sink = (UnsafeRawBufferPointer) throws(TypeLibraryError) -> Void

    // The block belongs to the buffer and is freed with it; `count` bytes of `capacity` are initialised.
    private var block: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var used = 0
    private var flushed = 0
    private let sink: Sink?
    /// What the sink threw: nothing is given to it after that.
    private(set) var failure: TypeLibraryError?

    init(capacity: Int = 1 << 10, sink: Sink? = nil) {
        self.capacity = capacity
        self.sink = sink
        block = .allocate(capacity: capacity)
    }

    deinit { block.deallocate() }

    /// How many bytes were written.
    var count: Int { flushed + used }

    /// What was written and has not been given to the sink.
    var bytes: [UInt8] { Array(UnsafeBufferPointer(start: block, count: used)) }

    @inline(__always)
    func append(_ byte: UInt8) {
        if used == capacity { makeRoom(1) }
        block[used] = byte
        used += 1
    }

    @inline(__always)
    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        if bytes.count > capacity - used { makeRoom(bytes.count) }
        (block + used).update(from: base, count: bytes.count)
        used += bytes.count
    }

    func append(utf8 text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    func append(_ text: StaticString) { text.withUTF8Buffer { append($0) } }

    func append(contentsOf bytes: [UInt8]) { bytes.withUnsafeBufferPointer { append($0) } }

    /// A number in decimal digits.
    func append(decimal number: UInt64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = number
            var first = 20
            repeat {
                first -= 1
                digits.initializeElement(at: first, to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
                rest /= 10
            } while rest > 0
            append(UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }

    /// Gives what is there to the sink.
    func flush() {
        guard let sink else { return }
        if failure == nil {
            do throws(TypeLibraryError) {
                try sink(UnsafeRawBufferPointer(start: block, count: used))
            } catch {
                failure = error
            }
        }
        flushed += used
        used = 0
    }

    private func makeRoom(_ more: Int) {
        flush()
        guard more > capacity - used else { return }
        let (old, count) = (block, used)
        capacity = max(2 * capacity, used + more)
        block = .allocate(capacity: capacity)
        block.update(from: old, count: count)
        old.deallocate()
    }
}
