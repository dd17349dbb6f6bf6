// SPDX-License-Identifier: Apache-2.0
//
// iconv, the C library's converter of character sets.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open conversion; closed when it goes. It keeps a state while it converts, so one thread may use it at a time.
struct Converter: ~Copyable, @unchecked Sendable {
    // Unchecked: the descriptor belongs to this value alone, and a Mutex holds the value.
    private let descriptor: iconv_t

    /// nil if the C library does not have the conversion.
    init?(from source: String, to target: String) {
        // iconv_open answers -1, as a pointer, for what it does not have.
        guard let opened = iconv_open(target, source), Int(bitPattern: opened) != -1 else { return nil }
        descriptor = opened
    }

    deinit { _ = iconv_close(descriptor) }

    /// The bytes converted. For a byte that begins no character, `replacement` says what takes its place.
    func convert(_ bytes: UnsafeRawBufferPointer, replacement: (UInt8) -> [UInt8]) -> [UInt8] {
        _ = iconv(descriptor, nil, nil, nil, nil)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 2)
        // iconv does not write to its input, whatever its prototype says.
        var input = UnsafeMutablePointer(mutating: bytes.bindMemory(to: CChar.self).baseAddress)
        var left = bytes.count
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            while left > 0 {
                var output = buffer.baseAddress
                var room = buffer.count
                let before = left
                let status = iconv(descriptor, &input, &left, &output, &room)
                let error = errno
                result += UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<(buffer.count - room)])
                guard status == -1 else { continue }
                if error == E2BIG, room < buffer.count || left < before { continue }
                // EILSEQ, or EINVAL for a character that ends too soon: one byte is passed over.
                guard left > 0, let at = input else { break }
                result += replacement(UInt8(truncatingIfNeeded: at.pointee))
                input = at + 1
                left -= 1
            }
            // Some converters hold the last character back, to combine it with an accent that may follow.
            var output = buffer.baseAddress
            var room = buffer.count
            _ = iconv(descriptor, nil, nil, &output, &room)
            result += UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<(buffer.count - room)])
        }
        return result
    }
}
