// SPDX-License-Identifier: Apache-2.0
//
// The memory of BSTRs. This is the only file that knows where a BSTR's block begins.

public import CAutomation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// BSTR memory. [MS-OAUT] 2.2.23
///
///     block + 0   4 bytes   padding, so that the text is aligned to 8
///     block + 4   4 bytes   length of the text in bytes, without the terminator
///     block + 8   n bytes   the text: UTF-16, or any bytes (n may be odd); zeros within it are part of it
///           + n   2 bytes   terminator
///
/// The block comes from `malloc`. A BSTR is the address of the text; NULL is the empty string, and every function here
/// takes it as that. Functions that allocate give the caller the only ownership, and nil if memory or the length (32 bits)
/// does not suffice.
public enum BString {
    private static let headerSize = 8

    /// Room for `byteCount` bytes, of which only the terminator is set.
    public static func allocate(byteCount: Int) -> BSTR? {
        guard byteCount >= 0, byteCount <= Int(UInt32.max) - 16 else { return nil }
        guard let block = malloc(headerSize + byteCount + 2) else { return nil }
        block.storeBytes(of: 0, as: UInt32.self)
        block.storeBytes(of: UInt32(byteCount), toByteOffset: 4, as: UInt32.self)
        let text = block + headerSize
        text.storeBytes(of: 0, toByteOffset: byteCount, as: UInt8.self)
        text.storeBytes(of: 0, toByteOffset: byteCount + 1, as: UInt8.self)
        LiveObjects.strings.increment()
        return text.assumingMemoryBound(to: OLECHAR.self)
    }

    /// A BSTR with these UTF-16 units, lone surrogates and zeros as they are.
    public static func allocate(_ units: UnsafeBufferPointer<UInt16>) -> BSTR? {
        allocate(bytes: UnsafeRawBufferPointer(units))
    }

    /// A BSTR that holds bytes: SysAllocStringByteLen.
    public static func allocate(bytes: UnsafeRawBufferPointer) -> BSTR? {
        guard let text = allocate(byteCount: bytes.count) else { return nil }
        if let source = bytes.baseAddress { memcpy(text, source, bytes.count) }
        return text
    }

    /// A BSTR with the text of `string`.
    public static func allocate(_ string: String) -> BSTR? {
        var string = string
        return string.withUTF8 { utf8 in
            // A Swift string is valid UTF-8: every lead byte is one unit, a lead byte of four is two.
            var count = 0
            for byte in utf8 { count += (byte & 0xC0 != 0x80 ? 1 : 0) + (byte >= 0xF0 ? 1 : 0) }
            guard let text = allocate(byteCount: 2 * count) else { return nil }
            if count == utf8.count {
                for index in 0..<count { text[index] = UInt16(utf8[index]) }
            } else {
                var position = 0
                for unit in String(decoding: utf8, as: UTF8.self).utf16 {
                    text[position] = unit
                    position += 1
                }
            }
            return text
        }
    }

    /// A second BSTR with the same bytes; NULL for NULL.
    /// - Throws: E_OUTOFMEMORY
    public static func copy(_ text: BSTR?) throws(COMError) -> BSTR? {
        guard let text else { return nil }
        guard let made = allocate(bytes: bytes(of: text)) else { throw COMError(.E_OUTOFMEMORY) }
        return made
    }

    /// Frees a BSTR; NULL is allowed.
    public static func free(_ text: BSTR?) {
        guard let text else { return }
        LiveObjects.strings.decrement()
        Self.release(UnsafeMutableRawPointer(text) - headerSize)
    }

    private static func release(_ block: UnsafeMutableRawPointer) {
        #if canImport(Glibc)
        Glibc.free(block)
        #elseif canImport(Musl)
        Musl.free(block)
        #else
        Darwin.free(block)
        #endif
    }

    /// Length in bytes: SysStringByteLen.
    public static func byteLength(_ text: BSTR?) -> Int {
        guard let text else { return 0 }
        return Int((UnsafeRawPointer(text) - 4).load(as: UInt32.self))
    }

    /// Length in whole UTF-16 units: SysStringLen.
    public static func length(_ text: BSTR?) -> Int { byteLength(text) / 2 }

    /// The units; valid until the BSTR is freed. An odd last byte is not among them.
    public static func units(of text: BSTR?) -> UnsafeBufferPointer<UInt16> {
        UnsafeBufferPointer(start: text, count: length(text))
    }

    /// The bytes; valid until the BSTR is freed.
    public static func bytes(of text: BSTR?) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text, count: byteLength(text))
    }

    /// The text as a Swift string. A lone surrogate, which a Swift string cannot hold, becomes U+FFFD; all else is kept.
    public static func string(_ text: BSTR?) -> String {
        String(decoding: units(of: text), as: UTF16.self)
    }

    /// The text as a Swift string, and frees the BSTR.
    public static func take(_ text: BSTR?) -> String {
        defer { free(text) }
        return string(text)
    }
}

/// The text of a zero-terminated UTF-16 string that the caller keeps; "" for NULL.
public func string(fromTerminated text: UnsafePointer<OLECHAR>?) -> String {
    String(decoding: units(ofTerminated: text), as: UTF16.self)
}

/// The units of a zero-terminated UTF-16 string, without the terminator; valid as long as the string is.
public func units(ofTerminated text: UnsafePointer<OLECHAR>?) -> UnsafeBufferPointer<UInt16> {
    guard let text else { return UnsafeBufferPointer(start: nil, count: 0) }
    var count = 0
    while text[count] != 0 { count += 1 }
    return UnsafeBufferPointer(start: text, count: count)
}
