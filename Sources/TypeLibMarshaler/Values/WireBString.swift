// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import AutomationTypes
import CAutomation

/// FLAGGED_WORD_BLOB, what a BSTR's pointer points at. [MS-OAUT] 2.2.23.1
///
///     + 0   4 bytes   conformance: words
///     + 4   4 bytes   cBytes: bytes, or 0xFFFFFFFF for a null BSTR
///     + 8   4 bytes   clSize: words
///     +12   n words   the text; a byte that is over is followed by a zero
///
/// It is aligned to 4 wherever it stands, as the IDL says and as clients of Windows servers do; little-endian.
enum WireBString {
    static let null: UInt32 = 0xFFFF_FFFF

    static func write(_ text: BSTR?, _ writer: inout NDRWriter) throws(WireFailure) {
        let bytes = BString.byteLength(text)
        let words = (bytes + 1) / 2
        try writer.align(4)
        // One write for what nearly every call has.
        guard let place = try writer.reserve(12 + 2 * words) else { return }
        place.storeBytes(of: UInt32(words).littleEndian, as: UInt32.self)
        place.storeBytes(of: (text == nil ? null : UInt32(bytes)).littleEndian, toByteOffset: 4, as: UInt32.self)
        place.storeBytes(of: UInt32(words).littleEndian, toByteOffset: 8, as: UInt32.self)
        if let text, bytes > 0 {
            if bytes & 1 != 0 { place.storeBytes(of: 0, toByteOffset: 12 + bytes, as: UInt8.self) }
            (place + 12).copyMemory(from: text, byteCount: bytes)
        }
    }

    /// A BSTR that is the caller's.
    static func read(_ reader: inout NDRReader) throws(WireFailure) -> BSTR? {
        try reader.align(4)
        let start = reader.position
        let header = try reader.take(12)
        let conformance = Int(UInt32(littleEndian: header.loadUnaligned(as: UInt32.self)))
        let bytes = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        let words = Int(UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
        guard conformance == words else { throw WireFailure(.conformance, at: start) }
        if bytes == null {
            guard words == 0 else { throw WireFailure(.stringLength, at: start + 4) }
            return nil
        }
        guard words == (Int(bytes) + 1) / 2 else { throw WireFailure(.stringLength, at: start + 4) }
        let text = try reader.take(2 * words)
        try reader.spend(Int(bytes))
        guard let made = BString.allocate(bytes: UnsafeRawBufferPointer(start: text, count: Int(bytes))) else {
            throw WireFailure(.outOfMemory, at: start, .E_OUTOFMEMORY)
        }
        return made
    }
}
